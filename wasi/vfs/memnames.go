package vfs

import (
	"io"
	"slices"
	"sort"
)

// This file holds the entries of directories in memory.

// A memNames is the entries of a directory, by name and in the order in which they were made. To go through them takes no more than a number
// in that order, however many there are: a guest may have a thousand listings under way.
type memNames struct {
	byName map[string]memName
	order  []memName // by number; those that were removed have no node
	gone   int       // how many of order were removed
	last   uint64    // the highest number
}

// A memName is an entry.
type memName struct {
	name   string
	node   *memNode
	number uint64
}

func newMemNames() memNames { return memNames{byName: map[string]memName{}} }

func (m *memNames) len() int { return len(m.byName) }

// get returns what has a name, or nil.
func (m *memNames) get(name string) *memNode { return m.byName[name].node }

// add makes an entry; there must be none of that name.
func (m *memNames) add(name string, node *memNode) {
	m.last++
	e := memName{name, node, m.last}
	m.byName[name] = e
	m.order = append(m.order, e)
}

// remove takes an entry out.
func (m *memNames) remove(name string) {
	m.order[m.from(m.byName[name].number)] = memName{number: m.byName[name].number}
	delete(m.byName, name)
	if m.gone++; m.gone > len(m.order)/2 {
		m.order = slices.DeleteFunc(m.order, func(e memName) bool { return e.node == nil })
		m.order, m.gone = slices.Clip(m.order), 0
	}
}

// from returns the index in order of the first entry whose number is not below n.
func (m *memNames) from(n uint64) int {
	return sort.Search(len(m.order), func(i int) bool { return m.order[i].number >= n })
}

// A memListing goes through the entries that were there when it began, from the one with the number next.
type memListing struct {
	dir       *memDir
	next, end uint64
}

func (l *memListing) Close() error { return nil }

func (l *memListing) Next(n int) ([]Entry, error) {
	l.dir.m.mu.RLock()
	defer l.dir.m.mu.RUnlock()
	names := &l.dir.node.entries
	var list []Entry
	for i := names.from(l.next); i < len(names.order) && len(list) < n; i++ {
		e := &names.order[i]
		if e.number > l.end {
			break
		}
		if e.node != nil {
			list = append(list, Entry{e.name, e.node.typ, e.node.ino})
		}
		l.next = e.number + 1
	}
	if len(list) == 0 {
		return nil, io.EOF
	}
	return list, nil
}
