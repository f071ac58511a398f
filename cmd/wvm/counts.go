package main

import (
	"fmt"
	"math"

	"github.com/wvm-project/wvm/component/check"
	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/wasm"
)

// This file counts the tables and memories that instances of components have.

// A made is how many tables and memories an instantiation makes.
type made struct{ tables, memories int }

func (m *made) add(n made) {
	m.tables = min(m.tables+n.tables, math.MaxInt32)
	m.memories = min(m.memories+n.memories, math.MaxInt32)
}

// A counter counts what instances of one component make. Modules and components that it imports count for nobody.
type counter struct {
	outer      *counter
	known      map[*check.Component]made
	modules    map[uint32]*wasm.Module
	components map[uint32]made
}

// countMade counts what an instantiation of c makes, all that is nested in it included.
func countMade(c *check.Component, outer *counter, known map[*check.Component]made) (total made) {
	if m, ok := known[c]; ok {
		return m
	}
	s := &counter{outer, known, map[uint32]*wasm.Module{}, map[uint32]made{}}
	for i, defs := 0, c.Defs(); i < len(defs); i++ {
		switch d := &defs[i]; d.Kind {
		case check.DefCoreModule:
			s.modules[d.Index] = d.Module.Wasm()
		case check.DefComponent:
			s.components[d.Index] = countMade(d.Component, s, known)
		case check.DefAlias:
			s.alias(d)
		case check.DefCoreInstance:
			if m := s.modules[d.CoreInstance.Module]; m != nil {
				total.add(made{len(m.Tables) - m.NumImportedTables, len(m.Memories) - m.NumImportedMemories})
			}
		case check.DefInstance:
			total.add(s.components[d.Instance.Component])
		}
	}
	known[c] = total
	return total
}

// alias takes over what an enclosing component has defined.
func (s *counter) alias(d *check.Def) {
	if d.Alias.Kind != syntax.AliasOuter {
		return
	}
	from := s
	for range d.Alias.Outer {
		from = from.outer
	}
	switch d.Sort {
	case syntax.SortCoreModule:
		s.modules[d.Index] = from.modules[d.Alias.Index]
	case syntax.SortComponent:
		s.components[d.Index] = from.components[d.Alias.Index]
	}
}

// checkCounts compares how many tables and memories there would be with the limits. Instances are counted as they are made.
func (p *componentGuest) checkCounts() error {
	n := countMade(p.checked, nil, map[*check.Component]made{})
	if err := p.checkCount(countTables, "tables", n.tables); err != nil {
		return err
	}
	return p.checkCount(countMemories, "memories", n.memories)
}

// checkCount compares how many of something there would be with the limit of it.
func (p *program) checkCount(which int, what string, n int) error {
	if limit := p.counts[which]; limit >= 0 && n > limit {
		return &failure{file: p.name, what: fmt.Sprintf("`%s` wants %d %s, and --max-%s is %d", p.name, n, what, what, limit)}
	}
	return nil
}
