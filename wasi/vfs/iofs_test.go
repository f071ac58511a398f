package vfs

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// fsFiles are the files of the fs.FS under test. Those that are links have a target as content.
var fsFiles = fstest.MapFS{
	"file":            {Data: []byte("some content"), ModTime: time.Unix(1e9, 5)},
	"dir/inner":       {Data: []byte("inner")},
	"dir/deep/file":   {Data: []byte("deep")},
	"link":            {Data: []byte("dir/../file"), Mode: fs.ModeSymlink | 0o777},
	"dirlink":         {Data: []byte("dir"), Mode: fs.ModeSymlink | 0o777},
	"dir/up":          {Data: []byte("../file"), Mode: fs.ModeSymlink | 0o777},
	"loop":            {Data: []byte("loop"), Mode: fs.ModeSymlink | 0o777},
	"dangling":        {Data: []byte("none"), Mode: fs.ModeSymlink | 0o777},
	"out":             {Data: []byte("../file"), Mode: fs.ModeSymlink | 0o777},
	"dir/out":         {Data: []byte("../../file"), Mode: fs.ModeSymlink | 0o777},
	"pipe":            {Mode: fs.ModeNamedPipe | 0o666},
	"empty":           {Mode: fs.ModeDir | 0o777},
	"dir/deep/parent": {Data: []byte("../.."), Mode: fs.ModeSymlink | 0o777},
}

// fsPaths are paths in fsFiles and near them.
var fsPaths = []string{"file", "file/", "file/x", "dir", "dir/", "dir/.", "dir/..", "dir/inner", "dir/deep/file", "dir//deep///file", "./dir/./inner",
	"link", "link/", "dirlink", "dirlink/", "dirlink/inner", "dirlink/up", "dir/up", "loop", "loop/x", "dangling", "dangling/", "out", "dir/out", "out/x",
	"empty", "none", "none/x", ".", "..", "../file", "dir/../..", "dir/deep/parent/file", "dir/deep/parent/../file", "/", "/file", "", "dir/deep/../../file"}

// look describes all that can be seen at a path without changing anything.
func look(d Dir, path string) string {
	var b strings.Builder
	for _, follow := range []bool{true, false} {
		st, err := d.Stat(path, follow)
		size := st.Size
		if st.Type == Directory {
			size = 0
		}
		fmt.Fprintf(&b, "stat(%t): type %d, %d bytes, %s\n", follow, st.Type, size, kindOf(err))
	}
	target, err := d.Readlink(path)
	fmt.Fprintf(&b, "readlink: %q %s\n", target, kindOf(err))
	f, sub, err := Open(d, path, Follow)
	fmt.Fprintf(&b, "open: %t %t %s\n", f != nil, sub != nil, kindOf(err))
	if f != nil {
		content, err := io.ReadAll(f)
		fmt.Fprintf(&b, "content: %q %v %v\n", content, err, f.Close())
	}
	if sub != nil {
		fmt.Fprintf(&b, "entries: %q\n", names(sub))
		sub.Close()
	}
	return b.String()
}

// kindOf describes an error as every file system has it.
func kindOf(err error) string {
	switch {
	case err == nil:
		return "well"
	case errors.Is(err, fs.ErrNotExist):
		return "nothing"
	case errors.Is(err, fs.ErrPermission):
		return "not permitted"
	}
	return "fails"
}

// names lists a directory, some entries at a time.
func names(d Dir) []string {
	l, err := d.List()
	if err != nil {
		return []string{err.Error()}
	}
	defer l.Close()
	var list []string
	for {
		entries, err := l.Next(3)
		if err != nil {
			if err != io.EOF {
				list = append(list, err.Error())
			}
			slices.Sort(list)
			return list
		}
		for _, e := range entries {
			list = append(list, fmt.Sprintf("%s:%d", e.Name, e.Type))
		}
	}
}

// TestFSIsLikeTheHost looks at the same files in an fs.FS, in one of package os and in a directory of the host.
func TestFSIsLikeTheHost(t *testing.T) {
	dir := t.TempDir()
	for name, f := range fsFiles {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		var err error
		switch f.Mode.Type() {
		case fs.ModeSymlink:
			if err = os.Symlink(string(f.Data), path); err != nil {
				t.Skip(err) // not everybody may on Windows
			}
		case fs.ModeDir:
			err = os.Mkdir(path, 0o777)
		case 0:
			err = os.WriteFile(path, f.Data, 0o666)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	host := Root(root, true)
	defer host.Close()
	files := fstest.MapFS{}
	for name, f := range fsFiles {
		if name != "pipe" {
			files[name] = f
		}
	}
	for name, d := range map[string]Dir{"MapFS": FromFS(files), "DirFS": FromFS(os.DirFS(dir)), "memory": copyOf(t, files)} {
		for _, path := range fsPaths {
			if got, want := look(d, path), look(host, path); got != want {
				t.Errorf("%s: %q:\n%swant\n%s", name, path, got, want)
			}
		}
	}
}

// copyOf returns a directory in memory with the same files.
func copyOf(t *testing.T, files fstest.MapFS) Dir {
	t.Helper()
	d := NewMem(MemConfig{}).Dir()
	for name, f := range files {
		var err error
		switch f.Mode.Type() {
		case fs.ModeDir:
			err = MkdirAll(d, name)
		case fs.ModeSymlink:
			err = errors.Join(MkdirAll(d, path.Dir(name)), d.Symlink(string(f.Data), name))
		default:
			err = WriteFile(d, name, f.Data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func TestFSWithAbsoluteLink(t *testing.T) {
	d := FromFS(fstest.MapFS{"link": {Data: []byte("/file"), Mode: fs.ModeSymlink}, "file": {}})
	if got := look(d, "link"); !strings.Contains(got, "stat(true): type 0, 0 bytes, not permitted") || !strings.Contains(got, "open: false false not permitted") {
		t.Errorf("it looks like\n%s", got)
	}
}

func TestFSIsReadOnly(t *testing.T) {
	d := FromFS(fsFiles)
	for name, err := range map[string]error{
		"write":        closed(d.OpenFile("file", Write)),
		"truncate":     closed(d.OpenFile("file", Read|Truncate)),
		"create":       closed(d.OpenFile("new", Read|Create)),
		"set times":    d.SetTimes("file", true, Times{}),
		"mkdir":        d.Mkdir("new"),
		"rmdir":        d.Rmdir("empty"),
		"unlink":       d.Unlink("file"),
		"symlink":      d.Symlink("file", "new"),
		"link":         d.Link("file", d, "new"),
		"rename":       d.Rename("file", d, "new"),
		"file's times": withFile(func(f File) error { return f.SetTimes(Times{}) })(d),
	} {
		if err != ErrReadOnly {
			t.Errorf("%s = %v", name, err)
		}
	}
	if err := closed(d.OpenFile("pipe", Read)); err != ErrPermission {
		t.Errorf("opening a pipe = %v", err)
	}
	for name, do := range map[string]func(f File) error{
		"write":    func(f File) error { _, err := f.Write([]byte("x")); return err },
		"write at": func(f File) error { _, err := f.WriteAt([]byte("x"), 0); return err },
		"size":     func(f File) error { return f.SetSize(0) },
		"allocate": func(f File) error { return f.Allocate(0, 1) },
	} {
		if err := withFile(do)(d); err != ErrBadFile {
			t.Errorf("%s of an open file = %v", name, err)
		}
	}
}

// A plainFS is a file system that has no links, and whose files and directories do no more than they must.
type plainFS struct{ fsys fs.FS }

func (p plainFS) Open(name string) (fs.File, error) {
	f, err := p.fsys.Open(name)
	if err != nil {
		return nil, err
	}
	return struct{ fs.File }{f}, nil
}

func (p plainFS) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(p.fsys, name) }

func TestFSWithPlainFiles(t *testing.T) {
	d := FromFS(plainFS{fsFiles})
	if got := look(d, "dir/deep"); !strings.Contains(got, `entries: ["file:4"`) {
		t.Errorf("a directory looks like\n%s", got)
	}
	f, err := d.OpenFile("file", Read)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b := make([]byte, 4)
	if n, err := f.Read(b); n != 4 || err != nil || string(b) != "some" {
		t.Errorf("read %q, %v", b[:n], err)
	}
	if n, err := f.ReadAt(b, 0); n != 0 || err != ErrUnsupported {
		t.Errorf("reading at a place = %d, %v", n, err)
	}
	if n, err := f.ReadAt(b, 4); n != 4 || err != nil || string(b) != " con" {
		t.Errorf("reading where the file is = %q, %v", b[:n], err)
	}
}

func TestFSFiles(t *testing.T) {
	f, err := FromFS(fsFiles).OpenFile("link", Read)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b := make([]byte, 100)
	if n, err := f.ReadAt(b, 5); n != 7 || err != io.EOF || string(b[:n]) != "content" {
		t.Errorf("ReadAt = %q, %v", b[:n], err)
	}
	if _, err := f.ReadAt(b, -1); err != ErrInvalid {
		t.Errorf("ReadAt(-1): %v", err)
	}
	for _, test := range []struct {
		offset int64
		whence int
		want   int64
		err    error
	}{{3, io.SeekStart, 3, nil}, {2, io.SeekCurrent, 5, nil}, {-1, io.SeekEnd, 11, nil}, {100, io.SeekEnd, 112, nil}, {-113, io.SeekCurrent, 0, ErrInvalid},
		{1<<63 - 1, io.SeekCurrent, 0, ErrInvalid}, {0, 3, 0, ErrInvalid}, {0, io.SeekCurrent, 112, nil}} {
		if at, err := f.Seek(test.offset, test.whence); at != test.want || err != test.err {
			t.Errorf("Seek(%d, %d) = %d, %v", test.offset, test.whence, at, err)
		}
	}
	if n, err := f.Read(b); n != 0 || err != io.EOF {
		t.Errorf("reading behind the end = %d, %v", n, err)
	}
	st, err := f.Stat()
	if err != nil || st.Size != 12 || st.Mtime != 1e18+5 || st.Ino == 0 || st.Nlink != 1 || st.Type != Regular {
		t.Errorf("Stat = %+v, %v", st, err)
	}
}
