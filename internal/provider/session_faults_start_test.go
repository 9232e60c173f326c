// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const (
	cannotStart = "fails: Unable to start the session"
	cannotTell  = "fails: Unable to tell whether the session was started"
	newSession  = "a new session"

	hiddenRecord = `succeeds: warning: Unable to find the record of session "s1", which was started`

	replacement = "a replacement"
	inPlace     = "an update in place"
)

// gatewayRows are answers that do not tell whether BOS has started the session.
func gatewayRows() []faultRow {
	var rows []faultRow
	for _, status := range []int{500, 502, 503, 504} {
		answer := answers(status, "text/plain", "upstream connect error or disconnect")
		answer.Times = 1
		committed := answer
		committed.Commit = true
		rows = append(
			rows,
			faultRow{
				what:   fmt.Sprintf("answer %d; BOS has started the session", status),
				faults: []bossim.Fault{onStart(committed)}, started: 1, posts: 1,
			},
			faultRow{
				what:   fmt.Sprintf("answer %d; BOS has not", status),
				engine: status == 504,
				faults: []bossim.Fault{onStart(answer)}, started: 1, posts: 2,
			},
		)
	}
	return rows
}

// lostRows are answers that do not come, or not in time.
func lostRows() []faultRow {
	return []faultRow{
		{
			what: "the answer is lost; BOS has started the session", engine: true,
			faults: []bossim.Fault{onStart(bossim.Fault{Commit: true, Drop: true, Times: 1})}, started: 1, posts: 1,
		},
		{
			what:   "the request is lost on its way",
			faults: []bossim.Fault{onStart(bossim.Fault{Drop: true, Times: 1})}, started: 1, posts: 2,
		},
		{
			what:   "the connection is reset; BOS has started the session",
			faults: []bossim.Fault{onStart(bossim.Fault{Commit: true, Reset: true, Times: 1})}, started: 1, posts: 1,
		},
		{
			what:   "the connection is reset while sending",
			faults: []bossim.Fault{onStart(bossim.Fault{Reset: true, Times: 1})}, started: 1, posts: 2,
		},
		{
			what:   "the connection is lost at once, and BOS starts the session 29 s later",
			faults: []bossim.Fault{onStart(bossim.Fault{CommitAfter: 29 * time.Second, Drop: true, Times: 1})}, started: 1, posts: 1,
		},
		{
			what:   "answer 504 at once, and BOS starts the session 29 s later",
			faults: []bossim.Fault{onStart(bossim.Fault{CommitAfter: 29 * time.Second, Status: 504, Times: 1})}, started: 1, posts: 1,
		},
		{
			what:   "the answer takes 35 s",
			faults: []bossim.Fault{onStart(bossim.Fault{Delay: 35 * time.Second, Times: 1})}, started: 1, posts: 1,
		},
		{
			what:   "the answer takes longer than `request_timeout`; BOS has started the session",
			faults: []bossim.Fault{onStart(bossim.Fault{Commit: true, Delay: 2 * time.Minute, Times: 1})}, started: 1, posts: 1,
		},
		{
			what:   "the answer takes longer than `request_timeout`; BOS has not",
			faults: []bossim.Fault{onStart(bossim.Fault{Delay: 2 * time.Minute, Status: 502, Times: 1})}, started: 1, posts: 2,
		},
		{
			what: "the answer is lost, and a cache hides the session for a minute",
			faults: []bossim.Fault{
				onStart(bossim.Fault{Commit: true, Drop: true, Times: 1}), afterStart(notFound(bossim.Fault{For: time.Minute})),
			},
			started: 1, posts: 1, apply: hiddenRecord,
		},
		{
			what: "the request is lost, and the gateway has no way to BOS (404) for two minutes",
			faults: []bossim.Fault{
				onStart(bossim.Fault{Drop: true, Times: 1}), afterStart(bossim.Fault{Status: 404, For: 2 * time.Minute}),
			},
			started: 1, posts: 2, checkPosts: apart(2 * time.Minute),
		},
		{
			what: "answer 429 with `Retry-After: 90`",
			faults: []bossim.Fault{onStart(bossim.Fault{
				Status: 429, Header: map[string]string{"Retry-After": "90"}, Times: 1,
			})},
			started: 1, posts: 2,
			checkPosts: apart(90 * time.Second),
		},
	}
}

// apart checks that the request was repeated no earlier than that.
func apart(least time.Duration) func(t *testing.T, first, second bossim.Request) {
	return func(t *testing.T, first, second bossim.Request) {
		t.Helper()
		if gap := second.Time.Sub(first.Time); gap < least {
			t.Errorf("a POST was repeated after %s", gap)
		}
	}
}

// goneRows are times without BOS.
func goneRows() []faultRow {
	const untold = "status unknown, not judged, tainted"
	lostAnswer := onStart(bossim.Fault{Commit: true, Drop: true, Times: 1})
	return []faultRow{
		{
			what:   "BOS is gone for a minute, from the request on",
			faults: []bossim.Fault{fromStart(bossim.Fault{Drop: true, For: time.Minute})}, started: 1, posts: 2,
		},
		{
			what:   "BOS is gone for a minute, before the configured name was looked for",
			faults: []bossim.Fault{{Drop: true, For: time.Minute}},
			apply:  cannotStart, says: []string{"whether the name is free could not be found out"}, state: noSession, plan: newSession, more: 1,
		},
		{
			what:   "the answer is lost, and somebody deletes the record of the session before it is found",
			faults: []bossim.Fault{onStart(bossim.Fault{Commit: true, Drop: true, Times: 1}), afterStart(bossim.Fault{Status: 503, For: time.Minute})},
			at:     6, // when set-up has assigned the nodes
			others: func(t *testing.T, s *sim) { t.Helper(); s.sends(t, "DELETE", "/v2/sessions/s1", "", "") }, started: 1, posts: 1,
			apply: hiddenRecord + `; warning: The record of session "s1" is gone`, state: "complete, succeeded, expired", last: "complete, succeeded, expired",
		},
		{
			what:   "BOS starts the session and is gone for a minute",
			faults: []bossim.Fault{lostAnswer, fromStart(bossim.Fault{Drop: true, For: time.Minute})}, started: 1, posts: 1,
		},
		{
			what: "BOS starts the session and is gone for half an hour; somebody untaints", engine: true,
			faults: []bossim.Fault{lostAnswer, fromStart(bossim.Fault{Drop: true, For: 30 * time.Minute})}, started: 1, posts: 1,
			apply: cannotTell, says: []string{"terraform untaint ADDRESS", "cray bos v2 sessions describe s1"},
			state: untold, plan: replacement, way: untaintAndApply,
		},
		{
			what:    "BOS starts the session, then refuses the token",
			faults:  []bossim.Fault{lostAnswer, afterStart(bossim.Fault{Status: 403, Body: "Unauthorized Request"})},
			started: 1, posts: 1, apply: cannotTell, says: []string{"403", "Unauthorized Request"},
			state: untold, plan: replacement, way: untaintAndApply,
		},
		{
			what:   "BOS is gone for half an hour, from the request on",
			faults: []bossim.Fault{fromStart(bossim.Fault{Drop: true, For: 30 * time.Minute})}, posts: 1,
			apply: cannotTell, state: untold, plan: replacement, more: 1,
		},
		{
			what:   "the same, and somebody untaints what was never started",
			faults: []bossim.Fault{fromStart(bossim.Fault{Drop: true, For: 30 * time.Minute})}, posts: 1,
			apply: cannotTell, state: untold, plan: replacement,
			way: untaintAndApply, end: `fails: Unable to wait for session "s1"`, last: "status unknown, not judged",
		},
	}
}
