package main

import (
	"fmt"
	"slices"
	"testing"

	"github.com/wvm-project/wvm/vm/gen"
)

// TestChoose chooses forms for a loop of four instructions that is entered at its second one, too, and for what is executed beside it.
func TestChoose(t *testing.T) {
	kinds := map[string]gen.Kind{
		"Load": {Codes: 1, GoesOn: true}, "Add": {Codes: 1, GoesOn: true}, "Shift": {Codes: 8, Needed: true, GoesOn: true}, "Branch": {Codes: 1},
		"Store": {Codes: 1, GoesOn: true}, "Never": {Codes: 1, GoesOn: true},
	}
	one := &profile{workload: &workload{group: groupPrograms, name: "loop"}, executed: 4200, executions: []execution{
		{Form: "Load", Count: 1000, After: 0}, {Form: "Add", Count: 1100, After: 1000}, {Form: "Shift", Count: 1000, After: 1000}, {Form: "Branch", Count: 1000, After: 1000},
		{Form: "Store", Count: 100, After: 0},
	}}
	for _, c := range []struct {
		free int
		want []string
	}{
		{8, []string{"Shift"}},
		{9, []string{"Load+Add+Shift+Branch", "Shift"}},
		{20, []string{"Load+Add+Shift+Branch", "Add+Shift+Branch", "Store", "Shift"}},
	} {
		x := &choice{kinds: kinds, free: c.free, singles: map[string]*joined{}}
		x.programs = []*executed{x.runOf(one)}
		x.choose()
		if got := x.names(); !slices.Equal(got, c.want) {
			t.Errorf("with %d codes: %q, want %q", c.free, got, c.want)
		}
	}
}

// TestEstimate has a program that loads and adds with some kinds of operands, and one that does with others: either load before either sum is estimated.
func TestEstimate(t *testing.T) {
	kinds := map[string]gen.Kind{
		"LoadS": {Codes: 1, GoesOn: true, Leaves: 1}, "LoadX": {Codes: 1, GoesOn: true, Leaves: 1},
		"AddSA": {Codes: 1, GoesOn: true, Leaves: 1, Takes: 1}, "AddAK": {Codes: 1, GoesOn: true, Leaves: 1, Takes: 1}, "AddSS": {Codes: 1, GoesOn: true, Leaves: 1},
	}
	c := &choice{kinds: kinds, singles: map[string]*joined{}}
	for _, forms := range [][2]string{{"LoadS", "AddSA"}, {"LoadX", "AddAK"}} {
		p := c.runOf(&profile{workload: &workload{group: groupPrograms}, executed: 200, executions: []execution{
			{Form: forms[0], Count: 100, Bare: true}, {Form: forms[1], Count: 100, After: 100},
		}})
		p.weight = 0.5
		c.programs = append(c.programs, p)
	}
	var got []string
	for _, in := range c.estimate().instrs {
		if len(in.forms) == 2 {
			got = append(got, fmt.Sprintf("%s %.3f", in.forms[1].name(), in.jump))
		}
	}
	if want := []string{"LoadS~AddSA 0.125", "LoadS~AddAK 0.125", "LoadX~AddSA 0.125", "LoadX~AddAK 0.125"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
