package main

import (
	"cmp"
	"fmt"
	"maps"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// This file computes in Go what workloads answer that have no native form.

// rounds makes the answer of a text workload of $work's result.
func rounds(work func(n uint32) uint64) func(arg string) string {
	return func(arg string) string {
		n, err := strconv.ParseUint(arg, 10, 32)
		if err != nil {
			return err.Error()
		}
		return fmt.Sprintf("%016x\n", work(uint32(n)))
	}
}

func bytesLoop(n uint32) uint64 { return uint64(byte(3 * n)) }

func xorshift(n uint32) uint64 {
	x := uint64(88172645463325252)
	for range n {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
	}
	return x
}

func product(n uint32) uint64 { return uint64(n) * 1125 }

func fibs(n uint32) uint64 { return uint64(n) * 610 }

func indirect(n uint32) uint64 {
	x := uint32(0)
	for ; n > 0; n-- {
		switch n % 4 {
		case 0:
			x += n
		case 1:
			x ^= 5 * n
		case 2:
			x -= n
		}
	}
	return uint64(x)
}

func hostCalls(n uint32) uint64 { return uint64(2 * n) }

func copies(uint32) uint64 { return 0x0101010101010101 }

func trees(n uint32) uint64 {
	sum := uint64(0)
	for r := n; r > 0; r-- {
		sum += uint64(tree(12, r))
	}
	return sum + uint64(tree(14, 1))
}

// tree is $check of $make.
func tree(depth int, salt uint32) uint32 {
	if depth == 0 {
		return salt ^ 3
	}
	return salt ^ 3 + tree(depth-1, 2*salt) + tree(depth-1, 2*salt+1)
}

func exceptions(n uint32) uint64 {
	safe := func(x uint32) uint64 {
		if x++; x%2 == 1 {
			x *= 3
		}
		return uint64(x)
	}
	sum := uint64(0)
	for r := n; r > 0; r-- {
		sum = (sum + safe(2*r)) ^ safe(2*r+1)
	}
	return sum
}

// componentNumbers and componentStrings are what wat/component.wat returns.
func componentNumbers(arg string) string {
	return decimal(arg, func(n uint64) uint64 { return n * (n + 1) / 2 })
}
func componentStrings(arg string) string {
	return decimal(arg, func(n uint64) uint64 { return n * 2 * 'a' })
}

// decimal is how a command line prints a u32.
func decimal(arg string, f func(n uint64) uint64) string {
	n, err := strconv.ParseUint(arg, 10, 32)
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%d\n", uint32(f(n)))
}

// compilerVersion is what compile.wasm -V prints: the module is built by the toolchain that built this program.
func compilerVersion(string) string { return "compile.wasm version " + runtime.Version() + "\n" }

// rubyAnswer is what ruby/script.rb prints.
func rubyAnswer(arg string) string {
	rounds, err := strconv.Atoi(arg)
	if err != nil {
		return err.Error()
	}
	seed := 1
	below := func(n int) int {
		seed = (seed*1103515245 + 12345) & 0x7fffffff
		return (seed >> 8) % n
	}
	counts := map[string]int{}
	for range rounds {
		word := ""
		for range 2 + below(3) {
			word += [...]string{"ka", "ro", "mi", "ten", "su", "lo", "ver", "dan"}[below(8)]
		}
		counts[word]++
	}
	words := slices.SortedFunc(maps.Keys(counts), func(a, b string) int { return cmp.Or(counts[b]-counts[a], strings.Compare(a, b)) })
	var out strings.Builder
	for _, word := range words[:min(5, len(words))] {
		fmt.Fprintf(&out, "%-12s %d\n", word, counts[word])
	}
	found := 0
	for _, word := range words {
		if strings.ContainsRune("kr", rune(word[0])) && strings.HasSuffix(word, "u") {
			found++
		}
	}
	least, greatest := 1<<30, 0
	for i := 1; i <= rounds/4; i++ {
		least, greatest = min(least, i*7919%10007), max(greatest, i*7919%10007)
	}
	sum := 0
	for _, digit := range new(big.Int).MulRange(1, int64(rounds/200+10)).String() {
		sum += int(digit)
	}
	odd, tens := (rounds/4+1)/2, rounds/4/10
	fmt.Fprintf(&out, "%d\n[%d, %d]\n%d\n%d\n", found, least, greatest, sum, odd+tens)
	return out.String()
}

// utf8Package copies the sources of a package that imports nothing, and returns how to compile it.
func utf8Package(dir string) ([]string, error) {
	text, err := os.ReadFile(filepath.Join(firstLine("go", "env", "GOROOT"), "src", "unicode", "utf8", "utf8.go"))
	if err != nil {
		return nil, err
	}
	file := filepath.Join(dir, "utf8.go")
	return []string{"-p", "unicode/utf8", "-complete", "-c=1", "-o", filepath.Join(dir, outputName), file}, os.WriteFile(file, text, 0o666)
}

// utf8Object is what Go's own compiler, on the machine itself, makes of the file that utf8Package leaves in a directory.
func utf8Object(dir string) string {
	args, err := utf8Package(dir)
	if err != nil {
		return err.Error()
	}
	cmd := exec.Command("go", append([]string{"tool", "compile"}, args...)...)
	cmd.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm")
	if out, err := cmd.CombinedOutput(); err != nil {
		return err.Error() + ": " + string(out)
	}
	digest, err := output(dir)
	if err != nil {
		return err.Error()
	}
	return digest
}
