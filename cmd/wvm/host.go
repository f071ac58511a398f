package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"

	"github.com/wvm-project/wvm/wasi/preview1"
	"github.com/wvm-project/wvm/wasi/preview2"
	"github.com/wvm-project/wvm/wasi/vfs"
)

// This file holds what a program is given.

// A world is what a program is given, whatever version of WASI it is made for.
type world struct {
	args, env      []string
	dirs           []vfs.Preopen
	stdin          io.Reader
	stdout, stderr io.Writer
}

// world returns what the settings give a program with these arguments.
func (p *program) world(args []string) (w world, err error) {
	for _, text := range p.dirs {
		dir, err := parseDir(text)
		if err != nil {
			return w, err
		}
		dir.MaxBytes, dir.MaxMade = p.dirBytes, p.dirFiles
		w.dirs = append(w.dirs, dir)
	}
	if w.env, err = p.environ(os.Environ()); err != nil {
		return w, err
	}
	w.args = []string{p.argv0}
	if p.argv0 == "" {
		w.args[0] = filepath.Base(p.name)
	}
	w.args = append(w.args, args...)
	if p.inherit.stdin {
		w.stdin = os.Stdin
	}
	if p.inherit.stdout {
		w.stdout = p.output(os.Stdout)
	}
	if p.inherit.stderr {
		w.stderr = p.output(os.Stderr)
	}
	return w, nil
}

// newHost returns the host of WASI preview 1 for a program with these arguments.
func (p *moduleGuest) newHost(args []string) (*preview1.Host, error) {
	if p.settings.invoke != "" {
		args = nil // those of the function
	}
	w, err := p.world(args)
	if err != nil {
		return nil, err
	}
	var cfg preview1.Config
	if p.fixed {
		cfg = preview1.Deterministic(p.seed)
	}
	cfg.Args, cfg.Env, cfg.Preopens, cfg.MaxFiles = w.args, w.env, w.dirs, p.maxFiles
	cfg.Stdin, cfg.Stdout, cfg.Stderr = w.stdin, w.stdout, w.stderr
	if cfg.Listeners, err = p.openListeners(); err != nil {
		return nil, err
	}
	if cfg.Trace, p.endTrace, err = openTrace(p.settings); err != nil {
		return nil, err
	}
	h, err := preview1.New(cfg)
	if err != nil {
		return nil, &failure{file: p.name, what: err.Error()}
	}
	return h, nil
}

// newHost returns the host of WASI 0.2 for a component with these arguments.
func (p *componentGuest) newHost(args []string) (*preview2.Host, error) {
	if len(p.listen) > 0 {
		return nil, &failure{code: exitUsage, file: p.name, what: "--listen is for modules: components open their sockets themselves"}
	}
	cfg, err := p.config(args)
	if err != nil {
		return nil, err
	}
	if cfg.Trace, p.endTrace, err = openTrace(p.settings); err != nil {
		return nil, err
	}
	h, err := preview2.New(cfg)
	if err != nil {
		return nil, &failure{file: p.name, what: err.Error()}
	}
	return h, nil
}

// config returns what a component with these arguments is given.
func (p *componentGuest) config(args []string) (cfg preview2.Config, err error) {
	w, err := p.world(args)
	if err != nil {
		return cfg, err
	}
	if p.fixed {
		cfg = preview2.Deterministic(p.seed)
	}
	cfg.Args, cfg.Env, cfg.Preopens, cfg.MaxFiles = w.args, w.env, w.dirs, p.maxFiles
	cfg.Stdin, cfg.Stdout, cfg.Stderr = w.stdin, w.stdout, w.stderr
	return cfg, p.network.give(&cfg)
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
