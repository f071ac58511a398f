package component

import (
	"reflect"
	"slices"
	"time"

	"github.com/wvm-project/wvm/component/types"
)

// This file holds the trace of calls of Go functions.

// A GoCall is a call by a guest of a function that was defined by GoFunc or GoMethod. What is in it is valid until the function that Trace was
// given returns, and is not to be changed.
type GoCall struct {
	Interface, Name string // as they were defined
	Type            *types.Func
	Args            []reflect.Value // one for each parameter of Type
	Result          reflect.Value   // not valid if Type has no result, or after an error
	Err             error           // the error that ends the guest
	Start           time.Time
	Duration        time.Duration
}

// Trace makes fn be called after each call of a function that was defined by GoFunc or GoMethod, before the guest goes on, in the same goroutine.
// Nil is nothing.
func (l *Linker) Trace(fn func(*GoCall)) { l.traced = fn }

// begin notes a call.
func (f *goFunc) begin(t *types.Func, args []reflect.Value) *GoCall {
	return &GoCall{Interface: f.iface, Name: f.name, Type: t, Args: slices.Clone(args), Start: time.Now()}
}

// end notes what came of it.
func (c *GoCall) end(out []reflect.Value, err error) *GoCall {
	c.Duration, c.Err = time.Since(c.Start), err
	if err == nil && c.Type.Result != nil {
		c.Result = out[0]
	}
	return c
}
