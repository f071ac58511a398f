package preview1

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"strconv"
	"strings"
	"sync"

	"github.com/wvm-project/wvm/wasi/internal/trace"
)

// This file turns arguments and results of traced calls into text. Nothing here trusts an address or a length, and what comes out is short
// whatever a guest hands over.

// A param is a parameter of a function's declaration.
type param struct {
	name string
	kind paramKind
	at   int // the index of its first value among the arguments
}

// A paramKind is a type of parameters: how many values it takes, and what it shows before the call or, on success, after it.
type paramKind struct {
	values string // a letter each, as in function.params
	before func(d *decoder, v []uint64) string
	after  func(d *decoder, p param, v []uint64) []Arg
}

// paramKinds has the types in declarations. Those that begin with '>' are results, shown under the name of the parameter.
var paramKinds = sync.OnceValue(func() map[string]paramKind {
	return map[string]paramKind{
		"u32":         {values: "i", before: func(_ *decoder, v []uint64) string { return strconv.FormatUint(v[0], 10) }},
		"u64":         {values: "l", before: func(_ *decoder, v []uint64) string { return strconv.FormatUint(v[0], 10) }},
		"s64":         {values: "l", before: func(_ *decoder, v []uint64) string { return strconv.FormatInt(int64(v[0]), 10) }},
		"fd":          {values: "i", before: func(d *decoder, v []uint64) string { return d.fd(fd(v[0])) }},
		"clockid":     enumKind(clockNames[:]...),
		"advice":      enumKind("normal", "sequential", "random", "willneed", "dontneed", "noreuse"),
		"whence":      enumKind("set", "cur", "end"),
		"signal":      enumKind(signalNames[:]...),
		"fdflags":     flagsKind("i", fdflagNames[:]),
		"oflags":      flagsKind("i", []string{"creat", "directory", "excl", "trunc"}),
		"lookupflags": flagsKind("i", []string{"symlink_follow"}),
		"fstflags":    flagsKind("i", []string{"atim", "atim_now", "mtim", "mtim_now"}),
		"riflags":     flagsKind("i", []string{"recv_peek", "recv_waitall"}),
		"sdflags":     flagsKind("i", []string{"rd", "wr"}),
		"rights":      flagsKind("l", rightNames[:]),
		"path":        {values: "ii", before: func(d *decoder, v []uint64) string { return d.text(v[0], v[1], trace.MaxPath) }},
		"buf":         {values: "ii", before: func(_ *decoder, v []uint64) string { return fmt.Sprintf("[%d]", v[1]) }},
		"iovs":        {values: "ii", before: func(d *decoder, v []uint64) string { return d.lengths(v[0], v[1]) }},
		"ciovs": {values: "ii", before: func(d *decoder, v []uint64) string {
			return d.lengths(v[0], v[1]) + " " + d.data(v[0], v[1], 1<<32)
		}},
		"subs": {values: "iiii", before: func(d *decoder, v []uint64) string { return d.subscriptions(v[0], v[2]) },
			after: func(d *decoder, _ param, v []uint64) []Arg { return d.events(v[1], v[3]) }},
		"skip": {values: "i"},
		">u32": resultKind("i", func(d *decoder, v []uint64) string { return d.number(v[0], 4) }),
		">u64": resultKind("i", func(d *decoder, v []uint64) string { return d.number(v[0], 8) }),
		">fd":  resultKind("i", func(d *decoder, v []uint64) string { return d.fd(fd(d.load(v[0], 4))) }),
		">roflags": resultKind("i", func(d *decoder, v []uint64) string {
			return flagsText(d.load(v[0], 2), []string{"recv_data_truncated"})
		}),
		">fdstat":   resultKind("i", func(d *decoder, v []uint64) string { return d.fdstat(v[0]) }),
		">filestat": resultKind("i", func(d *decoder, v []uint64) string { return d.filestat(v[0]) }),
		">prestat":  resultKind("i", func(d *decoder, v []uint64) string { return "{dir, " + d.number(v[0]+4, 4) + "}" }),
		">name":     resultKind("ii", func(d *decoder, v []uint64) string { return d.text(v[0], d.nameLen(v[1]), trace.MaxPath) }),
		">argv":     resultKind("i", func(d *decoder, _ []uint64) string { return quoteList(d.h.args.list) }),
		">environ":  resultKind("i", func(d *decoder, _ []uint64) string { return quoteList(d.h.env.list) }),
		">text": resultKind("ii", func(d *decoder, v []uint64) string {
			return d.text(v[0], min(v[1], d.load(d.args[len(d.args)-1], 4)), trace.MaxPath)
		}),
		">data": {values: "i", after: (*decoder).received},
	}
})

// enumKind is the type of a number that stands for a name.
func enumKind(names ...string) paramKind {
	return paramKind{values: "i", before: func(_ *decoder, v []uint64) string { return enumText(v[0], names) }}
}

// flagsKind is the type of a set of bits that stand for names.
func flagsKind(values string, names []string) paramKind {
	return paramKind{values: values, before: func(_ *decoder, v []uint64) string { return flagsText(v[0], names) }}
}

// resultKind is the type of the address of a result.
func resultKind(values string, text func(d *decoder, v []uint64) string) paramKind {
	return paramKind{values: values, after: func(d *decoder, p param, v []uint64) []Arg { return []Arg{{Name: p.name, Value: text(d, v)}} }}
}

// paramsOf reads the declaration of a function.
func paramsOf(decl string) []param {
	var list []param
	at := 0
	for field := range strings.FieldsSeq(decl) {
		name, kind, _ := strings.Cut(field, ":")
		p := param{name: name, kind: paramKinds()[kind], at: at}
		at += len(p.kind.values)
		list = append(list, p)
	}
	return list
}

// A decoder makes text of one call.
type decoder struct {
	h      *Host
	mem    memory
	args   []uint64
	params []param
}

// values returns the arguments that p takes.
func (d *decoder) values(p param) []uint64 { return d.args[p.at : p.at+len(p.kind.values)] }

// before returns the arguments.
func (d *decoder) before() []Arg {
	var list []Arg
	for _, p := range d.params {
		if p.kind.before != nil {
			list = append(list, Arg{Name: p.name, Value: p.kind.before(d, d.values(p))})
		}
	}
	return list
}

// after returns the results.
func (d *decoder) after() []Arg {
	var list []Arg
	for _, p := range d.params {
		if p.kind.after != nil {
			list = append(list, p.kind.after(d, p, d.values(p))...)
		}
	}
	return list
}

// label gives a name to a descriptor that a path was just opened at, for the calls to come.
func (d *decoder) label() {
	var path, base string
	for _, p := range d.params {
		v := d.values(p)
		switch p.name {
		case "path":
			if b, ok := d.mem.bytes(ptr(v[0]), size(v[1])); ok {
				path = string(b)
			}
		case "fd":
			if from := d.h.fds.get(fd(v[0])); from != nil {
				base = from.label
			}
		case "opened_fd":
			if opened := d.h.fds.get(fd(d.load(v[0], 4))); opened != nil {
				opened.label = strings.TrimSuffix(base, "/") + "/" + path
				opened.label = opened.label[:min(len(opened.label), maxPath)]
			}
		}
	}
}

// fd shows a descriptor with what it is.
func (d *decoder) fd(n fd) string {
	number := strconv.FormatUint(uint64(n), 10)
	open := d.h.fds.get(n)
	if open == nil || open.label == "" {
		return number
	}
	label := open.label
	if len(label) > trace.MaxPath {
		label = "..." + label[len(label)-trace.MaxPath:]
	}
	quoted := strconv.Quote(label)
	return number + "<" + quoted[1:len(quoted)-1] + ">"
}

// load returns the number of n bytes at p, or 0 outside the memory.
func (d *decoder) load(p uint64, n size) uint64 {
	var b [8]byte
	if src, ok := d.mem.bytes(ptr(p), n); ok {
		copy(b[:], src)
	}
	return binary.LittleEndian.Uint64(b[:])
}

// number shows the number of n bytes at p.
func (d *decoder) number(p uint64, n size) string { return strconv.FormatUint(d.load(p, n), 10) }

// text shows the string of n bytes at p, up to most bytes of it.
func (d *decoder) text(p, n uint64, most int) string {
	b, ok := d.mem.bytes(ptr(p), size(n))
	if !ok {
		return fmt.Sprintf("%#x[%d]", p, n)
	}
	return trace.Quote(b, len(b) > most, most)
}

// quoteList shows a list of strings.
func quoteList(list []string) string {
	var b strings.Builder
	b.WriteByte('[')
	for i, s := range list {
		if i > 0 {
			b.WriteByte(' ')
		}
		if i == trace.MaxList {
			b.WriteString("...")
			break
		}
		b.WriteString(trace.Quote([]byte(s), len(s) > trace.MaxPath, trace.MaxPath))
	}
	b.WriteByte(']')
	return b.String()
}

// iovec returns buffer i of a scatter list.
func (d *decoder) iovec(list uint64, i int) (p ptr, n size) {
	at := list + uint64(i)*iovecSize
	if at > 1<<32-iovecSize {
		return 0, 0
	}
	return ptr(d.load(at, 4)), size(d.load(at+4, 4))
}

// lengths shows the lengths of the buffers of a scatter list.
func (d *decoder) lengths(list, n uint64) string {
	if _, ok := d.mem.array(ptr(list), size(n), iovecSize); !ok {
		return fmt.Sprintf("%#x[%d]", list, n)
	}
	var b strings.Builder
	b.WriteByte('[')
	for i := range int(n) {
		if i > 0 {
			b.WriteByte(' ')
		}
		if i == trace.MaxList {
			fmt.Fprintf(&b, "... %d more", int(n)-i)
			break
		}
		_, length := d.iovec(list, i)
		b.WriteString(strconv.FormatUint(uint64(length), 10))
	}
	b.WriteByte(']')
	return b.String()
}

// data shows the beginning of the first most bytes in the buffers of a scatter list.
func (d *decoder) data(list, n, most uint64) string {
	var got []byte
	more := false
	for i := range int(min(n, maxIovecs)) {
		p, length := d.iovec(list, i)
		length = size(min(uint64(length), most))
		most -= uint64(length)
		b, ok := d.mem.bytes(p, length)
		if !ok {
			break
		}
		room := trace.MaxData - len(got)
		more = more || len(b) > room
		got = append(got, b[:min(len(b), room)]...)
		if more || most == 0 {
			break
		}
	}
	return trace.Quote(got, more, trace.MaxData)
}

// received shows how many bytes were read and the first of them, which are in the buffers of the parameter of type iovs.
func (d *decoder) received(p param, v []uint64) []Arg {
	n := d.load(v[0], 4)
	return []Arg{{Name: p.name, Value: strconv.FormatUint(n, 10)}, {Name: "data", Value: d.data(d.args[1], d.args[2], n)}}
}

// nameLen returns the length of the name of the preopened directory in the first argument, or most if that is less.
func (d *decoder) nameLen(most uint64) uint64 {
	if open := d.h.fds.get(fd(d.args[0])); open != nil && open.dir != nil {
		return min(most, uint64(len(open.dir.name)))
	}
	return 0
}

func (d *decoder) fdstat(p uint64) string {
	return fmt.Sprintf("{%s, flags=%s, rights=%s, inheriting=%s}", enumText(d.load(p, 1), filetypeNames[:]),
		flagsText(d.load(p+2, 2), fdflagNames[:]), flagsText(d.load(p+8, 8), rightNames[:]), flagsText(d.load(p+16, 8), rightNames[:]))
}

func (d *decoder) filestat(p uint64) string {
	return fmt.Sprintf("{dev=%d, ino=%d, %s, nlink=%d, size=%d, atim=%d, mtim=%d, ctim=%d}", d.load(p, 8), d.load(p+8, 8),
		enumText(d.load(p+16, 1), filetypeNames[:]), d.load(p+24, 8), d.load(p+32, 8), d.load(p+40, 8), d.load(p+48, 8), d.load(p+56, 8))
}

// subscriptions shows what a guest waits for.
func (d *decoder) subscriptions(p, n uint64) string {
	list, ok := d.mem.array(ptr(p), size(n), subscriptionSize)
	if !ok {
		return fmt.Sprintf("%#x[%d]", p, n)
	}
	var b strings.Builder
	b.WriteByte('[')
	for i := range int(n) {
		if i > 0 {
			b.WriteByte(' ')
		}
		if i == trace.MaxList {
			fmt.Fprintf(&b, "... %d more", int(n)-i)
			break
		}
		s := subscriptionOf(list[i*subscriptionSize:])
		b.WriteString(enumText(uint64(s.kind), eventNames[:]))
		switch {
		case s.kind != eventClock:
			fmt.Fprintf(&b, "(%s)", d.fd(s.fd))
		case s.absolute:
			fmt.Fprintf(&b, "(%s, at %d)", enumText(uint64(s.clock), clockNames[:]), s.timeout)
		default:
			fmt.Fprintf(&b, "(%s, %d)", enumText(uint64(s.clock), clockNames[:]), s.timeout)
		}
	}
	b.WriteByte(']')
	return b.String()
}

// events shows what has happened.
func (d *decoder) events(p, count uint64) []Arg {
	n := d.load(count, 4)
	list, ok := d.mem.array(ptr(p), size(n), eventSize)
	if !ok {
		return nil
	}
	var b strings.Builder
	b.WriteByte('[')
	for i := range int(n) {
		if i > 0 {
			b.WriteByte(' ')
		}
		if i == trace.MaxList {
			fmt.Fprintf(&b, "... %d more", int(n)-i)
			break
		}
		ev := list[i*eventSize:]
		b.WriteString(enumText(uint64(ev[10]), eventNames[:]))
		b.WriteString("(" + errno(binary.LittleEndian.Uint16(ev[8:])).String())
		if n := binary.LittleEndian.Uint64(ev[16:]); n > 0 {
			fmt.Fprintf(&b, ", %d bytes", n)
		}
		if binary.LittleEndian.Uint16(ev[24:])&eventHangup != 0 {
			b.WriteString(", hangup")
		}
		b.WriteByte(')')
	}
	b.WriteByte(']')
	return []Arg{{Name: "nevents", Value: strconv.FormatUint(n, 10)}, {Name: "events", Value: b.String()}}
}

// enumText returns the name of v, or v as a number if it has none.
func enumText(v uint64, names []string) string {
	if v < uint64(len(names)) {
		return names[v]
	}
	return strconv.FormatUint(v, 10)
}

// flagsText returns the names of the bits of v; of more than trace.MaxList, or ones without a name, the number.
func flagsText(v uint64, names []string) string {
	if v == 0 {
		return "0"
	}
	if bits.OnesCount64(v) > trace.MaxList || bits.Len64(v) > len(names) {
		return "0x" + strconv.FormatUint(v, 16)
	}
	var list []string
	for i, name := range names {
		if v>>i&1 != 0 {
			list = append(list, name)
		}
	}
	return strings.Join(list, "|")
}
