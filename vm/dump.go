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
	Joined  bool   // with the next one: one handler does both
	Imm     uint8
	A, B, C uint16   // slots of the frame, or what the form takes them for
	Data    []uint64 // words that follow it
	Offset  int      // in the module, of the WebAssembly instruction that it comes from
}

// String returns the instruction in a line: its index, form and fields in decimal, and the words that follow. A plus sign behind the
// name says that it is joined with the next one.
func (c *CodeInstr) String() string {
	name := c.Name
	if c.Joined {
		name += "+"
	}
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
		if f >= 256 {
			c.imm = 0 // it is part of the form
		}
		name, joined := strings.CutSuffix(formNames[f], "+")
		list = append(list, CodeInstr{Index: i, Name: name, Joined: joined, Imm: c.imm, A: c.a, B: c.b, C: c.c, Offset: int(l.offsets[i])})
	}
	return list, nil
}
