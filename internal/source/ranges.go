package source

// This file holds what addresses an entry covers: the sections .debug_ranges and .debug_rnglists.

// The kinds of entries in a range list.
const (
	rangeEnd = iota
	rangeBaseAddressx
	rangeStartxEndx
	rangeStartxLength
	rangeOffsetPair
	rangeBaseAddress
	rangeStartEnd
	rangeStartLength
)

// ranges calls visit for each range of addresses that e covers, and reports whether e says what it covers.
//
// Code that the linker left out is said to be at address 0 or at one of the last addresses. No function is at address 0,
// where the code section has the number of functions, so ranges that start there are left out; the others cover no code.
func (f *finder) ranges(u *unit, e *entry, visit func(low, high uint64)) bool {
	live := func(low, high uint64) {
		if low != 0 && low < high {
			visit(low, high)
		}
	}
	low, hasLow := f.address(u, e.at[attrLowPC])
	if high := e.at[attrHighPC]; hasLow && high.ok() {
		if end, ok := f.address(u, high); ok {
			live(low, end)
		} else {
			live(low, low+high.n)
		}
		return true
	}
	v := e.at[attrRanges]
	switch {
	case !v.ok():
		return false
	case u.version < 5:
		f.rangesOld(u, v.n, live)
	case v.form == formRnglistx:
		if offset, ok := f.indexed(f.Rnglists, u.rnglistsBase, v.n, u.offset); ok {
			f.rangesNew(u, u.rnglistsBase+offset, live)
		}
	default:
		f.rangesNew(u, v.n, live)
	}
	return true
}

// rangesOld reads a list of .debug_ranges, up to version 4.
func (f *finder) rangesOld(u *unit, offset uint64, visit func(low, high uint64)) {
	base, max := u.low, ^uint64(0)>>(64-8*u.addrSize)
	for r := f.at(f.Ranges, offset); r.more(); {
		low, high := r.uint(u.addrSize), r.uint(u.addrSize)
		switch {
		case r.bad || low == 0 && high == 0:
			return
		case low == max:
			base = high
		default:
			visit(base+low, base+high)
		}
	}
}

// rangesNew reads a list of .debug_rnglists, of version 5.
func (f *finder) rangesNew(u *unit, offset uint64, visit func(low, high uint64)) {
	base := u.low
	for r := f.at(f.Rnglists, offset); r.more(); {
		var low, high uint64
		switch r.u8() {
		case rangeBaseAddressx:
			base, _ = f.addressAt(u, r.uleb())
			continue
		case rangeBaseAddress:
			base = r.uint(u.addrSize)
			continue
		case rangeStartxEndx:
			low, _ = f.addressAt(u, r.uleb())
			high, _ = f.addressAt(u, r.uleb())
		case rangeStartxLength:
			low, _ = f.addressAt(u, r.uleb())
			high = low + r.uleb()
		case rangeOffsetPair:
			low = base + r.uleb()
			high = base + r.uleb()
		case rangeStartEnd:
			low = r.uint(u.addrSize)
			high = r.uint(u.addrSize)
		case rangeStartLength:
			low = r.uint(u.addrSize)
			high = low + r.uleb()
		default: // rangeEnd, or unknown
			return
		}
		if !r.bad {
			visit(low, high)
		}
	}
}
