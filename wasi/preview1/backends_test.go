package preview1

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/wasi/vfs"
)

// This file compares directories in memory with the host's: a guest must not see which one it has.

// differentialPaths are what random operations are done with.
var differentialPaths = []string{"a", "b", "c", "d", "a/", "b/", "a/b", "b/a", "a/b/c", "b/a/", "a/c/", "c/a", ".", "./a", "a/.", "a/..", "..", "../a",
	"a/../b", "a//b", "a/b/../c", "d/a", "d/", "d/.", "d/b/c", "d/..", "a/./b", "c/..", "none/..", "none/a", "none/"}

// plainPaths are for operations whose errors, of all that is wrong with a path, differ when it ends in a slash or a dot.
var plainPaths = []string{"a", "b", "c", "d", "a/b", "b/a", "a/b/c", "c/a", "./a", "a//b", "a/./b", "d/a", "d/b/c", "none/a"}

// An operation is done by a guest and returns what it sees.
type operation func(g *guest) string

// randomOperation makes an operation.
func randomOperation(r *rand.Rand, open int) operation {
	path := differentialPaths[r.IntN(len(differentialPaths))]
	plain, other := plainPaths[r.IntN(len(plainPaths))], plainPaths[r.IntN(len(plainPaths))]
	fd := uint64(3)
	if open > 0 && r.IntN(4) == 0 {
		fd = uint64(4 + r.IntN(open))
	}
	file := uint64(4 + r.IntN(open+1))
	flag, n, data := uint64(r.IntN(2)), uint64(r.IntN(100)), fmt.Sprint(r.Uint32())
	if r.IntN(10) == 0 {
		n += 3 << 16
	}
	oflags, base, fdflags := uint64(r.IntN(16)), uint64(0), uint64(0)
	if r.IntN(2) == 0 {
		oflags &= uint64(oflagCreat)
	}
	if r.IntN(2) == 0 {
		base = uint64(rightFDRead | rightFDWrite)
	}
	if r.IntN(4) == 0 {
		fdflags = uint64(fdflagAppend)
	}
	whence := uint64(r.IntN(3))
	one := func(name, path string, args func(p, n uint64) []uint64) operation {
		return func(g *guest) string {
			p, n := g.str(atPath, path)
			return fmt.Sprintf("%s(%d, %q) = %v", name, fd, path, g.call(name, args(p, n)...))
		}
	}
	switch r.IntN(20) {
	case 0, 1:
		return one("path_create_directory", path, func(p, n uint64) []uint64 { return []uint64{fd, p, n} })
	case 2:
		return one("path_remove_directory", plain, func(p, n uint64) []uint64 { return []uint64{fd, p, n} })
	case 3:
		return one("path_unlink_file", plain, func(p, n uint64) []uint64 { return []uint64{fd, p, n} })
	case 4, 5:
		return two("path_rename", plain, other, func(p, n, q, m uint64) []uint64 { return []uint64{fd, p, n, 3, q, m} })
	case 6:
		return two("path_link", plain, other, func(p, n, q, m uint64) []uint64 { return []uint64{fd, 0, p, n, 3, q, m} })
	case 7:
		return two("path_symlink", path, plain, func(p, n, q, m uint64) []uint64 { return []uint64{p, n, fd, q, m} })
	case 8, 9, 10, 11:
		return func(g *guest) string {
			if g.h.fds.open > 40 {
				return ""
			}
			p, n := g.str(atPath, path)
			e := g.call("path_open", fd, flag, p, n, oflags, base, 0, fdflags, atResult)
			return fmt.Sprintf("path_open(%d, %q, %d, %d, %d) = %v %d", fd, path, flag, oflags, base, e, g.h.fds.open)
		}
	case 12:
		return func(g *guest) string {
			p, n := g.str(atPath, path)
			e := g.call("path_filestat_get", fd, flag, p, n, atBuf)
			return fmt.Sprintf("path_filestat_get(%d, %q, %d) = %v %s", fd, path, flag, e, g.stat(e))
		}
	case 13:
		return func(g *guest) string {
			p, n := g.str(atPath, path)
			e := g.call("path_readlink", fd, p, n, atBuf, 100, atResult)
			if e != errnoSuccess {
				return fmt.Sprintf("path_readlink(%d, %q) = %v", fd, path, e)
			}
			return fmt.Sprintf("path_readlink(%d, %q) = %q", fd, path, g.mem[atBuf:atBuf+ptr(g.u32(atResult))])
		}
	case 14, 15:
		return fileOperation(fmt.Sprintf("fd_write(%d, %q)", file, data), func(g *guest) errno {
			p, n := g.str(atBuf, data)
			iovs, count := g.iovec(uint32(p), uint32(n))
			return g.call("fd_write", file, iovs, count, atResult)
		})
	case 16:
		return fileOperation(fmt.Sprintf("fd_pread(%d)", file), func(g *guest) errno {
			clear(g.mem[atBuf : atBuf+200])
			iovs, count := g.iovec(atBuf, 100, atBuf+100, 100)
			return g.call("fd_pread", file, iovs, count, n, atResult)
		})
	case 17:
		return fileOperation(fmt.Sprintf("fd_seek(%d, %d, %d)", file, n, whence), func(g *guest) errno {
			return g.call("fd_seek", file, n-50, whence, atResult)
		})
	case 18:
		return fileOperation(fmt.Sprintf("fd_filestat_set_size(%d, %d)", file, n), func(g *guest) errno {
			return g.call("fd_filestat_set_size", file, n)
		})
	}
	return func(g *guest) string {
		if e := g.call("fd_readdir", fd, atBuf, 4096, 0, atResult); e != errnoSuccess {
			return fmt.Sprintf("fd_readdir(%d) = %v", fd, e)
		}
		names := g.names(fd, func([]listed) {})
		slices.Sort(names)
		return fmt.Sprintf("fd_readdir(%d) = %q", fd, names)
	}
}

// two is an operation with two paths.
func two(name, path, other string, args func(p, n, q, m uint64) []uint64) operation {
	return func(g *guest) string {
		p, n := g.str(atPath, path)
		q, m := g.str(atPath2, other)
		list := args(p, n, q, m)
		return fmt.Sprintf("%s(%d, %q, %q) = %v", name, list, path, other, g.call(name, list...))
	}
}

// fileOperation is an operation with an open file, which shows the file as well.
func fileOperation(text string, call func(g *guest) errno) operation {
	return func(g *guest) string {
		e := call(g)
		text := fmt.Sprintf("%s = %v", text, e)
		if e == errnoSuccess {
			text += fmt.Sprintf(" %d %q", g.u64(atResult), strings.TrimRight(string(g.mem[atBuf:atBuf+200]), "\x00"))
		}
		return text
	}
}

// stat shows the attributes at atBuf that are the same in every file system.
func (g *guest) stat(e errno) string {
	if e != errnoSuccess {
		return ""
	}
	kind, links, size := filetype(g.mem[atBuf+16]), g.u64(atBuf+24), g.u64(atBuf+32)
	if kind == filetypeDirectory {
		links, size = 0, 0
	}
	return fmt.Sprintf("type %d, %d links, %d bytes", kind, links, size)
}

// TestMemoryIsLikeTheHost does the same random operations in a directory of the host and in one in memory.
func TestMemoryIsLikeTheHost(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the numbers of errors are those of Linux")
	}
	for seed := range uint64(150) {
		host, _ := inDir(t)
		mem := newGuest(t, Config{Preopens: []Preopen{{Dir: vfs.NewMem(vfs.MemConfig{}).Dir(), Guest: "/"}}})
		r := rand.New(rand.NewPCG(seed, 0))
		var log []string
		for range 200 {
			op := randomOperation(r, host.h.fds.open-4)
			for _, g := range []*guest{host, mem} {
				clear(g.mem[atResult : atResult+8])
				clear(g.mem[atBuf : atBuf+200])
			}
			want, got := op(host), op(mem)
			log = append(log, want)
			if strings.HasSuffix(want, "= xdev") {
				break // the host does not find a directory that was moved, which is allowed
			}
			if got != want {
				t.Errorf("seed %d: on the host\n%s\nbut in memory\n%s\nafter\n%s", seed, want, got, strings.Join(log[max(0, len(log)-40):], "\n"))
				break
			}
		}
	}
}
