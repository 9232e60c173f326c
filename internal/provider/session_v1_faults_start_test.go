// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const (
	// untoldOnV1 is a session of which not even the name is known.
	untoldOnV1  = "status unknown, not judged, tainted"
	mayBeLost   = "warning: Unable to tell whether the session was started"
	notDeleted  = "succeeds: warning: No record was deleted"
	foundOnV1   = "state rm" // what somebody begins with who has found it
	takenOnV1   = `succeeds: warning: Unable to prove that session "…" is the one that was started`
	replacedFor = replacement + ": " + mayBeLost
)

var foundAndImported = []string{foundOnV1, "import", "apply"}

// unknownOnV1 completes a row whose POST got no answer, and of which BOS then shows no session: the next apply replaces it.
func unknownOnV1(row faultRow) faultRow {
	row.posts, row.apply, row.state, row.plan = 1, cannotTell, untoldOnV1, replacedFor
	row.end, row.more = notDeleted, 1
	row.says = append(row.says, "cray bos v1 session list", "terraform import ADDRESS ID")
	return row
}

// bootedTwice is unknownOnV1 where the lost session has booted the nodes: BOS v1 boots none of nodes that are all on.
func bootedTwice(row faultRow) faultRow {
	row = unknownOnV1(row)
	row.started, row.end, row.last = 1, "fails: warning: No record was deleted; Unable to boot 16 of 16 nodes", bootedTwiceOnV1
	return row
}

// importedOnV1 completes one whose session somebody has found.
func importedOnV1(row faultRow) faultRow {
	row = unknownOnV1(row)
	row.way, row.started, row.more, row.end, row.last = foundAndImported, 1, 0, "succeeds", "complete, succeeded"
	return row
}

// foundAgainOnV1 completes one whose session is found, as the only new one: without a limit of xnames, its nodes prove nothing.
func foundAgainOnV1(row faultRow) faultRow {
	row.started, row.posts, row.apply = 1, 1, takenOnV1
	row.says = append(row.says, "started 2026-11-22T12:00:", "16 nodes: x3000c0s1b0n0, x3000c0s1b1n0", "Compare its start and its nodes")
	return row
}

// v1LostRows are answers that do not come, or not in time.
func v1LostRows() []faultRow {
	start := func(f bossim.Fault) []bossim.Fault {
		f.Times = 1
		return []bossim.Fault{onV1Start(f)}
	}
	return []faultRow{
		foundAgainOnV1(faultRow{what: "the answer is lost; BOS has started the session", engine: true, faults: start(bossim.Fault{Commit: true, Drop: true})}),
		unknownOnV1(faultRow{what: "the request is lost on its way", faults: start(bossim.Fault{Drop: true})}),
		foundAgainOnV1(faultRow{what: "the connection is reset; BOS has started the session", faults: start(bossim.Fault{Commit: true, Reset: true})}),
		unknownOnV1(faultRow{what: "the connection is reset while sending", faults: start(bossim.Fault{Reset: true})}),
		foundAgainOnV1(faultRow{
			what:   "the connection is lost at once, and BOS starts the session 29 s later",
			faults: start(bossim.Fault{CommitAfter: 29 * time.Second, Drop: true}),
		}),
		foundAgainOnV1(faultRow{
			what:   "answer 504 at once, and BOS starts the session 29 s later",
			faults: start(bossim.Fault{CommitAfter: 29 * time.Second, Status: 504}),
		}),
		{what: "the answer takes 35 s", faults: start(bossim.Fault{Delay: 35 * time.Second}), started: 1, posts: 1},
		foundAgainOnV1(faultRow{
			what:   "the answer takes longer than `request_timeout`; BOS has started the session",
			faults: start(bossim.Fault{Commit: true, Delay: 2 * time.Minute}),
		}),
		unknownOnV1(faultRow{
			what:   "the answer takes longer than `request_timeout`; BOS has not",
			faults: start(bossim.Fault{Delay: 2 * time.Minute, Status: 502}),
		}),
		foundAgainOnV1(faultRow{
			what:   "the answer is lost, and the gateway has no way to BOS (404) for two minutes",
			faults: append(start(bossim.Fault{Commit: true, Drop: true}), onV1List(bossim.Fault{Skip: 1, Status: 404, For: 2 * time.Minute})),
		}),
		importedOnV1(faultRow{
			what:   "the list of sessions hangs, as it does above 4 MB, and the answer is lost; somebody imports the session",
			faults: append(start(bossim.Fault{Commit: true, Drop: true}), onV1List(bossim.Fault{Delay: 30 * time.Second, Drop: true})),
			says:   []string{"exceed 4 MB"},
		}),
		bootedTwice(faultRow{
			what:   "the answer is lost, and somebody starts the same operation of the same template at that moment",
			faults: start(bossim.Fault{Commit: true, Drop: true}), before: atTheSameTime(""), says: []string{"These sessions may be it", "16 nodes: x3000c0s1b0n0"},
		}),
		{
			what: "the same, with a `limit` of xnames, and the other session has other nodes", knobs: ofOneNode,
			faults: start(bossim.Fault{Commit: true, Drop: true}), before: atTheSameTime("x3000c0s2b0n0"), started: 1, posts: 1,
		},
		unknownOnV1(faultRow{
			what: "the same, and our request is lost on its way", knobs: ofOneNode,
			faults: start(bossim.Fault{Drop: true}), before: atTheSameTime("x3000c0s2b0n0"),
		}),
	}
}

const ofOneNode = `limit = "x3000c0s1b0n0"`

// atTheSameTime somebody starts a session of the same operation and template, of the nodes in limit.
func atTheSameTime(limit string) func(*testing.T, *sim) {
	return func(t *testing.T, s *sim) {
		t.Helper()
		var once sync.Once
		s.OnRequest(func(r bossim.Request) {
			if !ourPost(r) {
				return
			}
			once.Do(func() {
				s.sends(t, http.MethodPost, "/v1/session", "", `{"operation": "boot", "templateName": "blue", "limit": "`+limit+`"}`)
			})
		})
	}
}

// v1GatewayRows are answers that do not tell whether BOS has started the session.
func v1GatewayRows() []faultRow {
	var rows []faultRow
	for _, status := range []int{500, 502, 503, 504} {
		answer := answers(status, "text/plain", "upstream connect error or disconnect")
		answer.Times = 1
		committed := answer
		committed.Commit = true
		rows = append(
			rows,
			foundAgainOnV1(faultRow{
				what:   fmt.Sprintf("answer %d; BOS has started the session", status),
				faults: []bossim.Fault{onV1Start(committed)},
			}),
			unknownOnV1(faultRow{
				what:   fmt.Sprintf("answer %d; BOS has not", status),
				engine: status == 504,
				faults: []bossim.Fault{onV1Start(answer)},
			}),
		)
	}
	return rows
}

// v1GoneRows are times without BOS.
func v1GoneRows() []faultRow {
	lostAnswer := onV1Start(bossim.Fault{Commit: true, Drop: true, Times: 1})
	gone := func(silence time.Duration) bossim.Fault { return bossim.Fault{Skip: 1, Drop: true, For: silence} }
	const safe = "lifecycle {\n prevent_destroy = true\n}"
	return []faultRow{
		foundAgainOnV1(faultRow{
			what:   "BOS starts the session and is gone for a minute",
			faults: []bossim.Fault{lostAnswer, gone(time.Minute)},
		}),
		importedOnV1(faultRow{
			what: "BOS starts the session and is gone for half an hour; somebody imports the session", engine: true,
			faults: []bossim.Fault{lostAnswer, gone(30 * time.Minute)},
		}),
		bootedTwice(faultRow{
			what:   "the same, and nobody looks for the session",
			faults: []bossim.Fault{lostAnswer, gone(30 * time.Minute)},
		}),
		{
			what: "the same, with `prevent_destroy`", engine: true, knobs: safe,
			faults: []bossim.Fault{lostAnswer, gone(30 * time.Minute)}, started: 1, posts: 1,
			apply: cannotTell, state: untoldOnV1, plan: "fails: " + mayBeLost + "; Instance cannot be destroyed",
			way: applyOnly, end: "fails: " + mayBeLost + "; Instance cannot be destroyed", last: untoldOnV1,
		},
		importedOnV1(faultRow{
			what:   "BOS starts the session, then refuses the token; somebody imports the session",
			faults: []bossim.Fault{lostAnswer, onV1List(bossim.Fault{Skip: 1, Status: 403, Body: "Unauthorized Request"})},
			says:   []string{"403", "Unauthorized Request"},
		}),
		unknownOnV1(faultRow{
			what:   "BOS is gone for half an hour, from the request on",
			faults: []bossim.Fault{onV1Start(bossim.Fault{Drop: true, Times: 1}), gone(30 * time.Minute)},
		}),
	}
}

// v1OddRows are answers that BOS did not give, or not like that.
func v1OddRows() []faultRow {
	committed := func(contentType, body string) []bossim.Fault {
		f := answers(201, contentType, body)
		f.Commit, f.Times = true, 1
		return []bossim.Fault{onV1Start(f)}
	}
	changed := func(change func(map[string]any)) []bossim.Fault {
		return []bossim.Fault{onV1Start(bossim.Fault{Rewrite: rewritten(change), Times: 1})}
	}
	return []faultRow{
		foundAgainOnV1(faultRow{what: "half the answer is lost", faults: []bossim.Fault{onV1Start(bossim.Fault{Truncate: 20, Times: 1})}}),
		foundAgainOnV1(faultRow{what: "an empty answer; BOS has started the session", faults: committed("application/json", "")}),
		unknownOnV1(faultRow{what: "an empty answer; BOS has not", engine: true, faults: []bossim.Fault{onV1Start(bossim.Fault{Status: 201, Times: 1})}}),
		foundAgainOnV1(faultRow{what: "JSON of another kind; BOS has started the session", faults: committed("application/json", `["s1"]`)}),
		foundAgainOnV1(faultRow{
			what:   "an answer that does not name the session",
			faults: changed(func(a map[string]any) { delete(a, "links"); delete(a, "job") }),
		}),
		foundAgainOnV1(faultRow{
			what:   "an answer of another operation",
			faults: changed(func(a map[string]any) { a["operation"] = "shutdown" }),
		}),
		unknownOnV1(faultRow{what: "a portal's page instead of BOS, once", faults: []bossim.Fault{onV1Start(onePage())}}),
		{
			what: "a redirect to a page for signing in",
			faults: []bossim.Fault{onV1Start(bossim.Fault{
				Status: 302, Header: map[string]string{"Location": "https://login.example.com/?next=bos"}, Times: 1,
			})},
			posts: 1, apply: cannotStart, says: []string{"https://login.example.com/"}, state: noSession, plan: newSession, more: 1,
		},
	}
}

// v1RefusedRows are requests that BOS, or the gateway, did not accept.
func v1RefusedRows() []faultRow {
	once := func(f bossim.Fault) []bossim.Fault {
		f.Times = 1
		return []bossim.Fault{onV1Start(f)}
	}
	return []faultRow{
		{
			what: "answer 401", faults: once(answers(401, "text/plain", "no token")), posts: 1,
			apply: cannotStart, says: []string{"401", "no token"}, state: noSession, plan: newSession, more: 1,
		},
		{
			what: "answer 403, a page of the gateway", faults: once(answers(403, "text/html", htmlForbidden)), posts: 1,
			apply: cannotStart, says: []string{"403", "Access denied by the policy of this site"}, state: noSession, plan: newSession, more: 1,
		},
		{
			what: "answer 429", engine: true, faults: once(bossim.Fault{Status: 429}), posts: 1,
			apply: cannotStart, says: []string{"429"}, state: noSession, plan: newSession, more: 1,
		},
		{
			what: "the system has no v1 (any more)", faults: append(noV1(bossim.Fault{}), onV1Start(bossim.Fault{})), posts: 1,
			apply: cannotStart, says: []string{"set api_version to v2"}, state: noSession, plan: newSession, more: 1,
		},
		{
			what: "a template that BOS does not have", config: v1OfTemplate("purple"), posts: 1,
			apply: cannotStart, says: []string{"404", "purple"}, state: noSession, plan: newSession, end: cannotStart, morePosts: 1, last: noSession,
		},
	}
}
