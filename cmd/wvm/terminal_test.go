package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// filtered returns what a terminal gets of pieces.
func filtered(t *testing.T, pieces ...string) string {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "screen"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	term := newTerminal(f)
	for _, p := range pieces {
		if n, err := term.Write([]byte(p)); n != len(p) || err != nil {
			t.Fatalf("Write(%q) = %d, %v", p, n, err)
		}
	}
	term.close()
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestTerminal(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"text", "a b\tc\r\nd\b.", "a b\tc\r\nd\b."},
		{"other languages", "Grüße, Действие, 世界, 🦊", "Grüße, Действие, 世界, 🦊"},
		{"control characters", "a\x00\x01\x05\x07\x0b\x0c\x0e\x7fb", "ab"},
		{"colours", "\x1b[1;31mred\x1b[m", "\x1b[1;31mred\x1b[m" + reset},
		{"true colours", "\x1b[38:2::1:2:3mx\x1b[38;5;8my", "\x1b[38:2::1:2:3mx\x1b[38;5;8my" + reset},
		{"other sequences that end in m", "a\x1b[>4;2mb\x1b[?4mc\x1b[ md", "abcd"},
		{"cursor and screen", "a\x1b[2J\x1b[H\x1b[10;20H\x1b[3Ab", "ab"},
		{"reports", "a\x1b[6n\x1b[c\x1b[>cb", "ab"},
		{"modes", "a\x1b[?1049h\x1b[?25lb", "ab"},
		{"long parameters", "a\x1b[" + strings.Repeat("1;", 1000) + "mb", "ab"},
		{"title, BEL", "a\x1b]0;title\x07b", "ab"},
		{"title, ST", "a\x1b]0;title\x1b\\b", "ab"},
		{"title, ST of UTF-8", "a\x1b]0;title\u009cb", "ab"},
		{"clipboard", "a\x1b]52;c;Zm9v\x07b", "ab"},
		{"link", "\x1b]8;;http://example.org\x1b\\text\x1b]8;;\x1b\\", "text"},
		{"device control", "a\x1bPq#0;2;0;0;0\x1b\\b", "ab"},
		{"application and privacy", "a\x1b_x\x1b\\b\x1b^y\x1b\\c\x1bXz\x1b\\d", "abcd"},
		{"a string without an end", "a\x1b]0;title\nb", "a\nb"},
		{"a string in a string", "a\x1b]0;x\x1b]0;y\x07b", "ab"},
		{"a sequence after a string", "a\x1b]0;x\x1b[2Jb", "ab"},
		{"a sequence without an end", "a\x1b[12\nb", "a\nb"},
		{"a sequence that is cancelled", "a\x1b[12\x18b\x1b]0;\x1ac", "abc"},
		{"a sequence in a sequence", "a\x1b[1\x1b[2Jb", "ab"},
		{"control characters in a sequence", "a\x1b[1\x07mb", "a\x1b[1mb" + reset},
		{"escapes", "a\x1bcb\x1b7c\x1b(0d\x1b#8e\x1b=f\x1bNg", "abcdefg"},
		{"UTF-8 CSI", "a\u009b2Jb\u009b31mc", "ab\x1b[31mc" + reset},
		{"UTF-8 OSC", "a\u009d0;title\x07b", "ab"},
		{"UTF-8 controls", "a\u0085b\u008ec\u0090x\u009cd", "abcd"},
		{"bytes", "a\x9b2Jb", "a\uFFFD2Jb"},
		{"bytes that end nothing", "a\xe4\xb8b\xffc\xc0\xafd", "a\uFFFDb\uFFFDc\uFFFD\uFFFDd"},
		{"escape in a character", "a\xe4\xb8\x1b[2Jb", "a\uFFFDb"},
		{"half a character", "a\xe4\xb8", "a\uFFFD"},
		{"half a sequence", "a\x1b[3", "a"},
		{"a letter after an escape that is none", "a\x1b\nb", "a\nb"},
	} {
		if got := filtered(t, test.text); got != test.want {
			t.Errorf("%s: %q gives %q, want %q", test.name, test.text, got, test.want)
		}
		var bytes []string
		for i := range len(test.text) {
			bytes = append(bytes, test.text[i:i+1])
		}
		if got := filtered(t, bytes...); got != test.want {
			t.Errorf("%s: %q by bytes gives %q, want %q", test.name, test.text, got, test.want)
		}
	}
}

// FuzzTerminal checks that no way to cut output changes what passes, and that only characters and SGR do.
func FuzzTerminal(f *testing.F) {
	f.Add("a\x1b[31mb\x1b]0;x\x07", 3)
	f.Add("\u009b2J\xe4\xb8", 5)
	f.Fuzz(func(t *testing.T, text string, cut int) {
		whole := filtered(t, text)
		if cut = max(0, min(cut, len(text))); filtered(t, text[:cut], text[cut:]) != whole {
			t.Errorf("%q gives something else when cut at %d", text, cut)
		}
		for rest := whole; rest != ""; {
			r := []rune(rest)[0]
			switch {
			case r == esc:
				end := strings.IndexByte(rest, 'm')
				if end < 2 || rest[1] != '[' || !isSGR([]byte(rest[2:end])) {
					t.Fatalf("%q gives %q", text, whole)
				}
				rest = rest[end+1:]
				continue
			case r < ' ' && !strings.ContainsRune("\n\t\r\b", r), r >= del && r < 0xA0:
				t.Fatalf("%q gives %q", text, whole)
			}
			rest = rest[len(string(r)):]
		}
	})
}
