package check

import (
	"fmt"
	"slices"

	"github.com/wvm-project/wvm/canon"
	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/wasm"
)

// This file checks canonical definitions: lift and lower, and the options of all. The built-in functions are in builtin.go.

// canon checks a canonical definition and adds what it makes to its index space.
func (c *checker) canon(s *scope, x *syntax.Canon) (Def, error) {
	d := Def{Kind: DefCanon, Sort: syntax.SortCoreFunc, Index: uint32(len(s.coreFuncs)), Offset: x.Offset}
	if int(x.Kind) >= len(syntax.Canons) || syntax.Canons[x.Kind].Name == "" {
		return d, bad(x.Offset, "malformed canonical definition")
	}
	info := &syntax.Canons[x.Kind]
	if err := c.need(x.Offset, info.Name, info.Feature); err != nil {
		return d, err
	}
	k := &Canon{Canon: x}
	d.Canon = k
	if err := c.options(s, k); err != nil {
		return d, err
	}
	if x.Kind == syntax.CanonLift {
		d.Sort, d.Index = syntax.SortFunc, uint32(len(s.funcs))
		err := c.lift(s, k)
		s.funcs = append(s.funcs, k.Func)
		d.Extern = types.Extern{Sort: types.SortFunc, Def: types.Def{Func: k.Func}}
		return d, err
	}
	var err error
	if x.Kind == syntax.CanonLower {
		err = c.lower(s, k)
	} else {
		err = c.builtin(s, k)
	}
	if err != nil {
		return d, err
	}
	id, err := c.core.fn(k.Core, x.Offset)
	s.coreFuncs = append(s.coreFuncs, id)
	return d, err
}

var (
	encodingNames = [...]string{syntax.OptUTF8: "utf8", syntax.OptUTF16: "utf16", syntax.OptLatin1UTF16: "latin1-utf16"}
	optionNames   = [...]string{syntax.OptUTF8: "string-encoding", syntax.OptUTF16: "string-encoding", syntax.OptLatin1UTF16: "string-encoding",
		syntax.OptMemory: "memory", syntax.OptRealloc: "realloc", syntax.OptPostReturn: "post-return", syntax.OptAsync: "async",
		syntax.OptCallback: "callback"}
)

// options reads the options into k and checks what is the same for all definitions.
func (c *checker) options(s *scope, k *Canon) error {
	k.Memory, k.Realloc, k.PostReturn, k.Callback = wasm.NoIndex, wasm.NoIndex, wasm.NoIndex, wasm.NoIndex
	seen := make(map[string]syntax.CanonOptKind)
	for _, o := range k.Opts {
		if o.Kind > syntax.OptCallback {
			return bad(k.Offset, "malformed canonical option")
		}
		name := optionNames[o.Kind]
		if err := c.need(k.Offset, "canonical option `"+name+"`", o.Kind.Feature()); err != nil {
			return err
		}
		if first, ok := seen[name]; ok {
			if o.Kind <= syntax.OptLatin1UTF16 {
				return bad(k.Offset, "canonical encoding option `%s` conflicts with option `%s`", encodingNames[first], encodingNames[o.Kind])
			}
			return bad(k.Offset, "canonical option `%s` is specified more than once", name)
		}
		seen[name] = o.Kind
		switch o.Kind {
		case syntax.OptMemory:
			k.Memory = o.Index
		case syntax.OptRealloc:
			k.Realloc = o.Index
		case syntax.OptPostReturn:
			k.PostReturn = o.Index
		case syntax.OptCallback:
			k.Callback, k.Plan.Callback = o.Index, true
		case syntax.OptAsync:
			k.Plan.Async = true
		default:
			k.Plan.Encoding = canon.Encoding(o.Kind)
		}
	}
	if k.Memory != wasm.NoIndex {
		ptr64, err := c.memory(s, k.Memory, k.Offset)
		if err != nil {
			return err
		}
		k.Plan.Ptr64 = ptr64
	}
	return c.funcOptions(s, k)
}

// memory checks that memory x can be used by the canonical ABI.
func (c *checker) memory(s *scope, x uint32, offset int) (ptr64 bool, err error) {
	m, err := at(s.coreMemories, x, "memory", offset)
	switch {
	case err != nil:
	case m.Limits.Shared:
		err = bad(offset, "canonical option `memory`: mismatch in the shared flag for memories")
	case m.PageBits != wasm.DefaultPageBits:
		err = bad(offset, "canonical option `memory`: mismatch in page sizes for memories")
	case m.Limits.Addr64:
		err = c.need(offset, "canonical option `memory`: mismatch in index type used for memories: 64-bit", wasm.FeatureComponentMemory64)
	}
	return m.Limits.Addr64, err
}

// ptr returns the type of pointers.
func (k *Canon) ptr() wasm.ValType {
	if k.Plan.Ptr64 {
		return wasm.I64
	}
	return wasm.I32
}

// funcOptions checks the options that name functions.
func (c *checker) funcOptions(s *scope, k *Canon) error {
	lift := k.Kind == syntax.CanonLift
	switch {
	case k.PostReturn != wasm.NoIndex && !lift:
		return k.notFor("post-return")
	case k.Callback != wasm.NoIndex && !lift:
		return k.notFor("callback")
	case k.PostReturn != wasm.NoIndex && k.Plan.Async:
		return bad(k.Offset, "cannot specify post-return function in async")
	case k.Callback != wasm.NoIndex && !k.Plan.Async:
		return bad(k.Offset, "cannot specify callback without async")
	case k.Realloc != wasm.NoIndex && k.Memory == wasm.NoIndex:
		return bad(k.Offset, "canonical option `realloc` requires `memory` to also be specified")
	}
	p := k.ptr()
	if err := c.funcOption(s, k, "realloc", k.Realloc, []wasm.ValType{p, p, p, p}, []wasm.ValType{p}); err != nil {
		return err
	}
	i := wasm.I32
	return c.funcOption(s, k, "callback", k.Callback, []wasm.ValType{i, i, i}, []wasm.ValType{i})
}

func (k *Canon) notFor(option string) error {
	what := "lowerings"
	if k.Kind != syntax.CanonLower {
		what = "`" + syntax.Canons[k.Kind].Name + "`"
	}
	return bad(k.Offset, "canonical option `%s` cannot be specified for %s", option, what)
}

// funcOption checks the type of the function that an option names.
func (c *checker) funcOption(s *scope, k *Canon, name string, x uint32, params, results []wasm.ValType) error {
	if x == wasm.NoIndex {
		return nil
	}
	f, err := at(s.coreFuncs, x, "function", k.Offset)
	if err == nil && !c.core.isFunc(f, params, results) {
		err = bad(k.Offset, "canonical option `%s` uses a core function with an incorrect signature", name)
	}
	return err
}

// require checks that the options that are needed are there.
func (k *Canon) require(memory, realloc bool) error {
	switch {
	case memory && k.Memory == wasm.NoIndex:
		return bad(k.Offset, "canonical option `memory` is required")
	case realloc && k.Realloc == wasm.NoIndex:
		return bad(k.Offset, "canonical option `realloc` is required")
	}
	return nil
}

// plan flattens the type of k.
func (c *checker) plan(k *Canon, dir canon.Direction) *canon.Plan {
	layouts := &c.layouts
	if k.Plan.Ptr64 {
		layouts = &c.layouts64
	}
	return canon.NewPlanWith(layouts, k.Func, dir, k.Plan)
}

// asyncType checks that only an async function is called in the async way.
func (k *Canon) asyncType() error {
	if k.Plan.Async && !k.Func.Async {
		return bad(k.Offset, "the `async` canonical option requires an async function type")
	}
	return nil
}

func (c *checker) lift(s *scope, k *Canon) (err error) {
	if k.Func, err = s.funcTypeAt(k.Type, k.Offset); err != nil {
		return err
	}
	f, err := at(s.coreFuncs, k.Canon.Func, "function", k.Offset)
	if err != nil {
		return err
	}
	if err := k.asyncType(); err != nil {
		return err
	}
	if k.Plan.Async && k.Callback == wasm.NoIndex {
		if err := c.need(k.Offset, "async lift without callback", wasm.FeatureComponentAsyncStackful); err != nil {
			return err
		}
	}
	p := c.plan(k, canon.Lift)
	k.Core = p.Core
	if err := k.require(p.NeedsMemory(), p.NeedsRealloc()); err != nil {
		return err
	}
	have := c.core.types[f].Func
	switch {
	case !slices.Equal(have.Params, p.Core.Params):
		return bad(k.Offset, "lowered parameter types `%s` do not match parameter types `%s`", coreList(p.Core.Params), coreList(have.Params))
	case !slices.Equal(have.Results, p.Core.Results):
		return bad(k.Offset, "lowered result types `%s` do not match result types `%s`", coreList(p.Core.Results), coreList(have.Results))
	}
	return c.funcOption(s, k, "post-return", k.PostReturn, p.Core.Results, nil)
}

// coreList writes core types as messages of the suite have them.
func coreList(ts []wasm.ValType) string {
	s := "["
	for i, t := range ts[:min(len(ts), maxListed)] {
		if i > 0 {
			s += ", "
		}
		switch t {
		case wasm.I32, wasm.I64, wasm.F32, wasm.F64:
			name := t.String()
			s += fmt.Sprintf("%c%s", name[0]-'a'+'A', name[1:])
		default:
			s += t.String()
		}
	}
	return s + "]"
}

func (c *checker) lower(s *scope, k *Canon) (err error) {
	if k.Func, err = at(s.funcs, k.Canon.Func, "function", k.Offset); err != nil {
		return err
	}
	if err := k.asyncType(); err != nil {
		return err
	}
	p := c.plan(k, canon.Lower)
	k.Core = p.Core
	return k.require(p.NeedsMemory(), p.NeedsRealloc())
}
