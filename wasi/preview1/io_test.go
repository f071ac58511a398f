package preview1

import (
	"bytes"
	"context"
	"encoding/binary"
	"math"
	"strings"
	"testing"
)

func TestReadAndWrite(t *testing.T) {
	g, dir := inDir(t)
	f := g.mustOpen("f", oflagCreat, rightFDRead|rightFDWrite, 0)
	g.str(atBuf, "Hello, world")
	iovs, n := g.iovec(atBuf, 5, 0, 0, atBuf+5, 7)
	g.ok("fd_write", f, iovs, n, atResult)
	if got := g.u32(atResult); got != 12 {
		t.Errorf("wrote %d bytes, want 12", got)
	}
	if got := readFile(t, dir, "f"); got != "Hello, world" {
		t.Errorf("file has %q", got)
	}
	g.ok("fd_seek", f, 0, 0, atResult)
	clear(g.mem[atBuf : atBuf+64])
	iovs, n = g.iovec(atBuf, 3, atBuf+16, 100)
	g.ok("fd_read", f, iovs, n, atResult)
	if got := g.u32(atResult); got != 12 || string(g.mem[atBuf:atBuf+4]) != "Hel\x00" || string(g.mem[atBuf+16:atBuf+26]) != "lo, world\x00" {
		t.Errorf("read %d bytes, %q and %q", got, g.mem[atBuf:atBuf+4], g.mem[atBuf+16:atBuf+26])
	}
	if got := g.read(f, 10); got != "" {
		t.Errorf("at the end %q is read", got)
	}
}

func TestReadAndWriteInPlaces(t *testing.T) {
	g, dir := inDir(t)
	f := g.mustOpen("f", oflagCreat, rightFDRead|rightFDWrite, 0)
	g.write(f, "0123456789")
	g.str(atBuf, "ab")
	iovs, n := g.iovec(atBuf, 1, atBuf+1, 1)
	g.ok("fd_pwrite", f, iovs, n, 4, atResult)
	if got := readFile(t, dir, "f"); got != "0123ab6789" {
		t.Errorf("file has %q", got)
	}
	iovs, n = g.iovec(atBuf, 2, atBuf+2, 100)
	g.ok("fd_pread", f, iovs, n, 3, atResult)
	if got := string(g.mem[atBuf : atBuf+g.u32(atResult)]); got != "3ab6789" {
		t.Errorf("read %q", got)
	}
	g.ok("fd_tell", f, atResult)
	if got := g.u64(atResult); got != 10 {
		t.Errorf("offset is %d, want 10", got)
	}
	for _, offset := range []uint64{1 << 63, math.MaxUint64, math.MaxInt64} {
		g.want(errnoInval, "fd_pread", f, iovs, n, offset, atResult)
		g.want(errnoInval, "fd_pwrite", f, iovs, n, offset, atResult)
	}
	g.want(errnoSpipe, "fd_pread", 0, iovs, n, 0, atResult)
	g.want(errnoSpipe, "fd_pwrite", 1, iovs, n, 0, atResult)
}

func TestBigBuffers(t *testing.T) {
	g, dir := inDir(t)
	const big = 3*chunk + 7
	g.mem = make(memory, atBuf+2*big)
	content := bytes.Repeat([]byte("0123456"), big/7+1)[:big]
	copy(g.mem[atBuf:], content)
	f := g.mustOpen("f", oflagCreat, rightFDRead|rightFDWrite, 0)
	iovs, n := g.iovec(atBuf, 5, atBuf+5, big-5)
	g.ok("fd_write", f, iovs, n, atResult)
	if got := g.u32(atResult); got != big || readFile(t, dir, "f") != string(content) {
		t.Errorf("wrote %d bytes of %d", got, big)
	}
	clear(g.mem[atBuf:])
	iovs, n = g.iovec(atBuf, big-5, atBuf+big-5, big)
	g.ok("fd_pread", f, iovs, n, 0, atResult)
	if got := g.u32(atResult); got != big || !bytes.Equal(g.mem[atBuf:atBuf+big], content) {
		t.Errorf("read %d bytes of %d", got, big)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	g.ctx = ctx
	g.want(interrupted, "fd_pread", f, iovs, n, 0, atResult)
}

func TestScatterListsAreBounded(t *testing.T) {
	g, _ := inDir(t)
	f := g.mustOpen("f", oflagCreat, rightFDRead|rightFDWrite, 0)
	const many = 3000
	for i := range many {
		binary.LittleEndian.PutUint32(g.mem[atBuf+8*i:], 0)
		binary.LittleEndian.PutUint32(g.mem[atBuf+8*i+4:], 1)
	}
	g.ok("fd_write", f, atBuf, many, atResult)
	if got := g.u32(atResult); got != maxIovecs {
		t.Errorf("wrote %d bytes, want %d", got, maxIovecs)
	}
	// Buffers that overlap may have more bytes together than there is memory, but no more than a result can say.
	for i := range maxIovecs {
		binary.LittleEndian.PutUint32(g.mem[atBuf+8*i+4:], memSize)
	}
	_, total, e := g.h.iovecs(g.mem, atBuf, maxIovecs)
	if e != errnoSuccess || total != maxIovecs*memSize {
		t.Errorf("list of %d bytes: %v", total, e)
	}
	g.mem = make(memory, 1<<22)
	for i := range maxIovecs {
		binary.LittleEndian.PutUint32(g.mem[atBuf+8*i+4:], 1<<22)
	}
	if _, total, _ = g.h.iovecs(g.mem, atBuf, maxIovecs); total != maxTransfer {
		t.Errorf("list of %d bytes, want %d", total, maxTransfer)
	}
	binary.LittleEndian.PutUint32(g.mem[atBuf+8*5:], 1<<22)
	g.want(errnoFault, "fd_read", f, atBuf, maxIovecs, atResult)
}

func TestEmptyTransfers(t *testing.T) {
	g, _ := inDir(t)
	f := g.mustOpen("f", oflagCreat, rightFDRead|rightFDWrite, 0)
	iovs, n := g.iovec(memSize, 0)
	for _, fd := range []uint64{f, 0} {
		g.ok("fd_read", fd, iovs, n, atResult)
		g.ok("fd_read", fd, memSize, 0, atResult)
	}
	for _, fd := range []uint64{f, 1} {
		g.ok("fd_write", fd, iovs, n, atResult)
	}
	g.want(errnoBadf, "fd_write", 0, iovs, n, atResult)
	g.want(errnoBadf, "fd_read", 1, iovs, n, atResult)
}

func TestAppend(t *testing.T) {
	g, dir := inDir(t)
	f := g.mustOpen("f", oflagCreat, rightFDRead|rightFDWrite, fdflagAppend)
	g.write(f, "one")
	g.ok("fd_seek", f, 0, 0, atResult)
	g.write(f, "two")
	g.ok("fd_fdstat_set_flags", f, 0)
	g.ok("fd_seek", f, 0, 0, atResult)
	g.write(f, "ONE")
	g.ok("fd_fdstat_set_flags", f, uint64(fdflagAppend))
	g.write(f, "end")
	if got := readFile(t, dir, "f"); got != "ONEtwoend" {
		t.Errorf("file has %q", got)
	}
}

func TestSeekAndTell(t *testing.T) {
	g, _ := inDir(t)
	f := g.mustOpen("f", oflagCreat, rightFDRead|rightFDWrite, 0)
	g.write(f, "0123456789")
	for _, test := range []struct {
		offset int64
		from   uint64
		want   uint64
	}{{3, 0, 3}, {-1, 1, 2}, {-4, 2, 6}, {100, 2, 110}, {0, 1, 110}} {
		g.ok("fd_seek", f, uint64(test.offset), test.from, atResult)
		if got := g.u64(atResult); got != test.want {
			t.Errorf("fd_seek(%d, %d) leads to %d, want %d", test.offset, test.from, got, test.want)
		}
	}
	g.ok("fd_tell", f, atResult)
	if got := g.u64(atResult); got != 110 {
		t.Errorf("fd_tell is %d, want 110", got)
	}
	minus := int64(-1)
	g.want(errnoInval, "fd_seek", f, uint64(minus), 0, atResult)
	g.want(errnoInval, "fd_seek", f, 0, 3, atResult)
	g.want(errnoInval, "fd_seek", f, 0, 256, atResult)
	g.want(errnoSpipe, "fd_seek", 0, 0, 1, atResult)
	g.want(errnoSpipe, "fd_tell", 1, atResult)
	g.want(errnoBadf, "fd_seek", 77, 0, 1, atResult)
}

func TestSizeTimesAndSync(t *testing.T) {
	g, _ := inDir(t)
	f := g.mustOpen("f", oflagCreat, rightFDRead|rightFDWrite, 0)
	g.ok("fd_filestat_set_size", f, 100)
	g.want(errnoInval, "fd_filestat_set_size", f, 1<<63)
	g.ok("fd_advise", f, 10, 50, 5)
	g.want(errnoInval, "fd_advise", f, 10, 50, 6)
	g.want(errnoInval, "fd_advise", f, 1<<63, 50, 0)
	g.ok("fd_sync", f)
	g.ok("fd_datasync", f)
	g.ok("fd_filestat_set_times", f, 1_000_000_000, 2_000_000_000, uint64(fstflagAtim|fstflagMtim))
	g.ok("fd_filestat_get", f, atBuf)
	if size, atim, mtim := g.u64(atBuf+32), g.u64(atBuf+40), g.u64(atBuf+48); size != 100 || atim != 1e9 || mtim != 2e9 {
		t.Errorf("size %d, times %d and %d", size, atim, mtim)
	}
	if kind, links := filetype(g.mem[atBuf+16]), g.u64(atBuf+24); kind != filetypeRegularFile || links != 1 {
		t.Errorf("type %d with %d links", kind, links)
	}
	g.ok("fd_filestat_set_times", f, 5_000_000_000, 0, uint64(fstflagAtim))
	g.ok("fd_filestat_get", f, atBuf)
	if atim, mtim := g.u64(atBuf+40), g.u64(atBuf+48); atim != 5e9 || mtim != 2e9 {
		t.Errorf("times %d and %d, of which the second was to stay", atim, mtim)
	}
	g.ok("fd_filestat_set_times", f, 0, 0, uint64(fstflagMtimNow))
	g.ok("fd_filestat_get", f, atBuf)
	if atim, mtim := g.u64(atBuf+40), g.u64(atBuf+48); atim != 5e9 || mtim < 1e18 {
		t.Errorf("times %d and %d, of which the second is to be the present", atim, mtim)
	}
	g.ok("fd_filestat_set_times", 3, 1e9, 2e9, uint64(fstflagAtim|fstflagMtim))
	for _, flags := range []fstflags{fstflagAtim | fstflagAtimNow, fstflagMtim | fstflagMtimNow, 1 << 4, 1 << 16} {
		g.want(errnoInval, "fd_filestat_set_times", f, 0, 0, uint64(flags))
	}
	g.want(errnoInval, "fd_filestat_set_times", f, 1<<63, 0, uint64(fstflagAtim))
	read := g.mustOpen("f", 0, rightFDRead, 0)
	g.want(errnoInval, "fd_filestat_set_size", read, 0)
	g.want(errnoInval, "fd_sync", 0)
}

func TestAllocate(t *testing.T) {
	g, _ := inDir(t)
	f := g.mustOpen("f", oflagCreat, rightFDRead|rightFDWrite, 0)
	g.want(errnoInval, "fd_allocate", f, 0, 0)
	g.want(errnoInval, "fd_allocate", f, 1<<63, 1)
	g.want(errnoInval, "fd_allocate", f, 0, 1<<63)
	g.want(errnoFbig, "fd_allocate", f, math.MaxInt64, 1)
	switch e := g.call("fd_allocate", f, 90, 20); e {
	case errnoSuccess:
		g.ok("fd_allocate", f, 0, 10)
		g.ok("fd_filestat_get", f, atBuf)
		if size := g.u64(atBuf + 32); size != 110 {
			t.Errorf("size %d, want 110", size)
		}
	case errnoNotsup:
	default:
		t.Errorf("fd_allocate = %v", e)
	}
}

// TestTransfersDoNotAllocate holds the functions that programs call most.
func TestTransfersDoNotAllocate(t *testing.T) {
	g, _ := inDir(t)
	f := g.mustOpen("f", oflagCreat, rightFDRead|rightFDWrite, 0)
	g.write(f, strings.Repeat("x", 100))
	iovs, n := g.iovec(atBuf, 10, atBuf+10, 10)
	for _, test := range []struct {
		name string
		args []uint64
	}{
		{"fd_write", []uint64{f, iovs, n, atResult}},
		{"fd_write", []uint64{1, iovs, n, atResult}},
		{"fd_read", []uint64{f, iovs, n, atResult}},
		{"fd_read", []uint64{0, iovs, n, atResult}},
		{"fd_pread", []uint64{f, iovs, n, 0, atResult}},
		{"fd_pwrite", []uint64{f, iovs, n, 0, atResult}},
		{"fd_seek", []uint64{f, 0, 0, atResult}},
		{"clock_time_get", []uint64{0, 0, atResult}},
		{"clock_time_get", []uint64{1, 0, atResult}},
		{"random_get", []uint64{atBuf, 16}},
		{"args_get", []uint64{atIovs, atBuf}},
	} {
		call := functionNamed(test.name).call
		if allocs := testing.AllocsPerRun(100, func() { call(g.h, g.ctx, g.mem, test.args) }); allocs != 0 {
			t.Errorf("%s(%v) allocates %v times", test.name, test.args, allocs)
		}
	}
}
