// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

// Command bossim serves a simulated BOS, for trying the provider without a
// supercomputer. It runs until it is interrupted.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// bootSpread lets the nodes of a session come up one after another, so that
// there is progress to look at.
const bootSpread = 2 * time.Minute

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	switch err := run(ctx, os.Args[1:], os.Stdout); {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "bossim:", err)
		stop()
		os.Exit(1) //nolint:gocritic // stop has run
	}
}

// run serves until ctx is done, and then returns nil.
func run(ctx context.Context, args []string, stdout io.Writer) error {
	s, err := parse(args, stdout)
	if err != nil {
		return err
	}
	clock := bossim.NewScaledClock(time.Now(), s.speed)
	sim, err := simulator(s, clock)
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.listen)
	if err != nil {
		return err
	}
	defer listener.Close() // for an error before serve, which closes it as well
	out := &lines{out: stdout}
	access, err := openAccess(s, sim, listener.Addr())
	if err != nil {
		return err
	}
	defer access.remove()
	greet(out, s, access)
	sim.OnRequest(func(r bossim.Request) { logRequest(out, r) })
	access.log(out, clock)

	return serve(ctx, listener, access)
}

func simulator(s settings, clock bossim.Clock) (*bossim.Server, error) {
	timing := bossim.DefaultTiming()
	timing.Spread = bootSpread
	system := bossim.DefaultSystem(s.nodes)
	addARM(&system, s.armNodes)
	if s.auth {
		if err := addTenant(&system); err != nil {
			return nil, err
		}
	}

	return bossim.New(bossim.Config{Clock: clock, Version: s.release, Token: s.token, System: system, Timing: timing})
}
