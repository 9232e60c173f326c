// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

const (
	enginePatience = 20 * time.Second      // for the engine to stop after an interrupt
	peakInterval   = 20 * time.Millisecond // between two looks at the engine's memory
)

// project is a folder with a configuration, which commands of the engine run in.
type project struct {
	workshop *workshop
	dir      string
	env      []string // beside the workshop's
}

// newProject writes a configuration and initializes its folder.
func (w *workshop) newProject(ctx context.Context, config string, env ...string) (*project, error) {
	dir, err := os.MkdirTemp(w.dir, "project-")
	if err != nil {
		return nil, err
	}
	p := &project{workshop: w, dir: dir, env: env}
	err = os.WriteFile(filepath.Join(dir, "main.tf"), []byte(config), 0o600)
	if err != nil {
		return nil, err
	}
	_, err = p.run(ctx, "init")

	return p, err
}

// run runs a command of the engine and returns what it cost.
func (p *project) run(ctx context.Context, arguments ...string) (cost, error) {
	cmd := exec.CommandContext(ctx, p.workshop.engine, arguments...) //nolint:gosec // the engine to measure
	cmd.Dir = p.dir
	cmd.Env = append(append([]string(nil), p.workshop.env...), p.env...)
	var printed bytes.Buffer
	cmd.Stdout, cmd.Stderr = &printed, &printed
	// A process group of its own: an interrupt from the keyboard then reaches the
	// engine once, from here.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = enginePatience

	began := time.Now()
	err := cmd.Start()
	if err != nil {
		return cost{}, err
	}
	peak := watchPeak(cmd.Process.Pid)
	err = cmd.Wait()
	c := cost{wall: time.Since(began), engineMemory: peak()}
	_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // whoever is left of the group
	if ctx.Err() != nil {
		return cost{}, context.Cause(ctx)
	}
	if err != nil {
		return cost{}, fmt.Errorf("%s: %w\n%s", strings.Join(arguments, " "), err, tail(printed.String()))
	}

	return c.divided(cmd.ProcessState, p.workshop.path("costs"))
}

// tail returns the last lines of a text.
func tail(text string) string {
	const lines = 40
	all := strings.Split(strings.TrimSpace(text), "\n")

	return strings.Join(all[max(0, len(all)-lines):], "\n")
}

// watchPeak reads the peak of a process's memory until the returned function is
// called, which returns the last value in bytes. The peak in the usage of an ended
// process would not do: the kernel includes that of its children.
func watchPeak(pid int) (stop func() int64) {
	ended, last := make(chan struct{}), make(chan int64)
	go func() {
		ticker := time.NewTicker(peakInterval)
		defer ticker.Stop()
		var peak int64
		for {
			select {
			case <-ticker.C:
				peak = max(peak, peakOf(pid))
			case <-ended:
				last <- peak
				return
			}
		}
	}()

	return func() int64 {
		close(ended)
		return <-last
	}
}

// peakOf returns the VmHWM of a process, 0 when it has ended.
func peakOf(pid int) int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	var kib int64
	_, err = fmt.Sscan(rest, &kib)
	if err != nil {
		return 0
	}

	return kib << 10
}

// divided splits the processor time of an ended engine, which includes that of
// the processes it has waited for, by the meters' reports. It removes the reports.
func (c cost) divided(engine *os.ProcessState, reports string) (cost, error) {
	files, err := filepath.Glob(filepath.Join(reports, "*.cost"))
	if err != nil {
		return cost{}, err
	}
	c.engineCPU = engine.UserTime() + engine.SystemTime()
	for _, file := range files {
		report, err := os.ReadFile(file)
		if err != nil {
			return cost{}, err
		}
		var provider, meter time.Duration
		var kib int64
		_, err = fmt.Sscan(string(report), &provider, &meter, &kib)
		if err != nil {
			return cost{}, errors.New("the engine has killed a provider: its cost is not known")
		}
		c.engineCPU -= provider + meter
		c.providerCPU += provider
		c.providerMemory = max(c.providerMemory, kib<<10)
		err = os.Remove(file)
		if err != nil {
			return cost{}, err
		}
	}

	return c, nil
}
