package errname

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"github.com/wvm-project/wvm/wasi/vfs"
)

func TestOf(t *testing.T) {
	for _, test := range []struct {
		err  error
		want string
	}{
		{nil, ""},
		{vfs.ErrPermission, "perm"},
		{&fs.PathError{Op: "open", Path: "x", Err: vfs.ErrQuota}, "dquot"},
		{fmt.Errorf("wrapped: %w", fs.ErrNotExist), "noent"},
		{fs.ErrPermission, "acces"},
		{errors.New("something else"), "io"},
	} {
		if got := Of(test.err); got != test.want {
			t.Errorf("Of(%v) = %q, want %q", test.err, got, test.want)
		}
	}
	for e, name := range vfsNames {
		if name == "" && e != 0 {
			t.Errorf("%v has no name", vfs.Error(e))
		}
	}
}
