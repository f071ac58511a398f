package component

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/wvm-project/wvm/component/types"
)

// This file holds the Go types that stand for types of components, and which of them fit together.

// An Option is a value or none, which is the zero Option.
type Option[T any] struct {
	Value  T
	IsSome bool
}

// Some returns an option with a value.
func Some[T any](v T) Option[T] { return Option[T]{v, true} }

// Get returns the value, if there is one.
func (o Option[T]) Get() (v T, ok bool) { return o.Value, o.IsSome }

func (Option[T]) isOption() {}

// A Result is a success with a value or a failure with another; the zero Result is a success. Where there is no value, T or E is None.
type Result[T, E any] struct {
	Value T
	Err   E
	IsErr bool
}

// OK returns the result of a success.
func OK[T, E any](v T) Result[T, E] { return Result[T, E]{Value: v} }

// Err returns the result of a failure.
func Err[T, E any](e E) Result[T, E] { return Result[T, E]{Err: e, IsErr: true} }

func (Result[T, E]) isResult() {}

// None is the type of what has no value: of what a function without a result returns, for example.
type None struct{}

var (
	optionType = reflect.TypeFor[interface{ isOption() }]()
	resultType = reflect.TypeFor[interface{ isResult() }]()
	noneType   = reflect.TypeFor[None]()
)

// Bytes is a list<u8> that a Go function for guests is given without a copy: it is the guest's memory, which is not to be changed and is the
// argument until the function returns or the guest runs. Elsewhere it is like []byte.
type Bytes []byte

var bytesType = reflect.TypeFor[Bytes]()

// variants holds the Go types of cases, by the interface that stands for the variant: map[reflect.Type][]reflect.Type.
var variants sync.Map

// Variant makes an interface type stand for variants. cases has a value of each case's type, in the order of the variant; their types are those
// of what the cases carry, or structs without fields. It returns the cases, so that a package can call it where variables are
// initialized. It is safe for concurrent use.
func Variant[I any](cases ...I) []I {
	list := make([]reflect.Type, len(cases))
	for i := range cases {
		list[i] = reflect.TypeOf(cases[i])
	}
	variants.Store(reflect.TypeFor[I](), list)
	return cases
}

// CaseOf returns which case of a variant a value is, by its Go type; the first has index 0. iface is the interface type that Variant was called
// for. It returns -1 for what is no case.
func CaseOf(iface reflect.Type, v any) int {
	list, _ := variants.Load(iface)
	cases, _ := list.([]reflect.Type)
	return slices.Index(cases, reflect.TypeOf(v))
}

// A misfit says that a Go type does not stand for a type.
func misfit(t *types.Type, g reflect.Type) error {
	return fmt.Errorf("the Go type %s does not fit %s", g, t)
}

// label returns what two spellings of a name have in common.
func label(s string) string {
	return strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(s))
}

// exportedFields returns the indices of the fields of a struct that can be set.
func exportedFields(g reflect.Type) (list []int) {
	for i := range g.NumField() {
		if f := g.Field(i); f.IsExported() && f.Tag.Get("wit") != "-" {
			list = append(list, i)
		}
	}
	return list
}

// fieldsFor returns, for each label, the index of the field of a struct that has it.
func fieldsFor(g reflect.Type, labels []string) ([]int, error) {
	byName := make(map[string]int)
	for _, i := range exportedFields(g) {
		f := g.Field(i)
		if tag := f.Tag.Get("wit"); tag != "" {
			byName[label(tag)] = i
			continue
		}
		if _, ok := byName[label(f.Name)]; !ok {
			byName[label(f.Name)] = i
		}
	}
	out := make([]int, len(labels))
	for i, l := range labels {
		x, ok := byName[label(l)]
		if !ok {
			return nil, fmt.Errorf("the Go type %s has no field for %s", g, l)
		}
		out[i] = x
	}
	if len(byName) != len(labels) {
		return nil, fmt.Errorf("the Go type %s has fields besides those of the %d that it stands for", g, len(labels))
	}
	return out, nil
}

// labelsOf returns the labels of fields.
func labelsOf(fields []types.Field) []string {
	list := make([]string, len(fields))
	for i := range fields {
		list[i] = fields[i].Label
	}
	return list
}

// numberKinds are the Go kinds that stand for numbers and the like.
var numberKinds = [...]reflect.Kind{types.Bool: reflect.Bool, types.S8: reflect.Int8, types.U8: reflect.Uint8,
	types.S16: reflect.Int16, types.U16: reflect.Uint16, types.S32: reflect.Int32, types.U32: reflect.Uint32, types.S64: reflect.Int64,
	types.U64: reflect.Uint64, types.F32: reflect.Float32, types.F64: reflect.Float64, types.Char: reflect.Int32,
	types.String: reflect.String}
