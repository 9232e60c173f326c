// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// The simulated system.
const (
	simulatorNodes = 64
	simulatorSpeed = 90 // seconds of the system per real second
	simulatorToken = "a-token-of-the-demo"
	stopPatience   = 5 * time.Second
)

// simulator is the running program bossim.
type simulator struct {
	cmd *exec.Cmd
	url string

	mu  sync.Mutex
	log []string // its output: a line for each request
	end chan struct{}
}

// startSimulator starts it on a free port and returns when it listens.
func startSimulator(ctx context.Context, program, tmp, release string) (*simulator, error) {
	// Not CommandContext: Terraform needs it until the end, also after an
	// interrupt.
	cmd := exec.Command(program, //nolint:noctx // stop ends it, after Terraform
		"-listen", "127.0.0.1:0",
		"-nodes", strconv.Itoa(simulatorNodes),
		"-arm-nodes", "0",
		"-speed", strconv.Itoa(simulatorSpeed),
		"-bos-version", release,
		"-token", simulatorToken)
	cmd.Env = append(os.Environ(), "TMPDIR="+tmp)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	output, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	cmd.Stderr = cmd.Stdout
	err = cmd.Start()
	if err != nil {
		return nil, fmt.Errorf("start of the simulator: %w", err)
	}

	s := &simulator{cmd: cmd, end: make(chan struct{})}
	listening := make(chan string, 1)
	go s.read(output, listening)
	select {
	case s.url = <-listening:
		return s, nil
	case <-s.end:
		_ = cmd.Wait() // its output says more than its exit code
		return nil, fmt.Errorf("the simulator ended at once:\n%s", strings.Join(s.lines(), "\n"))
	case <-ctx.Done():
		return nil, errors.Join(context.Cause(ctx), s.stop())
	}
}

// read collects the simulator's output and sends the address in it.
func (s *simulator) read(output io.Reader, listening chan<- string) {
	defer close(s.end)
	scanner := bufio.NewScanner(output)
	sent := false
	for scanner.Scan() {
		s.mu.Lock()
		s.log = append(s.log, scanner.Text())
		s.mu.Unlock()
		if rest, found := strings.CutPrefix(scanner.Text(), "listening on "); found && !sent {
			url, _, _ := strings.Cut(rest, " ")
			listening <- url
			sent = true
		}
	}
}

func (s *simulator) lines() []string {
	s.mu.Lock()
	defer s.mu.Unlock()

	return append([]string(nil), s.log...)
}

// endpoint returns the provider's endpoint.
func (s *simulator) endpoint() string { return s.url + "/apis/bos" }

// stop interrupts it, and kills it if it does not end.
func (s *simulator) stop() error {
	err := s.cmd.Process.Signal(os.Interrupt)
	if err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	impatience := time.AfterFunc(stopPatience, func() { _ = s.cmd.Process.Kill() })
	defer impatience.Stop()
	<-s.end
	_ = s.cmd.Wait() // its exit code does not matter

	return nil
}
