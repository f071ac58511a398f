package check

import (
	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/validate"
	"github.com/wvm-project/wvm/wasm"
)

// This file checks components, section by section.

// maxNesting is how deep components and types may stand in each other. It is the decoder's limit, for components that were made otherwise.
const maxNesting = syntax.MaxNesting

// component checks a component in the scope of the one around it.
func (c *checker) component(syn *syntax.Component, parent *scope) (*Component, error) {
	if syn == nil {
		return nil, bad(-1, "malformed component")
	}
	s, err := c.begin(syn, parent)
	if err != nil {
		return nil, err
	}
	for i := range syn.Sections {
		if err := c.section(s, &syn.Sections[i]); err != nil {
			return nil, err
		}
	}
	return c.finish(s)
}

// begin returns the scope of a component, none of whose sections has been checked.
func (c *checker) begin(syn *syntax.Component, parent *scope) (*scope, error) {
	s := newScope(componentScope, parent)
	if err := s.nested(syn.Offset); err != nil {
		return nil, err
	}
	s.result = &Component{syntax: syn, feats: c.feats}
	return s, nil
}

// finish checks what can be seen only when all sections have been checked, and sums up.
func (c *checker) finish(s *scope) (*Component, error) {
	for i, v := range s.values {
		if !v.used {
			return nil, bad(v.offset, "value %d is not used as part of an instantiation, start function, or export", i)
		}
	}
	return c.sumUp(s)
}

// sumUp completes a component that was found to be valid.
func (c *checker) sumUp(s *scope) (*Component, error) {
	out := &s.out
	seen := make(map[*types.Resource]bool)
	for _, r := range out.ImportFresh {
		seen[r] = true
	}
	work := 0
	out.ExportFresh = exportedResources(nil, &out.Exports, seen, &work)
	if err := c.spend(s.result.syntax.Offset, work); err != nil {
		return nil, err
	}
	if err := c.measureExterns(out, s.result.syntax.Offset, &out.Imports, &out.Exports); err != nil {
		return nil, err
	}
	s.result.typ = out
	for sort := range s.result.counts {
		s.result.counts[sort] = s.size(syntax.Sort(sort))
	}
	return s.result, nil
}

// exportedResources appends the resource types that are exported and not seen before.
func exportedResources(to []*types.Resource, list *types.Externs, seen map[*types.Resource]bool, work *int) []*types.Resource {
	*work += len(list.List)
	for i := range list.List {
		switch e := &list.List[i].Extern; {
		case e.Sort == types.SortType && e.Resource != nil && !seen[e.Resource]:
			seen[e.Resource] = true
			to = append(to, e.Resource)
		case e.Sort == types.SortInstance:
			to = exportedResources(to, &e.Instance.Exports, seen, work)
		}
	}
	return to
}

// add records a definition.
func (s *scope) add(d Def) { s.result.defs = append(s.result.defs, d) }

// each checks the definitions of a section one by one.
func each[T any](s *scope, list []T, check func(*scope, *T) (Def, error)) error {
	for i := range list {
		d, err := check(s, &list[i])
		if err != nil {
			return err
		}
		s.add(d)
	}
	return nil
}

func (c *checker) section(s *scope, sec *syntax.Section) error {
	switch sec.ID {
	case syntax.SectionCustom:
		return nil
	case syntax.SectionCoreModule:
		return c.moduleSection(s, sec)
	case syntax.SectionCoreInstance:
		return each(s, sec.CoreInstances, c.coreInstanceDef)
	case syntax.SectionCoreType:
		for i := range sec.CoreTypes {
			var err error
			if s.coreTypes, err = c.coreTypes(s, s.coreTypes, &sec.CoreTypes[i], false); err != nil {
				return err
			}
		}
		return nil
	case syntax.SectionComponent:
		return c.componentSection(s, sec)
	case syntax.SectionInstance:
		return each(s, sec.Instances, c.instanceDef)
	case syntax.SectionAlias:
		return each(s, sec.Aliases, c.alias)
	case syntax.SectionType:
		return each(s, sec.Types, c.defineType)
	case syntax.SectionCanon:
		return each(s, sec.Canons, c.canon)
	case syntax.SectionStart:
		return c.start(s, sec)
	case syntax.SectionImport:
		return each(s, sec.Imports, func(s *scope, x *syntax.Import) (Def, error) {
			e, index, err := c.imported(s, &x.Name, &x.Type, x.Offset)
			return Def{Kind: DefImport, Sort: x.Type.Sort, Index: index, Offset: x.Offset, Name: x.Name.Name, Extern: e}, err
		})
	case syntax.SectionExport:
		return each(s, sec.Exports, c.export)
	case syntax.SectionValue:
		return each(s, sec.Values, c.value)
	}
	return bad(sec.Offset, "malformed section id %d", sec.ID)
}

func (c *checker) moduleSection(s *scope, sec *syntax.Section) error {
	if sec.CoreModule == nil || sec.CoreModule.Module == nil {
		return bad(sec.Offset, "malformed core module")
	}
	m, err := validate.Check(sec.CoreModule.Module, c.cfg)
	if err != nil {
		return err
	}
	return c.addModule(s, sec, m)
}

// addModule adds a core module that is valid.
func (c *checker) addModule(s *scope, sec *syntax.Section, m *validate.Module) error {
	t, err := c.moduleType(sec.CoreModule)
	if err != nil {
		return err
	}
	x, err := s.push(types.Extern{Sort: types.SortModule, Module: t}, sec.Offset)
	s.add(Def{Kind: DefCoreModule, Sort: syntax.SortCoreModule, Index: x, Offset: sec.Offset, Module: m})
	return err
}

func (c *checker) componentSection(s *scope, sec *syntax.Section) error {
	comp, err := c.component(sec.Component, s)
	if err != nil {
		return err
	}
	return s.addComponent(sec, comp)
}

// addComponent adds a nested component that is valid.
func (s *scope) addComponent(sec *syntax.Section, comp *Component) error {
	x, err := s.push(types.Extern{Sort: types.SortComponent, Def: types.Def{Component: comp.typ}}, sec.Offset)
	s.add(Def{Kind: DefComponent, Sort: syntax.SortComponent, Index: x, Offset: sec.Offset, Component: comp})
	return err
}

func (c *checker) coreInstanceDef(s *scope, in *syntax.CoreInstance) (Def, error) {
	d := Def{Kind: DefCoreInstance, Sort: syntax.SortCoreInstance, Index: uint32(len(s.coreInstances)), Offset: in.Offset, CoreInstance: in}
	if len(s.coreInstances) >= maxParts {
		return d, limited(in.Offset, "core instances", maxParts)
	}
	m, err := c.coreInstance(s, in)
	s.coreInstances = append(s.coreInstances, m)
	return d, err
}

func (c *checker) instanceDef(s *scope, in *syntax.Instance) (Def, error) {
	d := Def{Kind: DefInstance, Sort: syntax.SortInstance, Offset: in.Offset, Instance: in}
	t, err := c.instance(s, in)
	if err != nil {
		return d, err
	}
	d.Extern = types.Extern{Sort: types.SortInstance, Def: types.Def{Instance: t}}
	d.Index, err = s.push(d.Extern, in.Offset)
	return d, err
}

// defineType checks a type definition of a component.
func (c *checker) defineType(s *scope, t *syntax.Type) (Def, error) {
	d := Def{Kind: DefType, Sort: syntax.SortType, Index: uint32(len(s.types)), Offset: t.Offset, Destructor: wasm.NoIndex}
	def, err := c.typeDef(s, t)
	if err != nil {
		return d, err
	}
	d.Extern = types.Extern{Sort: types.SortType, Def: def}
	if t.Kind == syntax.TypeResource {
		d.Destructor, d.Local = t.Index, true
	}
	s.types = append(s.types, def)
	return d, nil
}

// start checks a start function, which takes values and makes others.
func (c *checker) start(s *scope, sec *syntax.Section) error {
	if err := c.need(sec.Offset, "start", wasm.FeatureComponentValues); err != nil {
		return err
	}
	x := sec.Start
	if x == nil {
		return bad(sec.Offset, "malformed start section")
	}
	f, err := at(s.funcs, x.Func, "function", x.Offset)
	if err != nil {
		return err
	}
	results := 0
	if f.Result != nil {
		results = 1
	}
	switch {
	case len(x.Args) != len(f.Params):
		return bad(x.Offset, "component start function requires %d arguments but was given %d", len(f.Params), len(x.Args))
	case int64(x.Results) != int64(results):
		return bad(x.Offset, "component start function has a result count of %d but the function type has %d", x.Results, results)
	}
	for i, a := range x.Args {
		e, err := s.get(syntax.Ref{Sort: syntax.SortValue, Index: a}, true, x.Offset)
		if err != nil {
			return err
		}
		if err := c.newMatcher(x.Offset).values(e.Value, f.Params[i].Type); err != nil {
			return detailed(err, "type mismatch for component start function argument %d", i)
		}
	}
	s.add(Def{Kind: DefStart, Sort: syntax.SortValue, Index: uint32(len(s.values)), Offset: x.Offset, Start: x, Func: f})
	if f.Result != nil {
		s.values = append(s.values, valueDef{typ: f.Result, offset: x.Offset})
	}
	return nil
}
