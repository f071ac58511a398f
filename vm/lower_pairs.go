package vm

// This file chooses pairs: an instruction that has one behind it with which it makes a pair gets the pair's opcode. Both stay where they
// are, so that jumps may go to the second one, and nothing but the opcode of the first one tells of it.

// joinPairs looks at all instructions and those behind them. Nothing may look at opcodes after it.
func (l *lowerer) joinPairs() {
	if counting {
		return
	}
	for i, at := range l.starts[:max(len(l.starts)-1, 0)] {
		first := &l.code[at]
		if row := pairRow[first.op]; row != 0 {
			if pair := pairForms[row][l.code[l.starts[i+1]].op]; pair != uint8(formEscape) {
				first.op = pair
			}
		}
	}
}
