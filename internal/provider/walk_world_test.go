// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// walkNodes are the nodes of each of a walk's systems. By DefaultSystem the last but two fails its
// configuration, the last but one never powers on, and the last is not of role Compute.
const walkNodes = 12

// foreignID is the X-Request-Id of everybody who is not the provider under test.
const foreignID = "somebody else"

// walkWorld is two systems on one clock. A front before each of them spoils the
// provider's requests, and lets other people act at any of them.
type walkWorld struct {
	t       *testing.T
	random  *rand.Rand
	clock   *bossim.SteppedClock
	systems [2]*walkSystem
	api     apiPaths
	journal *strings.Builder

	// turn is held by the request that the front handles. A command takes it before and after, so that what the test has
	// done is seen by the front, and the other way round, though the engine is another process.
	turn sync.Mutex

	rate     float64        // the share of requests that go wrong
	requests int            // of the provider, in this command
	at       map[int]func() // what else happens, by the number of the request
	dead     bool           // the provider's process was killed: nothing of it arrives any more
	stray    time.Time      // when a GET was last answered by a wrong 404
	spoilt   []string       // the faults of this command
	faults   int            // of all commands
	preview  string         // the provider's
}

type walkSystem struct {
	*bossim.Server

	world *walkWorld
	URL   string
}

func newWalkWorld(t *testing.T, random *rand.Rand, journal *strings.Builder) *walkWorld {
	t.Helper()
	w := &walkWorld{
		t: t, random: random, journal: journal, api: pathsV2,
		clock: bossim.NewSteppedClock(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)),
	}
	config := bossim.Config{Clock: w.clock, System: bossim.DefaultSystem(walkNodes)}
	config.Timing.Skew = random.IntN(4)
	if random.IntN(4) == 0 { // sessions that are over before a lost answer has been looked for
		config.Timing = bossim.Timing{
			SetUp: time.Second, PowerOn: time.Second, PowerOff: time.Second, Boot: 3 * time.Second,
			Configure: 2 * time.Second, Operator: 2 * time.Second,
		}
	}
	if random.IntN(4) == 0 {
		w.api, config.Version = pathsV1, csm15
	}
	if random.IntN(3) == 0 {
		config.System.Failing = nil
	}
	w.preview = []string{"auto", "off"}[random.IntN(2)]
	batches := ""
	if random.IntN(4) == 0 {
		batches = `{"max_component_batch_size": 2}`
		config.Timing.SetUp = time.Duration(1+random.IntN(25)) * time.Second
	}
	for i := range w.systems {
		server, err := bossim.New(config)
		if err != nil {
			t.Fatal(err)
		}
		w.systems[i] = w.front(server)
		if batches != "" {
			w.systems[i].ask(http.MethodPatch, "/v2/options", batches)
		}
	}
	w.notef("api %s, preview %s, timing %+v, batches %q, failing nodes %v", w.api.version, w.preview, config.Timing, batches, config.System.Failing)
	return w
}

// front puts a front before a server.
func (w *walkWorld) front(server *bossim.Server) *walkSystem {
	s := &walkSystem{Server: server, world: w}
	front := httptest.NewServer(s)
	w.t.Cleanup(front.Close)
	s.URL = front.URL + "/apis/bos"
	return s
}

func (w *walkWorld) notef(format string, args ...any) {
	fmt.Fprintf(w.journal, "%s "+format+"\n", append([]any{w.clock.Now().Format(time.DateTime)}, args...)...)
}

// fence orders what the test does and what the front does. See turn.
func (w *walkWorld) fence() {
	w.turn.Lock()
	defer w.turn.Unlock()
}

func (w *walkWorld) v1() bool { return w.api == pathsV1 }

// command begins another command of the user.
func (w *walkWorld) command() {
	w.requests, w.at, w.dead, w.spoilt = 0, map[int]func(){}, false, nil
}

// ask is a request of somebody else, past the front.
func (s *walkSystem) ask(method, path, body string) (status int) {
	s.world.t.Helper()
	request := httptest.NewRequestWithContext(s.world.t.Context(), method, path, strings.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-Request-Id", foreignID)
	recorder := httptest.NewRecorder()
	s.Server.ServeHTTP(recorder, request)
	return recorder.Code
}

// ServeHTTP is the front: the provider's requests come here, one after the other.
func (s *walkSystem) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	w := s.world
	w.turn.Lock()
	defer w.turn.Unlock()
	if w.dead {
		panic(http.ErrAbortHandler)
	}
	w.requests++
	w.clock.Advance(time.Duration(50+w.random.IntN(100)) * time.Millisecond) // it has to come here
	if r.Method == http.MethodPost {
		w.clock.Advance(time.Second) // BOS notes a start in whole seconds: no two under one name have the same
	}
	if other := w.at[w.requests]; other != nil {
		other()
	}
	if w.dead { // with or without the request
		if w.random.IntN(2) == 0 {
			s.Server.ServeHTTP(httptest.NewRecorder(), r)
		}
		panic(http.ErrAbortHandler)
	}
	what := ""
	if w.random.Float64() < w.rate {
		var fault *bossim.Fault
		if fault, what = w.spoil(r.Method, r.URL.Path); fault != nil {
			fault.Times = 1
			s.Inject(*fault)
			defer s.Lift()
			w.spoilt = append(w.spoilt, what)
			w.faults++
		}
	}
	if what != "" || r.Method != http.MethodGet {
		w.notef("    %s %s %s", r.Method, r.URL.Path, what)
	}
	s.Server.ServeHTTP(rw, r)
}

// met reports whether the command met a fault of a name that begins so.
func (w *walkWorld) met(what string) bool {
	for _, one := range w.spoilt {
		if strings.HasPrefix(one, what) {
			return true
		}
	}
	return false
}

// spoil chooses a fault that suits the request.
func (w *walkWorld) spoil(method, path string) (*bossim.Fault, string) {
	serverError := []int{500, 502, 503, 504}[w.random.IntN(4)]
	after := time.Duration(1+w.random.IntN(29)) * time.Second
	common := []bossim.Fault{
		{Name: "lost", Drop: true},
		{Name: "lost answer", Drop: true, Commit: true},
		{Name: "reset", Reset: true},
		{Name: "error", Status: serverError},
		{Name: "error after", Status: serverError, Commit: true},
		{Name: "too many", Status: http.StatusTooManyRequests, Header: map[string]string{"Retry-After": "7"}},
		{Name: "truncated", Truncate: 1 + w.random.IntN(40)},
	}
	switch method {
	case http.MethodPost:
		common = append(common,
			bossim.Fault{Name: "late", Drop: true, CommitAfter: after},
			bossim.Fault{Name: "late error", Status: serverError, CommitAfter: after},
			bossim.Fault{Name: "mixed up", Rewrite: mixUp})
	case http.MethodDelete:
		common = append(common, bossim.Fault{Name: "no effect", Status: http.StatusNoContent})
	case http.MethodGet:
		if w.clock.Now().Sub(w.stray) > 2*time.Minute { // a single one: who lies for long cannot be seen through
			w.stray = w.clock.Now()
			common = append(common,
				bossim.Fault{Name: "stray 404", Status: http.StatusNotFound, Body: w.notFound(path), Header: map[string]string{"Content-Type": "application/json"}},
				bossim.Fault{Name: "mixed up", Rewrite: mixUp},
				bossim.Fault{Name: "refused", Status: http.StatusForbidden})
		}
	}
	fault := common[w.random.IntN(len(common))]
	return &fault, fault.Name
}

// notFound is BOS's own 404 of a session.
func (w *walkWorld) notFound(path string) string {
	if w.v1() {
		return "{}"
	}
	return fmt.Sprintf(`{"detail": "Session '%s' does not exist", "status": 404, "title": "The resource was not found", "type": "about:blank"}`,
		strings.TrimPrefix(path, w.api.sessions))
}
