package syntax

import (
	"bytes"
	"errors"
	"io"
	"strconv"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/wasm"
)

// This file decodes components whose bytes arrive over time, handing on each section as soon as it is there.

// A Visitor is told of the sections of a component that arrives. An error ends the decoding.
type Visitor interface {
	// Section is called with a section of any other kind.
	Section(s *Section) error
	// CoreModule is called with the section of a core module whose bytes r delivers. It must read them all, with what else it does about
	// them, and return the module, whose Code may be nil.
	CoreModule(s *Section, r io.Reader) (*Module, error)
	// Component is called with the section of a nested component, which st.Component decodes. It has no sections yet.
	Component(s *Section, st *Stream) error
}

// A Stream is a component on its way.
type Stream struct {
	d      decoder
	r      io.Reader
	offset int // of the next byte
	end    int // of the component at hand, or noEnd
	err    error
}

// noEnd is the end of a component that ends with the input.
const noEnd = -1

// NewStream returns a Stream for the component that r delivers until its end. Memory grows with the bytes that arrive.
func NewStream(r io.Reader, opt Options) *Stream {
	return &Stream{d: decoder{opt: opt, part: binary.PartReader{Features: opt.Features}}, r: r, end: noEnd}
}

// Component decodes the component at hand, at first the whole, to its end, and adds its sections to c after v was told of them. An error is a
// *wasm.Error, what v returned, or an error of the reader as it is.
func (st *Stream) Component(c *Component, v Visitor) error {
	none := binary.NewReader(nil, st.offset)
	coreTypes, ok := st.d.enter(&none)
	if !ok {
		return none.Err()
	}
	defer st.d.leave(coreTypes)
	err := st.component(c, v)
	if e, ok := err.(*wasm.Error); ok {
		e.Code = codeInComponent(e.Code)
	}
	return err
}

func (st *Stream) component(c *Component, v Visitor) error {
	c.Offset = st.offset
	if err := st.header(componentVersion, moduleVersion, codeNoComponent); err != nil {
		return err
	}
	for st.end == noEnd || st.offset < st.end {
		start := st.offset
		id, err := st.take(1)
		if err == io.EOF && st.end == noEnd {
			break
		}
		if err != nil {
			return st.failure(err)
		}
		s := Section{ID: SectionID(id[0])}
		if s.ID > SectionValue {
			return malformed(codeSectionID, strconv.Itoa(int(id[0])), start)
		}
		if s.Size, err = st.size(); err != nil {
			return err
		}
		if st.d.items++; st.d.items > MaxItems {
			r := binary.NewReader(nil, start)
			limit(&r, "sections", MaxItems, start)
			return r.Err()
		}
		s.Offset = st.offset
		if err := st.section(&s, v); err != nil {
			return err
		}
		c.Sections = append(c.Sections, s)
	}
	c.Size = st.offset - c.Offset
	return nil
}

// section decodes a section and tells v.
func (st *Stream) section(s *Section, v Visitor) (err error) {
	outer, end := st.end, s.Offset+s.Size
	if outer != noEnd && end > outer {
		return malformed(codeEnd, "", outer)
	}
	st.end = end
	switch s.ID {
	case SectionCoreModule:
		s.CoreModule, err = st.coreModule(s, v)
	case SectionComponent:
		s.Component = &Component{Offset: s.Offset, Size: s.Size}
		err = v.Component(s, st)
	default:
		var b []byte
		if b, err = st.take(s.Size); err != nil {
			return st.failure(err)
		}
		if err = st.d.section(s, b); err == nil {
			err = v.Section(s)
		}
	}
	if err == nil && st.offset != end {
		err = st.failure(io.ErrUnexpectedEOF)
	}
	st.end = outer
	return err
}

// coreModule lets v read a core module.
func (st *Stream) coreModule(s *Section, v Visitor) (*Module, error) {
	const n = len(magic + moduleVersion)
	head, err := st.take(min(s.Size, n))
	if err != nil {
		return nil, st.failure(err)
	}
	r := binary.NewReader(head, s.Offset)
	if header(&r, moduleVersion, componentVersion, codeNoModule); r.Failed() {
		return nil, r.Err()
	}
	m, err := v.CoreModule(s, io.MultiReader(bytes.NewReader(head), st))
	if st.err != nil {
		return nil, st.err
	}
	return m, err
}

// header reads a magic number and a version.
func (st *Stream) header(version, other string, wrongKind wasm.Code) error {
	start := st.offset
	b, err := st.take(len(magic + version))
	if err != nil && !errors.Is(err, io.EOF) && err != io.ErrUnexpectedEOF {
		return err
	}
	r := binary.NewReader(b, start)
	header(&r, version, other, wrongKind)
	return r.Err()
}

// size reads the size of a section.
func (st *Stream) size() (int, error) {
	const most = 5 // bytes of a 32-bit integer
	var b []byte
	start := st.offset
	for len(b) < most {
		next, err := st.take(1)
		if err != nil {
			return 0, st.failure(err)
		}
		if b = append(b, next...); next[0] < 0x80 {
			break
		}
	}
	r := binary.NewReader(b, start)
	n := r.U32()
	if r.Failed() {
		return 0, r.Err()
	}
	return int(min(n, wasm.MaxModuleSize+1)), nil
}

// take reads n bytes, fewer only with an error. It reserves no memory before they arrive.
func (st *Stream) take(n int) ([]byte, error) {
	if st.end != noEnd && n > st.end-st.offset {
		n = st.end - st.offset
		b, err := st.take(n)
		if err == nil {
			err = io.ErrUnexpectedEOF
		}
		return b, err
	}
	const piece = 64 << 10
	b := make([]byte, 0, min(n, piece))
	for len(b) < n {
		have := len(b)
		if have == cap(b) {
			b = append(b, make([]byte, min(n-have, have))...)[:have]
		}
		m, err := io.ReadFull(st.r, b[have:min(n, cap(b))])
		b, st.offset = b[:have+m], st.offset+m
		if err != nil {
			if have+m > 0 && err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			return b, err
		}
	}
	return b, nil
}

// Read reads bytes of the section at hand: a Stream is the reader of a core module.
func (st *Stream) Read(b []byte) (int, error) {
	left := st.end - st.offset
	if left == 0 {
		return 0, io.EOF
	}
	n, err := st.r.Read(b[:min(len(b), left)])
	st.offset += n
	if err == io.EOF && n < left {
		err = st.failure(io.ErrUnexpectedEOF)
	}
	if err != nil && err != io.EOF {
		st.err = err
	}
	return n, err
}

// failure makes an error of one of reading: an input that ends too early is malformed.
func (st *Stream) failure(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return malformed(codeEnd, "", st.offset)
	}
	return err
}
