// Serve compares how fast wvm and wasmtime answer HTTP requests by the same components.
//
//	go run ./serve hello.wasm app.wasm          components of the world wasi:http/proxy
//	go run ./serve -short hello.wasm            a few requests to each: fails when answers differ, and only then
//
// Each server gets one core and then two, by turns in several rounds, and a number of connections that send one request after the other. A line has the
// medians of the rounds: answers in a second, the time below which 99 of 100 stay, the time of the processor that an answer took the server, its memory, and
// how long it took from the start of the server to its first answer. Servers and clients share the machine; the processor's time is what other
// work on it changes least. The servers are the programs "wvm" and "wasmtime" on PATH, or what WVM and WASMTIME name; -short does without wasmtime where
// there is none. Without taskset, both run on all cores; without /proc nothing is known of processor and memory.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
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
	short       = flag.Bool("short", false, "only compare answers")
)

// servers are the programs that are compared.
var servers = []string{"wvm", "wasmtime"}

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
	cpu   time.Duration // of the server, for an answer
	rss   float64       // MiB of the server in the end
	text  string        // of the first answer: status and body
}

func run(files []string) error {
	if len(files) == 0 {
		return errors.New("name components to serve")
	}
	if *short {
		return compare(files)
	}
	fmt.Println("| component | cores | server | answers/s | p99 | processor for an answer | memory, MiB | first answer |\n|---|--:|---|--:|--:|--:|--:|--:|")
	for _, file := range files {
		for _, cores := range []string{"0", "0,1"} {
			samples := map[string][]sample{}
			for range *rounds {
				if err := turn(file, cores, samples); err != nil {
					return err
				}
			}
			for _, server := range servers {
				report(file, cores, server, samples[server])
			}
		}
	}
	return nil
}

// turn measures each server once.
func turn(file, cores string, samples map[string][]sample) error {
	for _, server := range servers {
		s, err := measure(server, file, cores)
		if err != nil {
			return fmt.Errorf("%s, %s: %w", server, file, err)
		}
		if want := samples[servers[0]]; len(want) > 0 && s.text != want[0].text {
			return fmt.Errorf("%s: %s answers %q, %s %q", file, server, s.text, servers[0], want[0].text)
		}
		samples[server] = append(samples[server], s)
	}
	return nil
}

// compare only compares answers.
func compare(files []string) error {
	*seconds = 0.2
	if program("wasmtime") == "wasmtime" {
		if _, err := exec.LookPath("wasmtime"); err != nil {
			fmt.Println("wasmtime is not there")
			servers = servers[:1]
		}
	}
	for _, file := range files {
		samples := map[string][]sample{}
		if err := turn(file, "0,1", samples); err != nil {
			return err
		}
		fmt.Printf("%s: %s answer %q\n", filepath.Base(file), strings.Join(servers, " and "), samples[servers[0]][0].text)
	}
	return nil
}

// report prints the medians.
func report(file, cores, server string, list []sample) {
	duration := func(of func(s sample) time.Duration, unit time.Duration) time.Duration {
		return time.Duration(median(list, func(s sample) float64 { return float64(of(s)) })).Round(unit)
	}
	fmt.Printf("| %s | %d | %s | %.0f | %v | %v | %.0f | %v |\n", filepath.Base(file), len(strings.Split(cores, ",")), server,
		median(list, func(s sample) float64 { return s.rate }),
		duration(func(s sample) time.Duration { return s.p99 }, 10*time.Microsecond),
		duration(func(s sample) time.Duration { return s.cpu }, time.Microsecond),
		median(list, func(s sample) float64 { return s.rss }),
		duration(func(s sample) time.Duration { return s.first }, time.Millisecond))
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
	args := []string{program(server), "serve", "--addr", at}
	if server == "wasmtime" {
		args = append(args, "-S", "cli", "-C", "cache=n") // languages import it; and this is what a start costs that has not been before
	}
	args = append(args, file)
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
	if s.text, err = firstAnswer(at); err != nil {
		return s, fmt.Errorf("%w\n%s", err, &said)
	}
	s.first = time.Since(start)
	return s, load(at, cmd.Process.Pid, &s)
}

// program returns what a server is started by.
func program(server string) string {
	if x := os.Getenv(strings.ToUpper(server)); x != "" {
		return x
	}
	return server
}

const request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"

// firstAnswer waits for an answer and returns its status and body.
func firstAnswer(at string) (string, error) {
	for end := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
		resp, err := http.Get("http://" + at + "/")
		if err == nil {
			defer resp.Body.Close()
			body, err := io.ReadAll(resp.Body)
			return resp.Status + " " + string(body), err
		}
		if time.Now().After(end) {
			return "", err
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

// load sends requests over all connections to a server, which is a process.
func load(at string, process int, s *sample) error {
	var mu sync.Mutex
	var times []time.Duration
	var failed error
	var wg sync.WaitGroup
	before := processor(process)
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
	took := time.Since(start)
	if failed != nil || len(times) == 0 {
		return fmt.Errorf("%d answers: %w", len(times), failed)
	}
	slices.Sort(times)
	s.rate, s.p99 = float64(len(times))/took.Seconds(), times[len(times)*99/100]
	s.cpu = (processor(process) - before) / time.Duration(len(times))
	s.rss = resident(process)
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

// processor returns how long a process has run, or 0 if the system does not say.
func processor(process int) time.Duration {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", process))
	_, rest, _ := strings.Cut(string(text), ") ") // of the name, which may hold anything
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond // a hundred in a second, wherever Linux is
}

// resident returns how many MiB of memory a process has, or 0 if the system does not say.
func resident(process int) float64 {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", process))
	_, rest, _ := strings.Cut(string(text), "VmRSS:")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0
	}
	n, _ := strconv.Atoi(fields[0])
	return float64(n) / 1024
}
