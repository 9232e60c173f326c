// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"context"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const secret = "eyJhbGciOiJub25lIn0.s3cr3t.t0k3n"

// start is when every test begins.
var start = time.Date(2026, 11, 22, 11, 0, 0, 0, time.UTC)

// seen is a request as it came to the server.
type seen struct {
	Method, URI, Body, Remote string
	Header                    http.Header
}

type logged struct {
	Message string
	Fields  map[string]any
}

// fixture is a client of a scripted server, in simulated time.
type fixture struct {
	*bos.Client
	clock *bossim.SteppedClock
	url   string

	mu       sync.Mutex
	requests []seen
	logs     []logged
}

func newFixture(t *testing.T, handler http.HandlerFunc, edits ...func(*bos.Config)) *fixture {
	t.Helper()
	f := &fixture{clock: bossim.NewSteppedClock(start)}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		f.mu.Lock()
		f.requests = append(f.requests, seen{r.Method, r.RequestURI, string(body), r.RemoteAddr, r.Header.Clone()})
		f.mu.Unlock()
		handler(w, r)
	}))
	t.Cleanup(server.Close)
	f.url = server.URL
	cfg := bos.Config{Endpoint: server.URL + "/apis/bos", Token: secret, Clock: f.clock, Log: f.log}
	for _, edit := range edits {
		edit(&cfg)
	}
	client, err := bos.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	f.Client = client
	return f
}

func (f *fixture) log(_ context.Context, message string, fields map[string]any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.logs = append(f.logs, logged{message, maps.Clone(fields)})
}

// seen are the requests that came, of one method or ("") of any.
func (f *fixture) seen(method string) []seen {
	f.mu.Lock()
	defer f.mu.Unlock()
	var found []seen
	for _, r := range f.requests {
		if method == "" || r.Method == method {
			found = append(found, r)
		}
	}
	return found
}

func (f *fixture) logged(message string) []map[string]any {
	f.mu.Lock()
	defer f.mu.Unlock()
	var found []map[string]any
	for _, l := range f.logs {
		if l.Message == message {
			found = append(found, l.Fields)
		}
	}
	return found
}

var requestID = regexp.MustCompile(` \(request id [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\)`)

// told is the text of an error without the ids of requests, each of which is another.
func told(err error) string { return requestID.ReplaceAllString(err.Error(), "") }

// elapsed is how much simulated time has passed.
func (f *fixture) elapsed() time.Duration { return f.clock.Now().Sub(start) }

// script answers the n-th request with the n-th handler.
func script(t *testing.T, steps ...http.HandlerFunc) http.HandlerFunc {
	t.Helper()
	var mu sync.Mutex
	next := 0
	return func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		step := next
		next++
		mu.Unlock()
		if step >= len(steps) {
			t.Errorf("request %d was not expected: %s %s", step+1, r.Method, r.RequestURI)
			w.WriteHeader(http.StatusTeapot)
			return
		}
		steps[step](w, r)
	}
}

func answer(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func status(code int) http.HandlerFunc { return answer(code, "text/plain", "") }

func ok(body string) http.HandlerFunc { return answer(http.StatusOK, "application/json", body) }

func problem(status int, title, detail string) http.HandlerFunc {
	return answer(status, "application/problem+json", `{"title":"`+title+`","detail":"`+detail+`","type":"about:blank"}`)
}

// noSession is BOS's 404 (session_status_404.json).
func noSession() http.HandlerFunc {
	return problem(http.StatusNotFound, "The resource was not found", "Session 's1' does not exist")
}

// drop closes the connection without an answer.
func drop(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	_ = conn.Close()
}

// session is s1 in the given state, as BOS writes it.
func session(state, components, sessionError string) string {
	return `{"components":"` + components + `","include_disabled":false,"limit":"","name":"s1","operation":"boot","stage":false,
		"status":{"end_time":null,"error":` + sessionError + `,"start_time":"2026-11-22T10:58:19","status":"` + state + `"},
		"template_name":"compute","tenant":null}`
}

func pending() http.HandlerFunc  { return ok(session("pending", "", "null")) }
func running() http.HandlerFunc  { return ok(session("running", "x3000c0s1b0n0", "null")) }
func complete() http.HandlerFunc { return ok(session("complete", "x3000c0s1b0n0", "null")) }
func created() http.HandlerFunc {
	return answer(http.StatusCreated, "application/json", session("pending", "", "null"))
}

// boot is what session answers to, under a name that somebody chose.
var boot = bos.SessionCreate{Name: "s1", Operation: bos.OperationBoot, TemplateName: "compute"}

// random is the same under a name that is nobody else's.
var random = with(func(c *bos.SessionCreate) { c.Generated = true })
