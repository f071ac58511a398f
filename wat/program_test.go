package wat

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/internal/build"
	"github.com/wvm-project/wvm/internal/build/needs"
	"github.com/wvm-project/wvm/wasm"
)

// This file takes whole programs to text and back.

// A counter counts the bytes that are written to it.
type counter int

func (n *counter) Write(b []byte) (int, error) {
	*n += counter(len(b))
	return len(b), nil
}

// TestProgramRoundTrip prints programs as compilers make them, debug information included, parses the texts and compares the bytes.
func TestProgramRoundTrip(t *testing.T) {
	c := filepath.Join("..", "programs", "c", "words.c")
	for _, p := range []struct {
		name string
		big  bool
		make func(out string) error
	}{
		{"C", false, func(out string) error { return build.C(out, c, "-O2") }},
		{"C with debug information", false, func(out string) error { return build.C(out, c, "-g") }},
		{"Rust", false, func(out string) error { return build.Rust(out, filepath.Join("..", "programs", "rust", "words.rs")) }},
		{"Go", false, func(out string) error { return build.Go(out, filepath.Join("..", "programs", "go", "words"), ".") }},
		{"the Go compiler", true, func(out string) error { return build.Go(out, ".", "cmd/compile") }},
	} {
		t.Run(p.name, func(t *testing.T) {
			if p.big && testing.Short() {
				t.Skip("the text has more than a gigabyte")
			}
			file := filepath.Join(t.TempDir(), "program.wasm")
			needs.Made(t, p.make(file))
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			m, err := binary.Decode(b, binary.Options{Features: wasm.AllFeatures})
			if err != nil {
				t.Fatal(err)
			}
			want, err := shortest(m)
			if err != nil {
				t.Fatal(err)
			}
			var size counter
			if err := Print(&size, m, PrintOptions{}); err != nil {
				t.Fatal(err)
			}
			text := bytes.NewBuffer(make([]byte, 0, size))
			if err := Print(text, m, PrintOptions{}); err != nil {
				t.Fatal(err)
			}
			if err := parsesTo(text.Bytes(), want); err != nil {
				t.Error(err)
			}
			t.Logf("%d bytes, %d bytes of text", len(b), size)
		})
	}
}
