package vm_test

import (
	"context"
	"errors"
	"testing"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
)

// TestFuel counts what a loop uses: 7 in each round and 1 behind it. TestRandomModules compares with the evaluator.
func TestFuel(t *testing.T) {
	m := &wasm.Module{
		Types:   []wasm.SubType{{Final: true, RecLen: 1, Func: wasm.FuncType{Params: []wasm.ValType{wasm.I32}, Results: []wasm.ValType{wasm.I32}}, Descriptor: wasm.NoIndex, Describes: wasm.NoIndex}},
		Funcs:   []uint32{0},
		Exports: []wasm.Export{{Name: "f"}},
		Start:   wasm.NoIndex,
	}
	code := []byte{0} // no locals
	for _, i := range []binary.Instr{
		{Op: op.Nop},
		{Op: op.Loop, X: wasm.NoIndex},
		{Op: op.LocalGet}, {Op: op.I32Const, Imm: 1}, {Op: op.I32Sub}, {Op: op.LocalTee},
		{Op: op.I32Eqz}, {Op: op.I32Eqz}, {Op: op.BrIf},
		{Op: op.End},
		{Op: op.LocalGet},
		{Op: op.End},
	} {
		code = binary.AppendInstr(code, &i)
	}
	m.Bodies = []wasm.Body{{Code: code}}
	e := vm.NewEngine(vm.Config{Fuel: true})
	module, err := e.Compile(binary.Encode(m))
	if err != nil {
		t.Fatal(err)
	}
	s := e.NewStore(vm.StoreConfig{})
	defer s.Close()
	in, err := vm.NewLinker(e).Instantiate(context.Background(), s, module)
	if err != nil {
		t.Fatal(err)
	}
	f, _ := in.Func("f")
	for _, rounds := range []uint64{1, 2, 1000} {
		s.SetFuel(1_000_000)
		if _, err := f.Call(context.Background(), rounds); err != nil {
			t.Fatal(err)
		}
		if used, want := 1_000_000-s.Fuel(), 7*rounds+1; used != want {
			t.Errorf("%d rounds use %d units, want %d", rounds, used, want)
		}
	}
	s.SetFuel(100)
	var trap *vm.Trap
	if _, err := f.Call(context.Background(), 1000); !errors.As(err, &trap) || trap.Code != vm.TrapFuel {
		t.Errorf("with too little fuel: %v", err)
	}
	if s.Fuel() != 0 {
		t.Errorf("%d units are left", s.Fuel())
	}
}
