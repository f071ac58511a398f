package preview1

import "github.com/wvm-project/wvm/vm"

// Link defines the functions of preview 1 in l, done by h. Their addresses are in the memory that the calling instance exports
// as "memory".
func (h *Host) Link(l *vm.Linker) error {
	types := map[typeKey]*vm.HostType{}
	for i := range functions {
		f := &functions[i]
		key := typeKey{f.params, f.call != nil}
		t, ok := types[key]
		if !ok {
			var err error
			if t, err = l.Engine().HostType(f.signature()); err != nil {
				return err
			}
			types[key] = t
		}
		if err := l.FuncOf(ModuleName, f.name, t, h.bind(f)); err != nil {
			return err
		}
	}
	return nil
}

// A typeKey tells types of functions apart.
type typeKey struct {
	params string
	result bool
}

// bind returns f as the engine calls it.
func (h *Host) bind(f *function) vm.HostFunc {
	if h.trace != nil {
		return h.traced(f)
	}
	if f.end != nil {
		return func(_ *vm.Caller, stack []uint64) error { return f.end(h, stack) }
	}
	return func(c *vm.Caller, stack []uint64) error {
		ctx := c.GuestContext()
		e := f.call(h, ctx, memoryOf(c), stack)
		if e == interrupted {
			return ctx.Err()
		}
		stack[0] = uint64(e)
		return nil
	}
}

// memoryOf returns the memory of the instance that calls, empty if it exports none.
func memoryOf(c *vm.Caller) memory {
	if m := c.Memory(); m != nil {
		return m.Bytes()
	}
	return nil
}
