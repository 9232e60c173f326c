// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// nodeRows are sessions that complete without doing what they should.
func nodeRows() []faultRow {
	const (
		failed  = "complete, failed, tainted"
		judged  = "complete, failed"
		twoFail = "Unable to boot 2 of 2 nodes"
	)
	newer := func(limit string) func(*testing.T, *sim) {
		return func(t *testing.T, s *sim) { t.Helper(); s.started(t, "", "newer", likeOurs+limit) }
	}
	return []faultRow{
		{
			what: "nodes fail", engine: true, config: strings.Replace(sessionWith(""), "blue", "broken", 1), started: 1, posts: 1,
			apply: "fails: " + twoFail, says: []string{"cfs configuration failed", "x3000c0s16b1n0", "terraform apply -replace=ADDRESS"},
			state: failed, plan: replacement, end: "fails: " + twoFail, more: 1, last: failed,
		},
		{
			what: "nodes fail; somebody untaints", config: strings.Replace(sessionWith(""), "blue", "broken", 1), started: 1, posts: 1,
			apply: "fails: " + twoFail, state: failed, plan: replacement, way: untaintAndApply, end: "fails: " + twoFail, last: judged,
		},
		{
			what: "nodes fail, with `on_failure = \"warn\"`", started: 1, posts: 1,
			config: strings.Replace(sessionWith(`on_failure = "warn"`), "blue", "broken", 1),
			apply:  "succeeds: warning: " + twoFail, state: judged,
		},
		{
			what:  "BOS cannot set the session up: no node is left of the template",
			knobs: `limit = "green"`, started: 1, posts: 1,
			apply: `fails: Unable to set up session "s1"`, says: []string{"no node was touched", "No nodes were found to act upon."},
			state: failed, plan: replacement, end: `fails: Unable to set up session "s1"`, more: 1, last: failed,
		},
		{
			what: "a newer session takes over every node", at: 8, others: newer(""), started: 1, posts: 1,
			apply: "fails: Unable to boot the nodes", says: []string{"newer sessions took over each of its 16 nodes", `session "newer": 16 nodes`},
			state: failed, plan: replacement, more: 1,
		},
		{
			what: "a newer session takes over some nodes", at: 8, others: newer(`, "limit": "x3000c0s1b0n0,x3000c0s1b1n0"`), started: 1, posts: 1,
			apply: `succeeds: warning: A newer session took over 2 nodes of session "s1"`, says: []string{`session "newer": 2 nodes`},
		},
		{
			what: "an administrator switches a node off; somebody untaints", at: 8, started: 1, posts: 1,
			others: func(t *testing.T, s *sim) {
				t.Helper()
				s.patch(t, "/v2/components/x3000c0s1b0n0", `{"enabled": false}`)
			},
			apply: "fails: Unable to boot 1 of 16 nodes", says: []string{"1 was held back"},
			state: failed, plan: replacement, way: untaintAndApply, end: "fails: Unable to boot 1 of 16 nodes", last: judged,
		},
	}
}

// resultRows are sessions that are complete, and BOS cannot be asked what became of the nodes.
func resultRows() []faultRow {
	noPercent := rewritten(func(a map[string]any) { delete(a, "percent_successful") })
	texts := rewritten(func(a map[string]any) {
		a["percent_successful"], a["percent_failed"], a["managed_components_count"] = "100.0", "0", "16"
	})
	const unjudged = "complete, not judged, tainted"
	return []faultRow{
		{
			what: "answers 500, 502, 503 and 504, one after the other", started: 1, posts: 1,
			faults: []bossim.Fault{
				onResult(bossim.Fault{Status: 500, Times: 1}), onResult(bossim.Fault{Status: 502, Times: 1}),
				onResult(bossim.Fault{Status: 503, Times: 1}), onResult(bossim.Fault{Status: 504, Times: 1}),
			},
		},
		{what: "BOS is gone for a minute", engine: true, faults: []bossim.Fault{onResult(bossim.Fault{Drop: true, For: time.Minute})}, started: 1, posts: 1},
		{
			what: "a portal's page, half an answer and an empty one", started: 1, posts: 1,
			faults: []bossim.Fault{
				onResult(onePage()), onResult(bossim.Fault{Truncate: 40, Times: 1}), onResult(bossim.Fault{Status: 200, Times: 1}),
			},
		},
		{what: "numbers that are written as texts", faults: []bossim.Fault{onResult(bossim.Fault{Rewrite: texts})}, started: 1, posts: 1},
		{
			what:   "an answer that does not say how many nodes succeeded, once",
			faults: []bossim.Fault{onResult(bossim.Fault{Rewrite: noPercent, Times: 1})}, started: 1, posts: 1,
		},
		{
			what:  "no answer says how many nodes succeeded; somebody untaints when it is over",
			knobs: for20m, faults: []bossim.Fault{onResult(bossim.Fault{Rewrite: noPercent})}, started: 1, posts: 1,
			apply: tooLong, says: []string{"does not say how many nodes succeeded"}, state: unjudged, plan: replacement, way: untaintAndApply,
		},
		{
			what:    "answer 403 from then on; somebody renews the token and untaints",
			faults:  []bossim.Fault{onResult(bossim.Fault{Status: 403, Body: "Unauthorized Request"})},
			started: 1, posts: 1, apply: cannotWait, says: []string{"403", "Unauthorized Request"},
			state: unjudged, plan: replacement, way: untaintAndApply,
		},
		{
			what: "the record is cleaned up between the last two requests", engine: true,
			faults: []bossim.Fault{onResult(notFound(bossim.Fault{}))}, started: 1, posts: 1,
			apply: recordGone, state: "complete, succeeded, expired",
			then: func(t *testing.T, s *sim, _ *engine) { t.Helper(); deleted(t, s) },
		},
	}
}

// laterRows are what happens to a session that has succeeded.
func laterRows() []faultRow {
	const (
		expired    = "complete, succeeded, expired"
		cannotRead = `fails: Unable to read session "s1"`
	)
	injected := func(f bossim.Fault) func(*testing.T, *sim, *engine) {
		return func(_ *testing.T, s *sim, _ *engine) { s.Inject(onLook(f)) }
	}
	cleaned := func(_ *testing.T, s *sim, _ *engine) { s.Clock.Advance(2 * oneWeek) }
	return []faultRow{
		{what: "BOS cleans the record up", then: cleaned, started: 1, posts: 1, last: expired},
		{
			what: "the same, with `on_missing = \"recreate\"`", knobs: `on_missing = "recreate"`, then: cleaned, started: 1, posts: 1,
			plan: replacement + ": warning: The operation will run again", more: 1,
		},
		{
			what: "somebody deletes the record", started: 1, posts: 1, last: expired,
			then: func(t *testing.T, s *sim, _ *engine) { t.Helper(); deleted(t, s) },
		},
		{
			what: "somebody deletes the record, and starts a session of the same name", started: 1, posts: 1, last: expired,
			then: func(t *testing.T, s *sim, _ *engine) { t.Helper(); startedAgain(t, s) },
		},
		{
			what: "BOS cleans the record up between a plan that waits and its apply", engine: true, knobs: "wait_for_completion = false", started: 1, posts: 1,
			state: "pending, not judged", then: func(_ *testing.T, _ *sim, e *engine) { e.configure(sessionWith("")) },
			plan: inPlace, between: cleaned, end: recordGone, last: "pending, unjudged, expired",
		},
		{
			what: "the provider's tenant is set to another one", started: 1, posts: 1,
			then: func(_ *testing.T, s *sim, e *engine) {
				e.configure("provider \"bos\" {\n endpoint = \"" + s.URL + "\"\n tenant = \"vcluster-blue\"\n}\n" + sessionWith(""))
			},
		},
		{what: "BOS is gone for ten seconds", then: injected(bossim.Fault{Drop: true, For: 10 * time.Second}), started: 1, posts: 1},
		{
			what: "BOS is gone for a minute", then: injected(bossim.Fault{Drop: true, For: time.Minute}), started: 1, posts: 1,
			plan: cannotRead, way: applyOnly,
		},
		{what: "answer 403", then: injected(answers(403, "text/html", htmlForbidden)), started: 1, posts: 1, plan: cannotRead, way: applyOnly},
		{
			what: "the gateway has no way to BOS (404)", then: injected(bossim.Fault{Status: 404}), started: 1, posts: 1,
			plan: cannotRead, way: applyOnly,
		},
		{
			what: "the same, with `on_missing = \"recreate\"`", knobs: `on_missing = "recreate"`, then: injected(bossim.Fault{Status: 404}), started: 1, posts: 1,
			plan: cannotRead, way: applyOnly,
		},
		{what: "a portal's page", then: injected(answers(200, "text/html", portalPage)), started: 1, posts: 1, plan: cannotRead, way: applyOnly},
		{
			what: "an answer of which every value but the name is null", started: 1, posts: 1,
			then: injected(bossim.Fault{Rewrite: rewritten(nulled("name"))}), plan: cannotRead, way: applyOnly,
		},
	}
}

// destroyRows are what goes wrong when a session is destroyed. Where that succeeds, the
// configuration plans a new one.
func destroyRows() []faultRow {
	const (
		cannotDelete = `fails: Unable to delete session "s1"`
		cannotCancel = `Unable to cancel session "s1"`
		unwaited     = "wait_for_completion = false\n"
		cancel       = unwaited + `on_destroy = "cancel"`
		nodesStay    = `warning: Destroying session "s1" stops its nodes where they are`
	)
	atOnce := func(*testing.T, *sim, *engine) {}
	minuteLater := func(_ *testing.T, s *sim, _ *engine) { s.Clock.Advance(time.Minute) }
	onPatch := func(f bossim.Fault) []bossim.Fault {
		f.Method, f.Path = "PATCH", "/v2/components"
		return []bossim.Fault{f}
	}
	rows := []faultRow{
		{what: "the answer is lost", destroy: atOnce, faults: []bossim.Fault{onDelete(bossim.Fault{Commit: true, Drop: true, Times: 1})}},
		{what: "three answers 503", destroy: atOnce, faults: []bossim.Fault{onDelete(bossim.Fault{Status: 503, Times: 3})}},
		{what: "BOS has cleaned the record up", destroy: func(_ *testing.T, s *sim, _ *engine) { s.Clock.Advance(2 * oneWeek) }},
		{
			what:    "somebody has deleted the record, and started a session of the same name",
			destroy: func(t *testing.T, s *sim, _ *engine) { t.Helper(); s.Clock.Advance(oneHour); startedAgain(t, s) },
		},
		{
			what: "answer 500", destroy: atOnce, faults: []bossim.Fault{onDelete(bossim.Fault{Status: 500, Times: 1})},
			apply: cannotDelete, state: "complete, succeeded", last: noSession,
		},
		{
			what: "BOS is gone for a minute", destroy: atOnce, faults: []bossim.Fault{onDelete(bossim.Fault{Drop: true, For: time.Minute})},
			apply: cannotDelete, state: "complete, succeeded", last: noSession,
		},
		{
			what: "the gateway has no way to BOS (404)", destroy: atOnce, faults: []bossim.Fault{onDelete(bossim.Fault{Status: 404})},
			apply: cannotDelete, state: "complete, succeeded", last: noSession,
		},
		{
			what: "answer 403, as a tenant's administrator gets", engine: true, config: unnamedSession, destroy: atOnce,
			faults: []bossim.Fault{onDelete(answers(403, "text/plain", "Unauthorized Request"))},
			apply:  `succeeds: warning: Unable to delete the record of session "tf-…"`,
		},
		{
			what: "the same, with a configured `name`", destroy: atOnce,
			faults: []bossim.Fault{onDelete(answers(403, "text/plain", "Unauthorized Request"))},
			apply:  cannotDelete, says: []string{"403", "The session stays in the state"}, state: "complete, succeeded", last: noSession,
		},
		{
			what: "the session still runs", engine: true, knobs: unwaited, destroy: minuteLater,
			apply: nodesGoOn + `; warning: Destroying session "s1" does not stop its nodes`,
		},
		{
			what: "the session still runs, with `on_destroy = \"cancel\"`; two answers are lost", knobs: cancel, destroy: minuteLater,
			faults: onPatch(bossim.Fault{Commit: true, Drop: true, Times: 2}),
			apply:  "succeeds: " + nodesStay,
		},
		{
			what: "the same, but answer 403", knobs: cancel, destroy: minuteLater,
			faults: onPatch(answers(403, "text/plain", "Unauthorized Request")),
			apply:  "fails: " + nodesStay + "; " + cannotCancel, end: "succeeds: " + nodesStay, says: []string{"403", "Repeat the command that failed"}, state: "running, not judged", last: noSession,
		},
	}
	for i := range rows {
		row := &rows[i]
		row.started, row.posts = 1, 1
		if row.state == "" {
			row.state, row.plan, row.last = noSession, newSession, noSession
		}
	}
	return rows
}
