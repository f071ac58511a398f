package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasi/preview1"
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

// TestTextWorkloads runs the workloads that are text with few rounds, against what is computed in Go.
func TestTextWorkloads(t *testing.T) {
	for i := range workloads {
		w := &workloads[i]
		if filepath.Ext(w.source) != ".wat" || w.invoke != "" {
			continue
		}
		t.Run(w.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "text.wasm")
			if err := textModule(file, w.source); err != nil {
				t.Fatal(err)
			}
			for _, rounds := range []string{"1", "2", "7"} {
				if got, want := runCommand(t, file, rounds), w.answer(rounds); got != want {
					t.Errorf("%s rounds: prints %q, want %q", rounds, got, want)
				}
			}
		})
	}
}

// runCommand runs a WASI command on wvm and returns what it prints.
func runCommand(t *testing.T, file string, args ...string) string {
	code, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	engine := vm.NewEngine(vm.Config{})
	module, err := engine.Compile(code)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	host, err := preview1.New(preview1.Config{Args: append([]string{"text"}, args...), Stdout: &out})
	if err != nil {
		t.Fatal(err)
	}
	defer host.Close()
	linker := vm.NewLinker(engine)
	if err := host.Link(linker); err != nil {
		t.Fatal(err)
	}
	store := engine.NewStore(vm.StoreConfig{})
	defer store.Close()
	instance, err := linker.Instantiate(context.Background(), store, module)
	if err != nil {
		t.Fatal(err)
	}
	start, _ := instance.Func("_start")
	if _, err := start.Call(context.Background()); err != nil {
		t.Fatal(err)
	}
	return out.String()
}
