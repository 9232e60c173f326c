// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// rollingGroup is a section of the page.
type rollingGroup struct {
	title string
	rows  []rollingFault
}

func rollingGroups() []rollingGroup {
	return []rollingGroup{
		{"A rollout: when a wave is started", append(rollingStartRows(), rollingRefusedRows()...)},
		{"A rollout: while a wave runs", rollingWaitRows()},
		{"A rollout: later", rollingLaterRows()},
	}
}

// ofWave restricts a fault to the POST of one wave.
func ofWave(session string, f bossim.Fault) bossim.Fault {
	f.Within, f.Times = `"`+session+`"`, max(1, f.Times)
	return onStart(f)
}

func lookingAt(session string, f bossim.Fault) bossim.Fault {
	f.Method, f.Path = http.MethodGet, "/v2/sessions/"+session
	return f
}

// What follows after a wave that stopped the rollout while it was created.
const (
	noNewRollout   = `fails: Unable to plan rollout "roll"`
	cannotContinue = `fails: Unable to continue rollout "roll"`
	afterFirst     = "succeeded, –, –, –; tainted"
	afterSecond    = "succeeded, succeeded, –, –; tainted"
)

// hides takes a session out of answers for twenty seconds, as a cache that lags behind does.
func hides(path, session string) bossim.Fault {
	return bossim.Fault{Method: http.MethodGet, Path: path, For: 20 * time.Second, Rewrite: func(status int, _ http.Header, body []byte) (int, []byte) {
		if path == pathsV2.start {
			return status, []byte("[]")
		}
		return status, bytes.ReplaceAll(body, []byte(`"`+session+`"`), []byte(`""`))
	}}
}

// startsWave starts a session that is like a wave, behind the provider's back.
func startsWave(t *testing.T, s *sim, session string, nodes []string) {
	t.Helper()
	s.started(t, "", session, `"operation": "reboot", "template_name": "compute", "limit": "`+strings.Join(nodes, ",")+`"`)
}

func rollingStartRows() []rollingFault {
	names := bossim.NodeNames(32)
	gone := lookingAt("roll-w02", bossim.Fault{Skip: 1, Drop: true, For: 30 * time.Minute})
	return []rollingFault{
		{what: "nothing"},
		{
			what:   "the answer is lost; BOS has started the second wave",
			faults: []bossim.Fault{ofWave("roll-w02", bossim.Fault{Commit: true, Drop: true})},
		},
		{
			what:   "the request for the second wave is lost on its way",
			faults: []bossim.Fault{ofWave("roll-w02", bossim.Fault{Drop: true})}, posts: 5,
		},
		{
			what:   "answer 504 at once, and BOS starts the second wave 29 s later",
			faults: []bossim.Fault{ofWave("roll-w02", bossim.Fault{CommitAfter: 29 * time.Second, Status: 504})},
		},
		{
			what: "the answer to each wave is lost; BOS has started it",
			faults: []bossim.Fault{
				ofWave("roll-w01", bossim.Fault{Commit: true, Drop: true}), ofWave("roll-w02", bossim.Fault{Commit: true, Drop: true}),
				ofWave("roll-w03", bossim.Fault{Commit: true, Drop: true}), ofWave("roll-w04", bossim.Fault{Commit: true, Drop: true}),
			},
		},
		{
			what:   "BOS starts the second wave and is gone for half an hour",
			faults: []bossim.Fault{ofWave("roll-w02", bossim.Fault{Commit: true, Drop: true}), gone}, started: 2,
			apply: cannotTell, state: afterFirst, plan: noNewRollout, way: untaintAndApply,
		},
		{
			what:   "BOS is gone for half an hour, from the request for the second wave on",
			faults: []bossim.Fault{ofWave("roll-w02", bossim.Fault{Drop: true}), gone}, started: 1, posts: 2,
			apply: cannotTell, state: afterFirst, plan: noNewRollout, way: untaintAndApply,
		},
		{
			what: "an earlier apply that was killed has started the canary, and a cache hides that for twenty seconds",
			before: func(t *testing.T, s *sim) {
				t.Helper()
				startsWave(t, s, "roll-w01", names[:2])
				s.Clock.Advance(time.Minute)
			},
			faults: []bossim.Fault{hides("/v2/sessions", "roll-w01"), hides("/v2/components", "roll-w01")}, started: none,
			apply: `fails: Unable to start rollout "roll"`, state: noRollout, plan: noNewRollout, way: importAndApply, all: 3,
			end: `succeeds: warning: 30 nodes of rollout "roll" are in no record`,
		},
	}
}

func rollingRefusedRows() []rollingFault {
	forbidden := bossim.Fault{Status: http.StatusForbidden, Body: "Unauthorized Request"}
	return []rollingFault{
		{
			what: "BOS refuses the first wave (403)", faults: []bossim.Fault{ofWave("roll-w01", forbidden)}, started: none, posts: 1,
			apply: cannotStart, state: noRollout, plan: newRollout,
		},
		{
			what: "BOS refuses the third wave (403)", faults: []bossim.Fault{ofWave("roll-w03", forbidden)}, started: 2, posts: 3,
			apply: cannotStart, state: afterSecond, plan: noNewRollout, way: untaintAndApply,
		},
		{
			what:   "BOS does not list its sessions (403), before the first wave",
			faults: []bossim.Fault{{Method: http.MethodGet, Path: "/v2/sessions", Status: http.StatusForbidden, Skip: 4}}, started: none,
			apply: `fails: Unable to read what BOS knows of rollout "roll"`, state: noRollout, plan: newRollout,
		},
		{
			what: "somebody starts a session of the third wave's name on other nodes", wave: "roll-w02",
			others:  func(t *testing.T, s *sim) { t.Helper(); startsWave(t, s, "roll-w03", []string{"x3000c0s16b0n0"}) },
			started: 2, apply: cannotStart, state: afterSecond, plan: noNewRollout, way: untaintAndApply,
			end: cannotContinue, all: 2, last: "succeeded, succeeded, –, –",
		},
		{
			what: "somebody changes the image of the template while the second wave runs", wave: "roll-w02",
			others: func(t *testing.T, s *sim) {
				t.Helper()
				s.patch(t, "/v2/sessiontemplates/compute", `{"boot_sets": {"compute": {"type": "s3", "path": "s3://boot-images/2/manifest.json"}}}`)
			},
			started: 2, apply: `fails: Unable to start wave 3 of rollout "roll"`, state: afterSecond, plan: noNewRollout, way: untaintAndApply,
			end: `fails: Unable to start wave 3 of rollout "roll"`, all: 2, last: "succeeded, succeeded, –, –",
		},
		{
			what: "HSM is down from the second wave on", wave: "roll-w02",
			others: func(_ *testing.T, s *sim) {
				s.Inject(bossim.Fault{Service: bossim.ServiceHSM, Outside: true, Status: http.StatusServiceUnavailable})
			},
		},
	}
}

func failingNode(node string, failure bossim.Failure) func(*bossim.Config) {
	return func(c *bossim.Config) { c.System.Failing[node] = failure }
}

func rollingWaitRows() []rollingFault {
	const oneOf12 = "Unable to reboot 1 of 12 nodes"
	names := bossim.NodeNames(32)
	deletes := func(t *testing.T, s *sim) { t.Helper(); s.sends(t, "DELETE", "/v2/sessions/roll-w02", "", "") }
	return []rollingFault{
		{what: "BOS is gone for ten minutes", faults: []bossim.Fault{lookingAt("roll-w02", bossim.Fault{Skip: 2, Drop: true, For: 10 * time.Minute})}},
		{
			what: "a node of the canary fails", system: failingCanary, started: 1,
			apply: "fails: Unable to reboot 1 of 2 nodes", state: "failed, –, –, –; tainted", plan: noNewRollout,
			way: untaintAndApply, last: "failed, succeeded, succeeded, succeeded",
		},
		{
			what: "a node of the third wave fails", system: failingNode(names[18], bossim.FailConfiguration), started: 3,
			apply: "fails: " + oneOf12, state: "succeeded, succeeded, failed, –; tainted", plan: noNewRollout,
			way: untaintAndApply, last: "succeeded, succeeded, failed, succeeded",
		},
		{
			what: "a node of the third wave fails, with `on_failure = \"warn\"`", more: `on_failure = "warn"`,
			system: failingNode(names[18], bossim.FailConfiguration), started: 3,
			apply: "succeeds: warning: " + oneOf12, state: "succeeded, succeeded, failed, –", edit: `continue_after = "roll-w03"`,
			last: "succeeded, succeeded, failed, succeeded",
		},
		{
			what: "a node of the third wave fails, with `max_failed_percent = 10`", more: "max_failed_percent = 10",
			system: failingNode(names[18], bossim.FailConfiguration),
		},
		{
			what: "the second wave takes longer than `timeouts.create`", more: `timeouts = { create = "14m" }`,
			system: func(c *bossim.Config) {
				c.System.On, c.System.Failing[names[3]] = names[3:4], bossim.FailPowerOff
			},
			started: 2, apply: `fails: Unable to see the end of session "roll-w02" within 14m0s`, state: "succeeded, running, –, –; tainted",
			plan: noNewRollout, way: untaintAndApply,
		},
		{
			what: "somebody deletes the record of the second wave before BOS sets it up", wave: "roll-w02", look: 1, others: deletes, started: 2,
			apply: `fails: warning: The record of session "roll-w02" is gone; ` + strings.TrimPrefix(cannotContinue, "fails: ") + ` after session "roll-w02"`,
			state: "succeeded, unjudged, –, –; tainted", plan: noNewRollout, way: untaintAndApply, last: "succeeded, unjudged, succeeded, succeeded",
		},
		{
			what: "somebody deletes the record of the second wave while it runs", wave: "roll-w02", others: deletes,
			apply: `succeeds: warning: The record of session "roll-w02" is gone`,
		},
		{
			what: "a newer session takes over every node of the second wave", wave: "roll-w02",
			others: func(t *testing.T, s *sim) { t.Helper(); startsWave(t, s, "newer", names[2:14]) }, started: 2,
			apply: "fails: Unable to reboot the nodes", state: "succeeded, failed, –, –; tainted", plan: noNewRollout,
			way: untaintAndApply, last: "succeeded, failed, succeeded, succeeded",
		},
		{
			what:   "BOS refuses the token (403) while the second wave runs",
			faults: []bossim.Fault{lookingAt("roll-w02", bossim.Fault{Skip: 8, Status: http.StatusForbidden})}, started: 2,
			apply: `fails: Unable to wait for session "roll-w02"`, state: "succeeded, running, –, –; tainted", plan: noNewRollout, way: untaintAndApply,
		},
	}
}

const newRollout = "a new rollout"

func rollingLaterRows() []rollingFault {
	cleaned := func(_ *testing.T, s *sim) { s.Clock.Advance(2 * oneWeek) }
	return []rollingFault{
		{what: "BOS cleans the records up", then: cleaned},
		{
			what: "the canary fails, and BOS cleans its record up", system: failingCanary, started: 1, then: cleaned,
			apply: "fails: Unable to reboot 1 of 2 nodes", state: "failed, –, –, –; tainted", plan: noNewRollout,
			way: untaintAndApply, last: "failed, succeeded, succeeded, succeeded",
		},
		{what: "BOS is gone for a minute", then: func(_ *testing.T, s *sim) { s.Inject(bossim.Fault{Drop: true, For: time.Minute}) }},
	}
}
