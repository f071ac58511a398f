package vm

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/internal/build"
	"github.com/wvm-project/wvm/internal/build/needs"
	"github.com/wvm-project/wvm/wasm"
	"github.com/wvm-project/wvm/wat"
)

// This file compares random modules of the whole language with a runtime that others wrote: what the engine makes of them becomes a script in
// which the other runtime must find the same results, traps, exceptions, globals and memories.

// peerFeatures are the features that both have.
const peerFeatures = slowFeatures &^ (wasm.FeatureLegacyExceptions | wasm.FeatureCustomDescriptors)

// peerFuel is what a call may use. Calls that take more are not compared.
const peerFuel = 100_000

// A peerScript is a script with what came of calls.
type peerScript struct {
	strings.Builder
	engine                            *Engine
	modules, returned, trapped, threw int
}

// A peerModule is a module in the script.
type peerModule struct {
	*peerScript
	store  *Store
	linker *Linker
	in     *Instance
}

// add adds the module with a number and calls of its functions, or nothing if the peer could not run it.
func (s *peerScript) add(t *testing.T, seed uint64) {
	data := seedBytes(seed)
	m := randomModule(&choices{b: data}, nil)
	compiled, err := s.engine.Compile(binary.Encode(m))
	if err != nil || len(m.Imports) > 0 {
		return
	}
	store := s.engine.NewStore(randomConfig)
	defer store.Close()
	p := &peerModule{s, store, NewLinker(s.engine), nil}
	store.SetFuel(peerFuel)
	if p.in, err = p.linker.Instantiate(context.Background(), store, compiled); err != nil {
		return
	}
	s.modules++
	fmt.Fprintf(s, ";; seed %d\n%s", seed, moduleText(binary.Encode(m)))
	args := &choices{b: randomBytes(seed, 1<<12)}
	for range 3 {
		for x := range m.Funcs {
			if !p.call(uint32(x), args) {
				return
			}
		}
	}
	p.state(t)
}

func moduleText(b []byte) string {
	var text strings.Builder
	for _, x := range b {
		fmt.Fprintf(&text, `\%02x`, x)
	}
	return fmt.Sprintf("(module binary \"%s\")\n", &text)
}

// call calls a function. It returns false where the runtimes may go different ways from here on.
func (p *peerModule) call(x uint32, random *choices) bool {
	f := p.in.fn(x)
	var args []uint64
	action := fmt.Sprintf(`(invoke "f%d"`, x)
	for _, t := range f.typ.Params {
		var slots []uint64
		switch {
		case t.IsNum():
			slots = []uint64{random.bits(t)}
		case t == wasm.V128:
			slots = []uint64{random.u64(), random.u64()}
		case !t.Nullable() || p.isExn(f, t):
			return true
		default:
			slots = []uint64{0}
		}
		action += " " + p.value(f, t, slots)
		args = append(args, slots...)
	}
	action += ")"
	for _, t := range f.typ.Results {
		if p.isExn(f, t) {
			return true
		}
	}
	p.store.SetFuel(peerFuel)
	got, err := f.Call(context.Background(), args...)
	trap, thrown := (*Trap)(nil), (*Exception)(nil)
	switch {
	case err == nil:
		p.returned++
		fmt.Fprintf(p, "(assert_return %s%s)\n", action, p.values(f, got))
	case errors.As(err, &thrown):
		p.threw++
		fmt.Fprintf(p, "(assert_exception %s)\n", action)
	case errors.As(err, &trap) && trap.Code != TrapFuel && trap.Code != TrapStackExhausted && trap.Code != TrapLimit:
		p.trapped++
		fmt.Fprintf(p, "(assert_trap %s %q)\n", action, trap.Code)
	default:
		return false
	}
	return true
}

func (p *peerModule) isExn(f *Func, t wasm.ValType) bool {
	top, _ := p.store.hierarchy(t, f.typeIDs())
	return t.IsRef() && top == wasm.HeapExn
}

// values writes the results of f.
func (p *peerModule) values(f *Func, slots []uint64) (text string) {
	for _, t := range f.typ.Results {
		text += " " + p.value(f, t, slots[:t.Slots()])
		slots = slots[t.Slots():]
	}
	return text
}

// value writes a value of type t as scripts have it. Of a reference there is only its kind.
func (p *peerModule) value(f *Func, t wasm.ValType, slots []uint64) string {
	x := slots[0]
	switch t {
	case wasm.I32:
		return fmt.Sprintf("(i32.const %#x)", uint32(x))
	case wasm.I64:
		return fmt.Sprintf("(i64.const %#x)", x)
	case wasm.F32:
		return "(f32.const " + floatText(float64(math.Float32frombits(uint32(x))), x>>31&1 == 1, x&(1<<23-1)) + ")"
	case wasm.F64:
		return "(f64.const " + floatText(math.Float64frombits(x), x>>63 == 1, x&(1<<52-1)) + ")"
	case wasm.V128:
		return fmt.Sprintf("(v128.const i64x2 %#x %#x)", x, slots[1])
	}
	if x == 0 {
		top, _ := p.store.hierarchy(t, f.typeIDs())
		return fmt.Sprintf("(ref.null %s)", top)
	}
	return fmt.Sprintf("(ref.%s)", f.HeapType(t, x))
}

// floatText writes a float exactly: the payload is that of a NaN.
func floatText(v float64, negative bool, payload uint64) string {
	if v != v {
		return map[bool]string{true: "-"}[negative] + fmt.Sprintf("nan:%#x", payload)
	}
	return strings.TrimPrefix(strings.ToLower(strconv.FormatFloat(v, 'x', -1, 64)), "+")
}

// sumText is a module that sums up a memory of another one, which has its type.
const sumText = `(module (import "m" "%s" (memory %s))
	(func (export "sum") (result i64) (local $i %[3]s) (local $n %[3]s) (local $sum i64)
		(local.set $n (%[3]s.mul (memory.size) (%[3]s.const %d)))
		(block $end (loop $next
			(br_if $end (%[3]s.ge_u (local.get $i) (local.get $n)))
			(local.set $sum (i64.add (i64.mul (local.get $sum) (i64.const 31)) (i64.load8_u (local.get $i))))
			(local.set $i (%[3]s.add (local.get $i) (%[3]s.const 1)))
			(br $next)))
		(local.get $sum)))
`

// state has the peer compare globals and memories.
func (p *peerModule) state(t *testing.T) {
	f := p.in.fn(0)
	p.WriteString("(register \"m\")\n")
	for _, e := range p.in.Module().Exports() {
		switch e.Type.Kind {
		case wasm.ExternGlobal:
			g, _ := p.in.Global(e.Name)
			if typ := g.Type().Type; !typ.IsRef() {
				low, high := g.Vector()
				if typ.IsNum() {
					low, high = g.Get(), 0
				}
				fmt.Fprintf(p, "(assert_return (get %q) %s)\n", e.Name, p.value(f, typ, []uint64{low, high}))
			}
		case wasm.ExternMemory:
			defer p.sum(t, e.Name, &e.Type.Memory) // behind what looks at the module itself
		}
	}
}

func (p *peerModule) sum(t *testing.T, name string, m *wasm.MemoryType) {
	limits := "0"
	if m.Limits.HasMax {
		limits += fmt.Sprint(" ", m.Limits.Max)
	}
	if m.Limits.Addr64 {
		limits = "i64 " + limits
	}
	if m.PageBits == 0 {
		limits += " (pagesize 1)"
	}
	text := fmt.Sprintf(sumText, name, limits, m.Limits.AddrType(), uint64(1)<<m.PageBits)
	b, err := wat.Encode([]byte(text))
	if err != nil {
		t.Fatal(err, text)
	}
	compiled, err := p.engine.Compile(b)
	if err != nil {
		t.Fatal(err, text)
	}
	p.linker.DefineInstance("m", p.in)
	in, err := p.linker.Instantiate(context.Background(), p.store, compiled)
	if err != nil {
		t.Fatal(err, text)
	}
	f, _ := in.Func("sum")
	p.store.SetFuel(1 << 40)
	got, err := f.Call(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(p, "%s(assert_return (invoke \"sum\")%s)\n", text, p.values(f, got))
}

// TestAgainstWasmtime has wasmtime run the script.
func TestAgainstWasmtime(t *testing.T) {
	wasmtime, err := build.Find("WASMTIME", "wasmtime")
	needs.Made(t, err)
	want := 300
	if testing.Short() {
		want = 30
	}
	s := &peerScript{engine: NewEngine(Config{Features: peerFeatures, Fuel: true})}
	for seed := uint64(0); s.modules < want; seed++ {
		s.add(t, seed)
	}
	file := filepath.Join(t.TempDir(), "script.wast")
	if err := os.WriteFile(file, []byte(s.String()), 0o666); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d modules; %d calls returned, %d trapped, %d threw", s.modules, s.returned, s.trapped, s.threw)
	cmd := exec.Command(wasmtime, "wast", "-W", "all-proposals=y,nan-canonicalization=y,relaxed-simd-deterministic=y", file)
	cmd.Env = append(os.Environ(), "RUST_BACKTRACE=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
