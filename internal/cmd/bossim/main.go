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
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// shutdownTimeout is how long requests in flight may take after an interrupt.
const shutdownTimeout = 2 * time.Second

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

func serve(ctx context.Context, listener net.Listener, a *access) error {
	server := &http.Server{Handler: a.handler, TLSConfig: a.tls, ReadHeaderTimeout: 10 * time.Second}
	done := make(chan error, 1)
	go func() {
		if a.tls != nil {
			done <- server.ServeTLS(listener, "", "")
		} else {
			done <- server.Serve(listener)
		}
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	if err := server.Shutdown(ending); err != nil {
		_ = server.Close()
	}
	if err := <-done; !errors.Is(err, http.ErrServerClosed) {
		return err
	}

	return nil
}
