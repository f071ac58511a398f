package programs

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/wvm-project/wvm/internal/build"
	"github.com/wvm-project/wvm/internal/build/needs"
	"github.com/wvm-project/wvm/internal/witdiff"
	"github.com/wvm-project/wvm/wit"
)

// This file makes components of one world in languages that bring their own runtime, calls them, and compares what wvm and wasm-tools say about them.

// greetings are calls of the functions of the world, with what is printed.
var greetings = []struct{ call, want string }{
	{`greet("Gopher")`, `"Hello, Gopher!"`},
	{`greet("日本語 🙂")`, `"Hello, 日本語 🙂!"`},
	{`greet-all([{name: "Ann"}, {name: "Bob", age: some(7)}])`, `ok(["Hello, Ann!", "Hello, Bob!"])`},
	{`greet-all([])`, `ok([])`},
	{`greet-all([{name: ""}])`, `err(unnamed)`},
	{`greet-all([{name: "Old", age: 101}])`, `err(too-old(101))`},
}

func TestGreet(t *testing.T) {
	if testing.Short() {
		t.Skip("builds components with the runtimes of JavaScript and Python")
	}
	for _, x := range []struct {
		name string
		make func(out string) error
	}{
		{"js", func(out string) error { return build.JSComponent(out, "greet/greet.js", "greet/greet.wit", "greet") }},
		{"py", func(out string) error {
			return build.PythonComponent(out, "greet/greet.py", "greet/greet.wit", "greet")
		}},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			component := filepath.Join(t.TempDir(), "greet.wasm")
			needs.Made(t, x.make(component))
			for _, g := range greetings {
				if got := output(t, wvm, "run", "--invoke", g.call, component); got != g.want+"\n" {
					t.Errorf("%s: got %s, want %s", g.call, got, g.want)
				}
			}
			output(t, wvm, "validate", component)
			roundTrip(t, component)
			sameWIT(t, component)
		})
	}
}

// output returns what a command prints, which must succeed.
func output(t *testing.T, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %q: %v\n%s", filepath.Base(name), args, err, shorten(stderr.String()))
	}
	return string(out)
}

// roundTrip translates a component to text and back. Linkers write some numbers longer than need be, which text cannot say: so what comes back the
// first time is what has to come back the second time, and a component without such numbers comes back as it was.
func roundTrip(t *testing.T, component string) {
	t.Helper()
	dir := t.TempDir()
	from := component
	var all [][]byte
	for _, name := range []string{"1", "2"} {
		text, to := filepath.Join(dir, name+".wat"), filepath.Join(dir, name+".wasm")
		output(t, wvm, "print", "-o", text, from)
		output(t, wvm, "parse", "-o", to, text)
		b, err := os.ReadFile(to)
		if err != nil {
			t.Fatal(err)
		}
		all, from = append(all, b), to
	}
	if !bytes.Equal(all[0], all[1]) {
		t.Error("the component that comes back from text changes when it is translated again")
	}
	original, err := os.ReadFile(component)
	if err != nil {
		t.Fatal(err)
	}
	if len(original) == len(all[0]) && !bytes.Equal(original, all[0]) || len(original) < len(all[0]) {
		t.Errorf("the component has %d bytes; other ones, %d, come back", len(original), len(all[0]))
	}
	output(t, wvm, "validate", from)
}

// sameWIT compares the interfaces that wvm and wasm-tools find in a component.
func sameWIT(t *testing.T, component string) {
	t.Helper()
	tools, err := build.Find("WASM_TOOLS", "wasm-tools")
	needs.Made(t, err)
	read := func(text string) string {
		g, err := wit.Parse([]wit.Source{{Text: text}}, wit.Options{AllFeatures: true})
		if err != nil {
			t.Fatal(err)
		}
		return g.Text(wit.PrintOptions{})
	}
	ours, theirs := read(output(t, wvm, "wit", component)), read(output(t, tools, "component", "wit", component))
	for _, s := range witdiff.Diff("wvm", ours, "wasm-tools", theirs) {
		t.Error(s)
	}
	if !json.Valid([]byte(output(t, wvm, "wit", "--json", component))) {
		t.Error("what wvm wit --json prints is no JSON")
	}
}
