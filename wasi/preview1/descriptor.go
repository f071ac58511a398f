package preview1

import (
	"errors"
	"io"

	"github.com/wvm-project/wvm/wasi/internal/wait"
	"github.com/wvm-project/wvm/wasi/vfs"
)

// This file holds descriptors and the table of them.

// A descriptor is something that a guest has open: exactly one of file, dir, in, out, conn and listener is set, but for connections, which
// have in as well, or none for an empty input.
type descriptor struct {
	file     vfs.File
	dir      *directory
	in       *wait.Input // a standard input that is no file, or what comes from a connection
	out      io.Writer   // a standard output that is no file
	conn     *connection
	listener *listener

	label      string // what traces call it
	filetype   filetype
	flags      fdflags
	rights     rights // what may be done with it
	inheriting rights // what may be done with what is opened through it
	stream     bool   // a pipe, terminal, socket or device, which may block and has no offset
	dev        uint64 // the device of files in file systems that have no number for theirs
	sysfd      int    // of streams: the system's number, for waiting

	// polled is where the system's answer for a stream stands in the list of the waiter, valid in one call of poll_oneoff.
	polled     int
	pollCalled uint64
}

// A directory is what a descriptor of a directory has.
type directory struct {
	vfs.Dir
	name      string // of preopened directories, their name for the guest
	preopened bool
	borrowed  bool // the Dir is not to be closed
	listing   *listing
}

// close closes what d has open.
func (d *descriptor) close() error {
	switch {
	case d.dir != nil:
		return d.dir.close()
	case d.file != nil:
		return d.file.Close()
	case d.conn != nil:
		return d.conn.close()
	case d.listener != nil:
		return d.listener.close()
	}
	return nil
}

func (d *directory) close() error {
	var err error
	if d.listing != nil {
		err = d.listing.close()
	}
	if !d.borrowed {
		err = errors.Join(err, d.Dir.Close())
	}
	return err
}

// descriptors is a guest's table of descriptors. A closed one leaves nil, and the next one opened takes the lowest free number.
type descriptors struct {
	list []*descriptor
	free int // no number below is free
	open int
	max  int
}

// get returns descriptor n, or nil.
func (t *descriptors) get(n fd) *descriptor {
	if uint64(n) >= uint64(len(t.list)) {
		return nil
	}
	return t.list[n]
}

// full reports whether no more may be opened.
func (t *descriptors) full() bool { return t.open >= t.max }

// add gives d the lowest free number; the table must not be full.
func (t *descriptors) add(d *descriptor) fd {
	n := t.free
	for n < len(t.list) && t.list[n] != nil {
		n++
	}
	if n == len(t.list) {
		t.list = append(t.list, nil)
	}
	t.list[n] = d
	t.free = n + 1
	t.open++
	return fd(n)
}

// remove frees number n and returns what it was, or nil. It closes nothing.
func (t *descriptors) remove(n fd) *descriptor {
	d := t.get(n)
	if d == nil {
		return nil
	}
	t.list[n] = nil
	t.free = min(t.free, int(n))
	t.open--
	return d
}

// lookup returns descriptor n if it allows everything in need.
//
// What a descriptor was not opened for is errnoBadf for reading and writing, as POSIX has it, and errnoNotcapable otherwise.
func (h *Host) lookup(n fd, need rights) (*descriptor, errno) {
	d := h.fds.get(n)
	if d == nil {
		return nil, errnoBadf
	}
	if missing := need &^ d.rights; missing != 0 {
		if d.dir != nil || missing&(rightFDRead|rightFDWrite) != 0 {
			return nil, errnoBadf
		}
		return nil, errnoNotcapable
	}
	return d, errnoSuccess
}

// directory returns the directory of descriptor n if it allows everything in need.
func (h *Host) directory(n fd, need rights) (*descriptor, errno) {
	d := h.fds.get(n)
	switch {
	case d == nil:
		return nil, errnoBadf
	case d.dir == nil:
		return nil, errnoNotdir
	case need&^d.rights != 0:
		return nil, errnoNotcapable
	}
	return d, errnoSuccess
}

// fdClose closes a descriptor; its number is free again.
func (h *Host) fdClose(n fd) errno {
	d := h.fds.remove(n)
	if d == nil {
		return errnoBadf
	}
	return errnoOf(d.close())
}

// fdRenumber moves descriptor from to the number to, which must be open as well and is closed.
func (h *Host) fdRenumber(from, to fd) errno {
	d, target := h.fds.get(from), h.fds.get(to)
	switch {
	case d == nil || target == nil:
		return errnoBadf
	case from == to:
		return errnoSuccess
	}
	err := target.close()
	h.fds.remove(from)
	h.fds.list[to] = d
	return errnoOf(err)
}

// fdPrestatGet stores what a preopened descriptor is:
//
//	p + 0    u8   0, a directory
//	p + 4    u32  length of its name
//
// It is errnoBadf for any other descriptor, which ends a program's search for preopened ones.
func (h *Host) fdPrestatGet(mem memory, n fd, p ptr) errno {
	d := h.fds.get(n)
	if d == nil || d.dir == nil || !d.dir.preopened {
		return errnoBadf
	}
	b, ok := mem.bytes(p, prestatSize)
	if !ok {
		return errnoFault
	}
	clear(b)
	b[0] = preopenDir
	return mem.putU32(p+4, uint32(len(d.dir.name)))
}

// fdPrestatDirName stores the name of a preopened directory at path, without a terminating zero. A buffer that is too short for
// it is errnoNametoolong.
func (h *Host) fdPrestatDirName(mem memory, n fd, path ptr, pathLen size) errno {
	d := h.fds.get(n)
	if d == nil || d.dir == nil || !d.dir.preopened {
		return errnoBadf
	}
	b, ok := mem.bytes(path, pathLen)
	if !ok {
		return errnoFault
	}
	if len(b) < len(d.dir.name) {
		return errnoNametoolong
	}
	copy(b, d.dir.name)
	return errnoSuccess
}
