package validate

import (
	"encoding/binary"

	"github.com/wvm-project/wvm/wasm"
)

// This file finds out which types are equal. The specification compares recursive groups after rolling them up: two groups are equal when they are
// written alike, references inside the group counted from its start and references to earlier types taken up to equality. So each group
// is written down in that form as a key, and groups with the same key are the same. This is linear in the size of
// the type section.

// A canonizer maps the keys of recursive groups to the first type of the first group written so.
type canonizer struct {
	groups map[string]uint32
	key    []byte
	start  uint32 // of the group at hand
	canon  []uint32
}

// What follows a reference in a key.
const (
	refAbstract = iota // to an abstract heap type
	refInside          // to a type of the same group, counted from its start
	refOutside         // to an earlier type, by its canonical index
)

// group sets the canonical indices of the types start to start+len(types)-1, which are one group whose references are known to exist.
func (c *canonizer) group(start uint32, types []wasm.SubType) {
	c.start, c.key = start, c.key[:0]
	for i := range types {
		c.subType(&types[i])
	}
	first, ok := c.groups[string(c.key)]
	if !ok {
		first = start
		c.groups[string(c.key)] = start
	}
	for i := range types {
		c.canon = append(c.canon, first+uint32(i))
	}
}

func (c *canonizer) subType(t *wasm.SubType) {
	c.key = append(c.key, byte(t.Kind), bit(t.Final)|bit(t.Shared)<<1, byte(len(t.Super)))
	for _, x := range t.Super {
		c.index(x)
	}
	c.optional(t.Descriptor)
	c.optional(t.Describes)
	if t.Kind == wasm.CompFunc {
		c.count(len(t.Func.Params))
		for _, p := range t.Func.Params {
			c.valType(p)
		}
		c.count(len(t.Func.Results))
		for _, r := range t.Func.Results {
			c.valType(r)
		}
		return
	}
	c.count(len(t.Fields))
	for _, f := range t.Fields {
		c.key = append(c.key, bit(f.Mutable))
		c.valType(f.Type)
	}
}

func (c *canonizer) valType(t wasm.ValType) {
	if !t.IsRef() {
		c.key = append(c.key, byte(t.Kind()))
		return
	}
	c.key = append(c.key, byte(t.Kind()), bit(t.Nullable())|bit(t.Exact())<<1)
	if x, ok := t.Heap().Index(); ok {
		c.index(x)
	} else {
		c.key = append(c.key, refAbstract, byte(t.Heap()))
	}
}

func (c *canonizer) index(x uint32) {
	if x >= c.start {
		c.key = append(c.key, refInside)
		c.count(int(x - c.start))
	} else {
		c.key = append(c.key, refOutside)
		c.count(int(c.canon[x]))
	}
}

func (c *canonizer) optional(x uint32) {
	c.key = append(c.key, bit(x != wasm.NoIndex))
	if x != wasm.NoIndex {
		c.index(x)
	}
}

func (c *canonizer) count(n int) { c.key = binary.AppendUvarint(c.key, uint64(n)) }

func bit(b bool) byte {
	if b {
		return 1
	}
	return 0
}
