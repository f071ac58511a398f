package spectest

import (
	"errors"
	"fmt"
	"strings"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
	"github.com/wvm-project/wvm/wat"
)

// This file judges what came of commands.

// assertReturn wants the results of an action.
func (r *runner) assertReturn(c *wat.Command) error {
	if r.ofComponent[c.Action.ID] {
		return r.componentReturn(c)
	}
	got, err := r.action(c.Action)
	switch {
	case err == errSkipped:
		return err
	case err != nil:
		return fmt.Errorf("wanted %s, got: %s", resultsText(c.Results), message(err))
	}
	ok := len(got) == len(c.Results)
	for i := 0; ok && i < len(got); i++ {
		ok = got[i].matches(&c.Results[i])
	}
	if !ok {
		return fmt.Errorf("wanted %s, got %s", resultsText(c.Results), valuesText(got))
	}
	return nil
}

// wantTrap wants err to be a trap with a name that starts with want, without the index that want may end with.
func wantTrap(err error, want string) error {
	var trap *vm.Trap
	switch {
	case err == errSkipped:
		return err
	case err == nil:
		return fmt.Errorf("wanted trap %q, got none", want)
	case !errors.As(err, &trap):
		return fmt.Errorf("wanted trap %q, got: %s", want, message(err))
	case !strings.HasPrefix(trap.Code.String(), strings.TrimRight(want, " 0123456789")):
		return fmt.Errorf("wanted trap %q, got %q", want, trap.Code)
	}
	return nil
}

// wantException wants err to be an exception.
func wantException(err error) error {
	var exception *vm.Exception
	switch {
	case err == errSkipped:
		return err
	case err == nil:
		return errors.New("wanted an exception, got none")
	case !errors.As(err, &exception):
		return fmt.Errorf("wanted an exception, got: %s", message(err))
	}
	return nil
}

// inBytes returns what the decoder says where the suite wants the words of the text format. Text is read with all features, so what is too large
// without one of them, as a memory's size is without 64-bit addresses, is found in the bytes.
func inBytes(want string) string {
	if want == "i32 constant out of range" {
		return "integer too large"
	}
	return ""
}

// wantRefused wants err to be that of a module which is malformed or invalid, as the assertion says, with its message.
func wantRefused(err error, c *wat.Command) error {
	want := wasm.PhaseMalformed
	if c.Kind == wat.AssertInvalid || c.Kind == wat.AssertInvalidCustom {
		want = wasm.PhaseInvalid
	}
	if err == nil {
		return fmt.Errorf("wanted %s: %q, but it is accepted", want, c.Message)
	}
	phase, ok := phaseOf(err)
	got := message(err)
	other := inBytes(c.Message)
	fits := strings.HasPrefix(got, c.Message) || other != "" && c.Module.Form != wat.FormBinary && strings.HasPrefix(got, other)
	if !ok || phase != want || !fits {
		return fmt.Errorf("wanted %s: %q, got %s: %q", want, c.Message, phase, got)
	}
	return nil
}

// phaseOf returns the step that found a module to be wrong.
func phaseOf(err error) (wasm.Phase, bool) {
	var text *wat.Error
	var bytes *wasm.Error
	switch {
	case errors.As(err, &text):
		return text.Phase, true
	case errors.As(err, &bytes):
		return bytes.Phase, true
	}
	return 0, false
}

// message returns the text of an error in a line.
func message(err error) string {
	var text *wat.Error
	if errors.As(err, &text) {
		return fmt.Sprintf("%s (at %d:%d of its text)", text.Message(), text.Line, text.Column)
	}
	return strings.ReplaceAll(err.Error(), "\n", "; ")
}

// checkCustoms reads a module with the custom sections that have a meaning.
func (r *runner) checkCustoms(m *wat.Module) error {
	compiled, err := r.decode(m)
	if err != nil {
		return err
	}
	for i := range compiled.Customs {
		c := &compiled.Customs[i]
		switch c.Name {
		case binary.NameSection:
			_, err = binary.DecodeNames(c.Data, c.Offset)
		case binary.BranchHintSection:
			_, err = binary.DecodeBranchHints(c.Data, c.Offset)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *runner) decode(m *wat.Module) (*wasm.Module, error) {
	b, err := m.Encode()
	if err != nil {
		return nil, err
	}
	return binary.Decode(b, binary.Options{Features: r.features})
}

// assertUnlinkable wants a module that is valid but does not get what it imports.
func (r *runner) assertUnlinkable(c *wat.Command) error {
	_, err := r.operand(c)
	var link *vm.LinkError
	switch {
	case err == errSkipped:
		return err
	case err == nil:
		return fmt.Errorf("wanted unlinkable module: %q, but it is linked", c.Message)
	case !errors.As(err, &link) || !strings.HasPrefix(link.Error(), c.Message):
		return fmt.Errorf("wanted unlinkable module: %q, got: %s", c.Message, message(err))
	}
	return nil
}
