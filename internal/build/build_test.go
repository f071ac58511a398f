package build

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	if path, err := Find("WVM_BUILD_TEST_GO", "go"); err != nil || path == "" {
		t.Errorf("Find of go = %q, %v", path, err)
	}
	if _, err := Find("WVM_BUILD_TEST_NONE", "no-such-program"); !errors.Is(err, ErrNoTool) {
		t.Errorf("Find of no program: %v", err)
	}
	t.Setenv("WVM_BUILD_TEST_NONE", "elsewhere")
	if path, err := Find("WVM_BUILD_TEST_NONE", "no-such-program"); err != nil || path != "elsewhere" {
		t.Errorf("Find by variable = %q, %v", path, err)
	}
}

func TestGo(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"go.mod": "module m\n", "main.go": "package main\n\nfunc main() { println(1) }\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	out := filepath.Join(dir, "m.wasm")
	if err := Go(out, dir, "."); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(out)
	if err != nil || !strings.HasPrefix(string(b), "\x00asm\x01\x00\x00\x00") {
		t.Errorf("not a module: %.8q, %v", b, err)
	}
	if err := NativeGo(Executable(dir, "m"), dir, "./nothing"); err == nil || !strings.Contains(err.Error(), "nothing") {
		t.Errorf("error of a package that is not there: %v", err)
	}
}
