package main

import (
	"bytes"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

// This file runs the scripts in testdata/script. A script is lines, and then files that it wants, each after a line "-- NAME --".
// Its modules are those of testdata, NAME.hex as NAME.wasm. The lines are
//
//	wvm ARGUMENTS           run wvm, which must succeed
//	exit N wvm ARGUMENTS    run wvm, which must end with this status
//	stdin TEXT              give the next run this input
//	env NAME=VALUE          set a variable for the next run
//	stdout REGEXP           the last run's output must match, (?s) is set; stderr likewise
//	! stdout REGEXP         it must not
//	cmp stdout FILE         it must be what is in a file; with -update, what it is becomes the file
//	exists FILE             there must be such a file
//	symlink FROM TO         make FROM a link to TO
//	[GOOS] LINE             only on this system; [!GOOS] only on others
//
// A word may stand between single quotes. $WORK is the script's directory.

var update = flag.Bool("update", false, "rewrite the files that scripts compare with")

// TestMain lets this very program be wvm.
func TestMain(m *testing.M) {
	if os.Getenv("WVM_TEST_AS_WVM") != "" {
		main()
	}
	os.Exit(m.Run())
}

// A script is a script on its way.
type script struct {
	t              *testing.T
	file           string
	dir            string
	stdin          string
	env            []string
	stdout, stderr string
	golden         map[string]string // files that have changed
}

func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/script/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			(&script{t: t, file: file, dir: t.TempDir(), golden: map[string]string{}}).run()
		})
	}
}

func (s *script) run() {
	text, err := os.ReadFile(s.file)
	if err != nil {
		s.t.Fatal(err)
	}
	lines, files := splitScript(string(text))
	s.unpack(files)
	for i, line := range lines {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if err := s.do(line); err != nil {
			s.t.Fatalf("%s:%d: %s: %v\nstdout:\n%s\nstderr:\n%s", s.file, i+1, line, err, s.stdout, s.stderr)
		}
	}
	if len(s.golden) > 0 {
		s.rewrite(lines, files)
	}
}

// fileMark is the line before a file.
var fileMark = regexp.MustCompile(`(?m)^-- (\S+) --\n`)

// splitScript returns the lines and the files of a script, by turns name and contents.
func splitScript(text string) (lines, files []string) {
	marks := fileMark.FindAllStringSubmatchIndex(text, -1)
	end := len(text)
	for i := len(marks) - 1; i >= 0; i-- {
		m := marks[i]
		files = append([]string{text[m[2]:m[3]], text[m[1]:end]}, files...)
		end = m[0]
	}
	return strings.Split(text[:end], "\n"), files
}

// unpack writes the modules and the files.
func (s *script) unpack(files []string) {
	modules, err := filepath.Glob("testdata/*.hex")
	if err != nil {
		s.t.Fatal(err)
	}
	for _, name := range modules {
		text, err := os.ReadFile(name)
		if err != nil {
			s.t.Fatal(err)
		}
		code, err := hex.DecodeString(strings.Join(strings.Fields(string(text)), ""))
		if err != nil {
			s.t.Fatalf("%s: %v", name, err)
		}
		s.write(strings.TrimSuffix(filepath.Base(name), ".hex")+".wasm", string(code))
	}
	for i := 0; i < len(files); i += 2 {
		s.write(files[i], files[i+1])
	}
}

func (s *script) write(name, text string) {
	path := filepath.Join(s.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		s.t.Fatal(err)
	}
}

// rewrite writes the script with the files that have changed.
func (s *script) rewrite(lines, files []string) {
	text := strings.Join(lines, "\n")
	for i := 0; i < len(files); i += 2 {
		if changed, ok := s.golden[files[i]]; ok {
			files[i+1] = changed
		}
		text += fmt.Sprintf("-- %s --\n%s", files[i], files[i+1])
	}
	if err := os.WriteFile(s.file, []byte(text), 0o666); err != nil {
		s.t.Fatal(err)
	}
}

// do does what a line says.
func (s *script) do(line string) error {
	words := s.words(line)
	if cond, ok := strings.CutPrefix(words[0], "["); ok {
		system, negated := strings.CutPrefix(strings.TrimSuffix(cond, "]"), "!")
		if (system == runtime.GOOS) == negated {
			return nil
		}
		words = words[1:]
	}
	want := true
	if words[0] == "!" {
		want, words = false, words[1:]
	}
	switch words[0] {
	case "wvm":
		return s.wvm(0, words[1:])
	case "exit":
		code, err := strconv.Atoi(words[1])
		if err != nil || words[2] != "wvm" {
			return fmt.Errorf("want: exit N wvm ARGUMENTS")
		}
		return s.wvm(code, words[3:])
	case "stdin":
		s.stdin = strings.Join(words[1:], " ")
	case "env":
		s.env = append(s.env, words[1])
	case "stdout", "stderr":
		return s.match(words[0], strings.Join(words[1:], " "), want)
	case "cmp":
		return s.compare(words[1], words[2])
	case "exists":
		if _, err := os.Lstat(filepath.Join(s.dir, words[1])); (err == nil) != want {
			return fmt.Errorf("%v", err)
		}
	case "symlink":
		return os.Symlink(words[2], filepath.Join(s.dir, words[1]))
	default:
		return errors.New("no such command")
	}
	return nil
}

// words splits a line.
func (s *script) words(line string) []string {
	var words []string
	for line = strings.TrimSpace(line); line != ""; line = strings.TrimSpace(line) {
		var word string
		if quoted, ok := strings.CutPrefix(line, "'"); ok {
			word, line, _ = strings.Cut(quoted, "'")
		} else {
			word, line, _ = strings.Cut(line, " ")
		}
		words = append(words, strings.ReplaceAll(word, "$WORK", s.dir))
	}
	return words
}

// command returns wvm with arguments, in the script's directory.
func (s *script) command(args []string) *exec.Cmd {
	exe, err := os.Executable()
	if err != nil {
		s.t.Fatal(err)
	}
	cmd := exec.Command(exe, args...)
	cmd.Dir = s.dir
	cmd.Env = append(append(os.Environ(), "WVM_TEST_AS_WVM=1"), s.env...)
	return cmd
}

// wvm runs wvm in the script's directory.
func (s *script) wvm(want int, args []string) error {
	cmd := s.command(args)
	var stdout, stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(s.stdin), &stdout, &stderr
	err := cmd.Run()
	s.stdin, s.env = "", nil
	s.stdout, s.stderr = stdout.String(), strings.ReplaceAll(stderr.String(), s.dir, "$WORK")
	if want == 134 {
		want = exitTrap()
	}
	if got := cmd.ProcessState.ExitCode(); got != want {
		return fmt.Errorf("exit status %d: %v", got, err)
	}
	return nil
}

func (s *script) output(name string) string {
	if name == "stdout" {
		return s.stdout
	}
	return s.stderr
}

func (s *script) match(name, pattern string, want bool) error {
	re, err := regexp.Compile("(?s)" + pattern)
	if err != nil {
		return err
	}
	if re.MatchString(s.output(name)) != want {
		return errors.New("no")
	}
	return nil
}

func (s *script) compare(name, file string) error {
	want, err := os.ReadFile(filepath.Join(s.dir, file))
	if err != nil {
		return err
	}
	got := s.output(name)
	if got == string(want) {
		return nil
	}
	if *update {
		s.golden[file] = got
		return nil
	}
	return fmt.Errorf("it is not\n%s", want)
}

// slowStdin is a standard input that never has anything and never ends.
func slowStdin(t *testing.T) *os.File {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		r.Close()
		w.Close()
	})
	return r
}

// TestTimeoutEndsWaits lets a program wait for its input until the time limit.
func TestTimeoutEndsWaits(t *testing.T) {
	cmd, _ := command(t, "run", "--timeout", "20ms", "--invoke", "read", "lib.wasm")
	cmd.Stdin = slowStdin(t)
	out, _ := cmd.CombinedOutput()
	if code := cmd.ProcessState.ExitCode(); code != exitTrap() || !bytes.Contains(out, []byte("--timeout 20ms")) {
		t.Errorf("exit status %d, %s", code, out)
	}
}

// TestClosedPipe stops reading what objdump writes.
func TestClosedPipe(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	defer w.Close()
	var stderr bytes.Buffer
	cmd, _ := command(t, "objdump", "show.wasm")
	cmd.Stdout, cmd.Stderr = w, &stderr
	if err := cmd.Run(); err == nil {
		t.Error("it ended well")
	}
	if runtime.GOOS != "windows" && stderr.Len() > 0 {
		t.Errorf("it says %q", &stderr)
	}
}
