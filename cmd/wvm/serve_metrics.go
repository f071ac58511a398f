package main

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// This file counts what a server does, and shows that in the text format of Prometheus.

// metrics are the counters of a server.
type metrics struct {
	inFlight     atomic.Int64
	connections  atomic.Int64
	instances    atomic.Int64 // that have been made
	traps        atomic.Int64
	unanswered   atomic.Int64 // guests that returned without an answer
	clientErrors atomic.Int64
	sent         atomic.Int64 // bytes of bodies
	requests     [6]atomic.Int64
	durations    histogram
	starts       histogram // of instances

	mu      sync.Mutex
	rejects map[string]int64
}

func newMetrics() *metrics { return &metrics{rejects: make(map[string]int64)} }

// answered counts a request; a status of 0 is a connection that was broken off.
func (m *metrics) answered(status int, d time.Duration, bytes int64) {
	class := status / 100
	if class < 0 || class >= len(m.requests) {
		class = 0
	}
	m.requests[class].Add(1)
	m.durations.observe(d)
	m.sent.Add(bytes)
}

func (m *metrics) rejected(limit string) {
	m.mu.Lock()
	m.rejects[limit]++
	m.mu.Unlock()
}

// connection counts connections.
func (m *metrics) connection(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		m.connections.Add(1)
	case http.StateClosed, http.StateHijacked:
		m.connections.Add(-1)
	}
}

// bounds are the upper bounds of a histogram's buckets, in microseconds.
var bounds = [...]int64{50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000}

// A histogram counts durations.
type histogram struct {
	buckets [len(bounds) + 1]atomic.Int64
	sum     atomic.Int64 // nanoseconds
}

func (h *histogram) observe(d time.Duration) {
	i := 0
	for i < len(bounds) && d.Microseconds() > bounds[i] {
		i++
	}
	h.buckets[i].Add(1)
	h.sum.Add(int64(d))
}

// write writes the histogram under a name.
func (h *histogram) write(b *bytes.Buffer, name, help string) {
	fmt.Fprintf(b, "# HELP %s %s\n# TYPE %s histogram\n", name, help, name)
	total := int64(0)
	for i := range h.buckets {
		total += h.buckets[i].Load()
		le := "+Inf"
		if i < len(bounds) {
			le = strconv.FormatFloat(float64(bounds[i])/1e6, 'g', -1, 64)
		}
		fmt.Fprintf(b, "%s_bucket{le=%q} %d\n", name, le, total)
	}
	fmt.Fprintf(b, "%s_sum %g\n%s_count %d\n", name, time.Duration(h.sum.Load()).Seconds(), name, total)
}

// serve answers with all that is counted.
func (m *metrics) serve(w http.ResponseWriter, _ *http.Request) {
	var b bytes.Buffer
	m.write(&b)
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	w.Write(b.Bytes())
}

func (m *metrics) write(b *bytes.Buffer) {
	counter := func(name, help string, v int64) {
		fmt.Fprintf(b, "# HELP %s %s\n# TYPE %s counter\n%s %d\n", name, help, name, name, v)
	}
	gauge := func(name, help string, v float64) {
		fmt.Fprintf(b, "# HELP %s %s\n# TYPE %s gauge\n%s %s\n", name, help, name, name, strconv.FormatFloat(v, 'f', -1, 64))
	}
	const requests = "wvm_http_requests_total"
	fmt.Fprintf(b, "# HELP %s Requests that have ended, by the class of the status; \"broken\" had none.\n# TYPE %s counter\n", requests, requests)
	for class := range m.requests {
		name := fmt.Sprintf("%dxx", class)
		if class == 0 {
			name = "broken"
		}
		fmt.Fprintf(b, "%s{code=%q} %d\n", requests, name, m.requests[class].Load())
	}
	const rejects = "wvm_http_rejected_total"
	fmt.Fprintf(b, "# HELP %s Requests that broke a limit.\n# TYPE %s counter\n", rejects, rejects)
	m.mu.Lock()
	for _, limit := range []string{"body", "requests"} {
		fmt.Fprintf(b, "%s{limit=%q} %d\n", rejects, limit, m.rejects[limit])
	}
	m.mu.Unlock()
	m.durations.write(b, "wvm_http_request_duration_seconds", "How long requests took.")
	gauge("wvm_http_requests_in_flight", "Requests that are being answered or wait for that.", float64(m.inFlight.Load()))
	gauge("wvm_http_connections", "Open connections.", float64(m.connections.Load()))
	counter("wvm_http_response_bytes_total", "Bytes of bodies that were sent.", m.sent.Load())
	counter("wvm_http_client_errors_total", "Connections on which something was wrong.", m.clientErrors.Load())
	counter("wvm_instances_total", "Instances of the component that were made.", m.instances.Load())
	m.starts.write(b, "wvm_instance_start_seconds", "How long it took to make an instance.")
	counter("wvm_traps_total", "Requests that ended with a trap.", m.traps.Load())
	counter("wvm_unanswered_total", "Requests for which the component gave no answer.", m.unanswered.Load())
	writeProcess(gauge)
}

// writeProcess shows the state of the process.
func writeProcess(gauge func(name, help string, v float64)) {
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	gauge("go_goroutines", "Goroutines.", float64(runtime.NumGoroutine()))
	gauge("go_memstats_heap_inuse_bytes", "Bytes of Go's heap in use.", float64(mem.HeapInuse))
	if files, err := os.ReadDir("/proc/self/fd"); err == nil {
		gauge("process_open_fds", "Open files.", float64(len(files)))
	}
	if b, err := os.ReadFile("/proc/self/statm"); err == nil {
		if fields := strings.Fields(string(b)); len(fields) > 1 {
			pages, _ := strconv.ParseFloat(fields[1], 64)
			gauge("process_resident_memory_bytes", "Bytes of memory that are resident.", pages*float64(os.Getpagesize()))
		}
	}
}
