package preview1

import (
	"context"
	"encoding/binary"
	"io"

	"github.com/wvm-project/wvm/wasi/vfs"
)

// This file holds the listing of directories.

// windowSize is how many entries a listing keeps, so that a guest may go back by as many.
const windowSize = 256

// readdirStep is how many entries are read from the system at a time.
const readdirStep = 128

// A listing is a directory that is being listed. The cookie of an entry is its number; "." and ".." are 0 and 1.
//
// The position in the directory is that of the vfs.Listing, so entries that are removed or added between two calls do not shift the rest.
// The last windowSize entries are remembered; a guest that goes further back makes the listing start over.
type listing struct {
	vfs.Listing
	window []vfs.Entry
	first  uint64 // cookie of window[0]
	ended  bool   // window has the last entry
}

func (l *listing) close() error { return l.Close() }

// list opens a directory for listing, or starts over.
func (d *directory) list() errno {
	if d.listing != nil {
		d.listing.close()
		d.listing = nil
	}
	st, err := d.Stat(".", true)
	if err != nil {
		return errnoOf(err)
	}
	l, err := d.List()
	if err != nil {
		return errnoOf(err)
	}
	window := make([]vfs.Entry, 0, 2)
	for _, name := range [...]string{".", ".."} { // the inode of the parent is not the guest's business
		window = append(window, vfs.Entry{Name: name, Ino: st.Ino, Type: vfs.Directory})
	}
	d.listing = &listing{Listing: l, window: window}
	return errnoSuccess
}

// entry returns the entry with a cookie, which ok says there is, reading on or starting over as needed.
func (d *directory) entry(ctx context.Context, cookie uint64) (entry vfs.Entry, ok bool, e errno) {
	if d.listing == nil || cookie < d.listing.first {
		if e := d.list(); e != errnoSuccess {
			return vfs.Entry{}, false, e
		}
	}
	l := d.listing
	for cookie-l.first >= uint64(len(l.window)) {
		if l.ended {
			return vfs.Entry{}, false, errnoSuccess
		}
		if ctx.Err() != nil {
			return vfs.Entry{}, false, interrupted
		}
		if e := l.more(); e != errnoSuccess {
			return vfs.Entry{}, false, e
		}
	}
	return l.window[cookie-l.first], true, errnoSuccess
}

// more reads some entries into the window.
func (l *listing) more() errno {
	entries, err := l.Next(readdirStep)
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
	l.window = append(l.window, entries...)
	return errnoSuccess
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
		rest = storeEntry(rest, entry, cookie)
	}
	return mem.putU32(used, uint32(len(b)-len(rest)))
}

// storeEntry writes as much of the entry as fits into b and returns the rest of b.
func storeEntry(b []byte, entry vfs.Entry, next uint64) []byte {
	var head [direntSize]byte
	binary.LittleEndian.PutUint64(head[0:], next)
	binary.LittleEndian.PutUint64(head[8:], entry.Ino)
	binary.LittleEndian.PutUint32(head[16:], uint32(len(entry.Name)))
	head[20] = byte(filetypeOf(entry.Type))
	b = b[copy(b, head[:]):]
	return b[copy(b, entry.Name):]
}
