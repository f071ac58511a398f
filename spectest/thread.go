package spectest

import (
	"fmt"

	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
	"github.com/wvm-project/wvm/wat"
)

// This file runs the threads of scripts (threads proposal): each has a store of its own, and shares memories with the thread that started it.

// A thread is a list of commands that run at the same time as others.
type thread struct {
	runner *runner
	done   chan struct{}
}

// foreign is what a thread may use of an instance of another thread: its shared memories, by the names of exports.
type foreign map[string]*vm.Memory

// startThread starts a thread.
func (r *runner) startThread(c *wat.Command) error {
	if _, ok := r.threads[c.ID]; ok {
		return fmt.Errorf("there is a thread $%s already", c.ID)
	}
	instances := map[string]foreign{}
	for _, id := range c.Shared {
		if f, ok := r.foreign[id]; ok {
			instances[id] = f
			continue
		}
		in, err := r.instance(id)
		if err != nil {
			return err
		}
		instances[id] = sharedMemories(in)
	}
	inner, err := newRunner(r.shared)
	if err != nil {
		return err
	}
	inner.foreign = instances
	t := &thread{inner, make(chan struct{})}
	r.threads[c.ID] = t
	go func() {
		defer close(t.done)
		inner.run(c.Commands)
	}()
	return nil
}

// sharedMemories returns the shared memories that an instance exports.
func sharedMemories(in *vm.Instance) foreign {
	f := foreign{}
	for _, e := range in.Module().Exports() {
		if e.Type.Kind == wasm.ExternMemory && e.Type.Memory.Limits.Shared {
			f[e.Name], _ = in.Memory(e.Name)
		}
	}
	return f
}

// wait waits for the end of a thread.
func (r *runner) wait(id string) error {
	t, ok := r.threads[id]
	if !ok {
		return fmt.Errorf("there is no thread $%s", id)
	}
	r.join(t)
	delete(r.threads, id)
	return nil
}

// join waits for the end of a thread and adds what came of it.
func (r *runner) join(t *thread) {
	<-t.done
	r.result.Add(&t.runner.result)
}
