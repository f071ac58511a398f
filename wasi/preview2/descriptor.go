package preview2

import (
	"context"
	"io"
	"math"
	"unicode/utf8"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/wasi/vfs"
)

// This file holds what is done with an open file or directory: the methods of descriptor that take no path.

// A descriptor is an open file or directory; exactly one of the two is set.
type descriptor struct {
	node
	file  *file
	dir   *directory
	flags descriptorFlags
}

func (d *descriptor) close() error {
	if d.dir != nil {
		return d.dir.close()
	}
	return d.file.close()
}

// opened returns the file if it was opened for what need says.
func (d *descriptor) opened(need descriptorFlags) (*file, error) {
	if d.file == nil || d.flags&need != need {
		return nil, vfs.ErrBadFile
	}
	return d.file, nil
}

// readViaStream returns a stream that reads the file from an offset on.
func (d *descriptor) readViaStream(offset uint64) (r fileResult[*inputStream], err error) {
	f, err := d.opened(flagRead)
	if err != nil {
		return resultOf[*inputStream](nil, err), nil
	}
	s, err := d.h.newInput(f.source(offset), nil)
	s.label = d.label
	return resultOf(s, nil), err
}

// writeViaStream returns a stream that writes to the file from an offset on.
func (d *descriptor) writeViaStream(offset uint64) (fileResult[*outputStream], error) {
	return d.outputStream(offset, false)
}

// appendViaStream returns a stream that writes at the end of the file.
func (d *descriptor) appendViaStream() (fileResult[*outputStream], error) {
	return d.outputStream(0, true)
}

func (d *descriptor) outputStream(offset uint64, atEnd bool) (r fileResult[*outputStream], err error) {
	f, err := d.opened(flagWrite)
	if err != nil {
		return resultOf[*outputStream](nil, err), nil
	}
	s, err := d.h.newOutput(f.sink(offset, atEnd), nil)
	s.label = d.label
	return resultOf(s, nil), err
}

// advise takes notice of how a file is going to be used, and makes nothing of it.
func (d *descriptor) advise(offset, length uint64, _ advice) fileResult[component.None] {
	f, err := d.opened(0)
	switch {
	case err != nil:
	case !f.seekable():
		return component.Err[component.None](codeByName()["spipe"])
	case offset > math.MaxInt64 || length > math.MaxInt64:
		err = vfs.ErrInvalid
	}
	return done(err)
}

// syncData is sync, which does more than it has to.
func (d *descriptor) syncData() fileResult[component.None] { return d.sync() }

// sync writes what the system keeps in memory to the device. Of what was not opened for writing there is nothing.
func (d *descriptor) sync() fileResult[component.None] {
	switch {
	case d.dir != nil:
		return done(d.dir.Sync())
	case d.flags&flagWrite == 0:
		return done(nil)
	}
	return done(d.file.file.Sync())
}

// getFlags returns what may be done with the descriptor.
func (d *descriptor) getFlags() fileResult[descriptorFlags] { return resultOf(d.flags, nil) }

// getType returns what is open.
func (d *descriptor) getType() fileResult[descriptorType] {
	if d.dir != nil {
		return resultOf(typeOf(vfs.Directory), nil)
	}
	return resultOf(typeOf(d.file.kind), nil)
}

// setSize makes the file longer, with zeros, or shorter.
func (d *descriptor) setSize(n uint64) fileResult[component.None] {
	f, err := d.opened(0)
	switch {
	case err != nil:
		return done(err)
	case d.flags&flagWrite == 0 || n > math.MaxInt64:
		return done(vfs.ErrInvalid) // as POSIX has it for a file that is not open for writing
	}
	return done(f.file.SetSize(int64(n)))
}

// setTimes sets the times of last access and of last change.
func (d *descriptor) setTimes(access, modify newTimestamp) fileResult[component.None] {
	times, err := d.h.times(access, modify)
	switch {
	case err != nil:
		return done(err)
	case d.file != nil:
		return done(d.file.file.SetTimes(times))
	}
	if err := d.dir.change(); err != nil {
		return done(err)
	}
	return done(d.dir.SetTimes(".", true, times))
}

// maxRead is how many bytes read returns at most.
const maxRead = 1 << 20

// A readData is what read returns: bytes, and whether they are the last.
type readData struct {
	Data []byte
	End  bool
}

// read returns up to n bytes from an offset on.
func (d *descriptor) read(n, offset uint64) fileResult[readData] {
	f, err := d.opened(flagRead)
	if err != nil {
		return resultOf(readData{}, err)
	}
	if n = min(n, maxRead); n == 0 {
		return resultOf(readData{}, nil)
	}
	var b []byte
	if n <= chunk {
		b = d.h.scratch(n)
	} else {
		b = make([]byte, n)
	}
	got, err := f.readAt(b, offset)
	if got > 0 && err != io.EOF || err == io.EOF {
		return resultOf(readData{b[:got], err == io.EOF}, nil)
	}
	return resultOf(readData{}, err)
}

// write writes at an offset and returns how many bytes it has written: fewer if an error came after them.
func (d *descriptor) write(b component.Bytes, offset uint64) fileResult[uint64] {
	f, err := d.opened(flagWrite)
	if err != nil {
		return resultOf[uint64](0, err)
	}
	n, err := f.writeAt(b[:min(len(b), maxRead)], offset)
	if n > 0 {
		err = nil
	}
	return resultOf(uint64(n), err)
}

// stat returns the attributes of what is open.
func (d *descriptor) stat() fileResult[descriptorStat] {
	st, err := d.attributes()
	return resultOf(statOf(st), err)
}

func (d *descriptor) attributes() (vfs.Stat, error) {
	if d.dir != nil {
		return d.dir.Stat(".", true)
	}
	return d.file.file.Stat()
}

// isSameObject reports whether two descriptors are of the same file or directory.
func (d *descriptor) isSameObject(other *descriptor) bool {
	if d.dir != nil && d.dir == other.dir || d.file != nil && d.file == other.file {
		return true
	}
	a, err := d.attributes()
	b, err2 := other.attributes()
	return err == nil && err2 == nil && a.Ino != 0 && a.Ino == b.Ino && a.Dev == b.Dev && (a.Dev != 0 || d.top() == other.top())
}

// top returns what tells apart file systems that have no number.
func (d *descriptor) top() *directory {
	if d.dir != nil {
		return d.dir.top
	}
	return d.file.top
}

// An entryStream lists a directory.
type entryStream struct {
	node
	list    vfs.Listing
	entries []vfs.Entry // read ahead
}

// entriesAhead is how many entries are read from the system at a time.
const entriesAhead = 128

// readDirectory returns what lists the directory, without "." and "..".
func (d *descriptor) readDirectory() (r fileResult[*entryStream], err error) {
	if d.dir == nil {
		return resultOf[*entryStream](nil, vfs.ErrNotDirectory), nil
	}
	if err := d.h.reserve(); err != nil {
		return resultOf[*entryStream](nil, err), nil
	}
	list, err := d.dir.List()
	if err != nil {
		d.h.release()
		return resultOf[*entryStream](nil, err), nil
	}
	s := &entryStream{list: list}
	return resultOf(s, nil), d.h.add(s, nil)
}

func (s *entryStream) close() error {
	s.h.release()
	return s.list.Close()
}

// readDirectoryEntry returns the next entry, if there is one. A name that is not UTF-8 is an error, and is passed over.
func (s *entryStream) readDirectoryEntry(ctx context.Context) (r fileResult[component.Option[directoryEntry]], err error) {
	none := component.Option[directoryEntry]{}
	if len(s.entries) == 0 {
		if err := ctx.Err(); err != nil {
			return r, err
		}
		if s.entries, err = s.list.Next(entriesAhead); err == io.EOF {
			return resultOf(none, nil), nil
		} else if err != nil {
			return resultOf(none, err), nil
		}
	}
	e := s.entries[0]
	s.entries = s.entries[1:]
	if !utf8.ValidString(e.Name) {
		return component.Err[component.Option[directoryEntry]](codeByName()["ilseq"]), nil
	}
	return resultOf(component.Some(directoryEntry{typeOf(e.Type), e.Name}), nil), nil
}
