package wat

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/validate"
	"github.com/wvm-project/wvm/wasm"
)

// This file runs the parser and the printer over the official test suite.

// suiteFiles returns the scripts of a part of the suite, which is found through WVM_TESTSUITE or beside the project. Without a suite the test is
// skipped, but fails where CI is set.
func suiteFiles(t *testing.T, part string) (files []string) {
	t.Helper()
	root := os.Getenv("WVM_TESTSUITE")
	if root == "" {
		root = filepath.Join("..", "..", "shared", "testsuite")
	}
	err := filepath.WalkDir(filepath.Join(root, part), func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".wast") {
			files = append(files, path)
		}
		return err
	})
	switch {
	case err == nil && len(files) > 0:
		return files
	case os.Getenv("CI") != "":
		t.Fatalf("no test suite in %s (%v): set WVM_TESTSUITE to it", root, err)
	}
	t.Skipf("no test suite in %s: set WVM_TESTSUITE to it", root)
	return nil
}

// suiteCommands calls f for every command of a part of the suite that has a module or a component.
func suiteCommands(t *testing.T, part string, f func(t *testing.T, c *Command)) {
	for _, file := range suiteFiles(t, part) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		s, err := ParseScript(text)
		if err != nil {
			t.Errorf("%s:%v", file, err)
			continue
		}
		for i := range s.Commands {
			c := &s.Commands[i]
			if c.Module == nil && c.Component == nil {
				continue
			}
			t.Run(filepath.Base(file)+":"+strconv.Itoa(c.Position.Line), func(t *testing.T) { f(t, c) })
		}
	}
}

// outdated are texts that the suite's older parts call malformed, in files and lines, and that Wasm 3.0 made well-formed: sizes of more than 32 bits.
var outdated = map[string]bool{
	"(memory 0x1_0000_0000)\n":               true,
	"(memory 0x1_0000_0000 0x1_0000_0000)\n": true,
	"(memory 0 0x1_0000_0000)\n":             true,
}

// TestSuiteText checks what becomes of every module: that malformed text is refused with the expected message, and that other text gives a
// module that decodes and, where the suite says nothing else, is valid.
func TestSuiteText(t *testing.T) {
	suiteCommands(t, "core", func(t *testing.T, c *Command) {
		if c.Module.Form == FormBinary {
			return
		}
		b, err := c.Module.Encode()
		switch c.Kind {
		case AssertMalformed, AssertMalformedCustom, AssertInvalidCustom:
			var e *Error
			if c.Kind == AssertMalformed && outdated[string(c.Module.Source)] {
				return
			}
			if !errors.As(err, &e) || !strings.HasPrefix(e.Message(), c.Message) {
				t.Errorf("error %v, want %s", err, c.Message)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		m, err := binary.Decode(b, binary.Options{Features: wasm.AllFeatures})
		if err != nil {
			if c.Kind != AssertInvalid {
				t.Error(err)
			}
			return
		}
		switch _, err := validate.Check(m, validate.Config{Features: wasm.AllFeatures}); {
		case c.Kind == CommandModule && err != nil:
			t.Error(err)
		case c.Kind == AssertInvalid && err != nil:
			if e, ok := err.(*wasm.Error); !ok || e.Offset < 8 {
				t.Errorf("the error %v has no place", err)
			}
		}
	})
}

// TestSuiteRoundTrip prints every module, parses the text and compares. Invalid modules too, if they can be printed.
func TestSuiteRoundTrip(t *testing.T) { suiteCommands(t, "core", suiteRoundTrip) }

func suiteRoundTrip(t *testing.T, c *Command) {
	b, err := c.Module.Encode()
	if err != nil {
		return
	}
	m, err := binary.Decode(b, binary.Options{Features: wasm.AllFeatures})
	if err != nil || c.Message == "data count section required" {
		return
	}
	for _, opt := range []PrintOptions{{}, {Fold: true}} {
		err := roundTrip(m, opt)
		var unprintable *wasm.Error
		if err != nil && !(c.Kind == AssertMalformed || c.Kind == AssertInvalid) || err != nil && !errors.As(err, &unprintable) {
			t.Error(err)
		}
	}
}

// roundTrip prints m, parses the text and compares the bytes.
func roundTrip(m *wasm.Module, opt PrintOptions) error {
	want, err := shortest(m)
	if err != nil {
		return err
	}
	var text bytes.Buffer
	if err := Print(&text, m, opt); err != nil {
		return err
	}
	return parsesTo(text.Bytes(), want)
}

// parsesTo compares the module in a text that was printed with the bytes that it is to have.
func parsesTo(text, want []byte) error {
	shown := text[:min(len(text), 1<<16)]
	got, err := Encode(text)
	if err != nil {
		return fmt.Errorf("the printed text does not parse: %w\n%s", err, shown)
	}
	if !bytes.Equal(got, want) {
		return fmt.Errorf("the printed text gives other bytes:\n%s\n%s", shown, firstDifference(got, want))
	}
	return nil
}

// firstDifference shows where two modules differ.
func firstDifference(got, want []byte) string {
	i := 0
	for i < len(got) && i < len(want) && got[i] == want[i] {
		i++
	}
	return "at " + strconv.Itoa(i) + " of " + strconv.Itoa(len(got)) + " and " + strconv.Itoa(len(want)) + ": got " +
		string(appendBytes(nil, string(got[i:min(len(got), i+20)]))) + ", want " + string(appendBytes(nil, string(want[i:min(len(want), i+20)])))
}

// shortest returns the bytes of m with every integer in its shortest form, local declarations joined where their types are equal and no empty
// initial elements of tables, which is what the text can say.
func shortest(m *wasm.Module) ([]byte, error) {
	short := *m
	var err error
	expr := func(x wasm.ConstExpr) wasm.ConstExpr {
		if x.Code == nil {
			return x
		}
		code, e := shortCode(nil, binary.NewInstrs(x.Code, x.Offset))
		err = errors.Join(err, e)
		return wasm.ConstExpr{Code: code}
	}
	short.Tables = slices.Clone(m.Tables)
	for i := range short.Tables {
		if short.Tables[i].Init = expr(short.Tables[i].Init); len(short.Tables[i].Init.Code) == 1 {
			short.Tables[i].Init.Code = nil
		}
	}
	short.Globals = slices.Clone(m.Globals)
	for i := range short.Globals {
		short.Globals[i].Init = expr(short.Globals[i].Init)
	}
	short.Elems = slices.Clone(m.Elems)
	for i := range short.Elems {
		e := &short.Elems[i]
		e.At = expr(e.At)
		e.Exprs = slices.Clone(e.Exprs)
		for k := range e.Exprs {
			e.Exprs[k] = expr(e.Exprs[k])
		}
	}
	short.Datas = slices.Clone(m.Datas)
	for i := range short.Datas {
		short.Datas[i].At = expr(short.Datas[i].At)
	}
	short.Bodies = slices.Clone(m.Bodies)
	for i := range short.Bodies {
		b := &short.Bodies[i]
		ins := binary.NewInstrs(b.Code, b.Offset)
		var runs []binary.LocalRun
		for _, run := range ins.Locals(nil) {
			if n := len(runs); n > 0 && runs[n-1].Type == run.Type {
				runs[n-1].Count += run.Count
			} else if run.Count > 0 {
				runs = append(runs, run)
			}
		}
		code := binary.AppendU32(nil, uint32(len(runs)))
		for _, run := range runs {
			code = binary.AppendValType(binary.AppendU32(code, run.Count), run.Type)
		}
		code, e := shortCode(code, ins)
		err = errors.Join(err, e)
		b.Code = code
	}
	short.Customs = slices.Clone(m.Customs)
	if _, i, ok := usableNames(m); ok {
		short.Customs[i].Data, _ = shortened(m.Customs[i].Data)
	}
	return binary.Encode(&short), err
}

func shortCode(dst []byte, ins *binary.Instrs) ([]byte, error) {
	var in binary.Instr
	for ins.Next(&in) {
		dst = binary.AppendInstr(dst, &in)
	}
	return dst, ins.Err()
}
