package spectest

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wvm-project/wvm/wasm"
)

// This file knows the official suite: where it is, and which features its parts want.

// SuiteVariable is the environment variable that names the directory of the suite.
const SuiteVariable = "WVM_TESTSUITE"

// Suite returns the directory of the suite: the one that the environment names or, for the module in the directory root, its neighbour
// shared/testsuite. It returns false if that is not there.
func Suite(root string) (dir string, ok bool) {
	dir = os.Getenv(SuiteVariable)
	if dir == "" {
		dir = filepath.Join(root, "..", "shared", "testsuite")
	}
	info, err := os.Stat(filepath.Join(dir, "core"))
	return dir, err == nil && info.IsDir()
}

// Missing says in a line how to get the suite.
const Missing = "no official suite here: set " + SuiteVariable + " to a directory made with " +
	"`git clone https://github.com/WebAssembly/testsuite core` and `git clone https://github.com/WebAssembly/component-model component`"

// Files returns the scripts in a directory and those below it, sorted by name.
func Files(dir string) (files []string, err error) {
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && filepath.Ext(path) == ".wast" {
			files = append(files, path)
		}
		return err
	})
	return files, err
}

// A part is a directory of the suite whose scripts want other features than those of WebAssembly 3.0.
type part struct {
	dir         string
	add, remove wasm.Features
}

// parts are the directories. A proposal's suite starts from that of an earlier version of the language and knows nothing of what came
// into the language since.
var parts = []part{
	{dir: "proposals/custom-descriptors", add: wasm.FeatureCustomDescriptors},
	{dir: "proposals/custom-page-sizes", add: wasm.FeatureCustomPageSizes},
	{dir: "proposals/threads", add: wasm.FeatureThreads,
		remove: wasm.FeatureReferenceTypes | wasm.FeatureFunctionReferences | wasm.FeatureGC | wasm.FeatureMultiMemory | wasm.FeatureMemory64},
	{dir: "proposals/wide-arithmetic", add: wasm.FeatureWideArithmetic},
	{dir: "legacy", add: wasm.FeatureLegacyExceptions},
	{dir: "component", add: wasm.Components031 | wasm.FeatureComponentAsyncBuiltins | wasm.FeatureComponentAsyncStackful |
		wasm.FeatureComponentThreading | wasm.FeatureComponentFixedLists | wasm.FeatureThreads},
}

// Features returns the features that the script in a file of the suite wants. They follow from its directories.
func Features(path string) wasm.Features {
	f := wasm.Wasm3
	dir := "/" + strings.TrimPrefix(filepath.ToSlash(filepath.Dir(path)), "/") + "/"
	if i := slices.IndexFunc(parts, func(p part) bool { return strings.Contains(dir, "/"+p.dir+"/") }); i >= 0 {
		f = f&^parts[i].remove | parts[i].add
	}
	return f
}
