// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// bounded is a session of template "compute", which selects 63 nodes, with at most 16.
func bounded(more fields) fields {
	config := fields{
		"name": text("s1"), "operation": text("reboot"), "template_name": text("compute"), "max_components": amount(16),
	}
	maps.Copy(config, more)
	return config
}

const maxComponents = `AttributeName("max_components")`

var (
	unwaitedFor = fields{"wait_for_completion": truth(false)}
	most        = func(n int64) fields { return fields{"max_components": amount(n)} }
)

// allOn is a system of nodes that are on, whose set-up takes 32 batches, 3 s apart.
func allOn(c *bossim.Config) {
	c.System.On = bossim.NodeNames(64)
	c.Timing.SetUp = 3 * time.Second
}

// inBatches is a system whose set-up has begun to act on nodes before it writes components.
func inBatches(t *testing.T) *sim {
	t.Helper()
	bos := newSim(t, allOn)
	bos.patch(t, "/v2/options", `{"max_component_batch_size": 2}`)
	return bos
}

// acts is what BOS has done to its nodes, and on how many it is at work. What a node does by itself is no part of
// it: one that was powered on before comes up.
func (s *sim) acts(t *testing.T) (acts string, enabled int) {
	t.Helper()
	answer := httptest.NewRecorder()
	s.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/v2/components", nil))
	var components []struct {
		ID, Session string
		Enabled     bool
		Attempts    json.RawMessage `json:"event_stats"`
		Action      json.RawMessage `json:"last_action"`
	}
	if err := json.Unmarshal(answer.Body.Bytes(), &components); err != nil || len(components) == 0 {
		t.Fatalf("%d components: %v", len(components), err)
	}
	for _, c := range components {
		acts += fmt.Sprintln(c.ID, c.Session, string(c.Attempts), string(c.Action))
		if c.Enabled {
			enabled++
		}
	}
	return acts, enabled
}

// wantStopped checks that BOS acts on no node from now on.
func (s *sim) wantStopped(t *testing.T) {
	t.Helper()
	before, enabled := s.acts(t)
	s.Clock.Advance(oneHour)
	if after, _ := s.acts(t); after != before || enabled != 0 {
		t.Errorf("BOS acts on nodes, of which %d are enabled:\n%s\nan hour later:\n%s", enabled, before, after)
	}
}

func TestSession_maxComponentsInThePlan(t *testing.T) {
	bos := newSim(t)
	names := bossim.NodeNames(20)
	list := func(n int) string { return strings.Join(names[:n], ",") }
	for name, row := range map[string]struct {
		limit tftypes.Value
		says  string // "" = planned
	}{
		"as many":                   {text(list(16)), ""},
		"one more":                  {text(list(17)), "limit lists 17 nodes, and max_components is 16. Nothing was started. What you can do next: - Remove nodes from limit. - If the session is to act on all of them, set max_components to 17 or more."},
		"the same twice":            {text(list(16) + "," + names[0]), ""},
		"taken away again":          {text(list(20) + ",!" + strings.Join(names[:4], ",!")), ""},
		"too few taken away":        {text(list(20) + ",!" + names[0]), "limit lists 19 nodes"},
		"one is kept":               {text(list(20) + ",&" + names[0]), ""},
		"a group: BOS knows":        {text("green"), ""},
		"a group among the nodes":   {text(list(20) + ",&green"), ""},
		"no limit: BOS knows":       {tftypes.NewValue(tftypes.String, nil), ""},
		"a limit that is not known": {unknownText, ""},
	} {
		t.Run(name, func(t *testing.T) {
			m := newServer(t, bos, nil).manage("bos_session")
			diagnostics := m.plan(bounded(fields{"limit": row.limit})).Diagnostics
			if row.says == "" {
				m.fine(diagnostics)
				return
			}
			wantFault(t, diagnostics, maxComponents, "Unable to plan the session", row.says)
		})
	}

	t.Run("not known itself", func(t *testing.T) {
		m := newServer(t, bos, nil).manage("bos_session")
		unknown := bounded(fields{"max_components": tftypes.NewValue(tftypes.Number, tftypes.UnknownValue)})
		wantFault(t, m.plan(unknown).Diagnostics, maxComponents, "Unable to plan the session", "known only after apply")
	})
	bos.wantSent(t, 0, 0)
}

// A limit that was unknown in the plan is counted before the POST.
func TestSession_maxComponentsBeforeThePOST(t *testing.T) {
	bos := newSim(t)
	m := newServer(t, bos, nil).manage("bos_session")
	known := fields{"limit": text(strings.Join(bossim.NodeNames(17), ","))}
	planned := m.plan(bounded(fields{"limit": unknownText}))
	m.fine(planned.Diagnostics)
	values := m.attributes(planned.PlannedState)
	maps.Copy(values, known)

	resp, err := m.ApplyResourceChange(m.ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: m.Type, PriorState: m.null(), PlannedState: m.value(m.object, values), Config: m.value(m.object, bounded(known)),
		PlannedPrivate: planned.PlannedPrivate, PlannedIdentity: planned.PlannedIdentity,
	})
	if err != nil {
		t.Fatal(err)
	}

	wantFault(t, resp.Diagnostics, maxComponents, "Unable to plan the session", "limit lists 17 nodes", "Nothing was started")
	bos.wantSent(t, 0, 0)
}

// More nodes than allowed: the session is cancelled, whether or not it is waited for.
func TestSession_maxComponentsCancels(t *testing.T) {
	for name, knobs := range map[string]fields{"waited for": nil, "not waited for": unwaitedFor} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bos := inBatches(t)
			m := newServer(t, bos, nil).manage("bos_session")

			wantTold(t, m.apply(bounded(knobs)), tfprotov6.DiagnosticSeverityError, 1,
				`Unable to limit session "s1" to 16 nodes`, "on 63 nodes, and max_components is 16. It was cancelled.",
				"BOS had sent power commands to", "which may be off", "x3000c0s1b0n0", "set max_components to 63 or more", "starts the operation again")
			wantValues(t, m.values(m.State), map[string]any{"name": "s1", "status": "complete", "component_count": 63, "result": nil, "outcome": nil, "expired": false})
			bos.wantStopped(t)

			// Nothing is started by whoever keeps the session: not while the bound holds, and not afterwards.
			wantTold(t, m.apply(bounded(knobs)), tfprotov6.DiagnosticSeverityError, 1, `Unable to limit session "s1" to 16 nodes`, "It is complete.")
			wantTold(t, m.apply(bounded(with(knobs, most(63)))), tfprotov6.DiagnosticSeverityError, map[bool]int{true: 0, false: 1}[knobs != nil])
			if names := m.differs(bounded(with(knobs, most(63)))); knobs != nil && len(names) > 0 {
				t.Errorf("the next plan changes %v", names)
			}
			bos.wantStopped(t)
			bos.wantSent(t, 1, 1)
		})
	}
}

func TestSession_maxComponentsThatSuffice(t *testing.T) {
	for name, row := range map[string]struct {
		config fields
		want   map[string]any
	}{
		"waited for":                {bounded(with(most(16), fields{"template_name": text("blue")})), map[string]any{"status": "complete", "component_count": 16, "result": "succeeded"}},
		"not waited for":            {bounded(with(unwaitedFor, fields{"template_name": text("blue")})), map[string]any{"status": "running", "component_count": 16, "result": nil}},
		"staged":                    {bounded(with(unwaitedFor, fields{"template_name": text("blue"), "stage": truth(true)})), map[string]any{"status": "running", "component_count": 16, "result": nil}},
		"no node":                   {bounded(with(unwaitedFor, fields{"limit": text("nobody")})), map[string]any{"status": "complete", "component_count": 0, "result": nil}},
		"a limit within the bounds": {bounded(with(unwaitedFor, fields{"limit": text("green")})), map[string]any{"status": "running", "component_count": 16}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t)
			m := newServer(t, bos, nil).manage("bos_session")
			m.fine(m.apply(row.config))
			wantValues(t, m.values(m.State), row.want)
			if names := m.differs(row.config); len(names) > 0 {
				t.Errorf("the next plan changes %v", names)
			}

			// Lowered later, it cancels nothing and asks BOS nothing.
			before := len(bos.Requests())
			m.fine(m.apply(with(row.config, most(1))))
			if asked := len(bos.Requests()) - before; asked != 0 {
				t.Errorf("%d requests\n%s", asked, bos.log())
			}
			if bos.Count(http.MethodPatch, "/v2/components") != 0 {
				t.Error("nodes were disabled")
			}
			bos.wantSent(t, 1, 1)
		})
	}
}

// A staged session has acted on no node: what it staged cannot be applied any more.
func TestSession_maxComponentsOfAStagedSession(t *testing.T) {
	bos := newSim(t)
	m := newServer(t, bos, nil).manage("bos_session")

	wantTold(t, m.apply(bounded(fields{"stage": truth(true)})), tfprotov6.DiagnosticSeverityError, 1, "It was cancelled.", "no power command to any of them")

	wantValues(t, m.values(m.State), map[string]any{"expired": true, "component_count": 63})
	if left := bos.Sessions(); len(left) != 0 {
		t.Errorf("in BOS: %v", left)
	}
	bos.wantStopped(t)
	bos.wantSent(t, 1, 1)
}

// Where the session cannot be cancelled, or may be somebody else's, the error says that it continues, and it does.
func TestSession_maxComponentsThatCannotCancel(t *testing.T) {
	refused := bossim.Fault{Method: http.MethodPatch, Path: "/v2/components", Status: 403, Body: "Unauthorized Request"}
	for name, row := range map[string]struct {
		bos    func(t *testing.T) *sim
		config fields
		says   []string
	}{
		"PATCH refused": {
			bos:    func(t *testing.T) *sim { s := newSim(t); s.Inject(refused); return s },
			config: bounded(nil), says: []string{"It could not be cancelled, and the operation continues", "Unauthorized Request"},
		},
		"adopted": {
			bos: func(t *testing.T) *sim {
				s := newSim(t)
				s.started(t, "", "s1", `"operation": "reboot", "template_name": "compute"`)
				return s
			},
			config: bounded(fields{"on_conflict": text("adopt")}),
			says:   []string{"It was not cancelled, as somebody else may have started it: the operation continues on all of its nodes."},
		},
		"v1": {
			bos:    func(t *testing.T) *sim { return newV1(t) },
			config: with(bounded(nil), fields{"name": tftypes.NewValue(tftypes.String, nil)}),
			says:   []string{"in v1 of the API, nothing stops the agent", "The operation continues on all of its nodes"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := row.bos(t)
			m := newServer(t, s, fields{"endpoint": text(s.URL), "api_version": text(s.api.version)}).manage("bos_session")

			wantTold(t, m.apply(row.config), tfprotov6.DiagnosticSeverityError, 1, append(row.says, "max_components is 16")...)

			wantValues(t, m.values(m.State), map[string]any{"component_count": 63, "result": nil})
			s.Clock.Advance(oneHour)
			if past := s.History(); len(past) != 1 || len(past[0].Nodes) != 63 || past[0].Completed.IsZero() {
				t.Errorf("the session did not continue: %+v", past)
			}
			if s.SessionsStarted() != 1 || name == "adopted" && s.Count(http.MethodPatch, "/v2/components") != 0 {
				t.Errorf("%d sessions\n%s", s.SessionsStarted(), s.log())
			}
		})
	}
}

// Too late to cancel: the session is complete when BOS shows it first.
func TestSession_maxComponentsOfACompleteSession(t *testing.T) {
	bos := newSim(t)
	bos.Inject(afterStart(bossim.Fault{Status: 503, For: oneHour}))
	m := newServer(t, bos, nil).manage("bos_session")

	wantTold(t, m.apply(bounded(nil)), tfprotov6.DiagnosticSeverityError, 1, "It is complete already: BOS has acted on all of them.")

	if bos.Count(http.MethodPatch, "/v2/components") != 0 {
		t.Error("nodes were disabled")
	}
	bos.wantSent(t, 1, 1)
}
