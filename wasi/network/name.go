package network

import (
	"errors"
	"math"
	"net/netip"
	"strings"
	"unicode"
	"unicode/utf8"
)

// This file holds the names of hosts.

// ErrName is the error of what is no name of a host.
var ErrName = errors.New("network: not the name of a host")

const (
	maxName  = 253 // bytes of a name: RFC 1035
	maxLabel = 63
)

// Normalize returns the name of a host in lower case, without a dot at its end and with labels that are not ASCII in Punycode (RFC 3492).
// An address is no name, with a dot at its end neither.
func Normalize(name string) (string, error) {
	name = strings.TrimSuffix(name, ".")
	if name == "" || len(name) > 4*maxName || !utf8.ValidString(name) {
		return "", ErrName
	}
	labels := strings.Split(name, ".")
	for i, l := range labels {
		var err error
		if labels[i], err = normalizeLabel(l); err != nil {
			return "", err
		}
	}
	name = strings.Join(labels, ".")
	if _, err := netip.ParseAddr(name); err == nil || len(name) > maxName {
		return "", ErrName
	}
	return name, nil
}

func normalizeLabel(label string) (string, error) {
	ascii := true
	for _, r := range label {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '-', r == '_':
		case r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r)):
			ascii = false
		default:
			return "", ErrName
		}
	}
	label = strings.ToLower(label)
	if !ascii {
		label = "xn--" + punycode([]rune(label))
	}
	if label == "" || len(label) > maxLabel || label[0] == '-' || label[len(label)-1] == '-' {
		return "", ErrName
	}
	return label, nil
}

// isLocalhost reports whether a name is that of the machine itself: RFC 6761, section 6.3.
func isLocalhost(name string) bool {
	return name == "localhost" || strings.HasSuffix(name, ".localhost")
}

// The parameters of Punycode: RFC 3492, section 5.
const (
	punyBase, punyMin, punyMax = 36, 1, 26
	punySkew, punyDamp         = 38, 700
	punyBias, punyStart        = 72, 128
)

// punycode encodes a label: its ASCII characters, then the others by where they stand.
func punycode(label []rune) string {
	var out []byte
	for _, r := range label {
		if r < utf8.RuneSelf {
			out = append(out, byte(r))
		}
	}
	done := len(out)
	ascii := done
	if done > 0 {
		out = append(out, '-')
	}
	next, bias, delta := rune(punyStart), punyBias, 0
	for done < len(label) {
		least := rune(math.MaxInt32)
		for _, r := range label {
			if r >= next && r < least {
				least = r
			}
		}
		delta += int(least-next) * (done + 1)
		for _, r := range label {
			switch {
			case r < least:
				delta++
			case r == least:
				out = punyDigits(out, delta, bias)
				bias = punyAdapt(delta, done+1, done == ascii)
				delta = 0
				done++
			}
		}
		delta++
		next = least + 1
	}
	return string(out)
}

// punyDigits appends a number with digits of falling weights.
func punyDigits(out []byte, n, bias int) []byte {
	for k := punyBase; ; k += punyBase {
		t := min(max(k-bias, punyMin), punyMax)
		if n < t {
			return append(out, punyDigit(n))
		}
		out = append(out, punyDigit(t+(n-t)%(punyBase-t)))
		n = (n - t) / (punyBase - t)
	}
}

func punyDigit(n int) byte {
	if n < 26 {
		return 'a' + byte(n)
	}
	return '0' + byte(n-26)
}

func punyAdapt(delta, points int, first bool) int {
	if first {
		delta /= punyDamp
	} else {
		delta /= 2
	}
	delta += delta / points
	k := 0
	for ; delta > (punyBase-punyMin)*punyMax/2; k += punyBase {
		delta /= punyBase - punyMin
	}
	return k + (punyBase-punyMin+1)*delta/(delta+punySkew)
}
