package binary

import (
	"bytes"
	"maps"
	"slices"

	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds modules made in code that the tests share.

// module returns the module that consists of these sections.
func module(sections ...[]byte) []byte {
	return slices.Concat(append([][]byte{[]byte(magicVersion)}, sections...)...)
}

// section returns a section with these contents.
func section(id byte, parts ...string) []byte {
	var b []byte
	for _, p := range parts {
		b = append(b, p...)
	}
	return AppendSection(nil, id, b)
}

// vector returns a vector of the given encoded elements.
func vector(elems ...string) string {
	b := AppendU32(nil, uint32(len(elems)))
	for _, e := range elems {
		b = append(b, e...)
	}
	return string(b)
}

// name returns an encoded name or byte string.
func name(s string) string { return string(AppendName(nil, s)) }

// instrs returns the encoding of instructions.
func instrs(ins ...Instr) string {
	var b []byte
	for i := range ins {
		b = AppendInstr(b, &ins[i])
	}
	return string(b)
}

// i32 returns a constant expression.
func i32(x int32) string {
	return instrs(Instr{Op: op.I32Const, Imm: uint64(uint32(x))}, Instr{Op: op.End})
}

// body returns a body with its size.
func body(code string) string { return name(code) }

// custom returns a custom section.
func custom(title, data string) []byte { return section(idCustom, name(title), data) }

// samples returns well-formed modules that have all sections in all forms between them, with integers in their shortest form.
func samples() map[string][]byte {
	return map[string][]byte{
		"empty":    module(),
		"customs":  module(custom("a", ""), custom("", "data"), custom("a", "\x00")),
		"one func": module(section(idType, vector("\x60\x00\x00")), section(idFunc, vector("\x00")), section(idCode, vector(body("\x00\x0B")))),
		"all":      sampleAll(),
		"data without code": module(section(idMemory, vector("\x00\x01")),
			section(idData, vector("\x00"+i32(0)+name("x"), "\x01"+name("passive"), "\x02\x00"+i32(5)+name("")))),
		"empty sections": module(custom("0", ""), section(idType, "\x00"), section(idImport, "\x00"), custom("2", ""), section(idFunc, "\x00"),
			section(idTable, "\x00"), section(idMemory, "\x00"), section(idTag, "\x00"), section(idGlobal, "\x00"),
			section(idExport, "\x00"), section(idElem, "\x00"), section(idDataCount, "\x00"), section(idCode, "\x00"), custom("12", ""),
			section(idData, "\x00"), custom("13", "")),
		"bodies":        module(section(idType, vector("\x60\x00\x00")), section(idFunc, vector(slices.Repeat([]string{"\x00"}, 12)...)), section(idCode, sampleBodies(12))),
		"long integers": sampleLong(),
	}
}

// sampleBodies returns a vector of n bodies of rising length.
func sampleBodies(n int) string {
	var bodies []string
	for i := range n {
		bodies = append(bodies, body("\x01\x01\x7F"+string(bytes.Repeat([]byte{0x01}, i*8))+"\x0B"))
	}
	return vector(bodies...)
}

func sampleAll() []byte {
	types := vector(
		"\x60\x00\x00",             // 0: [] -> []
		"\x60\x02\x7F\x7E\x01\x7B", // 1: [i32 i64] -> [v128]
		"\x60\x04\x70\x6F\x64\x00\x63\x02\x02\x64\x62\x02\x69", // 2: references, also exact and to itself
		"\x4E\x03"+ // 3 to 5: a group
			"\x50\x00\x5F\x03\x78\x00\x77\x01\x63\x05\x01"+
			"\x50\x01\x03\x5F\x04\x78\x00\x77\x01\x63\x05\x01\x7C\x01"+
			"\x5E\x6E\x01",
		"\x4F\x01\x04\x5F\x04\x78\x00\x77\x01\x63\x05\x01\x7C\x01", // 6: final with a supertype
		"\x4E\x01\x5E\x7D\x00", // 7: a group spelled out
		"\x4F\x00\x5F\x00",     // 8: a final type spelled out
		"\x4E\x02\x4D\x0A\x5F\x00\x4C\x09\x4D\x0B\x5F\x00", // 9 and 10: with descriptors
		"\x4E\x01\x4C\x0A\x5F\x00",                         // 11
	)
	imports := vector(
		name("m")+name("f")+"\x00\x00",
		name("")+name("exact")+"\x20\x01",
		name("m")+name("t")+"\x01\x70\x01\x01\x90\x4E",
		name("m")+name("mem")+"\x02\x03\x01\x02",
		name("m")+name("g\u00e9")+"\x03\x7E\x01",
		name("m")+name("tag")+"\x04\x00\x00",
	)
	tables := vector("\x6F\x00\x00", "\x64\x00\x04\x05", "\x40\x00\x64\x70\x05\x01\x02\xD2\x00\x0B")
	memories := vector("\x00\x01", "\x01\x01\x80\x02", "\x04\x00", "\x05\x01\x80\x80\x80\x80\x80\x80\x40",
		"\x07\x01\x02", "\x08\x00\x00", "\x0F\x01\x02\x00")
	globals := vector("\x7F\x00"+i32(-1), "\x7B\x01\xFD\x0C0123456789abcdef\x0B", "\x63\x03\x00\xD0\x03\x0B",
		"\x7E\x00\x42\x80\x80\x80\x80\x80\x80\x80\x80\x80\x7F\x0B", "\x7F\x00\x02\x7F\x41\x01\x04\x40\x05\x0B\x0B\x0B")
	exports := vector(name("f")+"\x00\x00", name("t")+"\x01\x00", name("m")+"\x02\x00", name("g")+"\x03\x00", name("tag")+"\x04\x00", name("")+"\x00\x02")
	elems := vector(
		"\x00"+i32(0)+"\x02\x00\x01",
		"\x01\x00\x01\x00",
		"\x02\x01"+i32(0)+"\x00\x01\x00",
		"\x03\x00\x00",
		"\x04"+i32(0)+"\x02\xD2\x00\x0B\xD0\x70\x0B",
		"\x05\x6F\x01\xD0\x6F\x0B",
		"\x06\x01"+i32(1)+"\x64\x00\x01\xD2\x00\x0B",
		"\x07\x63\x03\x00",
	)
	names := slices.Concat(
		AppendModuleName(nil, "all"),
		AppendNameMap(nil, NamesFunc, maps.All(map[uint32]string{2: "defined"})),
	)
	return module(
		custom("before", "all"), section(idType, types), custom("after", "types"), section(idImport, imports),
		section(idFunc, vector("\x00", "\x01")), section(idTable, tables), section(idMemory, memories), section(idTag, vector("\x00\x00", "\x00\x01")),
		section(idGlobal, globals), section(idExport, exports), section(idStart, "\x02"), section(idElem, elems),
		section(idDataCount, "\x01"), custom(BranchHintSection, "\x00"),
		section(idCode, vector(body("\x00\x0B"), body("\x02\x02\x7F\x01\x7B\x0C\x00\x0B"))),
		section(idData, vector("\x02\x01"+i32(0)+name("abc"))), custom(NameSection, string(names)), custom("end", ""),
	)
}

// sampleLong returns a module with integers longer than need be.
func sampleLong() []byte {
	return module([]byte("\x01\x86\x80\x00\x81\x00\x60\x80\x00\x00"), []byte("\x03\x83\x80\x80\x80\x00\x81\x00\x00"),
		section(idCode, "\x81\x80\x80\x80\x00\x82\x00\x00\x0B"))
}

// everything is all features at once.
var everything = Options{Features: wasm.AllFeatures}
