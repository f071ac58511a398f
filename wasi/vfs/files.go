package vfs

import (
	"errors"
	"io"
	"io/fs"
	"path"
)

// This file holds what fills a Dir with files and looks at them, for whoever gives one to a guest.

// ReadFile returns the content of a file.
func ReadFile(d Dir, name string) ([]byte, error) {
	f, err := d.OpenFile(name, Read)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	defer f.Close()
	return io.ReadAll(f)
}

// WriteFile makes a file with this content, or gives it to one that is there. It makes the directories on the way.
func WriteFile(d Dir, name string, content []byte) error {
	if err := MkdirAll(d, path.Dir(name)); err != nil {
		return err
	}
	f, err := d.OpenFile(name, Write|Create|Truncate)
	if err != nil {
		return &fs.PathError{Op: "open", Path: name, Err: err}
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Close())
}

// MkdirAll makes a directory and those on the way, unless they are there.
func MkdirAll(d Dir, name string) error {
	if st, err := d.Stat(name, true); err == nil && st.Type == Directory {
		return nil
	}
	if parent := path.Dir(name); parent != name {
		if err := MkdirAll(d, parent); err != nil {
			return err
		}
	}
	if err := d.Mkdir(name); err != nil {
		return &fs.PathError{Op: "mkdir", Path: name, Err: err}
	}
	return nil
}
