package component

import (
	"context"
	"reflect"
)

// This file holds Go functions that guests call without reflection.

// A Direct is a Go function for GoFunc and GoMethod: it does what the function itself would, in less time. Direct1 and its siblings make one of a
// function with so many parameters besides a context, which DirectContext1 and its siblings have behind the first one, as method
// expressions do.
type Direct struct {
	fn    reflect.Value
	frame func() directFrame
}

// Type returns the type of the function.
func (d Direct) Type() reflect.Type { return d.fn.Type() }

// A directFrame is the variables of a call.
type directFrame struct {
	in  []reflect.Value // the parameters but the context, settable
	out reflect.Value   // the result, settable
	run func(ctx context.Context) error
}

// directVars are the variables behind a directFrame.
type directVars[A, B, C, R any] struct {
	a A
	b B
	c C
	r R
}

// direct returns a function of n parameters; call calls it.
func direct[A, B, C, R any](fn any, n int, call func(ctx context.Context, v *directVars[A, B, C, R]) (R, error)) Direct {
	return Direct{reflect.ValueOf(fn), func() directFrame {
		v := new(directVars[A, B, C, R])
		in := []reflect.Value{reflect.ValueOf(&v.a).Elem(), reflect.ValueOf(&v.b).Elem(), reflect.ValueOf(&v.c).Elem()}[:n]
		return directFrame{in, reflect.ValueOf(&v.r).Elem(), func(ctx context.Context) (err error) {
			v.r, err = call(ctx, v)
			return err
		}}
	}}
}

// Direct1 returns a function with a parameter.
func Direct1[A, R any](fn func(A) (R, error)) Direct {
	return direct(fn, 1, func(_ context.Context, v *directVars[A, None, None, R]) (R, error) { return fn(v.a) })
}

// Direct2 returns a function with two parameters.
func Direct2[A, B, R any](fn func(A, B) (R, error)) Direct {
	return direct(fn, 2, func(_ context.Context, v *directVars[A, B, None, R]) (R, error) { return fn(v.a, v.b) })
}

// Direct3 returns a function with three parameters.
func Direct3[A, B, C, R any](fn func(A, B, C) (R, error)) Direct {
	return direct(fn, 3, func(_ context.Context, v *directVars[A, B, C, R]) (R, error) { return fn(v.a, v.b, v.c) })
}

// DirectContext1 returns a function with a parameter and a context.
func DirectContext1[A, R any](fn func(A, context.Context) (R, error)) Direct {
	return direct(fn, 1, func(ctx context.Context, v *directVars[A, None, None, R]) (R, error) { return fn(v.a, ctx) })
}

// DirectContext2 returns a function with two parameters and a context.
func DirectContext2[A, B, R any](fn func(A, context.Context, B) (R, error)) Direct {
	return direct(fn, 2, func(ctx context.Context, v *directVars[A, B, None, R]) (R, error) { return fn(v.a, ctx, v.b) })
}

// DirectContext3 returns a function with three parameters and a context.
func DirectContext3[A, B, C, R any](fn func(A, context.Context, B, C) (R, error)) Direct {
	return direct(fn, 3, func(ctx context.Context, v *directVars[A, B, C, R]) (R, error) { return fn(v.a, ctx, v.b, v.c) })
}
