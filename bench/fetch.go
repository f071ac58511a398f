package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/wvm-project/wvm/internal/build"
)

// This file gets what comes from package registries, through their own clients, and keeps what is made of it in the user's
// cache directory.

// The packages, by version.
const (
	sqliteCrate = "0.40.0"
	rubyPackage = "@ruby/3.4-wasm-wasi@2.10.1"
	rubyFile    = "package/dist/ruby.wasm"
)

// kept makes the file out by calling make, or takes what an earlier run made under this name of the same key.
func kept(out, name string, key []string, make func(out string) error) error {
	cache, err := os.UserCacheDir()
	if err != nil {
		return make(out)
	}
	dir := filepath.Join(cache, "wvm-bench")
	file := filepath.Join(dir, fmt.Sprintf("%.12x-%s", sha256.Sum256([]byte(strings.Join(key, "\x00"))), name))
	if b, err := os.ReadFile(file); err == nil {
		return os.WriteFile(out, b, 0o777)
	}
	if err := make(out); err != nil {
		return err
	}
	b, err := os.ReadFile(out)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	part := fmt.Sprintf("%s.%d", file, os.Getpid())
	if err := os.WriteFile(part, b, 0o666); err != nil {
		return err
	}
	return os.Rename(part, file) // whoever reads it reads all of it
}

// fetchCrate returns the directory of a crate's sources, which cargo downloads if it has them not.
func fetchCrate(name, version string) (string, error) {
	cargo, err := build.Find("CARGO", "cargo")
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "wvm-bench-crate-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	if err := os.Mkdir(filepath.Join(dir, "src"), 0o777); err != nil {
		return "", err
	}
	manifest := fmt.Sprintf("[package]\nname = \"fetch\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[dependencies]\n%s = \"=%s\"\n", name, version)
	for file, text := range map[string]string{"Cargo.toml": manifest, "src/lib.rs": ""} {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o666); err != nil {
			return "", err
		}
	}
	cmd := exec.Command(cargo, "fetch", "--quiet")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("cargo fetch of %s: %w: %s", name, err, shorten(string(out)))
	}
	home := os.Getenv("CARGO_HOME")
	if home == "" {
		user, err := os.UserHomeDir()
		if err != nil {
			return "", err
		}
		home = filepath.Join(user, ".cargo")
	}
	found, err := filepath.Glob(filepath.Join(home, "registry", "src", "*", name+"-"+version))
	if err != nil || len(found) == 0 {
		return "", fmt.Errorf("cargo fetched %s, but it is not in its registry", name)
	}
	return found[0], nil
}

// fetchRuby makes a command of the package's module of Ruby's interpreter: it runs its last argument, a script, with the others as options.
func fetchRuby(module string) error {
	return kept(module, "ruby.wasm", []string{rubyPackage, rubyEntry}, func(out string) error {
		npm, err := build.Find("NPM", "npm")
		if err != nil {
			return err
		}
		dir, err := os.MkdirTemp("", "wvm-bench-npm-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		cmd := exec.Command(npm, "pack", "--silent", rubyPackage)
		cmd.Dir = dir
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		if _, err := cmd.Output(); err != nil {
			return fmt.Errorf("npm pack of %s: %w: %s", rubyPackage, err, shorten(stderr.String()))
		}
		archives, err := filepath.Glob(filepath.Join(dir, "*.tgz"))
		if err != nil || len(archives) != 1 {
			return fmt.Errorf("npm pack of %s made %d archives", rubyPackage, len(archives))
		}
		code, err := unpack(archives[0], rubyFile)
		if err != nil {
			return err
		}
		if code, err = command(code, []byte(rubyEntry)); err != nil {
			return fmt.Errorf("%s: %w", rubyFile, err)
		}
		return os.WriteFile(out, code, 0o666)
	})
}

// unpack returns a file of an archive.
func unpack(archive, name string) ([]byte, error) {
	f, err := os.Open(archive)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	for files := tar.NewReader(z); ; {
		h, err := files.Next()
		if errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("%s is not in the archive", name)
		}
		if err != nil {
			return nil, err
		}
		if h.Name == name {
			return io.ReadAll(files)
		}
	}
}
