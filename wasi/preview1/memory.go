package preview1

import "encoding/binary"

// A memory is a view of the guest's whole linear memory for the length of one call. Its methods check bounds without overflow
// and report failure instead of panicking: no address or length of a guest is trusted.
type memory []byte

// bytes returns the n bytes at p.
func (m memory) bytes(p ptr, n size) ([]byte, bool) {
	end := uint64(p) + uint64(n)
	if end > uint64(len(m)) {
		return nil, false
	}
	return m[p:end:end], true
}

// array returns the n records of elem bytes each at p.
func (m memory) array(p ptr, n size, elem uint64) ([]byte, bool) {
	end := uint64(p) + uint64(n)*elem // below 2^32 + 2^32 * 48
	if end > uint64(len(m)) {
		return nil, false
	}
	return m[p:end:end], true
}

// putU32 stores v at p, which need not be aligned.
func (m memory) putU32(p ptr, v uint32) errno {
	b, ok := m.bytes(p, 4)
	if !ok {
		return errnoFault
	}
	binary.LittleEndian.PutUint32(b, v)
	return errnoSuccess
}

// putU64 stores v at p, which need not be aligned.
func (m memory) putU64(p ptr, v uint64) errno {
	b, ok := m.bytes(p, 8)
	if !ok {
		return errnoFault
	}
	binary.LittleEndian.PutUint64(b, v)
	return errnoSuccess
}

// writable checks that a result of n bytes fits at p, for functions that must not act before they know where the result goes.
func (m memory) writable(p ptr, n size) errno {
	if uint64(p)+uint64(n) > uint64(len(m)) {
		return errnoFault
	}
	return errnoSuccess
}
