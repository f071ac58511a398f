package syntax

import (
	"strconv"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds the decoder of components: preamble, sections, and the definitions in them. Types are in decode_types.go.

// Options say what Decode takes.
type Options struct {
	// Features are the features that the component and the core modules in it may use.
	Features wasm.Features
}

// Limits of what a file may hold. They bound the memory and the stack that a file of some bytes can make the decoder use.
const (
	// MaxNesting is how deep components and types may stand in each other.
	MaxNesting = 100
	// MaxItems is how many definitions, declarations, fields, arguments and the like a file may have in all.
	MaxItems = 1_000_000
)

// How modules and components start.
const (
	magic            = "\x00asm"
	moduleVersion    = "\x01\x00\x00\x00"
	componentVersion = "\x0d\x00\x01\x00" // version and layer
)

// The codes of malformed components that stand for themselves; those with a byte in them are made by badByte.
const (
	codeEnd         wasm.Code = "unexpected end-of-file"
	codeMagic       wasm.Code = "magic header not detected"
	codeVersion     wasm.Code = "unknown binary version"
	codeNoModule    wasm.Code = "expected a version header for a module"
	codeNoComponent wasm.Code = "expected a version header for a component"
	codeSectionID   wasm.Code = "malformed section id"
	codeSectionSize wasm.Code = "section size mismatch"
	codeBool        wasm.Code = "invalid boolean value"
	codeFeature     wasm.Code = "feature not enabled"
)

// codeInComponent returns the code for the same mistake in a component as code is for in a core module.
func codeInComponent(code wasm.Code) wasm.Code {
	switch code {
	case "unexpected end of section or function", "length out of bounds":
		return codeEnd
	case "unexpected content after last section":
		return "section out of order"
	}
	return code
}

// IsComponent reports whether b starts like a component, as opposed to a core module.
func IsComponent(b []byte) bool {
	const n = len(magic + componentVersion)
	return len(b) >= n && string(b[:n]) == magic+componentVersion
}

// Decode returns the component in b. Names, modules and data of the component are views of b, which must stay unchanged as long as the
// component is in use.
//
// It checks what the binary format itself says, of the core modules in it too; package check does the rest. An error is a *wasm.Error
// with an offset in b. Concurrent calls are safe.
func Decode(b []byte, opt Options) (*Component, error) {
	d := decoder{opt: opt, part: binary.PartReader{Features: opt.Features}}
	c, err := d.component(b, 0)
	if e, ok := err.(*wasm.Error); ok {
		e.Code = codeInComponent(e.Code)
		return nil, e
	}
	return c, err
}

// A decoder decodes one file.
type decoder struct {
	opt       Options
	part      binary.PartReader
	depth     int    // of components and types around
	items     int    // read so far
	coreTypes uint32 // in the index space of the scope at hand
}

// malformed returns an error of the bytes at offset.
func malformed(code wasm.Code, detail string, offset int) error {
	return &wasm.Error{Phase: wasm.PhaseMalformed, Code: code, Detail: detail, Offset: offset, Func: wasm.NoFunc}
}

// badByte records that b, at offset, is no way to start what.
func badByte(r *binary.Reader, b byte, what string, offset int) {
	if !r.Failed() {
		r.Fail(wasm.Code("invalid leading byte (0x"+strconv.FormatUint(uint64(b), 16)+") for "+what), "", offset)
	}
}

// limit records that there are more of something than the decoder takes.
func limit(r *binary.Reader, what string, most, offset int) {
	r.FailAs(&wasm.Error{Phase: wasm.PhaseLimit, Code: wasm.Code("too many " + what), Detail: "at most " + strconv.Itoa(most),
		Offset: offset, Func: wasm.NoFunc})
}

// need records an error where a feature is off.
func (d *decoder) need(r *binary.Reader, f wasm.Features, what string, offset int) {
	if missing := f &^ d.opt.Features; missing != 0 {
		r.Fail(codeFeature, what+" needs "+missing.Names()[0], offset)
	}
}

// enter opens a scope with an index space of core types of its own; leave closes it. It reports whether there may be one more.
func (d *decoder) enter(r *binary.Reader) (coreTypes uint32, ok bool) {
	if d.depth == MaxNesting {
		limit(r, "components and types inside each other", MaxNesting, r.Offset())
		return 0, false
	}
	d.depth++
	coreTypes, d.coreTypes = d.coreTypes, 0
	return coreTypes, true
}

func (d *decoder) leave(coreTypes uint32) {
	d.depth--
	d.coreTypes = coreTypes
}

// count reads the length of a vector, whose elements take a byte at least.
func (d *decoder) count(r *binary.Reader) int {
	start := r.Offset()
	n := r.Count()
	if d.items += n; d.items > MaxItems {
		limit(r, "definitions", MaxItems, start)
		return 0
	}
	return n
}

// firstElems is for how many elements of a vector there is room before they are read.
const firstElems = 8

// vector reads a vector, nil if it is empty. It stops at the first error.
func vector[T any](d *decoder, r *binary.Reader, read func(*binary.Reader) T) []T {
	n := d.count(r)
	if n == 0 || r.Failed() {
		return nil
	}
	list := make([]T, 0, min(n, firstElems))
	for ; n > 0 && !r.Failed(); n-- {
		list = append(list, read(r))
	}
	return list
}

// component decodes the component in b, which starts at offset in the file.
func (d *decoder) component(b []byte, offset int) (*Component, error) {
	r := binary.NewReader(b, offset)
	coreTypes, ok := d.enter(&r)
	if !ok {
		return nil, r.Err()
	}
	defer d.leave(coreTypes)
	header(&r, componentVersion, moduleVersion, codeNoComponent)
	c := &Component{Offset: offset, Size: len(b)}
	for r.Len() > 0 {
		start := r.Offset()
		id := SectionID(r.Byte())
		if id > SectionValue {
			return nil, malformed(codeSectionID, strconv.Itoa(int(id)), start)
		}
		n := r.U32()
		contents := r.Offset()
		body := r.Bytes(int(min(n, wasm.MaxModuleSize+1)))
		if r.Failed() {
			break
		}
		if d.items++; d.items > MaxItems {
			limit(&r, "sections", MaxItems, start)
			break
		}
		s := Section{ID: id, Offset: contents, Size: len(body)}
		if err := d.section(&s, body); err != nil {
			return nil, err
		}
		c.Sections = append(c.Sections, s)
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	return c, nil
}

// header reads a magic number and a version. Where other stands instead of the version, the code is wrongKind.
func header(r *binary.Reader, version, other string, wrongKind wasm.Code) {
	start := r.Offset()
	if b := r.Bytes(len(magic)); b != nil && string(b) != magic {
		r.Fail(codeMagic, "", start)
	}
	start = r.Offset()
	switch b := r.Bytes(len(version)); {
	case b == nil, string(b) == version:
	case string(b) == other:
		r.Fail(wrongKind, "", start)
	default:
		r.Fail(codeVersion, "", start)
	}
}

// section decodes the contents of s.
func (d *decoder) section(s *Section, b []byte) (err error) {
	r := binary.NewReader(b, s.Offset)
	switch s.ID {
	case SectionCoreModule:
		s.CoreModule, err = d.coreModule(b, s.Offset)
		return err
	case SectionComponent:
		s.Component, err = d.component(b, s.Offset)
		return err
	case SectionCustom:
		s.Custom.Name = r.Name()
		s.Custom.Offset = r.Offset()
		s.Custom.Data = r.Bytes(r.Len())
	case SectionCoreInstance:
		s.CoreInstances = vector(d, &r, d.coreInstance)
	case SectionCoreType:
		s.CoreTypes = vector(d, &r, func(r *binary.Reader) CoreType { return d.coreType(r, false) })
	case SectionInstance:
		s.Instances = vector(d, &r, d.instance)
	case SectionAlias:
		s.Aliases = vector(d, &r, d.alias)
	case SectionType:
		s.Types = vector(d, &r, d.typeDef)
	case SectionCanon:
		s.Canons = vector(d, &r, d.canon)
	case SectionStart:
		d.need(&r, wasm.FeatureComponentValues, "start", s.Offset)
		s.Start = &Start{Offset: s.Offset, Func: r.U32(), Args: vector(d, &r, (*binary.Reader).U32), Results: r.U32()}
	case SectionImport:
		s.Imports = vector(d, &r, d.imported)
	case SectionExport:
		s.Exports = vector(d, &r, d.export)
	case SectionValue:
		d.need(&r, wasm.FeatureComponentValues, "value", s.Offset)
		s.Values = vector(d, &r, d.value)
	}
	if r.Len() > 0 {
		r.Fail(codeSectionSize, "", r.Offset())
	}
	return r.Err()
}

// coreModule decodes a core module.
func (d *decoder) coreModule(b []byte, offset int) (*Module, error) {
	r := binary.NewReader(b, offset)
	header(&r, moduleVersion, componentVersion, codeNoModule)
	if err := r.Err(); err != nil {
		return nil, err
	}
	m, err := binary.Decode(b, binary.Options{Features: d.opt.Features, Offset: offset})
	if err != nil {
		return nil, err
	}
	return &Module{Code: b, Offset: offset, Module: m}, nil
}

// Bytes that start an instance.
const (
	instantiate   = 0x00
	inlineExports = 0x01
)

func (d *decoder) coreInstance(r *binary.Reader) CoreInstance {
	in := CoreInstance{Module: wasm.NoIndex, Offset: r.Offset()}
	switch b := r.Byte(); b {
	case instantiate:
		in.Module = r.U32()
		in.Args = vector(d, r, d.coreArg)
	case inlineExports:
		in.Exports = vector(d, r, func(r *binary.Reader) CoreExport {
			return CoreExport{Name: r.Name(), Ref: Ref{d.coreSort(r, "core external kind"), r.U32()}}
		})
	default:
		badByte(r, b, "core instance", in.Offset)
	}
	return in
}

func (d *decoder) coreArg(r *binary.Reader) CoreArg {
	a := CoreArg{Name: r.Name()}
	start := r.Offset()
	if b := r.Byte(); b != byte(SortCoreInstance-SortCore) {
		badByte(r, b, "instantiation arg kind", start)
	}
	a.Instance = r.U32()
	return a
}

func (d *decoder) instance(r *binary.Reader) Instance {
	in := Instance{Component: wasm.NoIndex, Offset: r.Offset()}
	switch b := r.Byte(); b {
	case instantiate:
		in.Component = r.U32()
		in.Args = vector(d, r, func(r *binary.Reader) Arg { return Arg{Name: r.Name(), Ref: d.ref(r)} })
	case inlineExports:
		in.Exports = vector(d, r, func(r *binary.Reader) InlineExport {
			return InlineExport{Name: d.externName(r), Ref: d.ref(r)}
		})
	default:
		badByte(r, b, "instance", in.Offset)
	}
	return in
}

// sort reads a sort; what says what it is of.
func (d *decoder) sort(r *binary.Reader, what string) Sort {
	start := r.Offset()
	b := r.Byte()
	switch s := Sort(b); {
	case b == 0:
		return d.coreSort(r, what)
	case s == SortValue:
		d.need(r, wasm.FeatureComponentValues, "value", start)
		return s
	case s <= SortInstance:
		return s
	}
	badByte(r, b, what, start)
	return 0
}

// coreSort reads a sort of the core level.
func (d *decoder) coreSort(r *binary.Reader, what string) Sort {
	start := r.Offset()
	b := r.Byte()
	if b > byte(SortCoreInstance-SortCore) || b > byte(SortCoreTag-SortCore) && b < byte(SortCoreType-SortCore) {
		badByte(r, b, what, start)
	}
	return SortCore + Sort(b)
}

func (d *decoder) ref(r *binary.Reader) Ref {
	return Ref{Sort: d.sort(r, "component external kind"), Index: r.U32()}
}

func (d *decoder) alias(r *binary.Reader) Alias {
	const what = "component outer alias kind"
	a := Alias{Offset: r.Offset()}
	sort, _ := r.Peek()
	a.Sort = d.sort(r, what)
	start := r.Offset()
	b := r.Byte()
	switch a.Kind = AliasKind(b); a.Kind {
	case AliasExport, AliasCoreExport:
		a.Instance, a.Name = r.U32(), r.Name()
	case AliasOuter:
		if !a.Sort.HasOuterAlias() {
			if sort == 0 {
				sort = byte(a.Sort - SortCore)
			}
			badByte(r, sort, what, a.Offset)
		}
		a.Outer, a.Index = r.U32(), r.U32()
	default:
		badByte(r, b, "alias", start)
	}
	if a.Sort == SortCoreType {
		d.coreTypes++
	}
	return a
}

// HasOuterAlias reports whether there are outer aliases of this sort.
func (s Sort) HasOuterAlias() bool {
	return s == SortType || s == SortComponent || s == SortCoreType || s == SortCoreModule
}

func (d *decoder) imported(r *binary.Reader) Import {
	return Import{Offset: r.Offset(), Name: d.externName(r), Type: d.externType(r)}
}

func (d *decoder) export(r *binary.Reader) Export {
	e := Export{Offset: r.Offset(), Name: d.externName(r), Ref: d.ref(r)}
	if e.HasType = optional(r, "component export type"); e.HasType {
		e.Type = d.externType(r)
	}
	return e
}

func (d *decoder) value(r *binary.Reader) Value {
	v := Value{Offset: r.Offset(), Type: d.valType(r)}
	v.Data = r.Bytes(r.Count())
	return v
}

// optional reads whether something follows.
func optional(r *binary.Reader, what string) bool {
	start := r.Offset()
	b := r.Byte()
	if b > 1 {
		badByte(r, b, "optional "+what, start)
	}
	return b == 1
}

// boolean reads a flag.
func boolean(r *binary.Reader) bool {
	start := r.Offset()
	b := r.Byte()
	if b > 1 {
		r.Fail(codeBool, strconv.Itoa(int(b)), start)
	}
	return b == 1
}

// The byte that starts a name with attributes; those below it start names without.
const nameAttributes = 0x02

// attributeFeatures holds what the attributes of names came with.
var attributeFeatures = [...]wasm.Features{
	AttributeImplements:    wasm.FeatureComponentImplements,
	AttributeVersionSuffix: wasm.FeatureComponentVersionSuffix,
	AttributeExternalID:    wasm.FeatureComponentImplements,
}

// Feature returns the feature that the attribute came with.
func (k AttributeKind) Feature() wasm.Features { return attributeFeatures[k] }

var attributeNames = [...]string{AttributeImplements: "implements", AttributeVersionSuffix: "versionsuffix", AttributeExternalID: "external-id"}

// String returns the attribute's name in the text format.
func (k AttributeKind) String() string { return attributeNames[k] }

func (d *decoder) externName(r *binary.Reader) ExternName {
	start := r.Offset()
	n := ExternName{Form: r.Byte()}
	if n.Form > nameAttributes {
		badByte(r, n.Form, "component name", start)
	}
	n.Name = r.Name()
	if n.Form == nameAttributes {
		n.Attributes = vector(d, r, d.attribute)
	}
	return n
}

func (d *decoder) attribute(r *binary.Reader) Attribute {
	start := r.Offset()
	k := AttributeKind(r.Byte())
	if int(k) >= len(attributeFeatures) {
		badByte(r, byte(k), "name option", start)
		return Attribute{}
	}
	d.need(r, k.Feature(), k.String(), start)
	return Attribute{Kind: k, Text: r.Name()}
}
