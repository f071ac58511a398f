package style

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/vm"
)

// This file holds the README to what it says.

func readme(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// block returns the code between the marks <!-- name --> and <!-- end -->.
func block(t *testing.T, name string) string {
	t.Helper()
	m := regexp.MustCompile("(?s)<!-- " + name + " -->\n```\\w*\n(.*?)```\n<!-- end -->").FindStringSubmatch(readme(t))
	if m == nil {
		t.Fatalf("README.md has no code marked %q", name)
	}
	return m[1]
}

// TestReadmeExample runs the README's programs.
func TestReadmeExample(t *testing.T) {
	for _, mark := range []string{"example", "component-example"} {
		runExample(t, block(t, mark))
	}
}

// TestReadmeComponent runs the README's command for components.
func TestReadmeComponent(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the command is for a shell")
	}
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skipf("the command is for a shell: %v", err)
	}
	cmd := exec.Command(shell, "-c", block(t, "component"))
	cmd.Dir = "../.."
	if out, err := cmd.CombinedOutput(); err != nil || string(out) != "\"Hello, Gopher!\"\n" {
		t.Errorf("the command prints %q, %v", out, err)
	}
}

func runExample(t *testing.T, code string) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "example.go")
	if err := os.WriteFile(name, []byte(code), 0o666); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "run", name)
	cmd.Dir = "../.."
	out, err := cmd.CombinedOutput()
	_, want, _ := strings.Cut(code, "// prints ")
	want, _, _ = strings.Cut(want, "\n")
	if err != nil || strings.TrimSpace(string(out)) != want {
		t.Errorf("the example prints %q, %v; want %q", out, err, want)
	}
}

// TestReadmeFeatures compares the features that the README names with those that run.
func TestReadmeFeatures(t *testing.T) {
	want := "it runs `" + strings.Join(vm.Supported.Names(), "`, `") + "`."
	if text := strings.Join(strings.Fields(readme(t)), " "); !strings.Contains(text, want) {
		t.Errorf("README.md does not say: %s", want)
	}
}
