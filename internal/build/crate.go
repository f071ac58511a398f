package build

import (
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
)

// This file finds sources that a package registry has.

// Crate returns the directory with the sources of the Rust crate name, which the Cargo manifest names as a dependency. They are there
// after `cargo fetch`: nothing here uses the network.
func Crate(manifest, name string) (string, error) {
	crates, err := crates(manifest)
	if err != nil {
		return "", err
	}
	dir, ok := crates[name]
	if !ok {
		return "", fmt.Errorf("%s names no crate %s", manifest, name)
	}
	return dir, nil
}

var fetched sync.Map // manifest -> func() (map[string]string, error)

// crates returns the directories of a manifest's crates by name.
func crates(manifest string) (map[string]string, error) {
	f, _ := fetched.LoadOrStore(manifest, sync.OnceValues(func() (map[string]string, error) { return metadata(manifest) }))
	return f.(func() (map[string]string, error))()
}

func metadata(manifest string) (map[string]string, error) {
	out, err := exec.Command("cargo", "metadata", "--offline", "--locked", "--format-version", "1", "--manifest-path", manifest).Output()
	if err != nil {
		reason := err.Error()
		if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
			reason = strings.Join(strings.Fields(string(exit.Stderr)), " ")
		}
		return nil, fmt.Errorf("crates of %s: %w (cargo fetch --manifest-path %[1]s): %s", manifest, ErrNoTool, reason)
	}
	var m struct {
		Packages []struct {
			Name         string
			ManifestPath string `json:"manifest_path"`
		}
	}
	if err := json.Unmarshal(out, &m); err != nil {
		return nil, fmt.Errorf("cargo metadata: %w", err)
	}
	dirs := make(map[string]string)
	for _, p := range m.Packages {
		dirs[p.Name] = filepath.Dir(p.ManifestPath)
	}
	return dirs, nil
}
