package main

import (
	"fmt"
	"strings"

	"github.com/spf13/pflag"
	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/wasm"
)

func featuresVerb() *verb {
	v := &verb{
		name: "features", args: "[FLAGS]", summary: "list the features of WebAssembly",
		more: `Those beyond version 1.0 of the language: whether WebAssembly 3.0 has them or a proposal, and whether
wvm lets modules use them by default.
`,
	}
	v.flags = func(flags *pflag.FlagSet) action {
		return func(args []string) error {
			if len(args) != 0 {
				return usageError(v, "features takes no arguments")
			}
			return listFeatures(jsonWanted(flags))
		}
	}
	return v
}

// listFeatures prints a line for each feature, or a JSON list.
func listFeatures(asJSON bool) error {
	type feature struct {
		Name     string `json:"name"`
		Standard bool   `json:"standard"` // of WebAssembly 3.0 or version 0.3.1 of the Component Model
		Default  bool   `json:"default"`
	}
	var list []feature
	var b strings.Builder
	for _, name := range wasm.AllFeatures.Names() {
		f, _ := wasm.FeatureByName(name)
		row := feature{name, (wasm.Wasm3 | wasm.Components031).Has(f), component.Supported.Has(f)}
		list = append(list, row)
		status, byDefault := "proposal", "off"
		if row.Standard {
			status = "standard"
		}
		if row.Default {
			byDefault = "on"
		}
		fmt.Fprintf(&b, "%-22s  %s  %s\n", name, status, byDefault)
	}
	if asJSON {
		return printJSON(list)
	}
	return print(b.String())
}
