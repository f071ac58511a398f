package preview2

import (
	"errors"
	"maps"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/wasi/vfs"
)

// must ends the test if there is an error.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// codeError returns an error that has the code of a name.
func codeError(name string) error {
	for e := vfs.ErrPermission; e <= vfs.ErrTooManyLinks; e++ {
		if errorCodes[codeOf(e)] == name {
			return e
		}
	}
	return errors.New(name)
}

// everywhere runs a test with an empty directory of each kind.
func everywhere(t *testing.T, fn func(t *testing.T, d *descriptor)) {
	t.Run("memory", func(t *testing.T) {
		_, d := inMemory(t)
		fn(t, d)
	})
	t.Run("disk", func(t *testing.T) {
		_, d, _ := onDisk(t)
		fn(t, d)
	})
	t.Run("quota", func(t *testing.T) {
		_, d := withDir(t, Preopen{Host: t.TempDir(), MaxBytes: 1 << 30})
		fn(t, d)
	})
}

// open opens something, or ends the test.
func (d *descriptor) open(t *testing.T, path string, how openFlags, flags descriptorFlags) *descriptor {
	t.Helper()
	r, err := d.openAt(symlinkFollow, path, how, flags)
	must(t, err)
	return ok(t, r)
}

// create makes a file.
func (d *descriptor) create(t *testing.T, path, content string) *descriptor {
	t.Helper()
	f := d.open(t, path, openCreate|openTruncate, flagRead|flagWrite)
	if n := ok(t, f.write([]byte(content), 0)); n != uint64(len(content)) {
		t.Fatalf("wrote %d bytes of %d", n, len(content))
	}
	return f
}

// content returns what is in a file.
func (d *descriptor) content(t *testing.T, path string) string {
	t.Helper()
	f := d.open(t, path, 0, flagRead)
	defer drop(f)
	return string(ok(t, f.read(1000, 0)).Data)
}

// openFails checks that something cannot be opened.
func (d *descriptor) openFails(t *testing.T, path string, how openFlags, flags descriptorFlags, name string) {
	t.Helper()
	r, err := d.openAt(symlinkFollow, path, how, flags)
	must(t, err)
	fails(t, "open "+path, r, name)
}

// inMemory returns a host with an empty directory in memory, and a descriptor of that.
func inMemory(t *testing.T) (*Host, *descriptor) {
	t.Helper()
	return withDir(t, Preopen{Dir: vfs.NewMem(vfs.MemConfig{}).Dir()})
}

// onDisk returns a host with an empty directory of the system, a descriptor of that, and its path.
func onDisk(t *testing.T) (*Host, *descriptor, string) {
	t.Helper()
	path := t.TempDir()
	h, d := withDir(t, Preopen{Host: path})
	return h, d, path
}

// withDir returns a host with one directory, and a descriptor of that.
func withDir(t *testing.T, p Preopen) (*Host, *descriptor) {
	t.Helper()
	p.Guest = "/"
	h := newHost(t, Config{Preopens: []Preopen{p}, Trace: func(*Call) {}})
	list, err := h.directories()
	must(t, err)
	if len(list) != 1 || list[0].Name != "/" {
		t.Fatalf("the directories are %v", list)
	}
	return h, list[0].Descriptor
}

// ok returns the value of a result, or ends the test.
func ok[T, E any](t *testing.T, r component.Result[T, E]) T {
	t.Helper()
	if r.IsErr {
		t.Fatalf("error %v", describe(r.Err))
	}
	return r.Value
}

// describe returns the name of an error code.
func describe(e any) any {
	if c, ok := e.(errorCode); ok {
		return errorCodes[c]
	}
	return e
}

// fails checks that a result is an error with the code of a name.
func fails[T any](t *testing.T, what string, r fileResult[T], name string) {
	t.Helper()
	got := "success"
	if r.IsErr {
		got = errorCodes[r.Err]
	}
	if got != name {
		t.Errorf("%s: %s, want %s", what, got, name)
	}
}

func TestReadWrite(t *testing.T) {
	everywhere(t, func(t *testing.T, d *descriptor) {
		f := d.create(t, "a", "hello")
		if got := ok(t, f.read(3, 1)); string(got.Data) != "ell" || got.End {
			t.Errorf("read %q, end %v", got.Data, got.End)
		}
		if got := ok(t, f.read(10, 3)); string(got.Data) != "lo" || !got.End {
			t.Errorf("read %q, end %v", got.Data, got.End)
		}
		if got := ok(t, f.read(0, 0)); len(got.Data) != 0 || got.End {
			t.Errorf("read %q, end %v", got.Data, got.End)
		}
		if got := ok(t, f.read(1<<63, 0)); string(got.Data) != "hello" {
			t.Errorf("read %q", got.Data)
		}
		ok(t, f.write([]byte("!"), 7))
		if got := d.content(t, "a"); got != "hello\x00\x00!" {
			t.Errorf("the file has %q", got)
		}
		ok(t, f.setSize(2))
		if st := ok(t, f.stat()); st.Size != 2 || st.Type != 6 || st.LinkCount != 1 {
			t.Errorf("attributes %+v", st)
		}
		for _, offset := range []uint64{1 << 63, 1<<64 - 1} {
			fails(t, "read far away", f.read(1, offset), "inval")
			fails(t, "write far away", f.write([]byte("x"), offset), "fbig")
			fails(t, "set-size", f.setSize(offset), "inval")
			fails(t, "advise", f.advise(offset, 0, 0), "inval")
		}
		ok(t, f.advise(0, 1, 3))
		ok(t, f.sync())
		ok(t, f.syncData())
		if flags := ok(t, f.getFlags()); flags != flagRead|flagWrite {
			t.Errorf("flags %b", flags)
		}
		if kind := ok(t, f.getType()); kind != 6 {
			t.Errorf("type %d", kind)
		}
		fails(t, "list a file", first(f.readDirectory()), "notdir")
		fails(t, "a path from a file", f.unlinkFileAt("a"), "notdir")
	})
}

// first returns the result of a function that does not end the guest.
func first[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestOneWay(t *testing.T) {
	everywhere(t, func(t *testing.T, d *descriptor) {
		d.create(t, "a", "hello")
		r := d.open(t, "a", 0, flagRead)
		fails(t, "write", r.write([]byte("x"), 0), "badf")
		fails(t, "write-via-stream", first(r.writeViaStream(0)), "badf")
		fails(t, "append-via-stream", first(r.appendViaStream()), "badf")
		fails(t, "set-size", r.setSize(0), "inval")
		ok(t, r.sync())
		w := d.open(t, "a", 0, flagWrite)
		fails(t, "read", w.read(1, 0), "badf")
		fails(t, "read-via-stream", first(w.readViaStream(0)), "badf")
		neither := d.open(t, "a", 0, 0)
		fails(t, "read", neither.read(1, 0), "badf")
		fails(t, "write", neither.write([]byte("x"), 0), "badf")
		if got := d.content(t, "a"); got != "hello" {
			t.Errorf("the file has %q", got)
		}
		fails(t, "read a directory", d.read(1, 0), "badf")
		fails(t, "write a directory", d.write(nil, 0), "badf")
		fails(t, "set the size of a directory", d.setSize(0), "badf")
		fails(t, "advise about a directory", d.advise(0, 0, 0), "badf")
		fails(t, "stream of a directory", first(d.readViaStream(0)), "badf")
		ok(t, d.sync())
	})
}

func TestFileStreams(t *testing.T) {
	everywhere(t, func(t *testing.T, d *descriptor) {
		f := d.create(t, "a", "0123456789")
		in := ok(t, first(f.readViaStream(4)))
		two := ok(t, first(f.readViaStream(0)))
		out := ok(t, first(f.writeViaStream(2)))
		end := ok(t, first(f.appendViaStream()))
		must(t, drop(f)) // the streams go on
		if got := ok(t, first(in.read(3))); string(got) != "456" {
			t.Errorf("read %q", got)
		}
		write(t, out, "ab")
		write(t, end, "XY")
		write(t, out, "cd")
		write(t, end, "Z")
		if got := d.content(t, "a"); got != "01abcd6789XYZ" {
			t.Errorf("the file has %q", got)
		}
		if n := ok(t, first(in.skip(2))); n != 2 {
			t.Errorf("skipped %d", n)
		}
		if got := ok(t, first(in.read(100))); string(got) != "9XYZ" {
			t.Errorf("read %q", got)
		}
		for range 2 {
			closed(t, "read", first(in.read(1)))
		}
		closed(t, "read of nothing", first(in.read(0)))
		if got := ok(t, first(two.read(2))); string(got) != "01" {
			t.Errorf("read %q", got)
		}
		for _, r := range []resource{in, two, out, end} {
			must(t, drop(r))
		}
		if files := d.h.files; files != 1 {
			t.Errorf("%d files are open", files)
		}
		far := ok(t, first(d.open(t, "a", 0, flagWrite).writeViaStream(1<<64-1)))
		ok(t, first(far.checkWrite()))
		r := first(far.write([]byte("x")))
		e, is := r.Err.(*ioError)
		if !is {
			t.Fatalf("write far away: %+v", r)
		}
		if c, some := d.h.filesystemErrorCode(e).Get(); !some || errorCodes[c] != "fbig" || e.toDebugString() != "file too large" {
			t.Errorf("error code %v, %q", c, e.toDebugString())
		}
		closed(t, "check-write after an error", first(far.checkWrite()))
	})
}

// write writes to a stream what it permits.
func write(t *testing.T, s *outputStream, text string) {
	t.Helper()
	if n := ok(t, first(s.checkWrite())); n < uint64(len(text)) {
		t.Fatalf("check-write permits %d", n)
	}
	ok(t, first(s.write([]byte(text))))
}

// closed checks that a stream says that it is closed.
func closed[T any](t *testing.T, what string, r streamResult[T]) {
	t.Helper()
	if _, is := r.Err.(streamClosed); !r.IsErr || !is {
		t.Errorf("%s: %+v, want closed", what, r)
	}
}

func TestDirectories(t *testing.T) {
	everywhere(t, func(t *testing.T, d *descriptor) {
		ok(t, d.createDirectoryAt("d"))
		fails(t, "again", d.createDirectoryAt("d"), "exist")
		fails(t, "below nothing", d.createDirectoryAt("x/y"), "noent")
		for _, name := range []string{"a", "b", "c"} {
			must(t, drop(d.create(t, "d/"+name, name)))
		}
		ok(t, d.symlinkAt("a", "d/link"))
		sub := d.open(t, "d", openDirectory, flagRead)
		if flags := ok(t, sub.getFlags()); flags != flagRead|flagMutateDirectory {
			t.Errorf("flags %b", flags)
		}
		got := map[string]descriptorType{}
		list := ok(t, first(sub.readDirectory()))
		for {
			e, some := ok(t, first(list.readDirectoryEntry(t.Context()))).Get()
			if !some {
				break
			}
			got[e.Name] = e.Type
		}
		if want := (map[string]descriptorType{"a": 6, "b": 6, "c": 6, "link": 5}); !maps.Equal(got, want) {
			t.Errorf("the entries are %v", got)
		}
		must(t, drop(list))
		fails(t, "remove", d.removeDirectoryAt("d"), "notempty")
		fails(t, "unlink a directory", d.unlinkFileAt("d"), "isdir")
		fails(t, "remove a file", d.removeDirectoryAt("d/a"), "notdir")
		ok(t, sub.renameAt("a", d, "moved"))
		ok(t, d.linkAt(0, "moved", sub, "a"))
		fails(t, "link over", d.linkAt(0, "moved", sub, "b"), "exist")
		fails(t, "link with a link followed", d.linkAt(symlinkFollow, "moved", sub, "x"), "inval")
		if st := ok(t, d.statAt(0, "moved")); st.LinkCount != 2 {
			t.Errorf("attributes %+v", st)
		}
		if st := ok(t, d.statAt(0, "d/link")); st.Type != 5 {
			t.Errorf("attributes %+v", st)
		}
		if st := ok(t, d.statAt(symlinkFollow, "d/link")); st.Type != 6 || st.Size != 1 {
			t.Errorf("attributes %+v", st)
		}
		if to := ok(t, d.readlinkAt("d/link")); to != "a" {
			t.Errorf("the link leads to %q", to)
		}
		fails(t, "readlink of a file", d.readlinkAt("moved"), "inval")
		for _, name := range []string{"d/a", "d/b", "d/c", "d/link"} {
			ok(t, d.unlinkFileAt(name))
		}
		ok(t, d.removeDirectoryAt("d"))
		fails(t, "stat", d.statAt(0, "d"), "noent")
	})
}

func TestOpen(t *testing.T) {
	everywhere(t, func(t *testing.T, d *descriptor) {
		must(t, drop(d.create(t, "a", "hello")))
		ok(t, d.createDirectoryAt("d"))
		ok(t, d.symlinkAt("a", "link"))
		ok(t, d.symlinkAt("gone", "dangling"))
		d.openFails(t, "x", 0, flagRead, "noent")
		d.openFails(t, "a", openDirectory, flagRead, "notdir")
		d.openFails(t, "a", openCreate|openExclusive, flagRead, "exist")
		d.openFails(t, "d", 0, flagWrite, "isdir")
		d.openFails(t, "d", openTruncate, flagRead, "isdir")
		d.openFails(t, "d", openCreate|openDirectory, flagRead, "inval")
		d.openFails(t, "a/b", 0, flagRead, "notdir")
		fails(t, "open a link that is not followed", first(d.openAt(0, "link", 0, flagRead)), "loop")
		if got := d.content(t, "link"); got != "hello" {
			t.Errorf("read %q through a link", got)
		}
		must(t, drop(d.open(t, "a", openTruncate, flagWrite)))
		if got := d.content(t, "a"); got != "" {
			t.Errorf("read %q", got)
		}
		must(t, drop(d.open(t, "dangling", openCreate, flagWrite)))
		ok(t, d.statAt(0, "gone"))
	})
}

// TestPaths tests paths that lead out, or are none.
func TestPaths(t *testing.T) {
	everywhere(t, func(t *testing.T, d *descriptor) {
		must(t, drop(d.create(t, "a", "hello")))
		ok(t, d.createDirectoryAt("d"))
		ok(t, d.symlinkAt("../..", "d/up"))
		for path, want := range map[string]string{"": "noent", "..": "perm", "/": "perm", "/a": "perm", "d/../../a": "perm", "d/up/x": "perm", "a\x00": "inval",
			strings.Repeat("x", 256): "nametoolong", strings.Repeat("x/", 2100): "nametoolong", "a/": "notdir", "a/.": "notdir"} {
			d.openFails(t, path, 0, flagRead, want)
			fails(t, "stat "+path, d.statAt(symlinkFollow, path), want)
		}
		for _, path := range []string{"", "..", "/x", "d/up/x", "x\x00"} {
			d.openFails(t, path, openCreate, flagWrite, codeFor(path))
			fails(t, "create-directory "+path, d.createDirectoryAt(path), codeFor(path))
			fails(t, "symlink at "+path, d.symlinkAt("a", path), codeFor(path))
			fails(t, "rename to "+path, d.renameAt("a", d, path), codeFor(path))
			fails(t, "link to "+path, d.linkAt(0, "a", d, path), codeFor(path))
		}
		fails(t, "symlink to an absolute path", d.symlinkAt("/etc", "x"), "perm")
		fails(t, "symlink to nothing", d.symlinkAt("", "x"), "noent")
		sub := d.open(t, "d", 0, flagRead)
		sub.openFails(t, "../a", 0, flagRead, "perm")
		fails(t, "stat above", sub.statAt(0, "../a"), "perm")
	})
}

// codeFor returns the name of what is wrong with a path that leads out or is none.
func codeFor(path string) string {
	switch path {
	case "":
		return "noent"
	case "x\x00":
		return "inval"
	}
	return "perm"
}

func TestTimes(t *testing.T) {
	everywhere(t, func(t *testing.T, d *descriptor) {
		f := d.create(t, "a", "hello")
		ok(t, f.setTimes(datetime{1000, 5}, datetime{2000, 0}))
		st := ok(t, d.statAt(0, "a"))
		if st.DataAccessTimestamp.Value != (datetime{1000, 5}) || st.DataModificationTimestamp.Value != (datetime{2000, 0}) {
			t.Errorf("times %v", st)
		}
		ok(t, d.setTimesAt(0, "a", keepTime{}, datetime{3000, 1}))
		st = ok(t, f.stat())
		if st.DataAccessTimestamp.Value != (datetime{1000, 5}) || st.DataModificationTimestamp.Value != (datetime{3000, 1}) {
			t.Errorf("times %v", st)
		}
		ok(t, d.setTimesAt(symlinkFollow, "a", setNow{}, setNow{}))
		if st = ok(t, f.stat()); st.DataModificationTimestamp.Value.Seconds < 1e9 || !st.StatusChangeTimestamp.IsSome {
			t.Errorf("times %v", st)
		}
		ok(t, d.setTimes(datetime{4000, 0}, datetime{5000, 0}))
		if st = ok(t, d.stat()); st.Type != 3 || st.DataModificationTimestamp.Value != (datetime{5000, 0}) {
			t.Errorf("attributes %v", st)
		}
		for _, bad := range []datetime{{1 << 63, 0}, {1<<64 - 1, 1e9 - 1}, {0, 1e9}, {0, 1<<32 - 1}} {
			fails(t, "set-times", f.setTimes(bad, keepTime{}), "inval")
			fails(t, "set-times-at", d.setTimesAt(0, "a", keepTime{}, bad), "inval")
		}
	})
}

func TestIdentity(t *testing.T) {
	everywhere(t, func(t *testing.T, d *descriptor) {
		a, b := d.create(t, "a", "hello"), d.create(t, "b", "hello")
		again := d.open(t, "a", 0, flagRead)
		if !a.isSameObject(a) || !a.isSameObject(again) || a.isSameObject(b) || a.isSameObject(d) || !d.isSameObject(d.open(t, ".", 0, flagRead)) {
			t.Error("files are taken for each other")
		}
		before := ok(t, a.metadataHash())
		if before != ok(t, d.metadataHashAt(0, "a")) || before == ok(t, b.metadataHash()) {
			t.Error("hashes of files are not their own")
		}
		ok(t, a.write([]byte("more"), 5))
		if before == ok(t, again.metadataHash()) {
			t.Error("the hash does not change")
		}
		fails(t, "hash of nothing", d.metadataHashAt(0, "x"), "noent")
	})
}
