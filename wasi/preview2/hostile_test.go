package preview2

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/wvm-project/wvm/wasi/vfs"
)

// This file holds what guests have done to other runtimes.

// outside returns a host with a directory of the system, a descriptor of that, its path, and that of a directory beside it with a secret.
func outside(t *testing.T) (d *descriptor, inside, secret string) {
	t.Helper()
	top := t.TempDir()
	inside, secret = filepath.Join(top, "in"), filepath.Join(top, "out")
	for _, dir := range []string{inside, secret} {
		must(t, os.Mkdir(dir, 0o777))
	}
	must(t, os.WriteFile(filepath.Join(secret, "secret"), []byte("secret"), 0o666))
	_, d = withDir(t, Preopen{Host: inside})
	return d, inside, secret
}

// TestTrailingSlash follows no link that leads out, whatever stands behind it.
func TestTrailingSlash(t *testing.T) {
	d, inside, secret := outside(t)
	ok(t, d.createDirectoryAt("a"))
	for name, to := range map[string]string{"link": secret, "slash": secret + "/", "up": "../out", "upslash": "../out/"} {
		if err := os.Symlink(to, filepath.Join(inside, name)); err != nil {
			t.Skip(err)
		}
		for _, path := range []string{name, name + "/", name + "//", "a/../" + name + "/", name + "/.", name + "/secret", "./" + name + "/secret"} {
			for _, follow := range []pathFlags{0, symlinkFollow} {
				for _, how := range []openFlags{0, openDirectory, openCreate, openTruncate} {
					r := first(d.openAt(follow, path, how, flagRead))
					if !r.IsErr {
						t.Errorf("open %s, follow %d, how %d", path, follow, how)
					}
				}
				st := d.statAt(follow, path)
				if !st.IsErr && st.Value.Type != typeOf(vfs.Symlink) {
					t.Errorf("stat %s, follow %d: %+v", path, follow, st.Value)
				}
			}
			if r := d.createDirectoryAt(path + "/new"); !r.IsErr {
				t.Errorf("create-directory %s/new", path)
			}
			if r := d.renameAt("a", d, path+"/new"); !r.IsErr {
				t.Errorf("rename to %s/new", path)
			}
		}
	}
	if entries, err := os.ReadDir(secret); len(entries) != 1 || err != nil {
		t.Errorf("outside there are %v, %v", entries, err)
	}
}

// TestEscape makes links that lead out, by the guest and by the host, and races renames against opens.
func TestEscape(t *testing.T) {
	d, inside, secret := outside(t)
	ok(t, d.createDirectoryAt("dir"))
	ok(t, d.symlinkAt("../out/secret", "a"))
	ok(t, d.symlinkAt("../../out", "dir/out"))
	if err := os.Symlink(secret, filepath.Join(inside, "host")); err != nil {
		t.Skip(err)
	}
	for _, path := range []string{"a", "dir/out/secret", "host/secret", "dir/../../out/secret"} {
		for _, flags := range []descriptorFlags{flagRead, flagWrite} {
			d.openFails(t, path, 0, flags, "perm")
			d.openFails(t, path, openCreate, flags, "perm")
		}
		fails(t, "set times at "+path, d.setTimesAt(symlinkFollow, path, datetime{}, datetime{}), "perm")
	}
	fails(t, "read where the host's link leads", d.readlinkAt("host"), "perm")

	must(t, drop(d.create(t, "file", "harmless")))
	ok(t, d.createDirectoryAt("real"))
	must(t, drop(d.create(t, "real/secret", "harmless")))
	stop := make(chan struct{})
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			default:
			}
			os.Rename(filepath.Join(inside, "real"), filepath.Join(inside, "swap"))
			os.Symlink(secret, filepath.Join(inside, "real"))
			os.Remove(filepath.Join(inside, "real"))
			os.Rename(filepath.Join(inside, "swap"), filepath.Join(inside, "real"))
		}
	}()
	for range 2000 {
		r := first(d.openAt(symlinkFollow, "real/secret", 0, flagRead))
		if r.IsErr {
			continue
		}
		if got := ok(t, r.Value.read(100, 0)); string(got.Data) != "harmless" {
			t.Errorf("read %q", got.Data)
		}
		must(t, drop(r.Value))
	}
	close(stop)
	<-stopped
}

// TestAcrossPermissions links and renames from a directory that may only be read to one that may be written, both of the same place.
func TestAcrossPermissions(t *testing.T) {
	path := t.TempDir()
	must(t, os.WriteFile(filepath.Join(path, "file"), []byte("content"), 0o666))
	for _, deny := range []vfs.Perm{vfs.ReadOnly, vfs.FileWrite, vfs.DirChange} {
		h := newHost(t, Config{Preopens: []Preopen{{Host: path, Guest: "ro", Deny: deny}, {Host: path, Guest: "rw"}}})
		list := first(h.directories())
		ro, rw := list[0].Descriptor, list[1].Descriptor
		for what, r := range map[string]fileResult[struct{}]{
			"link out":   plain(ro.linkAt(0, "file", rw, "new")),
			"link in":    plain(rw.linkAt(0, "file", ro, "new")),
			"rename out": plain(ro.renameAt("file", rw, "new")),
			"rename in":  plain(rw.renameAt("file", ro, "new")),
		} {
			if !r.IsErr {
				t.Errorf("%s succeeds with %b denied", what, deny)
			}
		}
	}
	if entries, _ := os.ReadDir(path); len(entries) != 1 {
		t.Errorf("there are %v", entries)
	}
}

func plain[T any](r fileResult[T]) fileResult[struct{}] {
	return fileResult[struct{}]{Err: r.Err, IsErr: r.IsErr}
}

// TestReadOnly changes nothing in a directory that may only be read, by no function.
func TestReadOnly(t *testing.T) {
	path := t.TempDir()
	must(t, os.WriteFile(filepath.Join(path, "file"), []byte("content"), 0o666))
	_, d := withDir(t, Preopen{Host: path, ReadOnly: true})
	if flags := ok(t, d.getFlags()); flags != flagRead {
		t.Errorf("flags %b", flags)
	}
	d.openFails(t, "file", openTruncate, flagRead, "rofs")
	d.openFails(t, "file", openTruncate, 0, "rofs")
	d.openFails(t, "file", 0, flagWrite, "rofs")
	d.openFails(t, "file", 0, flagMutateDirectory, "rofs")
	d.openFails(t, "new", openCreate, flagRead, "rofs")
	fails(t, "create-directory-at", d.createDirectoryAt("x"), "rofs")
	fails(t, "remove-directory-at", d.removeDirectoryAt("file"), "rofs")
	fails(t, "unlink-file-at", d.unlinkFileAt("file"), "rofs")
	fails(t, "symlink-at", d.symlinkAt("file", "x"), "rofs")
	fails(t, "link-at", d.linkAt(0, "file", d, "x"), "rofs")
	fails(t, "rename-at", d.renameAt("file", d, "x"), "rofs")
	fails(t, "set-times-at", d.setTimesAt(0, "file", setNow{}, setNow{}), "rofs")
	fails(t, "set-times", d.setTimes(setNow{}, setNow{}), "rofs")
	f := d.open(t, "file", 0, flagRead)
	fails(t, "set the size of a file", f.setSize(0), "inval")
	fails(t, "set the times of a file", f.setTimes(setNow{}, setNow{}), "perm")
	fails(t, "write-via-stream", first(f.writeViaStream(0)), "badf")
	if got := d.content(t, "file"); got != "content" {
		t.Errorf("the file has %q", got)
	}
}

// TestShortWrites bounds what a guest makes the host hold.
func TestShortWrites(t *testing.T) {
	h, d := inMemory(t)
	f := d.create(t, "a", "")
	const most = 1 << 20
	if n := ok(t, f.write(make([]byte, 100<<20), 0)); n > most {
		t.Errorf("a write takes %d bytes", n)
	}
	if got := ok(t, f.read(1<<40, 0)); len(got.Data) > most || got.End {
		t.Errorf("a read returns %d bytes", len(got.Data))
	}
	for _, s := range []*outputStream{ok(t, first(f.writeViaStream(0))), first(h.getStdout())} {
		if n := ok(t, first(s.checkWrite())); n > most {
			t.Errorf("check-write permits %d bytes", n)
		}
	}
	if got := ok(t, first(ok(t, first(f.readViaStream(0))).read(1<<63))); len(got) > most || len(got) == 0 {
		t.Errorf("a read returns %d bytes", len(got))
	}
}

// TestQuota writes more than a guest may.
func TestQuota(t *testing.T) {
	_, d := withDir(t, Preopen{Dir: vfs.NewMem(vfs.MemConfig{}).Dir(), MaxBytes: 10, MaxMade: 2})
	f := d.create(t, "a", "01234567")
	if n := ok(t, f.write([]byte("abcd"), 8)); n != 2 {
		t.Errorf("wrote %d bytes", n)
	}
	fails(t, "write", f.write([]byte("x"), 10), "dquot")
	fails(t, "set-size", f.setSize(100), "dquot")
	s := ok(t, first(f.appendViaStream()))
	ok(t, first(s.checkWrite()))
	failedWith(t, "write", first(s.write([]byte("x"))), "quota exceeded")
	ok(t, d.createDirectoryAt("d"))
	fails(t, "create-directory", d.createDirectoryAt("e"), "dquot")
}

// TestMaxFiles opens more than a guest may, in every way.
func TestMaxFiles(t *testing.T) {
	h := newHost(t, Config{MaxFiles: 3, Preopens: []Preopen{{Dir: vfs.NewMem(vfs.MemConfig{}).Dir(), Guest: "/"}}})
	d := first(h.directories())[0].Descriptor
	f := d.create(t, "a", "")
	s := ok(t, first(f.readViaStream(0)))
	must(t, drop(f)) // the stream keeps the file open
	list := ok(t, first(d.readDirectory()))
	d.openFails(t, "a", 0, flagRead, "nomem")
	d.openFails(t, ".", 0, flagRead, "nomem")
	fails(t, "read-directory", first(d.readDirectory()), "nomem")
	must(t, drop(s))
	sub := d.open(t, ".", 0, flagRead)
	must(t, drop(list))
	must(t, drop(sub))
	for range 2 {
		d.open(t, "a", 0, flagRead)
	}
	must(t, h.Close())
	if h.files != 0 {
		t.Errorf("%d files are left open", h.files)
	}
}

// TestInterrupted ends guests at each place where they wait; the host can be used again, and closed.
func TestInterrupted(t *testing.T) {
	r, w, err := os.Pipe()
	must(t, err)
	defer r.Close()
	defer w.Close()
	outR, outW, err := os.Pipe()
	must(t, err)
	defer outR.Close()
	defer outW.Close()
	h := newHost(t, Config{Stdin: r, Stdout: outW})
	in, out := first(h.getStdin()), first(h.getStdout())
	for { // fill the pipe
		n := ok(t, first(out.checkWrite()))
		if n == 0 {
			break
		}
		ok(t, first(out.writeZeroes(n)))
	}
	data := []byte("x")
	for name, fn := range map[string]func(ctx context.Context) error{
		"block": func(ctx context.Context) error { return first(in.subscribe()).block(ctx) },
		"poll": func(ctx context.Context) error {
			_, err := h.poll(ctx, []*pollable{first(in.subscribe()), first(out.subscribe())})
			return err
		},
		"sleep":                    func(ctx context.Context) error { return first(h.subscribeDuration(1 << 62)).block(ctx) },
		"blocking-read":            func(ctx context.Context) error { _, err := in.blockingRead(ctx, 1); return err },
		"blocking-write-and-flush": func(ctx context.Context) error { _, err := out.blockingWriteAndFlush(ctx, data); return err },
		"blocking-flush":           func(ctx context.Context) error { _, err := out.blockingFlush(ctx); return err },
		"blocking-splice":          func(ctx context.Context) error { _, err := out.blockingSplice(ctx, in, 1); return err },
	} {
		for _, wait := range []time.Duration{0, time.Millisecond} {
			ctx, cancel := context.WithTimeout(context.Background(), wait)
			if err := fn(ctx); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s: %v", name, err)
			}
			cancel()
		}
	}
	w.Write(data)
	if got := ok(t, first(in.blockingRead(t.Context(), 1))); string(got) != "x" {
		t.Errorf("read %q", got)
	}
}

// openNumbers returns how many descriptors of the system this process has, or -1.
func openNumbers() int {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return -1
	}
	return len(entries)
}

// TestFlat calls functions very often: the counts of goroutines, descriptors and resources stay as they are, and memory does too.
func TestFlat(t *testing.T) {
	n := 100_000
	if testing.Short() {
		n = 2000
	}
	h, d, _ := onDisk(t)
	must(t, drop(d.create(t, "a", strings.Repeat("x", 1000))))
	round := func() {
		f := d.open(t, "a", 0, flagRead|flagWrite)
		in := ok(t, first(f.readViaStream(0)))
		out := ok(t, first(f.writeViaStream(10)))
		p := first(in.subscribe())
		if _, err := h.poll(t.Context(), []*pollable{p}); err != nil {
			t.Fatal(err)
		}
		ok(t, first(out.blockingSplice(t.Context(), in, 100)))
		list := ok(t, first(d.readDirectory()))
		ok(t, first(list.readDirectoryEntry(t.Context())))
		for _, r := range []resource{p, in, f, list, out} {
			must(t, drop(r))
		}
		d.openFails(t, "gone", 0, flagRead, "noent")
	}
	round()
	live, files, numbers, goroutines := h.live, h.files, openNumbers(), runtime.NumGoroutine()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for range n {
		round()
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if h.live != live || h.files != files || openNumbers() != numbers || runtime.NumGoroutine() > goroutines {
		t.Errorf("resources %d, were %d; files %d, were %d; descriptors %d, were %d; goroutines %d, were %d",
			h.live, live, h.files, files, openNumbers(), numbers, runtime.NumGoroutine(), goroutines)
	}
	if more := int64(after.HeapAlloc) - int64(before.HeapAlloc); more > 4<<20 {
		t.Errorf("the heap has grown by %d bytes", more)
	}
}
