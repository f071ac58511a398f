//go:build opcount

package vm

import (
	"cmp"
	"slices"
	"unsafe"
)

// This file is the counting build of the run loop (-tags opcount): it tells which instructions of the register code programs execute.

// counting says that instructions are counted, each by itself: none are joined.
const counting = true

// An Execution tells how often an instruction of register code was executed.
type Execution struct {
	Form  string
	Count uint64
	After uint64 // how often of these right after the instruction that stands before it, which is then the Execution before it
	Bare  bool   // the one that stands behind it takes its result, and nothing else does
	pc    uintptr
	size  uintptr
}

// executed is a hash table of what has been executed, by address. Its length is a power of two.
var executed = make([]Execution, 1<<16)

var (
	executions int     // entries of executed in use
	following  uintptr // the address behind the instruction last executed
)

// bareAt has the addresses of instructions whose result only the next one reads, and bares those of the code just made, in words from its
// end. No two modules are lowered at a time.
var (
	bareAt = map[uintptr]bool{}
	bares  []int
)

// noteBare fills bares.
func (l *lowerer) noteBare() {
	bares = bares[:0]
	for i, at := range l.starts[:len(l.starts)-1] {
		if l.bare(&l.code[at], formOfInst(l.code[at]), formOfInst(l.code[l.starts[i+1]])) {
			bares = append(bares, len(l.code)-int(at))
		}
	}
}

// registerBare says where the code just made is.
func registerBare(code []inst) {
	for _, n := range bares {
		bareAt[uintptr(unsafe.Pointer(&code[len(code)-n]))] = true
	}
}

// count counts the instruction at pc.
func count(pc unsafe.Pointer) {
	e := findExecution(executed, uintptr(pc))
	if e.pc == 0 {
		if executions++; executions > len(executed)/2 {
			growExecuted()
			e = findExecution(executed, uintptr(pc))
		}
		f := formOfInst(*(*inst)(pc))
		*e = Execution{Form: formNames[f], Bare: bareAt[uintptr(pc)], pc: uintptr(pc), size: uintptr(formWords[f]) * wordSize}
	}
	e.Count++
	if following == e.pc {
		e.After++
	}
	following = e.pc + e.size
}

// findExecution returns the entry for pc, or the empty one where it belongs.
func findExecution(table []Execution, pc uintptr) *Execution {
	mask := uintptr(len(table) - 1)
	for h := pc / wordSize * 0x9E3779B97F4A7C15 >> 32; ; h++ { // neighbours are far from each other
		if e := &table[h&mask]; e.pc == pc || e.pc == 0 {
			return e
		}
	}
}

func growExecuted() {
	old := executed
	executed = make([]Execution, 4*len(old))
	for _, e := range old {
		if e.pc != 0 {
			*findExecution(executed, e.pc) = e
		}
	}
}

// Executions returns what has been executed since the process began, in the order in which it stands in the code. No guest may run meanwhile.
func Executions() []Execution {
	all := slices.DeleteFunc(slices.Clone(executed), func(e Execution) bool { return e.pc == 0 })
	slices.SortFunc(all, func(a, b Execution) int { return cmp.Compare(a.pc, b.pc) })
	return all
}
