package vm_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/vm"
)

// BenchmarkDeadline reports how long after a deadline of 5 ms guests are stopped that would go on for ever: the median and the longest time.
func BenchmarkDeadline(b *testing.B) {
	const deadline = 5 * time.Millisecond
	guests := endless()
	big := newBuilder("big")
	big.memory(1)
	big.fn("fill of 4 GiB", none, nil, open(op.Loop), i32(0), i32(0), i32(-1), at(op.MemoryFill, 0), br(0), end())
	for _, m := range []*builder{guests, big} {
		in := newEnv(b, vm.StoreConfig{}).instantiate(m)
		if m == big {
			memory, _ := in.Memory("memory")
			if _, ok := memory.Grow(1<<16 - 1); !ok {
				b.Skip("no memory of 4 GiB")
			}
		}
		for _, name := range endlessNames(m) {
			f := exported(b, in, name)
			b.Run(name, func(b *testing.B) {
				var late []time.Duration
				for b.Loop() {
					ctx, cancel := context.WithTimeout(context.Background(), deadline)
					start := time.Now()
					if _, err := f.Call(ctx); err == nil {
						b.Fatal("the guest ended")
					}
					late = append(late, time.Since(start)-deadline)
					cancel()
				}
				slices.Sort(late)
				b.ReportMetric(float64(late[len(late)/2])/1e6, "ms-late")
				b.ReportMetric(float64(late[len(late)-1])/1e6, "ms-latest")
			})
		}
	}
}
