package vm

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// This file reads what the compiler makes of the run loop. The loop is fast only as long as it is a leaf, its state stays in
// registers where it dispatches, and the opcode goes to the jump unchecked. A change of a form, or of the compiler, that
// loses one of these says nothing by itself.

// A machineInstr is an instruction of the compiler's listing.
type machineInstr struct {
	pc   int
	file string
	line int
	op   string
	args string
}

func (i machineInstr) String() string { return i.op + " " + i.args }

// An archRules says how the listing of an architecture is read.
type archRules struct {
	goarch   string
	branch   *regexp.Regexp // conditional branches, by operation
	compare  *regexp.Regexp // what sets flags for them, by operation
	indirect *regexp.Regexp // jump through a table, by operation and arguments
	opcode   *regexp.Regexp // load or extension of what has the opcode
	move     *regexp.Regexp // between registers, and what fills up lines, by operation
}

var archs = []archRules{
	{"amd64", regexp.MustCompile(`^J[A-Z]+$`), regexp.MustCompile(`^(CMP|TEST)[BWLQ]$`), regexp.MustCompile(`^JMP \(`), regexp.MustCompile(`^MOV[BW]LZX `), regexp.MustCompile(`^(MOV[A-Z]+|NOP.*|XCHG.)$`)},
	{"arm64", regexp.MustCompile(`^(B[A-Z]{2}|TBN?Z|CBN?ZW?)$`), regexp.MustCompile(`^(CMP|CMN|TST)W?$`), regexp.MustCompile(`^JMP \(`), regexp.MustCompile(`^(MOVBU|MOVHU|UBFX) `), regexp.MustCompile(`^F?(MOV[A-Z]*|NOOP)$`)},
}

// isBranch reports whether an instruction is a conditional branch.
func (a *archRules) isBranch(i machineInstr) bool { return i.op != "JMP" && a.branch.MatchString(i.op) }

func TestCompiledLoop(t *testing.T) {
	source, err := os.ReadFile("loop_gen.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range archs {
		t.Run(a.goarch, func(t *testing.T) {
			t.Parallel()
			l := &listing{arch: a, source: strings.Split(string(source), "\n"), code: compiledLoop(t, a.goarch)}
			if len(l.code) < 1000 {
				t.Fatalf("the listing of run has %d instructions", len(l.code))
			}
			for _, problem := range l.problems() {
				t.Error(problem)
			}
		})
	}
}

var listingLine = regexp.MustCompile(`^\t0x[0-9a-f]+ (\d+) \((.*):(\d+)\)\t([A-Z][A-Z0-9.]*)\t?(.*)$`)

// compiledLoop compiles the package and returns the instructions of run.
func compiledLoop(t *testing.T, goarch string) []machineInstr {
	cmd := exec.Command("go", "build", "-gcflags=-S", ".")
	cmd.Env = append(os.Environ(), "GOARCH="+goarch, "CGO_ENABLED=0")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("go build: %v\n%s", err, out[:min(len(out), 2000)])
	}
	var code []machineInstr
	inside := false
	for s := bufio.NewScanner(bytes.NewReader(out)); s.Scan(); {
		line := s.Text()
		if !strings.HasPrefix(line, "\t") {
			inside = strings.Contains(line, "/vm.run STEXT")
			continue
		}
		m := listingLine.FindStringSubmatch(line)
		if !inside || m == nil || m[4] == "TEXT" || m[4] == "PCDATA" || m[4] == "FUNCDATA" {
			continue
		}
		pc, _ := strconv.Atoi(m[1])
		n, _ := strconv.Atoi(m[3])
		code = append(code, machineInstr{pc, filepath.Base(m[2]), n, m[4], m[5]})
	}
	return code
}

// functionAlign is what functions are aligned to on amd64: half a line of the instruction cache. What does not cross a multiple
// of it crosses no line, wherever the linker puts the function.
const functionAlign = 32

// jumpLength is the length of the dispatch's last instruction in bytes, on amd64.
const jumpLength = 4

// A listing is the compiled loop with its source.
type listing struct {
	arch   archRules
	source []string
	code   []machineInstr
}

// at says which handler an instruction belongs to.
func (l *listing) at(i machineInstr) string {
	where := fmt.Sprintf("%s:%d (%s)", i.file, i.line, i)
	if i.file != "loop_gen.go" {
		return where
	}
	return where + " of " + l.label(i.line)
}

var labelLine = regexp.MustCompile(`^(\w+):( // (.*))?$`)

// label returns the name of the handler, or the label, that a line of the source stands under.
func (l *listing) label(line int) string {
	for n := min(line, len(l.source)) - 1; n >= 0; n-- {
		if m := labelLine.FindStringSubmatch(l.source[n]); m != nil {
			if m[3] != "" {
				return m[3]
			}
			return m[1]
		}
	}
	return "the prologue"
}

// labelAt returns the line of a label.
func (l *listing) labelAt(label string) int {
	for n, s := range l.source {
		if strings.HasPrefix(s, label+":") {
			return n + 1
		}
	}
	return 0
}

// problems returns what is wrong with the loop, a line each.
func (l *listing) problems() []string {
	found := l.calls()
	dispatch, ok := l.dispatch()
	if !ok {
		return append(found, "no handler jumps to the dispatch")
	}
	path := l.path(dispatch)
	for _, i := range path {
		if strings.Contains(i.args, "SP)") {
			found = append(found, fmt.Sprintf("the dispatch uses the stack (%s), for %s", i, strings.Join(l.users(i), ", ")))
		}
	}
	if end := path[len(path)-1].pc + jumpLength - 1; l.arch.goarch == "amd64" && dispatch/functionAlign != end/functionAlign {
		found = append(found, fmt.Sprintf("the dispatch from %#x to %#x crosses a multiple of %d: change lineStores in package gen", dispatch, end, functionAlign))
	}
	if last := path[len(path)-1]; !l.arch.indirect.MatchString(last.String()) {
		return append(found, "a branch before the jump: "+l.at(last))
	}
	found = append(found, l.rangeChecks()...)
	return append(found, l.moves()...)
}

// users returns the handlers that use what an instruction stores on the stack: they want too many registers at once. What fetches it at
// the end of a handler has the line of any other, but the jump behind it does not.
func (l *listing) users(store machineInstr) (names []string) {
	operands := strings.Split(store.args, ", ")
	for n, i := range l.code {
		if !strings.HasPrefix(i.args, operands[len(operands)-1]+",") {
			continue
		}
		for i.op != "JMP" && n+1 < len(l.code) {
			n++
			i = l.code[n]
		}
		names = append(names, l.at(i))
	}
	return names
}

// maxMoves is how many ways out of a table may begin with a move between registers.
const maxMoves = 4

// moves finds tables where many ways out begin with moves between registers: the code behind the jump is then such moves, each with a jump to the handler.
func (l *listing) moves() (found []string) {
	for n, i := range l.code {
		if !l.arch.indirect.MatchString(i.String()) {
			continue
		}
		count, some := 0, false
		for _, c := range l.code[n+1:] {
			if c.op == "JMP" && some {
				count, some = count+1, false
				continue
			}
			if strings.Contains(c.args, "(") || !l.arch.move.MatchString(c.op) {
				break
			}
			some = true
		}
		if count > maxMoves {
			found = append(found, fmt.Sprintf("%d moves behind the jump: %s", count, l.at(i)))
		}
	}
	return found
}

// calls finds the calls: the loop is a leaf. Only where it leaves may pointers be stored with a write barrier.
func (l *listing) calls() (found []string) {
	leave := l.labelAt("leave")
	for _, i := range l.code {
		if i.op != "CALL" && !strings.HasPrefix(i.op, "DUFF") || strings.HasPrefix(i.args, "runtime.morestack") {
			continue
		}
		if strings.HasPrefix(i.args, "runtime.gcWriteBarrier") && i.file == "loop_gen.go" && i.line >= leave {
			continue
		}
		found = append(found, "call: "+l.at(i))
	}
	return found
}

// dispatch returns the place where most handlers end and a jump through a table follows.
func (l *listing) dispatch() (pc int, ok bool) {
	count := map[int]int{}
	for _, i := range l.code {
		if target, err := strconv.Atoi(i.args); err == nil && i.op == "JMP" {
			count[target]++
		}
	}
	for target, n := range count {
		if n <= max(20, count[pc]) {
			continue
		}
		if path := l.path(target); l.arch.indirect.MatchString(path[len(path)-1].String()) {
			pc = target
		}
	}
	return pc, count[pc] > 20
}

// path returns the instructions from pc to the jump through a table, or to the conditional branch that comes before it.
func (l *listing) path(pc int) (path []machineInstr) {
	for n := l.index(pc); n < len(l.code); n++ {
		i := l.code[n]
		path = append(path, i)
		if l.arch.indirect.MatchString(i.String()) || l.arch.isBranch(i) || len(path) > 1000 {
			return path
		}
		if target, err := strconv.Atoi(i.args); err == nil && i.op == "JMP" {
			n = l.index(target) - 1
		}
	}
	return path
}

// index returns the index of the instruction at pc.
func (l *listing) index(pc int) int {
	for n, i := range l.code {
		if i.pc >= pc {
			return n
		}
	}
	return len(l.code)
}

// minTables is how many jumps through tables there are at least: the dispatch and the escapes.
const minTables = 3

// rangeChecks finds comparisons and branches between the load of an opcode and the jump that it goes to.
func (l *listing) rangeChecks() (found []string) {
	tables := 0
	for n, i := range l.code {
		if !l.arch.indirect.MatchString(i.String()) {
			continue
		}
		tables++
		for n--; n >= 0 && !l.arch.opcode.MatchString(l.code[n].String()); n-- {
			if c := l.code[n]; l.arch.isBranch(c) || l.arch.compare.MatchString(c.op) {
				found = append(found, "range check before the jump: "+l.at(c))
			}
		}
	}
	if tables < minTables {
		found = append(found, fmt.Sprintf("%d jumps through tables, want %d at least: the dispatch and the escapes", tables, minTables))
	}
	return found
}
