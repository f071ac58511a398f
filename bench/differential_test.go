package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/internal/build"
	"github.com/wvm-project/wvm/internal/build/needs"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
)

// This file compares wvm with runtimes that others wrote, on random modules and on every numeric instruction: results, traps,
// memories and globals. The modules use what all of them have: WebAssembly 2.0 and tail calls.

// callFuel is what a call may use up in wvm. The peers make only calls that end within it.
const callFuel = 100_000

// trapKinds are the kinds of traps that every runtime tells apart, with words that its message has one of. The first that fits counts.
var trapKinds = []struct {
	kind  string
	words []string
}{
	{"unreachable", []string{"unreachable"}},
	{"element", []string{"undefined element", "uninitialized element", "invalid table access"}},
	{"memory", []string{"out of bounds memory access"}},
	{"divide by zero", []string{"integer divide by zero"}},
	{"overflow", []string{"integer overflow"}},
	{"conversion", []string{"invalid conversion to integer"}},
	{"type mismatch", []string{"indirect call type mismatch"}},
	{"inconclusive", []string{"stack overflow", "call stack exhausted", "all fuel consumed"}},
}

// trapKind classifies the message of a call's error, of whichever runtime.
func trapKind(message string) string {
	for _, k := range trapKinds {
		if slices.ContainsFunc(k.words, func(w string) bool { return strings.Contains(message, w) }) {
			return k.kind
		}
	}
	return message
}

// An outcome is what comes of a call.
type outcome struct {
	results []uint64
	trap    string // "" without one
	memory  []byte
	globals []uint64
}

// difference says in what b differs from a, or nothing. nan says how wide the floats are that v128 results consist of, in bits, or 0.
func (a *outcome) difference(b *outcome, t *wasm.FuncType, nan int) string {
	if a.trap != b.trap {
		return fmt.Sprintf("trap %q, the peer's %q", a.trap, b.trap)
	}
	for i, x := range a.results {
		if !sameNumber(t.Results[i], nan, x, b.results[i]) {
			return fmt.Sprintf("results %#x, the peer's %#x", a.results, b.results)
		}
	}
	for i, x := range a.globals {
		if !sameNumber(numTypes[i], 0, x, b.globals[i]) {
			return fmt.Sprintf("globals %#x, the peer's %#x", a.globals, b.globals)
		}
	}
	if !bytes.Equal(a.memory, b.memory) {
		return fmt.Sprintf("memories of %d and %d bytes differ", len(a.memory), len(b.memory))
	}
	return ""
}

// sameNumber compares numbers bit by bit, but any NaN equals any NaN.
func sameNumber(t wasm.ValType, nan int, a, b uint64) bool {
	switch {
	case t == wasm.I32 && nan == 0:
		return uint32(a) == uint32(b)
	case t == wasm.F32:
		x, y := math.Float32frombits(uint32(a)), math.Float32frombits(uint32(b))
		return uint32(a) == uint32(b) || x != x && y != y
	case t == wasm.I64 && nan == 32:
		return sameNumber(wasm.F32, 0, a, b) && sameNumber(wasm.F32, 0, a>>32, b>>32)
	case t == wasm.F64 || nan == 64:
		x, y := math.Float64frombits(a), math.Float64frombits(b)
		return a == b || x != x && y != y
	}
	return a == b
}

// A guest is an instance in wvm.
type guest struct {
	store *vm.Store
	in    *vm.Instance
}

func newGuest(t *testing.T, module []byte) *guest {
	t.Helper()
	e := vm.NewEngine(vm.Config{Fuel: true})
	m, err := e.Compile(module)
	if err != nil {
		t.Fatal("wvm:", err)
	}
	l := vm.NewLinker(e)
	err = l.Func("host", "mix", hostFunc, func(_ *vm.Caller, stack []uint64) error {
		stack[0] = hostResult(uint32(stack[0]), stack[1])
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	g := &guest{store: e.NewStore(vm.StoreConfig{MaxStack: 1 << 18})}
	if g.in, err = l.Instantiate(t.Context(), g.store, m); err != nil {
		t.Fatal("wvm:", err)
	}
	return g
}

func (g *guest) call(t *testing.T, name string, args []uint64) *outcome {
	f, _ := g.in.Func(name)
	g.store.SetFuel(callFuel)
	results, err := f.Call(t.Context(), args...)
	o := &outcome{results: slices.Clone(results)}
	if err != nil {
		var trap *vm.Trap
		if !errors.As(err, &trap) {
			t.Fatal("wvm:", err)
		}
		o.trap = trapKind(trap.Code.String())
	}
	if m, ok := g.in.Memory("memory"); ok {
		o.memory = m.Bytes()
		for i := range numTypes {
			x, _ := g.in.Global(fmt.Sprint("g", i))
			o.globals = append(o.globals, x.Get())
		}
	}
	return o
}

// wazeroConfigs are wazero's interpreter and, on machines that it knows, its compiler.
func wazeroConfigs() map[string]wazero.RuntimeConfig {
	all := map[string]wazero.RuntimeConfig{"wazero's interpreter": wazero.NewRuntimeConfigInterpreter()}
	if runtime.GOOS != "js" && (runtime.GOARCH == "amd64" || runtime.GOARCH == "arm64") {
		all["wazero's compiler"] = wazero.NewRuntimeConfigCompiler()
	}
	for name, c := range all {
		all[name] = c.WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesTailCall)
	}
	return all
}

// newWazero returns a runtime that has the host function.
func newWazero(t *testing.T, config wazero.RuntimeConfig) wazero.Runtime {
	r := wazero.NewRuntimeWithConfig(t.Context(), config)
	t.Cleanup(func() { r.Close(context.Background()) })
	_, err := r.NewHostModuleBuilder("host").NewFunctionBuilder().WithFunc(hostResult).Export("mix").Instantiate(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func wazeroCall(t *testing.T, in api.Module, name string, args []uint64) *outcome {
	results, err := in.ExportedFunction(name).Call(t.Context(), args...)
	o := &outcome{results: results}
	if err != nil {
		first, _, _ := strings.Cut(err.Error(), "\n")
		o.trap = trapKind(first)
	}
	if m := in.ExportedMemory("memory"); m != nil {
		o.memory, _ = m.Read(0, m.Size())
		for i := range numTypes {
			o.globals = append(o.globals, in.ExportedGlobal(fmt.Sprint("g", i)).Get())
		}
	}
	return o
}

// arguments returns the n-th arguments for a function.
func arguments(t *wasm.FuncType, n int) []uint64 {
	r := rand.New(rand.NewPCG(uint64(n), 7))
	f := funcGen{Rand: r}
	var args []uint64
	for _, p := range t.Params {
		args = append(args, f.bits(p))
	}
	return args
}

// A tally counts modules and calls.
type tally struct{ modules, refused, returned, trapped, inconclusive int }

func (c *tally) String() string {
	return fmt.Sprintf("%d modules, %d refused by the peer; %d calls returned, %d trapped, %d were inconclusive",
		c.modules, c.refused, c.returned, c.trapped, c.inconclusive)
}

// count reports whether the outcomes of a call can be compared.
func (c *tally) count(outcomes ...*outcome) bool {
	for _, o := range outcomes {
		if o.trap == "inconclusive" {
			c.inconclusive++
			return false
		}
	}
	if outcomes[0].trap != "" {
		c.trapped++
	} else {
		c.returned++
	}
	return true
}

// compareWazero calls each function of a module a number of times, until a call is inconclusive, in which case the instances may differ.
func (c *tally) compareWazero(t *testing.T, r wazero.Runtime, label string, m *wasm.Module, calls int) {
	b := binary.Encode(m)
	ours := newGuest(t, b)
	defer ours.store.Close()
	c.modules++
	compiled, err := r.CompileModule(t.Context(), b)
	if err != nil {
		c.refused++
		t.Logf("%s: %v", label, err)
		return
	}
	defer compiled.Close(t.Context())
	theirs, err := r.InstantiateModule(t.Context(), compiled, wazero.NewModuleConfig().WithName(""))
	if err != nil {
		t.Fatal(label, err)
	}
	defer theirs.Close(t.Context())
	for n := range calls {
		for _, x := range m.Exports {
			if x.Kind != wasm.ExternFunc {
				continue
			}
			typ := m.FuncType(x.Index)
			args := arguments(typ, n)
			got := ours.call(t, x.Name, args)
			if !c.count(got) {
				return
			}
			want := wazeroCall(t, theirs, x.Name, args)
			if want.trap == "inconclusive" {
				c.inconclusive++
				return
			}
			if d := got.difference(want, typ, floatLanes(x.Name)); d != "" {
				t.Errorf("%s: %s(%#x): %s", label, x.Name, args, d)
				return
			}
		}
	}
}

// floatLanes is the width of the floats in the v128 that an instruction results in, or 0.
func floatLanes(instruction string) int {
	switch instruction {
	case "f32x4.eq", "f32x4.ne", "f32x4.lt", "f32x4.gt", "f32x4.le", "f32x4.ge", "f64x2.eq", "f64x2.ne", "f64x2.lt", "f64x2.gt", "f64x2.le", "f64x2.ge":
		return 0
	}
	switch {
	case strings.HasPrefix(instruction, "f32x4."):
		return 32
	case strings.HasPrefix(instruction, "f64x2."):
		return 64
	}
	return 0
}

func TestAgainstWazero(t *testing.T) {
	for name, config := range wazeroConfigs() {
		t.Run(name, func(t *testing.T) {
			var c tally
			r := newWazero(t, config)
			c.compareWazero(t, r, "numeric instructions", numericModule(), 200)
			for seed := range uint64(800) {
				c.compareWazero(t, r, fmt.Sprint("seed ", seed), randomModule(rand.New(rand.NewPCG(seed, 1)), seed%2 == 0), 4)
			}
			t.Log(&c)
			if c.refused > 0 || c.inconclusive > c.modules/2 {
				t.Error("too little was compared:", &c)
			}
		})
	}
}

func TestAgainstWasmtime(t *testing.T) {
	wasmtime, err := build.Find("WASMTIME", "wasmtime")
	needs.Made(t, err)
	const processes = 40
	var c tally
	for seed := uint64(1); c.returned+c.trapped < processes; seed += 2 {
		m := randomModule(rand.New(rand.NewPCG(seed, 1)), false)
		x := m.Exports[0]
		typ := m.FuncType(x.Index)
		b := binary.Encode(m)
		file := filepath.Join(t.TempDir(), "m.wasm")
		if err := os.WriteFile(file, b, 0o666); err != nil {
			t.Fatal(err)
		}
		args := arguments(typ, int(seed))
		ours := newGuest(t, b)
		got := ours.call(t, x.Name, args)
		got.memory, got.globals = nil, nil // its command line does not show them
		if want := wasmtimeCall(t, wasmtime, file, x.Name, typ, args, got.trap); c.count(got, want) {
			if d := got.difference(want, typ, 0); d != "" {
				t.Errorf("seed %d: %s(%#x): %s", seed, x.Name, args, d)
			}
		}
		c.modules++
		ours.store.Close()
	}
	t.Log(&c)
}

// wasmtimeCall calls a function in a process, unless wvm's trap says that this call may not end.
func wasmtimeCall(t *testing.T, wasmtime, file, name string, typ *wasm.FuncType, args []uint64, trap string) *outcome {
	if trap == "inconclusive" {
		return &outcome{trap: trap}
	}
	cmd := exec.Command(wasmtime, "run", "--invoke", name, file)
	for i, p := range typ.Params {
		cmd.Args = append(cmd.Args, formatNumber(p, args[i]))
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		_, message, ok := strings.Cut(stderr.String(), "wasm trap: ")
		if !ok {
			t.Fatalf("%s: %v: %s", cmd, err, &stderr)
		}
		return &outcome{trap: trapKind(message)}
	}
	o := &outcome{}
	lines := strings.Fields(stdout.String())
	if len(lines) != len(typ.Results) {
		t.Fatalf("%s: printed %q", cmd, lines)
	}
	for i, r := range typ.Results {
		bits, err := parseNumber(r, lines[i])
		if err != nil {
			t.Fatalf("%s: %v", cmd, err)
		}
		o.results = append(o.results, bits)
	}
	return o
}

// formatNumber writes a number as wasmtime's command line takes it.
func formatNumber(t wasm.ValType, bits uint64) string {
	switch t {
	case wasm.I32:
		return strconv.Itoa(int(int32(bits)))
	case wasm.I64:
		return strconv.FormatInt(int64(bits), 10)
	case wasm.F32:
		return strconv.FormatFloat(float64(math.Float32frombits(uint32(bits))), 'g', -1, 32)
	}
	return strconv.FormatFloat(math.Float64frombits(bits), 'g', -1, 64)
}

// parseNumber reads a number as wasmtime prints it.
func parseNumber(t wasm.ValType, s string) (uint64, error) {
	switch t {
	case wasm.I32:
		x, err := strconv.ParseInt(s, 10, 32)
		return uint64(uint32(x)), err
	case wasm.I64:
		x, err := strconv.ParseInt(s, 10, 64)
		return uint64(x), err
	case wasm.F32:
		x, err := strconv.ParseFloat(s, 32)
		return uint64(math.Float32bits(float32(x))), err
	}
	x, err := strconv.ParseFloat(s, 64)
	return math.Float64bits(x), err
}
