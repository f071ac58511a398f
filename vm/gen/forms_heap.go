package gen

import (
	"fmt"
	"strings"
)

// This file holds the forms of typed function references and of objects on the heap. An object's reference is its distance from the
// heap's base; its first word has the length of an array in the high half.

func (b *builder) references() {
	b.add(Form{Name: "CallRef", Words: 2, NoNext: true, Comment: "callee's frame starts at slot a, the reference is in slot b; the second word is the place of the save area; functions of other instances are called outside",
		Body: "r := unsafe.Add(s.funcs, uintptr({b})*funcRecSize); if *(*unsafe.Pointer)(unsafe.Add(r, funcRecInstance)) != s.instance { goto out }; " +
			"frame := {&a}; save := unsafe.Add(frame, uintptr({word})*8); entry := **(**unsafe.Pointer)(r); " + strings.ReplaceAll(enter, "pc, 8", "pc, 16")})
	b.add(Form{Name: "StructGet", Body: "r := {b}; if r == 0 { goto trapStruct }; acc = *(*uint64)(unsafe.Add(s.heap, uintptr(r)+uintptr({ic})*8)); {a} = acc",
		Comment: "c is the field's place in the object, in words"})
	b.add(Form{Name: "StructSet", Body: "r := {a}; if r == 0 { goto trapStruct }; *(*uint64)(unsafe.Add(s.heap, uintptr(r)+uintptr({ic})*8)) = {b}"})
	b.add(Form{Name: "ArrayLen", Body: "r := {b}; if r == 0 { goto trapArray }; acc = *(*uint64)(unsafe.Add(s.heap, uintptr(r))) >> 32; {a} = acc"})
	element := func(ref, index string, size int) string {
		return fmt.Sprintf("r, x := %s, %s; if r == 0 { goto trapArray }; p := unsafe.Add(s.heap, uintptr(r)); if uint64(x) >= *(*uint64)(p)>>32 { goto trapElement }; p = unsafe.Add(p, 8+uintptr(x)*%d); ", ref, index, size)
	}
	for _, r := range []struct {
		name string
		size int
		load string
	}{
		{"8U", 1, "uint64(*(*uint8)(p))"}, {"8S", 1, "uint64(uint32(*(*int8)(p)))"},
		{"16U", 2, "uint64(*(*uint16)(p))"}, {"16S", 2, "uint64(uint32(*(*int16)(p)))"},
		{"32", 4, "uint64(*(*uint32)(p))"}, {"64", 8, "*(*uint64)(p)"},
	} {
		b.add(Form{Name: "ArrayGet" + r.name, Body: element("{b}", "{c32}", r.size) + "acc = " + r.load + "; {a} = acc"})
	}
	for _, size := range []int{1, 2, 4, 8} {
		b.add(Form{Name: fmt.Sprintf("ArraySet%d", size*8),
			Body: element("{a}", "{b32}", size) + fmt.Sprintf("*(*uint%d)(p) = uint%d({c})", size*8, size*8)})
	}
}
