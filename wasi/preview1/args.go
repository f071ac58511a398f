package preview1

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"
)

// This file holds the arguments and the environment.

// A stringList is strings as args_get and environ_get hand them out, each with a terminating zero.
type stringList struct {
	list  []string
	bytes size // of all of them, zeros included
}

// newStringList checks that a guest can be given the strings.
func newStringList(list []string) (stringList, error) {
	total := uint64(0)
	for _, s := range list {
		if strings.IndexByte(s, 0) >= 0 {
			return stringList{}, fmt.Errorf("%q has a zero byte", s)
		}
		total += uint64(len(s)) + 1
	}
	if total > math.MaxUint32 {
		return stringList{}, fmt.Errorf("list has %d bytes, more than a guest's memory", total)
	}
	return stringList{list, size(total)}, nil
}

// argsSizesGet stores the number of arguments at count and the bytes that they take, with their zeros, at bytes.
func (h *Host) argsSizesGet(mem memory, count, bytes ptr) errno {
	return h.args.sizes(mem, count, bytes)
}

// argsGet stores the arguments. For the arguments "a" and "bc":
//
//	argv[0]  argv[1]            'a'   0   'b' 'c'  0
//	|--------|--------|   ...   |-----------------------|
//	argv                        buf
//
// where argv[0] holds the address buf and argv[1] the address buf+2.
func (h *Host) argsGet(mem memory, argv, buf ptr) errno { return h.args.store(mem, argv, buf) }

// environSizesGet stores the number of variables at count and the bytes that they take, with their zeros, at bytes.
func (h *Host) environSizesGet(mem memory, count, bytes ptr) errno {
	return h.env.sizes(mem, count, bytes)
}

// environGet stores the variables as argsGet stores the arguments, each as "NAME=value".
func (h *Host) environGet(mem memory, environ, buf ptr) errno { return h.env.store(mem, environ, buf) }

func (l *stringList) sizes(mem memory, count, bytes ptr) errno {
	if e := mem.putU32(count, uint32(len(l.list))); e != errnoSuccess {
		return e
	}
	return mem.putU32(bytes, uint32(l.bytes))
}

func (l *stringList) store(mem memory, addrs, buf ptr) errno {
	table, ok := mem.array(addrs, size(len(l.list)), 4)
	if !ok {
		return errnoFault
	}
	text, ok := mem.bytes(buf, l.bytes)
	if !ok {
		return errnoFault
	}
	for i, s := range l.list {
		binary.LittleEndian.PutUint32(table[4*i:], uint32(buf))
		n := copy(text, s)
		text[n] = 0
		text = text[n+1:]
		buf += ptr(n + 1)
	}
	return errnoSuccess
}
