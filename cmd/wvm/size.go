package main

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"
)

// A byteSize is a number of bytes as a flag takes it: 65536, 64KiB, 1G.
type byteSize uint64

// sizeUnits are the units, longer ones first so that none hides another.
var sizeUnits = []struct {
	suffix string
	factor uint64
}{
	{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"TiB", 1 << 40},
	{"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"TB", 1e12},
	{"K", 1 << 10}, {"M", 1 << 20}, {"G", 1 << 30}, {"T", 1 << 40},
	{"B", 1},
}

// Set reads a size.
func (s *byteSize) Set(text string) error {
	number, factor := text, uint64(1)
	for _, u := range sizeUnits {
		if len(text) > len(u.suffix) && strings.EqualFold(text[len(text)-len(u.suffix):], u.suffix) {
			number, factor = strings.TrimSpace(text[:len(text)-len(u.suffix)]), u.factor
			break
		}
	}
	n, err := strconv.ParseUint(number, 10, 64)
	if err != nil {
		return fmt.Errorf("want a number of bytes such as 65536, 64KiB or 1GiB")
	}
	over, product := bits.Mul64(n, factor)
	if over != 0 || n == 0 {
		return fmt.Errorf("the size is out of range")
	}
	*s = byteSize(product)
	return nil
}

// String returns the size in bytes, or nothing for the default.
func (s *byteSize) String() string {
	if *s == 0 {
		return ""
	}
	return strconv.FormatUint(uint64(*s), 10)
}
