package vfs

import (
	"io"
	"math"
	"time"
)

// This file holds files in memory.

// blockSize is how many bytes of a file are in one piece: growing a file copies little of what it has, and what was never written to
// takes no memory, though it counts. A block is as long as what was written to it needs, rounded up to no more than twice that.
const (
	blockSize = 64 << 10
	minBlock  = 64
)

// A content is the bytes of a file. What lies behind the end of a block or of the list of blocks is zeros.
type content struct {
	blocks [][]byte
	size   int64
}

// readAt copies what there is at an offset.
func (c *content) readAt(b []byte, offset int64) int {
	if offset >= c.size {
		return 0
	}
	b = b[:min(int64(len(b)), c.size-offset)]
	for done := 0; done < len(b); {
		at := offset + int64(done)
		part := b[done:min(len(b), done+blockSize-int(at%blockSize))]
		n := 0
		if i := at / blockSize; i < int64(len(c.blocks)) && at%blockSize < int64(len(c.blocks[i])) {
			n = copy(part, c.blocks[i][at%blockSize:])
		}
		clear(part[n:])
		done += len(part)
	}
	return len(b)
}

// writeAt puts b at an offset; the file is long enough.
func (c *content) writeAt(b []byte, offset int64) {
	for len(b) > 0 {
		i, at := int(offset/blockSize), int(offset%blockSize)
		for len(c.blocks) <= i {
			c.blocks = append(c.blocks, nil)
		}
		if need := min(at+len(b), blockSize); need > len(c.blocks[i]) {
			grown := make([]byte, min(blockSize, max(minBlock, need, 2*len(c.blocks[i]))))
			copy(grown, c.blocks[i])
			c.blocks[i] = grown
		}
		n := copy(c.blocks[i][at:], b)
		b, offset = b[n:], offset+int64(n)
	}
}

// truncate cuts the content off.
func (c *content) truncate(size int64) {
	c.size = size
	whole := (size + blockSize - 1) / blockSize
	if whole < int64(len(c.blocks)) {
		clear(c.blocks[whole:])
		c.blocks = c.blocks[:whole:whole]
	}
	if last := size % blockSize; last > 0 && whole == int64(len(c.blocks)) && last < int64(len(c.blocks[whole-1])) {
		clear(c.blocks[whole-1][last:])
	}
}

// setSize makes a file longer or shorter; mu is held.
func (m *Mem) setSize(n *memNode, size int64) error {
	if err := m.take(size - n.content.size); err != nil {
		return err
	}
	if size < n.content.size {
		n.content.truncate(size)
	} else {
		n.content.size = size
	}
	return nil
}

// A memFile is an open file in memory.
type memFile struct {
	m      *Mem
	node   *memNode
	now    func() time.Time
	flags  Flags
	offset int64
	closed bool
}

// check reports whether the file may be used in this way.
func (f *memFile) check(need Flags) error {
	if f.closed || f.flags&need != need {
		return ErrBadFile
	}
	return nil
}

func (f *memFile) Close() error {
	f.m.mu.Lock()
	defer f.m.mu.Unlock()
	if f.closed {
		return ErrBadFile
	}
	f.closed = true
	f.node.open--
	f.m.release(f.node)
	return nil
}

func (f *memFile) Read(b []byte) (int, error) {
	n, err := f.ReadAt(b, f.offset)
	f.offset += int64(n)
	if n > 0 {
		err = nil
	}
	return n, err
}

func (f *memFile) ReadAt(b []byte, offset int64) (int, error) {
	if err := f.check(Read); err != nil {
		return 0, err
	}
	if offset < 0 {
		return 0, ErrInvalid
	}
	f.m.mu.RLock()
	n := f.node.content.readAt(b, offset)
	f.m.mu.RUnlock()
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

func (f *memFile) Write(b []byte) (int, error) {
	f.m.mu.Lock()
	defer f.m.mu.Unlock()
	if f.flags&Append != 0 {
		f.offset = f.node.content.size
	}
	n, err := f.writeAt(b, f.offset)
	f.offset += int64(n)
	return n, err
}

func (f *memFile) WriteAt(b []byte, offset int64) (int, error) {
	f.m.mu.Lock()
	defer f.m.mu.Unlock()
	return f.writeAt(b, offset)
}

// writeAt writes as much as there is room for; mu is held.
func (f *memFile) writeAt(b []byte, offset int64) (int, error) {
	if err := f.check(Write); err != nil {
		return 0, err
	}
	switch {
	case offset < 0:
		return 0, ErrInvalid
	case len(b) == 0:
		return 0, nil
	case offset > math.MaxInt64-int64(len(b)):
		return 0, ErrFileTooBig
	}
	var short error
	if room := f.node.content.size + f.m.bytes - offset; room < int64(len(b)) {
		if room <= 0 {
			return 0, ErrNoSpace
		}
		b, short = b[:room], ErrNoSpace
	}
	if end := offset + int64(len(b)); end > f.node.content.size {
		if err := f.m.setSize(f.node, end); err != nil {
			return 0, err
		}
	}
	f.node.content.writeAt(b, offset)
	now := f.now()
	f.node.mtime, f.node.ctime = now, now
	return len(b), short
}

func (f *memFile) Seek(offset int64, whence int) (int64, error) {
	if err := f.check(0); err != nil {
		return 0, err
	}
	base := int64(0)
	switch whence {
	case io.SeekStart:
	case io.SeekCurrent:
		base = f.offset
	case io.SeekEnd:
		f.m.mu.RLock()
		base = f.node.content.size
		f.m.mu.RUnlock()
	default:
		return 0, ErrInvalid
	}
	if offset > 0 && base > math.MaxInt64-offset || base+offset < 0 {
		return 0, ErrInvalid
	}
	f.offset = base + offset
	return f.offset, nil
}

func (f *memFile) Stat() (Stat, error) {
	if err := f.check(0); err != nil {
		return Stat{}, err
	}
	f.m.mu.RLock()
	defer f.m.mu.RUnlock()
	return f.node.stat(), nil
}

func (f *memFile) SetTimes(times Times) error {
	if err := f.check(0); err != nil {
		return err
	}
	now := f.now()
	f.m.mu.Lock()
	defer f.m.mu.Unlock()
	f.node.setTimes(times, now)
	return nil
}

func (f *memFile) SetSize(n int64) error {
	if err := f.check(Write); err != nil {
		return err
	}
	if n < 0 {
		return ErrInvalid
	}
	now := f.now()
	f.m.mu.Lock()
	defer f.m.mu.Unlock()
	f.node.mtime, f.node.ctime = now, now
	return f.m.setSize(f.node, n)
}

func (f *memFile) Allocate(offset, n int64) error {
	if err := f.check(Write); err != nil {
		return err
	}
	if offset < 0 || n <= 0 || offset > math.MaxInt64-n {
		return ErrInvalid
	}
	f.m.mu.Lock()
	defer f.m.mu.Unlock()
	if offset+n <= f.node.content.size {
		return nil
	}
	return f.m.setSize(f.node, offset+n)
}

func (f *memFile) SetAppend(on bool) error {
	f.flags &^= Append
	if on {
		f.flags |= Append
	}
	return f.check(0)
}

// Sync does nothing: there is no device.
func (f *memFile) Sync() error { return f.check(0) }
