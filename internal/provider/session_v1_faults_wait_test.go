// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const (
	cannotWaitV1 = `fails: Unable to wait for session "…"`
	tooLongV1    = `fails: Unable to see the end of session "…" within 20m0s`
	recordGoneV1 = `succeeds: warning: The record of session "…" is gone`
	// A boot that is run again, as BOS v1 boots none of nodes that are all on.
	bootsNoneOnV1   = "fails: Unable to boot 16 of 16 nodes"
	bootedTwiceOnV1 = "complete, failed, tainted"

	nodesGoOnV1 = `succeeds: warning: The nodes of session "…" continue`
)

func v1OfTemplate(name string, knobs ...string) string {
	return strings.Replace(v1With(strings.Join(knobs, "\n")), "blue", name, 1)
}

// inV1Wait strikes when the session runs and its nodes are known.
func inV1Wait(f bossim.Fault) bossim.Fault {
	f.Skip = 6
	return onV1Look(f)
}

func deletedOnV1(t *testing.T, s *sim) {
	t.Helper()
	s.sends(t, http.MethodDelete, "/v1/session/"+s.newest(), "", "")
}

// v1SilenceRows are times in which BOS cannot be asked for a session that it works on.
func v1SilenceRows() []faultRow {
	return []faultRow{
		{
			what: "answers 500, 502, 503 and 504, one after the other",
			faults: []bossim.Fault{
				inV1Wait(bossim.Fault{Status: 500, Times: 1}), inV1Wait(bossim.Fault{Status: 502, Times: 1}),
				inV1Wait(bossim.Fault{Status: 503, Times: 1}), inV1Wait(bossim.Fault{Status: 504, Times: 1}),
			},
			started: 1, posts: 1,
		},
		{
			what: "answer 429 with `Retry-After: 90`",
			faults: []bossim.Fault{inV1Wait(bossim.Fault{
				Status: 429, Header: map[string]string{"Retry-After": "90"}, Times: 1,
			})},
			started: 1, posts: 1,
		},
		{
			what:    "two lost answers and a reset connection",
			faults:  []bossim.Fault{inV1Wait(bossim.Fault{Drop: true, Times: 2}), inV1Wait(bossim.Fault{Reset: true, Times: 1})},
			started: 1, posts: 1,
		},
		{what: "BOS is gone for a minute", faults: []bossim.Fault{inV1Wait(bossim.Fault{Drop: true, For: time.Minute})}, started: 1, posts: 1},
		{what: "answers that take 35 s", faults: []bossim.Fault{inV1Wait(bossim.Fault{Delay: 35 * time.Second, Times: 3})}, started: 1, posts: 1},
		{
			what:    "answers that take longer than `request_timeout`",
			faults:  []bossim.Fault{inV1Wait(bossim.Fault{Delay: 2 * time.Minute, Times: 2})},
			started: 1, posts: 1,
		},
		{
			what: "BOS is gone for longer than `timeouts.create`; somebody untaints", engine: true,
			knobs: for20m, faults: []bossim.Fault{inV1Wait(bossim.Fault{Drop: true, For: 30 * time.Minute})}, started: 1, posts: 1,
			apply: tooLongV1, says: []string{"terraform untaint ADDRESS"}, state: goingOn, plan: replacement, way: untaintAndApply,
		},
		{
			what:  "the same, and nobody untaints",
			knobs: for20m, faults: []bossim.Fault{inV1Wait(bossim.Fault{Drop: true, For: 30 * time.Minute})}, started: 1, posts: 1,
			apply: tooLongV1, says: []string{"runs the operation again"}, state: goingOn, plan: replacement, more: 1, end: bootsNoneOnV1, last: bootedTwiceOnV1,
		},
		{
			what: "the same, with `prevent_destroy`", engine: true,
			knobs: for20m + "\nlifecycle {\n prevent_destroy = true\n}", faults: []bossim.Fault{inV1Wait(bossim.Fault{Drop: true, For: 30 * time.Minute})},
			started: 1, posts: 1,
			apply: tooLongV1, state: goingOn, plan: "fails: Instance cannot be destroyed", way: untaintAndApply, last: "complete, succeeded",
		},
		{
			what: "BOS's agent dies before it begins; somebody sees to that, and applies again", knobs: for20m,
			before:  func(_ *testing.T, s *sim) { s.LoseBootAgents(1) },
			started: 1, posts: 1, apply: tooLongV1, says: []string{"status pending, 0 nodes", "logs -c boa job/boa-"}, state: "pending, not judged, tainted",
			plan: replacement, end: nodesGoOnV1, more: 1,
		},
	}
}

// v1TokenRows are answers that refuse to tell.
func v1TokenRows() []faultRow {
	return []faultRow{
		{what: "answer 401, once", faults: []bossim.Fault{inV1Wait(bossim.Fault{Status: 401, Times: 1})}, started: 1, posts: 1},
		{what: "answer 403, once", faults: []bossim.Fault{inV1Wait(bossim.Fault{Status: 403, Times: 1})}, started: 1, posts: 1},
		{
			what:    "answer 401 from then on; somebody renews the token and untaints",
			faults:  []bossim.Fault{inV1Wait(bossim.Fault{Status: 401, Body: "token expired"})},
			started: 1, posts: 1, apply: cannotWaitV1, says: []string{"401", "token expired", "terraform untaint ADDRESS"},
			state: goingOn, plan: replacement, way: untaintAndApply,
		},
		{
			what: "answer 403 from then on; somebody renews the token, and nobody untaints", engine: true,
			faults:  []bossim.Fault{inV1Wait(answers(403, "text/html", htmlForbidden))},
			started: 1, posts: 1, apply: cannotWaitV1, says: []string{"403", "Access denied by the policy of this site"},
			state: goingOn, plan: replacement, more: 1, end: `fails: warning: The nodes of session "…" continue; Unable to boot 16 of 16 nodes`, last: bootedTwiceOnV1,
		},
	}
}

// v1RecordRows are records that go away.
func v1RecordRows() []faultRow {
	const gone = "running, unjudged, expired"
	return []faultRow{
		{
			what: "somebody deletes the session's record, and BOS's agent writes on (the id is listed, but describes as 404)", at: 13, others: deletedOnV1,
			started: 1, posts: 1, apply: recordGoneV1, says: []string{"Nothing is run again"}, state: gone,
		},
		{
			what: "the same, with `on_missing = \"recreate\"`", engine: true,
			knobs: `on_missing = "recreate"`, at: 13, others: deletedOnV1, started: 1, posts: 1,
			apply: recordGoneV1, state: gone, plan: replacement + ": warning: The operation will run again", more: 1, end: bootsNoneOnV1, last: bootedTwiceOnV1,
		},
		{
			what:   "BOS answers 404, once, though it has the record",
			faults: []bossim.Fault{inV1Wait(absentOnV1(bossim.Fault{Times: 1}))}, started: 1, posts: 1,
		},
		{
			what:   "the gateway has no way to BOS (404) for two minutes",
			faults: []bossim.Fault{inV1Wait(bossim.Fault{Status: 404, For: 2 * time.Minute})}, started: 1, posts: 1,
		},
		{
			what: "v1 of the API goes away (404 on every path), as by an upgrade, and comes back; somebody untaints", faults: noV1(bossim.Fault{Skip: 6}),
			started: 1, posts: 1, apply: cannotWaitV1, says: []string{"set api_version to v2"}, state: goingOn, plan: replacement, way: untaintAndApply,
		},
	}
}

// v1StrangeRows are answers in mid-wait that tell nothing, or not everything.
func v1StrangeRows() []faultRow {
	empty := rewritten(func(a map[string]any) { // v1/121_session_get_no_status.json
		for _, name := range []string{"start_time", "stop_time", "complete", "in_progress", "error_count"} {
			a[name] = ""
		}
	})
	onNodes := func(f bossim.Fault) bossim.Fault {
		f.Method, f.Path = http.MethodGet, "/v1/session/*/status/compute"
		return f
	}
	return []faultRow{
		{what: "the status record is lost, for some time: all that it would tell is empty", faults: []bossim.Fault{inV1Wait(bossim.Fault{Rewrite: empty, Times: 4})}, started: 1, posts: 1},
		{
			what: "the status record is lost; somebody untaints when it is back", engine: true,
			knobs: for20m, faults: []bossim.Fault{inV1Wait(bossim.Fault{Rewrite: empty})}, started: 1, posts: 1,
			apply: tooLongV1, says: []string{"status running, 16 nodes"}, state: goingOn, plan: replacement, way: untaintAndApply,
		},
		{what: "answers of which every value is null", faults: []bossim.Fault{inV1Wait(bossim.Fault{Rewrite: rewritten(nulled()), Times: 4})}, started: 1, posts: 1},
		{
			what:  "the records of the nodes are damaged (BOS drops the connection); somebody deletes them and untaints",
			knobs: for20m, faults: []bossim.Fault{onNodes(bossim.Fault{Drop: true})}, started: 1, posts: 1,
			apply: tooLongV1, says: []string{"the records of a session's progress are damaged"}, state: "pending, not judged, tainted", plan: replacement, way: untaintAndApply,
		},
		{
			what: "a portal's page, a list, half an answer and an empty one", started: 1, posts: 1,
			faults: []bossim.Fault{
				inV1Wait(onePage()), inV1Wait(bossim.Fault{Status: 200, Body: `["s1"]`, Times: 1}),
				inV1Wait(bossim.Fault{Truncate: 40, Times: 1}), inV1Wait(bossim.Fault{Status: 200, Times: 1}),
			},
		},
	}
}
