package preview1

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// listed is an entry as a guest reads it.
type listed struct {
	name     string
	next     uint64
	ino      uint64
	filetype filetype
}

// readdir calls fd_readdir with a buffer of n bytes and returns the whole entries, and whether the listing has ended.
func (g *guest) readdir(fd uint64, n uint32, cookie uint64) (list []listed, end bool) {
	g.t.Helper()
	g.ok("fd_readdir", fd, atBuf, uint64(n), cookie, atResult)
	used := g.u32(atResult)
	b := g.mem[atBuf : atBuf+used]
	for len(b) >= direntSize {
		length := int(binary.LittleEndian.Uint32(b[16:]))
		if len(b) < direntSize+length {
			break
		}
		list = append(list, listed{string(b[direntSize : direntSize+length]), binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:]), filetype(b[20])})
		b = b[direntSize+length:]
	}
	return list, used < n
}

// names lists a directory with a small buffer, as programs do, calling between for each batch of names.
func (g *guest) names(fd uint64, between func([]listed)) []string {
	g.t.Helper()
	var names []string
	cookie := uint64(0)
	for {
		list, end := g.readdir(fd, 300, cookie)
		for _, entry := range list {
			names = append(names, entry.name)
			cookie = entry.next
		}
		if end {
			return names
		}
		between(list)
	}
}

func TestReaddir(t *testing.T) {
	g, dir := inDir(t)
	writeFile(t, "x", dir, "file")
	if err := os.Mkdir(filepath.Join(dir, "sub"), 0o777); err != nil {
		t.Fatal(err)
	}
	symlink(t, "file", dir, "link")
	list, end := g.readdir(3, 4096, 0)
	if !end {
		t.Error("the listing has no end")
	}
	types := map[string]filetype{}
	for i, entry := range list {
		types[entry.name] = entry.filetype
		if entry.next != uint64(i+1) {
			t.Errorf("entry %d is followed by %d", i, entry.next)
		}
		p, n := g.str(atPath, entry.name)
		if entry.name == ".." {
			continue
		}
		g.ok("path_filestat_get", 3, 0, p, n, atResult2)
		if ino := g.u64(atResult2 + 8); ino != entry.ino {
			t.Errorf("%s has inode %d in the listing, %d by itself", entry.name, entry.ino, ino)
		}
	}
	want := map[string]filetype{".": filetypeDirectory, "..": filetypeDirectory, "file": filetypeRegularFile, "sub": filetypeDirectory, "link": filetypeSymbolicLink}
	if fmt.Sprint(types) != fmt.Sprint(want) {
		t.Errorf("entries %v, want %v", types, want)
	}
	// Any entry can be the first, and beyond the last there is nothing.
	for i := range list {
		rest, _ := g.readdir(3, 4096, uint64(i))
		if !slices.Equal(rest, list[i:]) {
			t.Errorf("from cookie %d on: %v, want %v", i, rest, list[i:])
		}
	}
	for _, cookie := range []uint64{uint64(len(list)), uint64(len(list)) + 1, 1 << 63, 1<<64 - 1} {
		if rest, end := g.readdir(3, 4096, cookie); len(rest) != 0 || !end {
			t.Errorf("from cookie %d on: %v", cookie, rest)
		}
	}
}

func TestReaddirCutsOff(t *testing.T) {
	g, dir := inDir(t)
	writeFile(t, "x", dir, "Действие")
	whole, _ := g.readdir(3, 4096, 0)
	for n := range uint32(200) {
		clear(g.mem[atBuf:])
		list, end := g.readdir(3, n, 0)
		if len(list) > len(whole) || !slices.Equal(list, whole[:len(list)]) {
			t.Fatalf("with %d bytes: %v", n, list)
		}
		if full := len(list) == len(whole); end && !full {
			t.Errorf("with %d bytes: the end comes too early", n)
		}
	}
}

func TestReaddirSurvivesChanges(t *testing.T) {
	g, dir := inDir(t)
	want := []string{".", ".."}
	for i := range 3000 {
		name := fmt.Sprintf("file-%d", i)
		writeFile(t, "", dir, name)
		want = append(want, name)
	}
	slices.Sort(want)
	names := g.names(3, func(list []listed) {
		for _, entry := range list {
			if entry.name[0] != '.' {
				if err := os.Remove(filepath.Join(dir, entry.name)); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
	slices.Sort(names)
	if !slices.Equal(names, want) {
		t.Errorf("%d names, want %d", len(names), len(want))
	}
	if l := g.h.fds.get(3).dir.listing; len(l.window) > windowSize {
		t.Errorf("the listing keeps %d entries", len(l.window))
	}
}

func TestReaddirGoesBack(t *testing.T) {
	g, dir := inDir(t)
	for i := range 2 * windowSize {
		writeFile(t, "", dir, fmt.Sprintf("file-%d", i))
	}
	first, _ := g.readdir(3, 4096, 0)
	all := g.names(3, func([]listed) {})
	if len(all) != 2*windowSize+2 {
		t.Errorf("%d names", len(all))
	}
	again, _ := g.readdir(3, 4096, 1)
	if !slices.Equal(again[:10], first[1:11]) {
		t.Errorf("going back gives %v, want %v", again[:10], first[1:11])
	}
}

func TestReaddirOfRemovedDirectory(t *testing.T) {
	g, dir := inDir(t)
	if err := os.Mkdir(filepath.Join(dir, "sub"), 0o777); err != nil {
		t.Fatal(err)
	}
	sub := g.mustOpen("sub", oflagDirectory, 0, 0)
	if err := os.Remove(filepath.Join(dir, "sub")); err != nil {
		t.Skip(err) // some systems keep what is open
	}
	if e := g.call("fd_readdir", sub, atBuf, 100, 0, atResult); e != errnoSuccess && e != errnoNoent {
		t.Errorf("listing a removed directory = %v", e)
	}
}
