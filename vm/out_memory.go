package vm

import (
	"encoding/binary"

	"github.com/wvm-project/wvm/wasm"
)

// This file holds loads and stores that the loop does not do.

// doAccess loads into slot a or stores slot a: address in slot b, offset in c; see lowerer.farAccess for the word.
func doAccess(s *Store, i *inst) TrapCode {
	w := wordOf(i)
	size, addr := w&0xFF, *slot(s.m.fp, i.b)
	ea := addr + uint64(i.c)
	if ea < addr {
		return TrapMemoryOutOfBounds
	}
	p, ok := s.running().memories[w>>32].view(ea, size)
	if !ok {
		return TrapMemoryOutOfBounds
	}
	v := slot(s.m.fp, i.a)
	if w>>10&1 != 0 {
		storeBytes(p, *v)
	} else {
		*v = loadBytes(p)
		if w>>8&1 != 0 {
			shift := 64 - 8*size
			*v = uint64(int64(*v<<shift) >> shift)
		}
		if w>>9&1 != 0 {
			*v = slotBits(wasm.I32, *v)
		}
	}
	return s.next(2)
}

func loadBytes(p []byte) uint64 {
	switch len(p) {
	case 1:
		return uint64(p[0])
	case 2:
		return uint64(binary.LittleEndian.Uint16(p))
	case 4:
		return uint64(binary.LittleEndian.Uint32(p))
	}
	return binary.LittleEndian.Uint64(p)
}

func storeBytes(p []byte, v uint64) {
	switch len(p) {
	case 1:
		p[0] = byte(v)
	case 2:
		binary.LittleEndian.PutUint16(p, uint16(v))
	case 4:
		binary.LittleEndian.PutUint32(p, uint32(v))
	default:
		binary.LittleEndian.PutUint64(p, v)
	}
}
