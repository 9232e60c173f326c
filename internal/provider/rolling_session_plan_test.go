// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// What cannot be planned exactly, or would run something else than planned, is an error of the plan.
func TestRolling_refusedInThePlan(t *testing.T) {
	later := `resource "terraform_data" "later" {
		input = "blue"
	}
	`
	twice := func(name, limit string) string {
		return rollout(fourWaves, "") + strings.NewReplacer("\"test\"", "\"other\"", "\"roll\"", `"`+name+`"`,
			"blue,green", limit).Replace(rollout(fourWaves, ""))
	}
	fails := func(f bossim.Fault) func(*sim) { return func(s *sim) { s.Inject(f) } }
	for _, row := range []struct {
		name, config string
		bos          []func(*bossim.Config)
		before       func(*sim)
		says         []string
	}{
		{"limit known after apply", later + strings.Replace(rollout(fourWaves, ""), `"blue,green"`, "terraform_data.later.output", 1), nil, nil, []string{"limit is known only after apply"}},
		{"name known after apply", later + strings.Replace(rollout(fourWaves, ""), `"roll"`, "terraform_data.later.output", 1), nil, nil, []string{"name is known only after apply"}},
		{"size known after apply", later + rollout("size = length(terraform_data.later.output)", ""), nil, nil, []string{"waves.size is known only after apply"}},
		{"max_failed_percent known after apply", later + rollout(fourWaves, "max_failed_percent = length(terraform_data.later.output)"), nil, nil, []string{"max_failed_percent is known only after apply"}},
		{"continue_after is no wave", rollout(fourWaves, `continue_after = "roll-w05"`), nil, nil, []string{"continue_after is \"roll-w05\", which is not the session of a wave. The waves are \"roll-w01\" to \"roll-w04\""}},
		{"a session of a wave's name", rollout(fourWaves, "") + strings.NewReplacer("\"test\"", "\"other\"", "boot\"\n", "boot\"\n name = \"roll-w02\"\n").Replace(rebootOf("red", "")), nil, nil, []string{"Unable to plan another"}},
		{"neither size nor percent", rollout("canary = 2", ""), nil, nil, []string{"Invalid waves", "Neither size nor percent is set"}},
		{"size and percent", rollout("size = 2, percent = 5", ""), nil, nil, []string{"Both size and percent are set"}},
		{"half a node", rollout("size = 1.5", ""), nil, nil, []string{"Invalid number of nodes", "`1.5` is not a whole number: write a whole number from 1 to 1000000000"}},
		{"a canary of half a node", rollout("size = 4, canary = 0.5", ""), nil, nil, []string{"`0.5` is not a whole number"}},
		{"half a node allowed", rollout(fourWaves, "max_components = 32.5"), nil, nil, []string{"`32.5` is not a whole number"}},
		{"no percent", rollout("percent = 0", ""), nil, nil, []string{"`0` is no share of the nodes"}},
		{"a long name", strings.Replace(rollout(fourWaves, ""), `"roll"`, `"`+strings.Repeat("r", 125)+`"`, 1), nil, nil, []string{"Invalid rollout name", "write 1 to"}},
		{"v1", rollout(fourWaves, ""), []func(*bossim.Config){release(csm15)}, func(s *sim) { s.arguments = append(s.arguments, `api_version = "v1"`) }, []string{"Unable to plan a rollout", "uses v1 of BOS's API"}},
		{"more nodes than max_components", rollout(fourWaves, "max_components = 31"), nil, nil, []string{"It would reboot 32 nodes, and max_components is 31"}},
		{"no node", rollout(fourWaves, ""), []func(*bossim.Config){func(c *bossim.Config) { c.System.Locked = bossim.NodeNames(64) }}, nil, []string{"Unable to plan rollout \"roll\"", "no node"}},
		{"BOS would fail", rollout(fourWaves, ""), []func(*bossim.Config){smd244}, nil, []string{"BOS 2.50.0 would end each session with the error"}},
		{"BOS would hang", strings.NewReplacer("compute", "blue", "limit         = \"blue,green\"", "").Replace(rollout(fourWaves, "")), []func(*bossim.Config){withController, release("2.39.0")}, nil, []string{
			"Unable to plan rollout \"roll\"", "pending for ever", "Remove these names",
		}},
		{"HSM does not answer", rollout(fourWaves, ""), nil, fails(bossim.Fault{Service: bossim.ServiceHSM, Outside: true, Status: http.StatusServiceUnavailable}), []string{"divided in the plan", "The plan cannot show the nodes"}},
		{"BOS does not list its sessions", rollout(fourWaves, ""), nil, fails(bossim.Fault{Method: "GET", Path: "/v2/sessions", Skip: 1, Status: http.StatusInternalServerError}), []string{"Unable to plan rollout \"roll\""}},
		{"two rollouts on one node", twice("two", "green"), nil, nil, []string{"of the same plan acts on 16 of its nodes"}},
		{"two rollouts of one name", twice("roll", "red"), nil, nil, []string{"Unable to plan another rollout \"roll\""}},
		{"a wave that BOS knows", rollout(fourWaves, ""), nil, func(s *sim) {
			s.started(t, "", "roll-w03", `"operation": "boot", "template_name": "red"`)
		}, []string{"BOS knows sessions of this name", "roll-w03: the existing session is pending", "untaint"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			bos := foreseen(t, "auto", row.bos...)
			tf := newEngine(t, bos)
			if row.before != nil {
				row.before(bos)
			}
			before := bos.SessionsStarted()
			tf.write(row.config)
			says(t, tf.exits(1, "plan"), row.says...)
			says(t, tf.exits(1, "apply", "-auto-approve"), row.says...)
			if got := bos.SessionsStarted() - before; got != 0 {
				t.Errorf("%d sessions were started", got)
			}
		})
	}
}

// The provider's preview does not matter: a rollout always needs its forecast.
func TestRolling_withoutPreview(t *testing.T) {
	for _, preview := range []string{"off", "strict"} {
		bos := foreseen(t, preview)
		tf := newEngine(t, bos)
		tf.write(rollout("percent = 33.4", ""))
		says(t, tf.must("plan"), "32 of 63 nodes in 3 waves")
		tf.must("apply", "-auto-approve")
		bos.wantWaves(t, "roll-w01:11", "roll-w02:11", "roll-w03:10")
		tf.wantNothing()
	}
}

// Each edit, what its plan says, and whether it is an error. None runs anything.
func TestRolling_edits(t *testing.T) {
	base := rollout(fourWaves, `triggers = { release = "1" }`)
	for _, row := range []struct {
		name, from, to string
		code           int
		says           string
	}{
		{"pause", "canary = 2", "canary = 2, pause = \"1h\"", 2, "will be updated in-place"},
		{"by = none", "canary = 2", "canary = 2, by = \"none\"", 2, "will be updated in-place"},
		{"max_failed_percent", "triggers", "max_failed_percent = 5\n triggers", 2, "will be updated in-place"},
		{"timeouts", "triggers", "timeouts = { create = \"1h\" }\n triggers", 2, "will be updated in-place"},
		{"on_destroy", "triggers", "on_destroy = \"forget\"\n triggers", 2, "will be updated in-place"},
		{"on_failure", "triggers", "on_failure = \"warn\"\n triggers", 2, "will be updated in-place"},
		{"continue_after", "triggers", "continue_after = \"roll-w01\"\n triggers", 2, "will be updated in-place"},
		{"triggers taken away", `triggers = { release = "1" }`, "", 2, "will be updated in-place"},
		{"size", "size = 12", "size = 16", 1, "Choose a new name for each rollout"},
		{"limit", "blue,green", "blue", 1, "Choose a new name for each rollout"},
		{"operation", "reboot", "boot", 1, "Choose a new name for each rollout"},
		{"template", "compute", "blue", 1, "Choose a new name for each rollout"},
		{"include_disabled", "triggers", "include_disabled = true\n triggers", 1, "Choose a new name for each rollout"},
		{"trigger", `"1"`, `"2"`, 1, "Choose a new name for each rollout"},
	} {
		t.Run(row.name, func(t *testing.T) {
			bos := foreseen(t, "auto")
			tf := newEngine(t, bos)
			tf.write(base)
			tf.must("apply", "-auto-approve")
			bos.wantAllWaves(t)
			tf.write(strings.Replace(base, row.from, row.to, 1))
			says(t, tf.exits(row.code, "plan", "-detailed-exitcode"), row.says)
			if row.code == 2 {
				says(t, tf.must("apply", "-auto-approve"), "1 changed")
				tf.wantNothing()
			}
			bos.wantAllWaves(t)
		})
	}
}

// A new name with a new limit is a new rollout.
func TestRolling_anotherRollout(t *testing.T) {
	bos := foreseen(t, "auto")
	tf := newEngine(t, bos)
	tf.write(rollout(fourWaves, ""))
	tf.must("apply", "-auto-approve")
	next := strings.NewReplacer("\"roll\"", "\"next\"", "blue,green", "red").Replace(rollout(fourWaves, ""))
	tf.write(next)

	says(t, tf.must("plan"), "must be replaced", "16 of 63 nodes in 3 waves")
	tf.must("apply", "-auto-approve")

	bos.wantWaves(t, "roll-w01:2", "roll-w02:12", "roll-w03:12", "roll-w04:6", "next-w01:2", "next-w02:12", "next-w03:2")
	tf.wantNothing()
}

// A chassis that is larger than a wave is one by itself, with a warning.
func TestRolling_byChassis(t *testing.T) {
	bos := foreseen(t, "auto")
	tf := newEngine(t, bos)
	tf.write(rollout("size = 8, by = \"chassis\"", ""))
	says(t, tf.must("plan"), "32 of 63 nodes in 1 wave", "Wave 1 has 32 nodes, more than asked for: a chassis is not split.")
	tf.write(rollout("size = 40, by = \"cabinet\", canary = 1", ""))
	says(t, tf.must("plan"), "a cabinet is not split")
	tf.must("apply", "-auto-approve")
	bos.wantWaves(t, "roll-w01:32")
}

// A canary of all nodes is no trial: the plan warns of it.
func TestRolling_canaryOfAllNodes(t *testing.T) {
	bos := foreseen(t, "auto")
	tf := newEngine(t, bos)
	const warning = "The canary has all nodes: no wave follows it"
	tf.write(rollout("size = 12, canary = 31", ""))
	if output := tf.must("plan"); strings.Contains(output, warning) {
		t.Error(output)
	}
	tf.write(rollout("size = 12, canary = 32", ""))
	says(t, tf.must("plan"), "32 of 63 nodes in 1 wave", "(a canary of 32 nodes)", warning)
	tf.must("apply", "-auto-approve")
	bos.wantWaves(t, "roll-w01:32")
}

// Each chassis of a large system is larger than a wave. The plan names the first waves, and counts the others.
func TestRolling_manyLargeChassis(t *testing.T) {
	bos := foreseen(t, "auto", func(c *bossim.Config) { c.System = bossim.DefaultSystem(6000) })
	tf := newEngine(t, bos)
	tf.write(strings.Replace(rollout("size = 8, by = \"chassis\"", ""), "limit         = \"blue,green\"", "", 1))
	output := tf.must("plan")
	says(t, output, "Wave 10 has ", "more of this kind")
	if strings.Contains(output, "Wave 11 has ") {
		t.Error(output)
	}
}

// A saved plan acts on its nodes, or on none: once another node has joined a group, the engine refuses it.
func TestRolling_savedPlanOfOtherNodes(t *testing.T) {
	bos := foreseen(t, "auto")
	tf := newEngine(t, bos)
	tf.write(rollout(fourWaves, ""))
	tf.must("plan", "-out=saved")
	bos.joins(t, "green", bossim.NodeNames(44)[40:])

	says(t, tf.exits(1, "apply", "saved"), inconsistent)

	bos.wantWaves(t)
	says(t, tf.must("apply", "-auto-approve"), "36 of 63 nodes in 4 waves")
	bos.wantWaves(t, "roll-w01:2", "roll-w02:12", "roll-w03:12", "roll-w04:10")
	tf.wantNothing()
}
