// Words counts made-up words in a map, sorts them and sends them through JSON. The argument is the number of words.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
)

type word struct {
	Text  string   `json:"text"`
	Count int      `json:"count"`
	Share float64  `json:"share"`
	Forms []string `json:"forms,omitempty"`
}

func count(n int) map[string]int {
	seed := uint64(42)
	random := func(below uint64) uint64 {
		seed = seed*6364136223846793005 + 1442695040888963407
		return seed >> 33 % below
	}
	counts := make(map[string]int)
	for range n {
		var b strings.Builder
		for range 1 + random(3) + random(3) {
			letter := random(16)
			b.WriteByte("etaoinshrdlu\"\\<é"[letter&random(16)])
		}
		counts[b.String()]++
	}
	return counts
}

func sorted(counts map[string]int, total int) []word {
	var words []word
	for text, n := range counts {
		words = append(words, word{text, n, float64(n) / float64(total), []string{strings.ToUpper(text)}})
	}
	slices.SortFunc(words, func(a, b word) int {
		if a.Count != b.Count {
			return b.Count - a.Count
		}
		return strings.Compare(a.Text, b.Text)
	})
	return words
}

func run() error {
	total := 5000
	if len(os.Args) > 1 {
		n, err := strconv.Atoi(os.Args[1])
		if err != nil {
			return err
		}
		total = n
	}
	words := sorted(count(total), total)
	text, err := json.Marshal(words)
	if err != nil {
		return err
	}
	var back []word
	if err := json.Unmarshal(text, &back); err != nil {
		return err
	}
	fmt.Printf("%d words, %d different, %d bytes of JSON\n", total, len(back), len(text))
	out := json.NewEncoder(os.Stdout)
	out.SetIndent("", "  ")
	return out.Encode(back[:min(10, len(back))])
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
