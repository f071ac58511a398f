package wat

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/internal/build"
	"github.com/wvm-project/wvm/wasm"
)

// gofmt returns a big module, gofmt compiled by Go, and its text.
var gofmt = sync.OnceValues(func() (m *wasm.Module, text []byte) {
	dir, err := os.MkdirTemp("", "wat")
	if err != nil {
		return nil, nil
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "gofmt.wasm")
	if err := build.Go(file, ".", "cmd/gofmt"); err != nil {
		return nil, nil
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, nil
	}
	if m, err = binary.Decode(b, binary.Options{Features: wasm.AllFeatures}); err != nil {
		return nil, nil
	}
	var w bytes.Buffer
	if err := Print(&w, m, PrintOptions{}); err != nil {
		return nil, nil
	}
	return m, w.Bytes()
})

// bigText returns the big module and its text for a benchmark whose unit is a byte of the text.
func bigText(b *testing.B) (*wasm.Module, []byte) {
	m, text := gofmt()
	if m == nil {
		b.Skip("gofmt does not compile here")
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	b.ResetTimer()
	return m, text
}

func BenchmarkLex(b *testing.B) {
	_, text := bigText(b)
	src := string(text)
	for b.Loop() {
		l := lexer{src: src}
		var t token
		for l.next(&t); t.kind != tokenEOF; l.next(&t) {
		}
	}
}

func BenchmarkParse(b *testing.B) {
	_, text := bigText(b)
	for b.Loop() {
		if _, err := Parse(text); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPrint(b *testing.B) {
	m, _ := bigText(b)
	for b.Loop() {
		if err := Print(io.Discard, m, PrintOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPrintFolded(b *testing.B) {
	m, _ := bigText(b)
	for b.Loop() {
		if err := Print(io.Discard, m, PrintOptions{Fold: true}); err != nil {
			b.Fatal(err)
		}
	}
}
