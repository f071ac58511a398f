package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"

	"github.com/wvm-project/wvm/wasi/preview1"
)

// This file holds what a program is given.

// newHost returns the host of a program with these arguments.
func (p *program) newHost(args []string) (*preview1.Host, error) {
	cfg, err := p.hostConfig(args)
	if err != nil {
		return nil, err
	}
	h, err := preview1.New(cfg)
	if err != nil {
		return nil, &failure{file: p.name, what: err.Error()}
	}
	return h, nil
}

func (p *program) hostConfig(args []string) (cfg preview1.Config, err error) {
	if p.fixed {
		cfg = preview1.Deterministic(p.seed)
	}
	cfg.MaxFiles = p.maxFiles
	for _, text := range p.dirs {
		dir, err := parseDir(text)
		if err != nil {
			return cfg, err
		}
		dir.MaxBytes, dir.MaxMade = p.dirBytes, p.dirFiles
		cfg.Preopens = append(cfg.Preopens, dir)
	}
	if cfg.Env, err = p.environ(os.Environ()); err != nil {
		return cfg, err
	}
	cfg.Args = []string{p.argv0}
	if p.argv0 == "" {
		cfg.Args[0] = filepath.Base(p.name)
	}
	if p.settings.invoke == "" {
		cfg.Args = append(cfg.Args, args...)
	}
	if p.inherit.stdin {
		cfg.Stdin = os.Stdin
	}
	if p.inherit.stdout {
		cfg.Stdout = p.output(os.Stdout)
	}
	if p.inherit.stderr {
		cfg.Stderr = p.output(os.Stderr)
	}
	if cfg.Listeners, err = p.openListeners(); err != nil {
		return cfg, err
	}
	cfg.Trace, p.endTrace, err = openTrace(p.settings)
	return cfg, err
}

// openListeners opens the sockets that the program accepts connections from. Where the system chooses the port it is said which.
func (p *program) openListeners() ([]net.Listener, error) {
	for _, address := range p.listen {
		l, err := net.Listen("tcp", address)
		if err != nil {
			return nil, &failure{what: fmt.Sprintf("cannot listen at %s: %v", address, err)}
		}
		p.listeners = append(p.listeners, l)
		switch at := l.Addr().String(); {
		case !strings.HasSuffix(address, ":0"):
		case p.json:
			os.Stderr.WriteString(jsonLine(map[string]string{"listening": at}))
		default:
			fmt.Fprintf(os.Stderr, "Listening at %s\n", at)
		}
	}
	return p.listeners, nil
}

// output returns what the program writes to f through.
func (p *program) output(f *os.File) io.Writer {
	if p.rawTTY || !isTerminal(f) {
		return f
	}
	t := newTerminal(f)
	p.terms = append(p.terms, t)
	return t
}

// closeHost ends what the program was given. Doing so again does nothing.
func (p *program) closeHost() {
	p.guest.close()
	for _, l := range p.listeners {
		l.Close()
	}
	p.resetTerminals()
	if p.endTrace != nil {
		p.endTrace() // what could not be written has been said to nobody either
		p.endTrace = nil
	}
}

// resetTerminals switches off colours that the program has left on.
func (p *program) resetTerminals() {
	for _, t := range p.terms {
		t.close()
	}
}

// checkAddress checks the form of HOST:PORT.
func checkAddress(text string) error {
	if i := strings.LastIndexByte(text, ':'); i < 0 || i == len(text)-1 {
		return fmt.Errorf("want HOST:PORT, such as 127.0.0.1:8080")
	}
	return nil
}
