// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
)

// releasesOfV1 are those of CSM 1.2, 1.3 and 1.5.
var releasesOfV1 = []string{"1.10.0", "2.0.8", csm15}

const ofV1 = `
	resource "bos_session" "test" {
	  operation     = "boot"
	  template_name = "blue"
	  %s
	}`

func v1With(knobs string) string { return strings.Replace(ofV1, "%s", knobs, 1) }

// rebootsOnV1 is v1With of an operation that can be run again: a boot fails where all the nodes are on already.
func rebootsOnV1(knobs string) string { return strings.Replace(v1With(knobs), `"boot"`, `"reboot"`, 1) }

var idOfV1 = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// onlySession is the id of the one session that BOS has.
func (s *sim) onlySession(t *testing.T) string {
	t.Helper()
	all := s.Sessions()
	if len(all) != 1 {
		t.Fatalf("BOS has the sessions %v, want one", all)
	}
	return all[0]
}

func TestSessionV1_minimal(t *testing.T) {
	for _, version := range releasesOfV1 {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			bos := newV1(t, release(version))

			bos.apply(t, resource.TestStep{
				Config: bos.testConfig(v1With("")),
				ConfigStateChecks: []statecheck.StateCheck{
					value("name", knownvalue.StringRegexp(idOfV1)),
					value("tenant", knownvalue.Null()),
					value("limit", knownvalue.Null()),
					value("stage", knownvalue.Bool(false)),
					value("include_disabled", knownvalue.Bool(false)),
					value("status", knownvalue.StringExact("complete")),
					value("start_time", knownvalue.StringRegexp(regexp.MustCompile(`^2026-11-22T12:00:0\dZ$`))),
					value("end_time", knownvalue.StringRegexp(regexp.MustCompile(`^2026-11-22T12:\d\d:\d\dZ$`))),
					value("error", knownvalue.Null()),
					value("component_count", knownvalue.Int64Exact(16)),
					value("components", knownvalue.StringRegexp(regexp.MustCompile(`^x3000c0s1b0n0,(x3000c0s\d+b\dn0,){14}x3000c0s\d+b\dn0$`))),
					value("outcome.managed", knownvalue.Int64Exact(16)),
					value("outcome.successful", knownvalue.Int64Exact(16)),
					value("outcome.failed", knownvalue.Int64Exact(0)),
					value("outcome.superseded", knownvalue.Int64Exact(0)),
					value("outcome.errors", knownvalue.MapSizeExact(0)),
					value("result", knownvalue.StringExact("succeeded")),
					value("expired", knownvalue.Bool(false)),
				},
				Check: bos.sent(1, 1),
			})

			if left := bos.Sessions(); len(left) != 0 {
				t.Errorf("after destroy BOS still has %v", left)
			}
			bos.wantSent(t, 1, 1)
		})
	}
}

// What is asked of v1 is all that v1 takes.
func TestSessionV1_request(t *testing.T) {
	rows := map[string]map[string]any{
		"":                        {"operation": "boot", "templateName": "blue"},
		`limit = "x3000c0s1b0n0"`: {"operation": "boot", "templateName": "blue", "limit": "x3000c0s1b0n0"},
		"stage = false\ninclude_disabled = false": {"operation": "boot", "templateName": "blue"},
	}
	for arguments, want := range rows {
		t.Run(arguments, func(t *testing.T) {
			t.Parallel()
			bos := newV1(t)
			bos.apply(t, resource.TestStep{Config: bos.testConfig(v1With(arguments)), Check: bos.sent(1, 1)})

			for _, r := range bos.Requests() {
				if !strings.HasPrefix(r.Path, "/v1/") {
					t.Errorf("%s %s is not of v1", r.Method, r.Path)
				}
				if !ourPost(r) {
					continue
				}
				got := map[string]any{}
				if err := json.Unmarshal([]byte(r.Body), &got); err != nil || !maps.Equal(got, want) {
					t.Errorf("request %s, want %v (%v)", r.Body, want, err)
				}
			}
		})
	}
}

func TestSessionV1_operations(t *testing.T) {
	for _, operation := range []string{"boot", "reboot", "shutdown", "configure"} {
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			bos := newV1(t)
			before := ""
			if operation == "configure" { // only nodes that are up can be configured
				before = v1With("")
				before = strings.Replace(before, `"test"`, `"before"`, 1)
			}
			after := strings.Replace(v1With(""), `"boot"`, `"`+operation+`"`, 1)
			started := 1
			if before != "" {
				after, started = strings.Replace(after, "operation ", "depends_on = [bos_session.before]\n operation ", 1), 2
			}

			bos.apply(t, resource.TestStep{
				Config: bos.testConfig(before + after),
				ConfigStateChecks: []statecheck.StateCheck{
					value("operation", knownvalue.StringExact(operation)),
					value("result", knownvalue.StringExact("succeeded")),
					value("component_count", knownvalue.Int64Exact(16)),
				},
				Check: bos.sent(started, started),
			})
		})
	}
}

func TestSessionV1_edits(t *testing.T) {
	step := func(bos *sim, config string, action plancheck.ResourceActionType, started int) resource.TestStep {
		return resource.TestStep{Config: bos.testConfig(config), ConfigPlanChecks: planned(action), Check: bos.sent(started, started)}
	}
	bos := newV1(t)
	runs := plancheck.ResourceActionDestroyBeforeCreate
	bos.apply(t,
		step(bos, rebootsOnV1(""), plancheck.ResourceActionCreate, 1),
		step(bos, rebootsOnV1(`timeouts = { create = "1h" }`), plancheck.ResourceActionUpdate, 1),
		step(bos, rebootsOnV1(`on_destroy = "forget"`), plancheck.ResourceActionUpdate, 1),
		step(bos, rebootsOnV1(`on_missing = "recreate"`), plancheck.ResourceActionUpdate, 1),
		step(bos, rebootsOnV1(`triggers = { a = "1" }`), plancheck.ResourceActionUpdate, 1),
		step(bos, rebootsOnV1(`triggers = { a = "2" }`), runs, 2),
		step(bos, rebootsOnV1(`limit = "x3000c0s1b0n0"`), runs, 3),
		step(bos, strings.Replace(rebootsOnV1(`limit = "x3000c0s1b0n0"`), `"reboot"`, `"shutdown"`, 1), runs, 4),
		step(bos, strings.Replace(rebootsOnV1(""), `"blue"`, `"green"`, 1), runs, 5),
	)
	// What on_destroy = "forget" left is not among them: that was applied away again.
	if left := bos.Sessions(); len(left) != 0 {
		t.Errorf("BOS still has %v", left)
	}
}

func TestSessionV1_createBeforeDestroy(t *testing.T) {
	bos := newV1(t)
	const first = "lifecycle {\n create_before_destroy = true\n}"

	bos.apply(t,
		resource.TestStep{Config: bos.testConfig(rebootsOnV1(first)), Check: bos.sent(1, 1)},
		resource.TestStep{
			Config:           bos.testConfig(rebootsOnV1("limit = \"x3000c0s1b0n0\"\n" + first)),
			ConfigPlanChecks: planned(plancheck.ResourceActionCreateBeforeDestroy), Check: bos.sent(2, 2),
		},
	)
}

// Sessions of one template and one apply are as many. They shut down nodes that are off: of boots, the later ones would
// find some nodes on, or not, as the engine has it.
func TestSessionV1_twins(t *testing.T) {
	bos := newV1(t)
	tf := newRealEngine(t, bos)
	tf.write(strings.Replace(v1With("count = 3"), `"boot"`, `"shutdown"`, 1))

	tf.must("apply", "-auto-approve")

	bos.wantSent(t, 3, 3)
	if all := slices.Compact(bos.Sessions()); len(all) != 3 {
		t.Errorf("sessions %v", all)
	}
	tf.exits(0, "plan", "-detailed-exitcode")
	tf.must("destroy", "-auto-approve")
	bos.wantSent(t, 3, 3)
}

// BOS v1 tells what became of the nodes by what the template is today. What is known stays as it was.
func TestSessionV1_templateChangedLater(t *testing.T) {
	for name, change := range map[string]func(*testing.T, *sim){
		"a boot set more": addedBootSet,
		"deleted":         func(t *testing.T, s *sim) { t.Helper(); s.sends(t, "DELETE", "/v1/sessiontemplate/blue", "", "") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bos := newV1(t)
			tf := newEngine(t, bos)
			tf.write(v1With(""))
			tf.must("apply", "-auto-approve")
			before, _ := tf.attributes()

			change(t, bos)
			tf.must("apply", "-auto-approve", "-refresh-only")
			tf.wantNothing()

			if after, _ := tf.attributes(); !reflect.DeepEqual(before, after) {
				t.Errorf("before %v\nafter  %v", before, after)
			}
			bos.wantSent(t, 1, 1)
		})
	}
}
