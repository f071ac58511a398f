package validate

import (
	"errors"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// asError returns err as what this package promises, or nil.
func asError(t *testing.T, err error) *wasm.Error {
	t.Helper()
	var e *wasm.Error
	if err != nil && !errors.As(err, &e) {
		t.Fatalf("error %v is a %T", err, err)
	}
	return e
}

// offsetOf returns the offset of instruction n of the only body of m, which declares no locals.
func offsetOf(t *testing.T, m []byte, n int) int {
	t.Helper()
	mod, err := binary.Decode(m, binary.Options{Features: wasm.AllFeatures})
	if err != nil {
		t.Fatal(err)
	}
	ins := binary.NewInstrs(mod.Bodies[0].Code, mod.Bodies[0].Offset)
	ins.Locals(nil)
	var i binary.Instr
	for ; n >= 0; n-- {
		if !ins.Next(&i) {
			t.Fatalf("the body is too short: %v", ins.Err())
		}
	}
	return i.Offset
}

type list = []binary.Instr

var i32, i64 = in(op.I32Const, 1), in(op.I64Const, 1)

// instrTests are bodies of a function with one i32 parameter, in the module of oneFunc.
var instrTests = []struct {
	name    string
	results []wasm.ValType
	body    list
	code    wasm.Code // empty: valid
	at      int       // which instruction is wrong
}{
	{"nothing", nil, list{}, "", 0},
	{"missing result", types(wasm.I32), list{}, codeMismatch, 0},
	{"wrong result", types(wasm.I32), list{i64}, codeMismatch, 1},
	{"surplus", nil, list{i32}, codeMismatch, 1},
	{"result", types(wasm.I32), list{i32}, "", 0},
	{"two results", types(wasm.I32, wasm.I64), list{i32, i64}, "", 0},
	{"two results in disorder", types(wasm.I64, wasm.I32), list{i32, i64}, codeMismatch, 2},
	{"empty stack", nil, list{in(op.Drop)}, codeMismatch, 0},
	{"add", types(wasm.I32), list{i32, i32, in(op.I32Add)}, "", 0},
	{"add of one", types(wasm.I32), list{i32, in(op.I32Add)}, codeMismatch, 1},
	{"add of others", types(wasm.I32), list{i32, i64, in(op.I32Add)}, codeMismatch, 2},
	{"convert", types(wasm.I64), list{i32, in(op.I64ExtendI32S)}, "", 0},
	{"convert another", types(wasm.I64), list{i64, in(op.I64ExtendI32S)}, codeMismatch, 1},
	{"sat", types(wasm.I32), list{in(op.F32Const), in(op.I32TruncSatF32U)}, "", 0},

	{"local", types(wasm.I32), list{in(op.LocalGet, 0), in(op.LocalTee, 0), in(op.LocalSet, 0), in(op.LocalGet, 0)}, "", 0},
	{"get no local", nil, list{in(op.LocalGet, 1), in(op.Drop)}, "unknown local 1", 0},
	{"set no local", nil, list{i32, in(op.LocalSet, 1)}, "unknown local 1", 1},
	{"tee no local", nil, list{i32, in(op.LocalTee, 1)}, "unknown local 1", 1},
	{"set local to another", nil, list{i64, in(op.LocalSet, 0)}, codeMismatch, 1},
	{"tee local to another", nil, list{i64, in(op.LocalTee, 0)}, codeMismatch, 1},
	{"global", nil, list{in(op.GlobalGet, 0), in(op.GlobalSet, 0)}, "", 0},
	{"no global", nil, list{in(op.GlobalGet, 2)}, "unknown global 2", 0},
	{"set immutable global", nil, list{i64, in(op.GlobalSet, 1)}, codeGlobal, 1},
	{"set global to another", nil, list{i64, in(op.GlobalSet, 0)}, codeMismatch, 1},

	{"load", types(wasm.I64), list{i32, access(op.I64Load, 3, 8)}, "", 0},
	{"load by another", types(wasm.I64), list{i64, access(op.I64Load, 3, 8)}, codeMismatch, 1},
	{"load aligned too much", types(wasm.I64), list{i32, access(op.I64Load, 4, 8)}, codeAlign, 1},
	{"load far", types(wasm.I32), list{i32, access(op.I32Load, 0, 1<<32-1)}, "", 0},
	{"load too far", types(wasm.I32), list{i32, access(op.I32Load, 0, 1<<32)}, codeOffset, 1},
	{"load from no memory", types(wasm.I32), list{i32, {Op: op.I32Load, X: 1}}, "unknown memory 1", 1},
	{"store", nil, list{i32, i64, access(op.I64Store32, 2, 0)}, "", 0},
	{"store another", nil, list{i32, i32, access(op.I64Store32, 2, 0)}, codeMismatch, 2},
	{"store aligned too much", nil, list{i32, i64, access(op.I64Store32, 3, 0)}, codeAlign, 2},
	{"grow", types(wasm.I32), list{in(op.MemorySize), in(op.MemoryGrow)}, "", 0},
	{"fill and copy", nil, list{i32, i32, i32, in(op.MemoryFill), i32, i32, i32, in(op.MemoryCopy, 0, 0)}, "", 0},
	{"init without count", nil, list{i32, i32, i32, in(op.MemoryInit, 0, 0)}, codeDataCount, 3},
	{"atomic aligned", types(wasm.I32), list{i32, access(op.I32AtomicLoad, 2, 0)}, "", 0},
	{"atomic not aligned", types(wasm.I32), list{i32, access(op.I32AtomicLoad, 1, 0)}, codeAtomicAlign, 1},

	{"block", types(wasm.I32), list{block(op.Block, wasm.I32), i32, in(op.End)}, "", 0},
	{"block without its result", types(wasm.I32), list{block(op.Block, wasm.I32), in(op.End)}, codeMismatch, 1},
	{"block takes what is outside", nil, list{i32, block(op.Block, 0), in(op.Drop), in(op.End)}, codeMismatch, 2},
	{"block leaves too much", nil, list{block(op.Block, 0), i32, in(op.End)}, codeMismatch, 2},
	{"block of no type", nil, list{{Op: op.Block, X: 9}, in(op.End)}, "unknown type 9", 0},
	{"block with parameter", nil, list{i32, {Op: op.Loop, X: 0}, in(op.Drop), in(op.End)}, "", 0},
	{"if", types(wasm.I64), list{i32, block(op.If, wasm.I64), i64, in(op.Else), i64, in(op.End)}, "", 0},
	{"if without else", types(wasm.I64), list{i32, block(op.If, wasm.I64), i64, in(op.End)}, codeMismatch, 3},
	{"if without condition", nil, list{block(op.If, 0), in(op.End)}, codeMismatch, 0},
	{"else without if", nil, list{block(op.Block, 0), in(op.Else), in(op.End)}, codeEnd, 1},
	{"second else", nil, list{i32, block(op.If, 0), in(op.Else), in(op.Else), in(op.End)}, codeEnd, 3},
	{"br", types(wasm.I32), list{block(op.Block, wasm.I32), i32, in(op.Br, 0), in(op.End)}, "", 0},
	{"br with another", types(wasm.I32), list{block(op.Block, wasm.I32), i64, in(op.Br, 0), in(op.End)}, codeMismatch, 2},
	{"br out", types(wasm.I32), list{block(op.Loop, 0), i32, in(op.Br, 1), in(op.End)}, codeMismatch, 4},
	{"br to the start", nil, list{block(op.Loop, wasm.I32), in(op.Br, 0), in(op.End), in(op.Drop)}, "", 0},
	{"br nowhere", nil, list{in(op.Br, 1)}, "unknown label 1", 0},
	{"br_if", types(wasm.I64), list{block(op.Block, wasm.I64), i64, i32, in(op.BrIf, 0), in(op.End)}, "", 0},
	{"br_if nowhere", nil, list{i32, in(op.BrIf, 7)}, "unknown label 7", 1},
	{"br_if without value", types(wasm.I64), list{block(op.Block, wasm.I64), i32, in(op.BrIf, 0), in(op.End)}, codeMismatch, 2},
	{"br_table", types(wasm.I64), list{i64, i32, {Op: op.BrTable, Labels: []uint32{0, 0}}}, "", 0},
	{"br_table of two arities", types(wasm.I64), list{block(op.Block, 0), i64, i32, {Op: op.BrTable, X: 1, Labels: []uint32{1, 0}}, in(op.End), i64}, codeMismatch, 3},
	{"br_table nowhere", types(wasm.I64), list{i64, i32, {Op: op.BrTable, Labels: []uint32{0, 1}}}, "unknown label 1", 2},
	{"return", types(wasm.I64), list{i32, i64, in(op.Return), in(op.I32Add)}, codeMismatch, 4},
	{"return nothing", types(wasm.I64), list{in(op.Return)}, codeMismatch, 0},

	{"unreachable", types(wasm.I64), list{in(op.Unreachable)}, "", 0},
	{"unreachable operands", types(wasm.I64), list{in(op.Unreachable), in(op.I64Add), in(op.LocalTee, 0), in(op.Select)}, codeMismatch, 2},
	{"unreachable select", types(wasm.I64), list{in(op.Unreachable), in(op.Select)}, "", 0},
	{"unreachable select, one known", types(wasm.I64), list{in(op.Unreachable), i64, i32, in(op.Select)}, "", 0},
	{"unreachable surplus", nil, list{in(op.Unreachable), i64}, codeMismatch, 2},
	{"unreachable br_table", types(wasm.I64), list{block(op.Block, wasm.I32), in(op.Unreachable), {Op: op.BrTable, X: 1, Labels: []uint32{0}}, in(op.End), in(op.Drop), i64}, "", 0},

	{"select", types(wasm.I64), list{i64, i64, i32, in(op.Select)}, "", 0},
	{"select of two types", types(wasm.I64), list{i64, i32, i32, in(op.Select)}, codeMismatch, 3},
	{"select of references", nil, list{ofType(op.RefNull, wasm.FuncRef), ofType(op.RefNull, wasm.FuncRef), i32, in(op.Select), in(op.Drop)}, codeMismatch, 3},
	{"select with type", nil, list{ofType(op.RefNull, wasm.FuncRef), ofType(op.RefNull, wasm.FuncRef), i32, {Op: op.SelectT, Types: types(wasm.FuncRef)}, in(op.Drop)}, "", 0},
	{"select with two types", nil, list{i64, i64, i32, {Op: op.SelectT, Types: types(wasm.I64, wasm.I64)}, in(op.Drop)}, codeArity, 3},

	{"call", nil, list{i32, in(op.Call, 0)}, "", 0},
	{"call of nothing", nil, list{i32, in(op.Call, 1)}, "unknown function 1", 1},
	{"call with another", nil, list{i64, in(op.Call, 0)}, codeMismatch, 1},
	{"call_indirect", nil, list{i32, i32, in(op.CallIndirect, 0, 0)}, "", 0},
	{"call_indirect of no table", nil, list{i32, i32, in(op.CallIndirect, 0, 1)}, "unknown table 1", 2},
	{"call_indirect of no type", nil, list{i32, i32, in(op.CallIndirect, 1, 0)}, "unknown type 1", 2},
	{"return_call", types(wasm.I64), list{i32, in(op.ReturnCall, 0)}, "", 0},
	{"return_call with surplus", types(wasm.I64), list{i64, i32, in(op.ReturnCall, 0)}, "", 0},
	{"return_call_indirect", types(wasm.I64), list{i32, i32, in(op.ReturnCallIndirect, 0, 0)}, "", 0},

	{"table", nil, list{i32, i32, in(op.TableGet, 0), in(op.TableSet, 0)}, "", 0},
	{"no table", nil, list{i32, in(op.TableGet, 1), in(op.Drop)}, "unknown table 1", 1},
	{"table holds another", nil, list{i32, ofType(op.RefNull, wasm.ExternRef), in(op.TableSet, 0)}, codeMismatch, 2},
	{"table grows", types(wasm.I32), list{ofType(op.RefNull, wasm.FuncRef), i32, in(op.TableGrow, 0)}, "", 0},
	{"elem.drop of nothing", nil, list{in(op.ElemDrop, 0)}, "unknown elem segment 0", 0},
	{"data.drop of nothing", nil, list{in(op.DataDrop, 0)}, codeDataCount, 0},
	{"undeclared function", nil, list{in(op.RefFunc, 0), in(op.Drop)}, codeUndeclared, 0},
	{"no function", nil, list{in(op.RefFunc, 1), in(op.Drop)}, "unknown function 1", 0},
	{"null of number", types(wasm.I32), list{i32, in(op.RefIsNull)}, codeMismatch, 1},

	{"lane", nil, list{{Op: op.V128Const}, {Op: op.I64x2ExtractLane, Lane: 1}, in(op.Drop)}, "", 0},
	{"no lane", nil, list{{Op: op.V128Const}, {Op: op.I64x2ExtractLane, Lane: 2}, in(op.Drop)}, codeLane, 1},
	{"last of 16 lanes", nil, list{{Op: op.V128Const}, {Op: op.I8x16ExtractLaneU, Lane: 15}, in(op.Drop)}, "", 0},
	{"no lane to load", nil, list{i32, {Op: op.V128Const}, {Op: op.V128Load32Lane, Lane: 4}, in(op.Drop)}, codeLane, 2},
	{"shuffle", nil, list{{Op: op.V128Const}, {Op: op.V128Const}, {Op: op.I8x16Shuffle, V128: [16]byte{31}}, in(op.Drop)}, "", 0},
	{"shuffle beyond", nil, list{{Op: op.V128Const}, {Op: op.V128Const}, {Op: op.I8x16Shuffle, V128: [16]byte{32}}, in(op.Drop)}, codeLane, 2},
	{"wide", types(wasm.I64, wasm.I64), list{i64, i64, i64, i64, in(op.I64Add128)}, "", 0},

	{"try_table", nil, list{block(op.Block, wasm.ExnRef), {Op: op.TryTable, X: wasm.NoIndex, Catches: []binary.Catch{{Kind: binary.CatchAllRef}}}, in(op.End), in(op.Return), in(op.End), in(op.ThrowRef)}, "", 0},
	{"clause without the reference", nil, list{{Op: op.TryTable, X: wasm.NoIndex, Catches: []binary.Catch{{Kind: binary.CatchAllRef}}}, in(op.End)}, codeMismatch, 0},
	{"clause of no tag", nil, list{{Op: op.TryTable, X: wasm.NoIndex, Catches: []binary.Catch{{}}}, in(op.End)}, "unknown tag 0", 0},
	{"throw of nothing", nil, list{in(op.Throw, 0)}, "unknown tag 0", 0},
	{"legacy try", types(wasm.I32), list{block(op.Try, wasm.I32), i32, in(op.CatchAll), in(op.Rethrow, 0), in(op.End)}, "", 0},
	{"legacy delegate", nil, list{block(op.Try, 0), in(op.Delegate, 0)}, "", 0},
	{"catch without try", nil, list{block(op.Block, 0), in(op.CatchAll), in(op.End)}, codeEnd, 1},
	{"rethrow outside", nil, list{block(op.Try, 0), in(op.Rethrow, 0), in(op.End)}, codeRethrow, 1},
}

func TestInstructions(t *testing.T) {
	for _, test := range instrTests {
		t.Run(test.name, func(t *testing.T) {
			m := oneFunc(types(wasm.I32), test.results, code(test.body...))
			_, err := Bytes(m, Config{Features: wasm.AllFeatures})
			checkError(t, err, test.code)
			if e := asError(t, err); e != nil {
				if want := offsetOf(t, m, test.at); e.Offset != want {
					t.Errorf("error at offset %#x, want %#x: %v", e.Offset, want, e)
				}
				if e.Func != 0 {
					t.Errorf("error in function %d, want 0", e.Func)
				}
			}
		})
	}
}

// checkError checks that err is nil for an empty code and else has this code, followed at most by more of it.
func checkError(t *testing.T, err error, want wasm.Code) {
	t.Helper()
	e := asError(t, err)
	switch {
	case want == "" && e != nil:
		t.Errorf("unexpected error: %v", e)
	case want != "" && e == nil:
		t.Errorf("no error, want %q", want)
	case want != "" && !strings.HasPrefix(string(e.Code), string(want)):
		t.Errorf("error %q, want %q", e, want)
	}
}

// TestEveryRule checks that no instruction of the table is forgotten: each finds its operands in unreachable code, or is
// wrong for a reason of its own.
func TestEveryRule(t *testing.T) {
	for o := op.Op(1); int(o) < op.Count; o++ {
		i := binary.Instr{Op: o, Type: wasm.AnyRef, Type2: wasm.AnyRef, Types: types(wasm.I32), Align: o.Info().Align}
		if imm := o.Info().Imm; imm == op.ImmBlock || imm == op.ImmTryTable {
			i.X, i.Type = wasm.NoIndex, wasm.NoType
		}
		_, err := Bytes(oneFunc(nil, nil, code(in(op.Unreachable), i)), Config{Features: wasm.AllFeatures})
		if e := asError(t, err); e != nil && strings.HasPrefix(string(e.Code), "illegal opcode") {
			t.Errorf("%s: %v", o, e)
		}
	}
}

// TestInstructionFeatures checks that each instruction needs its features, and that the error names the one that is missing.
func TestInstructionFeatures(t *testing.T) {
	for o := op.Op(1); int(o) < op.Count; o++ {
		for _, name := range o.Info().Feature.Names() {
			f, _ := wasm.FeatureByName(name)
			if o == op.Throw {
				f |= wasm.FeatureLegacyExceptions
			}
			c := newChecker(Config{Features: wasm.AllFeatures &^ f})
			b := newBody(c)
			b.enterCode(nil)
			b.instr(&binary.Instr{Op: o})
			if b.err == nil || b.err.Code != codeFeature || !strings.Contains(b.err.Detail, name) || !strings.Contains(b.err.Detail, o.String()) {
				t.Errorf("%s without %s: %v", o, name, b.err)
			}
		}
	}
}

// TestExceptionFeatures checks that either kind of exceptions brings throw.
func TestExceptionFeatures(t *testing.T) {
	m := module(section(secType, funcType(nil, nil)), section(secFunc, idx(0)), section(secTag, []byte{0, 0}), section(secCode, code(in(op.Throw, 0))))
	for _, f := range []wasm.Features{wasm.FeatureExceptions, wasm.FeatureLegacyExceptions} {
		if _, err := Bytes(m, Config{Features: f}); err != nil {
			t.Errorf("with %v: %v", f.Names(), err)
		}
	}
	if _, err := Bytes(m, Config{}); err == nil {
		t.Error("accepted without exceptions")
	}
}

func TestTailOfBody(t *testing.T) {
	// The decoder delimits bodies by their size and checks that the last byte is an end.
	for name, test := range map[string]struct {
		body []byte
		code wasm.Code
	}{
		"goes on":       {[]byte{0, 0x0B, 0x01, 0x0B}, codeEnd},
		"open block":    {[]byte{0, 0x02, 0x40, 0x0B}, codeUnexpectedEnd},
		"cut immediate": {[]byte{0, 0x41, 0x0B}, codeUnexpectedEnd},
		"no opcode":     {[]byte{0, 0xFF, 0x0B}, "illegal opcode ff"},
		"no locals":     {[]byte{9, 0x0B}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			m := module(section(secType, funcType(nil, nil)), section(secFunc, idx(0)), section(secCode, binary.AppendBytes(nil, test.body)))
			_, err := Bytes(m, Config{Features: wasm.Wasm3})
			e := asError(t, err)
			if e == nil || e.Phase != wasm.PhaseMalformed || e.Func != 0 || !strings.HasPrefix(string(e.Code), string(test.code)) {
				t.Errorf("error %v, want %q", e, test.code)
			}
		})
	}
}
