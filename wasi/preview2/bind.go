package preview2

import (
	"context"
	"reflect"

	"github.com/wvm-project/wvm/component"
)

// This file holds what binds the functions of the table to a linker.

// Version is the version of WASI whose interfaces a Host has.
const Version = "0.2.12"

// An iface is an interface of the standard.
type iface struct {
	name      string // without the version
	resources []*component.Resource
	functions []function
}

// A function is a function of an interface. Its Go function is a method of Host or of what the first parameter is, so that it can be called as
// package component calls Go functions; those that guests call most are component.Direct.
type function struct {
	name string
	fn   any
}

// typ returns the type of the Go function.
func (f function) typ() reflect.Type {
	if d, ok := f.fn.(component.Direct); ok {
		return d.Type()
	}
	return reflect.TypeOf(f.fn)
}

var hostType = reflect.TypeFor[*Host]()

// Link defines all interfaces in l. Instances that l makes with a context of some Host's method Context have that Host, others have h.
func (h *Host) Link(l *component.Linker) error {
	receiver := func(ctx context.Context) any {
		if x, ok := ctx.Value(contextKey{}).(*Host); ok {
			return x
		}
		return h
	}
	if h.cfg.Trace != nil {
		l.Trace(h.trace)
	}
	for _, x := range interfaces() {
		id := x.name + "@" + Version
		for _, r := range x.resources {
			l.Resource(id, r.Name(), r)
		}
		for _, f := range x.functions {
			of := receiver
			if t := f.typ(); t.NumIn() == 0 || t.In(0) != hostType {
				of = nil
			}
			if err := l.GoMethod(id, f.name, f.fn, of); err != nil {
				return err
			}
		}
	}
	return nil
}

type contextKey struct{}

// Context returns a context for component.Linker.Instantiate: the instance has h as its host, whichever Host the linker was linked to.
// So one linker serves many guests.
func (h *Host) Context(ctx context.Context) context.Context {
	return context.WithValue(ctx, contextKey{}, h)
}
