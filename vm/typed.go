package vm

import (
	"context"
	"fmt"

	"github.com/wvm-project/wvm/wasm"
)

// This file holds functions with Go types, in both directions: typed handles of guests' functions, and host functions made from
// ordinary Go functions. Neither allocates when called.

// signature is the type of functions with these parameters and the result R.
func signature[R Result](params ...wasm.ValType) wasm.FuncType {
	t := wasm.FuncType{Params: params}
	if r := typeOf[R](); r != wasm.NoType {
		t.Results = []wasm.ValType{r}
	}
	return t
}

// give leaves the result of a host function in its stack, which is empty without parameters and result.
func give[R Result](stack []uint64, r R) {
	if len(stack) > 0 {
		stack[0] = toSlotBits(r)
	}
}

func sameTypes(a, b []wasm.ValType) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// expect returns an error unless f has type want.
func expect(f *Func, want wasm.FuncType) error {
	if !sameTypes(f.typ.Params, want.Params) || !sameTypes(f.typ.Results, want.Results) {
		return fmt.Errorf("function has type %s, not %s", f.typ, &want)
	}
	return nil
}

// A Func0 is a function without parameters and with the result R, which is None where there is none.
type Func0[R Result] struct{ f *Func }

// Typed0 returns f with its Go type, or an error if that is not its type.
func Typed0[R Result](f *Func) (Func0[R], error) {
	return Func0[R]{f}, expect(f, signature[R]())
}

// Call calls the function; see Func.Call.
func (t Func0[R]) Call(ctx context.Context) (R, error) {
	var stack [1]uint64
	err := t.f.store.call(ctx, t.f, stack[:])
	return fromSlotBits[R](stack[0]), err
}

// A Func1 is a function with one parameter and the result R.
type Func1[A Number, R Result] struct{ f *Func }

// Typed1 returns f with its Go type, or an error if that is not its type.
func Typed1[A Number, R Result](f *Func) (Func1[A, R], error) {
	return Func1[A, R]{f}, expect(f, signature[R](typeOf[A]()))
}

// Call calls the function; see Func.Call.
func (t Func1[A, R]) Call(ctx context.Context, a A) (R, error) {
	stack := [1]uint64{Bits(a)}
	err := t.f.store.call(ctx, t.f, stack[:])
	return fromSlotBits[R](stack[0]), err
}

// A Func2 is a function with two parameters and the result R.
type Func2[A, B Number, R Result] struct{ f *Func }

// Typed2 returns f with its Go type, or an error if that is not its type.
func Typed2[A, B Number, R Result](f *Func) (Func2[A, B, R], error) {
	return Func2[A, B, R]{f}, expect(f, signature[R](typeOf[A](), typeOf[B]()))
}

// Call calls the function; see Func.Call.
func (t Func2[A, B, R]) Call(ctx context.Context, a A, b B) (R, error) {
	stack := [2]uint64{Bits(a), Bits(b)}
	err := t.f.store.call(ctx, t.f, stack[:])
	return fromSlotBits[R](stack[0]), err
}

// A Func3 is a function with three parameters and the result R.
type Func3[A, B, C Number, R Result] struct{ f *Func }

// Typed3 returns f with its Go type, or an error if that is not its type.
func Typed3[A, B, C Number, R Result](f *Func) (Func3[A, B, C, R], error) {
	return Func3[A, B, C, R]{f}, expect(f, signature[R](typeOf[A](), typeOf[B](), typeOf[C]()))
}

// Call calls the function; see Func.Call.
func (t Func3[A, B, C, R]) Call(ctx context.Context, a A, b B, c C) (R, error) {
	stack := [3]uint64{Bits(a), Bits(b), Bits(c)}
	err := t.f.store.call(ctx, t.f, stack[:])
	return fromSlotBits[R](stack[0]), err
}

// Host0 makes a host function of type [] -> [R] for Linker.Func, without a result if R is None.
func Host0[R Result](fn func(*Caller) (R, error)) (wasm.FuncType, HostFunc) {
	return signature[R](), func(c *Caller, stack []uint64) error {
		r, err := fn(c)
		give(stack, r)
		return err
	}
}

// Host1 makes a host function of type [A] -> [R] for Linker.Func, without a result if R is None.
func Host1[A Number, R Result](fn func(*Caller, A) (R, error)) (wasm.FuncType, HostFunc) {
	return signature[R](typeOf[A]()), func(c *Caller, stack []uint64) error {
		r, err := fn(c, Value[A](stack[0]))
		give(stack, r)
		return err
	}
}

// Host2 makes a host function of type [A B] -> [R] for Linker.Func, without a result if R is None.
func Host2[A, B Number, R Result](fn func(*Caller, A, B) (R, error)) (wasm.FuncType, HostFunc) {
	return signature[R](typeOf[A](), typeOf[B]()), func(c *Caller, stack []uint64) error {
		r, err := fn(c, Value[A](stack[0]), Value[B](stack[1]))
		give(stack, r)
		return err
	}
}

// Host3 makes a host function of type [A B C] -> [R] for Linker.Func, without a result if R is None.
func Host3[A, B, C Number, R Result](fn func(*Caller, A, B, C) (R, error)) (wasm.FuncType, HostFunc) {
	return signature[R](typeOf[A](), typeOf[B](), typeOf[C]()), func(c *Caller, stack []uint64) error {
		r, err := fn(c, Value[A](stack[0]), Value[B](stack[1]), Value[C](stack[2]))
		give(stack, r)
		return err
	}
}
