package spectest

import (
	"fmt"
	"strings"

	"github.com/wvm-project/wvm/component/check"
	"github.com/wvm-project/wvm/wasm"
	"github.com/wvm-project/wvm/wat"
)

// This file runs commands about components.
//
// Components are decoded and validated. What takes more than that is skipped: to make an instance of one and to do something with it.

// componentCommand defines a component and, unless it is a definition only, makes an instance of it.
func (r *runner) componentCommand(c *wat.Component) error {
	checked, err := r.checkComponent(c)
	r.components[""], r.components[c.ID] = checked, checked
	if !c.Definition {
		r.ofComponent[""], r.ofComponent[c.ID] = true, true
	}
	if err != nil {
		return fmt.Errorf("the component is refused: %s", message(err))
	}
	if !c.Definition {
		return errSkipped
	}
	return nil
}

// componentInstance makes an instance of a component defined before.
func (r *runner) componentInstance(c *wat.Command) error {
	r.ofComponent[""], r.ofComponent[c.ID] = true, true
	checked, ok := r.components[c.Of]
	if err := found(checked != nil, ok, "component", c.Of); err != nil {
		return err
	}
	return errSkipped
}

// checkComponent decodes and validates a component.
func (r *runner) checkComponent(c *wat.Component) (*check.Component, error) {
	b, err := c.Encode()
	if err != nil {
		return nil, err
	}
	return check.Bytes(b, check.Config{Features: r.features})
}

// uninstantiable wants a component that is valid and whose instantiation traps.
func (r *runner) uninstantiable(c *wat.Component) error {
	if _, err := r.checkComponent(c); err != nil {
		return fmt.Errorf("the component is refused: %s", message(err))
	}
	return errSkipped
}

// inText has what the parser says where the suite wants other words.
var inText = map[string]string{"invalid string escape": "illegal escape"}

// wantComponentRefused wants err to be that of a component which is malformed or invalid, as the assertion says, with its message somewhere
// in it.
func wantComponentRefused(err error, c *wat.Command) error {
	want := wasm.PhaseMalformed
	if c.Kind == wat.AssertInvalid {
		want = wasm.PhaseInvalid
	}
	if err == nil {
		return fmt.Errorf("wanted %s: %q, but it is accepted", want, c.Message)
	}
	phase, ok := phaseOf(err)
	got, other := message(err), inText[c.Message]
	if fits := strings.Contains(got, c.Message) || other != "" && strings.Contains(got, other); !ok || phase != want || !fits {
		return fmt.Errorf("wanted %s: %q, got %s: %q", want, c.Message, phase, got)
	}
	return nil
}
