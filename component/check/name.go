package check

import (
	"fmt"
	"strings"

	"github.com/wvm-project/wvm/wasm"
)

// This file holds the grammar of labels and of the names of imports and exports.

// A nameKind says what a name is.
type nameKind uint8

const (
	plainName nameKind = iota
	constructorName
	methodName
	staticName
	interfaceName
)

var annotations = [...]string{constructorName: "[constructor]", methodName: "[method]", staticName: "[static]"}

// A parsedName is the name of an import or export, taken apart.
type parsedName struct {
	kind     nameKind
	resource string // of annotated names
	version  string // of interface names, or empty
}

// isWord reports whether s is a fragment of a label: lower-case letters or upper-case ones, and digits.
func isWord(s string) (ok, upper bool) {
	lower := false
	for i := range len(s) {
		switch b := s[i]; {
		case b >= 'a' && b <= 'z':
			lower = true
		case b >= 'A' && b <= 'Z':
			upper = true
		case b < '0' || b > '9':
			return false, false
		}
	}
	return s != "" && !(lower && upper), upper
}

// isLabel reports whether s is a label, or with lower set one without acronyms.
func isLabel(s string, lower bool) bool {
	if s == "" || s[0] >= '0' && s[0] <= '9' {
		return false
	}
	for fragment := range strings.SplitSeq(s, "-") {
		if ok, upper := isWord(fragment); !ok || lower && upper {
			return false
		}
	}
	return true
}

// checkLabel returns what is wrong with a label.
func checkLabel(s string, lower bool) error {
	if !isLabel(s, lower) {
		return fmt.Errorf("`%s` is not in kebab case", s)
	}
	return nil
}

// uniqueKey returns a string that is the same for names that are not strongly unique.
func uniqueKey(name string) string {
	name = strings.ToLower(name)
	for _, k := range []nameKind{methodName, staticName} {
		if rest, ok := strings.CutPrefix(name, annotations[k]); ok {
			if resource, label, _ := strings.Cut(rest, "."); resource == label {
				return label
			}
			return rest
		}
	}
	return name
}

// parseName takes a name apart. Which names there are depends on features.
func parseName(name string, feats wasm.Features) (parsedName, error) {
	if rest, ok := strings.CutPrefix(name, annotations[constructorName]); ok {
		return parsedName{kind: constructorName, resource: rest}, checkLabel(rest, false)
	}
	for _, k := range []nameKind{methodName, staticName} {
		rest, ok := strings.CutPrefix(name, annotations[k])
		if !ok {
			continue
		}
		resource, label, ok := strings.Cut(rest, ".")
		if !ok {
			return parsedName{}, fmt.Errorf("failed to find `.` character")
		}
		err := checkLabel(resource, false)
		if err == nil {
			err = checkLabel(label, false)
		}
		return parsedName{kind: k, resource: resource}, err
	}
	if !strings.Contains(name, ":") {
		return parsedName{}, checkLabel(name, false)
	}
	return parseInterface(name, feats)
}

// takeLabel splits s after the characters that labels are made of.
func takeLabel(s string) (label, rest string) {
	for i := range len(s) {
		if b := s[i]; !(b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '-') {
			return s[:i], s[i:]
		}
	}
	return s, ""
}

// parseInterface takes the name of an interface apart.
func parseInterface(name string, feats wasm.Features) (parsedName, error) {
	nested := feats.Has(wasm.FeatureComponentNestedNames)
	n := parsedName{kind: interfaceName}
	part, rest := takeLabel(name)
	if err := checkLabel(part, true); err != nil {
		return n, err
	}
	if !strings.HasPrefix(rest, ":") {
		return n, fmt.Errorf("expected `:` after namespace")
	}
	for first := true; strings.HasPrefix(rest, ":") && (first || nested); first = false {
		part, rest = takeLabel(rest[1:])
		if err := checkLabel(part, true); err != nil {
			return n, err
		}
	}
	if !strings.HasPrefix(rest, "/") {
		return n, fmt.Errorf("expected `/` after package name")
	}
	for first := true; strings.HasPrefix(rest, "/") && (first || nested); first = false {
		part, rest = takeLabel(rest[1:])
		if err := checkLabel(part, false); err != nil {
			return n, err
		}
	}
	if version, ok := strings.CutPrefix(rest, "@"); ok {
		n.version = version
		if feats.Has(wasm.FeatureComponentVersionSuffix) && isCanonVersion(version) {
			return n, nil
		}
		return n, checkVersion(version)
	}
	if rest != "" {
		return n, fmt.Errorf("trailing characters found: `%s`", rest)
	}
	return n, nil
}

// isCanonVersion reports whether s is the part of a version that decides about compatibility.
func isCanonVersion(s string) bool {
	switch {
	case s == "0.0.0":
		return true
	case strings.HasPrefix(s, "0.0."):
		s = s[4:]
	case strings.HasPrefix(s, "0."):
		s = s[2:]
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != "" && s[0] != '0'
}

var versionParts = [...]string{"major", "minor", "patch"}

// checkVersion returns what is wrong with a semantic version.
func checkVersion(s string) error {
	if s == "" {
		return fmt.Errorf("empty string, expected a version")
	}
	for i, part := range versionParts {
		digits := 0
		for digits < len(s) && s[digits] >= '0' && s[digits] <= '9' {
			digits++
		}
		switch {
		case digits == 0 && s == "":
			return fmt.Errorf("unexpected end of input in the %s version number", part)
		case digits == 0:
			return fmt.Errorf("unexpected character %s in the %s version number", firstChar(s), part)
		case digits > 1 && s[0] == '0':
			return fmt.Errorf("invalid leading zero in the %s version number", part)
		case digits > maxVersionDigits:
			return fmt.Errorf("the %s version number is too large", part)
		}
		s = s[digits:]
		if i == len(versionParts)-1 {
			break
		}
		switch {
		case s == "":
			return fmt.Errorf("unexpected end of input after the %s version number", part)
		case s[0] != '.':
			return fmt.Errorf("unexpected character %s after the %s version number", firstChar(s), part)
		}
		s = s[1:]
	}
	return checkVersionSuffix(s)
}

// maxVersionDigits is how many digits a number of a version may have, so that it fits 64 bits.
const maxVersionDigits = 19

// firstChar returns the first character of s in quotes.
func firstChar(s string) string { return "'" + string([]rune(s)[:1]) + "'" }

// checkVersionSuffix returns what is wrong with what stands behind the numbers of a version.
func checkVersionSuffix(s string) error {
	pre, build, hasBuild := strings.Cut(s, "+")
	if rest, ok := strings.CutPrefix(pre, "-"); ok {
		if err := checkIdentifiers(rest, true); err != nil {
			return fmt.Errorf("%w in pre-release identifier", err)
		}
	} else if pre != "" {
		return fmt.Errorf("unexpected character %s after the patch version number", firstChar(pre))
	}
	if hasBuild {
		if err := checkIdentifiers(build, false); err != nil {
			return fmt.Errorf("%w in build metadata", err)
		}
	}
	return nil
}

// checkIdentifiers checks identifiers with dots between them. Numbers of pre-releases have no leading zero.
func checkIdentifiers(s string, pre bool) error {
	for id := range strings.SplitSeq(s, ".") {
		if id == "" {
			return fmt.Errorf("empty identifier segment")
		}
		number := true
		for i := range len(id) {
			b := id[i]
			if !(b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '-') {
				return fmt.Errorf("unexpected character %s", firstChar(id[i:]))
			}
			number = number && b <= '9' && b >= '0'
		}
		if pre && number && len(id) > 1 && id[0] == '0' {
			return fmt.Errorf("invalid leading zero")
		}
	}
	return nil
}
