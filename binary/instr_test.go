package binary

import (
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"testing"

	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// randomInstr returns an instruction o with immediates of all sizes; fields that the shape of o does not have are zero.
func randomInstr(o op.Op, rnd *rand.Rand) Instr {
	index := func() uint32 { return rnd.Uint32() >> rnd.IntN(32) }
	typeIndex := func() uint32 { return index() % wasm.MaxTypeIndex }
	ref := func(nullable bool) wasm.ValType {
		switch rnd.IntN(3) {
		case 0:
			return wasm.Ref(wasm.HeapType(rnd.IntN(int(wasm.HeapBottom))), nullable)
		case 1:
			return wasm.Ref(wasm.IndexType(typeIndex()), nullable).WithExact()
		}
		return wasm.Ref(wasm.IndexType(typeIndex()), nullable)
	}
	valType := func() wasm.ValType {
		if rnd.IntN(2) == 0 {
			return []wasm.ValType{wasm.I32, wasm.I64, wasm.F32, wasm.F64, wasm.V128}[rnd.IntN(5)]
		}
		return ref(rnd.IntN(2) == 0)
	}
	in := Instr{Op: o}
	switch o.Info().Imm {
	case op.ImmBlock, op.ImmTryTable:
		in.X = wasm.NoIndex
		switch rnd.IntN(3) {
		case 0:
			in.Type = valType()
		case 1:
			in.X = typeIndex()
		}
		if o.Info().Imm == op.ImmTryTable {
			for range rnd.IntN(5) {
				c := Catch{Kind: CatchKind(rnd.IntN(4)), Label: index()}
				if c.Kind < CatchAll {
					c.Tag = index()
				}
				in.Catches = append(in.Catches, c)
			}
		}
	case op.ImmLabel, op.ImmFunc, op.ImmType, op.ImmLocal, op.ImmGlobal, op.ImmTable, op.ImmElem, op.ImmMem, op.ImmData, op.ImmTag:
		in.X = index()
	case op.ImmTypeTable, op.ImmTypeField, op.ImmTypeLen, op.ImmTypeType, op.ImmTypeData, op.ImmTypeElem, op.ImmTableTable,
		op.ImmElemTable, op.ImmMemMem, op.ImmDataMem:
		in.X, in.Y = index(), index()
	case op.ImmLabels:
		for range rnd.IntN(100) {
			in.Labels = append(in.Labels, index())
		}
		in.X = index()
	case op.ImmBrCast:
		in.X, in.Type, in.Type2 = index(), ref(rnd.IntN(2) == 0), ref(rnd.IntN(2) == 0)
	case op.ImmMemArg, op.ImmMemArgLane:
		in.Align, in.Imm = uint8(rnd.IntN(64)), rnd.Uint64()>>rnd.IntN(64)
		if rnd.IntN(2) == 0 {
			in.X = index()
		}
	case op.ImmI32:
		in.Imm = uint64(uint32(int32(rnd.Uint32()) >> rnd.IntN(32)))
	case op.ImmI64:
		in.Imm = uint64(int64(rnd.Uint64()) >> rnd.IntN(64))
	case op.ImmF32:
		in.Imm = uint64(rnd.Uint32())
	case op.ImmF64:
		in.Imm = rnd.Uint64()
	case op.ImmLanes, op.ImmV128:
		for i := range in.V128 {
			in.V128[i] = byte(rnd.Uint32())
		}
	case op.ImmTypes:
		for range rnd.IntN(4) {
			in.Types = append(in.Types, valType())
		}
	case op.ImmHeap:
		in.Type = ref(nullableHeap(o))
	}
	if s := o.Info().Imm; s == op.ImmLane || s == op.ImmMemArgLane {
		in.Lane = uint8(rnd.Uint32())
	}
	return in
}

// used returns in with the fields that its shape does not have set to zero.
func used(in Instr) Instr {
	u := Instr{Op: in.Op, Offset: in.Offset}
	switch in.Op.Info().Imm {
	case op.ImmBlock:
		u.X, u.Type = in.X, in.Type
	case op.ImmTryTable:
		u.X, u.Type, u.Catches = in.X, in.Type, slices.Clone(in.Catches)
	case op.ImmLabel, op.ImmFunc, op.ImmType, op.ImmLocal, op.ImmGlobal, op.ImmTable, op.ImmElem, op.ImmMem, op.ImmData, op.ImmTag:
		u.X = in.X
	case op.ImmTypeTable, op.ImmTypeField, op.ImmTypeLen, op.ImmTypeType, op.ImmTypeData, op.ImmTypeElem, op.ImmTableTable,
		op.ImmElemTable, op.ImmMemMem, op.ImmDataMem:
		u.X, u.Y = in.X, in.Y
	case op.ImmLabels:
		u.X, u.Labels = in.X, slices.Clone(in.Labels)
	case op.ImmBrCast:
		u.X, u.Type, u.Type2 = in.X, in.Type, in.Type2
	case op.ImmMemArg:
		u.X, u.Align, u.Imm = in.X, in.Align, in.Imm
	case op.ImmMemArgLane:
		u.X, u.Align, u.Imm, u.Lane = in.X, in.Align, in.Imm, in.Lane
	case op.ImmLane:
		u.Lane = in.Lane
	case op.ImmI32, op.ImmI64, op.ImmF32, op.ImmF64:
		u.Imm = in.Imm
	case op.ImmLanes, op.ImmV128:
		u.V128 = in.V128
	case op.ImmTypes:
		u.Types = slices.Clone(in.Types)
	case op.ImmHeap:
		u.Type = in.Type
	}
	if len(u.Labels) == 0 {
		u.Labels = nil
	}
	if len(u.Types) == 0 {
		u.Types = nil
	}
	if len(u.Catches) == 0 {
		u.Catches = nil
	}
	return u
}

// TestEveryInstr writes every instruction of the table and reads it back, among others and cut off everywhere.
func TestEveryInstr(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	var code []byte
	var want []Instr
	for o := op.Invalid + 1; int(o) < op.Count; o++ {
		for range 50 {
			in := randomInstr(o, rnd)
			in.Offset = 1000 + len(code)
			start := len(code)
			code = AppendInstr(code, &in)
			want = append(want, in)
			var s Instrs
			var got Instr
			for cut := start + 1; cut < len(code); cut++ {
				s.Reset(code[start:cut], 0)
				if s.Next(&got) || !hasErrorCode(s.Err(), codeEnd, codeLength) {
					t.Fatalf("%s cut to %x: error %v", o, code[start:cut], s.Err())
				}
			}
		}
	}
	s := NewInstrs(code, 1000)
	var in Instr
	for i := range want {
		if !s.Next(&in) {
			t.Fatalf("%s: %v", want[i].Op, s.Err())
		}
		if got := used(in); !reflect.DeepEqual(got, want[i]) {
			t.Fatalf("got %+v, want %+v", got, want[i])
		}
	}
	if s.Next(&in) || s.Err() != nil || s.Len() != 0 || s.Offset() != 1000+len(code) {
		t.Errorf("at the end: error %v, %d bytes left", s.Err(), s.Len())
	}
}

func hasErrorCode(err error, codes ...wasm.Code) bool {
	e, ok := err.(*wasm.Error)
	return ok && slices.Contains(codes, e.Code)
}

func TestInstrErrors(t *testing.T) {
	for _, tt := range []struct {
		in     string
		code   wasm.Code
		offset int
	}{
		{"\x01\xFF", "illegal opcode ff", 101},
		{"\x27", "illegal opcode 27", 100},
		{"\xFB\xFF\x01", "illegal opcode fb ff", 100},
		{"\xFD\x9A\x01", "illegal opcode fd 9a", 100},
		{"\xFC\x80\x80\x80\x80\x10", codeLEBLarge, 105},
		{"\xFC\x80\x80\x80\x80\x80\x00", codeLEBLong, 106},
		{"\xFE\x03\x01", codeZero, 102},
		{"\x28\x80\x01\x00", codeMemArg, 101},
		{"\x28\x42\x00", codeEnd, 103},
		{"\x28\x02\x80\x80\x80\x80\x80\x80\x80\x80\x80\x02", codeLEBLarge, 111},
		{"\x02\x41", codeRefType, 101},
		{"\x02\x78", codeRefType, 101},
		{"\x02\xFF\x7F", codeRefType, 101},
		{"\x02\xFF\xFF\xFF\xFF\x0F", codeUnknownType, 101},
		{"\x0E\x05\x00\x00", codeLength, 101},
		{"\x0E\x01\x00", codeEnd, 103},
		{"\x1C\x01\x40", codeRefType, 102},
		{"\x1F\x40\x01\x04", codeCatch, 103},
		{"\x1F\x40\x09\x04", codeLength, 102},
		{"\x41\x80\x80\x80\x80\x70", codeLEBLarge, 105},
		{"\x41\x80\x80\x80\x80\x80\x00", codeLEBLong, 106},
		{"\x42\x80\x80\x80\x80\x80\x80\x80\x80\x80\x02", codeLEBLarge, 110},
		{"\x43\x00\x00\x00", codeEnd, 104},
		{"\x44\x00\x00\x00\x00\x00\x00\x00", codeEnd, 108},
		{"\xD0\x7F", codeHeapType, 101},
		{"\xD0\x01\xD0\x62", codeEnd, 104},
		{"\xFB\x18\x04\x00\x70\x70", codeBrCast, 102},
		{"\xFD\x0C\x00", codeEnd, 103},
	} {
		s := NewInstrs([]byte(tt.in), 100)
		var in Instr
		for s.Next(&in) {
		}
		if !hasError(s.Err(), tt.code, tt.offset) {
			t.Errorf("%x: error %v, want %q at %d", tt.in, s.Err(), tt.code, tt.offset)
		}
	}
}

func TestLocals(t *testing.T) {
	for _, tt := range []struct {
		in     string
		want   []LocalRun
		code   wasm.Code
		offset int
	}{
		{"\x00\x0B", nil, "", 0},
		{"\x02\x01\x7F\x80\x01\x63\x05", []LocalRun{{1, wasm.I32, 101}, {128, wasm.Ref(wasm.IndexType(5), true), 103}}, "", 0},
		{"\x01\x00\x7B", []LocalRun{{0, wasm.V128, 101}}, "", 0},
		{"\x01\xD0\x86\x03\x7F", []LocalRun{{50000, wasm.I32, 101}}, "", 0},
		{"\x02\xCF\x86\x03\x7F\x02\x7E", nil, codeTooManyLocals, 100},
		{"\x02\xFF\xFF\xFF\xFF\x0F\x7F\x01\x7E", nil, codeTooManyLocals, 100},
		{"\x02\x80\x80\x80\x80\x10\x7F\x01\x7E", nil, codeLEBLarge, 105},
		{"\xFF\xFF\xFF\xFF\x0F\x01\x7F", nil, codeLength, 100},
		{"\x01\x01\x78", nil, codeRefType, 102},
		{"\x01\x01", nil, codeEnd, 102},
		{"", nil, codeEnd, 100},
	} {
		s := NewInstrs([]byte(tt.in), 100)
		got := s.Locals(nil)
		if !hasError(s.Err(), tt.code, tt.offset) || tt.code == "" && !slices.Equal(got, tt.want) {
			t.Errorf("%x: got %v, error %v; want %v, %q at %d", tt.in, got, s.Err(), tt.want, tt.code, tt.offset)
		}
	}
	// The same words, but no limit of the specification.
	s := NewInstrs([]byte("\x02\xCF\x86\x03\x7F\x02\x7E"), 0)
	s.Locals(nil)
	if e := s.Err().(*wasm.Error); e.Phase != wasm.PhaseLimit {
		t.Errorf("50001 locals: %v, %s", e, e.Phase)
	}
}

// TestInstrsMemory checks that reading again what has been read needs no new memory, and that a hostile length gets none.
func TestInstrsMemory(t *testing.T) {
	code := AppendInstr(nil, &Instr{Op: op.BrTable, Labels: make([]uint32, 1000)})
	code = append(code, "\x1C\x03\x7F\x7E\x7B\x1F\x40\x02\x02\x00\x00\x01\x02\x0B"...)
	locals := []byte("\x02\x01\x7F\x01\x7E")
	var s Instrs
	var in Instr
	var runs []LocalRun
	if n := testing.AllocsPerRun(10, func() {
		s.Reset(code, 0)
		for s.Next(&in) {
		}
		s.Reset(locals, 0)
		runs = s.Locals(runs)
	}); n != 0 || s.Err() != nil {
		t.Errorf("%v allocations, error %v", n, s.Err())
	}
	for _, in := range []string{"\x0E", "\x1C", "\x1F\x40"} {
		if n := allocated(func() {
			s := NewInstrs([]byte(in+"\xFF\xFF\xFF\xFF\x0F\x00\x00\x00"), 0)
			var in Instr
			s.Next(&in)
		}); n > 4<<10 {
			t.Errorf("%x: allocates %d bytes", in, n)
		}
	}
}

// allocated returns how many bytes f allocates, and what other goroutines do meanwhile.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// benchmarkCode returns n instructions in about the mix that compilers make.
func benchmarkCode(n int) []byte {
	rnd := rand.New(rand.NewPCG(3, 4))
	mix := []struct {
		share int
		make  func() Instr
	}{
		{29, func() Instr {
			return Instr{Op: []op.Op{op.LocalGet, op.LocalSet, op.LocalTee, op.GlobalGet}[rnd.IntN(4)], X: rnd.Uint32N(20)}
		}},
		{32, func() Instr {
			return Instr{Op: []op.Op{op.I32WrapI64, op.End, op.I64Add, op.I64Eqz, op.I32Sub, op.I64ExtendI32U, op.Drop}[rnd.IntN(7)]}
		}},
		{14, func() Instr {
			return Instr{Op: []op.Op{op.I64Load, op.I64Store, op.I32Load, op.I64Store8}[rnd.IntN(4)], Align: 3, Imm: uint64(rnd.Uint32N(160))}
		}},
		{9, func() Instr {
			return Instr{Op: []op.Op{op.I32Const, op.I64Const}[rnd.IntN(2)], Imm: uint64(rnd.Uint32() >> rnd.IntN(32) >> 1)}
		}},
		{6, func() Instr { return Instr{Op: []op.Op{op.Block, op.Loop, op.If}[rnd.IntN(3)], X: wasm.NoIndex} }},
		{5, func() Instr { return Instr{Op: []op.Op{op.Br, op.BrIf}[rnd.IntN(2)], X: rnd.Uint32N(8)} }},
		{4, func() Instr { return Instr{Op: op.Call, X: rnd.Uint32N(20000)} }},
		{1, func() Instr { return Instr{Op: op.BrTable, Labels: make([]uint32, 10)} }},
	}
	var code []byte
	for i := 0; i < n; {
		k := rnd.IntN(100)
		for _, m := range mix {
			if k -= m.share; k < 0 {
				in := m.make()
				code = AppendInstr(code, &in)
				i++
				break
			}
		}
	}
	return code
}

func BenchmarkInstrs(b *testing.B) {
	const n = 1 << 20
	code := benchmarkCode(n)
	var s Instrs
	var in Instr
	b.SetBytes(int64(len(code)))
	b.ReportAllocs()
	for b.Loop() {
		s.Reset(code, 0)
		for s.Next(&in) {
		}
		if s.Err() != nil {
			b.Fatal(s.Err())
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/instr")
}
