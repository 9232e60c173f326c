// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"net/http"
	"strings"
	"testing"
)

// sloppy is a template that only the schema of before 2.25 accepts, if node_list
// is added.
const sloppy = `{"cfs":{"configuration":""},"description":"","boot_sets":{"-a b-":{"name":"other","type":"s3","path":"",
	"kernel_parameters":"","rootfs_provider":""%s}}}`

func TestTemplate_storedByRelease(t *testing.T) {
	const sent = `{"cfs":{"configuration":""},"boot_sets":{"a":{"name":"a","type":"s3",
	"path":"s3://boot-images/i/manifest.json",
		"cfs":{},"node_list":["X3000C0S01B0N0"]}}}`
	const tidied = `"node_list":["x3000c0s1b0n0"],"path":"s3://boot-images/i/manifest.json","type":"s3"`
	for version, want := range map[string]string{
		csm13: `{"boot_sets":{"a":{"cfs":{},"name":"a",` + tidied + `}},"cfs":{"configuration":""},"name":"t"}`,
		"2.2.0": `{"boot_sets":{"a":{"cfs":{},"name":"a",` + tidied +
			`}},"cfs":{"configuration":""},"name":"t","tenant":null}`,
		csm15: `{"boot_sets":{"a":{"cfs":{},"name":"a",` + tidied +
			`}},"cfs":{"configuration":""},"name":"t","tenant":""}`,
		"2.25.0": `{"boot_sets":{"a":{"cfs":{},` + tidied + `}},"cfs":{"configuration":""},"name":"t","tenant":""}`,
		"2.29.0": `{"boot_sets":{"a":{"arch":"X86","cfs":{},` + tidied +
			`}},"cfs":{"configuration":""},"name":"t","tenant":""}`,
		"2.33.0": `{"boot_sets":{"a":{"arch":"X86","cfs":{},` + tidied +
			`}},"cfs":{"configuration":""},"name":"t","tenant":null}`,
		"2.35.0": `{"boot_sets":{"a":{"arch":"X86","cfs":{},` + tidied +
			`}},"cfs":{"configuration":""},"name":"t","tenant":null}`,
		"2.36.0": `{"boot_sets":{"a":{"arch":"X86",` + tidied + `}},"name":"t","tenant":null}`,
		"":       `{"boot_sets":{"a":{"arch":"X86",` + tidied + `}},"name":"t","tenant":null}`,
	} {
		t.Run(version, func(t *testing.T) {
			r := newV1Rig(t, version, System{})

			_, put := r.ask(http.MethodPut, "/v2/sessiontemplates/t", sent)
			_, got := r.ask(http.MethodGet, "/v2/sessiontemplates/t", "")
			_, list := r.ask(http.MethodGet, "/v2/sessiontemplates", "")

			if put != want+"\n" || got != put || list != "["+want+"]\n" {
				t.Errorf("PUT %s\nGET %s\nlist %s", put, got, list)
			}
		})
	}
}

func TestTemplate_ofATenantNamesIt(t *testing.T) {
	sys := healthy(1)
	sys.Tenants = map[string][]string{"blue": nil}
	for version, want := range map[string]string{csm13: "", csm15: "blue", "": "blue"} {
		t.Run(version, func(t *testing.T) {
			r := newV1Rig(t, version, sys)
			var got struct{ Tenant string }

			r.must(http.StatusOK, &got, http.MethodPut, "/v2/sessiontemplates/t",
				`{"boot_sets":{"a":{"type":"s3","path":"p","node_list":["x"]}}}`, "Cray-Tenant-Name", "blue")

			if got.Tenant != want {
				t.Errorf("tenant %q", got.Tenant)
			}
			untenanted, _ := r.ask(http.MethodGet, "/v2/sessiontemplates/t", "")
			if known := untenanted == http.StatusOK; known != (want == "") {
				t.Errorf("without the tenant: %d", untenanted)
			}
		})
	}
}

func TestTemplate_rulesByRelease(t *testing.T) {
	nodes := strings.Replace(sloppy, "%s", `,"node_list":["x"]`, 1)
	long := `{"boot_sets":{"` + strings.Repeat("a", 128) + `":{"type":"s3","path":"p","node_list":["x"]}}}`
	const arch = `{"boot_sets":{"a":{"type":"s3","path":"p","arch":"ARM","node_list":["x"]}}}`
	const noPath = `{"boot_sets":{"a":{"type":"s3","node_list":["x"]}}}`
	const empty = `{"boot_sets":{"a":{"type":"s3","path":"p","node_list":[]}}}`
	const named = `{"name":"t","boot_sets":{"a":{"type":"s3","path":"p","node_list":["x"]}}}`
	for name, tc := range map[string]struct {
		method, body string
		want         map[string]int // by release
	}{
		"sloppy": {put, nodes, map[string]int{csm13: 200, csm15: 200, "2.24.0": 200, "2.25.0": 400, "": 400}},
		"no nodes": {
			put, strings.Replace(sloppy, "%s", "", 1),
			map[string]int{csm13: 200, csm15: 200, "2.25.0": 400, "": 400},
		},
		"no boot sets": {put, `{}`, map[string]int{csm13: 200, csm15: 200, "2.25.0": 400, "": 400}},
		"none of them": {put, `{"boot_sets":{}}`, map[string]int{csm13: 200, csm15: 200, "2.25.0": 400, "": 400}},
		"a long name":  {put, long, map[string]int{csm15: 200, "2.25.0": 400, "": 400}},
		"arch":         {put, arch, map[string]int{csm13: 400, "2.4.0": 400, "2.5.0": 200, csm15: 200, "": 200}},
		"no path":      {put, noPath, map[string]int{csm13: 400, csm15: 400, "": 400}},
		"empty list":   {put, empty, map[string]int{csm13: 400, csm15: 400, "": 400}},
		"name sent":    {put, named, map[string]int{csm13: 400, csm15: 400, "": 400}},
		"PATCH of text": {
			patch, `{"description":"new"}`,
			map[string]int{csm13: 200, csm15: 200, "2.25.0": 400, "2.43.0": 400, "2.44.0": 200, "": 200},
		},
	} {
		for version, want := range tc.want {
			t.Run(name+" "+version, func(t *testing.T) {
				r := newV1Rig(t, version, healthy(1))

				if got, body := r.ask(tc.method, "/v2/sessiontemplates/compute", tc.body); got != want {
					t.Errorf("%d %s", got, body)
				}
			})
		}
	}
}

func TestTemplate_nameInThePathByRelease(t *testing.T) {
	for version, want := range map[string]int{csm13: 404, csm15: 404, "2.25.0": 400, "": 400} {
		r := newV1Rig(t, version, System{})

		for _, name := range []string{"-a b-", strings.Repeat("a", 128)} {
			if got, body := r.ask(http.MethodGet, "/v2/sessiontemplates/"+strings.ReplaceAll(name, " ", "%20"),
				""); got != want {
				t.Errorf("%s %s: %d %s", version, name, got, body)
			}
		}
	}
}

func TestTemplate_messagesByRelease(t *testing.T) {
	const old, today = "Sessiontemplate could not found.: Sessiontemplate x could not be found",
		"The resource was not found: Session template 'x' does not exist"
	const refused = "boot_sets key (a) does not match 'name' field of corresponding boot set (b)"
	for version, want := range map[string]struct {
		missing, tenants, refused string
		validate                  int
	}{
		csm13:    {old, old, "", 500},
		csm15:    {old, old, "", 500},
		"2.32.1": {old, old, "The session template could not be created.: " + refused, 500},
		"2.32.2": {today, today, "Bad Request: The session template could not be created: " + refused, 404},
		"2.35.0": {
			today, "The resource was not found: Session template for tenant 'blue' 'x' does not exist",
			"Bad Request: The session template could not be created: " + refused, 404,
		},
	} {
		t.Run(version, func(t *testing.T) {
			sys := healthy(1)
			sys.Tenants = map[string][]string{"blue": nil}
			r := newV1Rig(t, version, sys)
			const path = "/v2/sessiontemplates/x"

			for _, method := range []string{get, del} {
				r.checkProblem(want.missing, 404, method, path, "")
				r.checkProblem(want.tenants, 404, method, path, "", "Cray-Tenant-Name", "blue")
			}
			r.must(want.validate, nil, get, "/v2/sessiontemplatesvalid/x", "")
			if want.refused != "" {
				r.checkProblem(want.refused, 400, put, path,
					`{"boot_sets":{"a":{"name":"b","type":"s3","path":"p","node_list":["x"]}}}`)
			}
		})
	}
}

// checkProblem expects a problem document with this title and detail.
func (r *rig) checkProblem(want string, status int, method, path, body string, headers ...string) {
	r.t.Helper()
	var problem struct{ Title, Detail string }
	r.must(status, &problem, method, path, body, headers...)
	if got := problem.Title + ": " + problem.Detail; got != want {
		r.t.Errorf("%s %s: %s, want %s", method, path, got, want)
	}
}

func TestTemplate_madeByV1SeenByV2(t *testing.T) {
	for version, want := range map[string]string{
		csm13: `{"boot_sets":{"s":{"boot_ordinal":1,"network":"nmn","node_list":["x3000c0s1b0n0"],` +
			`"path":"s3://boot-images/a/manifest.json","type":"s3"}},` +
			`"cfs":{"configuration":"c","playbook":"site.yml"},"name":"mine","partition":"p1"}`,
		"2.5.0": `{"boot_sets":{"s":{"boot_ordinal":1,"network":"nmn","node_list":["x3000c0s1b0n0"],` +
			`"path":"s3://boot-images/a/manifest.json","type":"s3"}},` +
			`"cfs":{"configuration":"c","playbook":"site.yml"},"name":"mine","partition":"p1","tenant":""}`,
		csm15: `{"boot_sets":{"s":{"node_list":["x3000c0s1b0n0"],"path":"s3://boot-images/a/manifest.json","type":"s3"}},` +
			`"cfs":{"configuration":"c"},"name":"mine","tenant":""}`,
	} {
		t.Run(version, func(t *testing.T) {
			r := newV1Rig(t, version, System{})
			r.must(http.StatusCreated, nil, post, "/v1/sessiontemplate", posted)

			if _, got := r.ask(get, "/v2/sessiontemplates/mine", ""); got != want+"\n" {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestTemplate_checkedByRelease(t *testing.T) {
	const bare, arm, good = "s3://boot-images/c/manifest.json", "s3://boot-images/e/manifest.json",
		"s3://boot-images/a/manifest.json"
	sys := healthy(1)
	sys.Images = map[string]Image{bare: {NoInitrd: true}, arm: {Arch: "aarch64"}}
	old, today := "Session template: 't' boot set: 'c' ", "Session template: 't' boot set: 'c': "
	for name, tc := range map[string]struct {
		bootSet string
		want    map[string]string // by release
	}{
		"good": {`"path":"` + good + `","node_list":["x"]`, map[string]string{csm13: "Valid", csm15: "Valid", "": "Valid"}},
		"no nodes": {`"path":"` + good + `"`, map[string]string{
			csm15: old + "must have at least one hardware specifier field provided (node_groups, node_list, " +
				"node_roles_groups); None were provided.",
		}},
		"NID": {
			`"path":"` + good + `","node_list":["nid1"]`,
			map[string]string{csm15: "Valid", "2.28.0": today + "Has NID in 'node_list'"},
		},
		"architecture": {`"path":"` + arm + `","node_list":["x"]`, map[string]string{csm15: "Valid", "2.28.0": "Valid"}},
		"no initrd": {`"path":"` + bare + `","node_list":["x"]`, map[string]string{
			csm15: old + "could not locate its initrd. Warning: ArtifactNotFound: " + strings.TrimSpace(old) +
				"does not contain a initrd.",
			"2.28.0": today + bare + " doesn't contain a initrd",
		}},
		"root file system": {`"path":"` + good + `","node_list":["x"],"rootfs_provider":"cpss3"`, map[string]string{
			csm15: "Valid", "2.44.0": "Valid",
			"2.45.0": today + "Unsupported rootfs_provider ('cpss3') will cause boot/reboot sessions to fail",
		}},
	} {
		for version, want := range tc.want {
			t.Run(name+" "+version, func(t *testing.T) {
				r := newV1Rig(t, version, sys)
				r.must(http.StatusOK, nil, put, "/v2/sessiontemplates/t", `{"boot_sets":{"c":{"type":"s3",`+tc.bootSet+`}}}`)
				var got string

				r.must(http.StatusOK, &got, get, "/v2/sessiontemplatesvalid/t", "")

				if got != want {
					t.Errorf("got  %q\nwant %q", got, want)
				}
			})
		}
	}
}
