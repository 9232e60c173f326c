// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

// Command demo plays the quick start on a simulated system: it builds the
// provider and the simulator, and takes examples/quickstart through init, plan,
// a typo that the plan shows, apply, a second plan, a new image, a reboot that
// fails, and destroy. Run it with `make demo`, from the root of the project: TF_ACC_TERRAFORM_PATH names the
// Terraform or OpenTofu program. With -api v1 (`make demo API=v1`) the system is
// one of CSM 1.5, the provider uses v1 of the API, and the demo takes
// examples/quickstart-v1, without the typo and the new image.
//
// Everything it creates is in one temporary folder, and everything it starts is
// stopped when it ends, also after an interrupt.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

// Exit code of an interrupted program, by the convention of shells.
const exitInterrupted = 130

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	// A closed pipe (make demo | head) becomes an error of Write instead of a
	// signal that kills the demo and leaves the simulator running.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)

	version := flag.String("api", "v2", "version of BOS's API to speak: v2 or v1")
	once := flag.Bool("once", false, "remove this program once it has started, and its folder if nothing else is in it")
	flag.Parse()
	if *once {
		leave()
	}

	err := demo(ctx, *version)
	interrupted := ctx.Err() != nil
	stop()

	switch {
	case interrupted:
		fmt.Println("\nInterrupted. All that was running is stopped, and the temporary folder is gone.")
		os.Exit(exitInterrupted)
	case err != nil:
		fmt.Fprintln(os.Stderr, "\nThe demo failed:", err)
		os.Exit(1)
	}
}

// leave removes this program, and its folder if nothing else is in it. That the
// demo can be played does not depend on it.
func leave() {
	program, err := os.Executable()
	if err == nil {
		_ = os.Remove(program)
		_ = os.Remove(filepath.Dir(program))
	}
}

// demo sets the stage, plays the chapters and cleans up, whatever happens in
// between.
func demo(ctx context.Context, version string) (err error) {
	spoken, known := apis[version]
	if !known {
		return fmt.Errorf("there is no version %q of the API: choose v2 or v1", version)
	}
	s, err := newStage(spoken)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.clear()) }()

	err = s.set(ctx)
	if err != nil {
		return err
	}

	return s.play(ctx)
}
