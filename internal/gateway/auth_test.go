// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
	simgateway "github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

func TestClient_requestsATokenOnce(t *testing.T) {
	t.Parallel()
	g := newGated(t, 0, nil)

	errs := []error{g.ask(t), g.ask(t)}
	_, inTenant := g.InTenant("vcluster-blue").Version(t.Context())

	if err := errors.Join(append(errs, inTenant)...); err != nil {
		t.Fatal(err)
	}
	g.wants(t, counts{tokens: 1, passed: 3})
	if got := g.gate.TokenRequests()[0]; got.Grant != "client_credentials" || got.Client != "admin-client" {
		t.Errorf("asked %+v", got)
	}
}

func TestClient_sendsNoTokenWithoutASource(t *testing.T) {
	t.Parallel()
	g := newGated(t, 0, func(_ *gated, c *gateway.Config) { c.ClientCredentials = nil })

	if err := g.ask(t); !errors.Is(err, gateway.ErrUnauthorized) {
		t.Errorf("got %v", err)
	}
	g.wants(t, counts{refused: 1})
	if reason := g.gate.Refusals()[0].Reason; reason != "no token" {
		t.Errorf("refused as %q", reason)
	}
}

// A token is renewed when less is left of its life than 30 s, or a quarter of a short one.
func TestClient_renewsATokenBeforeItExpires(t *testing.T) {
	t.Parallel()
	for life, good := range map[time.Duration]time.Duration{
		365 * 24 * time.Hour: 365*24*time.Hour - 30*time.Second,
		5 * time.Minute:      270 * time.Second,
		time.Minute:          45 * time.Second,
		4 * time.Second:      3 * time.Second,
	} {
		g := newGated(t, life, nil)
		if err := g.ask(t); err != nil {
			t.Fatal(err)
		}

		g.clock.Advance(good - time.Second)
		early := g.ask(t)
		g.wants(t, counts{tokens: 1, passed: 2})
		spare := []bool{g.Spare(time.Minute)}
		g.clock.Advance(time.Second)
		spare = append(spare, g.Spare(time.Minute))
		late := g.ask(t)
		spare = append(spare, g.Spare(time.Minute))

		if early != nil || late != nil {
			t.Errorf("%v: %v, %v", life, early, late)
		}
		g.wants(t, counts{tokens: 2, passed: 3})
		if want := []bool{true, false, true}; !slices.Equal(spare, want) {
			t.Errorf("%v: a request that can be done without may be sent: %t, want %t", life, spare, want)
		}
	}
}

func TestClient_renewsARefusedToken(t *testing.T) {
	t.Parallel()
	for name, request := range map[string]func(*gated) error{
		"GET":    func(g *gated) error { _, err := g.Version(t.Context()); return err },
		"DELETE": func(g *gated) error { return ignoring(g.DeleteSession(t.Context(), "s1"), gateway.ErrNotFound) },
		"POST":   func(g *gated) error { _, err := g.CreateSession(t.Context(), boot); return err },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGated(t, 0, nil)
			if err := g.ask(t); err != nil {
				t.Fatal(err)
			}
			g.gate.RevokeAll()

			err := request(g)
			if err != nil {
				t.Fatal(err)
			}
			g.wants(t, counts{tokens: 2, passed: 2, refused: 1})
			logs := g.Logged("BOS request")[1:]
			if len(logs) != 2 || logs[0]["status"] != 403 || logs[0]["attempt"] != 1 || logs[1]["attempt"] != 2 ||
				logs[0]["request_id"] != logs[1]["request_id"] || g.gate.Refusals()[0].RequestID != logs[1]["request_id"] {
				t.Errorf("logged %v", logs)
			}
			if !g.clock.Now().Equal(start) {
				t.Error("there was a pause")
			}
		})
	}
}

func ignoring(err, kind error) error {
	if errors.Is(err, kind) {
		return nil
	}
	return err
}

// A DELETE that was refused, or had no token, was not carried out: a 404 after it is an error.
func TestDeleteSession_reportsNotFoundAfterATokenError(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(*gated){
		"refused":  func(g *gated) { g.gate.RevokeAll() },
		"no token": func(g *gated) { g.gate.RevokeAll(); g.gate.FailToken(simgateway.TokenFault{Status: 503, Times: 2}) },
	} {
		g := newGated(t, 0, nil)
		if err := g.ask(t); err != nil {
			t.Fatal(err)
		}
		prepare(g)

		if err := g.DeleteSession(t.Context(), "s1"); !errors.Is(err, gateway.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A role that does not allow a request refuses every token.
func TestClient_renewsOncePerCall(t *testing.T) {
	t.Parallel()
	g := newGated(t, 0, func(_ *gated, c *gateway.Config) {
		c.ClientCredentials = &gateway.ClientCredentials{ClientID: "wlm-client", ClientSecret: "wlm-client-secret"}
	})

	err := g.ListSessions(t.Context())

	var failure *gateway.Error
	if !errors.As(err, &failure) || failure.Status != 403 || gateway.TroubleOf(err) != gateway.TokenRefused {
		t.Errorf("got %v", err)
	}
	g.wants(t, counts{tokens: 2, refused: 2})
}

func TestClient_makesNoSecondAttemptWithTheSameToken(t *testing.T) {
	t.Parallel()
	g := newGated(t, 0, func(_ *gated, c *gateway.Config) { c.ClientCredentials, c.Token = nil, secret })

	if err := g.ask(t); !errors.Is(err, gateway.ErrUnauthorized) {
		t.Errorf("got %v", err)
	}
	g.wants(t, counts{refused: 1})
	if n := len(g.Logged("BOS request")); n != 1 {
		t.Errorf("%d attempts", n)
	}
}

// together makes n requests at once and answers them when all have arrived.
func together(t *testing.T, n int, g *gated) {
	t.Helper()
	var all sync.WaitGroup
	all.Add(n)
	g.gate.OnRefusal(func(simgateway.Refusal) {
		all.Done()
		all.Wait()
	})
	var made sync.WaitGroup
	for range n {
		made.Go(func() {
			if _, err := g.Version(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	made.Wait()
}

func TestClient_renewsOnceForConcurrentRefusals(t *testing.T) {
	t.Parallel()
	g := newGated(t, 0, nil)
	if err := g.ask(t); err != nil {
		t.Fatal(err)
	}
	g.gate.RevokeAll()

	together(t, 10, g)

	g.wants(t, counts{tokens: 2, passed: 11, refused: 10})
}

func TestClient_requestsTheFirstTokenOnceForConcurrentCalls(t *testing.T) {
	t.Parallel()
	g := newGated(t, 0, nil)
	var made sync.WaitGroup
	for range 10 {
		made.Go(func() {
			if _, err := g.Version(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	made.Wait()

	g.wants(t, counts{tokens: 1, passed: 10})
}

// A valid token stays in use while its renewal fails.
func TestClient_usesATokenUntilItExpires(t *testing.T) {
	t.Parallel()
	none := 0
	g := newGated(t, 5*time.Minute, func(_ *gated, c *gateway.Config) { c.MaxRetries = &none })
	if err := g.ask(t); err != nil {
		t.Fatal(err)
	}
	g.gate.FailToken(simgateway.TokenFault{Status: 503})
	g.clock.Advance(299 * time.Second)

	still := g.ask(t)
	g.clock.Advance(time.Second)
	over := g.ask(t)

	if still != nil || !errors.Is(over, gateway.ErrUnavailable) || errors.Is(over, gateway.ErrUnauthorized) {
		t.Errorf("got %v and %v", still, over)
	}
	g.wants(t, counts{tokens: 3, passed: 2})
}

func TestClient_logsEachTokenRequest(t *testing.T) {
	t.Parallel()
	g := newGated(t, 0, nil)
	g.gate.FailToken(simgateway.TokenFault{Status: 502, Times: 1, Delay: 2 * time.Second})

	if err := g.ask(t); err != nil {
		t.Fatal(err)
	}

	logs := g.Logged("Token request")
	if len(logs) != 2 || logs[0]["status"] != 502 || logs[1]["status"] != 200 || logs[0]["duration_ms"] != int64(2000) {
		t.Fatalf("logged %v", logs)
	}
	for i, fields := range logs {
		_, failed := fields["error"]
		if fields["source"] != "client_credentials" || "http://"+fields["host"].(string)+"/apis/bos" != g.endpoint || failed != (i == 0) {
			t.Errorf("line %d: %v", i, fields)
		}
	}
	if keys := len(logs[1]); keys != 4 {
		t.Errorf("%d fields: %v", keys, logs[1])
	}
}

// The duration of the token request does not count against the request's timeout.
func TestClient_requestTimeoutExcludesTheTokenRequest(t *testing.T) {
	t.Parallel()
	g := newGated(t, 0, nil)
	g.gate.FailToken(simgateway.TokenFault{Delay: 39 * time.Second, Times: 1})
	g.sim.Inject(bossim.Fault{Delay: 39 * time.Second, Times: 1})

	err := g.ask(t)

	if took := g.clock.Now().Sub(start); err != nil || took != 78*time.Second {
		t.Errorf("after %v: %v", took, err)
	}
	g.wants(t, counts{tokens: 1, passed: 1})
	if ms := g.Logged("BOS request")[0]["duration_ms"]; ms != int64(39_000) {
		t.Errorf("took %v ms by the log", ms)
	}
}

func TestClient_sendsTheScopes(t *testing.T) {
	t.Parallel()
	var forms []string
	f := newTokenServer(t, func(r tokenRequest) { forms = append(forms, r.form.Get("scope")) }, func(c *gateway.Config) {
		c.ClientCredentials.Scopes = []string{"bos", "email"}
	})

	if _, err := f.Version(t.Context()); err != nil || !slices.Equal(forms, []string{"bos email"}) {
		t.Errorf("scopes %q: %v", forms, err)
	}
}
