package preview1

import (
	"bytes"
	"context"
	"io"
	"net"
	"testing"
	"time"
)

// A pipeListener gives out ends of pipes in memory, which have no half-close and block until the other end reads.
type pipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
}

func newPipeListener() *pipeListener {
	return &pipeListener{make(chan net.Conn), make(chan struct{})}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error   { close(l.closed); return nil }
func (l *pipeListener) Addr() net.Addr { return &net.UnixAddr{Name: "pipe", Net: "pipe"} }

// A network is a listener and how to connect to it.
type network struct {
	l    net.Listener
	dial func() (net.Conn, error)
}

// networks are the kinds of listeners that tests use.
var networks = map[string]func(t *testing.T) network{
	"tcp": func(t *testing.T) network {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Skip(err)
		}
		return network{l, func() (net.Conn, error) { return net.Dial("tcp", l.Addr().String()) }}
	},
	"pipe": func(*testing.T) network {
		l := newPipeListener()
		return network{l, func() (net.Conn, error) {
			ours, theirs := net.Pipe()
			l.conns <- theirs
			return ours, nil
		}}
	},
}

// eachNetwork runs a test with a guest that has a listener as descriptor 3, and with and without a context that may end.
func eachNetwork(t *testing.T, test func(t *testing.T, g *guest, n network)) {
	for name, make := range networks {
		for _, cancellable := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				n := make(t)
				t.Cleanup(func() { n.l.Close() })
				g := newGuest(t, Config{Listeners: []net.Listener{n.l}})
				if cancellable {
					g.ctx = t.Context()
				}
				test(t, g, n)
			})
		}
	}
}

// connect connects to the guest, which accepts; it returns our end and the guest's descriptor.
func (g *guest) connect(n network, flags fdflags) (net.Conn, uint64) {
	g.t.Helper()
	type result struct {
		conn net.Conn
		err  error
	}
	dialed := make(chan result)
	go func() {
		conn, err := n.dial()
		dialed <- result{conn, err}
	}()
	g.ok("sock_accept", 3, uint64(flags), atResult)
	fd := uint64(g.u32(atResult))
	r := <-dialed
	if r.err != nil {
		g.t.Fatal(r.err)
	}
	g.t.Cleanup(func() { r.conn.Close() })
	return r.conn, fd
}

// recv receives up to n bytes.
func (g *guest) recv(fd uint64, n uint32, flags uint64) (string, errno) {
	g.t.Helper()
	iovs, count := g.iovec(atBuf, n/2, atBuf+n/2, n-n/2)
	g.mem[atResult2] = 0xff
	e := g.call("sock_recv", fd, iovs, count, flags, atResult, atResult2)
	if e != errnoSuccess {
		return "", e
	}
	if got := g.u16(atResult2); got != 0 {
		g.t.Errorf("flags %#x of what was received", got)
	}
	return string(g.mem[atBuf : atBuf+g.u32(atResult)]), e
}

func (g *guest) wantRecv(fd uint64, n uint32, flags uint64, want string) {
	g.t.Helper()
	if got, e := g.recv(fd, n, flags); got != want || e != errnoSuccess {
		g.t.Errorf("sock_recv(%d, %d, %d) = %q, %v, want %q", fd, n, flags, got, e, want)
	}
}

func TestEcho(t *testing.T) {
	eachNetwork(t, func(t *testing.T, g *guest, n network) {
		conn, fd := g.connect(n, 0)
		go io.WriteString(conn, "hello")
		g.wantRecv(fd, 100, 0, "hello")
		answer := make(chan string)
		go func() {
			b := make([]byte, 8)
			io.ReadFull(conn, b)
			answer <- string(b)
		}()
		p, length := g.str(atBuf, "hi there")
		iovs, count := g.iovec(uint32(p), 3, uint32(p)+3, uint32(length)-3)
		g.ok("sock_send", fd, iovs, count, 0, atResult)
		if got := <-answer; got != "hi there" || g.u32(atResult) != 8 {
			t.Errorf("sent %d bytes, %q", g.u32(atResult), got)
		}
		go io.WriteString(conn, "again")
		if got := g.read(fd, 100); got != "again" {
			t.Errorf("fd_read reads %q", got)
		}
		go func() {
			io.ReadFull(conn, make([]byte, 3))
			conn.Close()
		}()
		g.write(fd, "end")
		g.wantRecv(fd, 100, 0, "")
		g.ok("fd_close", fd)
	})
}

func TestPeekAndWaitall(t *testing.T) {
	eachNetwork(t, func(t *testing.T, g *guest, n network) {
		conn, fd := g.connect(n, 0)
		go func() {
			for _, part := range []string{"ab", "cd", "ef"} {
				io.WriteString(conn, part)
				time.Sleep(time.Millisecond)
			}
		}()
		if got, e := g.recv(fd, 2, recvPeek); e != errnoSuccess || got != "ab" {
			t.Errorf("peeking = %q, %v", got, e)
		}
		g.wantRecv(fd, 1, recvPeek, "a")
		g.wantRecv(fd, 5, recvWaitall, "abcde")
		g.wantRecv(fd, 5, recvPeek, "f")
		conn.Close()
		g.wantRecv(fd, 5, recvWaitall, "f")
		g.wantRecv(fd, 5, recvWaitall, "")
		g.wantRecv(fd, 5, recvPeek, "")
		for _, flags := range []uint64{4, 1 << 15, 1 << 31} {
			if _, e := g.recv(fd, 5, flags); e != errnoInval {
				t.Errorf("receiving with flags %#x = %v", flags, e)
			}
		}
	})
}

func TestNonblockingSockets(t *testing.T) {
	eachNetwork(t, func(t *testing.T, g *guest, n network) {
		g.ok("fd_fdstat_set_flags", 3, uint64(fdflagNonblock))
		g.want(errnoAgain, "sock_accept", 3, 0, atResult)
		dialed := make(chan net.Conn)
		go func() {
			conn, _ := n.dial()
			dialed <- conn
		}()
		g.subscribe(0, subscription{kind: eventFDRead, fd: 3, userdata: 1})
		g.ok("poll_oneoff", atIovs, atPath, 1, atResult)
		if got := g.events(); len(got) != 1 || got[0].userdata != 1 || got[0].err != errnoSuccess {
			t.Errorf("events %v", got)
		}
		g.ok("sock_accept", 3, uint64(fdflagNonblock), atResult)
		fd := uint64(g.u32(atResult))
		conn := <-dialed
		defer conn.Close()

		if _, e := g.recv(fd, 10, 0); e != errnoAgain {
			t.Errorf("receiving = %v", e)
		}
		if _, e := g.recv(fd, 10, recvPeek); e != errnoAgain {
			t.Errorf("peeking = %v", e)
		}
		g.subscribe(0, subscription{kind: eventFDRead, fd: fd32(fd), userdata: 2})
		g.subscribe(1, subscription{kind: eventFDWrite, fd: 3, userdata: 3})
		g.ok("poll_oneoff", atIovs, atPath, 2, atResult)
		if got := g.events(); len(got) != 1 || got[0].userdata != 3 || got[0].err != errnoBadf {
			t.Errorf("events %v, want an error for writing to a listener", got)
		}
		go io.WriteString(conn, "now")
		g.subscribe(0, subscription{kind: eventFDRead, fd: fd32(fd), userdata: 2})
		g.ok("poll_oneoff", atIovs, atPath, 1, atResult)
		g.wantRecv(fd, 10, recvWaitall, "now")
	})
}

func fd32(n uint64) fd { return fd(n) }

func TestSendWithoutWaiting(t *testing.T) {
	eachNetwork(t, func(t *testing.T, g *guest, n network) {
		g.mem = make(memory, 1<<20)
		conn, fd := g.connect(n, fdflagNonblock)
		for i := range g.mem[atBuf:] {
			g.mem[atBuf+i] = byte(i % 251)
		}
		iovs, count := g.iovec(atBuf, 100, atBuf+100, 300<<10)
		var sent, got []byte
		full := false
		for tries := 0; tries < 10000 && !full; tries++ {
			switch e := g.call("sock_send", fd, iovs, count, 0, atResult); e {
			case errnoSuccess:
				k := g.u32(atResult)
				sent = append(sent, g.mem[atBuf:atBuf+k]...)
			case errnoAgain:
				full = true
			default:
				t.Fatalf("sock_send = %v", e)
			}
		}
		if !full {
			t.Fatal("the connection is never full")
		}
		done := make(chan struct{})
		go func() {
			got, _ = io.ReadAll(conn)
			close(done)
		}()
		g.subscribe(0, subscription{kind: eventFDWrite, fd: fd32(fd)})
		g.ok("poll_oneoff", atIovs, atPath, 1, atResult)
		iovs, count = g.iovec(atBuf, 4)
		g.ok("sock_send", fd, iovs, count, 0, atResult)
		sent = append(sent, g.mem[atBuf:atBuf+4]...)
		g.ok("fd_close", fd) // what is on its way still arrives
		<-done
		if !bytes.Equal(got, sent) {
			t.Errorf("%d bytes were sent, %d arrive", len(sent), len(got))
		}
	})
}

func TestShutdown(t *testing.T) {
	eachNetwork(t, func(t *testing.T, g *guest, n network) {
		conn, fd := g.connect(n, 0)
		g.want(errnoInval, "sock_shutdown", fd, 0)
		g.want(errnoInval, "sock_shutdown", fd, 4)
		g.want(errnoInval, "sock_shutdown", fd, 1<<8)
		g.ok("sock_shutdown", fd, shutWrite)
		if _, ok := conn.(*net.TCPConn); ok {
			if b, err := io.ReadAll(conn); err != nil || len(b) != 0 {
				t.Errorf("the other end reads %q, %v", b, err)
			}
		}
		iovs, count := g.iovec(atBuf, 4)
		g.want(errnoPipe, "sock_send", fd, iovs, count, 0, atResult)
		g.want(errnoPipe, "fd_write", fd, iovs, count, atResult)
		go io.WriteString(conn, "still")
		g.wantRecv(fd, 100, 0, "still")
		g.ok("sock_shutdown", fd, shutRead)
		g.wantRecv(fd, 100, 0, "")
		g.ok("sock_shutdown", fd, shutRead|shutWrite)
	})
}

func TestSocketWaitsEndWithContext(t *testing.T) {
	for name, make := range networks {
		t.Run(name, func(t *testing.T) {
			n := make(t)
			g := newGuest(t, Config{Listeners: []net.Listener{n.l}})
			conn, fd := g.connect(n, 0)
			iovs, count := g.iovec(atBuf, 100)
			for _, call := range []struct {
				name string
				args []uint64
			}{
				{"sock_accept", []uint64{3, 0, atResult}},
				{"sock_recv", []uint64{fd, iovs, count, 0, atResult, atResult2}},
				{"sock_recv", []uint64{fd, iovs, count, recvPeek, atResult, atResult2}},
				{"sock_recv", []uint64{fd, iovs, count, recvWaitall, atResult, atResult2}},
				{"fd_read", []uint64{fd, iovs, count, atResult}},
			} {
				ctx, cancel := context.WithCancel(t.Context())
				g.ctx = ctx
				time.AfterFunc(time.Millisecond, cancel)
				g.want(interrupted, call.name, call.args...)
			}
			// What comes later is not lost for the next call.
			g.ctx = t.Context()
			go io.WriteString(conn, "late")
			g.wantRecv(fd, 100, 0, "late")
			again, _ := g.connect(n, 0)
			again.Close()
			g.mem = append(g.mem, bytes.Repeat([]byte{1}, 32<<20)...)
			ctx, cancel := context.WithCancel(t.Context())
			g.ctx = ctx
			time.AfterFunc(time.Millisecond, cancel)
			iovs, count = g.iovec(memSize, 32<<20)
			g.want(interrupted, "sock_send", fd, iovs, count, 0, atResult)
		})
	}
}

// TestPollOfEverything waits for a stream of the host, a socket and a time together.
func TestPollOfEverything(t *testing.T) {
	r, w := pipe(t)
	n := networks["pipe"](t)
	g := newGuest(t, Config{Stdin: r, Listeners: []net.Listener{n.l}})
	conn, fd := g.connect(n, 0)
	poll := func(timeout timestamp) []event {
		g.subscribe(0, subscription{kind: eventFDRead, fd: 0, userdata: 1})
		g.subscribe(1, subscription{kind: eventFDRead, fd: fd32(fd), userdata: 2})
		g.subscribe(2, subscription{kind: eventClock, clock: 1, timeout: timeout, userdata: 3})
		g.ok("poll_oneoff", atIovs, atPath, 3, atResult)
		return g.events()
	}
	if got := poll(1e6); len(got) != 1 || got[0].userdata != 3 {
		t.Errorf("events %v, want the clock's", got)
	}
	time.AfterFunc(time.Millisecond, func() { io.WriteString(conn, "abc") })
	if got := poll(1e18); len(got) != 1 || got[0].userdata != 2 || got[0].bytes != 3 {
		t.Errorf("events %v, want the connection's", got)
	}
	g.wantRecv(fd, 10, 0, "abc")
	time.AfterFunc(time.Millisecond, func() { w.WriteString("x") })
	if got := poll(1e18); len(got) != 1 || got[0].userdata != 1 {
		t.Errorf("events %v, want the standard input's", got)
	}
	g.read(0, 10)
	conn.Close()
	if got := poll(1e18); len(got) != 1 || got[0].userdata != 2 || got[0].flags != eventHangup {
		t.Errorf("events %v, want the connection's end", got)
	}
}

func TestSocketDescriptors(t *testing.T) {
	n := networks["pipe"](t)
	g := newGuest(t, Config{Listeners: []net.Listener{n.l}, Preopens: []Preopen{{Host: t.TempDir(), Guest: "/"}}, MaxFiles: 6})
	dial := func() {
		conn, _ := n.dial()
		t.Cleanup(func() { conn.Close() })
	}
	go dial()
	g.want(errnoNotsock, "sock_accept", 3, 0, atResult) // directories come first
	g.want(errnoInval, "sock_accept", 4, uint64(fdflagAppend), atResult)
	g.want(errnoInval, "sock_accept", 4, 1<<16, atResult)
	g.want(errnoFault, "sock_accept", 4, 0, memSize-3)
	g.ok("sock_accept", 4, 0, atResult)
	g.want(errnoMfile, "sock_accept", 4, 0, atResult)
	for fd, want := range map[uint64]rights{4: rightsListener, 5: rightsConnection} {
		g.ok("fd_fdstat_get", fd, atBuf)
		if kind, r := filetype(g.mem[atBuf]), rights(g.u64(atBuf+8)); kind != filetypeSocketStream || r != want {
			t.Errorf("descriptor %d has type %d and rights %#x", fd, kind, r)
		}
		g.ok("fd_filestat_get", fd, atBuf)
		if kind := filetype(g.mem[atBuf+16]); kind != filetypeSocketStream {
			t.Errorf("descriptor %d has type %d", fd, kind)
		}
		g.want(errnoSpipe, "fd_seek", fd, 0, 0, atResult)
		g.want(errnoNotdir, "fd_readdir", fd, atBuf, 10, 0, atResult)
		g.want(errnoBadf, "fd_prestat_get", fd, atResult)
		g.want(errnoNotcapable, "fd_sync", fd)
		g.want(errnoInval, "fd_filestat_set_size", fd, 0)
	}
	iovs, count := g.iovec(atBuf, 4)
	g.want(errnoInval, "sock_accept", 5, 0, atResult)
	g.want(errnoNotconn, "sock_recv", 4, iovs, count, 0, atResult, atResult2)
	g.want(errnoNotconn, "sock_send", 4, iovs, count, 0, atResult)
	g.want(errnoNotconn, "sock_shutdown", 4, 1)
	g.want(errnoBadf, "fd_read", 4, iovs, count, atResult)
	g.want(errnoInval, "sock_send", 5, iovs, count, 1, atResult)
	g.ok("fd_fdstat_set_rights", 5, uint64(rightsConnection&^rightFDRead&^rightSockShutdown), 0)
	g.want(errnoNotcapable, "sock_recv", 5, iovs, count, 0, atResult, atResult2)
	g.want(errnoNotcapable, "sock_shutdown", 5, 1)
	g.ok("fd_close", 5)
	g.ok("fd_renumber", 4, 3)
	go dial()
	g.ok("sock_accept", 3, 0, atResult)
}

// TestListenerOutlivesTheHost closes a host that waits for a connection.
func TestListenerOutlivesTheHost(t *testing.T) {
	n := networks["tcp"](t)
	defer n.l.Close()
	h, err := New(Config{Listeners: []net.Listener{n.l}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(time.Millisecond, cancel)
	if e := h.sockAccept(ctx, make(memory, 64), 3, 0, 0); e != interrupted {
		t.Fatalf("sock_accept = %v", e)
	}
	l := h.fds.get(3).listener
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	if err := l.Await(t.Context()); err != nil { // what waited ends
		t.Fatal(err)
	}
	go n.dial()
	conn, err := n.l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	conn.Close()
}
