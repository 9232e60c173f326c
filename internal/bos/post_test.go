// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// A server may close a kept-alive connection while a request is on its way. net/http then
// sends a GET again by itself; a POST it must not.
func TestCreateSession_isNotSentAgainOnABrokenConnection(t *testing.T) {
	t.Parallel()
	none := 0
	for _, test := range []struct {
		method string
		sent   int
	}{{http.MethodGet, 2}, {http.MethodPost, 1}} {
		f := newFixture(t, script(t, complete(), drop, complete()), func(c *bos.Config) { c.MaxRetries = &none })
		if _, err := f.Session(t.Context(), "s1"); err != nil { // makes the connection
			t.Fatal(err)
		}

		var err error
		if test.method == http.MethodGet {
			_, err = f.Session(t.Context(), "s1")
		} else {
			_, err = f.CreateSession(t.Context(), boot)
		}

		requests := f.seen("")
		if requests[0].Remote != requests[1].Remote {
			t.Fatalf("%s: the connection was not used again, so nothing was tested", test.method)
		}
		if sent := len(requests) - 1; sent != test.sent {
			t.Errorf("%s: sent %d times, want %d", test.method, sent, test.sent)
		}
		if ambiguous := errors.Is(err, bos.ErrAmbiguous); ambiguous != (test.method == http.MethodPost) {
			t.Errorf("%s: %v", test.method, err)
		}
	}
}

func TestCreateSession_isNeverRepeated(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answer      http.HandlerFunc
		ambiguous   bool
		unavailable bool
	}{
		"429":       {status(429), false, true},
		"500":       {status(500), true, false},
		"502":       {status(502), true, true},
		"503":       {status(503), true, true},
		"504":       {status(504), true, true},
		"dropped":   {drop, true, true},
		"empty":     {status(201), true, false},
		"a page":    {answer(200, "text/html", "<html>Log in</html>"), true, false},
		"truncated": {truncated(201, session("pending", "", "null")), true, true},
		"400":       {problem(400, "Bad Request", "Session Template Name invalid: nope"), false, false},
		"409":       {problem(409, "The resource to be created already exists", "x"), false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, script(t, test.answer))

			got, err := f.CreateSession(t.Context(), boot)

			if err == nil || got.Name != "" {
				t.Fatalf("got %+v, %v", got, err)
			}
			if errors.Is(err, bos.ErrAmbiguous) != test.ambiguous || errors.Is(err, bos.ErrUnavailable) != test.unavailable {
				t.Errorf("of another kind: %v", err)
			}
			if len(f.seen("POST")) != 1 || f.elapsed() != 0 {
				t.Errorf("%d POSTs in %v", len(f.seen("POST")), f.elapsed())
			}
		})
	}
}
