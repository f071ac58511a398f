package preview1

import (
	"context"
	"encoding/binary"
	"io"
	"math"
)

// This file holds reading and writing.

const (
	// maxIovecs is how many buffers one call uses, the IOV_MAX of most systems. A call with more reads or writes less
	// than it asked for, as it may.
	maxIovecs = 1024

	// maxTransfer is how many bytes one call reads or writes at most: the result is a signed number for most programs.
	maxTransfer = math.MaxInt32

	// scratchSize is how many bytes are put together for one system call when they lie in several buffers.
	scratchSize = 8 << 10

	// chunk is how many bytes are handled between two looks at the context, so that a call with a huge buffer ends in time.
	chunk = 1 << 20
)

// iovecs returns the buffers of a scatter list, empty ones left out, and their length together. The list is valid until the next
// call. Each of its n entries at p is
//
//   - 0    u32  address of the buffer
//   - 4    u32  its length
func (h *Host) iovecs(mem memory, p ptr, n size) ([][]byte, int, errno) {
	list, ok := mem.array(p, min(n, maxIovecs), iovecSize)
	if !ok {
		return nil, 0, errnoFault
	}
	bufs, total := h.iovs[:0], 0
	for ; len(list) > 0; list = list[iovecSize:] {
		b, ok := mem.bytes(ptr(binary.LittleEndian.Uint32(list)), size(binary.LittleEndian.Uint32(list[4:])))
		if !ok {
			return nil, 0, errnoFault
		}
		b = b[:min(len(b), maxTransfer-total)]
		if len(b) > 0 {
			bufs = append(bufs, b)
			total += len(b)
		}
	}
	return bufs, total, errnoSuccess
}

// fdRead reads into the buffers listed at iovs, at the descriptor's offset if it has one, and stores the number of bytes read at
// nread: 0 at the end. From a pipe or a terminal it takes what is there, waiting for the first byte.
//
//	iovs:   | addr 0 | len 0 | addr 1 | len 1 | ...      each a u32
//	nread:  u32
func (h *Host) fdRead(ctx context.Context, mem memory, n fd, iovs ptr, iovsLen size, nread ptr) errno {
	d, e := h.lookup(n, rightFDRead)
	if e != errnoSuccess {
		return e
	}
	bufs, total, e := h.iovecs(mem, iovs, iovsLen)
	if e != errnoSuccess {
		return e
	}
	if e := mem.writable(nread, 4); e != errnoSuccess {
		return e
	}
	got := 0
	switch {
	case total == 0:
	case d.file == nil:
		got, e = h.readInput(ctx, d, bufs, total)
	case d.stream:
		got, e = h.readStream(ctx, d, bufs, total)
	default:
		got, e = h.scatter(ctx, bufs, total, d.file.Read)
	}
	if e != errnoSuccess {
		return e
	}
	return mem.putU32(nread, uint32(got))
}

// fdPread is fdRead at an offset, which leaves the descriptor's own offset alone.
func (h *Host) fdPread(ctx context.Context, mem memory, n fd, iovs ptr, iovsLen size, offset uint64, nread ptr) errno {
	d, e := h.seekable(n, rightFDRead)
	if e != errnoSuccess {
		return e
	}
	bufs, total, e := h.iovecs(mem, iovs, iovsLen)
	if e != errnoSuccess {
		return e
	}
	if e := mem.writable(nread, 4); e != errnoSuccess {
		return e
	}
	if offset > math.MaxInt64-maxTransfer {
		return errnoInval
	}
	at := int64(offset)
	got, e := h.scatter(ctx, bufs, total, func(b []byte) (int, error) {
		n, err := d.file.ReadAt(b, at)
		at += int64(n)
		return n, err
	})
	if e != errnoSuccess {
		return e
	}
	return mem.putU32(nread, uint32(got))
}

// fdWrite writes the buffers listed at iovs, at the descriptor's offset if it has one or at the end of a file that is appended
// to, and stores the number of bytes written at nwritten.
//
//	iovs:      | addr 0 | len 0 | addr 1 | len 1 | ...      each a u32
//	nwritten:  u32
func (h *Host) fdWrite(ctx context.Context, mem memory, n fd, iovs ptr, iovsLen size, nwritten ptr) errno {
	d, e := h.lookup(n, rightFDWrite)
	if e != errnoSuccess {
		return e
	}
	bufs, total, e := h.iovecs(mem, iovs, iovsLen)
	if e != errnoSuccess {
		return e
	}
	if e := mem.writable(nwritten, 4); e != errnoSuccess {
		return e
	}
	put := 0
	switch {
	case total == 0:
	case d.conn != nil:
		put, e = h.send(ctx, d, bufs)
	case d.file == nil:
		put, e = h.gather(ctx, bufs, total, d.out.Write)
	case d.stream && h.mustWait(ctx, d):
		put, e = h.writeStream(ctx, d, bufs)
	default:
		put, e = h.gather(ctx, bufs, total, d.file.Write)
	}
	if e != errnoSuccess {
		return e
	}
	return mem.putU32(nwritten, uint32(put))
}

// fdPwrite is fdWrite at an offset, which leaves the descriptor's own offset alone. Where the system appends by itself, as Linux
// does, a file opened for appending is appended to.
func (h *Host) fdPwrite(ctx context.Context, mem memory, n fd, iovs ptr, iovsLen size, offset uint64, nwritten ptr) errno {
	d, e := h.seekable(n, rightFDWrite)
	if e != errnoSuccess {
		return e
	}
	bufs, total, e := h.iovecs(mem, iovs, iovsLen)
	if e != errnoSuccess {
		return e
	}
	if e := mem.writable(nwritten, 4); e != errnoSuccess {
		return e
	}
	if offset > math.MaxInt64-maxTransfer {
		return errnoInval
	}
	at := int64(offset)
	put, e := h.gather(ctx, bufs, total, func(b []byte) (int, error) {
		n, err := d.file.WriteAt(b, at)
		at += int64(n)
		return n, err
	})
	if e != errnoSuccess {
		return e
	}
	return mem.putU32(nwritten, uint32(put))
}

// scatter fills the buffers in order by calls of read until one returns less than it could. An error counts only if nothing was
// read before it.
func (h *Host) scatter(ctx context.Context, bufs [][]byte, total int, read func([]byte) (int, error)) (int, errno) {
	if len(bufs) > 1 && total <= scratchSize {
		n, err := read(h.scratch[:total])
		spread(bufs, h.scratch[:n])
		return n, transferErrno(n, err)
	}
	done := 0
	for _, b := range bufs {
		for len(b) > 0 {
			part := b[:min(len(b), chunk)]
			n, err := read(part)
			done += n
			if err != nil || n < len(part) {
				return done, transferErrno(done, err)
			}
			b = b[n:]
			if n == chunk && ctx.Err() != nil {
				return done, interrupted
			}
		}
	}
	return done, errnoSuccess
}

// gather writes the buffers in order by calls of write until one takes less than it was given. An error counts only if nothing
// was written before it.
func (h *Host) gather(ctx context.Context, bufs [][]byte, total int, write func([]byte) (int, error)) (int, errno) {
	if len(bufs) > 1 && total <= scratchSize {
		n, err := write(join(h.scratch[:0], bufs))
		return n, transferErrno(n, err)
	}
	done := 0
	for _, b := range bufs {
		for len(b) > 0 {
			part := b[:min(len(b), chunk)]
			n, err := write(part)
			done += n
			if err != nil || n < len(part) {
				return done, transferErrno(done, err)
			}
			b = b[n:]
			if n == chunk && ctx.Err() != nil {
				return done, interrupted
			}
		}
	}
	return done, errnoSuccess
}

// transferErrno is what becomes of an error after n bytes.
func transferErrno(n int, err error) errno {
	if n > 0 || err == io.EOF {
		return errnoSuccess
	}
	return errnoOf(err)
}

// spread copies b into the buffers.
func spread(bufs [][]byte, b []byte) {
	for _, buf := range bufs {
		b = b[copy(buf, b):]
	}
}

// join appends the buffers to b.
func join(b []byte, bufs [][]byte) []byte {
	for _, buf := range bufs {
		b = append(b, buf...)
	}
	return b
}
