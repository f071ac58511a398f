// Package types holds the types of the Component Model with every index resolved: what the validator makes of definitions, and what the
// canonical ABI, bindings and WIT work on.
package types

import "github.com/wvm-project/wvm/wasm"

// This file holds the types of values and of functions.

// A Kind says what a type of values is.
type Kind uint8

// The kinds of types.
const (
	Bool Kind = 1 + iota
	S8
	U8
	S16
	U16
	S32
	U32
	S64
	U64
	F32
	F64
	Char
	String
	ErrorContext
	Record
	Variant
	List
	FixedList
	Tuple
	Flags
	Enum
	Option
	Result
	Own
	Borrow
	Stream
	Future
	Map
)

// A Type is the type of values. Which fields mean something follows from Kind. Types are never changed once made and may be shared; two
// types are equal when they are alike in structure, labels included, and have the same resources (see Equal).
type Type struct {
	Kind     Kind
	Fields   []Field   // of records, of tuples (without labels) and, as cases, of variants
	Labels   []string  // of flags and enums
	Elem     *Type     // of lists, options, streams and futures; the ok type of a result; the key of a map; nil: none
	Elem2    *Type     // the error type of a result, nil: none; the value of a map
	Len      uint32    // of a fixed-length list
	Resource *Resource // of own and borrow
	Via      *Via      // of own and borrow, for validation only
}

// A Field is a label with a type. A case of a variant may have none.
type Field struct {
	Label string
	Type  *Type
}

// A Resource is the identity of a resource type: two are the same only if they are the same pointer.
type Resource struct {
	Name string       // what it was first imported, exported or defined as, for messages
	Rep  wasm.ValType // of a resource that the component itself defines; wasm.NoType of others
}

// A Func is the type of a function.
type Func struct {
	Async  bool
	Params []Field
	Result *Type // nil: none
}
