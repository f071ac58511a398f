package wit

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/wasm"
)

// Parts of components, short.

func idx(i uint32) *syntax.ValType { return &syntax.ValType{Index: i} }

func prim(p syntax.Prim) *syntax.ValType { return &syntax.ValType{Prim: p} }

func typeDecl(t syntax.Type) syntax.Decl { return syntax.Decl{Kind: syntax.DeclType, Type: &t} }

func exportDecl(name string, t syntax.ExternType) syntax.Decl {
	return syntax.Decl{Kind: syntax.DeclExport, Name: syntax.ExternName{Name: name}, Extern: t}
}

func imp(name string, t syntax.ExternType) syntax.Import {
	return syntax.Import{Name: syntax.ExternName{Name: name}, Type: t}
}

func exp(name string, sort syntax.Sort, i uint32) syntax.Export {
	return syntax.Export{Name: syntax.ExternName{Name: name}, Ref: syntax.Ref{Sort: sort, Index: i}}
}

var (
	subResource = syntax.ExternType{Sort: syntax.SortType, Bound: syntax.BoundSub}
	own         = func(i uint32) syntax.Type { return syntax.Type{Kind: syntax.TypeOwn, Index: i} }
	fn          = func(result uint32) syntax.Type { return syntax.Type{Kind: syntax.TypeFunc, Elem: idx(result)} }
)

func eq(i uint32) syntax.ExternType {
	return syntax.ExternType{Sort: syntax.SortType, Bound: syntax.BoundEq, Index: i}
}

func funcOf(i uint32) syntax.ExternType { return syntax.ExternType{Sort: syntax.SortFunc, Index: i} }
func instOf(i uint32) syntax.ExternType {
	return syntax.ExternType{Sort: syntax.SortInstance, Index: i}
}

// shim is a component in a component that gives a function on, as those have it that linkers make: it imports the type r and the function
// make, and exports both.
func shim() *syntax.Component {
	ascribed := exp("make", syntax.SortFunc, 0)
	ascribed.HasType, ascribed.Type = true, funcOf(5)
	return &syntax.Component{Sections: []syntax.Section{
		{ID: syntax.SectionImport, Imports: []syntax.Import{imp("import-type-r", subResource)}},
		{ID: syntax.SectionType, Types: []syntax.Type{own(0), fn(1)}},
		{ID: syntax.SectionImport, Imports: []syntax.Import{imp("import-func-make", funcOf(2))}},
		{ID: syntax.SectionExport, Exports: []syntax.Export{exp("r", syntax.SortType, 0)}},
		{ID: syntax.SectionType, Types: []syntax.Type{own(3), fn(4)}},
		{ID: syntax.SectionExport, Exports: []syntax.Export{ascribed}},
	}}
}

// sample is a component that imports an interface with a resource, and exports another that uses it.
func sample() *syntax.Component {
	return &syntax.Component{Sections: []syntax.Section{
		{ID: syntax.SectionType, Types: []syntax.Type{{Kind: syntax.TypeInstance, Decls: []syntax.Decl{
			exportDecl("r", subResource), typeDecl(own(0)), typeDecl(fn(1)), exportDecl("make", funcOf(2)),
			typeDecl(syntax.Type{Kind: syntax.TypeBorrow, Index: 0}),
			typeDecl(syntax.Type{Kind: syntax.TypeFunc, Fields: []syntax.Field{{Label: "self", Type: idx(3)}}, Elem: prim(syntax.PrimU8)}),
			exportDecl("[method]r.get", funcOf(4)),
		}}}},
		{ID: syntax.SectionImport, Imports: []syntax.Import{imp("a:b/i@1.0.0", instOf(0))}},
		{ID: syntax.SectionAlias, Aliases: []syntax.Alias{
			{Sort: syntax.SortType, Instance: 0, Name: "r"}, {Sort: syntax.SortFunc, Instance: 0, Name: "make"}}},
		{ID: syntax.SectionComponent, Component: shim()},
		{ID: syntax.SectionInstance, Instances: []syntax.Instance{{Component: 0, Args: []syntax.Arg{
			{Name: "import-type-r", Ref: syntax.Ref{Sort: syntax.SortType, Index: 1}},
			{Name: "import-func-make", Ref: syntax.Ref{Sort: syntax.SortFunc, Index: 0}}}}}},
		{ID: syntax.SectionExport, Exports: []syntax.Export{exp("c:d/e", syntax.SortInstance, 1)}},
		{ID: syntax.SectionType, Types: []syntax.Type{{Kind: syntax.TypeRecord, Fields: []syntax.Field{{Label: "x", Type: prim(syntax.PrimF64)}}}}},
		{ID: syntax.SectionImport, Imports: []syntax.Import{imp("point", eq(2))}},
		{ID: syntax.SectionType, Types: []syntax.Type{{Kind: syntax.TypeFuncAsync, Fields: []syntax.Field{{Label: "p", Type: idx(3)}}, Elem: idx(1)}}},
		{ID: syntax.SectionImport, Imports: []syntax.Import{imp("f", funcOf(4))}},
		{ID: syntax.SectionInstance, Instances: []syntax.Instance{{Component: wasm.NoIndex, Exports: []syntax.InlineExport{
			{Name: syntax.ExternName{Name: "point-2"}, Ref: syntax.Ref{Sort: syntax.SortType, Index: 2}}}}}},
		{ID: syntax.SectionExport, Exports: []syntax.Export{exp("plain", syntax.SortInstance, 3)}},
		{ID: syntax.SectionExport, Exports: []syntax.Export{exp("point-3", syntax.SortType, 3)}},
	}}
}

const sampleText = `package root:component;

world root {
  import a:b/i@1.0.0;
  use a:b/i@1.0.0.{r};

  record point {
    x: f64,
  }
  import f: async func(p: point) -> r;

  export c:d/e;
  export plain: interface {
    record point-2 {
      x: f64,
    }
  }
}

package a:b@1.0.0 {
  interface i {
    resource r {
      get: func() -> u8;
    }

    make: func() -> r;
  }
}

package c:d {
  interface e {
    use a:b/i@1.0.0.{r};

    make: func() -> r;
  }
}
`

func TestComponent(t *testing.T) {
	b, err := syntax.Encode(sample())
	if err != nil {
		t.Fatal(err)
	}
	g, err := Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	if d := diff(sampleText, g.Text(PrintOptions{})); d != "" {
		t.Error(d)
	}
	again, err := Parse([]Source{{"", sampleText}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if d := diff(sampleText, again.Text(PrintOptions{})); d != "" {
		t.Error(d)
	}
}

// TestModule reads the world that a core module is made for.
func TestModule(t *testing.T) {
	g, err := Parse([]Source{{"", "package a:b; world w { import f: func(); export i; } interface i { g: func(); }"}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	g.Root.Interfaces = nil // tools leave them to the world
	b, err := g.Encode()
	if err != nil {
		t.Fatal(err)
	}
	const name = "component-type:w"
	section := append([]byte{byte(len(name))}, name...)
	section = append(section, b...)
	module := append([]byte("\x00asm\x01\x00\x00\x00\x00"), byte(len(section)|0x80), byte(len(section)>>7))
	module = append(module, section...)
	got, err := Decode(module)
	if err != nil {
		t.Fatal(err)
	}
	const want = "package a:b;\n\ninterface i {\n  g: func();\n}\n\nworld w {\n  import f: func();\n\n  export i;\n}\n"
	if d := diff(want, got.Text(PrintOptions{})); d != "" {
		t.Error(d)
	}
	if _, err := Decode([]byte("\x00asm\x01\x00\x00\x00")); err == nil || !strings.Contains(err.Error(), "says nothing about the component") {
		t.Errorf("a module without a world: %v", err)
	}
}

// TestUncommonComponents decodes what only components have: external ids, also empty and of interfaces that go by their full name; exports that are
// said to be less than they are; and what WIT has no words for.
func TestUncommonComponents(t *testing.T) {
	empty, id, less := imp("f", funcOf(0)), imp("a:b/c", instOf(1)), exp("less", syntax.SortInstance, 1)
	empty.Name.Attributes = []syntax.Attribute{{Kind: syntax.AttributeExternalID}}
	id.Name.Attributes = []syntax.Attribute{{Kind: syntax.AttributeExternalID, Text: "an id"}}
	less.HasType, less.Type = true, instOf(1)
	g, err := FromComponent(&syntax.Component{Sections: []syntax.Section{
		{ID: syntax.SectionType, Types: []syntax.Type{{Kind: syntax.TypeFunc}, {Kind: syntax.TypeInstance}, {Kind: syntax.TypeComponent}}},
		{ID: syntax.SectionImport, Imports: []syntax.Import{empty, id, imp("w", syntax.ExternType{Sort: syntax.SortComponent, Index: 2}),
			imp("m", syntax.ExternType{Sort: syntax.SortCoreModule})}},
		{ID: syntax.SectionInstance, Instances: []syntax.Instance{{Component: wasm.NoIndex, Exports: []syntax.InlineExport{
			{Name: syntax.ExternName{Name: "f"}, Ref: syntax.Ref{Sort: syntax.SortFunc}}}}}},
		{ID: syntax.SectionExport, Exports: []syntax.Export{less}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	const want = `package root:component;

world root {
  // left out: the import "w", a component, for which WIT has no words
  // left out: the import "m", a core module, for which WIT has no words

  @external-id("an id")
  import a:b/c;
  @external-id("")
  import f: func();

  export less: interface {}
}

package a:b {
  interface c {}
}
`
	text := g.Text(PrintOptions{})
	if text != want {
		t.Errorf("got\n%s", text)
	}
	again, err := Parse([]Source{{Text: text}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := again.Encode()
	if err == nil {
		again, err = Decode(b)
	}
	if err != nil {
		t.Fatal(err)
	}
	if text = again.Text(PrintOptions{}); !strings.Contains(text, "@external-id(\"an id\")\n  import a:b/c;\n  @external-id(\"\")\n  import f") {
		t.Errorf("the binary format loses external ids:\n%s", text)
	}
}

// TestBadComponents decodes components that are invalid, or that WIT has no words for.
func TestBadComponents(t *testing.T) {
	types := func(list ...syntax.Type) syntax.Section { return syntax.Section{ID: syntax.SectionType, Types: list} }
	imports := func(list ...syntax.Import) syntax.Section {
		return syntax.Section{ID: syntax.SectionImport, Imports: list}
	}
	fnOf := func(i uint32) syntax.Type {
		return syntax.Type{Kind: syntax.TypeFunc, Fields: []syntax.Field{{Label: "a", Type: idx(i)}}}
	}
	pairs := []syntax.Type{{Kind: syntax.TypeTuple, Types: []syntax.ValType{{Prim: syntax.PrimU8}, {Prim: syntax.PrimU8}}}}
	for i := range uint32(90) {
		pairs = append(pairs, syntax.Type{Kind: syntax.TypeTuple, Types: []syntax.ValType{{Index: i}, {Index: i}}})
	}
	// Each instance of these has two of the one before.
	var doubling []syntax.Section
	inner := &syntax.Component{}
	for range 40 {
		outer := &syntax.Component{Sections: []syntax.Section{
			{ID: syntax.SectionComponent, Component: inner},
			{ID: syntax.SectionInstance, Instances: []syntax.Instance{{Component: 0}, {Component: 0}}},
		}}
		inner = outer
	}
	doubling = inner.Sections
	// A component that is handed itself.
	endless := []syntax.Section{
		{ID: syntax.SectionComponent, Component: &syntax.Component{Sections: []syntax.Section{
			types(syntax.Type{Kind: syntax.TypeComponent}),
			imports(imp("x", syntax.ExternType{Sort: syntax.SortComponent})),
			{ID: syntax.SectionInstance, Instances: []syntax.Instance{{Component: 0, Args: []syntax.Arg{{Name: "x", Ref: syntax.Ref{Sort: syntax.SortComponent}}}}}},
		}}},
		{ID: syntax.SectionInstance, Instances: []syntax.Instance{{Component: 0, Args: []syntax.Arg{{Name: "x", Ref: syntax.Ref{Sort: syntax.SortComponent}}}}}},
	}
	tests := map[string]struct {
		sections []syntax.Section
		want     string
	}{
		"no type":       {[]syntax.Section{imports(imp("f", funcOf(3)))}, "there is no type 3"},
		"not a func":    {[]syntax.Section{types(own(0)), imports(imp("f", funcOf(0)))}, "not that of a function"},
		"self":          {[]syntax.Section{types(syntax.Type{Kind: syntax.TypeList, Elem: idx(0)}, fnOf(0)), imports(imp("f", funcOf(1)))}, "100 deep"},
		"tuples":        {[]syntax.Section{types(append(pairs, fnOf(90))...), imports(imp("f", funcOf(91)))}, "too complex"},
		"doubling":      {doubling, "too complex"},
		"endless":       {endless, "too complex"},
		"no name":       {[]syntax.Section{types(syntax.Type{Kind: syntax.TypeEnum, Labels: []string{"a"}}, fnOf(0)), imports(imp("f", funcOf(1)))}, "has no name"},
		"own of nobody": {[]syntax.Section{types(syntax.Type{Kind: syntax.TypeResource, Rep: wasm.I32, Index: wasm.NoIndex}, own(0), fnOf(1)), imports(imp("f", funcOf(2)))}, "no name"},
		"bad label":     {[]syntax.Section{types(fn(0)), imports(imp("a b", funcOf(0)))}, "not a name"},
		"bad interface": {[]syntax.Section{types(syntax.Type{Kind: syntax.TypeInstance}), imports(imp("a:b", instOf(0)))}, "not the name of an interface"},
		"no resource":   {[]syntax.Section{types(fnOf(0)), imports(imp("[method]r.f", funcOf(0)))}, "no such resource"},
		"twice":         {[]syntax.Section{types(syntax.Type{Kind: syntax.TypeInstance}), imports(imp("a", instOf(0)), imp("a", instOf(0)))}, "two imports"},
		"outer":         {[]syntax.Section{{ID: syntax.SectionAlias, Aliases: []syntax.Alias{{Kind: syntax.AliasOuter, Sort: syntax.SortType, Outer: 1}}}}, "too far out"},
		"alias":         {[]syntax.Section{types(syntax.Type{Kind: syntax.TypeInstance}), imports(imp("a", instOf(0))), {ID: syntax.SectionAlias, Aliases: []syntax.Alias{{Sort: syntax.SortFunc, Name: "x"}}}}, "no such export"},
	}
	for name, test := range tests {
		_, err := FromComponent(&syntax.Component{Sections: test.sections})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
	}
	for _, b := range []string{"", "\x00asm", "\x00asm\x0d\x00\x01\x00\xff"} {
		if _, err := Decode([]byte(b)); err == nil {
			t.Errorf("%q was decoded", b)
		}
	}
}

// TestHostileText reads texts that are made to take long or to go deep.
func TestHostileText(t *testing.T) {
	repeat := func(n int, f func(i int) string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(f(i))
		}
		return b.String()
	}
	num := func(s string) func(int) string {
		return func(i int) string {
			return strings.NewReplacer("#+", letters(i+1), "#", letters(i)).Replace(s)
		}
	}
	const n = 20000
	tests := map[string]struct{ text, want string }{
		"types":      {"interface i { " + repeat(n, num("type # = #+; ")) + "type " + letters(n) + " = u8; }", "in a chain"},
		"interfaces": {repeat(n, num("interface # { use #+.{t}; } ")) + "interface " + letters(n) + " { type t = u8; }", "in a chain"},
		"worlds":     {repeat(n, num("world # { include #+; } ")) + "world " + letters(n) + " {}", "in a chain"},
		"packages":   {repeat(n, num("package p:# { interface i { use p:#+/i.{t}; } } ")), ""},
		"items": {"world w { " + repeat(3000, num("import #: func(); ")) + "} " +
			repeat(3000, num("world x-# { include w; } ")), "more than 1048576 imports and exports in all"},
		"copies": {"world w { import a: interface { " + repeat(3000, num("type # = u8; ")) + " } } " +
			repeat(3000, num("world x-# { include w; } ")), "more than 1048576 imports and exports in all"},
		"uses": {repeat(300, num("interface # { type t = u8; } ")) + repeat(300, func(i int) string {
			return "interface u-" + letters(i) + " { " + repeat(300, num("use #.{t as #}; ")) + "} "
		}) + repeat(300, func(i int) string {
			return "world w-" + letters(i) + " { " + repeat(300, num("import u-#; ")) + "} "
		}), "more than 1048576 imports and exports in all"},
		"wide":     {"interface i { " + repeat(n, num("type # = u8; ")) + "} interface j { " + repeat(n, num("use i.{#}; ")) + "}", ""},
		"comments": {strings.Repeat("/*", 1<<20), "does not end"},
		"brackets": {"interface i { f: func(a: " + strings.Repeat("option<", 1<<16), "more than 100 deep"},
	}
	for name, test := range tests {
		g, err := Parse([]Source{{"x.wit", "package a:b; " + test.text}}, Options{})
		if name == "packages" {
			if err == nil {
				t.Error("packages were found that are not there")
			}
			continue
		}
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
		if err == nil {
			checkForms(t, name, g)
		}
	}
}

// letters returns a name for a number.
func letters(i int) string {
	s := ""
	for {
		s = string(rune('a'+i%26)) + s
		if i /= 26; i == 0 {
			return "n-" + s
		}
	}
}

// FuzzText checks that every text is an error or can be printed, encoded and read again.
func FuzzText(f *testing.F) {
	for _, name := range []string{"types", "worlds", "gates"} {
		b, err := os.ReadFile(filepath.Join("testdata", name+".wit"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b))
	}
	f.Add("package a:b@1.0.0; world w { include v with { a as b } } world v { import a: func(); }")
	f.Fuzz(func(t *testing.T, text string) {
		g, err := Parse([]Source{{"x.wit", text}}, Options{AllFeatures: true})
		if err != nil {
			_ = err.Error()
			return
		}
		checkForms(t, "x.wit", g)
	})
}

// FuzzDecode checks that no binary makes the decoder fail otherwise than with an error, and that the text of a package can be read.
func FuzzDecode(f *testing.F) {
	b, err := syntax.Encode(sample())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	for _, name := range []string{"types", "worlds", "gates"} {
		text, err := os.ReadFile(filepath.Join("testdata", name+".wit"))
		if err != nil {
			f.Fatal(err)
		}
		first, _, _ := strings.Cut(string(text), "// ----")
		g, err := Parse([]Source{{name, first}}, Options{AllFeatures: true})
		if err != nil {
			f.Fatal(err)
		}
		if b, err = g.Encode(); err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		g, err := Decode(b)
		if err != nil {
			_ = err.Error()
			return
		}
		text := g.Text(PrintOptions{})
		Parse([]Source{{"", text}}, Options{AllFeatures: true}) // an invalid component may have any names
		g.Encode()
		g.JSON()
	})
}
