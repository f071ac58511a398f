package gen

import (
	"fmt"
	"io"
	"regexp"
	"strings"
)

// This file makes joined forms. A joined form does what several forms do one after the other, without dispatches between them. The instructions
// all stay where and as they are, and only the opcode of the first one is the joined form's. So the others can be jumped to, and may
// begin joined forms themselves.

// joined adds the joined forms that frequent names, each as "first+second+...". With ~ instead of + the first one does not store its result:
// the second one takes it, and nothing else does.
func (b *builder) joined() {
	byName := map[string]Form{}
	for _, f := range b.forms {
		byName[f.Name] = f
	}
	for _, name := range frequent {
		names := strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune(joints, r) })
		if len(names) == 1 {
			continue
		}
		f := Form{Name: name}
		end := 0
		for i, n := range names {
			part := byName[n]
			if part.Name == "" || i < len(names)-1 && !part.goesOn() {
				panic(name + ": joined forms are made of forms that go on to the next one")
			}
			f.Parts = append(f.Parts, part)
			end += len(n)
			f.ends = append(f.ends, end)
			end++
		}
		for i, end := range f.ends[:len(names)-1] {
			if name[end] == '~' {
				f.Parts[i] = f.Parts[i].bare(f.Parts[i+1])
			}
		}
		b.add(f)
	}
}

// goesOn reports whether a form may have another one joined behind it. Lowering changes or drops Zero at the end.
func (f Form) goesOn() bool { return !f.NoNext && f.Name != "Zero" }

// branches reports whether a form goes on or jumps.
func (f Form) branches() bool { return strings.Contains(f.Body, "goto taken") }

// Where a form leaves its result, or takes an operand that the instruction before it has made, besides slots.
const (
	inAcc  = 1
	inFacc = 2
)

// joints are what stands between the parts of a joined form's name.
const joints = "+~"

// bareBit marks the second one of two forms if the first one shall not store its result.
const bareBit = 1 << 15

// stores are the ends of forms that leave a result in an accumulator and write it to slot a.
var stores = map[int]string{inAcc: "; {a} = acc", inFacc: "; {af} = facc"}

// leaves says in which accumulator a form leaves its result, which it also writes to slot a, and 0 if it does not.
func (f Form) leaves() int {
	for where, end := range stores {
		if strings.HasSuffix(f.Body, end) {
			return where
		}
	}
	return 0
}

// takes says from which accumulator a form takes an operand.
func (f Form) takes() int {
	switch {
	case takesAcc(f.Body, "acc"):
		return inAcc
	case takesAcc(f.Body, "facc"):
		return inFacc
	}
	return 0
}

// takesAcc reports whether a body reads a variable before it sets it.
func takesAcc(body, name string) bool {
	word := regexp.MustCompile(`\b` + name + `\b`)
	at := word.FindStringIndex(body)
	if at == nil {
		return false
	}
	value, set := strings.CutPrefix(body[at[1]:], " = ")
	if !set {
		return true
	}
	value = value[:strings.IndexAny(value+";", ";}")]
	return word.MatchString(value)
}

// bare returns a part that does not store its result, as next takes it. Of a NaN nobody sees the bits if it only makes another one.
func (f Form) bare(next Form) Form {
	l := f.leaves()
	if l == 0 || l != next.takes() {
		panic(f.Name + "~" + next.Name + ": the second one does not take the result of the first")
	}
	f.Body = strings.TrimSuffix(f.Body, stores[l])
	if strings.Contains(next.Body, "canonicalNaN64") || strings.Contains(next.Body, "nan64") {
		f.Body = strings.TrimSuffix(f.Body, "; if !(facc >= facc) { goto nan64 }")
	}
	return f
}

// constName returns the name of a form as part of an identifier.
func constName(f Form) string { return strings.NewReplacer("+", "Then", "~", "Into").Replace(f.Name) }

// joinTable writes the hash table by which lowering finds joined forms: of a form and the one behind it. Where only longer ones are joined,
// an entry leads to a number that is no form's.
func joinTable(w io.Writer, all []Form) {
	code := map[string]int{}
	for _, f := range all {
		code[f.Name] = f.code
	}
	free := formSpace
	const size = 16384
	var table [size][3]int
	for _, f := range all {
		for n := 2; n <= len(f.Parts); n++ {
			first, both := f.Name[:f.ends[n-2]], f.Name[:f.ends[n-1]]
			if _, ok := code[both]; !ok {
				code[both] = free
				free++
			}
			e := [3]int{code[first], code[f.Parts[n-1].Name], code[both]}
			if f.Name[len(first)] == '~' {
				e[1] |= bareBit
			}
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

// hash is where package vm looks for a joined form.
func hash(first, second int) int { return first*31 ^ second*977 }

// partNames returns the name of the first part, with a plus sign for each of the others.
func (f Form) partNames() string {
	if f.Parts == nil {
		return f.Name
	}
	return f.Parts[0].Name + strings.Repeat("+", len(f.Parts)-1)
}
