package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/pflag"
	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/component/check"
	"github.com/wvm-project/wvm/validate"
	"github.com/wvm-project/wvm/wasm"
)

func validateVerb() *verb {
	v := &verb{
		name: "validate", args: "[FLAGS] FILE...", summary: "check that modules and components are valid",
		more: `Nothing is printed about a valid file. The features that it may use are those that wvm runs,
unless --features says otherwise: a list of names, separated by commas, each with + or - before it.
wasm3, all, mvp and default stand for sets of them; "wvm features" lists the names.
`,
		examples: `  wvm validate app.wasm
  wvm validate --features wasm3,-gc *.wasm
`,
	}
	v.flags = func(flags *pflag.FlagSet) action {
		features := flags.StringP("features", "f", "default", "what modules may use, a `list` of features")
		return func(args []string) error {
			set, err := parseFeatures(*features)
			if err != nil {
				return usageError(v, err.Error())
			}
			if len(args) == 0 {
				return usageError(v, "no file to validate is named")
			}
			return validateFiles(args, set)
		}
	}
	return v
}

// validateFiles checks all files and reports each that is not valid.
func validateFiles(names []string, features wasm.Features) error {
	var failures []*failure
	for _, name := range names {
		var f *failure
		if err := validateFile(name, features); errors.As(err, &f) {
			failures = append(failures, f)
		}
	}
	switch len(failures) {
	case 0:
		return nil
	case 1:
		return failures[0]
	}
	all := &failure{what: fmt.Sprintf("%d of %d modules are not valid", len(failures), len(names))}
	for _, f := range failures {
		all.causes = append(all.causes, f.what)
	}
	return all
}

func validateFile(name string, features wasm.Features) error {
	code, err := readModule(name)
	if err != nil {
		return err
	}
	if isComponent(code) {
		if _, err := check.Bytes(code, check.Config{Features: features}); err != nil {
			return invalidComponent(name, err)
		}
		return nil
	}
	if _, err := validate.Bytes(code, validate.Config{Features: features}); err != nil {
		return invalid(name, err)
	}
	return nil
}

// featureSet returns the set of features of this name.
func featureSet(name string) (f wasm.Features, ok bool) {
	switch name {
	case "mvp":
		return 0, true
	case "wasm3":
		return wasm.Wasm3, true
	case "all":
		return wasm.AllFeatures, true
	case "default":
		return component.Supported, true
	}
	return 0, false
}

// parseFeatures reads a list of features. It starts with the default unless the first name is that of a set.
func parseFeatures(text string) (wasm.Features, error) {
	set := component.Supported
	for i, item := range strings.Split(text, ",") {
		name := strings.TrimSpace(item)
		remove := strings.HasPrefix(name, "-")
		name = strings.TrimLeft(name, "+-")
		f, isSet := featureSet(name)
		if !isSet {
			var ok bool
			if f, ok = wasm.FeatureByName(name); !ok {
				return 0, fmt.Errorf("--features: there is no feature %q", name)
			}
		}
		switch {
		case remove:
			set &^= f
		case isSet && i == 0 && !strings.HasPrefix(item, "+"):
			set = f
		default:
			set |= f
		}
	}
	return set, nil
}
