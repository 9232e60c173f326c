// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// fourteen of the blue nodes fail: more than BOS names.
func fourteenFail(c *bossim.Config) {
	c.System.Failing = map[string]bossim.Failure{}
	for _, node := range bossim.NodeNames(14) {
		c.System.Failing[node] = bossim.FailConfiguration
	}
}

func theFourteen() string {
	nodes := bossim.NodeNames(14)
	slices.Sort(nodes)
	return strings.Join(nodes, ",")
}

// outcomeOf is the outcome in a state.
func (m *managed) outcomeOf() map[string]any {
	m.t.Helper()
	outcome, _ := m.values(m.State)["outcome"].(map[string]any)
	return outcome
}

// The lists are whole, whatever BOS's messages name, and can be the next session's limit.
func TestSession_namesEveryFailedNode(t *testing.T) {
	bos := newSim(t, fourteenFail)
	m := newServer(t, bos, nil).manage("bos_session")
	diagnostics := m.apply(bootBlue)

	wantTold(t, diagnostics, tfprotov6.DiagnosticSeverityError, 1, "Unable to boot 14 of 16 nodes", "outcome.failed_nodes")
	consistent(t, m.values(m.State))
	wantValues(t, m.outcomeOf(), map[string]any{"failed": 14, "failed_nodes": theFourteen(), "held": 0, "held_nodes": ""})
	next := newServer(t, bos, nil).manage("bos_session")
	wantTold(t, next.apply(fields{"operation": text("reboot"), "template_name": text("blue"), "limit": text(theFourteen())}), tfprotov6.DiagnosticSeverityError, 1)
	wantValues(t, next.values(next.State), map[string]any{"components": theFourteen()})
	bos.wantSent(t, 2, 2)
}

func TestSession_namesHeldNodes(t *testing.T) {
	bos := newSim(t)
	m := setUpSession(t, bos, bootBlue, false)
	for _, node := range []string{"x3000c0s2b1n0", "x3000c0s1b0n0"} {
		bos.patch(t, "/v2/components/"+node, `{"enabled": false}`)
	}

	wantTold(t, m.apply(bootBlue), tfprotov6.DiagnosticSeverityError, 1, "2 nodes neither succeeded nor failed (outcome.held_nodes)", "x3000c0s1b0n0, x3000c0s2b1n0")

	wantValues(t, m.outcomeOf(), map[string]any{"held": 2, "held_nodes": "x3000c0s1b0n0,x3000c0s2b1n0", "failed_nodes": ""})
	bos.wantSent(t, 1, 1)
}

// Where nothing failed no node is asked, and where nodes may not be read the lists are empty, never null.
func TestSession_listsOfNodesAreNeverNull(t *testing.T) {
	bos := newSim(t)
	m := newServer(t, bos, nil).manage("bos_session")
	m.fine(m.apply(bootBlue))
	wantValues(t, m.outcomeOf(), map[string]any{"failed_nodes": "", "held_nodes": ""})
	requests := bos.Requests()
	start := slices.IndexFunc(requests, func(r bossim.Request) bool { return r.Method == http.MethodPost })
	if slices.ContainsFunc(requests[start:], func(r bossim.Request) bool { return r.Path == "/v2/components" }) {
		t.Error("the nodes of a session without failures were read after its start")
	}

	bos.Inject(bossim.Fault{Method: http.MethodGet, Path: "/v2/components", Status: 403, Body: "Unauthorized Request"})
	m = newServer(t, bos, nil).manage("bos_session")
	wantTold(t, m.apply(with(bootBlue, fields{"name": text("s2"), "template_name": text("broken")})), tfprotov6.DiagnosticSeverityError, 1, "Unable to boot 2 of 2 nodes")
	wantValues(t, m.outcomeOf(), map[string]any{"failed": 2, "failed_nodes": "", "held_nodes": ""})
	bos.wantSent(t, 2, 2)
}

// withoutLists is the state as an earlier release wrote it, and what the provider's upgrade makes of it.
func (m *managed) withoutLists() {
	m.t.Helper()
	value, err := m.State.Unmarshal(m.object)
	if err != nil {
		m.t.Fatal(err)
	}
	all := taken[map[string]tftypes.Value](m.t, value)
	outcome := taken[map[string]tftypes.Value](m.t, all["outcome"])
	stored := map[string]any{}
	for name, v := range m.values(m.State) {
		stored[name] = v
	}
	older := maps.Clone(m.outcomeOf())
	delete(older, "failed_nodes")
	delete(older, "held_nodes")
	stored["outcome"] = older
	text, _ := json.Marshal(stored)
	upgraded, err := m.UpgradeResourceState(m.ctx, &tfprotov6.UpgradeResourceStateRequest{
		TypeName: m.Type, Version: m.schema.ResourceSchemas[m.Type].Version, RawState: &tfprotov6.RawState{JSON: text},
	})
	if err != nil {
		m.t.Fatal(err)
	}
	m.fine(upgraded.Diagnostics)
	m.State = upgraded.UpgradedState
	if got := m.outcomeOf(); got["failed_nodes"] != nil || got["failed"] != older["failed"] || len(got) != len(outcome) {
		m.t.Fatalf("%v", got)
	}
}

// plansNothing holds the plan of config against the state, without a refresh.
func (m *managed) plansNothing(config fields) {
	m.t.Helper()
	resp := m.plan(config)
	m.fine(resp.Diagnostics)
	state, planned := m.values(m.State), m.values(resp.PlannedState)
	if !reflect.DeepEqual(state, planned) {
		m.t.Errorf("the plan is not empty:\nstate   %v\nplanned %v", state, planned)
	}
}

// A state of before plans empty as it is, and is filled by a refresh.
func TestSession_olderOutcomeIsFilled(t *testing.T) {
	for name, row := range map[string]struct {
		then         func(*testing.T, *sim)
		proves       bool
		failed, held any
	}{
		"the record is there":          {failed: theFourteen(), held: ""},
		"the record is gone":           {then: deleted, failed: "", held: ""},
		"the record is gone, but":      {then: deleted, proves: true, failed: theFourteen(), held: ""},
		"the nodes are another's":      {then: func(t *testing.T, s *sim) { t.Helper(); s.started(t, "", "newer", likeOurs); s.Clock.Advance(oneHour) }, failed: "", held: ""},
		"BOS cannot be asked just now": {then: func(_ *testing.T, s *sim) { s.Inject(bossim.Fault{Path: "/v2/components", Drop: true}) }, failed: nil, held: nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t, fourteenFail)
			config := with(bootBlue, fields{"on_failure": text("warn")})
			m := newServer(t, bos, nil).manage("bos_session")
			m.fine(m.apply(config))
			m.withoutLists()
			m.proven(row.proves)
			if row.then != nil {
				row.then(t, bos)
			}
			m.plansNothing(config)
			if knob := m.planned(with(config, fields{"on_missing": text("recreate")})); !knob["outcome"].IsFullyKnown() {
				t.Errorf("an edit of a knob makes %v of the outcome", knob["outcome"])
			}

			if differs := m.differs(config); len(differs) > 0 {
				t.Errorf("the plan changes %v", differs)
			}

			wantValues(t, m.outcomeOf(), map[string]any{"failed": 14, "failed_nodes": row.failed, "held_nodes": row.held})
			before := len(bos.Requests())
			if row.failed != nil {
				m.fine(m.refresh())
				if sent := len(bos.Requests()) - before; sent != 1 {
					t.Errorf("%d requests of another refresh", sent)
				}
			}
		})
	}
}

// The data source reads the same lists, and v1 of the API has them in the records of its boot sets.
func TestSession_listsOfNodesElsewhere(t *testing.T) {
	bos := newSim(t, fourteenFail)
	p := newServer(t, bos, nil)
	m := p.manage("bos_session")
	wantTold(t, m.apply(bootBlue), tfprotov6.DiagnosticSeverityError, 1)
	read, _ := p.found("bos_session", fields{"name": text("s1")})["outcome"].(map[string]any)
	if !reflect.DeepEqual(read, m.outcomeOf()) {
		t.Errorf("the data source has %v, the resource %v", read, m.outcomeOf())
	}
	bos.wantSent(t, 1, 1)

	v1 := newV1(t, fourteenFail)
	m = newServer(t, v1, fields{"endpoint": text(v1.URL), "api_version": text("v1")}).manage("bos_session")
	wantTold(t, m.apply(fields{"operation": text("boot"), "template_name": text("blue")}), tfprotov6.DiagnosticSeverityError, 1)
	consistent(t, m.values(m.State))
	wantValues(t, m.outcomeOf(), map[string]any{"failed": 14, "failed_nodes": theFourteen(), "held_nodes": ""})
	v1.wantSent(t, 1, 1)
}

// What cannot be read is null, and hides nothing else.
func TestSessionStatusDataSource_unreadableValues(t *testing.T) {
	bos := newSim(t)
	p := newServer(t, bos, nil)
	m := p.manage("bos_session")
	bos.Inject(onResult(bossim.Fault{Rewrite: rewritten(func(answer map[string]any) {
		answer["timing"], answer["percent_staged"] = map[string]any{"duration": "a while"}, "some"
		answer["phases"] = map[string]any{"percent_complete": "all", "percent_configuring": 5}
	})}))
	began := bos.Clock.Now()

	m.fine(m.apply(bootBlue))

	wantValues(t, m.values(m.State), map[string]any{"result": "succeeded"})
	if taken := bos.Clock.Now().Sub(began); taken > oneHour/2 {
		t.Errorf("it took %v", taken)
	}
	read := p.found("bos_session_status", fields{"name": text("s1")})
	wantValues(t, read, map[string]any{"status": "complete", "managed": 16, "percent_successful": 100, "percent_staged": nil, "duration": nil})
	if phases, _ := read["phases"].(map[string]any); phases["percent_complete"] != nil || phases["percent_configuring"] != 5 {
		t.Errorf("%v", phases)
	}
	bos.wantSent(t, 1, 1)
}
