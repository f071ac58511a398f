package op

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/wasm"
)

func TestLookup(t *testing.T) {
	for o := Invalid + 1; int(o) < Count; o++ {
		info := o.Info()
		got := ByPrefix(info.Prefix, info.Code)
		if info.Prefix == 0 {
			got = ByByte(byte(info.Code))
		}
		if got != o {
			t.Errorf("instruction %d, %s, is found as %d", o, o, got)
		}
		if !wasm.AllFeatures.Has(info.Feature) {
			t.Errorf("%s needs unknown features", o)
		}
	}
	for _, tt := range []struct {
		prefix byte
		code   uint32
	}{
		{0, 0x6A}, {0xFA, 0}, {0xFB, 31}, {0xFB, 39}, {0xFC, 18}, {0xFC, 1 << 31},
		{0xFD, 154}, {0xFD, 276}, {0xFE, 4}, {0xFE, 1<<32 - 1}, {0xFF, 0},
	} {
		if o := ByPrefix(tt.prefix, tt.code); o != Invalid {
			t.Errorf("ByPrefix(%#x, %d) = %s, want none", tt.prefix, tt.code, o)
		}
	}
	for _, b := range []byte{0x16, 0x1D, 0x27, 0xC5, 0xD7, 0xFB, 0xFC, 0xFD, 0xFE, 0xFF} {
		if o := ByByte(b); o != Invalid {
			t.Errorf("ByByte(%#x) = %s, want none", b, o)
		}
	}
}

// TestOneList checks that no hand-written file of the module lists instructions by name beside the table. Generators, which
// stand in directories named gen, refer to rows by name.
func TestOneList(t *testing.T) {
	mnemonics := map[string]bool{}
	for o := Invalid + 1; int(o) < Count; o++ {
		if name := o.String(); strings.Contains(name, ".") {
			mnemonics[name] = true
		}
	}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			return skipDir(path, d.Name())
		case !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		if ast.IsGenerated(file) {
			return nil
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING && lists(lit.Value, mnemonics) {
				t.Errorf("%s has the instruction name %s", path, lit.Value)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// skipDir returns fs.SkipDir for directories that are no hand-written part of the module.
func skipDir(path, name string) error {
	if path == ".." {
		return nil
	}
	if name == "gen" || name == "testdata" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") {
		return fs.SkipDir
	}
	if _, err := os.Stat(filepath.Join(path, "go.mod")); err == nil {
		return fs.SkipDir
	}
	return nil
}

// lists reports whether the string literal consists of nothing but instruction names.
func lists(literal string, mnemonics map[string]bool) bool {
	s, err := strconv.Unquote(literal)
	words := strings.Fields(s)
	for _, w := range words {
		if !mnemonics[w] {
			return false
		}
	}
	return err == nil && len(words) > 0
}
