package component

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"sync"

	"github.com/wvm-project/wvm/canon"
	"github.com/wvm-project/wvm/component/types"
)

// This file holds functions of static types: the guest's as Go functions, and Go functions for guests.

// A typedCall calls a guest's function with the values of Go variables.
type typedCall struct {
	f      *Func
	lifted *canon.Lifted
	codecs []*codec // of the parameters, and of the result
	result bool
	cross  crossing
	args   []reflect.Value // settable
	out    reflect.Value   // settable
	lower  func(canon.Target)
	lift   func(canon.Source)
}

// newTypedCall makes a call with arguments and a result of these Go types; out is None if there is none.
func newTypedCall(f *Func, args []reflect.Type, out reflect.Type) (*typedCall, error) {
	lifted, err := f.lifted()
	if err != nil {
		return nil, err
	}
	codecs, err := codecsFor(f.fn.typ, args, out)
	if err != nil {
		return nil, err
	}
	c := &typedCall{f: f, lifted: lifted, codecs: codecs, result: f.typ.Result != nil, cross: crossing{st: f.st, env: f.fn.env}}
	c.prepare()
	return c, nil
}

// prepare makes the functions that the call hands on.
func (c *typedCall) prepare() {
	n := len(c.codecs) - 1
	c.lower = func(t canon.Target) {
		for i, p := range c.codecs[:n] {
			p.lower(&c.cross, t.Field(i), c.args[i])
		}
	}
	if c.result {
		c.lift = func(s canon.Source) { c.codecs[n].lift(&c.cross, s.Field(0), c.out) }
	}
}

// call calls the function, once the store has been entered.
func (c *typedCall) call(ctx context.Context) error {
	c.cross.ctx = ctx
	err := c.lifted.Call(ctx, c.lower, c.lift)
	c.cross.end()
	if err == nil {
		err = c.cross.err
	}
	c.cross.err, c.cross.ctx = nil, nil
	return err
}

// codecsFor returns the codecs of parameters of these types, and behind them that of the result.
func codecsFor(t *types.Func, args []reflect.Type, out reflect.Type) ([]*codec, error) {
	if len(args) != len(t.Params) {
		return nil, fmt.Errorf("the Go function has %d parameters, but the type is %s", len(args), t)
	}
	cs := make(codecs)
	list := make([]*codec, len(args)+1)
	var err error
	for i, g := range args {
		if list[i], err = cs.of(t.Params[i].Type, g); err != nil {
			return nil, fmt.Errorf("parameter %s: %w", t.Params[i].Label, err)
		}
	}
	if list[len(args)], err = cs.optional(t.Result, out); err != nil {
		return nil, fmt.Errorf("result: %w", err)
	}
	return list, nil
}

// A frame is the variables of a call that is typed at compile time.
type frame[A, B, C, R any] struct {
	call *typedCall
	busy bool
	a    A
	b    B
	c    C
	r    R
}

func newFrame[A, B, C, R any](f *Func, n int) (*frame[A, B, C, R], error) {
	args := []reflect.Type{reflect.TypeFor[A](), reflect.TypeFor[B](), reflect.TypeFor[C]()}[:n]
	c, err := newTypedCall(f, args, reflect.TypeFor[R]())
	if err != nil {
		return nil, err
	}
	fr := &frame[A, B, C, R]{call: c}
	fr.point(n)
	return fr, nil
}

// point makes the call use the variables of the frame.
func (fr *frame[A, B, C, R]) point(n int) {
	fr.call.args = []reflect.Value{reflect.ValueOf(&fr.a).Elem(), reflect.ValueOf(&fr.b).Elem(), reflect.ValueOf(&fr.c).Elem()}[:n]
	fr.call.out = reflect.ValueOf(&fr.r).Elem()
}

// run calls the function. A call inside the same call, by way of the host, has a frame of its own.
func (fr *frame[A, B, C, R]) run(ctx context.Context, a A, b B, c C) (r R, err error) {
	st := fr.call.f.st
	before, err := st.enter(ctx)
	if err != nil {
		return r, err
	}
	defer st.leave(before)
	if fr.busy {
		own := *fr.call
		own.cross = crossing{st: st, env: own.cross.env}
		inner := &frame[A, B, C, R]{call: &own}
		inner.point(len(own.codecs) - 1)
		own.prepare()
		fr = inner
	}
	fr.busy, fr.a, fr.b, fr.c = true, a, b, c
	defer fr.clear()
	err = fr.call.call(ctx)
	return fr.r, err
}

// clear lets go of the values.
func (fr *frame[A, B, C, R]) clear() { *fr = frame[A, B, C, R]{call: fr.call} }

// A Func0 is a function without parameters. R is None if it has no result.
type Func0[R any] struct{ fr *frame[None, None, None, R] }

// Typed0 returns f with its Go type, or an error if that is not its type.
func Typed0[R any](f *Func) (Func0[R], error) {
	fr, err := newFrame[None, None, None, R](f, 0)
	return Func0[R]{fr}, err
}

// Call calls the function; see Func.Call.
func (t Func0[R]) Call(ctx context.Context) (R, error) { return t.fr.run(ctx, None{}, None{}, None{}) }

// A Func1 is a function with a parameter. R is None if it has no result.
type Func1[A, R any] struct{ fr *frame[A, None, None, R] }

// Typed1 returns f with its Go type, or an error if that is not its type.
func Typed1[A, R any](f *Func) (Func1[A, R], error) {
	fr, err := newFrame[A, None, None, R](f, 1)
	return Func1[A, R]{fr}, err
}

// Call calls the function; see Func.Call.
func (t Func1[A, R]) Call(ctx context.Context, a A) (R, error) {
	return t.fr.run(ctx, a, None{}, None{})
}

// A Func2 is a function with two parameters. R is None if it has no result.
type Func2[A, B, R any] struct{ fr *frame[A, B, None, R] }

// Typed2 returns f with its Go type, or an error if that is not its type.
func Typed2[A, B, R any](f *Func) (Func2[A, B, R], error) {
	fr, err := newFrame[A, B, None, R](f, 2)
	return Func2[A, B, R]{fr}, err
}

// Call calls the function; see Func.Call.
func (t Func2[A, B, R]) Call(ctx context.Context, a A, b B) (R, error) {
	return t.fr.run(ctx, a, b, None{})
}

// A Func3 is a function with three parameters. R is None if it has no result.
type Func3[A, B, C, R any] struct{ fr *frame[A, B, C, R] }

// Typed3 returns f with its Go type, or an error if that is not its type.
func Typed3[A, B, C, R any](f *Func) (Func3[A, B, C, R], error) {
	fr, err := newFrame[A, B, C, R](f, 3)
	return Func3[A, B, C, R]{fr}, err
}

// Call calls the function; see Func.Call.
func (t Func3[A, B, C, R]) Call(ctx context.Context, a A, b B, c C) (R, error) {
	return t.fr.run(ctx, a, b, c)
}

var (
	contextType = reflect.TypeFor[context.Context]()
	errorType   = reflect.TypeFor[error]()
)

// Bind sets the function that fn points to, of a type func(context.Context, ...) (R, error) or func(context.Context, ...) error, to one
// that calls f. Typed0 and its siblings make calls that take less time.
func (f *Func) Bind(fn any) error {
	p := reflect.ValueOf(fn)
	if p.Kind() != reflect.Pointer || p.IsNil() || p.Elem().Kind() != reflect.Func {
		return fmt.Errorf("a pointer to a function is needed, not a %T", fn)
	}
	g := p.Type().Elem()
	s, err := signatureOf(g)
	if err != nil {
		return err
	}
	if s.ctx != 0 || !s.err {
		return fmt.Errorf("the Go type %s does not begin with a context and end with an error", g)
	}
	plan, err := newTypedCall(f, s.params, s.result)
	if err != nil {
		return err
	}
	p.Elem().Set(reflect.MakeFunc(g, func(in []reflect.Value) []reflect.Value {
		out := reflect.New(s.result).Elem()
		err := plan.callOnce(in[0].Interface(), in[1:], out)
		e := reflect.Zero(errorType)
		if err != nil {
			e = reflect.ValueOf(err)
		}
		if s.result == noneType && g.NumOut() == 1 {
			return []reflect.Value{e.Convert(errorType)}
		}
		return []reflect.Value{out, e.Convert(errorType)}
	}))
	return nil
}

// callOnce is call with arguments and a place for the result.
func (c *typedCall) callOnce(ctx any, args []reflect.Value, out reflect.Value) error {
	x, ok := ctx.(context.Context)
	if !ok {
		return fmt.Errorf("the context is nil")
	}
	before, err := c.f.st.enter(x)
	if err != nil {
		return err
	}
	defer c.f.st.leave(before)
	own := *c
	own.cross, own.args, own.out = crossing{st: c.f.st, env: c.cross.env}, args, out
	own.prepare()
	return own.call(x)
}

// A signature is the type of a Go function as far as it stands for one of a component.
type signature struct {
	ctx    int  // which parameter is a context, negative if none is
	err    bool // whether the function returns an error last
	params []reflect.Type
	result reflect.Type // None if there is none
}

func signatureOf(g reflect.Type) (s signature, err error) {
	s.ctx = -1
	if g.Kind() != reflect.Func || g.IsVariadic() {
		return s, fmt.Errorf("the Go type %s is not that of a function with a fixed number of parameters", g)
	}
	for i := range g.NumIn() {
		if i < 2 && s.ctx < 0 && g.In(i) == contextType {
			s.ctx = i
			continue
		}
		s.params = append(s.params, g.In(i))
	}
	n := g.NumOut()
	if n > 0 && g.Out(n-1) == errorType {
		n, s.err = n-1, true
	}
	s.result = noneType
	switch n {
	case 0:
	case 1:
		s.result = g.Out(0)
	default:
		return s, fmt.Errorf("the Go type %s has more than one result and an error", g)
	}
	return s, nil
}

// A goFunc is a Go function of static types for guests.
type goFunc struct {
	iface    string
	name     string
	fn       reflect.Value
	sig      signature
	direct   func() directFrame            // of a Direct, or nil
	receiver func(ctx context.Context) any // of the first parameter, or nil

	mu    sync.Mutex
	plans map[*types.Func][]*codec
}

// maxPlans is how many types of imports a function keeps plans for.
const maxPlans = 16

// GoFunc defines a function of an interface by a Go function, as Func does. It may take a context, as its first parameter or, as method
// expressions have it, its second one, and return an error last, which ends the guest. What its other parameters and its
// result may be is said at the package; whether they fit shows when a component is instantiated. Of own resources that it is given the
// function is the owner: they are not dropped. A Direct of the function is called in less time.
func (l *Linker) GoFunc(iface, name string, fn any) error { return l.GoMethod(iface, name, fn, nil) }

// GoMethod is GoFunc for a function with one more parameter, before all others: it is what receiver returns for the context of Instantiate, or of Reset, so that
// one Linker serves instances that each have a host of their own. It is asked before an instance calls the function for the first time.
func (l *Linker) GoMethod(iface, name string, fn any, receiver func(ctx context.Context) any) error {
	v := reflect.ValueOf(fn)
	d, _ := fn.(Direct)
	if d.frame != nil {
		v = d.fn
	}
	if v.Kind() != reflect.Func || v.IsNil() {
		return fmt.Errorf("function %q of %q: %T is no function", name, iface, fn)
	}
	s, err := signatureOf(v.Type())
	if err == nil && receiver != nil && len(s.params) == 0 {
		err = fmt.Errorf("the Go type %s has no parameter for the receiver", v.Type())
	}
	if err != nil {
		return fmt.Errorf("function %q of %q: %w", name, iface, err)
	}
	l.at(iface).funcs[name] = &goFunc{iface: iface, name: name, fn: v, sig: s, direct: d.frame, receiver: receiver, plans: make(map[*types.Func][]*codec)}
	return nil
}

// params returns the types of the parameters that the guest gives.
func (f *goFunc) params() []reflect.Type {
	if f.receiver != nil {
		return f.sig.params[1:]
	}
	return f.sig.params
}

// plan returns the codecs for an import.
func (f *goFunc) plan(t *types.Func) ([]*codec, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if p := f.plans[t]; p != nil {
		return p, nil
	}
	p, err := codecsFor(t, f.params(), f.sig.result)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.fn.Type(), err)
	}
	if len(f.plans) >= maxPlans {
		clear(f.plans)
	}
	f.plans[t] = p
	return p, nil
}

func (f *goFunc) bind(b *binding, t *types.Func) (canon.Callee, error) {
	plan, err := f.plan(t)
	if err != nil {
		return nil, err
	}
	x := &boundFunc{goFunc: f, typ: t, plan: plan, st: b.st, env: b.env, traced: b.linker.traced}
	x.host = canon.HostFunc{Type: t, Func: x.call}
	return &x.host, nil
}

// A boundFunc is a goFunc that an instance imports.
type boundFunc struct {
	*goFunc
	host     canon.HostFunc // what calls it
	typ      *types.Func
	plan     []*codec
	st       *store
	env      *env
	traced   func(*GoCall)
	receiver reflect.Value // in the life of the instance that frame is of
	frame    *goFrame      // of the outermost call, once there is one
	life     int
}

// begun returns the frame of the outermost call. The first one in a life of the instance asks for the receiver.
func (f *boundFunc) begun() (*goFrame, error) {
	if f.frame != nil && f.life == f.st.life {
		return f.frame, nil
	}
	if of := f.goFunc.receiver; of != nil {
		f.receiver = reflect.ValueOf(of(f.st.ctx))
		if !f.receiver.IsValid() || !f.receiver.Type().AssignableTo(f.sig.params[0]) {
			return nil, fmt.Errorf("the receiver of %s is no %s", f.name, f.sig.params[0])
		}
	}
	switch f.life = f.st.life; {
	case f.frame == nil:
		f.frame = f.newFrame()
	case f.direct != nil && f.goFunc.receiver != nil:
		f.frame.in[0].Set(f.receiver)
	case f.goFunc.receiver != nil:
		f.frame.in[0] = f.receiver
	}
	return f.frame, nil
}

// A goFrame is the variables of a call of a Go function.
type goFrame struct {
	cross crossing
	busy  bool
	ctx   context.Context
	in    []reflect.Value // all that the Go function gets
	args  []reflect.Value // those of them that the guest gives, settable
	out   []reflect.Value
	run   func(ctx context.Context) error // of a Direct, or nil: it sets out
}

func (f *boundFunc) newFrame() *goFrame {
	fr := &goFrame{cross: crossing{st: f.st, env: f.env, view: true}}
	if f.direct != nil {
		d := f.direct()
		fr.in, fr.args, fr.out, fr.run = d.in, d.in, []reflect.Value{d.out}, d.run
		if f.goFunc.receiver != nil {
			fr.in[0].Set(f.receiver)
			fr.args = fr.in[1:]
		}
		return fr
	}
	if f.goFunc.receiver != nil {
		fr.in = append(fr.in, f.receiver)
	}
	for _, g := range f.params() {
		v := reflect.New(g).Elem()
		fr.args = append(fr.args, v)
		fr.in = append(fr.in, v)
	}
	if f.sig.ctx >= 0 {
		fr.in = slices.Insert(fr.in, f.sig.ctx, reflect.ValueOf(&fr.ctx).Elem())
	}
	return fr
}

// clear lets go of the values.
func (fr *goFrame) clear() {
	fr.cross.end()
	for _, v := range fr.args {
		v.SetZero()
	}
	if fr.run != nil {
		fr.out[0].SetZero()
	} else {
		fr.out = nil
	}
	fr.cross.err, fr.cross.ctx, fr.ctx, fr.busy = nil, nil, nil, false
}

// call is called by the guest. A call inside the same call, by way of the guest, has a frame of its own.
func (f *boundFunc) call(ctx context.Context, call canon.HostCall) error {
	fr, err := f.begun()
	if err != nil {
		return err
	}
	if fr.busy {
		fr = f.newFrame()
	}
	fr.busy, fr.cross.ctx = true, ctx
	defer fr.clear()
	src := call.Args()
	for i, v := range fr.args {
		f.plan[i].lift(&fr.cross, src.Field(i), v)
	}
	if err := src.Err(); err != nil {
		return err
	}
	if fr.cross.err != nil {
		return fr.cross.err
	}
	var traced *GoCall
	if f.traced != nil {
		traced = f.begin(f.typ, fr.args)
	}
	err = f.run(ctx, fr)
	if traced != nil {
		f.traced(traced.end(fr.out, err))
	}
	if err != nil || f.typ.Result == nil {
		return err
	}
	f.plan[len(f.plan)-1].lower(&fr.cross, call.Results().Field(0), fr.out[0])
	return fr.cross.err
}

// run calls the Go function. One that takes a context may use the store meanwhile; another one cannot.
func (f *boundFunc) run(ctx context.Context, fr *goFrame) (err error) {
	if f.sig.ctx < 0 {
		defer recovered(&err)
	} else {
		h := f.st.lendTo(ctx)
		defer f.st.takeBack(h, &err)
		fr.ctx = h
	}
	if fr.run != nil {
		return fr.run(fr.ctx)
	}
	fr.out = f.fn.Call(fr.in)
	if f.sig.err {
		err, _ = fr.out[len(fr.out)-1].Interface().(error)
	}
	return err
}
