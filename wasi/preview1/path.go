package preview1

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"unicode/utf8"
)

// This file holds what is done with paths but opening them. Every path goes to a method of the os.Root of a directory, which
// keeps it inside; the checks here only give the errors their right numbers and reject what a Root might take for something else.

// maxPath is how many bytes a path may have, as PATH_MAX is on most systems.
const maxPath = 4096

// text returns the string at p, which must be UTF-8 without zero bytes.
func text(mem memory, p ptr, n size) (string, errno) {
	b, ok := mem.bytes(p, n)
	switch {
	case !ok:
		return "", errnoFault
	case len(b) == 0:
		return "", errnoNoent
	case len(b) > maxPath:
		return "", errnoNametoolong
	}
	s := string(b)
	switch {
	case !utf8.ValidString(s):
		return "", errnoIlseq
	case strings.IndexByte(s, 0) >= 0:
		return "", errnoInval
	}
	return s, errnoSuccess
}

// pathAt returns the path at p. Absolute ones are refused: a guest's paths start at a directory that it has.
func pathAt(mem memory, p ptr, n size) (string, errno) {
	s, e := text(mem, p, n)
	switch {
	case e != errnoSuccess:
		return "", e
	case s[0] == '/':
		return "", errnoPerm
	case runtime.GOOS == "windows" && !windowsPath(s):
		return "", errnoNoent
	}
	return s, errnoSuccess
}

// windowsPath reports whether Windows takes every element of s for the plain name of a file: no device, no alternate stream, no
// other separator, nothing that is cut off at the end.
func windowsPath(s string) bool {
	for name := range strings.SplitSeq(s, "/") {
		if name == "" || name == "." || name == ".." {
			continue
		}
		if strings.ContainsAny(name, `\:*?"<>|`) || strings.HasSuffix(name, ".") || strings.HasSuffix(name, " ") {
			return false
		}
		if strings.ContainsFunc(name, func(r rune) bool { return r < ' ' }) {
			return false
		}
		if base, _, _ := strings.Cut(name, "."); windowsDevice(strings.TrimRight(base, " ")) {
			return false
		}
	}
	return true
}

// windowsDevice reports whether Windows takes a name, whatever ending follows it, for a device.
func windowsDevice(name string) bool {
	name = strings.ToUpper(name)
	switch name {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$":
		return true
	}
	number, isCom := strings.CutPrefix(name, "COM")
	if !isCom {
		var isLpt bool
		if number, isLpt = strings.CutPrefix(name, "LPT"); !isLpt {
			return false
		}
	}
	return utf8.RuneCountInString(number) == 1 && strings.Contains("0123456789⁰¹²³⁴⁵⁶⁷⁸⁹", number)
}

// at returns a directory that allows need, and the path at p.
func (h *Host) at(mem memory, n fd, need rights, p ptr, length size) (*descriptor, string, errno) {
	d, e := h.directory(n, need)
	if e != errnoSuccess {
		return nil, "", e
	}
	name, e := pathAt(mem, p, length)
	return d, name, e
}

// pathCreateDirectory makes a directory.
func (h *Host) pathCreateDirectory(mem memory, n fd, p ptr, length size) errno {
	d, name, e := h.at(mem, n, rightPathCreateDirectory, p, length)
	if e != errnoSuccess {
		return e
	}
	return errnoOf(d.dir.root.Mkdir(name, 0o777))
}

// pathRemoveDirectory removes an empty directory.
func (h *Host) pathRemoveDirectory(mem memory, n fd, p ptr, length size) errno {
	d, name, e := h.at(mem, n, rightPathRemoveDirectory, p, length)
	if e != errnoSuccess {
		return e
	}
	info, err := d.dir.root.Lstat(name)
	switch {
	case err != nil:
		return errnoOf(err)
	case !info.IsDir():
		return errnoNotdir
	}
	return errnoOf(d.dir.root.Remove(name))
}

// pathUnlinkFile removes a file that is no directory.
func (h *Host) pathUnlinkFile(mem memory, n fd, p ptr, length size) errno {
	d, name, e := h.at(mem, n, rightPathUnlinkFile, p, length)
	if e != errnoSuccess {
		return e
	}
	info, err := d.dir.root.Lstat(name)
	switch {
	case err != nil:
		return errnoOf(err)
	case info.IsDir():
		return errnoIsdir
	}
	return errnoOf(d.dir.root.Remove(name))
}

// pathFilestatGet stores the attributes of a file as filestat.store says.
func (h *Host) pathFilestatGet(mem memory, n fd, flags lookupflags, p ptr, length size, result ptr) errno {
	d, name, e := h.at(mem, n, rightPathFilestatGet, p, length)
	switch {
	case e != errnoSuccess:
		return e
	case flags&^lookupSymlinkFollow != 0:
		return errnoInval
	}
	info, e := statAt(d.dir.root, name, flags)
	if e != errnoSuccess {
		return e
	}
	st := filestatOf(info)
	if st.ino == 0 && (st.filetype == filetypeRegularFile || st.filetype == filetypeDirectory) {
		if f, err := d.dir.root.Open(name); err == nil {
			st = filestatOfOpen(f, info)
			f.Close()
		}
	}
	return st.store(mem, result)
}

// statAt looks at a file, and through a symbolic link if flags says so.
func statAt(root *os.Root, name string, flags lookupflags) (fs.FileInfo, errno) {
	stat := root.Lstat
	if flags&lookupSymlinkFollow != 0 {
		stat = root.Stat
	}
	info, err := stat(name)
	return info, errnoOf(err)
}

// pathFilestatSetTimes sets the times of last access and of last change of a file, as far as set has them.
func (h *Host) pathFilestatSetTimes(mem memory, n fd, flags lookupflags, p ptr, length size, atim, mtim timestamp, set fstflags) errno {
	d, name, e := h.at(mem, n, rightPathFilestatSetTimes, p, length)
	switch {
	case e != errnoSuccess:
		return e
	case flags&^lookupSymlinkFollow != 0:
		return errnoInval
	}
	a, m, e := h.times(atim, mtim, set)
	if e != errnoSuccess {
		return e
	}
	info, e := statAt(d.dir.root, name, flags)
	if e != errnoSuccess {
		return e
	}
	if info.Mode()&fs.ModeSymlink == 0 {
		return errnoOf(d.dir.root.Chtimes(name, a, m))
	}
	dir, err := d.dir.root.Open(path.Dir(name)) // name is a link, so its last element is neither "." nor ".."
	if err != nil {
		return errnoOf(err)
	}
	defer dir.Close()
	return setLinkTimes(dir, path.Base(name), a, m)
}

// pathReadlink stores as much of the target of a symbolic link as the buffer holds, and the number of bytes stored, a u32 at used.
func (h *Host) pathReadlink(mem memory, n fd, p ptr, length size, buf ptr, bufLen size, used ptr) errno {
	d, name, e := h.at(mem, n, rightPathReadlink, p, length)
	if e != errnoSuccess {
		return e
	}
	b, ok := mem.bytes(buf, bufLen)
	if !ok {
		return errnoFault
	}
	if e := mem.writable(used, 4); e != errnoSuccess {
		return e
	}
	target, err := d.dir.root.Readlink(name)
	if err != nil {
		return errnoOf(err)
	}
	return mem.putU32(used, uint32(copy(b, target)))
}

// pathSymlink makes a symbolic link at a path. Its target is a string that nobody looks at before the link is followed; an
// absolute one, which could not be followed, is refused.
func (h *Host) pathSymlink(mem memory, target ptr, targetLen size, n fd, p ptr, length size) errno {
	d, name, e := h.at(mem, n, rightPathSymlink, p, length)
	if e != errnoSuccess {
		return e
	}
	to, e := pathAt(mem, target, targetLen)
	if e != errnoSuccess {
		return e
	}
	return errnoOf(d.dir.root.Symlink(filepath.FromSlash(to), name))
}

// pathLink makes a hard link to a file. A symbolic link is linked to itself; to follow it is not supported.
func (h *Host) pathLink(mem memory, oldFD fd, flags lookupflags, oldPath ptr, oldLen size, newFD fd, newPath ptr, newLen size) errno {
	from, oldName, e := h.at(mem, oldFD, rightPathLinkSource, oldPath, oldLen)
	if e != errnoSuccess {
		return e
	}
	to, newName, e := h.at(mem, newFD, rightPathLinkTarget, newPath, newLen)
	if e != errnoSuccess {
		return e
	}
	if flags != 0 {
		return errnoInval
	}
	root, oldName, newName, e := common(from.dir, oldName, to.dir, newName)
	if e != errnoSuccess {
		return e
	}
	return errnoOf(root.Link(oldName, newName))
}

// pathRename moves a file or a directory. What is at the new path is replaced, a directory only by a directory and if it is empty.
func (h *Host) pathRename(mem memory, oldFD fd, oldPath ptr, oldLen size, newFD fd, newPath ptr, newLen size) errno {
	from, oldName, e := h.at(mem, oldFD, rightPathRenameSource, oldPath, oldLen)
	if e != errnoSuccess {
		return e
	}
	to, newName, e := h.at(mem, newFD, rightPathRenameTarget, newPath, newLen)
	if e != errnoSuccess {
		return e
	}
	root, oldName, newName, e := common(from.dir, oldName, to.dir, newName)
	if e != errnoSuccess {
		return e
	}
	e = errnoOf(root.Rename(oldName, newName))
	if e == errnoExist {
		return replaceDirectory(root, oldName, newName)
	}
	return e
}

// replaceDirectory renames over an existing directory, which os.Root.Rename refuses to do.
func replaceDirectory(root *os.Root, oldName, newName string) errno {
	oldInfo, err := root.Lstat(oldName)
	if err != nil {
		return errnoOf(err)
	}
	newInfo, err := root.Lstat(newName)
	switch {
	case err != nil:
		return errnoOf(err)
	case !newInfo.IsDir():
		return errnoExist
	case !oldInfo.IsDir():
		return errnoIsdir
	case os.SameFile(oldInfo, newInfo):
		return errnoSuccess
	}
	if err := root.Remove(newName); err != nil {
		return errnoOf(err)
	}
	err = root.Rename(oldName, newName)
	if err != nil {
		root.Mkdir(newName, newInfo.Mode().Perm())
	}
	return errnoOf(err)
}

// common returns a Root that both directories lie in, and their paths from there.
//
// Two directories that were opened one through the other have the Root of the preopened one in common; anything else is as
// if on two devices, and programs then copy. A directory that has been moved since it was opened is not found again.
func common(from *directory, oldName string, to *directory, newName string) (root *os.Root, oldPath, newPath string, e errno) {
	if from == to {
		return from.root, oldName, newName, errnoSuccess
	}
	if from.base != to.base {
		return nil, "", "", errnoXdev
	}
	if oldPath, e = from.fromBase(oldName); e != errnoSuccess {
		return nil, "", "", e
	}
	if newPath, e = to.fromBase(newName); e != errnoSuccess {
		return nil, "", "", e
	}
	return from.base, oldPath, newPath, errnoSuccess
}

// fromBase returns the path from the preopened directory to what is at name in d.
func (d *directory) fromBase(name string) (string, errno) {
	if !filepath.IsLocal(name) {
		return "", errnoPerm
	}
	if d.path == "." {
		return name, errnoSuccess
	}
	was, err := d.base.Stat(d.path)
	if err != nil {
		return "", errnoXdev
	}
	is, err := d.root.Stat(".")
	if err != nil {
		return "", errnoOf(err)
	}
	if !os.SameFile(was, is) {
		return "", errnoXdev
	}
	return d.path + "/" + name, errnoSuccess
}
