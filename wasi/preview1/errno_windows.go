package preview1

import (
	"errors"
	"syscall"

	"golang.org/x/sys/windows"
)

// systemErrno returns the number for an error number of the system, or errnoSuccess for an error that has none.
func systemErrno(err error) errno {
	var e syscall.Errno
	if !errors.As(err, &e) {
		return errnoSuccess
	}
	switch e {
	case windows.ERROR_FILE_NOT_FOUND, windows.ERROR_PATH_NOT_FOUND, windows.ERROR_INVALID_NAME,
		windows.ERROR_BAD_NETPATH, windows.ERROR_BAD_PATHNAME:
		return errnoNoent
	case windows.ERROR_ACCESS_DENIED, windows.ERROR_LOCK_VIOLATION, syscall.EACCES:
		return errnoAcces
	case windows.ERROR_SHARING_VIOLATION, windows.ERROR_BUSY:
		return errnoBusy
	case windows.ERROR_FILE_EXISTS, windows.ERROR_ALREADY_EXISTS, syscall.EEXIST:
		return errnoExist
	case windows.ERROR_INVALID_HANDLE, syscall.EBADF:
		return errnoBadf
	case windows.ERROR_DIR_NOT_EMPTY, syscall.ENOTEMPTY:
		return errnoNotempty
	case windows.ERROR_DIRECTORY:
		return errnoNotdir
	case windows.ERROR_NOT_SAME_DEVICE, syscall.EXDEV:
		return errnoXdev
	case windows.ERROR_DISK_FULL, windows.ERROR_HANDLE_DISK_FULL, syscall.ENOSPC:
		return errnoNospc
	case windows.ERROR_BROKEN_PIPE, windows.ERROR_NO_DATA, syscall.EPIPE:
		return errnoPipe
	case windows.ERROR_NEGATIVE_SEEK, windows.ERROR_INVALID_PARAMETER, syscall.EINVAL:
		return errnoInval
	case windows.ERROR_SEEK_ON_DEVICE, syscall.ESPIPE:
		return errnoSpipe
	case windows.ERROR_TOO_MANY_OPEN_FILES, syscall.EMFILE:
		return errnoMfile
	case windows.ERROR_FILENAME_EXCED_RANGE, windows.ERROR_BUFFER_OVERFLOW, syscall.ENAMETOOLONG:
		return errnoNametoolong
	case windows.ERROR_PRIVILEGE_NOT_HELD, syscall.EPERM:
		return errnoPerm
	case windows.ERROR_CANT_RESOLVE_FILENAME, syscall.ELOOP:
		return errnoLoop
	case windows.ERROR_NOT_SUPPORTED, windows.ERROR_INVALID_FUNCTION, windows.ERROR_CALL_NOT_IMPLEMENTED:
		return errnoNotsup
	case windows.ERROR_WRITE_PROTECT, syscall.EROFS:
		return errnoRofs
	case windows.ERROR_NOT_ENOUGH_MEMORY, windows.ERROR_OUTOFMEMORY, syscall.ENOMEM:
		return errnoNomem
	case windows.ERROR_TOO_MANY_LINKS, syscall.EMLINK:
		return errnoMlink
	case syscall.EISDIR:
		return errnoIsdir
	}
	return errnoSuccess
}
