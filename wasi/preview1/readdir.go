package preview1

import (
	"context"
	"encoding/binary"
	"io"
	"io/fs"
	"os"
)

// This file holds the listing of directories.

// windowSize is how many entries a listing keeps, so that a guest may go back by as many.
const windowSize = 256

// readdirStep is how many entries are read from the system at a time.
const readdirStep = 128

// A listing is a directory that is being listed. The cookie of an entry is its number; "." and ".." are 0 and 1.
//
// The system's own position in the directory is kept, so entries that are removed or added between two calls do not shift the rest. The
// last windowSize entries are remembered; a guest that goes further back makes the listing start over.
type listing struct {
	file   *os.File
	window []dirEntry
	first  uint64 // cookie of window[0]
	ended  bool   // window has the last entry
}

// A dirEntry is an entry of a directory.
type dirEntry struct {
	name     string
	ino      uint64
	filetype filetype
}

func (l *listing) close() error { return l.file.Close() }

// list opens a directory for listing, or starts over.
func (d *directory) list() errno {
	if d.listing != nil {
		d.listing.close()
		d.listing = nil
	}
	f, err := d.root.Open(".")
	if err != nil {
		return errnoOf(err)
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return errnoOf(err)
	}
	self := filestatOfOpen(f, info).ino // that of the parent is not the guest's business
	d.listing = &listing{file: f, window: []dirEntry{{".", self, filetypeDirectory}, {"..", self, filetypeDirectory}}}
	return errnoSuccess
}

// entry returns the entry with a cookie, which ok says there is, reading on or starting over as needed.
func (d *directory) entry(ctx context.Context, cookie uint64) (entry dirEntry, ok bool, e errno) {
	if d.listing == nil || cookie < d.listing.first {
		if e := d.list(); e != errnoSuccess {
			return dirEntry{}, false, e
		}
	}
	l := d.listing
	for cookie-l.first >= uint64(len(l.window)) {
		if l.ended {
			return dirEntry{}, false, errnoSuccess
		}
		if ctx.Err() != nil {
			return dirEntry{}, false, interrupted
		}
		if e := l.more(d.root); e != errnoSuccess {
			return dirEntry{}, false, e
		}
	}
	return l.window[cookie-l.first], true, errnoSuccess
}

// more reads some entries into the window.
func (l *listing) more(root *os.Root) errno {
	entries, err := l.file.ReadDir(readdirStep)
	if err == io.EOF {
		l.ended = true
		return errnoSuccess
	}
	if err != nil {
		return errnoOf(err)
	}
	if over := len(l.window) + len(entries) - windowSize; over > 0 {
		over = min(over, len(l.window))
		l.window = append(l.window[:0], l.window[over:]...)
		l.first += uint64(over)
	}
	for _, entry := range entries {
		l.window = append(l.window, dirEntryOf(root, entry))
	}
	return errnoSuccess
}

// dirEntryOf looks at an entry through root: what package os has in the entry goes by the directory's path on the host.
func dirEntryOf(root *os.Root, entry fs.DirEntry) dirEntry {
	de := dirEntry{name: entry.Name(), filetype: filetypeOf(entry.Type())}
	if info, err := root.Lstat(de.name); err == nil {
		st := filestatOf(info)
		de.ino, de.filetype = st.ino, st.filetype
	}
	return de
}

// fdReaddir stores the entries of a directory from the one with this cookie on, 0 being the first, and the number of bytes used, a u32 at
// used. An entry is
//
//   - 0     u64  cookie of the next entry
//   - 8     u64  inode
//   - 16    u32  length of the name
//   - 20    u8   file type
//   - 24         the name
//
// The last one is cut off where the buffer ends; so a buffer that is not filled has all entries that were left.
func (h *Host) fdReaddir(ctx context.Context, mem memory, n fd, buf ptr, bufLen size, cookie uint64, used ptr) errno {
	d, e := h.directory(n, rightFDReaddir)
	if e != errnoSuccess {
		return e
	}
	b, ok := mem.bytes(buf, bufLen)
	if !ok {
		return errnoFault
	}
	if e := mem.writable(used, 4); e != errnoSuccess {
		return e
	}
	if cookie == 0 && len(b) > 0 {
		if e := d.dir.list(); e != errnoSuccess {
			return e
		}
	}
	rest := b
	for len(rest) > 0 {
		entry, ok, e := d.dir.entry(ctx, cookie)
		if e != errnoSuccess {
			return e
		}
		if !ok {
			break
		}
		cookie++
		rest = entry.store(rest, cookie)
	}
	return mem.putU32(used, uint32(len(b)-len(rest)))
}

// store writes as much of the entry as fits into b and returns the rest of b.
func (de *dirEntry) store(b []byte, next uint64) []byte {
	var head [direntSize]byte
	binary.LittleEndian.PutUint64(head[0:], next)
	binary.LittleEndian.PutUint64(head[8:], de.ino)
	binary.LittleEndian.PutUint32(head[16:], uint32(len(de.name)))
	head[20] = byte(de.filetype)
	b = b[copy(b, head[:]):]
	return b[copy(b, de.name):]
}
