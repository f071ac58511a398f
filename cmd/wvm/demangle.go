package main

import (
	"slices"
	"strings"
	"time"

	"github.com/ianlancetaylor/demangle"
)

// This file holds names of functions as people write them. Compilers of C++ and Rust spell types and namespaces out in the names that they
// give to the linker.

// maxMangled is the length up to which names are demangled. Demanglers recurse, so that a name of some megabytes could use up the stack,
// which ends the process.
const maxMangled = 4 << 10

// maxDemangled bounds what comes out, as a power of 2: names can refer to parts of themselves over and over.
const maxDemangled = 12

// demangleTime is what all names of a trap may take, some thousand times what those of compilers do. There are short names that keep the
// demangler busy for years.
const demangleTime = 250 * time.Millisecond

// readableAll returns functions' names as they are in the source; those that are not mangled, or that take too long, stay as they are.
func readableAll(names []string) []string {
	names = slices.Clone(names)
	type result struct {
		i    int
		text string
	}
	results := make(chan result, len(names))
	go func() { // this may outlive the call, until the process ends
		defer close(results)
		for i, name := range slices.Clone(names) {
			results <- result{i, readable(name)}
		}
	}()
	for deadline := time.After(demangleTime); ; {
		select {
		case r, ok := <-results:
			if !ok {
				return names
			}
			names[r.i] = r.text
		case <-deadline:
			return names
		}
	}
}

// readable returns a function's name as it is in the source, if it is a mangled one, and else unchanged.
func readable(name string) (text string) {
	// A "b" or "i" alone would be read as a type; only these beginnings make a name a mangled one. Apple's linkers add an underscore.
	mangled := name
	if strings.HasPrefix(name, "__Z") {
		mangled = name[1:]
	}
	if !strings.HasPrefix(mangled, "_Z") && !strings.HasPrefix(mangled, "_R") || len(name) > maxMangled {
		return name
	}
	defer func() {
		if recover() != nil { // names are anybody's, and the demangler has thousands of lines
			text = name
		}
	}()
	if text, err := demangle.ToString(mangled, demangle.MaxLength(maxDemangled)); err == nil && text != "" {
		return text
	}
	return name
}
