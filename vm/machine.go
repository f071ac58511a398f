package vm

import "unsafe"

// This file holds what the run loop and the driver share: instructions, the machine's state and the layouts that the loop knows.

//go:generate go test ./gen -run TestGenerated -update

// A form is a handler of the run loop: below 256 an opcode, from 256 on a number behind an escape opcode.
type form uint16

// An inst is one instruction of the register code; some are followed by one or more words of data. Package gen says what its fields
// mean in each form.
type inst struct {
	opcode
	a, b, c uint16
}

// An opcode is what tells forms apart. It is a struct of its own as the compiler keeps one in registers only if it has no more than four fields.
type opcode struct{ op, imm uint8 }

// withImm returns an opcode that is yet to be encoded, of an instruction with this operand.
func withImm(imm uint8) opcode { return opcode{imm: imm} }

const wordSize = 8

// A machine is the state of a running guest. The run loop loads it into registers and stores it back when it leaves.
//
// pc and fp are kept as numbers: storing a pointer would need a write barrier in the loop. What they point to
// is kept alive by the instance (code) and by the store (stack).
type machine struct {
	pc, fp uintptr
	acc    uint64
	facc   float64
	fuel   int64 // what is left, when the engine counts it
	budget int64 // back-edges and calls until the driver looks around

	// Of the running instance; the loop only reads these.
	mem        unsafe.Pointer // base of memory 0
	memLen     uint64         // its length in bytes
	entries    unsafe.Pointer // array of code pointers of the module's functions
	globals    unsafe.Pointer // array of pointers to the cells of globals
	tables     unsafe.Pointer // array of pointers to Table, which starts with elements and length
	funcs      unsafe.Pointer // array of funcRec of the store
	heap       unsafe.Pointer // base of the store's heap
	instance   unsafe.Pointer
	stackLimit uintptr // no frame may start above it

	spare [16]uint8 // for stores that move the loop's code
}

// An exit says why the run loop ended. Values below exitOut are trap codes.
type exit uint8

const (
	exitOut     exit = 0xF0 + iota // the instruction at pc wants Go code
	exitBudget                     // the budget is used up; pc is at the next instruction
	exitInvalid                    // no such form: a bug in lowering
)

// A funcRec is what call_indirect needs to know about a function. References to functions are numbers of records
// in the store; record 0 is the null reference, with an identity that no type has.
type funcRec struct {
	entry    *uintptr       // where the module keeps the code pointer; nil for host functions
	instance unsafe.Pointer // *instance that the code belongs to
	typ      uint32         // identity of the function's type in the engine
	index    uint32         // the function's index in its instance
	fn       *Func          // the function's handle, made when somebody asks
}

// Offsets and sizes that the loop has as constants.
const (
	funcRecSize     = unsafe.Sizeof(funcRec{})
	funcRecInstance = unsafe.Offsetof(funcRec{}.instance)
	funcRecType     = unsafe.Offsetof(funcRec{}.typ)
)

// slotsPerFrame bounds a frame: operands are 16-bit slot numbers. The stack keeps room for one such frame above stackLimit, so
// that calls need not look at the size of the callee's frame.
const slotsPerFrame = 1 << 16
