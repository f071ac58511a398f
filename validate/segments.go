package validate

import (
	"github.com/wvm-project/wvm/wasm"
)

// This file checks what stands after the index spaces: exports, start function, element and data segments.

// checkExports checks that exports exist and that no name is given twice.
func (c *checker) checkExports(m *wasm.Module) error {
	names := make(map[string]struct{}, len(m.Exports))
	sizes := [...]int{
		wasm.ExternFunc: len(m.Funcs), wasm.ExternTable: len(m.Tables), wasm.ExternMemory: len(m.Memories),
		wasm.ExternGlobal: len(m.Globals), wasm.ExternTag: len(m.Tags),
	}
	spaces := [...]string{"function", "table", "memory", "global", "tag"}
	for i := range m.Exports {
		e := &m.Exports[i]
		switch {
		case int(e.Kind) >= len(sizes):
			return malformed(e.Offset, "malformed export kind", "%s", e.Kind)
		case int64(e.Index) >= int64(sizes[e.Kind]):
			return invalid(e.Offset, unknown(spaces[e.Kind], e.Index), "export %q", e.Name)
		case e.Kind == wasm.ExternFunc:
			c.declare(e.Index)
		case e.Kind == wasm.ExternGlobal && m.Globals[e.Index].Mutable:
			if err := c.need(e.Offset, "export of a mutable global", wasm.FeatureMutableGlobals); err != nil {
				return err
			}
		}
		if names[e.Name] = struct{}{}; len(names) != i+1 {
			return invalid(e.Offset, codeExport, "%q", e.Name)
		}
	}
	return nil
}

// declare lets ref.func name function x in bodies.
func (c *checker) declare(x uint32) { c.declared[x/64] |= 1 << (x % 64) }

func (c *checker) isDeclared(x uint32) bool { return c.declared[x/64]>>(x%64)&1 != 0 }

func (c *checker) checkStart(m *wasm.Module) error {
	if m.Start == wasm.NoIndex {
		return nil
	}
	if int64(m.Start) >= int64(len(m.Funcs)) {
		return invalid(-1, unknown("function", m.Start), "start function")
	}
	if t := m.FuncType(m.Start); len(t.Params)+len(t.Results) > 0 {
		err := invalid(-1, codeStart, "must have no parameters and no results, has %s -> %s", typeList(t.Params), typeList(t.Results))
		err.Func = int(m.Start)
		return err
	}
	return nil
}

func (c *checker) checkElems(m *wasm.Module) error {
	for i := range m.Elems {
		if err := c.checkElem(&m.Elems[i]); err != nil {
			return err
		}
	}
	c.elems = m.Elems
	return nil
}

func (c *checker) checkElem(e *wasm.Elem) error {
	if e.Mode != wasm.SegmentActive || e.UsesExprs {
		if c.feats&(wasm.FeatureBulkMemory|wasm.FeatureReferenceTypes) == 0 {
			return disabled(e.Offset, "element segment", wasm.FeatureBulkMemory)
		}
	}
	if e.UsesExprs && e.Type != wasm.FuncRef {
		if err := c.checkValType(e.Offset, e.Type); err != nil {
			return err
		}
	}
	if !e.Type.IsRef() {
		return malformed(e.Offset, "malformed reference type", "element segment of %s", e.Type)
	}
	if e.Mode == wasm.SegmentActive {
		if int64(e.Table) >= int64(len(c.tables)) {
			return invalid(e.Offset, unknown("table", e.Table), "element segment")
		}
		t := &c.tables[e.Table]
		if !c.types.matches(e.Type, t.Elem) {
			return invalid(e.Offset, codeMismatch, "table %d holds %s, element segment has %s", e.Table, t.Elem, e.Type)
		}
		if err := c.checkConst(e.At, t.Limits.AddrType()); err != nil {
			return err
		}
	}
	for _, x := range e.Funcs {
		if int64(x) >= int64(len(c.funcs)) {
			return invalid(e.Offset, unknown("function", x), "element segment")
		}
		c.declare(x)
	}
	for i := range e.Exprs {
		if err := c.checkConst(e.Exprs[i], e.Type); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) checkDatas(m *wasm.Module) error {
	for i := range m.Datas {
		d := &m.Datas[i]
		if d.Mode != wasm.SegmentActive {
			if err := c.need(d.Offset, "passive data segment", wasm.FeatureBulkMemory); err != nil {
				return err
			}
			continue
		}
		if int64(d.Memory) >= int64(len(c.memories)) {
			return invalid(d.Offset, unknown("memory", d.Memory), "data segment %d", i)
		}
		if err := c.checkConst(d.At, c.memories[d.Memory].Limits.AddrType()); err != nil {
			return err
		}
	}
	return nil
}
