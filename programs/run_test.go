package programs

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/internal/build"
)

// This file runs a program in a directory of its own, natively or under a runtime, and compares what came of it.

// work is where wvm and the programs are built.
var work string

// wvm is the program under test: the one that the variable WVM names, or what the sources build.
var wvm string

func TestMain(m *testing.M) {
	code, err := testMain(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func testMain(m *testing.M) (code int, err error) {
	if err := touchSources(".."); err != nil {
		return 0, err
	}
	if work, err = os.MkdirTemp("", "wvm-programs-"); err != nil {
		return 0, err
	}
	defer os.RemoveAll(work)
	if name := os.Getenv("WVM"); name != "" {
		wvm, err = filepath.Abs(name)
	} else {
		wvm = build.Executable(work, "wvm")
		err = build.NativeGo(wvm, "..", "./cmd/wvm")
	}
	if err != nil {
		return 0, err
	}
	return m.Run(), nil
}

// touchSources looks at every source file of the project, so that go test knows that the result depends on them: a cached
// result must not outlive a change of wvm, which these tests build and start as a program.
func touchSources(root string) error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && strings.HasPrefix(d.Name(), ".") && path != root {
			return fs.SkipDir
		}
		switch filepath.Ext(path) {
		case ".go", ".c", ".h", ".cpp", ".rs", ".wit", ".lua", ".sql", ".mod", ".sum", ".lock":
			_, err = os.Stat(path)
		}
		return err
	})
}

// A result is all that can be seen of a program's run.
type result struct {
	stdout, stderr string
	exit           int               // aborted for a trap or a signal
	files          map[string]string // contents by path; directories end in a slash
}

// aborted is the exit status of a program that trapped or died of a signal, as shells and runtimes report SIGABRT.
const aborted = 134

// An input is what a program is given.
type input struct {
	args  []string // with $DIR for the program's directory, as the program sees it
	env   []string // KEY=value
	stdin string
	files map[string]string // put into the program's directory before it starts
	mount string            // what a module sees its directory as; the root if empty
}

// runNative runs the native program exe.
func runNative(t *testing.T, exe string, in input) result {
	t.Helper()
	dir := t.TempDir()
	cmd := exec.Command(exe, in.arguments(dir)...)
	cmd.Dir = dir
	cmd.Env = append(append(os.Environ(), "PWD="+dir), in.env...)
	return run(t, cmd, in)
}

// runModule runs a module with a runtime that has wasmtime's command line, of which it gets these flags, too. By default the program's directory is its root: Go
// programs without PWD find no relative path in a directory of another name.
func runModule(t *testing.T, runtime, module string, in input, flags ...string) result {
	t.Helper()
	mount := cmp.Or(in.mount, "/")
	args := append([]string{"run", "--dir", ".::" + mount, "--env", "PWD=" + mount}, flags...)
	for _, e := range in.env {
		args = append(args, "--env", e)
	}
	args = append(append(args, module), in.arguments(mount)...)
	cmd := exec.Command(runtime, args...)
	cmd.Dir = t.TempDir()
	return run(t, cmd, in)
}

func (in input) arguments(dir string) []string {
	args := slices.Clone(in.args)
	for i := range args {
		args[i] = strings.ReplaceAll(args[i], "$DIR", dir)
	}
	return args
}

// run fills the directory of cmd and runs it there.
func run(t *testing.T, cmd *exec.Cmd, in input) result {
	t.Helper()
	for name, text := range in.files {
		path := filepath.Join(cmd.Dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(in.stdin), &stdout, &stderr
	r := result{}
	var exit *exec.ExitError
	switch err := cmd.Run(); {
	case errors.As(err, &exit) && exit.ExitCode() == -1:
		r.exit = aborted
	case errors.As(err, &exit):
		r.exit = exit.ExitCode()
	case err != nil:
		t.Fatal(err)
	}
	r.stdout, r.stderr, r.files = stdout.String(), stderr.String(), readTree(t, cmd.Dir)
	return r
}

func readTree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := make(map[string]string)
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		if d.IsDir() {
			files[name+"/"] = ""
			return nil
		}
		text, err := os.ReadFile(path)
		files[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// compare reports the differences between what a runtime made of a program and what the native program did.
func compare(t *testing.T, runtime string, got, want result) {
	t.Helper()
	if got.exit != want.exit {
		t.Errorf("%s: exit status %d, natively %d\n%s", runtime, got.exit, want.exit, shorten(got.stderr))
	}
	if got.stdout != want.stdout {
		t.Errorf("%s: standard output differs\n%s", runtime, difference(got.stdout, want.stdout))
	}
	if want.exit != aborted && got.stderr != want.stderr { // each runtime describes a trap in its own words
		t.Errorf("%s: standard error differs\n%s", runtime, difference(got.stderr, want.stderr))
	}
	for _, name := range slices.Sorted(maps.Keys(want.files)) {
		if text, ok := got.files[name]; !ok {
			t.Errorf("%s: no %s", runtime, name)
		} else if text != want.files[name] {
			t.Errorf("%s: %s differs\n%s", runtime, name, difference(text, want.files[name]))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(got.files)) {
		if _, ok := want.files[name]; !ok {
			t.Errorf("%s: %s should not be there", runtime, name)
		}
	}
}

// difference returns the first line in which two texts differ.
func difference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	line := func(lines []string) string {
		if i < len(lines) {
			return fmt.Sprintf("%q", shorten(lines[i]))
		}
		return "the end"
	}
	return fmt.Sprintf("line %d: %s, natively %s", i+1, line(a), line(b))
}

func shorten(s string) string {
	if len(s) > 1000 {
		return s[:1000] + "..."
	}
	return s
}
