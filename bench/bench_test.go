package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestMiddle(t *testing.T) {
	for _, test := range []struct {
		all  []float64
		want float64
	}{
		{nil, 0}, {[]float64{3}, 3}, {[]float64{4, 1}, 2.5}, {[]float64{9, 1, 2}, 2},
	} {
		if got := middle(test.all); got != test.want {
			t.Errorf("middle(%v) = %v, want %v", test.all, got, test.want)
		}
	}
}

func TestAppendSigned(t *testing.T) {
	for _, test := range []struct {
		n    int64
		want []byte
	}{
		{0, []byte{0}}, {63, []byte{0x3F}}, {64, []byte{0xC0, 0}}, {-64, []byte{0x40}}, {-65, []byte{0xBF, 0x7F}}, {-123456, []byte{0xC0, 0xBB, 0x78}},
	} {
		if got := appendSigned(nil, test.n); !bytes.Equal(got, test.want) {
			t.Errorf("appendSigned(%d) = % x, want % x", test.n, got, test.want)
		}
	}
}

// TestLoops runs each loop a few rounds on wazero's interpreter, against the results computed in Go.
func TestLoops(t *testing.T) {
	const rounds = 3
	x := uint64(88172645463325252)
	for range rounds * 1000 {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
	}
	want := []int{rounds * 3, int(x % 64), 6765 % 64, rounds * 1125 / 1000 % 64}
	for i, l := range loops {
		module := filepath.Join(t.TempDir(), "loop.wasm")
		if err := os.WriteFile(module, l.body(rounds), 0o666); err != nil {
			t.Fatal(err)
		}
		if got := runWazero([]string{module}); got != want[i] {
			t.Errorf("%s: exits with %d, want %d", l.name, got, want[i])
		}
	}
}
