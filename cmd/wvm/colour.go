package main

import (
	"io"
	"os"
	"runtime"
	"strings"

	"github.com/spf13/pflag"
)

// This file colours what is shown on a terminal: errors, and modules as text.

// Attributes of characters, as control sequences.
const (
	plain        = "\x1b[m"
	errorColour  = "\x1b[1;31m" // bold, red
	headColour   = "\x1b[1;34m" // bold, blue
	stringColour = "\x1b[32m"   // green
	typeColour   = "\x1b[33m"   // yellow
	numberColour = "\x1b[35m"   // magenta
	nameColour   = "\x1b[36m"   // cyan
	noteColour   = "\x1b[90m"   // grey
)

// colourFlag adds the flag that says when a verb colours its output.
func colourFlag(flags *pflag.FlagSet) *string {
	return flags.String("color", "auto", "colour the output: `when` is auto, for a terminal, or always or never")
}

// coloured reports whether what goes to f is coloured. The environment may ask for none (no-color.org).
func coloured(v *verb, when string, f *os.File) (bool, error) {
	switch when {
	case "auto":
		return colourTerminal(f), nil
	case "always", "never":
		return when == "always", nil
	}
	return false, usageError(v, "--color is auto, always or never, not "+when)
}

func colourTerminal(f *os.File) bool {
	bare := runtime.GOOS == "windows" && os.Getenv("WT_SESSION") == "" // a console that may show control sequences as they are
	return isTerminal(f) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && !bare
}

// A textColourer colours the text format as the printer writes it, which ends with a line break.
type textColourer struct {
	w     io.Writer
	out   []byte
	word  []byte // that has begun
	head  bool   // a parenthesis was opened, whose first word is next
	state textState
}

// A textState is what a textColourer is in.
type textState uint8

const (
	betweenQuotes textState = iota
	atParen                 // a parenthesis, or the start of a comment
	inQuotes
	behindBackslash // behind a backslash in quotes
	inNote          // a comment
	atNoteEnd
)

func (c *textColourer) Write(b []byte) (int, error) {
	c.out = c.out[:0]
	for _, x := range b {
		c.next(x)
	}
	_, err := c.w.Write(c.out)
	return len(b), err
}

func (c *textColourer) next(x byte) {
	switch c.state {
	case betweenQuotes:
		c.inWords(x)
	case atParen:
		if x == ';' {
			c.out, c.state = append(c.out, noteColour+"(;"...), inNote
			return
		}
		c.out, c.head, c.state = append(c.out, '('), true, betweenQuotes
		c.inWords(x)
	case inQuotes:
		c.out = append(c.out, x)
		switch x {
		case '\\':
			c.state = behindBackslash
		case '"':
			c.out, c.state = append(c.out, plain...), betweenQuotes
		}
	case behindBackslash:
		c.out, c.state = append(c.out, x), inQuotes
	case inNote, atNoteEnd:
		c.out = append(c.out, x)
		switch {
		case x == ';':
			c.state = atNoteEnd
		case x == ')' && c.state == atNoteEnd:
			c.out, c.state = append(c.out, plain...), betweenQuotes
		default:
			c.state = inNote
		}
	}
}

// inWords passes a character that is in no string and no comment.
func (c *textColourer) inWords(x byte) {
	switch x {
	case ' ', '\n', '(', ')', '"':
		c.endWord()
	default:
		c.word = append(c.word, x)
		return
	}
	switch x {
	case '(':
		c.state = atParen
	case '"':
		c.out, c.state = append(c.out, stringColour+`"`...), inQuotes
	default:
		c.out = append(c.out, x)
	}
}

func (c *textColourer) endWord() {
	if len(c.word) == 0 {
		return
	}
	if colour := wordColour(string(c.word), c.head); colour != "" {
		c.out = append(append(append(c.out, colour...), c.word...), plain...)
	} else {
		c.out = append(c.out, c.word...)
	}
	c.word, c.head = c.word[:0], false
}

// wordColour is the colour of a word, which may be the first one in parentheses.
func wordColour(word string, head bool) string {
	number := strings.TrimLeft(word, "+-")
	isDigit := func(i int) bool { return len(number) > i && number[i] >= '0' && number[i] <= '9' }
	switch {
	case word[0] == '@':
		return noteColour
	case word[0] == '$':
		return nameColour
	case isDigit(0), number == "inf", number == "nan", strings.HasPrefix(number, "nan:"):
		return numberColour
	case head && !strings.Contains(word, "."):
		return headColour
	case isDigit(1) && strings.ContainsRune("ifv", rune(word[0])) && !strings.Contains(word, "."), strings.HasSuffix(word, "ref"):
		return typeColour
	}
	return ""
}
