package vm

import (
	"context"
	"fmt"
	"unsafe"

	"github.com/wvm-project/wvm/wasm"
)

// This file holds functions as Go code sees them, guests' and hosts' alike.

// A Func is a function of a store, of a guest or of the host (specification: "Function instances"). It shares the rule of its
// store: no concurrent use.
type Func struct {
	store    *Store
	typ      *wasm.FuncType
	id       uint32 // identity of the type
	instance *Instance
	entry    *uintptr
	index    int
	ref      uint64
	host     HostFunc
	save     int // slot of the save area in its frames

	params, results slots
	plain           bool // neither has references or is too long for slots
}

// newFunc makes the handle of a function of type t, which is neither a guest's nor a host's yet.
func newFunc(s *Store, t *wasm.FuncType, id uint32) *Func {
	f := &Func{store: s, typ: t, id: id, plain: true}
	f.params = f.slotsFor(t.Params)
	f.results = f.slotsFor(t.Results)
	f.save = max(f.params.n, f.results.n)
	return f
}

// slots are those of a list of values.
type slots struct {
	n      int
	narrow uint64 // a bit for each that has 32 bits; unless the list is longer
}

// slotsFor returns the slots of values of these types, for which f may turn out not to be plain.
func (f *Func) slotsFor(types []wasm.ValType) (s slots) {
	for _, t := range types {
		if t == wasm.I32 || t == wasm.F32 {
			s.narrow |= 1 << s.n
		}
		s.n += t.Slots()
		f.plain = f.plain && !t.IsRef() && s.n <= 64
	}
	return s
}

// copy copies values of plain functions as slots hold them.
func (s *slots) copy(dst, src []uint64) {
	narrow := s.narrow
	dst, src = dst[:s.n], src[:s.n]
	for i, v := range src {
		if narrow&1 != 0 {
			v = uint64(uint32(v))
		}
		dst[i] = v
		narrow >>= 1
	}
}

// Type returns the function's type.
func (f *Func) Type() *wasm.FuncType { return f.typ }

// typeIDs returns the identities of the types that f's type names. Host functions name none.
func (f *Func) typeIDs() []uint32 {
	if f.instance == nil {
		return nil
	}
	return f.instance.module.typeIDs
}

// Ref returns the reference to f, as a value of type funcref in its store.
func (f *Func) Ref() uint64 { return f.ref }

// Call calls the function with an argument per slot of its parameters and returns the slots of its results; see the package comment
// for how values are written: only a v128 has two slots. It ends with a *Trap if the guest traps, a host function fails or ctx is done. A host function that calls back must pass
// its Caller's context or one made from it.
func (f *Func) Call(ctx context.Context, args ...uint64) ([]uint64, error) {
	if len(args) != f.params.n {
		return nil, fmt.Errorf("function of type %s called with %d arguments", f.typ, len(args))
	}
	stack := make([]uint64, f.save)
	copy(stack, args)
	if err := f.CallStack(ctx, stack); err != nil {
		return nil, err
	}
	return stack[:f.results.n], nil
}

// CallStack is Call without allocation: stack has the arguments and receives the results, and must have room for either.
func (f *Func) CallStack(ctx context.Context, stack []uint64) error {
	if n := f.save; len(stack) < n {
		return fmt.Errorf("function of type %s called with %d slots, needs %d", f.typ, len(stack), n)
	}
	return f.store.call(ctx, f, stack)
}

// A HostFunc is a Go function that guests call. stack has the arguments, one slot each (v128: two), and receives the results from its
// start; it is as long as the longer of the two. i32 and f32 come zero-extended; of results the high half is ignored. An error, or a panic, ends
// the guest with a *Trap from which errors.As gets it back.
type HostFunc func(c *Caller, stack []uint64) error

// A Caller is what a host function knows about the guest that called it. It is valid until the host function returns.
type Caller struct {
	store    *Store
	instance *Instance
	ctx      context.Context // of the call into the guest
	handed   *hostContext    // what Context returns, once asked for
}

// Context returns the context of the call into the guest. A host function that waits must end when it is done, and one that calls into
// the store must use it or one made from it.
func (c *Caller) Context() context.Context {
	if s := c.store; c.handed == nil {
		c.handed = &hostContext{c.ctx, s, firstHostCall + s.handed}
		s.handed++
		s.release(c.handed.call)
	}
	return c.handed
}

// Inside returns a context for calls into the store by the host function itself: it stands for the one that Context returns, and costs nothing. It
// must not be given to other code, which may keep it or use it in another goroutine; Handed makes one of it that can.
func (c *Caller) Inside() context.Context { return &c.store.inside }

// Handed returns what Context returned in the place of a context that is Inside's, and any other context as it is. Where no host function is
// running Inside's is like the background context.
func Handed(ctx context.Context) context.Context {
	in, ok := ctx.(*insideContext)
	switch {
	case !ok:
		return ctx
	case in.store.caller == nil:
		return context.Background()
	}
	return in.store.caller.Context()
}

// GuestContext returns the context that the guest was called with. It is for host functions that may have to wait and do not call into the
// store, which is refused with it. Unlike Context it allocates nothing.
func (c *Caller) GuestContext() context.Context { return c.ctx }

// Store returns the store that the guest runs in.
func (c *Caller) Store() *Store { return c.store }

// Instance returns the instance that called, or nil if Go code did.
func (c *Caller) Instance() *Instance { return c.instance }

// Memory returns the memory that the calling instance exports as "memory", or nil.
func (c *Caller) Memory() *Memory {
	if c.instance == nil {
		return nil
	}
	return c.instance.memoryExport()
}

// A Number is a Go type that stands for a number type of WebAssembly: i32, i64, f32 or f64.
type Number interface {
	int32 | uint32 | int64 | uint64 | float32 | float64
}

// None is the Go type of the result of a function that has none.
type None struct{}

// A Result is a Go type for what a function returns: a number, or nothing.
type Result interface{ Number | None }

// typeOf returns the WebAssembly type that T stands for, NoType for None.
func typeOf[T Result]() wasm.ValType {
	switch any(*new(T)).(type) {
	case int32, uint32:
		return wasm.I32
	case int64, uint64:
		return wasm.I64
	case float32:
		return wasm.F32
	case float64:
		return wasm.F64
	}
	return wasm.NoType
}

// Bits returns v as a slot.
func Bits[T Number](v T) uint64 { return toSlotBits(v) }

func toSlotBits[T Result](v T) uint64 {
	switch unsafe.Sizeof(v) {
	case 4:
		return uint64(*(*uint32)(unsafe.Pointer(&v)))
	case 8:
		return *(*uint64)(unsafe.Pointer(&v))
	}
	return 0
}

// Value returns the number in a slot.
func Value[T Number](bits uint64) T { return fromSlotBits[T](bits) }

func fromSlotBits[T Result](bits uint64) (v T) {
	switch unsafe.Sizeof(v) {
	case 4:
		*(*uint32)(unsafe.Pointer(&v)) = uint32(bits)
	case 8:
		*(*uint64)(unsafe.Pointer(&v)) = bits
	}
	return v
}
