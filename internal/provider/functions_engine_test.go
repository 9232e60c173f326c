// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package provider_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// outputs returns what is applied as the directory's outputs.
func (e *engine) outputs() map[string]any {
	e.t.Helper()
	var shown map[string]struct{ Value any }
	if err := json.Unmarshal([]byte(e.must("output", "-json")), &shown); err != nil {
		e.t.Fatal(err)
	}
	values := map[string]any{}
	for name, output := range shown {
		values[name] = output.Value
	}
	return values
}

// The functions get from a real engine what the tests of each give them, nulls and what is known only after apply too.
func TestFunctions_onTheEngine(t *testing.T) {
	tf := install(t, releases[0]).engine(t, newSim(t))
	tf.write(`
variable "none" {
  type    = string
  default = null
}
resource "terraform_data" "later" { input = "x3000c0s1b0n0" }
output "limit" { value = provider::bos::limit("blue", "x3000c0s1b0n0,x3000c0s1b1n0") }
output "of_lists" { value = provider::bos::limit(["blue", "green, red"], toset(["b", "a"])) }
output "typed_null" { value = provider::bos::limit("blue", var.none) }
output "empty" { value = provider::bos::limit(tolist(["blue"]), []) }
output "later" { value = provider::bos::limit("blue", [terraform_data.later.output, "x3000c0s1b1n0"]) }
output "nodes_later" { value = provider::bos::nodes_of("x3000", toset([terraform_data.later.output])) }
output "joined" { value = join(",", provider::bos::expand_xnames("x3000c0s[1-2]b0n0")) }
output "parsed" { value = provider::bos::parse_xname(provider::bos::normalize_xname("X3000C01")) }
output "template" { value = provider::bos::session_template(jsonencode({ boot_sets = { a = { path = "p" } } })).boot_sets.a.path }
`)
	planned := tf.must("plan")
	for _, name := range []string{"later", "nodes_later"} {
		if !regexp.MustCompile(`\+ ` + name + ` += \(known after apply\)`).MatchString(planned) {
			t.Errorf("%s is known in the plan:\n%s", name, planned)
		}
	}
	tf.must("apply", "-auto-approve")

	want := map[string]any{
		"limit": "blue,!x3000c0s1b0n0,!x3000c0s1b1n0", "of_lists": "blue,green,red,!a,!b", "typed_null": "blue", "empty": "blue",
		"later": "blue,!x3000c0s1b0n0,!x3000c0s1b1n0", "nodes_later": []any{"x3000c0s1b0n0"}, "joined": "x3000c0s1b0n0,x3000c0s2b0n0",
		"parsed": map[string]any{
			"type": "Chassis", "cabinet": 3000.0, "chassis": 1.0, "slot": nil, "controller": nil, "node": nil, "virtual_node": nil,
		},
		"template": "p",
	}
	if got := tf.outputs(); !reflect.DeepEqual(got, want) {
		t.Errorf("outputs\n got %v\nwant %v", got, want)
	}
}

// The engine names the argument, and a null that no provider sees is no limit either.
func TestFunctions_errorsOnTheEngine(t *testing.T) {
	tf := install(t, releases[0]).engine(t, newSim(t))
	tf.write(`
output "null" { value = provider::bos::limit(tostring(null), "red") }
output "signed" { value = provider::bos::limit("blue", ["red", "!green"]) }
output "key" { value = provider::bos::session_template(jsonencode({ boot_sets = { a = { kernel_params = "quiet" } } })) }
output "range" { value = provider::bos::expand_xnames("x3000c0s[16-1]") }
`)
	output := strings.Join(strings.Fields(tf.exits(1, "plan")), " ")
	for _, want := range []string{
		`"include" parameter: there is nothing to include, and BOS takes an empty limit as every node`,
		`"exclude" parameter: item 2, ` + "`!green`" + `, begins with an operator`,
		"\"json\" parameter: `boot_sets[\"a\"].kernel_params` is not a key of BOS; did you mean `kernel_parameters`?",
		`"expression" parameter: character 10: the range ` + "`16-1`" + ` begins above its end: write ` + "`1-16`",
	} {
		if !strings.Contains(output, want) {
			t.Errorf("no %q in\n%s", want, output)
		}
	}
}

// An engine drops a key that is misspelt in boot_sets, as the description of the argument says, and the function refuses
// it.
func TestFunctions_misspeltKey(t *testing.T) {
	tf := newRealEngine(t, newSim(t))
	const sets = `{ a = { path = "s3://boot-images/1/manifest.json", node_groups = ["blue"], kernel_params = "quiet" } }`
	template := func(sets string) string {
		return "resource \"bos_session_template\" \"t\" {\n  name = \"misspelt\"\n  validate = false\n  boot_sets = " + sets + "\n}\n"
	}

	tf.write(template(sets))
	tf.must("apply", "-auto-approve")

	if state, err := os.ReadFile(filepath.Join(tf.dir, "terraform.tfstate")); err != nil || strings.Contains(string(state), "quiet") {
		t.Errorf("the state has the key, or there is none: %v", err)
	}
	tf.write(template("provider::bos::session_template(jsonencode({ boot_sets = " + sets + " })).boot_sets"))
	if output := tf.exits(1, "plan"); !strings.Contains(output, "kernel_params") {
		t.Errorf("the plan fails for something else:\n%s", output)
	}
	tf.write(template("provider::bos::session_template(jsonencode({ boot_sets = " + strings.Replace(sets, "_params", "_parameters", 1) + " })).boot_sets"))
	tf.must("apply", "-auto-approve")
	tf.exits(0, "plan", "-detailed-exitcode")
}
