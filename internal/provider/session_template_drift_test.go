// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"reflect"
	"testing"
)

// hand writes the template "plan" as somebody else would.
func (s *sim) hand(t *testing.T, body string) {
	t.Helper()
	s.sends(t, http.MethodPut, "/v2/sessiontemplates/plan", "", body)
}

// What another hand has changed is in the state after a read, in BOS's words, and the next apply takes it back.
func TestSessionTemplate_drift(t *testing.T) {
	t.Parallel()
	base := writing{
		fields{"description": text("ours"), "cfs": cfs(t, "top")},
		fields{"node_list": words("X3000C0S1B0N0", "x3000c0s1b01n0"), "kernel_parameters": text("quiet"), "etag": text("")},
	}
	const set = `"type": "s3", "path": "s3://boot-images/1/manifest.json", "etag": "", "kernel_parameters": "quiet", "node_list": ["x3000c0s1b0n0", "x3000c0s1b1n0"]`
	const top = `"description": "ours", "enable_cfs": true, "cfs": {"configuration": "top"}`
	in := func(top, sets string) string { return "{" + top + `, "boot_sets": {` + sets + "}}" }
	for name, row := range map[string]struct {
		body        string
		attribute   string
		want        any
		fingerprint bool // changes
	}{
		"description":    {in(`"description": "theirs", "cfs": {"configuration": "top"}`, `"compute": {`+set+`}`), "description", "theirs", false},
		"no description": {in(`"cfs": {"configuration": "top"}`, `"compute": {`+set+`}`), "description", nil, false},
		"enable_cfs":     {in(top[:len(`"description": "ours", `)]+`"enable_cfs": false, "cfs": {"configuration": "top"}`, `"compute": {`+set+`}`), "enable_cfs", false, true},
		"cfs":            {in(`"description": "ours", "cfs": {"configuration": "other"}`, `"compute": {`+set+`}`), "cfs", map[string]any{"configuration": "other"}, true},
		"no cfs":         {in(`"description": "ours"`, `"compute": {`+set+`}`), "cfs", nil, true},
		"own cfs":        {in(top, `"compute": {`+set+`, "cfs": {"configuration": "own"}}`), "compute.cfs", map[string]any{"configuration": "own"}, true},
		"arch":           {in(top, `"compute": {`+set+`, "arch": "Other"}`), "compute.arch", "Other", true},
		"groups":         {in(top, `"compute": {`+set+`, "node_groups": ["blue"]}`), "compute.node_groups", []any{"blue"}, true},
		"rootfs":         {in(top, `"compute": {`+set+`, "rootfs_provider": "sbps"}`), "compute.rootfs_provider", "sbps", true},
		"a node less": {
			in(top, `"compute": {"type": "s3", "path": "s3://boot-images/1/manifest.json", "kernel_parameters": "quiet", "node_list": ["x3000c0s1b1n0"]}`),
			"compute.node_list",
			[]any{"x3000c0s1b01n0"},
			true,
		}, // as it was written
		"a node more": {
			in(top, `"compute": {"type": "s3", "path": "s3://boot-images/1/manifest.json", "kernel_parameters": "quiet", "node_list": ["x3000c0s1b0n0", "x3000c0s1b1n0", "X3000C0S2B0N0"]}`),
			"compute.node_list",
			[]any{"X3000C0S1B0N0", "x3000c0s1b01n0", "x3000c0s2b0n0"},
			true,
		},
		"path": {
			in(top, `"compute": {"type": "s3", "path": "s3://boot-images/2/manifest.json", "kernel_parameters": "quiet", "node_list": ["x3000c0s1b0n0", "x3000c0s1b1n0"]}`),
			"compute.path", "s3://boot-images/2/manifest.json", true,
		},
		"a boot set more":    {in(top, `"compute": {`+set+`}, "uan": {`+set+`}`), "uan.type", "s3", true},
		"a boot set renamed": {in(top, `"other": {`+set+`}`), "compute.path", nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t)
			p := templates(t, bos)
			created := p.apply(nil, base.config(p))
			p.fine(created.Diagnostics)
			bos.hand(t, row.body)

			read := p.read(created.NewState)

			p.fine(read.Diagnostics)
			got := any(nil)
			if sets, _ := p.in(read.NewState, "boot_sets").(map[string]any); row.attribute != "compute.path" || sets["compute"] != nil {
				got = p.in(read.NewState, row.attribute)
			}
			if !reflect.DeepEqual(got, row.want) {
				t.Errorf("%s is %#v, want %#v", row.attribute, got, row.want)
			}
			if p.in(read.NewState, "compute.etag") != nil && p.in(read.NewState, "compute.etag") != "" {
				t.Error("an empty etag is lost")
			}
			if changed := p.in(read.NewState, "fingerprint") != p.in(created.NewState, "fingerprint"); changed != row.fingerprint {
				t.Errorf("the fingerprint changed: %v", changed)
			}
			mended := p.apply(read.NewState, base.config(p))
			p.fine(mended.Diagnostics)
			p.same(mended.NewState, base.config(p))
			bos.wantPuts(t, 3, 0)
		})
	}
}

func TestSessionTemplate_goneIsCreatedAgain(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	p := templates(t, bos)
	created := p.apply(nil, p.template(nil, nil))
	p.fine(created.Diagnostics)
	bos.sends(t, http.MethodDelete, "/v2/sessiontemplates/plan", "", "")

	read := p.read(created.NewState)

	p.fine(read.Diagnostics)
	if !p.unpacked(read.NewState).IsNull() {
		t.Error("the template is still in the state")
	}
	if name, _ := p.identity(read.NewIdentity); *name != "plan" {
		t.Errorf("identity: %v", *name)
	}
	p.fine(p.destroy(created.NewState))
	bos.wantPuts(t, 1, 2)
}
