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

const (
	oneTemplate    = "/v2/sessiontemplates/*"
	itsValidation  = "/v2/sessiontemplatesvalid/*"
	routeUnknown   = "<html>404 page not found</html>"
	goneBefore2_32 = `{"detail": "Sessiontemplate plan could not be found", "status": 404, "title": "Sessiontemplate could not found.", "type": "about:blank"}`
)

func onOne(method string, f bossim.Fault) bossim.Fault {
	f.Method, f.Path = method, oneTemplate
	return f
}

func problemJSON(status int, body string) bossim.Fault {
	return bossim.Fault{Status: status, Header: map[string]string{"Content-Type": "application/problem+json"}, Body: body}
}

var (
	lostAndDone = bossim.Fault{Commit: true, Drop: true}
	neverCame   = bossim.Fault{Drop: true}
	away        = bossim.Fault{Status: http.StatusServiceUnavailable, Body: "upstream connect error"}
)

// templateFault is what happens to the request that writes a template, and what comes of it.
type templateFault struct {
	faults []bossim.Fault
	says   []string // of the one error; none = it goes well
	puts   int      // 0 = none, else one or more: a PUT may be made again
	there  bool     // in BOS, afterwards
}

const (
	undecided = "It is not known whether BOS has accepted session template \"plan\""
	again     = "Apply again"
)

var templateWriteFaults = map[string]templateFault{
	"none":                         {nil, nil, 1, true},
	"one answer lost, done":        {[]bossim.Fault{onOne("PUT", bossim.Fault{Commit: true, Drop: true, Times: 1})}, nil, 1, true},
	"one request lost":             {[]bossim.Fault{onOne("PUT", bossim.Fault{Drop: true, Times: 1})}, nil, 1, true},
	"every answer lost, done":      {[]bossim.Fault{onOne("PUT", lostAndDone)}, nil, 1, true},
	"every request lost":           {[]bossim.Fault{onOne("PUT", neverCame)}, []string{undecided, again}, 1, false},
	"answers lost, and then dark":  {[]bossim.Fault{onOne("PUT", lostAndDone), onOne("GET", bossim.Fault{Skip: 1, Drop: true})}, []string{undecided, again}, 1, true},
	"away once":                    {[]bossim.Fault{onOne("PUT", bossim.Fault{Status: 503, Times: 1})}, nil, 1, true},
	"away":                         {[]bossim.Fault{onOne("PUT", away)}, []string{"503"}, 1, false},
	"gateway gives up, done":       {[]bossim.Fault{onOne("PUT", bossim.Fault{Commit: true, Status: 504})}, nil, 1, true},
	"error of BOS, undone":         {[]bossim.Fault{onOne("PUT", bossim.Fault{Status: 500})}, []string{undecided, again}, 1, false},
	"refused by BOS":               {[]bossim.Fault{onOne("PUT", problemJSON(400, `{"status": 400, "title": "Bad Request", "detail": "an odd rule"}`))}, []string{"BOS did not accept", "an odd rule"}, 1, false},
	"forbidden":                    {[]bossim.Fault{onOne("PUT", bossim.Fault{Status: 403, Body: "RBAC: access denied"})}, []string{"BOS did not accept", "403"}, 1, false},
	"no such route":                {[]bossim.Fault{onOne("PUT", bossim.Fault{Status: 404, Body: routeUnknown})}, []string{"404"}, 1, false},
	"validation fails":             {[]bossim.Fault{{Method: "GET", Path: itsValidation, Status: 500}}, nil, 1, true},
	"validation is lost":           {[]bossim.Fault{{Method: "GET", Path: itsValidation, Drop: true}}, nil, 1, true},
	"validation of another server": {[]bossim.Fault{{Method: "GET", Path: itsValidation, Status: 200, Body: routeUnknown}}, nil, 1, true},
}

// Only what BOS has is in the state; where nobody knows, the error says so and what to do.
func TestSessionTemplate_createFaults(t *testing.T) {
	t.Parallel()
	rows := map[string]templateFault{}
	for name, row := range templateWriteFaults {
		rows[name] = row
	}
	for name, fault := range map[string]bossim.Fault{
		"away": away, "lost": neverCame, "forbidden": {Status: 403, Body: "RBAC: access denied"}, "another server's 404": {Status: 404, Body: routeUnknown},
	} {
		rows["the look before: "+name] = templateFault{[]bossim.Fault{onOne("GET", fault)}, []string{"the look-up of an existing one failed"}, 0, false}
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t)
			p := templates(t, bos)
			for _, fault := range row.faults {
				bos.Inject(fault)
			}

			created := p.apply(nil, p.template(nil, nil))

			row.check(t, bos, created.Diagnostics, "Unable to create the session template")
			if inState := !p.unpacked(created.NewState).IsNull(); inState != (row.says == nil) {
				t.Errorf("in the state: %t", inState)
			}
			if strings.Contains(told(created.Diagnostics), undecided) && !strings.Contains(told(created.Diagnostics), "terraform import ADDRESS /plan") {
				t.Errorf("no word of an import: %s", told(created.Diagnostics))
			}
			if got := bos.kept(t, "plan", ""); (got != nil) != row.there {
				t.Errorf("BOS has %v", got)
			}
		})
	}
}

func (r templateFault) check(t *testing.T, bos *sim, diagnostics []*tfprotov6.Diagnostic, summary string) {
	t.Helper()
	bos.Lift()
	if r.says == nil {
		wantTold(t, diagnostics, anError, 0)
	} else {
		wantFault(t, diagnostics, "", summary, r.says...)
	}
	if puts := bos.puts(); (puts == 0) != (r.puts == 0) {
		t.Errorf("%d PUTs\n%s", puts, bos.log())
	}
}

// An update that went wrong leaves the state as it was, and the next apply mends everything.
func TestSessionTemplate_updateFaults(t *testing.T) {
	t.Parallel()
	for name, row := range templateWriteFaults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t)
			p := templates(t, bos)
			created := p.apply(nil, p.template(nil, nil))
			p.fine(created.Diagnostics)
			config := p.template(fields{"description": text("new")}, nil)
			for _, fault := range row.faults {
				fault.Skip = 0 // an update does not look before
				bos.Inject(fault)
			}

			updated := p.apply(created.NewState, config)

			row.check(t, bos, updated.Diagnostics, `Unable to update session template "plan"`)
			if changed := p.changes(created.NewState, updated.NewState) != ""; changed != (row.says == nil) {
				t.Errorf("the state has changed: %t", changed)
			}
			if got := bos.kept(t, "plan", "")["description"]; (got == "new") != row.there {
				t.Errorf("BOS has the description %v", got)
			}
			mended := p.apply(p.read(updated.NewState).NewState, config)
			p.fine(mended.Diagnostics)
			p.same(mended.NewState, config)
		})
	}
}

// A template is gone if BOS says so, and nobody else.
func TestSessionTemplate_readFaults(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		fault bossim.Fault
		gone  bool
		says  string
	}{
		"BOS's 404":           {problemJSON(404, `{"detail": "Session template 'plan' does not exist", "status": 404, "title": "The resource was not found", "type": "about:blank"}`), true, ""},
		"BOS's 404 before":    {problemJSON(404, goneBefore2_32), true, ""},
		"another's 404":       {bossim.Fault{Status: 404, Body: routeUnknown}, false, "404"},
		"a 404 of nobody":     {bossim.Fault{Status: 404}, false, "404"},
		"a route's 404":       {problemJSON(404, `{"detail": "The requested URL was not found on the server.", "status": 404, "title": "Not Found", "type": "about:blank"}`), false, "404"},
		"away":                {away, false, "503"},
		"lost":                {neverCame, false, ""},
		"cut off":             {bossim.Fault{Truncate: 20}, false, ""},
		"forbidden":           {bossim.Fault{Status: 403, Body: "RBAC: access denied"}, false, "403"},
		"another server":      {bossim.Fault{Status: 200, Body: routeUnknown}, false, "is not BOS."},
		"an empty object":     {problemJSON(200, "{}"), false, "not a session template"},
		"a list":              {problemJSON(200, "[]"), false, ""},
		"another template":    {problemJSON(200, `{"name": "other", "boot_sets": {}}`), false, `the answer describes "other", not "plan"`},
		"broken by its types": {problemJSON(200, `{"name": "plan", "boot_sets": {"compute": {"node_list": "x3000c0s1b0n0"}}}`), false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t)
			p := templates(t, bos)
			created := p.apply(nil, p.template(nil, nil))
			p.fine(created.Diagnostics)
			bos.Inject(onOne("GET", row.fault))

			read := p.read(created.NewState)

			if name, _ := p.identity(read.NewIdentity); *name != "plan" {
				t.Errorf("identity: %s", *name)
			}
			if row.gone {
				p.fine(read.Diagnostics)
				if !p.unpacked(read.NewState).IsNull() {
					t.Error("it is still in the state")
				}
				return
			}
			wantFault(t, read.Diagnostics, "", `Unable to read session template "plan"`, row.says, "The state stays as it was.")
			if changes := p.changes(created.NewState, read.NewState); changes != "" {
				t.Errorf("the state has changed:\n%s", changes)
			}
		})
	}
}

// A template is deleted, or it stays in the state.
func TestSessionTemplate_deleteFaults(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		fault bossim.Fault
		says  string // "" = it goes well
		there bool
	}{
		"none":            {bossim.Fault{Rewrite: func(status int, _ http.Header, body []byte) (int, []byte) { return status, body }}, "", false},
		"BOS's 404":       {problemJSON(404, `{"detail": "Session template 'plan' does not exist", "status": 404, "title": "The resource was not found", "type": "about:blank"}`), "", true},
		"lost, done":      {bossim.Fault{Commit: true, Drop: true, Times: 1}, "", false},
		"lost, undone":    {bossim.Fault{Drop: true, Times: 1}, "BOS has a session template of that name", true},
		"another's 404":   {bossim.Fault{Status: 404, Body: routeUnknown}, "404", true},
		"away":            {away, "503", true},
		"forbidden":       {bossim.Fault{Status: 403, Body: "RBAC: access denied"}, "403", true},
		"error of BOS":    {bossim.Fault{Status: 500}, "500", true},
		"all lost, never": {neverCame, "DELETE /v2/sessiontemplates/plan", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t)
			p := templates(t, bos)
			created := p.apply(nil, p.template(nil, nil))
			p.fine(created.Diagnostics)
			bos.Inject(onOne("DELETE", row.fault))

			diagnostics := p.destroy(created.NewState)

			bos.Lift()
			if row.says == "" {
				wantTold(t, diagnostics, anError, 0)
			} else {
				wantFault(t, diagnostics, "", `Unable to delete session template "plan"`, row.says, "stays in the state, as BOS did not confirm that it is deleted", "terraform state rm ADDRESS")
			}
			if got := bos.kept(t, "plan", ""); (got != nil) != row.there {
				t.Errorf("BOS has %v", got)
			}
		})
	}
}

// The gateway lets a tenant's administrator read a template of the tenant's, and no more.
func TestSessionTemplate_tenantsAdministrator(t *testing.T) {
	t.Parallel()
	g := newGateway(t)
	p := newServer(t, g.sim, fields{
		"endpoint": text(g.Endpoint), "tenant": text("vcluster-blue"), "token": text(g.issue(t, "tina").AccessToken),
		"tls": nested(t, g.sim, "tls", fields{"ca_cert_file": text(g.CAFile)}),
	}).of("bos_session_template")

	state, diagnostics := p.take("theirs")
	p.fine(diagnostics)
	config := p.as(state)
	p.same(state, config)
	if got := g.reasons(); len(got) > 0 {
		t.Fatalf("the gateway refused: %q", got)
	}

	created := p.apply(nil, p.template(nil, nil))
	wantFault(t, created.Diagnostics, "", "Unable to create the session template", mayOnly[:40], "403")
	updated := p.apply(state, with(config, fields{"description": text("mine")}))
	wantFault(t, updated.Diagnostics, "", `Unable to update session template "theirs"`, mayOnly[:40])
	wantFault(t, p.destroy(state), "", `Unable to delete session template "theirs"`, mayOnly[:40], "stays in the state, as BOS did not confirm that it is deleted")
	if changes := p.changes(state, updated.NewState); changes != "" || !p.unpacked(created.NewState).IsNull() {
		t.Errorf("the state has changed: %s", changes)
	}
	g.wantPuts(t, 0, 0) // behind the gateway
}
