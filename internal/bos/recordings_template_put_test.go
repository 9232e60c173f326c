// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"encoding/json"
	"errors"
	"path"
	"reflect"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// refusedPuts are the recorded PUTs that BOS refused: the input by which the client refuses the same without a request;
// "asked" where only BOS can tell, and "never" where the client cannot write such a body.
var refusedPuts = map[string]string{
	"reject_nids_template_put":           "asked",
	"template_put_bs_arch_mismatch":      "asked",
	"template_put_bs_bad_arch":           `boot_sets["c"].arch`,
	"template_put_bs_empty_node_list":    `boot_sets["c"].node_list`,
	"template_put_bs_name_mismatch":      "never",
	"template_put_bs_no_nodes":           `boot_sets["c"]`,
	"template_put_bs_no_path":            `boot_sets["c"].path`,
	"template_put_bs_no_type":            `boot_sets["c"].type`,
	"template_put_bs_unknown_field":      "never",
	"template_put_empty_boot_sets":       "boot_sets",
	"template_put_empty_description":     "never",
	"template_put_enable_cfs_string":     "never",
	"template_put_links":                 "never",
	"template_put_malformed_json":        "never",
	"template_put_name_128":              "name",
	"template_put_no_boot_sets":          "boot_sets",
	"template_put_null_boot_sets":        "boot_sets",
	"template_put_template_url":          "never",
	"template_put_unknown_field":         "never",
	"template_put_with_name_tenant":      "never",
	"template_put_wrong_content_type":    "never",
	"tenant_template_put_unknown_tenant": "asked",
}

func templatePut(t *testing.T, name string, e exchange, f *fixture) {
	t.Helper()
	if e.Response.Status >= 300 {
		templateRefused(t, name, e, f)
		return
	}
	want := asTemplate(t, e)

	got, err := f.ReplaceSessionTemplate(t.Context(), want)
	if err != nil {
		t.Fatal(err)
	}

	sameTemplate(t, saidV1[map[string]any](t, e), got)
	want.Tenant = got.Tenant
	if !got.Equal(want) {
		t.Errorf("what BOS keeps is not what was sent:\n%+v\n%+v", got, want)
	}
	sent := map[string]any{}
	puts := f.seen("PUT")
	if err := json.Unmarshal([]byte(puts[0].Body), &sent); err != nil || len(puts) != 1 {
		t.Fatalf("%v: %v", err, puts)
	}
	if recorded := saidIn(t, e); !reflect.DeepEqual(sent, recorded) {
		t.Errorf("sent %v\nwant %v", sent, recorded)
	}
}

// saidIn is the recorded body, without the cfs that BOS drops.
func saidIn(t *testing.T, e exchange) map[string]any {
	t.Helper()
	var body map[string]any
	if err := json.Unmarshal(e.Request.Body, &body); err != nil {
		t.Fatal(err)
	}
	for _, bootSet := range as[map[string]any](t, body["boot_sets"]) {
		dropEmptyCFS(as[map[string]any](t, bootSet))
	}
	dropEmptyCFS(body)
	return body
}

func dropEmptyCFS(object map[string]any) {
	if cfs, there := object["cfs"].(map[string]any); there && (cfs["configuration"] == nil || cfs["configuration"] == "") {
		delete(object, "cfs")
	}
}

func templateRefused(t *testing.T, name string, e exchange, f *fixture) {
	t.Helper()
	sound := bos.SessionTemplate{Name: "t", BootSets: map[string]bos.BootSet{"c": soundBootSet()}}
	how, said := refusedPuts[name]
	switch {
	case !said:
		t.Fatalf("nothing is said about this refusal")
	case how == "asked":
		sound = asTemplate(t, e)
	case how != "never":
		err := f.CheckSessionTemplate(asTemplate(t, e))
		var input *bos.InputError
		if !errors.As(err, &input) || input.Field != how {
			t.Errorf("got %v, want an error about %s", err, how)
		}
	}

	_, err := f.ReplaceSessionTemplate(t.Context(), sound)

	sameProblem(t, name, e, err)
	if errors.Is(err, bos.ErrAmbiguous) || len(f.seen("GET")) > 0 {
		t.Errorf("a refusal leaves nothing open: %v", err)
	}
}

// asTemplate reads what was put.
func asTemplate(t *testing.T, e exchange) bos.SessionTemplate {
	t.Helper()
	type cfs struct{ Configuration string }
	var body struct {
		Description string
		EnableCFS   *bool `json:"enable_cfs"`
		CFS         cfs
		BootSets    map[string]struct {
			Type, Path, Arch          string
			CFS                       cfs
			ETag                      *string
			KernelParameters          *string  `json:"kernel_parameters"`
			RootfsProvider            *string  `json:"rootfs_provider"`
			RootfsProviderPassthrough *string  `json:"rootfs_provider_passthrough"`
			NodeList                  []string `json:"node_list"`
			NodeRolesGroups           []string `json:"node_roles_groups"`
			NodeGroups                []string `json:"node_groups"`
		} `json:"boot_sets"`
	}
	if err := json.Unmarshal(e.Request.Body, &body); err != nil {
		t.Fatal(err)
	}
	sets := map[string]bos.BootSet{}
	for name, b := range body.BootSets {
		sets[name] = bos.BootSet{
			Type: b.Type, Path: b.Path, Arch: b.Arch, Configuration: b.CFS.Configuration,
			ETag: b.ETag, KernelParameters: b.KernelParameters,
			RootfsProvider: b.RootfsProvider, RootfsProviderPassthrough: b.RootfsProviderPassthrough,
			NodeList: b.NodeList, NodeRolesGroups: b.NodeRolesGroups, NodeGroups: b.NodeGroups,
		}
	}
	return bos.SessionTemplate{
		Name: path.Base(e.Request.Path), Description: body.Description, EnableCFS: body.EnableCFS,
		Configuration: body.CFS.Configuration, BootSets: sets,
	}
}

// fatalFindings are the recorded validations that find something, and whether a session of the template was refused
// (session_create_template_bs_*.json).
var fatalFindings = map[string]bool{
	"template_validate_bs_missing_image":      true,
	"template_validate_bs_nid":                false,
	"template_validate_bs_not_in_ims":         false,
	"template_validate_bs_unsupported_rootfs": false,
}

func templateValidated(t *testing.T, name string, e exchange, f *fixture) {
	t.Helper()
	got, err := f.ValidateSessionTemplate(t.Context(), e.asked())

	if e.Response.Status >= 300 {
		sameProblem(t, name, e, err)
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	text := strings.TrimSpace(saidV1[string](t, e))
	fatal, finds := fatalFindings[name]
	switch {
	case text == "Valid" && got == nil && !finds:
	case !finds || len(got) != 1 || got[0] != (bos.TemplateFinding{Text: text, Fatal: fatal}):
		t.Errorf("got %+v, want %q, fatal %t", got, text, fatal)
	}
}
