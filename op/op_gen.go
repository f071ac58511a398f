// Code generated from the rows of op/gen by TestGenerated; DO NOT EDIT.

package op

import "github.com/wvm-project/wvm/wasm"

// The instructions.
const (
	Invalid Op = iota
	Unreachable
	Nop
	Block
	Loop
	If
	Else
	Try
	Catch
	Throw
	Rethrow
	ThrowRef
	End
	Br
	BrIf
	BrTable
	Return
	Call
	CallIndirect
	ReturnCall
	ReturnCallIndirect
	CallRef
	ReturnCallRef
	Delegate
	CatchAll
	Drop
	Select
	SelectT
	TryTable
	LocalGet
	LocalSet
	LocalTee
	GlobalGet
	GlobalSet
	TableGet
	TableSet
	I32Load
	I64Load
	F32Load
	F64Load
	I32Load8S
	I32Load8U
	I32Load16S
	I32Load16U
	I64Load8S
	I64Load8U
	I64Load16S
	I64Load16U
	I64Load32S
	I64Load32U
	I32Store
	I64Store
	F32Store
	F64Store
	I32Store8
	I32Store16
	I64Store8
	I64Store16
	I64Store32
	MemorySize
	MemoryGrow
	I32Const
	I64Const
	F32Const
	F64Const
	I32Eqz
	I32Eq
	I32Ne
	I32LtS
	I32LtU
	I32GtS
	I32GtU
	I32LeS
	I32LeU
	I32GeS
	I32GeU
	I64Eqz
	I64Eq
	I64Ne
	I64LtS
	I64LtU
	I64GtS
	I64GtU
	I64LeS
	I64LeU
	I64GeS
	I64GeU
	F32Eq
	F32Ne
	F32Lt
	F32Gt
	F32Le
	F32Ge
	F64Eq
	F64Ne
	F64Lt
	F64Gt
	F64Le
	F64Ge
	I32Clz
	I32Ctz
	I32Popcnt
	I32Add
	I32Sub
	I32Mul
	I32DivS
	I32DivU
	I32RemS
	I32RemU
	I32And
	I32Or
	I32Xor
	I32Shl
	I32ShrS
	I32ShrU
	I32Rotl
	I32Rotr
	I64Clz
	I64Ctz
	I64Popcnt
	I64Add
	I64Sub
	I64Mul
	I64DivS
	I64DivU
	I64RemS
	I64RemU
	I64And
	I64Or
	I64Xor
	I64Shl
	I64ShrS
	I64ShrU
	I64Rotl
	I64Rotr
	F32Abs
	F32Neg
	F32Ceil
	F32Floor
	F32Trunc
	F32Nearest
	F32Sqrt
	F32Add
	F32Sub
	F32Mul
	F32Div
	F32Min
	F32Max
	F32Copysign
	F64Abs
	F64Neg
	F64Ceil
	F64Floor
	F64Trunc
	F64Nearest
	F64Sqrt
	F64Add
	F64Sub
	F64Mul
	F64Div
	F64Min
	F64Max
	F64Copysign
	I32WrapI64
	I32TruncF32S
	I32TruncF32U
	I32TruncF64S
	I32TruncF64U
	I64ExtendI32S
	I64ExtendI32U
	I64TruncF32S
	I64TruncF32U
	I64TruncF64S
	I64TruncF64U
	F32ConvertI32S
	F32ConvertI32U
	F32ConvertI64S
	F32ConvertI64U
	F32DemoteF64
	F64ConvertI32S
	F64ConvertI32U
	F64ConvertI64S
	F64ConvertI64U
	F64PromoteF32
	I32ReinterpretF32
	I64ReinterpretF64
	F32ReinterpretI32
	F64ReinterpretI64
	I32Extend8S
	I32Extend16S
	I64Extend8S
	I64Extend16S
	I64Extend32S
	RefNull
	RefIsNull
	RefFunc
	RefEq
	RefAsNonNull
	BrOnNull
	BrOnNonNull
	StructNew
	StructNewDefault
	StructGet
	StructGetS
	StructGetU
	StructSet
	ArrayNew
	ArrayNewDefault
	ArrayNewFixed
	ArrayNewData
	ArrayNewElem
	ArrayGet
	ArrayGetS
	ArrayGetU
	ArraySet
	ArrayLen
	ArrayFill
	ArrayCopy
	ArrayInitData
	ArrayInitElem
	RefTest
	RefTestNull
	RefCast
	RefCastNull
	BrOnCast
	BrOnCastFail
	AnyConvertExtern
	ExternConvertAny
	RefI31
	I31GetS
	I31GetU
	StructNewDesc
	StructNewDefaultDesc
	RefGetDesc
	RefCastDescEq
	RefCastDescEqNull
	BrOnCastDescEq
	BrOnCastDescEqFail
	I32TruncSatF32S
	I32TruncSatF32U
	I32TruncSatF64S
	I32TruncSatF64U
	I64TruncSatF32S
	I64TruncSatF32U
	I64TruncSatF64S
	I64TruncSatF64U
	MemoryInit
	DataDrop
	MemoryCopy
	MemoryFill
	TableInit
	ElemDrop
	TableCopy
	TableGrow
	TableSize
	TableFill
	I64Add128
	I64Sub128
	I64MulWideS
	I64MulWideU
	V128Load
	V128Load8x8S
	V128Load8x8U
	V128Load16x4S
	V128Load16x4U
	V128Load32x2S
	V128Load32x2U
	V128Load8Splat
	V128Load16Splat
	V128Load32Splat
	V128Load64Splat
	V128Store
	V128Const
	I8x16Shuffle
	I8x16Swizzle
	I8x16Splat
	I16x8Splat
	I32x4Splat
	I64x2Splat
	F32x4Splat
	F64x2Splat
	I8x16ExtractLaneS
	I8x16ExtractLaneU
	I8x16ReplaceLane
	I16x8ExtractLaneS
	I16x8ExtractLaneU
	I16x8ReplaceLane
	I32x4ExtractLane
	I32x4ReplaceLane
	I64x2ExtractLane
	I64x2ReplaceLane
	F32x4ExtractLane
	F32x4ReplaceLane
	F64x2ExtractLane
	F64x2ReplaceLane
	I8x16Eq
	I8x16Ne
	I8x16LtS
	I8x16LtU
	I8x16GtS
	I8x16GtU
	I8x16LeS
	I8x16LeU
	I8x16GeS
	I8x16GeU
	I16x8Eq
	I16x8Ne
	I16x8LtS
	I16x8LtU
	I16x8GtS
	I16x8GtU
	I16x8LeS
	I16x8LeU
	I16x8GeS
	I16x8GeU
	I32x4Eq
	I32x4Ne
	I32x4LtS
	I32x4LtU
	I32x4GtS
	I32x4GtU
	I32x4LeS
	I32x4LeU
	I32x4GeS
	I32x4GeU
	F32x4Eq
	F32x4Ne
	F32x4Lt
	F32x4Gt
	F32x4Le
	F32x4Ge
	F64x2Eq
	F64x2Ne
	F64x2Lt
	F64x2Gt
	F64x2Le
	F64x2Ge
	V128Not
	V128And
	V128Andnot
	V128Or
	V128Xor
	V128Bitselect
	V128AnyTrue
	V128Load8Lane
	V128Load16Lane
	V128Load32Lane
	V128Load64Lane
	V128Store8Lane
	V128Store16Lane
	V128Store32Lane
	V128Store64Lane
	V128Load32Zero
	V128Load64Zero
	F32x4DemoteF64x2Zero
	F64x2PromoteLowF32x4
	I8x16Abs
	I8x16Neg
	I8x16Popcnt
	I8x16AllTrue
	I8x16Bitmask
	I8x16NarrowI16x8S
	I8x16NarrowI16x8U
	F32x4Ceil
	F32x4Floor
	F32x4Trunc
	F32x4Nearest
	I8x16Shl
	I8x16ShrS
	I8x16ShrU
	I8x16Add
	I8x16AddSatS
	I8x16AddSatU
	I8x16Sub
	I8x16SubSatS
	I8x16SubSatU
	F64x2Ceil
	F64x2Floor
	I8x16MinS
	I8x16MinU
	I8x16MaxS
	I8x16MaxU
	F64x2Trunc
	I8x16AvgrU
	I16x8ExtaddPairwiseI8x16S
	I16x8ExtaddPairwiseI8x16U
	I32x4ExtaddPairwiseI16x8S
	I32x4ExtaddPairwiseI16x8U
	I16x8Abs
	I16x8Neg
	I16x8Q15mulrSatS
	I16x8AllTrue
	I16x8Bitmask
	I16x8NarrowI32x4S
	I16x8NarrowI32x4U
	I16x8ExtendLowI8x16S
	I16x8ExtendHighI8x16S
	I16x8ExtendLowI8x16U
	I16x8ExtendHighI8x16U
	I16x8Shl
	I16x8ShrS
	I16x8ShrU
	I16x8Add
	I16x8AddSatS
	I16x8AddSatU
	I16x8Sub
	I16x8SubSatS
	I16x8SubSatU
	F64x2Nearest
	I16x8Mul
	I16x8MinS
	I16x8MinU
	I16x8MaxS
	I16x8MaxU
	I16x8AvgrU
	I16x8ExtmulLowI8x16S
	I16x8ExtmulHighI8x16S
	I16x8ExtmulLowI8x16U
	I16x8ExtmulHighI8x16U
	I32x4Abs
	I32x4Neg
	I32x4AllTrue
	I32x4Bitmask
	I32x4ExtendLowI16x8S
	I32x4ExtendHighI16x8S
	I32x4ExtendLowI16x8U
	I32x4ExtendHighI16x8U
	I32x4Shl
	I32x4ShrS
	I32x4ShrU
	I32x4Add
	I32x4Sub
	I32x4Mul
	I32x4MinS
	I32x4MinU
	I32x4MaxS
	I32x4MaxU
	I32x4DotI16x8S
	I32x4ExtmulLowI16x8S
	I32x4ExtmulHighI16x8S
	I32x4ExtmulLowI16x8U
	I32x4ExtmulHighI16x8U
	I64x2Abs
	I64x2Neg
	I64x2AllTrue
	I64x2Bitmask
	I64x2ExtendLowI32x4S
	I64x2ExtendHighI32x4S
	I64x2ExtendLowI32x4U
	I64x2ExtendHighI32x4U
	I64x2Shl
	I64x2ShrS
	I64x2ShrU
	I64x2Add
	I64x2Sub
	I64x2Mul
	I64x2Eq
	I64x2Ne
	I64x2LtS
	I64x2GtS
	I64x2LeS
	I64x2GeS
	I64x2ExtmulLowI32x4S
	I64x2ExtmulHighI32x4S
	I64x2ExtmulLowI32x4U
	I64x2ExtmulHighI32x4U
	F32x4Abs
	F32x4Neg
	F32x4Sqrt
	F32x4Add
	F32x4Sub
	F32x4Mul
	F32x4Div
	F32x4Min
	F32x4Max
	F32x4Pmin
	F32x4Pmax
	F64x2Abs
	F64x2Neg
	F64x2Sqrt
	F64x2Add
	F64x2Sub
	F64x2Mul
	F64x2Div
	F64x2Min
	F64x2Max
	F64x2Pmin
	F64x2Pmax
	I32x4TruncSatF32x4S
	I32x4TruncSatF32x4U
	F32x4ConvertI32x4S
	F32x4ConvertI32x4U
	I32x4TruncSatF64x2SZero
	I32x4TruncSatF64x2UZero
	F64x2ConvertLowI32x4S
	F64x2ConvertLowI32x4U
	I8x16RelaxedSwizzle
	I32x4RelaxedTruncF32x4S
	I32x4RelaxedTruncF32x4U
	I32x4RelaxedTruncF64x2SZero
	I32x4RelaxedTruncF64x2UZero
	F32x4RelaxedMadd
	F32x4RelaxedNmadd
	F64x2RelaxedMadd
	F64x2RelaxedNmadd
	I8x16RelaxedLaneselect
	I16x8RelaxedLaneselect
	I32x4RelaxedLaneselect
	I64x2RelaxedLaneselect
	F32x4RelaxedMin
	F32x4RelaxedMax
	F64x2RelaxedMin
	F64x2RelaxedMax
	I16x8RelaxedQ15mulrS
	I16x8RelaxedDotI8x16I7x16S
	I32x4RelaxedDotI8x16I7x16AddS
	MemoryAtomicNotify
	MemoryAtomicWait32
	MemoryAtomicWait64
	AtomicFence
	I32AtomicLoad
	I64AtomicLoad
	I32AtomicLoad8U
	I32AtomicLoad16U
	I64AtomicLoad8U
	I64AtomicLoad16U
	I64AtomicLoad32U
	I32AtomicStore
	I64AtomicStore
	I32AtomicStore8
	I32AtomicStore16
	I64AtomicStore8
	I64AtomicStore16
	I64AtomicStore32
	I32AtomicRmwAdd
	I64AtomicRmwAdd
	I32AtomicRmw8AddU
	I32AtomicRmw16AddU
	I64AtomicRmw8AddU
	I64AtomicRmw16AddU
	I64AtomicRmw32AddU
	I32AtomicRmwSub
	I64AtomicRmwSub
	I32AtomicRmw8SubU
	I32AtomicRmw16SubU
	I64AtomicRmw8SubU
	I64AtomicRmw16SubU
	I64AtomicRmw32SubU
	I32AtomicRmwAnd
	I64AtomicRmwAnd
	I32AtomicRmw8AndU
	I32AtomicRmw16AndU
	I64AtomicRmw8AndU
	I64AtomicRmw16AndU
	I64AtomicRmw32AndU
	I32AtomicRmwOr
	I64AtomicRmwOr
	I32AtomicRmw8OrU
	I32AtomicRmw16OrU
	I64AtomicRmw8OrU
	I64AtomicRmw16OrU
	I64AtomicRmw32OrU
	I32AtomicRmwXor
	I64AtomicRmwXor
	I32AtomicRmw8XorU
	I32AtomicRmw16XorU
	I64AtomicRmw8XorU
	I64AtomicRmw16XorU
	I64AtomicRmw32XorU
	I32AtomicRmwXchg
	I64AtomicRmwXchg
	I32AtomicRmw8XchgU
	I32AtomicRmw16XchgU
	I64AtomicRmw8XchgU
	I64AtomicRmw16XchgU
	I64AtomicRmw32XchgU
	I32AtomicRmwCmpxchg
	I64AtomicRmwCmpxchg
	I32AtomicRmw8CmpxchgU
	I32AtomicRmw16CmpxchgU
	I64AtomicRmw8CmpxchgU
	I64AtomicRmw16CmpxchgU
	I64AtomicRmw32CmpxchgU

	opCount
)

var table = [opCount]Info{
	Unreachable:                   {Name: "unreachable", Code: 0x0, Imm: ImmNone, Flags: Traps},
	Nop:                           {Name: "nop", Code: 0x1, Imm: ImmNone, Sig: ":"},
	Block:                         {Name: "block", Code: 0x2, Imm: ImmBlock},
	Loop:                          {Name: "loop", Code: 0x3, Imm: ImmBlock},
	If:                            {Name: "if", Code: 0x4, Imm: ImmBlock},
	Else:                          {Name: "else", Code: 0x5, Imm: ImmNone},
	Try:                           {Name: "try", Code: 0x6, Imm: ImmBlock, Feature: wasm.FeatureLegacyExceptions},
	Catch:                         {Name: "catch", Code: 0x7, Imm: ImmTag, Feature: wasm.FeatureLegacyExceptions},
	Throw:                         {Name: "throw", Code: 0x8, Imm: ImmTag, Feature: wasm.FeatureExceptions},
	Rethrow:                       {Name: "rethrow", Code: 0x9, Imm: ImmLabel, Feature: wasm.FeatureLegacyExceptions},
	ThrowRef:                      {Name: "throw_ref", Code: 0xa, Imm: ImmNone, Flags: Traps, Feature: wasm.FeatureExceptions},
	End:                           {Name: "end", Code: 0xb, Imm: ImmNone},
	Br:                            {Name: "br", Code: 0xc, Imm: ImmLabel},
	BrIf:                          {Name: "br_if", Code: 0xd, Imm: ImmLabel},
	BrTable:                       {Name: "br_table", Code: 0xe, Imm: ImmLabels},
	Return:                        {Name: "return", Code: 0xf, Imm: ImmNone},
	Call:                          {Name: "call", Code: 0x10, Imm: ImmFunc},
	CallIndirect:                  {Name: "call_indirect", Code: 0x11, Imm: ImmTypeTable, Flags: Traps},
	ReturnCall:                    {Name: "return_call", Code: 0x12, Imm: ImmFunc, Feature: wasm.FeatureTailCalls},
	ReturnCallIndirect:            {Name: "return_call_indirect", Code: 0x13, Imm: ImmTypeTable, Flags: Traps, Feature: wasm.FeatureTailCalls},
	CallRef:                       {Name: "call_ref", Code: 0x14, Imm: ImmType, Flags: Traps, Feature: wasm.FeatureFunctionReferences},
	ReturnCallRef:                 {Name: "return_call_ref", Code: 0x15, Imm: ImmType, Flags: Traps, Feature: wasm.FeatureFunctionReferences | wasm.FeatureTailCalls},
	Delegate:                      {Name: "delegate", Code: 0x18, Imm: ImmLabel, Feature: wasm.FeatureLegacyExceptions},
	CatchAll:                      {Name: "catch_all", Code: 0x19, Imm: ImmNone, Feature: wasm.FeatureLegacyExceptions},
	Drop:                          {Name: "drop", Code: 0x1a, Imm: ImmNone},
	Select:                        {Name: "select", Code: 0x1b, Imm: ImmNone},
	SelectT:                       {Name: "select", Code: 0x1c, Imm: ImmTypes, Feature: wasm.FeatureReferenceTypes},
	TryTable:                      {Name: "try_table", Code: 0x1f, Imm: ImmTryTable, Feature: wasm.FeatureExceptions},
	LocalGet:                      {Name: "local.get", Code: 0x20, Imm: ImmLocal},
	LocalSet:                      {Name: "local.set", Code: 0x21, Imm: ImmLocal},
	LocalTee:                      {Name: "local.tee", Code: 0x22, Imm: ImmLocal},
	GlobalGet:                     {Name: "global.get", Code: 0x23, Imm: ImmGlobal, Flags: Const},
	GlobalSet:                     {Name: "global.set", Code: 0x24, Imm: ImmGlobal},
	TableGet:                      {Name: "table.get", Code: 0x25, Imm: ImmTable, Flags: Traps, Feature: wasm.FeatureReferenceTypes},
	TableSet:                      {Name: "table.set", Code: 0x26, Imm: ImmTable, Flags: Traps, Feature: wasm.FeatureReferenceTypes},
	I32Load:                       {Name: "i32.load", Code: 0x28, Imm: ImmMemArg, Flags: Traps, Align: 2, Sig: "p:i"},
	I64Load:                       {Name: "i64.load", Code: 0x29, Imm: ImmMemArg, Flags: Traps, Align: 3, Sig: "p:l"},
	F32Load:                       {Name: "f32.load", Code: 0x2a, Imm: ImmMemArg, Flags: Traps, Align: 2, Sig: "p:f"},
	F64Load:                       {Name: "f64.load", Code: 0x2b, Imm: ImmMemArg, Flags: Traps, Align: 3, Sig: "p:d"},
	I32Load8S:                     {Name: "i32.load8_s", Code: 0x2c, Imm: ImmMemArg, Flags: Traps, Sig: "p:i"},
	I32Load8U:                     {Name: "i32.load8_u", Code: 0x2d, Imm: ImmMemArg, Flags: Traps, Sig: "p:i"},
	I32Load16S:                    {Name: "i32.load16_s", Code: 0x2e, Imm: ImmMemArg, Flags: Traps, Align: 1, Sig: "p:i"},
	I32Load16U:                    {Name: "i32.load16_u", Code: 0x2f, Imm: ImmMemArg, Flags: Traps, Align: 1, Sig: "p:i"},
	I64Load8S:                     {Name: "i64.load8_s", Code: 0x30, Imm: ImmMemArg, Flags: Traps, Sig: "p:l"},
	I64Load8U:                     {Name: "i64.load8_u", Code: 0x31, Imm: ImmMemArg, Flags: Traps, Sig: "p:l"},
	I64Load16S:                    {Name: "i64.load16_s", Code: 0x32, Imm: ImmMemArg, Flags: Traps, Align: 1, Sig: "p:l"},
	I64Load16U:                    {Name: "i64.load16_u", Code: 0x33, Imm: ImmMemArg, Flags: Traps, Align: 1, Sig: "p:l"},
	I64Load32S:                    {Name: "i64.load32_s", Code: 0x34, Imm: ImmMemArg, Flags: Traps, Align: 2, Sig: "p:l"},
	I64Load32U:                    {Name: "i64.load32_u", Code: 0x35, Imm: ImmMemArg, Flags: Traps, Align: 2, Sig: "p:l"},
	I32Store:                      {Name: "i32.store", Code: 0x36, Imm: ImmMemArg, Flags: Traps, Align: 2, Sig: "pi:"},
	I64Store:                      {Name: "i64.store", Code: 0x37, Imm: ImmMemArg, Flags: Traps, Align: 3, Sig: "pl:"},
	F32Store:                      {Name: "f32.store", Code: 0x38, Imm: ImmMemArg, Flags: Traps, Align: 2, Sig: "pf:"},
	F64Store:                      {Name: "f64.store", Code: 0x39, Imm: ImmMemArg, Flags: Traps, Align: 3, Sig: "pd:"},
	I32Store8:                     {Name: "i32.store8", Code: 0x3a, Imm: ImmMemArg, Flags: Traps, Sig: "pi:"},
	I32Store16:                    {Name: "i32.store16", Code: 0x3b, Imm: ImmMemArg, Flags: Traps, Align: 1, Sig: "pi:"},
	I64Store8:                     {Name: "i64.store8", Code: 0x3c, Imm: ImmMemArg, Flags: Traps, Sig: "pl:"},
	I64Store16:                    {Name: "i64.store16", Code: 0x3d, Imm: ImmMemArg, Flags: Traps, Align: 1, Sig: "pl:"},
	I64Store32:                    {Name: "i64.store32", Code: 0x3e, Imm: ImmMemArg, Flags: Traps, Align: 2, Sig: "pl:"},
	MemorySize:                    {Name: "memory.size", Code: 0x3f, Imm: ImmMem, Sig: ":p"},
	MemoryGrow:                    {Name: "memory.grow", Code: 0x40, Imm: ImmMem, Sig: "p:p"},
	I32Const:                      {Name: "i32.const", Code: 0x41, Imm: ImmI32, Flags: Const, Sig: ":i"},
	I64Const:                      {Name: "i64.const", Code: 0x42, Imm: ImmI64, Flags: Const, Sig: ":l"},
	F32Const:                      {Name: "f32.const", Code: 0x43, Imm: ImmF32, Flags: Const, Sig: ":f"},
	F64Const:                      {Name: "f64.const", Code: 0x44, Imm: ImmF64, Flags: Const, Sig: ":d"},
	I32Eqz:                        {Name: "i32.eqz", Code: 0x45, Imm: ImmNone, Flags: Compare, Sig: "i:i"},
	I32Eq:                         {Name: "i32.eq", Code: 0x46, Imm: ImmNone, Flags: Commute | Compare, Sig: "ii:i"},
	I32Ne:                         {Name: "i32.ne", Code: 0x47, Imm: ImmNone, Flags: Commute | Compare, Sig: "ii:i"},
	I32LtS:                        {Name: "i32.lt_s", Code: 0x48, Imm: ImmNone, Flags: Compare, Sig: "ii:i"},
	I32LtU:                        {Name: "i32.lt_u", Code: 0x49, Imm: ImmNone, Flags: Compare, Sig: "ii:i"},
	I32GtS:                        {Name: "i32.gt_s", Code: 0x4a, Imm: ImmNone, Flags: Compare, Sig: "ii:i"},
	I32GtU:                        {Name: "i32.gt_u", Code: 0x4b, Imm: ImmNone, Flags: Compare, Sig: "ii:i"},
	I32LeS:                        {Name: "i32.le_s", Code: 0x4c, Imm: ImmNone, Flags: Compare, Sig: "ii:i"},
	I32LeU:                        {Name: "i32.le_u", Code: 0x4d, Imm: ImmNone, Flags: Compare, Sig: "ii:i"},
	I32GeS:                        {Name: "i32.ge_s", Code: 0x4e, Imm: ImmNone, Flags: Compare, Sig: "ii:i"},
	I32GeU:                        {Name: "i32.ge_u", Code: 0x4f, Imm: ImmNone, Flags: Compare, Sig: "ii:i"},
	I64Eqz:                        {Name: "i64.eqz", Code: 0x50, Imm: ImmNone, Flags: Compare, Sig: "l:i"},
	I64Eq:                         {Name: "i64.eq", Code: 0x51, Imm: ImmNone, Flags: Commute | Compare, Sig: "ll:i"},
	I64Ne:                         {Name: "i64.ne", Code: 0x52, Imm: ImmNone, Flags: Commute | Compare, Sig: "ll:i"},
	I64LtS:                        {Name: "i64.lt_s", Code: 0x53, Imm: ImmNone, Flags: Compare, Sig: "ll:i"},
	I64LtU:                        {Name: "i64.lt_u", Code: 0x54, Imm: ImmNone, Flags: Compare, Sig: "ll:i"},
	I64GtS:                        {Name: "i64.gt_s", Code: 0x55, Imm: ImmNone, Flags: Compare, Sig: "ll:i"},
	I64GtU:                        {Name: "i64.gt_u", Code: 0x56, Imm: ImmNone, Flags: Compare, Sig: "ll:i"},
	I64LeS:                        {Name: "i64.le_s", Code: 0x57, Imm: ImmNone, Flags: Compare, Sig: "ll:i"},
	I64LeU:                        {Name: "i64.le_u", Code: 0x58, Imm: ImmNone, Flags: Compare, Sig: "ll:i"},
	I64GeS:                        {Name: "i64.ge_s", Code: 0x59, Imm: ImmNone, Flags: Compare, Sig: "ll:i"},
	I64GeU:                        {Name: "i64.ge_u", Code: 0x5a, Imm: ImmNone, Flags: Compare, Sig: "ll:i"},
	F32Eq:                         {Name: "f32.eq", Code: 0x5b, Imm: ImmNone, Flags: Commute | Compare, Sig: "ff:i"},
	F32Ne:                         {Name: "f32.ne", Code: 0x5c, Imm: ImmNone, Flags: Commute | Compare, Sig: "ff:i"},
	F32Lt:                         {Name: "f32.lt", Code: 0x5d, Imm: ImmNone, Flags: Compare, Sig: "ff:i"},
	F32Gt:                         {Name: "f32.gt", Code: 0x5e, Imm: ImmNone, Flags: Compare, Sig: "ff:i"},
	F32Le:                         {Name: "f32.le", Code: 0x5f, Imm: ImmNone, Flags: Compare, Sig: "ff:i"},
	F32Ge:                         {Name: "f32.ge", Code: 0x60, Imm: ImmNone, Flags: Compare, Sig: "ff:i"},
	F64Eq:                         {Name: "f64.eq", Code: 0x61, Imm: ImmNone, Flags: Commute | Compare, Sig: "dd:i"},
	F64Ne:                         {Name: "f64.ne", Code: 0x62, Imm: ImmNone, Flags: Commute | Compare, Sig: "dd:i"},
	F64Lt:                         {Name: "f64.lt", Code: 0x63, Imm: ImmNone, Flags: Compare, Sig: "dd:i"},
	F64Gt:                         {Name: "f64.gt", Code: 0x64, Imm: ImmNone, Flags: Compare, Sig: "dd:i"},
	F64Le:                         {Name: "f64.le", Code: 0x65, Imm: ImmNone, Flags: Compare, Sig: "dd:i"},
	F64Ge:                         {Name: "f64.ge", Code: 0x66, Imm: ImmNone, Flags: Compare, Sig: "dd:i"},
	I32Clz:                        {Name: "i32.clz", Code: 0x67, Imm: ImmNone, Sig: "i:i"},
	I32Ctz:                        {Name: "i32.ctz", Code: 0x68, Imm: ImmNone, Sig: "i:i"},
	I32Popcnt:                     {Name: "i32.popcnt", Code: 0x69, Imm: ImmNone, Sig: "i:i"},
	I32Add:                        {Name: "i32.add", Code: 0x6a, Imm: ImmNone, Flags: Commute | ExtendedConst, Sig: "ii:i"},
	I32Sub:                        {Name: "i32.sub", Code: 0x6b, Imm: ImmNone, Flags: ExtendedConst, Sig: "ii:i"},
	I32Mul:                        {Name: "i32.mul", Code: 0x6c, Imm: ImmNone, Flags: Commute | ExtendedConst, Sig: "ii:i"},
	I32DivS:                       {Name: "i32.div_s", Code: 0x6d, Imm: ImmNone, Flags: Traps, Sig: "ii:i"},
	I32DivU:                       {Name: "i32.div_u", Code: 0x6e, Imm: ImmNone, Flags: Traps, Sig: "ii:i"},
	I32RemS:                       {Name: "i32.rem_s", Code: 0x6f, Imm: ImmNone, Flags: Traps, Sig: "ii:i"},
	I32RemU:                       {Name: "i32.rem_u", Code: 0x70, Imm: ImmNone, Flags: Traps, Sig: "ii:i"},
	I32And:                        {Name: "i32.and", Code: 0x71, Imm: ImmNone, Flags: Commute, Sig: "ii:i"},
	I32Or:                         {Name: "i32.or", Code: 0x72, Imm: ImmNone, Flags: Commute, Sig: "ii:i"},
	I32Xor:                        {Name: "i32.xor", Code: 0x73, Imm: ImmNone, Flags: Commute, Sig: "ii:i"},
	I32Shl:                        {Name: "i32.shl", Code: 0x74, Imm: ImmNone, Sig: "ii:i"},
	I32ShrS:                       {Name: "i32.shr_s", Code: 0x75, Imm: ImmNone, Sig: "ii:i"},
	I32ShrU:                       {Name: "i32.shr_u", Code: 0x76, Imm: ImmNone, Sig: "ii:i"},
	I32Rotl:                       {Name: "i32.rotl", Code: 0x77, Imm: ImmNone, Sig: "ii:i"},
	I32Rotr:                       {Name: "i32.rotr", Code: 0x78, Imm: ImmNone, Sig: "ii:i"},
	I64Clz:                        {Name: "i64.clz", Code: 0x79, Imm: ImmNone, Sig: "l:l"},
	I64Ctz:                        {Name: "i64.ctz", Code: 0x7a, Imm: ImmNone, Sig: "l:l"},
	I64Popcnt:                     {Name: "i64.popcnt", Code: 0x7b, Imm: ImmNone, Sig: "l:l"},
	I64Add:                        {Name: "i64.add", Code: 0x7c, Imm: ImmNone, Flags: Commute | ExtendedConst, Sig: "ll:l"},
	I64Sub:                        {Name: "i64.sub", Code: 0x7d, Imm: ImmNone, Flags: ExtendedConst, Sig: "ll:l"},
	I64Mul:                        {Name: "i64.mul", Code: 0x7e, Imm: ImmNone, Flags: Commute | ExtendedConst, Sig: "ll:l"},
	I64DivS:                       {Name: "i64.div_s", Code: 0x7f, Imm: ImmNone, Flags: Traps, Sig: "ll:l"},
	I64DivU:                       {Name: "i64.div_u", Code: 0x80, Imm: ImmNone, Flags: Traps, Sig: "ll:l"},
	I64RemS:                       {Name: "i64.rem_s", Code: 0x81, Imm: ImmNone, Flags: Traps, Sig: "ll:l"},
	I64RemU:                       {Name: "i64.rem_u", Code: 0x82, Imm: ImmNone, Flags: Traps, Sig: "ll:l"},
	I64And:                        {Name: "i64.and", Code: 0x83, Imm: ImmNone, Flags: Commute, Sig: "ll:l"},
	I64Or:                         {Name: "i64.or", Code: 0x84, Imm: ImmNone, Flags: Commute, Sig: "ll:l"},
	I64Xor:                        {Name: "i64.xor", Code: 0x85, Imm: ImmNone, Flags: Commute, Sig: "ll:l"},
	I64Shl:                        {Name: "i64.shl", Code: 0x86, Imm: ImmNone, Sig: "ll:l"},
	I64ShrS:                       {Name: "i64.shr_s", Code: 0x87, Imm: ImmNone, Sig: "ll:l"},
	I64ShrU:                       {Name: "i64.shr_u", Code: 0x88, Imm: ImmNone, Sig: "ll:l"},
	I64Rotl:                       {Name: "i64.rotl", Code: 0x89, Imm: ImmNone, Sig: "ll:l"},
	I64Rotr:                       {Name: "i64.rotr", Code: 0x8a, Imm: ImmNone, Sig: "ll:l"},
	F32Abs:                        {Name: "f32.abs", Code: 0x8b, Imm: ImmNone, Sig: "f:f"},
	F32Neg:                        {Name: "f32.neg", Code: 0x8c, Imm: ImmNone, Sig: "f:f"},
	F32Ceil:                       {Name: "f32.ceil", Code: 0x8d, Imm: ImmNone, Sig: "f:f"},
	F32Floor:                      {Name: "f32.floor", Code: 0x8e, Imm: ImmNone, Sig: "f:f"},
	F32Trunc:                      {Name: "f32.trunc", Code: 0x8f, Imm: ImmNone, Sig: "f:f"},
	F32Nearest:                    {Name: "f32.nearest", Code: 0x90, Imm: ImmNone, Sig: "f:f"},
	F32Sqrt:                       {Name: "f32.sqrt", Code: 0x91, Imm: ImmNone, Sig: "f:f"},
	F32Add:                        {Name: "f32.add", Code: 0x92, Imm: ImmNone, Flags: Commute, Sig: "ff:f"},
	F32Sub:                        {Name: "f32.sub", Code: 0x93, Imm: ImmNone, Sig: "ff:f"},
	F32Mul:                        {Name: "f32.mul", Code: 0x94, Imm: ImmNone, Flags: Commute, Sig: "ff:f"},
	F32Div:                        {Name: "f32.div", Code: 0x95, Imm: ImmNone, Sig: "ff:f"},
	F32Min:                        {Name: "f32.min", Code: 0x96, Imm: ImmNone, Flags: Commute, Sig: "ff:f"},
	F32Max:                        {Name: "f32.max", Code: 0x97, Imm: ImmNone, Flags: Commute, Sig: "ff:f"},
	F32Copysign:                   {Name: "f32.copysign", Code: 0x98, Imm: ImmNone, Sig: "ff:f"},
	F64Abs:                        {Name: "f64.abs", Code: 0x99, Imm: ImmNone, Sig: "d:d"},
	F64Neg:                        {Name: "f64.neg", Code: 0x9a, Imm: ImmNone, Sig: "d:d"},
	F64Ceil:                       {Name: "f64.ceil", Code: 0x9b, Imm: ImmNone, Sig: "d:d"},
	F64Floor:                      {Name: "f64.floor", Code: 0x9c, Imm: ImmNone, Sig: "d:d"},
	F64Trunc:                      {Name: "f64.trunc", Code: 0x9d, Imm: ImmNone, Sig: "d:d"},
	F64Nearest:                    {Name: "f64.nearest", Code: 0x9e, Imm: ImmNone, Sig: "d:d"},
	F64Sqrt:                       {Name: "f64.sqrt", Code: 0x9f, Imm: ImmNone, Sig: "d:d"},
	F64Add:                        {Name: "f64.add", Code: 0xa0, Imm: ImmNone, Flags: Commute, Sig: "dd:d"},
	F64Sub:                        {Name: "f64.sub", Code: 0xa1, Imm: ImmNone, Sig: "dd:d"},
	F64Mul:                        {Name: "f64.mul", Code: 0xa2, Imm: ImmNone, Flags: Commute, Sig: "dd:d"},
	F64Div:                        {Name: "f64.div", Code: 0xa3, Imm: ImmNone, Sig: "dd:d"},
	F64Min:                        {Name: "f64.min", Code: 0xa4, Imm: ImmNone, Flags: Commute, Sig: "dd:d"},
	F64Max:                        {Name: "f64.max", Code: 0xa5, Imm: ImmNone, Flags: Commute, Sig: "dd:d"},
	F64Copysign:                   {Name: "f64.copysign", Code: 0xa6, Imm: ImmNone, Sig: "dd:d"},
	I32WrapI64:                    {Name: "i32.wrap_i64", Code: 0xa7, Imm: ImmNone, Sig: "l:i"},
	I32TruncF32S:                  {Name: "i32.trunc_f32_s", Code: 0xa8, Imm: ImmNone, Flags: Traps, Sig: "f:i"},
	I32TruncF32U:                  {Name: "i32.trunc_f32_u", Code: 0xa9, Imm: ImmNone, Flags: Traps, Sig: "f:i"},
	I32TruncF64S:                  {Name: "i32.trunc_f64_s", Code: 0xaa, Imm: ImmNone, Flags: Traps, Sig: "d:i"},
	I32TruncF64U:                  {Name: "i32.trunc_f64_u", Code: 0xab, Imm: ImmNone, Flags: Traps, Sig: "d:i"},
	I64ExtendI32S:                 {Name: "i64.extend_i32_s", Code: 0xac, Imm: ImmNone, Sig: "i:l"},
	I64ExtendI32U:                 {Name: "i64.extend_i32_u", Code: 0xad, Imm: ImmNone, Sig: "i:l"},
	I64TruncF32S:                  {Name: "i64.trunc_f32_s", Code: 0xae, Imm: ImmNone, Flags: Traps, Sig: "f:l"},
	I64TruncF32U:                  {Name: "i64.trunc_f32_u", Code: 0xaf, Imm: ImmNone, Flags: Traps, Sig: "f:l"},
	I64TruncF64S:                  {Name: "i64.trunc_f64_s", Code: 0xb0, Imm: ImmNone, Flags: Traps, Sig: "d:l"},
	I64TruncF64U:                  {Name: "i64.trunc_f64_u", Code: 0xb1, Imm: ImmNone, Flags: Traps, Sig: "d:l"},
	F32ConvertI32S:                {Name: "f32.convert_i32_s", Code: 0xb2, Imm: ImmNone, Sig: "i:f"},
	F32ConvertI32U:                {Name: "f32.convert_i32_u", Code: 0xb3, Imm: ImmNone, Sig: "i:f"},
	F32ConvertI64S:                {Name: "f32.convert_i64_s", Code: 0xb4, Imm: ImmNone, Sig: "l:f"},
	F32ConvertI64U:                {Name: "f32.convert_i64_u", Code: 0xb5, Imm: ImmNone, Sig: "l:f"},
	F32DemoteF64:                  {Name: "f32.demote_f64", Code: 0xb6, Imm: ImmNone, Sig: "d:f"},
	F64ConvertI32S:                {Name: "f64.convert_i32_s", Code: 0xb7, Imm: ImmNone, Sig: "i:d"},
	F64ConvertI32U:                {Name: "f64.convert_i32_u", Code: 0xb8, Imm: ImmNone, Sig: "i:d"},
	F64ConvertI64S:                {Name: "f64.convert_i64_s", Code: 0xb9, Imm: ImmNone, Sig: "l:d"},
	F64ConvertI64U:                {Name: "f64.convert_i64_u", Code: 0xba, Imm: ImmNone, Sig: "l:d"},
	F64PromoteF32:                 {Name: "f64.promote_f32", Code: 0xbb, Imm: ImmNone, Sig: "f:d"},
	I32ReinterpretF32:             {Name: "i32.reinterpret_f32", Code: 0xbc, Imm: ImmNone, Sig: "f:i"},
	I64ReinterpretF64:             {Name: "i64.reinterpret_f64", Code: 0xbd, Imm: ImmNone, Sig: "d:l"},
	F32ReinterpretI32:             {Name: "f32.reinterpret_i32", Code: 0xbe, Imm: ImmNone, Sig: "i:f"},
	F64ReinterpretI64:             {Name: "f64.reinterpret_i64", Code: 0xbf, Imm: ImmNone, Sig: "l:d"},
	I32Extend8S:                   {Name: "i32.extend8_s", Code: 0xc0, Imm: ImmNone, Feature: wasm.FeatureSignExtension, Sig: "i:i"},
	I32Extend16S:                  {Name: "i32.extend16_s", Code: 0xc1, Imm: ImmNone, Feature: wasm.FeatureSignExtension, Sig: "i:i"},
	I64Extend8S:                   {Name: "i64.extend8_s", Code: 0xc2, Imm: ImmNone, Feature: wasm.FeatureSignExtension, Sig: "l:l"},
	I64Extend16S:                  {Name: "i64.extend16_s", Code: 0xc3, Imm: ImmNone, Feature: wasm.FeatureSignExtension, Sig: "l:l"},
	I64Extend32S:                  {Name: "i64.extend32_s", Code: 0xc4, Imm: ImmNone, Feature: wasm.FeatureSignExtension, Sig: "l:l"},
	RefNull:                       {Name: "ref.null", Code: 0xd0, Imm: ImmHeap, Flags: Const, Feature: wasm.FeatureReferenceTypes},
	RefIsNull:                     {Name: "ref.is_null", Code: 0xd1, Imm: ImmNone, Flags: Compare, Feature: wasm.FeatureReferenceTypes},
	RefFunc:                       {Name: "ref.func", Code: 0xd2, Imm: ImmFunc, Flags: Const, Feature: wasm.FeatureReferenceTypes},
	RefEq:                         {Name: "ref.eq", Code: 0xd3, Imm: ImmNone, Flags: Commute | Compare, Feature: wasm.FeatureGC},
	RefAsNonNull:                  {Name: "ref.as_non_null", Code: 0xd4, Imm: ImmNone, Flags: Traps, Feature: wasm.FeatureFunctionReferences},
	BrOnNull:                      {Name: "br_on_null", Code: 0xd5, Imm: ImmLabel, Feature: wasm.FeatureFunctionReferences},
	BrOnNonNull:                   {Name: "br_on_non_null", Code: 0xd6, Imm: ImmLabel, Feature: wasm.FeatureFunctionReferences},
	StructNew:                     {Name: "struct.new", Prefix: 0xFB, Code: 0x0, Imm: ImmType, Flags: Const, Feature: wasm.FeatureGC},
	StructNewDefault:              {Name: "struct.new_default", Prefix: 0xFB, Code: 0x1, Imm: ImmType, Flags: Const, Feature: wasm.FeatureGC},
	StructGet:                     {Name: "struct.get", Prefix: 0xFB, Code: 0x2, Imm: ImmTypeField, Flags: Traps, Feature: wasm.FeatureGC},
	StructGetS:                    {Name: "struct.get_s", Prefix: 0xFB, Code: 0x3, Imm: ImmTypeField, Flags: Traps, Feature: wasm.FeatureGC},
	StructGetU:                    {Name: "struct.get_u", Prefix: 0xFB, Code: 0x4, Imm: ImmTypeField, Flags: Traps, Feature: wasm.FeatureGC},
	StructSet:                     {Name: "struct.set", Prefix: 0xFB, Code: 0x5, Imm: ImmTypeField, Flags: Traps, Feature: wasm.FeatureGC},
	ArrayNew:                      {Name: "array.new", Prefix: 0xFB, Code: 0x6, Imm: ImmType, Flags: Const, Feature: wasm.FeatureGC},
	ArrayNewDefault:               {Name: "array.new_default", Prefix: 0xFB, Code: 0x7, Imm: ImmType, Flags: Const, Feature: wasm.FeatureGC},
	ArrayNewFixed:                 {Name: "array.new_fixed", Prefix: 0xFB, Code: 0x8, Imm: ImmTypeLen, Flags: Const, Feature: wasm.FeatureGC},
	ArrayNewData:                  {Name: "array.new_data", Prefix: 0xFB, Code: 0x9, Imm: ImmTypeData, Flags: Traps, Feature: wasm.FeatureGC},
	ArrayNewElem:                  {Name: "array.new_elem", Prefix: 0xFB, Code: 0xa, Imm: ImmTypeElem, Flags: Traps, Feature: wasm.FeatureGC},
	ArrayGet:                      {Name: "array.get", Prefix: 0xFB, Code: 0xb, Imm: ImmType, Flags: Traps, Feature: wasm.FeatureGC},
	ArrayGetS:                     {Name: "array.get_s", Prefix: 0xFB, Code: 0xc, Imm: ImmType, Flags: Traps, Feature: wasm.FeatureGC},
	ArrayGetU:                     {Name: "array.get_u", Prefix: 0xFB, Code: 0xd, Imm: ImmType, Flags: Traps, Feature: wasm.FeatureGC},
	ArraySet:                      {Name: "array.set", Prefix: 0xFB, Code: 0xe, Imm: ImmType, Flags: Traps, Feature: wasm.FeatureGC},
	ArrayLen:                      {Name: "array.len", Prefix: 0xFB, Code: 0xf, Imm: ImmNone, Flags: Traps, Feature: wasm.FeatureGC},
	ArrayFill:                     {Name: "array.fill", Prefix: 0xFB, Code: 0x10, Imm: ImmType, Flags: Traps, Feature: wasm.FeatureGC},
	ArrayCopy:                     {Name: "array.copy", Prefix: 0xFB, Code: 0x11, Imm: ImmTypeType, Flags: Traps, Feature: wasm.FeatureGC},
	ArrayInitData:                 {Name: "array.init_data", Prefix: 0xFB, Code: 0x12, Imm: ImmTypeData, Flags: Traps, Feature: wasm.FeatureGC},
	ArrayInitElem:                 {Name: "array.init_elem", Prefix: 0xFB, Code: 0x13, Imm: ImmTypeElem, Flags: Traps, Feature: wasm.FeatureGC},
	RefTest:                       {Name: "ref.test", Prefix: 0xFB, Code: 0x14, Imm: ImmHeap, Flags: Compare, Feature: wasm.FeatureGC},
	RefTestNull:                   {Name: "ref.test", Prefix: 0xFB, Code: 0x15, Imm: ImmHeap, Flags: Compare, Feature: wasm.FeatureGC},
	RefCast:                       {Name: "ref.cast", Prefix: 0xFB, Code: 0x16, Imm: ImmHeap, Flags: Traps, Feature: wasm.FeatureGC},
	RefCastNull:                   {Name: "ref.cast", Prefix: 0xFB, Code: 0x17, Imm: ImmHeap, Flags: Traps, Feature: wasm.FeatureGC},
	BrOnCast:                      {Name: "br_on_cast", Prefix: 0xFB, Code: 0x18, Imm: ImmBrCast, Feature: wasm.FeatureGC},
	BrOnCastFail:                  {Name: "br_on_cast_fail", Prefix: 0xFB, Code: 0x19, Imm: ImmBrCast, Feature: wasm.FeatureGC},
	AnyConvertExtern:              {Name: "any.convert_extern", Prefix: 0xFB, Code: 0x1a, Imm: ImmNone, Flags: Const, Feature: wasm.FeatureGC},
	ExternConvertAny:              {Name: "extern.convert_any", Prefix: 0xFB, Code: 0x1b, Imm: ImmNone, Flags: Const, Feature: wasm.FeatureGC},
	RefI31:                        {Name: "ref.i31", Prefix: 0xFB, Code: 0x1c, Imm: ImmNone, Flags: Const, Feature: wasm.FeatureGC},
	I31GetS:                       {Name: "i31.get_s", Prefix: 0xFB, Code: 0x1d, Imm: ImmNone, Flags: Traps, Feature: wasm.FeatureGC},
	I31GetU:                       {Name: "i31.get_u", Prefix: 0xFB, Code: 0x1e, Imm: ImmNone, Flags: Traps, Feature: wasm.FeatureGC},
	StructNewDesc:                 {Name: "struct.new_desc", Prefix: 0xFB, Code: 0x20, Imm: ImmType, Flags: Const | Traps, Feature: wasm.FeatureCustomDescriptors},
	StructNewDefaultDesc:          {Name: "struct.new_default_desc", Prefix: 0xFB, Code: 0x21, Imm: ImmType, Flags: Const | Traps, Feature: wasm.FeatureCustomDescriptors},
	RefGetDesc:                    {Name: "ref.get_desc", Prefix: 0xFB, Code: 0x22, Imm: ImmType, Flags: Traps, Feature: wasm.FeatureCustomDescriptors},
	RefCastDescEq:                 {Name: "ref.cast_desc_eq", Prefix: 0xFB, Code: 0x23, Imm: ImmHeap, Flags: Traps, Feature: wasm.FeatureCustomDescriptors},
	RefCastDescEqNull:             {Name: "ref.cast_desc_eq", Prefix: 0xFB, Code: 0x24, Imm: ImmHeap, Flags: Traps, Feature: wasm.FeatureCustomDescriptors},
	BrOnCastDescEq:                {Name: "br_on_cast_desc_eq", Prefix: 0xFB, Code: 0x25, Imm: ImmBrCast, Flags: Traps, Feature: wasm.FeatureCustomDescriptors},
	BrOnCastDescEqFail:            {Name: "br_on_cast_desc_eq_fail", Prefix: 0xFB, Code: 0x26, Imm: ImmBrCast, Flags: Traps, Feature: wasm.FeatureCustomDescriptors},
	I32TruncSatF32S:               {Name: "i32.trunc_sat_f32_s", Prefix: 0xFC, Code: 0x0, Imm: ImmNone, Feature: wasm.FeatureSaturatingConversions, Sig: "f:i"},
	I32TruncSatF32U:               {Name: "i32.trunc_sat_f32_u", Prefix: 0xFC, Code: 0x1, Imm: ImmNone, Feature: wasm.FeatureSaturatingConversions, Sig: "f:i"},
	I32TruncSatF64S:               {Name: "i32.trunc_sat_f64_s", Prefix: 0xFC, Code: 0x2, Imm: ImmNone, Feature: wasm.FeatureSaturatingConversions, Sig: "d:i"},
	I32TruncSatF64U:               {Name: "i32.trunc_sat_f64_u", Prefix: 0xFC, Code: 0x3, Imm: ImmNone, Feature: wasm.FeatureSaturatingConversions, Sig: "d:i"},
	I64TruncSatF32S:               {Name: "i64.trunc_sat_f32_s", Prefix: 0xFC, Code: 0x4, Imm: ImmNone, Feature: wasm.FeatureSaturatingConversions, Sig: "f:l"},
	I64TruncSatF32U:               {Name: "i64.trunc_sat_f32_u", Prefix: 0xFC, Code: 0x5, Imm: ImmNone, Feature: wasm.FeatureSaturatingConversions, Sig: "f:l"},
	I64TruncSatF64S:               {Name: "i64.trunc_sat_f64_s", Prefix: 0xFC, Code: 0x6, Imm: ImmNone, Feature: wasm.FeatureSaturatingConversions, Sig: "d:l"},
	I64TruncSatF64U:               {Name: "i64.trunc_sat_f64_u", Prefix: 0xFC, Code: 0x7, Imm: ImmNone, Feature: wasm.FeatureSaturatingConversions, Sig: "d:l"},
	MemoryInit:                    {Name: "memory.init", Prefix: 0xFC, Code: 0x8, Imm: ImmDataMem, Flags: Traps, Feature: wasm.FeatureBulkMemory},
	DataDrop:                      {Name: "data.drop", Prefix: 0xFC, Code: 0x9, Imm: ImmData, Feature: wasm.FeatureBulkMemory},
	MemoryCopy:                    {Name: "memory.copy", Prefix: 0xFC, Code: 0xa, Imm: ImmMemMem, Flags: Traps, Feature: wasm.FeatureBulkMemory},
	MemoryFill:                    {Name: "memory.fill", Prefix: 0xFC, Code: 0xb, Imm: ImmMem, Flags: Traps, Feature: wasm.FeatureBulkMemory, Sig: "pip:"},
	TableInit:                     {Name: "table.init", Prefix: 0xFC, Code: 0xc, Imm: ImmElemTable, Flags: Traps, Feature: wasm.FeatureBulkMemory},
	ElemDrop:                      {Name: "elem.drop", Prefix: 0xFC, Code: 0xd, Imm: ImmElem, Feature: wasm.FeatureBulkMemory},
	TableCopy:                     {Name: "table.copy", Prefix: 0xFC, Code: 0xe, Imm: ImmTableTable, Flags: Traps, Feature: wasm.FeatureBulkMemory},
	TableGrow:                     {Name: "table.grow", Prefix: 0xFC, Code: 0xf, Imm: ImmTable, Feature: wasm.FeatureReferenceTypes},
	TableSize:                     {Name: "table.size", Prefix: 0xFC, Code: 0x10, Imm: ImmTable, Feature: wasm.FeatureReferenceTypes},
	TableFill:                     {Name: "table.fill", Prefix: 0xFC, Code: 0x11, Imm: ImmTable, Flags: Traps, Feature: wasm.FeatureReferenceTypes},
	I64Add128:                     {Name: "i64.add128", Prefix: 0xFC, Code: 0x13, Imm: ImmNone, Feature: wasm.FeatureWideArithmetic, Sig: "llll:ll"},
	I64Sub128:                     {Name: "i64.sub128", Prefix: 0xFC, Code: 0x14, Imm: ImmNone, Feature: wasm.FeatureWideArithmetic, Sig: "llll:ll"},
	I64MulWideS:                   {Name: "i64.mul_wide_s", Prefix: 0xFC, Code: 0x15, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureWideArithmetic, Sig: "ll:ll"},
	I64MulWideU:                   {Name: "i64.mul_wide_u", Prefix: 0xFC, Code: 0x16, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureWideArithmetic, Sig: "ll:ll"},
	V128Load:                      {Name: "v128.load", Prefix: 0xFD, Code: 0x0, Imm: ImmMemArg, Flags: Traps, Align: 4, Feature: wasm.FeatureSIMD, Sig: "p:v"},
	V128Load8x8S:                  {Name: "v128.load8x8_s", Prefix: 0xFD, Code: 0x1, Imm: ImmMemArg, Flags: Traps, Align: 3, Feature: wasm.FeatureSIMD, Sig: "p:v"},
	V128Load8x8U:                  {Name: "v128.load8x8_u", Prefix: 0xFD, Code: 0x2, Imm: ImmMemArg, Flags: Traps, Align: 3, Feature: wasm.FeatureSIMD, Sig: "p:v"},
	V128Load16x4S:                 {Name: "v128.load16x4_s", Prefix: 0xFD, Code: 0x3, Imm: ImmMemArg, Flags: Traps, Align: 3, Feature: wasm.FeatureSIMD, Sig: "p:v"},
	V128Load16x4U:                 {Name: "v128.load16x4_u", Prefix: 0xFD, Code: 0x4, Imm: ImmMemArg, Flags: Traps, Align: 3, Feature: wasm.FeatureSIMD, Sig: "p:v"},
	V128Load32x2S:                 {Name: "v128.load32x2_s", Prefix: 0xFD, Code: 0x5, Imm: ImmMemArg, Flags: Traps, Align: 3, Feature: wasm.FeatureSIMD, Sig: "p:v"},
	V128Load32x2U:                 {Name: "v128.load32x2_u", Prefix: 0xFD, Code: 0x6, Imm: ImmMemArg, Flags: Traps, Align: 3, Feature: wasm.FeatureSIMD, Sig: "p:v"},
	V128Load8Splat:                {Name: "v128.load8_splat", Prefix: 0xFD, Code: 0x7, Imm: ImmMemArg, Flags: Traps, Feature: wasm.FeatureSIMD, Sig: "p:v"},
	V128Load16Splat:               {Name: "v128.load16_splat", Prefix: 0xFD, Code: 0x8, Imm: ImmMemArg, Flags: Traps, Align: 1, Feature: wasm.FeatureSIMD, Sig: "p:v"},
	V128Load32Splat:               {Name: "v128.load32_splat", Prefix: 0xFD, Code: 0x9, Imm: ImmMemArg, Flags: Traps, Align: 2, Feature: wasm.FeatureSIMD, Sig: "p:v"},
	V128Load64Splat:               {Name: "v128.load64_splat", Prefix: 0xFD, Code: 0xa, Imm: ImmMemArg, Flags: Traps, Align: 3, Feature: wasm.FeatureSIMD, Sig: "p:v"},
	V128Store:                     {Name: "v128.store", Prefix: 0xFD, Code: 0xb, Imm: ImmMemArg, Flags: Traps, Align: 4, Feature: wasm.FeatureSIMD, Sig: "pv:"},
	V128Const:                     {Name: "v128.const", Prefix: 0xFD, Code: 0xc, Imm: ImmV128, Flags: Const, Feature: wasm.FeatureSIMD, Sig: ":v"},
	I8x16Shuffle:                  {Name: "i8x16.shuffle", Prefix: 0xFD, Code: 0xd, Imm: ImmLanes, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I8x16Swizzle:                  {Name: "i8x16.swizzle", Prefix: 0xFD, Code: 0xe, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I8x16Splat:                    {Name: "i8x16.splat", Prefix: 0xFD, Code: 0xf, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "i:v"},
	I16x8Splat:                    {Name: "i16x8.splat", Prefix: 0xFD, Code: 0x10, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "i:v"},
	I32x4Splat:                    {Name: "i32x4.splat", Prefix: 0xFD, Code: 0x11, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "i:v"},
	I64x2Splat:                    {Name: "i64x2.splat", Prefix: 0xFD, Code: 0x12, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "l:v"},
	F32x4Splat:                    {Name: "f32x4.splat", Prefix: 0xFD, Code: 0x13, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "f:v"},
	F64x2Splat:                    {Name: "f64x2.splat", Prefix: 0xFD, Code: 0x14, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "d:v"},
	I8x16ExtractLaneS:             {Name: "i8x16.extract_lane_s", Prefix: 0xFD, Code: 0x15, Imm: ImmLane, Feature: wasm.FeatureSIMD, Sig: "v:i"},
	I8x16ExtractLaneU:             {Name: "i8x16.extract_lane_u", Prefix: 0xFD, Code: 0x16, Imm: ImmLane, Feature: wasm.FeatureSIMD, Sig: "v:i"},
	I8x16ReplaceLane:              {Name: "i8x16.replace_lane", Prefix: 0xFD, Code: 0x17, Imm: ImmLane, Feature: wasm.FeatureSIMD, Sig: "vi:v"},
	I16x8ExtractLaneS:             {Name: "i16x8.extract_lane_s", Prefix: 0xFD, Code: 0x18, Imm: ImmLane, Feature: wasm.FeatureSIMD, Sig: "v:i"},
	I16x8ExtractLaneU:             {Name: "i16x8.extract_lane_u", Prefix: 0xFD, Code: 0x19, Imm: ImmLane, Feature: wasm.FeatureSIMD, Sig: "v:i"},
	I16x8ReplaceLane:              {Name: "i16x8.replace_lane", Prefix: 0xFD, Code: 0x1a, Imm: ImmLane, Feature: wasm.FeatureSIMD, Sig: "vi:v"},
	I32x4ExtractLane:              {Name: "i32x4.extract_lane", Prefix: 0xFD, Code: 0x1b, Imm: ImmLane, Feature: wasm.FeatureSIMD, Sig: "v:i"},
	I32x4ReplaceLane:              {Name: "i32x4.replace_lane", Prefix: 0xFD, Code: 0x1c, Imm: ImmLane, Feature: wasm.FeatureSIMD, Sig: "vi:v"},
	I64x2ExtractLane:              {Name: "i64x2.extract_lane", Prefix: 0xFD, Code: 0x1d, Imm: ImmLane, Feature: wasm.FeatureSIMD, Sig: "v:l"},
	I64x2ReplaceLane:              {Name: "i64x2.replace_lane", Prefix: 0xFD, Code: 0x1e, Imm: ImmLane, Feature: wasm.FeatureSIMD, Sig: "vl:v"},
	F32x4ExtractLane:              {Name: "f32x4.extract_lane", Prefix: 0xFD, Code: 0x1f, Imm: ImmLane, Feature: wasm.FeatureSIMD, Sig: "v:f"},
	F32x4ReplaceLane:              {Name: "f32x4.replace_lane", Prefix: 0xFD, Code: 0x20, Imm: ImmLane, Feature: wasm.FeatureSIMD, Sig: "vf:v"},
	F64x2ExtractLane:              {Name: "f64x2.extract_lane", Prefix: 0xFD, Code: 0x21, Imm: ImmLane, Feature: wasm.FeatureSIMD, Sig: "v:d"},
	F64x2ReplaceLane:              {Name: "f64x2.replace_lane", Prefix: 0xFD, Code: 0x22, Imm: ImmLane, Feature: wasm.FeatureSIMD, Sig: "vd:v"},
	I8x16Eq:                       {Name: "i8x16.eq", Prefix: 0xFD, Code: 0x23, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I8x16Ne:                       {Name: "i8x16.ne", Prefix: 0xFD, Code: 0x24, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I8x16LtS:                      {Name: "i8x16.lt_s", Prefix: 0xFD, Code: 0x25, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I8x16LtU:                      {Name: "i8x16.lt_u", Prefix: 0xFD, Code: 0x26, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I8x16GtS:                      {Name: "i8x16.gt_s", Prefix: 0xFD, Code: 0x27, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I8x16GtU:                      {Name: "i8x16.gt_u", Prefix: 0xFD, Code: 0x28, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I8x16LeS:                      {Name: "i8x16.le_s", Prefix: 0xFD, Code: 0x29, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I8x16LeU:                      {Name: "i8x16.le_u", Prefix: 0xFD, Code: 0x2a, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I8x16GeS:                      {Name: "i8x16.ge_s", Prefix: 0xFD, Code: 0x2b, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I8x16GeU:                      {Name: "i8x16.ge_u", Prefix: 0xFD, Code: 0x2c, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I16x8Eq:                       {Name: "i16x8.eq", Prefix: 0xFD, Code: 0x2d, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I16x8Ne:                       {Name: "i16x8.ne", Prefix: 0xFD, Code: 0x2e, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I16x8LtS:                      {Name: "i16x8.lt_s", Prefix: 0xFD, Code: 0x2f, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I16x8LtU:                      {Name: "i16x8.lt_u", Prefix: 0xFD, Code: 0x30, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I16x8GtS:                      {Name: "i16x8.gt_s", Prefix: 0xFD, Code: 0x31, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I16x8GtU:                      {Name: "i16x8.gt_u", Prefix: 0xFD, Code: 0x32, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I16x8LeS:                      {Name: "i16x8.le_s", Prefix: 0xFD, Code: 0x33, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I16x8LeU:                      {Name: "i16x8.le_u", Prefix: 0xFD, Code: 0x34, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I16x8GeS:                      {Name: "i16x8.ge_s", Prefix: 0xFD, Code: 0x35, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I16x8GeU:                      {Name: "i16x8.ge_u", Prefix: 0xFD, Code: 0x36, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I32x4Eq:                       {Name: "i32x4.eq", Prefix: 0xFD, Code: 0x37, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I32x4Ne:                       {Name: "i32x4.ne", Prefix: 0xFD, Code: 0x38, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I32x4LtS:                      {Name: "i32x4.lt_s", Prefix: 0xFD, Code: 0x39, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I32x4LtU:                      {Name: "i32x4.lt_u", Prefix: 0xFD, Code: 0x3a, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I32x4GtS:                      {Name: "i32x4.gt_s", Prefix: 0xFD, Code: 0x3b, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I32x4GtU:                      {Name: "i32x4.gt_u", Prefix: 0xFD, Code: 0x3c, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I32x4LeS:                      {Name: "i32x4.le_s", Prefix: 0xFD, Code: 0x3d, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I32x4LeU:                      {Name: "i32x4.le_u", Prefix: 0xFD, Code: 0x3e, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I32x4GeS:                      {Name: "i32x4.ge_s", Prefix: 0xFD, Code: 0x3f, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I32x4GeU:                      {Name: "i32x4.ge_u", Prefix: 0xFD, Code: 0x40, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	F32x4Eq:                       {Name: "f32x4.eq", Prefix: 0xFD, Code: 0x41, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	F32x4Ne:                       {Name: "f32x4.ne", Prefix: 0xFD, Code: 0x42, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	F32x4Lt:                       {Name: "f32x4.lt", Prefix: 0xFD, Code: 0x43, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	F32x4Gt:                       {Name: "f32x4.gt", Prefix: 0xFD, Code: 0x44, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	F32x4Le:                       {Name: "f32x4.le", Prefix: 0xFD, Code: 0x45, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	F32x4Ge:                       {Name: "f32x4.ge", Prefix: 0xFD, Code: 0x46, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	F64x2Eq:                       {Name: "f64x2.eq", Prefix: 0xFD, Code: 0x47, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	F64x2Ne:                       {Name: "f64x2.ne", Prefix: 0xFD, Code: 0x48, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	F64x2Lt:                       {Name: "f64x2.lt", Prefix: 0xFD, Code: 0x49, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	F64x2Gt:                       {Name: "f64x2.gt", Prefix: 0xFD, Code: 0x4a, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	F64x2Le:                       {Name: "f64x2.le", Prefix: 0xFD, Code: 0x4b, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	F64x2Ge:                       {Name: "f64x2.ge", Prefix: 0xFD, Code: 0x4c, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	V128Not:                       {Name: "v128.not", Prefix: 0xFD, Code: 0x4d, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	V128And:                       {Name: "v128.and", Prefix: 0xFD, Code: 0x4e, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	V128Andnot:                    {Name: "v128.andnot", Prefix: 0xFD, Code: 0x4f, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	V128Or:                        {Name: "v128.or", Prefix: 0xFD, Code: 0x50, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	V128Xor:                       {Name: "v128.xor", Prefix: 0xFD, Code: 0x51, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	V128Bitselect:                 {Name: "v128.bitselect", Prefix: 0xFD, Code: 0x52, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vvv:v"},
	V128AnyTrue:                   {Name: "v128.any_true", Prefix: 0xFD, Code: 0x53, Imm: ImmNone, Flags: Compare, Feature: wasm.FeatureSIMD, Sig: "v:i"},
	V128Load8Lane:                 {Name: "v128.load8_lane", Prefix: 0xFD, Code: 0x54, Imm: ImmMemArgLane, Flags: Traps, Feature: wasm.FeatureSIMD, Sig: "pv:v"},
	V128Load16Lane:                {Name: "v128.load16_lane", Prefix: 0xFD, Code: 0x55, Imm: ImmMemArgLane, Flags: Traps, Align: 1, Feature: wasm.FeatureSIMD, Sig: "pv:v"},
	V128Load32Lane:                {Name: "v128.load32_lane", Prefix: 0xFD, Code: 0x56, Imm: ImmMemArgLane, Flags: Traps, Align: 2, Feature: wasm.FeatureSIMD, Sig: "pv:v"},
	V128Load64Lane:                {Name: "v128.load64_lane", Prefix: 0xFD, Code: 0x57, Imm: ImmMemArgLane, Flags: Traps, Align: 3, Feature: wasm.FeatureSIMD, Sig: "pv:v"},
	V128Store8Lane:                {Name: "v128.store8_lane", Prefix: 0xFD, Code: 0x58, Imm: ImmMemArgLane, Flags: Traps, Feature: wasm.FeatureSIMD, Sig: "pv:"},
	V128Store16Lane:               {Name: "v128.store16_lane", Prefix: 0xFD, Code: 0x59, Imm: ImmMemArgLane, Flags: Traps, Align: 1, Feature: wasm.FeatureSIMD, Sig: "pv:"},
	V128Store32Lane:               {Name: "v128.store32_lane", Prefix: 0xFD, Code: 0x5a, Imm: ImmMemArgLane, Flags: Traps, Align: 2, Feature: wasm.FeatureSIMD, Sig: "pv:"},
	V128Store64Lane:               {Name: "v128.store64_lane", Prefix: 0xFD, Code: 0x5b, Imm: ImmMemArgLane, Flags: Traps, Align: 3, Feature: wasm.FeatureSIMD, Sig: "pv:"},
	V128Load32Zero:                {Name: "v128.load32_zero", Prefix: 0xFD, Code: 0x5c, Imm: ImmMemArg, Flags: Traps, Align: 2, Feature: wasm.FeatureSIMD, Sig: "p:v"},
	V128Load64Zero:                {Name: "v128.load64_zero", Prefix: 0xFD, Code: 0x5d, Imm: ImmMemArg, Flags: Traps, Align: 3, Feature: wasm.FeatureSIMD, Sig: "p:v"},
	F32x4DemoteF64x2Zero:          {Name: "f32x4.demote_f64x2_zero", Prefix: 0xFD, Code: 0x5e, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	F64x2PromoteLowF32x4:          {Name: "f64x2.promote_low_f32x4", Prefix: 0xFD, Code: 0x5f, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	I8x16Abs:                      {Name: "i8x16.abs", Prefix: 0xFD, Code: 0x60, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	I8x16Neg:                      {Name: "i8x16.neg", Prefix: 0xFD, Code: 0x61, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	I8x16Popcnt:                   {Name: "i8x16.popcnt", Prefix: 0xFD, Code: 0x62, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	I8x16AllTrue:                  {Name: "i8x16.all_true", Prefix: 0xFD, Code: 0x63, Imm: ImmNone, Flags: Compare, Feature: wasm.FeatureSIMD, Sig: "v:i"},
	I8x16Bitmask:                  {Name: "i8x16.bitmask", Prefix: 0xFD, Code: 0x64, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:i"},
	I8x16NarrowI16x8S:             {Name: "i8x16.narrow_i16x8_s", Prefix: 0xFD, Code: 0x65, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I8x16NarrowI16x8U:             {Name: "i8x16.narrow_i16x8_u", Prefix: 0xFD, Code: 0x66, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	F32x4Ceil:                     {Name: "f32x4.ceil", Prefix: 0xFD, Code: 0x67, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	F32x4Floor:                    {Name: "f32x4.floor", Prefix: 0xFD, Code: 0x68, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	F32x4Trunc:                    {Name: "f32x4.trunc", Prefix: 0xFD, Code: 0x69, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	F32x4Nearest:                  {Name: "f32x4.nearest", Prefix: 0xFD, Code: 0x6a, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	I8x16Shl:                      {Name: "i8x16.shl", Prefix: 0xFD, Code: 0x6b, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vi:v"},
	I8x16ShrS:                     {Name: "i8x16.shr_s", Prefix: 0xFD, Code: 0x6c, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vi:v"},
	I8x16ShrU:                     {Name: "i8x16.shr_u", Prefix: 0xFD, Code: 0x6d, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vi:v"},
	I8x16Add:                      {Name: "i8x16.add", Prefix: 0xFD, Code: 0x6e, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I8x16AddSatS:                  {Name: "i8x16.add_sat_s", Prefix: 0xFD, Code: 0x6f, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I8x16AddSatU:                  {Name: "i8x16.add_sat_u", Prefix: 0xFD, Code: 0x70, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I8x16Sub:                      {Name: "i8x16.sub", Prefix: 0xFD, Code: 0x71, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I8x16SubSatS:                  {Name: "i8x16.sub_sat_s", Prefix: 0xFD, Code: 0x72, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I8x16SubSatU:                  {Name: "i8x16.sub_sat_u", Prefix: 0xFD, Code: 0x73, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	F64x2Ceil:                     {Name: "f64x2.ceil", Prefix: 0xFD, Code: 0x74, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	F64x2Floor:                    {Name: "f64x2.floor", Prefix: 0xFD, Code: 0x75, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	I8x16MinS:                     {Name: "i8x16.min_s", Prefix: 0xFD, Code: 0x76, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I8x16MinU:                     {Name: "i8x16.min_u", Prefix: 0xFD, Code: 0x77, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I8x16MaxS:                     {Name: "i8x16.max_s", Prefix: 0xFD, Code: 0x78, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I8x16MaxU:                     {Name: "i8x16.max_u", Prefix: 0xFD, Code: 0x79, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	F64x2Trunc:                    {Name: "f64x2.trunc", Prefix: 0xFD, Code: 0x7a, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	I8x16AvgrU:                    {Name: "i8x16.avgr_u", Prefix: 0xFD, Code: 0x7b, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I16x8ExtaddPairwiseI8x16S:     {Name: "i16x8.extadd_pairwise_i8x16_s", Prefix: 0xFD, Code: 0x7c, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	I16x8ExtaddPairwiseI8x16U:     {Name: "i16x8.extadd_pairwise_i8x16_u", Prefix: 0xFD, Code: 0x7d, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	I32x4ExtaddPairwiseI16x8S:     {Name: "i32x4.extadd_pairwise_i16x8_s", Prefix: 0xFD, Code: 0x7e, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	I32x4ExtaddPairwiseI16x8U:     {Name: "i32x4.extadd_pairwise_i16x8_u", Prefix: 0xFD, Code: 0x7f, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	I16x8Abs:                      {Name: "i16x8.abs", Prefix: 0xFD, Code: 0x80, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	I16x8Neg:                      {Name: "i16x8.neg", Prefix: 0xFD, Code: 0x81, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	I16x8Q15mulrSatS:              {Name: "i16x8.q15mulr_sat_s", Prefix: 0xFD, Code: 0x82, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I16x8AllTrue:                  {Name: "i16x8.all_true", Prefix: 0xFD, Code: 0x83, Imm: ImmNone, Flags: Compare, Feature: wasm.FeatureSIMD, Sig: "v:i"},
	I16x8Bitmask:                  {Name: "i16x8.bitmask", Prefix: 0xFD, Code: 0x84, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:i"},
	I16x8NarrowI32x4S:             {Name: "i16x8.narrow_i32x4_s", Prefix: 0xFD, Code: 0x85, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I16x8NarrowI32x4U:             {Name: "i16x8.narrow_i32x4_u", Prefix: 0xFD, Code: 0x86, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I16x8ExtendLowI8x16S:          {Name: "i16x8.extend_low_i8x16_s", Prefix: 0xFD, Code: 0x87, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	I16x8ExtendHighI8x16S:         {Name: "i16x8.extend_high_i8x16_s", Prefix: 0xFD, Code: 0x88, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	I16x8ExtendLowI8x16U:          {Name: "i16x8.extend_low_i8x16_u", Prefix: 0xFD, Code: 0x89, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	I16x8ExtendHighI8x16U:         {Name: "i16x8.extend_high_i8x16_u", Prefix: 0xFD, Code: 0x8a, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	I16x8Shl:                      {Name: "i16x8.shl", Prefix: 0xFD, Code: 0x8b, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vi:v"},
	I16x8ShrS:                     {Name: "i16x8.shr_s", Prefix: 0xFD, Code: 0x8c, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vi:v"},
	I16x8ShrU:                     {Name: "i16x8.shr_u", Prefix: 0xFD, Code: 0x8d, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vi:v"},
	I16x8Add:                      {Name: "i16x8.add", Prefix: 0xFD, Code: 0x8e, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I16x8AddSatS:                  {Name: "i16x8.add_sat_s", Prefix: 0xFD, Code: 0x8f, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I16x8AddSatU:                  {Name: "i16x8.add_sat_u", Prefix: 0xFD, Code: 0x90, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I16x8Sub:                      {Name: "i16x8.sub", Prefix: 0xFD, Code: 0x91, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I16x8SubSatS:                  {Name: "i16x8.sub_sat_s", Prefix: 0xFD, Code: 0x92, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I16x8SubSatU:                  {Name: "i16x8.sub_sat_u", Prefix: 0xFD, Code: 0x93, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	F64x2Nearest:                  {Name: "f64x2.nearest", Prefix: 0xFD, Code: 0x94, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	I16x8Mul:                      {Name: "i16x8.mul", Prefix: 0xFD, Code: 0x95, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I16x8MinS:                     {Name: "i16x8.min_s", Prefix: 0xFD, Code: 0x96, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I16x8MinU:                     {Name: "i16x8.min_u", Prefix: 0xFD, Code: 0x97, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I16x8MaxS:                     {Name: "i16x8.max_s", Prefix: 0xFD, Code: 0x98, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I16x8MaxU:                     {Name: "i16x8.max_u", Prefix: 0xFD, Code: 0x99, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I16x8AvgrU:                    {Name: "i16x8.avgr_u", Prefix: 0xFD, Code: 0x9b, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I16x8ExtmulLowI8x16S:          {Name: "i16x8.extmul_low_i8x16_s", Prefix: 0xFD, Code: 0x9c, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I16x8ExtmulHighI8x16S:         {Name: "i16x8.extmul_high_i8x16_s", Prefix: 0xFD, Code: 0x9d, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I16x8ExtmulLowI8x16U:          {Name: "i16x8.extmul_low_i8x16_u", Prefix: 0xFD, Code: 0x9e, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I16x8ExtmulHighI8x16U:         {Name: "i16x8.extmul_high_i8x16_u", Prefix: 0xFD, Code: 0x9f, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I32x4Abs:                      {Name: "i32x4.abs", Prefix: 0xFD, Code: 0xa0, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	I32x4Neg:                      {Name: "i32x4.neg", Prefix: 0xFD, Code: 0xa1, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	I32x4AllTrue:                  {Name: "i32x4.all_true", Prefix: 0xFD, Code: 0xa3, Imm: ImmNone, Flags: Compare, Feature: wasm.FeatureSIMD, Sig: "v:i"},
	I32x4Bitmask:                  {Name: "i32x4.bitmask", Prefix: 0xFD, Code: 0xa4, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:i"},
	I32x4ExtendLowI16x8S:          {Name: "i32x4.extend_low_i16x8_s", Prefix: 0xFD, Code: 0xa7, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	I32x4ExtendHighI16x8S:         {Name: "i32x4.extend_high_i16x8_s", Prefix: 0xFD, Code: 0xa8, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	I32x4ExtendLowI16x8U:          {Name: "i32x4.extend_low_i16x8_u", Prefix: 0xFD, Code: 0xa9, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	I32x4ExtendHighI16x8U:         {Name: "i32x4.extend_high_i16x8_u", Prefix: 0xFD, Code: 0xaa, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	I32x4Shl:                      {Name: "i32x4.shl", Prefix: 0xFD, Code: 0xab, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vi:v"},
	I32x4ShrS:                     {Name: "i32x4.shr_s", Prefix: 0xFD, Code: 0xac, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vi:v"},
	I32x4ShrU:                     {Name: "i32x4.shr_u", Prefix: 0xFD, Code: 0xad, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vi:v"},
	I32x4Add:                      {Name: "i32x4.add", Prefix: 0xFD, Code: 0xae, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I32x4Sub:                      {Name: "i32x4.sub", Prefix: 0xFD, Code: 0xb1, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I32x4Mul:                      {Name: "i32x4.mul", Prefix: 0xFD, Code: 0xb5, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I32x4MinS:                     {Name: "i32x4.min_s", Prefix: 0xFD, Code: 0xb6, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I32x4MinU:                     {Name: "i32x4.min_u", Prefix: 0xFD, Code: 0xb7, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I32x4MaxS:                     {Name: "i32x4.max_s", Prefix: 0xFD, Code: 0xb8, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I32x4MaxU:                     {Name: "i32x4.max_u", Prefix: 0xFD, Code: 0xb9, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I32x4DotI16x8S:                {Name: "i32x4.dot_i16x8_s", Prefix: 0xFD, Code: 0xba, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I32x4ExtmulLowI16x8S:          {Name: "i32x4.extmul_low_i16x8_s", Prefix: 0xFD, Code: 0xbc, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I32x4ExtmulHighI16x8S:         {Name: "i32x4.extmul_high_i16x8_s", Prefix: 0xFD, Code: 0xbd, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I32x4ExtmulLowI16x8U:          {Name: "i32x4.extmul_low_i16x8_u", Prefix: 0xFD, Code: 0xbe, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I32x4ExtmulHighI16x8U:         {Name: "i32x4.extmul_high_i16x8_u", Prefix: 0xFD, Code: 0xbf, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I64x2Abs:                      {Name: "i64x2.abs", Prefix: 0xFD, Code: 0xc0, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	I64x2Neg:                      {Name: "i64x2.neg", Prefix: 0xFD, Code: 0xc1, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	I64x2AllTrue:                  {Name: "i64x2.all_true", Prefix: 0xFD, Code: 0xc3, Imm: ImmNone, Flags: Compare, Feature: wasm.FeatureSIMD, Sig: "v:i"},
	I64x2Bitmask:                  {Name: "i64x2.bitmask", Prefix: 0xFD, Code: 0xc4, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:i"},
	I64x2ExtendLowI32x4S:          {Name: "i64x2.extend_low_i32x4_s", Prefix: 0xFD, Code: 0xc7, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	I64x2ExtendHighI32x4S:         {Name: "i64x2.extend_high_i32x4_s", Prefix: 0xFD, Code: 0xc8, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	I64x2ExtendLowI32x4U:          {Name: "i64x2.extend_low_i32x4_u", Prefix: 0xFD, Code: 0xc9, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	I64x2ExtendHighI32x4U:         {Name: "i64x2.extend_high_i32x4_u", Prefix: 0xFD, Code: 0xca, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	I64x2Shl:                      {Name: "i64x2.shl", Prefix: 0xFD, Code: 0xcb, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vi:v"},
	I64x2ShrS:                     {Name: "i64x2.shr_s", Prefix: 0xFD, Code: 0xcc, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vi:v"},
	I64x2ShrU:                     {Name: "i64x2.shr_u", Prefix: 0xFD, Code: 0xcd, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vi:v"},
	I64x2Add:                      {Name: "i64x2.add", Prefix: 0xFD, Code: 0xce, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I64x2Sub:                      {Name: "i64x2.sub", Prefix: 0xFD, Code: 0xd1, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I64x2Mul:                      {Name: "i64x2.mul", Prefix: 0xFD, Code: 0xd5, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I64x2Eq:                       {Name: "i64x2.eq", Prefix: 0xFD, Code: 0xd6, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I64x2Ne:                       {Name: "i64x2.ne", Prefix: 0xFD, Code: 0xd7, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I64x2LtS:                      {Name: "i64x2.lt_s", Prefix: 0xFD, Code: 0xd8, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I64x2GtS:                      {Name: "i64x2.gt_s", Prefix: 0xFD, Code: 0xd9, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I64x2LeS:                      {Name: "i64x2.le_s", Prefix: 0xFD, Code: 0xda, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I64x2GeS:                      {Name: "i64x2.ge_s", Prefix: 0xFD, Code: 0xdb, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I64x2ExtmulLowI32x4S:          {Name: "i64x2.extmul_low_i32x4_s", Prefix: 0xFD, Code: 0xdc, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I64x2ExtmulHighI32x4S:         {Name: "i64x2.extmul_high_i32x4_s", Prefix: 0xFD, Code: 0xdd, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I64x2ExtmulLowI32x4U:          {Name: "i64x2.extmul_low_i32x4_u", Prefix: 0xFD, Code: 0xde, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I64x2ExtmulHighI32x4U:         {Name: "i64x2.extmul_high_i32x4_u", Prefix: 0xFD, Code: 0xdf, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	F32x4Abs:                      {Name: "f32x4.abs", Prefix: 0xFD, Code: 0xe0, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	F32x4Neg:                      {Name: "f32x4.neg", Prefix: 0xFD, Code: 0xe1, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	F32x4Sqrt:                     {Name: "f32x4.sqrt", Prefix: 0xFD, Code: 0xe3, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	F32x4Add:                      {Name: "f32x4.add", Prefix: 0xFD, Code: 0xe4, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	F32x4Sub:                      {Name: "f32x4.sub", Prefix: 0xFD, Code: 0xe5, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	F32x4Mul:                      {Name: "f32x4.mul", Prefix: 0xFD, Code: 0xe6, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	F32x4Div:                      {Name: "f32x4.div", Prefix: 0xFD, Code: 0xe7, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	F32x4Min:                      {Name: "f32x4.min", Prefix: 0xFD, Code: 0xe8, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	F32x4Max:                      {Name: "f32x4.max", Prefix: 0xFD, Code: 0xe9, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	F32x4Pmin:                     {Name: "f32x4.pmin", Prefix: 0xFD, Code: 0xea, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	F32x4Pmax:                     {Name: "f32x4.pmax", Prefix: 0xFD, Code: 0xeb, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	F64x2Abs:                      {Name: "f64x2.abs", Prefix: 0xFD, Code: 0xec, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	F64x2Neg:                      {Name: "f64x2.neg", Prefix: 0xFD, Code: 0xed, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	F64x2Sqrt:                     {Name: "f64x2.sqrt", Prefix: 0xFD, Code: 0xef, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	F64x2Add:                      {Name: "f64x2.add", Prefix: 0xFD, Code: 0xf0, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	F64x2Sub:                      {Name: "f64x2.sub", Prefix: 0xFD, Code: 0xf1, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	F64x2Mul:                      {Name: "f64x2.mul", Prefix: 0xFD, Code: 0xf2, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	F64x2Div:                      {Name: "f64x2.div", Prefix: 0xFD, Code: 0xf3, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	F64x2Min:                      {Name: "f64x2.min", Prefix: 0xFD, Code: 0xf4, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	F64x2Max:                      {Name: "f64x2.max", Prefix: 0xFD, Code: 0xf5, Imm: ImmNone, Flags: Commute, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	F64x2Pmin:                     {Name: "f64x2.pmin", Prefix: 0xFD, Code: 0xf6, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	F64x2Pmax:                     {Name: "f64x2.pmax", Prefix: 0xFD, Code: 0xf7, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "vv:v"},
	I32x4TruncSatF32x4S:           {Name: "i32x4.trunc_sat_f32x4_s", Prefix: 0xFD, Code: 0xf8, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	I32x4TruncSatF32x4U:           {Name: "i32x4.trunc_sat_f32x4_u", Prefix: 0xFD, Code: 0xf9, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	F32x4ConvertI32x4S:            {Name: "f32x4.convert_i32x4_s", Prefix: 0xFD, Code: 0xfa, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	F32x4ConvertI32x4U:            {Name: "f32x4.convert_i32x4_u", Prefix: 0xFD, Code: 0xfb, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	I32x4TruncSatF64x2SZero:       {Name: "i32x4.trunc_sat_f64x2_s_zero", Prefix: 0xFD, Code: 0xfc, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	I32x4TruncSatF64x2UZero:       {Name: "i32x4.trunc_sat_f64x2_u_zero", Prefix: 0xFD, Code: 0xfd, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	F64x2ConvertLowI32x4S:         {Name: "f64x2.convert_low_i32x4_s", Prefix: 0xFD, Code: 0xfe, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	F64x2ConvertLowI32x4U:         {Name: "f64x2.convert_low_i32x4_u", Prefix: 0xFD, Code: 0xff, Imm: ImmNone, Feature: wasm.FeatureSIMD, Sig: "v:v"},
	I8x16RelaxedSwizzle:           {Name: "i8x16.relaxed_swizzle", Prefix: 0xFD, Code: 0x100, Imm: ImmNone, Feature: wasm.FeatureRelaxedSIMD, Sig: "vv:v"},
	I32x4RelaxedTruncF32x4S:       {Name: "i32x4.relaxed_trunc_f32x4_s", Prefix: 0xFD, Code: 0x101, Imm: ImmNone, Feature: wasm.FeatureRelaxedSIMD, Sig: "v:v"},
	I32x4RelaxedTruncF32x4U:       {Name: "i32x4.relaxed_trunc_f32x4_u", Prefix: 0xFD, Code: 0x102, Imm: ImmNone, Feature: wasm.FeatureRelaxedSIMD, Sig: "v:v"},
	I32x4RelaxedTruncF64x2SZero:   {Name: "i32x4.relaxed_trunc_f64x2_s_zero", Prefix: 0xFD, Code: 0x103, Imm: ImmNone, Feature: wasm.FeatureRelaxedSIMD, Sig: "v:v"},
	I32x4RelaxedTruncF64x2UZero:   {Name: "i32x4.relaxed_trunc_f64x2_u_zero", Prefix: 0xFD, Code: 0x104, Imm: ImmNone, Feature: wasm.FeatureRelaxedSIMD, Sig: "v:v"},
	F32x4RelaxedMadd:              {Name: "f32x4.relaxed_madd", Prefix: 0xFD, Code: 0x105, Imm: ImmNone, Feature: wasm.FeatureRelaxedSIMD, Sig: "vvv:v"},
	F32x4RelaxedNmadd:             {Name: "f32x4.relaxed_nmadd", Prefix: 0xFD, Code: 0x106, Imm: ImmNone, Feature: wasm.FeatureRelaxedSIMD, Sig: "vvv:v"},
	F64x2RelaxedMadd:              {Name: "f64x2.relaxed_madd", Prefix: 0xFD, Code: 0x107, Imm: ImmNone, Feature: wasm.FeatureRelaxedSIMD, Sig: "vvv:v"},
	F64x2RelaxedNmadd:             {Name: "f64x2.relaxed_nmadd", Prefix: 0xFD, Code: 0x108, Imm: ImmNone, Feature: wasm.FeatureRelaxedSIMD, Sig: "vvv:v"},
	I8x16RelaxedLaneselect:        {Name: "i8x16.relaxed_laneselect", Prefix: 0xFD, Code: 0x109, Imm: ImmNone, Feature: wasm.FeatureRelaxedSIMD, Sig: "vvv:v"},
	I16x8RelaxedLaneselect:        {Name: "i16x8.relaxed_laneselect", Prefix: 0xFD, Code: 0x10a, Imm: ImmNone, Feature: wasm.FeatureRelaxedSIMD, Sig: "vvv:v"},
	I32x4RelaxedLaneselect:        {Name: "i32x4.relaxed_laneselect", Prefix: 0xFD, Code: 0x10b, Imm: ImmNone, Feature: wasm.FeatureRelaxedSIMD, Sig: "vvv:v"},
	I64x2RelaxedLaneselect:        {Name: "i64x2.relaxed_laneselect", Prefix: 0xFD, Code: 0x10c, Imm: ImmNone, Feature: wasm.FeatureRelaxedSIMD, Sig: "vvv:v"},
	F32x4RelaxedMin:               {Name: "f32x4.relaxed_min", Prefix: 0xFD, Code: 0x10d, Imm: ImmNone, Feature: wasm.FeatureRelaxedSIMD, Sig: "vv:v"},
	F32x4RelaxedMax:               {Name: "f32x4.relaxed_max", Prefix: 0xFD, Code: 0x10e, Imm: ImmNone, Feature: wasm.FeatureRelaxedSIMD, Sig: "vv:v"},
	F64x2RelaxedMin:               {Name: "f64x2.relaxed_min", Prefix: 0xFD, Code: 0x10f, Imm: ImmNone, Feature: wasm.FeatureRelaxedSIMD, Sig: "vv:v"},
	F64x2RelaxedMax:               {Name: "f64x2.relaxed_max", Prefix: 0xFD, Code: 0x110, Imm: ImmNone, Feature: wasm.FeatureRelaxedSIMD, Sig: "vv:v"},
	I16x8RelaxedQ15mulrS:          {Name: "i16x8.relaxed_q15mulr_s", Prefix: 0xFD, Code: 0x111, Imm: ImmNone, Feature: wasm.FeatureRelaxedSIMD, Sig: "vv:v"},
	I16x8RelaxedDotI8x16I7x16S:    {Name: "i16x8.relaxed_dot_i8x16_i7x16_s", Prefix: 0xFD, Code: 0x112, Imm: ImmNone, Feature: wasm.FeatureRelaxedSIMD, Sig: "vv:v"},
	I32x4RelaxedDotI8x16I7x16AddS: {Name: "i32x4.relaxed_dot_i8x16_i7x16_add_s", Prefix: 0xFD, Code: 0x113, Imm: ImmNone, Feature: wasm.FeatureRelaxedSIMD, Sig: "vvv:v"},
	MemoryAtomicNotify:            {Name: "memory.atomic.notify", Prefix: 0xFE, Code: 0x0, Imm: ImmMemArg, Flags: Traps, Align: 2, Feature: wasm.FeatureThreads, Sig: "pi:i"},
	MemoryAtomicWait32:            {Name: "memory.atomic.wait32", Prefix: 0xFE, Code: 0x1, Imm: ImmMemArg, Flags: Traps, Align: 2, Feature: wasm.FeatureThreads, Sig: "pil:i"},
	MemoryAtomicWait64:            {Name: "memory.atomic.wait64", Prefix: 0xFE, Code: 0x2, Imm: ImmMemArg, Flags: Traps, Align: 3, Feature: wasm.FeatureThreads, Sig: "pll:i"},
	AtomicFence:                   {Name: "atomic.fence", Prefix: 0xFE, Code: 0x3, Imm: ImmFence, Feature: wasm.FeatureThreads, Sig: ":"},
	I32AtomicLoad:                 {Name: "i32.atomic.load", Prefix: 0xFE, Code: 0x10, Imm: ImmMemArg, Flags: Traps, Align: 2, Feature: wasm.FeatureThreads, Sig: "p:i"},
	I64AtomicLoad:                 {Name: "i64.atomic.load", Prefix: 0xFE, Code: 0x11, Imm: ImmMemArg, Flags: Traps, Align: 3, Feature: wasm.FeatureThreads, Sig: "p:l"},
	I32AtomicLoad8U:               {Name: "i32.atomic.load8_u", Prefix: 0xFE, Code: 0x12, Imm: ImmMemArg, Flags: Traps, Feature: wasm.FeatureThreads, Sig: "p:i"},
	I32AtomicLoad16U:              {Name: "i32.atomic.load16_u", Prefix: 0xFE, Code: 0x13, Imm: ImmMemArg, Flags: Traps, Align: 1, Feature: wasm.FeatureThreads, Sig: "p:i"},
	I64AtomicLoad8U:               {Name: "i64.atomic.load8_u", Prefix: 0xFE, Code: 0x14, Imm: ImmMemArg, Flags: Traps, Feature: wasm.FeatureThreads, Sig: "p:l"},
	I64AtomicLoad16U:              {Name: "i64.atomic.load16_u", Prefix: 0xFE, Code: 0x15, Imm: ImmMemArg, Flags: Traps, Align: 1, Feature: wasm.FeatureThreads, Sig: "p:l"},
	I64AtomicLoad32U:              {Name: "i64.atomic.load32_u", Prefix: 0xFE, Code: 0x16, Imm: ImmMemArg, Flags: Traps, Align: 2, Feature: wasm.FeatureThreads, Sig: "p:l"},
	I32AtomicStore:                {Name: "i32.atomic.store", Prefix: 0xFE, Code: 0x17, Imm: ImmMemArg, Flags: Traps, Align: 2, Feature: wasm.FeatureThreads, Sig: "pi:"},
	I64AtomicStore:                {Name: "i64.atomic.store", Prefix: 0xFE, Code: 0x18, Imm: ImmMemArg, Flags: Traps, Align: 3, Feature: wasm.FeatureThreads, Sig: "pl:"},
	I32AtomicStore8:               {Name: "i32.atomic.store8", Prefix: 0xFE, Code: 0x19, Imm: ImmMemArg, Flags: Traps, Feature: wasm.FeatureThreads, Sig: "pi:"},
	I32AtomicStore16:              {Name: "i32.atomic.store16", Prefix: 0xFE, Code: 0x1a, Imm: ImmMemArg, Flags: Traps, Align: 1, Feature: wasm.FeatureThreads, Sig: "pi:"},
	I64AtomicStore8:               {Name: "i64.atomic.store8", Prefix: 0xFE, Code: 0x1b, Imm: ImmMemArg, Flags: Traps, Feature: wasm.FeatureThreads, Sig: "pl:"},
	I64AtomicStore16:              {Name: "i64.atomic.store16", Prefix: 0xFE, Code: 0x1c, Imm: ImmMemArg, Flags: Traps, Align: 1, Feature: wasm.FeatureThreads, Sig: "pl:"},
	I64AtomicStore32:              {Name: "i64.atomic.store32", Prefix: 0xFE, Code: 0x1d, Imm: ImmMemArg, Flags: Traps, Align: 2, Feature: wasm.FeatureThreads, Sig: "pl:"},
	I32AtomicRmwAdd:               {Name: "i32.atomic.rmw.add", Prefix: 0xFE, Code: 0x1e, Imm: ImmMemArg, Flags: Traps, Align: 2, Feature: wasm.FeatureThreads, Sig: "pi:i"},
	I64AtomicRmwAdd:               {Name: "i64.atomic.rmw.add", Prefix: 0xFE, Code: 0x1f, Imm: ImmMemArg, Flags: Traps, Align: 3, Feature: wasm.FeatureThreads, Sig: "pl:l"},
	I32AtomicRmw8AddU:             {Name: "i32.atomic.rmw8.add_u", Prefix: 0xFE, Code: 0x20, Imm: ImmMemArg, Flags: Traps, Feature: wasm.FeatureThreads, Sig: "pi:i"},
	I32AtomicRmw16AddU:            {Name: "i32.atomic.rmw16.add_u", Prefix: 0xFE, Code: 0x21, Imm: ImmMemArg, Flags: Traps, Align: 1, Feature: wasm.FeatureThreads, Sig: "pi:i"},
	I64AtomicRmw8AddU:             {Name: "i64.atomic.rmw8.add_u", Prefix: 0xFE, Code: 0x22, Imm: ImmMemArg, Flags: Traps, Feature: wasm.FeatureThreads, Sig: "pl:l"},
	I64AtomicRmw16AddU:            {Name: "i64.atomic.rmw16.add_u", Prefix: 0xFE, Code: 0x23, Imm: ImmMemArg, Flags: Traps, Align: 1, Feature: wasm.FeatureThreads, Sig: "pl:l"},
	I64AtomicRmw32AddU:            {Name: "i64.atomic.rmw32.add_u", Prefix: 0xFE, Code: 0x24, Imm: ImmMemArg, Flags: Traps, Align: 2, Feature: wasm.FeatureThreads, Sig: "pl:l"},
	I32AtomicRmwSub:               {Name: "i32.atomic.rmw.sub", Prefix: 0xFE, Code: 0x25, Imm: ImmMemArg, Flags: Traps, Align: 2, Feature: wasm.FeatureThreads, Sig: "pi:i"},
	I64AtomicRmwSub:               {Name: "i64.atomic.rmw.sub", Prefix: 0xFE, Code: 0x26, Imm: ImmMemArg, Flags: Traps, Align: 3, Feature: wasm.FeatureThreads, Sig: "pl:l"},
	I32AtomicRmw8SubU:             {Name: "i32.atomic.rmw8.sub_u", Prefix: 0xFE, Code: 0x27, Imm: ImmMemArg, Flags: Traps, Feature: wasm.FeatureThreads, Sig: "pi:i"},
	I32AtomicRmw16SubU:            {Name: "i32.atomic.rmw16.sub_u", Prefix: 0xFE, Code: 0x28, Imm: ImmMemArg, Flags: Traps, Align: 1, Feature: wasm.FeatureThreads, Sig: "pi:i"},
	I64AtomicRmw8SubU:             {Name: "i64.atomic.rmw8.sub_u", Prefix: 0xFE, Code: 0x29, Imm: ImmMemArg, Flags: Traps, Feature: wasm.FeatureThreads, Sig: "pl:l"},
	I64AtomicRmw16SubU:            {Name: "i64.atomic.rmw16.sub_u", Prefix: 0xFE, Code: 0x2a, Imm: ImmMemArg, Flags: Traps, Align: 1, Feature: wasm.FeatureThreads, Sig: "pl:l"},
	I64AtomicRmw32SubU:            {Name: "i64.atomic.rmw32.sub_u", Prefix: 0xFE, Code: 0x2b, Imm: ImmMemArg, Flags: Traps, Align: 2, Feature: wasm.FeatureThreads, Sig: "pl:l"},
	I32AtomicRmwAnd:               {Name: "i32.atomic.rmw.and", Prefix: 0xFE, Code: 0x2c, Imm: ImmMemArg, Flags: Traps, Align: 2, Feature: wasm.FeatureThreads, Sig: "pi:i"},
	I64AtomicRmwAnd:               {Name: "i64.atomic.rmw.and", Prefix: 0xFE, Code: 0x2d, Imm: ImmMemArg, Flags: Traps, Align: 3, Feature: wasm.FeatureThreads, Sig: "pl:l"},
	I32AtomicRmw8AndU:             {Name: "i32.atomic.rmw8.and_u", Prefix: 0xFE, Code: 0x2e, Imm: ImmMemArg, Flags: Traps, Feature: wasm.FeatureThreads, Sig: "pi:i"},
	I32AtomicRmw16AndU:            {Name: "i32.atomic.rmw16.and_u", Prefix: 0xFE, Code: 0x2f, Imm: ImmMemArg, Flags: Traps, Align: 1, Feature: wasm.FeatureThreads, Sig: "pi:i"},
	I64AtomicRmw8AndU:             {Name: "i64.atomic.rmw8.and_u", Prefix: 0xFE, Code: 0x30, Imm: ImmMemArg, Flags: Traps, Feature: wasm.FeatureThreads, Sig: "pl:l"},
	I64AtomicRmw16AndU:            {Name: "i64.atomic.rmw16.and_u", Prefix: 0xFE, Code: 0x31, Imm: ImmMemArg, Flags: Traps, Align: 1, Feature: wasm.FeatureThreads, Sig: "pl:l"},
	I64AtomicRmw32AndU:            {Name: "i64.atomic.rmw32.and_u", Prefix: 0xFE, Code: 0x32, Imm: ImmMemArg, Flags: Traps, Align: 2, Feature: wasm.FeatureThreads, Sig: "pl:l"},
	I32AtomicRmwOr:                {Name: "i32.atomic.rmw.or", Prefix: 0xFE, Code: 0x33, Imm: ImmMemArg, Flags: Traps, Align: 2, Feature: wasm.FeatureThreads, Sig: "pi:i"},
	I64AtomicRmwOr:                {Name: "i64.atomic.rmw.or", Prefix: 0xFE, Code: 0x34, Imm: ImmMemArg, Flags: Traps, Align: 3, Feature: wasm.FeatureThreads, Sig: "pl:l"},
	I32AtomicRmw8OrU:              {Name: "i32.atomic.rmw8.or_u", Prefix: 0xFE, Code: 0x35, Imm: ImmMemArg, Flags: Traps, Feature: wasm.FeatureThreads, Sig: "pi:i"},
	I32AtomicRmw16OrU:             {Name: "i32.atomic.rmw16.or_u", Prefix: 0xFE, Code: 0x36, Imm: ImmMemArg, Flags: Traps, Align: 1, Feature: wasm.FeatureThreads, Sig: "pi:i"},
	I64AtomicRmw8OrU:              {Name: "i64.atomic.rmw8.or_u", Prefix: 0xFE, Code: 0x37, Imm: ImmMemArg, Flags: Traps, Feature: wasm.FeatureThreads, Sig: "pl:l"},
	I64AtomicRmw16OrU:             {Name: "i64.atomic.rmw16.or_u", Prefix: 0xFE, Code: 0x38, Imm: ImmMemArg, Flags: Traps, Align: 1, Feature: wasm.FeatureThreads, Sig: "pl:l"},
	I64AtomicRmw32OrU:             {Name: "i64.atomic.rmw32.or_u", Prefix: 0xFE, Code: 0x39, Imm: ImmMemArg, Flags: Traps, Align: 2, Feature: wasm.FeatureThreads, Sig: "pl:l"},
	I32AtomicRmwXor:               {Name: "i32.atomic.rmw.xor", Prefix: 0xFE, Code: 0x3a, Imm: ImmMemArg, Flags: Traps, Align: 2, Feature: wasm.FeatureThreads, Sig: "pi:i"},
	I64AtomicRmwXor:               {Name: "i64.atomic.rmw.xor", Prefix: 0xFE, Code: 0x3b, Imm: ImmMemArg, Flags: Traps, Align: 3, Feature: wasm.FeatureThreads, Sig: "pl:l"},
	I32AtomicRmw8XorU:             {Name: "i32.atomic.rmw8.xor_u", Prefix: 0xFE, Code: 0x3c, Imm: ImmMemArg, Flags: Traps, Feature: wasm.FeatureThreads, Sig: "pi:i"},
	I32AtomicRmw16XorU:            {Name: "i32.atomic.rmw16.xor_u", Prefix: 0xFE, Code: 0x3d, Imm: ImmMemArg, Flags: Traps, Align: 1, Feature: wasm.FeatureThreads, Sig: "pi:i"},
	I64AtomicRmw8XorU:             {Name: "i64.atomic.rmw8.xor_u", Prefix: 0xFE, Code: 0x3e, Imm: ImmMemArg, Flags: Traps, Feature: wasm.FeatureThreads, Sig: "pl:l"},
	I64AtomicRmw16XorU:            {Name: "i64.atomic.rmw16.xor_u", Prefix: 0xFE, Code: 0x3f, Imm: ImmMemArg, Flags: Traps, Align: 1, Feature: wasm.FeatureThreads, Sig: "pl:l"},
	I64AtomicRmw32XorU:            {Name: "i64.atomic.rmw32.xor_u", Prefix: 0xFE, Code: 0x40, Imm: ImmMemArg, Flags: Traps, Align: 2, Feature: wasm.FeatureThreads, Sig: "pl:l"},
	I32AtomicRmwXchg:              {Name: "i32.atomic.rmw.xchg", Prefix: 0xFE, Code: 0x41, Imm: ImmMemArg, Flags: Traps, Align: 2, Feature: wasm.FeatureThreads, Sig: "pi:i"},
	I64AtomicRmwXchg:              {Name: "i64.atomic.rmw.xchg", Prefix: 0xFE, Code: 0x42, Imm: ImmMemArg, Flags: Traps, Align: 3, Feature: wasm.FeatureThreads, Sig: "pl:l"},
	I32AtomicRmw8XchgU:            {Name: "i32.atomic.rmw8.xchg_u", Prefix: 0xFE, Code: 0x43, Imm: ImmMemArg, Flags: Traps, Feature: wasm.FeatureThreads, Sig: "pi:i"},
	I32AtomicRmw16XchgU:           {Name: "i32.atomic.rmw16.xchg_u", Prefix: 0xFE, Code: 0x44, Imm: ImmMemArg, Flags: Traps, Align: 1, Feature: wasm.FeatureThreads, Sig: "pi:i"},
	I64AtomicRmw8XchgU:            {Name: "i64.atomic.rmw8.xchg_u", Prefix: 0xFE, Code: 0x45, Imm: ImmMemArg, Flags: Traps, Feature: wasm.FeatureThreads, Sig: "pl:l"},
	I64AtomicRmw16XchgU:           {Name: "i64.atomic.rmw16.xchg_u", Prefix: 0xFE, Code: 0x46, Imm: ImmMemArg, Flags: Traps, Align: 1, Feature: wasm.FeatureThreads, Sig: "pl:l"},
	I64AtomicRmw32XchgU:           {Name: "i64.atomic.rmw32.xchg_u", Prefix: 0xFE, Code: 0x47, Imm: ImmMemArg, Flags: Traps, Align: 2, Feature: wasm.FeatureThreads, Sig: "pl:l"},
	I32AtomicRmwCmpxchg:           {Name: "i32.atomic.rmw.cmpxchg", Prefix: 0xFE, Code: 0x48, Imm: ImmMemArg, Flags: Traps, Align: 2, Feature: wasm.FeatureThreads, Sig: "pii:i"},
	I64AtomicRmwCmpxchg:           {Name: "i64.atomic.rmw.cmpxchg", Prefix: 0xFE, Code: 0x49, Imm: ImmMemArg, Flags: Traps, Align: 3, Feature: wasm.FeatureThreads, Sig: "pll:l"},
	I32AtomicRmw8CmpxchgU:         {Name: "i32.atomic.rmw8.cmpxchg_u", Prefix: 0xFE, Code: 0x4a, Imm: ImmMemArg, Flags: Traps, Feature: wasm.FeatureThreads, Sig: "pii:i"},
	I32AtomicRmw16CmpxchgU:        {Name: "i32.atomic.rmw16.cmpxchg_u", Prefix: 0xFE, Code: 0x4b, Imm: ImmMemArg, Flags: Traps, Align: 1, Feature: wasm.FeatureThreads, Sig: "pii:i"},
	I64AtomicRmw8CmpxchgU:         {Name: "i64.atomic.rmw8.cmpxchg_u", Prefix: 0xFE, Code: 0x4c, Imm: ImmMemArg, Flags: Traps, Feature: wasm.FeatureThreads, Sig: "pll:l"},
	I64AtomicRmw16CmpxchgU:        {Name: "i64.atomic.rmw16.cmpxchg_u", Prefix: 0xFE, Code: 0x4d, Imm: ImmMemArg, Flags: Traps, Align: 1, Feature: wasm.FeatureThreads, Sig: "pll:l"},
	I64AtomicRmw32CmpxchgU:        {Name: "i64.atomic.rmw32.cmpxchg_u", Prefix: 0xFE, Code: 0x4e, Imm: ImmMemArg, Flags: Traps, Align: 2, Feature: wasm.FeatureThreads, Sig: "pll:l"},
}

var byByte = [256]Op{
	0x0:  Unreachable,
	0x1:  Nop,
	0x2:  Block,
	0x3:  Loop,
	0x4:  If,
	0x5:  Else,
	0x6:  Try,
	0x7:  Catch,
	0x8:  Throw,
	0x9:  Rethrow,
	0xa:  ThrowRef,
	0xb:  End,
	0xc:  Br,
	0xd:  BrIf,
	0xe:  BrTable,
	0xf:  Return,
	0x10: Call,
	0x11: CallIndirect,
	0x12: ReturnCall,
	0x13: ReturnCallIndirect,
	0x14: CallRef,
	0x15: ReturnCallRef,
	0x18: Delegate,
	0x19: CatchAll,
	0x1a: Drop,
	0x1b: Select,
	0x1c: SelectT,
	0x1f: TryTable,
	0x20: LocalGet,
	0x21: LocalSet,
	0x22: LocalTee,
	0x23: GlobalGet,
	0x24: GlobalSet,
	0x25: TableGet,
	0x26: TableSet,
	0x28: I32Load,
	0x29: I64Load,
	0x2a: F32Load,
	0x2b: F64Load,
	0x2c: I32Load8S,
	0x2d: I32Load8U,
	0x2e: I32Load16S,
	0x2f: I32Load16U,
	0x30: I64Load8S,
	0x31: I64Load8U,
	0x32: I64Load16S,
	0x33: I64Load16U,
	0x34: I64Load32S,
	0x35: I64Load32U,
	0x36: I32Store,
	0x37: I64Store,
	0x38: F32Store,
	0x39: F64Store,
	0x3a: I32Store8,
	0x3b: I32Store16,
	0x3c: I64Store8,
	0x3d: I64Store16,
	0x3e: I64Store32,
	0x3f: MemorySize,
	0x40: MemoryGrow,
	0x41: I32Const,
	0x42: I64Const,
	0x43: F32Const,
	0x44: F64Const,
	0x45: I32Eqz,
	0x46: I32Eq,
	0x47: I32Ne,
	0x48: I32LtS,
	0x49: I32LtU,
	0x4a: I32GtS,
	0x4b: I32GtU,
	0x4c: I32LeS,
	0x4d: I32LeU,
	0x4e: I32GeS,
	0x4f: I32GeU,
	0x50: I64Eqz,
	0x51: I64Eq,
	0x52: I64Ne,
	0x53: I64LtS,
	0x54: I64LtU,
	0x55: I64GtS,
	0x56: I64GtU,
	0x57: I64LeS,
	0x58: I64LeU,
	0x59: I64GeS,
	0x5a: I64GeU,
	0x5b: F32Eq,
	0x5c: F32Ne,
	0x5d: F32Lt,
	0x5e: F32Gt,
	0x5f: F32Le,
	0x60: F32Ge,
	0x61: F64Eq,
	0x62: F64Ne,
	0x63: F64Lt,
	0x64: F64Gt,
	0x65: F64Le,
	0x66: F64Ge,
	0x67: I32Clz,
	0x68: I32Ctz,
	0x69: I32Popcnt,
	0x6a: I32Add,
	0x6b: I32Sub,
	0x6c: I32Mul,
	0x6d: I32DivS,
	0x6e: I32DivU,
	0x6f: I32RemS,
	0x70: I32RemU,
	0x71: I32And,
	0x72: I32Or,
	0x73: I32Xor,
	0x74: I32Shl,
	0x75: I32ShrS,
	0x76: I32ShrU,
	0x77: I32Rotl,
	0x78: I32Rotr,
	0x79: I64Clz,
	0x7a: I64Ctz,
	0x7b: I64Popcnt,
	0x7c: I64Add,
	0x7d: I64Sub,
	0x7e: I64Mul,
	0x7f: I64DivS,
	0x80: I64DivU,
	0x81: I64RemS,
	0x82: I64RemU,
	0x83: I64And,
	0x84: I64Or,
	0x85: I64Xor,
	0x86: I64Shl,
	0x87: I64ShrS,
	0x88: I64ShrU,
	0x89: I64Rotl,
	0x8a: I64Rotr,
	0x8b: F32Abs,
	0x8c: F32Neg,
	0x8d: F32Ceil,
	0x8e: F32Floor,
	0x8f: F32Trunc,
	0x90: F32Nearest,
	0x91: F32Sqrt,
	0x92: F32Add,
	0x93: F32Sub,
	0x94: F32Mul,
	0x95: F32Div,
	0x96: F32Min,
	0x97: F32Max,
	0x98: F32Copysign,
	0x99: F64Abs,
	0x9a: F64Neg,
	0x9b: F64Ceil,
	0x9c: F64Floor,
	0x9d: F64Trunc,
	0x9e: F64Nearest,
	0x9f: F64Sqrt,
	0xa0: F64Add,
	0xa1: F64Sub,
	0xa2: F64Mul,
	0xa3: F64Div,
	0xa4: F64Min,
	0xa5: F64Max,
	0xa6: F64Copysign,
	0xa7: I32WrapI64,
	0xa8: I32TruncF32S,
	0xa9: I32TruncF32U,
	0xaa: I32TruncF64S,
	0xab: I32TruncF64U,
	0xac: I64ExtendI32S,
	0xad: I64ExtendI32U,
	0xae: I64TruncF32S,
	0xaf: I64TruncF32U,
	0xb0: I64TruncF64S,
	0xb1: I64TruncF64U,
	0xb2: F32ConvertI32S,
	0xb3: F32ConvertI32U,
	0xb4: F32ConvertI64S,
	0xb5: F32ConvertI64U,
	0xb6: F32DemoteF64,
	0xb7: F64ConvertI32S,
	0xb8: F64ConvertI32U,
	0xb9: F64ConvertI64S,
	0xba: F64ConvertI64U,
	0xbb: F64PromoteF32,
	0xbc: I32ReinterpretF32,
	0xbd: I64ReinterpretF64,
	0xbe: F32ReinterpretI32,
	0xbf: F64ReinterpretI64,
	0xc0: I32Extend8S,
	0xc1: I32Extend16S,
	0xc2: I64Extend8S,
	0xc3: I64Extend16S,
	0xc4: I64Extend32S,
	0xd0: RefNull,
	0xd1: RefIsNull,
	0xd2: RefFunc,
	0xd3: RefEq,
	0xd4: RefAsNonNull,
	0xd5: BrOnNull,
	0xd6: BrOnNonNull,
}

// immByByte holds the shapes of the instructions of byByte.
var immByByte = [256]Imm{
	0x2:  ImmBlock,
	0x3:  ImmBlock,
	0x4:  ImmBlock,
	0x6:  ImmBlock,
	0x7:  ImmTag,
	0x8:  ImmTag,
	0x9:  ImmLabel,
	0xc:  ImmLabel,
	0xd:  ImmLabel,
	0xe:  ImmLabels,
	0x10: ImmFunc,
	0x11: ImmTypeTable,
	0x12: ImmFunc,
	0x13: ImmTypeTable,
	0x14: ImmType,
	0x15: ImmType,
	0x18: ImmLabel,
	0x1c: ImmTypes,
	0x1f: ImmTryTable,
	0x20: ImmLocal,
	0x21: ImmLocal,
	0x22: ImmLocal,
	0x23: ImmGlobal,
	0x24: ImmGlobal,
	0x25: ImmTable,
	0x26: ImmTable,
	0x28: ImmMemArg,
	0x29: ImmMemArg,
	0x2a: ImmMemArg,
	0x2b: ImmMemArg,
	0x2c: ImmMemArg,
	0x2d: ImmMemArg,
	0x2e: ImmMemArg,
	0x2f: ImmMemArg,
	0x30: ImmMemArg,
	0x31: ImmMemArg,
	0x32: ImmMemArg,
	0x33: ImmMemArg,
	0x34: ImmMemArg,
	0x35: ImmMemArg,
	0x36: ImmMemArg,
	0x37: ImmMemArg,
	0x38: ImmMemArg,
	0x39: ImmMemArg,
	0x3a: ImmMemArg,
	0x3b: ImmMemArg,
	0x3c: ImmMemArg,
	0x3d: ImmMemArg,
	0x3e: ImmMemArg,
	0x3f: ImmMem,
	0x40: ImmMem,
	0x41: ImmI32,
	0x42: ImmI64,
	0x43: ImmF32,
	0x44: ImmF64,
	0xd0: ImmHeap,
	0xd2: ImmFunc,
	0xd5: ImmLabel,
	0xd6: ImmLabel,
}

// byPrefix holds the instructions after the prefixes 0xFB to 0xFE.
var byPrefix = [4][]Op{
	{
		0x0:  StructNew,
		0x1:  StructNewDefault,
		0x2:  StructGet,
		0x3:  StructGetS,
		0x4:  StructGetU,
		0x5:  StructSet,
		0x6:  ArrayNew,
		0x7:  ArrayNewDefault,
		0x8:  ArrayNewFixed,
		0x9:  ArrayNewData,
		0xa:  ArrayNewElem,
		0xb:  ArrayGet,
		0xc:  ArrayGetS,
		0xd:  ArrayGetU,
		0xe:  ArraySet,
		0xf:  ArrayLen,
		0x10: ArrayFill,
		0x11: ArrayCopy,
		0x12: ArrayInitData,
		0x13: ArrayInitElem,
		0x14: RefTest,
		0x15: RefTestNull,
		0x16: RefCast,
		0x17: RefCastNull,
		0x18: BrOnCast,
		0x19: BrOnCastFail,
		0x1a: AnyConvertExtern,
		0x1b: ExternConvertAny,
		0x1c: RefI31,
		0x1d: I31GetS,
		0x1e: I31GetU,
		0x20: StructNewDesc,
		0x21: StructNewDefaultDesc,
		0x22: RefGetDesc,
		0x23: RefCastDescEq,
		0x24: RefCastDescEqNull,
		0x25: BrOnCastDescEq,
		0x26: BrOnCastDescEqFail,
	},
	{
		0x0:  I32TruncSatF32S,
		0x1:  I32TruncSatF32U,
		0x2:  I32TruncSatF64S,
		0x3:  I32TruncSatF64U,
		0x4:  I64TruncSatF32S,
		0x5:  I64TruncSatF32U,
		0x6:  I64TruncSatF64S,
		0x7:  I64TruncSatF64U,
		0x8:  MemoryInit,
		0x9:  DataDrop,
		0xa:  MemoryCopy,
		0xb:  MemoryFill,
		0xc:  TableInit,
		0xd:  ElemDrop,
		0xe:  TableCopy,
		0xf:  TableGrow,
		0x10: TableSize,
		0x11: TableFill,
		0x13: I64Add128,
		0x14: I64Sub128,
		0x15: I64MulWideS,
		0x16: I64MulWideU,
	},
	{
		0x0:   V128Load,
		0x1:   V128Load8x8S,
		0x2:   V128Load8x8U,
		0x3:   V128Load16x4S,
		0x4:   V128Load16x4U,
		0x5:   V128Load32x2S,
		0x6:   V128Load32x2U,
		0x7:   V128Load8Splat,
		0x8:   V128Load16Splat,
		0x9:   V128Load32Splat,
		0xa:   V128Load64Splat,
		0xb:   V128Store,
		0xc:   V128Const,
		0xd:   I8x16Shuffle,
		0xe:   I8x16Swizzle,
		0xf:   I8x16Splat,
		0x10:  I16x8Splat,
		0x11:  I32x4Splat,
		0x12:  I64x2Splat,
		0x13:  F32x4Splat,
		0x14:  F64x2Splat,
		0x15:  I8x16ExtractLaneS,
		0x16:  I8x16ExtractLaneU,
		0x17:  I8x16ReplaceLane,
		0x18:  I16x8ExtractLaneS,
		0x19:  I16x8ExtractLaneU,
		0x1a:  I16x8ReplaceLane,
		0x1b:  I32x4ExtractLane,
		0x1c:  I32x4ReplaceLane,
		0x1d:  I64x2ExtractLane,
		0x1e:  I64x2ReplaceLane,
		0x1f:  F32x4ExtractLane,
		0x20:  F32x4ReplaceLane,
		0x21:  F64x2ExtractLane,
		0x22:  F64x2ReplaceLane,
		0x23:  I8x16Eq,
		0x24:  I8x16Ne,
		0x25:  I8x16LtS,
		0x26:  I8x16LtU,
		0x27:  I8x16GtS,
		0x28:  I8x16GtU,
		0x29:  I8x16LeS,
		0x2a:  I8x16LeU,
		0x2b:  I8x16GeS,
		0x2c:  I8x16GeU,
		0x2d:  I16x8Eq,
		0x2e:  I16x8Ne,
		0x2f:  I16x8LtS,
		0x30:  I16x8LtU,
		0x31:  I16x8GtS,
		0x32:  I16x8GtU,
		0x33:  I16x8LeS,
		0x34:  I16x8LeU,
		0x35:  I16x8GeS,
		0x36:  I16x8GeU,
		0x37:  I32x4Eq,
		0x38:  I32x4Ne,
		0x39:  I32x4LtS,
		0x3a:  I32x4LtU,
		0x3b:  I32x4GtS,
		0x3c:  I32x4GtU,
		0x3d:  I32x4LeS,
		0x3e:  I32x4LeU,
		0x3f:  I32x4GeS,
		0x40:  I32x4GeU,
		0x41:  F32x4Eq,
		0x42:  F32x4Ne,
		0x43:  F32x4Lt,
		0x44:  F32x4Gt,
		0x45:  F32x4Le,
		0x46:  F32x4Ge,
		0x47:  F64x2Eq,
		0x48:  F64x2Ne,
		0x49:  F64x2Lt,
		0x4a:  F64x2Gt,
		0x4b:  F64x2Le,
		0x4c:  F64x2Ge,
		0x4d:  V128Not,
		0x4e:  V128And,
		0x4f:  V128Andnot,
		0x50:  V128Or,
		0x51:  V128Xor,
		0x52:  V128Bitselect,
		0x53:  V128AnyTrue,
		0x54:  V128Load8Lane,
		0x55:  V128Load16Lane,
		0x56:  V128Load32Lane,
		0x57:  V128Load64Lane,
		0x58:  V128Store8Lane,
		0x59:  V128Store16Lane,
		0x5a:  V128Store32Lane,
		0x5b:  V128Store64Lane,
		0x5c:  V128Load32Zero,
		0x5d:  V128Load64Zero,
		0x5e:  F32x4DemoteF64x2Zero,
		0x5f:  F64x2PromoteLowF32x4,
		0x60:  I8x16Abs,
		0x61:  I8x16Neg,
		0x62:  I8x16Popcnt,
		0x63:  I8x16AllTrue,
		0x64:  I8x16Bitmask,
		0x65:  I8x16NarrowI16x8S,
		0x66:  I8x16NarrowI16x8U,
		0x67:  F32x4Ceil,
		0x68:  F32x4Floor,
		0x69:  F32x4Trunc,
		0x6a:  F32x4Nearest,
		0x6b:  I8x16Shl,
		0x6c:  I8x16ShrS,
		0x6d:  I8x16ShrU,
		0x6e:  I8x16Add,
		0x6f:  I8x16AddSatS,
		0x70:  I8x16AddSatU,
		0x71:  I8x16Sub,
		0x72:  I8x16SubSatS,
		0x73:  I8x16SubSatU,
		0x74:  F64x2Ceil,
		0x75:  F64x2Floor,
		0x76:  I8x16MinS,
		0x77:  I8x16MinU,
		0x78:  I8x16MaxS,
		0x79:  I8x16MaxU,
		0x7a:  F64x2Trunc,
		0x7b:  I8x16AvgrU,
		0x7c:  I16x8ExtaddPairwiseI8x16S,
		0x7d:  I16x8ExtaddPairwiseI8x16U,
		0x7e:  I32x4ExtaddPairwiseI16x8S,
		0x7f:  I32x4ExtaddPairwiseI16x8U,
		0x80:  I16x8Abs,
		0x81:  I16x8Neg,
		0x82:  I16x8Q15mulrSatS,
		0x83:  I16x8AllTrue,
		0x84:  I16x8Bitmask,
		0x85:  I16x8NarrowI32x4S,
		0x86:  I16x8NarrowI32x4U,
		0x87:  I16x8ExtendLowI8x16S,
		0x88:  I16x8ExtendHighI8x16S,
		0x89:  I16x8ExtendLowI8x16U,
		0x8a:  I16x8ExtendHighI8x16U,
		0x8b:  I16x8Shl,
		0x8c:  I16x8ShrS,
		0x8d:  I16x8ShrU,
		0x8e:  I16x8Add,
		0x8f:  I16x8AddSatS,
		0x90:  I16x8AddSatU,
		0x91:  I16x8Sub,
		0x92:  I16x8SubSatS,
		0x93:  I16x8SubSatU,
		0x94:  F64x2Nearest,
		0x95:  I16x8Mul,
		0x96:  I16x8MinS,
		0x97:  I16x8MinU,
		0x98:  I16x8MaxS,
		0x99:  I16x8MaxU,
		0x9b:  I16x8AvgrU,
		0x9c:  I16x8ExtmulLowI8x16S,
		0x9d:  I16x8ExtmulHighI8x16S,
		0x9e:  I16x8ExtmulLowI8x16U,
		0x9f:  I16x8ExtmulHighI8x16U,
		0xa0:  I32x4Abs,
		0xa1:  I32x4Neg,
		0xa3:  I32x4AllTrue,
		0xa4:  I32x4Bitmask,
		0xa7:  I32x4ExtendLowI16x8S,
		0xa8:  I32x4ExtendHighI16x8S,
		0xa9:  I32x4ExtendLowI16x8U,
		0xaa:  I32x4ExtendHighI16x8U,
		0xab:  I32x4Shl,
		0xac:  I32x4ShrS,
		0xad:  I32x4ShrU,
		0xae:  I32x4Add,
		0xb1:  I32x4Sub,
		0xb5:  I32x4Mul,
		0xb6:  I32x4MinS,
		0xb7:  I32x4MinU,
		0xb8:  I32x4MaxS,
		0xb9:  I32x4MaxU,
		0xba:  I32x4DotI16x8S,
		0xbc:  I32x4ExtmulLowI16x8S,
		0xbd:  I32x4ExtmulHighI16x8S,
		0xbe:  I32x4ExtmulLowI16x8U,
		0xbf:  I32x4ExtmulHighI16x8U,
		0xc0:  I64x2Abs,
		0xc1:  I64x2Neg,
		0xc3:  I64x2AllTrue,
		0xc4:  I64x2Bitmask,
		0xc7:  I64x2ExtendLowI32x4S,
		0xc8:  I64x2ExtendHighI32x4S,
		0xc9:  I64x2ExtendLowI32x4U,
		0xca:  I64x2ExtendHighI32x4U,
		0xcb:  I64x2Shl,
		0xcc:  I64x2ShrS,
		0xcd:  I64x2ShrU,
		0xce:  I64x2Add,
		0xd1:  I64x2Sub,
		0xd5:  I64x2Mul,
		0xd6:  I64x2Eq,
		0xd7:  I64x2Ne,
		0xd8:  I64x2LtS,
		0xd9:  I64x2GtS,
		0xda:  I64x2LeS,
		0xdb:  I64x2GeS,
		0xdc:  I64x2ExtmulLowI32x4S,
		0xdd:  I64x2ExtmulHighI32x4S,
		0xde:  I64x2ExtmulLowI32x4U,
		0xdf:  I64x2ExtmulHighI32x4U,
		0xe0:  F32x4Abs,
		0xe1:  F32x4Neg,
		0xe3:  F32x4Sqrt,
		0xe4:  F32x4Add,
		0xe5:  F32x4Sub,
		0xe6:  F32x4Mul,
		0xe7:  F32x4Div,
		0xe8:  F32x4Min,
		0xe9:  F32x4Max,
		0xea:  F32x4Pmin,
		0xeb:  F32x4Pmax,
		0xec:  F64x2Abs,
		0xed:  F64x2Neg,
		0xef:  F64x2Sqrt,
		0xf0:  F64x2Add,
		0xf1:  F64x2Sub,
		0xf2:  F64x2Mul,
		0xf3:  F64x2Div,
		0xf4:  F64x2Min,
		0xf5:  F64x2Max,
		0xf6:  F64x2Pmin,
		0xf7:  F64x2Pmax,
		0xf8:  I32x4TruncSatF32x4S,
		0xf9:  I32x4TruncSatF32x4U,
		0xfa:  F32x4ConvertI32x4S,
		0xfb:  F32x4ConvertI32x4U,
		0xfc:  I32x4TruncSatF64x2SZero,
		0xfd:  I32x4TruncSatF64x2UZero,
		0xfe:  F64x2ConvertLowI32x4S,
		0xff:  F64x2ConvertLowI32x4U,
		0x100: I8x16RelaxedSwizzle,
		0x101: I32x4RelaxedTruncF32x4S,
		0x102: I32x4RelaxedTruncF32x4U,
		0x103: I32x4RelaxedTruncF64x2SZero,
		0x104: I32x4RelaxedTruncF64x2UZero,
		0x105: F32x4RelaxedMadd,
		0x106: F32x4RelaxedNmadd,
		0x107: F64x2RelaxedMadd,
		0x108: F64x2RelaxedNmadd,
		0x109: I8x16RelaxedLaneselect,
		0x10a: I16x8RelaxedLaneselect,
		0x10b: I32x4RelaxedLaneselect,
		0x10c: I64x2RelaxedLaneselect,
		0x10d: F32x4RelaxedMin,
		0x10e: F32x4RelaxedMax,
		0x10f: F64x2RelaxedMin,
		0x110: F64x2RelaxedMax,
		0x111: I16x8RelaxedQ15mulrS,
		0x112: I16x8RelaxedDotI8x16I7x16S,
		0x113: I32x4RelaxedDotI8x16I7x16AddS,
	},
	{
		0x0:  MemoryAtomicNotify,
		0x1:  MemoryAtomicWait32,
		0x2:  MemoryAtomicWait64,
		0x3:  AtomicFence,
		0x10: I32AtomicLoad,
		0x11: I64AtomicLoad,
		0x12: I32AtomicLoad8U,
		0x13: I32AtomicLoad16U,
		0x14: I64AtomicLoad8U,
		0x15: I64AtomicLoad16U,
		0x16: I64AtomicLoad32U,
		0x17: I32AtomicStore,
		0x18: I64AtomicStore,
		0x19: I32AtomicStore8,
		0x1a: I32AtomicStore16,
		0x1b: I64AtomicStore8,
		0x1c: I64AtomicStore16,
		0x1d: I64AtomicStore32,
		0x1e: I32AtomicRmwAdd,
		0x1f: I64AtomicRmwAdd,
		0x20: I32AtomicRmw8AddU,
		0x21: I32AtomicRmw16AddU,
		0x22: I64AtomicRmw8AddU,
		0x23: I64AtomicRmw16AddU,
		0x24: I64AtomicRmw32AddU,
		0x25: I32AtomicRmwSub,
		0x26: I64AtomicRmwSub,
		0x27: I32AtomicRmw8SubU,
		0x28: I32AtomicRmw16SubU,
		0x29: I64AtomicRmw8SubU,
		0x2a: I64AtomicRmw16SubU,
		0x2b: I64AtomicRmw32SubU,
		0x2c: I32AtomicRmwAnd,
		0x2d: I64AtomicRmwAnd,
		0x2e: I32AtomicRmw8AndU,
		0x2f: I32AtomicRmw16AndU,
		0x30: I64AtomicRmw8AndU,
		0x31: I64AtomicRmw16AndU,
		0x32: I64AtomicRmw32AndU,
		0x33: I32AtomicRmwOr,
		0x34: I64AtomicRmwOr,
		0x35: I32AtomicRmw8OrU,
		0x36: I32AtomicRmw16OrU,
		0x37: I64AtomicRmw8OrU,
		0x38: I64AtomicRmw16OrU,
		0x39: I64AtomicRmw32OrU,
		0x3a: I32AtomicRmwXor,
		0x3b: I64AtomicRmwXor,
		0x3c: I32AtomicRmw8XorU,
		0x3d: I32AtomicRmw16XorU,
		0x3e: I64AtomicRmw8XorU,
		0x3f: I64AtomicRmw16XorU,
		0x40: I64AtomicRmw32XorU,
		0x41: I32AtomicRmwXchg,
		0x42: I64AtomicRmwXchg,
		0x43: I32AtomicRmw8XchgU,
		0x44: I32AtomicRmw16XchgU,
		0x45: I64AtomicRmw8XchgU,
		0x46: I64AtomicRmw16XchgU,
		0x47: I64AtomicRmw32XchgU,
		0x48: I32AtomicRmwCmpxchg,
		0x49: I64AtomicRmwCmpxchg,
		0x4a: I32AtomicRmw8CmpxchgU,
		0x4b: I32AtomicRmw16CmpxchgU,
		0x4c: I64AtomicRmw8CmpxchgU,
		0x4d: I64AtomicRmw16CmpxchgU,
		0x4e: I64AtomicRmw32CmpxchgU,
	},
}
