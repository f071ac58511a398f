package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// TestPages does what pages of docs say: the commands of each in one directory, one after the other. Each must succeed, and its output, the
// errors included, must have the lines that the page shows, or begin them.
func TestPages(t *testing.T) {
	if testing.Short() || runtime.GOOS == "windows" {
		t.Skip("they build a large program, in a shell")
	}
	for _, name := range []string{"running.md", "components.md"} {
		t.Run(name, func(t *testing.T) { testPage(t, name) })
	}
}

func testPage(t *testing.T, name string) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", name))
	if err != nil {
		t.Fatal(err)
	}
	shell := ""
	for _, name := range []string{"go", "mkdir", "cat", "bash"} {
		if shell, err = exec.LookPath(name); err != nil {
			t.Skipf("there is no %s", name)
		}
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir, bin := t.TempDir(), t.TempDir()
	wrapper := "#!" + shell + "\nWVM_TEST_AS_WVM=1 exec '" + exe + "' \"$@\"\n"
	if err := os.WriteFile(filepath.Join(bin, "wvm"), []byte(wrapper), 0o777); err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile("(?s)```sh\n(.*?)```\n(?:\n```text\n(.*?)```\n)?")
	blocks := block.FindAllStringSubmatch(string(page), -1)
	if len(blocks) < 5 {
		t.Fatalf("there are %d commands", len(blocks))
	}
	for _, b := range blocks {
		cmd := exec.Command(shell, "-e", "-o", "pipefail", "-c", b[1])
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "PATH="+bin+string(filepath.ListSeparator)+os.Getenv("PATH"), "PWD="+dir)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s%v\n%s", b[1], err, out)
		}
		for line := range strings.Lines(b[2]) {
			if line = strings.TrimSuffix(line, "\n"); !strings.Contains(string(out), line) {
				t.Errorf("%sdoes not say %q, but\n%s", b[1], line, out)
			}
		}
	}
}
