// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// heldTemplates are session templates that BOS keeps although it cannot boot them, by the version of BOS, and the
// warnings about each.
var heldTemplates = map[string]map[string]struct {
	body  string
	warns []string
}{
	"2.50.0": {
		"odd-path":    {`{"boot_sets":{"compute":{"type":"s3","path":"boot-images/1","node_groups":["blue"]}}}`, []string{"Doubtful image path"}},
		"odd-type":    {`{"boot_sets":{"compute":{"type":"http","path":"http://a/b","node_groups":["blue"]}}}`, []string{"Doubtful type of image", "Doubtful image path"}},
		"lines":       {`{"boot_sets":{"compute":{"type":"s3","path":"s3://b/k","kernel_parameters":"quiet\nsplash=${SPLASH}\n","node_groups":["blue"]}}}`, []string{"Doubtful kernel parameters"}},
		"placeholder": {`{"boot_sets":{"compute":{"type":"s3","path":"s3://b/k","node_list":["XNAME","x3000c0s1b0n0","x3000c0s1","nid000001"]}}}`, []string{"Doubtful node list"}},
		"twice":       {`{"boot_sets":{"compute":{"type":"s3","path":"s3://b/k","node_list":["x3000c0s1b0n0","x3000c0s1b0n0"]}}}`, []string{"Doubtful node list"}},
		"names":       {`{"boot_sets":{"compute":{"type":"s3","path":"s3://b/k","node_groups":["a,b"," c"],"node_roles_groups":["Compute","Compute"]}}}`, []string{"Doubtful node groups", "Doubtful roles"}},
	},
	"2.10.34": {
		"no-nodes":     {`{"boot_sets":{"compute":{"type":"s3","path":"s3://b/k"}}}`, []string{"Boot set without nodes"}},
		"no-path":      {`{"boot_sets":{"compute":{"type":"s3","path":"","node_groups":["blue"]}}}`, []string{"Boot set without image"}},
		"no-boot-sets": {`{"boot_sets":{}}`, []string{"Doubtful boot sets"}},
		"odd-name":     {`{"boot_sets":{"my set":{"type":"s3","path":"s3://b/k","node_groups":["blue"]}}}`, []string{"Doubtful boot set name"}},
		"long": {
			`{"description":"` + letters(1024) + `","cfs":{"configuration":"` + letters(128) + `"},"boot_sets":{"compute":{"type":"s3","path":"s3://b/k","kernel_parameters":"` + letters(4097) + `","node_groups":["blue"]}}}`,
			[]string{"Doubtful description", "Doubtful CFS configuration", "Doubtful kernel parameters"},
		},
	},
}

const oddName = `resource "bos_session_template" "odd-name" {
	name      = "odd-name"
	boot_sets = { "my set" = { path = "s3://b/k", node_groups = ["blue"] } }
}
`

// Given session templates that BOS keeps, then each can be imported with the configuration that the engine generates,
// which plans no change and is only warned about. OpenTofu (1.12.6) generates no quotes around a boot set's name with a
// space: the configuration of that one is written by hand.
func TestSessionTemplate_importsWhatBOSHolds(t *testing.T) {
	for version, templates := range heldTemplates {
		t.Run(version, func(t *testing.T) {
			bos := newSim(t, release(version))
			blocks := ""
			for _, name := range slices.Sorted(maps.Keys(templates)) {
				bos.sends(t, http.MethodPut, "/v2/sessiontemplates/"+name, "", templates[name].body)
				blocks += "import {\n  to = bos_session_template." + name + "\n  id = \"" + name + "\"\n}\n"
			}
			if _, found := templates["odd-name"]; found {
				blocks += oddName
			}
			puts := bos.puts()
			tf := newRealEngine(t, bos)
			tf.write(bos.testConfig(blocks))

			planned := tf.must("plan", "-generate-config-out=generated.tf")
			says(t, planned, " to import, 0 to add, 0 to change, 0 to destroy")
			tf.must("apply", "-auto-approve")
			tf.exits(0, "plan", "-detailed-exitcode")
			warned := map[string][]string{}
			for _, d := range plannedDiagnostics(t, tf.must("plan", "-json")) {
				warned[d.Address] = append(warned[d.Address], d.Severity+": "+d.Summary)
			}
			for name, template := range templates {
				for _, warning := range template.warns {
					if got := warned["bos_session_template."+name]; !slices.Contains(got, "warning: "+warning) {
						t.Errorf("%s: want %q, got %q", name, warning, got)
					}
				}
			}
			if bos.puts() != puts {
				t.Errorf("%d PUTs", bos.puts()-puts)
			}
			if _, err := os.Stat(filepath.Join(tf.dir, "generated.tf")); err != nil {
				t.Error(err)
			}
		})
	}
}

// Given a session template with values that BOS cannot boot, then an update of another argument is written, and a new
// value of the same kind is an error of the plan.
func TestSessionTemplate_updatesWhatBOSHolds(t *testing.T) {
	const body = `{"boot_sets":{"compute":{"type":"http","path":"nowhere","kernel_parameters":"a\nb","node_list":["xname1","x3000c0s1b0n0"],"node_groups":["a b"]}}}`
	bos := newSim(t)
	bos.sends(t, http.MethodPut, "/v2/sessiontemplates/odd", "", body)
	puts := bos.puts()
	config := func(description, path, node, group string) string {
		return bos.testConfig(`resource "bos_session_template" "odd" {
			name        = "odd"
			description = "` + description + `"
			validate    = false
			boot_sets   = { compute = {
				type = "http", path = "` + path + `", kernel_parameters = "a\nb"
				node_list = ["xname1", "` + node + `"], node_groups = ["` + group + `"]
			} }
		}`)
	}
	tf := newEngine(t, bos)
	tf.write(config("changed", "nowhere", "x3000c0s1b0n0", "a b"))
	tf.must("import", "bos_session_template.odd", "odd")

	tf.must("apply", "-auto-approve")
	if bos.puts() != puts+1 {
		t.Errorf("%d PUTs, want 1", bos.puts()-puts)
	}
	tf.exits(0, "plan", "-detailed-exitcode")

	for what, row := range map[string]struct{ config, says string }{
		"path":  {config("changed", "elsewhere", "x3000c0s1b0n0", "a b"), "`elsewhere` does not begin with s3://"},
		"node":  {config("changed", "nowhere", "x3000c0s1", "a b"), "Item 2, `x3000c0s1`, is the xname of a slot"},
		"group": {config("changed", "nowhere", "x3000c0s1b0n0", "c d"), "Item 1, `c d`, looks like several names in one"},
	} {
		tf.write(row.config)
		output, code := tf.run("plan")
		if code != 1 || !strings.Contains(unwrapped(output), row.says) {
			t.Errorf("%s: exit code %d, want an error that says %q:\n%s", what, code, row.says, output)
		}
	}
	if bos.puts() != puts+1 {
		t.Errorf("%d PUTs, want 1", bos.puts()-puts)
	}
}

// A value that one system has accepted is not written to another one.
func TestSessionTemplate_oddValueIsNotTakenToAnotherSystem(t *testing.T) {
	bos, other := newSim(t), newSim(t)
	const body = `{"boot_sets":{"compute":{"type":"s3","path":"s3://i/one","kernel_parameters":"a\nb","node_list":["x3000c0s1b0n0"]}}}`
	bos.sends(t, http.MethodPut, "/v2/sessiontemplates/odd", "", body)
	const odd = `resource "bos_session_template" "odd" {
		name      = "odd"
		validate  = false
		boot_sets = { compute = { path = "s3://i/one", kernel_parameters = "a\nb", node_list = ["x3000c0s1b0n0"] } }
	}`
	tf := newEngine(t, bos)
	tf.write(bos.testConfig(odd))
	tf.must("import", "bos_session_template.odd", "odd")
	tf.must("apply", "-auto-approve")

	tf.write(other.testConfig(odd))
	says(t, tf.exits(1, "apply", "-auto-approve"), `Unable to update session template "odd"`, "line break")

	if other.puts() != 0 {
		t.Errorf("%d PUTs to the other system", other.puts())
	}
	tf.write(bos.testConfig(odd))
	tf.exits(0, "plan", "-detailed-exitcode")
}
