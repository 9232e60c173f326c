// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// enginePatience is how long Terraform may take to stop after an interrupt.
const enginePatience = 20 * time.Second

// run shows a command of Terraform as a user would type it, runs it with the
// given arguments, and returns what it printed. An exit code other than the
// expected one is an error.
func (s *stage) run(ctx context.Context, exitCode int, arguments ...string) (string, error) {
	line := s.command + " " + strings.Join(arguments, " ")
	s.out.typed(line)

	var printed bytes.Buffer
	both := io.MultiWriter(s.out, &printed)
	cmd := exec.CommandContext(ctx, s.engine, arguments...)
	cmd.Dir, cmd.Env = s.work(), s.env
	cmd.Stdout, cmd.Stderr = both, both
	// A process group of its own: an interrupt from the keyboard then reaches
	// Terraform once, from here. A second one would make it abandon its state.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = enginePatience

	err := cmd.Run()
	if cmd.Process != nil {
		// No process of the group is left, unless Terraform had to be killed.
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	}
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return "", err
	}
	if code := cmd.ProcessState.ExitCode(); code != exitCode {
		return "", fmt.Errorf("%s: exit code %d instead of %d", line, code, exitCode)
	}

	return printed.String(), nil
}
