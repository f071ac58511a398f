package preview2

import (
	"context"
	"fmt"

	"github.com/wvm-project/wvm/component"
)

// This file holds what all resources of guests have in common.

// A resource is what a guest has a handle of.
type resource interface {
	base() *node
	close() error // frees what it holds outside; called once, when the guest drops it or the Host is closed
}

// A node is the part that all resources have. Some are children of others: these must not be dropped before them.
type node struct {
	h        *Host
	self     resource
	parent   *node // or nil
	children int
	number   int    // which of the Host's resources it is
	label    string // what traces call it, or empty
	older    *node  // the list of what the Host has
	newer    *node
}

func (n *node) base() *node { return n }

// close is for resources that hold nothing outside.
func (n *node) close() error { return nil }

// add makes r a resource of the guest, a child of parent unless that is nil. If there may be no more, r is closed and the error ends the guest.
func (h *Host) add(r, parent resource) error {
	n := r.base()
	*n = node{h: h, self: r, label: n.label, older: h.resources}
	if h.live >= h.cfg.MaxResources {
		_ = r.close()
		return fmt.Errorf("the guest has more than MaxResources, %d, resources", h.cfg.MaxResources)
	}
	h.live++
	h.made++
	n.number = h.made
	if n.older != nil {
		n.older.newer = n
	}
	h.resources = n
	if parent != nil {
		n.parent = parent.base()
		n.parent.children++
	}
	return nil
}

// remove ends a resource, which a function owns or the guest drops. Its error ends the guest.
func remove(r resource) error {
	n := r.base()
	if n.children > 0 {
		return fmt.Errorf("a resource was dropped that has %d children", n.children)
	}
	if n.parent != nil {
		n.parent.children--
	}
	if n.newer != nil {
		n.newer.older = n.older
	} else if n.h.resources == n {
		n.h.resources = n.older
	}
	if n.older != nil {
		n.older.newer = n.newer
	}
	n.h.live--
	return nil
}

// drop removes a resource and frees what it holds. That closing fails is nothing that a guest can be told.
func drop(r resource) error {
	if err := remove(r); err != nil {
		return err
	}
	_ = r.close()
	return nil
}

// resourceType returns the type of a resource of the table.
func resourceType(name string) *component.Resource {
	return component.NewResource(name, func(_ context.Context, v any) error { return drop(v.(resource)) })
}
