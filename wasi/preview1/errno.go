package preview1

import (
	"strconv"
	"sync"

	"github.com/wvm-project/wvm/wasi/internal/errname"
)

// This file holds preview 1's error numbers and how the host's errors become them.

// An errno is a result of a function of preview 1.
type errno uint32

const (
	errnoSuccess errno = iota
	errno2big
	errnoAcces
	errnoAddrinuse
	errnoAddrnotavail
	errnoAfnosupport
	errnoAgain
	errnoAlready
	errnoBadf
	errnoBadmsg
	errnoBusy
	errnoCanceled
	errnoChild
	errnoConnaborted
	errnoConnrefused
	errnoConnreset
	errnoDeadlk
	errnoDestaddrreq
	errnoDom
	errnoDquot
	errnoExist
	errnoFault
	errnoFbig
	errnoHostunreach
	errnoIdrm
	errnoIlseq
	errnoInprogress
	errnoIntr
	errnoInval
	errnoIo
	errnoIsconn
	errnoIsdir
	errnoLoop
	errnoMfile
	errnoMlink
	errnoMsgsize
	errnoMultihop
	errnoNametoolong
	errnoNetdown
	errnoNetreset
	errnoNetunreach
	errnoNfile
	errnoNobufs
	errnoNodev
	errnoNoent
	errnoNoexec
	errnoNolck
	errnoNolink
	errnoNomem
	errnoNomsg
	errnoNoprotoopt
	errnoNospc
	errnoNosys
	errnoNotconn
	errnoNotdir
	errnoNotempty
	errnoNotrecoverable
	errnoNotsock
	errnoNotsup
	errnoNotty
	errnoNxio
	errnoOverflow
	errnoOwnerdead
	errnoPerm
	errnoPipe
	errnoProto
	errnoProtonosupport
	errnoPrototype
	errnoRange
	errnoRofs
	errnoSpipe
	errnoSrch
	errnoStale
	errnoTimedout
	errnoTxtbsy
	errnoXdev
	errnoNotcapable

	// interrupted is no number of the ABI: a handler returns it when the context was done while it waited, and the guest
	// ends with the context's error.
	interrupted errno = 1 << 31
)

var errnoNames = [...]string{"success", "2big", "acces", "addrinuse", "addrnotavail", "afnosupport", "again", "already",
	"badf", "badmsg", "busy", "canceled", "child", "connaborted", "connrefused", "connreset", "deadlk", "destaddrreq",
	"dom", "dquot", "exist", "fault", "fbig", "hostunreach", "idrm", "ilseq", "inprogress", "intr", "inval", "io",
	"isconn", "isdir", "loop", "mfile", "mlink", "msgsize", "multihop", "nametoolong", "netdown", "netreset",
	"netunreach", "nfile", "nobufs", "nodev", "noent", "noexec", "nolck", "nolink", "nomem", "nomsg", "noprotoopt",
	"nospc", "nosys", "notconn", "notdir", "notempty", "notrecoverable", "notsock", "notsup", "notty", "nxio",
	"overflow", "ownerdead", "perm", "pipe", "proto", "protonosupport", "prototype", "range", "rofs", "spipe", "srch",
	"stale", "timedout", "txtbsy", "xdev", "notcapable"}

// String returns the number's name in the standard.
func (e errno) String() string {
	switch {
	case int(e) < len(errnoNames):
		return errnoNames[e]
	case e == interrupted:
		return "interrupted"
	}
	return "errno " + strconv.Itoa(int(e))
}

// errnoOf returns the number for an error of packages os and vfs. The end of a file is no error: callers take io.EOF away first.
func errnoOf(err error) errno {
	if err == nil {
		return errnoSuccess
	}
	return errnoByName()[errname.Of(err)]
}

var errnoByName = sync.OnceValue(func() map[string]errno {
	m := make(map[string]errno, len(errnoNames))
	for i, name := range errnoNames {
		m[name] = errno(i)
	}
	return m
})
