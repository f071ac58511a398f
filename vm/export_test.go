package vm

// This file shows the tests of the public interface what they cannot see otherwise.

// Form names a form.
func Form(n int) string { return formNames[n] }

// An Inst is a word of code: an instruction, or data of the one before.
type Inst struct {
	Form    int
	Imm     uint8
	A, B, C uint16
	Word    uint64 // the word as data
	Offset  int    // of the instruction that it comes from
}

// Code lowers function x and returns its code.
func (m *Module) Code(x int) ([]Inst, error) {
	l := newLowerer(m, true)
	if err := l.lower(x, func() bool { return false }); err != nil {
		return nil, err
	}
	list := make([]Inst, len(l.code))
	for i, c := range l.code {
		f, word := formOfInst(c), uint64(c.op)|uint64(c.imm)<<8|uint64(c.a)<<16|uint64(c.b)<<32|uint64(c.c)<<48
		if form(c.op) == formEscape {
			c.imm = 0 // it is part of the form
		}
		list[i] = Inst{Form: int(f), Imm: c.imm, A: c.a, B: c.b, C: c.c, Word: word, Offset: int(l.offsets[i])}
	}
	return list, nil
}

// OutWords returns how many words the instruction for outs[n] takes.
func OutWords(n uint8) int {
	switch n {
	case outNumeric, outRefFunc, outCallImport, outZero:
		return 1
	}
	return 2
}
