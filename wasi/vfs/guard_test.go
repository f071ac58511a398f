package vfs

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"
)

// backends makes an empty directory of each kind that can be written to.
func backends(t *testing.T) map[string]Dir {
	t.Helper()
	root, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	host := Root(root, true)
	t.Cleanup(func() { host.Close() })
	return map[string]Dir{"host": host, "memory": NewMem(MemConfig{}).Dir()}
}

// fill makes a directory with a file, a directory and a link in it.
func fill(t *testing.T, d Dir) {
	t.Helper()
	for name, content := range map[string]string{"file": "content", "old": "content", "dir/inner": "inner"} {
		if err := WriteFile(d, name, []byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(d.Mkdir("empty"), d.Symlink("file", "link")); err != nil {
		t.Fatal(err)
	}
}

// closed closes what was opened.
func closed[C io.Closer](c C, err error) error {
	if err == nil {
		err = c.Close()
	}
	return err
}

// guarded has an operation for each method of a guarded Dir, and of a File that is opened through it, with the permissions that it takes.
var guarded = []struct {
	name string
	need Perm
	do   func(d Dir) error
}{
	{"read", DirRead | FileRead, func(d Dir) error { return closed(d.OpenFile("file", Read)) }},
	{"write", DirRead | FileWrite, func(d Dir) error { return closed(d.OpenFile("file", Write)) }},
	{"append", DirRead | FileWrite, func(d Dir) error { return closed(d.OpenFile("file", Write|Append)) }},
	{"read and write", DirRead | FileRead | FileWrite, func(d Dir) error { return closed(d.OpenFile("file", Read|Write)) }},
	{"truncate", DirRead | FileRead | FileWrite, func(d Dir) error { return closed(d.OpenFile("file", Read|Truncate)) }},
	{"through a link", DirRead | FileWrite, func(d Dir) error { return closed(d.OpenFile("link", Write)) }},
	{"create", AllPerms, func(d Dir) error { return closed(d.OpenFile("new", Read|Write|Create)) }},
	{"create for reading", AllPerms &^ FileWrite, func(d Dir) error { return closed(d.OpenFile("new", Read|Create|Exclusive)) }},
	{"open directory", DirRead, func(d Dir) error { return closed(d.OpenDir("dir")) }},
	{"in a directory", DirRead | FileWrite, func(d Dir) error {
		sub, err := d.OpenDir("dir")
		if err != nil {
			return err
		}
		defer sub.Close()
		return closed(sub.OpenFile("inner", Write))
	}},
	{"stat", DirRead, func(d Dir) error { _, err := d.Stat("file", true); return err }},
	{"times", DirChange, func(d Dir) error { return d.SetTimes("file", true, Times{Modify: time.Unix(1, 0)}) }},
	{"mkdir", DirChange, func(d Dir) error { return d.Mkdir("new") }},
	{"rmdir", DirChange, func(d Dir) error { return d.Rmdir("empty") }},
	{"unlink", DirChange, func(d Dir) error { return d.Unlink("old") }},
	{"symlink", DirChange, func(d Dir) error { return d.Symlink("file", "new") }},
	{"readlink", DirRead, func(d Dir) error { _, err := d.Readlink("link"); return err }},
	{"link", DirChange, func(d Dir) error { return d.Link("file", d, "new") }},
	{"rename", DirChange, func(d Dir) error { return d.Rename("file", d, "new") }},
	{"list", DirRead, func(d Dir) error { return closed(d.List()) }},
	{"sync", 0, func(d Dir) error { return d.Sync() }},
	{"times of a file", DirRead | FileRead | FileWrite, withFile(func(f File) error { return f.SetTimes(Times{Modify: time.Unix(1, 0)}) })},
	{"size", DirRead | FileRead | FileWrite, withFile(func(f File) error { return f.SetSize(1) })},
	{"allocate", DirRead | FileRead | FileWrite, withFile(func(f File) error { return f.Allocate(0, 100) })},
}

// withFile opens a file for whatever is allowed.
func withFile(do func(f File) error) func(d Dir) error {
	return func(d Dir) error {
		f, err := d.OpenFile("file", Read|Write)
		if err != nil {
			if f, err = d.OpenFile("file", Read); err != nil {
				return err
			}
		}
		defer f.Close()
		return do(f)
	}
}

func TestPermissions(t *testing.T) {
	for deny := Perm(0); deny <= AllPerms; deny++ {
		for _, op := range guarded {
			for name, d := range backends(t) {
				fill(t, d)
				err := op.do(Guard(d, Policy{Deny: deny}))
				allowed := op.need&deny == 0
				if op.name == "allocate" && allowed && errors.Is(err, errors.ErrUnsupported) {
					continue
				}
				if allowed && err != nil || !allowed && err != ErrPermission {
					t.Errorf("%s, %04b denied: %s = %v", name, deny, op.name, err)
				}
			}
		}
	}
}

// TestGuardsDoNotMix links and renames between directories of the host that have different guards.
func TestGuardsDoNotMix(t *testing.T) {
	for name, d := range backends(t) {
		fill(t, d)
		readOnly, all := Guard(d, Policy{Deny: ReadOnly}), Guard(d, Policy{MaxFiles: 100})
		for what, test := range map[string]struct {
			from, to Dir
			want     error
		}{
			"out of a read-only one": {readOnly, all, ErrPermission},
			"into a read-only one":   {all, readOnly, ErrPermission},
			"to none":                {all, d, ErrCrossDevice},
			"from none":              {d, all, ErrCrossDevice},
			"from none to read-only": {d, readOnly, ErrPermission},
		} {
			if err := test.from.Link("file", test.to, "new"); err != test.want {
				t.Errorf("%s: linking %s = %v, want %v", name, what, err, test.want)
			}
			if err := test.from.Rename("file", test.to, "new"); err != test.want {
				t.Errorf("%s: renaming %s = %v, want %v", name, what, err, test.want)
			}
		}
		sub, err := all.OpenDir("dir")
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(all.Link("file", sub, "linked"), sub.Rename("linked", all, "moved"), sub.Close()); err != nil {
			t.Errorf("%s: within one guard: %v", name, err)
		}
	}
}

// quotaSteps are done one after the other with 100 bytes to write and 4 files to make. left is what may still be written then.
var quotaSteps = []struct {
	name string
	do   func(f File, d Dir) (int, error)
	n    int
	err  error
	left int64
}{
	{"write", func(f File, _ Dir) (int, error) { return f.Write(make([]byte, 30)) }, 30, nil, 70},
	{"write over it", func(f File, _ Dir) (int, error) { return f.WriteAt(make([]byte, 10), 5) }, 10, nil, 60},
	{"write nothing", func(f File, _ Dir) (int, error) { return f.Write(nil) }, 0, nil, 60},
	{"leave a gap", func(f File, _ Dir) (int, error) { return f.WriteAt(make([]byte, 5), 40) }, 5, nil, 45},
	{"too large a gap", func(f File, _ Dir) (int, error) { return f.WriteAt(make([]byte, 5), 100) }, 0, ErrQuota, 45},
	{"a gap with no room behind it", func(f File, _ Dir) (int, error) { return f.WriteAt(make([]byte, 5), 90) }, 0, ErrQuota, 45},
	{"far beyond", func(f File, _ Dir) (int, error) { return f.WriteAt([]byte{1}, 1<<62) }, 0, ErrQuota, 45},
	{"grow", func(f File, _ Dir) (int, error) { return 0, f.SetSize(55) }, 0, nil, 35},
	{"shrink", func(f File, _ Dir) (int, error) { return 0, f.SetSize(10) }, 0, nil, 35},
	{"grow too far", func(f File, _ Dir) (int, error) { return 0, f.SetSize(46) }, 0, ErrQuota, 35},
	{"grow to the end of numbers", func(f File, _ Dir) (int, error) { return 0, f.SetSize(1<<63 - 1) }, 0, ErrQuota, 35},
	{"allocate too much", func(f File, _ Dir) (int, error) { return 0, f.Allocate(1<<62, 1<<61) }, 0, ErrQuota, 35},
	{"allocate beyond numbers", func(f File, _ Dir) (int, error) { return 0, f.Allocate(1<<62, 1<<62) }, 0, ErrInvalid, 35},
	{"append", func(f File, _ Dir) (int, error) {
		if err := f.SetAppend(true); err != nil {
			return 0, err
		}
		return f.Write(make([]byte, 20))
	}, 20, nil, 15},
	{"write more than is left", func(f File, _ Dir) (int, error) { return f.Write(make([]byte, 20)) }, 15, ErrQuota, 0},
	{"write with nothing left", func(f File, _ Dir) (int, error) { return f.Write([]byte{1}) }, 0, ErrQuota, 0},
	{"remove", func(_ File, d Dir) (int, error) { return 0, d.Unlink("file") }, 0, nil, 0},
	{"make a directory", func(_ File, d Dir) (int, error) { return 0, d.Mkdir("dir") }, 0, nil, 0},
	{"fail to make one", func(_ File, d Dir) (int, error) { return 0, d.Mkdir("none/dir") }, 0, ErrNotExist, 0},
	{"make a link", func(_ File, d Dir) (int, error) { return 0, d.Symlink("dir", "link") }, 0, nil, 0},
	{"make a file", func(_ File, d Dir) (int, error) { return 0, closed(d.OpenFile("new", Write|Create)) }, 0, nil, 0},
	{"open it", func(_ File, d Dir) (int, error) { return 0, closed(d.OpenFile("new", Write|Create)) }, 0, nil, 0},
	{"make one too many", func(_ File, d Dir) (int, error) { return 0, closed(d.OpenFile("more", Write|Create)) }, 0, ErrQuota, 0},
	{"link one too many", func(_ File, d Dir) (int, error) { return 0, d.Link("new", d, "more") }, 0, ErrQuota, 0},
	{"rename", func(_ File, d Dir) (int, error) { return 0, d.Rename("new", d, "renamed") }, 0, nil, 0},
}

func TestQuota(t *testing.T) {
	for name, d := range backends(t) {
		d := Guard(d, Policy{MaxBytes: 100, MaxFiles: 4})
		f, err := d.OpenFile("file", Read|Write|Create)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for _, step := range quotaSteps {
			n, err := step.do(f, d)
			if n != step.n || !errors.Is(err, step.err) && (step.err != ErrNotExist || !IsNotExist(err)) {
				t.Errorf("%s: %s = %d, %v; want %d, %v", name, step.name, n, err, step.n, step.err)
			}
			if left := d.(*guardDir).g.bytes; left != step.left {
				t.Errorf("%s: %d bytes are left after %s, want %d", name, left, step.name, step.left)
			}
		}
		if st, err := f.Stat(); err != nil || st.Size != 45 {
			t.Errorf("%s: the file has %d bytes, %v; want 45", name, st.Size, err)
		}
	}
}

// TestQuotaIsShared writes through several files and directories at a time.
func TestQuotaIsShared(t *testing.T) {
	for name, d := range backends(t) {
		d := Guard(d, Policy{MaxBytes: 1000})
		if err := d.Mkdir("dir"); err != nil {
			t.Fatal(err)
		}
		written := make(chan int)
		for i := range 4 {
			go func() {
				total := 0
				defer func() { written <- total }()
				sub, err := d.OpenDir("dir")
				if err != nil {
					return
				}
				defer sub.Close()
				f, err := sub.OpenFile(fmt.Sprint(i), Write|Create)
				if err != nil {
					return
				}
				defer f.Close()
				for err == nil {
					var n int
					n, err = f.Write([]byte(strings.Repeat("x", 7)))
					total += n
				}
			}()
		}
		total := 0
		for range 4 {
			total += <-written
		}
		if total != 1000 {
			t.Errorf("%s: %d bytes could be written, want 1000", name, total)
		}
	}
}
