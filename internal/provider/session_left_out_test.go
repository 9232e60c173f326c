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
	leftOutNode  = "x9999c0s1b0n0" // BOS does not know it
	listTemplate = `{"boot_sets": {"compute": {"type": "s3", "path": "s3://boot-images/9e3c75e1-ac42-42c7-873c-e758048897d6/manifest.json",
		"node_list": ["x3000c0s1b0n0", "x3000c0s1b1n0"]}, "more": {"type": "s3", "path": "s3://boot-images/9e3c75e1-ac42-42c7-873c-e758048897d6/manifest.json",
		"node_list": ["x3000c0s1b1n0", "x3000c0s2b0n0"]}}}`
)

// BOS leaves out a node that it cannot act upon, without an error: where it was named by itself, that is said.
func TestSession_namedNodesThatWereLeftOut(t *testing.T) {
	for name, row := range map[string]struct {
		limit, template string // "" = none, blue
		left            string // "" = no warning
	}{
		"unknown":                    {limit: "x3000c0s1b0n0," + leftOutNode, left: leftOutNode},
		"not the template's":         {limit: "x3000c0s1b0n0,x3000c0s9b0n0", left: "x3000c0s9b0n0"},
		"locked":                     {limit: "x3000c0s1b0n0,x3000c0s3b0n0", left: "x3000c0s3b0n0"},
		"disabled":                   {limit: "x3000c0s1b0n0,x3000c0s3b1n0", left: "x3000c0s3b1n0"},
		"written otherwise":          {limit: "x3000c0s1b0n0,X3000c0s01b1n0", left: "X3000c0s01b1n0"},
		"beside a group":             {limit: "blue," + leftOutNode, left: leftOutNode},
		"every one acted upon":       {limit: "x3000c0s1b0n0,x3000c0s1b1n0"},
		"taken out again":            {limit: "x3000c0s1b0n0," + leftOutNode + ",!" + leftOutNode},
		"taken out, and added again": {limit: "!" + leftOutNode + ",x3000c0s1b0n0," + leftOutNode, left: leftOutNode},
		"kept by all":                {limit: "x3000c0s1b0n0," + leftOutNode + ",&all", left: leftOutNode},
		"kept alone":                 {limit: leftOutNode + ",x3000c0s1b0n0,&x3000c0s1b0n0"},
		"perhaps not of the group":   {limit: "x3000c0s9b0n0,x3000c0s1b0n0,&blue"},
		"perhaps of the group":       {limit: "x3000c0s1b0n0," + leftOutNode + ",!yellow"},
		"groups only":                {limit: "blue,&p1"},
		"a list without a limit":     {template: "listed", left: "x3000c0s2b0n0"},
		"a list, and all":            {template: "listed", limit: "*"},
		"no list":                    {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t, func(c *bossim.Config) {
				c.System.Locked, c.System.HSMDisabled = []string{"x3000c0s3b0n0"}, []string{"x3000c0s3b1n0", "x3000c0s2b0n0"}
			})
			bos.sends(t, http.MethodPut, "/v2/sessiontemplates/listed", "", listTemplate)
			config := with(bootBlue, fields{})
			if row.limit != "" {
				config["limit"] = text(row.limit)
			}
			if row.template != "" {
				config["template_name"] = text(row.template)
			}
			m := newServer(t, bos, nil).manage("bos_session")

			diagnostics := m.apply(config)

			wantValues(t, m.values(m.State), map[string]any{"result": "succeeded"})
			if row.left == "" {
				wantTold(t, diagnostics, tfprotov6.DiagnosticSeverityWarning, 0)
			} else {
				wantTold(t, diagnostics, tfprotov6.DiagnosticSeverityWarning, 1, `1 node named but not acted upon by session "s1"`, "not acted upon: "+row.left+".")
			}
			bos.wantSent(t, 1, 1)
		})
	}
}

// What only a warning needs fails no apply, and a resumed wait warns as well.
func TestSession_leftOutNodesAreNotWorthAnError(t *testing.T) {
	bos := newSim(t, func(c *bossim.Config) { c.System.HSMDisabled = []string{"x3000c0s2b0n0"} })
	bos.sends(t, http.MethodPut, "/v2/sessiontemplates/listed", "", listTemplate)
	config := with(bootBlue, fields{"template_name": text("listed")})
	bos.Inject(bossim.Fault{Method: http.MethodGet, Path: "/v2/sessiontemplates/*", Drop: true})
	m := newServer(t, bos, nil).manage("bos_session")
	m.fine(m.apply(config))
	wantValues(t, m.values(m.State), map[string]any{"result": "succeeded", "component_count": 2})
	bos.Lift()

	other := newServer(t, bos, nil).manage("bos_session")
	config = with(config, fields{"name": text("s2"), "wait_for_completion": truth(false)})
	wantTold(t, other.apply(config), tfprotov6.DiagnosticSeverityWarning, 0)
	config["wait_for_completion"] = truth(true)
	wantTold(t, other.apply(config), tfprotov6.DiagnosticSeverityWarning, 1, "x3000c0s2b0n0", "template `listed`")
	bos.wantSent(t, 2, 2)
}

func TestSession_leftOutNodesAreCounted(t *testing.T) {
	bos := newSim(t)
	limit := "x3000c0s1b0n0"
	for _, slot := range strings.Fields("10 11 12 13 14 15 16 17 18 19 20 21") {
		limit += ",x9999c0s" + slot + "b0n0"
	}
	m := newServer(t, bos, nil).manage("bos_session")
	wantTold(t, m.apply(with(bootBlue, fields{"limit": text(limit)})), tfprotov6.DiagnosticSeverityWarning, 1,
		"12 nodes named but not acted upon", "x9999c0s19b0n0 and 2 more.")
}

func TestSessionV1_namedNodesThatWereLeftOut(t *testing.T) {
	bos := newV1(t)
	m := newServer(t, bos, fields{"endpoint": text(bos.URL), "api_version": text("v1")}).manage("bos_session")
	wantTold(t, m.apply(fields{"operation": text("boot"), "template_name": text("blue"), "limit": text("x3000c0s1b0n0," + leftOutNode)}),
		tfprotov6.DiagnosticSeverityWarning, 1, "not acted upon: "+leftOutNode)
	bos.wantSent(t, 1, 1)
}
