package wat

import (
	"slices"
	"strconv"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds the parser of types, of type definitions, and of the uses of function types, named and not.

// A typeField is where a field "(type ...)" or "(rec ...)" starts and ends.
type typeField struct{ start, end int }

// A typeTable holds what is known of the types of a module.
type typeTable struct {
	typeFields []typeField
	fieldsOf   []map[string]uint32 // of each struct type, its fields' indices by name
	byFunc     map[string]uint32   // first type of its own group for a function type, by its key

	params, results []wasm.ValType // of the signature read last
	key             []byte         // of a signature
}

// allTypes reads all type definitions.
func (b *builder) allTypes() {
	b.types.next = 0
	b.byFunc = make(map[string]uint32)
	for i := range b.typeFields {
		f := &b.typeFields[i]
		b.seek(f.start)
		if b.open("rec") {
			first := len(b.m.Types)
			for b.open("type") {
				b.typeDef()
				b.close()
			}
			group := b.m.Types[first:]
			for i := range group {
				t := &group[i]
				t.RecStart, t.RecLen, t.ExplicitRec = uint32(first), uint32(len(group)), len(group) == 1
			}
		} else if b.open("type") {
			b.typeDef()
		}
		b.learnTypes()
		f.end = b.tok.end
		b.close()
		for _, n := range b.notes {
			if n.pos < f.end {
				b.misplacedNote(&n)
			}
		}
	}
}

// learnTypes makes the types of the last group known to uses of function types.
func (b *builder) learnTypes() {
	n := len(b.m.Types)
	if n == 0 {
		return
	}
	t := &b.m.Types[n-1]
	if t.RecLen != 1 || t.Kind != wasm.CompFunc || !t.Final || len(t.Super) > 0 || t.Descriptor != wasm.NoIndex || t.Describes != wasm.NoIndex {
		return
	}
	b.setKey(t.Func.Params, t.Func.Results)
	if _, ok := b.byFunc[string(b.key)]; !ok {
		b.byFunc[string(b.key)] = uint32(n - 1)
	}
}

// setKey makes b.key that of the function type.
func (b *builder) setKey(params, results []wasm.ValType) {
	b.key = binary.AppendU32(b.key[:0], uint32(len(params)))
	for _, ts := range [...][]wasm.ValType{params, results} {
		for _, t := range ts {
			b.key = binary.AppendU32(b.key, uint32(t))
		}
	}
}

// typeDef passes the inside of "(type ...)", a type in a group of its own.
func (b *builder) typeDef() {
	x := b.types.define(b.parser)
	t := wasm.SubType{Final: true, RecStart: x, RecLen: 1, Descriptor: wasm.NoIndex, Describes: wasm.NoIndex}
	b.fieldsOf = append(b.fieldsOf, nil)
	if b.open("sub") {
		t.Final = b.word("final")
		for b.tok.kind == tokenID || b.tok.kind == tokenNat {
			t.Super = append(t.Super, b.types.lookup(b.parser))
		}
		t.ExplicitSub = t.Final && len(t.Super) == 0
		b.compType(&t, x)
		b.close()
	} else {
		b.compType(&t, x)
	}
	b.m.Types = append(b.m.Types, t)
}

// compType passes the composite type of type x, and before it what the type describes and what describes it.
func (b *builder) compType(t *wasm.SubType, x uint32) {
	for _, c := range []struct {
		word  string
		index *uint32
	}{{"describes", &t.Describes}, {"descriptor", &t.Descriptor}} {
		if b.open(c.word) {
			*c.index = b.types.lookup(b.parser)
			b.close()
		}
	}
	switch {
	case b.open("func"):
		b.signature(namesIgnored)
		t.Kind, t.Func = wasm.CompFunc, wasm.FuncType{Params: slices.Clone(b.params), Results: slices.Clone(b.results)}
	case b.open("struct"):
		t.Kind = wasm.CompStruct
		for b.open("field") {
			b.structField(t, x)
			b.close()
		}
	case b.open("array"):
		t.Kind, t.Fields = wasm.CompArray, []wasm.FieldType{b.fieldType()}
	default:
		b.badClause("a type")
		return
	}
	b.close()
}

// structField passes the inside of a "(field ...)" of struct type x: one field with a name, or any number without.
func (b *builder) structField(t *wasm.SubType, x uint32) {
	if d := b.declared("field"); d.any() {
		i := uint32(len(t.Fields))
		if d.hasID {
			if b.fieldsOf[x] == nil {
				b.fieldsOf[x] = make(map[string]uint32)
			}
			if _, ok := b.fieldsOf[x][d.id]; ok {
				b.fail(d.pos, duplicate("field", d.id), "")
			}
			b.fieldsOf[x][d.id] = i
		}
		b.names.indirect[binary.NamesField].add(x, i, d.name)
		t.Fields = append(t.Fields, b.fieldType())
		return
	}
	for b.tok.kind != tokenClose && b.err == nil {
		t.Fields = append(t.Fields, b.fieldType())
	}
}

func (b *builder) fieldType() (f wasm.FieldType) {
	if f.Mutable = b.open("mut"); f.Mutable {
		f.Type = b.storageType()
		b.close()
		return f
	}
	f.Type = b.storageType()
	return f
}

func (b *builder) storageType() wasm.ValType {
	switch {
	case b.word(wasm.I8.String()):
		return wasm.I8
	case b.word(wasm.I16.String()):
		return wasm.I16
	}
	return b.valType()
}

// valType passes a value type.
func (b *builder) valType() wasm.ValType {
	if b.tok.kind == tokenWord {
		t := wasm.NoType
		switch b.text() {
		case "i32":
			t = wasm.I32
		case "i64":
			t = wasm.I64
		case "f32":
			t = wasm.F32
		case "f64":
			t = wasm.F64
		case "v128":
			t = wasm.V128
		}
		if t != wasm.NoType {
			b.advance()
			return t
		}
	}
	return b.refType()
}

// shortRefs are the nullable references to abstract heap types, which have names of their own.
var shortRefs = [...]wasm.ValType{wasm.FuncRef, wasm.ExternRef, wasm.AnyRef, wasm.EqRef, wasm.I31Ref, wasm.StructRef, wasm.ArrayRef,
	wasm.ExnRef, wasm.NullRef, wasm.NullFuncRef, wasm.NullExternRef, wasm.NullExnRef}

// refType passes a reference type.
func (b *builder) refType() wasm.ValType {
	if b.tok.kind == tokenWord {
		word := b.text()
		for _, t := range shortRefs {
			if t.String() == word {
				b.advance()
				return t
			}
		}
	}
	if !b.open("ref") {
		b.unexpected("a type")
		return wasm.NoType
	}
	nullable := b.word("null")
	t := b.heapType(nullable)
	b.close()
	return t
}

// heapType passes a heap type, perhaps an exact one, and returns the reference type to it.
func (b *builder) heapType(nullable bool) wasm.ValType {
	if b.open("exact") {
		t := wasm.Ref(b.typeIndex(), nullable).WithExact()
		b.close()
		return t
	}
	if b.tok.kind == tokenWord {
		word := b.text()
		for h := wasm.HeapFunc; h < wasm.HeapBottom; h++ {
			if h.String() == word {
				b.advance()
				return wasm.Ref(h, nullable)
			}
		}
	}
	return wasm.Ref(b.typeIndex(), nullable)
}

// typeIndex passes a type index and returns it as a heap type.
func (b *builder) typeIndex() wasm.HeapType {
	if b.tok.kind != tokenNat && b.tok.kind != tokenID {
		b.unexpected("a heap type")
		return wasm.HeapBottom
	}
	pos := b.tok.pos
	shown := b.shown()
	x := b.types.lookup(b.parser)
	if x > wasm.MaxTypeIndex {
		b.fail(pos, wasm.Code("unknown type "+shown), "")
		return wasm.HeapBottom
	}
	return wasm.IndexType(x)
}

// A paramNames says what identifiers of parameters are good for.
type paramNames uint8

const (
	namesNone    paramNames = iota // there may be none
	namesIgnored                   // nothing
	namesLocal                     // they name locals
)

// signature passes the parameters and results of a function type, into b.params and b.results.
func (b *builder) signature(names paramNames) {
	b.params, b.results = b.params[:0], b.results[:0]
	for b.open("param") {
		if names != namesNone {
			if d := b.declared("local"); d.any() {
				if names == namesLocal {
					b.bindLocal(&d)
				}
				b.params = append(b.params, b.valType())
				b.close()
				continue
			}
		}
		first := len(b.params)
		b.params = b.valTypes(b.params)
		if names == namesLocal {
			b.numLocals += uint32(len(b.params) - first)
		}
	}
	for b.open("result") {
		b.results = b.valTypes(b.results)
	}
	if b.head() == "param" {
		b.badClause("a result")
	}
}

// valTypes passes value types and the parenthesis that closes them.
func (b *builder) valTypes(ts []wasm.ValType) []wasm.ValType {
	for b.tok.kind != tokenClose && b.err == nil {
		ts = append(ts, b.valType())
	}
	b.close()
	return ts
}

// typeUse passes the use of a function type and returns the index of the type.
func (b *builder) typeUse(names paramNames) uint32 {
	x, named := b.use(names)
	if !named {
		return b.used()
	}
	if t := b.knownFunc(x); names == namesLocal && t != nil && len(b.params)+len(b.results) == 0 {
		b.numLocals = uint32(len(t.Params))
	}
	return x
}

// use passes the use of a function type: an index and a signature, each of which may be missing. If there is an index, it checks that
// the signature, unless missing, is that of the type.
func (b *builder) use(names paramNames) (x uint32, named bool) {
	pos := b.tok.pos
	if named = b.open("type"); named {
		x = b.types.lookup(b.parser)
		b.close()
	}
	b.signature(names)
	if !named || len(b.params)+len(b.results) == 0 || b.err != nil {
		return x, named
	}
	t := b.knownFunc(x)
	if int64(x) < int64(len(b.m.Types)) && b.m.Types[x].Kind == compUnknown {
		return x, named
	}
	if int64(x) >= int64(len(b.m.Types)) {
		b.fail(pos, wasm.Code("unknown type "+strconv.FormatUint(uint64(x), 10)), "")
	} else if t == nil || !slices.Equal(t.Params, b.params) || !slices.Equal(t.Results, b.results) {
		b.fail(pos, codeInlineType, "")
	}
	return x, named
}

// knownFunc returns function type x, or nil if there is none.
func (b *builder) knownFunc(x uint32) *wasm.FuncType {
	if int64(x) >= int64(len(b.m.Types)) || b.m.Types[x].Kind != wasm.CompFunc {
		return nil
	}
	return &b.m.Types[x].Func
}

// used returns the index of a type with the signature read last, which is added if there is none.
func (b *builder) used() uint32 {
	b.setKey(b.params, b.results)
	if x, ok := b.byFunc[string(b.key)]; ok {
		return x
	}
	x := uint32(len(b.m.Types))
	b.byFunc[string(b.key)] = x
	b.m.Types = append(b.m.Types, wasm.SubType{
		Final: true, RecStart: x, RecLen: 1, Descriptor: wasm.NoIndex, Describes: wasm.NoIndex,
		Func: wasm.FuncType{Params: slices.Clone(b.params), Results: slices.Clone(b.results)},
	})
	return x
}
