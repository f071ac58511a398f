package preview1

import (
	"strings"
	"unicode/utf8"
)

// This file holds what is done with paths but opening them. Package vfs keeps
// every path inside; what is checked here is what the guest's memory holds.

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
	}
	return s, errnoSuccess
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
	return errnoOf(d.dir.Mkdir(name))
}

// pathRemoveDirectory removes an empty directory.
func (h *Host) pathRemoveDirectory(mem memory, n fd, p ptr, length size) errno {
	d, name, e := h.at(mem, n, rightPathRemoveDirectory, p, length)
	if e != errnoSuccess {
		return e
	}
	return errnoOf(d.dir.Rmdir(name))
}

// pathUnlinkFile removes a file that is no directory.
func (h *Host) pathUnlinkFile(mem memory, n fd, p ptr, length size) errno {
	d, name, e := h.at(mem, n, rightPathUnlinkFile, p, length)
	if e != errnoSuccess {
		return e
	}
	return errnoOf(d.dir.Unlink(name))
}

// pathFilestatGet stores the attributes of a file as putFilestat says.
func (h *Host) pathFilestatGet(mem memory, n fd, flags lookupflags, p ptr, length size, result ptr) errno {
	d, name, e := h.at(mem, n, rightPathFilestatGet, p, length)
	switch {
	case e != errnoSuccess:
		return e
	case flags&^lookupSymlinkFollow != 0:
		return errnoInval
	}
	st, err := d.dir.Stat(name, flags&lookupSymlinkFollow != 0)
	if err != nil {
		return errnoOf(err)
	}
	return d.putFilestat(mem, result, st)
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
	times, e := h.times(atim, mtim, set)
	if e != errnoSuccess {
		return e
	}
	return errnoOf(d.dir.SetTimes(name, flags&lookupSymlinkFollow != 0, times))
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
	target, err := d.dir.Readlink(name)
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
	return errnoOf(d.dir.Symlink(to, name))
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
	return errnoOf(from.dir.Link(oldName, to.dir.Dir, newName))
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
	return errnoOf(from.dir.Rename(oldName, to.dir.Dir, newName))
}
