package op

import "sync"

// This file finds instructions by name, for the text format.

// nameBits is the logarithm of the size of the table of names: with fewer than 700 names it is at most a third full, so that
// most look-ups compare one name.
const nameBits = 11

// byName returns the table of names, a hash table with open addressing, made from the rows at its first use.
var byName = sync.OnceValue(func() *[1 << nameBits]Op {
	t := new([1 << nameBits]Op)
	for o := Invalid + 1; o < opCount; o++ {
		h := hashName(table[o].Name)
		for t[h] != Invalid && table[t[h]].Name != table[o].Name {
			h = (h + 1) % (1 << nameBits)
		}
		if t[h] == Invalid {
			t[h] = o
		}
	}
	return t
})

// ByName returns the instruction with this name in the text format, or Invalid. Where two instructions share a name it is the one with
// the lower opcode: select without types, and the casts and tests to types without null.
func ByName(name string) Op {
	t := byName()
	for h := hashName(name); ; h = (h + 1) % (1 << nameBits) {
		if o := t[h]; o == Invalid || table[o].Name == name {
			return o
		}
	}
}

// hashName returns the place of a name in the table. It takes the first and last eight bytes, for a look-up must be faster
// than a walk through all bytes.
func hashName(s string) uint {
	var a, b uint64
	switch n := len(s); {
	case n >= 8:
		a, b = load8(s), load8(s[n-8:])
	case n >= 4:
		a, b = load4(s), load4(s[n-4:])
	case n > 0:
		a, b = uint64(s[0]), uint64(s[n/2])<<8|uint64(s[n-1])
	}
	h := (a ^ uint64(len(s))) * 0x9E3779B97F4A7C15
	h = (h ^ h>>32 ^ b) * 0xD6E8FEB86659FD93
	return uint(h >> (64 - nameBits))
}

func load4(s string) uint64 {
	_ = s[3]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24
}

func load8(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}
