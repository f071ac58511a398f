package canon

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/component/types"
)

// This file tests streams, futures and waitables as far as nobody waits: both parties are instances that run by turns.

// A party is an instance that runs, with a memory.
type party struct {
	*Instance
	*bump
	opts *Options
	task *Task
}

func newParty(st *Store) *party {
	p := &party{Instance: st.NewInstance(nil), bump: newBump()}
	p.opts = &Options{Memory: p.bump, Realloc: p.realloc}
	p.task = &Task{inst: p.Instance, lifted: &Lifted{plan: startPlan()}}
	p.task.thread.task = p.task
	return p
}

// copy is Copy as the party's own code would call it.
func (p *party) copy(t *testing.T, plan *CopyPlan, write bool, i uint32, ptr, n uint64) uint32 {
	t.Helper()
	p.store.current = &p.task.thread
	result, err := p.Copy(background, plan, p.opts, write, i, ptr, n)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// connect makes a stream or future of which reader gets the readable end.
func connect(t *testing.T, plan *CopyPlan, writer, reader *party) (r, w uint32) {
	t.Helper()
	writer.store.current = &writer.task.thread
	both, err := writer.New(plan, writer.opts)
	if err != nil {
		t.Fatal(err)
	}
	ft := fn(nil, plan.typ)
	f := lift(reader.Instance, ft, func(_ context.Context, stack []uint64) error { r = uint32(stack[0]); return nil })
	if err := lower(writer.Instance, ft, f).Call(background, []uint64{both & 0xffffffff}); err != nil {
		t.Fatal(err)
	}
	return r, uint32(both >> 32)
}

func TestStream(t *testing.T) {
	st := NewStore(Limits{})
	writer, reader := newParty(st), newParty(st)
	plan := NewCopyPlan(&types.Type{Kind: types.Stream, Elem: &types.Type{Kind: types.String}}, PlanConfig{Async: true})
	r, w := connect(t, plan, writer, reader)
	for i, s := range []string{"one", "two", "three"} {
		n := copy(writer.mem[1000+10*i:], s)
		storeInt(writer.mem[8*i:], 4, uint64(1000+10*i))
		storeInt(writer.mem[8*i+4:], 4, uint64(n))
	}
	if got := reader.copy(t, plan, false, r, 0, 2); got != blocked {
		t.Fatalf("read of an empty stream returned %#x", got)
	}
	if got := writer.copy(t, plan, true, w, 0, 3); got != 2<<4 {
		t.Fatalf("write returned %#x", got)
	}
	var got []string
	for i := range 2 {
		ptr, n := loadInt(reader.mem[8*i:], 4), loadInt(reader.mem[8*i+4:], 4)
		got = append(got, string(reader.mem[ptr:ptr+n]))
	}
	if !reflect.DeepEqual(got, []string{"one", "two"}) {
		t.Errorf("read %q", got)
	}
	set, _ := reader.WaitableSetNew()
	if err := reader.WaitableJoin(r, set); err != nil {
		t.Fatal(err)
	}
	st.current = &reader.task.thread
	code, err := reader.WaitableSetPoll(false, reader.bump, set, 100)
	if p1, p2 := loadInt(reader.mem[100:], 4), loadInt(reader.mem[104:], 4); err != nil || code != uint32(eventStreamRead) || p1 != uint64(r) || p2 != 2<<4 {
		t.Errorf("event %d, %d, %d, %v", code, p1, p2, err)
	}
	if code, err = reader.WaitableSetPoll(false, reader.bump, set, 100); code != 0 || err != nil {
		t.Errorf("event %d, %v", code, err)
	}
	_, err = reader.WaitableSetPoll(false, reader.bump, set, 102)
	wantTrap(t, err, TrapUnaligned)
	wantTrap(t, reader.WaitableSetDrop(set), TrapSetNotEmpty)
	if err := writer.DropEnd(plan, writer.opts, true, w); err != nil {
		t.Fatal(err)
	}
	if got := reader.copy(t, plan, false, r, 0, 2); got != uint32(copyDropped) {
		t.Errorf("read after the end returned %#x", got)
	}
	_, err = reader.Copy(background, plan, reader.opts, false, r, 0, 2)
	if wantTrap(t, err, TrapDone); !strings.Contains(err.Error(), "cannot read from stream after being notified that the writable end dropped") {
		t.Error(err)
	}
	if err := reader.DropEnd(plan, reader.opts, false, r); err != nil {
		t.Fatal(err)
	}
	if err := reader.WaitableSetDrop(set); err != nil {
		t.Error(err)
	}
}

func TestStreamCancel(t *testing.T) {
	st := NewStore(Limits{})
	writer, reader := newParty(st), newParty(st)
	plan := NewCopyPlan(&types.Type{Kind: types.Stream, Elem: typeU32}, PlanConfig{Async: true})
	r, w := connect(t, plan, writer, reader)
	for i := range 4 {
		storeInt(writer.mem[4*i:], 4, uint64(i+1))
	}
	writer.copy(t, plan, true, w, 0, 4)
	wantTrap(t, writer.DropEnd(plan, writer.opts, true, w), TrapBusy)
	if got := reader.copy(t, plan, false, r, 40, 1); got != 1<<4 {
		t.Errorf("read returned %#x", got)
	}
	if got := reader.copy(t, plan, false, r, 44, 2); got != 2<<4 {
		t.Errorf("read returned %#x", got)
	}
	st.current = &writer.task.thread
	if got, err := writer.CancelCopy(plan, writer.opts, true, false, w); got != 3<<4 || err != nil {
		t.Errorf("cancel returned %#x, %v", got, err)
	}
	_, err := writer.CancelCopy(plan, writer.opts, true, false, w)
	wantTrap(t, err, TrapNotCopying)
	writer.copy(t, plan, true, w, 12, 1)
	if got, err := writer.CancelCopy(plan, writer.opts, true, false, w); got != uint32(copyCancelled) || err != nil {
		t.Errorf("cancel returned %#x, %v", got, err)
	}
	for i, want := range []uint64{1, 2, 3} {
		if got := loadInt(reader.mem[40+4*i:], 4); got != want {
			t.Errorf("element %d is %d", i, got)
		}
	}
	// Empty reads and writes say that the other side is there.
	if got := reader.copy(t, plan, false, r, 0, 0); got != blocked {
		t.Errorf("empty read returned %#x", got)
	}
	if got := writer.copy(t, plan, true, w, 0, 0); got != 0 {
		t.Errorf("empty write returned %#x", got)
	}
	for _, c := range []struct {
		ptr, n uint64
		code   TrapCode
	}{{1, 1, TrapUnaligned}, {memorySize, 1, TrapOutOfBounds}, {0, 1 << 28, TrapBufferTooLong}, {0, memorySize, TrapOutOfBounds}} {
		_, err := writer.Copy(background, plan, writer.opts, true, w, c.ptr, c.n)
		wantTrap(t, err, c.code)
	}
}

func TestFuture(t *testing.T) {
	st := NewStore(Limits{})
	writer, reader := newParty(st), newParty(st)
	rt := &ResourceType{Impl: st.NewInstance(nil)}
	writer.opts.Resources, reader.opts.Resources = []*ResourceType{rt}, []*ResourceType{rt}
	plan := NewCopyPlan(&types.Type{Kind: types.Future, Elem: typeOwn}, PlanConfig{Async: true})
	st.current = &writer.task.thread
	both, err := writer.New(plan, writer.opts)
	if err != nil {
		t.Fatal(err)
	}
	r, w := uint32(both), uint32(both>>32)
	wantTrap(t, writer.DropEnd(plan, writer.opts, true, w), TrapFutureNotWritten)
	own, _ := writer.lowerOwn(77, rt)
	ft := fn(nil, plan.typ)
	f := lift(reader.Instance, ft, func(_ context.Context, stack []uint64) error { r = uint32(stack[0]); return nil }, rt)
	wrong := lower(writer.Instance, ft, f, &ResourceType{})
	wantTrap(t, wrong.Call(background, []uint64{uint64(r)}), TrapWrongHandle)
	reader.entering(nil).leave()
	if err := lower(writer.Instance, ft, f, rt).Call(background, []uint64{uint64(r)}); err != nil {
		t.Fatal(err)
	}
	storeInt(writer.mem, 4, uint64(own))
	if got := writer.copy(t, plan, true, w, 0, 1); got != blocked {
		t.Errorf("write returned %#x", got)
	}
	if got := reader.copy(t, plan, false, r, 8, 1); got != 0 {
		t.Errorf("read returned %#x", got)
	}
	if h, ok := reader.handles.get(uint32(loadInt(reader.mem[8:], 4))); !ok || h.rep != 77 {
		t.Error("the reader did not get the resource")
	}
	_, err = reader.Copy(background, plan, reader.opts, false, r, 8, 1)
	wantTrap(t, err, TrapDone)
	if _, ok := writer.handles.get(own); ok {
		t.Error("the writer has the resource still")
	}
}

func TestIntraComponent(t *testing.T) {
	st := NewStore(Limits{})
	p := newParty(st)
	st.current = &p.task.thread
	for _, c := range []struct {
		kind types.Kind
		ok   bool
	}{{types.U8, true}, {types.F64, true}, {types.Bool, false}, {types.Char, false}, {types.String, false}} {
		plan := NewCopyPlan(&types.Type{Kind: types.Stream, Elem: &types.Type{Kind: c.kind}}, PlanConfig{Async: true})
		both, _ := p.New(plan, p.opts)
		p.copy(t, plan, true, uint32(both>>32), 0, 1)
		_, err := p.Copy(background, plan, p.opts, false, uint32(both), 64, 1)
		if c.ok && err != nil {
			t.Error(err)
		}
		if !c.ok {
			wantTrap(t, err, TrapIntraComponent)
		}
	}
}

func TestErrorContext(t *testing.T) {
	st := NewStore(Limits{})
	p := newParty(st)
	plan := NewPlan(fn(nil), Lift, PlanConfig{})
	copy(p.mem, "went wrong")
	i, err := p.ErrorContextNew(background, plan, p.opts, 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	wantTrap(t, p.ErrorContextDebugMessage(background, plan, p.opts, i, 33), TrapUnaligned)
	wantTrap(t, p.ErrorContextDebugMessage(background, plan, p.opts, i, memorySize-4), TrapOutOfBounds)
	if err := p.ErrorContextDebugMessage(background, plan, p.opts, i, 32); err != nil {
		t.Fatal(err)
	}
	ptr, n := loadInt(p.mem[32:], 4), loadInt(p.mem[36:], 4)
	if got := string(p.mem[ptr : ptr+n]); got != "went wrong" {
		t.Errorf("message %q", got)
	}
	if err := p.ErrorContextDrop(i); err != nil {
		t.Error(err)
	}
	wantTrap(t, p.ErrorContextDrop(i), TrapUnknownHandle)
}

func TestBackpressure(t *testing.T) {
	inst := NewStore(Limits{}).NewInstance(nil)
	wantTrap(t, inst.BackpressureDec(), TrapBackpressure)
	for range maxBackpressure - 1 {
		if err := inst.BackpressureInc(); err != nil {
			t.Fatal(err)
		}
	}
	wantTrap(t, inst.BackpressureInc(), TrapBackpressure)
	ft := fn(nil)
	ft.Async = true
	wantTrap(t, lift(inst, ft, nothing).Call(background, nil, nil), TrapBlockSync)
	inst.entering(nil).leave()
	if err := lift(inst, fn(nil), nothing).Call(background, nil, nil); err != nil {
		t.Errorf("a function that is not async waits: %v", err)
	}
}
