package op

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
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

// TestOneList checks that no hand-written file of the module lists instructions by name or by number beside the table. Generators, which
// stand in directories named gen, refer to rows by name.
func TestOneList(t *testing.T) {
	l := newListFinder()
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
		if !ast.IsGenerated(file) {
			for _, problem := range l.find(file) {
				t.Errorf("%s: %s", path, problem)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// TestSecondList has lists that TestOneList must find, and what is no list.
func TestSecondList(t *testing.T) {
	var numbers, bytes strings.Builder
	for b := range 0x40 {
		fmt.Fprintf(&numbers, "case %#x: return 1\n", b+0x45)
		fmt.Fprintf(&bytes, "%#x: 1, ", b+0x45)
	}
	l := newListFinder()
	for _, tt := range []struct {
		code string
		list bool
	}{
		{`var m = map[string]int{"i32.add": 1}`, true},
		{`var s = "i32.add i32.sub"`, true},
		{`var s = "the instructions i32.add, i64.extend8_s"`, true},
		{"var s = `i8x16.shuffle`", true},
		{`func f(s string) int { switch s { case "struct.new": return 1 }; return 0 }`, true},
		{`const prefix = "i32x4."`, true},
		{`func f(s string) int { switch s { case "block", "loop", "if", "br": return 1 }; return 0 }`, true},
		{`var m = map[string]int{"nop": 1, "call": 2, "drop": 3, "return": 4}`, true},
		{"func f(b byte) int { switch b {\n" + numbers.String() + "}; return 0 }", true},
		{"var t = [256]int{" + bytes.String() + "}", true},
		{`var s = "local.gets"`, false},
		{`func f(s string) bool { return s == "else" || s == "end" }`, false},
		{`var t = [256]int{0x45: 1, 0x46: 2}`, false},
		{`var s = "i32"`, false},
	} {
		file, err := parser.ParseFile(token.NewFileSet(), "list.go", "package p\n"+tt.code, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		if found := l.find(file); (len(found) > 0) != tt.list {
			t.Errorf("%s: found %q", tt.code, found)
		}
	}
}

// A listFinder finds instructions in code. Some names of one word are words of many languages: only several of them in one place make a list.
type listFinder struct {
	dotted, words map[string]bool
}

// What makes a list: so many names of one word, or so many numbers that are all opcodes.
const wordsInList, numbersInList = 4, 40

func newListFinder() *listFinder {
	l := &listFinder{map[string]bool{}, map[string]bool{}}
	for o := Invalid + 1; int(o) < Count; o++ {
		if name := o.String(); strings.Contains(name, ".") {
			l.dotted[name] = true
		} else {
			l.words[name] = true
		}
	}
	return l
}

// instrName is what the name of an instruction looks like, and numPrefix how those of one type begin.
var (
	instrName = regexp.MustCompile(`[a-z][a-z0-9_]*(\.[a-z0-9_]+)+`)
	numPrefix = regexp.MustCompile(`^([if](32|64)|v128|[if]\d+x\d+)\.`)
)

// find returns what in a file is or belongs to a list.
func (l *listFinder) find(file *ast.File) (found []string) {
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if s, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING && l.names(s) {
				found = append(found, "the instruction name "+n.Value)
			}
		case *ast.CompositeLit, *ast.SwitchStmt:
			words, numbers := l.keys(n)
			if words >= wordsInList {
				found = append(found, fmt.Sprintf("%d names of instructions", words))
			}
			if numbers >= numbersInList {
				found = append(found, fmt.Sprintf("%d opcodes", numbers))
			}
		}
		return true
	})
	return found
}

// names reports whether a text has the name of an instruction that no other word has.
func (l *listFinder) names(text string) bool {
	return numPrefix.MatchString(text) || slices.ContainsFunc(instrName.FindAllString(text, -1), func(s string) bool { return l.dotted[s] })
}

// keys counts the literals that elements or cases begin with and that are names of one word or opcodes.
func (l *listFinder) keys(n ast.Node) (words, numbers int) {
	count := func(list ...ast.Expr) {
		for _, e := range list {
			if kv, ok := e.(*ast.KeyValueExpr); ok {
				e = kv.Key
			}
			lit, ok := e.(*ast.BasicLit)
			if !ok {
				continue
			}
			if s, err := strconv.Unquote(lit.Value); err == nil && l.words[s] {
				words++
			}
			if x, err := strconv.ParseUint(lit.Value, 0, 8); err == nil && ByByte(byte(x)) != Invalid {
				numbers++
			}
		}
	}
	switch n := n.(type) {
	case *ast.CompositeLit:
		keyed := func(e ast.Expr) bool { _, ok := e.(*ast.KeyValueExpr); return ok }
		if slices.ContainsFunc(n.Elts, keyed) || n.Type != nil && !isNumbers(n.Type) {
			count(n.Elts...)
		}
	case *ast.SwitchStmt:
		for _, c := range n.Body.List {
			count(c.(*ast.CaseClause).List...)
		}
	}
	return words, numbers
}

// isNumbers reports whether a type is that of a list of numbers, such as tables of bits are.
func isNumbers(t ast.Expr) bool {
	a, ok := t.(*ast.ArrayType)
	if !ok {
		return false
	}
	elem, ok := a.Elt.(*ast.Ident)
	return ok && elem.Name != "string"
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
