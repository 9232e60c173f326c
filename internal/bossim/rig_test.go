// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// epoch is the start of the tests' clocks.
var epoch = time.Date(2026, time.November, 22, 11, 0, 0, 0, time.UTC)

// rig is a server with a stepped clock that is called without a network.
type rig struct {
	*Server

	t     testing.TB
	clock *SteppedClock
}

func newRig(t testing.TB, sys System) *rig {
	t.Helper()

	return newRigWith(t, Config{System: sys})
}

// healthy returns DefaultSystem without failures.
func healthy(n int) System {
	s := DefaultSystem(n)
	s.Failing = nil

	return s
}

func newRigWith(t testing.TB, cfg Config) *rig {
	t.Helper()
	clock := NewSteppedClock(epoch)
	cfg.Clock = clock
	s, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}

	return &rig{Server: s, t: t, clock: clock}
}

// ask sends a request; headers come in pairs.
func (r *rig) ask(method, path, body string, headers ...string) (int, string) {
	r.t.Helper()
	var reader io.Reader
	if body != "" {
		reader = bytes.NewBufferString(body)
	}
	request := httptest.NewRequestWithContext(r.t.Context(), method, path, reader)
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	recorder := httptest.NewRecorder()
	r.ServeHTTP(recorder, request)

	return recorder.Code, recorder.Body.String()
}

// must sends a request that must get this status; the answer is decoded into out,
// unless that is nil.
func (r *rig) must(status int, out any, method, path, body string, headers ...string) {
	r.t.Helper()
	got, text := r.ask(method, path, body, headers...)
	if got != status {
		r.t.Fatalf("%s %s %s: got %d %s, want %d", method, path, body, got, text, status)
	}
	if out == nil {
		return
	}
	if err := json.Unmarshal([]byte(text), out); err != nil {
		r.t.Fatalf("%s %s: %v in %s", method, path, err, text)
	}
}

func (r *rig) session(name string, headers ...string) session {
	r.t.Helper()
	var got session
	r.must(http.StatusOK, &got, http.MethodGet, "/v2/sessions/"+name, "", headers...)

	return got
}

// seen is an extended status.
type seen struct {
	Status       string                  `json:"status"`
	Managed      int                     `json:"managed_components_count"`
	Successful   float64                 `json:"percent_successful"`
	Failed       float64                 `json:"percent_failed"`
	Staged       float64                 `json:"percent_staged"`
	Phases       map[string]float64      `json:"phases"`
	ErrorSummary map[string]errorSummary `json:"error_summary"`
	Timing       sessionTiming           `json:"timing"`
}

func (r *rig) status(name string, headers ...string) seen {
	r.t.Helper()
	var got seen
	r.must(http.StatusOK, &got, http.MethodGet, "/v2/sessions/"+name+"/status", "", headers...)

	return got
}

func (r *rig) component(id string) component {
	r.t.Helper()
	var got component
	r.must(http.StatusOK, &got, http.MethodGet, "/v2/components/"+id, "")

	return got
}

// start posts a session; more contains further fields, each after a comma.
func (r *rig) start(name, operation, template, more string, headers ...string) {
	r.t.Helper()
	r.must(http.StatusCreated, nil, http.MethodPost, "/v2/sessions",
		`{"name":"`+name+`","operation":"`+operation+`","template_name":"`+template+`"`+more+`}`, headers...)
}

// finish advances the clock until the session is complete, and returns how long
// that took.
func (r *rig) finish(name string, headers ...string) time.Duration {
	r.t.Helper()
	start := r.clock.Now()
	for r.clock.Now().Sub(start) < 48*time.Hour {
		if r.isComplete(name, headers...) {
			return r.clock.Now().Sub(start)
		}
		r.clock.Advance(5 * time.Second)
	}
	r.t.Fatalf("session %s never completes: %+v", name, r.status(name, headers...))

	return 0
}

// isComplete searches the text, since decoding a session of many nodes takes
// longer than answering it.
func (r *rig) isComplete(name string, headers ...string) bool {
	r.t.Helper()
	code, text := r.ask(http.MethodGet, "/v2/sessions/"+name, "", headers...)
	if code != http.StatusOK {
		r.t.Fatalf("GET session %s: %d %s", name, code, text)
	}

	return strings.Contains(text, `"status":"complete"`)
}

func (r *rig) options(patch string) {
	r.t.Helper()
	r.must(http.StatusOK, nil, http.MethodPatch, "/v2/options", patch)
}
