// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// take imports by id.
func (p *server) take(id string) (*tfprotov6.DynamicValue, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	resp, err := p.ImportResourceState(p.ctx, &tfprotov6.ImportResourceStateRequest{TypeName: p.typ, ID: id})
	if err != nil {
		p.t.Fatal(err)
	}
	if len(resp.ImportedResources) == 0 {
		return nil, resp.Diagnostics
	}
	return resp.ImportedResources[0].State, resp.Diagnostics
}

// onAPI is a provider of that version of the API, and where it has a template.
func onAPI(t *testing.T, version string) (bos *sim, p *server, at string) {
	t.Helper()
	if version == "v1" {
		bos = newV1(t)
		return bos, newServer(t, bos, fields{"endpoint": text(bos.URL), "api_version": text("v1")}).of("bos_session_template"), "/v1/sessiontemplate/*"
	}
	bos = newSim(t)
	return bos, templates(t, bos), "/v2/sessiontemplates/*"
}

// versions are those of the API in which an answer has been seen: v2 shows what v1 left behind (BOS 2.0 to 2.10).
func (r recorded) versions() []string {
	if strings.HasPrefix(r.Request.Path, "/v1/") {
		return []string{"v1", "v2"}
	}
	return []string{"v2"}
}

// What BOS has is taken over by an import, and the plan of the same in Terraform's words is empty.
func foundAsRecorded(t *testing.T, _ string, r recorded) {
	t.Helper()
	for _, version := range r.versions() {
		if r.Response.Status >= 300 && strings.HasPrefix(r.asked(), "sessiontemplate") { // the resource asks for no list
			return
		}
		if r.Response.Status >= 300 {
			missingAsRecorded(t, version, r)
			continue
		}
		bos, p, at := onAPI(t, version)
		for _, template := range templatesIn(r.Response.Body) {
			bos.Lift()
			bos.Inject(bossim.Fault{Method: http.MethodGet, Path: at, Rewrite: r.answers(t, template)})
			p.importsAsRecorded(template)
		}
		for _, request := range bos.Requests() {
			if request.Method != http.MethodGet {
				t.Errorf("%s %s", request.Method, request.Path)
			}
		}
	}
}

func (p *server) importsAsRecorded(template map[string]any) {
	p.t.Helper()
	name, _ := template["name"].(string)
	tenant, _ := template["tenant"].(string)
	delete(template, "tenant") // "" and null are none
	config, refused := p.written(template, name, tenant)
	for _, place := range refused {
		if !droppedByV1.MatchString(place) {
			p.t.Errorf("%s: the resource has no argument for %s", name, place)
		}
	}

	state, diagnostics := p.take(tenant + "/" + name)
	p.fine(diagnostics)

	p.same(state, config)
}

// A template that BOS does not have cannot be imported, and is gone from the state; a name that no template can have
// is never asked for.
func missingAsRecorded(t *testing.T, version string, r recorded) {
	t.Helper()
	bos, p, at := onAPI(t, version)
	bos.Inject(bossim.Fault{Method: http.MethodGet, Path: at, Rewrite: r.answers(t, r.Response.Body)})

	_, diagnostics := p.take(r.tenant() + "/" + r.asked())

	if strings.HasPrefix(r.Request.Path, "/v1/") && r.tenant() != "" { // which v1 has not
		if !fails(diagnostics) {
			t.Errorf("got %s", told(diagnostics))
		}
		return
	}
	if r.Response.Status != http.StatusNotFound {
		if !strings.Contains(told(diagnostics), "A session template is imported by NAME") || len(bos.Requests()) > 0 {
			t.Errorf("%s\n%s", told(diagnostics), bos.log())
		}
		return
	}
	if !fails(diagnostics) || !strings.Contains(told(diagnostics), `has no session template "`+r.asked()+`"`) {
		t.Errorf("got %s", told(diagnostics))
	}
	was := p.value(p.session, p.template(fields{"name": text(r.asked()), "enable_cfs": truth(true), "fingerprint": text("bs1-x")}, nil))
	if read := p.read(was); fails(read.Diagnostics) || !p.unpacked(read.NewState).IsNull() {
		t.Errorf("after a read: %v\n%s", read.NewState, told(read.Diagnostics))
	}
}

// PATCH is what other hands do. What they change is in the state after a read, and what they left in the plan's words
// plans nothing.
func patchedAsRecorded(t *testing.T, _ string, r recorded) {
	t.Helper()
	if r.Response.Status >= 300 {
		patchRefused(t, r)
		return
	}
	body, _ := json.Marshal(r.Request.Body)
	before, after := beforePatch(t, r), r.Response.Body
	bos := newSim(t)
	p := templates(t, bos)
	was, refusedBefore := p.written(before, "", "")
	is, refusedAfter := p.written(after, "", "")
	if len(refusedBefore)+len(refusedAfter) > 0 {
		t.Fatalf("no arguments: %v, %v", refusedBefore, refusedAfter)
	}
	created := p.apply(nil, was)
	p.fine(created.Diagnostics)

	bos.patch(t, "/v2/sessiontemplates/"+r.asked(), string(body))

	p.same(created.NewState, is)
	mended := p.apply(p.read(created.NewState).NewState, was)
	p.fine(mended.Diagnostics)
	p.same(mended.NewState, was)
	puts := 2
	if string(body) == "{}" {
		puts = 1
	}
	bos.wantPuts(t, puts, 0)
}

// beforePatch is a template that the recorded PATCH makes the recorded answer of.
func beforePatch(t *testing.T, r recorded) map[string]any {
	t.Helper()
	text, err := json.Marshal(r.Response.Body)
	if err != nil {
		t.Fatal(err)
	}
	before := map[string]any{}
	if err := json.Unmarshal(text, &before); err != nil {
		t.Fatal(err)
	}
	patch, _ := r.Request.Body.(map[string]any)
	sets, _ := before["boot_sets"].(map[string]any)
	patched, _ := patch["boot_sets"].(map[string]any)
	if _, changed := patch["description"]; changed {
		before["description"] = "before"
	}
	if value, changed := patch["enable_cfs"].(bool); changed {
		before["enable_cfs"] = !value
	}
	if _, changed := patch["cfs"]; changed {
		before["cfs"] = map[string]any{"configuration": "before"}
	}
	for name, fields := range patched {
		given, _ := fields.(map[string]any)
		set, _ := sets[name].(map[string]any)
		if given["node_list"] != nil && len(sets) > 1 {
			delete(sets, name) // which the patch adds
		}
		for field := range given {
			if field != "path" && field != "type" {
				delete(set, field)
			}
		}
		if given["node_list"] != nil { // the only one, of which the patch changes the nodes
			set["node_list"] = []any{"x1000c0s0b0n0"}
		}
	}
	return before
}

// A template that is gone already is as good as one that is deleted. v1 deletes none.
func deletedAsRecorded(t *testing.T, _ string, r recorded) {
	t.Helper()
	bos, p, at := onAPI(t, "v2")
	config := p.template(fields{"name": text(r.asked())}, nil)
	if r.Response.Status == http.StatusBadRequest { // a name that no template can have
		if !fails(p.valid(config)) {
			t.Errorf("the resource takes %q", r.asked())
		}
		bos.wantPuts(t, 0, 0)
		return
	}
	created := p.apply(nil, config)
	p.fine(created.Diagnostics)
	bos.Inject(bossim.Fault{Method: http.MethodDelete, Path: at, Rewrite: r.answers(t, r.Response.Body)})

	p.fine(p.destroy(created.NewState))
	bos.wantPuts(t, 1, 1)
}

type finding struct {
	severity tfprotov6.DiagnosticSeverity
	summary  string
}

// findings are what recorded validations come to; of others, see findingOf.
var findings = map[string]finding{
	"v2/template_validate_404":                   {aWarning, "Unable to validate the session template"},
	"v2/template_validate_bs_missing_image":      {anError, "Unable to validate the session template"},
	"v2/template_validate_bs_nid":                {aWarning, "BOS finds a problem in session template"},
	"v2/template_validate_bs_not_in_ims":         {aWarning, "BOS finds a problem in session template"},
	"v2/template_validate_bs_unsupported_rootfs": {aWarning, "BOS finds a problem in session template"},
}

func validatedAsRecorded(t *testing.T, name string, r recorded) {
	t.Helper()
	bos, p, _ := onAPI(t, "v2")
	bos.Inject(bossim.Fault{Method: http.MethodGet, Path: "/v2/sessiontemplatesvalid/*", Rewrite: r.answers(t, r.Response.Body)})
	config := p.template(fields{"name": text(r.asked())}, nil)

	created := p.apply(nil, config)

	want, says := findings[name]
	if !says {
		want, says = findingOf(r)
	}
	if !says {
		wantTold(t, created.Diagnostics, anError, 0)
		wantTold(t, created.Diagnostics, aWarning, 0)
	} else {
		words, isText := r.Response.Body.(string)
		if !isText {
			words = r.detail()
		}
		said := strings.Split(strings.ReplaceAll(strings.TrimSpace(words), "; Session template: ", "\nSession template: "), "\n")
		wantTold(t, created.Diagnostics, want.severity, len(said), append(said, want.summary)...)
		if len(created.Diagnostics) != len(said) {
			t.Errorf("got %s", told(created.Diagnostics))
		}
	}
	next := p.same
	if want.severity == anError {
		next = p.onlyValidates
	}
	next(created.NewState, config)
	updated := p.apply(created.NewState, with(config, fields{"description": text("another")}))
	wantTold(t, updated.Diagnostics, anError, len(slices.DeleteFunc(created.Diagnostics, func(d *tfprotov6.Diagnostic) bool { return d.Severity != anError })))
	next(updated.NewState, with(config, fields{"description": text("another")}))
}
