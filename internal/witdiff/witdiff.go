// Package witdiff says in which statements two texts of WIT differ that package wit has printed. It is for tests.
package witdiff

import (
	"slices"
	"strings"
)

// Diff returns the statements that only one of the texts has, each behind the name of that. Comments and the order of statements mean nothing.
func Diff(aName, a, bName, b string) (lines []string) {
	as, bs := statements(a), statements(b)
	only := func(name string, list, other []string) {
		for _, s := range list {
			if _, ok := slices.BinarySearch(other, s); !ok {
				lines = append(lines, "only "+name+" has: "+s)
			}
		}
	}
	only(aName, as, bs)
	only(bName, bs, as)
	if lines == nil && !slices.Equal(as, bs) {
		lines = []string{aName + " and " + bName + " have the same statements in different numbers"}
	}
	return lines
}

// statements returns the statements of a text, each with those around it, sorted. Each name that is used has a statement of its own.
func statements(text string) (list []string) {
	var around []string
	add := func(s string) { list = append(list, strings.Join(append(around[:len(around):len(around)], s), " ")) }
	attributes := ""
	for line := range strings.Lines(text) {
		s := strings.TrimSpace(line)
		if s == "" || strings.HasPrefix(s, "//") {
			continue
		}
		if strings.HasPrefix(s, "@") {
			attributes += s + " "
			continue
		}
		s = attributes + strings.TrimSuffix(s, "{}")
		attributes = ""
		switch path, names, isUse := strings.Cut(s, ".{"); {
		case s == "}":
			around = around[:len(around)-1]
		case strings.HasSuffix(s, "{"):
			s = strings.TrimSuffix(s, "{")
			add(s)
			around = append(around, s)
		case isUse && strings.HasPrefix(s, "use "):
			for name := range strings.SplitSeq(strings.TrimSuffix(names, "};"), ",") {
				add(path + "." + strings.TrimSpace(name))
			}
		default:
			add(s)
		}
	}
	slices.Sort(list)
	return list
}
