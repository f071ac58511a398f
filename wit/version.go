package wit

import (
	"cmp"
	"regexp"
	"strings"
	"sync"
)

// This file holds semantic versions.

// A version is a semantic version in parts.
type version struct {
	numbers [3]string // without leading zeros
	pre     []string
}

// versionSyntax is compiled when it is wanted: most programs that link this package never read a version.
var versionSyntax = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)` +
		`(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*))*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$`)
})

// maxVersion is the length of a version, so that numbers have an end.
const maxVersion = 200

func parseVersion(s string) (v version, ok bool) {
	if len(s) > maxVersion {
		return v, false
	}
	m := versionSyntax().FindStringSubmatch(s)
	if m == nil {
		return v, false
	}
	copy(v.numbers[:], m[1:4])
	if m[4] != "" {
		v.pre = strings.Split(m[4], ".")
	}
	return v, true
}

// compareVersions returns which of two versions comes first. Both must be valid.
func compareVersions(a, b string) int {
	v, _ := parseVersion(a)
	w, _ := parseVersion(b)
	for i := range v.numbers {
		if c := compareNumbers(v.numbers[i], w.numbers[i]); c != 0 {
			return c
		}
	}
	switch {
	case len(v.pre) == 0 || len(w.pre) == 0:
		return cmp.Compare(len(w.pre), len(v.pre)) // the one without comes later
	}
	for i := 0; i < len(v.pre) && i < len(w.pre); i++ {
		if c := comparePre(v.pre[i], w.pre[i]); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(v.pre), len(w.pre))
}

// compareNumbers compares digits without leading zeros.
func compareNumbers(a, b string) int {
	if c := cmp.Compare(len(a), len(b)); c != 0 {
		return c
	}
	return cmp.Compare(a, b)
}

// comparePre compares parts of pre-release versions: numbers come before words.
func comparePre(a, b string) int {
	aNumber, bNumber := strings.Trim(a, "0123456789") == "", strings.Trim(b, "0123456789") == ""
	switch {
	case aNumber && bNumber:
		return compareNumbers(a, b)
	case aNumber:
		return -1
	case bNumber:
		return 1
	}
	return cmp.Compare(a, b)
}
