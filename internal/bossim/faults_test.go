// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"
)

// wire is a rig behind a real HTTP server.
type wire struct {
	*rig

	url    string
	client *http.Client
}

func newWire(t *testing.T, faults ...Fault) *wire {
	t.Helper()

	return newWireOf(t, Config{System: healthy(4)}, faults...)
}

func newWireOf(t *testing.T, cfg Config, faults ...Fault) *wire {
	t.Helper()
	r := newRigWith(t, cfg)
	for _, f := range faults {
		r.Inject(f)
	}
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)

	return &wire{rig: r, url: server.URL, client: server.Client()}
}

type reply struct {
	status int
	header http.Header
	body   string
}

// do sends a request and reads the answer; it returns the error of either.
func (w *wire) do(ctx context.Context, method, path, body string) (reply, error) {
	w.t.Helper()
	request, err := http.NewRequestWithContext(ctx, method, w.url+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-Request-Id", "id-1")
	response, err := w.client.Do(request)
	if err != nil {
		return reply{}, err
	}
	defer response.Body.Close()
	read, err := io.ReadAll(response.Body)

	return reply{response.StatusCode, response.Header, string(read)}, err
}

const newSession = `{"name":"s","operation":"boot","template_name":"compute"}`

// post creates the session s.
func (w *wire) post() (reply, error) {
	w.t.Helper()

	return w.do(w.t.Context(), http.MethodPost, "/v2/sessions", newSession)
}

func TestFault_none(t *testing.T) {
	w := newWire(t)

	got, err := w.post()

	if err != nil || got.status != http.StatusCreated || w.SessionsStarted() != 1 {
		t.Errorf("%+v, %v, started %d", got, err, w.SessionsStarted())
	}
}

func TestFault_status(t *testing.T) {
	for name, commit := range map[string]bool{"undone": false, "done": true} {
		t.Run(name, func(t *testing.T) {
			w := newWire(t, Fault{
				Method: http.MethodPost, Path: "/v2/sessions", Times: 1, Commit: commit,
				Status: http.StatusBadGateway, Body: "<html>no</html>",
				Header: map[string]string{"Content-Type": "text/html", "Retry-After": "7"},
			})

			got, err := w.post()

			if err != nil || got.status != http.StatusBadGateway || got.body != "<html>no</html>" ||
				got.header.Get("Content-Type") != "text/html" || got.header.Get("Retry-After") != "7" {
				t.Errorf("%+v, %v", got, err)
			}
			if done := w.SessionsStarted() == 1; done != commit {
				t.Errorf("carried out: %v", done)
			}
			got, err = w.post()
			want := http.StatusCreated
			if commit {
				want = http.StatusConflict
			}
			if err != nil || got.status != want {
				t.Errorf("the next one: %+v, %v", got, err)
			}
		})
	}
}

func TestFault_drop(t *testing.T) {
	for name, commit := range map[string]bool{"undone": false, "done": true} {
		t.Run(name, func(t *testing.T) {
			w := newWire(t, Fault{Method: http.MethodPost, Drop: true, Commit: commit})

			_, err := w.post()

			if !errors.Is(err, io.EOF) {
				t.Errorf("%v", err)
			}
			if done := w.SessionsStarted() == 1; done != commit {
				t.Errorf("carried out: %v", done)
			}
		})
	}
}

func TestFault_reset(t *testing.T) {
	w := newWire(t, Fault{Method: http.MethodPost, Reset: true})

	if _, err := w.post(); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("%v", err)
	}
}

func TestFault_truncate(t *testing.T) {
	w := newWire(t, Fault{Method: http.MethodPost, Truncate: 10})

	got, err := w.post()

	if !errors.Is(err, io.ErrUnexpectedEOF) || got.status != http.StatusCreated || len(got.body) != 10 {
		t.Errorf("%+v, %v", got, err)
	}
	if w.SessionsStarted() != 1 {
		t.Errorf("started: %d", w.SessionsStarted())
	}
}

func TestFault_rewrite(t *testing.T) {
	w := newWire(t, Fault{Rewrite: func(status int, header http.Header, body []byte) (int, []byte) {
		header.Set("Content-Type", "text/plain")

		return status + 1, []byte(strings.ToUpper(string(body)))
	}})

	got, err := w.post()

	if err != nil || got.status != http.StatusAccepted || got.header.Get("Content-Type") != "text/plain" ||
		!strings.Contains(got.body, `"NAME":"S"`) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestFault_delay(t *testing.T) {
	for name, commit := range map[string]bool{"before": false, "after": true} {
		t.Run(name, func(t *testing.T) {
			w := newWire(t, Fault{Delay: time.Minute, Commit: commit, Times: 1})

			got, err := w.post()

			if err != nil || got.status != http.StatusCreated {
				t.Fatalf("%+v, %v", got, err)
			}
			if now := w.clock.Now(); !now.Equal(epoch.Add(time.Minute)) {
				t.Errorf("the clock reads %v", now)
			}
			want := timestamp(epoch.Add(time.Minute))
			if commit {
				want = timestamp(epoch)
			}
			if got := w.session("s").Status.StartTime; got != want {
				t.Errorf("started at %s, want %s", got, want)
			}
		})
	}
}

func TestFault_skipTimesAndOrder(t *testing.T) {
	w := newWire(t,
		Fault{Name: "second", Method: http.MethodGet, Path: "/v2/sessions/*", Skip: 1, Times: 2, Status: 500},
		Fault{Name: "later", Path: "/v2/sessions/s", Status: http.StatusTeapot},
	)
	if _, err := w.post(); err != nil {
		t.Fatal(err)
	}
	var got []int
	for range 5 {
		// The pattern is matched without the prefix and the query.
		answer, err := w.do(t.Context(), http.MethodGet, "/apis/bos/v2/sessions/s?a=b", "")
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, answer.status)
	}

	// The second fault gets what the first one lets pass.
	want := []int{http.StatusTeapot, 500, 500, http.StatusTeapot, http.StatusTeapot}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("got %v, want %v", got, want)
		}
	}
	last := w.Requests()[2]
	if last.Fault != "second" || last.Status != 500 || last.Path != "/v2/sessions/s?a=b" || last.RequestID != "id-1" {
		t.Errorf("log: %+v", last)
	}
	if w.Count(http.MethodGet, "/v2/sessions/*") != 5 || w.Count("", "/v2/*") != 1 || w.Count("", "/v2/sessions") != 1 {
		t.Errorf("counts: %+v", w.Requests())
	}
}

func TestFault_within(t *testing.T) {
	w := newWire(t, Fault{Within: newSession + "?", Drop: true},
		Fault{Within: newSession[1:9], Status: http.StatusTeapot, Times: 1})

	if got, err := w.post(); err != nil || got.status != http.StatusTeapot {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := w.post(); err != nil || got.status != http.StatusCreated {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestServer_lift(t *testing.T) {
	w := newWire(t, Fault{Status: http.StatusTeapot}, Fault{Drop: true})
	if got, err := w.post(); err != nil || got.status != http.StatusTeapot {
		t.Fatalf("the fault does not fire: %+v, %v", got, err)
	}

	w.Lift()

	if got, err := w.post(); err != nil || got.status != http.StatusCreated {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestServer_onRequest(t *testing.T) {
	w := newWire(t)
	seen := make(chan Request, 2)
	w.OnRequest(func(r Request) { seen <- r })

	if _, err := w.post(); err != nil {
		t.Fatal(err)
	}

	got := <-seen
	if got.Method != http.MethodPost || got.Path != "/v2/sessions" || got.Status != http.StatusCreated ||
		got.Body != newSession || !got.Time.Equal(epoch) {
		t.Errorf("%+v", got)
	}
}
