package gen

// A Kind is what a choice of frequent forms must know of a form.
type Kind struct {
	Codes    int  // how many it takes, also as the first part of a joined form
	Needed   bool // it must be frequent
	GoesOn   bool // to the next instruction, and so may have something joined behind it
	Branches bool // it goes on or jumps
	Leaves   int  // the accumulator where its result is, or 0
	Takes    int  // the accumulator that it reads, or 0
}

// Codes is how many codes there are for the kinds of forms: the escapes take some, too.
var Codes = codes - columns*len(escapes)

// Kinds returns what forms there are, but for joined ones, by name. Escapes are none of them; they take codes, too.
func Kinds() map[string]Kind {
	kinds := map[string]Kind{}
	forms, _ := Build()
	for _, f := range forms {
		if f.Parts != nil || rank(f) < 0 {
			continue
		}
		k := Kind{Codes: 1, GoesOn: f.goesOn(), Branches: f.branches(), Leaves: f.leaves(), Takes: f.takes()}
		if f.readsImm() {
			k.Codes, k.Needed = columns, true
		}
		kinds[f.Name] = k
	}
	return kinds
}
