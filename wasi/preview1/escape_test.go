package preview1

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/wvm-project/wvm/wasi/vfs"
)

// This file tests that no symbolic link leads out of a directory, and how links behave that stay inside.

// outside makes a guest whose directory has a sibling with a secret, and returns both directories' paths on the host.
func outside(t *testing.T) (g *guest, dir, secret string) {
	t.Helper()
	top := t.TempDir()
	dir, secret = filepath.Join(top, "dir"), filepath.Join(top, "outside")
	for _, d := range []string{dir, filepath.Join(dir, "a"), secret} {
		if err := os.Mkdir(d, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	writeFile(t, "secret", secret, "secret")
	return newGuest(t, Config{Preopens: []Preopen{{Host: dir, Guest: "/"}}}), dir, secret
}

// symlink makes a link on the host, or skips the test where users may not.
func symlink(t *testing.T, target string, path ...string) {
	t.Helper()
	if err := os.Symlink(target, filepath.Join(path...)); err != nil {
		if runtime.GOOS == "windows" {
			t.Skip(err)
		}
		t.Fatal(err)
	}
}

// tryEverything calls every function that takes a path with one that leads outside, and checks that none succeeds.
func tryEverything(t *testing.T, g *guest, path string) {
	t.Helper()
	p, n := g.str(atPath, path)
	q, m := g.str(atPath2, "a/mine")
	for _, o := range []oflags{0, oflagCreat, oflagCreat | oflagTrunc, oflagTrunc, oflagDirectory, oflagCreat | oflagExcl} {
		for _, r := range []rights{0, rightFDRead, rightFDWrite} {
			if e := g.call("path_open", 3, 1, p, n, uint64(o), uint64(r), 0, 0, atResult); e == errnoSuccess {
				t.Errorf("%q can be opened with flags %#x and rights %#x", path, o, r)
			}
		}
	}
	for name, e := range map[string]errno{
		"path_filestat_get":       g.call("path_filestat_get", 3, 1, p, n, atBuf),
		"path_filestat_set_times": g.call("path_filestat_set_times", 3, 1, p, n, 1e9, 1e9, uint64(fstflagAtim|fstflagMtim)),
		"path_create_directory":   g.call("path_create_directory", 3, p, n),
	} {
		if e == errnoSuccess {
			t.Errorf("%s(%q) succeeds", name, path)
		}
	}
	// These act on a link itself, so only a path through it leads outside.
	if st, err := g.h.fds.get(3).dir.Stat(path, false); err == nil && st.Type == vfs.Symlink {
		return
	}
	for name, e := range map[string]errno{
		"path_link":             g.call("path_link", 3, 0, p, n, 3, q, m),
		"path_link to":          g.call("path_link", 3, 0, q, m, 3, p, n),
		"path_rename":           g.call("path_rename", 3, p, n, 3, q, m),
		"path_rename to":        g.call("path_rename", 3, q, m, 3, p, n),
		"path_readlink":         g.call("path_readlink", 3, p, n, atBuf, 100, atResult),
		"path_remove_directory": g.call("path_remove_directory", 3, p, n),
		"path_unlink_file":      g.call("path_unlink_file", 3, p, n),
		"path_symlink":          g.call("path_symlink", q, m, 3, p, n),
	} {
		if e == errnoSuccess {
			t.Errorf("%s(%q) succeeds", name, path)
		}
	}
}

func TestLinksToTheOutside(t *testing.T) {
	for _, target := range []string{"../outside", "../outside/", "a/../../outside", ".././outside//", "ABSOLUTE", "ABSOLUTE/", "..", "../..", "/"} {
		t.Run(target, func(t *testing.T) {
			g, dir, secret := outside(t)
			to := target
			if len(to) >= 8 && to[:8] == "ABSOLUTE" {
				to = secret + to[8:]
			}
			symlink(t, to, dir, "link")
			symlink(t, "link", dir, "indirect")
			symlink(t, "../link/", dir, "a", "back")
			for _, path := range []string{"link", "link/", "link/.", "link/secret", "link/new", "link/../secret", "link/../outside/secret", "a/../link", "a/../link/secret",
				"indirect", "indirect/", "indirect/secret", "a/back", "a/back/", "a/back/secret", "a/back/x", "a/../link/"} {
				tryEverything(t, g, path)
			}
			if got := readFile(t, secret, "secret"); got != "secret" {
				t.Errorf("the secret is now %q", got)
			}
			if list, err := os.ReadDir(secret); err != nil || len(list) != 1 {
				t.Errorf("there is something new outside: %v, %v", list, err)
			}
			if list, err := os.ReadDir(filepath.Dir(dir)); err != nil || len(list) != 2 {
				t.Errorf("there is something new above: %v, %v", list, err)
			}
		})
	}
}

func TestLinksToAFileOutside(t *testing.T) {
	g, dir, secret := outside(t)
	symlink(t, "../outside/secret", dir, "link")
	symlink(t, "../outside/new", dir, "dangling")
	for _, path := range []string{"link", "link/", "dangling", "dangling/", "a/../dangling"} {
		tryEverything(t, g, path)
	}
	if got := readFile(t, secret, "secret"); got != "secret" {
		t.Errorf("the secret is now %q", got)
	}
	if _, err := os.Lstat(filepath.Join(secret, "new")); !os.IsNotExist(err) {
		t.Errorf("a file was made through a dangling link: %v", err)
	}
}

func TestGuestMadeLinks(t *testing.T) {
	g, _, _ := outside(t)
	make := func(target, path string) errno {
		p, n := g.str(atPath, target)
		q, m := g.str(atPath2, path)
		return g.call("path_symlink", p, n, 3, q, m)
	}
	if e := make("/", "root"); e != errnoPerm {
		t.Errorf("a link to / = %v", e)
	}
	if e := make("/etc/passwd", "passwd"); e != errnoPerm {
		t.Errorf("a link to an absolute path = %v", e)
	}
	if e := make("", "empty"); e != errnoNoent {
		t.Errorf("a link to nothing = %v", e)
	}
	if e := make("..", "up"); e != errnoSuccess {
		t.Fatalf("a link to .. = %v", e)
	}
	if e := make("../outside/secret", "a/direct"); e != errnoSuccess {
		t.Fatalf("a link to the outside = %v", e)
	}
	if e := make("../../outside", "a/out"); e != errnoSuccess {
		t.Fatalf("a link to the outside = %v", e)
	}
	for _, path := range []string{"up/outside/secret", "up", "up/dir/a/../../outside/secret", "a/direct", "a/out/secret", "a/out/new"} {
		tryEverything(t, g, path)
	}
	for _, test := range []struct {
		path string
		want errno
	}{{"a", errnoExist}, {"new/", errnoNoent}, {"none/new", errnoNoent}, {"a/", errnoExist}, {"../new", errnoPerm}} {
		if e := make("target", test.path); e != test.want {
			t.Errorf("a link at %q = %v, want %v", test.path, e, test.want)
		}
	}
}

func TestLinksInside(t *testing.T) {
	g, dir, _ := outside(t)
	writeFile(t, "content", dir, "a", "file")
	symlink(t, "a/file", dir, "link")
	symlink(t, "a", dir, "dirlink")
	symlink(t, "loop", dir, "loop")
	symlink(t, "none", dir, "dangling")
	open := func(path string, flags lookupflags, o oflags) errno {
		p, n := g.str(atPath, path)
		return g.call("path_open", 3, uint64(flags), p, n, uint64(o), uint64(rightFDRead), 0, 0, atResult)
	}
	for _, test := range []struct {
		path   string
		flags  lookupflags
		oflags oflags
		want   errno
	}{
		{"link", 1, 0, errnoSuccess},
		{"link", 0, 0, errnoLoop},
		{"link", 1, oflagDirectory, errnoNotdir},
		{"link", 0, oflagDirectory, errnoLoop},
		{"link", 1, oflagCreat | oflagExcl, errnoExist},
		{"dirlink", 1, oflagDirectory, errnoSuccess},
		{"dirlink", 0, oflagDirectory, errnoLoop},
		{"dirlink/", 0, oflagDirectory, errnoSuccess},
		{"dirlink/file", 0, 0, errnoSuccess},
		{"loop", 1, 0, errnoLoop},
		{"loop", 0, 0, errnoLoop},
		{"dangling", 1, 0, errnoNoent},
		{"dangling", 0, 0, errnoLoop},
		{"dangling", 0, oflagCreat, errnoLoop},
		{"dangling", 1, oflagCreat | oflagExcl, errnoExist},
		{"dangling", 1, oflagCreat, errnoSuccess},
		{"none", 0, 0, errnoSuccess},
	} {
		if got := open(test.path, test.flags, test.oflags); got != test.want {
			t.Errorf("opening %q, lookup %d, flags %#x = %v, want %v", test.path, test.flags, test.oflags, got, test.want)
		}
	}

	p, n := g.str(atPath, "link")
	g.ok("path_filestat_get", 3, 0, p, n, atBuf)
	if kind := filetype(g.mem[atBuf+16]); kind != filetypeSymbolicLink {
		t.Errorf("a link has type %d", kind)
	}
	g.ok("path_filestat_get", 3, 1, p, n, atBuf)
	if kind := filetype(g.mem[atBuf+16]); kind != filetypeRegularFile {
		t.Errorf("what a link leads to has type %d", kind)
	}
	clear(g.mem[atBuf : atBuf+16])
	g.ok("path_readlink", 3, p, n, atBuf, 4, atResult)
	if got := string(g.mem[atBuf : atBuf+5]); g.u32(atResult) != 4 || got != "a/fi\x00" {
		t.Errorf("target %q of length %d", got, g.u32(atResult))
	}
	q, m := g.str(atPath2, "a")
	g.want(errnoInval, "path_readlink", 3, q, m, atBuf, 4, atResult)
	g.ok("path_unlink_file", 3, p, n)
	if got := readFile(t, dir, "a", "file"); got != "content" {
		t.Errorf("file has %q", got)
	}
}

func TestTimesOfLinks(t *testing.T) {
	g, dir, _ := outside(t)
	writeFile(t, "content", dir, "a", "file")
	symlink(t, "file", dir, "a", "link")
	p, n := g.str(atPath, "a/link")
	g.ok("path_filestat_set_times", 3, 1, p, n, 0, 1e9, uint64(fstflagMtim))
	switch e := g.call("path_filestat_set_times", 3, 0, p, n, 0, 2e9, uint64(fstflagMtim)); e {
	case errnoSuccess:
		g.ok("path_filestat_get", 3, 0, p, n, atBuf)
		if mtim := g.u64(atBuf + 48); mtim != 2e9 {
			t.Errorf("time of the link is %d", mtim)
		}
	case errnoNotsup:
	default:
		t.Errorf("setting the times of a link = %v", e)
	}
	g.ok("path_filestat_get", 3, 1, p, n, atBuf)
	if mtim := g.u64(atBuf + 48); mtim != 1e9 {
		t.Errorf("time of the file is %d", mtim)
	}
}

// TestLinkSwaps opens a path while another goroutine keeps putting a link to the outside in the place of a directory on it.
func TestLinkSwaps(t *testing.T) {
	g, dir, secret := outside(t)
	writeFile(t, "fine", dir, "a", "secret")
	symlink(t, secret, dir, "evil")
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		swap := func(from, to string) { os.Rename(filepath.Join(dir, from), filepath.Join(dir, to)) }
		for {
			select {
			case <-stop:
				return
			default:
			}
			swap("a", "real")
			swap("evil", "a")
			swap("a", "evil")
			swap("real", "a")
		}
	}()
	for range 2000 {
		n, e := g.open("a/secret", 0, rightFDRead, 0)
		if e != errnoSuccess {
			continue
		}
		if got := g.read(n, 100); got != "fine" {
			t.Errorf("read %q", got)
		}
		g.ok("fd_close", n)
	}
	close(stop)
	<-stopped
}
