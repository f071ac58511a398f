package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/wvm-project/wvm/validate"
	"github.com/wvm-project/wvm/vm"
)

// spinning is a program that says so and then runs for ever, or for a number of rounds.
const spinning = `(module
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\08\00\00\00\0b\00\00\00\1b[31mready\n")
  (func $say (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 64))))
  (func $_ZN4calc4workEi (param i32)
    (loop $more (br_if $more (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
  (func (export "_start") (call $say) (loop $more (call $_ZN4calc4workEi (i32.const 100)) (br $more)))
  (func $rounds (export "rounds") (param i32) (call $_ZN4calc4workEi (local.get 0)) (call $say)))`

// command returns wvm with arguments, in a directory that has the spinning program.
func command(t *testing.T, args ...string) (*exec.Cmd, *script) {
	t.Helper()
	s := &script{t: t, dir: t.TempDir()}
	s.unpack([]string{"spin.wat", spinning})
	return s.command(args), s
}

// TestProfile opens a profile with the tool that Go has for it.
func TestProfile(t *testing.T) {
	cmd, s := command(t, "run", "--profile", "cpu.pprof", "--profile-interval", "100us", "--invoke", "rounds", "spin.wat", "30000000")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Skip("there is no go command to open the profile with")
	}
	out, err := exec.Command(goTool, "tool", "pprof", "-top", filepath.Join(s.dir, "cpu.pprof")).Output()
	if err != nil {
		t.Skipf("go tool pprof does not run here: %v", err)
	}
	if want := regexp.MustCompile(`File: spin\.wat\nType: time\n(.*\n)*.* calc::work\(?.*\n(.*\n)*.* rounds\n`); !want.Match(out) {
		t.Errorf("pprof -top says\n%s", out)
	}
}

// TestProfileFormat looks at a profile's messages, as profile.proto has them.
func TestProfileFormat(t *testing.T) {
	b := newProfileBuilder("app.wasm")
	at := b.addLocation(locationKey{offset: 7, index: 1}, 7, []profileLine{{"inner", "inner", "a.c", 3, 4}, {"outer", "outer", "a.c", 9, 0}})
	host := b.hostLocation(vm.Frame{Module: "env", Func: "f"})
	if again := b.hostLocation(vm.Frame{Module: "env", Func: "f"}); again != host || at == host {
		t.Errorf("locations %d, %d and %d", at, host, again)
	}
	b.sample([]uint64{host, at}, 2, 2000)
	got := b.finish(time.Unix(0, 5), 6, 1000)
	for name, want := range map[string]message{
		"sample type":        {10, 4, 8, 1, 16, 2},
		"mapping":            {26, 18, 8, 1, 24, 0x80, 0x80, 0x80, 0x80, 16, 40, 5, 56, 1, 64, 1, 72, 1, 80, 1},
		"functions":          {42, 8, 8, 1, 16, 6, 24, 6, 32, 7, 42, 8, 8, 2, 16, 8, 24, 8, 32, 7},
		"location":           {34, 20, 8, 1, 16, 1, 24, 7, 34, 6, 8, 1, 16, 3, 24, 4, 34, 4, 8, 2, 16, 9},
		"host's location":    {34, 6, 8, 2, 34, 2, 8, 3},
		"sample":             {18, 9, 10, 2, 2, 1, 18, 3, 2, 0xD0, 15},
		"time and period":    {72, 5, 80, 6, 90, 4, 8, 3, 16, 4, 96, 0xE8, 7, 112, 3},
		"first of the table": {50, 0, 50, 7, 's', 'a', 'm', 'p', 'l', 'e', 's'},
		"name of the host's": append(message{50, 5}, "env.f"...),
	} {
		if !bytes.Contains(got, want) {
			t.Errorf("%s: there is no % x in % x", name, want, got)
		}
	}
	if n := strings.Count(string(got), "a.c"); n != 1 {
		t.Errorf("a name is there %d times", n)
	}
}

func TestGzipped(t *testing.T) {
	for _, n := range []int{0, 1, 1<<16 - 1, 1 << 16, 200_000} {
		b := bytes.Repeat([]byte("abcdefg"), n/7+1)[:n]
		r, err := gzip.NewReader(bytes.NewReader(gzipped(b)))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, b) {
			t.Errorf("%d bytes come back as %d, %v", n, len(got), err)
		}
	}
}

// TestProfileSource looks for the source of a sample in a function with inlined ones.
func TestProfileSource(t *testing.T) {
	s := &script{t: t, dir: t.TempDir()}
	s.unpack(nil)
	code, err := os.ReadFile(filepath.Join(s.dir, "inline5.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	for _, lines := range []bool{true, false} {
		g := &moduleGuest{}
		p := &program{settings: newSettings(), name: "inline5.wasm", guest: g}
		p.source = lines
		if g.module, err = validate.Bytes(code, validate.Config{Features: vm.Supported}); err != nil {
			t.Fatal(err)
		}
		stack := []vm.Frame{{Offset: 84, Func: "_ZN4calc4workERKNS_6NumberIiEEi"}, {Offset: 125, FuncIndex: 1}}
		got := string(p.encodeProfile([]vm.Sample{{Stack: stack, Count: 1}}, time.Now(), time.Millisecond))
		for _, want := range []string{"/src/inline.cc", "calc::Number<int>::divide(int) const"} {
			if strings.Contains(got, want) != lines {
				t.Errorf("source lines %t: %q is there: %t", lines, want, !lines)
			}
		}
		if !strings.Contains(got, "calc::work(calc::Number<int> const&, int)") {
			t.Error("the function has not the name of the source")
		}
	}
}
