package wit

import "fmt"

// This file holds what gates do: they leave items out, which others then must not refer to.

// included reports whether an item with a gate is there, after checking the gate.
func (r *resolver) included(p *pack, g *gate) bool {
	if g.Since == "" && g.Unstable == "" && g.Deprecated == "" {
		return true
	}
	own := p.name.Version
	for _, v := range []string{g.Since, g.Deprecated} {
		if v != "" && own == "" {
			failHelp(g.at, fmt.Sprintf("Give it one, as in: package %s@1.0.0;", &p.name), "a gate with a version needs a package with a version")
		}
		if v != "" && compareVersions(v, own) > 0 {
			fail(g.at, "the gate names version %s, which is later than the package's own, %s", v, own)
		}
	}
	if g.Unstable != "" {
		return r.opts.AllFeatures || r.feature[g.Unstable]
	}
	return g.Since == "" || p != r.root || r.opts.Target == "" || compareVersions(g.Since, r.opts.Target) <= 0
}

// String returns a gate as it is written, without what it says about deprecation.
func (g *Gate) String() string {
	switch {
	case g.Unstable != "":
		return fmt.Sprintf("@unstable(feature = %s)", g.Unstable)
	case g.Since != "":
		return fmt.Sprintf("@since(version = %s)", g.Since)
	}
	return "no gate"
}

// checkInside reports an item without a feature in one that is left out for want of a feature. A version need not be said again inside.
func (r *resolver) checkInside(outer *decl) {
	if r.opts.AllFeatures || r.feature[outer.gate.Unstable] {
		return
	}
	for _, inner := range outer.body {
		if outer.gate.Unstable != "" && inner.gate.Unstable == "" {
			at := inner.name.pos
			if at.src == nil && inner.path != nil {
				at = inner.path.pos
			}
			failHelp(at, fmt.Sprintf("Write %s in front of it, too.", &outer.gate.Gate), "the item has %s, but stands in one that has %s",
				&inner.gate.Gate, &outer.gate.Gate)
		}
		r.checkInside(inner)
	}
}

// checkRef reports a reference to an item that is left out.
func (r *resolver) checkRef(at pos, what, name string, to *pack, h *gate) {
	if r.included(to, h) {
		return
	}
	help := fmt.Sprintf("Enable the feature `%s`, or put the same gate in front of what refers to it.", h.Unstable)
	if h.Unstable == "" {
		help = "Choose a later version as target, or put the same gate in front of what refers to it."
	}
	failHelp(at, help, "the %s `%s` is left out, since it has %s", what, name, &h.Gate)
}
