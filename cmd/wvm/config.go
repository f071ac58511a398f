package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/pelletier/go-toml/v2"
)

// This file reads files of settings. They are TOML with a table for each group of options, whose keys are those of the options.

// readConfig sets what a file of settings says.
func readConfig(s *settings, list []*option, name string) error {
	b, err := readFile(name)
	if err != nil {
		return err
	}
	var tables map[string]any
	if err := toml.Unmarshal(b, &tables); err != nil {
		return configError(name, err)
	}
	for _, table := range slices.Sorted(maps.Keys(tables)) {
		if err := readTable(s, list, table, tables[table]); err != nil {
			return configError(name, err)
		}
	}
	return nil
}

// configError says what is wrong with a file of settings.
func configError(name string, err error) error {
	what := fmt.Sprintf("`%s`: %s", name, clean(err.Error()))
	var at *toml.DecodeError
	if errors.As(err, &at) {
		line, column := at.Position()
		what = fmt.Sprintf("`%s`, line %d, column %d: %s", name, line, column, clean(at.Error()))
	}
	return &failure{code: exitUsage, file: name, what: what, help: `See "wvm help run".`}
}

// readTable sets what a table says.
func readTable(s *settings, list []*option, name string, value any) error {
	var g *group
	var names []string
	for _, x := range groups {
		if x.table == name {
			g = x
		}
		names = append(names, "["+x.table+"]")
	}
	table, ok := value.(map[string]any)
	if g == nil || !ok {
		return fmt.Errorf("there is no table [%s]; the tables are %s", name, joined(names, "and"))
	}
	for _, key := range slices.Sorted(maps.Keys(table)) {
		o, err := findOption(list, g, key)
		if err != nil {
			return fmt.Errorf("[%s]: %w", name, err)
		}
		values, err := o.texts(table[key])
		if err != nil {
			return fmt.Errorf("%s.%s: %w", name, key, err)
		}
		for _, text := range values {
			if err := o.set(s, text); err != nil {
				return fmt.Errorf("%s.%s: %w", name, key, err)
			}
		}
	}
	return nil
}

// texts returns the values that a value of TOML stands for, as flags have them.
func (o *option) texts(value any) ([]string, error) {
	switch v := value.(type) {
	case string:
		return []string{v}, nil
	case int64:
		return []string{strconv.FormatInt(v, 10)}, nil
	case bool:
		return []string{strconv.FormatBool(v)}, nil
	case []any:
		if !o.many {
			break
		}
		var list []string
		for _, x := range v {
			texts, err := o.texts(x)
			if err != nil {
				return nil, err
			}
			list = append(list, texts...)
		}
		return list, nil
	case map[string]any:
		if o.key != "env" {
			break
		}
		var list []string
		for _, name := range slices.Sorted(maps.Keys(v)) {
			text, ok := v[name].(string)
			if !ok {
				return nil, fmt.Errorf("the value of %q is no string", name)
			}
			list = append(list, name+"="+text)
		}
		return list, nil
	}
	if o.many {
		return nil, fmt.Errorf("want a string or a list of strings")
	}
	return nil, fmt.Errorf("want a string, an integer, true or false")
}
