package preview1

import (
	"math"
	"net"
	"testing"
)

// pointerCases has for every function that takes addresses a call that succeeds, and says which arguments are addresses: of a
// buffer whose length is the next argument ('b'), of two bytes ('h') or of a larger record ('p').
var pointerCases = []struct {
	name string
	args []uint64
	kind string // a letter per argument; '.' is neither
}{
	{"args_get", []uint64{atIovs, atBuf}, "pp"},
	{"args_sizes_get", []uint64{atResult, atResult2}, "pp"},
	{"environ_get", []uint64{atIovs, atBuf}, "pp"},
	{"environ_sizes_get", []uint64{atResult, atResult2}, "pp"},
	{"clock_res_get", []uint64{0, atResult}, ".p"},
	{"clock_time_get", []uint64{0, 0, atResult}, "..p"},
	{"fd_fdstat_get", []uint64{3, atResult}, ".p"},
	{"fd_filestat_get", []uint64{4, atResult}, ".p"},
	{"fd_pread", []uint64{4, atIovs, 1, 0, atResult}, ".p..p"},
	{"fd_prestat_get", []uint64{3, atResult}, ".p"},
	{"fd_prestat_dir_name", []uint64{3, atBuf, 1}, ".b."},
	{"fd_pwrite", []uint64{4, atIovs, 1, 0, atResult}, ".p..p"},
	{"fd_read", []uint64{4, atIovs, 1, atResult}, ".p.p"},
	{"fd_readdir", []uint64{3, atBuf, 4096, 0, atResult}, ".b..p"},
	{"fd_seek", []uint64{4, 0, 0, atResult}, "...p"},
	{"fd_tell", []uint64{4, atResult}, ".p"},
	{"fd_write", []uint64{4, atIovs, 1, atResult}, ".p.p"},
	{"path_create_directory", []uint64{3, atPath, 3}, ".b."},
	{"path_filestat_get", []uint64{3, 0, atPath, 3, atResult}, "..b.p"},
	{"path_filestat_set_times", []uint64{3, 0, atPath, 3, 0, 0, 0}, "..b...."},
	{"path_link", []uint64{3, 0, atPath, 3, 3, atPath2, 3}, "..b..b."},
	{"path_open", []uint64{3, 0, atPath, 3, 0, 0, 0, 0, atResult}, "..b.....p"},
	{"path_readlink", []uint64{3, atPath, 3, atBuf, 8, atResult}, ".b.b.p"},
	{"path_remove_directory", []uint64{3, atPath, 3}, ".b."},
	{"path_rename", []uint64{3, atPath, 3, 3, atPath2, 3}, ".b..b."},
	{"path_symlink", []uint64{atPath, 3, 3, atPath2, 3}, "b..b."},
	{"path_unlink_file", []uint64{3, atPath, 3}, ".b."},
	{"poll_oneoff", []uint64{atIovs, atBuf, 1, atResult}, "pp.p"},
	{"random_get", []uint64{atBuf, 16}, "b."},
	{"sock_accept", []uint64{5, 0, atResult}, "..p"},
	{"sock_recv", []uint64{6, atIovs, 1, 0, atResult, atResult2}, ".p..ph"},
	{"sock_send", []uint64{6, atIovs, 1, 0, atResult}, ".p..p"},
}

// pointerGuest makes a guest with a file open as descriptor 4, a listener and a connection, both at their end, as 5 and 6, and a path
// and a scatter list in its memory.
func pointerGuest(t *testing.T) *guest {
	t.Helper()
	g := newGuest(t, Config{Args: []string{"arg"}, Env: []string{"A=b"},
		Preopens: []Preopen{{Host: t.TempDir(), Guest: "/"}}})
	g.mustOpen("abc", oflagCreat, rightFDRead|rightFDWrite, 0)
	g.write(4, "content")
	g.str(atPath, "abc")
	g.str(atPath2, "def")
	g.iovec(atBuf, 8)
	l := newPipeListener()
	ours, theirs := net.Pipe()
	ours.Close()
	l.Close()
	g.h.fds.add(g.h.newListener(l))
	g.h.fds.add(g.h.accepted(theirs, 0))
	return g
}

// wild are addresses where nothing of a byte or more may be read or written, as far as size bytes are concerned.
func wild(size uint64) []uint64 {
	return []uint64{memSize, memSize - size + 1, memSize + 1, math.MaxUint32, math.MaxUint32 - size + 1, 1 << 31}
}

func TestWildPointersFault(t *testing.T) {
	for _, test := range pointerCases {
		t.Run(test.name, func(t *testing.T) {
			for i, kind := range test.kind {
				if kind == '.' {
					continue
				}
				size := uint64(4) // at least, of every record
				switch kind {
				case 'b':
					size = test.args[i+1]
				case 'h':
					size = 2
				}
				for _, p := range wild(size) {
					g := pointerGuest(t)
					args := append([]uint64(nil), test.args...)
					args[i] = p
					g.want(errnoFault, test.name, args...)
					if got := g.h.fds.open; got != 7 {
						t.Errorf("argument %d = %#x: %d descriptors are open afterwards, want 7", i, p, got)
					}
				}
			}
		})
	}
}

func TestWildLengthsFault(t *testing.T) {
	for _, test := range pointerCases {
		t.Run(test.name, func(t *testing.T) {
			for i, kind := range test.kind {
				if kind != 'b' {
					continue
				}
				for _, n := range []uint64{memSize - test.args[i] + 1, math.MaxUint32, 1 << 31} {
					g := pointerGuest(t)
					args := append([]uint64(nil), test.args...)
					args[i+1] = n
					g.want(errnoFault, test.name, args...)
				}
			}
		})
	}
}

// TestOddPointers calls every function with addresses that are unaligned, at both ends of the memory and all the same.
// What it does then is its business; it must only come back.
func TestOddPointers(t *testing.T) {
	for _, test := range pointerCases {
		t.Run(test.name, func(t *testing.T) {
			for _, p := range []uint64{0, 1, 3, atBuf + 1, memSize - 1, memSize - 4, memSize - 64, memSize - 65} {
				g := pointerGuest(t)
				args := append([]uint64(nil), test.args...)
				for i, kind := range test.kind {
					if kind != '.' {
						args[i] = p
					}
				}
				g.call(test.name, args...)
			}
		})
	}
}

func TestUnalignedResults(t *testing.T) {
	g := pointerGuest(t)
	g.ok("fd_tell", 4, atResult+3)
	if got := g.u64(atResult + 3); got != 7 {
		t.Errorf("offset %d, want 7", got)
	}
	g.ok("fd_filestat_get", 4, memSize-filestatSize)
	if got := g.u64(memSize - filestatSize + 32); got != 7 {
		t.Errorf("size %d, want 7", got)
	}
}

func TestPathsAreCheckedBeforeUse(t *testing.T) {
	g := pointerGuest(t)
	long := make([]byte, maxPath+1)
	for i := range long {
		long[i] = 'a'
	}
	for _, test := range []struct {
		path string
		want errno
	}{
		{"", errnoNoent},
		{"/", errnoPerm},
		{"/abc", errnoPerm},
		{"abc\x00", errnoInval},
		{"a\xffb", errnoIlseq},
		{string(long), errnoNametoolong},
		{string(long[:300]), errnoNametoolong},
		{"..", errnoPerm},
		{"../abc", errnoPerm},
		{"x/../../abc", errnoNoent},
		{"abc/", errnoNotdir},
		{"abc///", errnoNotdir},
		{"abc/.", errnoNotdir},
		{"abc/x", errnoNotdir},
		{"none", errnoNoent},
	} {
		p, n := g.str(atPath, test.path)
		g.want(test.want, "path_open", 3, 1, p, n, 0, 0, 0, 0, atResult)
		g.want(test.want, "path_filestat_get", 3, 1, p, n, atBuf)
		g.want(test.want, "path_filestat_set_times", 3, 1, p, n, 0, 0, 0)
	}
}
