package preview2

import (
	"sync"
	"time"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/wasi/internal/errname"
	"github.com/wvm-project/wvm/wasi/vfs"
)

// This file holds the types of wasi:filesystem/types, and its function that is of no descriptor.

// A descriptorType says what something in a file system is.
type descriptorType uint8

// descriptorTypes has the types of package vfs, as the standard counts them.
var descriptorTypes = [...]descriptorType{
	vfs.Unknown:     0,
	vfs.BlockDevice: 1,
	vfs.CharDevice:  2,
	vfs.Directory:   3,
	vfs.Pipe:        4,
	vfs.Symlink:     5,
	vfs.Regular:     6,
	vfs.Socket:      7,
}

// descriptorFlags say what may be done with a descriptor.
type descriptorFlags uint8

const (
	flagRead descriptorFlags = 1 << iota
	flagWrite
	flagFileIntegritySync
	flagDataIntegritySync
	flagRequestedWriteSync
	flagMutateDirectory

	flagsSync = flagFileIntegritySync | flagDataIntegritySync | flagRequestedWriteSync
)

// pathFlags say how a path is resolved.
type pathFlags uint8

const symlinkFollow pathFlags = 1

// openFlags say how something is opened.
type openFlags uint8

const (
	openCreate openFlags = 1 << iota
	openDirectory
	openExclusive
	openTruncate
)

// A descriptorStat is the attributes of a file.
type descriptorStat struct {
	Type                      descriptorType
	LinkCount, Size           uint64
	DataAccessTimestamp       component.Option[datetime]
	DataModificationTimestamp component.Option[datetime]
	StatusChangeTimestamp     component.Option[datetime]
}

// typeOf returns the type of something, unknown for what package vfs does not know.
func typeOf(t vfs.Type) descriptorType {
	if int(t) < len(descriptorTypes) {
		return descriptorTypes[t]
	}
	return descriptorTypes[vfs.Unknown]
}

func statOf(st vfs.Stat) descriptorStat {
	return descriptorStat{typeOf(st.Type), st.Nlink, st.Size,
		component.Some(datetimeOf(st.Atime)), component.Some(datetimeOf(st.Mtime)), component.Some(datetimeOf(st.Ctime))}
}

// A newTimestamp says what a time becomes: a keepTime, a setNow or a datetime.
type newTimestamp interface{ isNewTimestamp() }

type (
	keepTime struct{}
	setNow   struct{}
)

func (keepTime) isNewTimestamp() {}
func (setNow) isNewTimestamp()   {}
func (datetime) isNewTimestamp() {}

var _ = component.Variant[newTimestamp](keepTime{}, setNow{}, datetime{})

// times returns the times to set, zero for one that stays.
func (h *Host) times(access, modify newTimestamp) (t vfs.Times, err error) {
	now := time.Unix(0, h.cfg.Walltime())
	for _, x := range [...]struct {
		from newTimestamp
		to   *time.Time
	}{{access, &t.Access}, {modify, &t.Modify}} {
		switch from := x.from.(type) {
		case setNow:
			*x.to = now
		case datetime:
			var ok bool
			if *x.to, ok = from.time(); !ok {
				return t, vfs.ErrInvalid
			}
		}
	}
	return t, nil
}

// A directoryEntry is an entry of a directory.
type directoryEntry struct {
	Type descriptorType
	Name string
}

// An advice says how a file is going to be used.
type advice uint8

// A metadataHash is a hash of 128 bits.
type metadataHash struct{ Lower, Upper uint64 }

// An errorCode says what is wrong with an operation on files. There are no more than errorCodes has.
type errorCode uint8

// errorCodes has the names of package errname for the error codes, in their order.
var errorCodes = [...]string{"acces", "again", "already", "badf", "busy", "deadlk", "dquot", "exist", "fbig", "ilseq", "inprogress", "intr",
	"inval", "io", "isdir", "loop", "mlink", "msgsize", "nametoolong", "nodev", "noent", "nolck", "nomem", "nospc", "notdir", "notempty",
	"notrecoverable", "notsup", "notty", "nxio", "overflow", "perm", "pipe", "rofs", "spipe", "txtbsy", "xdev"}

// codeByName has the codes of names; those of the standard that lack a code of their own have the code that is nearest.
var codeByName = sync.OnceValue(func() map[string]errorCode {
	m := make(map[string]errorCode)
	for i, name := range errorCodes {
		m[name] = errorCode(i)
	}
	m["mfile"], m["nfile"], m["nosys"] = m["nomem"], m["nomem"], m["notsup"]
	return m
})

// codeOf returns the code of an error of packages os and vfs.
func codeOf(err error) errorCode {
	if err == errTooMany {
		return codeByName()["nomem"]
	}
	if c, ok := codeByName()[errname.Of(err)]; ok {
		return c
	}
	return codeByName()["io"]
}

// fileResult is the result of an operation on files.
type fileResult[T any] = component.Result[T, errorCode]

// resultOf returns the result of an operation.
func resultOf[T any](v T, err error) fileResult[T] {
	if err != nil {
		return component.Err[T](codeOf(err))
	}
	return component.OK[T, errorCode](v)
}

// done returns the result of an operation that has no value.
func done(err error) fileResult[component.None] { return resultOf(component.None{}, err) }

// filesystemErrorCode returns the code of an error of a stream, if it is one of files.
func (h *Host) filesystemErrorCode(e *ioError) component.Option[errorCode] {
	name, ok := errname.Find(e.err)
	if c, has := codeByName()[name]; ok && has {
		return component.Some(c)
	}
	return component.Option[errorCode]{}
}
