// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
	simgateway "github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// Every attempt counts: token requests, retries, and requests of copies of the client.
func TestClient_spacesRequests(t *testing.T) {
	t.Parallel()
	g := newGated(t, 0, func(_ *gated, c *gateway.Config) { c.MaxRequestsPerSecond = 0.1 })
	var mu sync.Mutex
	var at []time.Duration
	note := func(now time.Time) {
		mu.Lock()
		defer mu.Unlock()
		at = append(at, now.Sub(start).Round(time.Millisecond)/time.Second) // the limiter counts in floats
	}
	g.gate.OnTokenRequest(func(r simgateway.TokenRequest) { note(r.Time) })
	g.sim.OnRequest(func(r bossim.Request) { note(r.Time) })
	g.sim.Inject(bossim.Fault{Status: 503, Times: 1}) // retried after a second or less

	_, err := g.Version(t.Context())
	_, inTenant := g.InTenant("vcluster-blue").Version(t.Context())
	_, post := g.CreateSession(t.Context(), boot)

	if err := errors.Join(err, inTenant, post); err != nil {
		t.Fatal(err)
	}
	if want := []time.Duration{0, 10, 20, 30, 40}; !slices.Equal(at, want) {
		t.Errorf("requests at %d s, want %d", at, want)
	}
}

func TestClient_spacesConcurrentRequests(t *testing.T) {
	t.Parallel()
	f := newFixture(t, scripted.OK(`{"major":"2"}`), func(c *gateway.Config) { c.MaxRequestsPerSecond = 2 })
	var made sync.WaitGroup
	for range 9 {
		made.Go(func() {
			if _, err := f.Version(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	made.Wait()

	// Each waiting request moves the stepped clock, so at least 4 s have passed.
	if len(f.Seen("")) != 9 || f.elapsed() < 4*time.Second {
		t.Errorf("%d requests within %v", len(f.Seen("")), f.elapsed())
	}
}

func TestClient_doesNotWaitWithoutARateLimit(t *testing.T) {
	t.Parallel()
	f := newFixture(t, scripted.OK(`{"major":"2"}`))
	for range 50 {
		if _, err := f.Version(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if f.elapsed() != 0 {
		t.Errorf("waited %v", f.elapsed())
	}
}

// The wait for the rate limit does not count against the attempt's timeout.
func TestClient_attemptTimeoutExcludesTheRateLimit(t *testing.T) {
	t.Parallel()
	g := newGated(t, 0, func(_ *gated, c *gateway.Config) { c.MaxRequestsPerSecond = 0.01 })
	g.sim.Inject(bossim.Fault{Delay: 39 * time.Second, Times: 1})

	if err := g.ask(t); err != nil || len(g.sim.Requests()) != 1 {
		t.Errorf("after %d requests: %v", len(g.sim.Requests()), err)
	}
}

// A token that expires during the wait for the rate limit is renewed before the request is sent.
func TestClient_sendsNoTokenThatExpiredInTheQueue(t *testing.T) {
	t.Parallel()
	g := newGated(t, 5*time.Minute, func(_ *gated, c *gateway.Config) { c.MaxRequestsPerSecond = 1.0 / 200 })

	first, second := g.ask(t), g.ask(t) // at 200 and 400 s; the token of 0 s ends at 300 s

	if err := errors.Join(first, second); err != nil {
		t.Fatal(err)
	}
	g.wants(t, counts{tokens: 2, passed: 2})
}

var errInterrupt = errors.New("interrupt")

// interrupted is a clock on which somebody presses Ctrl-C during a sleep.
type interrupted struct {
	*bossim.SteppedClock
	during func()
}

func (c interrupted) Sleep(ctx context.Context, d time.Duration) error {
	c.during()
	return c.SteppedClock.Sleep(ctx, d)
}

func TestClient_isInterruptedDuringTheRateLimit(t *testing.T) {
	t.Parallel()
	for name, request := range map[string]func(context.Context, client) error{
		"GET": func(ctx context.Context, c client) error { _, err := c.Version(ctx); return err },
		"POST": func(ctx context.Context, c client) error {
			_, err := c.CreateSession(ctx, boot)
			return err
		},
	} {
		ctx, cancel := context.WithCancelCause(t.Context())
		f := newFixture(t, scripted.OK(`{"major":"2"}`), func(c *gateway.Config) {
			c.MaxRequestsPerSecond = 1
			c.Clock = interrupted{bossim.NewSteppedClock(start), func() { cancel(errInterrupt) }}
		})
		if _, err := f.Version(t.Context()); err != nil { // uses the first slot
			t.Fatal(err)
		}

		err := request(ctx, f.client)

		if !errors.Is(err, errInterrupt) || len(f.Seen("")) != 1 || len(f.Seen(http.MethodPost)) != 0 {
			t.Errorf("%s: %v after %d requests", name, err, len(f.Seen("")))
		}
	}
}

func TestNew_refusesInvalidRates(t *testing.T) {
	t.Parallel()
	for _, rate := range []float64{-1, math.NaN(), math.Inf(1), math.Inf(-1)} {
		_, err := newClient(gateway.Config{Endpoint: "https://e.com", MaxRequestsPerSecond: rate})

		var input *gateway.InputError
		if !errors.As(err, &input) || input.Field != "max_requests_per_second" {
			t.Errorf("%v: %v", fmt.Sprint(rate), err)
		}
	}
}
