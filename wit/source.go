package wit

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// This file holds the texts that are read, and errors in them.

// A Source is a text in WIT.
type Source struct {
	Name string // of the file, for errors
	Text string
}

// An Error says what is wrong with WIT, and where.
type Error struct {
	File         string // or empty
	Line, Column int    // from 1; columns count characters; 0 if the error is in no text
	What         string
	Help         string // the way out, or empty
	line         string
}

// Error returns the place, what is wrong, the line with a mark, and the way out.
func (e *Error) Error() string {
	var b strings.Builder
	if e.File != "" {
		b.WriteString(e.File + ":")
	}
	if e.Line > 0 {
		fmt.Fprintf(&b, "%d:%d:", e.Line, e.Column)
	}
	if b.Len() > 0 {
		b.WriteByte(' ')
	}
	b.WriteString(e.What)
	if e.Line > 0 {
		const width = 100 // of what is shown of a line
		line, mark := []rune(e.line), e.Column-1
		if len(line) > width {
			first := max(0, min(mark-width/2, len(line)-width))
			line, mark = line[first:first+width], mark-first
		}
		margin := fmt.Sprintf("%5d | ", e.Line)
		fmt.Fprintf(&b, "\n%s%s\n%*s%s^", margin, string(line), len(margin), "| ", strings.Repeat(" ", mark))
	}
	if e.Help != "" {
		b.WriteString("\n" + e.Help)
	}
	return b.String()
}

// A pos is a place in a text. The zero pos is none.
type pos struct {
	src *Source
	at  int
}

// fail is how errors leave the readers of text and the resolver: as a panic that catch turns into the error of a function.
func fail(at pos, format string, args ...any) {
	panic(errorAt(at, "", fmt.Sprintf(format, args...)))
}

// failHelp is fail with a way out.
func failHelp(at pos, help, format string, args ...any) {
	panic(errorAt(at, help, fmt.Sprintf(format, args...)))
}

// catch is to be deferred by those who call what fails.
func catch(err *error) {
	switch e := recover().(type) {
	case nil:
	case *Error:
		*err = e
	default:
		panic(e)
	}
}

func errorAt(at pos, help, what string) *Error {
	e := &Error{What: what, Help: help}
	if at.src == nil {
		return e
	}
	text := at.src.Text
	offset := min(at.at, len(text))
	start := strings.LastIndexByte(text[:offset], '\n') + 1
	end := len(text)
	if i := strings.IndexByte(text[offset:], '\n'); i >= 0 {
		end = offset + i
	}
	e.File = at.src.Name
	e.Line = 1 + strings.Count(text[:start], "\n")
	e.Column = 1 + utf8.RuneCountInString(text[start:offset])
	e.line = strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case unicode.IsPrint(r):
			return r
		}
		return '?'
	}, strings.TrimRight(text[start:end], "\r"))
	return e
}

// nearest returns, as a sentence to append, which of the names a misspelt one may mean, or nothing.
func nearest(name string, names []string) string {
	best, least := "", 1+len(name)/3
	for _, n := range names {
		if d := distance(name, n, least); d <= least && n != name {
			best, least = n, d-1
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("Did you mean `%s`?", best)
}

// distance returns how many letters differ between two names, or more than limit if they are many.
func distance(a, b string, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit || len(a) > 64 {
		return limit + 1
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
