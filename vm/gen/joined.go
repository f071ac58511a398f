package gen

import (
	"cmp"
	"fmt"
	"io"
	"slices"
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
	byLength := slices.SortedStableFunc(slices.Values(frequent), func(a, b string) int { return cmp.Compare(strings.Count(a, "+"), strings.Count(b, "+")) })
	for _, name := range byLength {
		names := strings.Split(name, "+")
		if len(names) == 1 {
			continue
		}
		if before := strings.Join(names[:len(names)-1], "+"); byName[before].Name == "" {
			panic(name + ": lowering finds it only by way of " + before)
		}
		f := Form{Name: name}
		for i, n := range names {
			part := byName[n]
			if part.Name == "" || part.NoNext && i < len(names)-1 {
				panic(name + ": joined forms are made of forms that go on to the next one")
			}
			f.Parts = append(f.Parts, part)
		}
		byName[name] = f
		b.add(f)
	}
}

// constName returns the name of a form as part of an identifier.
func constName(f Form) string { return strings.ReplaceAll(f.Name, "+", "Then") }

// joinTable writes the hash table by which lowering finds joined forms: of a form and the one behind it.
func joinTable(w io.Writer, all []Form) {
	code := map[string]int{}
	for _, f := range all {
		code[f.Name] = f.code
	}
	const size = 4096
	var table [size]*Form
	for i, f := range all {
		if f.Parts == nil {
			continue
		}
		first, second := splitLast(f.Name)
		h := hash(code[first], code[second]) % size
		for table[h] != nil {
			h = (h + 1) % size
		}
		table[h] = &all[i]
	}
	fmt.Fprintf(w, "\n// joins are the joined forms, by first and second; one that may be joined further is itself a first.\nvar joins = [%d]join{\n", size)
	for h, f := range table {
		if f != nil {
			first, second := splitLast(f.Name)
			fmt.Fprintf(w, "%d: {%d, %d, form%s},\n", h, code[first], code[second], constName(*f))
		}
	}
	fmt.Fprint(w, "}\n")
}

// hash is where package vm looks for a joined form.
func hash(first, second int) int { return first*31 ^ second*977 }

// splitLast splits the name of a joined form before its last part.
func splitLast(name string) (first, second string) {
	i := strings.LastIndexByte(name, '+')
	return name[:i], name[i+1:]
}

// partNames returns the name of the first part, with a plus sign for each of the others.
func (f Form) partNames() string {
	if f.Parts == nil {
		return f.Name
	}
	return f.Parts[0].Name + strings.Repeat("+", len(f.Parts)-1)
}
