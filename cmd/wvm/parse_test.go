package main

import (
	"math"
	"testing"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/wasi/preview1"
	"github.com/wvm-project/wvm/wasm"
)

func TestParseDir(t *testing.T) {
	for _, test := range []struct {
		text string
		want preview1.Preopen
	}{
		{".", preview1.Preopen{Host: ".", Guest: "."}},
		{"a/b", preview1.Preopen{Host: "a/b", Guest: "a/b"}},
		{"a::/", preview1.Preopen{Host: "a", Guest: "/"}},
		{"a:/", preview1.Preopen{Host: "a", Guest: "/"}},
		{"a::/x:y", preview1.Preopen{Host: "a", Guest: "/x:y"}},
		{"a:ro", preview1.Preopen{Host: "a", Guest: "a", ReadOnly: true}},
		{"a::ro", preview1.Preopen{Host: "a", Guest: "a", ReadOnly: true}},
		{"a:b:ro", preview1.Preopen{Host: "a", Guest: "b", ReadOnly: true}},
		{"a::b:ro", preview1.Preopen{Host: "a", Guest: "b", ReadOnly: true}},
		{"a::b::ro", preview1.Preopen{Host: "a", Guest: "b", ReadOnly: true}},
	} {
		if got, err := parseDir(test.text); err != nil || got != test.want {
			t.Errorf("parseDir(%q) = %+v, %v; want %+v", test.text, got, err, test.want)
		}
	}
	for _, text := range []string{"", ":", "::", "::/", "a::", ":ro", "::ro", "a:::ro"} {
		if got, err := parseDir(text); err == nil {
			t.Errorf("parseDir(%q) = %+v", text, got)
		}
	}
}

func TestParseEnv(t *testing.T) {
	t.Setenv("WVM_TEST_SET", "value")
	for text, want := range map[string]string{"A=b": "A=b", "A=": "A=", "A=b=c": "A=b=c", "WVM_TEST_SET": "WVM_TEST_SET=value"} {
		if got, err := parseEnv(text); err != nil || got != want {
			t.Errorf("parseEnv(%q) = %q, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "=x", "WVM_TEST_NOT_SET"} {
		if got, err := parseEnv(text); err == nil {
			t.Errorf("parseEnv(%q) = %q", text, got)
		}
	}
}

func TestByteSize(t *testing.T) {
	for text, want := range map[string]byteSize{"1": 1, "65536": 65536, "64KiB": 1 << 16, "64k": 1 << 16, "2M": 2 << 20, "1GB": 1e9, "1 GiB": 1 << 30, "3B": 3, "1T": 1 << 40} {
		var got byteSize
		if err := got.Set(text); err != nil || got != want {
			t.Errorf("%q is %d, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "0", "-1", "x", "K", "1.5M", "99999999999G", "18446744073709551616"} {
		var got byteSize
		if err := got.Set(text); err == nil {
			t.Errorf("%q is %d", text, got)
		}
	}
}

func TestParseValue(t *testing.T) {
	for _, test := range []struct {
		typ  wasm.ValType
		text string
		want uint64
	}{
		{wasm.I32, "0", 0}, {wasm.I32, "-1", 1<<32 - 1}, {wasm.I32, "4294967295", 1<<32 - 1}, {wasm.I32, "0xff", 255},
		{wasm.I32, "-0x80000000", 1 << 31}, {wasm.I32, "010", 10},
		{wasm.I64, "-1", 1<<64 - 1}, {wasm.I64, "0xFFFFFFFFFFFFFFFF", 1<<64 - 1}, {wasm.I64, "-9223372036854775808", 1 << 63},
		{wasm.F32, "1.5", uint64(math.Float32bits(1.5))}, {wasm.F64, "-inf", math.Float64bits(math.Inf(-1))}, {wasm.F64, "1e300", math.Float64bits(1e300)},
	} {
		if got, err := parseValue(test.typ, test.text); err != nil || got != test.want {
			t.Errorf("parseValue(%s, %q) = %#x, %v; want %#x", test.typ, test.text, got, err, test.want)
		}
	}
	for _, test := range []struct {
		typ  wasm.ValType
		text string
	}{
		{wasm.I32, ""}, {wasm.I32, "4294967296"}, {wasm.I32, "-2147483649"}, {wasm.I32, "1.0"}, {wasm.I32, "x"}, {wasm.I32, "--1"}, {wasm.I32, "0x"},
		{wasm.I64, "18446744073709551616"}, {wasm.F32, "one"}, {wasm.F64, ""}, {wasm.FuncRef, "0"}, {wasm.V128, "0"},
	} {
		if got, err := parseValue(test.typ, test.text); err == nil {
			t.Errorf("parseValue(%s, %q) = %#x", test.typ, test.text, got)
		}
	}
}

func TestParseFeatures(t *testing.T) {
	for text, want := range map[string]wasm.Features{
		"default": component.Supported, "mvp": 0, "all": wasm.AllFeatures, "wasm3": wasm.Wasm3,
		"wasm3,-gc": wasm.Wasm3 &^ wasm.FeatureGC, "+simd": component.Supported | wasm.FeatureSIMD, "simd": component.Supported | wasm.FeatureSIMD,
		"mvp,simd,+gc": wasm.FeatureSIMD | wasm.FeatureGC, "-tail-calls": component.Supported &^ wasm.FeatureTailCalls, "all,-wasm3": wasm.AllFeatures &^ wasm.Wasm3,
	} {
		if got, err := parseFeatures(text); err != nil || got != want {
			t.Errorf("parseFeatures(%q) = %#x, %v; want %#x", text, got, err, want)
		}
	}
	for _, text := range []string{"", "bogus", "all,", "+"} {
		if got, err := parseFeatures(text); err == nil {
			t.Errorf("parseFeatures(%q) = %#x", text, got)
		}
	}
}

func TestClean(t *testing.T) {
	for text, want := range map[string]string{"plain Действие <x>": "plain Действие <x>", "a\x1b[31mb": `a\u{1b}[31mb`, "a\nb": `a\u{a}b`, "\u202e": `\u{202e}`, "\xff": `\u{fffd}`} {
		if got := clean(text); got != want {
			t.Errorf("clean(%q) = %q, want %q", text, got, want)
		}
	}
}
