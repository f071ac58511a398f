package preview1

import (
	"os"
	"runtime"
	"testing"
)

func TestDescriptorsTakeTheLowestNumber(t *testing.T) {
	g, _ := inDir(t)
	for want := uint64(4); want < 8; want++ {
		if got := g.mustOpen("f", oflagCreat, 0, 0); got != want {
			t.Fatalf("descriptor %d, want %d", got, want)
		}
	}
	g.ok("fd_close", 5)
	g.ok("fd_close", 4)
	g.ok("fd_close", 0)
	for _, want := range []uint64{0, 4, 5, 8} {
		if got := g.mustOpen("f", 0, 0, 0); got != want {
			t.Errorf("descriptor %d, want %d", got, want)
		}
	}
	g.want(errnoBadf, "fd_close", 9)
	g.want(errnoBadf, "fd_close", 1<<32-1)
}

func TestDescriptorsAreLimited(t *testing.T) {
	g := newGuest(t, Config{Preopens: []Preopen{{Host: t.TempDir(), Guest: "/"}}, MaxFiles: 6})
	g.mustOpen("f", oflagCreat, 0, 0)
	g.mustOpen("f", 0, 0, 0)
	if _, e := g.open("f", 0, 0, 0); e != errnoMfile {
		t.Errorf("opening one too many = %v", e)
	}
	if _, e := g.open("new", oflagCreat, 0, 0); e != errnoMfile {
		t.Errorf("making one too many = %v", e)
	}
	p, n := g.str(atPath, "new")
	g.want(errnoNoent, "path_filestat_get", 3, 0, p, n, atBuf)
	g.ok("fd_close", 4)
	g.mustOpen("f", 0, 0, 0)
}

func TestRenumber(t *testing.T) {
	g, _ := inDir(t)
	a := g.mustOpen("a", oflagCreat, rightFDRead|rightFDWrite, 0)
	b := g.mustOpen("b", oflagCreat, rightFDRead|rightFDWrite, 0)
	g.write(a, "in a")
	g.ok("fd_renumber", a, a)
	g.ok("fd_renumber", a, b)
	g.want(errnoBadf, "fd_close", a)
	g.ok("fd_tell", b, atResult)
	if got := g.u64(atResult); got != 4 {
		t.Errorf("offset after renumbering is %d, want 4", got)
	}
	for _, test := range [][2]uint64{{a, b}, {b, a}, {b, 1<<32 - 1}, {1<<32 - 1, b}, {b, 100}, {100, 100}} {
		g.want(errnoBadf, "fd_renumber", test[0], test[1])
	}
	if got := g.mustOpen("c", oflagCreat, 0, 0); got != a {
		t.Errorf("the next descriptor is %d, want %d", got, a)
	}
	if got := g.h.fds.open; got != 6 {
		t.Errorf("%d descriptors are counted as open, want 6", got)
	}
}

func TestRenumberOverPreopened(t *testing.T) {
	g, _ := inDir(t)
	p, n := g.str(atPath, "sub")
	g.ok("path_create_directory", 3, p, n)
	sub := g.mustOpen("sub", oflagDirectory, 0, 0)
	g.ok("fd_renumber", sub, 3)
	g.want(errnoBadf, "fd_prestat_get", 3, atResult) // what is there now was not preopened
	g.ok("fd_filestat_get", 3, atResult)
}

// TestRenumberClosesFiles counts the descriptors of the process, of which renumbering must not leave any behind.
func TestRenumberClosesFiles(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("counts the entries of /proc/self/fd")
	}
	count := func() int {
		list, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	g, _ := inDir(t)
	target := g.mustOpen("f", oflagCreat, 0, 0)
	before := count()
	rounds := 100_000
	if testing.Short() {
		rounds = 1000
	}
	for range rounds {
		g.ok("fd_renumber", g.mustOpen("f", 0, 0, 0), target)
	}
	if after := count(); after != before {
		t.Errorf("%d descriptors before, %d after", before, after)
	}
}

func TestPrestat(t *testing.T) {
	g := newGuest(t, Config{Preopens: []Preopen{{Host: t.TempDir(), Guest: "/data"}}})
	g.ok("fd_prestat_get", 3, atResult)
	if kind, n := g.mem[atResult], g.u32(atResult+4); kind != 0 || n != 5 {
		t.Errorf("prestat: kind %d, length %d", kind, n)
	}
	g.want(errnoNametoolong, "fd_prestat_dir_name", 3, atBuf, 4)
	g.ok("fd_prestat_dir_name", 3, atBuf, 6)
	if got := string(g.mem[atBuf : atBuf+6]); got != "/data\x00" {
		t.Errorf("name %q", got)
	}
	for _, n := range []uint64{0, 1, 2, 4} {
		g.want(errnoBadf, "fd_prestat_get", n, atResult)
		g.want(errnoBadf, "fd_prestat_dir_name", n, atBuf, 9)
	}
}

func TestFdstat(t *testing.T) {
	g, _ := inDir(t)
	file := g.mustOpen("f", oflagCreat, rightFDRead, fdflagAppend|fdflagNonblock)
	g.ok("fd_fdstat_get", file, atBuf)
	if kind, flags := filetype(g.mem[atBuf]), fdflags(g.u16(atBuf+2)); kind != filetypeRegularFile || flags != fdflagAppend|fdflagNonblock {
		t.Errorf("type %d, flags %#x", kind, flags)
	}
	if r := rights(g.u64(atBuf + 8)); r&rightFDRead == 0 || r&rightFDWrite != 0 || r&rightFDSeek == 0 {
		t.Errorf("rights %#x of a file open for reading", r)
	}
	g.ok("fd_fdstat_get", 3, atBuf)
	if kind, flags := filetype(g.mem[atBuf]), g.u16(atBuf+2); kind != filetypeDirectory || flags != 0 {
		t.Errorf("type %d, flags %#x of a directory", kind, flags)
	}
	if r := rights(g.u64(atBuf + 8)); r&rightPathOpen == 0 || r&rightFDFilestatSetSize != 0 {
		t.Errorf("rights %#x of a directory", r)
	}
	g.want(errnoInval, "fd_fdstat_set_flags", file, 1<<5)
	g.want(errnoNotsup, "fd_fdstat_set_flags", file, uint64(fdflagSync))
	g.want(errnoBadf, "fd_fdstat_set_flags", 3, uint64(fdflagNonblock))
}

func TestRightsCanOnlyBeTakenAway(t *testing.T) {
	g, _ := inDir(t)
	f := g.mustOpen("f", oflagCreat, rightFDRead|rightFDWrite, 0)
	g.ok("fd_fdstat_get", f, atBuf)
	had, inherited := g.u64(atBuf+8), g.u64(atBuf+16)
	g.ok("fd_fdstat_set_rights", f, had&^uint64(rightFDWrite|rightFDSeek), inherited)
	g.want(errnoNotcapable, "fd_fdstat_set_rights", f, had, inherited)
	g.want(errnoNotcapable, "fd_fdstat_set_rights", f, 1<<63, inherited)
	g.want(errnoNotcapable, "fd_seek", f, 0, 0, atResult)
	iovs, n := g.iovec(atBuf, 4)
	g.want(errnoBadf, "fd_write", f, iovs, n, atResult)
	g.ok("fd_read", f, iovs, n, atResult)

	g.ok("fd_fdstat_get", 3, atBuf)
	base, inheriting := g.u64(atBuf+8), g.u64(atBuf+16)
	g.ok("fd_fdstat_set_rights", 3, base&^uint64(rightPathFilestatSetSize), inheriting&^uint64(rightFDSeek))
	if _, e := g.open("f", oflagTrunc, rightFDWrite, 0); e != errnoNotcapable {
		t.Errorf("truncating without the right = %v", e)
	}
	f = g.mustOpen("f", 0, 0, 0)
	g.want(errnoNotcapable, "fd_seek", f, 0, 0, atResult)
}

func TestDirectoriesAreNoFiles(t *testing.T) {
	g, _ := inDir(t)
	iovs, n := g.iovec(atBuf, 4)
	g.want(errnoBadf, "fd_read", 3, iovs, n, atResult)
	g.want(errnoBadf, "fd_pread", 3, iovs, n, 0, atResult)
	g.want(errnoBadf, "fd_write", 3, iovs, n, atResult)
	g.want(errnoBadf, "fd_pwrite", 3, iovs, n, 0, atResult)
	g.want(errnoBadf, "fd_seek", 3, 0, 0, atResult)
	g.want(errnoBadf, "fd_tell", 3, atResult)
	g.want(errnoBadf, "fd_advise", 3, 0, 0, 0)
	g.want(errnoBadf, "fd_allocate", 3, 0, 0)
	g.ok("fd_sync", 3)
	g.ok("fd_datasync", 3)
	g.want(errnoBadf, "fd_filestat_set_size", 3, 0)
}

func TestFilesAreNoDirectories(t *testing.T) {
	g, _ := inDir(t)
	f := g.mustOpen("f", oflagCreat, rightFDRead|rightFDWrite, 0)
	p, n := g.str(atPath, "x")
	for _, fd := range []uint64{f, 0} {
		g.want(errnoNotdir, "path_open", fd, 0, p, n, uint64(oflagCreat), 0, 0, 0, atResult)
		g.want(errnoNotdir, "path_create_directory", fd, p, n)
		g.want(errnoNotdir, "path_filestat_get", fd, 0, p, n, atBuf)
		g.want(errnoNotdir, "path_rename", fd, p, n, 3, p, n)
		g.want(errnoNotdir, "path_rename", 3, p, n, fd, p, n)
		g.want(errnoNotdir, "fd_readdir", fd, atBuf, 100, 0, atResult)
	}
	g.want(errnoBadf, "path_open", 99, 0, p, n, 0, 0, 0, 0, atResult)
}
