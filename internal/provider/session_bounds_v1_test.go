// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// A plan that was saved with one api_version may be applied with another one: on the same system, and once. What the other
// version cannot do is refused before anything is sent.
func TestSession_savedPlanAppliedOnTheOtherVersion(t *testing.T) {
	apply := func(t *testing.T, by *server, planned *tfprotov6.PlanResourceChangeResponse, config fields) *tfprotov6.ApplyResourceChangeResponse {
		t.Helper()
		resp, err := by.ApplyResourceChange(t.Context(), &tfprotov6.ApplyResourceChangeRequest{
			TypeName: "bos_session", PriorState: by.null(), PlannedState: planned.PlannedState, Config: by.value(by.session, config),
		})
		if err != nil {
			t.Fatal(err)
		}
		return resp
	}
	for _, row := range []struct {
		name     string
		config   fields
		sessions int
		says     string
	}{
		{"nothing that v1 cannot do", fields{"operation": text("boot"), "template_name": text("blue"), "limit": text("blue")}, 1, ""},
		{"a name of its own", bootBlue, 0, "BOS chooses the name of a session itself"},
		{"on_destroy = cancel", fields{"operation": text("boot"), "template_name": text("blue"), "on_destroy": text("cancel")}, 0, "cannot be cancelled"},
	} {
		t.Run(row.name, func(t *testing.T) {
			bos := newV1(t)
			v2, v1 := newServer(t, bos, nil), newServer(t, bos, fields{"endpoint": text(bos.URL), "api_version": text("v1")})
			planned := v2.plan(nil, row.config)
			v2.fine(planned.Diagnostics)

			resp := apply(t, v1, planned, row.config)

			if row.says == "" {
				v1.fine(resp.Diagnostics)
			} else {
				wantTold(t, resp.Diagnostics, asError, 1, row.says)
			}
			bos.wantSent(t, row.sessions, row.sessions)
		})
	}
}

// BOS v1 does not report the limit of an imported session: every_node is then unknown until the configuration's is taken.
func TestSessionV1_everyNodeOfAnImport(t *testing.T) {
	bos := newV1(t)
	p := newServer(t, bos, fields{"endpoint": text(bos.URL), "api_version": text("v1")})
	config := fields{"operation": text("boot"), "template_name": text("blue"), "limit": text("blue")}
	started := p.apply(nil, config)
	p.fine(started.Diagnostics)
	imported, err := p.ImportResourceState(t.Context(), &tfprotov6.ImportResourceStateRequest{TypeName: "bos_session", Identity: started.NewIdentity})
	if err != nil {
		t.Fatal(err)
	}
	p.fine(imported.Diagnostics)
	one := imported.ImportedResources[0]
	read, err := p.ReadResource(t.Context(), &tfprotov6.ReadResourceRequest{TypeName: "bos_session", CurrentState: one.State, Private: one.Private})
	if err != nil {
		t.Fatal(err)
	}
	p.fine(read.Diagnostics)
	if state := p.attributes(read.NewState); !state["every_node"].IsNull() || !state["endpoint"].Equal(text(bos.URL)) {
		t.Errorf("imported: every_node %v, endpoint %v", state["every_node"], state["endpoint"])
	}

	configured := p.value(p.session, config)
	planned, err := p.PlanResourceChange(t.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: "bos_session", PriorState: read.NewState, Config: configured, ProposedNewState: p.proposed(read.NewState, configured), PriorPrivate: read.Private,
	})
	if err != nil {
		t.Fatal(err)
	}
	p.fine(planned.Diagnostics)

	if got := p.attributes(planned.PlannedState)["every_node"]; len(planned.RequiresReplace) > 0 || !got.Equal(truth(false)) {
		t.Errorf("every_node is planned as %v, replaced for %v", got, planned.RequiresReplace)
	}
	bos.wantSent(t, 1, 1)
}
