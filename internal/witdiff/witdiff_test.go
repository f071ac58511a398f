package witdiff_test

import (
	"slices"
	"testing"

	"github.com/wvm-project/wvm/internal/witdiff"
	"github.com/wvm-project/wvm/wit"
)

func printed(t *testing.T, text string) string {
	t.Helper()
	g, err := wit.Parse([]wit.Source{{Text: "package a:b;\n" + text}}, wit.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return g.Text(wit.PrintOptions{})
}

func TestDiff(t *testing.T) {
	const text = `interface i { type t = u8; record r { x: t, y: t } } interface j { use i.{t, r}; f: func(x: t) -> r; } world w { import j; }`
	for _, test := range []struct {
		other string
		want  []string
	}{
		{text, nil},
		{`world w { import j; } /// doc
			interface j { use i.{r, t}; f: func(x: t) -> r; } interface i { record r { x: t, y: t } type t = u8; }`, nil},
		{`interface i { type t = u8; record r { x: t, y: t } } interface j { use i.{t, r}; f: func(x: t); } world w { @external-id("") import j; }`, []string{
			"only a has: interface j  f: func(x: t) -> r;", "only a has: world w  import j;",
			"only b has: interface j  f: func(x: t);", `only b has: world w  @external-id("") import j;`,
		}},
	} {
		if got := witdiff.Diff("a", printed(t, text), "b", printed(t, test.other)); !slices.Equal(got, test.want) {
			t.Errorf("%s\ngot  %q\nwant %q", test.other, got, test.want)
		}
	}
}
