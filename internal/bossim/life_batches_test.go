// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"net/http"
	"slices"
	"testing"
	"time"
)

// slowSetUp returns a rig that enables two of eight nodes at a time, 3 to 25 s
// apart.
func slowSetUp(t *testing.T) *rig {
	t.Helper()

	return newRigWith(t, Config{System: healthy(8), Timing: Timing{
		Batch: 2, Pauses: []time.Duration{3 * time.Second, 25 * time.Second, 10 * time.Second},
	}})
}

// enabledOf returns the nodes that BOS has enabled for a session.
func (r *rig) enabledOf(session string) []string {
	r.t.Helper()
	var list []component
	r.must(http.StatusOK, &list, http.MethodGet, "/v2/components?session="+session+"&enabled=true", "")
	ids := []string{}
	for _, c := range list {
		ids = append(ids, c.ID)
	}

	return ids
}

// changes advances the clock second by second and records when the number of
// enabled nodes changes, in seconds after the first change.
func (r *rig) changes(session string, seconds int) (counts, times []int) {
	r.t.Helper()
	first := 0
	for second := range seconds {
		r.clock.Advance(time.Second)
		n := len(r.enabledOf(session))
		if n == 0 && len(counts) == 0 || len(counts) > 0 && counts[len(counts)-1] == n {
			continue
		}
		if len(counts) == 0 {
			first = second
		}
		counts, times = append(counts, n), append(times, second-first)
	}

	return counts, times
}

func TestSession_slowSetUpInBatches(t *testing.T) {
	r := slowSetUp(t)
	r.start("s", "shutdown", "compute", "")
	r.must(http.StatusOK, nil, http.MethodPatch, "/v2/options", `{"max_component_batch_size":1}`) // Batch overrides it

	var seen []int
	for range 60 {
		r.clock.Advance(time.Second)
		got := r.session("s")
		var list []component
		r.must(http.StatusOK, &list, http.MethodGet, "/v2/components?session=s", "")
		if n := len(list); n > 0 && (len(seen) == 0 || seen[len(seen)-1] != n) {
			seen = append(seen, n)
		}
		if written := got.Components != ""; written != (got.Status.Status != sessionPending) {
			t.Fatalf("%q in %s", got.Components, got.Status.Status)
		}
	}

	if !slices.Equal(seen, []int{2, 4, 6, 7}) {
		t.Errorf("nodes over time: %v", seen)
	}
	if got := r.session("s"); got.Status.Status == sessionPending || len(got.Components) == 0 {
		t.Errorf("finally: %+v", got)
	}
}

func TestSession_pausesBetweenBatches(t *testing.T) {
	r := slowSetUp(t)
	r.start("s", "boot", "compute", "")

	counts, times := r.changes("s", 80)

	if !slices.Equal(counts, []int{2, 4, 6, 7}) || !slices.Equal(times, []int{0, 3, 28, 38}) {
		t.Errorf("enabled nodes %v after %v s", counts, times)
	}
}

// TestSession_setUpContinuesAfterItsEnd: the set-up operator has read its list of
// nodes. Neither a DELETE nor a PATCH of the nodes so far keeps it from the
// others.
func TestSession_setUpContinuesAfterItsEnd(t *testing.T) {
	for name, end := range map[string]func(*rig){
		"deleted": func(r *rig) {
			r.must(http.StatusNoContent, nil, http.MethodDelete, "/v2/sessions/s", "")
		},
		"cancelled": func(r *rig) {
			r.must(http.StatusOK, nil, http.MethodPatch, "/v2/components",
				`{"filters":{"session":"s"},"patch":{"enabled":false}}`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := slowSetUp(t)
			r.start("s", "boot", "compute", "")
			for len(r.enabledOf("s")) < 4 {
				r.clock.Advance(time.Second)
			}
			first := r.enabledOf("s")

			end(r)
			counts, _ := r.changes("s", 60)

			if name == "deleted" {
				first = nil
			}
			if last := counts[len(counts)-1]; last != 7-len(first) {
				t.Errorf("enabled nodes over time: %v", counts)
			}
			for _, id := range first {
				if c := r.component(id); c.enabled() {
					t.Errorf("%s is enabled again", id)
				}
			}
			if code, _ := r.ask(http.MethodGet, "/v2/sessions/s", ""); (code == http.StatusOK) != (name == "cancelled") {
				t.Errorf("the session: %d", code)
			}
		})
	}
}

// TestComponents_sessionAfterItsRecord: a node names its session until another
// session takes it, even after the record has been deleted.
func TestComponents_sessionAfterItsRecord(t *testing.T) {
	r := newRig(t, healthy(8))
	r.start("s", "boot", "compute", "")
	r.clock.Advance(time.Minute)
	r.must(http.StatusNoContent, nil, http.MethodDelete, "/v2/sessions/s", "")
	asked := func(query string) []component {
		var list []component
		r.must(http.StatusOK, &list, http.MethodGet, "/v2/components?"+query, "")

		return list
	}

	if got := asked("session=s"); len(got) != 7 || !got[0].enabled() {
		t.Fatalf("while the nodes boot: %d of session s", len(got))
	}
	r.clock.Advance(time.Hour)
	if got := asked("session=s&page_size=3"); len(got) != 3 || got[0].enabled() || got[0].status() != statusStable {
		t.Fatalf("after their end: %+v", got)
	}

	r.start("t", "reboot", "blue", "")
	r.clock.Advance(time.Minute)

	if s, took := asked("session=s"), asked("session=t"); len(s) != 5 || len(took) != 2 {
		t.Errorf("%d of session s, %d of session t", len(s), len(took))
	}
}

func TestComponents_stagedSessionAfterItsRecord(t *testing.T) {
	r := newRig(t, healthy(8))
	r.start("s", "boot", "compute", `,"stage":true`)
	r.clock.Advance(time.Minute)
	r.must(http.StatusNoContent, nil, http.MethodDelete, "/v2/sessions/s", "")

	var staged, desired []component
	r.must(http.StatusOK, &staged, http.MethodGet, "/v2/components?staged_session=s", "")
	r.must(http.StatusOK, &desired, http.MethodGet, "/v2/components?session=s", "")

	if len(staged) != 7 || len(desired) != 0 {
		t.Errorf("%d staged, %d desired", len(staged), len(desired))
	}
}
