package preview2

import (
	"context"
	"testing"

	"github.com/wvm-project/wvm/wasi/vfs"
)

// A fuzzGuest calls functions as bytes tell it, with the resources that it has.
type fuzzGuest struct {
	t    *testing.T
	h    *Host
	ctx  context.Context
	code []byte
	list []resource
}

// next returns a number below n.
func (g *fuzzGuest) next(n int) int {
	if len(g.code) == 0 {
		return 0
	}
	b := g.code[0]
	g.code = g.code[1:]
	return int(b) % n
}

func (g *fuzzGuest) path() string {
	return [...]string{"a", "b", "d", "d/a", "d/..", "link", "link/", "../a", "/a", "", ".", "d/link", "a/b", "a\x00"}[g.next(14)]
}

func (g *fuzzGuest) number() uint64 {
	return [...]uint64{0, 1, 7, 4096, 4097, 1 << 20, 1<<31 - 1, 1 << 32, 1<<63 - 1, 1 << 63, 1<<64 - 1}[g.next(11)]
}

func (g *fuzzGuest) time() newTimestamp {
	return [...]newTimestamp{keepTime{}, setNow{}, datetime{5, 6}, datetime{1 << 63, 0}, datetime{0, 1 << 31}}[g.next(5)]
}

// of returns a resource of a type, or false.
func of[T resource](g *fuzzGuest) (x T, ok bool) {
	for range len(g.list) {
		if x, ok = g.list[g.next(len(g.list))].(T); ok {
			return x, true
		}
	}
	return x, false
}

// keep adds what a function has returned.
func keep[T resource](g *fuzzGuest, x T, failed bool, err error) {
	if err != nil {
		g.t.Fatal(err) // nothing here may end the guest
	}
	if !failed {
		g.list = append(g.list, x)
	}
}

func (g *fuzzGuest) step() {
	switch d, ok := of[*descriptor](g); g.next(8) {
	case 0, 1:
		if ok {
			g.onPath(d)
		}
	case 2, 3:
		if ok {
			g.onFile(d)
		}
	case 4:
		if in, ok := of[*inputStream](g); ok {
			g.onInput(in)
		}
	case 5:
		if out, ok := of[*outputStream](g); ok {
			g.onOutput(out)
		}
	case 6:
		if s, ok := of[*entryStream](g); ok {
			s.readDirectoryEntry(g.ctx)
		}
		if p, ok := of[*pollable](g); ok && p.isReady() {
			first(g.h.poll(g.ctx, []*pollable{p}))
		}
	case 7:
		i := g.next(len(g.list))
		if i > 0 && g.list[i].base().children == 0 {
			must(g.t, drop(g.list[i]))
			g.list = append(g.list[:i], g.list[i+1:]...)
		}
	}
}

func (g *fuzzGuest) onPath(d *descriptor) {
	path, other := g.path(), g.path()
	to, _ := of[*descriptor](g)
	if to == nil {
		to = d
	}
	switch g.next(12) {
	case 0, 1, 2:
		r, err := d.openAt(pathFlags(g.next(2)), path, openFlags(g.next(16)), descriptorFlags(g.next(64)))
		keep(g, r.Value, r.IsErr, err)
	case 3:
		d.createDirectoryAt(path)
	case 4:
		d.removeDirectoryAt(path)
	case 5:
		d.unlinkFileAt(path)
	case 6:
		d.symlinkAt(other, path)
	case 7:
		d.linkAt(pathFlags(g.next(2)), path, to, other)
	case 8:
		d.renameAt(path, to, other)
	case 9:
		d.statAt(pathFlags(g.next(2)), path)
		d.metadataHashAt(pathFlags(g.next(2)), path)
	case 10:
		d.setTimesAt(pathFlags(g.next(2)), path, g.time(), g.time())
	case 11:
		d.readlinkAt(path)
	}
}

func (g *fuzzGuest) onFile(d *descriptor) {
	switch g.next(9) {
	case 0:
		d.read(g.number(), g.number())
	case 1:
		d.write([]byte("some text")[:g.next(10)], uint64(g.next(100)))
		d.write([]byte("far"), 1<<63+g.number())
	case 2:
		r, err := d.readViaStream(g.number())
		keep(g, r.Value, r.IsErr, err)
	case 3:
		r, err := d.writeViaStream(uint64(g.next(100)))
		keep(g, r.Value, r.IsErr, err)
	case 4:
		r, err := d.appendViaStream()
		keep(g, r.Value, r.IsErr, err)
	case 5:
		r, err := d.readDirectory()
		keep(g, r.Value, r.IsErr, err)
	case 6:
		d.setSize(uint64(g.next(1000)))
		d.setTimes(g.time(), g.time())
		d.advise(g.number(), g.number(), 0)
	case 7:
		d.stat()
		d.sync()
		d.getFlags()
		d.getType()
	case 8:
		if other, ok := of[*descriptor](g); ok && d.isSameObject(other) != other.isSameObject(d) {
			g.t.Error("two descriptors do not agree on whether they are the same")
		}
	}
}

// streamed drops the error that a function of a stream has returned, if it has.
func streamed[T any](g *fuzzGuest, r streamResult[T], err error) T {
	must(g.t, err)
	if e, ok := r.Err.(*ioError); ok {
		must(g.t, drop(e))
	}
	return r.Value
}

func (g *fuzzGuest) onInput(in *inputStream) {
	switch g.next(3) {
	case 0:
		r, err := in.read(g.number())
		if b := streamed(g, r, err); len(b) > chunk {
			g.t.Errorf("read %d bytes", len(b))
		}
	case 1:
		r, err := in.blockingSkip(g.ctx, g.number())
		streamed(g, r, err)
	case 2:
		p, err := in.subscribe()
		keep(g, p, false, err)
	}
}

func (g *fuzzGuest) onOutput(out *outputStream) {
	room, err := out.checkWrite()
	n := min(streamed(g, room, err), uint64(g.next(50)))
	switch g.next(5) {
	case 0:
		r, err := out.write(make([]byte, n))
		streamed(g, r, err)
	case 1:
		r, err := out.writeZeroes(n)
		streamed(g, r, err)
	case 2:
		r, err := out.blockingFlush(g.ctx)
		streamed(g, r, err)
	case 3:
		if in, ok := of[*inputStream](g); ok {
			r, err := out.splice(in, g.number())
			streamed(g, r, err)
		}
	case 4:
		p, err := out.subscribe()
		keep(g, p, false, err)
	}
}

// FuzzHost lets guests do with files and streams what they please: nothing panics or ends them, and what they open is counted right.
func FuzzHost(f *testing.F) {
	f.Add([]byte{0, 0, 0, 1, 9, 3, 0, 2, 1, 1, 5, 7})
	f.Add([]byte("open files and streams, read and write them, and drop all of it in some order"))
	f.Fuzz(func(t *testing.T, code []byte) {
		if len(code) > 1000 {
			return
		}
		h, err := New(Config{Preopens: []Preopen{{Dir: vfs.NewMem(vfs.MemConfig{MaxBytes: 1 << 20}).Dir(), Guest: "/", MaxBytes: 1 << 20}}, MaxFiles: 20})
		must(t, err)
		g := &fuzzGuest{t: t, h: h, ctx: context.Background(), code: code, list: []resource{first(h.directories())[0].Descriptor}}
		for len(g.code) > 0 {
			g.step()
		}
		if h.live != len(g.list) {
			t.Errorf("%d resources are counted, but there are %d", h.live, len(g.list))
		}
		must(t, h.Close())
		if h.files != 0 || h.live != 0 {
			t.Errorf("%d files and %d resources are left", h.files, h.live)
		}
	})
}
