package wit_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/internal/build"
	"github.com/wvm-project/wvm/internal/build/needs"
	"github.com/wvm-project/wvm/internal/witdiff"
	"github.com/wvm-project/wvm/spectest"
	"github.com/wvm-project/wvm/wat"
	"github.com/wvm-project/wvm/wit"
)

// This file compares the WIT of components with what wasm-tools finds.

// validComponents returns the components of a script that are valid, by the line that they begin in.
func validComponents(t *testing.T, file string) map[int][]byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	script, err := wat.ParseScript(text)
	if err != nil {
		t.Fatal(err)
	}
	engine := component.NewEngine(component.Config{Features: spectest.Features(file)})
	valid := map[int][]byte{}
	var collect func(list []wat.Command)
	collect = func(list []wat.Command) {
		for _, c := range list {
			collect(c.Commands)
			if c.Component == nil || c.Kind == wat.AssertMalformed || c.Kind == wat.AssertInvalid {
				continue
			}
			b, err := c.Component.Encode()
			if err == nil {
				_, err = engine.Compile(b)
			}
			if err != nil {
				t.Errorf("line %d: %v", c.Position.Line, err)
				continue
			}
			valid[c.Position.Line] = b
		}
	}
	collect(script.Commands)
	return valid
}

// TestPeer compares the interfaces of each component of the official suite. wasm-tools finds none in some; of a few it prints text that it cannot
// read itself, since a world uses a type that it has no name for: of these there is no WIT.
func TestPeer(t *testing.T) {
	if testing.Short() {
		t.Skip("runs wasm-tools for each component of the suite")
	}
	tools, err := build.Find("WASM_TOOLS", "wasm-tools")
	needs.Made(t, err)
	dir, ok := spectest.Suite("..")
	if !ok {
		needs.Made(t, fmt.Errorf("%s: %w", spectest.Missing, build.ErrNoTool))
	}
	files, err := spectest.Files(filepath.Join(dir, "component"))
	if err != nil {
		t.Fatal(err)
	}
	p := peer{tools: tools, dir: t.TempDir()}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".wast"), func(t *testing.T) {
			for line, b := range validComponents(t, file) {
				p.compare(t, line, b)
			}
		})
	}
	t.Logf("%d components: the same WIT of %d; wasm-tools prints none of %d, of %d of which wvm does, and none that it can read of %d",
		p.same+p.refused+p.unreadable, p.same, p.refused, p.ours, p.unreadable)
	if p.same == 0 {
		t.Error("nothing was compared")
	}
}

// A peer is wasm-tools, with what came of comparing.
type peer struct {
	tools, dir                      string
	same, refused, ours, unreadable int
}

// compare compares the WIT of a component, of a line of a script.
func (p *peer) compare(t *testing.T, line int, b []byte) {
	t.Helper()
	file := filepath.Join(p.dir, "component.wasm")
	if err := os.WriteFile(file, b, 0o666); err != nil {
		t.Fatal(err)
	}
	ours, oursErr := decoded(b)
	text, err := exec.Command(p.tools, "component", "wit", file).Output()
	if err != nil {
		p.refused++
		if oursErr == nil {
			p.ours++
		}
		return
	}
	theirs, err := wit.Parse([]wit.Source{{Text: string(text)}}, wit.Options{AllFeatures: true})
	switch {
	case err != nil && oursErr != nil && !p.reads(t, text):
		p.unreadable++
	case err != nil:
		t.Errorf("line %d: what wasm-tools prints cannot be read: %v", line, err)
	case oursErr != nil:
		t.Errorf("line %d: wvm finds no WIT: %v", line, oursErr)
	default:
		p.same++
		for _, s := range witdiff.Diff("wvm", ours, "wasm-tools", theirs.Text(wit.PrintOptions{})) {
			t.Errorf("line %d: %s", line, s)
		}
	}
}

// reads reports whether wasm-tools reads a text.
func (p *peer) reads(t *testing.T, text []byte) bool {
	t.Helper()
	file := filepath.Join(p.dir, "text.wit")
	if err := os.WriteFile(file, text, 0o666); err != nil {
		t.Fatal(err)
	}
	return exec.Command(p.tools, "component", "wit", file).Run() == nil
}

// decoded returns the WIT of a component, which can be read.
func decoded(b []byte) (string, error) {
	g, err := wit.Decode(b)
	if err != nil {
		return "", err
	}
	text := g.Text(wit.PrintOptions{})
	_, err = wit.Parse([]wit.Source{{Text: text}}, wit.Options{AllFeatures: true})
	return text, err
}
