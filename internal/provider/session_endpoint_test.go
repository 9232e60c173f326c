// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

const (
	asError   = tfprotov6.DiagnosticSeverityError
	asWarning = tfprotov6.DiagnosticSeverityWarning
)

// empty checks that a plan of config over state changes nothing.
func (p *server) empty(state *tfprotov6.DynamicValue, config fields) {
	p.t.Helper()
	planned := p.plan(state, config)
	p.fine(planned.Diagnostics)
	before, after := p.attributes(state), p.attributes(planned.PlannedState)
	for name := range after {
		if !after[name].Equal(before[name]) {
			p.t.Errorf("%s is planned as %v, was %v", name, after[name], before[name])
		}
	}
	if len(planned.RequiresReplace) > 0 {
		p.t.Errorf("replaced for %v", planned.RequiresReplace)
	}
}

// edited is a state with other values.
func (p *server) edited(state *tfprotov6.DynamicValue, change fields) *tfprotov6.DynamicValue {
	p.t.Helper()
	return p.value(p.session, with(p.attributes(state), change))
}

var (
	noText  = tftypes.NewValue(tftypes.String, nil)
	noTruth = tftypes.NewValue(tftypes.Bool, nil)
)

// What is not found at another endpoint than its own is not gone.
func TestSession_notFoundElsewhere(t *testing.T) {
	bos, other := newSim(t), newSim(t)
	p, o := newServer(t, bos, nil), newServer(t, other, nil)
	done := p.apply(nil, with(bootBlue, fields{"on_missing": text("recreate")})).NewState
	running := p.apply(nil, with(bootBlue, fields{"name": text("s2"), "wait_for_completion": truth(false)})).NewState
	config := with(bootBlue, fields{"on_missing": text("recreate")})

	read := o.read(done)
	wantTold(t, read.Diagnostics, asWarning, 1, "belongs to the system at "+bos.URL, other.URL, "nothing is run")
	if state := o.attributes(read.NewState); !state["expired"].Equal(truth(false)) || !state["endpoint"].Equal(text(bos.URL)) {
		t.Errorf("state: expired %v, endpoint %v", state["expired"], state["endpoint"])
	}
	o.empty(read.NewState, config)
	o.empty(o.edited(done, fields{"expired": truth(true)}), config) // it was gone at its own system before

	// somebody's session of that name and inputs, at another time
	other.Clock.Advance(oneHour)
	other.started(t, "", "s1", `"operation": "boot", "template_name": "blue"`)
	wantTold(t, o.read(done).Diagnostics, asWarning, 1, "belongs to the system at "+bos.URL)

	resumed := o.apply(running, with(bootBlue, fields{"name": text("s2"), "wait_for_completion": truth(true)}))
	wantTold(t, resumed.Diagnostics, asError, 1, "belongs to the system at "+bos.URL, "BOS_ENDPOINT")
	wantTold(t, o.destroy(running), asError, 1, "belongs to the system at "+bos.URL, "forget", "terraform state rm", "removed block")
	wantTold(t, o.destroy(done), asWarning, 1, "Its record stays in BOS")
	forgotten := len(other.Requests())
	p.fine(o.destroy(o.edited(running, fields{"on_destroy": text("forget")})))
	if len(other.Requests()) != forgotten {
		t.Error("to forget a session made a request")
	}
	if len(bos.Sessions()) != 2 || len(other.Sessions()) != 1 {
		t.Errorf("records: %v, %v", bos.Sessions(), other.Sessions())
	}
	bos.wantSent(t, 2, 2)
	other.wantSent(t, 1, 1) // somebody's
}

// A system may have several URLs.
func TestSession_sameSystemAtAnotherURL(t *testing.T) {
	bos := newSim(t)
	p := newServer(t, bos, nil)
	url := strings.Replace(bos.URL, "127.0.0.1", "localhost", 1)
	again := newServer(t, bos, fields{"endpoint": text(strings.ToUpper(url[:5]) + url[5:] + "/apis/bos/")})
	created := p.apply(nil, bootBlue)
	p.fine(created.Diagnostics)

	again.empty(created.NewState, bootBlue) // with -refresh=false
	read := again.read(created.NewState)

	if len(read.Diagnostics) != 0 {
		t.Error(told(read.Diagnostics))
	}
	if got := p.attributes(read.NewState)["endpoint"]; !got.Equal(text(url + "/apis/bos")) {
		t.Errorf("endpoint = %v", got)
	}
	again.empty(read.NewState, bootBlue)
	again.fine(again.destroy(created.NewState))
	if len(bos.Sessions()) != 0 {
		t.Error("the record was not deleted at the other URL of its system")
	}
	bos.wantSent(t, 1, 1)
}

// A provider whose endpoint comes from a resource that is not there yet.
func TestSession_endpointKnownAfterApply(t *testing.T) {
	bos := newSim(t)
	p := newServer(t, bos, fields{"endpoint": unknownText})

	planned := p.plan(nil, bootBlue)

	p.fine(planned.Diagnostics)
	if got := p.attributes(planned.PlannedState)["endpoint"]; got.IsKnown() {
		t.Errorf("endpoint is planned as %v", got)
	}
	known := newServer(t, bos, nil)
	resp, err := known.ApplyResourceChange(t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: "bos_session", PriorState: p.null(), PlannedState: planned.PlannedState, Config: p.value(p.session, bootBlue),
	})
	if err != nil {
		t.Fatal(err)
	}
	known.fine(resp.Diagnostics)
	if got := p.attributes(resp.NewState)["endpoint"]; !got.Equal(text(bos.URL)) {
		t.Errorf("endpoint = %v", got)
	}
	bos.wantSent(t, 1, 1)
}

// The state of a release that did not have them: null is filled by a refresh, and plans empty without one.
func TestSession_boundsOfAnOlderState(t *testing.T) {
	bos := newSim(t)
	p := newServer(t, bos, nil)
	created := p.apply(nil, bootBlue)
	p.fine(created.Diagnostics)
	older := p.edited(created.NewState, fields{"every_node": noTruth, "endpoint": noText})

	p.empty(older, bootBlue)
	read := p.read(older)
	p.empty(read.NewState, bootBlue)

	if state := p.attributes(read.NewState); !state["every_node"].Equal(truth(true)) || !state["endpoint"].Equal(text(bos.URL)) {
		t.Errorf("after a refresh: every_node %v, endpoint %v", state["every_node"], state["endpoint"])
	}
	bos.wantSent(t, 1, 1)
}

// Neither version of the API has the sessions of the other, so that nothing is missing when the other one is spoken.
func TestSession_notFoundOnTheOtherVersion(t *testing.T) {
	bos := newV1(t)
	recreate := fields{"on_missing": text("recreate")}
	v1 := newServer(t, bos, fields{"endpoint": text(bos.URL), "api_version": text("v1")})
	v2 := newServer(t, bos, nil)
	nameless := with(fields{"operation": text("boot"), "template_name": text("blue")}, recreate)
	ofV1, ofV2 := v1.apply(nil, nameless).NewState, v2.apply(nil, nameless).NewState
	for name, row := range map[string]struct {
		spoken *server
		state  *tfprotov6.DynamicValue
	}{"v1's on v2": {v2, ofV1}, "v2's on v1": {v1, ofV2}} {
		t.Run(name, func(t *testing.T) {
			read := row.spoken.read(row.state)
			row.spoken.fine(read.Diagnostics)
			row.spoken.empty(read.NewState, nameless)
		})
	}
	if bos.SessionsStarted() != 2 {
		t.Errorf("sessions started: %d\n%s", bos.SessionsStarted(), bos.log())
	}

	uuid := text("1c2d9a52-cf66-4b8e-8dbf-cb5ac5a9ad0c") // a name as v1 chooses them, configured
	named := with(nameless, fields{"name": uuid})
	state := v2.apply(nil, named).NewState
	v2.fine(v2.destroy(state))
	gone := v2.read(state).NewState
	if planned := v2.plan(gone, named); len(planned.RequiresReplace) == 0 {
		t.Error("a record that is gone is not created again")
	}
}
