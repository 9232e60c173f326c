// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
	simgateway "github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// gated is a client of a simulated BOS behind a simulated gateway, on their clock.
type gated struct {
	*bos.Client
	scripted.Recorder

	gate     *simgateway.Gateway
	sim      *bossim.Server
	clock    *bossim.SteppedClock
	endpoint string
}

// newGated serves a release of BOS ("" = the newest), and issues tokens that live for life (0 = the gateway's default).
// Unless edit changes it, the client is the service account admin-client.
func newGated(t *testing.T, release string, life time.Duration, edit func(*gated, *config)) *gated {
	t.Helper()
	g := &gated{clock: bossim.NewSteppedClock(start)}
	var err error
	if g.sim, err = bossim.New(bossim.Config{Clock: g.clock, Version: release, System: bossim.DefaultSystem(4)}); err != nil {
		t.Fatal(err)
	}
	if g.gate, err = simgateway.New(simgateway.Config{Clock: g.clock, BOS: g.sim, TokenLife: life}); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(g.gate)
	t.Cleanup(server.Close)
	g.endpoint = server.URL + "/apis/bos"
	cfg := config{Config: gateway.Config{Endpoint: g.endpoint, ClientCredentials: admin(), Clock: g.clock, Log: g.Log}}
	if edit != nil {
		edit(g, &cfg)
	}
	if g.Client, err = cfg.client(); err != nil {
		t.Fatal(err)
	}
	return g
}

// admin is a service account that the gateway knows.
func admin() *gateway.ClientCredentials {
	return &gateway.ClientCredentials{ClientID: "admin-client", ClientSecret: "admin-client-secret"}
}

// ask makes a request that every administrator may make.
func (g *gated) ask(t *testing.T) error {
	t.Helper()
	_, err := g.Version(t.Context())
	return err
}

// made checks the number of token requests and of requests that reached BOS; the gateway has refused none.
func (g *gated) made(t *testing.T, tokens, requests int) {
	t.Helper()
	got := []int{len(g.gate.TokenRequests()), len(g.sim.Requests()), len(g.gate.Refusals())}
	if want := []int{tokens, requests, 0}; !slices.Equal(got, want) {
		t.Errorf("token requests, requests, refusals: %d, want %d", got, want)
	}
}

// issue returns a token of an account.
func (g *gated) issue(t *testing.T, account string) simgateway.Token {
	t.Helper()
	token, err := g.gate.Issue(account)
	if err != nil {
		t.Fatal(err)
	}
	return token
}
