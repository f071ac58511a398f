package spectest_test

import (
	"flag"
	"fmt"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/spectest"
)

// This file writes CONFORMANCE.md: what came of the official suite, by directories and features.

var update = flag.Bool("update", false, "rewrite CONFORMANCE.md")

const conformanceFile = "../CONFORMANCE.md"

// groups tell by its name which feature a script of the suite's main directory is about; the first one counts. Those in which nothing is
// found are about what is left.
var groups = []struct {
	feature string
	name    *regexp.Regexp
}{
	{"simd", regexp.MustCompile(`^simd_`)},
	{"relaxed-simd", regexp.MustCompile(`relaxed_`)},
	{"exceptions", regexp.MustCompile(`^(tag|throw|throw_ref|try_table)$`)},
	{"memory64", regexp.MustCompile(`([a-z]{2}|_)64(-imports)?$|^table_copy_mixed$`)},
	{"multi-memory", regexp.MustCompile(`[a-z][0-9]$|^memory(-multi|_grow|_size_import)$`)},
	{"gc", regexp.MustCompile(`^(array|struct|i31|extern|binary-gc|ref_(cast|eq|test)|br_on_cast|type-)`)},
	{"function-references", regexp.MustCompile(`^(call_ref|return_call_ref|ref|ref_as_non_null|br_on_(non_)?null|local_init)$`)},
	{"tail-calls", regexp.MustCompile(`^return_call`)},
	{"bulk-memory", regexp.MustCompile(`^(bulk|memory_(copy|fill|init)|table-sub|table_(copy|fill|init))$`)},
	{"reference-types", regexp.MustCompile(`^(ref_(func|null|is_null)|table_(get|set|grow|size))$`)},
	{"saturating-conversions, sign-extension", regexp.MustCompile(`^(conversions|i32|i64)$`)},
	{"all else", regexp.MustCompile(``)},
}

// directories are those of the suite, with what they are about.
var directories = []struct{ dir, about string }{
	{"core", "WebAssembly 3.0"},
	{"core/custom", "annotations, branch hints, names"},
	{"core/legacy", "legacy-exceptions"},
	{"core/proposals/custom-descriptors", "custom-descriptors"},
	{"core/proposals/custom-page-sizes", "custom-page-sizes"},
	{"core/proposals/threads", "threads"},
	{"core/proposals/wide-arithmetic", "wide-arithmetic"},
}

// A count sums up results.
type count struct {
	files int
	sum   spectest.Result
}

func (c *count) add(r *spectest.Result) {
	c.files++
	c.sum.Add(r)
}

func (c *count) row(first string) string {
	return fmt.Sprintf("| %s | %d | %d | %d | %d | %d |\n", first, c.files, c.sum.Commands(), c.sum.Passed, c.sum.Failed, c.sum.Skipped)
}

const conformanceHead = `# Conformance

What came of the official suite, [WebAssembly/testsuite](https://github.com/WebAssembly/testsuite) at 193e551f, on wvm's own parser, validator and
engine. ` + "`go test ./spectest`" + ` runs it, and with ` + "`-update`" + ` writes this file; ` + "`wvm wast`" + ` runs any script.

`

const rule = "|---|---:|---:|---:|---:|---:|\n"

const componentHead = `
The scripts for components, ` + "`test`" + ` in [WebAssembly/component-model](https://github.com/WebAssembly/component-model) at 6d281648.
In the directory for async functions, what takes an instance of a component is skipped.

| directory | files | commands | passed | failed | skipped |
` + rule

// conformance returns the text of the file for results by file.
func conformance(results map[string]*spectest.Result) string {
	byDir, byFeature := map[string]*count{}, map[string]*count{}
	var total, components count
	add := func(m map[string]*count, key string, r *spectest.Result) {
		if m[key] == nil {
			m[key] = &count{}
		}
		m[key].add(r)
	}
	for name, r := range results {
		dir := path.Dir(name)
		if strings.HasPrefix(dir, "component/") {
			add(byDir, dir, r)
			components.add(r)
			continue
		}
		total.add(r)
		add(byDir, dir, r)
		if dir == "core" {
			add(byFeature, featureOf(name), r)
		}
	}
	var b strings.Builder
	b.WriteString(conformanceHead)
	b.WriteString("| directory | files | commands | passed | failed | skipped |\n" + rule)
	for _, d := range directories {
		if c := byDir[d.dir]; c != nil {
			b.WriteString(c.row("`" + d.dir + "`: " + d.about))
			delete(byDir, d.dir)
		}
	}
	for _, dir := range sortedKeys(byDir) {
		if !strings.HasPrefix(dir, "component/") {
			b.WriteString(byDir[dir].row("`" + dir + "`"))
		}
	}
	b.WriteString(total.row("all"))
	b.WriteString("\nThe scripts of `core` by what they are about:\n\n| feature | files | commands | passed | failed | skipped |\n" + rule)
	for _, g := range groups {
		if c := byFeature[g.feature]; c != nil {
			b.WriteString(c.row(g.feature))
		}
	}
	b.WriteString(componentHead)
	for _, dir := range sortedKeys(byDir) {
		if strings.HasPrefix(dir, "component/") {
			b.WriteString(byDir[dir].row("`" + dir + "`"))
		}
	}
	b.WriteString(components.row("all"))
	return b.String()
}

func featureOf(name string) string {
	base := strings.TrimSuffix(path.Base(name), ".wast")
	i := 0
	for !groups[i].name.MatchString(base) {
		i++
	}
	return groups[i].feature
}

func sortedKeys(m map[string]*count) (keys []string) {
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// checkConformance compares the file with what it shall be, or writes it.
func checkConformance(t *testing.T, want string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(conformanceFile, []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(conformanceFile)
	if err != nil {
		t.Fatal(err)
	}
	if strings.ReplaceAll(string(got), "\r\n", "\n") != want {
		t.Error("CONFORMANCE.md is not what the suite gives: go test ./spectest -update")
	}
}
