package main

import (
	"encoding/binary"

	"github.com/wvm-project/wvm/op"
)

// This file makes the modules of the loops: what an interpreter costs per step, free of any compiler's choices. Each module is a
// WASI command that does its loop a fixed number of times and exits with the low six bits of the result.

// A loop is a module as a function of the number of rounds.
type loop struct {
	name  string
	steps int // iterations or calls in a round
	body  func(rounds int) []byte
}

const (
	bytesSpan = 1 << 16 // bytes that a round of the byte loop walks over
	row       = 1000    // products in a round of the f64 loop
	fibOf     = 20
	fibCalls  = 21891 // calls that fib(20) makes, itself included
)

var loops = []loop{
	{"byte loop: load, add, store, count", bytesSpan, func(rounds int) []byte {
		return command(repeat(rounds,
			op.I32Const, bytesSpan-1, op.LocalSet, 1,
			op.Loop, void,
			op.LocalGet, 1,
			op.LocalGet, 1, op.I32Load8U, 0, 0, op.I32Const, 3, op.I32Add,
			op.I32Store8, 0, 0,
			op.LocalGet, 1, op.I32Const, 1, op.I32Sub, op.LocalTee, 1,
			op.BrIf, 0,
			op.End,
			op.I32Const, 9, op.I32Load8U, 0, 0, op.LocalSet, result))
	}},
	{"xorshift: 6 dependent operations, count", 1000, func(rounds int) []byte {
		return command(code(op.I64Const, 88172645463325252, op.LocalSet, 4), repeat(rounds,
			op.I32Const, 1000, op.LocalSet, 1,
			op.Loop, void,
			op.LocalGet, 4, op.LocalGet, 4, op.I64Const, 13, op.I64Shl, op.I64Xor, op.LocalSet, 4,
			op.LocalGet, 4, op.LocalGet, 4, op.I64Const, 7, op.I64ShrU, op.I64Xor, op.LocalSet, 4,
			op.LocalGet, 4, op.LocalGet, 4, op.I64Const, 17, op.I64Shl, op.I64Xor, op.LocalSet, 4,
			op.LocalGet, 1, op.I32Const, 1, op.I32Sub, op.LocalTee, 1,
			op.BrIf, 0,
			op.End,
			op.LocalGet, 4, op.I32WrapI64, op.LocalSet, result))
	}},
	{"fib: two recursive calls", fibCalls, func(rounds int) []byte {
		return command(repeat(rounds, op.I32Const, fibOf, op.Call, fibFunc, op.LocalSet, result))
	}},
	{"f64 matrix product: load, multiply, add, two pointers, count", row, func(rounds int) []byte {
		return command(
			code(op.I32Const, 8, op.F64Const, 1.5, op.F64Store, 0, 0, op.I32Const, 64, op.F64Const, 0.75, op.F64Store, 0, 0),
			repeat(rounds,
				op.I32Const, 0, op.LocalSet, 1, // p
				op.I32Const, 0, op.LocalSet, 2, // q
				op.I32Const, row, op.LocalSet, 3,
				op.Loop, void,
				op.LocalGet, 5,
				op.LocalGet, 1, op.F64Load, 0, 0, op.LocalGet, 2, op.F64Load, 0, 0, op.F64Mul,
				op.F64Add, op.LocalSet, 5,
				op.LocalGet, 1, op.I32Const, 8, op.I32Add, op.LocalSet, 1,
				op.LocalGet, 2, op.I32Const, 64, op.I32Add, op.LocalSet, 2,
				op.LocalGet, 3, op.I32Const, 1, op.I32Sub, op.LocalTee, 3,
				op.BrIf, 0,
				op.End,
				op.LocalGet, 5, op.I32TruncSatF64S, op.LocalSet, result))
	}},
}

// The locals of the command: a counter of rounds, three i32 for the loop, an i64, an f64, the result.
const result = 6

// void is the empty block type, -64 as a signed number.
const void = -64

// fibFunc is the index of fib, after the import and the command.
const fibFunc = 2

// repeat is a body done a number of times, counted in local 0.
func repeat(rounds int, body ...any) []byte {
	return concat(code(op.I32Const, rounds, op.LocalSet, 0, op.Loop, void), code(body...),
		code(op.LocalGet, 0, op.I32Const, 1, op.I32Sub, op.LocalTee, 0, op.BrIf, 0, op.End))
}

// command is a module whose _start does the body and exits with the result.
func command(body ...[]byte) []byte {
	const i32, i64, f64, function = 0x7F, 0x7E, 0x7C, 0x60
	start := concat(
		[]byte{4, 4, i32, 1, i64, 1, f64, 1, i32}, // locals
		concat(body...),
		code(op.LocalGet, result, op.I32Const, 63, op.I32And, op.Call, 0, op.End))
	fib := concat([]byte{0}, code(
		op.LocalGet, 0, op.I32Const, 2, op.I32LtS, op.If, void, op.LocalGet, 0, op.Return, op.End,
		op.LocalGet, 0, op.I32Const, 1, op.I32Sub, op.Call, fibFunc,
		op.LocalGet, 0, op.I32Const, 2, op.I32Sub, op.Call, fibFunc,
		op.I32Add, op.End))
	return concat([]byte("\x00asm\x01\x00\x00\x00"),
		section(1, []byte{3, function, 1, i32, 0, function, 0, 0, function, 1, i32, 1, i32}),
		section(2, []byte{1}, sized([]byte("wasi_snapshot_preview1")), sized([]byte("proc_exit")), []byte{0, 0}),
		section(3, []byte{2, 1, 2}),
		section(5, []byte{1, 0, 2}),
		section(7, []byte{2}, sized([]byte("memory")), []byte{2, 0}, sized([]byte("_start")), []byte{0, 1}),
		section(10, []byte{2}, sized(start), sized(fib)))
}

func section(id byte, parts ...[]byte) []byte { return concat([]byte{id}, sized(concat(parts...))) }

func sized(b []byte) []byte { return append(binary.AppendUvarint(nil, uint64(len(b))), b...) }

func concat(parts ...[]byte) []byte {
	var all []byte
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

// code encodes instructions: each part is an op.Op, an int for an integer immediate or a float64 for an f64 constant. Indices here are
// below 64, so that they are the same signed and unsigned.
func code(parts ...any) []byte {
	var b []byte
	for _, part := range parts {
		switch p := part.(type) {
		case op.Op:
			info := p.Info()
			if info.Prefix != 0 {
				b = append(b, info.Prefix)
			}
			b = binary.AppendUvarint(b, uint64(info.Code))
		case int:
			b = appendSigned(b, int64(p))
		case float64:
			b, _ = binary.Append(b, binary.LittleEndian, p)
		default:
			panic("not an instruction or an immediate")
		}
	}
	return b
}

// appendSigned appends n as a signed LEB128 number.
func appendSigned(b []byte, n int64) []byte {
	for n < -64 || n > 63 {
		b = append(b, byte(n)|0x80)
		n >>= 7
	}
	return append(b, byte(n)&0x7F)
}
