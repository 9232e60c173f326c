// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// fullTemplate holds every field that a session template can have, in two boot sets.
const fullTemplate = `{
	"description": "all of it", "enable_cfs": false, "cfs": {"configuration": "common"},
	"boot_sets": {
		"compute": {
			"type": "s3", "path": "s3://boot-images/1/manifest.json", "etag": "abc", "kernel_parameters": "quiet  loud ", "arch": "ARM",
			"node_list": ["X3000c0s01b0n0", "x3000c0s1b1n0"], "node_roles_groups": ["Compute"], "node_groups": ["blue", "green"],
			"cfs": {"configuration": "own"}, "rootfs_provider": "sbps", "rootfs_provider_passthrough": "sbps:v1:iqn"
		},
		"uan": {"type": "s3", "path": "s3://boot-images/2/manifest.json", "node_roles_groups": ["Application_UAN"]}
	}
}`

// withARM has an image for that architecture, without which BOS refuses the template.
func withARM(c *bossim.Config) {
	c.System.Images = map[string]bossim.Image{"s3://boot-images/1/manifest.json": {Arch: "aarch64"}}
}

// Every field of a template is told, and what it does not hold is null, on releases that write more down or less.
func TestSessionTemplateDataSource_fields(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"2.50.0", "2.30.9", csm15, "2.0.22"} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t, release(version), withARM)
			sent := fullTemplate
			if version != "2.50.0" && version != "2.30.9" { // no arch before 2.29
				sent = strings.Replace(sent, `, "arch": "ARM"`, "", 1)
			}
			bos.sends(t, http.MethodPut, "/v2/sessiontemplates/full", "", sent)
			p := newServer(t, bos, nil)

			got := p.found("bos_session_template", fields{"name": text("full")})

			arch := "ARM"
			if sent != fullTemplate {
				arch = "X86"
			}
			wantValues(t, got, map[string]any{
				"name": "full", "tenant": nil, "description": "all of it", "enable_cfs": false, "cfs": map[string]any{"configuration": "common"},
				"boot_sets": map[string]any{
					"compute": map[string]any{
						"type": "s3", "path": "s3://boot-images/1/manifest.json", "etag": "abc", "kernel_parameters": "quiet  loud ", "arch": arch,
						"node_list":         []any{"x3000c0s1b0n0", "x3000c0s1b1n0"},
						"node_roles_groups": []any{"Compute"}, "node_groups": []any{"blue", "green"},
						"cfs": map[string]any{"configuration": "own"}, "rootfs_provider": "sbps", "rootfs_provider_passthrough": "sbps:v1:iqn",
					},
					"uan": map[string]any{
						"type": "s3", "path": "s3://boot-images/2/manifest.json", "etag": nil, "kernel_parameters": nil, "arch": "X86", "node_list": nil,
						"node_roles_groups": []any{"Application_UAN"}, "node_groups": nil, "cfs": nil, "rootfs_provider": nil, "rootfs_provider_passthrough": nil,
					},
				},
			})
		})
	}
}

// The fingerprint follows what nodes run, and nothing else.
func TestSessionTemplateDataSource_fingerprint(t *testing.T) {
	t.Parallel()
	bos := newSim(t, withARM)
	p := newServer(t, bos, nil)
	written := func(body string) any {
		bos.sends(t, http.MethodPut, "/v2/sessiontemplates/full", "", body)
		return p.found("bos_session_template", fields{"name": text("full")})["fingerprint"]
	}

	first := written(fullTemplate)

	if told, _ := first.(string); !strings.HasPrefix(told, "bs1-") || len(told) != len("bs1-")+64 {
		t.Errorf("the fingerprint is %v", first)
	}
	if written(strings.Replace(fullTemplate, "all of it", "other words", 1)) != first {
		t.Error("the description has changed the fingerprint")
	}
	if written(strings.Replace(fullTemplate, "quiet  loud", "quiet loud", 1)) == first {
		t.Error("the kernel parameters have not changed the fingerprint")
	}
}

func TestSessionTemplateDataSource_tenant(t *testing.T) {
	t.Parallel()
	bos := newSim(t, withTenant)
	p := newServer(t, bos, nil)
	blue := text("vcluster-blue")

	theirs := p.found("bos_session_template", fields{"name": text("blue"), "tenant": blue})
	wantValues(t, theirs, map[string]any{"name": "blue", "tenant": "vcluster-blue", "description": nil})
	ours := p.found("bos_session_template", fields{"name": text("blue")})
	wantValues(t, ours, map[string]any{"name": "blue", "tenant": nil, "description": "blue nodes"})

	_, diagnostics := p.look("bos_session_template", fields{"name": text("green"), "tenant": blue})
	wantFault(t, diagnostics, "", `Unable to read session template "green"`,
		`BOS has no session template "green" of tenant "vcluster-blue". It has: blue, theirs.`, `There is one of this name without a tenant`,
		"Check the name and the tenant. List the session templates that exist: `cray bos v2 sessiontemplates list`")
	_, diagnostics = p.look("bos_session_template", fields{"name": text("theirs")})
	wantFault(t, diagnostics, "", `Unable to read session template "theirs"`, `no session template "theirs" without a tenant`)
}

// All templates are listed by one request; in a tenant, its own.
func TestSessionTemplatesDataSource_list(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"2.50.0", csm15} {
		bos := newSim(t, withTenant, release(version))
		bos.sends(t, http.MethodPut, "/v2/sessiontemplates/full", "", strings.Replace(fullTemplate, `, "arch": "ARM"`, "", 1))
		p := newServer(t, bos, nil)
		shown := func(config fields) (list []any, names string) {
			list, _ = p.found("bos_session_templates", config)["templates"].([]any)
			var all []string
			for _, element := range list {
				template, _ := element.(map[string]any)
				tenant, _ := template["tenant"].(string)
				name, _ := template["name"].(string)
				all = append(all, tenant+"/"+name)
			}
			return list, strings.Join(all, " ")
		}

		list, names := shown(nil)
		if want := "/blue vcluster-blue/blue /broken /compute /full /green /red vcluster-blue/theirs /yellow"; names != want {
			t.Errorf("BOS %s lists %s, want %s", version, names, want)
		}
		if n := len(bos.Requests()); n != 2 { // the PUT and the list
			t.Errorf("%d requests:\n%s", n, bos.log())
		}
		want := map[string]any{"name": "full", "tenant": nil, "description": "all of it", "boot_sets": []any{"compute", "uan"}}
		want["fingerprint"] = p.found("bos_session_template", fields{"name": text("full")})["fingerprint"]
		if full, _ := list[4].(map[string]any); !maps.EqualFunc(full, want, func(a, b any) bool { return asJSON(t, a) == asJSON(t, b) }) {
			t.Errorf("it lists %v, want %v", full, want)
		}

		if _, names := shown(fields{"tenant": text("vcluster-blue")}); names != "vcluster-blue/blue vcluster-blue/theirs" {
			t.Errorf("the tenant has %s", names)
		}
	}
}

func asJSON(t *testing.T, value any) string {
	t.Helper()
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestSessionTemplatesDataSource_refused(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	bos.Inject(bossim.Fault{Method: http.MethodGet, Path: "/v2/sessiontemplates", Status: http.StatusForbidden, Body: "Access denied"})
	p := newServer(t, bos, nil)

	_, diagnostics := p.look("bos_session_templates", nil)

	wantFault(t, diagnostics, "", "Unable to read the list of session templates", "403 Forbidden", "Access denied")
}

// On v1 of the API, templates can be read.
func TestSessionTemplateDataSource_v1(t *testing.T) {
	t.Parallel()
	bos := newV1(t)
	p := newServer(t, bos, fields{"endpoint": text(bos.URL), "api_version": text("v1")})

	wantValues(t, p.found("bos_session_template", fields{"name": text("blue")}), map[string]any{
		"name": "blue", "tenant": nil, "description": "blue nodes", "enable_cfs": true, "cfs": map[string]any{"configuration": "compute-config"},
	})
	if list, _ := p.found("bos_session_templates", nil)["templates"].([]any); len(list) != 6 {
		t.Errorf("%d templates are listed", len(list))
	}
	_, diagnostics := p.look("bos_session_template", fields{"name": text("none")})
	wantFault(t, diagnostics, "", `Unable to read session template "none"`, `BOS v1 has no session template "none". It has: `,
		"Check the name. List the session templates that exist: `cray bos v1 sessiontemplate list`")
	_, diagnostics = p.look("bos_session_template", fields{"name": text("blue"), "tenant": text("vcluster-blue")})
	wantFault(t, diagnostics, "", `Unable to read session template "blue"`, "In v1 of the API, there are no tenants", `The tenant "vcluster-blue" is given here`)
}
