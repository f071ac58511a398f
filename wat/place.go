package wat

import (
	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/wasm"
)

// This file finds where in a text an instruction of its module stands.

// places are where the instructions of function fn stand.
type places struct {
	fn   uint32
	list []place
}

// A place is an instruction: its offset in the body, and in the text.
type place struct{ code, pos int }

// mark notes that the instruction at pos comes next in the code.
func (b *builder) mark(pos int) {
	if p := b.places; p != nil && p.fn == b.fn {
		p.list = append(p.list, place{len(b.code), pos})
	}
}

// Locate returns the error that package validate has found in the module that Encode makes of what begins at offset in text, with the place
// in the text. It returns nil where that is not known: outside of functions, or when the text quotes a module.
func Locate(text []byte, offset int, e *wasm.Error) *Error {
	if e.Func == wasm.NoFunc {
		return nil
	}
	p, err := newParser(text)
	if err != nil {
		return nil
	}
	p.places = &places{fn: uint32(e.Func)}
	m := new(Module)
	if p.seek(offset); p.head() == "module" {
		m = p.module()
	} else {
		p.fields(m)
	}
	if p.err != nil || m.Form != FormText {
		return nil
	}
	again, err := binary.Decode(binary.Encode(m.Text), binary.Options{Features: wasm.AllFeatures})
	if err != nil {
		return nil
	}
	x := e.Func - again.NumImportedFuncs
	if x < 0 || x >= len(again.Bodies) {
		return nil
	}
	found, at := false, 0
	for _, i := range p.places.list {
		if i.code <= e.Offset-again.Bodies[x].Offset {
			found, at = true, i.pos
		}
	}
	if !found {
		return nil
	}
	located := newError(p.lex.src, at, e.Code, e.Detail)
	located.Phase = e.Phase
	return located
}
