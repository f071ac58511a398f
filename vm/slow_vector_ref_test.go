package vm_test

import (
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/vm"
)

// The slow evaluator is part of package vm, the reading of vector instructions that it uses is not.
func init() {
	vm.SlowVector = func(o op.Op, x, y, z [16]byte, n uint64) [16]byte { return refVector(o, x, y, z, n) }
	vm.SlowVectorNumber = func(o op.Op, x [16]byte, lane int) uint64 { return refTest(o, x, lane) }
}
