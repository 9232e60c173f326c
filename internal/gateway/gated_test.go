// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
	simgateway "github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// gated is a client of a simulated BOS behind a simulated gateway, on their clock.
type gated struct {
	client
	scripted.Recorder

	gate     *simgateway.Gateway
	sim      *bossim.Server
	clock    *bossim.SteppedClock
	endpoint string
}

// newGated returns a gated client whose tokens live for life (0 = the gateway's default). Unless edit changes it, it is
// the service account admin-client.
func newGated(
	t *testing.T, life time.Duration, edit func(*gated, *gateway.Config), adjust ...func(*simgateway.Config),
) *gated {
	t.Helper()
	g := &gated{clock: bossim.NewSteppedClock(start)}
	var err error
	if g.sim, err = bossim.New(bossim.Config{Clock: g.clock, System: bossim.DefaultSystem(4)}); err != nil {
		t.Fatal(err)
	}
	config := simgateway.Config{Clock: g.clock, BOS: g.sim, TokenLife: life}
	for _, each := range adjust {
		each(&config)
	}
	if g.gate, err = simgateway.New(config); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(g.gate)
	t.Cleanup(server.Close)
	g.endpoint = server.URL + "/apis/bos"
	cfg := gateway.Config{Endpoint: g.endpoint, ClientCredentials: admin(), Clock: g.clock, Log: g.Log}
	if edit != nil {
		edit(g, &cfg)
	}
	if g.client, err = newClient(cfg); err != nil {
		t.Fatal(err)
	}
	return g
}

// admin is a service account that the gateway knows.
func admin() *gateway.ClientCredentials {
	return &gateway.ClientCredentials{ClientID: "admin-client", ClientSecret: "admin-client-secret"}
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

// ask makes a request that every administrator is allowed to make.
func (g *gated) ask(t *testing.T) error {
	t.Helper()
	_, err := g.Version(t.Context())
	return err
}

// counts returns the numbers of token requests, of admitted requests, and of refused ones.
type counts struct{ tokens, passed, refused int }

func (g *gated) counts() counts {
	return counts{len(g.gate.TokenRequests()), len(g.sim.Requests()), len(g.gate.Refusals())}
}

func (g *gated) wants(t *testing.T, want counts) {
	t.Helper()
	if got := g.counts(); got != want {
		t.Errorf("counted %+v, want %+v", got, want)
	}
}
