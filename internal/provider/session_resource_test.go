// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
)

const sessionAddress = "bos_session.test"

func value(attribute string, want knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(sessionAddress, attributePath(attribute), want)
}

func attributePath(attribute string) tfjsonpath.Path {
	p := tfjsonpath.New("")
	for i, element := range strings.Split(attribute, ".") {
		if i == 0 {
			p = tfjsonpath.New(element)
			continue
		}
		p = p.AtMapKey(element)
	}
	return p
}

func planned(action plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(sessionAddress, action)}}
}

func TestSession_minimal(t *testing.T) {
	bos := newSim(t)

	bos.apply(t, resource.TestStep{
		Config: bos.testConfig(`
			resource "bos_session" "test" {
			  operation     = "boot"
			  template_name = "blue"
			}`),
		ConfigStateChecks: []statecheck.StateCheck{
			value("name", knownvalue.StringRegexp(regexp.MustCompile(`^tf-[0-9a-f-]{36}$`))),
			value("tenant", knownvalue.Null()),
			value("limit", knownvalue.Null()),
			value("stage", knownvalue.Bool(false)),
			value("status", knownvalue.StringExact("complete")),
			value("result", knownvalue.StringExact("succeeded")),
			value("expired", knownvalue.Bool(false)),
			value("error", knownvalue.Null()),
			value("start_time", knownvalue.StringExact("2026-11-22T12:00:00Z")),
			value("end_time", knownvalue.StringRegexp(regexp.MustCompile(`^2026-11-22T\d\d:\d\d:\d\dZ$`))),
			value("component_count", knownvalue.Int64Exact(16)),
			value("components", knownvalue.StringExact(
				"x3000c0s1b0n0,x3000c0s1b1n0,x3000c0s1b2n0,x3000c0s1b3n0,x3000c0s2b0n0,x3000c0s2b1n0,x3000c0s2b2n0,x3000c0s2b3n0,"+
					"x3000c0s3b0n0,x3000c0s3b1n0,x3000c0s3b2n0,x3000c0s3b3n0,x3000c0s4b0n0,x3000c0s4b1n0,x3000c0s4b2n0,x3000c0s4b3n0")),
			value("outcome.managed", knownvalue.Int64Exact(16)),
			value("outcome.successful", knownvalue.Int64Exact(16)),
			value("outcome.failed", knownvalue.Int64Exact(0)),
			value("outcome.held", knownvalue.Int64Exact(0)),
			value("outcome.superseded", knownvalue.Int64Exact(0)),
			value("outcome.percent_successful", knownvalue.Float64Exact(100)),
			value("outcome.errors", knownvalue.MapSizeExact(0)),
		},
		Check: bos.sent(1, 1),
	})

	bos.wantSent(t, 1, 1)
	if n := bos.Count("DELETE", "/v2/sessions/*"); n != 1 {
		t.Errorf("DELETEs at the end: %d, want 1", n)
	}
}

func TestSession_everyOptionalField(t *testing.T) {
	bos := newSim(t)

	bos.apply(t, resource.TestStep{
		Config: bos.testConfig(`
			resource "bos_session" "test" {
			  name                = "maintenance.2026-11_1"
			  operation           = "reboot"
			  template_name       = "compute"
			  limit               = "blue,!x3000c0s1b0n0"
			  stage               = false
			  include_disabled    = true
			  triggers            = { image = "v1" }
			  wait_for_completion = true
			  max_failed_percent  = 12.5
			  on_failure          = "warn"
			  on_missing          = "keep"
			  on_conflict         = "error"
			  on_destroy          = "delete"
			  timeouts            = { create = "90m", delete = "30s" }
			}`),
		ConfigStateChecks: []statecheck.StateCheck{
			value("name", knownvalue.StringExact("maintenance.2026-11_1")),
			value("limit", knownvalue.StringExact("blue,!x3000c0s1b0n0")),
			value("include_disabled", knownvalue.Bool(true)),
			value("component_count", knownvalue.Int64Exact(15)),
			value("result", knownvalue.StringExact("succeeded")),
		},
		Check: bos.sent(1, 1),
	})

	bos.wantSent(t, 1, 1)
}

func TestSession_withoutWaiting(t *testing.T) {
	bos := newSim(t)
	config := func(knobs string) string {
		return bos.testConfig(`
			resource "bos_session" "test" {
			  operation     = "reboot"
			  template_name = "green"
			` + knobs + `}`)
	}

	bos.apply(t,
		resource.TestStep{
			Config: config("wait_for_completion = false\n"),
			ConfigStateChecks: []statecheck.StateCheck{
				value("status", knownvalue.StringExact("pending")),
				value("components", knownvalue.StringExact("")),
				value("component_count", knownvalue.Int64Exact(0)),
				value("outcome", knownvalue.Null()),
				value("result", knownvalue.Null()),
			},
			Check: bos.sent(1, 1),
		},
		resource.TestStep{ // Asking for the wait later resumes it: an update in place that starts nothing.
			Config:           config(""),
			ConfigPlanChecks: planned(plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{
				value("status", knownvalue.StringExact("complete")),
				value("component_count", knownvalue.Int64Exact(16)),
				value("outcome.successful", knownvalue.Int64Exact(16)),
				value("result", knownvalue.StringExact("succeeded")),
			},
			Check: bos.sent(1, 1),
		},
	)

	bos.wantSent(t, 1, 1)
}

func TestSession_tenant(t *testing.T) {
	bos := newSim(t, withTenant)

	bos.apply(t, resource.TestStep{
		Config: `
			provider "bos" {
			  endpoint = "` + bos.URL + `"
			  tenant   = "vcluster-blue"
			}
			resource "bos_session" "test" {
			  operation     = "boot"
			  template_name = "theirs"
			}`,
		ConfigStateChecks: []statecheck.StateCheck{
			value("tenant", knownvalue.StringExact("vcluster-blue")),
			value("component_count", knownvalue.Int64Exact(16)),
			value("result", knownvalue.StringExact("succeeded")),
		},
		Check: bos.sent(1, 1),
	}, resource.TestStep{ // The state's tenant stays when the provider's goes away.
		Config: bos.testConfig(`
			resource "bos_session" "test" {
			  operation     = "boot"
			  template_name = "theirs"
			}`),
		ConfigPlanChecks: planned(plancheck.ResourceActionNoop),
		Check:            bos.sent(1, 1),
	})

	bos.wantSent(t, 1, 1)
}
