package gen

import (
	"bytes"
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the generated files")

// TestGenerated fails when the generated files are not what the forms say; with -update it rewrites them.
func TestGenerated(t *testing.T) {
	for file, want := range map[string][]byte{"../form_gen.go": Source(), "../loop_gen.go": Loop(false), "../loop_count_gen.go": Loop(true)} {
		if *update {
			if err := os.WriteFile(file, want, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		got, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is stale: run go generate ./vm", file)
		}
	}
}

// TestFrequent fails when frequent.txt names a form that there is not, or one twice: it would be of no effect.
func TestFrequent(t *testing.T) {
	forms, _ := Build()
	known := map[string]bool{}
	for _, f := range forms {
		if known[f.Name] {
			t.Errorf("two forms are named %s", f.Name)
		}
		known[f.Name] = true
	}
	seen := map[string]bool{}
	for _, name := range frequent {
		if !known[name] || seen[name] {
			t.Errorf("frequent.txt names %s, which there is not or which it has twice", name)
		}
		seen[name] = true
	}
}

// TestTakes compares what bodies say of accumulators with the names of the forms: A and F are operands there, but in words.
func TestTakes(t *testing.T) {
	words := regexp.MustCompile("Add|And|Array|All|Any|Abs|Avgr|F32|F64|Fill|Fuel|Func|GetA|RetFS|VF")
	forms, _ := Build()
	for _, f := range forms {
		if f.Parts != nil {
			continue
		}
		want, places := 0, words.ReplaceAllString(f.Name, "")
		switch {
		case strings.HasSuffix(f.Name, "Select") || strings.Contains(places, "A"):
			want = inAcc
		case strings.Contains(places, "F"):
			want = inFacc
		}
		if got := f.takes(); got != want {
			t.Errorf("%s takes an operand from accumulator %d, by its name it is %d", f.Name, got, want)
		}
	}
}
