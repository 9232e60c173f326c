// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const (
	cannotWait = `fails: Unable to wait for session "s1"`
	tooLong    = `fails: Unable to see the end of session "s1" within 20m0s`
	recordGone = `succeeds: warning: The record of session "s1" is gone`
	nodesGoOn  = `succeeds: warning: The nodes of session "s1" continue`
	goingOn    = "running, not judged, tainted"
	for20m     = `timeouts = { create = "20m" }`
)

// inWait strikes when the session runs, which it does after the fourth look of the wait. The first look is for its name.
func inWait(f bossim.Fault) bossim.Fault {
	f.Skip = 6
	return onLook(f)
}

func deleted(t *testing.T, s *sim) {
	t.Helper()
	s.sends(t, http.MethodDelete, "/v2/sessions/s1", "", "")
}

func startedAgain(t *testing.T, s *sim) {
	t.Helper()
	deleted(t, s)
	s.started(t, "", "s1", unlikeOurs)
}

func hourLater(_ *testing.T, s *sim, _ *engine) { s.Clock.Advance(oneHour) }

// silenceRows are times in which BOS cannot be asked for a session that it works on.
func silenceRows() []faultRow {
	return []faultRow{
		{
			what: "answers 500, 502, 503 and 504, one after the other",
			faults: []bossim.Fault{
				inWait(bossim.Fault{Status: 500, Times: 1}), inWait(bossim.Fault{Status: 502, Times: 1}),
				inWait(bossim.Fault{Status: 503, Times: 1}), inWait(bossim.Fault{Status: 504, Times: 1}),
			},
			started: 1, posts: 1,
		},
		{
			what: "answer 429 with `Retry-After: 90`",
			faults: []bossim.Fault{inWait(bossim.Fault{
				Status: 429, Header: map[string]string{"Retry-After": "90"}, Times: 1,
			})},
			started: 1, posts: 1,
		},
		{
			what:    "two lost answers and a reset connection",
			faults:  []bossim.Fault{inWait(bossim.Fault{Drop: true, Times: 2}), inWait(bossim.Fault{Reset: true, Times: 1})},
			started: 1, posts: 1,
		},
		{what: "BOS is gone for a minute", engine: true, faults: []bossim.Fault{inWait(bossim.Fault{Drop: true, For: time.Minute})}, started: 1, posts: 1},
		{what: "answers that take 35 s", faults: []bossim.Fault{inWait(bossim.Fault{Delay: 35 * time.Second, Times: 3})}, started: 1, posts: 1},
		{
			what:    "answers that take longer than `request_timeout`",
			faults:  []bossim.Fault{inWait(bossim.Fault{Delay: 2 * time.Minute, Times: 2})},
			started: 1, posts: 1,
		},
		{
			what: "BOS is gone for longer than `timeouts.create`; somebody untaints", engine: true,
			knobs: for20m, faults: []bossim.Fault{inWait(bossim.Fault{Drop: true, For: 30 * time.Minute})}, started: 1, posts: 1,
			apply: tooLong, says: []string{"terraform untaint ADDRESS"}, state: goingOn, plan: replacement, way: untaintAndApply,
		},
		{
			what:  "the same, and nobody untaints",
			knobs: for20m, faults: []bossim.Fault{inWait(bossim.Fault{Drop: true, For: 30 * time.Minute})}, started: 1, posts: 1,
			apply: tooLong, says: []string{"runs the operation again"}, state: goingOn, plan: replacement, more: 1,
		},
		{
			what:  "the session takes longer than `timeouts.create`; somebody untaints",
			knobs: `timeouts = { create = "2m" }`, started: 1, posts: 1,
			apply: `fails: Unable to see the end of session "s1" within 2m0s`, says: []string{"status running, 16 nodes"},
			state: goingOn, then: hourLater, plan: replacement, way: untaintAndApply,
		},
		{
			what: "the same, with `prevent_destroy`", engine: true,
			knobs: "timeouts = { create = \"2m\" }\nlifecycle {\n prevent_destroy = true\n}", started: 1, posts: 1,
			apply: `fails: Unable to see the end of session "s1" within 2m0s`,
			state: goingOn, then: hourLater, plan: "fails: Instance cannot be destroyed", way: untaintAndApply, last: "complete, succeeded",
		},
	}
}

// tokenRows are answers that refuse to tell.
func tokenRows() []faultRow {
	return []faultRow{
		{what: "answer 401, once", faults: []bossim.Fault{inWait(bossim.Fault{Status: 401, Times: 1})}, started: 1, posts: 1},
		{what: "answer 403, once", faults: []bossim.Fault{inWait(bossim.Fault{Status: 403, Times: 1})}, started: 1, posts: 1},
		{
			what:    "answer 401 from then on; somebody renews the token and untaints",
			faults:  []bossim.Fault{inWait(bossim.Fault{Status: 401, Body: "token expired"})},
			started: 1, posts: 1, apply: cannotWait, says: []string{"401", "token expired", "terraform untaint ADDRESS"},
			state: goingOn, plan: replacement, way: untaintAndApply,
		},
		{
			what: "answer 403 from then on; somebody renews the token, and nobody untaints", engine: true,
			faults:  []bossim.Fault{inWait(answers(403, "text/html", htmlForbidden))},
			started: 1, posts: 1, apply: cannotWait, says: []string{"403", "Access denied by the policy of this site"},
			state: goingOn, plan: replacement, more: 1, end: nodesGoOn,
		},
	}
}

// recordRows are records that go away, or turn into another one.
func recordRows() []faultRow {
	const (
		byNodes = "complete, succeeded, expired" // the nodes say what became of it
		gone    = "running, unjudged, expired"
	)
	return []faultRow{
		{
			what: "somebody deletes the session's record", at: 6, others: deleted, started: 1, posts: 1,
			apply: recordGone, says: []string{"16 of its 16 nodes successful", "Nothing is run again"}, state: byNodes,
		},
		{
			what:  "the same, with `on_missing = \"recreate\"`",
			knobs: `on_missing = "recreate"`, at: 6, others: deleted, started: 1, posts: 1,
			apply: recordGone, state: byNodes, plan: replacement + ": warning: The operation will run again", more: 1,
		},
		{
			what: "somebody deletes the record, and starts a session of the same name", at: 6, others: startedAgain, started: 1, posts: 1,
			apply: recordGone, state: gone,
		},
		{
			what: "the session takes longer than BOS keeps records (`cleanup_completed_session_ttl`)",
			before: func(t *testing.T, s *sim) {
				t.Helper()
				s.patch(t, "/v2/options", `{"cleanup_completed_session_ttl": "5m"}`)
			},
			started: 1, posts: 1, apply: recordGone, says: []string{"cleanup_completed_session_ttl"}, state: byNodes,
		},
		{
			what:   "somebody deletes the record, and components cannot be read (403)",
			faults: []bossim.Fault{{Method: http.MethodGet, Path: "/v2/components", Status: 403, Body: "Unauthorized Request"}},
			at:     6, others: deleted, started: 1, posts: 1,
			apply: recordGone, state: gone,
		},
		{
			what:   "BOS answers 404, once, though it has the record",
			faults: []bossim.Fault{inWait(notFound(bossim.Fault{Times: 1}))}, started: 1, posts: 1,
		},
		{
			what:   "the gateway has no way to BOS (404) for two minutes",
			faults: []bossim.Fault{inWait(bossim.Fault{Status: 404, For: 2 * time.Minute})}, started: 1, posts: 1,
		},
		{
			what:   "somebody deletes a session of the same name in another tenant",
			before: func(t *testing.T, s *sim) { t.Helper(); s.started(t, "vcluster-blue", "s1", likeOurs) },
			at:     6,
			others: func(t *testing.T, s *sim) {
				t.Helper()
				s.sends(t, http.MethodDelete, "/v2/sessions/s1", "vcluster-blue", "")
			},
			started: 1, posts: 1,
		},
	}
}

// strangeRows are answers in mid-wait that no version of BOS gives, or none that is known.
func strangeRows() []faultRow {
	status := func(a map[string]any) map[string]any { s, _ := a["status"].(map[string]any); return s }
	paused := rewritten(func(a map[string]any) { status(a)["status"] = "paused" })
	seen := func(change func(int, http.Header, []byte) (int, []byte)) []bossim.Fault {
		return []bossim.Fault{inWait(bossim.Fault{Rewrite: change, Times: 4})}
	}
	return []faultRow{
		{what: "a status that nobody knows, for some time", faults: seen(paused), started: 1, posts: 1},
		{
			what: "a status that nobody knows, from then on; somebody untaints when it is over", engine: true,
			knobs: for20m, faults: []bossim.Fault{inWait(bossim.Fault{Rewrite: paused})}, started: 1, posts: 1,
			apply: tooLong, says: []string{"status paused, 16 nodes"}, state: "paused, not judged, tainted", plan: replacement, way: untaintAndApply,
		},
		{
			what: "answers without a status", started: 1, posts: 1,
			faults: seen(rewritten(func(a map[string]any) { delete(a, "status") })),
		},
		{what: "answers of which every value is null", faults: seen(rewritten(nulled())), started: 1, posts: 1},
		{what: "answers of which every value but the name is null", faults: seen(rewritten(nulled("name"))), started: 1, posts: 1},
		{
			what: "a session that ends before it starts", started: 1, posts: 1,
			faults: []bossim.Fault{onLook(bossim.Fault{Rewrite: rewritten(func(a map[string]any) {
				if s := status(a); s["end_time"] != nil {
					s["end_time"] = "2026-11-22T11:00:00"
				}
			})})},
		},
		{
			what: "a portal's page, a list, half an answer and an empty one", started: 1, posts: 1,
			faults: []bossim.Fault{
				inWait(onePage()), inWait(bossim.Fault{Status: 200, Body: `["s1"]`, Times: 1}),
				inWait(bossim.Fault{Truncate: 40, Times: 1}), inWait(bossim.Fault{Status: 200, Times: 1}),
			},
		},
	}
}

func onePage() bossim.Fault {
	f := answers(200, "text/html", portalPage)
	f.Times = 1
	return f
}
