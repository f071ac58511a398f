package spectest

import (
	"context"
	_ "embed"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/wvm-project/wvm/validate"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
	"github.com/wvm-project/wvm/wat"
)

// This file holds the module "spectest", which scripts import from.

// hostModule is the name of the module.
const hostModule = "spectest"

//go:embed spectest.wat
var hostText []byte

// hostValidated is the part of the module that is WebAssembly itself.
var hostValidated = sync.OnceValues(func() (*validate.Module, error) {
	b, err := wat.Encode(hostText)
	if err != nil {
		return nil, err
	}
	return validate.Bytes(b, validate.Config{Features: vm.Supported})
})

// printFuncs are the functions that print their arguments.
var printFuncs = [...]struct {
	name   string
	params []wasm.ValType
}{
	{"print", nil}, {"print_i32", []wasm.ValType{wasm.I32}}, {"print_i64", []wasm.ValType{wasm.I64}}, {"print_f32", []wasm.ValType{wasm.F32}},
	{"print_f64", []wasm.ValType{wasm.F64}}, {"print_i32_f32", []wasm.ValType{wasm.I32, wasm.F32}}, {"print_f64_f64", []wasm.ValType{wasm.F64, wasm.F64}},
}

// defineHost gives the linker the module, with an instance of its own in the store.
func defineHost(ctx context.Context, l *vm.Linker, s *vm.Store, e *vm.Engine, out *output) error {
	for _, f := range printFuncs {
		print := func(_ *vm.Caller, stack []uint64) error { return out.print(f.params, stack) }
		if err := l.Func(hostModule, f.name, wasm.FuncType{Params: f.params}, print); err != nil {
			return err
		}
	}
	v, err := hostValidated()
	if err != nil {
		return err
	}
	in, err := l.Instantiate(ctx, s, e.Module(v))
	if err != nil {
		return err
	}
	l.DefineInstance(hostModule, in)
	return nil
}

// An output is where the functions print.
type output struct {
	mu sync.Mutex
	w  io.Writer // or nil
}

// print writes values, a line for a call.
func (o *output) print(types []wasm.ValType, values []uint64) error {
	if o.w == nil {
		return nil
	}
	words := make([]string, len(types))
	for i, t := range types {
		words[i] = (&value{typ: t, bits: values[i]}).String()
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	_, err := fmt.Fprintln(o.w, strings.Join(words, " "))
	return err
}
