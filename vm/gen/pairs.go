package gen

import (
	"fmt"
	"io"
	"strings"
)

// This file makes pairs. A pair is a form that does what two forms do, with one dispatch between them saved. Nothing else is joined: both
// instructions stay where and as they are, and only the opcode of the first one is the pair's. So the second can be jumped to, and may
// begin a pair itself.

// pairs adds the forms of the pairs that frequent names, each as "first+second".
func (b *builder) pairs() {
	byName := map[string]Form{}
	for _, f := range b.forms {
		byName[f.Name] = f
	}
	for _, name := range frequent {
		first, second, ok := strings.Cut(name, "+")
		if !ok {
			continue
		}
		pair := []Form{byName[first], byName[second]}
		for _, f := range pair {
			if f.Name == "" || f.Rare {
				panic(name + ": a pair is made of two frequent forms")
			}
		}
		if pair[0].NoNext {
			panic(name + ": the first of a pair goes on to the second")
		}
		b.add(Form{Name: name, Pair: pair})
	}
}

// constName returns the name of a form as part of an identifier.
func constName(f Form) string { return strings.ReplaceAll(f.Name, "+", "Then") }

// pairTable writes the table from which lowering chooses pairs: a row for each form that begins one.
func pairTable(w io.Writer, hot []Form) {
	rows := map[string][]Form{}
	var firsts []string
	for _, f := range hot {
		if f.Pair == nil {
			continue
		}
		first := f.Pair[0].Name
		if rows[first] == nil {
			firsts = append(firsts, first)
		}
		rows[first] = append(rows[first], f)
	}
	fmt.Fprint(w, "\n// pairRow is the row of pairForms for a form that begins pairs; 0 stands for none.\nvar pairRow = [256]uint8{\n")
	for i, first := range firsts {
		fmt.Fprintf(w, "form%s: %d,\n", first, i+1)
	}
	fmt.Fprint(w, "}\n\n// pairForms are the pairs by row and second form; 0 (formEscape) stands for none.\nvar pairForms = [...][256]uint8{\n")
	for i, first := range firsts {
		fmt.Fprintf(w, "%d: {", i+1)
		for _, f := range rows[first] {
			fmt.Fprintf(w, "form%s: uint8(form%s), ", f.Pair[1].Name, constName(f))
		}
		fmt.Fprint(w, "},\n")
	}
	fmt.Fprint(w, "}\n")
}
