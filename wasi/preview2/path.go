package preview2

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/wasi/vfs"
)

// This file holds what is done with paths: the other methods of descriptor, and wasi:filesystem/preopens. Package vfs keeps every path inside.

// preopen opens a directory of the Config.
func (h *Host) preopen(p Preopen) error {
	if err := h.reserve(); err != nil {
		return err
	}
	top, err := p.Open(func() time.Time { return time.Unix(0, h.cfg.Walltime()) })
	if err != nil {
		h.release()
		return err
	}
	d := &directory{Dir: top, h: h, refs: 1, borrowed: p.Dir != nil, name: p.Guest, label: p.Guest, mutable: !p.ReadOnly && p.Deny&vfs.ReadOnly != vfs.ReadOnly}
	d.top = d
	h.preopens = append(h.preopens, d)
	return nil
}

// A namedDirectory is a descriptor of a directory that the guest is given, and its name.
type namedDirectory struct {
	Descriptor *descriptor
	Name       string
}

// directories returns descriptors of the directories that the guest is given.
func (h *Host) directories() ([]namedDirectory, error) {
	list := make([]namedDirectory, 0, len(h.preopens))
	for _, dir := range h.preopens {
		d, err := h.newDirectory(dir)
		if err != nil {
			return nil, err
		}
		list = append(list, namedDirectory{d, dir.name})
	}
	return list, nil
}

// newDirectory returns a descriptor of a directory.
func (h *Host) newDirectory(dir *directory) (*descriptor, error) {
	dir.refs++
	d := &descriptor{dir: dir, flags: flagRead}
	d.label = dir.label
	if dir.mutable {
		d.flags |= flagMutateDirectory
	}
	return d, h.add(d, nil)
}

// errReadOnly is the error of changing something through a descriptor without mutate-directory.
const errReadOnly = vfs.ErrReadOnly

// change reports whether something may be changed in the directory.
func (d *directory) change() error {
	if !d.mutable {
		return errReadOnly
	}
	return nil
}

// at returns the directory, if paths may be resolved from there.
func (d *descriptor) at(paths ...string) (*directory, error) {
	if d.dir == nil {
		return nil, vfs.ErrNotDirectory
	}
	for _, p := range paths {
		if err := vfs.CheckPath(p); err != nil {
			return nil, err
		}
	}
	return d.dir, nil
}

// changing is at for what changes something.
func (d *descriptor) changing(paths ...string) (*directory, error) {
	dir, err := d.at(paths...)
	if err == nil {
		err = dir.change()
	}
	return dir, err
}

// createDirectoryAt makes a directory.
func (d *descriptor) createDirectoryAt(path string) fileResult[component.None] {
	dir, err := d.changing(path)
	if err == nil {
		err = dir.Mkdir(path)
	}
	return done(err)
}

// removeDirectoryAt removes an empty directory.
func (d *descriptor) removeDirectoryAt(path string) fileResult[component.None] {
	dir, err := d.changing(path)
	if err == nil {
		err = dir.Rmdir(path)
	}
	return done(err)
}

// unlinkFileAt removes what is no directory.
func (d *descriptor) unlinkFileAt(path string) fileResult[component.None] {
	dir, err := d.changing(path)
	if err == nil {
		err = dir.Unlink(path)
	}
	return done(err)
}

// statAt returns the attributes of what is at a path.
func (d *descriptor) statAt(flags pathFlags, path string) fileResult[descriptorStat] {
	st, err := d.attributesAt(flags, path)
	return resultOf(statOf(st), err)
}

func (d *descriptor) attributesAt(flags pathFlags, path string) (vfs.Stat, error) {
	dir, err := d.at(path)
	if err != nil {
		return vfs.Stat{}, err
	}
	return dir.Stat(path, flags&symlinkFollow != 0)
}

// setTimesAt sets the times of last access and of last change of what is at a path.
func (d *descriptor) setTimesAt(flags pathFlags, path string, access, modify newTimestamp) fileResult[component.None] {
	dir, err := d.changing(path)
	if err != nil {
		return done(err)
	}
	times, err := d.h.times(access, modify)
	if err == nil {
		err = dir.SetTimes(path, flags&symlinkFollow != 0, times)
	}
	return done(err)
}

// linkAt gives a file a second name. A symbolic link is linked to itself; to follow it is not supported.
func (d *descriptor) linkAt(flags pathFlags, path string, to *descriptor, newPath string) fileResult[component.None] {
	from, err := d.changing(path)
	if err != nil {
		return done(err)
	}
	dir, err := to.changing(newPath)
	switch {
	case err != nil:
	case flags&symlinkFollow != 0:
		err = vfs.ErrInvalid
	default:
		err = from.Link(path, dir.Dir, newPath)
	}
	return done(err)
}

// renameAt moves a file or a directory. What is at the new path is replaced, a directory only by a directory and if it is empty.
func (d *descriptor) renameAt(path string, to *descriptor, newPath string) fileResult[component.None] {
	from, err := d.changing(path)
	if err != nil {
		return done(err)
	}
	dir, err := to.changing(newPath)
	if err == nil {
		err = from.Rename(path, dir.Dir, newPath)
	}
	return done(err)
}

// symlinkAt makes a symbolic link. Nobody looks at where it leads before it is followed; an absolute path, which could not be followed, is
// refused.
func (d *descriptor) symlinkAt(to, path string) fileResult[component.None] {
	dir, err := d.changing(to, path)
	if err == nil {
		err = dir.Symlink(to, path)
	}
	return done(err)
}

// readlinkAt returns where a symbolic link leads. An absolute path, which is the host's business, is refused.
func (d *descriptor) readlinkAt(path string) fileResult[string] {
	dir, err := d.at(path)
	if err != nil {
		return resultOf("", err)
	}
	to, err := dir.Readlink(path)
	switch {
	case err != nil:
	case !utf8.ValidString(to):
		return component.Err[string](codeByName()["ilseq"])
	case len(to) > 0 && to[0] == '/':
		err = vfs.ErrPermission
	}
	return resultOf(to, err)
}

// openAt opens a file or a directory.
//
// A directory opened through another one allows what that one allows, whether the guest asks for it or not: those that were made for preview 1
// cannot ask.
func (d *descriptor) openAt(follow pathFlags, path string, how openFlags, flags descriptorFlags) (r fileResult[*descriptor], err error) {
	failed := func(err error) (fileResult[*descriptor], error) { return resultOf[*descriptor](nil, err), nil }
	dir, err := d.at(path)
	if err != nil {
		return failed(err)
	}
	if flags&(flagWrite|flagMutateDirectory) != 0 || how&(openTruncate|openCreate) != 0 {
		if err := dir.change(); err != nil {
			return failed(err)
		}
	}
	if err := d.h.reserve(); err != nil {
		return failed(err)
	}
	f, sub, err := vfs.Open(dir.Dir, path, systemFlags(follow, how, flags))
	if err != nil {
		d.h.release()
		return failed(err)
	}
	label := d.labelAt(path)
	if sub != nil {
		opened, err := d.h.newDirectory(&directory{Dir: sub, h: d.h, top: dir.top, label: label, mutable: dir.mutable})
		return resultOf(opened, nil), err
	}
	opened := &descriptor{file: d.h.newFile(f, dir.top), flags: flags & (flagRead | flagWrite | flagsSync)}
	opened.file.refs, opened.label = 1, label
	return resultOf(opened, nil), d.h.add(opened, nil)
}

// labelAt returns what traces call what is at a path.
func (d *descriptor) labelAt(path string) string {
	if d.h.cfg.Trace == nil {
		return ""
	}
	label := strings.TrimSuffix(d.label, "/") + "/" + path
	return label[:min(len(label), maxLabel)]
}

// maxLabel is how many bytes of a label are kept.
const maxLabel = 4096

// systemFlags returns the flags for package vfs.
func systemFlags(follow pathFlags, how openFlags, flags descriptorFlags) (mode vfs.Flags) {
	for _, f := range [...]struct {
		set  bool
		flag vfs.Flags
	}{
		{follow&symlinkFollow != 0, vfs.Follow},
		{how&openCreate != 0, vfs.Create},
		{how&openDirectory != 0, vfs.OpensDirectory},
		{how&openExclusive != 0, vfs.Exclusive},
		{how&openTruncate != 0, vfs.Truncate},
		{flags&flagRead != 0 || flags&flagWrite == 0, vfs.Read},
		{flags&flagWrite != 0, vfs.Write},
		{flags&flagsSync != 0, vfs.Sync},
	} {
		if f.set {
			mode |= f.flag
		}
	}
	return mode
}

// metadataHash returns a hash that changes when what is open does.
func (d *descriptor) metadataHash() fileResult[metadataHash] {
	st, err := d.attributes()
	return resultOf(d.hash(st), err)
}

// metadataHashAt is metadataHash for what is at a path.
func (d *descriptor) metadataHashAt(flags pathFlags, path string) fileResult[metadataHash] {
	st, err := d.attributesAt(flags, path)
	return resultOf(d.hash(st), err)
}

// hashSecret keeps guests from learning numbers of the host from hashes of them.
var hashSecret = sync.OnceValue(func() (secret [16]byte) {
	rand.Read(secret[:]) // never fails
	return secret
})

// hash returns a hash of attributes. It is the same for all guests of this process, unless the Config has a source of randomness: then there is no
// secret in it.
func (d *descriptor) hash(st vfs.Stat) (m metadataHash) {
	var secret [16]byte
	if d.h.hashSecret {
		secret = hashSecret()
	}
	b := secret[:]
	for _, x := range [...]uint64{st.Dev, st.Ino, uint64(st.Type), st.Size, st.Mtime} {
		b = binary.LittleEndian.AppendUint64(b, x)
	}
	sum := sha256.Sum256(b)
	return metadataHash{binary.LittleEndian.Uint64(sum[:]), binary.LittleEndian.Uint64(sum[8:])}
}
