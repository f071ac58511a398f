package preview2

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/component/value"
)

// This file holds wasi:http/types.fields: headers and trailers.

// DefaultMaxFieldsSize is how many bytes the headers or trailers of a message may have unless Config.MaxFieldsSize says otherwise.
const DefaultMaxFieldsSize = 128 << 10

const (
	fieldOverhead = 32 // bytes that a field counts for besides its name and value: RFC 9113, section 6.5.2
	maxFieldsHeld = 64 // times the limit of one: how much all fields of a guest may have together
)

// A field is a name with a value. Both are never changed.
type field struct {
	Name  string
	Value []byte
}

func (f *field) size() int { return len(f.Name) + len(f.Value) + fieldOverhead }

// fields are headers or trailers.
type fields struct {
	node
	list      []field
	size      int
	immutable bool
}

// A fieldsBudget bounds what fields of a guest take.
type fieldsBudget struct {
	max  int // bytes of one
	held int // bytes of all
}

// A fieldsLimitError ends a guest that makes fields without end.
type fieldsLimitError struct{ max int }

func (e *fieldsLimitError) Error() string {
	return fmt.Sprintf("HTTP fields of more than %d bytes: the limit is MaxFieldsSize", e.max)
}

// The cases of header-error.
var (
	headerSyntax    = value.Variant{Case: "invalid-syntax"}
	headerForbidden = value.Variant{Case: "forbidden"}
	headerImmutable = value.Variant{Case: "immutable"}
)

type headerResult[T any] = component.Result[T, value.Variant]

func headerErr[T any](e value.Variant) headerResult[T] { return component.Err[T](e) }

// forbidden reports whether a field, in lower case, concerns a connection and not a message, which is the host's business.
func forbidden(name string) bool {
	switch name {
	case "connection", "host", "http2-settings", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te",
		"transfer-encoding", "upgrade":
		return true
	}
	return false
}

// checkField returns the header-error of a name with values.
func checkField(name string, values ...[]byte) (e value.Variant, ok bool) {
	if !validFieldName(name) {
		return headerSyntax, false
	}
	for _, v := range values {
		if !validFieldValue(v) {
			return headerSyntax, false
		}
	}
	if forbidden(strings.ToLower(name)) {
		return headerForbidden, false
	}
	return e, true
}

// validFieldName reports whether a name is a token: RFC 9110, section 5.6.2.
func validFieldName(name string) bool {
	for i := range len(name) {
		if !isTokenChar(name[i]) {
			return false
		}
	}
	return name != ""
}

func isTokenChar(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0
}

// validFieldValue reports whether a value has no control characters but tabs: RFC 9110, section 5.5.
func validFieldValue(v []byte) bool {
	for _, c := range v {
		if c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}

// grow accounts for n more bytes.
func (f *fields) grow(n int) error {
	b := &f.h.http.fields
	if f.size+n > b.max || n > 0 && b.held+n > maxFieldsHeld*b.max {
		return &fieldsLimitError{b.max}
	}
	f.size += n
	b.held += n
	return nil
}

// close gives back what the fields took.
func (f *fields) close() error {
	f.h.http.fields.held -= f.size
	f.size, f.list = 0, nil
	return nil
}

// push appends a field that has been checked.
func (f *fields) push(name string, v []byte) error {
	x := field{name, v}
	if err := f.grow(x.size()); err != nil {
		return err
	}
	f.list = append(f.list, x)
	return nil
}

// without takes out the fields with a name.
func (f *fields) without(name string) {
	f.list = slices.DeleteFunc(f.list, func(x field) bool {
		if !strings.EqualFold(x.Name, name) {
			return false
		}
		f.size -= x.size()
		f.h.http.fields.held -= x.size()
		return true
	})
}

// copyFields makes fields with the same content, which a message or a guest has.
func (h *Host) copyFields(of *fields, immutable bool, parent resource) (*fields, error) {
	f, err := h.makeFields(parent)
	if err == nil {
		err = f.grow(of.size)
	}
	if err != nil {
		return nil, err
	}
	f.list, f.immutable = slices.Clone(of.list), immutable
	return f, nil
}

// fieldsOf makes fields of what package http has, which cannot be changed: those that concern the connection are left out, names are in lower case and in
// order.
func (h *Host) fieldsOf(header http.Header, parent resource) (*fields, error) {
	f, err := h.makeFields(parent)
	if err != nil {
		return nil, err
	}
	f.immutable = true
	for _, name := range slices.Sorted(maps.Keys(header)) {
		lower := strings.ToLower(name)
		if forbidden(lower) {
			continue
		}
		for _, v := range header[name] {
			if err := f.push(lower, []byte(v)); err != nil {
				return nil, err
			}
		}
	}
	return f, nil
}

// toHeader adds the fields to what package http has.
func (f *fields) toHeader(h http.Header) {
	for i := range f.list {
		name := http.CanonicalHeaderKey(f.list[i].Name)
		h[name] = append(h[name], string(f.list[i].Value))
	}
}

// first returns the first value of a name.
func (f *fields) first(name string) (string, bool) {
	for i := range f.list {
		if strings.EqualFold(f.list[i].Name, name) {
			return string(f.list[i].Value), true
		}
	}
	return "", false
}

// What follows are the functions of the interface.

// makeFields makes fields that are empty.
func (h *Host) makeFields(parent resource) (*fields, error) {
	f := &fields{}
	return f, h.add(f, parent)
}

func (h *Host) newFields() (*fields, error) { return h.makeFields(nil) }

func (h *Host) fieldsFromList(entries []field) (headerResult[*fields], error) {
	for _, x := range entries {
		if e, ok := checkField(x.Name, x.Value); !ok {
			return headerErr[*fields](e), nil
		}
	}
	f, err := h.makeFields(nil)
	if err != nil {
		return headerResult[*fields]{}, err
	}
	for _, x := range entries {
		if err := f.push(x.Name, x.Value); err != nil {
			return headerResult[*fields]{}, err
		}
	}
	return component.OK[*fields, value.Variant](f), nil
}

func (f *fields) get(name string) [][]byte {
	var list [][]byte
	for i := range f.list {
		if strings.EqualFold(f.list[i].Name, name) {
			list = append(list, f.list[i].Value)
		}
	}
	return list
}

func (f *fields) has(name string) bool {
	_, ok := f.first(name)
	return ok
}

func (f *fields) set(name string, values [][]byte) (headerResult[component.None], error) {
	if f.immutable {
		return headerErr[component.None](headerImmutable), nil
	}
	if e, ok := checkField(name, values...); !ok {
		return headerErr[component.None](e), nil
	}
	f.without(name)
	for _, v := range values {
		if err := f.push(name, v); err != nil {
			return headerResult[component.None]{}, err
		}
	}
	return headerResult[component.None]{}, nil
}

func (f *fields) delete(name string) headerResult[component.None] {
	if f.immutable {
		return headerErr[component.None](headerImmutable)
	}
	if e, ok := checkField(name); !ok {
		return headerErr[component.None](e)
	}
	f.without(name)
	return headerResult[component.None]{}
}

func (f *fields) append(name string, v []byte) (headerResult[component.None], error) {
	if f.immutable {
		return headerErr[component.None](headerImmutable), nil
	}
	if e, ok := checkField(name, v); !ok {
		return headerErr[component.None](e), nil
	}
	return headerResult[component.None]{}, f.push(name, v)
}

func (f *fields) entries() []field { return f.list }

func (f *fields) clone() (*fields, error) { return f.h.copyFields(f, false, nil) }
