package preview1

import (
	"context"

	"github.com/wvm-project/wvm/wasm"
)

// This file holds the table of functions: what binds a name to its signature and to the method that does it.

// A function is a function of preview 1. Its result, unless it ends the guest, is an errno.
type function struct {
	name   string
	params string // a letter each: i32 "i", i64 "l"
	group  Group
	decl   string // the parameters as traces show them, "name:type" each; paramKinds has the types
	call   func(h *Host, ctx context.Context, mem memory, p []uint64) errno
	end    func(h *Host, p []uint64) error // in the place of call: ends the guest
}

// functions has a row for each function, in the order of the standard.
var functions = [...]function{
	{name: "args_get", params: "ii", group: GroupArgs, decl: "argv:>argv argv_buf:skip",
		call: func(h *Host, _ context.Context, m memory, p []uint64) errno {
			return h.argsGet(m, ptr(p[0]), ptr(p[1]))
		}},
	{name: "args_sizes_get", params: "ii", group: GroupArgs, decl: "argc:>u32 argv_buf_size:>u32",
		call: func(h *Host, _ context.Context, m memory, p []uint64) errno {
			return h.argsSizesGet(m, ptr(p[0]), ptr(p[1]))
		}},
	{name: "environ_get", params: "ii", group: GroupEnv, decl: "environ:>environ environ_buf:skip",
		call: func(h *Host, _ context.Context, m memory, p []uint64) errno {
			return h.environGet(m, ptr(p[0]), ptr(p[1]))
		}},
	{name: "environ_sizes_get", params: "ii", group: GroupEnv, decl: "environc:>u32 environ_buf_size:>u32",
		call: func(h *Host, _ context.Context, m memory, p []uint64) errno {
			return h.environSizesGet(m, ptr(p[0]), ptr(p[1]))
		}},
	{name: "clock_res_get", params: "ii", group: GroupClock, decl: "id:clockid resolution:>u64",
		call: func(h *Host, _ context.Context, m memory, p []uint64) errno {
			return h.clockResGet(m, clockid(p[0]), ptr(p[1]))
		}},
	{name: "clock_time_get", params: "ili", group: GroupClock, decl: "id:clockid precision:u64 time:>u64",
		call: func(h *Host, _ context.Context, m memory, p []uint64) errno {
			return h.clockTimeGet(m, clockid(p[0]), ptr(p[2]))
		}},
	{name: "fd_advise", params: "illi", group: GroupFS, decl: "fd:fd offset:u64 len:u64 advice:advice",
		call: func(h *Host, _ context.Context, _ memory, p []uint64) errno {
			return h.fdAdvise(fd(p[0]), p[1], p[2], uint32(p[3]))
		}},
	{name: "fd_allocate", params: "ill", group: GroupFS, decl: "fd:fd offset:u64 len:u64",
		call: func(h *Host, _ context.Context, _ memory, p []uint64) errno {
			return h.fdAllocate(fd(p[0]), p[1], p[2])
		}},
	{name: "fd_close", params: "i", group: GroupFS, decl: "fd:fd",
		call: func(h *Host, _ context.Context, _ memory, p []uint64) errno {
			return h.fdClose(fd(p[0]))
		}},
	{name: "fd_datasync", params: "i", group: GroupFS, decl: "fd:fd",
		call: func(h *Host, _ context.Context, _ memory, p []uint64) errno {
			return h.fdDatasync(fd(p[0]))
		}},
	{name: "fd_fdstat_get", params: "ii", group: GroupFS, decl: "fd:fd stat:>fdstat",
		call: func(h *Host, _ context.Context, m memory, p []uint64) errno {
			return h.fdFdstatGet(m, fd(p[0]), ptr(p[1]))
		}},
	{name: "fd_fdstat_set_flags", params: "ii", group: GroupFS, decl: "fd:fd flags:fdflags",
		call: func(h *Host, _ context.Context, _ memory, p []uint64) errno {
			return h.fdFdstatSetFlags(fd(p[0]), fdflags(p[1]))
		}},
	{name: "fd_fdstat_set_rights", params: "ill", group: GroupFS, decl: "fd:fd fs_rights_base:rights fs_rights_inheriting:rights",
		call: func(h *Host, _ context.Context, _ memory, p []uint64) errno {
			return h.fdFdstatSetRights(fd(p[0]), rights(p[1]), rights(p[2]))
		}},
	{name: "fd_filestat_get", params: "ii", group: GroupFS, decl: "fd:fd stat:>filestat",
		call: func(h *Host, _ context.Context, m memory, p []uint64) errno {
			return h.fdFilestatGet(m, fd(p[0]), ptr(p[1]))
		}},
	{name: "fd_filestat_set_size", params: "il", group: GroupFS, decl: "fd:fd size:u64",
		call: func(h *Host, _ context.Context, _ memory, p []uint64) errno {
			return h.fdFilestatSetSize(fd(p[0]), p[1])
		}},
	{name: "fd_filestat_set_times", params: "illi", group: GroupFS, decl: "fd:fd atim:u64 mtim:u64 fst_flags:fstflags",
		call: func(h *Host, _ context.Context, _ memory, p []uint64) errno {
			return h.fdFilestatSetTimes(fd(p[0]), timestamp(p[1]), timestamp(p[2]), fstflags(p[3]))
		}},
	{name: "fd_pread", params: "iiili", group: GroupFS, decl: "fd:fd iovs:iovs offset:u64 nread:>data",
		call: func(h *Host, ctx context.Context, m memory, p []uint64) errno {
			return h.fdPread(ctx, m, fd(p[0]), ptr(p[1]), size(p[2]), p[3], ptr(p[4]))
		}},
	{name: "fd_prestat_get", params: "ii", group: GroupFS, decl: "fd:fd prestat:>prestat",
		call: func(h *Host, _ context.Context, m memory, p []uint64) errno {
			return h.fdPrestatGet(m, fd(p[0]), ptr(p[1]))
		}},
	{name: "fd_prestat_dir_name", params: "iii", group: GroupFS, decl: "fd:fd path:>name",
		call: func(h *Host, _ context.Context, m memory, p []uint64) errno {
			return h.fdPrestatDirName(m, fd(p[0]), ptr(p[1]), size(p[2]))
		}},
	{name: "fd_pwrite", params: "iiili", group: GroupFS, decl: "fd:fd iovs:ciovs offset:u64 nwritten:>u32",
		call: func(h *Host, ctx context.Context, m memory, p []uint64) errno {
			return h.fdPwrite(ctx, m, fd(p[0]), ptr(p[1]), size(p[2]), p[3], ptr(p[4]))
		}},
	{name: "fd_read", params: "iiii", group: GroupFS, decl: "fd:fd iovs:iovs nread:>data",
		call: func(h *Host, ctx context.Context, m memory, p []uint64) errno {
			return h.fdRead(ctx, m, fd(p[0]), ptr(p[1]), size(p[2]), ptr(p[3]))
		}},
	{name: "fd_readdir", params: "iiili", group: GroupFS, decl: "fd:fd buf:buf cookie:u64 used:>u32",
		call: func(h *Host, ctx context.Context, m memory, p []uint64) errno {
			return h.fdReaddir(ctx, m, fd(p[0]), ptr(p[1]), size(p[2]), p[3], ptr(p[4]))
		}},
	{name: "fd_renumber", params: "ii", group: GroupFS, decl: "fd:fd to:fd",
		call: func(h *Host, _ context.Context, _ memory, p []uint64) errno {
			return h.fdRenumber(fd(p[0]), fd(p[1]))
		}},
	{name: "fd_seek", params: "ilii", group: GroupFS, decl: "fd:fd offset:s64 whence:whence newoffset:>u64",
		call: func(h *Host, _ context.Context, m memory, p []uint64) errno {
			return h.fdSeek(m, fd(p[0]), int64(p[1]), whence(p[2]), ptr(p[3]))
		}},
	{name: "fd_sync", params: "i", group: GroupFS, decl: "fd:fd",
		call: func(h *Host, _ context.Context, _ memory, p []uint64) errno {
			return h.fdSync(fd(p[0]))
		}},
	{name: "fd_tell", params: "ii", group: GroupFS, decl: "fd:fd offset:>u64",
		call: func(h *Host, _ context.Context, m memory, p []uint64) errno {
			return h.fdTell(m, fd(p[0]), ptr(p[1]))
		}},
	{name: "fd_write", params: "iiii", group: GroupFS, decl: "fd:fd iovs:ciovs nwritten:>u32",
		call: func(h *Host, ctx context.Context, m memory, p []uint64) errno {
			return h.fdWrite(ctx, m, fd(p[0]), ptr(p[1]), size(p[2]), ptr(p[3]))
		}},
	{name: "path_create_directory", params: "iii", group: GroupFS, decl: "fd:fd path:path",
		call: func(h *Host, _ context.Context, m memory, p []uint64) errno {
			return h.pathCreateDirectory(m, fd(p[0]), ptr(p[1]), size(p[2]))
		}},
	{name: "path_filestat_get", params: "iiiii", group: GroupFS, decl: "fd:fd flags:lookupflags path:path stat:>filestat",
		call: func(h *Host, _ context.Context, m memory, p []uint64) errno {
			return h.pathFilestatGet(m, fd(p[0]), lookupflags(p[1]), ptr(p[2]), size(p[3]), ptr(p[4]))
		}},
	{name: "path_filestat_set_times", params: "iiiilli", group: GroupFS, decl: "fd:fd flags:lookupflags path:path atim:u64 mtim:u64 fst_flags:fstflags",
		call: func(h *Host, _ context.Context, m memory, p []uint64) errno {
			return h.pathFilestatSetTimes(m, fd(p[0]), lookupflags(p[1]), ptr(p[2]), size(p[3]), timestamp(p[4]), timestamp(p[5]), fstflags(p[6]))
		}},
	{name: "path_link", params: "iiiiiii", group: GroupFS, decl: "old_fd:fd old_flags:lookupflags old_path:path new_fd:fd new_path:path",
		call: func(h *Host, _ context.Context, m memory, p []uint64) errno {
			return h.pathLink(m, fd(p[0]), lookupflags(p[1]), ptr(p[2]), size(p[3]), fd(p[4]), ptr(p[5]), size(p[6]))
		}},
	{name: "path_open", params: "iiiiillii", group: GroupFS, decl: "fd:fd dirflags:lookupflags path:path oflags:oflags fs_rights_base:rights fs_rights_inheriting:rights fdflags:fdflags opened_fd:>fd",
		call: func(h *Host, _ context.Context, m memory, p []uint64) errno {
			return h.pathOpen(m, fd(p[0]), lookupflags(p[1]), ptr(p[2]), size(p[3]), oflags(p[4]), rights(p[5]), rights(p[6]), fdflags(p[7]), ptr(p[8]))
		}},
	{name: "path_readlink", params: "iiiiii", group: GroupFS, decl: "fd:fd path:path buf:>text bufused:skip",
		call: func(h *Host, _ context.Context, m memory, p []uint64) errno {
			return h.pathReadlink(m, fd(p[0]), ptr(p[1]), size(p[2]), ptr(p[3]), size(p[4]), ptr(p[5]))
		}},
	{name: "path_remove_directory", params: "iii", group: GroupFS, decl: "fd:fd path:path",
		call: func(h *Host, _ context.Context, m memory, p []uint64) errno {
			return h.pathRemoveDirectory(m, fd(p[0]), ptr(p[1]), size(p[2]))
		}},
	{name: "path_rename", params: "iiiiii", group: GroupFS, decl: "fd:fd old_path:path new_fd:fd new_path:path",
		call: func(h *Host, _ context.Context, m memory, p []uint64) errno {
			return h.pathRename(m, fd(p[0]), ptr(p[1]), size(p[2]), fd(p[3]), ptr(p[4]), size(p[5]))
		}},
	{name: "path_symlink", params: "iiiii", group: GroupFS, decl: "old_path:path fd:fd new_path:path",
		call: func(h *Host, _ context.Context, m memory, p []uint64) errno {
			return h.pathSymlink(m, ptr(p[0]), size(p[1]), fd(p[2]), ptr(p[3]), size(p[4]))
		}},
	{name: "path_unlink_file", params: "iii", group: GroupFS, decl: "fd:fd path:path",
		call: func(h *Host, _ context.Context, m memory, p []uint64) errno {
			return h.pathUnlinkFile(m, fd(p[0]), ptr(p[1]), size(p[2]))
		}},
	{name: "poll_oneoff", params: "iiii", group: GroupPoll, decl: "in:subs",
		call: func(h *Host, ctx context.Context, m memory, p []uint64) errno {
			return h.pollOneoff(ctx, m, ptr(p[0]), ptr(p[1]), size(p[2]), ptr(p[3]))
		}},
	{name: "proc_exit", params: "i", group: GroupProc, decl: "rval:u32",
		end: func(h *Host, p []uint64) error {
			return h.procExit(uint32(p[0]))
		}},
	{name: "proc_raise", params: "i", group: GroupProc, decl: "sig:signal",
		call: func(h *Host, _ context.Context, _ memory, p []uint64) errno {
			return h.procRaise(uint32(p[0]))
		}},
	{name: "sched_yield", params: "", group: GroupProc, decl: "",
		call: func(h *Host, _ context.Context, _ memory, p []uint64) errno {
			return h.schedYield()
		}},
	{name: "random_get", params: "ii", group: GroupRandom, decl: "buf:buf",
		call: func(h *Host, ctx context.Context, m memory, p []uint64) errno {
			return h.randomGet(ctx, m, ptr(p[0]), size(p[1]))
		}},
	{name: "sock_accept", params: "iii", group: GroupSock, decl: "fd:fd flags:fdflags connection:>fd",
		call: func(h *Host, ctx context.Context, m memory, p []uint64) errno {
			return h.sockAccept(ctx, m, fd(p[0]), fdflags(p[1]), ptr(p[2]))
		}},
	{name: "sock_recv", params: "iiiiii", group: GroupSock, decl: "fd:fd ri_data:iovs ri_flags:riflags ro_datalen:>data ro_flags:>roflags",
		call: func(h *Host, ctx context.Context, m memory, p []uint64) errno {
			return h.sockRecv(ctx, m, fd(p[0]), ptr(p[1]), size(p[2]), uint32(p[3]), ptr(p[4]), ptr(p[5]))
		}},
	{name: "sock_send", params: "iiiii", group: GroupSock, decl: "fd:fd si_data:ciovs si_flags:u32 so_datalen:>u32",
		call: func(h *Host, ctx context.Context, m memory, p []uint64) errno {
			return h.sockSend(ctx, m, fd(p[0]), ptr(p[1]), size(p[2]), uint32(p[3]), ptr(p[4]))
		}},
	{name: "sock_shutdown", params: "ii", group: GroupSock, decl: "fd:fd how:sdflags",
		call: func(h *Host, _ context.Context, _ memory, p []uint64) errno {
			return h.sockShutdown(fd(p[0]), uint32(p[1]))
		}},
}

// signature returns the type of a function.
func (f *function) signature() wasm.FuncType {
	t := wasm.FuncType{Params: make([]wasm.ValType, len(f.params))}
	for i, letter := range f.params {
		t.Params[i] = wasm.I32
		if letter == 'l' {
			t.Params[i] = wasm.I64
		}
	}
	if f.call != nil {
		t.Results = []wasm.ValType{wasm.I32}
	}
	return t
}
