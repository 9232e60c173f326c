// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// v1NodeRows are sessions that complete without doing what they should.
func v1NodeRows() []faultRow {
	const (
		failed  = "complete, failed, tainted"
		judged  = "complete, failed"
		twoFail = "Unable to boot 2 of 2 nodes"
		noNodes = "fails: Unable to boot any node"
		untold  = `succeeds: warning: Unable to read what became of the nodes of session "…"`
	)
	return []faultRow{
		{
			what: "nodes fail", config: v1OfTemplate("broken"), started: 1, posts: 1,
			apply: "fails: " + twoFail, says: []string{"CFS failed and exhausted all retries", "x3000c0s16b1n0", "BOS v1 does not say why", "x3000c0s16b2n0", "terraform apply -replace=ADDRESS"},
			state: failed, plan: replacement, end: "fails: " + twoFail, more: 1, last: failed,
		},
		{
			what: "nodes fail; somebody untaints", config: v1OfTemplate("broken"), started: 1, posts: 1,
			apply: "fails: " + twoFail, state: failed, plan: replacement, way: untaintAndApply, end: "fails: " + twoFail, last: judged,
		},
		{
			what: "nodes fail, with `on_failure = \"warn\"`", engine: true, started: 1, posts: 1,
			config: v1OfTemplate("broken", `on_failure = "warn"`),
			apply:  "succeeds: warning: " + twoFail, state: judged,
		},
		{
			what: "`boot` of nodes that are all on already", started: 1, posts: 1,
			before: func(t *testing.T, s *sim) {
				t.Helper()
				s.sends(t, http.MethodPost, "/v1/session", "", `{"operation": "boot", "templateName": "blue"}`)
				s.Clock.Advance(oneHour)
			},
			apply: bootsNoneOnV1, says: []string{"no record that it booted", "reboot does not", "logs -c boa job/boa-"},
			state: bootedTwiceOnV1, plan: replacement, end: bootsNoneOnV1, more: 1, last: bootedTwiceOnV1,
		},
		{
			what: "no node is left of the template", knobs: `limit = "green"`, started: 1, posts: 1,
			apply: noNodes, says: []string{"the template and the limit select none"},
			state: failed, plan: replacement, end: noNodes, more: 1, last: failed,
		},
		{
			what: "somebody deletes the template meanwhile, by which BOS tells the nodes", at: 8, started: 1, posts: 1,
			others: func(t *testing.T, s *sim) {
				t.Helper()
				s.sends(t, http.MethodDelete, "/v1/sessiontemplate/blue", "", "")
			},
		},
		{
			what: "the same, before the provider has read it", at: 1, started: 1, posts: 1,
			others: func(t *testing.T, s *sim) {
				t.Helper()
				s.sends(t, http.MethodDelete, "/v1/sessiontemplate/blue", "", "")
			},
			apply: untold, says: []string{"Nothing is run again"}, state: "complete, unjudged",
		},
		{what: "somebody adds a boot set to the template meanwhile", at: 8, started: 1, posts: 1, others: addedBootSet},
		{
			what: "the same, before the provider has read it; somebody untaints", at: 1, started: 1, posts: 1, others: addedBootSet,
			apply: `fails: Unable to set up session "…"`, says: []string{"BOS has no record of boot set more", "logs -c boa job/boa-"},
			state: failed, plan: replacement, way: untaintAndApply, end: `fails: Unable to set up session "…"`, last: judged,
		},
	}
}

func addedBootSet(t *testing.T, s *sim) {
	t.Helper()
	const set = `{"type": "s3", "path": "s3://boot-images/1/manifest.json", "etag": "1", "kernel_parameters": "console=ttyS0", "node_groups": ["blue"], "rootfs_provider": "cpss3", "rootfs_provider_passthrough": "x"}`
	s.sends(t, http.MethodPost, "/v1/sessiontemplate", "", `{"name": "blue", "boot_sets": {"compute": `+set+`, "more": `+set+`}}`)
}

// v1ResultRows are sessions that are complete, and BOS cannot be asked what became of the nodes.
func v1ResultRows() []faultRow {
	return []faultRow{
		{
			what: "answers 500, 502, 503 and 504, one after the other", started: 1, posts: 1,
			faults: []bossim.Fault{
				onV1Result(bossim.Fault{Status: 500, Times: 1}), onV1Result(bossim.Fault{Status: 502, Times: 1}),
				onV1Result(bossim.Fault{Status: 503, Times: 1}), onV1Result(bossim.Fault{Status: 504, Times: 1}),
			},
		},
		{what: "BOS is gone for a minute", faults: []bossim.Fault{onV1Result(bossim.Fault{Drop: true, For: time.Minute})}, started: 1, posts: 1},
		{
			what: "a portal's page, half an answer and an empty one", started: 1, posts: 1,
			faults: []bossim.Fault{
				onV1Result(onePage()), onV1Result(bossim.Fault{Truncate: 40, Times: 1}), onV1Result(bossim.Fault{Status: 200, Times: 1}),
			},
		},
		{
			what: "answer 403 from then on; somebody renews the token and untaints", engine: true,
			faults:  []bossim.Fault{onV1Result(bossim.Fault{Status: 403, Body: "Unauthorized Request"})},
			started: 1, posts: 1, apply: cannotWaitV1, says: []string{"403", "Unauthorized Request"},
			state: "complete, not judged, tainted", plan: replacement, way: untaintAndApply,
		},
	}
}

// v1LaterRows are what happens to a session that has succeeded.
func v1LaterRows() []faultRow {
	const (
		expired    = "complete, succeeded, expired"
		cannotRead = `fails: Unable to read session "…"`
	)
	injected := func(faults ...bossim.Fault) func(*testing.T, *sim, *engine) {
		return func(_ *testing.T, s *sim, _ *engine) {
			for _, f := range faults {
				s.Inject(f)
			}
		}
	}
	look := func(f bossim.Fault) func(*testing.T, *sim, *engine) { return injected(onV1Look(f)) }
	deleted := func(t *testing.T, s *sim, _ *engine) { t.Helper(); deletedOnV1(t, s) }
	const recreate = `on_missing = "recreate"`
	return []faultRow{
		{what: "somebody deletes the record", engine: true, then: deleted, started: 1, posts: 1, last: expired},
		{
			what: "the same, with `on_missing = \"recreate\"`", engine: true, knobs: recreate, then: deleted, started: 1, posts: 1,
			plan: replacement + ": warning: The operation will run again", more: 1, end: bootsNoneOnV1, last: bootedTwiceOnV1,
		},
		{
			what: "somebody adds a boot set to the template", started: 1, posts: 1,
			then: func(t *testing.T, s *sim, _ *engine) { t.Helper(); addedBootSet(t, s) },
		},
		{
			what: "the provider's tenant is set", started: 1, posts: 1,
			then: func(_ *testing.T, s *sim, e *engine) {
				e.configure(s.provider(`tenant = "vcluster-blue"`) + v1With(""))
			},
		},
		{what: "BOS is gone for ten seconds", then: look(bossim.Fault{Drop: true, For: 10 * time.Second}), started: 1, posts: 1},
		{what: "BOS is gone for a minute", then: look(bossim.Fault{Drop: true, For: time.Minute}), started: 1, posts: 1, plan: cannotRead, way: applyOnly},
		{what: "answer 403", then: look(answers(403, "text/html", htmlForbidden)), started: 1, posts: 1, plan: cannotRead, way: applyOnly},
		{
			what: "the gateway has no way to BOS (404), with `on_missing = \"recreate\"`", knobs: recreate, then: look(bossim.Fault{Status: 404}), started: 1, posts: 1,
			plan: cannotRead, way: applyOnly,
		},
		{
			what: "the system has no v1 any more, with `on_missing = \"recreate\"`", knobs: recreate, then: injected(noV1(bossim.Fault{})...), started: 1, posts: 1,
			plan: cannotRead, way: applyOnly,
		},
		{
			what: "BOS answers 404, and cannot be asked whether it has v1", started: 1, posts: 1, plan: cannotRead, way: applyOnly,
			then: injected(onV1Look(absentOnV1(bossim.Fault{})), bossim.Fault{Path: "/v1/healthz", Status: 503}),
		},
		{what: "a portal's page", then: look(answers(200, "text/html", portalPage)), started: 1, posts: 1, plan: cannotRead, way: applyOnly},
		{
			what: "an answer of which every value is null", started: 1, posts: 1,
			then: look(bossim.Fault{Rewrite: rewritten(nulled())}), plan: cannotRead, way: applyOnly,
		},
	}
}

// v1DestroyRows are what goes wrong when a session is destroyed. Where that succeeds, the
// configuration plans a new one.
func v1DestroyRows() []faultRow {
	const (
		cannotDelete = `fails: Unable to delete session "…"`
		unwaited     = "wait_for_completion = false\n"

		nodesContinue = nodesGoOnV1 + `; warning: Destroying session "…" does not stop its nodes`
	)
	atOnce := func(*testing.T, *sim, *engine) {}
	minuteLater := func(_ *testing.T, s *sim, _ *engine) { s.Clock.Advance(time.Minute) }
	rows := []faultRow{
		{what: "the answer is lost", destroy: atOnce, faults: []bossim.Fault{onV1Delete(bossim.Fault{Commit: true, Drop: true, Times: 1})}},
		{what: "three answers 503", destroy: atOnce, faults: []bossim.Fault{onV1Delete(bossim.Fault{Status: 503, Times: 3})}},
		{what: "somebody has deleted the record", destroy: func(t *testing.T, s *sim, _ *engine) { t.Helper(); deletedOnV1(t, s) }},
		{
			what: "answer 500", engine: true, destroy: atOnce, faults: []bossim.Fault{onV1Delete(bossim.Fault{Status: 500, Times: 1})},
			apply: cannotDelete, state: "complete, succeeded", last: noSession,
		},
		{
			what: "BOS is gone for a minute", destroy: atOnce, faults: []bossim.Fault{onV1Delete(bossim.Fault{Drop: true, For: time.Minute})},
			apply: cannotDelete, state: "complete, succeeded", last: noSession,
		},
		{
			what: "the gateway has no way to BOS (404)", destroy: atOnce, faults: []bossim.Fault{onV1Delete(bossim.Fault{Status: 404})},
			apply: cannotDelete, state: "complete, succeeded", last: noSession,
		},
		{
			what: "answer 403", destroy: atOnce,
			faults: []bossim.Fault{onV1Delete(answers(403, "text/plain", "Unauthorized Request"))},
			apply:  cannotDelete, says: []string{"403", "The session stays in the state"}, state: "complete, succeeded", last: noSession,
		},
		{what: "the session still runs", knobs: unwaited, destroy: minuteLater, apply: nodesContinue},
		{what: "the session has not begun: BOS's agent will", engine: true, knobs: unwaited, destroy: atOnce, apply: nodesContinue},
		{
			what: "BOS's agent writes on after that (the id is listed, but describes as 404)", knobs: unwaited, destroy: minuteLater, apply: nodesContinue,
			then: hourLater,
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
