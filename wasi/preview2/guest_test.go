package preview2

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"testing"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/component/check"
	"github.com/wvm-project/wvm/wat"
)

// compile compiles a component in the text format.
func compile(t testing.TB, e *component.Engine, text string) *component.Component {
	t.Helper()
	source, err := wat.ParseComponent([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	checked, err := check.Validate(source, check.Config{Features: component.Supported})
	if err != nil {
		t.Fatal(err)
	}
	return e.Component(checked)
}

// instantiate makes an instance of a component in the text format, with h as its host.
func instantiate(t testing.TB, h *Host, text string) *component.Instance {
	t.Helper()
	e := component.NewEngine(component.Config{})
	l := component.NewLinker(e)
	if err := h.Link(l); err != nil {
		t.Fatal(err)
	}
	in, err := l.Instantiate(context.Background(), compile(t, e, text), component.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close() })
	return in
}

func newHost(t *testing.T, cfg Config) *Host {
	t.Helper()
	h, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

// hello prints and exits by interfaces of an older version.
//
//go:embed testdata/hello.wat
var hello string

func TestHello(t *testing.T) {
	var out bytes.Buffer
	h := newHost(t, Config{Stdout: &out})
	in, ok := instantiate(t, h, hello).Instance("wasi:cli/run@0.2.12")
	if !ok {
		t.Fatal("no wasi:cli/run")
	}
	run, _ := in.Func("run")
	_, err := run.Call(context.Background())
	var exit *ExitError
	if !errors.As(err, &exit) || exit.Code != 0 {
		t.Errorf("run: %v", err)
	}
	if out.String() != "hello\n" {
		t.Errorf("printed %q", &out)
	}
	if h.live != 0 {
		t.Errorf("%d resources are left", h.live)
	}
}
