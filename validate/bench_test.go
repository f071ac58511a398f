package validate

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/wvm-project/wvm/wasm"
)

// goModule returns a large module: a command of the Go distribution, built for WASI.
func goModule(b *testing.B, pkg string) []byte {
	b.Helper()
	path := filepath.Join(b.TempDir(), "module.wasm")
	cmd := exec.Command("go", "build", "-o", path, pkg)
	cmd.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm")
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Skipf("go build: %v\n%s", err, out)
	}
	m, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	return m
}

// BenchmarkGo validates the Go compiler. It reports how many bytes are allocated for each byte of it.
func BenchmarkGo(b *testing.B) {
	m := goModule(b, "cmd/compile")
	for _, run := range []struct {
		name string
		cfg  Config
	}{
		{"one", Config{Features: wasm.Wasm3, Workers: 1}},
		{"all", Config{Features: wasm.Wasm3}},
	} {
		b.Run(run.name, func(b *testing.B) {
			b.SetBytes(int64(len(m)))
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			for b.Loop() {
				if _, err := Bytes(m, run.cfg); err != nil {
					b.Fatal(err)
				}
			}
			runtime.ReadMemStats(&after)
			b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/float64(b.N)/float64(len(m)), "alloc/byte")
		})
	}
	b.Run("reader", func(b *testing.B) {
		b.SetBytes(int64(len(m)))
		for b.Loop() {
			if _, err := Reader(bytes.NewReader(m), Config{Features: wasm.Wasm3}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
