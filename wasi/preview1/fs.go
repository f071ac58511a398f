package preview1

import (
	"encoding/binary"
	"io"
	"math"
	"time"

	"github.com/wvm-project/wvm/wasi/vfs"
)

// This file holds what is done with an open file or directory but reading, writing and listing it.

// putFilestat stores the attributes of something that was found through d at p:
//
//	p + 0     u64  device
//	p + 8     u64  inode
//	p + 16    u8   file type
//	p + 24    u64  number of hard links
//	p + 32    u64  size
//	p + 40    u64  time of last access
//	p + 48    u64  time of last change of the content
//	p + 56    u64  time of last change of the attributes
func (d *descriptor) putFilestat(mem memory, p ptr, st vfs.Stat) errno {
	if st.Dev == 0 {
		st.Dev = d.dev
	}
	b, ok := mem.bytes(p, filestatSize)
	if !ok {
		return errnoFault
	}
	for i, v := range [...]uint64{st.Dev, st.Ino, uint64(filetypeOf(st.Type)), st.Nlink, st.Size, st.Atime, st.Mtime, st.Ctime} {
		binary.LittleEndian.PutUint64(b[8*i:], v)
	}
	return errnoSuccess
}

// filetypes has the types of package vfs. Named pipes have none in preview 1.
var filetypes = [...]filetype{
	vfs.Unknown:     filetypeUnknown,
	vfs.BlockDevice: filetypeBlockDevice,
	vfs.CharDevice:  filetypeCharacterDevice,
	vfs.Directory:   filetypeDirectory,
	vfs.Regular:     filetypeRegularFile,
	vfs.Socket:      filetypeSocketStream,
	vfs.Symlink:     filetypeSymbolicLink,
}

func filetypeOf(t vfs.Type) filetype {
	if int(t) < len(filetypes) {
		return filetypes[t]
	}
	return filetypeUnknown
}

// seekable returns descriptor n if it is a file with an offset that allows need.
func (h *Host) seekable(n fd, need rights) (*descriptor, errno) {
	if d := h.fds.get(n); d != nil && d.stream {
		return nil, errnoSpipe
	}
	d, e := h.lookup(n, need)
	if e == errnoSuccess && d.file == nil {
		return nil, errnoSpipe // the empty standard input
	}
	return d, e
}

// fdSeek moves a file's offset and stores the new one, a u64 at p.
func (h *Host) fdSeek(mem memory, n fd, offset int64, from whence, p ptr) errno {
	d, e := h.seekable(n, rightFDSeek)
	if e != errnoSuccess {
		return e
	}
	if from > io.SeekEnd {
		return errnoInval
	}
	if e := mem.writable(p, 8); e != errnoSuccess {
		return e
	}
	at, err := d.file.Seek(offset, int(from))
	if err != nil {
		return errnoOf(err)
	}
	return mem.putU64(p, uint64(at))
}

// fdTell stores a file's offset, a u64 at p.
func (h *Host) fdTell(mem memory, n fd, p ptr) errno {
	d, e := h.seekable(n, rightFDTell)
	if e != errnoSuccess {
		return e
	}
	at, err := d.file.Seek(0, io.SeekCurrent)
	if err != nil {
		return errnoOf(err)
	}
	return mem.putU64(p, uint64(at))
}

// fdSync writes what the system keeps of a file in memory to its device.
func (h *Host) fdSync(n fd) errno { return h.sync(n, rightFDSync) }

// fdDatasync is fdSync, which does more than it has to.
func (h *Host) fdDatasync(n fd) errno { return h.sync(n, rightFDDatasync) }

func (h *Host) sync(n fd, need rights) errno {
	d, e := h.lookup(n, need)
	if e != errnoSuccess {
		return e
	}
	switch {
	case d.dir != nil:
		return errnoOf(d.dir.Sync())
	case d.file == nil:
		return errnoInval
	}
	return errnoOf(d.file.Sync())
}

// fdAdvise takes notice of how a file is going to be used, and makes nothing of it.
func (h *Host) fdAdvise(n fd, offset, length uint64, advice uint32) errno {
	const adviceNoreuse = 5 // the last one
	if _, e := h.seekable(n, rightFDAdvise); e != errnoSuccess {
		return e
	}
	if advice > adviceNoreuse || offset > math.MaxInt64 || length > math.MaxInt64 {
		return errnoInval
	}
	return errnoSuccess
}

// fdAllocate makes sure that a file has room for length bytes at offset.
func (h *Host) fdAllocate(n fd, offset, length uint64) errno {
	d, e := h.seekable(n, rightFDAllocate)
	if e != errnoSuccess {
		return e
	}
	switch {
	case length == 0 || offset > math.MaxInt64 || length > math.MaxInt64:
		return errnoInval
	case offset+length > math.MaxInt64:
		return errnoFbig
	}
	return errnoOf(d.file.Allocate(int64(offset), int64(length)))
}

// fdFdstatGet stores what a descriptor is:
//
//	p + 0     u8   file type
//	p + 2     u16  flags
//	p + 8     u64  rights
//	p + 16    u64  rights of what is opened through it
func (h *Host) fdFdstatGet(mem memory, n fd, p ptr) errno {
	d := h.fds.get(n)
	if d == nil {
		return errnoBadf
	}
	b, ok := mem.bytes(p, fdstatSize)
	if !ok {
		return errnoFault
	}
	clear(b)
	b[0] = byte(d.filetype)
	binary.LittleEndian.PutUint16(b[2:], uint16(d.flags))
	binary.LittleEndian.PutUint64(b[8:], uint64(d.rights))
	binary.LittleEndian.PutUint64(b[16:], uint64(d.inheriting))
	return errnoSuccess
}

// fdFdstatSetFlags sets whether a file is appended to and whether reading and writing wait. How writes are synchronized is settled
// when a file is opened. What the system knows of a standard stream, which other processes may share, is left alone.
func (h *Host) fdFdstatSetFlags(n fd, flags fdflags) errno {
	d, e := h.lookup(n, rightFDFdstatSetFlags)
	switch {
	case e != errnoSuccess:
		return e
	case flags&^fdflagsAll != 0:
		return errnoInval
	case (flags^d.flags)&fdflagsSync != 0:
		return errnoNotsup
	}
	if (flags^d.flags)&fdflagAppend != 0 && d.file != nil {
		if err := d.file.SetAppend(flags&fdflagAppend != 0); err != nil {
			return errnoOf(err)
		}
	}
	d.flags = flags
	return errnoSuccess
}

// fdFdstatSetRights takes rights away from a descriptor; to add one is errnoNotcapable.
func (h *Host) fdFdstatSetRights(n fd, base, inheriting rights) errno {
	d := h.fds.get(n)
	switch {
	case d == nil:
		return errnoBadf
	case base&^d.rights != 0 || inheriting&^d.inheriting != 0:
		return errnoNotcapable
	}
	d.rights, d.inheriting = base, inheriting
	return errnoSuccess
}

// fdFilestatGet stores the attributes of what is open as putFilestat says.
func (h *Host) fdFilestatGet(mem memory, n fd, p ptr) errno {
	d, e := h.lookup(n, rightFDFilestatGet)
	if e != errnoSuccess {
		return e
	}
	var st vfs.Stat
	var err error
	switch {
	case d.dir != nil:
		st, err = d.dir.Stat(".", true)
	case d.file != nil:
		st, err = d.file.Stat()
	default:
		e := d.putFilestat(mem, p, st)
		if e == errnoSuccess {
			mem[p+16] = byte(d.filetype)
		}
		return e
	}
	if err != nil {
		return errnoOf(err)
	}
	return d.putFilestat(mem, p, st)
}

// fdFilestatSetSize makes a file longer, with zeros, or shorter.
func (h *Host) fdFilestatSetSize(n fd, length uint64) errno {
	d := h.fds.get(n)
	switch {
	case d == nil || d.dir != nil:
		return errnoBadf
	case d.stream || d.file == nil || length > math.MaxInt64 || d.rights&rightFDFilestatSetSize == 0:
		return errnoInval // as POSIX has it for a file that is not open for writing
	}
	return errnoOf(d.file.SetSize(int64(length)))
}

// fdFilestatSetTimes sets the times of last access and of last change of what is open, as far as flags has them.
func (h *Host) fdFilestatSetTimes(n fd, atim, mtim timestamp, flags fstflags) errno {
	d, e := h.lookup(n, rightFDFilestatSetTimes)
	if e != errnoSuccess {
		return e
	}
	times, e := h.times(atim, mtim, flags)
	switch {
	case e != errnoSuccess:
		return e
	case d.dir != nil:
		return errnoOf(d.dir.SetTimes(".", true, times))
	case d.file == nil:
		return errnoInval
	}
	return errnoOf(d.file.SetTimes(times))
}

// times returns the times that flags asks for, and the zero time for one that is to stay as it is.
func (h *Host) times(atim, mtim timestamp, flags fstflags) (t vfs.Times, e errno) {
	const both = fstflagAtim | fstflagAtimNow
	if flags&^fstflagsAll != 0 || flags&both == both || flags>>2&both == both {
		return t, errnoInval
	}
	if atim > math.MaxInt64 && flags&fstflagAtim != 0 || mtim > math.MaxInt64 && flags&fstflagMtim != 0 {
		return t, errnoInval
	}
	now := time.Unix(0, h.walltime())
	switch {
	case flags&fstflagAtim != 0:
		t.Access = time.Unix(0, int64(atim))
	case flags&fstflagAtimNow != 0:
		t.Access = now
	}
	switch {
	case flags&fstflagMtim != 0:
		t.Modify = time.Unix(0, int64(mtim))
	case flags&fstflagMtimNow != 0:
		t.Modify = now
	}
	return t, errnoSuccess
}
