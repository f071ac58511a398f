package preview2

import "github.com/wvm-project/wvm/component"

// This file holds the table of functions: what binds a name to the method that does it.

// interfaces has all interfaces with their functions, in the order of the standard.
var interfaces = []iface{
	{"wasi:io/error", []*component.Resource{resourceType("error")}, []function{
		{"[method]error.to-debug-string", (*ioError).toDebugString},
	}},
	{"wasi:io/poll", []*component.Resource{resourceType("pollable")}, []function{
		{"[method]pollable.ready", (*pollable).isReady},
		{"[method]pollable.block", (*pollable).block},
		{"poll", (*Host).poll},
	}},
	{"wasi:io/streams", []*component.Resource{resourceType("input-stream"), resourceType("output-stream")}, []function{
		{"[method]input-stream.read", (*inputStream).read},
		{"[method]input-stream.blocking-read", (*inputStream).blockingRead},
		{"[method]input-stream.skip", (*inputStream).skip},
		{"[method]input-stream.blocking-skip", (*inputStream).blockingSkip},
		{"[method]input-stream.subscribe", (*inputStream).subscribe},
		{"[method]output-stream.check-write", (*outputStream).checkWrite},
		{"[method]output-stream.write", (*outputStream).write},
		{"[method]output-stream.blocking-write-and-flush", (*outputStream).blockingWriteAndFlush},
		{"[method]output-stream.flush", (*outputStream).flush},
		{"[method]output-stream.blocking-flush", (*outputStream).blockingFlush},
		{"[method]output-stream.subscribe", (*outputStream).subscribe},
		{"[method]output-stream.write-zeroes", (*outputStream).writeZeroes},
		{"[method]output-stream.blocking-write-zeroes-and-flush", (*outputStream).blockingWriteZeroesAndFlush},
		{"[method]output-stream.splice", (*outputStream).splice},
		{"[method]output-stream.blocking-splice", (*outputStream).blockingSplice},
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
