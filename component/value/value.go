// Package value holds values of the Component Model as Go values, for calls whose types are known only when a program runs.
package value

import "github.com/wvm-project/wvm/component/types"

// This file holds the Go types that stand for the types of the Component Model.

// A Value is a value of a component. What it is in Go depends on its type:
//
//	bool                        bool
//	s8 s16 s32 s64              int8, int16, int32, int64
//	u8 u16 u32 u64              uint8, uint16, uint32, uint64
//	f32 f64                     float32, float64
//	char                        Char
//	string                      string
//	list<u8>                    []byte, also with a fixed length
//	other lists                 []Value
//	tuple                       Tuple
//	record                      Record
//	variant                     Variant
//	enum                        Enum
//	flags                       Flags
//	option                      Option
//	result                      Result
//	map                         Map
//	own borrow stream future
//	error-context               Handle
//
// Conform makes these of what is close to them, such as numbers of other Go types.
type Value = any

// A Char is a Unicode scalar value. It is a type of its own since rune is int32, which is an s32.
type Char rune

// A Tuple is the values of a tuple.
type Tuple []Value

// A Record is the fields of a record, in the order of its type.
type Record []Field

// A Field is a field of a record.
type Field struct {
	Name  string
	Value Value
}

// F returns a field. Record{F("x", 1.5), F("y", 2.5)} is a record.
func F(name string, v Value) Field { return Field{name, v} }

// Get returns the value of a field, and whether there is one with this name.
func (r Record) Get(name string) (Value, bool) {
	for i := range r {
		if r[i].Name == name {
			return r[i].Value, true
		}
	}
	return nil, false
}

// A Variant is a case of a variant, with its payload or nil.
type Variant struct {
	Case  string
	Value Value
}

// An Enum is a case of an enum.
type Enum string

// Flags are the names of those flags that are set, in the order of their type.
type Flags []string

// Has reports whether a flag is set.
func (f Flags) Has(name string) bool {
	for _, x := range f {
		if x == name {
			return true
		}
	}
	return false
}

// An Option is a value or none, which is the zero Option.
type Option struct {
	IsSome bool
	Value  Value // nil if not IsSome
}

// Some returns an option with a value.
func Some(v Value) Option { return Option{true, v} }

// None is the option without a value.
var None Option

// A Result is what a success or a failure comes with, which is nil if its type says so. The zero Result is a success.
type Result struct {
	IsErr bool
	Value Value
}

// OK returns the result of a success; v is nil if the type has nothing for it.
func OK(v Value) Result { return Result{false, v} }

// Err returns the result of a failure; v is nil if the type has nothing for it.
func Err(v Value) Result { return Result{true, v} }

// A Map is the entries of a map, in the order they were given. If several have the same key, the last one counts.
type Map []Entry

// An Entry is an entry of a map.
type Entry struct{ Key, Value Value }

// Get returns the value with a key, and whether there is one.
func (m Map) Get(key Value) (Value, bool) {
	for i := len(m) - 1; i >= 0; i-- {
		if m[i].Key == key {
			return m[i].Value, true
		}
	}
	return nil, false
}

// A Handle refers to something that lives in a running component: a resource, an end of a stream or of a future, an error
// context. Package component makes handles.
type Handle interface {
	Type() *types.Type
}
