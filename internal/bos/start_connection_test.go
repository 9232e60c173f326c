// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"syscall"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// refuses lets the first connections be refused, as during a restart of the server, and counts the attempts.
func refuses(t *testing.T, s *simulated, number int) (attempts *int) {
	t.Helper()
	attempts = new(int)
	s.dialWith(t, func(ctx context.Context, network, address string) (net.Conn, error) {
		if *attempts++; *attempts <= number {
			return nil, &net.OpError{Op: "dial", Net: network, Err: syscall.ECONNREFUSED}
		}
		return new(net.Dialer).DialContext(ctx, network, address)
	})
	return attempts
}

// A refused connection proves that the POST was not carried out: it is retried like any other request.
func TestStartSession_retriesRefusedConnection(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		refused  int
		faults   []bossim.Fault
		end      string
		attempts int
		row
	}{
		"never":                     {0, nil, started, 1, row{sessions: 1, posts: 1}},
		"once":                      {1, nil, started, 2, row{sessions: 1, posts: 1, to: time.Second}},
		"as often as is repeated":   {5, nil, started, 6, row{sessions: 1, posts: 1, from: 15 * time.Second, to: 31 * time.Second}},
		"once more":                 {6, nil, notStarted, 6, row{from: 15 * time.Second, to: 31 * time.Second}},
		"for ever":                  {1000, nil, notStarted, 6, row{from: 15 * time.Second, to: 31 * time.Second}},
		"then the answer is lost":   {2, []bossim.Fault{once(onPOST(lostDone))}, started, 4, row{sessions: 1, posts: 1, to: 5 * time.Second}},
		"then the request is lost":  {2, []bossim.Fault{once(onPOST(lost))}, started, 4, row{sessions: 1, posts: 2, from: window, to: window + 5*time.Second}},
		"then answered with a 503":  {1, []bossim.Fault{once(onPOST(down))}, started, 2, row{sessions: 1, posts: 2, from: window, to: window + time.Second}},
		"then refused, with a  403": {1, []bossim.Fault{onPOST(refused)}, notStarted, 2, row{posts: 1, to: time.Second}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSimulated(t, bossim.DefaultSystem(4), test.faults...)
			attempts := refuses(t, s, test.refused)

			got, err := s.StartSession(t.Context(), random, false)

			test.row.end = test.end
			test.check(t, s, got.Session, err)
			if *attempts < test.attempts {
				t.Errorf("%d connections were tried, want %d", *attempts, test.attempts)
			}
			if err != nil && errors.Is(err, gateway.ErrAmbiguous) {
				t.Errorf("of another kind: %v", err)
			}
		})
	}
}

// On v1 a POST is retried only in this case.
func TestStartSessionV1_retriesRefusedConnection(t *testing.T) {
	t.Parallel()
	s := newRelease(t, "2.10.34", bos.APIv1, healthySystem(4))
	refusals, posting := 3, false
	s.dialWith(t, func(ctx context.Context, network, address string) (net.Conn, error) {
		if posting && refusals > 0 {
			refusals--
			return nil, &net.OpError{Op: "dial", Net: network, Err: syscall.ECONNREFUSED}
		}
		return new(net.Dialer).DialContext(ctx, network, address)
	})
	s.sim.Inject(bossim.Fault{Method: "GET", Path: "/v1/session", Times: 1, Rewrite: func(status int, header http.Header, body []byte) (int, []byte) {
		header.Set("Connection", "close")
		posting = true
		return status, body
	}})

	got, err := s.StartSession(t.Context(), bootV1, false)

	if err != nil || got.Name == "" || refusals != 0 || s.sim.Count("POST", "/v1/session") != 1 || s.startedInTheEnd() != 1 {
		t.Errorf("%d refusals left, %d POSTs: %+v, %v", refusals, s.sim.Count("POST", "/v1/session"), got, err)
	}
}

// An interrupt ends the start at once, as nothing is in flight.
func TestStartSession_interruptedWithoutConnection(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	s := newSimulated(t, bossim.DefaultSystem(4))
	attempts := 0
	s.dialWith(t, func(_ context.Context, network, _ string) (net.Conn, error) {
		if attempts++; attempts == 2 {
			cancel(errInterrupt)
		}
		return nil, &net.OpError{Op: "dial", Net: network, Err: syscall.ECONNREFUSED}
	})

	_, err := s.StartSession(ctx, random, false)

	var not *bos.NotStartedError
	if !errors.As(err, &not) || not.Attempts != 0 || !errors.Is(err, errInterrupt) || attempts != 2 {
		t.Errorf("after %d attempts: %v", attempts, err)
	}
}

// A lasting failure is not retried.
func TestStartSession_doesNotRetryLastingFailure(t *testing.T) {
	t.Parallel()
	for name, endpoint := range map[string]string{"no such host": "http://bos.invalid", "a URL of TLS": "https" + newPlain(t)[len("http"):]} {
		f := newFixture(t, scripted.Complete, func(c *config) { c.Endpoint = endpoint })

		_, err := f.StartSession(t.Context(), random, false)

		if !errors.Is(err, gateway.ErrUnavailable) || errors.Is(err, gateway.ErrAmbiguous) || f.elapsed() != 0 {
			t.Errorf("%s: after %v: %v", name, f.elapsed(), err)
		}
	}
}

// newPlain returns the URL of a server without TLS.
func newPlain(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(scripted.Complete))
	t.Cleanup(server.Close)
	return server.URL
}
