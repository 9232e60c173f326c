// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

func TestSessionList_filtersAndOrder(t *testing.T) {
	t.Parallel()
	p := newServer(t, newSimOfSessions(t), nil)
	for want, q := range map[string]query{
		"blue/d-of-blue a-at-ten c-at-nine b-at-eight z-at-eight": {limit: 100},
		"blue/d-of-blue a-at-ten":                                 {limit: 2},
		"c-at-nine b-at-eight":                                    {filter: fields{"status": text("complete")}, limit: 100},
		"c-at-nine z-at-eight":                                    {filter: fields{"template_name": text("green")}, limit: 100},
		"c-at-nine b-at-eight z-at-eight":                         {filter: fields{"min_age": text("150m")}, limit: 100},
		"blue/d-of-blue a-at-ten ":                                {filter: fields{"max_age": text("150m")}, limit: 100},
		"blue/d-of-blue":                                          {filter: fields{"tenant": text("blue")}, limit: 100},
		"":                                                        {filter: fields{"status": text("pending")}, limit: 100},
		"z-at-eight":                                              {filter: fields{"min_age": text("2h"), "status": text("running"), "template_name": text("green")}, limit: 100},
	} {
		if got := strings.Join(p.listed(q), " "); got != strings.TrimSpace(want) {
			t.Errorf("%+v: %q, want %q", q, got, want)
		}
	}
}

// A query of names is one request, whatever the number of sessions. With include_resource, each complete session that is
// taken costs one more, and none is made for what the engine does not take.
func TestSessionList_requests(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		query
		results, statuses int
	}{
		"names":                      {query{limit: 1000}, 200, 0},
		"limited":                    {query{limit: 30}, 30, 0},
		"nothing":                    {query{}, 0, 0},
		"resources":                  {query{limit: 1000, include: true}, 200, 100},
		"resources, limited":         {query{limit: 30, include: true}, 30, 15},
		"resources, the engine ends": {query{limit: 1000, include: true, stop: 10}, 10, 5},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t)
			for i := range 100 {
				id := strings.Repeat("s", i+1)
				bos.load(t, record(id+"-c", "", "blue", "complete", "2026-11-22T10:00:00"), record(id+"-r", "", "blue", "running", "2026-11-22T10:00:00"))
			}
			p := newServer(t, bos, nil)

			got := p.list(row.query)

			lists, all := bos.Count(http.MethodGet, "/v2/sessions"), len(bos.Requests())
			if want := min(1, row.results); len(got) != row.results || lists != want || all != want+row.statuses {
				t.Errorf("%d results, %d lists, %d requests in all, want %d, %d and %d", len(got), lists, all, row.results, want, want+row.statuses)
			}
			for _, result := range got {
				if p.fine(result.Diagnostics); (result.Resource != nil) != row.include {
					t.Errorf("%s: the resource is %v", result.DisplayName, result.Resource)
				}
			}
			bos.wantSent(t, 0, 0)
		})
	}
}

// Sessions of each kind that a system has are listed as an import stores them.
func TestSessionList_asImported(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*bossim.Config){
		"the newest release": withTenant,
		"without tenants":    func(c *bossim.Config) { release("2.0.10")(c) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t, change)
			bos.started(t, "", "failed", `"operation": "boot", "template_name": "broken"`)
			bos.started(t, "", "limited", `"operation": "reboot", "template_name": "blue", "limit": "x3000c0s1b0n0"`)
			bos.started(t, "", "no-nodes", `"operation": "reboot", "template_name": "blue", "limit": "x9"`)
			want := 5
			if name != "without tenants" {
				bos.started(t, "vcluster-blue", "theirs", `"operation": "boot", "template_name": "theirs"`)
				want++
			}
			bos.Clock.Advance(oneHour)
			bos.started(t, "", "running", `"operation": "reboot", "template_name": "green"`)
			bos.started(t, "", "staged", `"operation": "boot", "template_name": "yellow", "stage": true`)
			p := newServer(t, bos, nil)

			results := p.list(query{limit: 100, include: true})

			if len(results) != want {
				t.Errorf("%d results, want %d", len(results), want)
			}
			for _, result := range results {
				p.fine(result.Diagnostics)
				p.wantImported(result)
			}
		})
	}
}

// BOS v1 lists ids only: a name costs one request, and no other one.
func TestSessionListV1(t *testing.T) {
	t.Parallel()
	bos := newV1(t)
	for range 3 {
		bos.sends(t, http.MethodPost, "/v1/session", "", `{"operation": "reboot", "templateName": "blue"}`)
	}
	bos.Clock.Advance(oneHour)
	p := newServer(t, bos, fields{"endpoint": text(bos.URL), "api_version": text("v1")})
	before := len(bos.Requests())

	names := p.listed(query{limit: 100})

	if sent := len(bos.Requests()) - before; len(names) != 3 || sent != 4 {
		t.Errorf("%q by %d requests, want 3 by 4\n%s", names, sent, bos.log())
	}
	if got := p.listed(query{limit: 1}); !slices.Equal(got, names[:1]) {
		t.Errorf("limited: %q, want the first of %q", got, names)
	}
	if sent := len(bos.Requests()) - before; sent != 6 {
		t.Errorf("%d requests, want 2 more\n%s", sent, bos.log())
	}
	if got := p.listed(query{filter: fields{"status": text("running")}, limit: 100}); len(got) != 0 {
		t.Errorf("running: %q", got)
	}
	for _, result := range p.list(query{limit: 100, include: true}) {
		p.fine(result.Diagnostics)
		p.wantImported(result)
	}
	says(t, p.refused(query{filter: fields{"tenant": text("blue")}, limit: 100}), "Unable to list the sessions",
		"In v1 of the API, there are no tenants", `The tenant "blue" is given here`)
}

// After Ctrl-C, nothing more is asked.
func TestSessionList_interrupted(t *testing.T) {
	t.Parallel()
	bos := newSimOfSessions(t)
	p := newServer(t, bos, nil)
	var interrupt context.CancelFunc
	p.ctx, interrupt = context.WithCancel(t.Context())
	bos.OnRequest(func(r bossim.Request) {
		if strings.HasSuffix(r.Path, "/status") {
			interrupt()
		}
	})

	results := p.list(query{limit: 100, include: true})

	if last := results[len(results)-1]; len(results) != 3 || !fails(last.Diagnostics) {
		t.Errorf("%d results, the last one %+v; want an error after two", len(results), last)
	}
	if sent := len(bos.Requests()); sent != 2 { // the list and an outcome
		t.Errorf("%d requests\n%s", sent, bos.log())
	}
}

// The tenant of a list is that of its filter, else the provider's. A release that does not report tenants has it all the same.
func TestSessionList_tenants(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		release  string
		provider string
		filter   fields
		want     string
		tenant   string
	}{
		"of the provider": {"2.50.0", "vcluster-blue", nil, "vcluster-blue/theirs", "vcluster-blue"},
		"of the filter":   {"2.50.0", "", fields{"tenant": text("vcluster-blue")}, "vcluster-blue/theirs", "vcluster-blue"},
		"none":            {"2.50.0", "", nil, "ours vcluster-blue/theirs", ""},
		"not reported":    {"2.0.10", "vcluster-blue", nil, "vcluster-blue/ours", "vcluster-blue"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t, withTenant, release(row.release))
			bos.started(t, "", "ours", `"operation": "reboot", "template_name": "blue"`)
			if row.release == "2.50.0" {
				bos.started(t, "vcluster-blue", "theirs", `"operation": "reboot", "template_name": "theirs"`)
			}
			config := fields{"endpoint": text(bos.URL)}
			if row.provider != "" {
				config["tenant"] = text(row.provider)
			}
			p := newServer(t, bos, config)

			results := p.list(query{filter: row.filter, limit: 100, include: true})

			var names []string
			for _, result := range results {
				p.fine(result.Diagnostics)
				names = append(names, result.DisplayName)
				p.wantImported(result)
			}
			slices.Sort(names)
			if got := strings.Join(names, " "); got != row.want {
				t.Errorf("%q, want %q", got, row.want)
			}
			if _, tenant := p.identity(results[0].Identity); row.tenant != "" && (tenant == nil || *tenant != row.tenant) {
				t.Errorf("the tenant is %v, want %q", tenant, row.tenant)
			}
		})
	}
}

func TestSessionList_refused(t *testing.T) {
	t.Parallel()
	bos := newSimOfSessions(t)
	p := newServer(t, bos, nil)
	says(t, p.refused(query{filter: fields{"status": text("done")}}), "pending`, `running`")
	says(t, p.refused(query{filter: fields{"min_age": text("2 hours")}}), "Invalid age")
	if sent := len(bos.Requests()); sent != 0 {
		t.Errorf("%d requests", sent)
	}

	bos.Inject(bossim.Fault{Method: http.MethodGet, Path: "/v2/sessions", Status: http.StatusForbidden, Times: 1, Body: "Unauthorized Request"})
	says(t, p.refused(query{limit: 100}), "Unable to list the sessions", "403", "Unauthorized Request")

	bos.Inject(bossim.Fault{Method: http.MethodGet, Path: "/v2/sessions/c-at-nine/status", Status: http.StatusForbidden, Times: 1, Body: "Unauthorized Request"})
	says(t, p.refused(query{limit: 100, include: true}), `Unable to list session "c-at-nine"`, "403", "Unauthorized Request")
}
