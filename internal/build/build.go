// Package build compiles test programs to WebAssembly and to the machine's own code, with whatever compilers there
// are. The tests of package programs and the benchmarks use it.
package build

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
)

// ErrNoTool is wrapped by the errors that say that the machine has no compiler or runtime for something.
var ErrNoTool = errors.New("not found on this machine")

// Find returns the program called name: the file that the environment variable env names, or else the one on PATH.
func Find(env, name string) (string, error) {
	if path := os.Getenv(env); path != "" {
		return path, nil
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("%s: %w (it can be named by %s)", name, ErrNoTool, env)
	}
	return path, nil
}

// Executable returns the name of a native program in a directory, with the ending that the system wants.
func Executable(dir, name string) string {
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return filepath.Join(dir, name)
}

// C compiles the C program src to the WASI command out.
func C(out, src string, flags ...string) error {
	compiler, err := wasiC()
	if err != nil {
		return err
	}
	return run(nil, compiler, flags, "-o", out, src, "-lm")
}

// ExceptionsC is C with a compiler that knows the exceptions of the standard, not only those of the proposal before it: for a program
// that uses setjmp, which is made of them. LegacyExceptions and Exceptions are the flags for either kind.
func ExceptionsC(out, src string, flags ...string) error {
	compiler, err := wasiExceptionsC()
	if err != nil {
		return err
	}
	return run(nil, compiler, append(Exceptions[:len(Exceptions):len(Exceptions)], flags...), "-o", out, src, "-lm")
}

// Flags that let a C compiler make setjmp and longjmp of exceptions.
var (
	LegacyExceptions = []string{"-mexception-handling", "-mllvm", "-wasm-enable-sjlj"}
	Exceptions       = append(LegacyExceptions[:len(LegacyExceptions):len(LegacyExceptions)], "-mllvm", "-wasm-use-legacy-eh=false")
)

// CXX compiles the C++ program src to the WASI command out, without C++'s exceptions: Debian's library has none.
func CXX(out, src string, flags ...string) error {
	compiler, err := wasiCXX()
	if err != nil {
		return err
	}
	return run(nil, compiler, append(flags[:len(flags):len(flags)], "-fno-exceptions"), "-o", out, src)
}

// NativeCXX compiles the C++ program src to the native program out.
func NativeCXX(out, src string, flags ...string) error {
	if _, err := exec.LookPath("c++"); err != nil {
		return fmt.Errorf("c++: %w (Debian: g++)", ErrNoTool)
	}
	return run(nil, []string{"c++", "-ffp-contract=off"}, flags, "-o", out, src)
}

// NativeC compiles the C program src to the native program out. Products and sums are rounded one by one, as WebAssembly rounds them.
func NativeC(out, src string, flags ...string) error {
	if _, err := exec.LookPath("cc"); err != nil {
		return fmt.Errorf("cc: %w", ErrNoTool)
	}
	return run(nil, []string{"cc", "-ffp-contract=off"}, flags, "-o", out, src, "-lm")
}

// Go compiles the package pkg, as seen from dir, to the WASI command out.
func Go(out, dir, pkg string) error {
	return run([]string{"GOOS=wasip1", "GOARCH=wasm"}, goBuild(dir), nil, "-o", out, pkg)
}

// NativeGo compiles the package pkg, as seen from dir, to the native program out, without cgo.
func NativeGo(out, dir, pkg string, flags ...string) error {
	return run([]string{"CGO_ENABLED=0"}, goBuild(dir), flags, "-o", out, pkg)
}

func goBuild(dir string) []string { return []string{"go", "-C", dir, "build", "-buildvcs=false"} }

// Rust compiles the Rust program src to the WASI command out.
func Rust(out, src string) error {
	compiler, err := wasiRust()
	if err != nil {
		return err
	}
	return run(nil, compiler, nil, "-O", "-o", out, src)
}

// NativeRust compiles the Rust program src to the native program out.
func NativeRust(out, src string) error {
	compiler, err := wasiRust()
	if err != nil {
		return err
	}
	return run(nil, compiler[:1], nil, "-O", "-o", out, src)
}

// run runs a command with variables added to the environment. Its error has what the command printed.
func run(env, command, flags []string, args ...string) error {
	all := append(append(append([]string(nil), command...), flags...), args...)
	cmd := exec.Command(all[0], all[1:]...)
	cmd.Env = append(os.Environ(), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", strings.Join(all, " "), err, out)
	}
	return nil
}

// wasiC finds a C compiler that has a C library for WASI: clang as Debian and others package it, or zig, which PyPI has too.
var wasiC = sync.OnceValues(func() ([]string, error) {
	c, err := probe("probe.c", "#include <stdio.h>\nint main(void) { puts(\"\"); }\n", nil, clangOrZig("clang", "cc"))
	if err != nil {
		return nil, fmt.Errorf("C compiler for wasm32-wasi: %w (Debian: clang lld wasi-libc libclang-rt-dev-wasm32)", err)
	}
	return c, nil
})

var wasiExceptionsC = sync.OnceValues(func() ([]string, error) {
	c, err := probe("probe.c", "#include <stdio.h>\nint main(void) { puts(\"\"); }\n", Exceptions, clangOrZig("clang", "cc"))
	if err != nil {
		return nil, fmt.Errorf("C compiler for wasm32-wasi with the standard's exceptions: %w (clang 20, or PyPI: ziglang)", err)
	}
	return c, nil
})

var wasiCXX = sync.OnceValues(func() ([]string, error) {
	c, err := probe("probe.cc", "#include <iostream>\nint main() { std::cout << 1; }\n", []string{"-fno-exceptions"}, clangOrZig("clang++", "c++"))
	if err != nil {
		return nil, fmt.Errorf("compiler of C++ for wasm32-wasi: %w (Debian: those for C and libc++-dev-wasm32)", err)
	}
	return c, nil
})

// clangOrZig returns the commands that may compile for WASI.
func clangOrZig(clang, zig string) [][]string {
	return [][]string{
		{clang, "--target=wasm32-wasi"},
		{"zig", zig, "-target", "wasm32-wasi"},
		{"python3", "-m", "ziglang", zig, "-target", "wasm32-wasi"},
	}
}

// wasiRust finds a Rust compiler that has the standard library for WASI, under the target's new or old name.
var wasiRust = sync.OnceValues(func() ([]string, error) {
	c, err := probe("probe.rs", "fn main() { println!(\"\"); }\n", nil, [][]string{
		{"rustc", "--target", "wasm32-wasip1"},
		{"/usr/bin/rustc", "--target", "wasm32-wasi"}, // Debian's, beside another on the path
	})
	if err != nil {
		return nil, fmt.Errorf("Rust compiler for WASI: %w (rustup target add wasm32-wasip1; Debian: libstd-rust-dev-wasm32)", err)
	}
	return c, nil
})

// probe returns the first of the compilers that makes a module of a source file with this name and text.
func probe(name, text string, flags []string, compilers [][]string) ([]string, error) {
	dir, err := os.MkdirTemp("", "wvm-build-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	src := filepath.Join(dir, name)
	if err := os.WriteFile(src, []byte(text), 0o666); err != nil {
		return nil, err
	}
	for _, c := range compilers {
		if run(nil, c, flags, "-o", filepath.Join(dir, "probe.wasm"), src) == nil {
			return c, nil
		}
	}
	return nil, ErrNoTool
}
