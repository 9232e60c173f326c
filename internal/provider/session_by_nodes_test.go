// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// proven has the private state say that the session's nodes prove what became of it, or that they do not.
func (m *managed) proven(proves bool) {
	m.t.Helper()
	private := map[string][]byte{}
	if err := json.Unmarshal(m.Private, &private); err != nil {
		m.t.Fatal(err)
	}
	origin := map[string]any{}
	if err := json.Unmarshal(private["origin"], &origin); err != nil {
		m.t.Fatal(err)
	}
	origin["nodes_prove"] = proves
	private["origin"], _ = json.Marshal(origin)
	m.Private, _ = json.Marshal(private)
}

// setUpSession starts a session of that configuration and reads it when it runs; its nodes are proof or not.
func setUpSession(t *testing.T, bos *sim, config fields, proves bool) *managed {
	t.Helper()
	m := newServer(t, bos, nil).manage("bos_session")
	m.fine(m.apply(with(config, fields{"wait_for_completion": truth(false)})))
	bos.Clock.Advance(30 * time.Second)
	m.fine(m.refresh())
	wantValues(t, m.values(m.State), map[string]any{"status": "running", "result": nil, "outcome": nil})
	m.proven(proves)
	return m
}

// consistent holds what a state says against itself.
func consistent(t *testing.T, values map[string]any) {
	t.Helper()
	outcome, _ := values["outcome"].(map[string]any)
	list, _ := values["components"].(string)
	switch {
	case outcome == nil && values["result"] == "succeeded", outcome != nil && values["status"] != "complete":
		t.Errorf("the state contradicts itself: %v", values)
	case outcome == nil:
		return
	}
	number := func(name string) int { n, _ := outcome[name].(int); return n }
	nodes := len(strings.Split(list, ","))
	if number("successful")+number("failed")+number("held") != number("managed") || number("managed")+number("superseded") != nodes ||
		(values["result"] == "succeeded") != (number("successful") == number("managed")) {
		t.Errorf("the outcome contradicts the state: %v", values)
	}
	for attribute, count := range map[string]int{"failed_nodes": number("failed"), "held_nodes": number("held")} {
		named, is := outcome[attribute].(string)
		if !is || named != "" && len(strings.Split(named, ",")) != count {
			t.Errorf("%s is %v, of %v", attribute, outcome[attribute], count)
		}
	}
}

// A session whose record goes away before its end is waited for by its nodes, and judged by them.
func TestSession_recordGoneIsJudgedByTheNodes(t *testing.T) {
	for name, row := range map[string]struct {
		config      fields
		proves      bool
		want        string
		failed      string
		others      func(*testing.T, *sim)
		superseded  int
		diagnostics int // errors
	}{
		"booted":   {config: bootBlue, proves: true, want: "succeeded"},
		"shutdown": {config: with(bootBlue, fields{"operation": text("shutdown")}), proves: true, want: "succeeded"},
		"failed":   {config: with(bootBlue, fields{"template_name": text("broken")}), proves: true, want: "failed", failed: "x3000c0s16b1n0,x3000c0s16b2n0", diagnostics: 1},
		"held": {
			config: bootBlue, proves: true, want: "failed", diagnostics: 1,
			others: func(t *testing.T, s *sim) {
				t.Helper()
				s.patch(t, "/v2/components/x3000c0s1b0n0", `{"enabled": false}`)
			},
		},
		"taken over in part": {
			config: bootBlue, proves: true, want: "succeeded", superseded: 1,
			others: func(t *testing.T, s *sim) {
				t.Helper()
				s.started(t, "", "newer", likeOurs+`, "limit": "x3000c0s1b0n0"`)
			},
		},
		"taken over": {
			config: bootBlue, proves: true, want: "unjudged",
			others: func(t *testing.T, s *sim) { t.Helper(); s.started(t, "", "newer", likeOurs) },
		},
		"an earlier session may have had the name": {config: bootBlue, want: "unjudged"},
	} {
		for _, when := range []string{"before the refresh", "before the wait", "in the wait"} {
			t.Run(name+", "+when, func(t *testing.T) {
				t.Parallel()
				bos := newSim(t, func(c *bossim.Config) { c.System.On = bossim.NodeNames(16) })
				m := setUpSession(t, bos, row.config, row.proves)
				if row.others != nil {
					row.others(t, bos)
				}
				bos.Clock.Advance(5 * time.Second)
				started := bos.SessionsStarted()
				switch when {
				case "before the refresh":
					deleted(t, bos)
					m.fine(m.refresh())
				case "before the wait":
					deleted(t, bos)
				default:
					bos.atLook(2, func() { deleted(t, bos) })
				}

				diagnostics := m.apply(row.config)

				wantTold(t, diagnostics, tfprotov6.DiagnosticSeverityError, row.diagnostics, `The record of session "s1" is gone`)
				values := m.values(m.State)
				consistent(t, values)
				want := map[string]any{"status": "complete", "result": row.want, "expired": true, "end_time": nil, "error": nil}
				if row.want == "unjudged" {
					want["status"], want["outcome"] = "running", nil
				}
				wantValues(t, values, want)
				if outcome, _ := values["outcome"].(map[string]any); outcome != nil && (outcome["failed_nodes"] != row.failed || outcome["superseded"] != row.superseded) {
					t.Errorf("%v", outcome)
				}
				before := len(bos.Requests())
				if differs := m.differs(row.config); len(differs) > 0 && row.want != "failed" {
					t.Errorf("the next plan changes %v", differs)
				}
				if row.want == "failed" { // told again from the state
					wantTold(t, m.apply(row.config), tfprotov6.DiagnosticSeverityError, 1, "Unable to boot")
				}
				if sent := len(bos.Requests()) - before; sent != 1 { // the refresh
					t.Errorf("%d more requests", sent)
				}
				if bos.SessionsStarted() != started {
					t.Error("another session was started")
				}
			})
		}
	}
}

// timeoutsOf is the argument with a time for create.
func timeoutsOf(create string) tftypes.Value {
	types := map[string]tftypes.Type{"create": tftypes.String, "delete": tftypes.String}
	return tftypes.NewValue(tftypes.Object{AttributeTypes: types}, map[string]tftypes.Value{
		"create": text(create), "delete": tftypes.NewValue(tftypes.String, nil),
	})
}

// A record that is hidden, for however long, is better than the nodes: what it says counts in the end.
func TestSession_recordFoundAgain(t *testing.T) {
	for name, row := range map[string]struct {
		fault bossim.Fault
		plan  bool // it strikes the refresh already
	}{
		"once in the plan":          {bossim.Fault{Times: 1}, true},
		"from the plan on, shortly": {bossim.Fault{For: 20 * time.Second}, true},
		"for two minutes":           {bossim.Fault{For: 2 * time.Minute}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t)
			m := setUpSession(t, bos, bootBlue, true)
			bos.Inject(onLook(notFound(row.fault)))
			if row.plan {
				m.fine(m.refresh())
				wantValues(t, m.values(m.State), map[string]any{"expired": true})
			}

			wantTold(t, m.apply(bootBlue), tfprotov6.DiagnosticSeverityWarning, 0)

			values := m.values(m.State)
			consistent(t, values)
			wantValues(t, values, map[string]any{"status": "complete", "result": "succeeded", "expired": false})
			if values["end_time"] == nil {
				t.Error("no end_time")
			}
			if differs := m.differs(bootBlue); len(differs) > 0 {
				t.Errorf("the next plan changes %v", differs)
			}
			bos.wantSent(t, 1, 1)
		})
	}
}

// After "complete", only what became of the nodes is missing.
func TestSession_statusGoneAfterComplete(t *testing.T) {
	for _, proves := range []bool{true, false} {
		t.Run(fmt.Sprint(proves), func(t *testing.T) {
			t.Parallel()
			bos := newSim(t)
			m := setUpSession(t, bos, bootBlue, proves)
			bos.Inject(onResult(notFound(bossim.Fault{})))

			wantTold(t, m.apply(bootBlue), tfprotov6.DiagnosticSeverityWarning, 1, `The record of session "s1" is gone`)

			values := m.values(m.State)
			consistent(t, values)
			want := map[string]any{"status": "complete", "result": "unjudged", "expired": true}
			if proves {
				want["result"] = "succeeded"
			}
			wantValues(t, values, want)
			bos.wantSent(t, 1, 1)
		})
	}
	t.Run("once", func(t *testing.T) {
		bos := newSim(t)
		m := setUpSession(t, bos, bootBlue, false)
		bos.Inject(onResult(notFound(bossim.Fault{Times: 1})))
		wantTold(t, m.apply(bootBlue), tfprotov6.DiagnosticSeverityWarning, 0)
		wantValues(t, m.values(m.State), map[string]any{"status": "complete", "result": "succeeded", "expired": false})
		bos.wantSent(t, 1, 1)
	})
}

// The nodes of a session without a record may take as long as those of another, and the policy may not show them.
func TestSession_recordGoneAndTheNodesDoNotEnd(t *testing.T) {
	bos := newSim(t)
	config := with(bootBlue, fields{"timeouts": timeoutsOf("20m")})
	m := setUpSession(t, bos, config, true)
	deleted(t, bos)
	bos.Inject(bossim.Fault{Method: http.MethodGet, Path: "/v2/components", Rewrite: func(status int, _ http.Header, body []byte) (int, []byte) {
		return status, []byte(strings.ReplaceAll(string(body), `"enabled":false`, `"enabled":true`))
	}})

	diagnostics := m.apply(config)

	wantTold(t, diagnostics, tfprotov6.DiagnosticSeverityError, 1, "Unable to see the end of", "BOS was still processing 16 of its 16 nodes")
	if text := told(diagnostics); strings.Contains(text, "deadline") {
		t.Error(text)
	}
	wantValues(t, m.values(m.State), map[string]any{"status": "running", "result": nil, "outcome": nil})

	bos.Lift()
	bos.Inject(bossim.Fault{Method: http.MethodGet, Path: "/v2/components", Status: 403, Body: "Unauthorized Request"})
	wantTold(t, m.apply(config), tfprotov6.DiagnosticSeverityWarning, 1, "is gone")
	wantValues(t, m.values(m.State), map[string]any{"status": "running", "result": "unjudged", "expired": true})
	bos.wantSent(t, 1, 1)
}
