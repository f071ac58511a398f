package preview2

import (
	"slices"
	"sync"

	"github.com/wvm-project/wvm/component"
)

// This file holds the table of functions: what binds a name to the method that does it.

// interfaces has all interfaces with their functions.
var interfaces = sync.OnceValue(func() []iface {
	return slices.Concat(baseInterfaces(), socketInterfaces(), httpInterfaces())
})

// baseInterfaces are those that programs at a shell need, in the order of the standard.
func baseInterfaces() []iface {
	return []iface{
		{"wasi:io/error", []*component.Resource{resourceType("error")}, []function{
			{"[method]error.to-debug-string", (*ioError).toDebugString},
		}},
		{"wasi:io/poll", []*component.Resource{resourceType("pollable")}, []function{
			{"[method]pollable.ready", (*pollable).isReady},
			{"[method]pollable.block", (*pollable).block},
			{"poll", component.DirectContext2((*Host).poll)},
		}},
		{"wasi:io/streams", []*component.Resource{resourceType("input-stream"), resourceType("output-stream")}, []function{
			{"[method]input-stream.read", component.Direct2((*inputStream).read)},
			{"[method]input-stream.blocking-read", component.DirectContext2((*inputStream).blockingRead)},
			{"[method]input-stream.skip", (*inputStream).skip},
			{"[method]input-stream.blocking-skip", (*inputStream).blockingSkip},
			{"[method]input-stream.subscribe", component.Direct1((*inputStream).subscribe)},
			{"[method]output-stream.check-write", component.Direct1((*outputStream).checkWrite)},
			{"[method]output-stream.write", component.Direct2((*outputStream).write)},
			{"[method]output-stream.blocking-write-and-flush", component.DirectContext2((*outputStream).blockingWriteAndFlush)},
			{"[method]output-stream.flush", component.Direct1((*outputStream).flush)},
			{"[method]output-stream.blocking-flush", component.DirectContext1((*outputStream).blockingFlush)},
			{"[method]output-stream.subscribe", component.Direct1((*outputStream).subscribe)},
			{"[method]output-stream.write-zeroes", (*outputStream).writeZeroes},
			{"[method]output-stream.blocking-write-zeroes-and-flush", (*outputStream).blockingWriteZeroesAndFlush},
			{"[method]output-stream.splice", component.Direct3((*outputStream).splice)},
			{"[method]output-stream.blocking-splice", component.DirectContext3((*outputStream).blockingSplice)},
		}},

		{"wasi:clocks/monotonic-clock", nil, []function{
			{"now", (*Host).monotonicNow},
			{"resolution", (*Host).monotonicResolution},
			{"subscribe-instant", (*Host).subscribeInstant},
			{"subscribe-duration", (*Host).subscribeDuration},
		}},
		{"wasi:clocks/wall-clock", nil, []function{
			{"now", (*Host).wallNow},
			{"resolution", (*Host).wallResolution},
		}},
		{"wasi:clocks/timezone", nil, []function{
			{"display", (*Host).timezoneDisplay},
			{"utc-offset", (*Host).utcOffset},
		}},

		{"wasi:random/random", nil, []function{
			{"get-random-bytes", (*Host).randomBytes},
			{"get-random-u64", (*Host).randomU64},
		}},
		{"wasi:random/insecure", nil, []function{
			{"get-insecure-random-bytes", (*Host).insecureRandomBytes},
			{"get-insecure-random-u64", (*Host).insecureRandomU64},
		}},
		{"wasi:random/insecure-seed", nil, []function{
			{"insecure-seed", (*Host).insecureSeed},
		}},

		{"wasi:filesystem/types", []*component.Resource{resourceType("descriptor"), resourceType("directory-entry-stream")}, []function{
			{"[method]descriptor.read-via-stream", (*descriptor).readViaStream},
			{"[method]descriptor.write-via-stream", (*descriptor).writeViaStream},
			{"[method]descriptor.append-via-stream", (*descriptor).appendViaStream},
			{"[method]descriptor.advise", (*descriptor).advise},
			{"[method]descriptor.sync-data", (*descriptor).syncData},
			{"[method]descriptor.get-flags", (*descriptor).getFlags},
			{"[method]descriptor.get-type", (*descriptor).getType},
			{"[method]descriptor.set-size", (*descriptor).setSize},
			{"[method]descriptor.set-times", (*descriptor).setTimes},
			{"[method]descriptor.read", (*descriptor).read},
			{"[method]descriptor.write", (*descriptor).write},
			{"[method]descriptor.read-directory", (*descriptor).readDirectory},
			{"[method]descriptor.sync", (*descriptor).sync},
			{"[method]descriptor.create-directory-at", (*descriptor).createDirectoryAt},
			{"[method]descriptor.stat", (*descriptor).stat},
			{"[method]descriptor.stat-at", (*descriptor).statAt},
			{"[method]descriptor.set-times-at", (*descriptor).setTimesAt},
			{"[method]descriptor.link-at", (*descriptor).linkAt},
			{"[method]descriptor.open-at", (*descriptor).openAt},
			{"[method]descriptor.readlink-at", (*descriptor).readlinkAt},
			{"[method]descriptor.remove-directory-at", (*descriptor).removeDirectoryAt},
			{"[method]descriptor.rename-at", (*descriptor).renameAt},
			{"[method]descriptor.symlink-at", (*descriptor).symlinkAt},
			{"[method]descriptor.unlink-file-at", (*descriptor).unlinkFileAt},
			{"[method]descriptor.is-same-object", (*descriptor).isSameObject},
			{"[method]descriptor.metadata-hash", (*descriptor).metadataHash},
			{"[method]descriptor.metadata-hash-at", (*descriptor).metadataHashAt},
			{"[method]directory-entry-stream.read-directory-entry", (*entryStream).readDirectoryEntry},
			{"filesystem-error-code", (*Host).filesystemErrorCode},
		}},
		{"wasi:filesystem/preopens", nil, []function{{"get-directories", (*Host).directories}}},

		{"wasi:cli/environment", nil, []function{
			{"get-environment", (*Host).environment},
			{"get-arguments", (*Host).arguments},
			{"initial-cwd", (*Host).initialCwd},
		}},
		{"wasi:cli/exit", nil, []function{
			{"exit", (*Host).exit},
			{"exit-with-code", (*Host).exitWithCode},
		}},
		{"wasi:cli/stdin", nil, []function{{"get-stdin", (*Host).getStdin}}},
		{"wasi:cli/stdout", nil, []function{{"get-stdout", (*Host).getStdout}}},
		{"wasi:cli/stderr", nil, []function{{"get-stderr", (*Host).getStderr}}},
		{"wasi:cli/terminal-input", []*component.Resource{resourceType("terminal-input")}, nil},
		{"wasi:cli/terminal-output", []*component.Resource{resourceType("terminal-output")}, nil},
		{"wasi:cli/terminal-stdin", nil, []function{{"get-terminal-stdin", (*Host).terminalStdin}}},
		{"wasi:cli/terminal-stdout", nil, []function{{"get-terminal-stdout", (*Host).terminalStdout}}},
		{"wasi:cli/terminal-stderr", nil, []function{{"get-terminal-stderr", (*Host).terminalStderr}}},
	}
}
