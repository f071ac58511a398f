package wat

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

var kindNames = [...]string{"eof", "(", ")", "word", "id", "string", "nat", "int", "float", "char", "reserved", "annotation", "error"}

// tokens returns the tokens of s, each with its kind and text, up to the end or the first error, which is given with its offset.
func tokens(s string) string {
	l := lexer{src: s}
	var list []string
	for {
		var t token
		l.next(&t)
		switch t.kind {
		case tokenEOF:
			return strings.Join(list, " ")
		case tokenError:
			return strings.Join(append(list, fmt.Sprintf("%d:%s", l.errPos, l.err)), " ")
		case tokenOpen, tokenClose:
			list = append(list, kindNames[t.kind])
		default:
			list = append(list, kindNames[t.kind]+":"+s[t.pos:t.end])
		}
	}
}

func TestTokens(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", ""},
		{" \t\r\n", ""},
		{"(module)", "( word:module )"},
		{"i32.add i32.add", "word:i32.add word:i32.add"},
		{"$x $x!$y(", "id:$x id:$x!$y ("},
		{`$"a b" "a b"`, `id:$"a b" string:"a b"`},
		{`"\t\n\r\"\'\\\41\u{41}\u{10_ffff}"`, `string:"\t\n\r\"\'\\\41\u{41}\u{10_ffff}"`},
		{"0 0x0 1_0 0x1_f 00", "nat:0 nat:0x0 nat:1_0 nat:0x1_f nat:00"},
		{"+0 -1 -0xf_f", "int:+0 int:-1 int:-0xf_f"},
		{"1. 1.5 1e5 1.e-5 1_0.1_0E+1_0 0x1p1 0x1.8P-1 0x.8", "float:1. float:1.5 float:1e5 float:1.e-5 float:1_0.1_0E+1_0 float:0x1p1 " +
			"float:0x1.8P-1 45:unknown operator 0x.8"},
		{"-inf +nan -nan:0x1", "float:-inf float:+nan float:-nan:0x1"},
		{"inf nan nan:0x1 nan:canonical", "word:inf word:nan word:nan:0x1 word:nan:canonical"},
		{"a;;b\nc", "word:a word:c"},
		{"a;;b\rc", "word:a word:c"},
		{"a(;b(;c;)d;)e", "word:a word:e"},
		{"(;;)(;();)", ""},
		{"(@a b)", "annotation:(@a word:b )"},
		{`(@"a b" c)`, `annotation:(@"a b" word:c )`},
		{"offset=0x10", "word:offset=0x10"},

		{"a(;b", "word:a 1:unclosed comment"},
		{"(;(;;)", "0:unclosed comment"},
		{";;\xff", "2:malformed UTF-8 encoding"},
		{"(;é\xff;)", "4:malformed UTF-8 encoding"},
		{";;\xef\xbf\xbd", ""},
		{"\xff", "0:malformed UTF-8 encoding"},
		{"é", "0:misplaced unicode character"},
		{"\x00", "0:misplaced control character"},
		{"\x7f", "0:misplaced control character"},
		{"$", "0:empty identifier"},
		{`$""`, "0:empty identifier"},
		{"$\"a\n\"", "0:empty identifier"},
		{`$"\q"`, `2:illegal escape`},
		{"(@)", "0:empty annotation id"},
		{`(@"")`, "0:empty annotation id"},
		{`"a`, "0:unclosed string literal"},
		{"\"a\nb\"", "0:unclosed string literal"},
		{"\"a\x01b\"", "2:illegal control character in string literal"},
		{"\"a\xffb\"", "2:malformed UTF-8 encoding"},
		{`"\"`, "0:unclosed string literal"},
		{`"\`, "1:illegal escape"},
		{`"\4"`, "1:illegal escape"},
		{`"\u{}"`, "1:illegal escape"},
		{`"\u{d800}"`, "1:illegal escape"},
		{`"\u{110000}"`, "1:illegal escape"},
		{`"\u{1__0}"`, "1:illegal escape"},
		{`"\u{10_}"`, "1:illegal escape"},
		{"Abc", "0:unknown operator Abc"},
		{"0drop", "0:unknown operator 0drop"},
		{`a"b"`, `0:unknown operator a"b"`},
		{`"a""b"`, `0:unknown operator "a""b"`},
		{`"a"b`, `0:unknown operator "a"b`},
		{`$a"b"`, `0:unknown operator $a"b"`},
		{`0"b"`, `0:unknown operator 0"b"`},
		{"1__0", "0:unknown operator 1__0"},
		{"1_", "0:unknown operator 1_"},
		{"0x", "0:unknown operator 0x"},
		{"0x_1", "0:unknown operator 0x_1"},
		{"1.5.", "0:unknown operator 1.5."},
		{"1e", "0:unknown operator 1e"},
		{"1e+-5", "0:unknown operator 1e+-5"},
		{"0x1e5p", "0:unknown operator 0x1e5p"},
		{"+", "0:unknown operator +"},
		{"-nan:0x", "0:unknown operator -nan:0x"},
		{"[", "0:unknown operator ["},
		{"a;b", "word:a 1:unknown operator ;"},
		{strings.Repeat("Z", 200), "0:unknown operator " + strings.Repeat("Z", maxShown) + "..."},
	} {
		if got := tokens(tt.text); got != tt.want {
			t.Errorf("tokens of %q:\n got %s\nwant %s", tt.text, got, tt.want)
		}
	}
}

func TestSkip(t *testing.T) {
	for _, tt := range []struct {
		text string
		want string // what is left
		ok   bool
	}{
		{")x", "x", true},
		{"()())x", "x", true},
		{`")" (; ) ;) ;; )
			$")" (@a ")" ) )x`, "x", true},
		{`"\")")x`, "x", true},
		{"(", "", false},
		{`")`, "", false},
		{"(;)", "", false},
	} {
		l := lexer{src: tt.text}
		if ok := l.skip(); ok != tt.ok || ok && tt.text[l.pos:] != tt.want {
			t.Errorf("skip in %q: %v, left %q; want %v, %q", tt.text, ok, tt.text[l.pos:], tt.ok, tt.want)
		}
	}
}

func TestAnnotations(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{`(@x y (z) "a)" $ 0x ]} (@) (@ a) (@ (;)
			)
			;) )) (func)`, ""},
		{"(@x", "1:1: unclosed annotation"},
		{"(func (@x (y)", "1:7: unclosed annotation"},
		{`(@x "`, "1:5: unclosed string literal"},
		{"(@x é)", "1:5: illegal character"},
		{"(@x \x01)", "1:5: illegal character"},
		{"(@x \xff)", "1:5: malformed UTF-8 encoding"},
		{`(@"\ff")`, "1:1: malformed UTF-8 encoding"},
		{`(@name)`, "1:7: @name annotation: string expected"},
		{`(module (@name "a" b))`, "1:20: @name annotation: unexpected token"},
		{`(module (@name "a") (@name "b"))`, "1:21: @name annotation: multiple module names"},
		{`(func $f (@name "a") (@name "b"))`, "1:22: @name annotation: multiple function names"},
		{`(func (@name "\ff"))`, "1:14: @name annotation: malformed UTF-8 encoding"},
		{`(func nop (@name "a"))`, "1:11: misplaced @name annotation"},
		{`(global (@custom "a") i32 (i32.const 0))`, "1:9: misplaced @custom annotation"},
		{`(func nop (@custom "a"))`, "1:11: misplaced @custom annotation"},
		{`(type (func (@section data)))`, "1:13: misplaced @section annotation"},
		{`(@section datas)`, "1:11: @section annotation: malformed section kind"},
		{`(@custom "a" (before last) "b")`, ""},
		{`(@custom "a" (before func code) "b")`, "1:27: @custom annotation: unexpected token"},
		{`(func (@metadata.code.branch_hint "\02") if end)`, "1:40: @metadata.code.branch_hint annotation: invalid hint value"},
		{`(func (@metadata.code.branch_hint "\01"))`, "1:7: @metadata.code.branch_hint annotation: invalid placement"},
		{`(func (@metadata.code.branch_hint "\01") nop)`, "1:42: @metadata.code.branch_hint annotation: invalid target"},
		{`(func block (@metadata.code.branch_hint "\01") (if (i32.const 0) (then)) end)`, ""},
		{`(global i32 (@metadata.code.branch_hint "\01") if end)`, "1:48: @metadata.code.branch_hint annotation: not in a function"},
	} {
		_, err := Parse([]byte(tt.text))
		if got := firstLine(err); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.text, got, tt.want)
		}
	}
}

// firstLine returns the place and message of an error, without the detail.
func firstLine(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return fmt.Sprintf("%d:%d: %s", e.Line, e.Column, e.Code)
	} else if err != nil {
		return err.Error()
	}
	return ""
}
