// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"testing"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
)

// apply is the steps of one test against one simulated system. After each apply two more plans are made, and the test
// fails unless both are empty; at the end everything is destroyed. The steps are played in this process, as the module
// terraform-plugin-testing runs them on a real engine, which takes some ten processes a step.
func (s *sim) apply(t *testing.T, steps ...resource.TestStep) {
	t.Helper()
	if allOnEngine() {
		s.applyOnEngine(t, steps...)
		return
	}
	tf := newEngine(t, s)
	for _, step := range steps {
		if step.PreConfig != nil {
			step.PreConfig()
		}
		tf.configure(step.Config)
		tf.playStep(step)
	}
	tf.must("destroy", "-auto-approve", "-refresh=false")
}

// applyOnEngine is apply on a real engine.
func (s *sim) applyOnEngine(t *testing.T, steps ...resource.TestStep) {
	t.Helper()
	resource.UnitTest(t, resource.TestCase{ProtoV6ProviderFactories: s.factories(), Steps: steps})
}

func (e *engine) playStep(step resource.TestStep) {
	e.t.Helper()
	if step.ExpectError != nil {
		output, code := e.run("apply", "-auto-approve")
		if code == 0 || !step.ExpectError.MatchString(unwrapped(output)) && !step.ExpectError.MatchString(output) {
			e.t.Fatalf("exit code %d, want an error that matches %s\n%s", code, step.ExpectError, output)
		}
		return
	}
	e.must("plan", "-out=step")
	for _, check := range step.ConfigPlanChecks.PreApply {
		resp := plancheck.CheckPlanResponse{}
		check.CheckPlan(e.t.Context(), plancheck.CheckPlanRequest{Plan: e.played.plans["step"].json()}, &resp)
		if resp.Error != nil {
			e.t.Fatal(resp.Error)
		}
	}
	e.must("apply", "step")

	state := &tfjson.State{}
	state.UseJSONNumber(true)
	if err := json.Unmarshal([]byte(e.must("show", "-json")), state); err != nil {
		e.t.Fatal(err)
	}
	for _, check := range step.ConfigStateChecks {
		resp := statecheck.CheckStateResponse{}
		check.CheckState(e.t.Context(), statecheck.CheckStateRequest{State: state}, &resp)
		if resp.Error != nil {
			e.t.Error(resp.Error)
		}
	}
	if step.Check != nil {
		if err := step.Check(nil); err != nil {
			e.t.Error(err)
		}
	}
	e.exits(0, "plan", "-detailed-exitcode", "-refresh=false")
	e.exits(0, "plan", "-detailed-exitcode")
}

// json is what `terraform show -json` says of the plan's actions.
func (plan *playedPlan) json() *tfjson.Plan {
	shown := &tfjson.Plan{FormatVersion: "1.2"}
	for _, step := range plan.steps {
		var actions tfjson.Actions
		switch {
		case step.plan.action != doReplace:
			actions = tfjson.Actions{tfjson.Action(step.plan.action)}
		case step.plan.heir:
			actions = tfjson.Actions{tfjson.ActionCreate, tfjson.ActionDelete}
		default:
			actions = tfjson.Actions{tfjson.ActionDelete, tfjson.ActionCreate}
		}
		shown.ResourceChanges = append(shown.ResourceChanges, &tfjson.ResourceChange{
			Address: step.address, Change: &tfjson.Change{Actions: actions},
		})
	}
	return shown
}
