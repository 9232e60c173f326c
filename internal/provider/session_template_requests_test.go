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

func TestSessionTemplate_existing(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	p := templates(t, bos)
	bos.hand(t, `{"boot_sets": {"theirs": {"type": "s3", "path": "s3://boot-images/2/manifest.json", "node_groups": ["blue"]}}}`)

	refused := p.apply(nil, p.template(nil, nil))

	wantFault(t, refused.Diagnostics, "", "Unable to create the session template",
		`BOS already has session template "plan" without a tenant`, "It differs from the one", "terraform import ADDRESS /plan", "overwrite = true",
		"Do not combine that with create_before_destroy: destroying the old one would delete the new one", "`terraform untaint ADDRESS`")
	bos.wantPuts(t, 1, 0)

	replaced := p.apply(nil, p.template(fields{"overwrite": truth(true)}, nil))

	p.fine(replaced.Diagnostics)
	p.same(replaced.NewState, p.template(fields{"overwrite": truth(true)}, nil))
	wantFault(t, p.apply(nil, p.template(nil, nil)).Diagnostics, "", "Unable to create the session template", "It is the same as the one")
	bos.wantPuts(t, 2, 0)
}

// A template is one of its tenant, whatever the provider's is later on.
func TestSessionTemplate_tenantAndIdentity(t *testing.T) {
	t.Parallel()
	const tenant = "vcluster-blue"
	for name, row := range map[string]struct {
		provider, own, tenant, id string
	}{
		"none":             {"", "", "", "plan"},
		"its own":          {"", tenant, tenant, tenant + "/plan"},
		"the provider's":   {tenant, "", tenant, "plan"},
		"none at import":   {"", "", "", "/plan"},
		"both are the one": {tenant, tenant, tenant, tenant + "/plan"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t, withTenant)
			configuration := fields{"endpoint": text(bos.URL)}
			if row.provider != "" {
				configuration["tenant"] = text(row.provider)
			}
			p := newServer(t, bos, configuration).of("bos_session_template")
			config := p.template(nil, nil)
			if row.own != "" {
				config["tenant"] = text(row.own)
			}
			check := func(when string, state *tfprotov6.DynamicValue, identity *tfprotov6.ResourceIdentityData) {
				t.Helper()
				p.wantText(state, "tenant", row.tenant)
				name, tenant := p.identity(identity)
				if *name != "plan" || (tenant == nil) != (row.tenant == "") || tenant != nil && *tenant != row.tenant {
					t.Errorf("identity %s: %v, %v", when, *name, tenant)
				}
			}

			p.wantText(p.plan(nil, config).PlannedState, "tenant", row.tenant)
			created := p.apply(nil, config)
			p.fine(created.Diagnostics)

			check("after create", created.NewState, created.NewIdentity)
			check("after read", created.NewState, p.read(created.NewState).NewIdentity)
			updated := p.apply(created.NewState, with(config, fields{"description": text("x")}))
			p.fine(updated.Diagnostics)
			check("after an update", updated.NewState, updated.NewIdentity)
			for _, req := range []*tfprotov6.ImportResourceStateRequest{{ID: row.id}, {Identity: created.NewIdentity}} {
				req.TypeName = p.typ
				imported, err := p.ImportResourceState(t.Context(), req)
				if err != nil {
					t.Fatal(err)
				}
				p.fine(imported.Diagnostics)
				check("after import", imported.ImportedResources[0].State, imported.ImportedResources[0].Identity)
				p.same(imported.ImportedResources[0].State, with(config, fields{"description": text("x")}))
			}
			other := newServer(t, bos, nil).of("bos_session_template") // without the provider's tenant
			other.same(updated.NewState, with(config, fields{"description": text("x")}))
			p.fine(other.destroy(updated.NewState))
			bos.wantPuts(t, 2, 1)
		})
	}
}

// An imported template plans nothing, if the configuration says what BOS has.
func TestSessionTemplate_importOfAll(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	p := templates(t, bos)
	for name, w := range map[string]writing{"least": {}, "all": everyArgument(t)} {
		delete(w.template, "overwrite")
		delete(w.template, "validate")
		config := with(w.config(p), fields{"name": text(name)})
		p.fine(p.apply(nil, config).Diagnostics)

		imported, err := p.ImportResourceState(t.Context(), &tfprotov6.ImportResourceStateRequest{TypeName: p.typ, ID: name})
		if err != nil {
			t.Fatal(err)
		}
		p.fine(imported.Diagnostics)
		p.same(imported.ImportedResources[0].State, config)
	}
	for id, want := range map[string]string{
		"nobody": `BOS has no session template "nobody" without a tenant`,
		"a/b/c":  "A session template is imported by NAME (in the provider's tenant), TENANT/NAME, or /NAME (without a tenant).",
		"-":      "A session template is imported by NAME",
	} {
		refused, err := p.ImportResourceState(t.Context(), &tfprotov6.ImportResourceStateRequest{TypeName: p.typ, ID: id})
		if err != nil || !strings.Contains(told(refused.Diagnostics), want) {
			t.Errorf("%s: %v %s", id, err, told(refused.Diagnostics))
		}
	}
}

func missingImage(c *bossim.Config) {
	c.System.Images = map[string]bossim.Image{anImage: {Missing: true}, "s3://boot-images/2/manifest.json": {NoInitrd: true}}
}

// What BOS thinks of a template is told once it has it: the state has it, too.
func TestSessionTemplate_validation(t *testing.T) {
	t.Parallel()
	doubtful := fields{"path": text("s3://boot-images/2/manifest.json")}
	for name, row := range map[string]struct {
		template, bootSet fields
		says              []string
	}{
		"refused":   {nil, nil, []string{"error: Unable to validate the session template", "BOS has accepted session template \"plan\"", "Unable to read manifest file"}},
		"doubted":   {nil, doubtful, []string{"warning: BOS finds a problem in session template \"plan\"", "doesn't contain a initrd"}},
		"not asked": {fields{"validate": truth(false)}, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t, missingImage)
			p := templates(t, bos)
			expect := func(when string, diagnostics []*tfprotov6.Diagnostic) {
				t.Helper()
				said := told(diagnostics)
				for _, part := range row.says {
					if !strings.Contains(said, part) {
						t.Errorf("%s does not say %q:\n%s", when, part, said)
					}
				}
				if tainted := strings.Contains(said, "marks the resource as tainted"); tainted != (when == "create" && name == "refused") {
					t.Errorf("%s says of taint: %v", when, tainted)
				}
				if (len(diagnostics) > 0) != (len(row.says) > 0) {
					t.Errorf("%s says:\n%s", when, said)
				}
			}

			created := p.apply(nil, p.template(row.template, row.bootSet))
			expect("create", created.Diagnostics)
			config := p.template(with(fields{"description": text("x")}, row.template), row.bootSet)
			updated := p.apply(created.NewState, config)
			expect("update", updated.Diagnostics)

			p.wantText(updated.NewState, "description", "x")
			if name == "refused" {
				p.onlyValidates(updated.NewState, config)
			} else {
				p.same(updated.NewState, config)
			}
			bos.wantPuts(t, 2, 0)
		})
	}
}

// A refusal changes neither BOS nor the state.
func TestSessionTemplate_refusals(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	p := templates(t, bos)
	state := p.apply(nil, p.template(nil, nil)).NewState
	other := p.template(fields{"description": text("x")}, nil)
	forbid := func(method, path string) {
		bos.Lift()
		bos.Inject(bossim.Fault{Method: method, Path: path, Status: http.StatusForbidden, Body: "RBAC: access denied"})
	}

	forbid(http.MethodPut, "/v2/sessiontemplates/*")
	updated := p.apply(state, other)
	wantFault(t, updated.Diagnostics, "", `Unable to update session template "plan"`, "403", "No token was sent")
	if changes := p.changes(state, updated.NewState); changes != "" {
		t.Errorf("the state changes:\n%s", changes)
	}
	wantFault(t, p.apply(nil, with(p.template(nil, nil), fields{"name": text("new")})).Diagnostics, "", "Unable to create the session template", "403")

	forbid(http.MethodDelete, "/v2/sessiontemplates/*")
	wantFault(t, p.destroy(state), "", `Unable to delete session template "plan"`, "403", "stays in the state, as BOS did not confirm that it is deleted")

	forbid(http.MethodGet, "/v2/sessiontemplates/*")
	wantFault(t, p.read(state).Diagnostics, "", `Unable to read session template "plan"`, "403", "The state stays as it was.")
	if name, _ := p.identity(p.read(state).NewIdentity); *name != "plan" {
		t.Errorf("identity: %v", *name)
	}

	forbid(http.MethodGet, "/v2/sessiontemplatesvalid/*")
	unvalidated := p.apply(state, other)
	p.fine(unvalidated.Diagnostics)
	if said := told(unvalidated.Diagnostics); !strings.Contains(said, "warning: Unable to validate the session template") {
		t.Errorf("a validation that BOS refuses: %s", said)
	}

	bos.Lift()
	bos.patch(t, "/v2/options", `{"reject_nids": true}`)
	wantFault(t, p.apply(unvalidated.NewState, p.template(nil, fields{"node_list": words("nid1")})).Diagnostics,
		"", `Unable to update session template "plan"`, "Has NID in 'node_list'")
	bos.sends(t, http.MethodDelete, "/v2/sessiontemplates/plan", "", "")
	p.fine(p.destroy(unvalidated.NewState))
}

// What BOS makes of a template and this provider does not know shows in a warning now and in the next plan.
func TestSessionTemplate_keptOtherwise(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	p := templates(t, bos)
	bos.Inject(bossim.Fault{Method: http.MethodPut, Rewrite: func(status int, _ http.Header, body []byte) (int, []byte) {
		return status, []byte(strings.Replace(string(body), `"quiet"`, `"quiet splash"`, 1))
	}})

	created := p.apply(nil, p.template(nil, fields{"kernel_parameters": text("quiet")}))

	p.fine(created.Diagnostics)
	if said := told(created.Diagnostics); !strings.Contains(said, `warning: BOS has stored another session template "plan" than was sent`) {
		t.Errorf("it says %q", said)
	}
}

// Given a PUT whose answer is lost, then the template is there once, and nobody notices.
func TestSessionTemplate_lostAnswer(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	p := templates(t, bos)
	bos.Inject(bossim.Fault{Method: http.MethodPut, Times: 1, Commit: true, Drop: true})

	created := p.apply(nil, p.template(nil, nil))

	p.fine(created.Diagnostics)
	p.same(created.NewState, p.template(nil, nil))

	bos.Inject(bossim.Fault{Name: "gone", Status: http.StatusServiceUnavailable})
	lost := p.apply(created.NewState, p.template(fields{"description": text("x")}, nil))
	wantFault(t, lost.Diagnostics, "", `Unable to update session template "plan"`, "503", "It is not known whether BOS has accepted", "Apply again, which writes the same session template")
	if changes := p.changes(created.NewState, lost.NewState); changes != "" {
		t.Errorf("the state changes:\n%s", changes)
	}

	bos.Lift()
	bos.Inject(bossim.Fault{Method: http.MethodPut, Status: http.StatusServiceUnavailable})
	lost = p.apply(nil, with(p.template(nil, nil), fields{"name": text("new")}))
	wantFault(t, lost.Diagnostics, "", "Unable to create the session template", "It is not known whether BOS has accepted", "terraform import ADDRESS /new")
}
