package wit

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

// resolved are the files of testdata: what is before the line "// ----" gives the text behind it.
func TestText(t *testing.T) {
	names, err := filepath.Glob("testdata/*.wit")
	if err != nil || len(names) == 0 {
		t.Fatal("no files", err)
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text, want, _ := strings.Cut(strings.ReplaceAll(string(b), "\r\n", "\n"), "// ----\n")
		g, err := Parse([]Source{{name, text}}, Options{Features: []string{"fancy"}})
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		got := g.Text(PrintOptions{})
		if diff := diff(want, got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", name, diff)
		}
		checkForms(t, name, g)
	}
}

// diff returns the first line in which two texts differ, or nothing.
func diff(want, got string) string {
	if want == got {
		return ""
	}
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	i := 0
	for i < len(w) && i < len(g) && w[i] == g[i] {
		i++
	}
	return fmt.Sprintf("line %d\n-%s\n+%s\n in\n%s", i+1, strings.Join(w[i:min(i+1, len(w))], ""), strings.Join(g[i:min(i+1, len(g))], ""), got)
}

// checkForms checks that a graph is the same after it was printed and read, and after it was encoded and decoded.
func checkForms(t *testing.T, name string, g *Graph) {
	t.Helper()
	text := g.Text(PrintOptions{})
	again, err := Parse([]Source{{name, text}}, Options{AllFeatures: true})
	if err != nil {
		t.Errorf("%s: what was printed cannot be read: %v\n%s", name, err, text)
		return
	}
	if diff := diff(text, again.Text(PrintOptions{})); diff != "" {
		t.Errorf("%s: printed and read again (-want +got)\n%s", name, diff)
	}
	b, err := g.Encode()
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	decoded, err := Decode(b)
	if len(g.Root.Interfaces)+len(g.Root.Worlds) == 0 {
		return // the binary format has no place for the name
	}
	if err != nil {
		t.Errorf("%s: encoded and decoded: %v\n%s", name, err, text)
		return
	}
	if diff := diff(g.Root.String(), decoded.Root.String()); diff != "" {
		t.Errorf("%s: encoded and decoded (-want +got)\n%s", name, diff)
	}
	if _, err := g.JSON(); err != nil {
		t.Errorf("%s: %v", name, err)
	}
}

// TestErrors gives texts that are wrong. The mark ^ in a text, which is removed, says where.
func TestErrors(t *testing.T) {
	const head = "package a:b@1.0.0; "
	tests := []struct{ text, want, help string }{
		{"", "no file names the package", "package my-name:my-package;"},
		{"package a^;", "expected `:`, found `;`", "two parts"},
		{"package a:^B;", "`B` has upper-case letters", ""},
		{"package a:b@^1.0;", "`1.0` is no version", "three numbers"},
		{"package a:b; package ^c:d;", "the package c:d is not the first", "between braces"},
		{"package a:b; package c:d { ^package e:f {} }", "a package cannot stand in another", ""},
		{"package a:b; package c:d { interface i {} } package ^c:d { }", "another package c:d with other contents", "Remove one"},
		{head + "interface ^record {}", "`record` is a keyword", "written %record"},
		{head + "interface ^aB {}", "`aB` is no name", "all lower case or all upper case"},
		{head + "interface ^a--b {}", "`a--b` is no name", ""},
		{head + "^func", "expected `interface`, `world` or `use`", ""},
		{head + "interface i {} world ^I {}", "two items named `I`", ""},
		{head + "use i as j; use i as ^j; interface i {}", "two items named `j`", ""},
		{head + "use ^i;", "no interface or world named `i`", ""},
		{head + "use ^w as v; world w {}", "`w` is a world", ""},
		{head + "interface i { use ^c:d/e.{f}; }", "there is no package c:d", "deps/d.wit"},
		{head + "interface i { use ^c:d/e.{f}; } package c:d@1.0.0 {}", "there is no package c:d", "There is c:d@1.0.0"},
		{head + "interface i { use j.{^f}; } interface j { type g = u8; f: func(); }", "no type `f`", "function with this name"},
		{head + "interface i { use j.{^typ}; } interface j { type type1 = u8; type typo = u8; }", "no type `typ`", "`typo`"},
		{head + "interface i { use ^i.{t}; }", "`i` refers to itself", ""},
		{head + "interface i { use j.{t}; } interface j { use ^i.{t}; }", "refers to itself", ""},
		{head + "interface i { use j.{t}; ^t: func(); }", "stands twice", ""},
		{head + "interface i { x: func(); ^X: func(); }", "the name `X` stands twice", ""},
		{head + "interface i { type t = ^strin; }", "there is no type `strin`", "`string`"},
		{head + "interface i { type t = ^float32; }", "there is no type `float32`", "f32"},
		{head + "interface i { type t = ^t; }", "`t` contains itself", ""},
		{head + "interface i { record r { a: option<s> } record s { a: ^r } }", "`r` contains itself", ""},
		{head + "interface i { record ^r {} }", "is empty", ""},
		{head + "interface i { flags f { a, ^A } }", "stands twice", ""},
		{head + "interface i { type t = ^tuple<>; }", "is empty", ""},
		{head + "interface i { type t = list<u8, ^0>; }", "a number above 0", ""},
		{head + "interface i { type t = list<u8, ^4294967296>; }", "does not fit 32 bits", ""},
		{head + "interface i { type t = map<^f32, u8>; }", "keys of this type", "integers"},
		{head + "interface i { type t = ^stream<char>; }", "no streams of char", "stream<string>"},
		{head + "interface i { resource r; type t = ^future<borrow<r>>; }", "through a stream or a future", ""},
		{head + "interface i { resource r; f: func() -> ^option<borrow<r>>; }", "cannot return a borrowed", "owned"},
		{head + "interface i { resource r; type b = list<borrow<r>>; f: func() -> ^b; }", "cannot return a borrowed", ""},
		{head + "interface i { type t = u8; f: func(a: borrow<^t>); }", "`t` is not a resource", ""},
		{head + "interface i { f: func(a: ^record { x: u8 }); }", "cannot stand inside another type", "Define it"},
		{head + "interface i { f: func(a: u8, ^a: u8); }", "stands twice", ""},
		{head + "interface i { resource r { f: func(^self: u8); } }", "there already", ""},
		{head + "interface i { resource r { constructor(); ^constructor(); } }", "two constructors", ""},
		{head + "interface i { resource r { constructor() -> ^u8; } }", "result<r>", ""},
		{head + "interface i { resource r { ^r: func(); } }", "cannot have the name of the resource", ""},
		{head + "interface i { f: func() ^}", "expected `;`, found `}`", ""},
		{head + "interface i { ^func: func(); }", "`func` is a keyword", ""},
		{head + "interface i { ^use: func(); }", "`use` is a keyword", ""},
		{head + "world w { import a:b^; }", "expected `/`", "a:b/my-interface"},
		{head + "world w { import a: func^; }", "expected `(`", ""},
		{head + "world w { import x: func(); import ^x: func(); }", "an import named `x` already", ""},
		{head + "world w { type x = u8; import ^x: func(); }", "an import named `x` already", ""},
		{head + "interface i {} world w { export i; export ^i; }", "an export named `a:b/i@1.0.0` already", ""},
		{head + "world w { import ^v; } world v {}", "`v` is a world", ""},
		{head + "world w { include ^i; } interface i {}", "`i` is an interface", ""},
		{head + "world w { include v; } world v { include ^w; }", "refers to itself", ""},
		{head + "world v { import f: func(); } world w { import f: func(); include ^v; }", "which is there already", "with { f as"},
		{head + "world v { import f: func(); } world w { include v with { ^g as h } }", "no import or export with the plain name", ""},
		{head + "world v {} world w { include v with { g ^} }", "expected `as`", ""},
		{head + "interface a { type t = u8; } interface b { use a.{t}; } interface c { use b.{t}; } world ^w { export a; export c; }",
			"which is imported", "Export `a:b/b@1.0.0` as well"},
		{head + "interface i { ^@since(version = 2.0.0) f: func(); }", "later than the package's own, 1.0.0", ""},
		{"package a:b; interface i { ^@since(version = 2.0.0) f: func(); }", "needs a package with a version", "package a:b@1.0.0;"},
		{head + "interface i { ^@since(version = 1.0.0) @unstable(feature = x) f: func(); }", "exclude each other", ""},
		{head + "interface i { ^@deprecated(version = 1.0.0) f: func(); }", "needs @since or @unstable", "Add @since"},
		{head + "interface i { @^before(version = 1.0.0) f: func(); }", "there is no @before", "@since, @unstable"},
		{head + "interface i { @since(^feature = x) f: func(); }", "expected `version`", ""},
		{head + "interface i { @unstable(feature = x) type t = u8; type u = ^t; }", "`t` is left out", "Enable the feature `x`"},
		{head + "@unstable(feature = x) interface i { ^f: func(); }", "has no gate, but stands in one", "Write @unstable(feature = x)"},
		{head + `interface i { @external-id("a") @^external-id("b") f: func(); }`, "stands twice", ""},
		{head + `interface i { type t = u8; } world w { ^@external-id("a") use i.{t}; }`, "a name of its own", ""},
		{head + `interface i { @external-id("^\q") f: func(); }`, "no escape of this kind", `\u{h...}`},
		{head + `interface i { @external-id(^"a) f: func(); }`, "the string does not end", ""},
		{head + "^/* /* */", "the comment does not end", ""},
		{head + "^#", "unexpected character '#'", ""},
		{head + "// ^\u202e", "changes the direction", ""},
		{head + "^\x00", "control character U+0000", ""},
		{head + "^\u0149", "advises against", ""},
		{head + "^\xff", "not UTF-8", ""},
		{head + "interface i { type t = " + strings.Repeat("list<", maxTypeDepth) + "^u8", "more than 100 deep", ""},
	}
	for _, test := range tests {
		at := strings.Index(test.text, "^")
		text := strings.Replace(test.text, "^", "", 1)
		_, err := Parse([]Source{{"x.wit", text}}, Options{})
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(e.What, test.want) || !strings.Contains(e.Help, test.help) {
			t.Errorf("%s:\n%v\nwant %q, %q", test.text, err, test.want, test.help)
			continue
		}
		column := 1
		if at >= 0 {
			column = 1 + len([]rune(text[:at]))
		}
		if e.Line != 1 || e.Column != column || e.File != "x.wit" {
			t.Errorf("%s: error at %d:%d, not at 1:%d: %v", test.text, e.Line, e.Column, column, err)
		}
	}
}

func TestErrorText(t *testing.T) {
	_, err := Parse([]Source{{"x.wit", "package a:b;\n\ninterface i {\n\ttype t = strin;\n}\n"}}, Options{})
	const want = "x.wit:4:11: there is no type `strin`\n    4 |  type t = strin;\n      |           ^\nDid you mean `string`?"
	if err == nil || err.Error() != want {
		t.Errorf("%v\nwant\n%s", err, want)
	}
	_, err = Parse([]Source{{"x.wit", "package a:b; " + strings.Repeat(" ", 5000) + "\u0149"}}, Options{})
	if err == nil || len(err.Error()) > 500 {
		t.Errorf("an error in a long line has %d bytes", len(err.Error()))
	}
}

func TestLoad(t *testing.T) {
	dep, err := Parse([]Source{{"", "package c:binary@1.0.0; interface i { type t = u8; }"}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := dep.Encode()
	if err != nil {
		t.Fatal(err)
	}
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	fsys := fstest.MapFS{
		"wit/a.wit":                file("package a:root;\nworld w { import i; import c:one/i; import c:two/i; }"),
		"wit/b.wit":                file("interface i { use c:binary/i@1.0.0.{t}; use c:inner/i.{t as t2}; }"),
		"wit/ignored.txt":          file("!"),
		"wit/deps/one.wit":         file("package c:one; interface i {} package c:inner { interface i { type t = u8; } }"),
		"wit/deps/two/x.wit":       file("package c:two; package c:inner { /* the same */ interface i { type t=u8; } }"),
		"wit/deps/two/y.wit":       file("interface i {}"),
		"wit/deps/two/deps/z.wit":  file("!"),
		"wit/deps/binary.wasm":     {Data: encoded},
		"wit/deps/readme.md":       file("!"),
		"one.wit":                  file("package a:one;"),
		"none/x.txt":               file(""),
		"two/a.wit":                file("package a:a;"),
		"two/b.wit":                file("package a:b;"),
		"cycle/a.wit":              file("package a:a; interface i { use b:b/i.{t}; }"),
		"cycle/deps/b.wit":         file("package b:b; interface i { use c:c/i.{t}; }"),
		"cycle/deps/c.wit":         file("package c:c; interface i { use b:b/i.{t}; }"),
		"bad/a.wit":                file("package a:a;"),
		"bad/deps/x.wasm":          file("\x00asm"),
		"docs/a.wit":               file("/// one\npackage a:a;"),
		"docs/b.wit":               file("/// two\npackage a:a;"),
		"nested/a.wit":             file("package a:a; interface i { use b:b/j.{t}; }"),
		"nested/deps/b.wit":        file("package b:b { interface j { type t = u8; } }"),
		"deep/a.wit":               file("package a:a:b/c@1.0.0; interface i { type t = u8; } world w { import j: a:a:b/c/i@1.0.0; }"),
		"missing/a.wit":            file("package a:a;"),
		"missing/deps/empty/x.txt": file(""),
	}
	g, err := Load(fsys, "wit", Options{})
	if err != nil {
		t.Fatal(err)
	}
	checkForms(t, "wit", g)
	var names []string
	for _, p := range g.Packages {
		names = append(names, p.Name.String())
	}
	if got := strings.Join(names, " "); got != "c:binary@1.0.0 c:inner c:one c:two a:root" {
		t.Errorf("packages %s", got)
	}
	for _, name := range []string{"one.wit", "nested", "deep", "missing"} {
		if g, err := Load(fsys, name, Options{}); err != nil {
			t.Errorf("%s: %v", name, err)
		} else {
			checkForms(t, name, g)
		}
	}
	for name, want := range map[string]string{
		"none": "no *.wit file", "two": "the package is a:b here and a:a in another file", "cycle": "refers to itself by way of others",
		"bad": "bad/deps/x.wasm", "docs": "docs in more than one file", "absent": "not exist",
	} {
		if _, err := Load(fsys, name, Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
}

func TestTarget(t *testing.T) {
	const text = "package a:b@1.2.0; interface i { f: func(); @since(version = 1.1.0) g: func(); @since(version = 1.2.0-rc.1) h: func(); }"
	for target, want := range map[string]string{
		"1.0.0": "f", "1.1.0": "f g", "1.2.0": "f g h", "1.2.0-rc": "f g", "1.2.0-rc.2": "f g h", "": "f g h",
	} {
		g, err := Parse([]Source{{"", text}}, Options{Target: target})
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, f := range g.Root.Interfaces[0].Funcs {
			names = append(names, f.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("target %s: %s, want %s", target, got, want)
		}
		if id := g.Root.Interfaces[0].ID(); target != "" && id != "a:b/i@"+target {
			t.Errorf("target %s: %s", target, id)
		}
	}
	for _, target := range []string{"2.0.0", "x"} {
		if _, err := Parse([]Source{{"", text}}, Options{Target: target}); err == nil {
			t.Errorf("target %s was taken", target)
		}
	}
}

func TestSelectWorld(t *testing.T) {
	g, err := Parse([]Source{{"", `package a:b; world one {} world two { import c:d/i@1.0.0; } package c:d@1.0.0 { interface i {} interface j {} world w {} }
package c:d@2.0.0 { world w {} }`}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"one": "a:b/one", "a:b/two": "a:b/two", "c:d/w@2.0.0": "c:d/w@2.0.0",
		"":    "! the package a:b has several worlds\nName one of them: one, two.",
		"xyz": "! the package a:b has no world `xyz`\nThere are: one, two.", "twoo": "! the package a:b has no world `twoo`\nDid you mean `two`?",
		"c:d/w": "! there are several versions of `c:d/w`\nName one with its version, as in c:d/w@1.0.0.",
		"c:d/x": "! there is no world `c:d/x`\nDid you mean `a:b/one`?",
	} {
		w, err := g.SelectWorld(name)
		got := ""
		if err != nil {
			got = "! " + strings.TrimSuffix(err.Error(), "\n")
		} else {
			got = w.ID()
		}
		if got != want && name != "c:d/x" {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
	w, _ := g.SelectWorld("two")
	g.Keep(w)
	const want = "package a:b;\n\nworld two {\n  import c:d/i@1.0.0;\n}\n\npackage c:d@1.0.0 {\n  interface i {}\n}\n"
	if got := g.Text(PrintOptions{}); got != want {
		t.Errorf("kept\n%s\nwant\n%s", got, want)
	}
}

func TestVersions(t *testing.T) {
	list := []string{"0.9.10", "1.0.0-1", "1.0.0-2", "1.0.0-10", "1.0.0-a", "1.0.0-a.1", "1.0.0-a.b", "1.0.0-b", "1.0.0", "1.0.1", "1.10.0", "2.0.0"}
	for i, a := range list {
		for j, b := range list {
			if got, want := compareVersions(a, b), (i > j && true); (got > 0) != want || (got == 0) != (i == j) {
				t.Errorf("compare %s and %s: %d", a, b, got)
			}
		}
	}
	for _, v := range []string{"1", "1.0", "01.0.0", "1.0.0-", "1.0.0-01", "1.0.0+", "1.0.0-a..b", "v1.0.0", "", strings.Repeat("1", 300) + ".0.0"} {
		if _, ok := parseVersion(v); ok {
			t.Errorf("%s is a version", v)
		}
	}
	if compareVersions("1.0.0+a", "1.0.0+b") != 0 {
		t.Error("build metadata counts")
	}
}
