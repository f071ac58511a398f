package check

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/wvm-project/wvm/wasm"
	"github.com/wvm-project/wvm/wat"
)

// suiteFeatures are those that the official suite takes for granted, with which its components of gated names are invalid.
const suiteFeatures = wasm.AllFeatures &^ (wasm.FeatureComponentNestedNames | wasm.FeatureComponentVersionSuffix)

// TestSuite validates the components of the official suite, which is found through WVM_TESTSUITE or beside the project.
func TestSuite(t *testing.T) {
	root := os.Getenv("WVM_TESTSUITE")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "testsuite")
	}
	files, _ := filepath.Glob(filepath.Join(root, "component", "*", "*.wast"))
	if len(files) == 0 {
		if os.Getenv("CI") != "" {
			t.Fatalf("no test suite in %s: set WVM_TESTSUITE to it", root)
		}
		t.Skipf("no test suite in %s: set WVM_TESTSUITE to it", root)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		s, err := wat.ParseScript(text)
		if err != nil {
			t.Errorf("%s:%v", file, err)
			continue
		}
		for i := range s.Commands {
			if c := &s.Commands[i]; c.Component != nil {
				if err := suiteCommand(c); err != nil {
					t.Errorf("%s:%d: %v", file, c.Position.Line, err)
				}
			}
		}
	}
}

// sameArrival compares want, which came of checking all of b, with what comes of bytes that arrive one by one.
func sameArrival(b []byte, want error) error {
	_, err := Reader(iotest.OneByteReader(bytes.NewReader(b)), Config{Features: suiteFeatures})
	if fmt.Sprint(err) != fmt.Sprint(want) {
		return fmt.Errorf("%v where bytes arrive, %v where all are there", err, want)
	}
	return nil
}

// suiteCommand checks that a component is as valid as a command of the suite says.
func suiteCommand(c *wat.Command) error {
	b, err := c.Component.Encode()
	if err == nil {
		if _, err = Bytes(b, Config{Features: suiteFeatures}); sameArrival(b, err) != nil {
			return sameArrival(b, err)
		}
	}
	var e *wasm.Error
	switch {
	case c.Kind != wat.AssertInvalid && c.Kind != wat.AssertMalformed:
		return err
	case err == nil:
		return errors.New("accepted, want: " + c.Message)
	case c.Component.Form != wat.FormBinary && c.Kind == wat.AssertMalformed:
		return nil // by the text format
	case !errors.As(err, &e) || !strings.Contains(e.Error(), c.Message) || (e.Phase == wasm.PhaseInvalid) != (c.Kind == wat.AssertInvalid):
		return errors.New(err.Error() + ", want: " + c.Message)
	}
	return nil
}
