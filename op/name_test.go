package op

import "testing"

func TestByName(t *testing.T) {
	for o := Invalid + 1; o < opCount; o++ {
		if got := ByName(o.String()); got.String() != o.String() || got > o {
			t.Errorf("ByName(%q) = %d %v, want %d", o, got, got, o)
		}
	}
	for name, want := range map[string]Op{
		"select": Select, "ref.test": RefTest, "ref.cast": RefCast, "nop": Nop, "": Invalid, "i32.const0": Invalid, "i32.ad": Invalid, "x": Invalid,
	} {
		if got := ByName(name); got != want {
			t.Errorf("ByName(%q) = %v, want %v", name, got, want)
		}
	}
}

// TestNameTable checks that look-ups stay short.
func TestNameTable(t *testing.T) {
	steps, names := 0, 0
	for o := Invalid + 1; o < opCount; o++ {
		for h := hashName(o.String()); table[byName()[h]].Name != o.String(); h = (h + 1) % (1 << nameBits) {
			steps++
		}
		names++
	}
	if steps > names {
		t.Errorf("%d names need %d steps beyond the first", names, steps)
	}
}

func BenchmarkByName(b *testing.B) {
	for b.Loop() {
		for _, name := range []string{"local.get", "i32.const", "i32.load8_s", "br_if", "end", "block"} {
			ByName(name)
		}
	}
}
