// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

func TestReadTemplateFile(t *testing.T) {
	no, etag, none := false, "1cc4", ""
	for name, row := range map[string]struct {
		text string
		want bos.SessionTemplate
	}{
		"everything": {
			`{"name": "t", "tenant": "blue", "description": "d", "enable_cfs": false, "cfs": {"configuration": "c"},
			"links": [{"href": "/v2", "rel": "self"}], "boot_sets": {"a": {"path": "p", "type": "s3", "etag": "1cc4",
			"kernel_parameters": "", "node_list": ["n", "N"], "node_roles_groups": [], "node_groups": ["g"], "arch": "ARM",
			"cfs": {"configuration": "own"}, "rootfs_provider": "1cc4", "rootfs_provider_passthrough": "1cc4"}}}`,
			bos.SessionTemplate{
				Name: "t", Tenant: "blue", Description: "d", EnableCFS: &no, Configuration: "c",
				BootSets: map[string]bos.BootSet{"a": {
					Path: "p", Type: "s3", ETag: &etag, KernelParameters: &none, NodeList: []string{"n", "N"}, NodeRolesGroups: []string{},
					NodeGroups: []string{"g"}, Arch: "ARM", Configuration: "own", RootfsProvider: &etag, RootfsProviderPassthrough: &etag,
				}},
			},
		},
		"null as absent": {
			`{"name": null, "tenant": null, "description": null, "enable_cfs": null, "cfs": null, "links": null,
			"boot_sets": {"a": {"etag": null, "node_list": null, "cfs": {"configuration": null}, "arch": null}}}`,
			bos.SessionTemplate{BootSets: map[string]bos.BootSet{"a": {}}},
		},
		"v1 without effect": { // 006_template_list.json of CSM 1.2, and null for what has no value
			`{"boot_sets": {"a": {"name": "a", "network": "nmn", "boot_ordinal": 1, "shutdown_ordinal": 2}},
			"cfs_url": "", "cfs_branch": null, "partition": null, "cfs": {"clone_url": null, "playbook": "", "configuration": "c"}}`,
			bos.SessionTemplate{Configuration: "c", BootSets: map[string]bos.BootSet{"a": {}}},
		},
		"no boot set": {`{"boot_sets": {}}`, bos.SessionTemplate{BootSets: map[string]bos.BootSet{}}},
		"white space": {"\n {\"boot_sets\": {}}\n\n", bos.SessionTemplate{BootSets: map[string]bos.BootSet{}}},
	} {
		got, faults := bos.ReadTemplateFile(row.text)
		if len(faults) > 0 || !reflect.DeepEqual(got, row.want) {
			t.Errorf("%s: %+v (%+v), want %+v", name, got, faults, row.want)
		}
	}
}

// shownFault shows a fault as "kind path", with what else there is.
func shownFault(f bos.TemplateFileFault) string {
	kind := map[bos.TemplateFileFaultKind]string{
		bos.TemplateNoJSON: "no JSON", bos.TemplateList: "list", bos.TemplateUnknownKey: "unknown",
		bos.TemplateOnlyV1: "v1", bos.TemplateKeyTwice: "twice", bos.TemplateType: "type", bos.TemplateNoBootSets: "no boot sets",
	}[f.Kind]
	shown := strings.TrimRight(fmt.Sprint(kind, " ", f.Path, " ", f.Meant, f.Wanted), " ")
	if f.Found != "" {
		shown += ", not " + f.Found
	}
	if f.Err != nil {
		shown += ": " + f.Err.Error()
	}
	return shown
}

func TestReadTemplateFile_faults(t *testing.T) {
	for text, want := range map[string][]string{
		`{"boot_sets": {}, "descriptn": ""}`:                           {"unknown descriptn description"},
		`{"boot_sets": {"a": {"kernel_params": ""}}}`:                  {`unknown boot_sets["a"].kernel_params kernel_parameters`},
		`{"boot_sets": {"a": {"kernelParameters": ""}}}`:               {`unknown boot_sets["a"].kernelParameters kernel_parameters`},
		`{"boot_sets": {"a": {"NODE_LIST": []}}}`:                      {`unknown boot_sets["a"].NODE_LIST node_list`},
		`{"boot_sets": {"a": {"kpr": []}}}`:                            {`unknown boot_sets["a"].kpr`},
		`{"boot_sets": {"a": {"Path": ""}}}`:                           {`unknown boot_sets["a"].Path path`},
		`{"boot_sets": {"a": {"node-groups": []}}}`:                    {`unknown boot_sets["a"].node-groups node_groups`},
		`{"boot_sets": {"a.b": {"zone": 1}}}`:                          {`unknown boot_sets["a.b"].zone`},
		`{"boot_sets": {"a": {"": 1}}}`:                                {`unknown boot_sets["a"][""]`},
		`{"boot_sets": {}, "cfs": {"configuratn": "c"}}`:               {"unknown cfs.configuratn configuration"},
		`{"boot_sets": {"a": {"cfs": {"config name": null}}}}`:         {`unknown boot_sets["a"].cfs["config name"]`},
		`{"bootsets": {}}`:                                             {"unknown bootsets boot_sets", "no boot sets"},
		`{"boot_sets": {}, "cfs_branch": "main", "partition": "p1"}`:   {"v1 cfs_branch", "v1 partition"},
		`{"boot_sets": {}, "cfs": {"playbook": "site.yml"}}`:           {"v1 cfs.playbook"},
		`{"boot_sets": {"a": {"cfs": {"commit": 1}}}}`:                 {`v1 boot_sets["a"].cfs.commit`},
		`{"boot_sets": {}, "name": "a", "name": "a"}`:                  {"twice name"},
		`{"boot_sets": {}, "boot\u005fsets": {}}`:                      {"twice boot_sets"},
		`{"boot_sets": {"a": {}, "b": {}, "a": {}}}`:                   {`twice boot_sets["a"]`},
		`{"boot_sets": {"a": {"arch": "ARM", "path": "", "arch": 1}}}`: {`twice boot_sets["a"].arch`},
		`{"boot_sets": {"a": {"x": 1, "x": 2}}}`:                       {`unknown boot_sets["a"].x`, `twice boot_sets["a"].x`},
		`{"boot_sets": [], "name": 1, "enable_cfs": "yes", "cfs": ""}`: {
			"type boot_sets an object, not a list", "type name a string, not a number",
			"type enable_cfs true or false, not a string", "type cfs an object, not a string",
		},
		`{"boot_sets": null}`: {"type boot_sets an object, not null"},
		`{"boot_sets": {"a": null, "b": {"node_list": "n", "node_groups": ["g", null, 1], "etag": false, "path": {}}}}`: {
			`type boot_sets["a"] an object, not null`, `type boot_sets["b"].node_list a list, not a string`,
			`type boot_sets["b"].node_groups[1] a string, not null`, `type boot_sets["b"].node_groups[2] a string, not a number`,
			`type boot_sets["b"].etag a string, not true or false`, `type boot_sets["b"].path a string, not an object`,
		},
		`{}`:                   {"no boot sets"},
		`"compute"`:            {"type  an object, not a string"},
		`null`:                 {"type  an object, not null"},
		`[{"boot_sets": {}}]`:  {"list"},
		`{"boot_sets": {}} {}`: {"no JSON: line 1, column 19: invalid character '{' after top-level value"},
		"{\"boot_sets\": {}}\n]": {
			"no JSON: line 2, column 1: invalid character ']' after top-level value",
		},
		"":                                  {"no JSON: line 1, column 1: unexpected end of JSON input"},
		"{\"boot_sets\":\n\"é":              {"no JSON: line 2, column 3: unexpected end of JSON input"},
		"{\"boot_sets\": {},\n \"é\": nul}": {"no JSON: line 2, column 10: invalid character '}' in literal null (expecting 'l')"},
	} {
		got, faults := bos.ReadTemplateFile(text)
		var shown []string
		for _, fault := range faults {
			shown = append(shown, shownFault(fault))
		}
		if !slices.Equal(shown, want) || !reflect.DeepEqual(got, bos.SessionTemplate{}) {
			t.Errorf("%s:\n got %q\nwant %q", text, shown, want)
		}
	}
}

func TestReadTemplateFile_depth(t *testing.T) {
	for depth, want := range map[int]string{
		50: "", 100: "line 1, column 92: values are nested more than 64 deep", 100_000: "line 1, column 10027: invalid character '[' exceeded max depth",
	} {
		_, faults := bos.ReadTemplateFile(`{"boot_sets": {}, "links": ` + strings.Repeat("[", depth) + strings.Repeat("]", depth) + "}")
		got := ""
		if len(faults) > 0 {
			got = faults[0].Err.Error()
		}
		if got != want {
			t.Errorf("%d: %q, want %q", depth, got, want)
		}
	}
}

// What is read is the JSON of one object with known keys: encoding/json reads the same template from it, and refuses no
// key.
func FuzzReadTemplateFile(f *testing.F) {
	for _, seed := range []string{
		`{"name": "t", "boot_sets": {"a": {"path": "p", "node_list": ["n"], "cfs": {"configuration": "c"}}}}`, `{"boot_sets": {"a": {"paht": 1}}}`,
		`{"boot_sets": {},}`, `{"boot_sets": {"a": {"node_list": ["n",]}}}`, `[1,]`, `{"boot_sets" {}}`, `{"a":1,"a":2}`, `{"boot_sets":{}}x`, "\xff", `{"boot_sets":{"a":{"network":1e999}}}`,
		`{"boot_sets":{},,"name":"a"}`, `{"boot_sets":{} "name":"a"}`, `{"boot_sets":{"a":{"node_list":["a" "b"]}}}`, `{"boot_sets":{"\ud800":{}}}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		template, faults := bos.ReadTemplateFile(text)
		valid := json.Valid([]byte(text))
		if len(faults) > 0 {
			notJSON := faults[0].Kind == bos.TemplateNoJSON
			if !valid && !notJSON {
				t.Errorf("%q is not JSON: %+v", text, faults)
			}
			return
		}
		var plain struct {
			Name     string              `json:"name"`
			BootSets map[string]struct{} `json:"boot_sets"`
		}
		if err := json.Unmarshal([]byte(text), &plain); err != nil || !valid {
			t.Fatalf("%q is read as %+v: %v", text, template, err)
		}
		if plain.Name != template.Name || len(plain.BootSets) != len(template.BootSets) {
			t.Errorf("%q is read as %+v", text, template)
		}
	})
}
