// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// v1 of the API writes no templates: the plan says so, whether v1 was asked for or found.
func TestSessionTemplate_v1(t *testing.T) {
	t.Parallel()
	for version, release := range map[string]func(*bossim.Config){"v1": release(csm15), "auto": release("1.10.0")} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			bos := newV1(t, release)
			p := newServer(t, bos, fields{"endpoint": text(bos.URL), "api_version": text(version)}).of("bos_session_template")
			const says = "Unable to plan the session template"

			for _, config := range []fields{p.template(nil, nil), p.template(nil, fields{"path": unknownText})} {
				wantFault(t, p.plan(nil, config).Diagnostics, "", says, "written through v2 of the API", `api_version = "v2"`)
			}

			imported := p.taken(t, "blue")
			if planned := p.plan(imported, with(p.as(imported), fields{"validate": truth(false)})); len(planned.Diagnostics) > 0 {
				t.Errorf("an edit of a knob: %s", told(planned.Diagnostics))
			}
			wantFault(t, p.plan(imported, with(p.as(imported), fields{"description": text("other")})).Diagnostics, "", says, "written through v2 of the API")
			wantFault(t, p.planDestroy(imported), "", "Unable to plan the deletion of the session template", "deleted through v2 of the API")
			wantFault(t, p.destroy(imported), "", `Unable to delete session template "blue"`, "through v2 of the API")
			if n := bos.Count("PUT", "*") + bos.Count("DELETE", "*"); n > 0 {
				t.Errorf("%d requests\n%s", n, bos.log())
			}
		})
	}
}

// taken imports a template.
func (p *server) taken(t *testing.T, name string) *tfprotov6.DynamicValue {
	t.Helper()
	imported, err := p.ImportResourceState(t.Context(), &tfprotov6.ImportResourceStateRequest{TypeName: p.typ, ID: name})
	if err != nil {
		t.Fatal(err)
	}
	p.fine(imported.Diagnostics)
	return imported.ImportedResources[0].State
}

// as is a configuration that says what the state says.
func (p *server) as(state *tfprotov6.DynamicValue) fields {
	all := p.attributes(state)
	delete(all, "fingerprint")
	return all
}

// Where BOS cannot be asked which version it speaks, that is a warning of the plan; a provider whose endpoint is not known
// yet is none.
func TestSessionTemplate_planWithoutBOS(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	auto := newServer(t, bos, fields{"endpoint": text(bos.URL), "api_version": text("auto"), "max_retries": amount(0)}).of("bos_session_template")
	bos.Inject(bossim.Fault{Status: http.StatusForbidden, Body: "RBAC: access denied"})
	planned := auto.plan(nil, auto.template(nil, nil))
	auto.fine(planned.Diagnostics)
	if said := told(planned.Diagnostics); !strings.Contains(said, "warning: Unable to check whether the session template can be written") {
		t.Errorf("it says %q", said)
	}
	bos.Lift()
	if planned := auto.plan(nil, auto.template(nil, nil)); len(planned.Diagnostics) > 0 {
		t.Errorf("with BOS there: %s", told(planned.Diagnostics))
	}

	before := len(bos.Requests())
	unknown := newServer(t, bos, fields{"endpoint": unknownText}).of("bos_session_template")
	planned = unknown.plan(nil, unknown.template(nil, nil))
	if len(planned.Diagnostics) > 0 || unknown.attributes(planned.PlannedState)["tenant"].IsKnown() {
		t.Errorf("an unknown endpoint: %s%v", told(planned.Diagnostics), unknown.attributes(planned.PlannedState)["tenant"])
	}
	if !unknown.attributes(planned.PlannedState)["fingerprint"].IsKnown() {
		t.Error("an unknown endpoint makes the fingerprint unknown")
	}
	if sent := len(bos.Requests()) - before; sent != 0 {
		t.Errorf("%d requests\n%s", sent, bos.log())
	}
	created, err := unknown.ApplyResourceChange(unknown.ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: unknown.typ, PriorState: unknown.null(), PlannedState: planned.PlannedState, Config: unknown.value(unknown.session, unknown.template(nil, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	wantFault(t, created.Diagnostics, "", "Unable to create the session template", "known only after apply")
}
