package style

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// This file reads the project's files, from which the tests judge.

const module = "github.com/wvm-project/wvm"

// A file is a text file of the project.
type file struct {
	path      string // from the root, with slashes
	text      string
	generated bool
	syntax    *ast.File // of Go files
	fset      *token.FileSet
}

func (f *file) isTest() bool { return strings.HasSuffix(f.path, "_test.go") }

// texts are the endings of the files that people write.
var texts = map[string]bool{".go": true, ".c": true, ".rs": true, ".s": true, ".sh": true, ".md": true, ".py": true, ".mod": true, "": true}

// files reads every text file of the project. Names that begin with a dot are left out but for the scripts in .ci.
func files(t *testing.T) []*file {
	t.Helper()
	root := filepath.Join("..", "..")
	var all []*file
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if strings.HasPrefix(d.Name(), ".") && name != root && d.Name() != ".ci" {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() || !texts[filepath.Ext(name)] || d.Name() == "LICENSE" {
			return nil
		}
		f, err := read(root, name)
		if f != nil {
			all = append(all, f)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 20 {
		t.Fatalf("only %d files found", len(all))
	}
	return all
}

// read reads one file. It returns nil for a file without an ending that is no script, a built program for example.
func read(root, name string) (*file, error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	if filepath.Ext(name) == "" && !strings.HasPrefix(string(b), "#!") {
		return nil, nil
	}
	rel, err := filepath.Rel(root, name)
	if err != nil {
		return nil, err
	}
	f := &file{path: filepath.ToSlash(rel), text: string(b)}
	if path.Ext(f.path) == ".go" {
		f.fset = token.NewFileSet()
		if f.syntax, err = parser.ParseFile(f.fset, f.path, b, parser.ParseComments|parser.SkipObjectResolution); err != nil {
			return nil, err
		}
		f.generated = ast.IsGenerated(f.syntax)
	}
	return f, nil
}
