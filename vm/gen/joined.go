package gen

import (
	"fmt"
	"io"
	"strings"
)

// This file makes joined forms. A joined form does what several forms do one after the other, without dispatches between them. The instructions
// all stay where and as they are, and only the opcode of the first one is the joined form's. So the others can be jumped to, and may
// begin joined forms themselves.

// joined adds the joined forms that frequent names, each as "first+second+...".
func (b *builder) joined() {
	byName := map[string]Form{}
	for _, f := range b.forms {
		byName[f.Name] = f
	}
	for _, name := range frequent {
		names := strings.Split(name, "+")
		if len(names) == 1 {
			continue
		}
		f := Form{Name: name}
		for i, n := range names {
			part := byName[n]
			if part.Name == "" || i < len(names)-1 && !part.goesOn() {
				panic(name + ": joined forms are made of forms that go on to the next one")
			}
			f.Parts = append(f.Parts, part)
		}
		b.add(f)
	}
}

// goesOn reports whether a form may have another one joined behind it. Lowering changes or drops Zero at the end.
func (f Form) goesOn() bool { return !f.NoNext && f.Name != "Zero" }

// branches reports whether a form goes on or jumps.
func (f Form) branches() bool { return strings.Contains(f.Body, "goto taken") }

// constName returns the name of a form as part of an identifier.
func constName(f Form) string { return strings.ReplaceAll(f.Name, "+", "Then") }

// joinTable writes the hash table by which lowering finds joined forms: of a form and the one behind it. Where only longer ones are joined,
// an entry leads to a number that is no form's.
func joinTable(w io.Writer, all []Form) {
	code := map[string]int{}
	for _, f := range all {
		code[f.Name] = f.code
	}
	free := formSpace
	const size = 8192
	var table [size][3]int
	for _, f := range all {
		for n := 2; n <= len(f.Parts); n++ {
			first, second, both := f.prefix(n-1), f.Parts[n-1].Name, f.prefix(n)
			if _, ok := code[both]; !ok {
				code[both] = free
				free++
			}
			e := [3]int{code[first], code[second], code[both]}
			h := hash(e[0], e[1]) % size
			for table[h] != e && table[h] != [3]int{} {
				h = (h + 1) % size
			}
			table[h] = e
		}
	}
	fmt.Fprintf(w, "\n// joins are the joined forms, by first and second; one that may be joined further is itself a first. Those from formSpace on are only that.\nvar joins = [%d]join{\n", size)
	for h, e := range table {
		if e != [3]int{} {
			fmt.Fprintf(w, "%d: {%d, %d, %d},\n", h, e[0], e[1], e[2])
		}
	}
	fmt.Fprint(w, "}\n")
}

// prefix returns the names of the first n parts.
func (f Form) prefix(n int) string {
	var names []string
	for _, p := range f.Parts[:n] {
		names = append(names, p.Name)
	}
	return strings.Join(names, "+")
}

// hash is where package vm looks for a joined form.
func hash(first, second int) int { return first*31 ^ second*977 }

// partNames returns the name of the first part, with a plus sign for each of the others.
func (f Form) partNames() string {
	if f.Parts == nil {
		return f.Name
	}
	return f.Parts[0].Name + strings.Repeat("+", len(f.Parts)-1)
}
