// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

func TestApplyStaged_answered(t *testing.T) {
	t.Parallel()
	for _, clearStage := range []bool{false, true} {
		s := stagedSystem(t, clearStage)

		got, err := s.ApplyStaged(t.Context(), stagedIDs)
		again, errAgain := s.ApplyStaged(t.Context(), stagedIDs)

		if want := wantLists(stagedNodes, nil, ignoredIDs, nil, clearStage); err != nil || lists(got) != want {
			t.Errorf("clear_stage %t: %v\ngot  %s\nwant %s", clearStage, err, lists(got), want)
		}
		// Where the stage stays, another application is another reboot.
		want := wantLists(stagedNodes, nil, ignoredIDs, nil, false)
		if clearStage {
			want = wantLists(nil, nil, append(append([]string{}, stagedNodes...), ignoredIDs...), nil, true)
		}
		if errAgain != nil || lists(again) != want || s.applies() != 2 {
			t.Errorf("again, clear_stage %t: %v, %d POSTs\ngot  %s\nwant %s", clearStage, errAgain, s.applies(), lists(again), want)
		}
		for _, node := range stagedNodes {
			if r := s.record(t, node); !r.Enabled || r.Session != "st" || (r.Staged.Session == "") != clearStage {
				t.Errorf("clear_stage %t: %+v", clearStage, r)
			}
		}
		if took := s.elapsed(); took != time.Minute {
			t.Errorf("took %v", took-time.Minute)
		}
	}
}

func TestApplyStaged_sendsEachNodeOnce(t *testing.T) {
	t.Parallel()
	s := stagedSystem(t, false)

	if _, err := s.ApplyStaged(t.Context(), stagedIDs); err != nil {
		t.Error(err)
	}

	for _, r := range s.sim.Requests() {
		if want := `{"xnames":["x3000c0s1b0n0","x3000c0s1b1n0","x3000c0s1b2n0","x9999c0s0b0n0"]}`; r.Path == "/v2/applystaged" && r.Body != want {
			t.Errorf("sent %s", r.Body)
		}
	}
}

// staged_deleted_component.json: the node fails, and its record says why.
func TestApplyStaged_theSessionIsDeleted(t *testing.T) {
	t.Parallel()
	why := "Staged session no longer exists (session: st, tenant: )"
	reasons := map[string]string{stagedNodes[0]: why, stagedNodes[1]: why}
	for name, faults := range map[string][]bossim.Fault{
		"answered": nil,
		"lost":     {once(onApply(bossim.Fault{Drop: true, Commit: true}))},
	} {
		for _, clearStage := range []bool{false, true} {
			s := stagedSystem(t, clearStage, faults...)
			if err := s.DeleteSession(t.Context(), "st"); err != nil {
				t.Fatal(err)
			}

			got, err := s.ApplyStaged(t.Context(), stagedIDs)

			if want := wantLists(nil, stagedNodes, ignoredIDs, reasons, clearStage); err != nil || lists(got) != want || s.applies() != 1 {
				t.Errorf("%s, clear_stage %t: %v, %d POSTs\ngot  %s\nwant %s", name, clearStage, err, s.applies(), lists(got), want)
			}
		}
	}
}

// The answer stands where the records with the reasons cannot be read.
func TestApplyStaged_whyItFailedIsNotToBeHad(t *testing.T) {
	t.Parallel()
	s := stagedSystem(t, false, onNodes(bossim.Fault{Skip: 1, Status: 503}))
	if err := s.DeleteSession(t.Context(), "st"); err != nil {
		t.Fatal(err)
	}

	got, err := s.ApplyStaged(t.Context(), stagedIDs)

	if want := wantLists(nil, stagedNodes, ignoredIDs, nil, false); err != nil || lists(got) != want {
		t.Errorf("%v\ngot  %s\nwant %s", err, lists(got), want)
	}
}

// What a record says of something else is not why a stage failed.
func TestApplyStaged_anotherErrorIsNoReason(t *testing.T) {
	t.Parallel()
	f := newFixture(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			scripted.OK(`{"succeeded":[],"failed":["a","b","c"],"ignored":[]}`)(w, r)
			return
		}
		scripted.OK(`[{"id":"a","enabled":false,"error":"old","last_action":{"action":"powering_on"}},
			{"id":"b","enabled":true,"error":"old","last_action":{"action":"apply_staged"}},
			{"id":"c","enabled":false,"error":"new","last_action":{"action":"apply_staged"}}]`)(w, r)
	})

	got, err := f.ApplyStaged(t.Context(), []string{"a", "b", "c"})

	if err != nil || !maps.Equal(got.Errors, map[string]string{"c": "new"}) || got.ClearStage != nil {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestApplyStaged_ofATenant(t *testing.T) {
	t.Parallel()
	system := bossim.DefaultSystem(8)
	system.Tenants = map[string][]string{"blue": {stagedNodes[0]}}
	s := newSimulated(t, system, bossim.Fault{Path: "/v2/options", Status: 403})
	s.stage(t, "st")

	got, err := s.InTenant("blue").ApplyStaged(t.Context(), stagedIDs)

	// BOS looks for the staged session in the tenant, and each node is the tenant's or is ignored.
	if err != nil || len(got.Failed) != 1 || len(got.Ignored) != 3 || got.ClearStage != nil ||
		!strings.Contains(got.Errors[stagedNodes[0]], "no longer exists (session: st, tenant: blue)") {
		t.Errorf("got %s, %v", lists(got), err)
	}
	for _, r := range s.sim.Requests() {
		if strings.HasPrefix(r.Path, "/v2/components?") {
			t.Errorf("asked %s", r.Path)
		}
	}
}

func TestApplyStaged_refusesWhatBOSWould(t *testing.T) {
	t.Parallel()
	s := newSimulated(t, bossim.DefaultSystem(4))
	for _, ids := range [][]string{nil, {}, {""}, {"x3000c0s1b0n0,x3000c0s1b1n0"}, {"x3000c0s1b0n0", " x3000c0s1b1n0"}} {
		_, err := s.ApplyStaged(t.Context(), ids)

		var input *gateway.InputError
		if !errors.As(err, &input) || input.Field != "components" || len(s.sim.Requests()) != 0 {
			t.Errorf("%q: %v", ids, err)
		}
	}
}

// An interrupt hinders nothing that is needed to know what became of the POST, and the POST if it comes before.
func TestApplyStaged_interrupted(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		during string // the path of the request within which it comes
		faults []bossim.Fault
		end    string
		posts  int
	}{
		"reading":            {"/v2/components", nil, notApplied, 0},
		"reading an option":  {"/v2/options", nil, notApplied, 0},
		"POST answered":      {"/v2/applystaged", nil, applied, 1},
		"POST lost, done":    {"/v2/applystaged", []bossim.Fault{onApply(lostDone)}, applied, 1},
		"POST lost, undone":  {"/v2/applystaged", []bossim.Fault{onApply(lost)}, notApplied, 1},
		"POST lost, late":    {"/v2/applystaged", []bossim.Fault{onApply(bossim.Fault{CommitAfter: 29 * time.Second})}, applied, 1},
		"POST refused":       {"/v2/applystaged", []bossim.Fault{onApply(bossim.Fault{Status: 403})}, refusedEnd, 1},
		"looking, then done": {"/v2/applystaged", append(goneForNodes(time.Minute), onApply(lostDone)), applied, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancelCause(t.Context())
			s := stagedSystem(t, false, test.faults...)
			s.sim.OnRequest(func(r bossim.Request) {
				if strings.HasPrefix(r.Path, test.during) {
					cancel(errInterrupt)
				}
			})

			_, err := s.ApplyStaged(ctx, stagedIDs)

			if context.Cause(ctx) == nil || applicationResult(err) != test.end || s.applies() != test.posts {
				t.Errorf("got %v after %d POSTs", err, s.applies())
			}
			if test.posts == 0 && !errors.Is(err, errInterrupt) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// goneForNodes is a BOS that does not show nodes for some time, but once before.
func goneForNodes(d time.Duration) []bossim.Fault {
	return []bossim.Fault{onNodes(bossim.Fault{Skip: 1, Status: 503, For: d})}
}
