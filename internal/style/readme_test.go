package style

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
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

// TestReadmeExample runs the README's program.
func TestReadmeExample(t *testing.T) {
	code := block(t, "example")
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
