package vfs

import "testing"

func TestTimestamps(t *testing.T) {
	for _, test := range []struct {
		sec, nsec int64
		want      uint64
	}{
		{0, 0, 0}, {1, 5, 1e9 + 5}, {-1, 999, 0}, {1 << 40, 0, 1<<64 - 1}, {1 << 62, 0, 1<<64 - 1}, {18446744072, 0, 18446744072e9},
	} {
		if got := nanoseconds(test.sec, test.nsec); got != test.want {
			t.Errorf("nanoseconds(%d, %d) = %d, want %d", test.sec, test.nsec, got, test.want)
		}
	}
}
