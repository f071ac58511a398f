package preview2

import (
	"errors"
	"io"
	"math"
	"os"

	"github.com/wvm-project/wvm/wasi/vfs"
)

// This file holds open files and directories, and the streams that read and write files.

// errTooMany is the error of opening more than MaxFiles.
var errTooMany = errors.New("the guest has as many files open as it may")

// A file is an open file. The descriptor and the streams made of it share it: the last one that is dropped closes it.
type file struct {
	h         *Host
	file      vfs.File
	refs      int
	appending bool
	kind      vfs.Type
	top       *directory
}

// A directory is an open directory, which several descriptors may share.
type directory struct {
	vfs.Dir
	h        *Host
	refs     int
	borrowed bool       // it is not to be closed
	name     string     // of one that the guest was given
	label    string     // what traces call it
	mutable  bool       // something may be changed in it
	top      *directory // the one that the guest was given
}

// reserve accounts for a file that is about to be opened.
func (h *Host) reserve() error {
	if h.files >= h.cfg.MaxFiles {
		return errTooMany
	}
	h.files++
	return nil
}

// release accounts for a file that is closed.
func (h *Host) release() { h.files-- }

// newFile returns an open file, which reserve has been called for.
func (h *Host) newFile(f vfs.File, top *directory) *file {
	x := &file{h: h, file: f, top: top}
	if st, err := f.Stat(); err == nil {
		x.kind = st.Type
	}
	return x
}

// close gives up one reference.
func (f *file) close() error {
	if f.refs--; f.refs > 0 {
		return nil
	}
	f.h.release()
	return f.file.Close()
}

func (d *directory) close() error {
	if d.refs--; d.refs > 0 {
		return nil
	}
	d.h.release()
	if d.borrowed {
		return nil
	}
	return d.Close()
}

// seekable reports whether the file has offsets; what has none is a stream of its own.
func (f *file) seekable() bool { return f.kind == vfs.Regular || f.kind == vfs.BlockDevice }

// system returns the file of the system behind f, if there is one, for waiting.
func (f *file) system(write bool) (*os.File, systemStream) {
	x := vfs.OSFile(f.file)
	if x == nil {
		return nil, systemStream{always: true}
	}
	return x, systemStream{number: numberOf(x), write: write}
}

// readAt reads at an offset.
func (f *file) readAt(b []byte, offset uint64) (int, error) {
	if offset > math.MaxInt64 {
		return 0, vfs.ErrInvalid
	}
	return f.file.ReadAt(b, int64(offset))
}

// writeAt writes at an offset.
func (f *file) writeAt(b []byte, offset uint64) (int, error) {
	if offset > math.MaxInt64-uint64(len(b)) {
		return 0, vfs.ErrFileTooBig
	}
	if err := f.setAppend(false); err != nil {
		return 0, err
	}
	return f.file.WriteAt(b, int64(offset))
}

// append writes at the end.
func (f *file) append(b []byte) (int, error) {
	if err := f.setAppend(true); err != nil {
		return 0, err
	}
	return f.file.Write(b)
}

// setAppend makes the system append what is written, or stop to.
func (f *file) setAppend(on bool) error {
	if f.appending == on || !f.seekable() {
		return nil
	}
	err := f.file.SetAppend(on)
	f.appending = on && err == nil
	return err
}

// A fileSource reads a file from an offset on.
type fileSource struct {
	always
	*file
	offset uint64
}

func (s *fileSource) read(b []byte) (int, error) {
	n, err := s.readAt(b, s.offset)
	s.offset += uint64(n)
	if n > 0 && err == io.EOF { // the file may grow
		err = nil
	}
	return n, err
}

// A fileSink writes to a file from an offset on, or at its end.
type fileSink struct {
	always
	*file
	offset uint64
	atEnd  bool
}

func (s *fileSink) room() (int, error) { return chunk, nil }
func (s *fileSink) flush() error       { return nil }

func (s *fileSink) write(b []byte) error {
	if s.atEnd {
		_, err := s.append(b)
		return err
	}
	n, err := s.writeAt(b, s.offset)
	s.offset += uint64(n)
	return err
}

// A pipeSource reads what has no offsets: a named pipe or a device.
type pipeSource struct {
	*file
	systemStream
}

func (s *pipeSource) close() error { return s.file.close() }

func (s *pipeSource) read(b []byte) (int, error) {
	if !s.ready() {
		return 0, nil
	}
	return s.file.file.Read(b)
}

// A pipeSink writes to what has no offsets.
type pipeSink struct {
	*file
	fileOutput
}

func (s *pipeSink) close() error         { return s.file.close() }
func (s *pipeSink) write(b []byte) error { return outputError(s.file.file.Write(b)) }

// source returns what reads the file from an offset on.
func (f *file) source(offset uint64) source {
	f.refs++
	if f.seekable() {
		return &fileSource{file: f, offset: offset}
	}
	_, s := f.system(false)
	return &pipeSource{f, s}
}

// sink returns what writes to the file from an offset on, or at its end.
func (f *file) sink(offset uint64, atEnd bool) sink {
	f.refs++
	if f.seekable() {
		return &fileSink{file: f, offset: offset, atEnd: atEnd}
	}
	x, s := f.system(true)
	return &pipeSink{f, fileOutput{x, s}}
}
