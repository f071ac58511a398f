package binary

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/wvm-project/wvm/op"
)

// FuzzDecode checks that all ways to decode agree, that what decodes can be encoded and decoded again, and that what looks into
// a module never panics.
func FuzzDecode(f *testing.F) {
	for _, b := range samples() {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := decodeBoth(t, b, everything)
		if err != nil {
			return
		}
		checkEncode(t, m)
		var s Instrs
		var in Instr
		for i := range m.Bodies {
			s.Reset(m.Bodies[i].Code, m.Bodies[i].Offset)
			s.Locals(nil)
			for s.Next(&in) {
			}
		}
		for _, c := range m.Customs {
			n, _ := DecodeNames(c.Data, c.Offset)
			for x := range n.Locals.All() {
				n.Func(x)
			}
			h, _ := DecodeBranchHints(c.Data, c.Offset)
			h.Func(0)
		}
	})
}

// FuzzInstrs checks that instructions are written so that they are read back.
func FuzzInstrs(f *testing.F) {
	rnd := rand.New(rand.NewPCG(5, 6))
	for o := op.Invalid + 1; int(o) < op.Count; o++ {
		in := randomInstr(o, rnd)
		f.Add(AppendInstr(nil, &in))
	}
	f.Fuzz(func(t *testing.T, code []byte) {
		s := NewInstrs(code, 0)
		var in, again Instr
		for s.Next(&in) {
			b := AppendInstr(nil, &in)
			if len(b) > s.Offset()-in.Offset {
				t.Fatalf("%x is written at greater length, %x", code[in.Offset:s.Offset()], b)
			}
			s2 := NewInstrs(b, in.Offset)
			if !s2.Next(&again) || s2.Len() > 0 || !reflect.DeepEqual(used(again), used(in)) {
				t.Fatalf("%+v is read back as %+v, %v", in, again, s2.Err())
			}
		}
	})
}
