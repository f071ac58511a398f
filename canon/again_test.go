package canon

import (
	"context"
	"errors"
	"testing"
)

// This file tests that a call finds nothing of an earlier one from the same place, although both have the same task.

// TestAgain makes a call several times: its thread's number and storage, what is lent, and what the caller is told are the same each time.
func TestAgain(t *testing.T) {
	st := NewStore(Limits{})
	impl, user, borrower := st.NewInstance(nil), st.NewInstance(nil), st.NewInstance(nil)
	rt := &ResourceType{Impl: impl}
	i, _ := user.lowerOwn(9, rt)
	f := lift(borrower, fn(typeU32, typeBorrow, typeU32), func(ctx context.Context, stack []uint64) error {
		index, err := borrower.ThreadIndex()
		if err != nil || index != 1 || borrower.ContextGet(0) != 0 || borrower.ContextGet(1) != 0 {
			t.Errorf("thread %d with storage %d, %d, %v", index, borrower.ContextGet(0), borrower.ContextGet(1), err)
		}
		borrower.ContextSet(0, 5)
		borrower.ContextSet(1, 6)
		b := uint32(stack[0])
		stack[0] = stack[1] + 1
		if b != 1 {
			t.Errorf("the borrowed resource has handle %d", b)
		}
		return borrower.ResourceDrop(ctx, rt, b)
	}, rt)
	low := lower(user, fn(typeU32, typeBorrow, typeU32), f, rt)
	for n := range uint64(3) {
		stack := []uint64{uint64(i), n}
		if err := low.Call(background, stack); err != nil || stack[0] != n+1 {
			t.Errorf("call %d: %d, %v", n, stack[0], err)
		}
		if h, _ := user.handles.get(i); h.lends != 0 {
			t.Errorf("call %d: lent %d times", n, h.lends)
		}
	}
	if err := user.ResourceDrop(background, rt, i); err != nil {
		t.Error(err)
	}
}

// TestAgainFromHost calls from Go code, where arguments may fail before the guest runs.
func TestAgainFromHost(t *testing.T) {
	inst := NewStore(Limits{}).NewInstance(nil)
	f := lift(inst, fn(typeU32, typeU32), func(_ context.Context, stack []uint64) error {
		if index, err := inst.ThreadIndex(); index != 1 || err != nil {
			t.Errorf("thread %d, %v", index, err)
		}
		stack[0]++
		return nil
	})
	wrong := errors.New("wrong")
	for n := range uint64(6) {
		var got uint64
		err := f.Call(background, func(p Target) {
			if n%2 == 1 {
				p.Fail(wrong)
				return
			}
			p.Field(0).SetUint(n)
		}, func(r Source) { got = r.Field(0).Uint() })
		if n%2 == 1 && !errors.Is(err, wrong) || n%2 == 0 && (err != nil || got != n+1) {
			t.Errorf("call %d: %d, %v", n, got, err)
		}
	}
}

// TestInsideItself makes a call from inside the same one, and destructors that call themselves: each has a task of its own.
func TestInsideItself(t *testing.T) {
	st := NewStore(Limits{})
	st.Nested = true
	inst := st.NewInstance(nil)
	ft := fn(typeU32, typeU32)
	var low *Lowered
	sum := func(ctx context.Context, stack []uint64) error {
		n := stack[0]
		if inst.ContextGet(0) != 0 {
			t.Errorf("at %d the storage holds %d", n, inst.ContextGet(0))
		}
		inst.ContextSet(0, n)
		if n > 0 {
			stack := []uint64{n - 1}
			if err := low.Call(ctx, stack); err != nil {
				return err
			}
			n += stack[0]
		}
		if inst.ContextGet(0) != stack[0] {
			t.Errorf("behind the inner call the storage holds %d instead of %d", inst.ContextGet(0), stack[0])
		}
		stack[0] = n
		return nil
	}
	low = lower(inst, ft, lift(inst, ft, sum))
	for range 2 {
		stack := []uint64{10}
		if err := low.Call(background, stack); err != nil || stack[0] != 55 {
			t.Errorf("%d, %v", stack[0], err)
		}
	}
	var order []uint64
	rt := &ResourceType{Impl: inst}
	rt.Dtor = func(ctx context.Context, stack []uint64) error {
		rep := stack[0]
		order = append(order, rep)
		if rep == 0 {
			return nil
		}
		next, err := inst.ResourceNew(rt, rep-1)
		if err != nil {
			return err
		}
		return inst.ResourceDrop(ctx, rt, next)
	}
	i, _ := inst.ResourceNew(rt, 3)
	if err := inst.ResourceDrop(background, rt, i); err != nil || len(order) != 4 {
		t.Errorf("destroyed %v, %v", order, err)
	}
}
