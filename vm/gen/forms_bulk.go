package gen

import (
	"fmt"
	"strings"
)

// This file holds the forms that copy and fill short pieces of memory 0. The last words of a piece overlap those before them, so that no length
// needs a loop for what is left over; words of the source that others overwrite are read before. Copies go through the registers for floats,
// of which more are free. What is longer or not inside the memory is left to Go, which finds the memories in the second word. Shorter than a unit
// of bulk work is what need not be counted.

// pieces are the ways to do pieces of n bytes without a loop, from the longest on: in words of a type at these places.
var pieces = []struct {
	when, typ string
	at        []string
}{
	{"n > 16", "float64", []string{"0", "8", "n-16", "n-8"}},
	{"n >= 8", "float64", []string{"0", "n-8"}},
	{"n >= 4", "uint32", []string{"0", "n-4"}},
	{"n >= 2", "uint16", []string{"0", "n-2"}},
	{"n == 1", "uint8", []string{"0"}},
}

// words are the words of a type at places behind base.
func words(typ, base string, at ...string) string {
	var s []string
	for _, a := range at {
		s = append(s, fmt.Sprintf("*(*%s)(unsafe.Add(%s, %s))", typ, base, a))
	}
	return strings.Join(s, ", ")
}

// line is 32 bytes, as words.
func line(typ, base, at string) string {
	return words(typ, base, at, at+"+8", at+"+16", at+"+24")
}

const (
	bulkStart = "d, n := uint64({a32}), uint64({c32}); if n >= bytesPerUnit || d+n > memLen { goto out }; p := unsafe.Add(mem, uintptr(d)); "
	bulkEnd   = " }; pc = unsafe.Add(pc, 16); goto dispatch"
)

func (b *builder) bulk() {
	b.add(Form{Name: "MemoryCopy", Words: 2, NoNext: true, Body: bulkStart + copyBody() + bulkEnd, Comment: "copies c bytes from b on to a on"})
	b.add(Form{Name: "MemoryFill", Words: 2, NoNext: true, Body: bulkStart + fillBody() + bulkEnd, Comment: "sets c bytes from a on to b"})
}

// copyBody copies upwards, unless the destination begins inside the source.
func copyBody() string {
	const typ, before, now = "float64", "e, f, g, h", "w, x, y, z"
	s := "o := uint64({b32}); if o+n > memLen { goto out }; q := unsafe.Add(mem, uintptr(o)); switch { " +
		"case n > 32 && d-o >= n: " + before + " := " + line(typ, "q", "n-32") +
		"; for i := uint64(0); i < n-32; i += 32 { " + now + " := " + line(typ, "q", "i") + "; " + line(typ, "p", "i") + " = " + now + " }; " +
		line(typ, "p", "n-32") + " = " + before +
		"; case n > 32: " + before + " := " + line(typ, "q", "0") +
		"; for i := n - 32; int64(i) > 0; i -= 32 { " + now + " := " + line(typ, "q", "i") + "; " + line(typ, "p", "i") + " = " + now + " }; " +
		line(typ, "p", "0") + " = " + before
	for _, p := range pieces {
		names := now[:3*len(p.at)-2]
		s += fmt.Sprintf("; case %s: %s := %s; %s = %s", p.when, names, words(p.typ, "q", p.at...), words(p.typ, "p", p.at...), names)
	}
	return s
}

func fillBody() string {
	four := " = v, v, v, v"
	s := "v := uint64(uint8({b})) * 0x0101010101010101; switch { " +
		"case n > 32: for i := uint64(0); i < n-32; i += 32 { " + line("uint64", "p", "i") + four + " }; " + line("uint64", "p", "n-32") + four
	for _, p := range pieces {
		typ := strings.Replace(p.typ, "float", "uint", 1)
		s += fmt.Sprintf("; case %s: x := %s(v); %s = x%s", p.when, typ, words(typ, "p", p.at...), strings.Repeat(", x", len(p.at)-1))
	}
	return s
}
