package gen

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite op_gen.go")

func TestGenerated(t *testing.T) {
	const file = "../op_gen.go"
	want, err := Op(Rows)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(file, want, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("op_gen.go is stale: run go generate ./op")
	}
}

func TestCounts(t *testing.T) {
	type key struct {
		prefix  uint8
		feature string
	}
	want := map[key]int{
		{0, ""}:                             172, // version 1.0
		{0, "SignExtension"}:                5,
		{0xFC, "SaturatingConversions"}:     8,
		{0xFC, "BulkMemory"}:                7,
		{0, "ReferenceTypes"}:               6,
		{0xFC, "ReferenceTypes"}:            3,
		{0, "TailCalls"}:                    2,
		{0, "FunctionReferences"}:           4,
		{0, "FunctionReferences TailCalls"}: 1,
		{0, "GC"}:                           1,
		{0xFB, "GC"}:                        31,
		{0, "Exceptions"}:                   3,
		{0, "LegacyExceptions"}:             5,
		{0xFC, "WideArithmetic"}:            4,
		{0xFB, "CustomDescriptors"}:         7,
		{0xFD, "SIMD"}:                      236,
		{0xFD, "RelaxedSIMD"}:               20,
		{0xFE, "Threads"}:                   67,
	}
	got := map[key]int{}
	for _, r := range Rows {
		got[key{r.Prefix, strings.Join(r.Feature, " ")}]++
	}
	for k, n := range want {
		if got[k] != n {
			t.Errorf("%d instructions with prefix %#x and feature %q, want %d", got[k], k.prefix, k.feature, n)
		}
		delete(got, k)
	}
	for k, n := range got {
		t.Errorf("%d instructions with prefix %#x and feature %q, want none", n, k.prefix, k.feature)
	}
}

func TestUnique(t *testing.T) {
	codes, consts := map[[2]uint32]string{}, map[string]bool{}
	for _, r := range Rows {
		code := [2]uint32{uint32(r.Prefix), r.Code}
		if other, ok := codes[code]; ok {
			t.Errorf("%s and %s have the same opcode", r.Const, other)
		}
		codes[code] = r.Const
		if consts[r.Const] {
			t.Errorf("two rows with constant %s", r.Const)
		}
		consts[r.Const] = true
	}
}

func TestConstants(t *testing.T) {
	for _, tt := range []struct {
		prefix      uint8
		code        uint32
		name, value string
	}{
		{0, 0x1B, "select", "Select"},
		{0, 0x1C, "select", "SelectT"},
		{0, 0x20, "local.get", "LocalGet"},
		{0, 0x11, "call_indirect", "CallIndirect"},
		{0, 0x2C, "i32.load8_s", "I32Load8S"},
		{0, 0xAC, "i64.extend_i32_s", "I64ExtendI32S"},
		{0xFB, 20, "ref.test", "RefTest"},
		{0xFB, 21, "ref.test", "RefTestNull"},
		{0xFD, 101, "i8x16.narrow_i16x8_s", "I8x16NarrowI16x8S"},
		{0xFE, 0x4E, "i64.atomic.rmw32.cmpxchg_u", "I64AtomicRmw32CmpxchgU"},
	} {
		for _, r := range Rows {
			if r.Prefix == tt.prefix && r.Code == tt.code && (r.Name != tt.name || r.Const != tt.value) {
				t.Errorf("prefix %#x, code %#x: %s with constant %s, want %s with %s", tt.prefix, tt.code, r.Name, r.Const, tt.name, tt.value)
			}
		}
	}
}

// validSig has parameters and results in letters; only the first operand can be an address.
var validSig = regexp.MustCompile(`^(p?[ilfdv]*:([ilfdv]*|p)|pip:)$`)

// TestColumns checks that the columns of a row agree with each other.
func TestColumns(t *testing.T) {
	for _, r := range Rows {
		params, results, _ := strings.Cut(r.Sig, ":")
		vector := strings.Contains(r.Sig, "v")
		access := r.Imm == "MemArg" || r.Imm == "MemArgLane"
		for _, c := range []struct {
			bad  bool
			what string
		}{
			{r.Sig != "" && !validSig.MatchString(r.Sig), "malformed signature " + r.Sig},
			{strings.Contains(r.Sig, "p") != (access || r.Sig != "" && r.Imm == "Mem"), "address operand without memory immediate, or the reverse"},
			{access && (r.Flags&Traps == 0 || params == ""), "memory access that cannot trap or has no operand"},
			{!access && r.Align != 0, "alignment without memory access"},
			{r.Flags&Commute != 0 && r.Sig != "" && params[0] != params[1], "operands of different types commute"},
			{r.Compare() && r.Sig != "" && results != "i", "comparison whose result is no i32"},
			{r.Flags&(Canon|Calls) != 0 && r.Sem == "", "flags of the semantics without semantics"},
			{r.Canon() && results != "f" && results != "d", "NaN in a result that is no number"},
			{r.Sem != "" && (r.Sig == "" || vector || r.Imm != "None" || r.Flags&Traps != 0), "semantics of an irregular instruction"},
			{r.Sem == "" && r.Imm == "None" && r.Flags&Traps == 0 && !vector && len(results) == 1, "no semantics"},
		} {
			if c.bad {
				t.Errorf("%s: %s", r.Const, c.what)
			}
		}
	}
}

// TestSemantics checks the type of each expression of the semantics column where it will stand: in package vm.
func TestSemantics(t *testing.T) {
	fset := token.NewFileSet()
	num, err := parser.ParseFile(fset, "../../vm/num.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	goType := map[rune]string{'i': "uint32", 'l': "uint64", 'f': "float32", 'd': "float64"}
	var src strings.Builder
	src.WriteString("package vm\nimport (\"math\"; \"math/bits\")\n")
	for _, r := range Rows {
		if r.Sem == "" {
			continue
		}
		params, results, _ := strings.Cut(r.Sig, ":")
		fmt.Fprintf(&src, "//line %s:1\nfunc _(", r.Const)
		for i, p := range params {
			fmt.Fprintf(&src, "%c %s,", 'a'+i, goType[p])
		}
		result := goType[rune(results[0])]
		if r.Compare() {
			result = "bool"
		}
		fmt.Fprintf(&src, ") %s { return %s }\n", result, r.Sem)
	}
	sem, err := parser.ParseFile(fset, "sem.go", src.String(), 0)
	if err != nil {
		t.Fatal(err)
	}
	conf := types.Config{Importer: importer.ForCompiler(fset, "source", nil), Error: func(err error) { t.Error(err) }}
	conf.Check("vm", fset, []*ast.File{num, sem}, nil)
}
