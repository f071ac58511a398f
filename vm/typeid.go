package vm

import (
	"encoding/binary"

	"github.com/wvm-project/wvm/wasm"
)

// This file gives types their identities in an engine: two types are the same if their recursive groups have the same
// structure (specification: "Type equivalence"), in whichever module they are written.

// identify returns the identity of each type of a module. 0 is no identity.
func (e *Engine) identify(types []wasm.SubType) []uint32 {
	ids := make([]uint32, len(types))
	e.mu.Lock()
	defer e.mu.Unlock()
	for start := 0; start < len(types); {
		n := int(max(types[start].RecLen, 1))
		key := groupKey(types, start, n, ids)
		first, ok := e.types[key]
		if !ok {
			first = e.next
			e.next += uint32(n)
			e.types[key] = first
		}
		for i := range n {
			ids[start+i] = first + uint32(i)
		}
		start += n
	}
	return ids
}

// groupKey writes the structure of a group: references into it by place, others by identity.
func groupKey(types []wasm.SubType, start, n int, ids []uint32) string {
	b := make([]byte, 0, 64)
	index := func(x uint32) {
		if x == wasm.NoIndex {
			b = append(b, 0)
		} else if int(x) >= start && int(x) < start+n {
			b = binary.AppendUvarint(append(b, 1), uint64(x)-uint64(start))
		} else {
			b = binary.AppendUvarint(append(b, 2), uint64(ids[x]))
		}
	}
	value := func(t wasm.ValType) {
		if x, ok := t.Heap().Index(); ok && t.IsRef() {
			b = append(b, 'r', b2u(t.Nullable()), b2u(t.Exact()))
			index(x)
			return
		}
		b = binary.AppendUvarint(append(b, 'v'), uint64(t))
	}
	for i := start; i < start+n; i++ {
		t := &types[i]
		b = append(b, byte(t.Kind), b2u(t.Final), b2u(t.Shared), byte(len(t.Super)))
		for _, s := range t.Super {
			index(s)
		}
		index(t.Descriptor)
		index(t.Describes)
		b = binary.AppendUvarint(b, uint64(len(t.Func.Params)))
		for _, p := range t.Func.Params {
			value(p)
		}
		b = binary.AppendUvarint(b, uint64(len(t.Func.Results)))
		for _, r := range t.Func.Results {
			value(r)
		}
		b = binary.AppendUvarint(b, uint64(len(t.Fields)))
		for _, f := range t.Fields {
			b = append(b, b2u(f.Mutable))
			value(f.Type)
		}
	}
	return string(b)
}

func b2u(b bool) byte {
	if b {
		return 1
	}
	return 0
}
