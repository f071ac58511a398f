package main

import (
	"bytes"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/wat"
)

var attributes = strings.NewReplacer(plain, "|", headColour, "<head>", stringColour, "<string>", typeColour, "<type>", numberColour, "<number>",
	nameColour, "<name>", noteColour, "<note>")

func TestTextColours(t *testing.T) {
	for text, want := range map[string]string{
		"(module $m)\n":                      "(<head>module| <name>$m|)\n",
		"(func (;0;) (param i32 funcref))\n": "(<head>func| <note>(;0;)| (<head>param| <type>i32| <type>funcref|))\n",
		"(export \"a\\\"(;b\" (func 0))\n":   "(<head>export| <string>\"a\\\"(;b\"| (<head>func| <number>0|))\n",
		"  i32.const -1\n":                   "  i32.const <number>-1|\n",
		"  f32.const nan:0x1\n":              "  f32.const <number>nan:0x1|\n",
		"(i32.add (f64.const -inf))\n":       "(i32.add (f64.const <number>-inf|))\n",
		"  i32.load offset=4\n":              "  i32.load offset=4\n",
		"(@custom \"x\")\n":                  "(<note>@custom| <string>\"x\"|)\n",
		"(; a ;; b ;)\n":                     "<note>(; a ;; b ;)|\n",
		"  if\n":                             "  if\n",
		"()\n":                               "()\n",
	} {
		for _, step := range []int{1, 3, len(text)} {
			var b bytes.Buffer
			c := &textColourer{w: &b}
			for rest := text; rest != ""; {
				n, err := io.WriteString(c, rest[:min(step, len(rest))])
				if err != nil {
					t.Fatal(err)
				}
				rest = rest[n:]
			}
			if got := attributes.Replace(b.String()); got != want {
				t.Errorf("%q: %q, want %q", text, got, want)
			}
		}
	}
}

// TestColoursAddOnly takes the colours away again.
func TestColoursAddOnly(t *testing.T) {
	m, err := wat.Parse([]byte(`(module $m (@custom "x" "\\(;") (import "a\"" "b" (func $"x y" (param f32))) (memory 1) (data (i32.const -1) "(;\5c\22;)")
		(func (result f64) (f64.const -0x1p-3) (f64.const nan:0x4) f64.add (v128.const i8x16 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16) drop))`))
	if err != nil {
		t.Fatal(err)
	}
	var text, coloured bytes.Buffer
	if err := wat.Print(&text, m, wat.PrintOptions{Fold: true}); err != nil {
		t.Fatal(err)
	}
	if err := wat.Print(&textColourer{w: &coloured}, m, wat.PrintOptions{Fold: true}); err != nil {
		t.Fatal(err)
	}
	if got := regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(coloured.String(), ""); got != text.String() {
		t.Errorf("got\n%s\nwant\n%s", got, text.String())
	}
}
