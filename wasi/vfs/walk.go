package vfs

import "strings"

// This file holds how a path is walked in the file systems that are not the host's. One walk serves them all, so a path means the same in
// each: links are followed as POSIX has it, and none leads above the directory where the walk begins.

const (
	maxLinks = 40   // symbolic links on the way of one path
	maxName  = 255  // bytes of a name
	maxPath  = 4096 // bytes of a path, also of what a link leads to
)

// A tree is what is walked: N is a file, a directory or a link.
type tree[N any] interface {
	child(dir N, name string) (N, error) // ErrNotExist if there is none
	kind(n N) Type
	target(link N) (string, error)
}

// A place is where a path leads: to node, or where it could be made.
type place[N any] struct {
	dirs  []N    // from the top down to the directory that has it
	name  string // in the last of dirs; empty for one of dirs itself, as after ".."
	node  N
	found bool
	slash bool // the path says that it is a directory
}

// dir returns the directory that has what is at the place.
func (p *place[N]) dir() N { return p.dirs[len(p.dirs)-1] }

// A linkMode says what a walk does with a link at the end of a path.
type linkMode uint8

const (
	keepLink     linkMode = iota // it is what the path leads to, even with a slash behind it
	slashFollows                 // the same, unless a slash comes after it
	followLink
)

// follows returns the mode for looking at something.
func follows(follow bool) linkMode {
	if follow {
		return followLink
	}
	return slashFollows
}

// walk goes from top along path. That there is nothing at the end is no error.
func walk[N any](t tree[N], top N, path string, mode linkMode) (place[N], error) {
	p := place[N]{dirs: []N{top}, node: top, found: true}
	if err := CheckPath(path); err != nil {
		return p, err
	}
	links := 0
	for rest := path; rest != ""; {
		name, after, slash := strings.Cut(rest, "/")
		after = strings.TrimLeft(after, "/")
		p.slash = slash
		if !p.found {
			return p, ErrNotExist
		}
		if p.name != "" { // the last element was no link; what is below it is asked for now
			if t.kind(p.node) != Directory {
				return p, ErrNotDirectory
			}
			p.dirs, p.name = append(p.dirs, p.node), ""
		}
		rest = after
		switch name {
		case ".":
			p.slash = true
			continue
		case "..":
			if len(p.dirs) == 1 {
				return p, ErrPermission
			}
			p.dirs = p.dirs[:len(p.dirs)-1]
			p.node, p.slash = p.dir(), true
			continue
		}
		if len(name) > maxName {
			return p, ErrNameTooLong
		}
		node, err := t.child(p.dir(), name)
		if err != nil && err != ErrNotExist {
			return p, err
		}
		p.node, p.name, p.found = node, name, err == nil
		if !p.found || t.kind(node) != Symlink || rest == "" && (mode == keepLink || mode == slashFollows && !slash) {
			continue
		}
		if links++; links > maxLinks {
			return p, ErrLoop
		}
		to, err := t.target(node)
		if err != nil {
			return p, err
		}
		if err := CheckPath(to); err != nil {
			return p, err
		}
		if slash {
			to += "/"
		}
		p.node, p.name, p.found = p.dir(), "", true
		if rest = to + rest; len(rest) > 2*maxPath {
			return p, ErrNameTooLong
		}
	}
	if mode != keepLink {
		return p, notDirectory(t, &p)
	}
	return p, nil
}

// notDirectory returns an error if the path says that there is a directory but there is something else.
func notDirectory[N any](t tree[N], p *place[N]) error {
	if p.slash && p.found && t.kind(p.node) != Directory {
		return ErrNotDirectory
	}
	return nil
}

// CheckPath checks what can be told of a path by itself: the path of an error may not be given to a Dir. ErrNotExist is an empty one,
// ErrNameTooLong one of more than 4096 bytes, ErrPermission an absolute one, and ErrInvalid one with a zero byte.
func CheckPath(path string) error {
	switch {
	case path == "":
		return ErrNotExist
	case len(path) > maxPath:
		return ErrNameTooLong
	case path[0] == '/':
		return ErrPermission
	case strings.IndexByte(path, 0) >= 0:
		return ErrInvalid
	}
	return nil
}

// existing returns what is at a path.
func existing[N any](t tree[N], top N, path string, mode linkMode) (place[N], error) {
	p, err := walk(t, top, path, mode)
	if err == nil && !p.found {
		err = ErrNotExist
	}
	return p, err
}
