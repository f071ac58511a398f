package main

import (
	"context"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
)

// This file ends wvm when somebody asks: with an interrupt (control-C) or, where there is that, SIGTERM. What the system does about
// them by itself is right: the process ends at once, and whoever started it sees why. Only a program that leaves something to be done
// gets another end: its colours are switched off, its profile is written. A second signal does not wait for that.

// A signalWatch knows whether a signal has come.
type signalWatch struct {
	got atomic.Pointer[os.Signal]
}

// watchSignals returns a context that ends with the first signal, if the program leaves something to be done.
func (p *program) watchSignals() (context.Context, *signalWatch) {
	w := &signalWatch{}
	orderly := p.profile != "" || p.verbose || len(p.trace) > 0 // the trace shows in which call it was
	if !orderly && len(p.terms) == 0 {
		return context.Background(), w
	}
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		sig := <-signals
		signal.Reset(os.Interrupt, syscall.SIGTERM)
		w.got.Store(&sig)
		if !orderly {
			p.resetTerminals()
			w.dieIfSignalled()
		}
		cancel()
	}()
	return ctx, w
}

// dieIfSignalled ends the process the way the signal that has come would have, if one has.
func (w *signalWatch) dieIfSignalled() {
	if sig := w.got.Load(); sig != nil {
		dieOf(*sig)
	}
}
