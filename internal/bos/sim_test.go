// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"context"
	"net"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// simulated is a client of a simulated BOS, over HTTP and in its time.
type simulated struct {
	*bos.Client
	sim   *bossim.Server
	clock *bossim.SteppedClock
	url   string
	api   bos.APIVersion
}

func newSimulated(t *testing.T, system bossim.System, faults ...bossim.Fault) *simulated {
	t.Helper()
	return newRelease(t, "", bos.APIv2, system, faults...)
}

// newRelease is a client of a certain BOS ("" = the newest) in a certain version of the API.
func newRelease(t *testing.T, release string, api bos.APIVersion, system bossim.System, faults ...bossim.Fault) *simulated {
	t.Helper()
	return newConfigured(t, bossim.Config{System: system, Version: release}, api, faults...)
}

// newConfigured is a client of a BOS that is configured in any way; the clock is the test's.
func newConfigured(t *testing.T, config bossim.Config, api bos.APIVersion, faults ...bossim.Fault) *simulated {
	t.Helper()
	clock := bossim.NewSteppedClock(start)
	config.Clock = clock
	sim, err := bossim.New(config)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(sim)
	t.Cleanup(server.Close)
	for _, fault := range faults {
		sim.Inject(fault)
	}
	s := &simulated{sim: sim, clock: clock, url: server.URL, api: api}
	s.Client = s.client(t)
	return s
}

// client is another client of the same BOS, as a second provider block has one.
func (s *simulated) client(t *testing.T, edits ...func(*config)) *bos.Client {
	t.Helper()
	cfg := config{Config: gateway.Config{Endpoint: s.url, Clock: s.clock}, APIVersion: s.api}
	for _, edit := range edits {
		edit(&cfg)
	}
	client, err := cfg.client()
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// dialWith has the client make its connections by dial.
func (s *simulated) dialWith(t *testing.T, dial func(ctx context.Context, network, address string) (net.Conn, error)) {
	t.Helper()
	s.Client = s.client(t, func(c *config) { c.Dial = dial })
}

// elapsed is how much simulated time has passed.
func (s *simulated) elapsed() time.Duration { return s.clock.Now().Sub(start) }

// posts is how often a session was asked for.
func (s *simulated) posts() int { return s.sim.Count("POST", "/v2/sessions") }

// startedInTheEnd is how many sessions were started, those included that a server still at work may start later.
func (s *simulated) startedInTheEnd() int {
	s.clock.Advance(time.Hour)
	return s.sim.SessionsStarted()
}
