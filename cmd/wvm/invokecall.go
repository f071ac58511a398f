package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/wave"
)

// This file holds --invoke for components: which function a call means, and its arguments and result in WAVE.

// A callable is a function that a component exports, by itself or in an interface.
type callable struct {
	name  string // all of it, as in my:pkg/iface.f@1.2.0
	short string // what follows the interface
	fn    *component.Func
}

// is reports whether the function can be called by a name: all of it, or what is left without the version, the package or the interface.
func (c *callable) is(name string) bool {
	if name == c.name || name == c.short {
		return true
	}
	base, _, _ := strings.Cut(c.name, "@")
	_, local, _ := strings.Cut(base, "/")
	return name == base || local != "" && name == local
}

// callables returns the functions that can be called.
func (p *componentGuest) callables() (list []callable) {
	add := func(in *component.Instance, iface string) {
		for _, x := range in.Exports() {
			if x.Sort != types.SortFunc {
				continue
			}
			fn, ok := in.Func(x.Name)
			if !ok {
				continue
			}
			_, short, ok := strings.Cut(x.Name, "]") // of what belongs to a resource, as in [static]file.open
			if !ok {
				short = x.Name
			}
			list = append(list, callable{qualified(iface, short), short, fn})
		}
	}
	add(p.instance, "")
	for _, x := range p.instance.Exports() {
		if in, ok := p.instance.Instance(x.Name); ok {
			add(in, x.Name)
		}
	}
	return list
}

// qualified returns the name of a function of an interface.
func qualified(iface, name string) string {
	base, version, ok := strings.Cut(iface, "@")
	switch {
	case iface == "":
		return name
	case ok:
		return base + "." + name + "@" + version
	}
	return base + "." + name
}

// find returns the function that a name means.
func (p *componentGuest) find(name string) (*callable, error) {
	all := p.callables()
	var found []*callable
	for i := range all {
		if all[i].name == name {
			return &all[i], nil
		}
		if all[i].is(name) {
			found = append(found, &all[i])
		}
	}
	switch len(found) {
	case 0:
		f := &failure{file: p.name, what: fmt.Sprintf("`%s` exports no function %q", p.name, clean(name)), help: p.exported()}
		var names []string
		for i := range all {
			names = append(names, all[i].short, all[i].name)
		}
		if near := nearest(name, names); near != "" {
			f.what += fmt.Sprintf("; is %q meant?", clean(near))
		}
		return nil, f
	case 1:
		return found[0], nil
	}
	var names []string
	for _, c := range found {
		names = append(names, clean(c.name))
	}
	slices.Sort(names)
	return nil, &failure{file: p.name, what: fmt.Sprintf("`%s` exports several functions %q", p.name, clean(name)),
		help: "Name one of them in full: " + joined(names, "or") + "."}
}

// invoke calls an exported function, text being the call in WAVE, and prints the result.
func (p *componentGuest) invoke(ctx context.Context, text string) error {
	call, err := wave.ParseCall(text)
	if err != nil {
		return p.waveError(text, err, nil)
	}
	target, err := p.find(call.Name)
	if err != nil {
		return err
	}
	args, err := call.Args(target.fn.Type())
	if err != nil {
		return p.waveError(text, err, target)
	}
	result, err := target.fn.Call(ctx, args...)
	if err != nil {
		return p.callError("failed to invoke `"+clean(target.name)+"`", err)
	}
	t := target.fn.Type().Result
	if t == nil {
		return nil
	}
	out, err := wave.Format(t, result)
	if err != nil {
		return &failure{file: p.name, what: fmt.Sprintf("the result of %q cannot be printed: %v", clean(target.name), err)}
	}
	return print(out + "\n")
}

// waveError makes a failure of an error in a call.
func (p *componentGuest) waveError(text string, err error, target *callable) error {
	f := &failure{file: p.name, what: fmt.Sprintf("cannot call %q of `%s`: %v", clean(text), p.name, err)}
	var at *wave.Error
	if errors.As(err, &at) && !strings.ContainsRune(text, '(') {
		f.help = "A call has its arguments in parentheses, as in --invoke 'greet(\"Gopher\")'."
	}
	if target != nil {
		f.help = strings.TrimSpace(fmt.Sprintf("The type of %q is %s. %s", clean(target.name), target.fn.Type(), f.help))
	}
	return f
}

// exported says what functions there are to invoke.
func (p *componentGuest) exported() string {
	var names []string
	for _, c := range p.callables() {
		names = append(names, clean(c.name))
	}
	return exportedText(names)
}
