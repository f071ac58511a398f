package check

import (
	"errors"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/wasm"
	"github.com/wvm-project/wvm/wat"
)

// parse parses a component.
func parse(t testing.TB, text string) *syntax.Component {
	t.Helper()
	c, err := wat.ParseComponent([]byte(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return c
}

// validateText checks a component written as text. It goes through bytes, so that the decoder is tested too.
func validateText(t testing.TB, text string, feats wasm.Features) (*Component, error) {
	t.Helper()
	b, err := syntax.Encode(parse(t, text))
	if err != nil {
		t.Fatal(err)
	}
	return Bytes(b, Config{Features: feats, Workers: 1})
}

// lib is a core instance with what lifting and lowering need.
const lib = `(core module $m (memory (export "mem") 1) (table (export "tab") 1 funcref)
		(func (export "realloc") (param i32 i32 i32 i32) (result i32) unreachable)
		(func (export "f")) (func (export "g") (param i32) (result i32) unreachable))
	(core instance $i (instantiate $m))
	(alias core export $i "mem" (core memory $mem)) (alias core export $i "realloc" (core func $realloc))
	(alias core export $i "tab" (core table $tab))`

// tests are components with the start of what is wrong with them, or nothing.
var tests = []struct{ name, text, want string }{
	{"empty", `(component)`, ""},

	// Names
	{"nested namespaces", `(component (import "a:b:c/d/e@1.2.3" (func)))`, ""},
	{"canonical version", `(component (import "a:b/c@0.2" (versionsuffix ".6-rc.1") (func)))`, ""},
	{"version that is not canonical", `(component (import "a:b/c@0.2.0" (versionsuffix "-a") (func)))`, "name `a:b/c@0.2.0` is not valid with `versionsuffix`"},
	{"suffix that is no version", `(component (import "a:b/c@1" (versionsuffix "x") (func)))`, "`x` is not a valid versionsuffix"},
	{"leading zero", `(component (import "a:b/c@1.02.3" (func)))`, "invalid leading zero in the minor version number"},
	{"leading zero in pre-release", `(component (import "a:b/c@1.2.3-01" (func)))`, "invalid leading zero in pre-release identifier"},
	{"huge version", `(component (import "a:b/c@123456789012345678901.0.0" (func)))`, "the major version number is too large"},
	{"uppercase word in a label", `(component (import "a-BC-d1-2E" (func)))`, ""},
	{"no package", `(component (import "a:b" (func)))`, "expected `/` after package name"},
	{"static of the same label", `(component (import "foo-bar" (type (sub resource))) (import "[static]foo-bar.FOO-bar" (func)))`,
		"import name `[static]foo-bar.FOO-bar` conflicts with previous name `foo-bar`"},
	{"interface names without case", `(component (import "a:b/c" (func)) (import "a:b/C" (func)))`, "import name `a:b/C` conflicts with previous name `a:b/c`"},

	// Types
	{"i64 resource", `(component (type (resource (rep i64))))`, ""},
	{"f32 resource", `(component (type (resource (rep f32))))`, "resources can only be represented"},
	{"map of floats", `(component (type (map f32 u8)))`, "a map cannot have keys of type f32"},
	{"map of lists", `(component (type $l (list u8)) (type (map $l u8)))`, "a map cannot have keys of type list<u8>"},
	{"empty fixed list", `(component (type (list u8 0)))`, "fixed-length list must have at least one element"},
	{"stream of borrows", `(component (import "r" (type $r (sub resource))) (type (stream (borrow $r))))`, "a stream cannot have elements with a `borrow` type"},
	{"future of borrows", `(component (import "r" (type $r (sub resource))) (type (future (list (borrow $r)))))`, "a future cannot have elements"},
	{"stream of a defined char", `(component (type $c char) (type (stream $c)))`, "`stream<char>` is not valid"},
	{"label of a case", `(component (type (variant (case "a-") )))`, "variant case name `a-` is not in kebab case"},

	// Subtyping
	{"async is part of the type", `(component (import "f" (func $f)) (component $c (import "f" (func async))) (instance (instantiate $c (with "f" (func $f)))))`,
		"expected async function, found sync function"},
	{"component imports are contravariant", `(component
		(import "c" (component $c (import "a" (func)) (export "x" (func)) (export "y" (func))))
		(component $d (import "c" (component (import "a" (func)) (import "b" (func)) (export "x" (func)))))
		(instance (instantiate $d (with "c" (component $c)))))`, ""},
	{"component that imports too much", `(component
		(import "c" (component $c (import "a" (func)) (import "b" (func))))
		(component $d (import "c" (component (import "a" (func)))))
		(instance (instantiate $d (with "c" (component $c)))))`, "missing expected import `b`"},
	{"component that exports too little", `(component
		(import "c" (component $c))
		(component $d (import "c" (component (export "x" (func)))))
		(instance (instantiate $d (with "c" (component $c)))))`, "missing expected export `x`"},
	{"components with two resources swapped", `(component
		(import "c" (component $c (import "r" (type $r (sub resource))) (import "s" (type $s (sub resource))) (export "f" (func (param "x" (own $r))))))
		(component $d (import "c" (component (import "r" (type $r (sub resource))) (import "s" (type $s (sub resource))) (export "f" (func (param "x" (own $s)))))))
		(instance (instantiate $d (with "c" (component $c)))))`, "resource types are not the same"},
	{"resources of component types by name", `(component
		(import "c" (component $c (export "r" (type $r (sub resource))) (export "f" (func (result (own $r))))))
		(component $d (import "c" (component (export "r" (type $r (sub resource))) (export "f" (func (result (own $r)))))))
		(instance (instantiate $d (with "c" (component $c)))))`, ""},
	{"order of exports", `(component
		(import "i" (instance $i (export "a" (func)) (export "b" (func (param "x" u8)))))
		(component $d (import "i" (instance (export "b" (func (param "x" u8))) (export "a" (func)))))
		(instance (instantiate $d (with "i" (instance $i)))))`, ""},
	{"tables are invariant", `(component (core module $a (table (export "t") 1 funcref)) (core module $b (import "a" "t" (table 1 2 funcref)))
		(core instance $i (instantiate $a)) (core instance (instantiate $b (with "a" (instance $i)))))`, "mismatch in table limits"},
	{"function references across modules", `(component
		(core module $a (type $t (func (param i32))) (type $u (func (param (ref $t)))) (func (export "f") (type $u)))
		(core module $b (type (func)) (type $t (func (param i32))) (import "a" "f" (func (param (ref $t)))))
		(core instance $i (instantiate $a)) (core instance (instantiate $b (with "a" (instance $i)))))`, ""},
	{"other function references across modules", `(component
		(core module $a (type $t (func (param i32))) (type $u (func (param (ref $t)))) (func (export "f") (type $u)))
		(core module $b (type $t (func)) (import "a" "f" (func (param (ref $t)))))
		(core instance $i (instantiate $a)) (core instance (instantiate $b (with "a" (instance $i)))))`, "type mismatch: expected: (func"},
	{"core type of a module type", `(component (core type (module (type $s (struct (field i32))) (import "a" "g" (global (ref $s))))))`, ""},
	{"recursive core types", `(component (core rec (type $a (struct (field (ref null $b)))) (type $b (struct (field (ref null $a))))) (core type (func (param (ref $a)))))`, ""},

	// Instances of one component
	{"function of another instance", `(component
		(component $c (type $r (resource (rep i32))) (export $e "r" (type $r)) (core func $d (canon resource.drop $e))
			(func (export "f") (param "x" (own $e)) (canon lift (core func $d))))
		(instance $a (instantiate $c)) (instance $b (instantiate $c))
		(export "a" (instance $a)) (alias export $b "f" (func $f)) (export "f" (func $f)))`, "func not valid to be used as export"},

	// Values and start functions
	{"values", `(component (value $a u8 1) (value $b (list u8) (list 1 2)) (export "a" (value $a)) (export "b" (value $b)))`, ""},
	{"value twice", `(component (value $a u8 1) (export "a" (value $a)) (export "b" (value $a)))`, "value 0 cannot be used more than once"},
	{"value not used", `(component (value $a u8 1))`, "value 0 is not used"},
	{"start", `(component (import "f" (func $f (param "x" u8) (result string))) (value $a u8 1) (start $f (value $a) (result (value $s))) (export "s" (value $s)))`, ""},
	{"start with too few", `(component (import "f" (func $f (param "x" u8))) (start $f))`, "component start function requires 1 arguments"},
	{"start with another type", `(component (import "f" (func $f (param "x" u16))) (value $a u8 1) (start $f (value $a)))`, "expected primitive `u16` found primitive `u8`"},
	{"bytes of a value", `(component (value $a u8 (binary "\01\02")) (export "a" (value $a)))`, "the bytes of the value are not of type u8"},
	{"bool of 2", `(component (value $a bool (binary "\02")) (export "a" (value $a)))`, "the bytes of the value are not of type bool"},
	{"NaN", `(component (value $a f32 (binary "\01\00\c0\7f")) (export "a" (value $a)))`, "the bytes of the value are not of type f32"},
	{"surrogate", `(component (value $a char (binary "\ed\a0\80")) (export "a" (value $a)))`, "the bytes of the value are not of type char"},

	// Canonical definitions
	{"context of a slot that is none", `(component (core func (canon context.get i32 2)))`, "`context.get` immediate must be zero or one"},
	{"contexts of two types", `(component (core func (canon context.get i32 0)) (core func (canon context.set i64 0)))`, "all `context.get` and `context.set`"},
	{"callback without async", `(component ` + lib + ` (func (canon lift (core func $i "f") (callback (core func $i "g")))))`, "cannot specify callback without async"},
	{"post-return with async", `(component ` + lib + ` (func async (canon lift (core func $i "f") async (post-return (core func $i "f")))))`, "cannot specify post-return"},
	{"task.return with realloc", `(component ` + lib + ` (core func (canon task.return (memory $mem) (realloc $realloc))))`, "canonical option `realloc` cannot be specified for `task.return`"},
	{"task.return of a string", `(component (core func (canon task.return (result string))))`, "canonical option `memory` is required"},
	{"stream of another type", `(component (type $f (future)) (core func (canon stream.new $f)))`, "`stream.new` requires a stream type"},
	{"stream.read of lists", `(component ` + lib + ` (type $s (stream string)) (core func (canon stream.read $s async (memory $mem))))`, "canonical option `realloc` is required"},
	{"stream.write of lists", `(component ` + lib + ` (type $s (stream string)) (core func (canon stream.write $s async (memory $mem))))`, ""},
	{"stream.read of nothing", `(component (type $s (stream)) (core func (canon stream.read $s async)))`, ""},
	{"error contexts", `(component ` + lib + ` (core func (canon error-context.new (memory $mem)))
		(core func (canon error-context.debug-message (memory $mem) (realloc $realloc))) (core func (canon error-context.drop)))`, ""},
	{"error-context.new without memory", `(component (core func (canon error-context.new)))`, "canonical option `memory` is required"},
	{"thread of another type", `(component ` + lib + ` (core type $t (func)) (core func (canon thread.new-indirect $t (core table $tab))))`, "start function must take a single `i32` argument"},
	{"thread", `(component ` + lib + ` (core type $t (func (param i32))) (core func (canon thread.new-indirect $t (core table $tab))))`, ""},
	{"shared memory", `(component (core module $m (memory (export "m") 1 1 shared)) (core instance $i (instantiate $m)) (import "f" (func $f))
		(core func (canon lower (func $f) (memory (core memory $i "m")))))`, "canonical option `memory`: mismatch in the shared flag"},
	{"64-bit memory", `(component (core module $m (memory (export "m") i64 1)) (core instance $i (instantiate $m)) (import "f" (func $f (param "x" string)))
		(core func $g (canon lower (func $f) (memory (core memory $i "m"))))
		(core module $n (import "" "g" (func (param i64 i64)))) (core instance (instantiate $n (with "" (instance (export "g" (func $g)))))))`, ""},
}

func TestValidate(t *testing.T) {
	for _, test := range tests {
		_, err := validateText(t, test.text, wasm.AllFeatures)
		var e *wasm.Error
		switch {
		case err == nil && test.want == "":
		case err == nil || test.want == "":
			t.Errorf("%s: got %v, want %q", test.name, err, test.want)
		case !errors.As(err, &e) || e.Phase != wasm.PhaseInvalid || e.Offset < 0 || !strings.HasPrefix(string(e.Code), test.want):
			t.Errorf("%s: got %v (%v), want %q", test.name, err, e.Phase, test.want)
		}
	}
}

// TestFeatures checks that what came with a feature is refused without it, by the decoder and by validation.
func TestFeatures(t *testing.T) {
	for _, test := range []struct {
		feature wasm.Features
		text    string
	}{
		{wasm.FeatureComponentAsync, `(component (type (func async)))`},
		{wasm.FeatureComponentAsync, `(component (type (stream u8)))`},
		{wasm.FeatureComponentAsync, `(component (core func (canon task.cancel)))`},
		{wasm.FeatureComponentMap, `(component (type (map u8 u8)))`},
		{wasm.FeatureComponentImplements, `(component (import "a" (external-id "x") (func)))`},
		{wasm.FeatureComponentAsyncBuiltins, `(component (core func (canon subtask.cancel async)))`},
		{wasm.FeatureComponentAsyncBuiltins, `(component (type $s (stream)) (core func (canon stream.read $s)))`},
		{wasm.FeatureComponentAsyncStackful, `(component ` + lib + ` (func async (canon lift (core func $i "f") async)))`},
		{wasm.FeatureComponentThreading, `(component (core func (canon thread.index)))`},
		{wasm.FeatureComponentSharedThreads, `(component (core func (canon thread.available-parallelism)))`},
		{wasm.FeatureComponentFixedLists, `(component (type (list u8 4)))`},
		{wasm.FeatureComponentErrorContext, `(component (type error-context))`},
		{wasm.FeatureComponentValues, `(component (value $a u8 1) (export "a" (value $a)))`},
		{wasm.FeatureComponentNestedNames, `(component (import "a:b:c/d" (func)))`},
		{wasm.FeatureComponentVersionSuffix, `(component (import "a:b/c@1" (func)))`},
		{wasm.FeatureComponentMemory64, `(component (core func (canon context.get i64 0)))`},
	} {
		if _, err := validateText(t, test.text, wasm.AllFeatures); err != nil {
			t.Errorf("%s: %v", test.text, err)
		}
		without := wasm.AllFeatures &^ test.feature
		if _, err := validateText(t, test.text, without); err == nil {
			t.Errorf("%s is accepted without %v", test.text, test.feature.Names())
		}
		if _, err := Validate(parse(t, test.text), Config{Features: without}); err == nil {
			t.Errorf("%s is accepted by validation without %v", test.text, test.feature.Names())
		}
	}
}

// TestDefs checks what validation tells of a component.
func TestDefs(t *testing.T) {
	c, err := validateText(t, `(component
		(import "f" (func $f (param "s" string)))
		`+lib+`
		(type $r (resource (rep i32)))
		(core func $g (canon lower (func $f) string-encoding=utf16 (memory $mem)))
		(core func $new (canon resource.new $r))
		(component $c (import "x" (type $x (sub resource))) (export "y" (type $x)))
		(instance $j (instantiate $c (with "x" (type $r))))
		(alias export $j "y" (type $y))
		(core func $rep (canon resource.rep $y))
		(export "r" (type $r))
		(export "j" (instance $j)))`, wasm.AllFeatures)
	if err != nil {
		t.Fatal(err)
	}
	want := []DefKind{DefImport, DefCoreModule, DefCoreInstance, DefAlias, DefAlias, DefAlias, DefType, DefType, DefCanon, DefCanon, DefComponent,
		DefInstance, DefAlias, DefCanon, DefExport, DefExport}
	var got []DefKind
	var lower, made, rep *Canon
	for _, d := range c.Defs() {
		if d.Kind == DefType && !d.Local {
			continue
		}
		got = append(got, d.Kind)
		switch {
		case d.Kind != DefCanon:
		case lower == nil:
			lower = d.Canon
		case made == nil:
			made = d.Canon
		default:
			rep = d.Canon
		}
	}
	want = append(want[:6:6], want[7:]...) // the type of the import comes first in the text, and is left out above
	if len(got) != len(want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Errorf("definition %d: got %v, want %v", i, got[i], want[i])
		}
	}
	if s := lower.Core.String(); s != "[i32 i32] -> []" || lower.Memory != 0 || lower.Realloc != wasm.NoIndex || lower.Plan.Encoding != 1 {
		t.Errorf("lower: %s %+v", s, lower)
	}
	if made.Resource == nil || made.Resource != rep.Resource {
		t.Errorf("a resource that comes back from a component is %v, not %v", rep.Resource, made.Resource)
	}
	typ := c.Type()
	if len(typ.Imports.List) != 1 || len(typ.Exports.List) != 2 || len(typ.ExportFresh) != 1 || typ.ExportFresh[0] != made.Resource {
		t.Errorf("type: %+v", typ)
	}
	if n := c.Count(syntax.SortCoreFunc); n != 4 {
		t.Errorf("%d core functions", n)
	}
}
