package preview1

// This file holds the numbers of preview 1's ABI: types, flags and rights. Error numbers are in errno.go.

// A fd is a guest's file descriptor, an index of its descriptor table.
type fd uint32

// A size is a length in the guest's memory, and a ptr an address in it.
type (
	size uint32
	ptr  uint32
)

// A timestamp is a time or a duration in nanoseconds.
type timestamp uint64

// A filetype says what a descriptor or a directory entry is.
type filetype uint8

const (
	filetypeUnknown filetype = iota
	filetypeBlockDevice
	filetypeCharacterDevice
	filetypeDirectory
	filetypeRegularFile
	filetypeSocketDgram
	filetypeSocketStream
	filetypeSymbolicLink
)

// A fdflags is a set of flags of an open file.
type fdflags uint32

const (
	fdflagAppend fdflags = 1 << iota
	fdflagDsync
	fdflagNonblock
	fdflagRsync
	fdflagSync

	fdflagsSync = fdflagDsync | fdflagRsync | fdflagSync
	fdflagsAll  = fdflagSync<<1 - 1
)

// An oflags is a set of flags of path_open.
type oflags uint32

const (
	oflagCreat oflags = 1 << iota
	oflagDirectory
	oflagExcl
	oflagTrunc

	oflagsAll = oflagTrunc<<1 - 1
)

// A lookupflags says how a path is resolved.
type lookupflags uint32

const lookupSymlinkFollow lookupflags = 1

// A fstflags says which times of a file to set, and whether to the given time or to the present.
type fstflags uint32

const (
	fstflagAtim fstflags = 1 << iota
	fstflagAtimNow
	fstflagMtim
	fstflagMtimNow

	fstflagsAll = fstflagMtimNow<<1 - 1
)

// A whence is what an offset of fd_seek counts from; the values are those of package io.
type whence uint32

// The kinds of subscriptions and events of poll_oneoff.
const (
	eventClock uint8 = iota
	eventFDRead
	eventFDWrite
)

// subclockAbstime marks a subscription's timeout as a time of the clock, not a duration.
const subclockAbstime = 1

// eventHangup is the flag of an event whose descriptor's other end is closed.
const eventHangup = 1

// A clockid names a clock.
type clockid uint32

const (
	clockRealtime clockid = iota
	clockMonotonic
)

// Flags of sock_recv and sock_shutdown.
const (
	recvPeek    = 1 << 0
	recvWaitall = 1 << 1
	riflagsAll  = recvPeek | recvWaitall

	shutRead   = 1 << 0
	shutWrite  = 1 << 1
	sdflagsAll = shutRead | shutWrite
)

// preopenDir is the only kind of preopened descriptor.
const preopenDir = 0

// Sizes in bytes of the records in guest memory.
const (
	iovecSize        = 8
	prestatSize      = 8
	fdstatSize       = 24
	filestatSize     = 64
	direntSize       = 24
	subscriptionSize = 48
	eventSize        = 32
)

// A rights is a set of operations that a descriptor allows.
type rights uint64

const (
	rightFDDatasync rights = 1 << iota
	rightFDRead
	rightFDSeek
	rightFDFdstatSetFlags
	rightFDSync
	rightFDTell
	rightFDWrite
	rightFDAdvise
	rightFDAllocate
	rightPathCreateDirectory
	rightPathCreateFile
	rightPathLinkSource
	rightPathLinkTarget
	rightPathOpen
	rightFDReaddir
	rightPathReadlink
	rightPathRenameSource
	rightPathRenameTarget
	rightPathFilestatGet
	rightPathFilestatSetSize
	rightPathFilestatSetTimes
	rightFDFilestatGet
	rightFDFilestatSetSize
	rightFDFilestatSetTimes
	rightPathSymlink
	rightPathRemoveDirectory
	rightPathUnlinkFile
	rightPollFDReadwrite
	rightSockShutdown
	rightSockAccept
)

// The rights that descriptors start with, by what they are.
const (
	rightsDirectory = rightPathCreateDirectory | rightPathCreateFile | rightPathLinkSource | rightPathLinkTarget |
		rightPathOpen | rightFDReaddir | rightPathReadlink | rightPathRenameSource | rightPathRenameTarget |
		rightPathFilestatGet | rightPathFilestatSetSize | rightPathFilestatSetTimes | rightFDFilestatGet |
		rightFDFilestatSetTimes | rightPathSymlink | rightPathRemoveDirectory | rightPathUnlinkFile | rightFDSync | rightFDDatasync

	rightsFile = rightFDDatasync | rightFDRead | rightFDSeek | rightFDFdstatSetFlags | rightFDSync | rightFDTell |
		rightFDWrite | rightFDAdvise | rightFDAllocate | rightFDFilestatGet | rightFDFilestatSetSize |
		rightFDFilestatSetTimes | rightPollFDReadwrite

	// A terminal is told from other character devices by the lack of the rights to seek and tell.
	rightsTerminal = rightsFile &^ (rightFDSeek | rightFDTell)

	rightsInput  = rightsFile &^ (rightFDWrite | rightFDAllocate | rightFDFilestatSetSize | rightFDFilestatSetTimes | rightFDDatasync)
	rightsOutput = rightsFile &^ (rightFDRead | rightFDFilestatSetTimes)

	rightsListener   = rightSockAccept | rightFDFdstatSetFlags | rightFDFilestatGet | rightPollFDReadwrite
	rightsConnection = rightFDRead | rightFDWrite | rightFDFdstatSetFlags | rightFDFilestatGet | rightPollFDReadwrite | rightSockShutdown
)
