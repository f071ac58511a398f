package canon

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/component/value"
)

// This file tests calls: their order, who may call whom and when, resources, and what a trap leaves behind.

var (
	typeU32    = &types.Type{Kind: types.U32}
	typeString = &types.Type{Kind: types.String}
	typeOwn    = &types.Type{Kind: types.Own, Resource: testResource}
	typeBorrow = &types.Type{Kind: types.Borrow, Resource: testResource}
	background = context.Background()
)

// fn returns a function type; a nil result is none.
func fn(result *types.Type, params ...*types.Type) *types.Func {
	ft := &types.Func{Result: result}
	for i, p := range params {
		ft.Params = append(ft.Params, types.Field{Label: fmt.Sprint("p", i), Type: p})
	}
	return ft
}

// nothing is a core function.
func nothing(context.Context, []uint64) error { return nil }

// lift and lower make functions without strings.
func lift(inst *Instance, ft *types.Func, f CoreFunc, rts ...*ResourceType) *Lifted {
	return NewLifted(inst, NewPlan(ft, Lift, PlanConfig{}), &Options{Resources: rts}, f)
}

func lower(inst *Instance, ft *types.Func, callee Callee, rts ...*ResourceType) *Lowered {
	return NewLowered(inst, NewPlan(ft, Lower, PlanConfig{}), &Options{Resources: rts}, callee)
}

func wantTrap(t *testing.T, err error, code TrapCode) {
	t.Helper()
	var tr *Trap
	if !errors.As(err, &tr) || tr.Code != code {
		t.Errorf("error %v, want %q", err, code)
	}
}

func TestCallOrder(t *testing.T) {
	var log []string
	st := NewStore(Limits{})
	caller, callee := st.NewInstance(nil), st.NewInstance(nil)
	say := func(s string) { log = append(log, s) }
	memories := [2]*bump{newBump(), newBump()}
	realloc := func(i int, inst *Instance) CoreFunc {
		return func(ctx context.Context, stack []uint64) error {
			say(fmt.Sprint("realloc ", i))
			if inst.mayLeave {
				t.Error("realloc may leave")
			}
			return memories[i].realloc(ctx, stack)
		}
	}
	copy(memories[0].mem[100:], "hi there")
	ft := fn(typeString, typeString)
	l := NewLifted(callee, NewPlan(ft, Lift, PlanConfig{}), &Options{
		Memory: memories[1], Realloc: realloc(1, callee),
		PostReturn: func(_ context.Context, stack []uint64) error {
			say(fmt.Sprint("post-return ", stack[0]))
			if callee.mayLeave {
				t.Error("post-return may leave")
			}
			callee.ContextSet(0, callee.ContextGet(0)+1)
			return nil
		},
	}, func(_ context.Context, stack []uint64) error {
		say(fmt.Sprintf("call %q", memories[1].mem[stack[0]:stack[0]+stack[1]]))
		if callee.entering(nil).mayEnter() || caller.ContextGet(0) != 0 {
			t.Error("the callee may be entered, or has not got a thread of its own")
		}
		callee.ContextSet(0, 5)
		storeInt(memories[1].mem[8:], 4, stack[0])
		storeInt(memories[1].mem[12:], 4, stack[1]-1)
		stack[0] = 8
		return nil
	})
	low := NewLowered(caller, NewPlan(ft, Lower, PlanConfig{}), &Options{Memory: memories[0], Realloc: realloc(0, caller)}, l)
	outer := lift(caller, fn(nil), func(ctx context.Context, _ []uint64) error {
		return low.Call(ctx, []uint64{100, 8, 16})
	})
	if err := outer.Call(background, nil, nil); err != nil {
		t.Fatal(err)
	}
	want := []string{"realloc 1", `call "hi there"`, "realloc 0", "post-return 8"}
	if !reflect.DeepEqual(log, want) {
		t.Errorf("got %q, want %q", log, want)
	}
	ptr, n := loadInt(memories[0].mem[16:], 4), loadInt(memories[0].mem[20:], 4)
	if got := string(memories[0].mem[ptr : ptr+n]); got != "hi ther" {
		t.Errorf("result %q", got)
	}
	if caller.Poisoned() || callee.Poisoned() {
		t.Error("an instance cannot be entered after a call that ended well")
	}
}

func TestSpilledParams(t *testing.T) {
	params := make([]*types.Type, 17)
	for i := range params {
		params[i] = typeU32
	}
	st := NewStore(Limits{})
	mem := newBump()
	inst := st.NewInstance(nil)
	l := NewLifted(inst, NewPlan(fn(typeU32, params...), Lift, PlanConfig{}), &Options{Memory: mem, Realloc: mem.realloc}, func(_ context.Context, stack []uint64) error {
		sum := uint64(0)
		for i := range params {
			sum += loadInt(mem.mem[stack[0]+4*uint64(i):], 4)
		}
		stack[0] = sum
		return nil
	})
	var sum uint64
	err := l.Call(background, func(p Target) {
		for i := range p.Len() {
			p.Field(i).SetUint(uint64(i))
		}
	}, func(r Source) { sum = r.Field(0).Uint() })
	if err != nil || sum != 136 || !reflect.DeepEqual(mem.calls, [][4]uint64{{0, 0, 4, 68}}) {
		t.Errorf("%d, %v, realloc called with %v", sum, err, mem.calls)
	}
	mem.last++ // so that realloc returns what is not aligned
	low := NewLowered(st.NewInstance(nil), NewPlan(fn(nil, params...), Lower, PlanConfig{}), &Options{Memory: mem}, l)
	for ptr, code := range map[uint64]TrapCode{2: TrapUnaligned, memorySize - 64: TrapOutOfBounds, 0xfffffffc: TrapOutOfBounds} {
		wantTrap(t, low.Call(background, []uint64{ptr}), code)
		inst.entering(nil).leave()
	}
}

func TestReentrance(t *testing.T) {
	for _, nested := range []bool{false, true} {
		st := NewStore(Limits{})
		st.Nested = nested
		parent := st.NewInstance(nil)
		child, sibling := st.NewInstance(parent), st.NewInstance(parent)
		ft := fn(nil)
		call := func(from, to *Instance, then CoreFunc) CoreFunc { return lower(from, ft, lift(to, ft, then)).Call }
		run := func(f CoreFunc, inst *Instance) error { return lift(inst, ft, f).Call(background, nil, nil) }
		if err := run(call(child, sibling, nothing), child); err != nil {
			t.Errorf("nested %t: call of a sibling: %v", nested, err)
		}
		for _, tree := range [][2]*Instance{{parent, child}, {child, parent}, {child, child}} {
			err := run(call(tree[0], tree[1], nothing), tree[0])
			if nested && err != nil {
				t.Errorf("call between relatives: %v", err)
			}
			if !nested {
				wantTrap(t, err, TrapCannotEnter)
				if !parent.Poisoned() || !child.Poisoned() {
					t.Error("a trap leaves instances usable")
				}
				wantTrap(t, run(nothing, child), TrapCannotEnter)
				parent.mayEnter, child.mayEnter = true, true
			}
		}
		// There and back again.
		wantTrap(t, run(call(child, sibling, call(sibling, child, nothing)), child), TrapCannotEnter)
	}
}

func TestTrapPoisons(t *testing.T) {
	st := NewStore(Limits{})
	root := st.NewInstance(nil)
	a, b, other := st.NewInstance(root), st.NewInstance(root), st.NewInstance(nil)
	boom := errors.New("boom")
	ft := fn(nil)
	failing := lift(b, ft, func(context.Context, []uint64) error { return boom })
	low := lower(a, ft, failing)
	if err := lift(a, ft, low.Call).Call(background, nil, nil); !errors.Is(err, boom) {
		t.Fatalf("error %v", err)
	}
	for _, inst := range []*Instance{root, a, b} {
		wantTrap(t, lift(inst, ft, nothing).Call(background, nil, nil), TrapCannotEnter)
	}
	if err := lift(other, ft, nothing).Call(background, nil, nil); err != nil {
		t.Errorf("another tree: %v", err)
	}
	if st.current != nil || st.depth != 0 {
		t.Error("a trap leaves something behind in the store")
	}
}

func TestMayLeave(t *testing.T) {
	st := NewStore(Limits{})
	inst := st.NewInstance(nil)
	rt := &ResourceType{Impl: inst}
	low := lower(inst, fn(nil), &HostFunc{fn(nil), func(context.Context, HostCall) error { return nil }})
	builtins := map[string]func() error{
		"lower":            func() error { return low.Call(background, nil) },
		"resource.new":     func() error { _, err := inst.ResourceNew(rt, 1); return err },
		"resource.drop":    func() error { return inst.ResourceDrop(background, rt, 1) },
		"task.cancel":      inst.TaskCancel,
		"waitable-set.new": func() error { _, err := inst.WaitableSetNew(); return err },
		"thread.index":     func() error { _, err := inst.ThreadIndex(); return err },
		"subtask.drop":     func() error { return inst.SubtaskDrop(1) },
		"waitable.join":    func() error { return inst.WaitableJoin(1, 0) },
	}
	inst.mayLeave = false
	for name, f := range builtins {
		if err := f(); err == nil {
			t.Errorf("%s works", name)
		} else {
			wantTrap(t, err, TrapCannotLeave)
		}
	}
	inst.mayLeave = true
	if i, err := inst.ResourceNew(rt, 7); i != 1 || err != nil {
		t.Errorf("resource.new returned %d, %v", i, err)
	}
	inst.mayLeave = false
	if rep, err := inst.ResourceRep(rt, 1); rep != 7 || err != nil {
		t.Errorf("resource.rep returned %d, %v", rep, err)
	}
}

func TestResources(t *testing.T) {
	st := NewStore(Limits{})
	impl, user := st.NewInstance(nil), st.NewInstance(nil)
	var destroyed []uint64
	rt := &ResourceType{Impl: impl, Dtor: func(_ context.Context, stack []uint64) error {
		destroyed = append(destroyed, stack[0])
		return nil
	}}
	other := &ResourceType{Impl: impl}
	makes := lower(user, fn(typeOwn), lift(impl, fn(typeOwn), func(_ context.Context, stack []uint64) error {
		i, err := impl.ResourceNew(rt, 40+stack[0])
		stack[0] = uint64(i)
		return err
	}, rt), rt)
	uses := lower(user, fn(typeU32, typeBorrow), lift(impl, fn(typeU32, typeBorrow), nothing, rt), rt)
	stack := []uint64{0}
	for want := range uint64(3) {
		stack[0] = 0
		if err := makes.Call(background, stack); err != nil || stack[0] != want+1 {
			t.Fatalf("handle %d, %v", stack[0], err)
		}
	}
	stack[0] = 2
	if err := uses.Call(background, stack); err != nil || stack[0] != 40 {
		t.Fatalf("the implementation got %d, %v instead of the representation", stack[0], err)
	}
	if h, _ := user.handles.get(2); h.lends != 0 {
		t.Error("the resource is still lent")
	}
	for _, i := range []uint32{1, 3} {
		if err := user.ResourceDrop(background, rt, i); err != nil {
			t.Fatal(err)
		}
	}
	if len(destroyed) != 2 {
		t.Errorf("%v were destroyed", destroyed)
	}
	stack[0] = 0
	if err := makes.Call(background, stack); err != nil || stack[0] != 3 {
		t.Errorf("handle %d instead of the last given back, %v", stack[0], err)
	}
	for _, i := range []uint32{0, 1, 4, 1<<32 - 1} {
		wantTrap(t, user.ResourceDrop(background, rt, i), TrapUnknownHandle)
	}
	wantTrap(t, user.ResourceDrop(background, other, 2), TrapWrongHandle)
	set, _ := user.WaitableSetNew()
	wantTrap(t, user.ResourceDrop(background, rt, set), TrapWrongHandle)
	h, _ := user.handles.get(2)
	h.lends = 1
	wantTrap(t, user.ResourceDrop(background, rt, 2), TrapLent)
}

// TestBorrowByOther lends a resource to an instance that does not implement it: it must give it back before it returns.
func TestBorrowByOther(t *testing.T) {
	for _, drops := range []bool{true, false} {
		st := NewStore(Limits{})
		impl, user, borrower := st.NewInstance(nil), st.NewInstance(nil), st.NewInstance(nil)
		rt := &ResourceType{Impl: impl}
		i, _ := user.lowerOwn(9, rt)
		f := lift(borrower, fn(nil, typeBorrow), func(ctx context.Context, stack []uint64) error {
			if rep, err := borrower.ResourceRep(rt, uint32(stack[0])); rep != 9 || err != nil {
				t.Errorf("representation %d, %v", rep, err)
			}
			wantTrap(t, user.ResourceDrop(ctx, rt, i), TrapLent)
			if drops {
				return borrower.ResourceDrop(ctx, rt, uint32(stack[0]))
			}
			return nil
		}, rt)
		err := lower(user, fn(nil, typeBorrow), f, rt).Call(background, []uint64{uint64(i)})
		if drops {
			if err != nil {
				t.Error(err)
			}
			continue
		}
		wantTrap(t, err, TrapBorrowsLeft)
	}
}

func TestHandleLimit(t *testing.T) {
	st := NewStore(Limits{Handles: 5})
	inst := st.NewInstance(nil)
	rt := &ResourceType{Impl: inst}
	for range 5 {
		if _, err := inst.ResourceNew(rt, 0); err != nil {
			t.Fatal(err)
		}
	}
	_, err := inst.ResourceNew(rt, 0)
	wantTrap(t, err, TrapTableFull)
}

// TestHostBytes sees to it that a guest cannot make the host use more memory than granted by lists that are small in the guest.
func TestHostBytes(t *testing.T) {
	st := NewStore(Limits{HostBytes: 1000})
	inst := st.NewInstance(nil)
	mem := newBump()
	ty := &types.Type{Kind: types.List, Elem: &types.Type{Kind: types.Bool}}
	f := &HostFunc{fn(nil, ty), func(_ context.Context, c HostCall) error { c.Args().Field(0).Value(); return nil }}
	low := NewLowered(inst, NewPlan(f.Type, Lower, PlanConfig{}), &Options{Memory: mem}, f)
	for range 100 { // each call has its own
		if err := low.Call(background, []uint64{0, 40}); err != nil {
			t.Fatal(err)
		}
	}
	wantTrap(t, low.Call(background, []uint64{0, 50}), TrapLimit)
}

func TestHostFunc(t *testing.T) {
	st := NewStore(Limits{})
	inst := st.NewInstance(nil)
	mem := newBump()
	copy(mem.mem, "gopher")
	ft := fn(typeString, typeString)
	greet := &HostFunc{ft, func(_ context.Context, c HostCall) error {
		c.Results().Field(0).SetString("hello " + c.Args().Field(0).String())
		return nil
	}}
	low := NewLowered(inst, NewPlan(ft, Lower, PlanConfig{}), &Options{Memory: mem, Realloc: mem.realloc}, greet)
	if err := low.Call(background, []uint64{0, 6, 32}); err != nil {
		t.Fatal(err)
	}
	ptr, n := loadInt(mem.mem[32:], 4), loadInt(mem.mem[36:], 4)
	if got := string(mem.mem[ptr : ptr+n]); got != "hello gopher" {
		t.Errorf("got %q", got)
	}
	for out, code := range map[uint64]TrapCode{33: TrapUnaligned, memorySize - 4: TrapOutOfBounds} {
		wantTrap(t, low.Call(background, []uint64{0, 6, out}), code)
	}
	boom := errors.New("boom")
	greet.Func = func(context.Context, HostCall) error { return boom }
	if err := low.Call(background, []uint64{0, 6, 32}); !errors.Is(err, boom) {
		t.Error(err)
	}
	greet.Func = func(context.Context, HostCall) error { return nil }
	wantTrap(t, low.Call(background, []uint64{0, 6, 32}), TrapNoResult)
}

func TestTrapTexts(t *testing.T) {
	if err := error(unknownHandle(5)); !strings.Contains(err.Error(), "unknown handle index 5") {
		t.Error(err)
	}
	if err := trap(TrapCannotEnter); err.Error() != "cannot enter component instance" {
		t.Error(err)
	}
}

// TestAsyncLifts runs what async lifts can do without waiting: task.return, callbacks that exit and yield.
func TestAsyncLifts(t *testing.T) {
	st := NewStore(Limits{})
	inst, caller := st.NewInstance(nil), st.NewInstance(nil)
	ft := fn(typeU32, typeU32)
	ft.Async = true
	plan := NewPlan(ft, Lift, PlanConfig{Async: true, Callback: true})
	returns := true
	opts := &Options{Callback: func(_ context.Context, stack []uint64) error {
		stack[0] = callbackExit
		if !returns {
			return nil
		}
		return inst.TaskReturn(plan, &Options{}, []uint64{43})
	}}
	l := NewLifted(inst, plan, opts, func(_ context.Context, stack []uint64) error {
		if stack[0] != 42 {
			t.Errorf("argument %d", stack[0])
		}
		stack[0] = callbackYield
		return nil
	})
	stack := []uint64{42, 0}
	if err := lower(caller, ft, l).Call(background, stack); err != nil || stack[0] != 43 {
		t.Errorf("%d, %v", stack[0], err)
	}
	if inst.exclusive != nil {
		t.Error("the lock is held")
	}
	mem := newBump()
	async := NewLowered(caller, NewPlan(ft, Lower, PlanConfig{Async: true}), &Options{Memory: mem}, l)
	stack = []uint64{42, 8}
	if err := async.Call(background, stack); err != nil || stack[0] != uint64(subtaskReturned) || loadInt(mem.mem[8:], 4) != 43 {
		t.Errorf("asynchronous: %d, %v", stack[0], err)
	}
	wantTrap(t, inst.TaskCancel(), TrapCannotLeave)
	returns = false
	wantTrap(t, lower(caller, ft, l).Call(background, []uint64{42, 0}), TrapNotReturned)
}

// TestTuples takes parameters and results as tuples, and the entries of maps.
func TestTuples(t *testing.T) {
	st := NewStore(Limits{})
	mem := newBump()
	m := &types.Type{Kind: types.Map, Elem: typeU32, Elem2: typeString}
	ft := fn(typeU32, typeU32, m)
	l := NewLifted(st.NewInstance(nil), NewPlan(ft, Lift, PlanConfig{}), &Options{Memory: mem, Realloc: mem.realloc}, func(_ context.Context, stack []uint64) error {
		stack[0] += stack[2]
		return nil
	})
	var result value.Value
	err := l.Call(background,
		func(p Target) {
			p.SetValue(value.Tuple{uint32(5), value.Map{{Key: uint32(1), Value: "x"}, {Key: uint32(2), Value: ""}}})
		},
		func(r Source) { result = r.Value() })
	if err != nil || !reflect.DeepEqual(result, value.Tuple{uint32(7)}) {
		t.Errorf("%v, %v", result, err)
	}
	args := lower(st.NewInstance(nil), ft, &HostFunc{ft, func(_ context.Context, c HostCall) error {
		if got := c.Args().Field(1).List().At(0).Value(); !reflect.DeepEqual(got, value.Tuple{uint32(1), "x"}) {
			t.Errorf("entry %v", got)
		}
		c.Results().SetValue(value.Tuple{uint32(1)})
		return nil
	}})
	args.opts.Memory = mem
	stack := []uint64{5, memoryStart, 2}
	if err := args.Call(background, stack); err != nil || stack[0] != 1 {
		t.Errorf("%d, %v", stack[0], err)
	}
}

// TestManyLends lends the same resource over and over: the host must remember each.
func TestManyLends(t *testing.T) {
	st := NewStore(Limits{HostBytes: 800})
	impl, user := st.NewInstance(nil), st.NewInstance(nil)
	rt := &ResourceType{Impl: impl}
	src, dst := newBump(), newBump()
	i, _ := user.lowerOwn(1, rt)
	for k := range 101 {
		storeInt(src.mem[4*k:], 4, uint64(i))
	}
	ft := fn(nil, &types.Type{Kind: types.List, Elem: typeBorrow})
	l := NewLifted(impl, NewPlan(ft, Lift, PlanConfig{}), &Options{Memory: dst, Realloc: dst.realloc, Resources: []*ResourceType{rt}}, nothing)
	low := NewLowered(user, NewPlan(ft, Lower, PlanConfig{}), &Options{Memory: src, Resources: []*ResourceType{rt}}, l)
	for range 5 {
		if err := low.Call(background, []uint64{0, 100}); err != nil {
			t.Fatal(err)
		}
	}
	if h, _ := user.handles.get(i); h.lends != 0 {
		t.Errorf("lent %d times after the calls", h.lends)
	}
	wantTrap(t, low.Call(background, []uint64{0, 101}), TrapLimit)
}
