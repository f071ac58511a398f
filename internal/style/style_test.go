package style

import (
	"os"
	"os/exec"
	"path"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestPackageDoc finds packages that do not say what they are for.
func TestPackageDoc(t *testing.T) {
	documented := make(map[string]bool)
	for _, f := range files(t) {
		if f.syntax == nil {
			continue
		}
		pkg := path.Dir(f.path) + " " + strings.TrimSuffix(f.syntax.Name.Name, "_test")
		documented[pkg] = documented[pkg] || f.syntax.Doc != nil
	}
	for pkg, ok := range documented {
		if !ok {
			t.Errorf("%s has no package comment", pkg)
		}
	}
}

// ranks orders the top directories along the path that bytes take: a package may import those of lower rank and those beside it in
// its own directory. A package below a top directory may have a rank of its own.
var ranks = map[string]int{
	"wasm":     1,
	"op":       2,
	"binary":   3,
	"validate": 4,

	"component/types":  4,
	"component/syntax": 4,
	"component/value":  5,

	"wat":       5,
	"vm":        6,
	"canon":     7,
	"component": 8,
	"wit":       9,
	"wave":      9,
	"wasi":      10,
	"spectest":  11,
	"programs":  12,
	"examples":  12,
	"bench":     12,
	"cmd":       12,
}

// TestImportDirection finds imports against the path of the data. Packages under internal serve all and import no other.
func TestImportDirection(t *testing.T) {
	for _, f := range files(t) {
		if f.syntax == nil || f.isTest() {
			continue
		}
		from, _, _ := strings.Cut(f.path, "/")
		if ranks[from] == 0 && from != "internal" {
			t.Errorf("%s: the directory has no rank in this test", f.path)
		}
		for _, imp := range f.syntax.Imports {
			name, _ := strconv.Unquote(imp.Path.Value)
			rest, ok := strings.CutPrefix(name, module+"/")
			if !ok {
				continue
			}
			to, _, _ := strings.Cut(rest, "/")
			if to != "internal" && to != from && rankOf(rest) >= ranks[from] {
				t.Errorf("%s imports %s, which stands above it", f.path, name)
			}
		}
	}
}

// rankOf returns the rank of a package.
func rankOf(pkg string) int {
	if r, ok := ranks[pkg]; ok {
		return r
	}
	top, _, _ := strings.Cut(pkg, "/")
	return ranks[top]
}

// external are the modules that library packages may use; testOnly is for tests besides.
var (
	external = regexp.MustCompile(`^(golang\.org/x/sys|github\.com/klauspost/cpuid/v2)(/|$)`)
	testOnly = regexp.MustCompile(`^github\.com/google/go-cmp(/|$)`)
)

// TestDependencies finds what a program that imports the library would have to bring along beyond the two modules allowed.
func TestDependencies(t *testing.T) {
	args := []string{"list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}"}
	for _, dir := range []string{"wasm", "op", "binary", "validate", "vm", "canon", "wasi"} {
		args = append(args, "./"+dir+"/...")
	}
	for _, system := range []string{"linux", "darwin", "windows", "freebsd", "wasip1"} {
		cmd := exec.Command("go", args...)
		cmd.Dir = "../.."
		cmd.Env = append(os.Environ(), "GOOS="+system, "GOARCH="+map[bool]string{true: "wasm", false: "arm64"}[system == "wasip1"])
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		for _, pkg := range strings.Fields(string(out)) {
			if !strings.HasPrefix(pkg, module+"/") && !external.MatchString(pkg) {
				t.Errorf("on %s the library depends on %s", system, pkg)
			}
		}
	}
}

// TestTestDependencies finds test frameworks.
func TestTestDependencies(t *testing.T) {
	for _, f := range files(t) {
		if !f.isTest() || strings.HasPrefix(f.path, "bench/") {
			continue
		}
		for _, imp := range f.syntax.Imports {
			name, _ := strconv.Unquote(imp.Path.Value)
			first, _, _ := strings.Cut(name, "/")
			if strings.Contains(first, ".") && !strings.HasPrefix(name, module+"/") && !external.MatchString(name) && !testOnly.MatchString(name) {
				t.Errorf("%s imports %s", f.path, name)
			}
		}
	}
}

// maxLines is the length from which a file written by hand holds more than one concept.
const maxLines = 800

func TestFileLength(t *testing.T) {
	for _, f := range files(t) {
		if n := strings.Count(f.text, "\n"); n >= maxLines && !f.generated {
			t.Errorf("%s has %d lines; files have fewer than %d", f.path, n, maxLines)
		}
	}
}

var (
	machinePath = regexp.MustCompile(`/(work|root|home|Users)/\w+|/tmp/\w+`)
	marker      = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X)\b`)
)

// TestText finds paths of somebody's machine and marks of unfinished work. Tests may use any path: a guest's, for example.
func TestText(t *testing.T) {
	for _, f := range files(t) {
		for i, line := range strings.Split(f.text, "\n") {
			if p := machinePath.FindString(line); p != "" && !f.isTest() {
				t.Errorf("%s:%d: path %s", f.path, i+1, p)
			}
			if m := marker.FindString(line); m != "" {
				t.Errorf("%s:%d: %s", f.path, i+1, m)
			}
		}
	}
}
