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
	"sync"
	"syscall"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// What the flags are without a word from the user.
const (
	defaultListen = "127.0.0.1:27779"
	defaultNodes  = 64
	defaultSpeed  = 60 // one minute of the simulated system in a second
)

// bootSpread lets the nodes of a session come up one after another, so that
// there is progress to look at.
const bootSpread = 2 * time.Minute

// farewell is how long requests under way may take once it is time to go.
const farewell = 2 * time.Second

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

type settings struct {
	listen string
	nodes  int
	speed  float64
	token  string
	bos    string // the release of BOS
}

func parse(args []string, stdout io.Writer) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("bossim", flag.ContinueOnError)
	flags.SetOutput(stdout)
	flags.StringVar(&s.listen, "listen", defaultListen, "address to listen on; port 0 chooses a free one")
	flags.IntVar(&s.nodes, "nodes", defaultNodes, "number of nodes of the simulated system")
	flags.Float64Var(&s.speed, "speed", defaultSpeed, "seconds of the simulated system in one second")
	flags.StringVar(&s.bos, "bos-version", "", "release of BOS, such as 2.10.34: below 2.0 it has v1 only, from 2.30 on v2 only (default 2.50.0)")
	flags.StringVar(&s.token, "token", "", "refuse requests without this bearer token")
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	switch {
	case flags.NArg() > 0:
		return s, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	case s.nodes < 0:
		return s, fmt.Errorf("-nodes %d: there cannot be fewer than 0", s.nodes)
	case !(s.speed > 0):
		return s, fmt.Errorf("-speed %v: it must be more than 0", s.speed)
	}

	return s, nil
}

// run serves until ctx is done, and then returns nil.
func run(ctx context.Context, args []string, stdout io.Writer) error {
	s, err := parse(args, stdout)
	if err != nil {
		return err
	}
	timing := bossim.DefaultTiming()
	timing.Spread = bootSpread
	sim, err := bossim.New(bossim.Config{
		Clock:   bossim.NewScaledClock(time.Now(), s.speed),
		Version: s.bos,
		Token:   s.token,
		System:  bossim.DefaultSystem(s.nodes),
		Timing:  timing,
	})
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.listen)
	if err != nil {
		return err
	}
	out := &lines{out: stdout}
	greet(out, s, "http://"+listener.Addr().String())
	sim.OnRequest(func(r bossim.Request) { logRequest(out, r) })

	return serve(ctx, listener, sim)
}

func greet(out *lines, s settings, url string) {
	out.printf("listening on %s\n", url)
	out.printf("%d nodes, %g× real time; stop with Ctrl-C\n", s.nodes, s.speed)
	out.printf("\npoint the provider at it with\n\n  export BOS_ENDPOINT=%s/apis/bos\n", url)
	if s.token != "" {
		out.printf("  export BOS_TOKEN=%s\n", s.token)
	}
	out.printf("\n")
}

func logRequest(out *lines, r bossim.Request) {
	line := fmt.Sprintf("%s %3d %-6s %s", r.Time.Format(time.DateTime), r.Status, r.Method, r.Path)
	if r.Tenant != "" {
		line += " tenant=" + r.Tenant
	}
	if r.RequestID != "" {
		line += " request=" + r.RequestID
	}
	out.printf("%s\n", line)
}

func serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), farewell)
	defer cancel()
	if err := server.Shutdown(ending); err != nil {
		_ = server.Close()
	}
	if err := <-done; !errors.Is(err, http.ErrServerClosed) {
		return err
	}

	return nil
}

// lines writes whole lines, from several requests at once.
type lines struct {
	mu  sync.Mutex
	out io.Writer
}

func (l *lines) printf(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, _ = fmt.Fprintf(l.out, format, args...)
}
