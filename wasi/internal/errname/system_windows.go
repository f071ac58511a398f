package errname

import (
	"errors"
	"syscall"

	"golang.org/x/sys/windows"
)

// systemName returns the name of an error number of the system, or nothing for an error that has none.
func systemName(err error) string {
	var e syscall.Errno
	if !errors.As(err, &e) {
		return ""
	}
	switch e {
	case windows.ERROR_FILE_NOT_FOUND, windows.ERROR_PATH_NOT_FOUND, windows.ERROR_INVALID_NAME,
		windows.ERROR_BAD_NETPATH, windows.ERROR_BAD_PATHNAME:
		return "noent"
	case windows.ERROR_ACCESS_DENIED, windows.ERROR_LOCK_VIOLATION, syscall.EACCES:
		return "acces"
	case windows.ERROR_SHARING_VIOLATION, windows.ERROR_BUSY:
		return "busy"
	case windows.ERROR_FILE_EXISTS, windows.ERROR_ALREADY_EXISTS, syscall.EEXIST:
		return "exist"
	case windows.ERROR_INVALID_HANDLE, syscall.EBADF:
		return "badf"
	case windows.ERROR_DIR_NOT_EMPTY, syscall.ENOTEMPTY:
		return "notempty"
	case windows.ERROR_DIRECTORY:
		return "notdir"
	case windows.ERROR_NOT_SAME_DEVICE, syscall.EXDEV:
		return "xdev"
	case windows.ERROR_DISK_FULL, windows.ERROR_HANDLE_DISK_FULL, syscall.ENOSPC:
		return "nospc"
	case windows.ERROR_BROKEN_PIPE, windows.ERROR_NO_DATA, syscall.EPIPE:
		return "pipe"
	case windows.ERROR_NEGATIVE_SEEK, windows.ERROR_INVALID_PARAMETER, syscall.EINVAL:
		return "inval"
	case windows.ERROR_SEEK_ON_DEVICE, syscall.ESPIPE:
		return "spipe"
	case windows.ERROR_TOO_MANY_OPEN_FILES, syscall.EMFILE:
		return "mfile"
	case windows.ERROR_FILENAME_EXCED_RANGE, windows.ERROR_BUFFER_OVERFLOW, syscall.ENAMETOOLONG:
		return "nametoolong"
	case windows.ERROR_PRIVILEGE_NOT_HELD, syscall.EPERM:
		return "perm"
	case windows.ERROR_CANT_RESOLVE_FILENAME, syscall.ELOOP:
		return "loop"
	case windows.ERROR_NOT_SUPPORTED, windows.ERROR_INVALID_FUNCTION, windows.ERROR_CALL_NOT_IMPLEMENTED:
		return "notsup"
	case windows.ERROR_WRITE_PROTECT, syscall.EROFS:
		return "rofs"
	case windows.ERROR_NOT_ENOUGH_MEMORY, windows.ERROR_OUTOFMEMORY, syscall.ENOMEM:
		return "nomem"
	case windows.ERROR_TOO_MANY_LINKS, syscall.EMLINK:
		return "mlink"
	case syscall.EISDIR:
		return "isdir"
	}
	return ""
}
