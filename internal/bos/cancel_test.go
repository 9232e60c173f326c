// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// cancelled is a system of 16 running nodes that BOS reboots in batches of two nodes, a given time apart.
type cancelled struct{ *simulated }

func newCancelled(t *testing.T, batches, poll time.Duration) cancelled {
	t.Helper()
	clock := bossim.NewSteppedClock(start)
	system := bossim.DefaultSystem(64)
	system.On = bossim.NodeNames(64)
	sim, err := bossim.New(bossim.Config{Clock: clock, System: system, Timing: bossim.Timing{SetUp: batches}})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(sim)
	t.Cleanup(server.Close)
	client, err := config{Config: gateway.Config{Endpoint: server.URL, Clock: clock}, PollInterval: poll}.client()
	if err != nil {
		t.Fatal(err)
	}
	c := cancelled{&simulated{Client: client, sim: sim, clock: clock}}
	c.setOption(t, "max_component_batch_size", 2)
	return c
}

func seconds(n int) time.Duration { return time.Duration(n) * time.Second }

func (c cancelled) setOption(t *testing.T, name string, value int64) {
	t.Helper()
	if _, err := c.PatchOptions(t.Context(), bos.Options{name: number(value)}); err != nil {
		t.Fatal(err)
	}
}

func (c cancelled) reboot(t *testing.T) {
	t.Helper()
	if _, err := c.CreateSession(t.Context(), bos.SessionCreate{Name: "s1", Operation: bos.OperationReboot, TemplateName: "blue"}); err != nil {
		t.Fatal(err)
	}
}

// truth returns what the simulator has done to its nodes, read without a client and its faults. It excludes what a node
// does by itself: one that was powered on before comes up and reports.
func (c cancelled) truth(t *testing.T) (nodes []string, enabled int) {
	t.Helper()
	c.sim.Lift()
	answer := httptest.NewRecorder()
	c.sim.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/v2/components", nil))
	var components []struct {
		ID, Session string
		Enabled     bool
		Attempts    json.RawMessage `json:"event_stats"`
		Action      json.RawMessage `json:"last_action"`
	}
	if err := json.Unmarshal(answer.Body.Bytes(), &components); err != nil || len(components) != 64 {
		t.Fatalf("%d components: %v", len(components), err)
	}
	for _, n := range components {
		nodes = append(nodes, fmt.Sprint(n.ID, n.Session, n.Enabled, string(n.Attempts), string(n.Action)))
		if n.Enabled {
			enabled++
		}
	}
	return nodes, enabled
}

// wantStill checks that no node is enabled, and that BOS acts on none from now on.
func (c cancelled) wantStill(t *testing.T) {
	t.Helper()
	now, enabled := c.truth(t)
	if enabled > 0 {
		t.Errorf("%d nodes are enabled", enabled)
	}
	if changed := c.changesSince(t, now); changed > 0 {
		t.Errorf("BOS acted on %d nodes after the session was cancelled", changed)
	}
}

// changesSince counts the nodes that BOS acts on in the next hour.
func (c cancelled) changesSince(t *testing.T, before []string) (changed int) {
	t.Helper()
	c.clock.Advance(time.Hour)
	after, _ := c.truth(t)
	for i := range after {
		if after[i] != before[i] {
			changed++
		}
	}
	return changed
}

// The set-up of 16 nodes takes 24 s to 200 s. A cancellation at any time during or after it, with any poll interval,
// returns only when BOS acts on no node any more.
func TestCancelSession_noNodeIsActedOnAfterwards(t *testing.T) {
	t.Parallel()
	for _, batches := range []int{3, 11, 18, 25} {
		for _, poll := range []int{1, 10, 20, 30} {
			t.Run(fmt.Sprintf("batches %d s apart, a look every %d s", batches, poll), func(t *testing.T) {
				t.Parallel()
				for _, after := range []int{0, 1, 16, 19, 50, 130, 210} {
					c := newCancelled(t, seconds(batches), seconds(poll))
					c.reboot(t)
					c.clock.Advance(seconds(after))

					if err := c.CancelSession(t.Context(), "s1"); err != nil {
						t.Fatalf("cancelled after %d s: %v", after, err)
					}

					c.wantStill(t)
					if t.Failed() {
						t.Fatalf("it was cancelled after %d s", after)
					}
				}
			})
		}
	}
}

// A session whose record is deleted in the middle of its set-up goes on, which wantStill detects.
func TestCancelSession_setUpGoesOnWithoutARecord(t *testing.T) {
	t.Parallel()
	c := newCancelled(t, 12*time.Second, time.Second)
	c.reboot(t)
	c.clock.Advance(20 * time.Second)
	if err := c.DeleteSession(t.Context(), "s1"); err != nil {
		t.Fatal(err)
	}

	now, _ := c.truth(t)
	if changed := c.changesSince(t, now); changed < 8 {
		t.Errorf("BOS acted on %d nodes after the record was deleted", changed)
	}
}

// recordGone answers like a BOS without the session, whose components are enabled in the given checks.
func recordGone(options http.HandlerFunc, enabledAt ...int) http.HandlerFunc {
	looks := 0
	return func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.Contains(r.URL.Path, "/sessions/"):
			scripted.NoSession(w, r)
		case strings.HasSuffix(r.URL.Path, "/options"):
			options(w, r)
		case r.Method == http.MethodPatch:
			scripted.OK(`[]`)(w, r)
		default:
			looks++
			for _, n := range enabledAt {
				if looks == n {
					scripted.OK(`[{"id":"x3000c0s1b0n0","enabled":true,"session":"s1"}]`)(w, r)
					return
				}
			}
			scripted.OK(`[]`)(w, r)
		}
	}
}

func TestCancelSession_waitsForWholeQuietTime(t *testing.T) {
	t.Parallel()
	frequency := func(seconds int) http.HandlerFunc {
		return scripted.OK(fmt.Sprintf(`{"polling_frequency":%d}`, seconds))
	}
	for name, row := range map[string]struct {
		options   http.HandlerFunc
		poll      int
		enabledAt []int
		want      int
	}{
		"at least a minute":                          {frequency(15), 10, nil, 60},
		"three periods of the operators":             {frequency(40), 10, nil, 120},
		"operators without a pause":                  {frequency(0), 1, nil, 60},
		"options refused":                            {scripted.Status(403), 10, nil, 180},
		"options out of order":                       {scripted.Status(503), 10, nil, 180},
		"an option that is absent":                   {scripted.OK(`{"logging_level":"INFO"}`), 10, nil, 180},
		"a look does not fit into the time":          {frequency(15), 7, nil, 63},
		"a long poll interval":                       {frequency(15), 30, nil, 60},
		"nodes in the last look begin another time":  {frequency(15), 10, []int{7}, 130},
		"nodes in the last look, twice":              {frequency(15), 30, []int{7, 14}, 200},
		"nodes in the first look":                    {frequency(15), 10, []int{1}, 70},
		"nodes in the last look of a short interval": {frequency(15), 1, []int{61}, 121},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, recordGone(row.options, row.enabledAt...), func(c *config) { c.PollInterval = seconds(row.poll) })

			err := f.CancelSession(t.Context(), "s1")

			if err != nil || f.elapsed() != seconds(row.want) {
				t.Errorf("after %v: %v, want %d s", f.elapsed(), err, row.want)
			}
			if patches := len(f.Seen(http.MethodPatch)); patches != len(row.enabledAt) {
				t.Errorf("%d PATCHes, want %d", patches, len(row.enabledAt))
			}
		})
	}
}

// A time in which BOS did not answer is not quiet: the quiet time needs its full number of checks.
func TestCancelSession_countsChecksNotTime(t *testing.T) {
	t.Parallel()
	c := newCancelled(t, 20*time.Second, 10*time.Second)
	c.reboot(t)
	c.clock.Advance(16 * time.Second)
	c.sim.Inject(bossim.Fault{Method: http.MethodGet, Path: "/v2/components", Skip: 3, Times: 4, Status: http.StatusServiceUnavailable})

	if err := c.CancelSession(t.Context(), "s1"); err != nil {
		t.Fatal(err)
	}

	c.wantStill(t)
}

// The default of timeouts.delete, 15 min, is enough for an ordinary BOS. If its operators are slower, the error says
// what the client waited for.
func TestCancelSession_timeout(t *testing.T) {
	t.Parallel()
	for frequency, fits := range map[int64]bool{15: true, 240: true, 900: false} {
		c := newCancelled(t, 25*time.Second, 10*time.Second)
		c.setOption(t, "polling_frequency", frequency)
		c.reboot(t)
		ctx, cancel := c.clock.WithTimeout(t.Context(), 15*time.Minute)
		defer cancel()

		err := c.CancelSession(ctx, "s1")

		if fits && err != nil {
			t.Errorf("%d s: %v", frequency, err)
		}
		if !fits && (!errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "no node of session s1 has been enabled for 45m0s")) {
			t.Errorf("%d s: %v", frequency, err)
		}
	}
}

// A request of BOS to the power control service may take effect after the nodes were disabled.
func TestCancelSession_waitsForInFlightRequests(t *testing.T) {
	t.Parallel()
	sessions := 0
	f := newFixture(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodPatch:
			scripted.OK(`[]`)(w, r)
		case strings.Contains(r.URL.Path, "/sessions/") && sessions < 1:
			sessions++
			running()(w, r)
		case strings.Contains(r.URL.Path, "/sessions/"):
			scripted.Complete(w, r)
		default:
			scripted.OK(`[{"id":"x3000c0s1b0n0","enabled":true,"session":"s1"}]`)(w, r)
		}
	})

	if err := f.CancelSession(t.Context(), "s1"); err != nil || f.elapsed() != 20*time.Second {
		t.Errorf("after %v: %v", f.elapsed(), err)
	}
	if patches := f.Seen(http.MethodPatch); len(patches) != 1 || !strings.Contains(patches[0].Body, `"enabled":false`) {
		t.Errorf("PATCHes: %v", patches)
	}
}
