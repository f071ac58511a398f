// Package needs ends tests whose tools are missing: they are skipped, with a line that says what is missing, and fail where the environment
// variable CI is set, because there everything has to run.
package needs

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"github.com/wvm-project/wvm/internal/build"
)

// Made ends the test if err, of something that was to be made with tools, is not nil: as a missing tool if it is a build.ErrNoTool.
func Made(t testing.TB, err error) {
	t.Helper()
	switch {
	case err == nil:
	case errors.Is(err, build.ErrNoTool) && os.Getenv("CI") == "":
		t.Skip(err)
	default:
		t.Fatal(err)
	}
}

// Program returns the file of a program that is on PATH.
func Program(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		Made(t, fmt.Errorf("%s: %w", name, build.ErrNoTool))
	}
	return path
}
