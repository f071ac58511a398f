package preview1

import (
	"encoding/binary"
	"io"
	"io/fs"
	"math"
	"os"
	"time"
)

// This file holds what is done with an open file or directory but reading, writing and listing it.

// A filestat is the attributes of a file.
type filestat struct {
	dev, ino         uint64
	filetype         filetype
	nlink, size      uint64
	atim, mtim, ctim timestamp
}

// store writes the attributes to p:
//
//	p + 0     u64  device
//	p + 8     u64  inode
//	p + 16    u8   file type
//	p + 24    u64  number of hard links
//	p + 32    u64  size
//	p + 40    u64  time of last access
//	p + 48    u64  time of last change of the content
//	p + 56    u64  time of last change of the attributes
func (st *filestat) store(mem memory, p ptr) errno {
	b, ok := mem.bytes(p, filestatSize)
	if !ok {
		return errnoFault
	}
	for i, v := range [...]uint64{st.dev, st.ino, uint64(st.filetype), st.nlink, st.size, uint64(st.atim),
		uint64(st.mtim), uint64(st.ctim)} {
		binary.LittleEndian.PutUint64(b[8*i:], v)
	}
	return errnoSuccess
}

// filetypeOf returns the type of a file. Named pipes have none in preview 1.
func filetypeOf(mode fs.FileMode) filetype {
	switch mode.Type() {
	case 0:
		return filetypeRegularFile
	case fs.ModeDir:
		return filetypeDirectory
	case fs.ModeSymlink:
		return filetypeSymbolicLink
	case fs.ModeDevice:
		return filetypeBlockDevice
	case fs.ModeDevice | fs.ModeCharDevice:
		return filetypeCharacterDevice
	case fs.ModeSocket:
		return filetypeSocketStream
	}
	return filetypeUnknown
}

// timestampOf returns a time in nanoseconds since 1970, or the nearest that there is.
func timestampOf(sec, nsec int64) timestamp {
	const maxSec = math.MaxUint64/1_000_000_000 - 1
	switch {
	case sec < 0:
		return 0
	case sec > maxSec:
		return math.MaxUint64
	}
	return timestamp(uint64(sec)*1e9 + uint64(nsec))
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
	if d.file == nil {
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
	return allocate(d.file, int64(offset), int64(length))
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
	if (flags^d.flags)&fdflagAppend != 0 && d.file != nil && !d.borrowed {
		d.hostAppend = setAppend(d.file, flags&fdflagAppend != 0)
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

// fdFilestatGet stores the attributes of what is open as filestat.store says.
func (h *Host) fdFilestatGet(mem memory, n fd, p ptr) errno {
	d, e := h.lookup(n, rightFDFilestatGet)
	if e != errnoSuccess {
		return e
	}
	st := filestat{filetype: d.filetype}
	switch {
	case d.dir != nil:
		st, e = statRoot(d.dir.root)
	case d.file != nil:
		var info fs.FileInfo
		var err error
		if info, err = d.file.Stat(); err == nil {
			st = filestatOfOpen(d.file, info)
		}
		e = errnoOf(err)
	}
	if e != errnoSuccess {
		return e
	}
	return st.store(mem, p)
}

// statRoot returns the attributes of a directory.
func statRoot(root *os.Root) (filestat, errno) {
	f, err := root.Open(".")
	if err != nil {
		return filestat{}, errnoOf(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return filestat{}, errnoOf(err)
	}
	return filestatOfOpen(f, info), errnoSuccess
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
	return errnoOf(d.file.Truncate(int64(length)))
}

// fdFilestatSetTimes sets the times of last access and of last change of what is open, as far as flags has them.
func (h *Host) fdFilestatSetTimes(n fd, atim, mtim timestamp, flags fstflags) errno {
	d, e := h.lookup(n, rightFDFilestatSetTimes)
	if e != errnoSuccess {
		return e
	}
	a, m, e := h.times(atim, mtim, flags)
	switch {
	case e != errnoSuccess:
		return e
	case d.readOnly || d.dir != nil && d.dir.readOnly:
		return errnoPerm
	case d.dir != nil:
		return errnoOf(d.dir.root.Chtimes(".", a, m))
	case d.file == nil || d.borrowed:
		return errnoInval
	}
	return setFileTimes(d.file, a, m)
}

// times returns the times that flags asks for, and the zero time for one that is to stay as it is.
func (h *Host) times(atim, mtim timestamp, flags fstflags) (a, m time.Time, e errno) {
	const both = fstflagAtim | fstflagAtimNow
	if flags&^fstflagsAll != 0 || flags&both == both || flags>>2&both == both {
		return a, m, errnoInval
	}
	if atim > math.MaxInt64 && flags&fstflagAtim != 0 || mtim > math.MaxInt64 && flags&fstflagMtim != 0 {
		return a, m, errnoInval
	}
	now := time.Unix(0, h.walltime())
	switch {
	case flags&fstflagAtim != 0:
		a = time.Unix(0, int64(atim))
	case flags&fstflagAtimNow != 0:
		a = now
	}
	switch {
	case flags&fstflagMtim != 0:
		m = time.Unix(0, int64(mtim))
	case flags&fstflagMtimNow != 0:
		m = now
	}
	return a, m, errnoSuccess
}
