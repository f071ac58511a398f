package preview1

// This file holds the sockets. A guest is given none: the one way to a socket is a standard stream that is one, and that is used by
// fd_read and fd_write.

// socket returns what every function for sockets says about descriptor n.
func (h *Host) socket(n fd) errno {
	d := h.fds.get(n)
	switch {
	case d == nil:
		return errnoBadf
	case d.filetype == filetypeSocketStream || d.filetype == filetypeSocketDgram:
		return errnoNotsup
	}
	return errnoNotsock
}

// sockAccept would store the descriptor of a new connection at p.
func (h *Host) sockAccept(n fd, _ fdflags, _ ptr) errno { return h.socket(n) }

// sockRecv would receive a message into the buffers at data, and store its length and flags.
func (h *Host) sockRecv(n fd, _ ptr, _ size, _ uint32, _, _ ptr) errno { return h.socket(n) }

// sockSend would send the buffers at data as a message, and store how much of it was sent.
func (h *Host) sockSend(n fd, _ ptr, _ size, _ uint32, _ ptr) errno { return h.socket(n) }

// sockShutdown would close one or both directions of a connection.
func (h *Host) sockShutdown(n fd, _ uint32) errno { return h.socket(n) }
