package wit

import (
	"bytes"
	"encoding/json"
)

// This file holds the section in which packages in the binary format keep what components have no place for: docs and gates. It is a
// convention of the tools, not part of the standard: a byte with the version, then JSON.

const (
	docsSection = "package-docs"
	docsVersion = 1
)

type packageDocs struct {
	Docs       string                   `json:"docs,omitempty"`
	Worlds     map[string]worldDocs     `json:"worlds,omitempty"`
	Interfaces map[string]interfaceDocs `json:"interfaces,omitempty"`
}

type worldDocs struct {
	Docs        string                   `json:"docs,omitempty"`
	Gate        *gateDocs                `json:"stability,omitempty"`
	Interfaces  map[string]interfaceDocs `json:"interfaces,omitempty"` // without a name, imported; once also exported
	Types       map[string]typeDocs      `json:"types,omitempty"`
	Funcs       map[string]itemDocs      `json:"funcs,omitempty"` // imported; once also exported
	Exports     map[string]interfaceDocs `json:"interface_exports,omitempty"`
	FuncExports map[string]itemDocs      `json:"func_exports,omitempty"`
	ImportGates map[string]*gateDocs     `json:"interface_import_stability,omitempty"` // of interfaces that have a name
	ExportGates map[string]*gateDocs     `json:"interface_export_stability,omitempty"`
	ImportDocs  map[string]string        `json:"interface_import_docs,omitempty"`
	ExportDocs  map[string]string        `json:"interface_export_docs,omitempty"`
}

type interfaceDocs struct {
	Docs  string              `json:"docs,omitempty"`
	Gate  *gateDocs           `json:"stability,omitempty"`
	Funcs map[string]itemDocs `json:"funcs,omitempty"`
	Types map[string]typeDocs `json:"types,omitempty"`
}

type typeDocs struct {
	Docs  string            `json:"docs,omitempty"`
	Gate  *gateDocs         `json:"stability,omitempty"`
	Items map[string]string `json:"items,omitempty"` // docs of fields, cases and flags
}

type itemDocs struct {
	Docs string    `json:"docs,omitempty"`
	Gate *gateDocs `json:"stability,omitempty"`
}

// UnmarshalJSON takes the older form too, in which there are docs alone.
func (d *itemDocs) UnmarshalJSON(b []byte) error {
	if json.Unmarshal(b, &d.Docs) == nil {
		return nil
	}
	type plain itemDocs
	return json.Unmarshal(b, (*plain)(d))
}

// gateDocs is a gate; one of the fields is set.
type gateDocs struct {
	Stable   *stableDocs   `json:"stable,omitempty"`
	Unstable *unstableDocs `json:"unstable,omitempty"`
}

type stableDocs struct {
	Since      string `json:"since"`
	Deprecated string `json:"deprecated,omitempty"`
}

type unstableDocs struct {
	Feature    string `json:"feature"`
	Deprecated string `json:"deprecated,omitempty"`
}

// gateToDocs returns a gate for JSON; no gate is nil.
func gateToDocs(g Gate) *gateDocs {
	switch {
	case g.Unstable != "":
		return &gateDocs{Unstable: &unstableDocs{g.Unstable, g.Deprecated}}
	case g.Since != "":
		return &gateDocs{Stable: &stableDocs{g.Since, g.Deprecated}}
	}
	return nil
}

// gate returns a gate from JSON. What no text could hold is left out.
func (g *gateDocs) gate() (out Gate) {
	if g == nil {
		return out
	}
	deprecated := ""
	switch {
	case g.Unstable != nil && isLabel(g.Unstable.Feature):
		out.Unstable, deprecated = g.Unstable.Feature, g.Unstable.Deprecated
	case g.Stable != nil:
		if _, ok := parseVersion(g.Stable.Since); ok {
			out.Since, deprecated = g.Stable.Since, g.Stable.Deprecated
		}
	}
	if _, ok := parseVersion(deprecated); ok {
		out.Deprecated = deprecated
	}
	return out
}

// put adds docs to a map unless they say nothing.
func put[T any](m *map[string]T, name string, x T, empty bool) {
	if empty {
		return
	}
	if *m == nil {
		*m = map[string]T{}
	}
	(*m)[name] = x
}

// docsOf returns the contents of the section for a package.
func docsOf(p *Package) []byte {
	doc := packageDocs{Docs: p.Docs}
	for _, i := range p.Interfaces {
		d, empty := interfaceToDocs(i)
		put(&doc.Interfaces, i.Name, d, empty)
	}
	for _, w := range p.Worlds {
		d, empty := worldToDocs(w)
		put(&doc.Worlds, w.Name, d, empty)
	}
	var b bytes.Buffer
	b.WriteByte(docsVersion)
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.Encode(doc) // of strings, which cannot fail
	return bytes.TrimRight(b.Bytes(), "\n")
}

func interfaceToDocs(i *Interface) (d interfaceDocs, empty bool) {
	d = interfaceDocs{Docs: i.Docs, Gate: gateToDocs(i.Gate)}
	for _, f := range i.Funcs {
		funcToDocs(&d.Funcs, f)
	}
	for _, t := range i.Types {
		typeToDocs(&d.Types, &d.Funcs, t)
	}
	return d, d.Docs == "" && d.Gate == nil && d.Funcs == nil && d.Types == nil
}

func funcToDocs(m *map[string]itemDocs, f *Func) {
	d := itemDocs{f.Docs, gateToDocs(f.Gate)}
	put(m, f.FullName(), d, d.Docs == "" && d.Gate == nil)
}

func typeToDocs(m *map[string]typeDocs, funcs *map[string]itemDocs, t *TypeDef) {
	d := typeDocs{Docs: t.Docs, Gate: gateToDocs(t.Gate)}
	if t.Type != nil && t.Type.Kind != 0 {
		for i := range t.Type.Fields {
			f := &t.Type.Fields[i]
			put(&d.Items, f.Name, f.Docs, f.Docs == "")
		}
	}
	put(m, t.Name, d, d.Docs == "" && d.Gate == nil && d.Items == nil)
	for _, f := range t.Funcs {
		funcToDocs(funcs, f)
	}
}

func worldToDocs(w *World) (d worldDocs, empty bool) {
	d = worldDocs{Docs: w.Docs, Gate: gateToDocs(w.Gate)}
	for _, x := range w.Imports {
		if x.Type != nil {
			typeToDocs(&d.Types, &d.Funcs, x.Type)
		} else {
			itemToDocs(x, &d.Interfaces, &d.Funcs, &d.ImportGates, &d.ImportDocs)
		}
	}
	for _, x := range w.Exports {
		itemToDocs(x, &d.Exports, &d.FuncExports, &d.ExportGates, &d.ExportDocs)
	}
	return d, d.Docs == "" && d.Gate == nil && d.Interfaces == nil && d.Types == nil && d.Funcs == nil && d.Exports == nil &&
		d.FuncExports == nil && d.ImportGates == nil && d.ExportGates == nil && d.ImportDocs == nil && d.ExportDocs == nil
}

func itemToDocs(x *Item, ifaces *map[string]interfaceDocs, funcs *map[string]itemDocs, gates *map[string]*gateDocs,
	docs *map[string]string) {
	switch {
	case x.Func != nil:
		funcToDocs(funcs, x.Func)
	case x.Interface.Name == "":
		d, empty := interfaceToDocs(x.Interface)
		put(ifaces, x.Name, d, empty)
	default:
		g := gateToDocs(x.Gate)
		put(gates, x.Key(), g, g == nil)
		put(docs, x.Key(), x.Docs, x.Docs == "")
	}
}

// docs adds what the section says to the root package. What is not understood is left out.
func (d *decoder) docs(b []byte) {
	var doc packageDocs
	if len(b) == 0 || b[0] > docsVersion || json.Unmarshal(b[1:], &doc) != nil {
		return
	}
	d.root.Docs = doc.Docs
	for _, i := range d.root.Interfaces {
		addInterfaceDocs(i, doc.Interfaces[i.Name])
	}
	for _, w := range d.root.Worlds {
		addWorldDocs(w, doc.Worlds[w.Name])
	}
	own := d.root.Name.Version
	later := func(v string) bool { return v != "" && (own == "" || compareVersions(v, own) > 0) }
	d.root.eachGate(func(g *Gate) {
		if later(g.Since) || later(g.Deprecated) {
			*g = Gate{}
		}
	})
}

// eachGate calls f for all gates in a package.
func (p *Package) eachGate(f func(*Gate)) {
	funcs := func(list []*Func) {
		for _, x := range list {
			f(&x.Gate)
		}
	}
	iface := func(i *Interface) {
		f(&i.Gate)
		funcs(i.Funcs)
		for _, t := range i.Types {
			f(&t.Gate)
			funcs(t.Funcs)
		}
	}
	for _, i := range p.Interfaces {
		iface(i)
	}
	for _, w := range p.Worlds {
		f(&w.Gate)
		for _, x := range append(w.Imports[:len(w.Imports):len(w.Imports)], w.Exports...) {
			switch f(&x.Gate); {
			case x.Func != nil:
				funcs([]*Func{x.Func})
			case x.Type != nil:
				f(&x.Type.Gate)
				funcs(x.Type.Funcs)
			case x.Interface.Name == "":
				iface(x.Interface)
			}
		}
	}
}

func addInterfaceDocs(i *Interface, d interfaceDocs) {
	i.Docs, i.Gate = d.Docs, d.Gate.gate()
	for _, f := range i.Funcs {
		addFuncDocs(f, d.Funcs)
	}
	for _, t := range i.Types {
		addTypeDocs(t, d.Types, d.Funcs)
	}
}

func addFuncDocs(f *Func, m map[string]itemDocs) {
	d := m[f.FullName()]
	f.Docs, f.Gate = d.Docs, d.Gate.gate()
}

func addTypeDocs(t *TypeDef, m map[string]typeDocs, funcs map[string]itemDocs) {
	d := m[t.Name]
	t.Docs, t.Gate = d.Docs, d.Gate.gate()
	if t.Type != nil && t.Type.Kind != 0 {
		for i := range t.Type.Fields {
			f := &t.Type.Fields[i]
			f.Docs = d.Items[f.Name]
		}
	}
	for _, f := range t.Funcs {
		addFuncDocs(f, funcs)
	}
}

func addWorldDocs(w *World, d worldDocs) {
	w.Docs, w.Gate = d.Docs, d.Gate.gate()
	for _, x := range w.Imports {
		if x.Type != nil {
			addTypeDocs(x.Type, d.Types, d.Funcs)
		} else {
			addItemDocs(x, d.Interfaces, d.Funcs, d.ImportGates, d.ImportDocs)
		}
	}
	imported := map[string]bool{}
	for _, x := range w.Imports {
		imported[x.Name] = true
	}
	for _, x := range w.Exports {
		ifaces, funcs := d.Exports, d.FuncExports
		if _, ok := ifaces[x.Name]; !ok && !imported[x.Name] {
			ifaces = d.Interfaces
		}
		if _, ok := funcs[x.Name]; !ok && !imported[x.Name] {
			funcs = d.Funcs
		}
		addItemDocs(x, ifaces, funcs, d.ExportGates, d.ExportDocs)
	}
}

func addItemDocs(x *Item, ifaces map[string]interfaceDocs, funcs map[string]itemDocs, gates map[string]*gateDocs, docs map[string]string) {
	switch {
	case x.Func != nil:
		addFuncDocs(x.Func, funcs)
	case x.Interface.Name == "":
		addInterfaceDocs(x.Interface, ifaces[x.Name])
	default:
		x.Docs, x.Gate = docs[x.Key()], gates[x.Key()].gate()
	}
}
