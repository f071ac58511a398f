package binary

import (
	"iter"
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/wvm-project/wvm/wasm"
)

// pairs returns names of the given indices in their order.
func pairs(names map[uint32]string) iter.Seq2[uint32, string] {
	return func(yield func(uint32, string) bool) {
		for _, x := range slices.Sorted(maps.Keys(names)) {
			if !yield(x, names[x]) {
				return
			}
		}
	}
}

func TestDecodeNames(t *testing.T) {
	funcs := map[uint32]string{0: "zero", 1: "", 7: "h\u00e9", 300: "last"}
	data := AppendModuleName(nil, "module")
	data = AppendNameMap(data, NamesFunc, pairs(funcs))
	data = AppendIndirectNameMap(data, NamesLocal, func(yield func(uint32, iter.Seq2[uint32, string]) bool) {
		_ = yield(2, pairs(map[uint32]string{0: "a", 3: "b"})) && yield(9, pairs(map[uint32]string{130: "c"}))
	})
	data = AppendSection(data, 77, []byte("of a kind to come"))
	for kind := NamesType; kind <= NamesTag; kind++ {
		if new(Names).direct(kind) != nil {
			data = AppendNameMap(data, kind, pairs(map[uint32]string{uint32(kind): "one"}))
		}
	}
	n, err := DecodeNames(data, 50)
	if err != nil {
		t.Fatal(err)
	}
	if n.Module != "module" || n.Funcs.Len() != len(funcs) || !maps.Equal(maps.Collect(n.Funcs.All()), funcs) {
		t.Errorf("module %q, functions %v", n.Module, maps.Collect(n.Funcs.All()))
	}
	for x := range uint32(400) {
		got, ok := n.Func(x)
		if want, wantOK := funcs[x]; got != want || ok != wantOK {
			t.Errorf("function %d: %q, %v", x, got, ok)
		}
	}
	var locals []string
	for x, m := range n.Locals.All() {
		for y, name := range m.All() {
			again := n.Locals.Get(x)
			if got, ok := again.Get(y); got != name || !ok {
				t.Errorf("local %d of function %d: %q, %v; want %q", y, x, got, ok, name)
			}
			locals = append(locals, name)
		}
	}
	if none := n.Locals.Get(3); none.Len() != 0 || !slices.Equal(locals, []string{"a", "b", "c"}) || n.Locals.Len() != 2 {
		t.Errorf("locals %v", locals)
	}
	for kind := NamesType; kind <= NamesTag; kind++ {
		if m := n.direct(kind); m != nil {
			if got, ok := m.Get(uint32(kind)); got != "one" || !ok {
				t.Errorf("names of kind %d: %q, %v", kind, got, ok)
			}
		}
	}
}

// TestWrongNames checks what malformed name sections leave.
func TestWrongNames(t *testing.T) {
	for _, tt := range []struct {
		in     string
		want   map[uint32]string
		code   wasm.Code
		offset int
	}{
		{"", map[uint32]string{}, "", 0},
		{"\x01\x0A\x03\x05\x01b\x02\x01a\x05\x01c", map[uint32]string{2: "a", 5: "b"}, "", 0},
		{"\x01\x07\x02\x00\x01a\x01\x01\xFF", map[uint32]string{0: "a"}, codeUTF8, 58},
		{"\x01\x07\x03\x00\x01a\x01\x01b", map[uint32]string{0: "a", 1: "b"}, codeEnd, 59},
		{"\x01\x05\x01\x00\x01a\x00", map[uint32]string{0: "a"}, codeSectionSize, 56},
		{"\x01\x05\x01\x00\x01a", map[uint32]string{}, codeEnd, 56},
		{"\x01\xFF\xFF\xFF\xFF\x0F\x00", map[uint32]string{}, codeLength, 51},
		{"\x01\x05\xFF\xFF\xFF\xFF\x0F", map[uint32]string{}, codeLength, 52},
		{"\x01", map[uint32]string{}, codeEnd, 51},
		{"\x00\x02\x01\xFF", map[uint32]string{}, codeUTF8, 53},
		{"\x02\x05\x01\x00\xFF\x01\x00", map[uint32]string{}, codeLength, 54},
	} {
		n, err := DecodeNames([]byte(tt.in), 50)
		if got := maps.Collect(n.Funcs.All()); !maps.Equal(got, tt.want) || !hasError(err, tt.code, tt.offset) {
			t.Errorf("%x: names %v, error %v; want %v, %q at %d", tt.in, got, err, tt.want, tt.code, tt.offset)
		}
	}
}

func TestBranchHints(t *testing.T) {
	want := map[uint32][]BranchHint{1: {{Offset: 5, Likely: true}, {Offset: 300}}, 4: nil, 9: {{Offset: 1}}}
	data := AppendBranchHints(nil, func(yield func(uint32, []BranchHint) bool) {
		_ = yield(1, want[1]) && yield(4, nil) && yield(9, want[9])
	})
	h, err := DecodeBranchHints(data, 50)
	if err != nil {
		t.Fatal(err)
	}
	for x := range uint32(12) {
		if got := h.Func(x); !slices.Equal(got, want[x]) {
			t.Errorf("function %d: %v", x, got)
		}
	}
	if got := AppendBranchHints(nil, h.All()); !reflect.DeepEqual(got, data) {
		t.Errorf("%x is written back as %x", data, got)
	}
	for _, tt := range []struct {
		in     string
		code   wasm.Code
		offset int
	}{
		{"", codeEnd, 50},
		{"\x01\x00\x01\x05\x02\x01\x00", codeBranchHint, 54},
		{"\x01\x00\x01\x05\x01\x02", codeBranchHint, 55},
		{"\x01\x00\x02\x05\x01\x00\x05\x01\x00", codeBranchHint, 56},
		{"\x02\x03\x00\x03\x00", codeBranchHint, 53},
		{"\x00\x00", codeSectionSize, 51},
		{"\xFF\xFF\xFF\xFF\x0F", codeLength, 50},
		{"\x01\x00\xFF\xFF\xFF\xFF\x0F", codeLength, 52},
	} {
		h, err := DecodeBranchHints([]byte(tt.in), 50)
		if !hasError(err, tt.code, tt.offset) || len(maps.Collect(h.All())) > 0 {
			t.Errorf("%x: error %v, want %q at %d", tt.in, err, tt.code, tt.offset)
		}
	}
}
