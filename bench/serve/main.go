// Serve compares how fast wvm and wasmtime answer HTTP requests by the same components.
//
//	go run ./serve hello.wasm app.wasm      components of the world wasi:http/proxy
//
// Each server gets one core and then two, by turns in several rounds, and a number of connections that send one request after the other. A line has the
// medians of the rounds: answers in a second, the time below which 99 of 100 stay, and how long it took from the start of the server to its first answer. The
// servers are the programs "wvm" and "wasmtime" on PATH, or what WVM and WASMTIME name. Without taskset, both run on all cores.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

var (
	rounds      = flag.Int("rounds", 5, "measure so often")
	seconds     = flag.Float64("time", 2, "seconds of a measurement")
	connections = flag.Int("connections", 8, "connections")
)

func main() {
	flag.Parse()
	if err := run(flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "serve:", err)
		os.Exit(1)
	}
}

// A sample is what one measurement gives.
type sample struct {
	first time.Duration // from the start of the server to its first answer
	rate  float64       // answers in a second
	p99   time.Duration
}

func run(files []string) error {
	if len(files) == 0 {
		return errors.New("name components to serve")
	}
	fmt.Println("| component | cores | server | answers/s | p99 | first answer |\n|---|---|---|---|---|---|")
	for _, file := range files {
		for _, cores := range []string{"0", "0,1"} {
			samples := map[string][]sample{}
			for range *rounds {
				for _, server := range []string{"wvm", "wasmtime"} {
					s, err := measure(server, file, cores)
					if err != nil {
						return fmt.Errorf("%s, %s: %w", server, file, err)
					}
					samples[server] = append(samples[server], s)
				}
			}
			for _, server := range []string{"wvm", "wasmtime"} {
				list := samples[server]
				fmt.Printf("| %s | %d | %s | %.0f | %v | %v |\n", filepath.Base(file), len(strings.Split(cores, ",")), server,
					median(list, func(s sample) float64 { return s.rate }),
					time.Duration(median(list, func(s sample) float64 { return float64(s.p99) })).Round(10*time.Microsecond),
					time.Duration(median(list, func(s sample) float64 { return float64(s.first) })).Round(time.Millisecond))
			}
		}
	}
	return nil
}

// median returns the median of something of the samples.
func median(list []sample, of func(sample) float64) float64 {
	values := make([]float64, len(list))
	for i, s := range list {
		values[i] = of(s)
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// measure starts a server on some cores and sends it requests.
func measure(server, file, cores string) (s sample, err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return s, err
	}
	at := l.Addr().String()
	l.Close()
	program := server
	if x := os.Getenv(strings.ToUpper(server)); x != "" {
		program = x
	}
	args := []string{program, "serve", "--addr", at, file}
	if taskset, err := exec.LookPath("taskset"); err == nil {
		args = append([]string{taskset, "-c", cores}, args...)
	}
	cmd := exec.Command(args[0], args[1:]...)
	var said bytes.Buffer
	cmd.Stderr = &said
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return s, err
	}
	defer func() {
		cmd.Process.Kill()
		cmd.Wait()
	}()
	if err := firstAnswer(at); err != nil {
		return s, fmt.Errorf("%w\n%s", err, &said)
	}
	s.first = time.Since(start)
	return s, load(at, &s)
}

const request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"

// firstAnswer waits for an answer.
func firstAnswer(at string) error {
	for end := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
		c, err := net.Dial("tcp", at)
		if err == nil {
			defer c.Close()
			io.WriteString(c, request)
			return answer(bufio.NewReader(c))
		}
		if time.Now().After(end) {
			return err
		}
	}
}

// answer reads an answer, with as little work as possible: servers and this program share the cores.
func answer(r *bufio.Reader) error {
	length, chunked := 0, false
	for i := 0; ; i++ {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return err
		}
		line = bytes.TrimRight(line, "\r\n")
		name, value, _ := bytes.Cut(line, []byte(": "))
		switch {
		case i == 0 && !bytes.HasPrefix(line, []byte("HTTP/1.1 200 ")):
			return fmt.Errorf("the answer is %q", line)
		case len(line) == 0:
			if !chunked {
				_, err = r.Discard(length)
				return err
			}
			return chunks(r)
		case bytes.EqualFold(name, []byte("content-length")):
			if length, err = strconv.Atoi(string(value)); err != nil {
				return err
			}
		case bytes.EqualFold(name, []byte("transfer-encoding")):
			chunked = true
		}
	}
}

// chunks reads a body in chunks.
func chunks(r *bufio.Reader) error {
	for {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return err
		}
		n, err := strconv.ParseInt(string(bytes.TrimRight(line, "\r\n")), 16, 32)
		if err != nil {
			return err
		}
		if _, err := r.Discard(int(n) + len("\r\n")); err != nil || n == 0 {
			return err
		}
	}
}

// load sends requests over all connections.
func load(at string, s *sample) error {
	var mu sync.Mutex
	var times []time.Duration
	var failed error
	var wg sync.WaitGroup
	start := time.Now()
	end := start.Add(time.Duration(*seconds * float64(time.Second)))
	for range *connections {
		wg.Go(func() {
			own, err := converse(at, end)
			mu.Lock()
			defer mu.Unlock()
			times = append(times, own...)
			if err != nil {
				failed = err
			}
		})
	}
	wg.Wait()
	if failed != nil || len(times) == 0 {
		return fmt.Errorf("%d answers: %w", len(times), failed)
	}
	slices.Sort(times)
	s.rate, s.p99 = float64(len(times))/time.Since(start).Seconds(), times[len(times)*99/100]
	return nil
}

// converse sends requests over one connection and returns how long each answer took.
func converse(at string, end time.Time) (times []time.Duration, err error) {
	c, err := net.Dial("tcp", at)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	r := bufio.NewReader(c)
	for now := time.Now(); now.Before(end); {
		if _, err := io.WriteString(c, request); err != nil {
			return times, err
		}
		if err := answer(r); err != nil {
			return times, err
		}
		then := time.Now()
		times = append(times, then.Sub(now))
		now = then
	}
	return times, nil
}
