package preview2

import (
	"context"
	"errors"
	"fmt"
	"math/bits"
	"reflect"
	"strconv"
	"strings"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/wasi/internal/trace"
)

// This file holds the trace of calls: what becomes of arguments and results as text. It is short whatever a guest hands over.

// A Group is what a function is concerned with, for choosing what to trace.
type Group = trace.Group

// The groups. Each function is in one.
const (
	GroupArgs   = trace.GroupArgs
	GroupEnv    = trace.GroupEnv
	GroupClock  = trace.GroupClock
	GroupFS     = trace.GroupFS
	GroupHTTP   = trace.GroupHTTP
	GroupIO     = trace.GroupIO // streams
	GroupPoll   = trace.GroupPoll
	GroupProc   = trace.GroupProc
	GroupRandom = trace.GroupRandom
	GroupSock   = trace.GroupSock
)

// Groups returns all groups, in alphabetical order.
func Groups() []Group {
	return []Group{GroupArgs, GroupClock, GroupEnv, GroupFS, GroupHTTP, GroupIO, GroupPoll, GroupProc, GroupRandom, GroupSock}
}

// A Call is a call of a function that has come to its end, as Config.Trace receives it. What a guest names or hands over is in it as text, and
// resources by number, in the order they were made, with what they are of:
//
//	descriptor.open-at(self=descriptor 1</data>, path-flags=0, path="a", open-flags=create, flags=read) = success result=descriptor 2</data/a>
type Call = trace.Call

// An Arg is an argument or a result of a call, under the name that the standard gives it.
type Arg = trace.Arg

// groupOf returns the group of a function.
func groupOf(iface, name string) Group {
	pkg, of, _ := strings.Cut(strings.TrimPrefix(iface, "wasi:"), "/")
	switch pkg {
	case "clocks":
		return GroupClock
	case "filesystem":
		return GroupFS
	case "http":
		return GroupHTTP
	case "random":
		return GroupRandom
	case "sockets":
		return GroupSock
	}
	switch of {
	case "poll":
		return GroupPoll
	case "exit":
		return GroupProc
	case "environment":
		if name == "get-arguments" {
			return GroupArgs
		}
		return GroupEnv
	}
	return GroupIO
}

// shortName returns a function's name without its package: that of its resource or its interface, and its own.
func shortName(iface, name string) string {
	if i := strings.IndexByte(name, ']'); i >= 0 {
		return name[i+1:]
	}
	return iface[strings.IndexByte(iface, '/')+1:] + "." + name
}

// trace tells Config.Trace of a call.
func (h *Host) trace(c *component.GoCall) {
	iface, _, _ := strings.Cut(c.Interface, "@")
	if !strings.HasPrefix(iface, "wasi:") {
		return
	}
	call := &Call{Name: shortName(iface, c.Name), Group: groupOf(iface, c.Name), Errno: "success", Start: c.Start, Duration: c.Duration}
	for i, p := range c.Type.Params {
		call.Args = append(call.Args, Arg{Name: p.Label, Value: show(p.Type, c.Args[i])})
	}
	switch exit := (*ExitError)(nil); {
	case errors.As(c.Err, &exit):
		call.Errno = "exit"
	case errors.Is(c.Err, context.Canceled) || errors.Is(c.Err, context.DeadlineExceeded):
		call.Errno = "interrupted"
	case c.Err != nil:
		call.Errno = "trap"
		call.Results = []Arg{{Name: "error", Value: quote(c.Err.Error())}}
	default:
		addResult(call, c.Type.Result, c.Result)
	}
	h.cfg.Trace(call)
}

// addResult notes what a function has returned. Of a failure it is the case, and what that comes with.
func addResult(call *Call, t *types.Type, v reflect.Value) {
	if t != nil && t.Kind == types.Result {
		if !v.Field(2).Bool() {
			t, v = t.Elem, v.Field(0)
		} else if t, v = t.Elem2, v.Field(1); t == nil {
			call.Errno = "error"
		} else {
			call.Errno, t, v = failureOf(t, v)
		}
	}
	if t != nil {
		call.Results = []Arg{{Name: "result", Value: show(t, v)}}
	}
}

// failureOf returns the name of a failure, and what comes with it.
func failureOf(t *types.Type, v reflect.Value) (name string, with *types.Type, payload reflect.Value) {
	switch t.Kind {
	case types.Enum:
		return show(t, v), nil, v
	case types.Variant:
		if i := component.CaseOf(v.Type(), v.Interface()); i >= 0 {
			return t.Fields[i].Label, t.Fields[i].Type, v.Elem()
		}
	}
	return "error", t, v
}

func quote(s string) string { return trace.Quote([]byte(s), len(s) > trace.MaxPath, trace.MaxPath) }

// show returns a Go value of a type as text.
func show(t *types.Type, v reflect.Value) string {
	switch t.Kind {
	case types.String:
		return quote(v.String())
	case types.List, types.FixedList:
		return showList(t, v)
	case types.Record, types.Tuple:
		return showFields(t, v)
	case types.Option:
		switch {
		case v.Kind() == reflect.Pointer && !v.IsNil():
			return show(t.Elem, v.Elem())
		case v.Kind() == reflect.Struct && v.Field(1).Bool():
			return show(t.Elem, v.Field(0))
		}
		return "none"
	case types.Result:
		if v.Field(2).Bool() {
			return "error" + payloadText(t.Elem2, v.Field(1))
		}
		return "ok" + payloadText(t.Elem, v.Field(0))
	case types.Enum:
		if v.CanUint() && v.Uint() < uint64(len(t.Labels)) {
			return t.Labels[v.Uint()]
		}
	case types.Flags:
		return showFlags(t.Labels, v)
	case types.Variant:
		if i := component.CaseOf(v.Type(), v.Interface()); i >= 0 {
			return t.Fields[i].Label + payloadText(t.Fields[i].Type, v.Elem())
		}
	case types.Own, types.Borrow:
		if r, ok := v.Interface().(resource); ok && !v.IsNil() {
			return showResource(t.Resource.Name, r)
		}
	}
	return fmt.Sprint(v)
}

func payloadText(t *types.Type, v reflect.Value) string {
	if t == nil {
		return ""
	}
	return "(" + show(t, v) + ")"
}

// showResource shows a resource by its number and what it is of.
func showResource(name string, r resource) string {
	n := r.base()
	text, label := name+" "+strconv.Itoa(n.number), n.label
	if e, ok := r.(*ioError); ok {
		label = e.toDebugString()
	}
	if label == "" {
		return text
	}
	if len(label) > trace.MaxPath {
		label = "..." + label[len(label)-trace.MaxPath:]
	}
	quoted := strconv.Quote(label)
	return text + "<" + quoted[1:len(quoted)-1] + ">"
}

func showList(t *types.Type, v reflect.Value) string {
	if n := v.Len(); t.Elem.Kind == types.U8 && v.Kind() == reflect.Slice {
		return fmt.Sprintf("[%d] %s", n, trace.Quote(v.Bytes(), n > trace.MaxData, trace.MaxData))
	}
	var list []string
	for i := range v.Len() {
		if i == trace.MaxList {
			list = append(list, fmt.Sprintf("... %d more", v.Len()-i))
			break
		}
		list = append(list, show(t.Elem, v.Index(i)))
	}
	return "[" + strings.Join(list, " ") + "]"
}

// showFields shows a record or a tuple, whose struct has its fields in their order.
func showFields(t *types.Type, v reflect.Value) string {
	list := make([]string, len(t.Fields))
	for i, f := range t.Fields {
		if t.Kind == types.Record {
			list[i] = f.Label + "="
		}
		list[i] += show(f.Type, v.Field(i))
	}
	if t.Kind == types.Tuple {
		return "(" + strings.Join(list, ", ") + ")"
	}
	return "{" + strings.Join(list, ", ") + "}"
}

// showFlags shows the flags that are set, of a number or a struct of bools.
func showFlags(labels []string, v reflect.Value) string {
	set := uint64(0)
	if v.Kind() == reflect.Struct {
		for i := range labels {
			if v.Field(i).Bool() {
				set |= 1 << i
			}
		}
	} else {
		set = v.Uint()
	}
	if set == 0 {
		return "0"
	}
	var list []string
	for ; set != 0; set &= set - 1 {
		list = append(list, labels[bits.TrailingZeros64(set)])
	}
	return strings.Join(list, "|")
}
