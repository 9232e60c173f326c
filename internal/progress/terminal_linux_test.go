// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package progress

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"unsafe"
)

// terminal is a pseudo terminal; screen is what a person would see and type.
type terminal struct {
	screen *os.File
	path   string
}

func newTerminal(t *testing.T) terminal {
	t.Helper()
	screen, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skip("there are no pseudo terminals here: ", err)
	}
	t.Cleanup(func() { screen.Close() })
	var number, locked int32
	control(t, screen, syscall.TIOCSPTLCK, uintptr(unsafe.Pointer(&locked)))
	control(t, screen, syscall.TIOCGPTN, uintptr(unsafe.Pointer(&number)))
	return terminal{screen, fmt.Sprintf("/dev/pts/%d", number)}
}

func control(t *testing.T, file *os.File, request, argument uintptr) {
	t.Helper()
	if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, file.Fd(), request, argument); errno != 0 {
		t.Fatal(errno)
	}
}

// A terminal shows the lines, and does not become the terminal of a process that has none.
func TestTerminal_shows(t *testing.T) {
	pty := newTerminal(t)

	output, err := process(t, "line", pty.path).Output()

	if err != nil || string(output) != "<nil>" {
		t.Errorf("%v, %q", err, output)
	}
	if got, err := bufio.NewReader(pty.screen).ReadString('\n'); err != nil || got != strings.ReplaceAll(at("hello"), "\n", "\r\n") {
		t.Errorf("%q, %v", got, err)
	}
}

// In the background, `stty tostop` stops whoever writes to the terminal, and with it the engine in the same process group.
// It does not stop who writes here.
func TestTerminal_inTheBackground(t *testing.T) {
	pty := newTerminal(t)
	programs, err := os.OpenFile(pty.path, os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer programs.Close()
	var settings syscall.Termios
	control(t, programs, syscall.TCGETS, uintptr(unsafe.Pointer(&settings)))
	settings.Lflag |= syscall.TOSTOP
	control(t, programs, syscall.TCSETS, uintptr(unsafe.Pointer(&settings)))
	cmd := process(t, "line in the background", "/dev/tty")
	cmd.Stdin = programs
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 0}

	output, err := cmd.Output()

	if err != nil || string(output) != "<nil>, and the process has a terminal" {
		t.Fatalf("%v, %q", err, output)
	}
	if got, err := bufio.NewReader(pty.screen).ReadString('\n'); err != nil || got != strings.ReplaceAll(at("hello"), "\n", "\r\n") {
		t.Errorf("%q, %v", got, err)
	}
}

// Ctrl-S stops the terminal: nothing waits for it. Ctrl-Q shows what was kept.
func TestTerminal_stopped(t *testing.T) {
	pty := newTerminal(t)
	other, err := os.OpenFile(pty.path, os.O_RDWR|syscall.O_NOCTTY, 0) // the shell
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	const tcxonc, stop, start = 0x540A, 0, 1 // asm-generic/ioctls.h: tcflow(3), as Ctrl-S and Ctrl-Q do
	control(t, other, tcxonc, stop)
	w := New(pty.path)
	for n := range 2 {
		w.Print(noon, fmt.Sprint(n))
		w.Settle()
	}
	if err := w.Problem(); !errors.Is(err, syscall.EAGAIN) {
		t.Fatalf("the problem is %v", err)
	}

	control(t, other, tcxonc, start)
	w.Settle()

	lines := bufio.NewReader(pty.screen)
	for n := range 2 {
		if got, err := lines.ReadString('\n'); err != nil || !strings.HasSuffix(got, fmt.Sprintf("Z %d\r\n", n)) {
			t.Errorf("%q, %v", got, err)
		}
	}
}

// Nobody reads the terminal: it takes what fits, and then nothing waits for it.
func TestTerminal_unread(t *testing.T) {
	pty := newTerminal(t)
	w := New(pty.path)
	for range 200 {
		w.Print(noon, strings.Repeat("x", 900))
		w.Settle()
	}
	if err := w.Problem(); err == nil {
		t.Error("180 000 bytes fit into a terminal that nobody reads")
	}
}

// A terminal hangs up.
func TestTerminal_hangsUp(t *testing.T) {
	pty := newTerminal(t)
	w := New(pty.path)
	w.Print(noon, "1")
	w.Settle()
	if err := w.Problem(); err != nil {
		t.Fatal(err)
	}
	pty.screen.Close()

	for range 2 {
		w.Print(noon, "2")
		w.Settle()
	}

	if err := w.Problem(); err == nil {
		t.Error("no problem")
	}
	if err := w.Problem(); err != nil {
		t.Errorf("a second problem: %v", err)
	}
}
