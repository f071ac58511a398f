package wit

import (
	"fmt"
	"strings"

	"github.com/wvm-project/wvm/component/types"
)

// This file holds the printer. What it prints is read as the same packages again.

// PrintOptions say how to print.
type PrintOptions struct {
	NoDocs   bool // leave out docs
	RootOnly bool // leave out the packages that the root refers to; the text can then be read only with these beside it
}

// Text returns the graph as the text of one file: the root package, and the others between braces.
func (g *Graph) Text(opts PrintOptions) string {
	p := &printer{noDocs: opts.NoDocs, pkg: g.Root}
	p.docs(g.Root.Docs)
	p.line("package %s;", escapePackage(g.Root.Name))
	p.items(g.Root, true)
	for _, pkg := range g.Packages {
		if pkg == g.Root || opts.RootOnly {
			continue
		}
		p.pkg = pkg
		p.line("")
		p.docs(pkg.Docs)
		p.open("package %s {", escapePackage(pkg.Name))
		p.items(pkg, false)
		p.close()
	}
	return p.b.String()
}

// String returns the package as the text of a file.
func (p *Package) String() string { return (&Graph{Root: p}).Text(PrintOptions{RootOnly: true}) }

// String returns the full name and what stands in the interface, as text.
func (i *Interface) String() string {
	p := &printer{pkg: i.Package}
	p.iface("interface "+escape(i.Name), i)
	return p.b.String()
}

// String returns the world as text. Names of its own package are short.
func (w *World) String() string {
	p := &printer{pkg: w.Package}
	p.world(w)
	return p.b.String()
}

// String returns the function as text, as in: name: func(x: u32) -> string.
func (f *Func) String() string {
	p := &printer{}
	return p.fn(f)
}

// String returns the type as text.
func (t *Type) String() string {
	p := &printer{}
	return p.typ(t)
}

// A printer prints.
type printer struct {
	b      strings.Builder
	depth  int
	pkg    *Package // whose names are short
	noDocs bool
	first  bool // nothing stands in front that an empty line would part
	blank  bool // an empty line is due before the next one
}

// line prints a line. An empty one appears only between others.
func (p *printer) line(format string, args ...any) {
	if format == "" {
		p.blank = !p.first
		return
	}
	if p.blank {
		p.b.WriteByte('\n')
	}
	p.first, p.blank = false, false
	p.b.WriteString(strings.Repeat("  ", p.depth))
	fmt.Fprintf(&p.b, format, args...)
	p.b.WriteByte('\n')
}

func (p *printer) open(format string, args ...any) {
	p.line(format, args...)
	p.first = true
	p.depth++
}

func (p *printer) close() {
	p.depth--
	p.blank = false
	p.line("}")
}

// docs prints docs. What no text may hold is replaced, since docs can come from a binary.
func (p *printer) docs(docs string) {
	if docs == "" || p.noDocs {
		return
	}
	for _, l := range strings.Split(docs, "\n") {
		l = strings.TrimRight(strings.Map(func(r rune) rune {
			if r == '\t' || r >= ' ' && r < 0x7f || r >= 0xa0 && !(r >= 0x202a && r <= 0x202e) && !(r >= 0x2066 && r <= 0x206f) && !deprecated(r) {
				return r
			}
			return -1
		}, strings.ToValidUTF8(l, "")), " \t")
		if l != "" {
			l = " " + l
		}
		p.line("///%s", l)
	}
}

// attributes prints docs, gates and the external id in front of an item.
func (p *printer) attributes(docs string, g Gate, externalID *string) {
	p.docs(docs)
	if g.Unstable != "" {
		p.line("@unstable(feature = %s)", escape(g.Unstable))
	} else if g.Since != "" {
		p.line("@since(version = %s)", g.Since)
	}
	if g.Deprecated != "" {
		p.line("@deprecated(version = %s)", g.Deprecated)
	}
	if externalID != nil {
		p.line("@external-id(%s)", quote(*externalID))
	}
}

// quote returns s as a string of the text format.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteRune('\\')
			b.WriteRune(r)
		case r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x2000 && r <= 0x206f || deprecated(r):
			fmt.Fprintf(&b, `\u{%x}`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// escape returns a name as it can stand anywhere.
func escape(name string) string {
	if isKeyword(name) {
		return "%" + name
	}
	return name
}

// escapePackage returns the name of a package with its parts escaped.
func escapePackage(n PackageName) string {
	namespace := strings.Split(n.Namespace, ":")
	for i := range namespace {
		namespace[i] = escape(namespace[i])
	}
	name := strings.Split(n.Name, "/")
	for i := range name {
		name[i] = escape(name[i])
	}
	n.Namespace, n.Name = strings.Join(namespace, ":"), strings.Join(name, "/")
	return n.String()
}

// path returns how an interface is named.
func (p *printer) path(i *Interface) string {
	if i.Package == p.pkg {
		return escape(i.Name)
	}
	n := i.Package.Name
	n.Version = ""
	name := escapePackage(n) + "/" + escape(i.Name)
	if v := i.Package.Name.Version; v != "" {
		name += "@" + v
	}
	return name
}

func (p *printer) items(pkg *Package, spaced bool) {
	for k, i := range pkg.Interfaces {
		if spaced || k > 0 {
			p.line("")
		}
		p.attributes(i.Docs, i.Gate, nil)
		p.iface("interface "+escape(i.Name), i)
	}
	for k, w := range pkg.Worlds {
		if spaced || k > 0 || len(pkg.Interfaces) > 0 {
			p.line("")
		}
		p.attributes(w.Docs, w.Gate, nil)
		p.world(w)
	}
}

// iface prints an interface behind its head.
func (p *printer) iface(head string, i *Interface) {
	if len(i.Types)+len(i.Funcs) == 0 {
		p.line("%s {}", head)
		return
	}
	p.open("%s {", head)
	p.types(i.Types)
	for _, f := range i.Funcs {
		p.line("")
		p.function(f)
	}
	p.close()
}

func (p *printer) function(f *Func) {
	p.attributes(f.Docs, f.Gate, f.ExternalID)
	p.line("%s;", p.fn(f))
}

// types prints types. Those that are used from one interface and stand beside each other share a line.
func (p *printer) types(list []*TypeDef) {
	for k := 0; k < len(list); k++ {
		t := list[k]
		from := t.Used()
		if from == nil {
			p.line("")
			p.typeDef(t)
			continue
		}
		names := []string{useName(t)}
		for k+1 < len(list) && list[k+1].Used() != nil && list[k+1].Used().Interface == from.Interface && list[k+1].Gate == t.Gate {
			k++
			names = append(names, useName(list[k]))
		}
		p.attributes("", t.Gate, nil)
		p.line("use %s.{%s};", p.path(from.Interface), strings.Join(names, ", "))
	}
}

func useName(t *TypeDef) string {
	if name := t.Used().Name; name != t.Name {
		return escape(name) + " as " + escape(t.Name)
	}
	return escape(t.Name)
}

func (p *printer) typeDef(t *TypeDef) {
	p.attributes(t.Docs, t.Gate, t.ExternalID)
	if t.Type == nil {
		if len(t.Funcs) == 0 {
			p.line("resource %s;", escape(t.Name))
			return
		}
		p.open("resource %s {", escape(t.Name))
		for _, f := range t.Funcs {
			p.function(f)
		}
		p.close()
		return
	}
	words := map[types.Kind]string{types.Record: "record", types.Variant: "variant", types.Enum: "enum", types.Flags: "flags"}
	word := words[t.Type.Kind]
	if word == "" {
		p.line("type %s = %s;", escape(t.Name), p.typ(t.Type))
		return
	}
	p.open("%s %s {", word, escape(t.Name))
	for i := range t.Type.Fields {
		f := &t.Type.Fields[i]
		p.docs(f.Docs)
		switch {
		case f.Type == nil:
			p.line("%s,", escape(f.Name))
		case t.Type.Kind == types.Variant:
			p.line("%s(%s),", escape(f.Name), p.typ(f.Type))
		default:
			p.line("%s: %s,", escape(f.Name), p.typ(f.Type))
		}
	}
	p.close()
}

// primitiveName returns the name of a type that is one keyword, or nothing for another.
func primitiveName(k types.Kind) string {
	if !k.IsPrimitive() {
		return ""
	}
	return k.String()
}

// typ returns a type as text.
func (p *printer) typ(t *Type) string {
	switch t.Kind {
	case 0:
		return escape(t.Def.Name)
	case types.Own:
		return "own<" + escape(t.Def.Name) + ">"
	case types.Borrow:
		return "borrow<" + escape(t.Def.Name) + ">"
	case types.List:
		return "list<" + p.typ(t.Elem) + ">"
	case types.FixedList:
		return fmt.Sprintf("list<%s, %d>", p.typ(t.Elem), t.Len)
	case types.Option:
		return "option<" + p.typ(t.Elem) + ">"
	case types.Map:
		return "map<" + p.typ(t.Elem) + ", " + p.typ(t.Elem2) + ">"
	case types.Stream:
		return "stream" + p.elem(t.Elem)
	case types.Future:
		return "future" + p.elem(t.Elem)
	case types.Result:
		switch {
		case t.Elem2 == nil:
			return "result" + p.elem(t.Elem)
		case t.Elem == nil:
			return "result<_, " + p.typ(t.Elem2) + ">"
		}
		return "result<" + p.typ(t.Elem) + ", " + p.typ(t.Elem2) + ">"
	case types.Tuple:
		var list []string
		for i := range t.Fields {
			list = append(list, p.typ(t.Fields[i].Type))
		}
		return "tuple<" + strings.Join(list, ", ") + ">"
	}
	return primitiveName(t.Kind)
}

// elem returns what stands between < and >, or nothing.
func (p *printer) elem(t *Type) string {
	if t == nil {
		return ""
	}
	return "<" + p.typ(t) + ">"
}

// fn returns a function with its name as text.
func (p *printer) fn(f *Func) string {
	params := f.Params
	head := "func"
	if f.Async {
		head = "async func"
	}
	switch f.Kind {
	case Method:
		params = params[1:]
	case Static:
		head = "static " + head
	}
	if head = escape(f.Name) + ": " + head; f.Kind == Constructor {
		head = "constructor"
	}
	var list []string
	for i := range params {
		list = append(list, escape(params[i].Name)+": "+p.typ(params[i].Type))
	}
	text := head + "(" + strings.Join(list, ", ") + ")"
	if f.Result != nil && !(f.Kind == Constructor && f.Result.Kind != types.Result) {
		text += " -> " + p.typ(f.Result)
	}
	return text
}

func (p *printer) world(w *World) {
	if len(w.Imports)+len(w.Exports)+len(w.Omitted) == 0 {
		p.line("world %s {}", escape(w.Name))
		return
	}
	p.open("world %s {", escape(w.Name))
	for _, s := range w.Omitted {
		p.line("// left out: %s, for which WIT has no words", s)
	}
	p.line("")
	p.worldItems("import", w.Imports)
	p.line("")
	p.worldItems("export", w.Exports)
	p.close()
}

func (p *printer) worldItems(word string, list []*Item) {
	for k := 0; k < len(list); k++ {
		x := list[k]
		switch {
		case x.Type != nil:
			defs := []*TypeDef{x.Type}
			for x.Type.Used() != nil && k+1 < len(list) && list[k+1].Type != nil && list[k+1].Type.Used() != nil {
				k++
				defs = append(defs, list[k].Type)
			}
			p.types(defs)
		case x.Func != nil:
			p.attributes(x.Func.Docs, x.Func.Gate, x.Func.ExternalID)
			p.line("%s %s;", word, p.fn(x.Func))
		case x.Interface.Name == "":
			p.attributes(x.Interface.Docs, x.Interface.Gate, x.ExternalID)
			p.iface(word+" "+escape(x.Name)+": interface", x.Interface)
		case x.Name == "":
			p.attributes(x.Docs, x.Gate, x.ExternalID)
			p.line("%s %s;", word, p.path(x.Interface))
		default:
			p.attributes(x.Docs, x.Gate, x.ExternalID)
			p.line("%s %s: %s;", word, escape(x.Name), p.path(x.Interface))
		}
	}
}
