package main

import (
	"slices"
	"strings"
	"testing"
)

func TestReadable(t *testing.T) {
	for name, want := range map[string]string{
		// C++
		"_Z3fooi":                      "foo(int)",
		"_ZN2ns1S3divIiEET_S2_":        "int ns::S::div<int>(int)",
		"_ZNKSt6vectorIiSaIiEE4sizeEv": "std::vector<int, std::allocator<int> >::size() const",
		"_ZTV3Foo":                     "vtable for Foo",
		"_ZN3FooC2Ev":                  "Foo::Foo()",
		"_ZN12_GLOBAL__N_13barEv":      "(anonymous namespace)::bar()",
		"__Z3fooi":                     "foo(int)",
		"_ZZ4mainENKUlvE_clEv":         "main::{lambda()#1}::operator()() const",
		"_Z3fooi.llvm.1234":            "foo(int) [clone .llvm.1234]",
		// Rust, old and new
		"_ZN4core9panicking5panic17h0123456789abcdefE":                             "core::panicking::panic",
		"_ZN3std2rt10lang_start28_$u7b$$u7b$closure$u7d$$u7d$17h6320b281ce42aeaeE": "std::rt::lang_start::{{closure}}",
		"_RNvCs4fqI2P2rA04_13const_generic3foo":                                    "const_generic::foo",
		"_RNvNtNtCsb7cXv6V0J0r_3std3sys7process5abort":                             "std::sys::process::abort",
		// What is no mangled name. Alone, most letters are mangled types.
		"b": "b", "c": "c", "i": "i", "v": "v", "St": "St", "PKc": "PKc", "f": "f",
		"":                      "",
		"main":                  "main",
		"_":                     "_",
		"_Z":                    "_Z",
		"__Z":                   "__Z",
		"_R":                    "_R",
		"_Reset":                "_Reset",
		"_Zero":                 "_Zero",
		"__Zero":                "__Zero",
		"Z3fooi":                "Z3fooi",
		"?foo@@YAHH@Z":          "?foo@@YAHH@Z", // a name of Microsoft's compiler, whose target is another
		"foo(int)":              "foo(int)",
		"_start.command_export": "_start.command_export",
		"_Z" + strings.Repeat("P", maxMangled) + "i": "_Z" + strings.Repeat("P", maxMangled) + "i",
	} {
		if got := readable(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
		if got := readableAll([]string{"x", name}); !slices.Equal(got, []string{"x", want}) {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}
