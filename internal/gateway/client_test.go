// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// secret is a bearer token that must appear nowhere.
const secret = "eyJhbGciOiJub25lIn0.s3cr3t.t0k3n"

// start is the time at which each test begins.
var start = time.Date(2026, 11, 22, 11, 0, 0, 0, time.UTC)

// service is the service that the tests' requests are for.
var service = gateway.Service{Name: "BOS", Path: "/apis/bos"}

// client makes the requests of the tests: those of a small client of a service.
type client struct{ *gateway.Client }

func newClient(cfg gateway.Config) (client, error) {
	cfg.Service = service
	c, err := gateway.New(cfg)
	return client{c}, err
}

// record is an object of the service.
type record struct {
	Name   string `json:"name"`
	Stage  bool   `json:"stage"`
	Status struct {
		Status    string `json:"status"`
		StartTime moment `json:"start_time"`
	} `json:"status"`
}

// moment is a time that only the client of the service can parse.
type moment struct{ time.Time }

func (m *moment) UnmarshalJSON(data []byte) (err error) {
	text := string(data)
	if text == "null" {
		return nil
	}
	if m.Time, err = time.Parse(`"2006-01-02T15:04:05"`, text); err != nil {
		return errors.New(text + " is not a time")
	}
	return nil
}

func (r *record) Check() error {
	switch {
	case r.Name == "":
		return errors.New("the answer is not a session: it has no name")
	case r.Status.Status == "":
		return errors.New("the answer is not a session: it has no status")
	default:
		return nil
	}
}

func (r record) complete() bool { return r.Status.Status == "complete" }

type version struct {
	Major string `json:"major"`
}

func (v *version) Check() error {
	if v.Major == "" {
		return errors.New("the answer is not a version")
	}
	return nil
}

func (c client) Version(ctx context.Context) (version, error) {
	return gateway.Call[version](ctx, c.Client, gateway.Request{Method: http.MethodGet, Path: "/v2/version"})
}

func (c client) Session(ctx context.Context, name string) (record, error) {
	return gateway.Call[record](ctx, c.Client, gateway.Request{
		Method: http.MethodGet, Path: "/v2/sessions/{name}", Elements: map[string]string{"name": name}, About: name,
		NotFound: func(failure *gateway.Error) gateway.NotFound {
			if failure.Title == http.StatusText(http.StatusNotFound) {
				return gateway.NotFoundNoPath
			}
			return gateway.OwnNotFound(failure)
		},
	})
}

func (c client) CreateSession(ctx context.Context, body map[string]string) (record, error) {
	return gateway.Call[record](ctx, c.Client, gateway.Request{
		Method: http.MethodPost, Path: "/v2/sessions", Body: body, About: body["name"],
	})
}

func (c client) DeleteSession(ctx context.Context, name string) error {
	_, err := gateway.Call[gateway.Nothing](ctx, c.Client, gateway.Request{
		Method: http.MethodDelete, Path: "/v2/sessions/{name}", Elements: map[string]string{"name": name},
	})
	return err
}

func (c client) ListSessions(ctx context.Context) error {
	_, err := gateway.Call[[]record](ctx, c.Client, gateway.Request{Method: http.MethodGet, Path: "/v2/sessions"})
	return err
}

func (c client) InTenant(tenant string) client { return client{c.Client.InTenant(tenant)} }

// boot is the body of a POST.
var boot = map[string]string{"name": "s1", "operation": "boot", "template_name": "compute"}

// fixture is a client with its scripted server and clock.
type fixture struct {
	client
	scripted.Recorder

	clock *bossim.SteppedClock
	url   string
}

// newFixture serves the handler, which may be nil if no request reaches it.
func newFixture(t *testing.T, handler http.HandlerFunc, edits ...func(*gateway.Config)) *fixture {
	t.Helper()
	f := &fixture{clock: bossim.NewSteppedClock(start)}
	server := httptest.NewServer(f.Handler(handler))
	t.Cleanup(server.Close)
	f.url = server.URL
	cfg := gateway.Config{Endpoint: server.URL + "/apis/bos", Token: secret, Clock: f.clock, Log: f.Log}
	for _, edit := range edits {
		edit(&cfg)
	}
	var err error
	if f.client, err = newClient(cfg); err != nil {
		t.Fatal(err)
	}
	return f
}

// elapsed returns the time that the client has waited.
func (f *fixture) elapsed() time.Duration { return f.clock.Now().Sub(start) }
