package wat

import (
	"strconv"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds the parser of values in components, which it encodes as their types say.

// A typeInfo is a type definition and the types that its indices count among. The zero value stands for a type that is not known, such as
// one that an instance exports which comes of a component.
type typeInfo struct {
	def     *syntax.Type
	scope   *typeScope
	inner   *typeScope        // of the type of an instance: what its declarations define
	exports map[string]uint32 // and the indices in inner of the types and the instances' types that it exports
}

// A typeScope is what is known of the types and the instances of a scope, by index. The type of an instance is one of a definition.
type typeScope struct{ types, instances []typeInfo }

// learn notes that x, of this sort, is or has the type t.
func (s *typeScope) learn(sort syntax.Sort, x uint32, t typeInfo) {
	switch {
	case sort == syntax.SortType && int64(x) < int64(len(s.types)):
		s.types[x] = t
	case sort == syntax.SortInstance && int64(x) < int64(len(s.instances)):
		s.instances[x] = t
	}
}

// learnExtern notes what is known of x, which is imported or exported with the type t.
func (s *typeScope) learnExtern(t *syntax.ExternType, x uint32) {
	if t.Sort == syntax.SortInstance || t.Sort == syntax.SortType && t.Bound == syntax.BoundEq {
		s.learn(t.Sort, x, s.typeAt(t.Index))
	}
}

// learnInner notes what the type of an instance, with these declarations, exports.
func (t *typeInfo) learnInner(inner *typeScope, decls []syntax.Decl) {
	t.inner, t.exports = inner, make(map[string]uint32)
	for i := range decls {
		if e := &decls[i].Extern; decls[i].Kind == syntax.DeclExport && (e.Sort == syntax.SortInstance || e.Bound == syntax.BoundEq) {
			t.exports[decls[i].Name.Name] = e.Index
		}
	}
}

// learnAlias notes what is known of x, which the alias a takes.
func (b *componentBuilder) learnAlias(a *syntax.Alias, x uint32) {
	s := &b.scope.typeScope
	switch {
	case a.Kind == syntax.AliasOuter && a.Sort == syntax.SortType:
		s.learn(a.Sort, x, b.outerType(a.Outer, a.Index))
	case a.Kind == syntax.AliasExport && int64(a.Instance) < int64(len(s.instances)):
		of := s.instances[a.Instance]
		if i, ok := of.exports[a.Name]; ok {
			s.learn(a.Sort, x, of.inner.typeAt(i))
		}
	}
}

// outerType returns what is known of type x of the scope depth scopes outwards.
func (b *componentBuilder) outerType(depth, x uint32) typeInfo {
	s := b.scope
	for ; s != nil && depth > 0; depth-- {
		s = s.outer
	}
	if s == nil {
		return typeInfo{}
	}
	return s.typeAt(x)
}

func (s *typeScope) typeAt(x uint32) typeInfo {
	if int64(x) >= int64(len(s.types)) {
		return typeInfo{}
	}
	return s.types[x]
}

// valueDefinition passes the inside of "(value ...)" in a component.
func (b *componentBuilder) valueDefinition() {
	const sort = syntax.SortValue
	mark := len(b.pending)
	b.lex.chars = true
	defer func() { b.lex.chars = false }()
	d := b.declared("value")
	exports := b.inlineExports()
	if b.inverted(sort, d, exports) {
		return
	}
	t := b.valType()
	b.lookUp(mark)
	v := syntax.Value{Type: *t, Data: []byte{}}
	v.Data = b.value(v.Data, *t, &b.scope.typeScope)
	if b.err != nil {
		return
	}
	at := b.section(syntax.SectionValue)
	at.Values = append(at.Values, v)
	b.exportAs(exports, sort, b.add(sort, d))
}

// value passes a value of the type t, whose index counts in s, and appends its encoding.
func (b *componentBuilder) value(dst []byte, t syntax.ValType, s *typeScope) []byte {
	if b.open("binary") {
		dst = append(dst, b.strings()...)
		b.close()
		return dst
	}
	if t.Prim != syntax.PrimNone {
		return b.primValue(dst, t.Prim)
	}
	info := s.typeAt(t.Index)
	if info.def == nil {
		b.unexpected("(binary ...), for the type is not known here")
		return dst
	}
	if info.def.Kind == syntax.TypePrim {
		return b.primValue(dst, info.def.Prim)
	}
	if !b.deeper() {
		return dst
	}
	dst = b.compoundValue(dst, info)
	b.depth--
	return dst
}

// primValue passes a value of a primitive type.
func (b *componentBuilder) primValue(dst []byte, p syntax.Prim) []byte {
	switch p {
	case syntax.PrimBool:
		switch {
		case b.word("false"):
			return append(dst, 0)
		case b.word("true"):
			return append(dst, 1)
		}
	case syntax.PrimU8, syntax.PrimS8:
		return append(dst, byte(b.valueInteger(8, p == syntax.PrimS8)))
	case syntax.PrimU16:
		return binary.AppendU64(dst, b.valueInteger(16, false))
	case syntax.PrimU32:
		return binary.AppendU64(dst, b.valueInteger(32, false))
	case syntax.PrimU64:
		return binary.AppendU64(dst, b.valueInteger(64, false))
	case syntax.PrimS16:
		return binary.AppendS64(dst, int64(int16(b.valueInteger(16, true))))
	case syntax.PrimS32:
		return binary.AppendS64(dst, int64(int32(b.valueInteger(32, true))))
	case syntax.PrimS64:
		return binary.AppendS64(dst, int64(b.valueInteger(64, true)))
	case syntax.PrimF32:
		return b.valueFloat(dst, &float32Format)
	case syntax.PrimF64:
		return b.valueFloat(dst, &float64Format)
	case syntax.PrimChar:
		if b.tok.kind == tokenChar {
			s := b.stringOf(&b.tok)
			b.advance()
			return append(dst, s...)
		}
	case syntax.PrimString:
		return binary.AppendName(dst, b.name())
	}
	b.unexpected("a value of the type")
	return dst
}

// valueInteger passes an integer of n bits.
func (b *componentBuilder) valueInteger(n uint, signed bool) uint64 {
	if b.tok.kind != tokenNat && b.tok.kind != tokenInt {
		b.unexpected("an integer")
		return 0
	}
	text := b.text()
	x, ok := parseInt(text, n)
	negative := text[0] == '-' && x != 0
	if ok = ok && (signed || !negative) && (!signed || negative == (x>>(n-1) != 0)); !ok {
		b.fail(b.tok.pos, codeRange, b.shown())
		return 0
	}
	b.advance()
	return x
}

// valueFloat passes a floating-point number, of which no NaN has a payload.
func (b *componentBuilder) valueFloat(dst []byte, f *floatFormat) []byte {
	if isPayload(b.text()) || len(b.text()) > 1 && isPayload(b.text()[1:]) {
		b.unexpected("a number, or nan without a payload")
	}
	x := b.float(f)
	if x&^f.sign == f.canonicalNaN {
		x = f.canonicalNaN
	}
	for range f.size / 8 {
		dst = append(dst, byte(x))
		x >>= 8
	}
	return dst
}

// compoundValue passes a value of a type that is not primitive.
func (b *componentBuilder) compoundValue(dst []byte, t typeInfo) []byte {
	def := t.def
	elem := func(v *syntax.ValType) { dst = b.value(dst, *v, t.scope) }
	switch def.Kind {
	case syntax.TypeOption:
		if b.word("none") {
			return append(dst, 0)
		}
		return b.payload(dst, t, "some", 1, def.Elem)
	case syntax.TypeResult:
		if b.isWord("ok") || b.head() == "ok" {
			return b.payload(dst, t, "ok", 0, def.Elem)
		}
		return b.payload(dst, t, "error", 1, def.Elem2)
	}
	word := typeWords[def.Kind]
	if def.Kind == syntax.TypeMap {
		word = "list"
	}
	if !b.open(word) {
		b.badClause("a value of the type")
		return dst
	}
	switch def.Kind {
	case syntax.TypeRecord:
		for i := range def.Fields {
			elem(def.Fields[i].Type)
		}
	case syntax.TypeTuple:
		for i := range def.Types {
			elem(&def.Types[i])
		}
	case syntax.TypeFixedList:
		for n := def.Len; n > 0 && b.err == nil; n-- {
			elem(def.Elem)
		}
	case syntax.TypeList, syntax.TypeMap:
		dst = b.listValue(dst, t)
	case syntax.TypeVariant:
		i := b.label(def)
		if dst = binary.AppendU32(dst, uint32(i)); b.err == nil && def.Fields[i].Type != nil {
			elem(def.Fields[i].Type)
		}
	case syntax.TypeEnum:
		dst = binary.AppendU32(dst, uint32(b.label(def)))
	case syntax.TypeFlags:
		dst = b.flagsValue(dst, def)
	default:
		b.unexpected("(binary ...), for the type has no values")
	}
	b.close()
	return dst
}

// payload passes a case of an option or a result, of which the keyword stands alone if there is no payload.
func (b *componentBuilder) payload(dst []byte, t typeInfo, word string, discriminant byte, v *syntax.ValType) []byte {
	dst = append(dst, discriminant)
	if v == nil {
		if !b.word(word) {
			b.unexpected(word)
		}
		return dst
	}
	if !b.open(word) {
		b.badClause("(" + word)
		return dst
	}
	dst = b.value(dst, *v, t.scope)
	b.close()
	return dst
}

// listValue passes the elements of a list, or of a map, of which each is a tuple.
func (b *componentBuilder) listValue(dst []byte, t typeInfo) []byte {
	n := 0
	var elems []byte
	for b.tok.kind != tokenClose && b.err == nil {
		n++
		if t.def.Kind == syntax.TypeList {
			elems = b.value(elems, *t.def.Elem, t.scope)
			continue
		}
		if !b.open("tuple") {
			b.badClause("(tuple")
		}
		elems = b.value(elems, *t.def.Elem, t.scope)
		elems = b.value(elems, *t.def.Elem2, t.scope)
		b.close()
	}
	return append(binary.AppendU32(dst, uint32(n)), elems...)
}

// label passes the label of a case or a flag and returns its number, which is 0 after an error.
func (b *componentBuilder) label(def *syntax.Type) int {
	labels := b.labels[def]
	if labels == nil {
		labels = make(map[string]int)
		for i := range def.Fields {
			labels[def.Fields[i].Label] = i
		}
		for i, l := range def.Labels {
			labels[l] = i
		}
		if b.labels == nil {
			b.labels = make(map[*syntax.Type]map[string]int)
		}
		b.labels[def] = labels
	}
	pos := b.tok.pos
	name := b.name()
	i, ok := labels[name]
	if !ok {
		b.fail(pos, wasm.Code("unknown label "+strconv.Quote(shorten(name))), "")
	}
	return i
}

// flagsValue passes labels of flags.
func (b *componentBuilder) flagsValue(dst []byte, def *syntax.Type) []byte {
	set := make([]byte, (len(def.Labels)+7)/8)
	for b.tok.kind == tokenString {
		if i := b.label(def); b.err == nil {
			set[i/8] |= 1 << (i % 8)
		}
	}
	return append(dst, set...)
}
