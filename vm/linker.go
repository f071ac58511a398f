package vm

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/wvm-project/wvm/wasm"
)

// A Linker knows by name what imports are satisfied with: host functions, which it can give to instances in any number of stores, and
// externs of one store. It is not safe for concurrent changes, but for concurrent instantiation.
type Linker struct {
	engine *Engine
	hosts  map[importName]hostFunc
	ext    map[importName]Extern
}

type importName struct{ module, name string }

type hostFunc struct {
	*HostType
	fn HostFunc
}

// NewLinker returns an empty linker.
func NewLinker(e *Engine) *Linker {
	const many = 64 // as many as the functions of WASI preview 1
	return &Linker{engine: e, hosts: make(map[importName]hostFunc, many), ext: map[importName]Extern{}}
}

// Clone returns a copy that can be extended on its own.
func (l *Linker) Clone() *Linker {
	return &Linker{engine: l.engine, hosts: maps.Clone(l.hosts), ext: maps.Clone(l.ext)}
}

// Func defines a host function, in the place of what had the name before. Types of references may not name types of a module; see Host0 and
// its siblings for making one from a Go function.
func (l *Linker) Func(module, name string, t wasm.FuncType, fn HostFunc) error {
	typ, err := l.engine.HostType(t)
	if err != nil {
		return fmt.Errorf("host function %q of %q: %w", name, module, err)
	}
	return l.FuncOf(module, name, typ, fn)
}

// FuncOf is Func for a type that has been made before, by the engine of the linker.
func (l *Linker) FuncOf(module, name string, t *HostType, fn HostFunc) error {
	switch {
	case t.engine != l.engine:
		return fmt.Errorf("host function %q of %q: %w", name, module, ErrOtherEngine)
	case fn == nil:
		return fmt.Errorf("host function %q of %q is nil", name, module)
	}
	n := importName{module, name}
	l.hosts[n] = hostFunc{t, fn}
	delete(l.ext, n)
	return nil
}

// Engine returns the engine that the linker is of.
func (l *Linker) Engine() *Engine { return l.engine }

// Define gives a name to an extern of a store. Only instances in that store can then be made with it.
func (l *Linker) Define(module, name string, x Extern) {
	n := importName{module, name}
	l.ext[n] = x
	delete(l.hosts, n)
}

// DefineInstance defines all exports of an instance under the name of a module.
func (l *Linker) DefineInstance(module string, in *Instance) {
	for i := range in.module.src.Exports {
		name := in.module.src.Exports[i].Name
		if x := in.Extern(name); x != nil {
			l.Define(module, name, x)
		}
	}
}

// Names returns the names of what the linker has for the imports from a module, sorted.
func (l *Linker) Names(module string) []string {
	var names []string
	for n := range l.hosts {
		if n.module == module {
			names = append(names, n.name)
		}
	}
	for n := range l.ext {
		if n.module == module {
			names = append(names, n.name)
		}
	}
	slices.Sort(names)
	return names
}

// A LinkError lists everything that a module wants and does not get.
type LinkError struct {
	Problems []LinkProblem
}

// A LinkProblem is an import that nothing fits.
type LinkProblem struct {
	Import ImportType
	Code   wasm.Code // "unknown import" or "incompatible import type"
	Detail string
}

// Error returns the problems, a line each.
func (e *LinkError) Error() string {
	var b strings.Builder
	for i, p := range e.Problems {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%s: %s %q of %q: %s", p.Code, p.Import.Type.Kind, p.Import.Name, p.Import.Module, p.Detail)
	}
	return b.String()
}

// Instantiate makes an instance of m in s: it looks up the imports, copies the segments and runs the start function. Errors are
// *LinkError, *LimitError, *Trap, ErrOtherEngine, ErrStoreBusy or ErrStoreClosed.
func (l *Linker) Instantiate(ctx context.Context, s *Store, m *Module) (*Instance, error) {
	if m.engine != s.engine || l.engine != s.engine {
		return nil, ErrOtherEngine
	}
	return s.instantiate(ctx, func() (*Instance, error) { return l.allocate(s, m) })
}

// allocate makes an instance of m with the imports that it wants, but with nothing copied and run.
func (l *Linker) allocate(s *Store, m *Module) (*Instance, error) {
	var problems []LinkProblem
	imports := make([]Extern, len(m.src.Imports))
	for i := range m.src.Imports {
		x, code, detail := l.resolve(s, m, &m.src.Imports[i])
		if code != "" {
			im := &m.src.Imports[i]
			problems = append(problems, LinkProblem{ImportType{im.Module, im.Name, m.externType(im.Kind, im.Index)}, code, detail})
		}
		imports[i] = x
	}
	if len(problems) > 0 {
		return nil, &LinkError{problems}
	}
	return s.newInstance(m, imports)
}

const (
	codeUnknownImport wasm.Code = "unknown import"
	codeIncompatible  wasm.Code = "incompatible import type"
)

// resolve finds what satisfies an import.
func (l *Linker) resolve(s *Store, m *Module, im *wasm.Import) (Extern, wasm.Code, string) {
	n := importName{im.Module, im.Name}
	if h, ok := l.hosts[n]; ok {
		if im.Kind != wasm.ExternFunc {
			return nil, codeIncompatible, "it is a host function"
		}
		want := m.typeIDs[m.src.Funcs[im.Index]]
		if !l.engine.types.isSub(h.proto.id, want) {
			return nil, codeIncompatible, fmt.Sprintf("wanted %s, the host has %s", m.src.FuncType(im.Index), h.proto.typ)
		}
		return h.in(s, h.fn), "", ""
	}
	x := l.ext[n]
	if x == nil {
		return nil, codeUnknownImport, l.missing(m, im)
	}
	if x.extern() != im.Kind {
		return nil, codeIncompatible, fmt.Sprintf("it is a %s", x.extern())
	}
	if owner := storeOf(x); owner != nil && owner != s {
		return nil, codeIncompatible, "it belongs to another store"
	}
	if detail := m.mismatch(im, x); detail != "" {
		return nil, codeIncompatible, detail
	}
	return x, "", ""
}

// missing explains why there is nothing for an import.
func (l *Linker) missing(m *Module, im *wasm.Import) string {
	detail := "nothing provides it"
	if im.Kind == wasm.ExternFunc {
		detail += "; wanted type " + m.src.FuncType(im.Index).String()
	}
	for n := range l.hosts {
		if n.module == im.Module {
			return detail + "; the host has other functions of this module"
		}
	}
	return detail
}

// storeOf returns the store that x belongs to, nil for a shared memory.
func storeOf(x Extern) *Store {
	switch x := x.(type) {
	case *Func:
		return x.store
	case *Table:
		return x.store
	case *Memory:
		if x.typ.Limits.Shared {
			return nil
		}
		return x.store
	case *Global:
		return x.store
	case *Tag:
		return x.store
	}
	return nil
}

// mismatch says how an extern of the right kind does not fit an import, or returns the empty string.
func (m *Module) mismatch(im *wasm.Import, x Extern) string {
	types := m.engine.types
	switch x := x.(type) {
	case *Func:
		want := m.typeIDs[m.src.Funcs[im.Index]]
		if im.Exact && x.id != want || !types.isSub(x.id, want) {
			return fmt.Sprintf("wanted %s, got %s", m.src.FuncType(im.Index), x.typ)
		}
	case *Table:
		want, got := m.src.Tables[im.Index].TableType, x.Type()
		if !types.same(want.Elem, m.typeIDs, got.Elem, x.ids) || !limitsMatch(got.Limits, want.Limits) {
			return fmt.Sprintf("wanted a table of %s with %s, got %s with %s", want.Elem, limitsText(want.Limits), got.Elem, limitsText(got.Limits))
		}
	case *Memory:
		want, got := m.src.Memories[im.Index], x.Type()
		if want.PageBits != got.PageBits || !limitsMatch(got.Limits, want.Limits) {
			return fmt.Sprintf("wanted a memory with %s, got %s", limitsText(want.Limits), limitsText(got.Limits))
		}
	case *Global:
		want := m.src.Globals[im.Index].GlobalType
		fits := types.same(want.Type, m.typeIDs, x.typ.Type, x.ids)
		if !want.Mutable {
			fits = types.subtype(x.typ.Type, x.ids, want.Type, m.typeIDs)
		}
		if want.Mutable != x.typ.Mutable || !fits {
			return fmt.Sprintf("wanted a global of %s, mutable: %t; got %s, mutable: %t", want.Type, want.Mutable, x.typ.Type, x.typ.Mutable)
		}
	case *Tag:
		if x.id != m.typeIDs[m.src.Tags[im.Index]] {
			return fmt.Sprintf("wanted a tag of %s, got %s", &m.src.Types[m.src.Tags[im.Index]].Func, x.typ)
		}
	}
	return ""
}

// limitsMatch reports whether got fits where want is asked for (specification: "Import subtyping", limits).
func limitsMatch(got, want wasm.Limits) bool {
	if got.Addr64 != want.Addr64 || got.Shared != want.Shared || got.Min < want.Min {
		return false
	}
	return !want.HasMax || got.HasMax && got.Max <= want.Max
}

func limitsText(l wasm.Limits) string {
	if l.HasMax {
		return fmt.Sprintf("limits %d to %d", l.Min, l.Max)
	}
	return fmt.Sprintf("limits from %d", l.Min)
}
