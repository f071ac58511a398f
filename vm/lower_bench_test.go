package vm

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// BenchmarkLower lowers all functions of a large module, a command of the Go distribution, on one core. A byte is one of the functions' bodies; it
// also reports how many bytes of code one of them makes.
func BenchmarkLower(b *testing.B) {
	path := filepath.Join(b.TempDir(), "module.wasm")
	cmd := exec.Command("go", "build", "-o", path, "cmd/gofmt")
	cmd.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm")
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Skipf("go build: %v\n%s", err, out)
	}
	source, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	m, err := NewEngine(Config{}).Compile(source)
	if err != nil {
		b.Fatal(err)
	}
	var bytes int64
	for _, body := range m.src.Bodies {
		bytes += int64(len(body.Code))
	}
	b.SetBytes(bytes)
	words := 0
	for b.Loop() {
		l, space := newLowerer(m, false), codeSpace{}
		words = 0
		for i := range m.src.Bodies {
			if err := l.lower(m.src.NumImportedFuncs+i, func() bool { return false }); err != nil {
				b.Fatal(err)
			}
			words += len(space.clone(l.code))
		}
		l.release()
	}
	b.ReportMetric(float64(words*wordSize)/float64(bytes), "code/byte")
}
