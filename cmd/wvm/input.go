package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// This file holds where modules come from.

// stdinName is the file name that stands for the standard input.
const stdinName = "-"

// maxRead is the size up to which a file is read. A larger one is mapped, which makes neither a copy of it nor work for the
// garbage collector, and lets several workers fetch it.
const maxRead = 1 << 20

// readModule returns the bytes of a file, or of the standard input. They stay valid as long as the process runs.
func readModule(name string) ([]byte, error) {
	if name == stdinName {
		b, err := io.ReadAll(os.Stdin)
		return b, readError("the standard input", err)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, readError("`"+name+"`", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, readError("`"+name+"`", err)
	}
	if info.Mode().IsRegular() && info.Size() > maxRead {
		if b, ok := mapFile(f, info.Size()); ok {
			return b, nil
		}
	}
	if info.Mode().IsRegular() {
		b := make([]byte, info.Size())
		n, err := io.ReadFull(f, b)
		if err == io.ErrUnexpectedEOF || err == io.EOF {
			err = nil
		}
		return b[:n], readError("`"+name+"`", err)
	}
	b, err := io.ReadAll(f)
	return b, readError("`"+name+"`", err)
}

// readError says what cannot be read, unless err is nil.
func readError(what string, err error) error {
	if err == nil {
		return nil
	}
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return &failure{what: fmt.Sprintf("cannot read %s: %v", what, err)}
}
