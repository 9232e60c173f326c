// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// terminal is a pseudo terminal and what a person sees on it.
type terminal struct {
	*screen
	person, programs *os.File // its two sides
}

func newTerminal(t *testing.T) terminal {
	t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	var number, locked int32
	for request, argument := range map[uintptr]*int32{syscall.TIOCSPTLCK: &locked, syscall.TIOCGPTN: &number} {
		control(t, person, request, argument)
	}
	programs, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	pty := terminal{&screen{}, person, programs}
	var reading sync.WaitGroup
	reading.Go(func() { _, _ = io.Copy(pty.screen, person) }) // ends with an error: the terminal hangs up
	t.Cleanup(func() {
		programs.Close()
		person.Close()
		reading.Wait()
	})
	return pty
}

func control(t *testing.T, file *os.File, request uintptr, argument *int32) {
	t.Helper()
	connection, err := file.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var errno syscall.Errno
	err = connection.Control(func(fd uintptr) {
		_, _, errno = syscall.Syscall(syscall.SYS_IOCTL, fd, request, uintptr(unsafe.Pointer(argument)))
	})
	if err != nil || errno != 0 {
		t.Fatal(err, errno)
	}
}

// atTerminal is start in a shell that has the terminal. The engine's own output does not go there. The shell shows when
// the engine has ended, and keeps the terminal until Enter is pressed: a terminal that hangs up drops what is not read.
func (e *engine) atTerminal(pty terminal, args ...string) *command {
	e.t.Helper()
	const script = `"$@"; code=$?; echo "$0" >/dev/tty; read -r enter; exit $code`
	shell := append([]string{"-c", script, engineEnded, os.Getenv("TF_ACC_TERRAFORM_PATH")}, args...)
	cmd := exec.CommandContext(e.t.Context(), "sh", shell...)
	cmd.Dir, cmd.Env, cmd.Stdin = e.dir, e.env, pty.programs
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 0}
	return startCommand(e.t, cmd)
}

const engineEnded = "the engine has ended"

// shown is what the terminal shows of a command that succeeds, and what the engine prints itself.
func (e *engine) shown(args ...string) (lines, output string) {
	e.t.Helper()
	pty := newTerminal(e.t)
	c := e.atTerminal(pty, args...)
	c.await(pty.shows(engineEnded), engineEnded)
	if _, err := pty.person.WriteString("\n"); err != nil {
		e.t.Fatal(err)
	}
	output, code := c.end()
	if code != 0 {
		e.t.Errorf("exit code %d\n%s", code, output)
	}
	lines, _, _ = strings.Cut(pty.String(), engineEnded)
	return strings.ReplaceAll(lines, "\r\n", "\n"), output
}

// passes moves the clock when both sessions have been polled, and again when both have been polled twice since then: the
// nodes are counted between the two polls. Whether they are is for the test to find.
func passes(bos *sim) {
	var mu sync.Mutex
	steps, moved := []time.Duration{time.Minute, oneHour}, bos.Clock.Now()
	polls := map[string]int{} // since the clock was moved
	bos.OnRequest(func(r bossim.Request) {
		mu.Lock()
		defer mu.Unlock()
		if len(steps) == 0 || r.Method != http.MethodGet || r.Status != http.StatusOK || r.Time.Before(moved) {
			return
		}
		polls[r.Path]++
		if enough := 3 - len(steps); polls[bos.api.sessions+"seen"] < enough || polls[bos.api.sessions+"logged"] < enough {
			return
		}
		bos.Clock.Advance(steps[0])
		steps, moved = steps[1:], bos.Clock.Now()
		clear(polls)
	})
}

const twoSessions = `
	resource "bos_session" "seen" {
	  name          = "seen"
	  operation     = "boot"
	  template_name = "blue"
	}
	resource "bos_session" "logged" {
	  provider      = bos.logged
	  name          = "logged"
	  operation     = "boot"
	  template_name = "green"
	}
	output "results" {
	  value = [for s in [bos_session.seen, bos_session.logged] : "${s.name}: ${s.result}"]
	}`

// The lines of progress_file reach the person at the terminal, where the engine shows nothing that a provider prints.
// Another provider of the same apply writes them to a file.
func TestProgress_atTheTerminal(t *testing.T) {
	bos := newSim(t)
	path := filepath.Join(t.TempDir(), "progress")
	tf := install(t, releases[0]).engine(t, bos)
	tf.write(bos.provider() + bos.provider(`alias = "logged"`, fmt.Sprintf("progress_file = %q", path)) + twoSessions)
	without := tf.env
	tf.env = append(slices.Clip(tf.env), "BOS_PROGRESS_FILE=/dev/tty", "BOS_POLL_INTERVAL=4s") // a pause with room for a count

	passes(bos)
	lines, output := tf.shown("apply", "-auto-approve")

	wait := func(name, template string) []string {
		return []string{
			name + " waiting at most 2h · boot of template " + template,
			name + " pending",
			name + " running · powering on 16 · ready 0 of 16",
			name + " complete · succeeded · ready 16 of 16 · took 9m58s",
		}
	}
	compareLines(t, linesIn(t, lines), wait("seen", "blue"))
	wantLines(t, path, wait("logged", "green")...)
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	says(t, output, "2 added, 0 changed, 0 destroyed", `"seen: succeeded", "logged: succeeded"`)
	if strings.Contains(output, "powering on") {
		t.Errorf("the engine prints the lines, too:\n%s", output)
	}
	bos.wantSent(t, 2, 2)

	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if lines, output := tf.shown("apply", "-auto-approve"); lines != "" || !strings.Contains(output, "0 added, 0 changed, 0 destroyed") {
		t.Errorf("a second apply shows %q\n%s", lines, output)
	}
	bos.wantSent(t, 2, 2)

	tf.env = without
	bos.OnRequest(func(r bossim.Request) {
		if r.Method == http.MethodPost && r.Path == bos.api.start {
			bos.Clock.Advance(oneHour)
		}
	})
	if lines, output := tf.shown("apply", "-auto-approve", "-replace=bos_session.seen"); lines != "" || !strings.Contains(output, "1 added, 0 changed, 1 destroyed") {
		t.Errorf("without the variable, an apply shows %q\n%s", lines, output)
	}
	if left, err := os.ReadFile(path); err != nil || string(left) != string(content) {
		t.Errorf("%v: an apply that waits for no session of the file has written\n%s", err, left)
	}
	bos.wantSent(t, 3, 3)
	if left := bos.Sessions(); !slices.Equal(left, []string{"logged", "seen"}) {
		t.Errorf("BOS has %q", left)
	}
}
