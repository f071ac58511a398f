package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/wvm-project/wvm/component/check"
	"github.com/wvm-project/wvm/validate"
	"github.com/wvm-project/wvm/wasm"
	"github.com/wvm-project/wvm/wat"
)

// This file holds where modules come from.

// stdinName is the file name that stands for the standard input.
const stdinName = "-"

// maxRead is the size up to which a file is read. A larger one is mapped, which makes neither a copy of it nor work for the
// garbage collector, and lets several workers fetch it. Mapping takes as long as reading some pages into memory that was never used.
const maxRead = 16 << 10

// A guestFile is a module or a component on its way from a file.
type guestFile struct {
	name string
	code []byte    // all of it, in the binary format, unless rest is set
	head []byte    // the beginning of what arrives
	rest io.Reader // nil: code is all of it; else what arrives, from its first byte on
	body io.Closer // nil: nothing is to be closed
}

// openGuest opens a file that holds a module or a component, in the text or the binary format. What comes from the standard input or a server can be
// looked at while it arrives.
func openGuest(name string) (*guestFile, error) {
	if name != stdinName && !isURL(name) {
		b, err := readModule(name)
		return &guestFile{name: name, code: b}, err
	}
	f := &guestFile{name: name, rest: os.Stdin}
	if isURL(name) {
		body, err := fetch(name)
		if err != nil {
			return nil, err
		}
		f.rest, f.body = body, body
	}
	const headSize, buffer = 8, 64 << 10
	r := bufio.NewReaderSize(f.rest, buffer)
	f.head, _ = r.Peek(headSize) // an error comes again
	if f.rest = r; isBinary(f.head) {
		return f, nil
	}
	b, err := io.ReadAll(r)
	f.close()
	if err == nil && isText(b) {
		b, err = encodeText(name, b)
	}
	return &guestFile{name: name, code: b}, inputError(name, err)
}

// isComponent reports whether the file holds a component.
func (f *guestFile) isComponent() bool { return isComponent(f.code) || isComponent(f.head) }

func (f *guestFile) close() {
	if f.body != nil {
		f.body.Close()
	}
}

// module decodes and validates the module that the file holds.
func (f *guestFile) module(cfg validate.Config) (m *validate.Module, err error) {
	if f.rest == nil {
		return validate.Bytes(f.code, cfg)
	}
	m, err = validate.Reader(f.rest, cfg)
	return m, f.arrivalError(err)
}

// component decodes and validates the component that the file holds.
func (f *guestFile) component(cfg check.Config) (c *check.Component, err error) {
	if f.rest == nil {
		return check.Bytes(f.code, cfg)
	}
	c, err = check.Reader(f.rest, cfg)
	return c, f.arrivalError(err)
}

// arrivalError returns an error of a file that arrives: of what it holds, or of its arrival.
func (f *guestFile) arrivalError(err error) error {
	var we *wasm.Error
	if errors.As(err, &we) {
		return err
	}
	return inputError(f.name, err)
}

// inputError makes a failure of an error of reading, unless it is one.
func inputError(name string, err error) error {
	var fail *failure
	switch {
	case err == nil || errors.As(err, &fail):
		return err
	case name == stdinName:
		name = "the standard input"
	}
	return readError(name, err)
}

// readModule returns the module in a file, or in the standard input, in the binary format, into which text is translated. The bytes
// stay valid as long as the process runs.
func readModule(name string) ([]byte, error) {
	b, err := readFile(name)
	if err == nil && len(b) == 0 {
		err = &failure{file: name, what: fmt.Sprintf("`%s` is empty", name)}
	}
	if err != nil || !isText(b) {
		return b, err
	}
	return encodeText(name, b)
}

// isText reports whether b starts as a module in the text format does.
func isText(b []byte) bool {
	b = bytes.TrimLeft(bytes.TrimPrefix(b, []byte("\uFEFF")), " \t\r\n")
	return len(b) > 0 && b[0] == '(' || bytes.HasPrefix(b, []byte(";;"))
}

// isBinary reports whether b starts as a module in the binary format does.
func isBinary(b []byte) bool { return bytes.HasPrefix(b, []byte("\x00asm")) }

// isComponent reports whether b starts as a component does: with the layer 1 in the place of a module's 0.
func isComponent(b []byte) bool {
	const layer = 6
	return isBinary(b) && len(b) > layer && b[layer] == 1
}

// encodeText translates text.
func encodeText(name string, text []byte) ([]byte, error) {
	b, err := wat.Encode(text)
	var te *wat.Error
	if errors.As(err, &te) {
		lines := strings.Split(te.Error(), "\n")
		for i := range lines {
			lines[i] = clean(lines[i])
		}
		err = &failure{file: name, what: fmt.Sprintf("`%s` is %s: %s", name, withArticle(te.Phase), strings.Join(lines, "\n"))}
	}
	return b, err
}

// withArticle returns what a module is in which this phase has found an error.
func withArticle(p wasm.Phase) string {
	if p == wasm.PhaseMalformed || p == wasm.PhaseLimit {
		return "a " + p.String()
	}
	return "an " + p.String()
}

// readFile returns the bytes of a file, or of the standard input.
func readFile(name string) ([]byte, error) {
	if name == stdinName {
		b, err := io.ReadAll(os.Stdin)
		return b, readError("the standard input", err)
	}
	if isURL(name) {
		body, err := fetch(name)
		if err != nil {
			return nil, err
		}
		defer body.Close()
		return io.ReadAll(body)
	}
	if b, ok := mapFile(name); ok {
		return b, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, readError("`"+name+"`", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, readError("`"+name+"`", err)
	}
	if info.Mode().IsRegular() {
		b := make([]byte, info.Size())
		n, err := io.ReadFull(f, b)
		if err == io.ErrUnexpectedEOF || err == io.EOF {
			err = nil
		}
		return b[:n], readError("`"+name+"`", err)
	}
	b, err := io.ReadAll(f)
	return b, readError("`"+name+"`", err)
}

// readError says what cannot be read, unless err is nil.
func readError(what string, err error) error { return fileError("read", what, err) }

// fileError says what cannot be read or written, unless err is nil. The names of files stand between backquotes.
func fileError(verb, what string, err error) error {
	if err == nil {
		return nil
	}
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	f := &failure{what: fmt.Sprintf("cannot %s %s: %v", verb, what, err)}
	if name, quoted := strings.CutPrefix(what, "`"); quoted {
		f.file = strings.TrimSuffix(name, "`")
	}
	return f
}
