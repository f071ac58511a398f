package syntax

import (
	"fmt"
	"math"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds the encoder, the mirror of decode.go. That of types is in encode_types.go.

// Encode returns c in the binary format. It writes every integer in its shortest form, and a core module as the bytes of Module.Code, where
// there are some.
//
// For a component that was decoded from bytes in which every integer of the component level had its shortest form, it gives back these
// bytes, but for an abstract reference type that could have been one byte and the default page size written out (see binary.Encode) in the
// core types of the component level.
//
// An error is a *wasm.Error; it tells of a component that the format cannot hold, which none is that was decoded.
func Encode(c *Component) ([]byte, error) {
	var e encoder
	b := e.component(nil, c)
	if e.err != nil {
		return nil, e.err
	}
	return b, nil
}

// An encoder keeps the first error. Its methods append to a slice, as those of package binary do.
type encoder struct {
	err   error
	depth int
}

// fail records that something at offset cannot be written.
func (e *encoder) fail(offset int, format string, args ...any) {
	if e.err == nil {
		e.err = malformed("component cannot be encoded", fmt.Sprintf(format, args...), offset)
	}
}

// enter opens a component or a type; the caller lowers e.depth at its end.
func (e *encoder) enter(offset int) bool {
	e.depth++
	if e.depth > MaxNesting {
		e.fail(offset, "nesting deeper than %d", MaxNesting)
	}
	return e.depth <= MaxNesting
}

// appendVector appends a vector.
func appendVector[T any](b []byte, list []T, one func([]byte, *T) []byte) []byte {
	b = binary.AppendU32(b, uint32(len(list)))
	for i := range list {
		b = one(b, &list[i])
	}
	return b
}

func (e *encoder) component(b []byte, c *Component) []byte {
	if c == nil {
		e.fail(-1, "no component")
		return b
	}
	if e.enter(c.Offset) {
		b = append(b, magic+componentVersion...)
		for i := range c.Sections {
			s := &c.Sections[i]
			contents := e.section(nil, s)
			if uint64(len(contents)) > math.MaxUint32 {
				e.fail(s.Offset, "section of %d bytes", len(contents))
			}
			b = binary.AppendSection(b, byte(s.ID), contents)
		}
	}
	e.depth--
	return b
}

// section appends the contents of s.
func (e *encoder) section(b []byte, s *Section) []byte {
	switch s.ID {
	case SectionCustom:
		return append(binary.AppendName(b, s.Custom.Name), s.Custom.Data...)
	case SectionCoreModule:
		return e.module(b, s)
	case SectionCoreInstance:
		return appendVector(b, s.CoreInstances, e.coreInstance)
	case SectionCoreType:
		return appendVector(b, s.CoreTypes, func(b []byte, t *CoreType) []byte { return e.coreType(b, t, false) })
	case SectionComponent:
		return e.component(b, s.Component)
	case SectionInstance:
		return appendVector(b, s.Instances, e.instance)
	case SectionAlias:
		return appendVector(b, s.Aliases, e.alias)
	case SectionType:
		return appendVector(b, s.Types, e.typeDef)
	case SectionCanon:
		return appendVector(b, s.Canons, e.canon)
	case SectionImport:
		return appendVector(b, s.Imports, func(b []byte, x *Import) []byte { return e.externType(e.externName(b, &x.Name), &x.Type) })
	case SectionExport:
		return appendVector(b, s.Exports, e.export)
	case SectionValue:
		return appendVector(b, s.Values, func(b []byte, x *Value) []byte {
			return binary.AppendBytes(appendValType(b, x.Type), x.Data)
		})
	case SectionStart:
		if s.Start != nil {
			b = appendVector(binary.AppendU32(b, s.Start.Func), s.Start.Args, func(b []byte, x *uint32) []byte { return binary.AppendU32(b, *x) })
			return binary.AppendU32(b, s.Start.Results)
		}
	}
	e.fail(s.Offset, "section %d", s.ID)
	return b
}

func (e *encoder) module(b []byte, s *Section) []byte {
	switch m := s.CoreModule; {
	case m == nil || m.Code == nil && m.Module == nil:
		e.fail(s.Offset, "no core module")
		return b
	case m.Code != nil:
		return append(b, m.Code...)
	default:
		return append(b, binary.Encode(m.Module)...)
	}
}

func (e *encoder) coreInstance(b []byte, in *CoreInstance) []byte {
	if in.Module == wasm.NoIndex {
		return appendVector(append(b, inlineExports), in.Exports, func(b []byte, x *CoreExport) []byte {
			return binary.AppendU32(append(binary.AppendName(b, x.Name), byte(x.Ref.Sort-SortCore)), x.Ref.Index)
		})
	}
	return appendVector(binary.AppendU32(append(b, instantiate), in.Module), in.Args, func(b []byte, x *CoreArg) []byte {
		return binary.AppendU32(append(binary.AppendName(b, x.Name), byte(SortCoreInstance-SortCore)), x.Instance)
	})
}

func (e *encoder) instance(b []byte, in *Instance) []byte {
	if in.Component == wasm.NoIndex {
		return appendVector(append(b, inlineExports), in.Exports, func(b []byte, x *InlineExport) []byte {
			return appendRef(e.externName(b, &x.Name), x.Ref)
		})
	}
	return appendVector(binary.AppendU32(append(b, instantiate), in.Component), in.Args, func(b []byte, x *Arg) []byte {
		return appendRef(binary.AppendName(b, x.Name), x.Ref)
	})
}

func appendSort(b []byte, s Sort) []byte {
	if s.IsCore() {
		return append(b, 0, byte(s-SortCore))
	}
	return append(b, byte(s))
}

func appendRef(b []byte, r Ref) []byte { return binary.AppendU32(appendSort(b, r.Sort), r.Index) }

func (e *encoder) alias(b []byte, a *Alias) []byte {
	b = append(appendSort(b, a.Sort), byte(a.Kind))
	if a.Kind == AliasOuter {
		return binary.AppendU32(binary.AppendU32(b, a.Outer), a.Index)
	}
	return binary.AppendName(binary.AppendU32(b, a.Instance), a.Name)
}

func (e *encoder) export(b []byte, x *Export) []byte {
	b = appendRef(e.externName(b, &x.Name), x.Ref)
	if !x.HasType {
		return append(b, 0)
	}
	return e.externType(append(b, 1), &x.Type)
}

// externName appends a name in the form that it says it has. One with attributes always has the form for them.
func (e *encoder) externName(b []byte, n *ExternName) []byte {
	form := n.Form
	if len(n.Attributes) > 0 {
		form = nameAttributes
	}
	b = binary.AppendName(append(b, form), n.Name)
	if form != nameAttributes {
		return b
	}
	return appendVector(b, n.Attributes, func(b []byte, a *Attribute) []byte {
		return binary.AppendName(append(b, byte(a.Kind)), a.Text)
	})
}
