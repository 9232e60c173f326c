// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// applyRow is an application under faults, and its result; done: the stages are applied in the end.
type applyRow struct {
	faults   []bossim.Fault
	end      string
	done     bool
	posts    int
	from, to time.Duration // the simulated duration; to = 0: at most from
}

var applyFaults = map[string]applyRow{
	"dropped before":      {[]bossim.Fault{onApply(bossim.Fault{Drop: true})}, notApplied, false, 1, window, 0},
	"dropped after":       {[]bossim.Fault{onApply(bossim.Fault{Drop: true, Commit: true})}, applied, true, 1, window, 0},
	"carried out late":    {[]bossim.Fault{onApply(bossim.Fault{CommitAfter: 29 * time.Second})}, applied, true, 1, window, 0},
	"at the last moment":  {[]bossim.Fault{onApply(bossim.Fault{CommitAfter: window})}, applied, true, 1, window, 0},
	"reset before":        {[]bossim.Fault{onApply(bossim.Fault{Reset: true})}, notApplied, false, 1, window, 0},
	"reset after":         {[]bossim.Fault{onApply(bossim.Fault{Reset: true, Commit: true})}, applied, true, 1, window, 0},
	"408 after":           {[]bossim.Fault{onApply(bossim.Fault{Status: 408, Commit: true})}, applied, true, 1, window, 0},
	"429 after":           {[]bossim.Fault{onApply(bossim.Fault{Status: 429, Commit: true})}, applied, true, 1, window, 0},
	"500 before":          {[]bossim.Fault{onApply(bossim.Fault{Status: 500})}, notApplied, false, 1, window, 0},
	"503 before":          {[]bossim.Fault{onApply(bossim.Fault{Status: 503})}, notApplied, false, 1, window, 0},
	"503 after":           {[]bossim.Fault{onApply(bossim.Fault{Status: 503, Commit: true})}, applied, true, 1, window, 0},
	"504, and late":       {[]bossim.Fault{onApply(bossim.Fault{Status: 504, CommitAfter: 29 * time.Second})}, applied, true, 1, window, 0},
	"truncated":           {[]bossim.Fault{onApply(bossim.Fault{Truncate: 20})}, applied, true, 1, window, 0},
	"empty":               {[]bossim.Fault{onApply(bossim.Fault{Status: 200, Commit: true})}, applied, true, 1, window, 0},
	"a login page":        {[]bossim.Fault{onApply(bossim.Fault{Status: 200, Body: "<p>Log in"})}, notApplied, false, 1, window, 0},
	"an empty object":     {[]bossim.Fault{onApply(bossim.Fault{Status: 200, Body: "{}"})}, notApplied, false, 1, window, 0},
	"no answer, done":     {[]bossim.Fault{onApply(bossim.Fault{Delay: time.Minute, Commit: true})}, applied, true, 1, time.Minute, 0},
	"403":                 {[]bossim.Fault{onApply(bossim.Fault{Status: 403})}, refusedEnd, false, 1, 0, 0},
	"400":                 {[]bossim.Fault{onApply(bossim.Fault{Status: 400})}, refusedEnd, false, 1, 0, 0},
	"nodes 503 before":    {[]bossim.Fault{onNodes(bossim.Fault{Status: 503})}, notApplied, false, 0, 15 * time.Second, 35 * time.Second},
	"nodes 503, briefly":  {[]bossim.Fault{onNodes(bossim.Fault{Status: 503, Times: 2})}, applied, true, 1, time.Second, 4 * time.Second},
	"nodes 403":           {[]bossim.Fault{onNodes(bossim.Fault{Status: 403})}, applied, true, 1, 0, 0},
	"nodes 403, and lost": {[]bossim.Fault{onNodes(bossim.Fault{Status: 403}), onApply(lostDone)}, unresolved, true, 1, window, 0},
	"options 503":         {[]bossim.Fault{{Path: "/v2/options", Status: 503}}, applied, true, 1, 0, 0},
	"lost, 503 for long":  {append(goneForNodes(2*time.Minute), onApply(lostDone)), applied, true, 1, 2 * time.Minute, 4 * time.Minute},
	"lost, 503 for ever":  {append(goneForNodes(time.Hour), onApply(lost)), unresolved, false, 1, 5 * time.Minute, 6 * time.Minute},
	"lost, 403 for ever":  {[]bossim.Fault{onNodes(bossim.Fault{Skip: 1, Status: 403}), onApply(lost)}, unresolved, false, 1, window, window + 3*time.Second},
	"lost, 403 once": {
		[]bossim.Fault{onNodes(bossim.Fault{Skip: 1, Times: 1, Status: 403}), onApply(lost)},
		notApplied, false, 1,
		window, window + 3*time.Second,
	},
	"lost, 400 for a node": {[]bossim.Fault{onNodes(bossim.Fault{Skip: 1, Status: 400}), onApply(lost)}, unresolved, false, 1, window, 0},
}

func TestApplyStaged_faults(t *testing.T) {
	t.Parallel()
	for name, row := range applyFaults {
		for _, clearStage := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, clear_stage %t", name, clearStage), func(t *testing.T) {
				t.Parallel()
				s := stagedSystem(t, clearStage, row.faults...)
				began := s.clock.Now()

				got, err := s.ApplyStaged(t.Context(), stagedIDs)

				if applicationResult(err) != row.end || s.applies() != row.posts {
					t.Errorf("%s after %d POSTs, want %s after %d: %v", applicationResult(err), s.applies(), row.end, row.posts, err)
				}
				if want := wantLists(stagedNodes, nil, ignoredIDs, nil, clearStage); row.end == applied && name != "options 503" && lists(got) != want {
					t.Errorf("got  %s\nwant %s", lists(got), want)
				}
				if took := s.clock.Now().Sub(began); took < row.from || took > max(row.from, row.to) {
					t.Errorf("took %v, want %v to %v", took, row.from, row.to)
				}
				s.sim.Lift()
				s.clock.Advance(time.Hour)
				for _, node := range stagedNodes {
					if r := s.record(t, node); (r.Session == "st") != row.done {
						t.Errorf("%s belongs to %q", node, r.Session)
					}
				}
			})
		}
	}
}

// If nodes keep their stage, the session has owned them since the first application.
func TestApplyStaged_lostSecondApplication(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault bossim.Fault
		end   string
	}{"done": {lostDone, applied}, "undone": {lost, notApplied}} {
		for _, later := range []time.Duration{time.Second, time.Minute, 24 * time.Hour} {
			s := stagedSystem(t, false)
			if _, err := s.ApplyStaged(t.Context(), stagedIDs); err != nil {
				t.Fatal(err)
			}
			s.clock.Advance(later)
			s.sim.Inject(onApply(test.fault))

			got, err := s.ApplyStaged(t.Context(), stagedIDs)

			if applicationResult(err) != test.end || s.applies() != 2 || (err == nil) != slices.Equal(got.Succeeded, stagedNodes) {
				t.Errorf("%s, %v later: %s, %v", name, later, lists(got), err)
			}
		}
	}
}

// A server that dies during the request has applied the stages of some nodes.
func TestApplyStaged_partlyDone(t *testing.T) {
	t.Parallel()
	s := stagedSystem(t, true, onApply(bossim.Fault{Name: "lost", Drop: true, Times: 1}))
	s.sim.OnRequest(func(r bossim.Request) {
		if r.Fault == "lost" {
			s.behindItsBack(t, stagedNodes[1])
		}
	})

	_, err := s.ApplyStaged(t.Context(), stagedIDs)

	var open *bos.UnresolvedApplicationError
	if !errors.As(err, &open) || s.applies() != 1 || open.Unknown != nil || !slices.Equal(open.NotApplied, stagedNodes[:1]) {
		t.Fatalf("got %#v", err)
	}
	if got, want := lists(open.Known), wantLists(stagedNodes[1:], nil, ignoredIDs, nil, true); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if want := "what was staged was applied to 1 nodes, and not to 1: POST /v2/applystaged: EOF"; scripted.WithoutID(err) != want {
		t.Errorf("got %s", scripted.WithoutID(err))
	}
}

// The result is unknown if a session took the node meanwhile, staged it anew, or its record is gone.
func TestApplyStaged_lostAndMoreHappened(t *testing.T) {
	t.Parallel()
	for name, happens := range map[string]func(t *testing.T, s *simulated){
		"taken over": func(t *testing.T, s *simulated) {
			limit := stagedNodes[1]
			s.before(t, bos.SessionCreate{Name: "other", Operation: bos.OperationBoot, TemplateName: "compute", Limit: &limit})
		},
		"staged anew": func(t *testing.T, s *simulated) {
			limit := stagedNodes[1]
			s.before(t, bos.SessionCreate{Name: "other", Operation: bos.OperationBoot, TemplateName: "compute", Limit: &limit, Stage: true})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := stagedSystem(t, false, onApply(bossim.Fault{Name: "lost", Drop: true, Commit: true}))
			s.sim.OnRequest(func(r bossim.Request) {
				if r.Fault == "lost" {
					happens(t, s)
				}
			})

			_, err := s.ApplyStaged(t.Context(), stagedIDs)

			var open *bos.UnresolvedApplicationError
			if !errors.As(err, &open) || s.applies() != 1 || !slices.Equal(open.Unknown, stagedNodes[1:]) ||
				!slices.Equal(open.Known.Succeeded, stagedNodes[:1]) {
				t.Fatalf("got %#v", err)
			}
			want := "what was staged was applied to 1 nodes, not to 0, and may or may not have been to 1: " +
				"POST /v2/applystaged: EOF"
			if scripted.WithoutID(err) != want {
				t.Errorf("got %s", scripted.WithoutID(err))
			}
		})
	}
}

// It is then also unknown which nodes had no stage.
func TestApplyStaged_lostAndUnreadableRecords(t *testing.T) {
	t.Parallel()
	s := stagedSystem(t, false, onNodes(bossim.Fault{Skip: 1, Status: http.StatusBadRequest}), onApply(lost))

	_, err := s.ApplyStaged(t.Context(), stagedIDs)

	var open *bos.UnresolvedApplicationError
	if !errors.As(err, &open) || !slices.Equal(open.Unknown, slices.Concat(stagedNodes, ignoredIDs)) || open.Known.Ignored != nil {
		t.Errorf("got %#v", err)
	}
}
