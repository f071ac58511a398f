// Package wave reads and writes values of components as text in WAVE, the WebAssembly Value Encoding, which writes values as WIT writes
// their types: {name: "Gopher", age: 13}.
//
// All functions may be called concurrently.
package wave

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/component/value"
)

// This file holds the functions for those who use the package, calls and errors.

// An Error says what is wrong with a text, and where.
type Error struct {
	Offset       int // in bytes
	Line, Column int // from 1; columns count characters
	What         string
	text         string // the line, with ? for what is not to be printed
}

// Error returns the place, what is wrong, and the line with a mark.
func (e *Error) Error() string {
	const width = 100 // of what is shown of a line
	line, mark := []rune(e.text), e.Column-1
	if len(line) > width {
		first := max(0, min(mark-width/2, len(line)-width))
		line, mark = line[first:first+width], mark-first
	}
	return fmt.Sprintf("%d:%d: %s\n  %s\n  %s^", e.Line, e.Column, e.What, string(line), strings.Repeat(" ", mark))
}

// errorAt makes an error for an offset in a text.
func errorAt(text string, offset int, format string, args ...any) *Error {
	offset = min(offset, len(text))
	start := strings.LastIndexByte(text[:offset], '\n') + 1
	end := len(text)
	if i := strings.IndexByte(text[offset:], '\n'); i >= 0 {
		end = offset + i
	}
	e := &Error{
		Offset: offset,
		Line:   1 + strings.Count(text[:start], "\n"),
		Column: 1 + utf8.RuneCountInString(text[start:offset]),
		What:   fmt.Sprintf(format, args...),
		text:   printable(text[start:end]),
	}
	return e
}

// printable returns s with what could do something to a terminal replaced.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || unicode.IsPrint(r) {
			return r
		}
		return '?'
	}, s)
}

// Parse reads a value of type t. The error is an *Error.
func Parse(t *types.Type, text string) (value.Value, error) {
	p := newParser(text)
	v := p.value(t)
	p.end()
	if p.err != nil {
		return nil, p.err
	}
	return v, nil
}

// A Call is a call of a function as text, such as greet("Gopher") or my:pkg/greeter.greet@1.0.0("Gopher").
type Call struct {
	Name string // what stands in front of the parenthesis
	text string
	args int // where they begin in text
}

// ParseCall reads the name in front of the arguments; they can be read once the function's type is known. Without parentheses
// a call has no arguments. The error is an *Error.
func ParseCall(text string) (*Call, error) {
	if !utf8.ValidString(text) {
		return nil, errorAt(text, 0, "the call is not valid UTF-8")
	}
	end := strings.IndexByte(text, '(')
	if end < 0 {
		end = len(text)
	}
	name := strings.TrimSpace(text[:end])
	if name == "" {
		return nil, errorAt(text, 0, "a call begins with the name of a function, as in: greet(\"Gopher\")")
	}
	for i, r := range text[:end] {
		if strings.ContainsRune(" \t\r\n", r) && strings.TrimSpace(text[i:end]) != "" && strings.TrimSpace(text[:i]) != "" ||
			strings.ContainsRune("\"'{}[]<>,)", r) {
			return nil, errorAt(text, i, "a function's name cannot hold %q", r)
		}
	}
	return &Call{Name: name, text: text, args: end}, nil
}

// Args reads the arguments for a function of type f. Those at the end that are none may be missing. The error is an *Error.
func (c *Call) Args(f *types.Func) ([]value.Value, error) {
	args, p := c.read(f)
	if p.err == nil && p.token.kind == tokenArrow {
		p.next()
		p.result(f)
	}
	p.end()
	if p.err != nil {
		return nil, p.err
	}
	return args, nil
}

// Result reads what stands behind -> after the arguments; ok says whether anything does. The value is nil if the function has no
// result. The error is an *Error.
func (c *Call) Result(f *types.Func) (v value.Value, ok bool, err error) {
	_, p := c.read(f)
	if p.err == nil && p.token.kind == tokenArrow {
		p.next()
		v, ok = p.result(f), true
	}
	p.end()
	if p.err != nil {
		return nil, false, p.err
	}
	return v, ok, nil
}

// read reads the arguments.
func (c *Call) read(f *types.Func) ([]value.Value, *parser) {
	p := newParser(c.text)
	p.at = c.args
	p.next()
	var args []value.Value
	if p.token.kind != tokenEnd {
		p.expect(tokenOpen)
		for p.err == nil && p.token.kind != tokenClose {
			if len(args) == len(f.Params) {
				p.fail("the function takes %s, here is another", count(len(f.Params), "argument"))
				break
			}
			args = append(args, p.value(f.Params[len(args)].Type))
			p.comma(tokenClose)
		}
		end := p.token.at
		p.expect(tokenClose)
		for i := len(args); i < len(f.Params) && p.err == nil; i++ {
			args = p.missing(end, f, args, i)
		}
		return args, p
	}
	for i := range f.Params {
		if p.err == nil {
			args = p.missing(len(c.text), f, args, i)
		}
	}
	return args, p
}

// missing adds what a missing argument means.
func (p *parser) missing(at int, f *types.Func, args []value.Value, i int) []value.Value {
	if f.Params[i].Type.Kind == types.Option {
		return append(args, value.None)
	}
	p.failAt(at, "the argument `%s` of type %s is missing", f.Params[i].Label, kindName(f.Params[i].Type))
	return args
}

// result reads the result of a call.
func (p *parser) result(f *types.Func) value.Value {
	if f.Result != nil {
		return p.value(f.Result)
	}
	p.expect(tokenOpen)
	p.expect(tokenClose)
	return nil
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// Format returns the text of a value of type t. Handles have no text that can be read again: they appear as in <resource file>.
// The error says that v does not fit t.
func Format(t *types.Type, v value.Value) (string, error) {
	b, err := Append(nil, t, v)
	return string(b), err
}

// Append appends the text of a value of type t to b. See Format.
func Append(b []byte, t *types.Type, v value.Value) ([]byte, error) {
	v, err := value.Conform(t, v)
	if err != nil {
		return b, err
	}
	return appendValue(b, t, v), nil
}

// FormatCall returns the text of a call: the name, the arguments and, unless the function has none, -> and the result.
func FormatCall(name string, f *types.Func, args []value.Value, result value.Value) (string, error) {
	if len(args) != len(f.Params) {
		return "", fmt.Errorf("%s where there must be %d", count(len(args), "argument"), len(f.Params))
	}
	b := append([]byte(name), '(')
	for i := range args {
		if i > 0 {
			b = append(b, ", "...)
		}
		var err error
		if b, err = Append(b, f.Params[i].Type, args[i]); err != nil {
			return "", fmt.Errorf("argument `%s`: %w", f.Params[i].Label, err)
		}
	}
	b = append(b, ')')
	if f.Result != nil {
		b = append(b, " -> "...)
		var err error
		if b, err = Append(b, f.Result, result); err != nil {
			return "", fmt.Errorf("the result: %w", err)
		}
	}
	return string(b), nil
}
