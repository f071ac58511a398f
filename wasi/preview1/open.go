package preview1

import "github.com/wvm-project/wvm/wasi/vfs"

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
	case h.fds.full():
		return errnoMfile
	}
	if e := mem.writable(result, 4); e != errnoSuccess {
		return e
	}
	opened, e := d.open(name, openFlags(lookup, oflags, base, flags), flags)
	if e != errnoSuccess {
		return e
	}
	return mem.putU32(result, uint32(h.fds.add(opened)))
}

// openFlags returns the flags for package vfs.
func openFlags(lookup lookupflags, oflags oflags, base rights, flags fdflags) vfs.Flags {
	var mode vfs.Flags
	for _, f := range [...]struct {
		set  bool
		flag vfs.Flags
	}{
		{lookup&lookupSymlinkFollow != 0, vfs.Follow},
		{oflags&oflagCreat != 0, vfs.Create},
		{oflags&oflagDirectory != 0, vfs.OpensDirectory},
		{oflags&oflagExcl != 0, vfs.Exclusive},
		{oflags&oflagTrunc != 0, vfs.Truncate},
		{base&rightFDRead != 0 || base&rightFDWrite == 0, vfs.Read},
		{base&rightFDWrite != 0, vfs.Write},
		{flags&fdflagAppend != 0, vfs.Append},
		{flags&fdflagsSync != 0, vfs.Sync},
	} {
		if f.set {
			mode |= f.flag
		}
	}
	return mode
}

// open opens what is at name in directory d.
func (d *descriptor) open(name string, mode vfs.Flags, flags fdflags) (*descriptor, errno) {
	f, dir, err := vfs.Open(d.dir.Dir, name, mode)
	if err != nil {
		return nil, errnoOf(err)
	}
	opened := &descriptor{flags: flags, rights: rightsFile & d.inheriting, dev: d.dev}
	if dir != nil {
		opened.dir, opened.flags = &directory{Dir: dir}, 0
		opened.filetype = filetypeDirectory
		opened.rights, opened.inheriting = rightsDirectory&d.inheriting, d.inheriting
		return opened, errnoSuccess
	}
	if mode&vfs.Read == 0 {
		opened.rights &^= rightFDRead
	}
	if mode&vfs.Write == 0 {
		opened.rights &^= rightFDWrite | rightFDAllocate | rightFDFilestatSetSize
	}
	opened.setFile(f)
	return opened, errnoSuccess
}
