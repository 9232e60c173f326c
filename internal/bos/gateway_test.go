// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"context"
	"maps"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
)

// gated is a client of a simulated BOS behind a simulated gateway, in their time.
type gated struct {
	*bos.Client
	gate     *gateway.Gateway
	sim      *bossim.Server
	clock    *bossim.SteppedClock
	endpoint string

	mu   sync.Mutex
	logs []logged
}

// newGated has tokens live for life. Unless edit says otherwise, the client is the service account admin-client.
func newGated(t *testing.T, life time.Duration, edit func(*gated, *bos.Config), adjust ...func(*gateway.Config)) *gated {
	t.Helper()
	return newGatedRelease(t, "", life, edit, adjust...)
}

// newGatedRelease is newGated before a release of BOS.
func newGatedRelease(t *testing.T, release string, life time.Duration, edit func(*gated, *bos.Config), adjust ...func(*gateway.Config)) *gated {
	t.Helper()
	g := &gated{clock: bossim.NewSteppedClock(start)}
	var err error
	if g.sim, err = bossim.New(bossim.Config{Clock: g.clock, Version: release, System: bossim.DefaultSystem(4)}); err != nil {
		t.Fatal(err)
	}
	config := gateway.Config{Clock: g.clock, BOS: g.sim, TokenLife: life}
	for _, each := range adjust {
		each(&config)
	}
	if g.gate, err = gateway.New(config); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(g.gate)
	t.Cleanup(server.Close)
	g.endpoint = server.URL + "/apis/bos"
	cfg := bos.Config{Endpoint: g.endpoint, ClientCredentials: admin(), Clock: g.clock, Log: g.log}
	if edit != nil {
		edit(g, &cfg)
	}
	if g.Client, err = bos.New(cfg); err != nil {
		t.Fatal(err)
	}
	return g
}

// admin is a service account that the gateway knows.
func admin() *bos.ClientCredentials {
	return &bos.ClientCredentials{ClientID: "admin-client", ClientSecret: "admin-client-secret"}
}

func (g *gated) log(_ context.Context, message string, fields map[string]any) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.logs = append(g.logs, logged{message, maps.Clone(fields)})
}

func (g *gated) logged(message string) []map[string]any {
	g.mu.Lock()
	defer g.mu.Unlock()
	var found []map[string]any
	for _, l := range g.logs {
		if l.Message == message {
			found = append(found, l.Fields)
		}
	}
	return found
}

// issue is a token of an account.
func (g *gated) issue(t *testing.T, account string) gateway.Token {
	t.Helper()
	token, err := g.gate.Issue(account)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// ask makes a request that any token of an administrator is good for.
func (g *gated) ask(t *testing.T) error {
	t.Helper()
	_, err := g.Version(t.Context())
	return err
}

// counts are the token requests, the requests that were let through, and those that were refused.
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
