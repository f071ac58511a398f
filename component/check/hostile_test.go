package check

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds components that ask for more than they are long.

// typeChain returns a component whose types are made of the one before twice, n times.
func typeChain(n int) *syntax.Component {
	types := []syntax.Type{{Kind: syntax.TypeTuple, Types: []syntax.ValType{{Prim: syntax.PrimU8}}}}
	for i := range n {
		x := syntax.ValType{Index: uint32(i)}
		types = append(types, syntax.Type{Kind: syntax.TypeTuple, Types: []syntax.ValType{x, x}})
	}
	return &syntax.Component{Sections: []syntax.Section{{ID: syntax.SectionType, Types: types}}}
}

// listChain returns a component with n types that are lists of the one before.
func listChain(n int) *syntax.Component {
	types := []syntax.Type{{Kind: syntax.TypePrim, Prim: syntax.PrimU8}}
	for i := range n {
		types = append(types, syntax.Type{Kind: syntax.TypeList, Elem: &syntax.ValType{Index: uint32(i)}})
	}
	return &syntax.Component{Sections: []syntax.Section{{ID: syntax.SectionType, Types: types}}}
}

// instanceChain returns a component with n types of instances, each with times exports of the one before.
func instanceChain(n, times int) *syntax.Component {
	types := []syntax.Type{{Kind: syntax.TypeInstance}}
	for i := range n {
		decls := []syntax.Decl{{Kind: syntax.DeclAlias, Alias: &syntax.Alias{Kind: syntax.AliasOuter, Sort: syntax.SortType, Outer: 1, Index: uint32(i)}}}
		for k := range times {
			decls = append(decls, syntax.Decl{Kind: syntax.DeclExport, Name: syntax.ExternName{Name: fmt.Sprintf("a%d", k)},
				Extern: syntax.ExternType{Sort: syntax.SortInstance}})
		}
		types = append(types, syntax.Type{Kind: syntax.TypeInstance, Decls: decls})
	}
	return &syntax.Component{Sections: []syntax.Section{{ID: syntax.SectionType, Types: types}}}
}

// nest returns n components inside each other.
func nest(n int) *syntax.Component {
	c := new(syntax.Component)
	for range n {
		c = &syntax.Component{Sections: []syntax.Section{{ID: syntax.SectionComponent, Component: c}}}
	}
	return c
}

// nestTypes returns a component with n types of components inside each other.
func nestTypes(n int) *syntax.Component {
	t := syntax.Type{Kind: syntax.TypeComponent}
	for range n {
		inner := t
		t = syntax.Type{Kind: syntax.TypeComponent, Decls: []syntax.Decl{{Kind: syntax.DeclType, Type: &inner}}}
	}
	return &syntax.Component{Sections: []syntax.Section{{ID: syntax.SectionType, Types: []syntax.Type{t}}}}
}

// instances returns a component with n instances of nothing.
func instances(n int) *syntax.Component {
	list := make([]syntax.Instance, n)
	for i := range list {
		list[i].Component = wasm.NoIndex
	}
	return &syntax.Component{Sections: []syntax.Section{{ID: syntax.SectionInstance, Instances: list}}}
}

// wideRecord returns a component with a record of n fields.
func wideRecord(n int) *syntax.Component {
	t := syntax.Type{Kind: syntax.TypeRecord}
	for i := range n {
		t.Fields = append(t.Fields, syntax.Field{Label: fmt.Sprintf("a%d", i), Type: &syntax.ValType{Prim: syntax.PrimU8}})
	}
	return &syntax.Component{Sections: []syntax.Section{{ID: syntax.SectionType, Types: []syntax.Type{t}}}}
}

func TestLimits(t *testing.T) {
	for _, test := range []struct {
		name string
		c    *syntax.Component
		code wasm.Code // none: valid
	}{
		{"types that double, few", typeChain(17), ""},
		{"types that double", typeChain(90), "too many parts of a type"},
		{"deep types, few", listChain(maxDepth - 1), ""},
		{"deep types", listChain(100_000), "too many types inside each other"},
		{"instances that double, few", instanceChain(15, 2), ""},
		{"instances that double", instanceChain(90, 2), "too many parts of a type"},
		{"deep instances", instanceChain(10_000, 1), "too many types inside each other"},
		{"components inside each other, few", nest(maxNesting - 1), ""},
		{"components inside each other", nest(maxNesting + 1), "too many components and types inside each other"},
		{"types inside each other", nestTypes(10_000), "too many components and types inside each other"},
		{"instances, few", instances(maxParts), ""},
		{"instances", instances(maxParts + 1), "too many instances"},
		{"fields, few", wideRecord(maxFields), ""},
		{"fields", wideRecord(maxFields + 1), "too many fields"},
	} {
		_, err := Validate(test.c, Config{Features: wasm.AllFeatures})
		var e *wasm.Error
		switch {
		case test.code == "" && err != nil:
			t.Errorf("%s: %v", test.name, err)
		case test.code != "" && (!errors.As(err, &e) || e.Code != test.code || e.Phase != wasm.PhaseLimit):
			t.Errorf("%s: got %v, want %s", test.name, err, test.code)
		}
	}
}

// TestWork checks that a component cannot make validation copy a large type any number of times.
func TestWork(t *testing.T) {
	var b strings.Builder
	b.WriteString(`(component (component $c (import "r" (type $r (sub resource)))`)
	for i := range 3000 {
		fmt.Fprintf(&b, `(import "f%d" (func (param "x" (tuple (own $r) (own $r) (own $r) (own $r)))))`, i)
	}
	b.WriteString(`) (import "r" (type $r (sub resource)))`)
	for i := range 3000 {
		fmt.Fprintf(&b, `(import "f%d" (func $f%d (param "x" (tuple (own $r) (own $r) (own $r) (own $r)))))`, i, i)
	}
	var args strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&args, `(with "f%d" (func $f%d))`, i, i)
	}
	for range 1500 {
		fmt.Fprintf(&b, `(instance (instantiate $c (with "r" (type $r)) %s))`, args.String())
		if b.Len() > 20<<20 {
			break
		}
	}
	b.WriteString(`)`)
	c := parse(t, b.String())
	k := newChecker(Config{Features: wasm.AllFeatures})
	k.work = maxWork - 100_000
	_, err := k.component(c, nil)
	var e *wasm.Error
	if !errors.As(err, &e) || e.Phase != wasm.PhaseLimit {
		t.Errorf("got %v", err)
	}
}

// TestMade checks components that no decoder gives: nothing that is missing or out of range may crash validation.
func TestMade(t *testing.T) {
	for i, s := range []syntax.Section{
		{ID: syntax.SectionCoreModule},
		{ID: syntax.SectionComponent},
		{ID: syntax.SectionStart},
		{ID: 99},
		{ID: syntax.SectionCoreType, CoreTypes: []syntax.CoreType{{Module: &syntax.ModuleType{Decls: []syntax.ModuleDecl{{Kind: syntax.ModuleDeclType}}}}}},
		{ID: syntax.SectionCoreType, CoreTypes: []syntax.CoreType{{Module: &syntax.ModuleType{Decls: []syntax.ModuleDecl{{Kind: syntax.ModuleDeclAlias}}}}}},
		{ID: syntax.SectionType, Types: []syntax.Type{{Kind: syntax.TypeList}}},
		{ID: syntax.SectionType, Types: []syntax.Type{{Kind: syntax.TypeMap, Elem: &syntax.ValType{Prim: syntax.PrimU8}}}},
		{ID: syntax.SectionType, Types: []syntax.Type{{Kind: syntax.TypeRecord, Fields: []syntax.Field{{Label: "a"}}}}},
		{ID: syntax.SectionType, Types: []syntax.Type{{Kind: syntax.TypePrim, Prim: 1}}},
		{ID: syntax.SectionType, Types: []syntax.Type{{Kind: 1}}},
		{ID: syntax.SectionType, Types: []syntax.Type{{Kind: syntax.TypeInstance, Decls: []syntax.Decl{{Kind: syntax.DeclImport}}}}},
		{ID: syntax.SectionType, Types: []syntax.Type{{Kind: syntax.TypeComponent, Decls: []syntax.Decl{{Kind: syntax.DeclType}}}}},
		{ID: syntax.SectionType, Types: []syntax.Type{{Kind: syntax.TypeComponent, Decls: []syntax.Decl{{Kind: syntax.DeclAlias}}}}},
		{ID: syntax.SectionCanon, Canons: []syntax.Canon{{Kind: 0x77}}},
		{ID: syntax.SectionCanon, Canons: []syntax.Canon{{Kind: syntax.CanonLower, Opts: []syntax.CanonOpt{{Kind: 77}}}}},
		{ID: syntax.SectionImport, Imports: []syntax.Import{{}}},
		{ID: syntax.SectionExport, Exports: []syntax.Export{{Ref: syntax.Ref{Sort: syntax.SortCoreFunc}}}},
		{ID: syntax.SectionAlias, Aliases: []syntax.Alias{{Kind: 7}}},
	} {
		if _, err := Validate(&syntax.Component{Sections: []syntax.Section{s}}, Config{Features: wasm.AllFeatures}); err == nil {
			t.Errorf("component %d is valid", i)
		}
	}
}
