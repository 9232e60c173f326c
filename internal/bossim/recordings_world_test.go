// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// world is a starting state: what the server must have held, as far as an
// exchange shows, plus objects that the answer must omit (a session of another
// tenant, a component that the filter excludes), so that a filter without effect
// is detected. It never contains what BOS must compute for the request.
type world struct {
	version    string // of BOS
	now        time.Time
	timing     bossim.Timing
	system     bossim.System
	templates  []object
	sessions   []object
	components []object
	options    object

	v1Sessions, v1Statuses, v1BootSets []object

	// unrecorded is what somebody did right after a life's POST, or right before
	// the first request of a life that begins with a GET.
	unrecorded []exchange

	// settle names a session that the simulator completes by itself before the
	// request is sent.
	settle string
}

const otherTenant = "vcluster-other"

// The recorder's server: operators run every second, nodes take a second or two.
var recordersTiming = bossim.Timing{
	SetUp: 600 * time.Millisecond, PowerOn: time.Second, PowerOff: 2 * time.Second,
	Boot: 2 * time.Second, Configure: time.Second, Operator: time.Second,
	Skew: 1, // with 0 the set-up would run at the very instant at which the clock starts
}

// newWorld returns what every exchange presupposes: the caller's tenant exists,
// and no clean-up runs (the recorder's sessions were minutes old).
func newWorld(ex exchange) *world {
	w := &world{
		version: ex.Version,
		now:     latestTime(ex.Response.Body, time.Date(2026, 11, 22, 11, 0, 0, 0, time.UTC)),
		timing:  recordersTiming,
		system: bossim.System{
			Tenants: map[string][]string{otherTenant: {}},
			Images:  map[string]bossim.Image{},
			Failing: map[string]bossim.Failure{},
		},
		options: object{"cleanup_completed_session_ttl": "0", "polling_frequency": json.Number("1")},
	}
	if tenant := ex.Request.tenant(); tenant != "" {
		w.system.Tenants[tenant] = []string{}
	}
	return w
}

// latestTime returns the newest time in an answer: the earliest that it can be
// now.
func latestTime(value any, otherwise time.Time) time.Time {
	latest := time.Time{}
	walkText(value, func(text string) {
		if at, err := time.Parse("2006-01-02T15:04:05", text); err == nil && at.After(latest) {
			latest = at
		}
	})
	if latest.IsZero() {
		return otherwise
	}
	return latest
}

func walkText(value any, visit func(string)) {
	switch v := value.(type) {
	case object:
		for _, key := range sortedKeys(v) {
			walkText(v[key], visit)
		}
	case []any:
		for _, item := range v {
			walkText(item, visit)
		}
	case string:
		visit(v)
	}
}

func (w *world) timeText(at time.Time) string { return at.Format("2006-01-02T15:04:05") }

// simulator is a server in its starting state, with its clock.
type simulator struct {
	*httptest.Server
	bos   *bossim.Server
	clock *bossim.SteppedClock
}

func (w *world) open() (*simulator, error) {
	clock := bossim.NewSteppedClock(w.now)
	bos, err := bossim.New(bossim.Config{Clock: clock, Timing: w.timing, Version: w.version})
	if err != nil {
		return nil, fmt.Errorf("the simulator does not start: %w", err)
	}
	seed := bossim.Seed{
		Reset: true, System: w.inventory(), Options: encodeJSON(w.options),
		Templates: rawAll(w.templates), Sessions: rawAll(w.sessions), Components: rawAll(w.components),
		V1Sessions: rawAll(w.v1Sessions), V1Statuses: rawAll(w.v1Statuses), V1BootSets: rawAll(w.v1BootSets),
	}
	if err := bos.Load(seed); err != nil {
		return nil, fmt.Errorf("the starting state does not load: %w", err)
	}
	return &simulator{Server: httptest.NewServer(bos), bos: bos, clock: clock}, nil
}

// toNextEvent advances the clock to the next event, but not beyond end, and runs
// the event. In between, no answer changes except for its times.
func (s *simulator) toNextEvent(end time.Time) {
	at, scheduled := s.bos.NextEvent()
	if !scheduled || at.After(end) {
		at = end
	}
	s.clock.Advance(at.Sub(s.clock.Now()))
	s.bos.Advance()
}

// inventory adds the nodes that the selections name and no record brings along.
func (w *world) inventory() bossim.System {
	system := w.system
	system.Names = slices.Clone(w.system.Names)
	for _, selection := range []map[string][]string{
		system.Tenants, system.Groups, system.Partitions, system.Roles, system.Arch,
	} {
		for _, key := range sortedSelection(selection) {
			system.Names = append(system.Names, selection[key]...)
		}
	}
	system.Names = append(system.Names, system.Locked...)
	system.Names = append(system.Names, system.HSMDisabled...)
	for node := range system.Failing {
		system.Names = append(system.Names, node)
	}
	slices.Sort(system.Names)
	system.Names = slices.Compact(system.Names)
	return system
}

func sortedSelection(selection map[string][]string) []string {
	keys := make([]string, 0, len(selection))
	for key := range selection {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func rawAll(values []object) []json.RawMessage {
	out := make([]json.RawMessage, 0, len(values))
	for _, value := range values {
		out = append(out, encodeJSON(value))
	}
	return out
}

// route is a request's path without the gateway's prefix and the query.
type route struct {
	method string
	parts  []string // "v2", "sessions", NAME …
	query  map[string][]string
}

func (r route) is(parts ...string) bool {
	if len(parts) != len(r.parts) {
		return false
	}
	for i, part := range parts {
		if part != "*" && part != r.parts[i] {
			return false
		}
	}
	return true
}

// last returns the value that BOS uses of a repeated parameter.
func (r route) last(parameter string) (string, bool) {
	values := r.query[parameter]
	if len(values) == 0 {
		return "", false
	}
	return values[len(values)-1], true
}

// ages returns the ages in the request's filters, if any.
func (r route) ages() (values []string, asked bool) {
	values = append(values, r.query["min_age"]...)
	values = append(values, r.query["max_age"]...)
	return values, len(values) > 0
}

func routeOf(request recordedRequest) route {
	path, rawQuery, _ := strings.Cut(request.Path, "?")
	path = strings.TrimPrefix(path, "/apis/bos")
	r := route{method: request.Method, query: parseQuery(rawQuery)}
	for part := range strings.SplitSeq(strings.TrimPrefix(path, "/"), "/") {
		r.parts = append(r.parts, unescapePath(part))
	}
	return r
}

// settle waits until the simulator has completed a session whose nodes are at
// their ends.
func (s *simulator) settle(t testing.TB, name string, ex exchange) error {
	t.Helper()
	if name == "" {
		return nil
	}
	look := ex
	look.Request.Path = strings.TrimSuffix(ex.Request.Path, "/status")
	for range 60 {
		s.clock.Advance(time.Second)
		got, err := send(t, s.Server, look)
		if err != nil {
			return err
		}
		session, _ := got.body.(object)
		if state, _ := session["status"].(object); state["status"] == "complete" {
			return nil
		}
	}
	return fmt.Errorf("a session whose nodes are at their ends was not completed")
}
