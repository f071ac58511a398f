package types

import (
	"fmt"
	"strings"
)

// This file writes types for messages, in the words of WIT.

var kindNames = [...]string{Bool: "bool", S8: "s8", U8: "u8", S16: "s16", U16: "u16", S32: "s32", U32: "u32", S64: "s64", U64: "u64",
	F32: "f32", F64: "f64", Char: "char", String: "string", ErrorContext: "error-context", Record: "record", Variant: "variant",
	List: "list", FixedList: "list", Tuple: "tuple", Flags: "flags", Enum: "enum", Option: "option", Result: "result", Own: "own",
	Borrow: "borrow", Stream: "stream", Future: "future", Map: "map"}

// String returns the name of the kind.
func (k Kind) String() string { return kindNames[k] }

// IsPrimitive reports whether types of this kind have no parts.
func (k Kind) IsPrimitive() bool { return k <= ErrorContext }

// maxText is about how long the text of a type gets; what is beyond is left out.
const maxText = 400

// A writer writes types until there is enough.
type writer struct{ strings.Builder }

func (w *writer) full() bool { return w.Len() > maxText }

// String returns the type in the words of WIT, shortened if it is long.
func (t *Type) String() string {
	var w writer
	w.valType(t)
	return w.String()
}

// String returns the type in the words of WIT, shortened if it is long.
func (f *Func) String() string {
	var w writer
	w.fn(f)
	return w.String()
}

// String returns the type in the words of WIT, shortened if it is long.
func (e Extern) String() string {
	var w writer
	w.extern(e)
	return w.String()
}

func (w *writer) valType(t *Type) {
	switch {
	case t == nil:
		w.WriteString("_")
		return
	case w.full():
		w.WriteString("...")
		return
	}
	switch t.Kind {
	case Own:
		w.WriteString(t.Resource.Name)
		return
	case Borrow:
		w.WriteString("borrow<" + t.Resource.Name + ">")
		return
	}
	w.WriteString(t.Kind.String())
	switch t.Kind {
	case Record, Variant:
		w.fields(" {", t.Fields, "}")
	case Tuple:
		w.fields("<", t.Fields, ">")
	case Flags, Enum:
		w.labels(t.Labels)
	case FixedList:
		w.args(t.Elem)
		s := strings.TrimSuffix(w.String(), ">")
		w.Reset()
		fmt.Fprintf(w, "%s, %d>", s, t.Len)
	case List, Option:
		w.args(t.Elem)
	case Map:
		w.args(t.Elem, t.Elem2)
	case Stream, Future:
		if t.Elem != nil {
			w.args(t.Elem)
		}
	case Result:
		if t.Elem2 != nil {
			w.args(t.Elem, t.Elem2)
		} else if t.Elem != nil {
			w.args(t.Elem)
		}
	}
}

// args writes the types that a type is made of.
func (w *writer) args(ts ...*Type) {
	for i, t := range ts {
		w.WriteString([]string{"<", ", "}[min(i, 1)])
		w.valType(t)
	}
	w.WriteByte('>')
}

func (w *writer) fields(open string, fields []Field, end string) {
	w.WriteString(open)
	for i, f := range fields {
		if i > 0 {
			w.WriteString(", ")
		}
		if w.full() {
			w.WriteString("...")
			break
		}
		w.WriteString(f.Label)
		if f.Type != nil {
			if f.Label != "" {
				w.WriteString(": ")
			}
			w.valType(f.Type)
		}
	}
	w.WriteString(end)
}

func (w *writer) labels(labels []string) {
	w.WriteString(" {")
	for i, l := range labels {
		if i > 0 {
			w.WriteString(", ")
		}
		if w.full() {
			w.WriteString("...")
			break
		}
		w.WriteString(l)
	}
	w.WriteString("}")
}

func (w *writer) fn(f *Func) {
	if f.Async {
		w.WriteString("async ")
	}
	w.fields("func(", f.Params, ")")
	if f.Result != nil {
		w.WriteString(" -> ")
		w.valType(f.Result)
	}
}

func (w *writer) externs(list []Named, what string) {
	for _, n := range list {
		if w.full() {
			w.WriteString(" ...")
			return
		}
		w.WriteString(" " + what + n.Name + ": ")
		w.extern(n.Extern)
		w.WriteByte(';')
	}
}

func (w *writer) extern(e Extern) {
	if e.Sort == SortType {
		w.WriteString("type ")
	}
	switch {
	case e.Sort == SortModule:
		w.WriteString("core module")
	case e.Value != nil:
		w.valType(e.Value)
	case e.Func != nil:
		w.fn(e.Func)
	case e.Resource != nil:
		w.WriteString("resource " + e.Resource.Name)
	case e.Instance != nil:
		w.WriteString("interface {")
		w.externs(e.Instance.Exports.List, "")
		w.WriteString(" }")
	case e.Component != nil:
		w.WriteString("world {")
		w.externs(e.Component.Imports.List, "import ")
		w.externs(e.Component.Exports.List, "export ")
		w.WriteString(" }")
	}
}
