package vm

import (
	"fmt"
	"strings"
)

// This file shows the register code that lowering makes.

// A CodeInstr is an instruction of register code.
type CodeInstr struct {
	Index   int    // of its first word in the function's code, which jumps count
	Name    string // of its form
	Joined  int    // how many of the next ones are done by the same handler
	Imm     uint8
	A, B, C uint16   // slots of the frame, or what the form takes them for
	Data    []uint64 // words that follow it
	Offset  int      // in the module, of the WebAssembly instruction that it comes from
}

// String returns the instruction in a line: its index, form and fields in decimal, and the words that follow. Plus signs behind the
// name tell how many of the next ones are joined with it.
func (c *CodeInstr) String() string {
	name := c.Name + strings.Repeat("+", c.Joined)
	s := fmt.Sprintf("%8d  %-18s imm=%d a=%d b=%d c=%d", c.Index, name, c.Imm, c.A, c.B, int16(c.C))
	for _, w := range c.Data {
		s += fmt.Sprintf(" %#x", w)
	}
	return s
}

// Code returns the register code of function x, which must be one that the module defines; it is made anew for that. The error is
// a *LimitError. What forms there are, and what they mean, is no part of the interface.
func (m *Module) Code(x int) ([]CodeInstr, error) {
	l := newLowerer(m, true)
	defer l.release()
	if err := l.lower(x, func() bool { return false }); err != nil {
		return nil, err
	}
	list := make([]CodeInstr, 0, len(l.code))
	for i, c := range l.code {
		if l.offsets[i]&dataWord != 0 {
			last := &list[len(list)-1]
			last.Data = append(last.Data, uint64(c.op)|uint64(c.imm)<<8|uint64(c.a)<<16|uint64(c.b)<<32|uint64(c.c)<<48)
			continue
		}
		f := formOfInst(c)
		if f >= formRare || !readsImm[c.op] {
			c.imm = 0 // it is part of the form
		}
		name := strings.TrimRight(formNames[f], "+")
		joined := len(formNames[f]) - len(name)
		list = append(list, CodeInstr{Index: i, Name: name, Joined: joined, Imm: c.imm, A: c.a, B: c.b, C: c.c, Offset: int(l.offsets[i])})
	}
	return list, nil
}
