package main

import (
	"os"
	"sync"
	"unicode/utf8"
)

// This file keeps programs from doing things to a terminal. Escape sequences can change a window's title, fill the clipboard, move to text
// that is there already and write over it, or make the terminal answer as if somebody had typed. Text passes, with line breaks, tabs,
// carriage returns and backspaces, which stay within the line; so do colours and other attributes of characters (SGR), since
// many programs use them and they change what follows only. They are reset in the end.

// A terminal writes to a terminal what is harmless. Sequences may come in any number of pieces.
type terminal struct {
	file *os.File

	mu      sync.Mutex // an interrupt may end the program while it writes
	state   terminalState
	seq     []byte // of an escape sequence or a character that is not complete
	out     []byte
	colours bool // attributes may be on
}

// A terminalState says in the middle of what the output is.
type terminalState uint8

const (
	inText      terminalState = iota
	inRune                    // a character of several bytes, in seq
	inEscape                  // after ESC
	inCharset                 // an escape sequence with an intermediate byte: one more follows
	inCSI                     // a control sequence, its parameters in seq
	inString                  // the text of OSC, DCS, SOS, PM or APC
	inStringEsc               // the same, after ESC
)

// maxCSI bounds the parameters of a control sequence; colours are shorter. Longer ones are dropped.
const maxCSI = 128

const reset = "\x1b[0m"

// newTerminal returns a filter of what is written to f.
func newTerminal(f *os.File) *terminal { return &terminal{file: f} }

// File returns the terminal itself, so that programs see that it is one.
func (t *terminal) File() *os.File { return t.file }

// Write writes what is harmless in p. It counts all of p, unless the terminal cannot be written to.
func (t *terminal) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.out = t.out[:0]
	for _, c := range p {
		t.next(c)
	}
	if _, err := t.file.Write(t.out); err != nil {
		return 0, err
	}
	return len(p), nil
}

// close writes the rest and switches off what attributes are on.
func (t *terminal) close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.out = t.out[:0]
	if t.state == inRune {
		t.out = utf8.AppendRune(t.out, utf8.RuneError)
	}
	if t.colours {
		t.out = append(t.out, reset...)
	}
	t.state, t.colours = inText, false
	if len(t.out) > 0 {
		t.file.Write(t.out) // there is nobody to tell
	}
}

// The control characters that start and end sequences. Those above 0x7F are characters of UTF-8, too.
const (
	bel = 0x07
	can = 0x18
	sub = 0x1A
	esc = 0x1B
	del = 0x7F

	c1DCS = 0x90
	c1SOS = 0x98
	c1CSI = 0x9B
	c1ST  = 0x9C
	c1OSC = 0x9D
	c1PM  = 0x9E
	c1APC = 0x9F
)

// next takes one byte.
func (t *terminal) next(c byte) {
	switch {
	case c == can || c == sub: // end any sequence
		t.state = inText
		return
	case c == esc && t.state != inString:
		t.flushRune()
		t.state = inEscape
		return
	}
	switch t.state {
	case inText:
		t.text(c)
	case inRune:
		t.rune(c)
	case inEscape:
		t.escape(c)
	case inCharset:
		if c >= 0x30 || c < ' ' {
			t.state = inText
		}
	case inCSI:
		t.csi(c)
	case inString:
		t.inString(c)
	case inStringEsc:
		t.state = inText
		if c != '\\' {
			t.escape(c)
		}
	}
}

// text takes the first byte of a character.
func (t *terminal) text(c byte) {
	switch {
	case c >= utf8.RuneSelf:
		t.seq, t.state = append(t.seq[:0], c), inRune
		t.completeRune()
	case c >= ' ' && c != del || c == '\n' || c == '\t' || c == '\r' || c == '\b':
		t.out = append(t.out, c)
	}
}

// rune takes another byte of a character.
func (t *terminal) rune(c byte) {
	if utf8.RuneStart(c) {
		t.flushRune()
		t.text(c)
		return
	}
	t.seq = append(t.seq, c)
	t.completeRune()
}

// flushRune gives up a character whose end is missing.
func (t *terminal) flushRune() {
	if t.state == inRune {
		t.out = utf8.AppendRune(t.out, utf8.RuneError)
		t.state = inText
	}
}

// completeRune writes the character in seq, if it is complete, or does what it says if it is a control character.
func (t *terminal) completeRune() {
	if !utf8.FullRune(t.seq) {
		return
	}
	t.state = inText
	r, n := utf8.DecodeRune(t.seq)
	rest := len(t.seq) - n
	if r >= 0xA0 {
		t.out = utf8.AppendRune(t.out, r)
		for range rest { // bytes that continue nothing
			t.out = utf8.AppendRune(t.out, utf8.RuneError)
		}
		return
	}
	t.control(byte(r))
}

// control takes a control character from 0x80 on.
func (t *terminal) control(c byte) {
	switch c {
	case c1CSI:
		t.seq, t.state = t.seq[:0], inCSI
	case c1OSC, c1DCS, c1SOS, c1PM, c1APC:
		t.seq, t.state = t.seq[:0], inString
	default:
		t.state = inText
	}
}

// escape takes the byte after ESC.
func (t *terminal) escape(c byte) {
	switch {
	case c >= 0x40 && c <= 0x5F: // the other way to write the control characters from 0x80 on
		t.control(c + 0x40)
	case c >= 0x20 && c <= 0x2F:
		t.state = inCharset
	case c == '\n':
		t.state = inText
		t.text(c)
	default:
		t.state = inText
	}
}

// csi takes a byte of a control sequence and lets it pass if it is a complete SGR.
func (t *terminal) csi(c byte) {
	switch {
	case c >= 0x20 && c <= 0x3F:
		if len(t.seq) < maxCSI {
			t.seq = append(t.seq, c)
		}
	case c >= 0x40 && c <= 0x7E:
		t.state = inText
		if c == 'm' && isSGR(t.seq) {
			t.out = append(append(append(t.out, esc, '['), t.seq...), c)
			t.colours = true
		}
	case c == '\n': // no sequence has one; what follows is text again
		t.state = inText
		t.text(c)
	case c >= utf8.RuneSelf:
		t.state = inText
		t.text(c)
	}
}

// isSGR reports whether these are parameters of colours and other attributes, and not of something else that ends in m.
func isSGR(params []byte) bool {
	for _, c := range params {
		if (c < '0' || c > '9') && c != ';' && c != ':' {
			return false
		}
	}
	return len(params) < maxCSI
}

// inString takes a byte of a string, of which nothing passes. A line break ends it, so that one that has no end does not hide all that follows.
func (t *terminal) inString(c byte) {
	switch {
	case c == esc:
		t.state = inStringEsc
	case c == bel:
		t.state = inText
	case c == '\n':
		t.state = inText
		t.text(c)
	case c == c1ST && len(t.seq) > 0 && t.seq[0] == 0xC2: // the end as a character of UTF-8
		t.state = inText
	}
	t.seq = append(t.seq[:0], c)
}

// isTerminal reports whether what is written to f lands on somebody's screen.
func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(info, null)
}
