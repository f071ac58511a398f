package preview2

import (
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/component/check"
	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/wit"
)

// definitions returns the embedded definitions.
func definitions(t *testing.T) *wit.Graph {
	t.Helper()
	dir, err := fs.Sub(Definitions, "wit")
	if err != nil {
		t.Fatal(err)
	}
	g, err := wit.Load(dir, ".", wit.Options{AllFeatures: true})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// worldType returns the world of the definitions as the type of a component.
func worldType(t *testing.T, g *wit.Graph) *types.Component {
	t.Helper()
	b, err := g.Encode()
	if err != nil {
		t.Fatal(err)
	}
	c, err := check.Bytes(b, check.Config{Features: component.Supported})
	if err != nil {
		t.Fatal(err)
	}
	world := c.Type().Exports.Get("host")
	if world == nil || world.Component == nil || len(world.Component.Exports.List) != 1 {
		t.Fatalf("the package exports no world: %v", world)
	}
	return world.Component.Exports.List[0].Component
}

// TestTypes compares the types of the Go functions with the definitions.
func TestTypes(t *testing.T) {
	e := component.NewEngine(component.Config{})
	l := component.NewLinker(e)
	h, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if err := h.Link(l); err != nil {
		t.Fatal(err)
	}
	if err := l.Check(worldType(t, definitions(t))); err != nil {
		t.Error(err)
	}
}

// TestTable compares the table with the definitions by name: every function of the world is in the table, and nothing else.
func TestTable(t *testing.T) {
	want := make(map[string][]string)
	for _, x := range definitions(t).Root.World("host").Imports {
		name, version, _ := strings.Cut(x.Interface.ID(), "@")
		if version != Version {
			t.Errorf("%s is not of version %s", x.Interface.ID(), Version)
		}
		want[name] = names(x.Interface)
	}
	for _, x := range interfaces() {
		var list []string
		for _, r := range x.resources {
			list = append(list, "resource "+r.Name())
		}
		for _, f := range x.functions {
			list = append(list, f.name)
		}
		slices.Sort(list)
		if !slices.Equal(list, want[x.name]) {
			t.Errorf("%s has\n%q, but should have\n%q", x.name, list, want[x.name])
		}
		delete(want, x.name)
	}
	for name := range want {
		t.Errorf("%s is missing", name)
	}
	g := definitions(t)
	for _, p := range g.Packages {
		for _, i := range p.Interfaces {
			imported := slices.ContainsFunc(g.Root.World("host").Imports, func(x *wit.Item) bool { return x.Interface == i })
			if name, _, _ := strings.Cut(i.ID(), "@"); !imported && name != "wasi:cli/run" && name != "wasi:http/incoming-handler" {
				t.Errorf("the world does not import %s", i.ID())
			}
		}
	}
}

// names returns the functions and resources of an interface.
func names(i *wit.Interface) (list []string) {
	for _, f := range i.Funcs {
		list = append(list, f.FullName())
	}
	for _, d := range i.Types {
		if d.Type != nil {
			continue
		}
		list = append(list, "resource "+d.Name)
		for _, f := range d.Funcs {
			list = append(list, f.FullName())
		}
	}
	slices.Sort(list)
	return list
}
