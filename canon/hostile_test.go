package canon

import (
	"context"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/internal/transcode"
)

// This file tests guests that do what no honest one does: whose realloc returns any pointer at any call, and whose memory holds anything.

// liar is a guest whose realloc lies at one call.
type liar struct {
	bump
	at   int    // the call
	with uint64 // what it returns then
	lied bool   // it has come to that, for a size and an alignment:
	size uint64
	algn uint64
}

func (l *liar) realloc(ctx context.Context, stack []uint64) error {
	l.lied = l.lied || len(l.calls) == l.at
	if len(l.calls) != l.at {
		return l.bump.realloc(ctx, stack)
	}
	l.calls = append(l.calls, [4]uint64(stack))
	l.algn, l.size = stack[2], stack[3]
	stack[0] = l.with
	return nil
}

// encode writes s as a guest with the encoding would, in the variant of its own that it prefers, and returns bytes and length.
func encode(s string, enc Encoding) (b []byte, n uint64) {
	switch enc {
	case UTF8:
		return []byte(s), uint64(len(s))
	case Latin1UTF16:
		b = make([]byte, len(s))
		if read, written, _ := transcode.UTF8ToLatin1(b, []byte(s)); read == len(s) {
			return b[:written], uint64(written)
		}
	}
	b = make([]byte, 2*len(s))
	size, _ := transcode.UTF8ToUTF16(b, []byte(s))
	n = uint64(size / 2)
	if enc == Latin1UTF16 {
		n |= utf16Tag(4)
	}
	return b[:size], n
}

var hostileTexts = []string{"", "a", "abcdefgh", "aé", "é", "ééé", "a漢", "漢字漢字", "ab😀", strings.Repeat("a", 100) + "é", strings.Repeat("é", 100) + "漢"}

func TestLyingRealloc(t *testing.T) {
	pointers := []uint64{0, 1, 2, 63, memorySize - 1, memorySize, memorySize + 1, 1 << 31, 0xfffffffe, 0xffffffff, 1 << 40, 1<<64 - 1}
	ft := fn(nil, typeString)
	for from := UTF8; from <= Latin1UTF16; from++ {
		for to := UTF8; to <= Latin1UTF16; to++ {
			for _, text := range hostileTexts {
				for at := range 3 {
					for _, with := range pointers {
						st := NewStore(Limits{})
						m := &liar{bump: *newBump(), at: at, with: with}
						src := newBump()
						b, n := encode(text, from)
						copy(src.mem, b)
						l := NewLifted(st.NewInstance(nil), NewPlan(ft, Lift, PlanConfig{Encoding: to}), &Options{Memory: m, Realloc: m.realloc}, nothing)
						err := NewLowered(st.NewInstance(nil), NewPlan(ft, Lower, PlanConfig{Encoding: from}), &Options{Memory: src}, l).Call(background, []uint64{0, n})
						ptr := uint64(uint32(with))
						bad := m.lied && (ptr%max(m.algn, 1) != 0 || ptr > memorySize || m.size > memorySize-ptr)
						if bad != (err != nil) {
							t.Fatalf("%q from %d to %d: realloc %v returned %#x at call %d: %v", text, from, to, m.calls, with, at, err)
						}
					}
				}
			}
		}
	}
}

// TestStringBounds puts strings at the end of the memory and over it.
func TestStringBounds(t *testing.T) {
	st := NewStore(Limits{})
	mem := newBump()
	clear(mem.mem)
	ft := fn(nil, typeString)
	for _, c := range []struct {
		enc    Encoding
		ptr, n uint64
		code   TrapCode
	}{
		{UTF8, memorySize, 0, ""}, {UTF8, memorySize - 4, 4, ""}, {UTF8, memorySize - 4, 5, TrapStringOutOfBounds},
		{UTF8, memorySize + 1, 0, TrapStringOutOfBounds}, {UTF8, 0, 1 << 28, TrapStringTooLong}, {UTF8, 0xffffffff, 1, TrapStringOutOfBounds},
		{UTF8, 1, 1<<28 - 1, TrapStringOutOfBounds},
		{UTF16, memorySize - 4, 2, ""}, {UTF16, memorySize - 4, 3, TrapStringOutOfBounds}, {UTF16, 1, 0, TrapUnaligned},
		{UTF16, 1, 1 << 27, TrapStringTooLong}, {UTF16, 0xfffffffe, 1, TrapStringOutOfBounds}, {UTF16, 0, 1 << 31, TrapStringTooLong},
		{Latin1UTF16, memorySize - 4, 4, ""}, {Latin1UTF16, memorySize - 4, 1<<31 | 2, ""},
		{Latin1UTF16, memorySize - 4, 1<<31 | 3, TrapStringOutOfBounds}, {Latin1UTF16, 3, 0, TrapUnaligned}, {Latin1UTF16, 3, 1 << 31, TrapUnaligned},
		{Latin1UTF16, memorySize - 4, 5, TrapStringOutOfBounds}, {Latin1UTF16, 0, 0xffffffff, TrapStringTooLong},
	} {
		f := &HostFunc{ft, func(_ context.Context, call HostCall) error { call.Args().Field(0).Value(); return nil }}
		err := NewLowered(st.NewInstance(nil), NewPlan(ft, Lower, PlanConfig{Encoding: c.enc}), &Options{Memory: mem}, f).Call(background, []uint64{c.ptr, c.n})
		if c.code == "" && err != nil {
			t.Errorf("%+v: %v", c, err)
		}
		if c.code != "" {
			wantTrap(t, err, c.code)
		}
	}
}

func TestInvalidStrings(t *testing.T) {
	for _, c := range []struct {
		enc  Encoding
		b    string
		code TrapCode
	}{
		{UTF8, "\xff", TrapInvalidUTF8}, {UTF8, "a\xc3", TrapIncompleteUTF8}, {UTF8, "a\xe6\xbc", TrapIncompleteUTF8}, {UTF8, "\xc3\x28a", TrapInvalidUTF8},
		{UTF8, "\xed\xa0\x80", TrapInvalidUTF8}, {UTF16, "\x00\xd8", TrapInvalidUTF16}, {UTF16, "\x00\xdca\x00", TrapInvalidUTF16},
		{Latin1UTF16, "\x00\xd8", TrapInvalidUTF16},
	} {
		for to := UTF8; to <= Latin1UTF16; to++ {
			st := NewStore(Limits{})
			mem, dst := newBump(), newBump()
			copy(mem.mem, c.b)
			n := uint64(len(c.b))
			if c.enc != UTF8 {
				n /= 2
			}
			if c.enc == Latin1UTF16 {
				n |= utf16Tag(4)
			}
			ft := fn(nil, typeString)
			plan := NewPlan(ft, Lower, PlanConfig{Encoding: c.enc})
			l := NewLifted(st.NewInstance(nil), NewPlan(ft, Lift, PlanConfig{Encoding: to}), &Options{Memory: dst, Realloc: dst.realloc}, nothing)
			wantTrap(t, NewLowered(st.NewInstance(nil), plan, &Options{Memory: mem}, l).Call(background, []uint64{0, n}), c.code)
			host := &HostFunc{ft, func(_ context.Context, call HostCall) error { call.Args().Field(0).Value(); return nil }}
			wantTrap(t, NewLowered(st.NewInstance(nil), plan, &Options{Memory: mem}, host).Call(background, []uint64{0, n}), c.code)
		}
	}
}

// TestFlags lifts flags with bits that no flag has.
func TestFlags(t *testing.T) {
	for n := 1; n <= 32; n++ {
		ty := &types.Type{Kind: types.Flags}
		for i := range n {
			ty.Labels = append(ty.Labels, fmt.Sprint("f", i))
		}
		st := NewStore(Limits{})
		ft := fn(ty, ty)
		l := lift(st.NewInstance(nil), ft, func(_ context.Context, stack []uint64) error {
			if stack[0] != 1<<n-1 {
				t.Errorf("%d flags: %#x", n, stack[0])
			}
			stack[0] = 1<<64 - 1
			return nil
		})
		stack := []uint64{1<<64 - 1}
		if err := lower(st.NewInstance(nil), ft, l).Call(background, stack); err != nil || stack[0] != 1<<n-1 {
			t.Errorf("%d flags: %#x, %v", n, stack[0], err)
		}
	}
}

// FuzzCopy takes anything from a guest with any memory to another whose realloc returns anything.
func FuzzCopy(f *testing.F) {
	vectors := readVectors(f)
	for i := 0; i < len(vectors); i += 10 {
		v := &vectors[i]
		seed := []byte{byte(i), byte(i >> 8), 0}
		for _, x := range v.Flat {
			seed = binary.LittleEndian.AppendUint64(seed, x)
		}
		f.Add(append(seed, v.Memory...))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		if len(in) < 8 {
			return
		}
		v := vectors[int(binary.LittleEndian.Uint16(in))%len(vectors)]
		v.To[0] = []string{"utf8", "utf16", "latin1+utf16"}[in[2]%3]
		tr := newTrip(t, &v)
		in = in[3:]
		v.Flat = make([]uint64, len(v.Flat))
		for i := range v.Flat {
			if len(in) < 8 {
				break
			}
			v.Flat[i], in = binary.LittleEndian.Uint64(in), in[8:]
		}
		tr.callerMemory.mem = tr.callerMemory.mem[:512]
		copy(tr.callerMemory.mem, in)
		tr.memory.mem = tr.memory.mem[:512]
		calls := 0
		tr.callee.opts.Realloc = func(ctx context.Context, stack []uint64) error {
			if calls++; calls > 1000 {
				return trap(TrapLimit)
			}
			if len(in) > 0 && in[0]%4 == 0 {
				stack[0] = uint64(in[0]) << (in[0] / 8 % 16)
				in = in[1:]
				return nil
			}
			in = in[min(1, len(in)):]
			if tr.memory.last > 400 {
				tr.memory.last = 0
			}
			return tr.memory.realloc(ctx, stack)
		}
		_ = tr.call(tr.callee)
		host := newTrip(t, &v)
		host.caller.store.Limits.HostBytes = 1 << 20
		host.callerMemory.mem = tr.callerMemory.mem
		_ = host.call(&HostFunc{host.from.Type, func(_ context.Context, call HostCall) error {
			call.Args().Field(0).Value()
			return nil
		}})
	})
}
