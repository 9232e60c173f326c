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
	var printed bytes.Buffer
	err := s.runTo(ctx, io.MultiWriter(s.out, &printed), exitCode, arguments)

	return printed.String(), err
}

// runFor is run, and shows only the first error or warning with the words.
func (s *stage) runFor(ctx context.Context, words string, exitCode int, arguments ...string) (string, error) {
	var printed bytes.Buffer
	err := s.runTo(ctx, &printed, exitCode, arguments)
	if err != nil {
		s.out.say("%s", printed.String())
		return "", err
	}
	shown := diagnostic(printed.String(), words)
	if shown == "" {
		return "", fmt.Errorf("no error or warning says %q:\n%s", words, printed.String())
	}
	s.out.say("%s", shown)

	return shown, nil
}

// diagnostic cuts the error or warning whose first line has the words out of what
// Terraform has printed, up to the end of its frame or the next line that divides
// the output.
func diagnostic(printed, words string) string {
	before, _, found := strings.Cut(printed, words)
	if !found {
		return ""
	}
	lines := strings.Split(printed[strings.LastIndex(before, "\n")+1:], "\n")
	for i, line := range lines[1:] {
		if strings.HasPrefix(line, "───") || strings.ContainsAny(line, "╵") {
			lines = lines[:i+1]
			break
		}
	}

	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

// runTo is run with another writer than the screen for what Terraform prints.
func (s *stage) runTo(ctx context.Context, printed io.Writer, exitCode int, arguments []string) error {
	line := s.command
	for _, argument := range arguments {
		line += " " + quoted(argument)
	}
	s.out.typed(line)

	cmd := exec.CommandContext(ctx, s.engine, arguments...)
	cmd.Dir, cmd.Env = s.work(), s.env
	cmd.Stdout, cmd.Stderr = printed, printed
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
		return context.Cause(ctx)
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return err
	}
	if code := cmd.ProcessState.ExitCode(); code != exitCode {
		return fmt.Errorf("%s: exit code %d instead of %d", line, code, exitCode)
	}

	return nil
}

// quoted writes an argument as a shell takes it.
func quoted(argument string) string {
	if strings.ContainsAny(argument, "!&* ") {
		return "'" + argument + "'"
	}

	return argument
}
