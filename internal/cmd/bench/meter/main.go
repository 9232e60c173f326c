// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build linux

// Command meter is installed where an engine looks for a provider. It runs the
// program "provider" that lies beside it, and writes what that program cost to a
// new file in the folder that the environment variable BENCH_METER names.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
)

func main() {
	if err := run(); err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) && exit.ExitCode() > 0 {
			os.Exit(exit.ExitCode())
		}
		fmt.Fprintln(os.Stderr, "meter:", err)
		os.Exit(1)
	}
}

func run() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	// The file is there from the beginning: it stays empty if the engine kills this
	// process.
	report, err := os.CreateTemp(os.Getenv("BENCH_METER"), "provider-*.cost")
	if err != nil {
		return err
	}
	defer report.Close()

	runtime.LockOSThread() // its death ends the provider
	program := filepath.Join(filepath.Dir(self), "provider")
	provider := exec.Command(program, os.Args[1:]...) //nolint:gosec,noctx // the engine ends it
	provider.Stdin, provider.Stdout, provider.Stderr = os.Stdin, os.Stdout, os.Stderr
	provider.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	ended := provider.Run()
	if provider.ProcessState == nil {
		return ended
	}

	var own syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &own); err != nil {
		return err
	}
	usage, _ := provider.ProcessState.SysUsage().(*syscall.Rusage)
	// Nanoseconds of the provider and of this program, and KiB.
	_, err = fmt.Fprintln(report, cpu(usage), cpu(&own), usage.Maxrss)

	return errors.Join(ended, err)
}

func cpu(usage *syscall.Rusage) int64 { return usage.Utime.Nano() + usage.Stime.Nano() }
