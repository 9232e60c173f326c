// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"encoding/json"
	"errors"
	"path"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// refusedPuts are the recorded PUTs that BOS refused, with the field of the client's error without a request;
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
	var input *gateway.InputError
	if errors.As(err, &input) && stricter.MatchString(input.Error()) && len(f.Seen("PUT")) == 0 {
		return
	}
	if err != nil {
		t.Fatal(err)
	}

	sameTemplate(t, saidV1[map[string]any](t, e), got)
	want.Tenant = got.Tenant
	if !got.Equal(want) {
		t.Errorf("what BOS keeps is not what was sent:\n%+v\n%+v", got, want)
	}
	sent := map[string]any{}
	puts := f.Seen("PUT")
	if err := json.Unmarshal([]byte(puts[0].Body), &sent); err != nil || len(puts) != 1 {
		t.Fatalf("%v: %v", err, puts)
	}
	if recorded := saidIn(t, e); !reflect.DeepEqual(sent, recorded) {
		t.Errorf("sent %v\nwant %v", sent, recorded)
	}
}

// stricter are errors of the client about what BOS accepts although it has no meaning.
var stricter = regexp.MustCompile(`is the same node as item [0-9]+$`)

// saidIn returns the recorded body, without the cfs that BOS drops.
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
		otherwiseRefused(t, name, e, f)
		return
	case how == "asked":
		sound = asTemplate(t, e)
	case how != "never":
		err := f.CheckSessionTemplate(asTemplate(t, e))
		var input *gateway.InputError
		if !errors.As(err, &input) || input.Field != how {
			t.Errorf("got %v, want an error about %s", err, how)
		}
	}

	_, err := f.ReplaceSessionTemplate(t.Context(), sound)

	sameProblem(t, name, e, err)
	if errors.Is(err, gateway.ErrAmbiguous) || len(f.Seen("GET")) > 0 {
		t.Errorf("a refusal leaves nothing open: %v", err)
	}
}

// onlyBOSKnows matches BOS's errors about what the request alone does not show.
var onlyBOSKnows = regexp.MustCompile(`Data not found for tenant|Invalid tenant|IMS image arch|Has NID`)

// otherwiseRefused checks a refusal that refusedPuts does not name. What BOS refuses for the body alone, the client
// must refuse too, or write in another way.
func otherwiseRefused(t *testing.T, name string, e exchange, f *fixture) {
	t.Helper()
	template, err := readTemplate(e)
	var input *gateway.InputError
	if err != nil || errors.As(f.CheckSessionTemplate(template), &input) {
		template = bos.SessionTemplate{Name: "t", BootSets: map[string]bos.BootSet{"c": soundBootSet()}}
	}

	_, err = f.ReplaceSessionTemplate(t.Context(), template)

	sameProblem(t, name, e, err)
	var recorded, sent any
	_ = json.Unmarshal(e.Request.Body, &recorded)
	puts := f.Seen("PUT")
	if len(puts) != 1 || json.Unmarshal([]byte(puts[0].Body), &sent) != nil {
		t.Fatalf("sent %v", puts)
	}
	if reflect.DeepEqual(sent, recorded) && !onlyBOSKnows.Match(e.Response.Body) {
		t.Errorf("the client sends what BOS refuses: %s", puts[0].Body)
	}
}

// asTemplate returns the template of a recorded PUT.
func asTemplate(t *testing.T, e exchange) bos.SessionTemplate {
	t.Helper()
	template, err := readTemplate(e)
	if err != nil {
		t.Fatal(err)
	}
	return template
}

func readTemplate(e exchange) (bos.SessionTemplate, error) {
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
		return bos.SessionTemplate{}, err
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
	}, nil
}

// fatalFindings are the recorded validations with findings, and whether a session of the template was refused
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
	if !finds && text != "Valid" {
		findsEach(t, text, got.Findings)
		return
	}
	switch {
	case text == "Valid" && got.Findings == nil && got.Answer == text && !finds:
	case !finds || got.Answer != text || len(got.Findings) != 1 || got.Findings[0] != (bos.TemplateFinding{Text: text, Fatal: fatal}):
		t.Errorf("got %+v, want %q, fatal %t", got, text, fatal)
	}
}

// findsEach checks that no finding is lost, and that no warning is fatal.
func findsEach(t *testing.T, text string, got []bos.TemplateFinding) {
	t.Helper()
	texts := make([]string, 0, len(got))
	for _, finding := range got {
		texts = append(texts, finding.Text)
		if warning.MatchString(finding.Text) == finding.Fatal {
			t.Errorf("fatal %t: %s", finding.Fatal, finding.Text)
		}
	}
	if strings.Join(texts, "; ") != text {
		t.Errorf("got %q, want %q", texts, text)
	}
}

// warning matches findings despite which BOS boots nodes.
var warning = regexp.MustCompile(
	`Can't validate boot image arch|Unsupported rootfs_provider|does not exist in IMS|Has NID|doesn't contain ` +
		`an? initrd|doesn't follow convention`,
)
