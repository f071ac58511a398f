package preview1

import (
	"bytes"
	"os"
	"testing"
)

// A standIn is a Writer for a file.
type standIn struct {
	bytes.Buffer
	file *os.File
}

func (s *standIn) File() *os.File { return s.file }

// TestStandIn looks at the descriptor of a Writer that stands for a character device.
func TestStandIn(t *testing.T) {
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	w := &standIn{file: null}
	h, err := New(Config{Stdout: w, Stderr: null})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	got, want := h.fds.list[1], h.fds.list[2]
	if got.filetype != want.filetype || got.rights != want.rights || got.file != nil || got.out == nil || !got.stream {
		t.Errorf("the descriptor is %+v, that of the file %+v", got, want)
	}
}
