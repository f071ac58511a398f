package validate

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// limitError checks that m is beyond the limit on what, wherever its bodies are checked, and returns the error.
func limitError(t *testing.T, m []byte, what string) *wasm.Error {
	t.Helper()
	want := outcome(Bytes(m, Config{Features: wasm.AllFeatures, Workers: 1}))
	for _, workers := range []int{2, 5} {
		if got := outcome(Bytes(m, Config{Features: wasm.AllFeatures, Workers: workers})); got != want {
			t.Errorf("%d workers: %s, want %s", workers, got, want)
		}
		if got := outcome(Reader(bytes.NewReader(m), Config{Features: wasm.AllFeatures, Workers: workers})); got != want {
			t.Errorf("%d workers, from a reader: %s, want %s", workers, got, want)
		}
	}
	_, err := Bytes(m, Config{Features: wasm.AllFeatures})
	e := asError(t, err)
	if e == nil || e.Phase != wasm.PhaseLimit || !strings.Contains(string(e.Code), what) {
		t.Fatalf("error %v, want the limit on %s", err, what)
	}
	return e
}

func valid(t *testing.T, m []byte) {
	t.Helper()
	if _, err := Bytes(m, Config{Features: wasm.AllFeatures}); err != nil {
		t.Error(err)
	}
}

func TestNesting(t *testing.T) {
	nest := func(n int) []byte {
		return oneFunc(nil, nil, code(append(slices.Repeat(list{block(op.Block, 0)}, n), slices.Repeat(list{in(op.End)}, n)...)...))
	}
	valid(t, nest(wasm.MaxNesting-1)) // the body is one more
	limitError(t, nest(wasm.MaxNesting), "control structures")
}

func TestSubtypeDepth(t *testing.T) {
	chain := func(n uint32) []byte {
		ts := [][]byte{sub(structType())}
		for x := range n {
			ts = append(ts, sub(structType(), x))
		}
		return module(section(secType, ts...))
	}
	valid(t, chain(wasm.MaxSubtypeDepth))
	if e := limitError(t, chain(wasm.MaxSubtypeDepth+1), "super types"); e.Func != wasm.NoFunc {
		t.Errorf("function %d", e.Func)
	}
}

// thousand is a list as long as parameters and results may be.
var thousand = slices.Repeat(types(wasm.I32), wasm.MaxResults)

func TestOperands(t *testing.T) {
	m := func(calls int) []byte {
		return module(section(secType, funcType(nil, thousand)), section(secFunc, idx(0)),
			section(secCode, code(append(slices.Repeat(list{in(op.Call, 0)}, calls), in(op.Return), in(op.Unreachable))...)))
	}
	valid(t, m(wasm.MaxOperands/len(thousand)))
	e := limitError(t, m(wasm.MaxOperands/len(thousand)+1), "operands")
	if want := offsetOf(t, m(wasm.MaxOperands/len(thousand)+1), wasm.MaxOperands/len(thousand)); e.Offset != want {
		t.Errorf("offset %#x, want %#x", e.Offset, want)
	}
}

func TestArrayFixed(t *testing.T) {
	m := func(n uint32) []byte {
		return module(section(secType, empty, arrayType(field(wasm.I32, true))), section(secFunc, idx(0)),
			section(secCode, code(append(slices.Repeat(list{i32}, int(n)), in(op.ArrayNewFixed, 1, n), in(op.Drop))...)))
	}
	valid(t, m(wasm.MaxArrayFixed))
	limitError(t, m(wasm.MaxArrayFixed+1), "elements of array.new_fixed")
}

// TestWork checks the bound on comparisons: two labels whose types differ make every label of a br_table a comparison of long
// lists by subtyping.
func TestWork(t *testing.T) {
	never := slices.Repeat(types(wasm.Ref(wasm.HeapFunc, false)), wasm.MaxResults)
	maybe := slices.Repeat(types(wasm.FuncRef), wasm.MaxResults)
	mixed := append(slices.Clone(maybe[1:]), never[0])
	labels := make([]uint32, 800)
	for i := range labels {
		labels[i] = uint32(i & 1)
	}
	table := code(binary.Instr{Op: op.Block, X: 2}, in(op.Call, 0), i32, binary.Instr{Op: op.BrTable, Labels: labels}, in(op.End), in(op.Unreachable))
	m := func(n int) []byte {
		funcs, bodies := [][]byte{idx(0)}, [][]byte{code(in(op.Unreachable))}
		for range n {
			funcs, bodies = append(funcs, idx(1)), append(bodies, table)
		}
		return module(section(secType, funcType(nil, never), funcType(nil, maybe), funcType(nil, mixed)), section(secFunc, funcs...), section(secCode, bodies...))
	}
	valid(t, m(1))
	if e := limitError(t, m(200), "comparisons"); e.Func != 2 {
		t.Errorf("function %d", e.Func)
	}
}

// TestLocals checks locals beyond those that are written out one by one.
func TestLocals(t *testing.T) {
	never := wasm.Ref(wasm.HeapFunc, false)
	runs := []binary.LocalRun{{Count: 20000, Type: wasm.I32}, {Count: 0, Type: wasm.F32}, {Count: 20000, Type: wasm.I64}, {Count: 9990, Type: never}}
	m := func(body ...binary.Instr) []byte {
		return module(section(secType, funcType(slices.Repeat(types(wasm.F64), 10), nil)), section(secFunc, idx(0)),
			section(secElem, slices.Concat([]byte{3, 0}, vec(idx(0)))), section(secCode, codeLocals(runs, body...)))
	}
	get := func(x uint32, o op.Op) list { return list{in(op.LocalGet, x), in(o), in(op.Drop)} }
	set := list{in(op.RefFunc, 0), in(op.LocalSet, 49999)}
	for name, test := range map[string]struct {
		body list
		code wasm.Code
	}{
		"parameter":            {get(9, op.F64Neg), ""},
		"first local":          {get(10, op.I32Eqz), ""},
		"last of a run":        {get(20009, op.I32Eqz), ""},
		"first of the next":    {get(20010, op.I64Eqz), ""},
		"of another type":      {get(20010, op.I32Eqz), codeMismatch},
		"last":                 {append(slices.Clone(set), get(49999, op.RefAsNonNull)...), ""},
		"beyond":               {get(50000, op.I32Eqz), "unknown local 50000"},
		"not set":              {get(49999, op.RefAsNonNull), codeUninitialized},
		"another one is set":   {append(slices.Clone(set), get(49998, op.RefAsNonNull)...), codeUninitialized},
		"set in a block only":  {slices.Concat(list{block(op.Block, 0)}, set, list{in(op.End)}, get(49999, op.RefAsNonNull)), codeUninitialized},
		"set before the block": {slices.Concat(set, list{block(op.Block, 0)}, get(49999, op.RefAsNonNull), list{in(op.End)}), ""},
		"set by tee":           {slices.Concat(list{in(op.RefFunc, 0), in(op.LocalTee, 49999), in(op.Drop)}, get(49999, op.RefAsNonNull)), ""},
		"set in then, not else": {slices.Concat(list{i32, block(op.If, 0)}, set, list{in(op.Else)}, get(49999, op.RefAsNonNull), list{in(op.End)}),
			codeUninitialized},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Bytes(m(test.body...), Config{Features: wasm.AllFeatures})
			checkError(t, err, test.code)
		})
	}
}
