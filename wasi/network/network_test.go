package network

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
)

func TestParseRule(t *testing.T) {
	for text, want := range map[string]string{
		"example.org":            "example.org",
		"Example.ORG.":           "example.org",
		"example.org:443":        "example.org:443",
		"example.org:80-90":      "example.org:80-90",
		"*.example.org":          "*.example.org",
		"*.example.org:1":        "*.example.org:1",
		"*":                      "*",
		"*:65535":                "*:65535",
		"bücher.example":         "xn--bcher-kva.example",
		"BÜCHER.example":         "xn--bcher-kva.example",
		"192.0.2.7":              "192.0.2.7",
		"192.0.2.7:80":           "192.0.2.7:80",
		"10.0.0.0/8":             "10.0.0.0/8",
		"10.0.0.0/8:80-81":       "10.0.0.0/8:80-81",
		"::1":                    "::1",
		"[::1]":                  "::1",
		"[::1]:80":               "[::1]:80",
		"fd00::/8":               "fd00::/8",
		"[fd00::/8]:443":         "[fd00::/8]:443",
		"::ffff:10.0.0.1":        "10.0.0.1",
		"::":                     "::",
		"under_score.x:8":        "under_score.x:8",
		"127.1":                  "127.1", // a name: nobody takes it for an address
		"0.0.0.0/0":              "0.0.0.0/0",
		strings.Repeat("a", 63):  strings.Repeat("a", 63),
		"1.2.3.4/32":             "1.2.3.4",
		"例え.テスト":                 "xn--r8jz45g.xn--zckzah",
		"faß.de":                 "xn--fa-hia.de",
		"a.b.c.d.e.f.g.h.i.j:22": "a.b.c.d.e.f.g.h.i.j:22",
	} {
		r, err := ParseRule(text)
		if err != nil || r.String() != want {
			t.Errorf("ParseRule(%q) = %v, %v; want %s", text, r, err, want)
		}
	}
	for _, text := range []string{"", ":", ":80", "a:", "a:0", "a:65536", "a:x", "a:9-8", "a:1-", "*.", "*x", "a.*", "**", "a b", "a/b", "http://a", "10.0.0.1/8",
		"10.0.0.0/33", "[::1", "[a]", "[::1]x", "[::1]:", "fe80::1%eth0", "fe80::%1/64", "::ffff:10.0.0.0/104", "-a", "a-", "a..b", ".", "a@b", "\x00", "a\n",
		strings.Repeat("a", 64), strings.Repeat("a.", 200) + "a", "[", "[]", "[]:1", "a:1:2", "\xff", "10.0.0.1.", "*.10.0.0.1"} {
		if r, err := ParseRule(text); err == nil {
			t.Errorf("ParseRule(%q) = %v", text, r)
		}
	}
}

func addr(text string) netip.AddrPort { return netip.MustParseAddrPort(text) }

func TestAllowsAddr(t *testing.T) {
	for _, c := range []struct {
		rules string
		yes   string
		no    string
	}{
		{"", "", "1.1.1.1:80 127.0.0.1:80"},
		{"127.0.0.1", "127.0.0.1:80 [::ffff:127.0.0.1]:80", "127.0.0.2:80 [::1]:80"},
		{"127.0.0.1:80", "127.0.0.1:80", "127.0.0.1:81"},
		{"10.0.0.0/8:80-90", "10.9.9.9:80 10.0.0.0:90", "10.9.9.9:91 11.0.0.0:80"},
		{"0.0.0.0/0", "1.1.1.1:1 8.8.8.8:53", "127.0.0.1:1 10.0.0.1:1 169.254.169.254:80 192.168.1.1:1 172.16.0.1:1 100.64.0.1:1 0.0.0.0:1 224.0.0.1:1 255.255.255.255:1 [2606::1]:1"},
		{"192.0.0.0/8", "192.1.1.1:1", "192.168.1.1:1"},
		{"::/0", "[2606::1]:1", "[::1]:1 [fe80::1]:1 [fd00::1]:1 [::ffff:127.0.0.1]:1 [64:ff9b::7f00:1]:1 [2002:7f00:1::]:1 [ff02::1]:1 1.1.1.1:1 [::127.0.0.1]:1"},
		{"*", "1.1.1.1:1 [2606::1]:1", "127.0.0.1:1 [::1]:1 [::ffff:10.0.0.1]:1"},
		{"fe80::/10", "[fe80::1%eth0]:1", "[::1]:1"},
		{"example.org localhost", "", "1.1.1.1:80 127.0.0.1:80"},
	} {
		p, err := New(strings.Fields(c.rules)...)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range strings.Fields(c.yes) {
			if !p.AllowsAddr(addr(a)) {
				t.Errorf("%q does not allow %s", c.rules, a)
			}
		}
		for _, a := range strings.Fields(c.no) {
			if p.AllowsAddr(addr(a)) {
				t.Errorf("%q allows %s", c.rules, a)
			}
		}
	}
	if !Everything().AllowsAddr(addr("127.0.0.1:1")) || (*Policy)(nil).AllowsAddr(addr("1.1.1.1:1")) {
		t.Error("all or nothing")
	}
}

// zone is a resolver with some names.
var zone = map[string]string{
	"example.org":       "93.184.216.34 2606:2800::1",
	"a.example.org":     "93.184.216.35",
	"evil.example":      "127.0.0.1",
	"mixed.example":     "169.254.169.254 93.184.216.36 ::ffff:10.0.0.1",
	"intra.example":     "10.0.0.7",
	"127.1":             "127.0.0.1",
	"xn--bcher-kva.org": "93.184.216.37",
}

func resolve(_ context.Context, name string) (list []netip.Addr, err error) {
	for _, text := range strings.Fields(zone[name]) {
		list = append(list, netip.MustParseAddr(text))
	}
	if list == nil {
		return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
	}
	return list, nil
}

func TestReach(t *testing.T) {
	for _, c := range []struct {
		rules, host string
		port        uint16
		want        string // addresses, or "denied", "private", "name", "unknown"
	}{
		{"example.org", "example.org", 80, "93.184.216.34 2606:2800::1"},
		{"example.org", "EXAMPLE.org.", 80, "93.184.216.34 2606:2800::1"},
		{"example.org", "a.example.org", 80, "denied"},
		{"example.org", "xexample.org", 80, "denied"},
		{"*.example.org", "a.example.org", 80, "93.184.216.35"},
		{"*.example.org", "example.org", 80, "denied"},
		{"*.example.org", "aexample.org", 80, "denied"},
		{"example.org:443", "example.org", 80, "denied"},
		{"example.org:443", "example.org", 443, "93.184.216.34 2606:2800::1"},
		{"*", "evil.example", 80, "private"},
		{"evil.example", "evil.example", 80, "private"},
		{"evil.example 127.0.0.1", "evil.example", 80, "127.0.0.1"},
		{"evil.example 127.0.0.1:81", "evil.example", 80, "denied"},
		{"*", "mixed.example", 80, "93.184.216.36"},
		{"*", "127.1", 80, "private"},
		{"intra.example:443 10.0.0.0/8:80", "intra.example", 443, "denied"},
		{"intra.example 10.0.0.0/8", "intra.example", 443, "10.0.0.7"},
		{"10.0.0.0/8", "intra.example", 443, "denied"},
		{"localhost:80", "localhost", 80, "127.0.0.1 ::1"},
		{"localhost:80", "localhost", 81, "denied"},
		{"localhost", "127.0.0.1", 80, "denied"},
		{"*", "localhost", 80, "private"},
		{"*.localhost", "x.localhost", 80, "127.0.0.1 ::1"},
		{"127.0.0.1", "127.0.0.1", 80, "127.0.0.1"},
		{"127.0.0.1", "::ffff:127.0.0.1", 80, "127.0.0.1"},
		{"127.0.0.1:81", "127.0.0.1", 80, "denied"},
		{"::1", "::1", 80, "::1"},
		{"*", "1.1.1.1", 80, "1.1.1.1"},
		{"*", "169.254.169.254", 80, "denied"},
		{"*", "nowhere.example", 80, "unknown"},
		{"*", "a b", 80, "name"},
		{"*", "", 80, "name"},
		{"*", "127.0.0.1.", 80, "name"},
		{"bücher.org", "BüCHER.org", 80, "93.184.216.37"},
		{"", "example.org", 80, "denied"},
	} {
		p, err := New(strings.Fields(c.rules)...)
		if err != nil {
			t.Fatal(err)
		}
		p.Resolve = resolve
		list, err := p.Reach(t.Context(), c.host, c.port)
		var words []string
		for _, to := range list {
			words = append(words, to.Addr().String())
		}
		got := strings.Join(words, " ")
		var denied *DeniedError
		var dns *net.DNSError
		switch {
		case errors.As(err, &denied) && denied.Private:
			got = "private"
		case errors.As(err, &denied):
			got = "denied"
		case errors.As(err, &dns):
			got = "unknown"
		case errors.Is(err, ErrName):
			got = "name"
		}
		if got != c.want {
			t.Errorf("rules %q, host %q, port %d: %s (%v), want %s", c.rules, c.host, c.port, got, err, c.want)
		}
	}
}

// TestNoLookupOfDenied shows that names tell nobody anything unless they are allowed.
func TestNoLookupOfDenied(t *testing.T) {
	p, _ := New("example.org:443")
	p.Resolve = func(_ context.Context, name string) ([]netip.Addr, error) {
		t.Errorf("%s was looked up", name)
		return nil, errors.New("no")
	}
	for _, host := range []string{"secret.evil.example", "example.org", "localhost"} {
		if _, err := p.Reach(t.Context(), host, 80); !IsDenied(err) {
			t.Errorf("%s: %v", host, err)
		}
	}
	if _, err := (*Policy)(nil).Lookup(t.Context(), "example.org"); !IsDenied(err) {
		t.Errorf("nil: %v", err)
	}
}

// TestRebinding gives a name another address with each answer: the one that was checked is the one that is dialled.
func TestRebinding(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	accepted := make(chan struct{}, 10)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			accepted <- struct{}{}
			c.Close()
		}
	}()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	p, _ := New("rebind.example")
	var mu sync.Mutex
	calls := 0
	p.Resolve = func(context.Context, string) ([]netip.Addr, error) {
		mu.Lock()
		defer mu.Unlock()
		calls++
		return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
	}
	if _, err := p.Dial(t.Context(), "tcp", "rebind.example:"+port); !IsDenied(err) {
		t.Errorf("the machine itself was reached: %v", err)
	}
	if calls != 1 {
		t.Errorf("%d look-ups for one connection", calls)
	}
	q, _ := New("rebind.example", "127.0.0.1")
	q.Resolve = p.Resolve
	c, err := q.Dial(t.Context(), "tcp", "rebind.example:"+port)
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
	<-accepted
	if len(accepted) != 0 {
		t.Error("denied connections arrived")
	}
}

func TestDialNext(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	p, _ := New("two.example", "127.0.0.0/8")
	p.Resolve = func(context.Context, string) ([]netip.Addr, error) {
		return []netip.Addr{netip.MustParseAddr("127.9.9.9"), netip.MustParseAddr("127.0.0.1")}, nil
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	c, err := p.Dial(t.Context(), "tcp", "two.example:"+port)
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
}

func TestDenied(t *testing.T) {
	p, _ := New("127.0.0.1")
	var told []string
	p.Denied = func(e *DeniedError) { told = append(told, e.Target) }
	p.Dial(t.Context(), "tcp", "[::1]:80")
	p.Dial(t.Context(), "tcp", "example.org:443")
	if got := strings.Join(told, " "); got != "::1 example.org:443" {
		t.Error(got)
	}
}

func FuzzRule(f *testing.F) {
	for _, s := range []string{"example.org:80", "*.a", "[::1]:1-2", "10.0.0.0/8", "bücher", "[", "::ffff:1.2.3.4", "fd00::/8", "0.0.0.0."} {
		f.Add(s, "127.0.0.1")
	}
	f.Add("*", "1.0.0.0")
	f.Fuzz(func(t *testing.T, text, host string) {
		r, err := ParseRule(text)
		if err != nil {
			return
		}
		again, err := ParseRule(r.String())
		if err != nil || again != r {
			t.Fatalf("%q is %q, which is %v, %v", text, r, again, err)
		}
		// Whatever a name leads to, a rule for names leads to no address that is not public, but for the machine's own name.
		p := &Policy{rules: []Rule{r}}
		p.Resolve = func(context.Context, string) ([]netip.Addr, error) {
			return []netip.Addr{netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("::ffff:127.0.0.1")}, nil
		}
		list, err := p.Reach(context.Background(), host, 80)
		for _, to := range list {
			if r.name != "" && special(to.Addr()) && !isLocalhost(strings.ToLower(strings.TrimSuffix(host, "."))) {
				t.Fatalf("%q reaches %s at %s, %v", text, host, to, err)
			}
		}
	})
}
