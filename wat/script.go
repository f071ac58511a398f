package wat

import (
	"strings"
	"unicode/utf8"

	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds scripts, ".wast" files: modules, what to do with them and what shall come of it. A script is data; package spectest runs
// it.

// A Position is a place in a text.
type Position struct {
	Offset int // in bytes
	Line   int // counted from 1
	Column int // in characters, counted from 1
}

// A Script is a list of commands.
type Script struct{ Commands []Command }

// A CommandKind says what a command is for.
type CommandKind uint8

// The kinds of commands, each with the fields of Command that it uses.
const (
	CommandModule            CommandKind = iota // Module
	CommandInstance                             // Of, ID: instantiate the module Of, as ID; either may be empty
	CommandRegister                             // Name, ID: of the instance, or empty for the last
	CommandAction                               // Action
	AssertReturn                                // Action, Results
	AssertTrap                                  // Action, Message
	AssertExhaustion                            // Action, Message
	AssertException                             // Action
	AssertMalformed                             // Module or Component, Message
	AssertInvalid                               // Module or Component, Message
	AssertMalformedCustom                       // Module, Message
	AssertInvalidCustom                         // Module, Message
	AssertUnlinkable                            // Module, or Of for a module defined before; Message
	AssertUninstantiable                        // the same, or Component; instantiation traps
	CommandThread                               // ID, Shared: of instances that the thread may use, Commands
	CommandWait                                 // ID: of the thread
	CommandComponent                            // Component
	CommandComponentInstance                    // Of, ID: instantiate the component Of, as ID; either may be empty
)

// commandWords holds the keywords of commands, by kind. assert_trap is both for actions and for modules.
var commandWords = [...]string{
	CommandModule: "module", CommandInstance: "module", CommandRegister: "register", CommandAction: "invoke",
	AssertReturn: "assert_return", AssertTrap: "assert_trap", AssertExhaustion: "assert_exhaustion",
	AssertException: "assert_exception", AssertMalformed: "assert_malformed", AssertInvalid: "assert_invalid",
	AssertMalformedCustom: "assert_malformed_custom", AssertInvalidCustom: "assert_invalid_custom",
	AssertUnlinkable: "assert_unlinkable", AssertUninstantiable: "assert_trap",
	CommandThread: "thread", CommandWait: "wait", CommandComponent: "component", CommandComponentInstance: "component",
}

// String returns the keyword of the command.
func (k CommandKind) String() string { return commandWords[k] }

// A Command is one command of a script.
type Command struct {
	Kind      CommandKind
	Position  Position
	Module    *Module
	Component *Component
	Action    *Action
	Results   []Result // expected, in order
	Message   string   // how the message of the expected error starts
	Name      string
	ID, Of    string // identifiers without "$"
	Shared    []string
	Commands  []Command
}

// An ActionKind says what an action does.
type ActionKind uint8

// The kinds of actions.
const (
	ActionInvoke ActionKind = iota // call an exported function
	ActionGet                      // read an exported global
)

// An Action does something with an export of an instance.
type Action struct {
	Kind     ActionKind
	Position Position
	ID       string // of the instance, or empty for the last
	Name     string // of the export
	Args     []Value
}

// A Value is an argument or a result.
type Value struct {
	Type wasm.ValType // of references: ExternRef for ref.extern, AnyRef for ref.host, the type for ref.null
	Bits uint64       // of numbers; i32 and f32 are zero-extended
	V128 [16]byte     // of vectors
	Null bool         // a null reference
	Host uint32       // number of a reference that is not null

	Component *ComponentValue // of components only: the other fields are not used
}

// A ResultKind says how a result is compared.
type ResultKind uint8

// The kinds of expected results.
const (
	ResultValue  ResultKind = iota // Value; a null of a type means any null in its hierarchy
	ResultNaN                      // a NaN of the type Value.Type, as NaN says
	ResultVector                   // Shape, Lanes
	ResultRef                      // a reference that is not null to Heap, any function for example
	ResultNull                     // any null
	ResultEither                   // one of Either
)

// A NaNKind says which NaNs are meant.
type NaNKind uint8

// The kinds of NaNs.
const (
	NotNaN        NaNKind = iota
	NaNCanonical          // only the highest bit of the payload is set
	NaNArithmetic         // at least the highest bit of the payload is set
)

// A Lane is what a lane of a vector shall be.
type Lane struct {
	NaN  NaNKind
	Bits uint64 // unless NaN is set
}

// A Result is an expected result.
type Result struct {
	Kind   ResultKind
	Value  Value
	NaN    NaNKind
	Shape  Shape
	Lanes  []Lane
	Heap   wasm.HeapType
	Either []Result
}

// maxScriptNesting bounds how deep results and threads may nest in each other.
const maxScriptNesting = 100

// ParseScript returns the script in text. Modules that are given as fields are parsed with it, those in strings are not. An error is an
// *Error. Concurrent calls are safe.
func ParseScript(text []byte) (*Script, error) {
	q, err := newParser(text)
	if err != nil {
		return nil, err
	}
	p := &scriptParser{parser: q, last: Position{Line: 1, Column: 1}}
	s := new(Script)
	if p.isInline() {
		c := Command{Position: p.position()}
		c.Module = &Module{Position: c.Position}
		p.fields(c.Module)
		s.Commands = []Command{c}
	} else {
		s.Commands = p.commands(0)
	}
	if p.tok.kind != tokenEOF {
		p.unexpected("a command")
	}
	p.misplaced()
	return s, p.result()
}

// A scriptParser reads commands.
type scriptParser struct {
	*parser
	last Position // of the last command, from which the next is found
}

// isInline reports whether the text is the fields of a module.
func (p *scriptParser) isInline() bool {
	switch p.head() {
	case "type", "rec", "import", "func", "table", "memory", "global", "tag", "export", "start", "elem", "data":
		return true
	}
	return false
}

// position returns the place of the token at hand.
func (p *scriptParser) position() Position {
	src, at := p.lex.src, p.tok.pos
	between := src[p.last.Offset:at]
	if start := strings.LastIndexAny(between, "\r\n") + 1; start > 0 {
		p.last.Line += lineNumber(between) - 1
		p.last.Column = 1
		between = between[start:]
	}
	p.last.Column += utf8.RuneCountInString(between)
	p.last.Offset = at
	return p.last
}

// commands passes commands.
func (p *scriptParser) commands(depth int) (list []Command) {
	for p.tok.kind == tokenOpen && p.err == nil {
		list = append(list, p.command(depth))
		p.misplaced()
	}
	return list
}

// command passes a command.
func (p *scriptParser) command(depth int) (c Command) {
	c.Position = p.position()
	word := p.head()
	switch word {
	case "module":
		p.moduleCommand(&c)
		return c
	case "component":
		p.componentCommand(&c)
		return c
	case "invoke", "get":
		c.Kind, c.Action = CommandAction, p.action()
		return c
	}
	start := p.tok.pos
	p.openAny("a command")
	switch word {
	case "register":
		c.Kind, c.Name = CommandRegister, p.name()
		c.ID, _ = p.id()
	case "assert_return":
		c.Kind, c.Action = AssertReturn, p.action()
		for p.tok.kind == tokenOpen {
			c.Results = append(c.Results, p.expected(0))
		}
	case "assert_trap":
		switch p.head() {
		case "module":
			c.Kind = AssertUninstantiable
			p.instanceOperand(&c)
		case "component":
			c.Kind, c.Component = AssertUninstantiable, p.componentOperand()
		default:
			c.Kind, c.Action = AssertTrap, p.action()
		}
		c.Message = p.string()
	case "assert_exhaustion":
		c.Kind, c.Action = AssertExhaustion, p.action()
		c.Message = p.string()
	case "assert_exception":
		c.Kind, c.Action = AssertException, p.action()
	case "assert_unlinkable":
		c.Kind = AssertUnlinkable
		p.instanceOperand(&c)
		c.Message = p.string()
	case "assert_malformed", "assert_invalid", "assert_malformed_custom", "assert_invalid_custom":
		p.refused(&c, word)
	case "thread":
		p.thread(&c, depth)
	case "wait":
		c.Kind, c.ID = CommandWait, p.needID()
	default:
		p.badWord(start, "a command")
	}
	p.close()
	return c
}

// refused passes the inside of an assertion, with the keyword word, that a module or a component is refused.
func (p *scriptParser) refused(c *Command, word string) {
	for k := AssertMalformed; k <= AssertInvalidCustom; k++ {
		if k.String() == word {
			c.Kind = k
		}
	}
	if p.head() == "component" {
		c.Component = p.componentOperand()
	} else {
		c.Module = p.moduleOperand()
	}
	c.Message = p.string()
}

// needID passes an identifier.
func (p *scriptParser) needID() string {
	name, ok := p.id()
	if !ok {
		p.unexpected("an identifier")
	}
	return name
}

// isInstance reports whether "(module instance", or the same with another keyword, is at hand.
func (p *scriptParser) isInstance(word string) bool {
	if p.head() != word {
		return false
	}
	rest := lexer{src: p.lex.src, pos: p.ahead.end}
	var t token
	for rest.next(&t); t.kind == tokenAnnotation; rest.next(&t) {
		rest.skip()
	}
	return t.kind == tokenWord && p.textOf(&t) == "instance"
}

// moduleCommand passes a module, or an instance of one.
func (p *scriptParser) moduleCommand(c *Command) {
	if !p.isInstance("module") {
		c.Kind, c.Module = CommandModule, p.moduleOperand()
		return
	}
	c.Kind = CommandInstance
	p.open("module")
	p.instance(c)
}

// instance passes "instance" and what follows it.
func (p *scriptParser) instance(c *Command) {
	p.word("instance")
	first, _ := p.id()
	if second, ok := p.id(); ok {
		c.ID, c.Of = first, second
	} else {
		c.Of = first
	}
	p.close()
}

// instanceOperand passes the module that an assertion instantiates.
func (p *scriptParser) instanceOperand(c *Command) {
	if !p.isInstance("module") {
		c.Module = p.moduleOperand()
		return
	}
	kind := c.Kind
	p.moduleCommand(c)
	c.Kind = kind
}

// componentCommand passes a component, or an instance of one.
func (p *scriptParser) componentCommand(c *Command) {
	if !p.isInstance("component") {
		c.Kind, c.Component = CommandComponent, p.componentOperand()
		return
	}
	c.Kind = CommandComponentInstance
	p.open("component")
	p.instance(c)
}

// componentOperand passes a component.
func (p *scriptParser) componentOperand() *Component {
	at := p.position()
	c := p.component()
	c.Position = at
	return c
}

// moduleOperand passes a module.
func (p *scriptParser) moduleOperand() *Module {
	at := p.position()
	if p.head() != "module" {
		p.badClause("a module")
		return nil
	}
	m := p.module()
	m.Position = at
	return m
}

// thread passes the inside of "(thread ...)".
func (p *scriptParser) thread(c *Command, depth int) {
	c.Kind, c.ID = CommandThread, p.needID()
	for p.open("shared") {
		if !p.open("module") {
			p.unexpected("(module")
		}
		c.Shared = append(c.Shared, p.needID())
		p.close()
		p.close()
	}
	if depth == maxScriptNesting {
		p.fail(p.tok.pos, codeNesting, "")
		return
	}
	c.Commands = p.commands(depth + 1)
}

// action passes an action.
func (p *scriptParser) action() *Action {
	a := &Action{Position: p.position()}
	switch {
	case p.open("invoke"):
	case p.open("get"):
		a.Kind = ActionGet
	default:
		p.badClause("an action")
		return a
	}
	a.ID, _ = p.id()
	a.Name = p.name()
	for a.Kind == ActionInvoke && p.tok.kind == tokenOpen {
		pos := p.tok.pos
		r := p.expected(maxScriptNesting)
		if p.err == nil && r.Kind != ResultValue {
			p.fail(pos, codeUnexpected, "expected a value")
		}
		a.Args = append(a.Args, r.Value)
	}
	p.close()
	return a
}

// expected passes a value or a pattern for one.
func (p *scriptParser) expected(depth int) (r Result) {
	pos := p.tok.pos
	word := p.openAny("a value")
	if p.err != nil {
		return r
	}
	rest, isRef := strings.CutPrefix(word, "ref")
	switch imm := op.ByName(word).Info().Imm; {
	case imm == op.ImmI32:
		r.Value = Value{Type: wasm.I32, Bits: p.integer(32)}
	case imm == op.ImmI64:
		r.Value = Value{Type: wasm.I64, Bits: p.integer(64)}
	case imm == op.ImmF32:
		r = p.floatResult(wasm.F32, &float32Format)
	case imm == op.ImmF64:
		r = p.floatResult(wasm.F64, &float64Format)
	case imm == op.ImmV128:
		r = p.vectorResult()
	case isRef && (rest == "" || rest[0] == '.') && p.refResult(rest, &r):
	case word == "either" && depth < maxScriptNesting:
		r.Kind = ResultEither
		for p.tok.kind == tokenOpen || len(r.Either) == 0 && p.err == nil {
			r.Either = append(r.Either, p.expected(depth+1))
		}
	default:
		v, ok := p.componentValue(word, 0)
		if !ok {
			p.badWord(pos, "a value")
		}
		r.Value.Component = &v
	}
	p.close()
	return r
}

// nan passes the keyword for a kind of NaNs, if it is at hand.
func (p *scriptParser) nan() NaNKind {
	switch {
	case p.word("nan:canonical"):
		return NaNCanonical
	case p.word("nan:arithmetic"):
		return NaNArithmetic
	}
	return NotNaN
}

// floatResult passes a floating-point number or a kind of NaNs.
func (p *scriptParser) floatResult(t wasm.ValType, f *floatFormat) (r Result) {
	r.Value.Type = t
	if r.NaN = p.nan(); r.NaN != NotNaN {
		r.Kind = ResultNaN
		return r
	}
	r.Value.Bits = p.float(f)
	return r
}

// vectorResult passes a vector, with kinds of NaNs among its lanes or not.
func (p *scriptParser) vectorResult() (r Result) {
	pos := p.tok.pos
	r.Value.Type, r.Shape = wasm.V128, p.shape()
	for p.err == nil && p.tok.kind != tokenClose {
		l := Lane{}
		if r.Shape.float() != nil {
			l.NaN = p.nan()
		}
		switch f := r.Shape.float(); {
		case l.NaN != NotNaN:
			r.Kind = ResultVector
		case f != nil:
			l.Bits = p.float(f)
		default:
			l.Bits = p.integer(r.Shape.LaneBits())
		}
		putLane(&r.Value.V128, r.Shape, len(r.Lanes), l.Bits)
		r.Lanes = append(r.Lanes, l)
	}
	if len(r.Lanes) != 128/int(r.Shape.LaneBits()) {
		p.fail(pos, codeLaneCount, "")
	}
	if r.Kind == ResultValue {
		r.Lanes = nil
	}
	return r
}

// refResult passes a reference, of which the keyword "ref" with rest behind it has been passed. It returns false if there is no such
// keyword.
func (p *scriptParser) refResult(rest string, r *Result) bool {
	switch rest {
	case "":
		r.Kind, r.Heap = ResultRef, wasm.HeapAny
		return true
	case ".host":
		r.Value = Value{Type: wasm.AnyRef, Host: p.u32()}
		return true
	case ".null":
		if p.tok.kind == tokenClose {
			r.Kind = ResultNull
			return true
		}
		b := builder{parser: p.parser}
		r.Value = Value{Type: b.heapType(true), Null: true}
		return true
	}
	for h := wasm.HeapFunc; h < wasm.HeapNone; h++ {
		if rest[1:] == h.String() {
			if h == wasm.HeapExtern && p.tok.kind == tokenNat {
				r.Value = Value{Type: wasm.ExternRef, Host: p.u32()}
				return true
			}
			r.Kind, r.Heap = ResultRef, h
			return true
		}
	}
	return false
}
