// Package wat reads and writes the text format of WebAssembly: modules, and the scripts of the official test suite.
//
// Parse makes a wasm.Module of a text and Encode its bytes; Print writes a module as text that gives the same bytes again;
// ParseScript reads a script, whose commands package spectest runs.
//
// ParseComponent and PrintComponent do the same for components, and Encode takes both.
//
// All features are known here, whatever the engine that runs the module takes. Text that parses may still be invalid: that is package
// validate's business.
package wat
