// Package programs holds real programs in C, C++, Go and Rust, as sources, and the tests that build them, run each natively, under wasmtime
// and under wvm, and compare what they print, write and exit with.
//
// Each program is one file under c, cpp or rust, or one directory under go; those under sqlite and lua are programs around the sources
// of SQLite and Lua, which the crates of crates/Cargo.toml have. A program's output depends on nothing but its arguments,
// environment and input, so that all runs can be compared. The benchmarks run some of them with bigger arguments.
package programs
