package preview1

// This file holds the standard's names of numbers and bits, for traces.

var (
	fdflagNames   = [...]string{"append", "dsync", "nonblock", "rsync", "sync"}
	clockNames    = [...]string{"realtime", "monotonic", "process_cputime_id", "thread_cputime_id"}
	eventNames    = [...]string{"clock", "fd_read", "fd_write"}
	filetypeNames = [...]string{"unknown", "block_device", "character_device", "directory", "regular_file", "socket_dgram",
		"socket_stream", "symbolic_link"}
	signalNames = [...]string{"none", "hup", "int", "quit", "ill", "trap", "abrt", "bus", "fpe", "kill", "usr1", "segv", "usr2",
		"pipe", "alrm", "term", "chld", "cont", "stop", "tstp", "ttin", "ttou", "urg", "xcpu", "xfsz", "vtalrm", "prof", "winch",
		"poll", "pwr", "sys"}
	rightNames = [...]string{"fd_datasync", "fd_read", "fd_seek", "fd_fdstat_set_flags", "fd_sync", "fd_tell", "fd_write",
		"fd_advise", "fd_allocate", "path_create_directory", "path_create_file", "path_link_source", "path_link_target",
		"path_open", "fd_readdir", "path_readlink", "path_rename_source", "path_rename_target", "path_filestat_get",
		"path_filestat_set_size", "path_filestat_set_times", "fd_filestat_get", "fd_filestat_set_size",
		"fd_filestat_set_times", "path_symlink", "path_remove_directory", "path_unlink_file", "poll_fd_readwrite",
		"sock_shutdown", "sock_accept"}
)
