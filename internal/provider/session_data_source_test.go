// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// looked checks a value of the data source data.TYPE.test.
func looked(dataSource, attribute string, want knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue("data."+dataSource+".test", attributePath(attribute), want)
}

// record is a session in BOS's own JSON, for a seed.
func record(name, tenant, template, status, start string) json.RawMessage {
	quoted := func(text string) string {
		if text == "" {
			return "null"
		}
		return fmt.Sprintf("%q", text)
	}
	end := ""
	if status == "complete" {
		end = start
	}
	return json.RawMessage(fmt.Sprintf(`{"name": %q, "tenant": %s, "operation": "shutdown", "template_name": %q, "limit": "", "stage": false,
		"include_disabled": false, "components": "x3000c0s1b1n0,x3000c0s1b0n0",
		"status": {"status": %q, "start_time": %q, "end_time": %s, "error": null}}`,
		name, quoted(tenant), template, status, start, quoted(end)))
}

// load puts sessions into BOS that the provider has not started.
func (s *sim) load(t *testing.T, sessions ...json.RawMessage) {
	t.Helper()
	if err := s.Load(bossim.Seed{Sessions: sessions}); err != nil {
		t.Fatal(err)
	}
}

func TestSessionDataSource_complete(t *testing.T) {
	bos := newSim(t)

	bos.apply(t, resource.TestStep{
		Config: bos.testConfig(`
			resource "bos_session" "test" {
			  name          = "nightly"
			  operation     = "reboot"
			  template_name = "blue"
			  limit         = "all,!x3000c0s1b0n0"
			}
			data "bos_session" "test" {
			  name = bos_session.test.name
			}
			output "same" {
			  value = alltrue([for a in ["tenant", "operation", "template_name", "limit", "stage", "include_disabled", "status", "start_time",
			    "end_time", "error", "components", "component_count", "outcome"] : jsonencode(data.bos_session.test[a]) == jsonencode(bos_session.test[a])])
			}`),
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownOutputValue("same", knownvalue.Bool(true)),
			looked("bos_session", "status", knownvalue.StringExact("complete")),
			looked("bos_session", "limit", knownvalue.StringExact("all,!x3000c0s1b0n0")),
			looked("bos_session", "component_count", knownvalue.Int64Exact(15)),
			looked("bos_session", "components", knownvalue.StringRegexp(regexp.MustCompile(`^x3000c0s1b1n0,x3000c0s1b2n0,.*,x3000c0s4b3n0$`))),
			looked("bos_session", "outcome.successful", knownvalue.Int64Exact(15)),
		},
	})

	bos.wantSent(t, 1, 1)
}

func TestSessionDataSource_pending(t *testing.T) {
	bos := newSim(t)

	bos.apply(t, resource.TestStep{
		Config: bos.testConfig(`
			resource "bos_session" "test" {
			  name                = "later"
			  operation           = "boot"
			  template_name       = "blue"
			  wait_for_completion = false
			}
			data "bos_session" "test" {
			  name = bos_session.test.name
			}`),
		ConfigStateChecks: []statecheck.StateCheck{
			looked("bos_session", "status", knownvalue.StringExact("pending")),
			looked("bos_session", "limit", knownvalue.Null()),
			looked("bos_session", "components", knownvalue.StringExact("")),
			looked("bos_session", "component_count", knownvalue.Int64Exact(0)),
			looked("bos_session", "end_time", knownvalue.Null()),
			looked("bos_session", "outcome", knownvalue.Null()),
		},
	})

	// An extended status makes BOS look through all components: it is not asked for while there is no outcome.
	if n := bos.Count(http.MethodGet, "/v2/sessions/*/status"); n != 0 {
		t.Errorf("GETs of the extended status: %d, want 0\n%s", n, bos.log())
	}
	bos.wantSent(t, 1, 1)
}

// A session is complete without an outcome where BOS no longer has its extended
// status, or answers with that of before its end.
func TestSessionDataSource_outcomeGone(t *testing.T) {
	t.Run("gone", func(t *testing.T) {
		withoutOutcome(t, bossim.Fault{Status: http.StatusNotFound, Body: `"gone"`})
	})
	t.Run("of before its end", func(t *testing.T) {
		withoutOutcome(t, bossim.Fault{Status: http.StatusOK, Body: `{"status": "running", "managed_components_count": 0, "percent_failed": 0,
			"percent_successful": 0, "percent_staged": 0, "phases": {}, "error_summary": {}, "timing": {}}`})
	})
}

func withoutOutcome(t *testing.T, fault bossim.Fault) {
	t.Helper()
	bos := newSim(t)
	bos.load(t, record("old", "", "blue", "complete", "2026-11-22T10:00:00"))
	fault.Method, fault.Path = http.MethodGet, "/v2/sessions/*/status"
	bos.Inject(fault)

	bos.apply(t, resource.TestStep{
		Config: bos.testConfig(`
			data "bos_session" "test" {
			  name = "old"
			}`),
		ConfigStateChecks: []statecheck.StateCheck{
			looked("bos_session", "components", knownvalue.StringExact("x3000c0s1b0n0,x3000c0s1b1n0")),
			looked("bos_session", "end_time", knownvalue.StringExact("2026-11-22T10:00:00Z")),
			looked("bos_session", "outcome", knownvalue.Null()),
		},
	})
	bos.wantSent(t, 0, 0)
}

func TestSessionDataSource_missing(t *testing.T) {
	bos := newSim(t)
	bos.load(t, record("nightly", "", "blue", "complete", "2026-11-22T10:00:00"))

	bos.apply(t,
		resource.TestStep{
			Config:      bos.testConfig(`data "bos_session" "test" { name = "Nightly" }`),
			ExpectError: regexp.MustCompile(`Unable to read session "Nightly"[\s\S]*BOS has no session "Nightly" without a tenant`),
		},
		resource.TestStep{
			Config: bos.testConfig(`
				data "bos_session_status" "test" {
				  name   = "nightly"
				  tenant = "blue"
				}`),
			ExpectError: regexp.MustCompile(`Unable to read the status of session "nightly"[\s\S]*BOS has no session "nightly" of tenant "blue"`),
		},
	)
	bos.wantSent(t, 0, 0)
}

// The tenant of a data source outweighs the provider's, which outweighs none.
func TestSessionDataSource_tenant(t *testing.T) {
	bos := newSim(t, func(c *bossim.Config) { c.System.Tenants = map[string][]string{"blue": nil, "red": nil} })
	bos.load(t,
		record("nightly", "", "of-none", "running", "2026-11-22T10:00:00"),
		record("nightly", "blue", "of-blue", "running", "2026-11-22T10:00:00"),
		record("nightly", "red", "of-red", "running", "2026-11-22T10:00:00"))

	read := func(providerArgument, argument, wantTemplate string, wantTenant knownvalue.Check) resource.TestStep {
		return resource.TestStep{
			Config: fmt.Sprintf(`
				provider "bos" {
				  endpoint = %q
				  %s
				}
				data "bos_session" "test" {
				  name = "nightly"
				  %s
				}`, bos.URL, providerArgument, argument),
			ConfigStateChecks: []statecheck.StateCheck{
				looked("bos_session", "template_name", knownvalue.StringExact(wantTemplate)),
				looked("bos_session", "tenant", wantTenant),
			},
		}
	}
	bos.apply(t,
		read(``, ``, "of-none", knownvalue.Null()),
		read(`tenant = "blue"`, ``, "of-blue", knownvalue.StringExact("blue")),
		read(`tenant = "blue"`, `tenant = "red"`, "of-red", knownvalue.StringExact("red")),
	)
}

// Where an argument of the provider is known only after apply, a data source says so and asks nobody.
func TestSessionDataSource_providerUnknown(t *testing.T) {
	bos := newSim(t)

	bos.apply(t, resource.TestStep{
		Config: `
			resource "terraform_data" "later" {}
			provider "bos" {
			  endpoint = "https://${terraform_data.later.id}.example.com"
			}
			data "bos_session" "test" { name = "nightly" }`,
		ExpectError: regexp.MustCompile(`Unable to read session "nightly"[\s\S]*endpoint is known only after apply`),
	})
}
