package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/internal/build"
	"github.com/wvm-project/wvm/internal/build/needs"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// trapProgram divides by zero in a function that is inlined. Each line with a mark is the place of a frame, from the inside to the
// outside.
const trapProgram = `#include <stdio.h>

static inline __attribute__((always_inline)) int ratio(int a, int b) {
  printf("%d/%d\n", a, b);
  return a
    / b; // MARK ratio
}

static int (*volatile next)(int);

__attribute__((noinline)) int work(int n) {
  int sum = n * 2;
  sum += ratio(7, n); // MARK work
  return sum;
}

int main(int argc, char **argv) {
  next = work;
  return next(argc - 1) + 1; // MARK main
}
`

// runTrap runs wvm in a directory and returns what it writes to the standard error. It must end with a trap.
func runTrap(t *testing.T, dir string, args ...string) string {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "WVM_TEST_AS_WVM=1")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Run(); cmd.ProcessState.ExitCode() != exitTrap() {
		t.Fatalf("%v\n%s", err, &stderr)
	}
	return stderr.String()
}

// TestSourceOfC compiles a C program with the compiler here and compares the file and line of each frame.
func TestSourceOfC(t *testing.T) {
	var want []string
	for i, line := range strings.Split(trapProgram, "\n") {
		if _, name, ok := strings.Cut(line, "// MARK "); ok {
			want = append(want, name+" trap.c:"+strconv.Itoa(i+1))
		}
	}

	for _, flags := range [][]string{{"-g", "-O0"}, {"-g", "-O2"}, {"-gdwarf-5", "-O1"}, {"-gdwarf-2", "-O1"}, {"-gline-tables-only", "-O2"}} {
		t.Run(strings.Join(flags, " "), func(t *testing.T) {
			dir := t.TempDir()
			src := filepath.Join(dir, "trap.c")
			if err := os.WriteFile(src, []byte(trapProgram), 0o666); err != nil {
				t.Fatal(err)
			}
			needs.Made(t, build.C(filepath.Join(dir, "trap.wasm"), src, flags...))
			text := runTrap(t, dir, "trap.wasm")
			var got []string
			for _, m := range framePattern.FindAllStringSubmatch(text, -1) {
				got = append(got, m[1]+" "+filepath.Base(m[2])+":"+m[3])
			}
			if len(got) < len(want) || !slices.Equal(got[:len(want)], want) {
				t.Errorf("the frames are %q, want %q first\n%s", got, want, text)
			}
		})
	}
}

// framePattern finds frames whose source is known: function, file and line.
var framePattern = regexp.MustCompile(`- (\S+)\n +at (.+?):(\d+)(?::\d+)?\n`)

// TestHostileNames runs a program whose functions have names that demanglers cannot cope with.
func TestHostileNames(t *testing.T) {
	for _, name := range []string{
		"_Z" + strings.Repeat("NcvT_I", 600),  // takes years
		"_Z1f" + strings.Repeat("K", 4<<10),   // recursion, a little too long
		"_Z1f" + strings.Repeat("P", 4000),    // a little less
		"_R" + strings.Repeat("I", 4<<20),     // much too long
		"_Z1fI" + strings.Repeat("T_", 1900),  // parameters that there are not
		"_ZN\x1b[31m1aE", "_Z4\x1b]0;v", "_Z", // terminals beware
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "names.wasm"), namedTrap(name), 0o666); err != nil {
			t.Fatal(err)
		}
		text := runTrap(t, dir, "names.wasm")
		if !strings.Contains(text, "wasm trap: unreachable") || strings.Contains(text, "\x1b") {
			t.Errorf("%.20q...: %.1000s", name, text)
		}
	}
}

// namedTrap returns a module whose only function has this name and traps.
func namedTrap(name string) []byte {
	var code []byte
	for _, o := range []op.Op{op.Unreachable, op.End} {
		code = binary.AppendInstr(code, &binary.Instr{Op: o})
	}
	return binary.Encode(&wasm.Module{
		Types:   []wasm.SubType{{Final: true, Descriptor: wasm.NoIndex, Describes: wasm.NoIndex}},
		Funcs:   []uint32{0},
		Exports: []wasm.Export{{Name: "_start", Kind: wasm.ExternFunc}},
		Start:   wasm.NoIndex,
		Bodies:  []wasm.Body{{Code: append([]byte{0}, code...)}},
		Customs: []wasm.Custom{{Name: binary.NameSection, Place: 4, Data: binary.AppendNameMap(nil, binary.NamesFunc,
			func(yield func(uint32, string) bool) { yield(0, name) })}},
	})
}
