package spectest

import (
	"encoding/binary"

	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
	"github.com/wvm-project/wvm/wat"
)

// This file holds values: what actions are given and give, and whether that is what the script wants.

// A hostValue is what a reference to a value of the host stands for: its number in the script.
type hostValue uint32

// A value is what an action gave.
type value struct {
	typ  wasm.ValType
	bits uint64
	high uint64        // of v128
	heap wasm.HeapType // of references: the lowest abstract type
	host any           // of references to values of the host: what they stand for
}

// arguments returns arguments as slots.
func arguments(s *vm.Store, values []wat.Value) (slots []uint64) {
	for i := range values {
		switch v := &values[i]; {
		case v.Type == wasm.V128:
			slots = append(slots, binary.LittleEndian.Uint64(v.V128[:8]), binary.LittleEndian.Uint64(v.V128[8:]))
		case v.Type.IsRef() && v.Null:
			slots = append(slots, 0)
		case v.Type.IsRef():
			slots = append(slots, s.Extern(hostValue(v.Host)))
		default:
			slots = append(slots, v.Bits)
		}
	}
	return slots
}

// argumentsFit reports whether arguments may stand for parameters, as far as it shows in the script.
func argumentsFit(values []wat.Value, params []wasm.ValType) bool {
	if len(values) != len(params) {
		return false
	}
	for i, p := range params {
		if t := values[i].Type; t != p && !(t.IsRef() && p.IsRef()) {
			return false
		}
	}
	return true
}

// resultsOf takes the slots of a call's results apart.
func resultsOf(s *vm.Store, f *vm.Func, slots []uint64) (values []value) {
	for _, t := range f.Type().Results {
		v := value{typ: t, bits: slots[0]}
		switch {
		case t == wasm.V128:
			v.high = slots[1]
		case t.IsRef():
			v.heap, v.host = f.HeapType(t, v.bits), s.ExternValue(v.bits)
		}
		slots = slots[t.Slots():]
		values = append(values, v)
	}
	return values
}

// valueOf returns the value of a global.
func valueOf(s *vm.Store, g *vm.Global) value {
	low, high := g.Vector()
	v := value{typ: g.Type().Type, bits: low}
	switch {
	case v.typ == wasm.V128:
		v.high = high
	case v.typ.IsRef():
		v.heap, v.host = g.HeapType(), s.ExternValue(low)
	}
	return v
}

// isNull reports whether the value is a null reference.
func (v *value) isNull() bool { return v.typ.IsRef() && v.heap >= wasm.HeapNone }

// lane returns a lane of a vector.
func (v *value) lane(shape wat.Shape, i int) uint64 {
	width := shape.LaneBits()
	at := uint(i) * width
	bits := v.bits
	if at >= 64 {
		bits = v.high
	}
	return bits >> (at % 64) & (1<<width - 1)
}

// matches reports whether the value is what the script expects.
func (v *value) matches(want *wat.Result) bool {
	switch want.Kind {
	case wat.ResultValue:
		return v.equals(&want.Value)
	case wat.ResultNaN:
		return v.typ == want.Value.Type && isNaN(want.NaN, v.typ == wasm.F32, v.bits)
	case wat.ResultVector:
		return v.matchesLanes(want)
	case wat.ResultRef:
		return v.typ.IsRef() && !v.isNull() && isBelow(v.heap, want.Heap)
	case wat.ResultNull:
		return v.isNull()
	}
	for i := range want.Either {
		if v.matches(&want.Either[i]) {
			return true
		}
	}
	return false
}

// equals reports whether the value is want.
func (v *value) equals(want *wat.Value) bool {
	switch {
	case v.typ.IsRef() != want.Type.IsRef():
		return false
	case want.Null:
		_, concrete := want.Type.Heap().Index()
		return v.isNull() && (concrete || isBelow(v.heap, want.Type.Heap()))
	case want.Type.IsRef():
		return isBelow(v.heap, want.Type.Heap()) && v.host == hostValue(want.Host)
	case want.Type == wasm.V128:
		low, high := binary.LittleEndian.Uint64(want.V128[:8]), binary.LittleEndian.Uint64(want.V128[8:])
		return v.typ == wasm.V128 && v.bits == low && v.high == high
	}
	return v.typ == want.Type && v.bits == want.Bits
}

// isBelow reports whether abstract heap type h is top or below it.
func isBelow(h, top wasm.HeapType) bool {
	switch top {
	case wasm.HeapFunc:
		return h == wasm.HeapFunc || h == wasm.HeapNoFunc
	case wasm.HeapExtern:
		return h == wasm.HeapExtern || h == wasm.HeapNoExtern
	case wasm.HeapExn:
		return h == wasm.HeapExn || h == wasm.HeapNoExn
	case wasm.HeapAny:
		return h == wasm.HeapNone || h >= wasm.HeapAny && h <= wasm.HeapArray
	case wasm.HeapEq:
		return h == wasm.HeapNone || h >= wasm.HeapEq && h <= wasm.HeapArray
	case wasm.HeapI31, wasm.HeapStruct, wasm.HeapArray:
		return h == top || h == wasm.HeapNone
	}
	return h == top
}

// matchesLanes reports whether each lane is what the script expects.
func (v *value) matchesLanes(want *wat.Result) bool {
	if v.typ != wasm.V128 {
		return false
	}
	for i := range want.Lanes {
		bits, l := v.lane(want.Shape, i), &want.Lanes[i]
		if l.NaN == wat.NotNaN && bits != l.Bits || l.NaN != wat.NotNaN && !isNaN(l.NaN, want.Shape == wat.F32x4, bits) {
			return false
		}
	}
	return true
}

// isNaN reports whether the bits of an f32, or of an f64, are a NaN of this kind.
func isNaN(kind wat.NaNKind, is32 bool, bits uint64) bool {
	quiet, sign := uint64(0x7FF8<<48), uint64(1<<63)
	if is32 {
		quiet, sign = 0x7FC0<<16, 1<<31
	}
	if kind == wat.NaNCanonical {
		return bits&^sign == quiet
	}
	return bits&quiet == quiet
}
