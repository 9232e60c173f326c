// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const (
	portalPage    = `<html><head><title>Sign in</title></head><body>Please sign in to the site</body></html>`
	conflictOfBOS = `{"type": "about:blank", "title": "The resource to be created already exists", "status": 409, "detail": "Conflict on: Session with the same name already exists"}`
	noDatabase    = `{"type": "about:blank", "title": "Bad Request", "status": 400, "detail": "Session Template Name invalid: blue"}`
	likeOurs      = `"operation": "boot", "template_name": "blue"`
	unlikeOurs    = `"operation": "reboot", "template_name": "green"`

	unnamedSession = `
	resource "bos_session" "test" {
	  operation     = "boot"
	  template_name = "blue"
	}`
)

// oddRows are answers that BOS did not give, or not like that.
func oddRows() []faultRow {
	committed := func(contentType, body string) []bossim.Fault {
		f := answers(201, contentType, body)
		f.Commit, f.Times = true, 1
		return []bossim.Fault{onStart(f)}
	}
	return []faultRow{
		{
			what: "half the answer is lost", engine: true,
			faults: []bossim.Fault{onStart(bossim.Fault{Truncate: 20, Times: 1})}, started: 1, posts: 1,
		},
		{what: "an empty answer; BOS has started the session", faults: committed("application/json", ""), started: 1, posts: 1},
		{
			what:   "an empty answer; BOS has not",
			faults: []bossim.Fault{onStart(bossim.Fault{Status: 201, Times: 1})}, started: 1, posts: 2,
		},
		{what: "JSON of another kind; BOS has started the session", faults: committed("application/json", `["s1"]`), started: 1, posts: 1},
		{
			what:    "an answer of which every value is null",
			faults:  []bossim.Fault{onStart(bossim.Fault{Rewrite: rewritten(nulled()), Times: 1})},
			started: 1, posts: 1,
		},
		{
			what: "an answer that names another session",
			faults: []bossim.Fault{onStart(bossim.Fault{
				Rewrite: rewritten(func(a map[string]any) { a["name"] = "another" }), Times: 1,
			})},
			started: 1, posts: 1,
		},
		{what: "a portal's page instead of BOS, once", faults: []bossim.Fault{onStart(onePage())}, started: 1, posts: 2},
		{
			what:   "a portal's page instead of BOS, for every request to start",
			faults: []bossim.Fault{onStart(answers(200, "text/html", portalPage))}, posts: 4,
			apply: cannotStart, says: []string{"Please sign in to the site"}, state: noSession, plan: newSession, more: 1,
		},
		{
			what: "a redirect to a page for signing in",
			faults: []bossim.Fault{onStart(bossim.Fault{
				Status: 302, Header: map[string]string{"Location": "https://login.example.com/?next=bos"}, Times: 1,
			})},
			posts: 1, apply: cannotStart, says: []string{"https://login.example.com/"}, state: noSession, plan: newSession, more: 1,
		},
	}
}

// refusedRows are requests that BOS, or the gateway, did not accept.
func refusedRows() []faultRow {
	once := func(f bossim.Fault) []bossim.Fault {
		f.Times = 1
		return []bossim.Fault{onStart(f)}
	}
	return []faultRow{
		{
			what: "answer 401", engine: true, faults: once(answers(401, "text/plain", "no token")), posts: 1,
			apply: cannotStart, says: []string{"401", "no token"}, state: noSession, plan: newSession, more: 1,
		},
		{
			what: "answer 403, a page of the gateway", faults: once(answers(403, "text/html", htmlForbidden)), posts: 1,
			apply: cannotStart, says: []string{"403", "Access denied by the policy of this site"}, state: noSession, plan: newSession, more: 1,
		},
		{
			what: "BOS has lost its database (400, template name invalid)", posts: 1,
			faults: append(once(answers(400, "application/problem+json", noDatabase)), bossim.Fault{
				Method: "GET", Path: "/v2/healthz", Status: 200, Header: map[string]string{"Content-Type": "application/json"},
				Body: `{"apiStatus":"ok","dbStatus":"not_available"}`, Times: 1,
			}),
			apply: cannotStart, says: []string{"400", "Session Template Name invalid: blue", "database of BOS is not available", "dbStatus not_available"}, state: noSession, plan: newSession, more: 1,
		},
		{
			what: "a template that BOS does not have", config: strings.Replace(sessionWith(""), "blue", "purple", 1), posts: 1,
			apply: cannotStart, says: []string{"400", "purple"}, state: noSession, plan: newSession, end: cannotStart, morePosts: 1, last: noSession,
		},
		{
			what: "a tenant that BOS does not know", knobs: `tenant = "vcluster-red"`, posts: 1,
			apply: cannotStart, says: []string{"400", "tenant"}, state: noSession, plan: newSession, end: cannotStart, morePosts: 1, last: noSession,
		},
	}
}

// nameRows are names that are in use.
func nameRows() []faultRow {
	theirs := func(body string) func(*testing.T, *sim) {
		return func(t *testing.T, s *sim) { t.Helper(); s.started(t, "", "s1", body) }
	}
	twice := answers(409, "application/problem+json", conflictOfBOS)
	twice.Commit, twice.Times = true, 1
	const adopt = `on_conflict = "adopt"`
	return []faultRow{
		{
			what: "somebody's session has the configured name", before: theirs(likeOurs),
			apply: cannotStart, says: []string{"exists already", "Nothing was started", "terraform import ADDRESS /s1", "Choose another name"},
			state: noSession, plan: newSession, end: cannotStart, last: noSession,
		},
		{
			what:   "somebody's session has the configured name and the same inputs, with `on_conflict = \"adopt\"`",
			before: theirs(likeOurs), knobs: adopt,
		},
		{
			what:   "somebody's session has the configured name and other inputs, with `on_conflict = \"adopt\"`",
			before: theirs(unlikeOurs), knobs: adopt,
			apply: cannotStart, says: []string{"operation"},
			state: noSession, plan: newSession, end: cannotStart, last: noSession,
		},
		{
			what:   "a session of another tenant has the configured name",
			before: func(t *testing.T, s *sim) { t.Helper(); s.started(t, "vcluster-blue", "s1", likeOurs) }, started: 1, posts: 1,
		},
		{
			what: "a proxy sends the request twice, and hands on the second answer (409); no `name` configured", config: unnamedSession,
			faults: []bossim.Fault{onStart(twice)}, started: 1, posts: 1,
		},
		{
			what:  "the same, with a configured `name` and `on_conflict = \"adopt\"`",
			knobs: adopt, faults: []bossim.Fault{onStart(twice)}, started: 1, posts: 1,
		},
		{
			what: "the same, with a configured `name` alone; somebody imports the session", engine: true,
			faults: []bossim.Fault{onStart(twice)}, started: 1, posts: 1,
			apply: cannotStart, says: []string{"409", "terraform import ADDRESS /s1"}, state: noSession, plan: newSession, way: importAndApply,
		},
	}
}
