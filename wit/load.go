package wit

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/wvm-project/wvm/wat"
)

// This file holds what finds the texts of packages.

// Options say which of the gated items are there.
type Options struct {
	Features    []string // features that are enabled
	AllFeatures bool     // all features are enabled
	// Target is the version of the root package to go by: items that came later are left out, and the package gets this version. Empty:
	// the package's own version.
	Target string
}

// A pack is a package in the making.
type pack struct {
	name   PackageName
	at     pos
	docs   string
	blocks []*block
	out    *Package
	found  map[string]*entity // by name, interfaces and worlds
	state  state
}

// Parse reads the texts of one package, of which at least one says its name, and packages between braces in them. The error is an
// *Error.
func Parse(sources []Source, opts Options) (g *Graph, err error) {
	defer catch(&err)
	r := newResolver(opts)
	root := r.add(sources, true)
	return r.graph(root), nil
}

// Load reads a file with a package, or a directory with the files of one, and in its directory deps a file or a directory for each
// further package. Packages in the binary format, *.wasm, may be among the latter, also as text, *.wat. Name is a path as fs.FS has it.
func Load(fsys fs.FS, name string, opts Options) (g *Graph, err error) {
	defer catch(&err)
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, err
	}
	r := newResolver(opts)
	if !info.IsDir() {
		src, err := readSource(fsys, name)
		if err != nil {
			return nil, err
		}
		return r.graph(r.add([]Source{src}, true)), nil
	}
	sources, err := readDir(fsys, name)
	if err != nil {
		return nil, err
	}
	if len(sources) == 0 {
		return nil, &Error{File: name, What: "there is no *.wit file in the directory"}
	}
	if err := r.loadDeps(fsys, path.Join(name, "deps")); err != nil {
		return nil, err
	}
	return r.graph(r.add(sources, true)), nil
}

// readSource reads a file.
func readSource(fsys fs.FS, name string) (Source, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return Source{}, err
	}
	if info.Size() > maxText {
		return Source{}, &Error{File: name, What: fmt.Sprintf("the file has more than %d MiB", maxText>>20)}
	}
	b, err := fs.ReadFile(fsys, name)
	return Source{name, string(b)}, err
}

// readDir reads the *.wit files of a directory, by name.
func readDir(fsys fs.FS, dir string) (list []Source, err error) {
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if !e.IsDir() && strings.HasSuffix(e.Name(), ".wit") {
			src, err := readSource(fsys, path.Join(dir, e.Name()))
			if err != nil {
				return nil, err
			}
			list = append(list, src)
		}
	}
	return list, nil
}

// loadDeps reads the packages that others refer to, if there is such a directory.
func (r *resolver) loadDeps(fsys fs.FS, dir string) error {
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return nil
	}
	for _, e := range entries {
		name := path.Join(dir, e.Name())
		info, err := fs.Stat(fsys, name) // of what a link leads to
		if err != nil {
			return err
		}
		switch {
		case info.IsDir():
			sources, err := readDir(fsys, name)
			if err != nil {
				return err
			}
			if len(sources) > 0 {
				r.add(sources, false)
			}
		case strings.HasSuffix(name, ".wit"):
			src, err := readSource(fsys, name)
			if err != nil {
				return err
			}
			r.add([]Source{src}, false)
		case strings.HasSuffix(name, ".wasm"), strings.HasSuffix(name, ".wat"):
			if err := r.loadBinary(fsys, name); err != nil {
				return err
			}
		}
	}
	return nil
}

// loadBinary reads a package in the binary format, by way of its text.
func (r *resolver) loadBinary(fsys fs.FS, name string) error {
	b, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	if strings.HasSuffix(name, ".wat") {
		if b, err = wat.Encode(b); err != nil {
			return &Error{File: name, What: err.Error()}
		}
	}
	g, err := Decode(b)
	if err != nil {
		return &Error{File: name, What: err.Error()}
	}
	for _, p := range g.Packages {
		text := p.String()
		r.add([]Source{{name, text}}, false)
	}
	return nil
}

// add parses the texts of a package and adds it, and those between braces, to the others.
func (r *resolver) add(sources []Source, isRoot bool) *pack {
	var p *pack
	var files []*file
	for i := range sources {
		f := parseFile(&sources[i])
		files = append(files, f)
		switch {
		case f.pkg == nil:
		case p == nil:
			p = &pack{name: *f.pkg, at: f.at}
		case p.name != *f.pkg:
			failHelp(f.at, "All files of a directory are of one package.", "the package is %s here and %s in another file", f.pkg, &p.name)
		}
	}
	for _, f := range files {
		if p != nil && f.docs != "" {
			if p.docs != "" {
				fail(f.at, "the package has docs in more than one file")
			}
			p.docs = f.docs
		}
		for _, n := range f.nest {
			r.addPack(&pack{name: n.pkg, at: n.at, docs: n.docs, blocks: []*block{&n.body}})
		}
		if p != nil {
			p.blocks = append(p.blocks, &f.body)
		} else if isRoot || len(f.body.items)+len(f.body.uses) > 0 || len(f.nest) == 0 {
			failHelp(pos{f.src, 0}, "The first line of a file says which, as in: package my-name:my-package;", "no file names the package")
		}
	}
	if p == nil {
		return nil
	}
	return r.addPack(p)
}

// addPack adds a package, unless it is there already with the same contents.
func (r *resolver) addPack(p *pack) *pack {
	old := r.packs[p.name]
	if old == nil {
		r.packs[p.name] = p
		r.order = append(r.order, p)
		return p
	}
	if !slices.Equal(old.tokens(), p.tokens()) {
		failHelp(p.at, fmt.Sprintf("The other one is in %s. Remove one of them, or give it another version.", old.at.src.Name),
			"there is another package %s with other contents", &p.name)
	}
	return old
}

// tokens returns what the package consists of, for comparison: an item each, without comments and white space.
func (p *pack) tokens() (list []string) {
	for _, b := range p.blocks {
		for _, span := range b.spans {
			l := &lexer{src: &Source{Text: span}}
			var words []string
			for t := l.next(); t.kind != tokenEnd; t = l.next() {
				words = append(words, span[t.at:t.end])
			}
			list = append(list, strings.Join(words, " "))
		}
	}
	sort.Strings(list)
	return list
}
