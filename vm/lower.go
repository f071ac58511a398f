package vm

import (
	"errors"
	"sync/atomic"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file begins lowering: one pass over a function's instructions that makes register code. The operand stack exists only
// here: an operand is a local not yet copied, a constant, or a slot of the frame, and instructions name slots.
//
// The frame of a function, in slots of 8 bytes:
//
//	0 ..           parameters; when the function returns, its results
//	save, save+1   return address and caller's frame; save is the larger of the slots of parameters and of results
//	save+2 ..      the other locals
//	temps ..       operands: each has a home by its place in the operand stack
//
// A slot with an i32 or f32 holds it zero-extended.

// A lowerer makes the code of one function.
type lowerer struct {
	m     *Module
	src   *wasm.Module
	index int // function index
	r     binary.Instrs
	in    binary.Instr

	code    []inst
	starts  []int32  // words of code where instructions begin
	forms   []form   // scratch of join: what stands at starts
	costs   []uint64 // scratch of join: of the code from each of starts on
	offsets []int32  // of each word of code, where wanted: offset in the module of its instruction, with dataWord
	trace   bool     // fill offsets

	runs   []binary.LocalRun
	locals []local
	save   int // slot of the save area
	temps  int // first operand slot

	stack   []operand
	control []control
	jumps   []jump // whose targets are ends of control structures
	top     int    // slots of the operand stack in use

	// What the accumulators hold: the slot whose value they equal, or noSlot.
	acc, facc int32
	last      lastInst
	lastMove  int       // index of the move just emitted, which another one may join; -1: none
	lastConst constInst // the constant just loaded
	threads   []thread
	handlers  []handler
	needsZero [2]int   // slots of locals that may be read before they are set: from, to
	inited    []uint32 // locals set so far in the open control structures, in the order in which they were set

	far      bool // conditional branches go by way of an unconditional one, which reaches further
	tooFar   bool
	fuelAt   int   // the instruction that takes the fuel of this basic block, -1: none yet
	straight int   // instructions since the last one that counts
	skipping int   // control structures opened in unreachable code
	err      error // why lowering ended early
	stop     func() bool
	maxCode  int
	longest  int // body so far, in bytes
}

const noSlot = -1

// dataWord marks the offset of a word that is data of the instruction before it. Offsets in modules are below it.
const dataWord = wasm.MaxModuleSize

// stopEvery is how many instructions are lowered between two looks at stop: about a millisecond's worth.
const stopEvery = 1 << 14

// straightRun is how many instructions may follow each other without one that counts down the budget. It times the budget is the longest
// that a guest runs before the driver looks at the deadline.
const straightRun = 256

// A constInst is an instruction that loads a constant.
type constInst struct {
	at   int // -1: there is none
	slot uint16
	val  uint64
}

// A thread is a jump to a br_table with a known index: it can go straight to where the table sends it.
type thread struct {
	br, table int
	index     uint64
}

// A local is a parameter or local variable.
type local struct {
	slot uint16
	typ  wasm.ValType
	lazy int32 // topmost operand that stands for this local, or -1
	set  bool  // on every way to here; parameters always are
}

// An operandKind says where an operand is.
type operandKind uint8

const (
	inHome  operandKind = iota // in its home slot
	inLocal                    // in a local, which the operand must leave before that is set
	isConst                    // a constant, nowhere yet
	isWrap                     // the low half of the i64 in slot src, which is its home or a local's
)

// An operand is an entry of the operand stack. Its fields are grouped for the same reason as those of inst.
type operand struct {
	location
	typ wasm.ValType
	link
	val uint64 // isConst
}

// A location says where an operand is.
type location struct {
	kind    operandKind
	settled bool // it and everything below it stand for no local
	home    uint16
	src     uint16 // slot that holds it (inHome: home)
}

// A link is an entry of a local's list of operands that stand for it.
type link struct {
	lcl  int32 // inLocal, isWrap: the local, or -1
	prev int32 // next lower operand that stands for the same local, or -1
}

// A lastInst is what lowering may still change about the instruction just emitted.
type lastInst struct {
	madeBy
	cmp    op.Op  // a comparison, which a branch may take over
	x, y   value  // its operands, if there is one
	before madeBy // the instruction before, when that stands right before it
}

// A madeBy says which instruction has made a value.
type madeBy struct {
	at        int   // its index, -1 when there is none or a jump may come in between
	dst       int32 // the slot it writes, when that may be exchanged
	acc, facc int32 // what the accumulators held before it
}

// A value is an operand of an instruction: a slot or a constant.
type value struct {
	isConst bool
	slot    int32
	val     uint64
}

func slotValue(s uint16) value { return value{slot: int32(s)} }

// idle is a lowerer that nobody uses, if there is one: its memory serves functions of any module.
var idle atomic.Pointer[lowerer]

// keptBody is how many bytes a function's body may have whose lowering leaves its memory, up to 200 times as much, to the next one.
const keptBody = 64 << 10

// newLowerer returns a lowerer of functions of m, to be released. With trace it also says where instructions come from.
func newLowerer(m *Module, trace bool) *lowerer {
	l := idle.Swap(nil)
	if l == nil {
		l = roomyLowerer()
	}
	l.m, l.src, l.trace = m, m.src, trace
	return l
}

// roomyLowerer returns a lowerer with memory for most functions. It is made all at once: a slice that grows by itself takes memory of each size, which costs
// time when a process has just begun.
func roomyLowerer() *lowerer {
	const few, some, many = 16, 64, 2048
	s := new(struct {
		control [few]control // the only one with pointers: the collector does not look behind it
		locals  [some]local
		stack   [some]operand
		jumps   [some]jump
		code    [many]inst
		starts  [many]int32
		forms   [many]form
		costs   [many + 1]uint64
	})
	return &lowerer{code: s.code[:0], starts: s.starts[:0], forms: s.forms[:0], costs: s.costs[:0],
		locals: s.locals[:0], stack: s.stack[:0], control: s.control[:0], jumps: s.jumps[:0]}
}

// release gives back the memory of l, its code included, without what would keep the module alive.
func (l *lowerer) release() {
	if l.longest > keptBody {
		return
	}
	l.m, l.src, l.stop, l.in = nil, nil, nil, binary.Instr{}
	l.r.Reset(nil, 0)
	clear(l.control[:cap(l.control)])
	idle.Store(l)
}

// errStopped is the error of a lowering that was stopped.
var errStopped = errors.New("lowering was stopped")

// lower makes the code of function index: l.code, valid until the next call. It ends early with errStopped when stop, looked at now
// and then, says so: a body can have megabytes. Other errors are *LimitError.
func (l *lowerer) lower(index int, stop func() bool) error {
	l.index, l.stop, l.err, l.far = index, stop, nil, false
	l.run()
	if l.tooFar && l.err == nil {
		l.far = true
		l.run()
	}
	return l.err
}

// run lowers the body from the start.
func (l *lowerer) run() {
	l.code, l.starts, l.offsets, l.stack, l.control = l.code[:0], l.starts[:0], l.offsets[:0], l.stack[:0], l.control[:0]
	l.jumps = l.jumps[:0]
	l.top, l.straight, l.skipping, l.tooFar = 0, 0, 0, false
	l.handlers, l.fuelAt = l.handlers[:0], -1
	l.threads, l.inited, l.needsZero = l.threads[:0], l.inited[:0], [2]int{}
	body := &l.src.Bodies[l.index-l.src.NumImportedFuncs]
	l.r.Reset(body.Code, body.Offset)
	l.longest = max(l.longest, len(body.Code))
	typ := l.src.FuncType(uint32(l.index))
	l.prologue(typ)
	l.pushControl(op.Block, nil, typ.Results)
	l.maxCode = 1<<12 + 8*len(body.Code)
	for n := 1; len(l.control) > 0 && !l.tooLong() && l.r.Next(&l.in); n++ {
		if n%stopEvery == 0 && l.stop() {
			l.err = errStopped
			return
		}
		l.instruction()
	}
	l.threadJumps()
	l.join()
	l.trimZero()
}

// threadJumps lets jumps to a br_table with a known index go straight to its target.
func (l *lowerer) threadJumps() {
	for _, t := range l.threads {
		i := &l.code[t.table]
		n := min(t.index, uint64(wideOf(i)))
		w := &l.code[t.table+1+int(n/2)]
		d := int32(uint32(w.op) | uint32(w.imm)<<8 | uint32(w.a)<<16)
		if n%2 == 1 {
			d = wideOf(w)
		}
		target := t.table + int(d)
		if d := target - (t.br - 1); t.index <= 0xFFFF && fits16(int64(d)) {
			l.code[t.br-1] = encode(formConstBr, inst{a: l.code[t.br-1].a, b: uint16(t.index), c: uint16(d)})
			continue
		}
		l.patch(fixup{t.br, 1}, target)
	}
}

// zeroInLoop is how many locals the loop clears itself: more of them cost time that must be counted.
const zeroInLoop = 64

// trimZero lets the first instruction clear only the locals that may be read before they are set.
func (l *lowerer) trimZero() {
	if l.temps == l.save+2 || l.err != nil {
		return
	}
	from, to := l.needsZero[0], l.needsZero[1]
	switch to - from {
	case 0:
		l.code = l.code[1:]
		for i := range l.handlers {
			l.handlers[i].shift(-1)
		}
		if l.trace {
			l.offsets = l.offsets[1:]
		}
	case 1:
		l.code[0] = encode(formConst32, wide(uint16(from), 0))
	default:
		if to-from > zeroInLoop {
			l.code[0] = encode(formOut, inst{opcode: withImm(outZero), a: uint16(from), b: uint16(to - from)})
			return
		}
		l.code[0] = encode(formZero, inst{a: uint16(from), b: uint16(to - from)})
	}
}

// read records that local x is read.
func (l *lowerer) read(x uint32) {
	v := &l.locals[x]
	if v.set {
		return
	}
	from, to := int(v.slot), int(v.slot)+v.typ.Slots()
	if l.needsZero[1] == 0 {
		l.needsZero = [2]int{from, to}
	}
	l.needsZero = [2]int{min(l.needsZero[0], from), max(l.needsZero[1], to)}
	l.wasSet(x)
}

// wasSet records that local x has a value from here to the end of the control structure.
func (l *lowerer) wasSet(x uint32) {
	if v := &l.locals[x]; !v.set {
		v.set = true
		l.inited = append(l.inited, x)
	}
}

// unset forgets the locals that were set since there were n of them.
func (l *lowerer) unset(n int) {
	for _, x := range l.inited[n:] {
		l.locals[x].set = false
	}
	l.inited = l.inited[:n]
}

// tooLong reports whether the code has outgrown what its body may cost: values of blocks are moved at each branch, so that a
// hostile body could have code as long as the square of its own length.
func (l *lowerer) tooLong() bool {
	if len(l.code) > l.maxCode {
		l.err = &LimitError{Limit: "words of code of a function", Max: uint64(l.maxCode), Want: uint64(len(l.code))}
	}
	return l.err != nil
}

// prologue lays out the frame and clears the locals.
func (l *lowerer) prologue(typ *wasm.FuncType) {
	l.forget()
	l.locals = l.locals[:0]
	slot := 0
	for _, t := range typ.Params {
		l.addLocal(&slot, t)
		l.locals[len(l.locals)-1].set = true
	}
	l.save = saveArea(typ)
	slot = l.save + 2
	l.runs = l.r.Locals(l.runs[:0])
	for _, r := range l.runs {
		for range r.Count {
			l.addLocal(&slot, r.Type)
		}
	}
	l.temps = slot
	if slot >= slotsPerFrame {
		l.err = &LimitError{Limit: "slots of a frame", Max: slotsPerFrame, Want: uint64(slot)}
		return
	}
	first := l.save + 2
	if n := l.temps - first; n > 0 {
		l.emit(formZero, inst{a: uint16(first), b: uint16(n)})
	}
}

func (l *lowerer) addLocal(slot *int, t wasm.ValType) {
	l.locals = append(l.locals, local{slot: uint16(*slot), typ: t, lazy: -1})
	*slot += t.Slots()
}

// saveArea returns the slot of the save area in frames of functions of this type.
func saveArea(t *wasm.FuncType) int { return max(slotsOf(t.Params), slotsOf(t.Results)) }

// slotsOf returns how many slots values of these types take.
func slotsOf(types []wasm.ValType) int {
	n := 0
	for _, t := range types {
		n += t.Slots()
	}
	return n
}

// emit appends an instruction and returns its index.
func (l *lowerer) emit(f form, i inst) int {
	if l.straight++; l.straight >= straightRun {
		l.straight = 0
		l.start(encode(formCheckpoint, inst{}))
	}
	at := len(l.code)
	l.start(encode(f, i))
	l.last.at = -1
	return at
}

// start appends the first word of an instruction.
func (l *lowerer) start(i inst) {
	l.starts = append(l.starts, int32(len(l.code)))
	l.append(i)
}

// encode puts the form's number into an instruction.
func encode(f form, i inst) inst {
	switch {
	case f >= formRare:
		i.op, i.imm = uint8(formEscape+(f-formRare)>>8), uint8(f)
	case f < 256 && readsImm[f]:
		i.op = uint8(f)
	default:
		i.op, i.imm = uint8(f), uint8(f>>8)
	}
	return i
}

func (l *lowerer) append(i inst) {
	l.code = append(l.code, i)
	if l.trace {
		l.offsets = append(l.offsets, int32(l.in.Offset))
	}
}

// word appends a data word to the instruction just emitted.
func (l *lowerer) word(w uint64) {
	l.append(inst{opcode: opcode{uint8(w), uint8(w >> 8)}, a: uint16(w >> 16), b: uint16(w >> 32), c: uint16(w >> 48)})
	if l.trace {
		l.offsets[len(l.offsets)-1] |= dataWord
	}
}

// wide returns an instruction with the number n in the place of b and c.
func wide(a uint16, n int32) inst { return inst{a: a, b: uint16(n), c: uint16(uint32(n) >> 16)} }

// forget drops what is known about the accumulators and the last instruction: a jump may arrive here.
func (l *lowerer) forget() {
	l.acc, l.facc = noSlot, noSlot
	l.last.at, l.lastMove, l.lastConst.at = -1, -1, -1
}

// result classes of instructions.
const (
	toAcc  = iota // the value goes to its slot and to the accumulator
	toFacc        // the value goes to its slot and to the floating-point accumulator
	toSlot        // the value goes to its slot only
)

// define emits an instruction whose result goes to slot a, and remembers where else it is.
func (l *lowerer) define(f form, i inst, class int) {
	acc, facc, before := l.acc, l.facc, l.last.madeBy
	at := l.emit(f, i)
	l.wrote(i.a, class)
	if before.at != at-1 {
		before.at = -1
	}
	l.made(madeBy{at, int32(i.a), acc, facc}, before)
}

// made records what has just been emitted, and before it.
func (l *lowerer) made(m, before madeBy) {
	l.last.madeBy, l.last.before, l.last.cmp = m, before, op.Invalid
}

// wrote records that slot has a new value.
func (l *lowerer) wrote(slot uint16, class int) {
	s := int32(slot)
	if l.acc == s {
		l.acc = noSlot
	}
	if l.facc == s {
		l.facc = noSlot
	}
	switch class {
	case toAcc:
		l.acc = s
	case toFacc:
		l.facc = s
	}
}

// floatClass is the class of results of type t of arithmetic forms.
func floatClass(t wasm.ValType) int {
	switch t {
	case wasm.F64:
		return toFacc
	case wasm.F32:
		return toSlot
	}
	return toAcc
}

// countFuel adds the instruction in l.in to the fuel of its basic block.
func (l *lowerer) countFuel() {
	switch l.in.Op {
	case op.Nop, op.Block, op.Loop, op.Else, op.End, op.TryTable, op.Try, op.Catch, op.CatchAll, op.Delegate:
		return
	}
	if l.fuelAt < 0 {
		l.fuelAt = l.emit(formFuel, inst{})
	}
	i := &l.code[l.fuelAt]
	n := wideOf(i) + 1
	i.b, i.c = uint16(n), uint16(uint32(n)>>16)
}

// endBlock ends a basic block: the next instruction begins another.
func (l *lowerer) endBlock() { l.fuelAt = -1 }
