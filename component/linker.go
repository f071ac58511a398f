package component

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/wvm-project/wvm/canon"
	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/component/value"
	"github.com/wvm-project/wvm/internal/semver"
	"github.com/wvm-project/wvm/vm"
)

// This file holds what the host gives to components.

// A HostFunc is a Go function that guests call. The arguments are of the types of the function's parameters, as package value has them; so must
// be the result, or close to that (see value.Conform), and nil if the function has none. Handles of borrowed resources are valid until it
// returns. An error, or a panic, ends the guest; errors.As gets it back from the error of the call.
//
// A host function that calls the instance it serves must pass its context, or one made from it.
type HostFunc func(ctx context.Context, args []value.Value) (value.Value, error)

// A Linker knows by name what imports are satisfied with. Names of interfaces with a version match every import of a compatible version: with the
// same major version or, below 1.0.0, with the same minor version; the exact version goes first, then the highest. It is not safe
// for concurrent changes, but for concurrent instantiation.
type Linker struct {
	engine     *Engine
	interfaces map[string]*hostInterface // the empty name has what is no part of an interface
	trap       bool
	traced     func(*GoCall)
}

// A hostInterface is what the host has for the imports from an interface.
type hostInterface struct {
	funcs     map[string]hostFunc
	resources map[string]*Resource
	values    map[string]value.Value
}

// A hostFunc makes a function for an import of type t, or says why the type does not fit.
type hostFunc interface {
	bind(b *binding, t *types.Func) (canon.Callee, error)
}

// NewLinker returns an empty linker.
func NewLinker(e *Engine) *Linker {
	return &Linker{engine: e, interfaces: make(map[string]*hostInterface)}
}

// Clone returns a copy that can be extended on its own.
func (l *Linker) Clone() *Linker {
	c := &Linker{engine: l.engine, interfaces: make(map[string]*hostInterface), trap: l.trap, traced: l.traced}
	for name, x := range l.interfaces {
		c.interfaces[name] = &hostInterface{maps.Clone(x.funcs), maps.Clone(x.resources), maps.Clone(x.values)}
	}
	return c
}

// at returns the interface of a name, for additions.
func (l *Linker) at(name string) *hostInterface {
	x := l.interfaces[name]
	if x == nil {
		x = &hostInterface{make(map[string]hostFunc), make(map[string]*Resource), make(map[string]value.Value)}
		l.interfaces[name] = x
	}
	return x
}

// Func defines a function of an interface, in the place of what had the name before. Methods have names such as "[method]file.read". An
// empty name of the interface stands for what components import by itself.
func (l *Linker) Func(iface, name string, fn HostFunc) { l.at(iface).funcs[name] = fn }

// Resource defines a resource type of an interface, which may be of several.
func (l *Linker) Resource(iface, name string, r *Resource) { l.at(iface).resources[name] = r }

// Value defines a value of an interface.
func (l *Linker) Value(iface, name string, v value.Value) { l.at(iface).values[name] = v }

// TrapMissing makes functions that are missing no error of Instantiate: they end the guest if it calls them.
func (l *Linker) TrapMissing(trap bool) { l.trap = trap }

// A LinkError lists everything that a component wants and does not get.
type LinkError struct{ Problems []LinkProblem }

// A LinkProblem is an import that nothing fits.
type LinkProblem struct {
	Interface string // empty for what is imported by itself
	Name      string // of a part of the interface, or empty for all of it
	Wanted    string // the type, as WIT has it
	Given     string // what there is under the name, or empty for nothing
	Nearest   string // a name that is alike, or empty
}

// Error returns the problems, a line each.
func (e *LinkError) Error() string {
	lines := make([]string, len(e.Problems))
	for i := range e.Problems {
		lines[i] = e.Problems[i].String()
	}
	return strings.Join(lines, "\n")
}

// String returns the problem as a line.
func (p *LinkProblem) String() string {
	text := "missing import: "
	if p.Given != "" {
		text = "mismatched import: "
	}
	text += strings.TrimSpace(p.Interface+" "+p.Name) + ": wanted " + p.Wanted
	if p.Given != "" {
		text += ", got " + p.Given
	}
	if p.Nearest != "" {
		text += "; did you mean " + p.Nearest + "?"
	}
	return text
}

// Limits bound what the guests of an instance may use. The zero value of each field means its default.
type Limits struct {
	vm.StoreConfig // for all core modules together; MaxInstances is for instances of components too
	canon.Limits
	// Nested allows calls between an instance and those nested in it, as the standard does: see canon.Store.
	Nested bool
	// Fuel is what the guests start with, if the engine counts it.
	Fuel uint64
	// Observe, unless nil, is called with the store of the core modules before anything runs in it: to profile it, or to look afterwards at what
	// has been used.
	Observe func(*vm.Store)
}

// Instantiate makes an instance of c. Errors are *LinkError, *vm.LimitError, *vm.Trap, *canon.Trap or vm.ErrOtherEngine.
func (l *Linker) Instantiate(ctx context.Context, c *Component, limits Limits) (*Instance, error) {
	if c.engine != l.engine {
		return nil, vm.ErrOtherEngine
	}
	st := newStore(c.engine, limits)
	st.vm.SetFuel(limits.Fuel)
	if limits.Observe != nil {
		limits.Observe(st.vm)
	}
	st.ctx = ctx
	b := l.bind(st, &c.Type().Imports)
	if b.problems != nil {
		st.vm.Close()
		return nil, &LinkError{b.problems}
	}
	before, err := st.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer st.leave(before)
	s, err := st.instantiate(ctx, &closure{tmpl: c.root}, func(name string) item { return b.items[name] }, nil)
	if err != nil {
		st.vm.Close()
		return nil, err
	}
	return &Instance{st: st, types: &c.Type().Exports, items: s.out}, nil
}

// A binding finds what satisfies the imports of a component.
type binding struct {
	linker   *Linker
	st       *store
	env      *env // of the host: what the resources are that the component imports
	items    map[string]item
	problems []LinkProblem
}

// Check reports as a *LinkError what a component of type t would not get, or what does not fit.
func (l *Linker) Check(t *types.Component) error {
	st := newStore(l.engine, Limits{})
	defer st.vm.Close()
	if b := l.bind(st, &t.Imports); b.problems != nil {
		return &LinkError{b.problems}
	}
	return nil
}

// bind finds what imports are satisfied with, for a store.
func (l *Linker) bind(st *store, imports *types.Externs) *binding {
	b := &binding{linker: l, st: st, env: newEnv(nil), items: make(map[string]item)}
	b.imports(imports)
	return b
}

func (b *binding) imports(list *types.Externs) {
	for i := range list.List {
		n := &list.List[i]
		if n.Sort == types.SortInstance {
			b.items[n.Name] = b.instance(n)
			continue
		}
		b.items[n.Name] = b.part("", b.linker.interfaces[""], n)
	}
}

// instance returns an instance with all that an interface wants.
func (b *binding) instance(n *types.Named) item {
	out := &exports{items: make(map[string]item, len(n.Instance.Exports.List))}
	x := find(b.linker.interfaces, n.Name)
	before := len(b.problems)
	for i := range n.Instance.Exports.List {
		e := &n.Instance.Exports.List[i]
		out.items[e.Name] = b.part(n.Name, x, e)
	}
	if x == nil && len(b.problems) > before { // say it once
		b.problems = append(b.problems[:before], LinkProblem{Interface: n.Name, Wanted: n.Extern.String(),
			Nearest: nearest(n.Name, slices.Collect(maps.Keys(b.linker.interfaces)))})
	}
	return out
}

// part returns what an import, or a part of an interface, is satisfied with; x is what the host has for it, or nil.
func (b *binding) part(iface string, x *hostInterface, n *types.Named) item {
	if x == nil {
		x = &hostInterface{}
	}
	switch n.Sort {
	case types.SortFunc:
		return b.function(iface, x, n)
	case types.SortType:
		if n.Resource != nil && b.env.rts[n.Resource] == nil {
			b.resource(iface, x, n)
		}
		return &typeRef{n.Def, b.env}
	case types.SortValue:
		v, ok := x.values[n.Name]
		if !ok {
			b.missing(iface, n, "", slices.Collect(maps.Keys(x.values)))
			return nil
		}
		v, err := value.Conform(n.Value, v)
		if err != nil {
			b.missing(iface, n, "a value that does not fit: "+err.Error(), nil)
		}
		return valueItem{v}
	}
	b.missing(iface, n, "", nil)
	return nil
}

func (b *binding) function(iface string, x *hostInterface, n *types.Named) item {
	f := find(x.funcs, n.Name)
	if f == nil {
		if !b.linker.trap {
			b.missing(iface, n, "", slices.Collect(maps.Keys(x.funcs)))
			return nil
		}
		name := strings.TrimSpace(iface + " " + n.Name)
		f = HostFunc(func(context.Context, []value.Value) (value.Value, error) {
			return nil, fmt.Errorf("the host does not provide the function %s", name)
		})
	}
	callee, err := f.bind(b, n.Func)
	if err != nil {
		b.missing(iface, n, err.Error(), nil)
		return nil
	}
	return &function{callee, n.Func, b.env}
}

func (b *binding) resource(iface string, x *hostInterface, n *types.Named) {
	r := x.resources[n.Name]
	if r == nil {
		if !b.linker.trap {
			b.missing(iface, n, "", slices.Collect(maps.Keys(x.resources)))
			return
		}
		r = NewResource(n.Name, nil)
	}
	b.env.set(n.Resource, b.st.hostType(r))
}

// missing notes an import that nothing fits.
func (b *binding) missing(iface string, n *types.Named, given string, names []string) {
	b.problems = append(b.problems, LinkProblem{Interface: iface, Name: n.Name, Wanted: n.Extern.String(), Given: given, Nearest: nearest(n.Name, names)})
}

// find returns what has a name, or the name of a compatible version: the highest if there are several.
func find[T any](m map[string]T, name string) (found T) {
	if x, ok := m[name]; ok {
		return x
	}
	base, text, ok := strings.Cut(name, "@")
	if !ok {
		return found
	}
	want, err := semver.Parse(text)
	if err != nil {
		return found
	}
	var best semver.Version
	first := true
	for other, x := range m {
		b, text, _ := strings.Cut(other, "@")
		v, err := semver.Parse(text)
		if b != base || err != nil || v.Track() != want.Track() || !first && v.Compare(best) <= 0 {
			continue
		}
		best, found, first = v, x, false
	}
	return found
}

// nearest returns the name that another one may be meant to be, or nothing.
func nearest(name string, names []string) string {
	slices.Sort(names)
	best, least := "", len(name)/3+1
	for _, n := range names {
		if d := distance(name, n, least); n != "" && d < least {
			best, least = n, d
		}
	}
	return best
}

// maxNear is the length of names that are compared with others.
const maxNear = 100

// distance returns how many bytes are to be put in, taken out or changed to make b of a, or limit if they are more.
func distance(a, b string, limit int) int {
	if max(len(a), len(b)) > maxNear {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return min(row[len(b)], limit)
}

// bind makes a function that calls fn, whatever its type.
func (fn HostFunc) bind(b *binding, t *types.Func) (canon.Callee, error) {
	if fn == nil {
		return nil, fmt.Errorf("nil")
	}
	st := b.st
	return &canon.HostFunc{Type: t, Func: func(ctx context.Context, call canon.HostCall) error {
		src := call.Args()
		args := make([]value.Value, src.Len())
		for i := range args {
			args[i] = src.Field(i).Value()
		}
		if err := src.Err(); err != nil {
			return err
		}
		var result value.Value
		err := st.lend(ctx, func(ctx context.Context) (err error) {
			result, err = fn(ctx, args)
			return err
		})
		if err != nil || t.Result == nil {
			return err
		}
		if result, err = value.Conform(t.Result, result); err != nil {
			return fmt.Errorf("the host function's result: %w", err)
		}
		call.Results().Field(0).SetValue(result)
		return nil
	}}, nil
}
