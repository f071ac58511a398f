// Files creates, writes, reads, seeks, renames, walks, stats and removes files in the current directory, with
// goroutines and errors in between.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

func writeMany(dir string) error {
	if err := os.MkdirAll(filepath.Join(dir, "deep", "er"), 0o777); err != nil {
		return err
	}
	errs := make([]error, 20)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			name := filepath.Join(dir, fmt.Sprintf("file%02d", i))
			errs[i] = os.WriteFile(name, []byte(strings.Repeat("x", i*100)), 0o666)
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

func edit(name string) error {
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Seek(-5, io.SeekEnd); err != nil {
		return err
	}
	if _, err := f.Write([]byte("\nlast line\n")); err != nil {
		return err
	}
	if _, err := f.WriteAt([]byte("first\n"), 0); err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		fmt.Println(len(lines.Text()), lines.Text()[:5])
	}
	return f.Truncate(6)
}

func walk(dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		size := info.Size()
		if d.IsDir() {
			size = 0
		}
		fmt.Println(filepath.ToSlash(path), d.IsDir(), size)
		return nil
	})
}

func refuse(dir string) {
	_, err := os.Open(filepath.Join(dir, "nothing"))
	fmt.Println("open of nothing:", errors.Is(err, fs.ErrNotExist))
	err = os.Mkdir(dir, 0o777)
	fmt.Println("mkdir over a directory:", errors.Is(err, fs.ErrExist))
	_, err = os.ReadFile(dir)
	fmt.Println("read of a directory:", err != nil)
}

func run() error {
	const dir = "tree"
	if err := writeMany(dir); err != nil {
		return err
	}
	if err := edit(filepath.Join(dir, "file07")); err != nil {
		return err
	}
	if err := os.Rename(filepath.Join(dir, "file08"), filepath.Join(dir, "deep", "er", "moved")); err != nil {
		return err
	}
	if err := os.Remove(filepath.Join(dir, "file09")); err != nil {
		return err
	}
	refuse(dir)
	if err := walk(dir); err != nil {
		return err
	}
	return os.RemoveAll(filepath.Join(dir, "deep"))
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
