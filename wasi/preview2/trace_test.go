package preview2

import (
	"bytes"
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/component/types"
)

// TestTrace runs a guest whose calls are traced.
func TestTrace(t *testing.T) {
	var out bytes.Buffer
	var got []string
	groups := make(map[Group]bool)
	h := newHost(t, Config{Stdout: &out, Trace: func(c *Call) {
		if c.Duration < 0 || c.Start.IsZero() {
			t.Errorf("%s: start %v, duration %v", c, c.Start, c.Duration)
		}
		got = append(got, c.String())
		groups[c.Group] = true
	}})
	in, _ := instantiate(t, h, hello).Instance("wasi:cli/run@0.2.12")
	run, _ := in.Func("run")
	run.Call(context.Background())
	want := []string{
		"stdout.get-stdout() = success result=output-stream 1<stdout>",
		`output-stream.blocking-write-and-flush(self=output-stream 1<stdout>, contents=[6] "hello\n") = success`,
		"exit.exit(status=ok) = exit",
	}
	if !slices.Equal(got, want) {
		t.Errorf("the calls are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if !groups[GroupIO] || !groups[GroupProc] || len(groups) != 2 {
		t.Errorf("the groups are %v", groups)
	}
}

// TestTraceText shows values of all kinds, by functions of the table.
func TestTraceText(t *testing.T) {
	h, d := inMemory(t)
	dir := d.dir
	world := worldType(t, definitions(t))
	type call struct {
		iface, name string
		args        []any
		result      any
		err         error
		want        string
	}
	long := strings.Repeat("x", 300)
	e := &ioError{err: codeError("nospc")}
	must(t, h.add(e, nil))
	for _, c := range []call{
		{"wasi:filesystem/types", "[method]descriptor.open-at",
			[]any{d, symlinkFollow, "a\x00", openCreate | openExclusive, flagRead | flagMutateDirectory}, component.Err[*descriptor](codeByName()["noent"]), nil,
			`descriptor.open-at(self=descriptor 1</>, path-flags=symlink-follow, path="a\x00", open-flags=create|exclusive, flags=read|mutate-directory) = no-entry`},
		{"wasi:filesystem/types", "[method]descriptor.set-times",
			[]any{d, newTimestamp(setNow{}), newTimestamp(datetime{1, 2})}, done(nil), nil,
			"descriptor.set-times(self=descriptor 1</>, data-access-timestamp=now, data-modification-timestamp=timestamp({seconds=1, nanoseconds=2})) = success"},
		{"wasi:filesystem/types", "[method]directory-entry-stream.read-directory-entry", []any{&entryStream{}},
			resultOf(component.Some(directoryEntry{3, long}), nil), nil,
			`directory-entry-stream.read-directory-entry(self=directory-entry-stream 0) = success result={type=directory, name="` + long[:256] + `"...}`},
		{"wasi:filesystem/types", "[method]descriptor.read", []any{d, uint64(5), uint64(0)}, resultOf(readData{[]byte("a\n"), true}, nil), nil,
			`descriptor.read(self=descriptor 1</>, length=5, offset=0) = success result=([2] "a\n", true)`},
		{"wasi:filesystem/types", "[method]descriptor.write", []any{d, component.Bytes(long), uint64(0)}, resultOf(uint64(300), nil), nil,
			`descriptor.write(self=descriptor 1</>, buffer=[300] "` + long[:32] + `"..., offset=0) = success result=300`},
		{"wasi:io/streams", "[method]output-stream.flush", []any{&outputStream{}},
			component.Err[component.None, streamError](e), nil,
			"output-stream.flush(self=output-stream 0) = last-operation-failed result=error 2<no space left>"},
		{"wasi:io/streams", "[method]output-stream.flush", []any{&outputStream{}}, component.Err[component.None, streamError](streamClosed{}), nil,
			"output-stream.flush(self=output-stream 0) = closed"},
		{"wasi:io/poll", "poll", []any{make([]*pollable, 0)}, nil, codeError("inval"), `poll.poll(in=[]) = trap error="invalid argument"`},
		{"wasi:io/poll", "poll", []any{[]*pollable{{}, {}}}, make([]uint32, 20), nil,
			"poll.poll(in=[pollable 0 pollable 0]) = success result=[0 0 0 0 0 0 0 0 ... 12 more]"},
		{"wasi:clocks/timezone", "display", []any{datetime{}}, timezoneDisplay{Name: "UTC"}, nil,
			`timezone.display(when={seconds=0, nanoseconds=0}) = success result={utc-offset=0, name="UTC", in-daylight-saving-time=false}`},
		{"wasi:cli/environment", "initial-cwd", nil, component.Option[string]{}, nil, "environment.initial-cwd() = success result=none"},
		{"wasi:cli/environment", "get-environment", nil, []variable{{"A", "b"}}, nil, `environment.get-environment() = success result=[("A", "b")]`},
		{"wasi:cli/exit", "exit", []any{component.Err[component.None](component.None{})}, nil, &ExitError{1}, "exit.exit(status=error) = exit"},
		{"wasi:cli/exit", "exit-with-code", []any{uint8(3)}, nil, context.Canceled, "exit.exit-with-code(status-code=3) = interrupted"},
		{"acme:other/iface", "f", nil, nil, nil, ""},
	} {
		got := ""
		h.cfg.Trace = func(c *Call) { got = c.String() }
		h.trace(traced(t, world, c.iface, c.name, c.args, c.result, c.err))
		if got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
	if dir.refs != 2 {
		t.Errorf("the directory has %d references", dir.refs)
	}
}

// traced returns a call of a function of the world.
func traced(t *testing.T, world *types.Component, iface, name string, args []any, result any, err error) *component.GoCall {
	c := &component.GoCall{Interface: iface + "@" + Version, Name: name, Err: err}
	if in := world.Imports.Get(c.Interface); in != nil {
		f := in.Instance.Exports.Get(name)
		if f == nil {
			t.Fatalf("no function %s", name)
		}
		c.Type = f.Func
	}
	var in []reflect.Type
	for _, x := range interfaces() {
		for _, f := range x.functions {
			if x.name == iface && f.name == name {
				for i := range f.typ().NumIn() {
					if p := f.typ().In(i); p != hostType && !p.Implements(reflect.TypeFor[context.Context]()) {
						in = append(in, p)
					}
				}
			}
		}
	}
	for i, a := range args { // as variables of their types, which interfaces need
		v := reflect.New(in[i]).Elem()
		v.Set(reflect.ValueOf(a))
		c.Args = append(c.Args, v)
	}
	if result != nil {
		c.Result = reflect.ValueOf(result)
	}
	return c
}
