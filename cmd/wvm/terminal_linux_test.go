package main

import (
	"bytes"
	"fmt"
	"os"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// openTerminal returns the two ends of a terminal: the screen and what programs see.
func openTerminal(t *testing.T) (screen, tty *os.File) {
	t.Helper()
	fd, err := unix.Open("/dev/ptmx", unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Skipf("there are no terminals here: %v", err)
	}
	screen = os.NewFile(uintptr(fd), "/dev/ptmx")
	t.Cleanup(func() { screen.Close() })
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		tty, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	}
	if err != nil {
		t.Skipf("there are no terminals here: %v", err)
	}
	t.Cleanup(func() { tty.Close() })
	return screen, tty
}

// readScreen returns what the screen shows until text is there.
func readScreen(t *testing.T, screen *os.File, text string) []byte {
	t.Helper()
	var got []byte
	for !bytes.Contains(got, []byte(text)) {
		b := make([]byte, 1000)
		n, err := screen.Read(b)
		if err != nil {
			t.Fatalf("%v after %q", err, got)
		}
		got = append(got, b[:n]...)
	}
	return got
}

// TestTerminalOutput looks at what gets to a screen: all that a program writes, or what is harmless.
func TestTerminalOutput(t *testing.T) {
	const text = "\x1b]0;title\x07\x1b[2J\x1b[1mbold\n"
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"run", "cat.wasm"}, "\x1b[1mbold\r\n" + reset},
		{[]string{"run", "--raw-tty", "cat.wasm"}, "\x1b]0;title\x07\x1b[2J\x1b[1mbold\r\n"},
	} {
		screen, tty := openTerminal(t)
		cmd, _ := command(t, test.args...)
		cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader([]byte(text)), tty, tty
		if err := cmd.Run(); err != nil {
			t.Fatal(err)
		}
		tty.WriteString("end")
		if got := readScreen(t, screen, "end"); string(got) != test.want+"end" {
			t.Errorf("%v: the screen gets %q, want %q", test.args, got, test.want)
		}
	}
}

// TestTerminalColours looks at what wvm itself shows on a screen.
func TestTerminalColours(t *testing.T) {
	for _, test := range []struct {
		args, env []string
		want      string
	}{
		{[]string{"print", "trap.wasm"}, nil, "(" + headColour + "module" + plain + " " + nameColour + "$trap" + plain + "\r\n"},
		{[]string{"print", "trap.wasm"}, []string{"NO_COLOR=1"}, "(module $trap\r\n"},
		{[]string{"print", "--color", "never", "trap.wasm"}, nil, "(module $trap\r\n"},
		{[]string{"print", "none.wasm"}, nil, errorColour + "Error:" + plain + " cannot read `none.wasm`"},
		{[]string{"print", "none.wasm"}, []string{"TERM=dumb"}, "Error: cannot read `none.wasm`"},
	} {
		screen, tty := openTerminal(t)
		cmd, _ := command(t, test.args...)
		cmd.Stdin, cmd.Stdout, cmd.Stderr = nil, tty, tty
		cmd.Env = append(append(cmd.Environ(), "NO_COLOR=", "TERM=xterm"), test.env...)
		if err := cmd.Run(); err != nil && test.args[len(test.args)-1] != "none.wasm" {
			t.Fatal(err)
		}
		if _, err := tty.WriteString("end"); err != nil {
			t.Fatal(err)
		}
		if got := readScreen(t, screen, "end"); !bytes.HasPrefix(got, []byte(test.want)) {
			t.Errorf("%v %v: the screen gets %q, want %q", test.args, test.env, got, test.want)
		}
	}
}

// TestTerminalInterrupt types control-C while a program that has switched on a colour runs.
func TestTerminalInterrupt(t *testing.T) {
	screen, tty := openTerminal(t)
	cmd, _ := command(t, "run", "spin.wat")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = tty, tty, tty
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	readScreen(t, screen, "ready")
	if _, err := screen.WriteString("\x03"); err != nil {
		t.Fatal(err)
	}
	readScreen(t, screen, reset)
	cmd.Wait()
	if status := cmd.ProcessState.Sys().(syscall.WaitStatus); !status.Signaled() || status.Signal() != syscall.SIGINT {
		t.Errorf("it ended with %v", cmd.ProcessState)
	}
}
