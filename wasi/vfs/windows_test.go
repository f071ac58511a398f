package vfs

import "testing"

func TestWindowsPath(t *testing.T) {
	for _, test := range []struct {
		path string
		want bool
	}{
		{"a", true}, {"a/b.txt", true}, {"a/../b", true}, {"./a/", true}, {"console", true}, {"com", true}, {"com10", true},
		{"lpt", true}, {"nul0", true}, {"a.nul", true}, {"Действие", true},
		{"CON", false}, {"prn", false}, {"Aux", false}, {"a/NUL", false}, {"nul.txt", false}, {"NUL.tar.gz", false},
		{"COM1", false}, {"com1.txt", false}, {"COM¹", false}, {"LPT⁰", false}, {"lpt9", false}, {"CONIN$", false}, {"conout$.x", false},
		{"a.", false}, {"a ", false}, {"a/b. /c", false}, {"...", false}, {"nul .txt", false}, {"a:b", false}, {"a:$DATA", false}, {`a\b`, false}, {`\\?\C:\x`, false},
		{"C:", false}, {"C:x", false}, {"a*", false}, {"a?", false}, {"a\tb", false}, {"a|b", false}, {`a"b`, false}, {"a<b", false},
	} {
		if got := windowsPath(test.path); got != test.want {
			t.Errorf("windowsPath(%q) = %t, want %t", test.path, got, test.want)
		}
	}
}
