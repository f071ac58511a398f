// Package semver reads and compares semantic versions, as https://semver.org version 2.0.0 defines them, and says which of them the
// Component Model takes for one another.
package semver

import (
	"cmp"
	"fmt"
	"strings"
)

// A Version is a semantic version in parts.
type Version struct {
	Numbers [3]string // major, minor, patch, without leading zeros
	Pre     string    // the pre-release, without the hyphen
	Build   string    // the build metadata, without the plus sign
}

// digits64 is how many digits a number may have that fits 64 bits.
const digits64 = 19

var parts = [...]string{"major", "minor", "patch"}

// Parse reads a version whose numbers fit 64 bits. The error says what is wrong and in which part.
func Parse(s string) (Version, error) { return ParseLong(s, digits64) }

// ParseLong is Parse for numbers of at most maxDigits digits.
func ParseLong(s string, maxDigits int) (v Version, err error) {
	if s == "" {
		return v, fmt.Errorf("empty string, expected a version")
	}
	for i, part := range parts {
		if v.Numbers[i], s, err = number(s, part, maxDigits); err != nil {
			return v, err
		}
		if i == len(parts)-1 {
			break
		}
		switch {
		case s == "":
			return v, fmt.Errorf("unexpected end of input after the %s version number", part)
		case s[0] != '.':
			return v, fmt.Errorf("unexpected character %s after the %s version number", first(s), part)
		}
		s = s[1:]
	}
	return v, v.suffix(s)
}

// number cuts off the number that s begins with.
func number(s, part string, maxDigits int) (n, rest string, err error) {
	digits := 0
	for digits < len(s) && s[digits] >= '0' && s[digits] <= '9' {
		digits++
	}
	switch {
	case s == "":
		return "", s, fmt.Errorf("unexpected end of input in the %s version number", part)
	case digits == 0:
		return "", s, fmt.Errorf("unexpected character %s in the %s version number", first(s), part)
	case digits > 1 && s[0] == '0':
		return "", s, fmt.Errorf("invalid leading zero in the %s version number", part)
	case digits > maxDigits:
		return "", s, fmt.Errorf("the %s version number is too large", part)
	}
	return s[:digits], s[digits:], nil
}

// first returns the first character of s in quotes.
func first(s string) string { return "'" + string([]rune(s)[:1]) + "'" }

// suffix reads what stands behind the numbers.
func (v *Version) suffix(s string) error {
	pre, build, hasBuild := strings.Cut(s, "+")
	if rest, ok := strings.CutPrefix(pre, "-"); ok {
		if err := identifiers(rest, true); err != nil {
			return fmt.Errorf("%w in pre-release identifier", err)
		}
		v.Pre = rest
	} else if pre != "" {
		return fmt.Errorf("unexpected character %s after the patch version number", first(pre))
	}
	if hasBuild {
		if err := identifiers(build, false); err != nil {
			return fmt.Errorf("%w in build metadata", err)
		}
		v.Build = build
	}
	return nil
}

// identifiers checks identifiers with dots between them. Numbers of pre-releases have no leading zero.
func identifiers(s string, pre bool) error {
	for id := range strings.SplitSeq(s, ".") {
		if id == "" {
			return fmt.Errorf("empty identifier segment")
		}
		for i := range len(id) {
			b := id[i]
			if !(b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '-') {
				return fmt.Errorf("unexpected character %s", first(id[i:]))
			}
		}
		if pre && len(id) > 1 && id[0] == '0' && isNumber(id) {
			return fmt.Errorf("invalid leading zero")
		}
	}
	return nil
}

func isNumber(s string) bool { return strings.Trim(s, "0123456789") == "" }

// Compare returns which version comes first: less than 0 if v does. Build metadata does not count.
func (v Version) Compare(w Version) int {
	for i := range v.Numbers {
		if c := compareNumbers(v.Numbers[i], w.Numbers[i]); c != 0 {
			return c
		}
	}
	if v.Pre == "" || w.Pre == "" {
		return cmp.Compare(len(w.Pre), len(v.Pre)) // the one without comes later
	}
	a, b := strings.Split(v.Pre, "."), strings.Split(w.Pre, ".")
	for i := 0; i < len(a) && i < len(b); i++ {
		if c := comparePre(a[i], b[i]); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(a), len(b))
}

// compareNumbers compares digits without leading zeros.
func compareNumbers(a, b string) int {
	if c := cmp.Compare(len(a), len(b)); c != 0 {
		return c
	}
	return cmp.Compare(a, b)
}

// comparePre compares parts of pre-releases: numbers come before words.
func comparePre(a, b string) int {
	switch aNumber, bNumber := isNumber(a), isNumber(b); {
	case aNumber && bNumber:
		return compareNumbers(a, b)
	case aNumber:
		return -1
	case bNumber:
		return 1
	}
	return cmp.Compare(a, b)
}

// Track returns the part of a version that decides whether others may stand for it: the numbers up to the first that is not zero. Of
// pre-releases and of 0.0.0 it is all of it, without the build metadata.
func (v Version) Track() string {
	n := v.Numbers
	switch {
	case v.Pre != "":
		return strings.Join(n[:], ".") + "-" + v.Pre
	case n[0] != "0":
		return n[0]
	case n[1] != "0":
		return "0." + n[1]
	}
	return "0.0." + n[2]
}
