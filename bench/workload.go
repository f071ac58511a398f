package main

import (
	"embed"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// This file says what is measured.

// A size chooses one of a workload's inputs.
type size int

const (
	sizeShort size = iota // some hundredths of a second
	sizeQuick             // some tenths
	sizeFull              // about a second for an interpreter
	sizes
)

// A group is what a table shows.
type group string

const (
	groupPrograms   group = "programs"   // what every runtime runs: the means are over these
	groupFeatures   group = "features"   // what some runtimes do not run
	groupSteps      group = "steps"      // small loops: the time of an iteration
	groupStart      group = "start"      // programs that do next to nothing
	groupValidation group = "validation" // no run: modules are checked or translated
	groupInstances  group = "instances"  // many of a module in a process
	groupUnseen     group = "unseen"     // programs by which no form of an instruction was chosen
	groupTraining   group = "training"   // programs for that choice; they are only compared when they are asked for
)

// A workload is a program with an input of each size. Its answer is what the same program prints when it is compiled
// for the machine itself, or what is written here.
type workload struct {
	group  group
	name   string
	about  string
	source string                             // see builder.build
	flags  []string                           // of the C compiler
	args   [sizes]string                      // the argument, if there is one
	stdin  string                             // a file of the Go distribution
	steps  float64                            // iterations, calls or the like for each unit of the argument
	answer func(arg string) string            // computes the answer of what has no native form
	invoke string                             // the function to call, of a component; otherwise the module is a command
	files  func(dir string) ([]string, error) // fills a directory and returns arguments: the program gets it and leaves a file "out" there
	script func(arg string) []string          // makes the arguments of args, if it is more than one
	big    bool                               // its module takes long to build and to compile: not for the short form
}

// arguments returns the arguments of the program.
func (w *workload) arguments(s size) []string {
	switch {
	case w.script != nil:
		return w.script(w.args[s])
	case w.args[s] == "":
		return nil
	}
	return []string{w.args[s]}
}

// input returns the name of the file that the program reads, or nothing.
func (w *workload) input() string {
	if w.stdin == "" {
		return ""
	}
	return filepath.Join(firstLine("go", "env", "GOROOT"), w.stdin)
}

// fetched reports whether a registry has to be asked for the source.
func (w *workload) fetched() bool { return w.source == sourceRuby || w.source == sourceSQL }

// with makes the three inputs.
func with(short, quick, full string) [sizes]string { return [sizes]string{short, quick, full} }

//go:embed train unseen
var kernels embed.FS

var workloads = slices.Concat(named, in(groupUnseen, "unseen"), in(groupTraining, "train"))

// in returns the workloads of a directory of programs that take no argument.
func in(g group, dir string) []workload {
	files, _ := kernels.ReadDir(dir)
	list := make([]workload, len(files))
	for i, f := range files {
		source := path.Join(dir, f.Name())
		text, _ := kernels.ReadFile(source)
		about, _, _ := strings.Cut(string(text), "\n")
		list[i] = workload{group: g, name: strings.TrimSuffix(f.Name(), path.Ext(f.Name())), about: strings.Trim(about, "/* ."), source: source}
	}
	return list
}

var named = []workload{
	{group: groupPrograms, name: "core", about: "lists, matrices, a state machine, CRC", source: "programs/c/core.c", args: with("20", "400", "1600")},
	{group: groupPrograms, name: "fib", about: "recursion", source: "programs/c/fib.c", args: with("20", "34", "38")},
	{group: groupPrograms, name: "matmul", about: "f64 matrix product", source: "programs/c/matmul.c", args: with("40", "300", "500")},
	{group: groupPrograms, name: "nbody", about: "f64, five bodies", source: "c/nbody.c", args: with("2000", "400000", "1600000")},
	{group: groupPrograms, name: "mandelbrot", about: "f64, points of a grid", source: "c/mandelbrot.c", args: with("60", "700", "1400")},
	{group: groupPrograms, name: "sha256", about: "SHA-256, KiB", source: "programs/c/sha256.c", args: with("64", "3072", "12288")},
	{group: groupPrograms, name: "sieve", about: "bytes, primes", source: "programs/c/sieve.c", args: with("100000", "10000000", "40000000")},
	{group: groupPrograms, name: "words", about: "string map, sort, JSON text", source: "programs/c/words.c", args: with("10000", "500000", "2000000")},
	{group: groupPrograms, name: "alloc", about: "malloc and free", source: "programs/c/alloc.c", args: with("5000", "200000", "800000")},
	{group: groupPrograms, name: "sort", about: "four sorts of numbers and records", source: "c/sort.c", args: with("5000", "300000", "1200000")},
	{group: groupPrograms, name: "compress", about: "BWT, move to front, Huffman and back, KiB", source: "c/compress.c", args: with("64", "512", "2048")},
	{group: groupPrograms, name: "regex", about: "seven expressions, lines", source: "c/regex.c", args: with("200", "5000", "20000")},
	{group: groupPrograms, name: "sql", about: "SQLite in memory, rows", source: sourceSQL, args: with("300", "6000", "20000")},
	{group: groupPrograms, name: "go-json", about: "Go: map, sort, JSON", source: "go:./programs/go/words", args: with("1000", "10000", "40000")},
	{group: groupPrograms, name: "gofmt", about: "Go: gofmt of net/http/server.go", source: "go:cmd/gofmt", stdin: "src/net/http/server.go"},
	{group: groupPrograms, name: "ruby", about: "a Ruby script, 16 MB module", source: sourceRuby, args: with("400", "4000", "40000"), script: rubyArguments,
		answer: rubyAnswer},

	{group: groupStart, name: "hello", about: "C, prints a line", source: "programs/c/hello.c"},
	{group: groupStart, name: "go-hello", about: "Go, prints a line", source: "go:./programs/go/hello"},
	{group: groupStart, name: "compile-V", about: "the Go compiler's version", source: "go:cmd/compile", args: with("-V", "-V", "-V"), answer: compilerVersion, big: true},
	{group: groupStart, name: "compile-package", about: "the Go compiler on the package unicode/utf8", source: "go:cmd/compile", files: utf8Package, answer: utf8Object, big: true},

	{group: groupFeatures, name: "simd", about: "vectors: products, pixels, sums", source: "c/simd.c", flags: []string{"-msimd128"}, args: with("5", "150", "600")},
	{group: groupFeatures, name: "gc", about: "binary trees of garbage collected structs", source: "wat/trees.wat", args: with("10", "150", "600"), answer: rounds(trees)},
	{group: groupFeatures, name: "exceptions", about: "thrown and caught three calls up", source: "wat/exceptions.wat", args: with("1000", "500000", "2000000"), answer: rounds(exceptions)},

	{group: groupSteps, name: "bytes", about: "load, add, store, count", source: "wat/bytes.wat", steps: 1024, args: with("100", "20000", "80000"), answer: rounds(bytesLoop)},
	{group: groupSteps, name: "xorshift", about: "six dependent operations, count", source: "wat/xorshift.wat", steps: 1, args: with("100000", "20000000", "60000000"), answer: rounds(xorshift)},
	{group: groupSteps, name: "product", about: "f64: two loads, multiply, add, two pointers, count", source: "wat/product.wat", steps: 1000, args: with("100", "20000", "80000"), answer: rounds(product)},
	{group: groupSteps, name: "call", about: "a recursive call", source: "wat/fib.wat", steps: 1973, args: with("100", "10000", "40000"), answer: rounds(fibs)},
	{group: groupSteps, name: "call_indirect", about: "a call through a table", source: "wat/indirect.wat", steps: 1, args: with("100000", "10000000", "40000000"), answer: rounds(indirect)},
	{group: groupSteps, name: "host call", about: "a function of WASI that stores two numbers", source: "wat/host.wat", steps: 1, args: with("10000", "1000000", "4000000"), answer: rounds(hostCalls)},
	{group: groupSteps, name: "copy", about: "memory.fill and memory.copy of 64 bytes", source: "wat/copy.wat", steps: 1, args: with("10000", "2000000", "10000000"), answer: rounds(copies)},
	{group: groupSteps, name: "component call", about: "a call between components with two numbers", source: "wat/component.wat", invoke: "numbers", steps: 1,
		args: with("1000", "500000", "4000000"), answer: componentNumbers},
	{group: groupSteps, name: "component string", about: "a call between components with a string of 1 KiB", source: "wat/component.wat", invoke: "strings", steps: 1,
		args: with("1000", "200000", "1000000"), answer: componentStrings},

	{group: groupValidation, name: "validate", about: "the Go compiler", source: "go:cmd/compile", big: true},
	{group: groupValidation, name: "print", about: "gofmt, 3 MB, as 110 MB of text", source: "go:cmd/gofmt"},
	{group: groupValidation, name: "parse", about: "the same text", source: "go:cmd/gofmt"},

	{group: groupInstances, name: "C instance", about: "hello", source: "programs/c/hello.c", args: with("20", "200", "500")},
	{group: groupInstances, name: "Go instance", about: "hello", source: "go:./programs/go/hello", args: with("5", "20", "50")},
}

// rubyArguments returns the arguments that make Ruby run the script with this number of rounds.
func rubyArguments(rounds string) []string {
	return []string{"-EUTF-8", "--disable-gems", "-e_=0", "ROUNDS = " + rounds + "\n" + rubyScript + "$stdout.flush\n"}
}
