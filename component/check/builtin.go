package check

import (
	"github.com/wvm-project/wvm/canon"
	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/wasm"
)

// This file checks the built-in functions that canonical definitions make, and finds their core types.

// core types of built-ins, by what they look like in the documents.
var (
	i32  = []wasm.ValType{wasm.I32}
	i32s = []wasm.ValType{wasm.I32, wasm.I32}
	i64  = []wasm.ValType{wasm.I64}
)

// fixedType returns the type of a built-in whose type depends on nothing.
func fixedType(k syntax.CanonKind) wasm.FuncType {
	switch k {
	case syntax.CanonWaitableSetNew, syntax.CanonThreadYield, syntax.CanonThreadIndex, syntax.CanonThreadSuspend, syntax.CanonThreadParallelism:
		return wasm.FuncType{Results: i32}
	case syntax.CanonStreamNew, syntax.CanonFutureNew:
		return wasm.FuncType{Results: i64}
	case syntax.CanonResourceDrop, syntax.CanonSubtaskDrop, syntax.CanonErrorContextDrop, syntax.CanonWaitableSetDrop, syntax.CanonThreadResumeLater,
		syntax.CanonStreamDropReadable, syntax.CanonStreamDropWritable, syntax.CanonFutureDropReadable, syntax.CanonFutureDropWritable:
		return wasm.FuncType{Params: i32}
	case syntax.CanonSubtaskCancel,
		syntax.CanonStreamCancelRead, syntax.CanonStreamCancelWrite, syntax.CanonFutureCancelRead, syntax.CanonFutureCancelWrite,
		syntax.CanonThreadSuspendThenResume, syntax.CanonThreadYieldThenResume, syntax.CanonThreadSuspendThenPromote, syntax.CanonThreadYieldThenPromote:
		return wasm.FuncType{Params: i32, Results: i32}
	case syntax.CanonWaitableJoin:
		return wasm.FuncType{Params: i32s}
	}
	return wasm.FuncType{}
}

// builtin checks a built-in function and sets its core type.
func (c *checker) builtin(s *scope, k *Canon) error {
	k.Core = fixedType(k.Kind)
	switch k.Kind {
	case syntax.CanonResourceNew, syntax.CanonResourceDrop, syntax.CanonResourceRep:
		return c.resourceBuiltin(s, k)
	case syntax.CanonTaskReturn:
		return c.taskReturn(s, k)
	case syntax.CanonContextGet, syntax.CanonContextSet:
		return c.contextBuiltin(s, k)
	case syntax.CanonSubtaskCancel:
		return c.asyncCancel(k)
	case syntax.CanonStreamNew, syntax.CanonStreamRead, syntax.CanonStreamWrite, syntax.CanonStreamCancelRead,
		syntax.CanonStreamCancelWrite, syntax.CanonStreamDropReadable, syntax.CanonStreamDropWritable:
		return c.copyBuiltin(s, k, types.Stream)
	case syntax.CanonFutureNew, syntax.CanonFutureRead, syntax.CanonFutureWrite, syntax.CanonFutureCancelRead,
		syntax.CanonFutureCancelWrite, syntax.CanonFutureDropReadable, syntax.CanonFutureDropWritable:
		return c.copyBuiltin(s, k, types.Future)
	case syntax.CanonErrorContextNew, syntax.CanonErrorContextDebugMessage:
		return errorContextBuiltin(k)
	case syntax.CanonWaitableSetWait, syntax.CanonWaitableSetPoll:
		return c.waitBuiltin(s, k)
	case syntax.CanonThreadNewIndirect, syntax.CanonThreadSpawnIndirect, syntax.CanonThreadSpawnRef:
		return c.threadBuiltin(s, k)
	}
	return nil
}

func (c *checker) resourceBuiltin(s *scope, k *Canon) error {
	d, err := s.resourceAt(k.Type, k.Offset)
	if err != nil {
		return err
	}
	k.Resource = d.Resource
	if k.Kind == syntax.CanonResourceDrop {
		return nil
	}
	if !s.local[d.Resource] {
		return bad(k.Offset, "type index %d is not a local resource", k.Type)
	}
	rep := []wasm.ValType{d.Resource.Rep}
	k.Core = wasm.FuncType{Params: rep, Results: i32}
	if k.Kind == syntax.CanonResourceRep {
		k.Core = wasm.FuncType{Params: i32, Results: rep}
	}
	return nil
}

// taskReturn checks task.return, which takes its result as other functions take parameters.
func (c *checker) taskReturn(s *scope, k *Canon) error {
	result, err := c.optType(s, k.Canon.Result, k.Offset)
	if err != nil {
		return err
	}
	k.Func = new(types.Func)
	if result != nil {
		if c.info[result].borrow {
			return bad(k.Offset, "function result cannot contain a `borrow` type")
		}
		k.Func.Params = []types.Field{{Type: result}}
	}
	switch {
	case k.Plan.Async:
		return k.notFor("async")
	case k.Realloc != wasm.NoIndex:
		return k.notFor("realloc")
	}
	p := c.plan(k, canon.Lower)
	k.Core = p.Core
	return k.require(p.NeedsMemory(), false)
}

// contextSlots is how many words of context a thread has.
const contextSlots = 2

func (c *checker) contextBuiltin(s *scope, k *Canon) error {
	switch k.Canon.Core {
	case wasm.I32:
	case wasm.I64:
		if err := c.need(k.Offset, "context of type i64", wasm.FeatureComponentMemory64); err != nil {
			return err
		}
	default:
		return bad(k.Offset, "`%s` only supports i32", syntax.Canons[k.Kind].Name)
	}
	switch {
	case k.Slot >= contextSlots:
		return bad(k.Offset, "`%s` immediate must be zero or one: %d", syntax.Canons[k.Kind].Name, k.Slot)
	case s.context != wasm.NoType && s.context != k.Canon.Core:
		return bad(k.Offset, "all `context.get` and `context.set` of a component must have the same type: %s and %s", s.context, k.Canon.Core)
	}
	s.context = k.Canon.Core
	t := []wasm.ValType{k.Canon.Core}
	if k.Kind == syntax.CanonContextGet {
		k.Core = wasm.FuncType{Results: t}
	} else {
		k.Core = wasm.FuncType{Params: t}
	}
	return nil
}

// asyncCancel checks the feature that cancelling without waiting needs.
func (c *checker) asyncCancel(k *Canon) error {
	if !k.Flag {
		return nil
	}
	return c.need(k.Offset, "async "+syntax.Canons[k.Kind].Name, wasm.FeatureComponentAsyncBuiltins)
}

// copyBuiltin checks the built-ins of streams and futures.
func (c *checker) copyBuiltin(s *scope, k *Canon, kind types.Kind) error {
	d, err := s.typeAt(k.Type, k.Offset)
	if err != nil {
		return err
	}
	if d.Value == nil || d.Value.Kind != kind {
		return bad(k.Offset, "`%s` requires a %s type: type index %d is not one", syntax.Canons[k.Kind].Name, kind, k.Type)
	}
	k.Elem = d.Value.Elem
	read := k.Kind == syntax.CanonStreamRead || k.Kind == syntax.CanonFutureRead
	write := k.Kind == syntax.CanonStreamWrite || k.Kind == syntax.CanonFutureWrite
	if !read && !write {
		return c.asyncCancel(k)
	}
	if !k.Plan.Async {
		if err := c.need(k.Offset, "synchronous "+syntax.Canons[k.Kind].Name, wasm.FeatureComponentAsyncBuiltins); err != nil {
			return err
		}
	}
	p := k.ptr()
	k.Core = wasm.FuncType{Params: []wasm.ValType{wasm.I32, p}, Results: i32}
	if kind == types.Stream {
		k.Core = wasm.FuncType{Params: []wasm.ValType{wasm.I32, p, p}, Results: []wasm.ValType{p}}
	}
	heap := k.Elem != nil && c.layouts.Of(k.Elem).HasHeap()
	return k.require(k.Elem != nil, read && heap)
}

func errorContextBuiltin(k *Canon) error {
	if k.Plan.Async {
		return k.notFor("async")
	}
	p := k.ptr()
	if k.Kind == syntax.CanonErrorContextNew {
		k.Core = wasm.FuncType{Params: []wasm.ValType{p, p}, Results: i32}
		return k.require(true, false)
	}
	k.Core = wasm.FuncType{Params: []wasm.ValType{wasm.I32, p}}
	return k.require(true, true)
}

// waitBuiltin checks the built-ins that write an event to memory.
func (c *checker) waitBuiltin(s *scope, k *Canon) (err error) {
	k.Memory = k.Canon.Memory
	k.Plan.Ptr64, err = c.memory(s, k.Memory, k.Offset)
	k.Core = wasm.FuncType{Params: []wasm.ValType{wasm.I32, k.ptr()}, Results: i32}
	return err
}

// threadBuiltin checks the built-ins that start a thread with a function that takes its context.
func (c *checker) threadBuiltin(s *scope, k *Canon) error {
	t, err := at(s.coreTypes, k.Type, "type", k.Offset)
	if err != nil {
		return err
	}
	ok := t.module == nil && c.core.isFunc(t.id, i32, nil)
	arg := wasm.I32
	if !ok && t.module == nil && c.feats.Has(wasm.FeatureComponentMemory64) && c.core.isFunc(t.id, i64, nil) {
		ok, arg = true, wasm.I64
	}
	if !ok {
		return bad(k.Offset, "start function must take a single `i32` argument: core type index %d does not", k.Type)
	}
	if k.Kind == syntax.CanonThreadSpawnRef {
		f := wasm.Ref(wasm.IndexType(t.id), true)
		k.Core = wasm.FuncType{Params: []wasm.ValType{f, arg}, Results: i32}
		return nil
	}
	table, err := at(s.coreTables, k.Table, "table", k.Offset)
	if err != nil {
		return err
	}
	if table.Elem != wasm.FuncRef {
		return bad(k.Offset, "a table of funcref is required: table %d is of %s", k.Table, table.Elem)
	}
	k.Core = wasm.FuncType{Params: []wasm.ValType{table.Limits.AddrType(), arg}, Results: i32}
	return nil
}
