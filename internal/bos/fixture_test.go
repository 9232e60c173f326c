// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// secret is a bearer token that must appear nowhere.
const secret = "eyJhbGciOiJub25lIn0.s3cr3t.t0k3n"

// start is the time at which each test begins, a minute and more after the session s1.
var start = time.Date(2026, 11, 22, 11, 0, 0, 0, time.UTC)

// config configures a client of BOS and the gateway client below it.
type config struct {
	gateway.Config

	APIVersion   bos.APIVersion
	PollInterval time.Duration
}

// client returns a client with this configuration.
func (c config) client() (*bos.Client, error) {
	c.Service = bos.Service
	g, err := gateway.New(c.Config)
	if err != nil {
		return nil, err
	}
	return bos.New(g, bos.Config{APIVersion: c.APIVersion, PollInterval: c.PollInterval})
}

// fixture is a client, and the server and the clock that a test scripts for it.
type fixture struct {
	*bos.Client
	scripted.Recorder

	clock *bossim.SteppedClock
	url   string
}

// newFixture serves the handler, which may be nil if no request reaches it.
func newFixture(t *testing.T, handler http.HandlerFunc, edits ...func(*config)) *fixture {
	t.Helper()
	f := &fixture{clock: bossim.NewSteppedClock(start)}
	server := httptest.NewServer(f.Handler(handler))
	t.Cleanup(server.Close)
	f.url = server.URL
	cfg := config{Config: gateway.Config{Endpoint: server.URL + "/apis/bos", Token: secret, Clock: f.clock, Log: f.Log}}
	for _, edit := range edits {
		edit(&cfg)
	}
	client, err := cfg.client()
	if err != nil {
		t.Fatal(err)
	}
	f.Client = client
	return f
}

// elapsed is the time that the client has waited.
func (f *fixture) elapsed() time.Duration { return f.clock.Now().Sub(start) }

func running() http.HandlerFunc {
	return scripted.OK(scripted.Session("running", "x3000c0s1b0n0", "null"))
}

// boot is the request to start the session s1.
var boot = bos.SessionCreate{Name: "s1", Operation: bos.OperationBoot, TemplateName: "compute"}

// random is boot under a random name: whatever session has it was started by this client.
var random = with(func(c *bos.SessionCreate) { c.Generated = true })
