//go:build !linux

package vm

// An image is no more than a name where segments are always copied.
type image struct{}

// place writes data segment x to dst, in a memory.
func (m *Module) place(x int, dst []byte, _ *Memory) { copy(dst, m.src.Datas[x].Init) }

// An initialImage is no more than a name, too.
type initialImage struct{}

func (in *Instance) fromImage() bool { return false }

func (*Memory) beginning() (image []byte, from uint64, ok bool) { return nil, 0, true }

func (*reservation) written(uint64) (pages []uint64, size uint64, ok bool) { return nil, 0, false }
