package preview1

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// TestReadOnlyDirectory tries whatever changes something in a directory that is given read-only, directly and through a directory
// opened inside it, and then compares it with what it was.
func TestReadOnlyDirectory(t *testing.T) {
	dir, rw := t.TempDir(), t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "sub", "empty"), 0o777); err != nil {
		t.Fatal(err)
	}
	writeFile(t, "content", dir, "file")
	writeFile(t, "content", dir, "sub", "file")
	symlink(t, "file", dir, "link")
	symlink(t, "file", dir, "sub", "link")
	writeFile(t, "writable", rw, "file")
	before := snapshot(t, dir)

	g := newGuest(t, Config{Preopens: []Preopen{{Host: dir, Guest: "/ro", ReadOnly: true}, {Host: rw, Guest: "/rw"}}})
	sub := g.mustOpen("sub", oflagDirectory, 0, 0)
	for _, fd := range []uint64{3, sub} {
		file, n := g.str(atPath, "file")
		q, m := g.str(atPath2, "new")
		for _, test := range []struct {
			oflags oflags
			rights rights
		}{
			{0, rightFDWrite}, {0, rightFDRead | rightFDWrite}, {oflagTrunc, 0}, {oflagTrunc, rightFDRead}, {oflagCreat, 0},
			{oflagCreat, rightFDRead}, {oflagCreat | oflagTrunc, rightFDWrite}, {oflagCreat | oflagExcl, 0},
		} {
			want := errnoPerm
			if test.oflags&oflagExcl != 0 {
				want = errnoExist
			}
			g.want(want, "path_open", fd, 1, file, n, uint64(test.oflags), uint64(test.rights), 0, 0, atResult)
			if test.oflags&oflagCreat != 0 {
				g.want(errnoPerm, "path_open", fd, 1, q, m, uint64(test.oflags), uint64(test.rights), 0, 0, atResult)
			}
		}
		g.want(errnoPerm, "path_create_directory", fd, q, m)
		g.want(errnoPerm, "path_unlink_file", fd, file, n)
		g.want(errnoPerm, "path_symlink", file, n, fd, q, m)
		g.want(errnoPerm, "path_filestat_set_times", fd, 0, file, n, 0, 0, uint64(fstflagMtimNow))
		g.want(errnoPerm, "fd_filestat_set_times", fd, 0, 0, uint64(fstflagMtimNow))
		for _, other := range []uint64{fd, 4} {
			g.want(errnoPerm, "path_link", fd, 0, file, n, other, q, m)
			g.want(errnoPerm, "path_rename", fd, file, n, other, q, m)
			g.want(errnoPerm, "path_link", other, 0, file, n, fd, q, m)
			g.want(errnoPerm, "path_rename", other, file, n, fd, q, m)
		}
		empty, k := g.str(atPath2, "empty")
		g.want(errnoPerm, "path_remove_directory", fd, empty, k)

		g.ok("path_open", fd, 1, file, n, 0, uint64(rightFDRead), 0, 0, atResult)
		open := uint64(g.u32(atResult))
		iovs, count := g.iovec(atBuf, 4)
		g.want(errnoBadf, "fd_write", open, iovs, count, atResult)
		g.want(errnoBadf, "fd_pwrite", open, iovs, count, 0, atResult)
		g.want(errnoInval, "fd_filestat_set_size", open, 0)
		g.want(errnoNotcapable, "fd_allocate", open, 0, 100)
		g.want(errnoPerm, "fd_filestat_set_times", open, 0, 0, uint64(fstflagMtimNow))
		g.ok("fd_read", open, iovs, count, atResult)
		g.ok("path_filestat_get", fd, 0, file, n, atBuf)
		g.ok("fd_readdir", fd, atBuf, 1000, 0, atResult)
		link, l := g.str(atPath, "link")
		g.ok("path_readlink", fd, link, l, atBuf, 100, atResult)
	}
	if after := snapshot(t, dir); after != before {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
}

// snapshot lists all files of a directory with their sizes and times.
func snapshot(t *testing.T, dir string) string {
	t.Helper()
	var list string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		list += fs.FormatFileInfo(info) + " " + info.ModTime().String() + " " + path + "\n"
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}
