package vm

import (
	"fmt"
	"slices"

	"github.com/wvm-project/wvm/wasm"
)

// This file compares values of the engine with values of the evaluator. References are different numbers in both, so what
// they refer to is compared, and that the same things are the same in both.

// A sameness relates the objects, types and functions of the engine with those of the evaluator, as far as they have been reached.
type sameness struct {
	c             *comparison
	engine, slow  map[uint64]string // names of functions
	toSlow        map[uint64]uint64 // objects
	toEngine      map[uint64]uint64
	types         map[uint32]*slowType
	ids           map[*slowType]uint32
	work          []uint64 // objects of the engine whose contents are not compared yet
	place, reason string   // where a difference is and which
}

// mostObjects is how many objects are looked at in a comparison.
const mostObjects = 3000

func (c *comparison) sameness() *sameness {
	w := &sameness{c: c, toSlow: map[uint64]uint64{}, toEngine: map[uint64]uint64{}, types: map[uint32]*slowType{}, ids: map[*slowType]uint32{}}
	w.engine, w.slow = c.names()
	return w
}

// value compares a value of type t, of a module with these types, given in slots.
func (w *sameness) value(place string, t wasm.ValType, types []wasm.SubType, got []uint64, want slowValue) {
	if !t.IsRef() {
		if !slices.Equal(got[:t.Slots()], want[:t.Slots()]) {
			w.differ(place, "%#x, the evaluator's %#x", got[:t.Slots()], want[:t.Slots()])
		}
		return
	}
	if isFuncType(t.Heap(), types) {
		if w.engine[got[0]] != w.slow[want[0]] {
			w.differ(place, "function %s, the evaluator's %s", w.engine[got[0]], w.slow[want[0]])
		}
		return
	}
	w.ref(place, got[0], want[0])
}

func (w *sameness) differ(place, format string, args ...any) {
	if w.reason == "" {
		w.place, w.reason = place, fmt.Sprintf(format, args...)
	}
}

// ref compares references other than to functions.
func (w *sameness) ref(place string, a, b uint64) {
	s := w.c.store
	switch {
	case a == 0 || b == 0:
		if a != b {
			w.differ(place, "reference %#x, the evaluator's %#x", a, b)
		}
	case isI31(a):
		if b != slowI31|a>>1 {
			w.differ(place, "i31 %#x, the evaluator's reference %#x", a>>1, b)
		}
	case isExtern(a):
		if n, ok := s.ExternValue(a).(int); !ok || b != slowExtern|uint64(n) {
			w.differ(place, "value of the host %v, the evaluator's %#x", s.ExternValue(a), b)
		}
	case !s.heap.isObject(a) || b >= slowExtern:
		w.differ(place, "%#x (object: %t), the evaluator's %#x", a, s.heap.isObject(a), b)
	default:
		w.object(place, a, b)
	}
}

func (w *sameness) object(place string, a, b uint64) {
	x, ok := w.toSlow[a]
	y, ok2 := w.toEngine[b]
	if ok && x != b || ok2 && y != a {
		w.differ(place, "object %#x, which is not the evaluator's %d", a, b)
		return
	}
	if !ok && len(w.toSlow) < mostObjects {
		w.toSlow[a], w.toEngine[b] = b, a
		w.work = append(w.work, a)
	}
}

// contents compares what is in an object.
func (w *sameness) contents(a uint64) {
	s, o := w.c.store, w.c.slow.refs[w.toSlow[a]].(*slowObject)
	typ, n := s.heap.header(a)
	place := fmt.Sprintf("object %#x, the evaluator's %d", a, w.toSlow[a])
	if typ == exnTypeID || o.typ == nil {
		if typ != exnTypeID || o.typ != nil {
			w.differ(place, "only one is an exception")
			return
		}
		tag, values := s.exnValues(a)
		w.exception(place, tag, values, o)
		return
	}
	if t, ok := w.types[typ]; ok && t != o.typ {
		w.differ(place, "of another type")
		return
	}
	if id, ok := w.ids[o.typ]; ok && id != typ {
		w.differ(place, "of another type")
		return
	}
	w.types[typ], w.ids[o.typ] = o.typ, typ
	info := s.engine.types.info(typ)
	if info.kind != o.typ.sub.Kind || info.kind == wasm.CompArray && int(n) != len(o.values) || info.kind == wasm.CompStruct && len(info.fields) != len(o.values) {
		w.differ(place, "of another kind or size")
		return
	}
	if info.desc {
		w.ref(place+", descriptor", *s.heap.word(a, headerSize), o.desc)
	}
	for i, v := range o.values {
		var slots [2]uint64
		t := o.typ.sub.Fields[0].Type
		if info.kind == wasm.CompArray {
			e := s.elements(a)
			e.get(uint32(i), slots[:])
		} else {
			t = o.typ.sub.Fields[i].Type
			slots[0] = *s.heap.word(a, info.fields[i].offset)
			if t == wasm.V128 {
				slots[1] = *s.heap.word(a, info.fields[i].offset+wordSize)
			}
		}
		w.value(fmt.Sprintf("%s, value %d", place, i), t, o.typ.module, slots[:], v)
	}
}

// exception compares an exception of the engine with one of the evaluator.
func (w *sameness) exception(place string, tag *Tag, values []uint64, o *slowObject) {
	for _, p := range w.c.pairs {
		for i, t := range p.slow.tags {
			if (t == o.tag) != (p.engine.tags[i] == tag) {
				w.differ(place, "exception of another tag")
				return
			}
		}
	}
	for i, t := range o.tag.typ.Params {
		w.value(fmt.Sprintf("%s, value %d", place, i), t, o.tag.types, values, o.values[i])
		values = values[t.Slots():]
	}
}

// result compares everything that has been reached and returns what differs.
func (w *sameness) result() error {
	for len(w.work) > 0 && w.reason == "" {
		a := w.work[len(w.work)-1]
		w.work = w.work[:len(w.work)-1]
		w.contents(a)
	}
	if w.reason != "" {
		return differs("%s is %s", w.place, w.reason)
	}
	return nil
}
