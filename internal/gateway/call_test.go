// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway_test

import (
	"context"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

func TestClient_retriesAGetWhileBOSIsUnavailable(t *testing.T) {
	t.Parallel()
	f := newFixture(t, scripted.Steps(t, scripted.Drop, scripted.Status(429), scripted.Status(502), scripted.Status(503), scripted.Status(504), scripted.Complete))

	got, err := f.Session(t.Context(), "s1")

	if err != nil || !got.complete() {
		t.Fatalf("got %+v, %v", got, err)
	}
	// 1+2+4+8+16 s, half of which is jitter.
	if f.elapsed() < 31*time.Second/2 || f.elapsed() > 31*time.Second {
		t.Errorf("backed off for %v", f.elapsed())
	}
}

func TestClient_givesUpAfterMaxRetries(t *testing.T) {
	t.Parallel()
	for _, retries := range []int{0, 2, 7} {
		f := newFixture(t, scripted.Problem(503, "Unable to connect to the Redis database", "x"),
			func(c *gateway.Config) { c.MaxRetries = &retries })

		_, err := f.Session(t.Context(), "s1")

		if !errors.Is(err, gateway.ErrUnavailable) || len(f.Seen("GET")) != retries+1 {
			t.Errorf("%d retries: %d requests, %v", retries, len(f.Seen("GET")), err)
		}
		if retries == 7 && f.elapsed() > 121*time.Second { // 1+2+4+8+16+30+30+30
			t.Errorf("pauses grew beyond 30 s: %v in all", f.elapsed())
		}
	}
}

func TestClient_doesNotRetryPermanentErrors(t *testing.T) {
	t.Parallel()
	for code, kind := range map[int]error{
		400: nil, 401: gateway.ErrUnauthorized, 403: gateway.ErrUnauthorized,
		404: gateway.ErrNotFound, 409: gateway.ErrConflict, 500: gateway.ErrAmbiguous,
	} {
		f := newFixture(t, scripted.Steps(t, scripted.Problem(code, "No", "not so")))

		_, err := f.Session(t.Context(), "s1")

		var failure *gateway.Error
		if !errors.As(err, &failure) || failure.Status != code || kind != nil && !errors.Is(err, kind) || errors.Is(err, gateway.ErrUnavailable) {
			t.Errorf("%d: %v", code, err)
		}
	}
}

func TestClient_honoursRetryAfter(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]time.Duration{
		"7":                             7 * time.Second,
		"Sun, 22 Nov 2026 11:00:45 GMT": 45 * time.Second,
		"3600":                          2 * time.Minute, // the limit
		"99999999999999":                2 * time.Minute,
	} {
		f := newFixture(t, scripted.Steps(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", header)
			w.WriteHeader(http.StatusTooManyRequests)
		}, scripted.Complete))

		if _, err := f.Session(t.Context(), "s1"); err != nil || f.elapsed() != want {
			t.Errorf("%s: waited %v, want %v (%v)", header, f.elapsed(), want, err)
		}
	}
	for _, header := range []string{"0", "-5", "soon", "Sun, 22 Nov 2020 11:00:45 GMT"} {
		f := newFixture(t, scripted.Steps(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", header)
			w.WriteHeader(http.StatusServiceUnavailable)
		}, scripted.Complete))

		if _, err := f.Session(t.Context(), "s1"); err != nil || f.elapsed() > time.Second || f.elapsed() < time.Second/2 {
			t.Errorf("%s: waited %v (%v)", header, f.elapsed(), err)
		}
	}
}

func TestClient_takesA404ToARetriedDeleteAsSuccess(t *testing.T) {
	t.Parallel()
	f := newFixture(t, scripted.Steps(t, scripted.Drop, scripted.NoSession))
	if err := f.DeleteSession(t.Context(), "s1"); err != nil {
		t.Errorf("lost answer, then 404: %v", err)
	}

	f = newFixture(t, scripted.Steps(t, scripted.NoSession)) // the control: without a retry the 404 is an error
	if err := f.DeleteSession(t.Context(), "s1"); !errors.Is(err, gateway.ErrNotFound) {
		t.Errorf("404 at once: %v", err)
	}
}

func TestClient_endsAnAttemptAfterRequestTimeout(t *testing.T) {
	t.Parallel()
	var f *fixture
	hang := func(_ http.ResponseWriter, r *http.Request) {
		f.clock.Advance(40 * time.Second)
		<-r.Context().Done()
	}
	f = newFixture(t, scripted.Steps(t, hang, scripted.Complete))
	if _, err := f.Session(t.Context(), "s1"); err != nil {
		t.Errorf("not repeated after a time-out: %v", err)
	}

	f = newFixture(t, scripted.Steps(t, hang))
	_, err := f.CreateSession(t.Context(), boot)
	if !errors.Is(err, gateway.ErrAmbiguous) || !errors.Is(err, gateway.ErrUnavailable) || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a POST without an answer: %v", err)
	}
	if want := "POST /v2/sessions: no whole answer within 40s"; scripted.WithoutID(err) != want {
		t.Errorf("got %q, want %q", err, want)
	}
}

func TestClient_returnsTheCauseOfTheContextsEnd(t *testing.T) {
	t.Parallel()
	enough := errors.New("enough")
	for name, test := range map[string]struct {
		method    string
		ambiguous bool
		call      func(*fixture, context.Context) error
	}{
		"GET":  {"GET", true, func(f *fixture, ctx context.Context) error { _, err := f.Session(ctx, "s1"); return err }},
		"POST": {"POST", true, func(f *fixture, ctx context.Context) error { _, err := f.CreateSession(ctx, boot); return err }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancelCause(t.Context())
			f := newFixture(t, scripted.Steps(t, func(_ http.ResponseWriter, r *http.Request) {
				cancel(enough)
				<-r.Context().Done()
			}))

			err := test.call(f, ctx)

			if !errors.Is(err, enough) || errors.Is(err, gateway.ErrUnavailable) || errors.Is(err, gateway.ErrAmbiguous) != test.ambiguous {
				t.Errorf("during the request: %v", err)
			}
			if err = test.call(f, ctx); !errors.Is(err, enough) || errors.Is(err, gateway.ErrAmbiguous) || len(f.Seen("")) != 1 {
				t.Errorf("before the request: %v, %d requests", err, len(f.Seen("")))
			}
		})
	}
}

func TestClient_returnsTheCauseOfTheContextsEndDuringBackoff(t *testing.T) {
	t.Parallel()
	f := newFixture(t, scripted.Status(503))
	ctx, cancel := f.clock.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()

	_, err := f.Session(ctx, "s1")

	if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, gateway.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
	if n := len(f.Seen("GET")); n < 3 || n > 5 {
		t.Errorf("%d requests in 5 s", n)
	}
}

func TestClient_followsNoRedirect(t *testing.T) {
	t.Parallel()
	elsewhere := newFixture(t, scripted.Complete)
	redirect := func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere.url+"/login?state="+secret, http.StatusTemporaryRedirect)
	}
	f := newFixture(t, redirect)

	_, err := f.Session(t.Context(), "s1")
	_, errPost := f.CreateSession(t.Context(), boot)

	want := "GET /v2/sessions/s1: 307 Temporary Redirect: a redirect to " + elsewhere.url +
		"/login, which is not followed: the token stays with the endpoint"
	if err == nil || scripted.WithoutID(err) != want {
		t.Errorf("got  %v\nwant %v", err, want)
	}
	if errPost == nil || errors.Is(errPost, gateway.ErrAmbiguous) {
		t.Errorf("POST: %v", errPost)
	}
	if n := len(elsewhere.Seen("")); n != 0 {
		t.Errorf("the other host got %d requests", n)
	}
	if _, err := elsewhere.Session(t.Context(), "s1"); err != nil || len(elsewhere.Seen("")) != 1 {
		t.Errorf("the control failed: %v", err)
	}
}

func TestClient_doesNotRetryAfterAnInvalidCertificate(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.HandlerFunc(scripted.Complete))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	f := newFixture(t, scripted.Complete, func(c *gateway.Config) { c.Endpoint = server.URL })

	_, err := f.CreateSession(t.Context(), boot)
	_, errGet := f.Session(t.Context(), "s1")

	if err == nil || errors.Is(err, gateway.ErrAmbiguous) {
		t.Errorf("nothing was sent, so nothing can be ambiguous: %v", err)
	}
	if errGet == nil || f.elapsed() != 0 {
		t.Errorf("tried again for %v: %v", f.elapsed(), errGet)
	}
}

func TestClient_logsEachAttempt(t *testing.T) {
	t.Parallel()
	f := newFixture(t, scripted.Steps(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadGateway)
	}, scripted.Complete, scripted.NoSession))

	_, err := f.Session(t.Context(), "s1")
	_ = f.DeleteSession(t.Context(), "s1")

	logs := f.Logged("BOS request")
	if err != nil || len(logs) != 3 {
		t.Fatalf("%v, logged %v", err, logs)
	}
	requests := f.Seen("")
	for i, want := range []struct {
		method          string
		status, attempt int
		failed          bool
	}{{"GET", 502, 1, true}, {"GET", 200, 2, false}, {"DELETE", 404, 1, true}} {
		got := logs[i]
		_, failed := got["error"]
		if got["method"] != want.method || got["path"] != "/v2/sessions/s1" || got["status"] != want.status ||
			got["attempt"] != want.attempt || failed != want.failed || got["duration_ms"] != int64(0) {
			t.Errorf("line %d: %v", i, got)
		}
		if got["request_id"] == "" || got["request_id"] != requests[i].Header.Get("X-Request-Id") {
			t.Errorf("line %d: id %v, sent %v", i, got["request_id"], requests[i].Header["X-Request-Id"])
		}
	}
	if logs[0]["request_id"] != logs[1]["request_id"] || logs[1]["request_id"] == logs[2]["request_id"] {
		t.Error("an id belongs to one call, not to one attempt nor to the client")
	}
}

func TestClient_printsNothing(t *testing.T) {
	// Not parallel: it replaces the process's standard streams.
	streams := []*os.File{os.Stdout, os.Stderr}
	file, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	os.Stdout, os.Stderr = file, file
	defer func() { os.Stdout, os.Stderr = streams[0], streams[1] }()
	f := newFixture(t, scripted.Steps(t, scripted.Drop, scripted.Status(500), scripted.Drop, scripted.Created))

	_, _ = f.Session(t.Context(), "s1")
	_, _ = f.CreateSession(t.Context(), boot)

	if written, _ := os.ReadFile(file.Name()); len(written) != 0 {
		t.Errorf("printed %q", written)
	}
	if methods := []string{f.Seen("")[0].Method, f.Seen("")[2].Method}; !slices.Equal(methods, []string{"GET", "POST"}) {
		t.Errorf("the control failed: %v", methods)
	}
}
