package component_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/component"
)

// TestDirect calls functions without reflection, with a receiver and a context; some fail.
func TestDirect(t *testing.T) {
	type host struct{ calls int }
	e := component.NewEngine(all)
	c := identity(t, e, [][2]string{{"t", "u32"}})
	l, x := component.NewLinker(e), &host{}
	failure := errors.New("out of order")
	step := func(h *host, _ context.Context, n uint32) (uint32, error) {
		h.calls++
		switch n {
		case 100:
			return 0, failure
		case 200:
			panic("at the disco")
		}
		return 7 + n, nil
	}
	must(t, l.GoMethod("", "f", component.DirectContext2(step), func(context.Context) any { return x }))
	for n, want := range map[uint32]string{0: "", 100: "out of order", 200: "at the disco"} {
		in, err := l.Instantiate(context.Background(), c, component.Limits{})
		must(t, err)
		defer in.Close()
		f, err := component.Typed1[uint32, uint32](function(t, in, "f"))
		must(t, err)
		got, err := f.Call(context.Background(), n)
		if want == "" && (got != 7 || err != nil) || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("call %d returned %d, %v", n, got, err)
		}
	}
	if x.calls != 3 {
		t.Errorf("the receiver was called %d times", x.calls)
	}
	if err := l.GoFunc("", "f", component.Direct{}); err == nil {
		t.Error("a Direct without a function is one")
	}
}
