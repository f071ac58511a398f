package preview1

import (
	"errors"
	"io/fs"
	"os"
	"path"
)

// This file holds path_open.

// pathOpen opens a file or a directory and stores its descriptor, a u32 at result.
//
// The rights asked for decide whether a file is opened for reading, for writing or for both; one that asks for neither is opened
// for reading. Otherwise the new descriptor has all the rights that fit what it is and that the directory passes on.
func (h *Host) pathOpen(mem memory, n fd, lookup lookupflags, p ptr, length size, oflags oflags, base, _ rights, flags fdflags, result ptr) errno {
	need := rightPathOpen
	if oflags&oflagCreat != 0 {
		need |= rightPathCreateFile
	}
	if oflags&oflagTrunc != 0 {
		need |= rightPathFilestatSetSize
	}
	d, name, e := h.at(mem, n, need, p, length)
	switch {
	case e != errnoSuccess:
		return e
	case lookup&^lookupSymlinkFollow != 0 || oflags&^oflagsAll != 0 || flags&^fdflagsAll != 0:
		return errnoInval
	case oflags&oflagDirectory != 0 && oflags&oflagCreat != 0:
		return errnoInval
	case h.fds.full():
		return errnoMfile
	}
	if e := mem.writable(result, 4); e != errnoSuccess {
		return e
	}
	opened, e := d.open(name, lookup, oflags, base, flags)
	if e != errnoSuccess {
		return e
	}
	return mem.putU32(result, uint32(h.fds.add(opened)))
}

// open opens what is at name in directory d.
func (d *descriptor) open(name string, lookup lookupflags, oflags oflags, base rights, flags fdflags) (*descriptor, errno) {
	info, e := statAt(d.dir.root, name, lookup)
	switch {
	case e == errnoNoent && oflags&oflagCreat != 0:
		// It is going to be made, unless the name is that of a link that leads to nothing and is followed.
	case e != errnoSuccess:
		return nil, e
	case oflags&oflagCreat != 0 && oflags&oflagExcl != 0:
		return nil, errnoExist
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, errnoLoop
	case info.IsDir():
		if oflags&(oflagCreat|oflagTrunc) != 0 || base&rightFDWrite != 0 {
			return nil, errnoIsdir
		}
		return d.openDirectory(name)
	case oflags&oflagDirectory != 0:
		return nil, errnoNotdir
	}
	return d.openFile(name, oflags, base, flags)
}

// openDirectory opens a directory. From then on it is the top for paths that start there.
func (d *descriptor) openDirectory(name string) (*descriptor, errno) {
	root, err := d.dir.root.OpenRoot(name)
	if err != nil {
		return nil, errnoOf(err)
	}
	dir := &directory{root: root, base: d.dir.base, path: path.Join(d.dir.path, name), readOnly: d.dir.readOnly, owned: true}
	return &descriptor{dir: dir, filetype: filetypeDirectory, rights: rightsDirectory & d.inheriting,
		inheriting: d.inheriting}, errnoSuccess
}

// openFile opens or makes a file that is no directory.
func (d *descriptor) openFile(name string, oflags oflags, base rights, flags fdflags) (*descriptor, errno) {
	read := base&rightFDRead != 0 || base&rightFDWrite == 0
	write := base&rightFDWrite != 0
	if write && d.dir.readOnly {
		return nil, errnoPerm
	}
	have := rightsFile & d.inheriting
	if !read {
		have &^= rightFDRead
	}
	if !write {
		have &^= rightFDWrite | rightFDAllocate | rightFDFilestatSetSize
	}
	f, err := d.dir.root.OpenFile(name, systemFlags(read, write, oflags, flags), 0o666)
	if err != nil {
		return nil, errnoOf(err)
	}
	opened := &descriptor{flags: flags, rights: have, readOnly: d.dir.readOnly}
	opened.setFile(f)
	if opened.filetype == filetypeDirectory { // it was something else a moment ago
		return nil, errnoOf(errors.Join(f.Close(), fs.ErrNotExist))
	}
	if flags&fdflagAppend != 0 {
		opened.hostAppend = setAppend(f, true)
	}
	return opened, errnoSuccess
}

// systemFlags returns the flags for package os.
func systemFlags(read, write bool, oflags oflags, flags fdflags) int {
	mode := openFlags
	switch {
	case read && (write || oflags&oflagTrunc != 0):
		mode |= os.O_RDWR
	case write:
		mode |= os.O_WRONLY
	default:
		mode |= os.O_RDONLY
	}
	if oflags&oflagCreat != 0 {
		mode |= os.O_CREATE
	}
	if oflags&oflagExcl != 0 {
		mode |= os.O_EXCL
	}
	if oflags&oflagTrunc != 0 {
		mode |= os.O_TRUNC
	}
	if flags&fdflagsSync != 0 {
		mode |= os.O_SYNC
	}
	return mode
}
