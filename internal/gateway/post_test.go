// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// A server may close a kept-alive connection while a request is in flight. net/http then resends a GET by itself, but
// must not resend a POST.
func TestCreateSession_isNotResentOnABrokenConnection(t *testing.T) {
	t.Parallel()
	none := 0
	for _, test := range []struct {
		method string
		sent   int
	}{{http.MethodGet, 2}, {http.MethodPost, 1}} {
		f := newFixture(t, scripted.Steps(t, scripted.Complete, scripted.Drop, scripted.Complete), func(c *gateway.Config) { c.MaxRetries = &none })
		if _, err := f.Session(t.Context(), "s1"); err != nil { // makes the connection
			t.Fatal(err)
		}

		var err error
		if test.method == http.MethodGet {
			_, err = f.Session(t.Context(), "s1")
		} else {
			_, err = f.CreateSession(t.Context(), boot)
		}

		requests := f.Seen("")
		if requests[0].Remote != requests[1].Remote {
			t.Fatalf("%s: the connection was not used again, so nothing was tested", test.method)
		}
		if sent := len(requests) - 1; sent != test.sent {
			t.Errorf("%s: sent %d times, want %d", test.method, sent, test.sent)
		}
		if ambiguous := errors.Is(err, gateway.ErrAmbiguous); ambiguous != (test.method == http.MethodPost) {
			t.Errorf("%s: %v", test.method, err)
		}
	}
}

func TestCreateSession_isNeverRetried(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answer      http.HandlerFunc
		ambiguous   bool
		unavailable bool
	}{
		"429":       {scripted.Status(429), false, true},
		"500":       {scripted.Status(500), true, false},
		"502":       {scripted.Status(502), true, true},
		"503":       {scripted.Status(503), true, true},
		"504":       {scripted.Status(504), true, true},
		"dropped":   {scripted.Drop, true, true},
		"empty":     {scripted.Status(201), true, false},
		"a page":    {scripted.Answer(200, "text/html", "<html>Log in</html>"), true, false},
		"truncated": {scripted.Truncated(201, scripted.Session("pending", "", "null")), true, true},
		"400":       {scripted.Problem(400, "Bad Request", "Session Template Name invalid: nope"), false, false},
		"409":       {scripted.Problem(409, "The resource to be created already exists", "x"), false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, scripted.Steps(t, test.answer))

			got, err := f.CreateSession(t.Context(), boot)

			if err == nil || got.Name != "" {
				t.Fatalf("got %+v, %v", got, err)
			}
			if errors.Is(err, gateway.ErrAmbiguous) != test.ambiguous || errors.Is(err, gateway.ErrUnavailable) != test.unavailable {
				t.Errorf("of another kind: %v", err)
			}
			if len(f.Seen("POST")) != 1 || f.elapsed() != 0 {
				t.Errorf("%d POSTs in %v", len(f.Seen("POST")), f.elapsed())
			}
		})
	}
}
