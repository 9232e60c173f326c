// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// playsDemo is the environment variable that makes the test binary run the demo,
// which saves building it.
const playsDemo = "BOS_TEST_PLAYS_DEMO"

func TestMain(m *testing.M) {
	if os.Getenv(playsDemo) != "" {
		main()

		return
	}
	os.Exit(m.Run())
}

// played is the demo as a running program, in a process group of its own as a
// shell would start it.
type played struct {
	t       *testing.T
	cmd     *exec.Cmd
	tmp     string // its TMPDIR
	lines   *bufio.Scanner
	printed bytes.Buffer
}

func play(t *testing.T, version string) *played {
	t.Helper()
	if os.Getenv("TF_ACC_TERRAFORM_PATH") == "" {
		t.Skip("it needs an engine: run it by `make test`")
	}
	tmp, err := os.MkdirTemp("", "demo") //nolint:usetesting // t.TempDir is too long for the path of a provider's socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(tmp) })

	p := &played{t: t, tmp: tmp, cmd: exec.CommandContext(t.Context(), os.Args[0], "-api", version)}
	p.cmd.Dir = filepath.Join("..", "..", "..")
	p.cmd.Env = append(os.Environ(), "TMPDIR="+tmp, playsDemo+"=1")
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	p.cmd.Stderr = os.Stderr
	output, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.lines = bufio.NewScanner(output)
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}

	return p
}

// until reads the demo's output up to a line that contains the text, and returns
// that line; or up to the end, and returns "".
func (p *played) until(text string) string {
	for p.lines.Scan() {
		p.printed.WriteString(p.lines.Text() + "\n")
		if text != "" && strings.Contains(p.lines.Text(), text) {
			return p.lines.Text()
		}
	}

	return ""
}

// end reads the remaining output and returns the exit code.
func (p *played) end() int {
	p.t.Helper()
	p.until("")
	err := p.cmd.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		p.t.Fatal(err)
	}

	return p.cmd.ProcessState.ExitCode()
}

func TestDemo_interruptedInTheMiddleLeavesNothing(t *testing.T) {
	for version := range apis {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			interruptedInTheMiddle(t, version)
		})
	}
}

func interruptedInTheMiddle(t *testing.T, version string) {
	t.Helper()
	p := play(t, version)
	_, endpoint, _ := strings.Cut(p.until("export BOS_ENDPOINT="), "=")
	address, err := url.Parse(endpoint)
	if err != nil || address.Host == "" {
		t.Fatalf("no endpoint in\n%s", p.printed.String())
	}
	if p.until("BOS: running") == "" {
		t.Fatalf("no session runs in\n%s", p.printed.String())
	}
	if len(p.processes()) < 2 {
		t.Errorf("processes %v: the search for them finds neither engine nor simulator", p.processes())
	}

	// When a user presses Ctrl-C, the whole process group gets the signal.
	if err := syscall.Kill(-p.cmd.Process.Pid, syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	code := p.end()

	if code != exitInterrupted {
		t.Errorf("exit code %d, want %d", code, exitInterrupted)
	}
	if !strings.Contains(p.printed.String(), "Interrupted. All that was running is stopped") {
		t.Errorf("it does not say that it was interrupted:\n%s", p.printed.String())
	}
	//nolint:noctx // to a port of this machine where nobody listens
	if connection, err := net.Dial("tcp", address.Host); err == nil {
		connection.Close()
		t.Error("the simulator still listens")
	}
	if left := p.processes(); len(left) != 0 {
		t.Errorf("still running: %v", left)
	}
	left, err := os.ReadDir(p.tmp)
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// processes lists the running programs with a path in the demo's folder in their
// environment. It finds them only where there is a /proc.
func (p *played) processes() []string {
	p.t.Helper()
	files, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil {
		p.t.Fatal(err)
	}
	if len(files) == 0 {
		p.t.Skip("there is no /proc")
	}
	var found []string
	for _, file := range files {
		environment, err := os.ReadFile(file)
		if err != nil || !bytes.Contains(environment, []byte("TMPDIR="+p.tmp+"/")) {
			continue // another process, or one that has just ended
		}
		name, _ := os.ReadFile(filepath.Join(filepath.Dir(file), "comm"))
		found = append(found, strings.TrimSpace(string(name)))
	}

	return found
}

func TestBosStatus_nodesAreCountedByWhatTheyDo(t *testing.T) {
	off := bosStatus{Managed: 16}
	off.Phases.PoweringOff = 100
	mixed := bosStatus{Managed: 15, Successful: 86.67, Failed: 6.67}
	mixed.Phases.Configuring = 6.67
	for want, status := range map[string]bosStatus{
		"":                            {},
		", 16 nodes":                  {Managed: 16},
		", 16 nodes: 16 powering off": off,
		", 15 nodes: 1 configuring, 13 ready, 1 failed": mixed,
	} {
		if got := status.nodes(); got != want {
			t.Errorf("%+v: %q, want %q", status, got, want)
		}
	}
}

func TestV1BootSet_nodesAreCountedByWhatTheyDo(t *testing.T) {
	const rebooting = `{"phases": [
		{"name": "shutdown", "categories": [{"name": "succeeded", "node_list": ["a", "b", "c", "d"]},
			{"name": "failed", "node_list": ["e"]}]},
		{"name": "boot", "categories": [{"name": "in_progress", "node_list": ["a"]}, 
			{"name": "succeeded", "node_list": ["b", "c", "d"]}, {"name": "not_started", "node_list": ["e"]}]},
		{"name": "configure", "categories": [{"name": "in_progress", "node_list": ["b"]}, 
			{"name": "succeeded", "node_list": ["c", "d"]}, {"name": "not_started", "node_list": ["a", "e"]}]}]}`
	const shuttingDown = `{"phases": [{"name": "shutdown", "categories": [
		{"name": "in_progress", "node_list": ["a", "b"]}]}]}`
	for text, want := range map[string]string{
		`{"phases": []}`: "",
		shuttingDown:     ", 2 nodes: 2 powering off",
		rebooting:        ", 5 nodes: 1 powering on, 1 configuring, 2 ready, 1 failed",
	} {
		var set v1BootSet
		if err := json.Unmarshal([]byte(text), &set); err != nil {
			t.Fatal(err)
		}
		if got := set.nodes(); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestDemo_unknownVersionIsAnError(t *testing.T) {
	if err := demo(t.Context(), "v3"); err == nil || !strings.Contains(err.Error(), "choose v2 or v1") {
		t.Errorf("error %v", err)
	}
}
