// Package examples_test does what README.md says: its commands, as far as their tools are there.
package examples_test

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/internal/build/needs"
)

// A command is a block of README.md.
type command struct {
	kind  string // "needs" or "serves"
	tools []string
	text  string
}

func commands(t *testing.T) (list []command) {
	t.Helper()
	page, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile("(?s)<!-- (needs|serves):?([^>]*) -->\n```sh\n(.*?)```").FindAllStringSubmatch(string(page), -1) {
		list = append(list, command{m[1], strings.Fields(m[2]), strings.TrimSpace(m[3])})
	}
	if len(list) < 9 {
		t.Fatalf("README.md has %d commands", len(list))
	}
	return list
}

// TestFrontPage finds the commands that the README of the repository shows among those of this one.
func TestFrontPage(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "<!-- examples -->")
	part, _, ok := strings.Cut(rest, "<!-- end -->")
	shown := regexp.MustCompile("`([^`]+)` \\|").FindAllStringSubmatch(part, -1)
	if !ok || len(shown) < 6 {
		t.Fatalf("README.md shows %d examples", len(shown))
	}
	list := commands(t)
	for _, m := range shown {
		if !slices.ContainsFunc(list, func(c command) bool { return c.text == m[1] }) {
			t.Errorf("this is no example: %s", m[1])
		}
	}
}

// answers are what commands print, or what their services answer the first two requests with.
var answers = []struct{ in, want string }{
	{"hello/hello.wat", "Hello from WAT\n"},
	{"hello/go/main.go", "Hello from Go\n"},
	{"hello/hello.c", "Hello from C\n"},
	{"hello/hello.rs", "Hello from Rust\n"},
	{"hello/hello.js", "\"Hello from JavaScript, you\"\n"},
	{"hello-py", "\"Hello from Python, you\"\n"},
	{"greet/greet.wat", "Gopher"},
	{"files", "in all\n"},
	{"embed", "e o o o e 5\n"},
	{"http-c/hello.c", "Hello from C\nHello from C\n"},
	{"http-js/hello.js", "Hello from JavaScript\nHello from JavaScript\n"},
	{"http-py", "Hello from Python\nHello from Python\n"},
	{"counter", "request 1\nrequest 2\n"},
}

func TestREADME(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the commands are for a shell")
	}
	shell := needs.Program(t, "sh")
	bin := t.TempDir()
	if out, err := exec.Command(needs.Program(t, "go"), "build", "-o", filepath.Join(bin, "wvm"), "../cmd/wvm").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	root := filepath.Join(t.TempDir(), "wvm")
	for _, dir := range []string{"examples", "wasi/preview2/wit"} {
		if err := os.CopyFS(filepath.Join(root, dir), os.DirFS(filepath.Join("..", dir))); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range commands(t) {
		name, _, _ := strings.Cut(c.text, " &&")
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(root, "examples")
			for _, tool := range c.tools {
				if tool == "root" {
					dir = "." // it is a part of this module
				} else {
					needs.Program(t, tool)
				}
			}
			want := ""
			for _, a := range answers {
				if strings.Contains(c.text, a.in) {
					want = a.want
				}
			}
			text := strings.Replace(c.text, "wvm serve", "exec wvm serve --addr 127.0.0.1:0", 1)
			cmd := exec.Command(shell, "-c", text)
			cmd.Dir = dir
			cmd.Env = append(os.Environ(), "PATH="+bin+string(filepath.ListSeparator)+os.Getenv("PATH"))
			if c.kind == "serves" {
				serves(t, cmd, want)
				return
			}
			cmd.Stderr = os.Stderr
			out, err := cmd.Output()
			if err != nil || want == "" || !strings.Contains(string(out), want) {
				t.Errorf("%s\nprints %q, %v; want %q", text, out, err, want)
			}
		})
	}
}

// serves sends two requests to a service.
func serves(t *testing.T, cmd *exec.Cmd, want string) {
	t.Helper()
	pipe, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	defer cmd.Process.Kill()
	lines := bufio.NewScanner(pipe)
	said := ""
	for lines.Scan() {
		at, ok := strings.CutPrefix(lines.Text(), "Serving HTTP on ")
		if !ok {
			said += lines.Text() + "\n"
			continue
		}
		got := ""
		for range 2 {
			resp, err := http.Get(at)
			if err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(resp.Body)
			resp.Body.Close()
			if err != nil || resp.StatusCode != http.StatusOK {
				t.Error(resp.Status, err)
			}
			got += string(b)
		}
		if got != want {
			t.Errorf("it answers %q, want %q", got, want)
		}
		return
	}
	t.Fatalf("it does not serve:\n%s", said)
}
