package binary

import (
	"math"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/wasm"
)

func TestIntegers(t *testing.T) {
	u32 := func(r *Reader) any { return r.U32() }
	u64 := func(r *Reader) any { return r.U64() }
	s32 := func(r *Reader) any { return r.S32() }
	s33 := func(r *Reader) any { return r.S33() }
	s64 := func(r *Reader) any { return r.S64() }
	for _, tt := range []struct {
		in     string
		read   func(r *Reader) any
		want   any
		code   wasm.Code
		offset int // of the error, else of the next byte
	}{
		{"\x00", u32, uint32(0), "", 101},
		{"\x7F\x00", u32, uint32(127), "", 101},
		{"\x80\x01\x00", u32, uint32(128), "", 102},
		{"\x80\x00", u32, uint32(0), "", 102},
		{"\xFF\xFF\xFF\xFF\x0F", u32, uint32(math.MaxUint32), "", 105},
		{"\x80\x80\x80\x80\x00", u32, uint32(0), "", 105},
		{"\x80\x80\x80\x80\x10", u32, uint32(0), codeLEBLarge, 104},
		{"\x80\x80\x80\x80\x80\x00", u32, uint32(0), codeLEBLong, 105},
		{"", u32, uint32(0), codeEnd, 100},
		{"\x80", u32, uint32(0), codeEnd, 101},
		{"\x80\x80\x80\x80", u32, uint32(0), codeEnd, 104},
		{"\x05", u64, uint64(5), "", 101},
		{"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", u64, uint64(math.MaxUint64), "", 110},
		{"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02", u64, uint64(0), codeLEBLarge, 109},
		{"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x00", u64, uint64(0), codeLEBLong, 110},
		{"\x3F", s32, int32(63), "", 101},
		{"\x40", s32, int32(-64), "", 101},
		{"\xC0\x00", s32, int32(64), "", 102},
		{"\xFF\x7F", s32, int32(-1), "", 102},
		{"\xFF\xFF\xFF\xFF\x07", s32, int32(math.MaxInt32), "", 105},
		{"\x80\x80\x80\x80\x78", s32, int32(math.MinInt32), "", 105},
		{"\xFF\xFF\xFF\xFF\x0F", s32, int32(0), codeLEBLarge, 104},
		{"\x80\x80\x80\x80\x70", s32, int32(0), codeLEBLarge, 104},
		{"\xFF\xFF\xFF\xFF\xFF\x7F", s32, int32(0), codeLEBLong, 105},
		{"\xFF\xFF\xFF\xFF\x0F", s33, int64(math.MaxUint32), "", 105},
		{"\x80\x80\x80\x80\x70", s33, int64(math.MinInt32) * 2, "", 105},
		{"\x80\x80\x80\x80\x10", s33, int64(0), codeLEBLarge, 104},
		{"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x00", s64, int64(math.MaxInt64), "", 110},
		{"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x7F", s64, int64(math.MinInt64), "", 110},
		{"\x80\x80\x80\x80\x80\x80\x80\x80\x40", s64, int64(-1 << 62), "", 109},
		{"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x7E", s64, int64(0), codeLEBLarge, 109},
		{"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", s64, int64(0), codeLEBLarge, 109},
		{"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x00", s64, int64(0), codeLEBLong, 110},
	} {
		r := NewReader([]byte(tt.in), 100)
		got := tt.read(&r)
		if got != tt.want || !hasError(r.Err(), tt.code, tt.offset) || tt.code == "" && r.Offset() != tt.offset {
			t.Errorf("%x: got %v, error %v, next %d; want %v, %q, %d", tt.in, got, r.Err(), r.Offset(), tt.want, tt.code, tt.offset)
		}
	}
}

// hasError reports whether err has this code and offset or, when the code is empty, is none.
func hasError(err error, code wasm.Code, offset int) bool {
	if code == "" || err == nil {
		return code == "" && err == nil
	}
	e, ok := err.(*wasm.Error)
	return ok && e.Code == code && e.Offset == offset
}

func TestAppendIntegers(t *testing.T) {
	for shift := range 64 {
		for _, d := range []int64{-1, 0, 1} {
			x := int64(1)<<shift + d
			for _, x := range []int64{x, -x} {
				r := NewReader(AppendS64(nil, x), 0)
				if got := r.S64(); got != x || r.Err() != nil || r.Len() > 0 {
					t.Errorf("%d is read back as %d, %v", x, got, r.Err())
				}
				r = NewReader(AppendU64(nil, uint64(x)), 0)
				if got := r.U64(); got != uint64(x) || r.Err() != nil || r.Len() > 0 {
					t.Errorf("%d is read back as %d, %v", uint64(x), got, r.Err())
				}
			}
		}
	}
}

func TestNames(t *testing.T) {
	for _, tt := range []struct {
		in, want string
		code     wasm.Code
		offset   int
	}{
		{"\x00", "", "", 0},
		{"\x04h\u00e9\x00", "h\u00e9\x00", "", 0},
		{"\x04\U0010FFFF", "\U0010FFFF", "", 0},
		{"\x02a\xC3", "", codeUTF8, 102},
		{"\x02a\x80", "", codeUTF8, 102},
		{"\x02\xC0\x80", "", codeUTF8, 101},
		{"\x05\uFFFD\xED\xA0", "", codeUTF8, 104},
		{"\x04\xF4\x90\x80\x80", "", codeUTF8, 101},
		{"\x02a", "", codeEnd, 102},
		{"\x03a", "", codeLength, 100},
		{"\xFF\xFF\xFF\xFF\x0Fa", "", codeLength, 100},
		{"", "", codeEnd, 100},
		{"\xA1\x8D\x06" + strings.Repeat("a", wasm.MaxNameLen+1), "", "name too long", 103},
	} {
		r := NewReader([]byte(tt.in), 100)
		if got := r.Name(); got != tt.want || !hasError(r.Err(), tt.code, tt.offset) {
			t.Errorf("%.20q: got %q, error %v; want %q, %q, %d", tt.in, got, r.Err(), tt.want, tt.code, tt.offset)
		}
	}
}

func TestFirstErrorStays(t *testing.T) {
	r := NewReader([]byte("\x05"), 7)
	r.Fail(codeZero, "first", 7)
	r.Fail(codeUTF8, "second", 8)
	if r.Byte() != 0 || r.U32() != 0 || r.S64() != 0 || r.Fixed64() != 0 || r.Bytes(1) != nil || r.Name() != "" || r.Count() != 0 {
		t.Error("reads after an error have results")
	}
	if !hasError(r.Err(), codeZero, 7) {
		t.Errorf("error is %v", r.Err())
	}
}

func TestTypes(t *testing.T) {
	for _, tt := range []struct {
		in     string
		want   wasm.ValType
		code   wasm.Code
		offset int
	}{
		{"\x7F", wasm.I32, "", 0},
		{"\x7B", wasm.V128, "", 0},
		{"\x70", wasm.FuncRef, "", 0},
		{"\x74", wasm.NullExnRef, "", 0},
		{"\x63\x70", wasm.FuncRef, "", 0},
		{"\x64\x6B", wasm.StructRef.WithNullable(false), "", 0},
		{"\x63\x05", wasm.Ref(wasm.IndexType(5), true), "", 0},
		{"\x64\xC0\x00", wasm.Ref(wasm.IndexType(64), false), "", 0},
		{"\x64\x62\x40", wasm.Ref(wasm.IndexType(64), false).WithExact(), "", 0},
		{"\x78", 0, codeRefType, 100},
		{"\x40", 0, codeRefType, 100},
		{"\x00", 0, codeRefType, 100},
		{"\xFF\x7F", 0, codeLEBLong, 101},
		{"\x63\x7F", 0, codeHeapType, 101},
		{"\x63\xFF\x7F", 0, codeHeapType, 101},
		{"\x63\xFF\xFF\xFF\xFF\x0F", 0, codeUnknownType, 101},
		{"\x63\x62\xFF\xFF\xFF\xFF\x0F", 0, codeUnknownType, 102},
		{"\x63", 0, codeEnd, 101},
		{"", 0, codeEnd, 100},
	} {
		r := NewReader([]byte(tt.in), 100)
		if got := r.ValType(); got != tt.want || !hasError(r.Err(), tt.code, tt.offset) {
			t.Errorf("%x: got %v, error %v; want %v, %q, %d", tt.in, got, r.Err(), tt.want, tt.code, tt.offset)
		}
	}
}
