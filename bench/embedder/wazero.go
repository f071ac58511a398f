package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
	"github.com/tetratelabs/wazero/sys"
)

// This file runs modules on wazero, whose own command does not choose between its engines.

// runWazero runs the module args[0] with the arguments that follow and returns its exit status. A directory that is given before the module has the
// same name inside.
func runWazero(config wazero.RuntimeConfig, args []string) (status int, err error) {
	ctx := context.Background()
	files := wazero.NewFSConfig()
	if len(args) > 2 && args[0] == "--dir" {
		files, args = files.WithDirMount(args[1], args[1]), args[2:]
	}
	module, err := os.ReadFile(args[0])
	if err != nil {
		return 0, err
	}
	r := wazero.NewRuntimeWithConfig(ctx, config)
	if _, err := wasi_snapshot_preview1.Instantiate(ctx, r); err != nil {
		return 0, err
	}
	_, err = r.InstantiateWithConfig(ctx, module, wazero.NewModuleConfig().
		WithArgs(append([]string{filepath.Base(args[0])}, args[1:]...)...).
		WithFSConfig(files).WithStdin(os.Stdin).WithStdout(os.Stdout).WithStderr(os.Stderr).
		WithSysWalltime().WithSysNanotime().WithSysNanosleep())
	if exit := (*sys.ExitError)(nil); errors.As(err, &exit) {
		return int(exit.ExitCode()), nil
	}
	return 0, err
}
