// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"fmt"
	"net/http"
	"testing"
)

func TestConfig_versionSelectsTheAPIs(t *testing.T) {
	for _, c := range []struct {
		version string
		v1, v2  int // the statuses of their versions
		root    int // versions listed
		shown   string
	}{
		{csm12, 200, 404, 1, "1.0.0"},
		{csm13, 200, 200, 2, "1.0.0"},
		{csm15, 200, 200, 2, csm15},
		{"2.30.1", 404, 200, 1, "2.30.1"},
		{"", 404, 200, 1, "2.50.0"},
		{"99999999999999999999.0.0", 404, 200, 1, "99999999999999999999.0.0"},
	} {
		t.Run(c.version, func(t *testing.T) {
			r := newV1Rig(t, c.version, healthy(4))

			v1, _ := r.ask(http.MethodGet, "/v1/version", "")
			v2, _ := r.ask(http.MethodGet, "/v2/version", "")
			if v1 != c.v1 || v2 != c.v2 {
				t.Errorf("v1 %d, v2 %d", v1, v2)
			}
			var root []versionAnswer
			r.must(http.StatusOK, &root, http.MethodGet, "/", "")
			if len(root) != c.root {
				t.Fatalf("root: %+v", root)
			}
			if shown := fmt.Sprintf("%s.%s.%s", root[0].Major, root[0].Minor, root[0].Patch); shown != c.shown {
				t.Errorf("shown %s", shown)
			}
		})
	}
}

func TestV1Template_deleteOfAMissingOne(t *testing.T) {
	for version, want := range map[string]int{csm12: 404, csm13: 204, "2.2.0": 404, csm15: 404} {
		t.Run(version, func(t *testing.T) {
			r := newV1Rig(t, version, healthy(4))

			if got, body := r.ask(http.MethodDelete, "/v1/sessiontemplate/nope", ""); got != want {
				t.Errorf("%d %s", got, body)
			}
		})
	}
}

// posted is a template with all the fields that only v1 has.
const posted = `{"name":"mine","cfs":{"configuration":"c","playbook":"site.yml"},"partition":"p1","boot_sets":{"s":{
	"type":"s3","path":"s3://boot-images/a/manifest.json","node_list":["X3000C0S01B0N0"],"network":"nmn",
	"boot_ordinal":1}}}`

func TestV1Template_createReadReplaceDelete(t *testing.T) {
	for version, want := range map[string]string{
		csm13: `{"boot_sets":{"s":{"boot_ordinal":1,"network":"nmn","node_list":["x3000c0s1b0n0"],` +
			`"path":"s3://boot-images/a/manifest.json","type":"s3"}},` +
			`"cfs":{"configuration":"c","playbook":"site.yml"},"name":"mine","partition":"p1"}`,
		csm15: `{"boot_sets":{"s":{"node_list":["x3000c0s1b0n0"],"path":"s3://boot-images/a/manifest.json","type":"s3"}},` +
			`"cfs":{"configuration":"c"},"name":"mine","tenant":""}`,
	} {
		t.Run(version, func(t *testing.T) {
			r := newV1Rig(t, version, System{})
			r.must(http.StatusCreated, nil, http.MethodPost, "/v1/sessiontemplate", `{"name":"mine","description":"before"}`)
			r.must(http.StatusCreated, nil, http.MethodPost, "/v1/sessiontemplate", posted)

			if _, got := r.ask(http.MethodGet, "/v1/sessiontemplate/mine", ""); got != want+"\n" {
				t.Errorf("got %s", got)
			}
			if _, got := r.ask(http.MethodGet, "/v1/sessiontemplate", ""); got != "["+want+"]\n" {
				t.Errorf("listed %s", got)
			}
			r.must(http.StatusOK, nil, http.MethodGet, "/v2/sessiontemplates/mine", "")
			r.must(http.StatusNoContent, nil, http.MethodDelete, "/v1/sessiontemplate/mine", "")
			r.must(http.StatusNotFound, nil, http.MethodGet, "/v1/sessiontemplate/mine", "")
		})
	}
}

func TestV1_refusals(t *testing.T) {
	const session, template = "/v1/session", "/v1/sessiontemplate"
	for _, c := range []struct {
		name, version, method, path, body, tenant string
		want                                      int
	}{
		{"tenant", csm15, http.MethodGet, session, "", "blue", 400},
		{"tenant's status", csm15, http.MethodGet, session + "/x/status", "", "blue", 400},
		{"tenant, before 2.3", csm13, http.MethodGet, session, "", "blue", 200},
		{"empty tenant", csm15, http.MethodGet, session, "", "", 200},
		{"no template", csm15, http.MethodPost, session, `{"operation":"boot"}`, "", 400},
		{"no template, before 2.4", csm13, http.MethodPost, session, `{"operation":"boot"}`, "", 400},
		{"stage", csm15, http.MethodPost, session, `{"operation":"boot","templateName":"compute","stage":true}`, "", 400},
		{"loose operation", csm15, http.MethodPost, session, `{"operation":"bootx","templateName":"compute"}`, "", 400},
		{
			"loose operation, before 2.4", csm13, http.MethodPost, session, `{"operation":"bootx","templateName":"compute"}`,
			"", 201,
		},
		{"no nodes", csm15, http.MethodPost, session, `{"operation":"boot","templateName":"nodeless"}`, "", 400},
		{"template from a URL", csm13, http.MethodPost, template, `{"name":"x","templateUrl":"http://x"}`, "", 400},
		{"PUT of a session", csm15, http.MethodPut, session + "/x", `{}`, "", 405},
		{"PATCH of v2's kind", csm15, http.MethodPatch, session + "/x", `{}`, "", 405},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newV1Rig(t, c.version, healthy(4))
			r.must(http.StatusCreated, nil, http.MethodPost, template,
				`{"name":"nodeless","boot_sets":{"s":{"type":"s3","path":"p"}}}`)

			if got, body := r.ask(c.method, c.path, c.body, "Cray-Tenant-Name", c.tenant); got != c.want {
				t.Errorf("%d %s", got, body)
			}
		})
	}
}
