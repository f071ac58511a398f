package wit

import (
	"fmt"
	"slices"
	"strings"
)

// This file holds the selection of a world.

// SelectWorld returns the world that a name means: one of the root package, or of any package if the name is a full one, as in
// wasi:http/proxy@0.2.0, whose version may be left out if there is only one. Without a name it is the only world of the root
// package. The error is an *Error.
func (g *Graph) SelectWorld(name string) (*World, error) {
	var all []string
	for _, w := range g.Root.Worlds {
		all = append(all, w.Name)
	}
	switch {
	case name == "" && len(g.Root.Worlds) == 1:
		return g.Root.Worlds[0], nil
	case name == "" && len(all) == 0:
		return nil, &Error{What: fmt.Sprintf("the package %s has no world", &g.Root.Name)}
	case name == "":
		return nil, &Error{What: fmt.Sprintf("the package %s has several worlds", &g.Root.Name),
			Help: "Name one of them: " + strings.Join(all, ", ") + "."}
	case !strings.Contains(name, ":"):
		if w := g.Root.World(name); w != nil {
			return w, nil
		}
		help := nearest(name, all)
		if help == "" && len(all) > 0 {
			help = "There are: " + strings.Join(all, ", ") + "."
		}
		return nil, &Error{What: fmt.Sprintf("the package %s has no world `%s`", &g.Root.Name, name), Help: help}
	}
	var found []*World
	for _, p := range g.Packages {
		for _, w := range p.Worlds {
			id := w.ID()
			if short, _, _ := strings.Cut(id, "@"); id == name || short == name {
				found = append(found, w)
			}
			all = append(all, id)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return nil, &Error{What: fmt.Sprintf("there is no world `%s`", name), Help: nearest(name, all)}
	}
	return nil, &Error{What: fmt.Sprintf("there are several versions of `%s`", name), Help: "Name one with its version, as in " + found[0].ID() + "."}
}

// Keep removes all but a world and what it refers to. The world's package becomes the root.
func (g *Graph) Keep(w *World) {
	keep := map[*Interface]bool{}
	var need func(i *Interface)
	need = func(i *Interface) {
		if keep[i] {
			return
		}
		keep[i] = true
		for _, u := range i.Uses() {
			need(u)
		}
	}
	for _, x := range append(w.Imports[:len(w.Imports):len(w.Imports)], w.Exports...) {
		switch {
		case x.Interface != nil:
			need(x.Interface)
		case x.Type != nil && x.Type.Used() != nil:
			need(x.Type.Used().Interface)
		}
	}
	g.Root = w.Package
	for _, p := range g.Packages {
		p.Interfaces = slices.DeleteFunc(p.Interfaces, func(i *Interface) bool { return !keep[i] })
		p.Worlds = slices.DeleteFunc(p.Worlds, func(x *World) bool { return x != w })
	}
	g.Packages = slices.DeleteFunc(g.Packages, func(p *Package) bool {
		return p != g.Root && len(p.Interfaces)+len(p.Worlds) == 0
	})
}
