package wit

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/wvm-project/wvm/component/types"
)

// This file holds the JSON form: lists of worlds, interfaces, types and packages that refer to each other by index. It is the form that
// other tools write and read.

// JSON returns the graph as JSON in one line.
func (g *Graph) JSON() ([]byte, error) {
	w := &jsonWriter{ifaces: map[*Interface]int{}, defs: map[*TypeDef]int{}, anonymous: map[string]int{}, pkgs: map[*Package]int{}}
	w.doc.Worlds, w.doc.Interfaces, w.doc.Types = []*jsonWorld{}, []*jsonInterface{}, []*jsonType{}
	for i, p := range g.Packages {
		w.pkgs[p] = i
		w.doc.Packages = append(w.doc.Packages, &jsonPackage{Name: p.Name.String(), Docs: jsonDocsOf(p.Docs)})
	}
	for i, p := range g.Packages {
		out := w.doc.Packages[i]
		for _, x := range p.Interfaces {
			out.Interfaces.add(x.Name, w.iface(x))
		}
	}
	for i, p := range g.Packages {
		out := w.doc.Packages[i]
		for _, x := range p.Worlds {
			out.Worlds.add(x.Name, w.world(x))
		}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(w.doc)
	return b.Bytes(), err
}

// A jsonMap is an object whose fields keep their order.
type jsonMap struct {
	keys   []string
	values []any
}

func (m *jsonMap) add(key string, v any) {
	m.keys = append(m.keys, key)
	m.values = append(m.values, v)
}

// MarshalJSON writes the object.
func (m jsonMap) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, key := range m.keys {
		if i > 0 {
			b.WriteByte(',')
		}
		for k, v := range []any{key, m.values[i]} {
			if k > 0 {
				b.WriteByte(':')
			}
			e := json.NewEncoder(&b)
			e.SetEscapeHTML(false)
			if err := e.Encode(v); err != nil {
				return nil, err
			}
			b.Truncate(b.Len() - 1) // the line break
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

type jsonDoc struct {
	Worlds     []*jsonWorld     `json:"worlds"`
	Interfaces []*jsonInterface `json:"interfaces"`
	Types      []*jsonType      `json:"types"`
	Packages   []*jsonPackage   `json:"packages"`
}

type jsonPackage struct {
	Name       string    `json:"name"`
	Docs       *jsonDocs `json:"docs,omitempty"`
	Interfaces jsonMap   `json:"interfaces"`
	Worlds     jsonMap   `json:"worlds"`
}

type jsonDocs struct {
	Contents string `json:"contents"`
}

func jsonDocsOf(s string) *jsonDocs {
	if s == "" {
		return nil
	}
	return &jsonDocs{s}
}

type jsonWorld struct {
	Name    string    `json:"name"`
	Imports jsonMap   `json:"imports"`
	Exports jsonMap   `json:"exports"`
	Package int       `json:"package"`
	Docs    *jsonDocs `json:"docs,omitempty"`
	Gate    *gateDocs `json:"stability,omitempty"`
}

type jsonInterface struct {
	Name    *string   `json:"name"`
	Types   jsonMap   `json:"types"`
	Funcs   jsonMap   `json:"functions"`
	Docs    *jsonDocs `json:"docs,omitempty"`
	Gate    *gateDocs `json:"stability,omitempty"`
	Package *int      `json:"package,omitempty"`
}

type jsonType struct {
	Name       *string        `json:"name"`
	Kind       any            `json:"kind"`
	Owner      map[string]int `json:"owner"`
	Docs       *jsonDocs      `json:"docs,omitempty"`
	Gate       *gateDocs      `json:"stability,omitempty"`
	ExternalID *string        `json:"external_id,omitempty"`
}

type jsonField struct {
	Name string    `json:"name"`
	Type any       `json:"type"`
	Docs *jsonDocs `json:"docs,omitempty"`
}

type jsonLabel struct {
	Name string    `json:"name"`
	Docs *jsonDocs `json:"docs,omitempty"`
}

type jsonFunc struct {
	Name       string      `json:"name"`
	Kind       any         `json:"kind"`
	Params     []jsonField `json:"params"`
	Result     any         `json:"result,omitempty"`
	Docs       *jsonDocs   `json:"docs,omitempty"`
	Gate       *gateDocs   `json:"stability,omitempty"`
	ExternalID *string     `json:"external_id,omitempty"`
}

type jsonItem struct {
	ID         int       `json:"id"`
	Docs       *jsonDocs `json:"docs,omitempty"`
	Gate       *gateDocs `json:"stability,omitempty"`
	ExternalID *string   `json:"external_id,omitempty"`
}

// A jsonWriter numbers what it writes.
type jsonWriter struct {
	doc       jsonDoc
	pkgs      map[*Package]int
	ifaces    map[*Interface]int
	defs      map[*TypeDef]int
	anonymous map[string]int
}

// iface returns the number of an interface.
func (w *jsonWriter) iface(i *Interface) int {
	n, ok := w.ifaces[i]
	if ok {
		return n
	}
	for _, dep := range i.Uses() {
		w.iface(dep)
	}
	n = len(w.doc.Interfaces)
	w.ifaces[i] = n
	out := &jsonInterface{Docs: jsonDocsOf(i.Docs), Gate: gateToDocs(i.Gate)}
	if i.Package != nil {
		number := w.pkgs[i.Package]
		out.Name, out.Package = &i.Name, &number
	}
	w.doc.Interfaces = append(w.doc.Interfaces, out)
	owner := map[string]int{"interface": n}
	for _, t := range i.Types {
		out.Types.add(t.Name, w.typeDef(t, owner))
	}
	for _, t := range i.Types {
		for _, f := range t.Funcs {
			out.Funcs.add(f.FullName(), w.function(f))
		}
	}
	for _, f := range i.Funcs {
		out.Funcs.add(f.FullName(), w.function(f))
	}
	return n
}

func (w *jsonWriter) world(x *World) int {
	n := len(w.doc.Worlds)
	out := &jsonWorld{Name: x.Name, Package: w.pkgs[x.Package], Docs: jsonDocsOf(x.Docs), Gate: gateToDocs(x.Gate)}
	w.doc.Worlds = append(w.doc.Worlds, out)
	var methods []*Func
	for _, item := range x.Imports {
		w.item(&out.Imports, item, n)
		if item.Type != nil {
			methods = append(methods, item.Type.Funcs...)
		}
	}
	for _, f := range methods {
		out.Imports.add(f.FullName(), map[string]any{"function": w.function(f)})
	}
	for _, item := range x.Exports {
		w.item(&out.Exports, item, n)
	}
	return n
}

func (w *jsonWriter) item(m *jsonMap, x *Item, world int) {
	switch {
	case x.Type != nil:
		m.add(x.Name, map[string]any{"type": w.typeDef(x.Type, map[string]int{"world": world})})
	case x.Func != nil:
		m.add(x.Name, map[string]any{"function": w.function(x.Func)})
	default:
		out := jsonItem{ID: w.iface(x.Interface), Docs: jsonDocsOf(x.Docs), Gate: gateToDocs(x.Gate), ExternalID: x.ExternalID}
		key := x.Name
		if key == "" {
			key = fmt.Sprintf("interface-%d", out.ID)
		}
		m.add(key, map[string]any{"interface": out})
	}
}

func (w *jsonWriter) typeDef(t *TypeDef, owner map[string]int) int {
	out := &jsonType{Name: &t.Name, Kind: "resource", Owner: owner, Docs: jsonDocsOf(t.Docs), Gate: gateToDocs(t.Gate),
		ExternalID: t.ExternalID}
	if t.Type != nil && t.Type.Kind == 0 {
		out.Kind = map[string]any{"type": w.defs[t.Type.Def]}
	} else if t.Type != nil {
		out.Kind = w.kind(t.Type)
		if _, isName := out.Kind.(string); isName {
			out.Kind = map[string]any{"type": out.Kind}
		}
	}
	n := len(w.doc.Types)
	w.doc.Types = append(w.doc.Types, out)
	w.defs[t] = n
	return n
}

// typ returns the name of a primitive type, or the number of another.
func (w *jsonWriter) typ(t *Type) any {
	if t == nil {
		return nil
	}
	if name := primitiveName(t.Kind); name != "" {
		return name
	}
	if t.Kind == 0 && t.Def.Resource() == nil {
		return w.defs[t.Def]
	}
	if t.Kind == 0 {
		t = &Type{Kind: types.Own, Def: t.Def}
	}
	kind := w.kind(t)
	key := fmt.Sprint(kind)
	n, ok := w.anonymous[key]
	if !ok {
		n = len(w.doc.Types)
		w.doc.Types = append(w.doc.Types, &jsonType{Kind: kind})
		w.anonymous[key] = n
	}
	return n
}

// kind returns what a type consists of.
func (w *jsonWriter) kind(t *Type) any {
	if name := primitiveName(t.Kind); name != "" {
		return name
	}
	switch t.Kind {
	case types.List, types.Option, types.Stream, types.Future:
		return map[string]any{t.Kind.String(): w.typ(t.Elem)}
	case types.FixedList:
		return map[string]any{"fixed-length-list": []any{w.typ(t.Elem), t.Len}}
	case types.Map:
		return map[string]any{"map": []any{w.typ(t.Elem), w.typ(t.Elem2)}}
	case types.Result:
		return map[string]any{"result": map[string]any{"ok": w.typ(t.Elem), "err": w.typ(t.Elem2)}}
	case types.Own:
		return map[string]any{"handle": map[string]any{"own": w.defs[t.Def]}}
	case types.Borrow:
		return map[string]any{"handle": map[string]any{"borrow": w.defs[t.Def]}}
	case types.Record:
		return map[string]any{"record": map[string]any{"fields": w.fields(t.Fields)}}
	case types.Variant:
		return map[string]any{"variant": map[string]any{"cases": w.fields(t.Fields)}}
	case types.Enum:
		return map[string]any{"enum": map[string]any{"cases": labels(t.Fields)}}
	case types.Flags:
		return map[string]any{"flags": map[string]any{"flags": labels(t.Fields)}}
	}
	list := make([]any, len(t.Fields))
	for i := range list {
		list[i] = w.typ(t.Fields[i].Type)
	}
	return map[string]any{"tuple": map[string]any{"types": list}}
}

func (w *jsonWriter) fields(list []Field) []jsonField {
	out := make([]jsonField, len(list))
	for i, f := range list {
		out[i] = jsonField{f.Name, w.typ(f.Type), jsonDocsOf(f.Docs)}
	}
	return out
}

func labels(list []Field) []jsonLabel {
	out := make([]jsonLabel, len(list))
	for i, f := range list {
		out[i] = jsonLabel{f.Name, jsonDocsOf(f.Docs)}
	}
	return out
}

func (w *jsonWriter) function(f *Func) *jsonFunc {
	name := map[FuncKind]string{Freestanding: "freestanding", Method: "method", Static: "static", Constructor: "constructor"}[f.Kind]
	if f.Async {
		name = "async-" + name
	}
	out := &jsonFunc{Name: f.FullName(), Kind: name, Params: w.fields(f.Params), Result: w.typ(f.Result), Docs: jsonDocsOf(f.Docs),
		Gate: gateToDocs(f.Gate), ExternalID: f.ExternalID}
	if f.Kind != Freestanding {
		out.Kind = map[string]any{name: w.defs[f.Resource]}
	}
	return out
}
