package main

import (
	"fmt"
	"strings"

	"github.com/wvm-project/wvm/internal/source"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds the backtrace of a trap, with lines of the source where the module tells.

// A frame is a frame of a trap as the user sees it.
type frame struct {
	vm.Frame
	name   string            // Func, demangled
	source []source.Position // innermost first; several if functions were inlined, none if nothing is known
}

// frames finds the source of frames, which are of modules, if that is wanted, and demangles names.
func frames(stack []vm.Frame, modules []*wasm.Module, lines bool) []frame {
	positions := make([][]source.Position, len(stack))
	if lines {
		findSource(positions, stack, modules)
	}
	all := make([]frame, len(stack))
	var names []string
	for i, f := range stack {
		all[i] = frame{f, f.Func, positions[i]}
		if n := len(positions[i]); n > 0 && f.Func != "" {
			positions[i][n-1].Func = f.Func // for main, compilers have names of their own
		}
		names = append(names, f.Func)
		for _, at := range positions[i] {
			names = append(names, at.Func)
		}
	}
	names = readableAll(names)
	for i := range all {
		all[i].name, names = names[0], names[1:]
		for k := range all[i].source {
			all[i].source[k].Func, names = names[0], names[1:]
		}
	}
	return all
}

// findSource finds the source of frames. Modules that stand in one file have frames with offsets in that file.
func findSource(positions [][]source.Position, stack []vm.Frame, modules []*wasm.Module) {
	of := map[*wasm.Module][]int{}
	for i, f := range stack {
		var in *wasm.Module
		for _, m := range modules {
			if m.CodeOffset <= f.Offset && (in == nil || in.CodeOffset < m.CodeOffset) {
				in = m
			}
		}
		if in != nil {
			of[in] = append(of[in], i)
		}
	}
	for m, list := range of {
		var sections source.Sections
		for i := range m.Customs {
			sections.Set(m.Customs[i].Name, m.Customs[i].Data)
		}
		addrs := make([]uint64, len(list))
		for k, i := range list {
			addrs[k] = uint64(stack[i].Offset - m.CodeOffset)
		}
		for k, at := range sections.Positions(addrs) {
			positions[list[k]] = at
		}
	}
}

// backtrace returns frames as text, each on a line of its own with the source below it. Lines start with a line break.
func backtrace(frames []frame) string {
	var b strings.Builder
	for i, f := range frames {
		head := f.Frame
		head.Func = f.name
		text := head.String()
		if len(f.source) > 0 && f.source[0].Func != "" {
			text = fmt.Sprintf("%#6x - %s", f.Offset, f.source[0].Func)
		}
		fmt.Fprintf(&b, "\n%5d: %s", i, clean(text))
		for k, at := range f.source {
			if k > 0 && at.Func == "" {
				b.WriteString("\n              - <inlined function>")
			} else if k > 0 {
				fmt.Fprintf(&b, "\n              - %s", clean(at.Func))
			}
			if place := placeText(at); place != "" {
				fmt.Fprintf(&b, "\n                    at %s", clean(place))
			}
		}
	}
	return b.String()
}

// placeText returns a position as file:line:column, as far as it is known.
func placeText(at source.Position) string {
	switch {
	case at.File == "" || at.Line == 0:
		return at.File
	case at.Column == 0:
		return fmt.Sprintf("%s:%d", at.File, at.Line)
	}
	return fmt.Sprintf("%s:%d:%d", at.File, at.Line, at.Column)
}
