package main

import (
	"encoding/binary"
	"time"
)

// This file writes the format of profiles: the message Profile of pprof's profile.proto, in the encoding of Protocol Buffers, inside a gzip
// file. The library for the one compiles regular expressions when a program starts, which takes a sixth of the time that a small one
// runs, and that for the other makes tables. Neither is worth it, and profiles are small.

// A message is an encoded message or a part of one.
type message []byte

// The wire types of fields.
const (
	wireVarint = 0
	wireBytes  = 2
)

// number adds a field with a number, unless it is 0, which is what a field has that is not there.
func (m *message) number(field int, v uint64) {
	if v != 0 {
		*m = binary.AppendUvarint(*m, uint64(field<<3|wireVarint))
		*m = binary.AppendUvarint(*m, v)
	}
}

// bytes adds a field with a string or a message.
func (m *message) bytes(field int, b []byte) {
	*m = binary.AppendUvarint(*m, uint64(field<<3|wireBytes))
	*m = binary.AppendUvarint(*m, uint64(len(b)))
	*m = append(*m, b...)
}

// numbers adds a field with a list of numbers.
func (m *message) numbers(field int, list []uint64) {
	var packed []byte
	for _, v := range list {
		packed = binary.AppendUvarint(packed, v)
	}
	m.bytes(field, packed)
}

// A profileBuilder collects what a profile consists of. Numbers of functions and locations begin with 1.
type profileBuilder struct {
	message
	strings   map[string]uint64
	table     []string
	functions map[profileLine]uint64
	locations map[locationKey]uint64
}

// A locationKey names a location: a place in the module, or a function of the host.
type locationKey struct {
	offset, index int
	host          string
}

// A profileLine is a function at a location, and where in its source.
type profileLine struct {
	name, system, file string
	line, column       int
}

// The fields of messages, as profile.proto numbers them.
const (
	profileSampleType    = 1
	profileSample        = 2
	profileMapping       = 3
	profileLocation      = 4
	profileFunction      = 5
	profileString        = 6
	profileTime          = 9
	profileDuration      = 10
	profilePeriodType    = 11
	profilePeriod        = 12
	profileDefaultSample = 14
)

// newProfileBuilder returns a builder for the profile of a file.
func newProfileBuilder(file string) *profileBuilder {
	b := &profileBuilder{strings: map[string]uint64{}, functions: map[profileLine]uint64{}, locations: map[locationKey]uint64{}}
	b.string("") // which has to come first
	b.bytes(profileSampleType, b.valueType("samples", "count"))
	b.bytes(profileSampleType, b.valueType("time", "nanoseconds"))
	var m message
	m.number(1, 1)              // id
	m.number(3, 1<<32)          // memory limit
	m.number(5, b.string(file)) // file name
	for known := 7; known <= 10; known++ {
		m.number(known, 1) // functions, files, lines and inlined functions are known: nobody has to look for them
	}
	b.bytes(profileMapping, m)
	return b
}

// string returns the index of a string.
func (b *profileBuilder) string(s string) uint64 {
	n, ok := b.strings[s]
	if !ok {
		n = uint64(len(b.table))
		b.strings[s] = n
		b.table = append(b.table, s)
	}
	return n
}

func (b *profileBuilder) valueType(name, unit string) message {
	var m message
	m.number(1, b.string(name))
	m.number(2, b.string(unit))
	return m
}

// function returns the number of a function.
func (b *profileBuilder) function(at profileLine) uint64 {
	at.line, at.column = 0, 0
	n, ok := b.functions[at]
	if !ok {
		n = uint64(len(b.functions) + 1)
		b.functions[at] = n
		var m message
		m.number(1, n)
		m.number(2, b.string(at.name))
		m.number(3, b.string(at.system))
		m.number(4, b.string(at.file))
		b.bytes(profileFunction, m)
	}
	return n
}

// addLocation returns the number of a location with its functions, innermost first.
func (b *profileBuilder) addLocation(key locationKey, address uint64, lines []profileLine) uint64 {
	n, ok := b.locations[key]
	if ok {
		return n
	}
	n = uint64(len(b.locations) + 1)
	b.locations[key] = n
	var m message
	m.number(1, n)
	if key.host == "" {
		m.number(2, 1) // the mapping
	}
	m.number(3, address)
	for _, at := range lines {
		var l message
		l.number(1, b.function(at))
		l.number(2, uint64(at.line))
		l.number(3, uint64(at.column))
		m.bytes(4, l)
	}
	b.bytes(profileLocation, m)
	return n
}

// sample adds a stack of locations, innermost first, with its values.
func (b *profileBuilder) sample(locations []uint64, count, nanoseconds int64) {
	var m message
	m.numbers(1, locations)
	m.numbers(2, []uint64{uint64(count), uint64(nanoseconds)})
	b.bytes(profileSample, m)
}

// finish returns the profile.
func (b *profileBuilder) finish(start time.Time, elapsed, interval time.Duration) []byte {
	b.number(profileTime, uint64(start.UnixNano()))
	b.number(profileDuration, uint64(elapsed))
	b.bytes(profilePeriodType, b.valueType("time", "nanoseconds"))
	b.number(profilePeriod, uint64(interval))
	b.number(profileDefaultSample, b.string("time"))
	for _, s := range b.table {
		b.bytes(profileString, []byte(s))
	}
	return b.message
}

// gzipped returns b in the format of gzip (RFC 1952), not compressed.
func gzipped(b []byte) []byte {
	const header = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
	out := []byte(header)
	for rest, last := b, false; !last; { // blocks of RFC 1951, section 3.2.4
		n := min(len(rest), 1<<16-1)
		last = n == len(rest)
		kind := byte(0)
		if last {
			kind = 1
		}
		out = append(out, kind)
		out = binary.LittleEndian.AppendUint16(out, uint16(n))
		out = binary.LittleEndian.AppendUint16(out, ^uint16(n))
		out = append(out, rest[:n]...)
		rest = rest[n:]
	}
	out = binary.LittleEndian.AppendUint32(out, crc32(b))
	return binary.LittleEndian.AppendUint32(out, uint32(len(b)))
}

// crc32 returns the checksum of RFC 1952, section 8.
func crc32(b []byte) uint32 {
	sum := ^uint32(0)
	for _, c := range b {
		sum ^= uint32(c)
		for range 8 {
			sum = sum>>1 ^ 0xEDB88320&-(sum&1)
		}
	}
	return ^sum
}
