package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/wvm-project/wvm/wasm"
)

// This file holds arguments and results of functions as text.

// parseArgs reads an argument for each parameter.
func parseArgs(t *wasm.FuncType, args []string) ([]uint64, error) {
	if len(args) != len(t.Params) {
		return nil, fmt.Errorf("it takes %d arguments, %d are given", len(t.Params), len(args))
	}
	values := make([]uint64, len(args))
	for i, text := range args {
		var err error
		if values[i], err = parseValue(t.Params[i], text); err != nil {
			return nil, fmt.Errorf("argument %d, %q: %w", i+1, text, err)
		}
	}
	return values, nil
}

// parseValue reads a number, as the bits that stand for it.
func parseValue(t wasm.ValType, text string) (uint64, error) {
	switch t {
	case wasm.I32:
		v, err := parseInt(text, 32)
		return uint64(uint32(v)), err
	case wasm.I64:
		return parseInt(text, 64)
	case wasm.F32:
		f, err := strconv.ParseFloat(text, 32)
		if err != nil {
			return 0, fmt.Errorf("want a number of type f32")
		}
		return uint64(math.Float32bits(float32(f))), nil
	case wasm.F64:
		f, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return 0, fmt.Errorf("want a number of type f64")
		}
		return math.Float64bits(f), nil
	}
	return 0, fmt.Errorf("a parameter of type %s cannot be written on the command line", t)
}

// parseInt reads a signed or an unsigned integer of a width, decimal or hexadecimal.
func parseInt(text string, bits int) (uint64, error) {
	digits, negative := strings.CutPrefix(text, "-")
	base := 10
	if hex, ok := strings.CutPrefix(strings.ToLower(digits), "0x"); ok {
		digits, base = hex, 16
	}
	v, err := strconv.ParseUint(digits, base, bits)
	if err != nil || negative && v > 1<<(bits-1) {
		return 0, fmt.Errorf("want an integer of %d bits, decimal or 0x hexadecimal", bits)
	}
	if negative {
		return -v, nil
	}
	return v, nil
}

// formatResults returns the results, a line each; integers are signed.
func formatResults(t *wasm.FuncType, results []uint64) string {
	var b strings.Builder
	for i, v := range results {
		switch t.Results[i] {
		case wasm.I32:
			fmt.Fprintf(&b, "%d\n", int32(v))
		case wasm.I64:
			fmt.Fprintf(&b, "%d\n", int64(v))
		case wasm.F32:
			fmt.Fprintf(&b, "%v\n", math.Float32frombits(uint32(v)))
		case wasm.F64:
			fmt.Fprintf(&b, "%v\n", math.Float64frombits(v))
		default:
			fmt.Fprintf(&b, "<%s>\n", t.Results[i])
		}
	}
	return b.String()
}
