// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"net/http"
	"testing"
)

func (r *rig) template(name string) *object {
	r.t.Helper()
	code, text := r.ask(http.MethodGet, "/v2/sessiontemplates/"+name, "")
	o, err := parseObject([]byte(text))
	if code != http.StatusOK || err != nil {
		r.t.Fatalf("%d %s, %v", code, text, err)
	}

	return o
}

func TestTemplate_normalized(t *testing.T) {
	r := newRig(t, healthy(1))

	r.must(http.StatusOK, nil, http.MethodPut, "/v2/sessiontemplates/t", `{"cfs":{"configuration":""},"boot_sets":{
		"a":{"name":"a","type":"s3","path":"p","cfs":{},"node_list":["X3000C0S01B0N0","nid1"]},
		"b":{"type":"s3","path":"p","arch":"Unknown","cfs":{"configuration":"c"},"node_groups":["g"]}}}`)

	got := r.template("t")
	a, b := got.sub("boot_sets").sub("a"), got.sub("boot_sets").sub("b")
	if got.has("cfs") || got.text("name") != "t" || got.fields["tenant"] != nil || got.has("enable_cfs") {
		t.Errorf("%s", pyRepr(got))
	}
	if a.has("name") || a.has("cfs") || a.text("arch") != "X86" || a.texts("node_list")[0] != "x3000c0s1b0n0" {
		t.Errorf("%s", pyRepr(a))
	}
	if b.text("arch") != "Unknown" || b.sub("cfs").text("configuration") != "c" {
		t.Errorf("%s", pyRepr(b))
	}
}

func TestTemplate_patchedPutBackAndDeleted(t *testing.T) {
	r := newRig(t, healthy(1))
	const path = "/v2/sessiontemplates/compute"

	r.must(http.StatusOK, nil, http.MethodPatch, path,
		`{"description":"d","boot_sets":{"new":{"type":"s3","path":"p","node_list":["x"]}}}`)

	got := r.template("compute")
	if got.text("description") != "d" || len(got.sub("boot_sets").keys) != 2 || !got.has("cfs") {
		t.Errorf("%s", pyRepr(got))
	}
	_, text := r.ask(http.MethodGet, path, "")
	r.must(http.StatusBadRequest, nil, http.MethodPut, path, text)
	r.must(http.StatusNoContent, nil, http.MethodDelete, path, "")
	r.must(http.StatusNotFound, nil, http.MethodDelete, path, "")
	r.must(http.StatusNotFound, nil, http.MethodPatch, path, `{"description":"d"}`)
}

func TestTemplate_checked(t *testing.T) {
	const good, lost, bare, unlisted, arm = "s3://boot-images/a/manifest.json", "s3://boot-images/b/manifest.json",
		"s3://boot-images/c/manifest.json", "s3://boot-images/d/manifest.json", "s3://boot-images/e/manifest.json"
	sys := healthy(1)
	sys.Images = map[string]Image{
		lost: {Missing: true}, bare: {NoInitrd: true}, unlisted: {NotInIMS: true},
		arm: {Arch: "aarch64"},
	}
	const prefix = "Session template: 't' boot set: 'c': "
	bootSet := func(path, more string) string {
		return `{"boot_sets":{"c":{"type":"s3","path":"` + path + `","node_list":["x"]` + more + `}}}`
	}
	for name, tc := range map[string]struct {
		template, verdict string
		fatal             bool // no session can boot it
	}{
		"good": {bootSet(good, ""), "Valid", false},
		"lost": {bootSet(lost, ""), prefix + "Can't find boot artifacts. Error: " +
			"bos.common.clients.s3.exceptions.ManifestNotFound: Unable to read manifest file '" + lost + "'.\n", true},
		"no initrd": {bootSet(bare, ""), prefix + bare + " doesn't contain a initrd", false},
		"not in IMS": {bootSet(unlisted, `,"rootfs_provider":"cpss3"`), prefix + "IMS image id 'd' does not exist in IMS; " +
			prefix + "Unsupported rootfs_provider ('cpss3') will cause boot/reboot sessions to fail", false},
		"Other": {bootSet(good, `,"arch":"Other"`), prefix +
			"Can't validate boot image arch: Boot set arch set to 'Other'", false},
		"ARM": {bootSet(arm, `,"arch":"ARM"`), "Valid", false},
		"elsewhere": {bootSet("s3://other/x", ""), prefix +
			"Boot artifact S3 URL 's3://other/x' doesn't follow convention for IMS images", false},
		"no s3": {`{"boot_sets":{"c":{"type":"http","path":"` + good + `","node_list":["x"]}}}`, prefix +
			"Can't find boot artifacts. Error: bos.common.clients.s3.exceptions.BootImageMetadataUnknown: No " +
			"BootImageMetadata class for type http\n", true},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, sys)
			r.must(http.StatusOK, nil, http.MethodPut, "/v2/sessiontemplates/t", tc.template)
			var verdict string
			r.must(http.StatusOK, &verdict, http.MethodGet, "/v2/sessiontemplatesvalid/t", "")
			if verdict != tc.verdict {
				t.Errorf("got  %q\nwant %q", verdict, tc.verdict)
			}
			want := http.StatusCreated
			if tc.fatal {
				want = http.StatusBadRequest
			}
			r.must(want, nil, http.MethodPost, "/v2/sessions", `{"operation":"reboot","template_name":"t"}`)
			r.must(http.StatusCreated, nil, http.MethodPost, "/v2/sessions", `{"operation":"shutdown","template_name":"t"}`)
		})
	}
}

func TestTemplate_refused(t *testing.T) {
	sys := healthy(1)
	sys.Images = map[string]Image{
		"s3://boot-images/a/manifest.json": {Arch: "aarch64"},
		"s3://boot-images/b/manifest.json": {NotInIMS: true},
	}
	for name, tc := range map[string]struct{ options, path, more, detail string }{
		"arch": {"", "s3://boot-images/a/manifest.json", `,"node_list":["x"]`, exceptions +
			"BootSetArchMismatch: Boot set arch 'X86' means IMS image arch should be 'x86_64', but actual IMS image arch is " +
			"'aarch64'\n"},
		"IMS": {`{"ims_images_must_exist":true}`, "s3://boot-images/b/manifest.json", `,"node_list":["x"]`, exceptions +
			"BootSetError: IMS image id 'b' does not exist in IMS\n"},
		"NID": {
			`{"reject_nids":true}`, "s3://boot-images/c/manifest.json", `,"node_list":["nid1"]`,
			"Boot set c: Has NID in 'node_list'",
		},
		"nobody": {"", "s3://boot-images/c/manifest.json", "", "Boot set c: No hardware specifier fields (" +
			hardwareFields + ")"},
		"another": {
			"", "s3://boot-images/c/manifest.json", `,"name":"d","node_list":["x"]`,
			"boot_sets key (c) does not match 'name' field of corresponding boot set (d)",
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, sys)
			if tc.options != "" {
				r.options(tc.options)
			}
			var problem struct{ Detail string }
			r.must(http.StatusBadRequest, &problem, http.MethodPut, "/v2/sessiontemplates/t",
				`{"boot_sets":{"c":{"type":"s3","path":"`+tc.path+`"`+tc.more+`}}}`)
			if problem.Detail != "The session template could not be created: "+tc.detail {
				t.Errorf("%q", problem.Detail)
			}
			r.must(http.StatusNotFound, nil, http.MethodGet, "/v2/sessiontemplates/t", "")
		})
	}
}

func TestTemplate_example(t *testing.T) {
	r := newRig(t, healthy(1))
	var got map[string]any

	r.must(http.StatusOK, &got, http.MethodGet, "/v2/sessiontemplatetemplate", "")

	if _, named := got["name"]; named || got["boot_sets"] == nil {
		t.Errorf("%v", got)
	}
}
