package source

// This file holds the values of attributes: their forms, and what they refer to in other sections.

// The forms of values.
const (
	formAddr          = 0x01
	formBlock2        = 0x03
	formBlock4        = 0x04
	formData2         = 0x05
	formData4         = 0x06
	formData8         = 0x07
	formString        = 0x08
	formBlock         = 0x09
	formBlock1        = 0x0a
	formData1         = 0x0b
	formFlag          = 0x0c
	formSdata         = 0x0d
	formStrp          = 0x0e
	formUdata         = 0x0f
	formRefAddr       = 0x10
	formRef1          = 0x11
	formRef2          = 0x12
	formRef4          = 0x13
	formRef8          = 0x14
	formRefUdata      = 0x15
	formIndirect      = 0x16
	formSecOffset     = 0x17
	formExprloc       = 0x18
	formFlagPresent   = 0x19
	formStrx          = 0x1a
	formAddrx         = 0x1b
	formRefSup4       = 0x1c
	formStrpSup       = 0x1d
	formData16        = 0x1e
	formLineStrp      = 0x1f
	formRefSig8       = 0x20
	formImplicitConst = 0x21
	formLoclistx      = 0x22
	formRnglistx      = 0x23
	formRefSup8       = 0x24
	formStrx1         = 0x25
	formStrx2         = 0x26
	formStrx3         = 0x27
	formStrx4         = 0x28
	formAddrx1        = 0x29
	formAddrx2        = 0x2a
	formAddrx3        = 0x2b
	formAddrx4        = 0x2c
	formGNUAddrIndex  = 0x1f01
	formGNUStrIndex   = 0x1f02
	formGNURefAlt     = 0x1f20
	formGNUStrpAlt    = 0x1f21
)

// A value is a value as it is encoded. The zero value stands for one that is not there.
type value struct {
	form uint64
	n    uint64 // the number, offset or index; of a string in place, its offset in the section
}

func (v value) ok() bool { return v.form != 0 }

// value reads a value, or only passes over one of a form whose bytes mean nothing here.
func (r *reader) value(form uint64, f *format) value {
	if form == formIndirect {
		if form = r.uleb(); form == formIndirect || form == formImplicitConst {
			r.bad = true
		}
	}
	v := value{form: form}
	switch form {
	case formAddr:
		v.n = r.uint(f.addrSize)
	case formData1, formFlag, formRef1, formStrx1, formAddrx1:
		v.n = r.uint(1)
	case formData2, formRef2, formStrx2, formAddrx2:
		v.n = r.uint(2)
	case formStrx3, formAddrx3:
		v.n = r.uint(3)
	case formData4, formRef4, formStrx4, formAddrx4, formRefSup4:
		v.n = r.uint(4)
	case formData8, formRef8, formRefSig8, formRefSup8:
		v.n = r.uint(8)
	case formData16:
		r.skip(16)
	case formSdata:
		v.n = uint64(r.sleb())
	case formUdata, formRefUdata, formStrx, formAddrx, formLoclistx, formRnglistx, formGNUAddrIndex, formGNUStrIndex:
		v.n = r.uleb()
	case formStrp, formLineStrp, formSecOffset, formStrpSup, formGNURefAlt, formGNUStrpAlt:
		v.n = r.uint(f.offset)
	case formRefAddr:
		if f.version <= 2 {
			v.n = r.uint(f.addrSize)
		} else {
			v.n = r.uint(f.offset)
		}
	case formString:
		v.n = uint64(r.pos)
		r.skipText()
	case formFlagPresent, formImplicitConst: // the latter's value is with the abbreviation
		r.spend(1)
	default:
		r.block(form)
	}
	if r.bad {
		return value{}
	}
	return v
}

// block passes over a value that starts with its length.
func (r *reader) block(form uint64) {
	switch form {
	case formBlock1:
		r.skip(r.uint(1))
	case formBlock2:
		r.skip(r.uint(2))
	case formBlock4:
		r.skip(r.uint(4))
	case formBlock, formExprloc:
		r.skip(r.uleb())
	default:
		r.bad = true // how long it is, nobody knows
	}
}

// text returns the string that v stands for, or an empty one. section is the section that v is from.
func (f *finder) text(u *unit, section []byte, v value) string {
	var r reader
	switch v.form {
	case formString:
		r = f.at(section, v.n)
	case formStrp:
		r = f.at(f.Str, v.n)
	case formLineStrp:
		r = f.at(f.LineStr, v.n)
	case formStrx, formStrx1, formStrx2, formStrx3, formStrx4, formGNUStrIndex:
		offset, ok := f.indexed(f.StrOffsets, u.strOffsetsBase, v.n, u.offset)
		if !ok {
			return ""
		}
		r = f.at(f.Str, offset)
	default:
		return ""
	}
	return r.text()
}

// address returns the address that v stands for.
func (f *finder) address(u *unit, v value) (uint64, bool) {
	switch v.form {
	case formAddr:
		return v.n, true
	case formAddrx, formAddrx1, formAddrx2, formAddrx3, formAddrx4, formGNUAddrIndex:
		return f.addressAt(u, v.n)
	}
	return 0, false
}

// addressAt returns a unit's address of this index.
func (f *finder) addressAt(u *unit, index uint64) (uint64, bool) {
	return f.indexed(f.Addr, u.addrBase, index, u.addrSize)
}

// indexed returns an element of a table of integers of size bytes, which starts at base.
func (f *finder) indexed(b []byte, base, index uint64, size int) (uint64, bool) {
	if n := uint64(len(b)); base > n || index > n { // so that what follows does not overflow
		return 0, false
	}
	r := f.at(b, base+index*uint64(size))
	n := r.uint(size)
	return n, !r.bad
}

// reference returns the offset of the entry that v refers to.
func (u *unit) reference(v value) (uint64, bool) {
	switch v.form {
	case formRef1, formRef2, formRef4, formRef8, formRefUdata:
		return u.start + v.n, v.n < u.end-u.start
	case formRefAddr:
		return v.n, true
	}
	return 0, false
}
