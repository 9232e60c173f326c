// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// One request lists the session templates, with or without their contents, as an import stores them.
func TestSessionTemplateList(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"2.50.0", csm15} {
		bos := newSim(t, withTenant, release(version))
		bos.sends(t, http.MethodPut, "/v2/sessiontemplates/full", "", strings.Replace(fullTemplate, `, "arch": "ARM"`, "", 1))
		p := newServer(t, bos, nil).of("bos_session_template")
		for want, q := range map[string]query{
			"blue vcluster-blue/blue broken compute full green red vcluster-blue/theirs yellow": {limit: 100},
			"blue vcluster-blue/blue broken":          {limit: 3},
			"vcluster-blue/blue vcluster-blue/theirs": {filter: fields{"tenant": text("vcluster-blue")}, limit: 100},
		} {
			for _, q.include = range []bool{false, true} {
				before := len(bos.Requests())

				results := p.list(q)

				if sent := len(bos.Requests()) - before; sent != 1 {
					t.Errorf("BOS %s, %+v: %d requests", version, q, sent)
				}
				var names []string
				for _, result := range results {
					p.fine(result.Diagnostics)
					names = append(names, result.DisplayName)
					if q.include {
						p.wantImported(result)
					}
				}
				if got := strings.Join(names, " "); got != want {
					t.Errorf("BOS %s, %+v: %q, want %q", version, q, got, want)
				}
			}
		}
	}
}

func TestSessionTemplateListV1(t *testing.T) {
	t.Parallel()
	bos := newV1(t)
	p := newServer(t, bos, fields{"endpoint": text(bos.URL), "api_version": text("v1")}).of("bos_session_template")

	results := p.list(query{limit: 100, include: true})

	if len(results) != 6 {
		t.Errorf("%d results, want 6", len(results))
	}
	for _, result := range results {
		p.fine(result.Diagnostics)
		p.wantImported(result)
	}
}

func TestSessionTemplateList_refused(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	p := newServer(t, bos, nil).of("bos_session_template")
	says(t, p.refused(query{filter: fields{"tenant": text("Blue")}}), "tenant")
	bos.Inject(bossim.Fault{Method: http.MethodGet, Path: "/v2/sessiontemplates", Status: http.StatusForbidden, Body: "Access denied"})
	says(t, p.refused(query{limit: 100}), "Unable to list the session templates", "403 Forbidden", "Access denied")
}
