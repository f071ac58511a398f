// Package op is the instruction set of WebAssembly as data: one row per instruction with its name, encoding, immediates,
// type, feature and, for ordinary ones, its meaning. Decoder, validator, text format and lowering all read this
// table; no second list of instructions exists.
//
// The rows stand in gen/table.go; op_gen.go is generated from them.
package op

import "github.com/wvm-project/wvm/wasm"

//go:generate go test ./gen -run TestGenerated -update

// An Op is an instruction, as an index of the table. Invalid is no instruction.
type Op uint16

// An Imm is the shape of the immediates that follow an opcode. Package binary's reader is the only code that reads them.
type Imm uint8

// The shapes of immediates, in the order in which the binary format writes the parts.
const (
	ImmNone       Imm = iota
	ImmBlock          // block type
	ImmTryTable       // block type, vector of catch clauses
	ImmLabel          // label index
	ImmLabels         // vector of label indices, default label index
	ImmBrCast         // flags, label index, two heap types
	ImmFunc           // function index
	ImmType           // type index
	ImmTypeTable      // type index, table index (call_indirect)
	ImmTypeField      // type index, field index
	ImmTypeLen        // type index, number of elements
	ImmTypeType       // two type indices
	ImmTypeData       // type index, data index
	ImmTypeElem       // type index, element segment index
	ImmLocal          // local index
	ImmGlobal         // global index
	ImmTable          // table index
	ImmTableTable     // two table indices
	ImmElemTable      // element segment index, table index
	ImmElem           // element segment index
	ImmMem            // memory index
	ImmMemMem         // two memory indices
	ImmDataMem        // data index, memory index
	ImmData           // data index
	ImmTag            // tag index
	ImmMemArg         // alignment, memory index, offset
	ImmMemArgLane     // alignment, memory index, offset, lane
	ImmLane           // lane
	ImmLanes          // 16 lanes (i8x16.shuffle)
	ImmI32            // signed constant
	ImmI64            // signed constant
	ImmF32            // constant, 4 bytes
	ImmF64            // constant, 8 bytes
	ImmV128           // constant, 16 bytes
	ImmTypes          // vector of value types (select)
	ImmHeap           // heap type
	ImmFence          // zero byte (atomic.fence)
)

// Flags are properties of an instruction that do not follow from its type.
type Flags uint8

// The flags.
const (
	Const         Flags = 1 << iota // may stand in a constant expression
	Commute                         // operands may be swapped
	Traps                           // may trap for some operands
	Compare                         // the result is 0 or 1
	ExtendedConst                   // may stand in a constant expression with extended-const
)

// An Info is a row of the table.
type Info struct {
	Name    string // as in the text format
	Prefix  uint8  // 0, or the first byte of a two-part opcode (0xFB to 0xFE)
	Code    uint32 // the opcode byte, or the number after the prefix
	Imm     Imm
	Flags   Flags
	Align   uint8 // of memory instructions, log2 of the natural alignment in bytes
	Feature wasm.Features
	// Sig is the fixed type of an ordinary instruction, parameters ":" results, a letter each: i32 "i", i64 "l", f32 "f", f64 "d",
	// v128 "v", and "p" for the address type of the memory in the immediate. It is empty where the type
	// depends on context and ":" where nothing is popped or pushed.
	Sig string
}

// Info returns the row of o.
func (o Op) Info() *Info { return &table[o] }

// String returns the name of o in the text format.
func (o Op) String() string { return table[o].Name }

// Count is the number of table rows, Invalid included: every Op is below it.
const Count = int(opCount)

// ByByte returns the instruction with a one-byte opcode, or Invalid for a prefix or an unassigned byte.
func ByByte(b byte) Op { return byByte[b] }

// ImmByByte returns the shape of the immediates of ByByte(b), from a table of its own that stays in the cache.
func ImmByByte(b byte) Imm { return immByByte[b] }

// ByPrefix returns the instruction with the number code after prefix, or Invalid.
func ByPrefix(prefix byte, code uint32) Op {
	if prefix < 0xFB || prefix > 0xFE {
		return Invalid
	}
	t := byPrefix[prefix-0xFB]
	if uint64(code) >= uint64(len(t)) {
		return Invalid
	}
	return t[code]
}
