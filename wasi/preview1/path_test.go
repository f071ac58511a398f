package preview1

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

func TestOpenFlags(t *testing.T) {
	g, dir := inDir(t)
	writeFile(t, "content", dir, "file")
	if err := os.Mkdir(filepath.Join(dir, "sub"), 0o777); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		path   string
		oflags oflags
		rights rights
		want   errno
	}{
		{"file", 0, 0, errnoSuccess},
		{"file", oflagCreat, rightFDRead, errnoSuccess},
		{"file", oflagCreat | oflagExcl, rightFDRead, errnoExist},
		{"file", oflagDirectory, rightFDRead, errnoNotdir},
		{"none", 0, rightFDRead, errnoNoent},
		{"none", oflagTrunc, rightFDRead, errnoNoent},
		{"none/x", oflagCreat, rightFDRead, errnoNoent},
		{"new/", oflagCreat, rightFDWrite, errnoNoent},
		{"new", oflagCreat | oflagExcl, rightFDWrite, errnoSuccess},
		{"sub", 0, 0, errnoSuccess},
		{"sub/", 0, rightFDRead, errnoSuccess},
		{"sub", oflagDirectory, rightFDRead | rightFDWrite, errnoIsdir},
		{"sub", 0, rightFDWrite, errnoIsdir},
		{"sub", oflagTrunc, rightFDRead, errnoIsdir},
		{"sub", oflagCreat, rightFDRead, errnoIsdir},
		{"sub", oflagCreat | oflagExcl, rightFDRead, errnoExist},
		{"dir", oflagCreat | oflagDirectory, rightFDRead, errnoInval},
		{"file", 1 << 4, rightFDRead, errnoInval},
		{"file", 1 << 16, rightFDRead, errnoInval},
		{".", 0, rightFDRead, errnoSuccess},
		{"sub/../file", 0, rightFDRead, errnoSuccess},
		{"./sub//.././/file", 0, rightFDRead, errnoSuccess},
	} {
		if n, e := g.open(test.path, test.oflags, test.rights, 0); e != test.want {
			t.Errorf("opening %q with flags %#x and rights %#x = %v, want %v", test.path, test.oflags, test.rights, e, test.want)
		} else if e == errnoSuccess {
			g.ok("fd_close", n)
		}
	}
	if got := readFile(t, dir, "file"); got != "content" {
		t.Errorf("file has %q", got)
	}
	g.mustOpen("file", oflagTrunc, 0, 0)
	if got := readFile(t, dir, "file"); got != "" {
		t.Errorf("file has %q after it was truncated", got)
	}
	p, n := g.str(atPath, "file")
	g.want(errnoInval, "path_open", 3, 2, p, n, 0, 0, 0, 0, atResult)
	g.want(errnoInval, "path_open", 3, 0, p, n, 0, 0, 0, 1<<5, atResult)
}

func TestOpenForReadingOrWriting(t *testing.T) {
	g, _ := inDir(t)
	g.ok("fd_close", g.mustOpen("f", oflagCreat, 0, 0))
	iovs, n := g.iovec(atBuf, 4)
	for _, test := range []struct {
		rights      rights
		read, write errno
	}{
		{0, errnoSuccess, errnoBadf},
		{rightFDRead, errnoSuccess, errnoBadf},
		{rightFDWrite, errnoBadf, errnoSuccess},
		{rightFDRead | rightFDWrite, errnoSuccess, errnoSuccess},
	} {
		f := g.mustOpen("f", 0, test.rights, fdflagSync)
		g.want(test.read, "fd_read", f, iovs, n, atResult)
		g.want(test.write, "fd_write", f, iovs, n, atResult)
	}
}

func TestDirectories(t *testing.T) {
	g, dir := inDir(t)
	sub, subLen := g.str(atPath, "sub")
	g.ok("path_create_directory", 3, sub, subLen)
	g.want(errnoExist, "path_create_directory", 3, sub, subLen)
	nested, nestedLen := g.str(atPath2, "sub/nested/")
	g.ok("path_create_directory", 3, nested, nestedLen)
	g.want(errnoNotempty, "path_remove_directory", 3, sub, subLen)
	g.want(errnoIsdir, "path_unlink_file", 3, sub, subLen)
	g.want(errnoIsdir, "path_unlink_file", 3, nested, nestedLen)
	g.ok("path_remove_directory", 3, nested, nestedLen)
	g.ok("path_remove_directory", 3, sub, subLen)
	g.want(errnoNoent, "path_remove_directory", 3, sub, subLen)
	writeFile(t, "x", dir, "file")
	for _, path := range []string{"file", "file/"} {
		p, n := g.str(atPath, path)
		g.want(errnoNotdir, "path_remove_directory", 3, p, n)
	}
	p, n := g.str(atPath, "file/")
	g.want(errnoNotdir, "path_unlink_file", 3, p, n)
	g.ok("path_unlink_file", 3, p, n-1)
	g.want(errnoNoent, "path_unlink_file", 3, p, n-1)
	p, n = g.str(atPath, "none/x")
	g.want(errnoNoent, "path_create_directory", 3, p, n)
}

func TestOpenedDirectoryIsATop(t *testing.T) {
	g, dir := inDir(t)
	if err := os.Mkdir(filepath.Join(dir, "sub"), 0o777); err != nil {
		t.Fatal(err)
	}
	writeFile(t, "above", dir, "above")
	writeFile(t, "inside", dir, "sub", "inside")
	sub := g.mustOpen("sub", oflagDirectory, 0, 0)
	for path, want := range map[string]errno{"inside": errnoSuccess, "../above": errnoPerm, "..": errnoPerm, "x/../..": errnoNoent, "./inside": errnoSuccess} {
		p, n := g.str(atPath, path)
		g.want(want, "path_open", sub, 1, p, n, 0, 0, 0, 0, atResult)
	}
	p, n := g.str(atPath, "../above")
	to, toLen := g.str(atPath2, "stolen")
	g.want(errnoPerm, "path_link", sub, 0, p, n, sub, to, toLen)
	g.want(errnoPerm, "path_link", sub, 0, p, n, 3, to, toLen)
	g.want(errnoPerm, "path_rename", sub, p, n, 3, to, toLen)
}

func TestRename(t *testing.T) {
	type file struct{ path, content string } // a directory if the path ends in a slash
	for _, test := range []struct {
		name     string
		before   []file
		from, to string
		want     errno
		after    []file
	}{
		{"file to new", []file{{"a", "1"}}, "a", "b", errnoSuccess, []file{{"b", "1"}}},
		{"file over file", []file{{"a", "1"}, {"b", "2"}}, "a", "b", errnoSuccess, []file{{"b", "1"}}},
		{"file over itself", []file{{"a", "1"}}, "a", "a", errnoSuccess, []file{{"a", "1"}}},
		{"file over directory", []file{{"a", "1"}, {"b/", ""}}, "a", "b", errnoIsdir, []file{{"a", "1"}, {"b/", ""}}},
		{"directory to new", []file{{"a/", ""}}, "a", "b", errnoSuccess, []file{{"b/", ""}}},
		{"directory over empty directory", []file{{"a/", ""}, {"a/x", "1"}, {"b/", ""}}, "a", "b", errnoSuccess, []file{{"b/x", "1"}}},
		{"directory over full directory", []file{{"a/", ""}, {"b/", ""}, {"b/x", "1"}}, "a", "b", errnoNotempty, []file{{"a/", ""}, {"b/x", "1"}}},
		{"directory over file", []file{{"a/", ""}, {"b", "1"}}, "a", "b", errnoNotdir, []file{{"a/", ""}, {"b", "1"}}},
		{"directory over itself", []file{{"a/", ""}}, "a", "a", errnoSuccess, []file{{"a/", ""}}},
		{"directory into itself", []file{{"a/", ""}}, "a", "a/b", errnoInval, []file{{"a/", ""}}},
		{"directory into itself, over a directory", []file{{"a/", ""}, {"a/b/", ""}}, "a", "a/b", errnoInval, []file{{"a/b/", ""}}},
		{"slash after directory", []file{{"a/", ""}}, "a/", "b", errnoSuccess, []file{{"b/", ""}}},
		{"slash after new directory", []file{{"a/", ""}}, "a", "b/", errnoSuccess, []file{{"b/", ""}}},
		{"slash after both", []file{{"a/", ""}}, "a/", "b/", errnoSuccess, []file{{"b/", ""}}},
		{"slash after file", []file{{"a", "1"}}, "a/", "b", errnoNotdir, []file{{"a", "1"}}},
		{"slash after new file", []file{{"a", "1"}}, "a", "b/", errnoNotdir, []file{{"a", "1"}}},
		{"nothing", nil, "a", "b", errnoNoent, nil},
		{"to the outside", []file{{"a", "1"}}, "a", "../b", errnoPerm, []file{{"a", "1"}}},
		{"from the outside", nil, "../a", "b", errnoPerm, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			if runtime.GOOS == "windows" && test.want != errnoSuccess {
				t.Skip("Windows has its own errors")
			}
			g, dir := inDir(t)
			for _, f := range test.before {
				if f.path[len(f.path)-1] == '/' {
					if err := os.Mkdir(filepath.Join(dir, f.path), 0o777); err != nil {
						t.Fatal(err)
					}
					continue
				}
				writeFile(t, f.content, dir, f.path)
			}
			p, n := g.str(atPath, test.from)
			q, m := g.str(atPath2, test.to)
			g.want(test.want, "path_rename", 3, p, n, 3, q, m)
			for _, f := range test.after {
				if f.path[len(f.path)-1] == '/' {
					if _, err := os.Stat(filepath.Join(dir, f.path)); err != nil {
						t.Error(err)
					}
				} else if got := readFile(t, dir, f.path); got != f.content {
					t.Errorf("%s has %q, want %q", f.path, got, f.content)
				}
			}
			if test.want == errnoSuccess && test.from != test.to {
				if _, err := os.Lstat(filepath.Join(dir, test.from)); !os.IsNotExist(err) {
					t.Errorf("%s is still there: %v", test.from, err)
				}
			}
		})
	}
}

func TestLink(t *testing.T) {
	g, dir := inDir(t)
	writeFile(t, "content", dir, "file")
	if err := os.Mkdir(filepath.Join(dir, "sub"), 0o777); err != nil {
		t.Fatal(err)
	}
	link := func(flags uint64, from, to string) errno {
		p, n := g.str(atPath, from)
		q, m := g.str(atPath2, to)
		return g.call("path_link", 3, flags, p, n, 3, q, m)
	}
	for _, test := range []struct {
		flags    uint64
		from, to string
		want     errno
	}{
		{0, "file", "link", errnoSuccess},
		{0, "file", "link", errnoExist},
		{0, "file", "file", errnoExist},
		{0, "file", "sub", errnoExist},
		{0, "file", "sub/link", errnoSuccess},
		{0, "sub", "link2", errnoPerm},
		{0, "file", "link2/", errnoNoent},
		{0, "none", "link2", errnoNoent},
		{1, "file", "link2", errnoInval},
		{0, "file", "../link2", errnoPerm},
		{0, "../file", "link2", errnoPerm},
	} {
		if got := link(test.flags, test.from, test.to); got != test.want {
			t.Errorf("linking %q to %q = %v, want %v", test.from, test.to, got, test.want)
		}
	}
	p, n := g.str(atPath, "link")
	g.ok("path_filestat_get", 3, 0, p, n, atBuf)
	if links := g.u64(atBuf + 24); links != 3 {
		t.Errorf("file has %d links, want 3", links)
	}
}

func TestRenameAndLinkBetweenDirectories(t *testing.T) {
	dir, other := t.TempDir(), t.TempDir()
	g := newGuest(t, Config{Preopens: []Preopen{{Host: dir, Guest: "/a"}, {Host: other, Guest: "/b"}}})
	for _, d := range []string{"x", "y", "x/z"} {
		if err := os.Mkdir(filepath.Join(dir, d), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	writeFile(t, "content", dir, "x", "z", "file")
	z := g.mustOpen("x/z", oflagDirectory, 0, 0)
	y := g.mustOpen("y", oflagDirectory, 0, 0)
	p, n := g.str(atPath, "file")
	q, m := g.str(atPath2, "moved")
	g.ok("path_link", z, 0, p, n, y, q, m)
	if got := readFile(t, dir, "y", "moved"); got != "content" {
		t.Errorf("link has %q", got)
	}
	g.ok("path_rename", y, q, m, z, q, m)
	g.ok("path_rename", z, q, m, 3, q, m)
	if got := readFile(t, dir, "moved"); got != "content" {
		t.Errorf("moved file has %q", got)
	}
	g.want(errnoXdev, "path_rename", 3, q, m, 4, q, m)
	g.want(errnoXdev, "path_link", 3, 0, q, m, 4, q, m)

	// A directory that has moved is not mistaken for what is now in its place.
	if err := os.Rename(filepath.Join(dir, "x"), filepath.Join(dir, "gone")); err != nil {
		t.Fatal(err)
	}
	g.want(errnoXdev, "path_rename", z, p, n, 3, p, n)
	if err := os.MkdirAll(filepath.Join(dir, "x", "z"), 0o777); err != nil {
		t.Fatal(err)
	}
	writeFile(t, "other", dir, "x", "z", "file")
	g.want(errnoXdev, "path_rename", z, p, n, 3, p, n)
	g.ok("path_rename", z, p, n, z, q, m) // within itself it is found
}

func TestFilestatAndTimesOfPaths(t *testing.T) {
	g, dir := inDir(t)
	writeFile(t, "12345", dir, "file")
	p, n := g.str(atPath, "file")
	set := func(atim, mtim uint64, flags fstflags) errno {
		return g.call("path_filestat_set_times", 3, 1, p, n, atim, mtim, uint64(flags))
	}
	if e := set(1e9, 2e9+5e8, fstflagAtim|fstflagMtim); e != errnoSuccess {
		t.Fatal(e)
	}
	if e := set(7e9, 9e9, fstflagAtim); e != errnoSuccess {
		t.Fatal(e)
	}
	g.ok("path_filestat_get", 3, 1, p, n, atBuf)
	if size, atim, mtim := g.u64(atBuf+32), g.u64(atBuf+40), g.u64(atBuf+48); size != 5 || atim != 7e9 || mtim != 2.5e9 {
		t.Errorf("size %d, times %d and %d", size, atim, mtim)
	}
	f := g.mustOpen("file", 0, 0, 0)
	g.ok("fd_filestat_get", f, atBuf+100)
	if string(g.mem[atBuf:atBuf+40]) != string(g.mem[atBuf+100:atBuf+140]) {
		t.Error("a file is not the same by its path and by its descriptor")
	}
	for _, flags := range []fstflags{fstflagAtim | fstflagAtimNow, fstflagMtim | fstflagMtimNow, 1 << 4} {
		if e := set(0, 0, flags); e != errnoInval {
			t.Errorf("setting times with flags %#x = %v", flags, e)
		}
	}
	if e := set(1<<63, 0, fstflagAtim); e != errnoInval {
		t.Errorf("setting a time beyond the range = %v", e)
	}
	g.want(errnoInval, "path_filestat_get", 3, 2, p, n, atBuf)
}
