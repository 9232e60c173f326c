// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
)

const (
	sessionOf = `
	data "bos_session" "test" {
	  name = bos_session.test.name
	}`
	idOfNobody = "00000000-0000-4000-8000-000000000000"
)

func TestSessionDataSourceV1_complete(t *testing.T) {
	bos := newV1(t)

	bos.apply(t, resource.TestStep{
		Config: bos.testConfig(v1With(`limit = "all,!x3000c0s1b0n0"`) + sessionOf + `
			output "same" {
			  value = alltrue([for a in ["tenant", "operation", "template_name", "status", "start_time", "end_time", "error",
			    "components", "component_count", "outcome"] : jsonencode(data.bos_session.test[a]) == jsonencode(bos_session.test[a])])
			}`),
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownOutputValue("same", knownvalue.Bool(true)),
			looked("bos_session", "status", knownvalue.StringExact("complete")),
			looked("bos_session", "component_count", knownvalue.Int64Exact(15)),
			looked("bos_session", "outcome.successful", knownvalue.Int64Exact(15)),
			// BOS v1 tells none of these.
			looked("bos_session", "limit", knownvalue.Null()),
			looked("bos_session", "stage", knownvalue.Null()),
			looked("bos_session", "include_disabled", knownvalue.Null()),
		},
	})

	bos.wantSent(t, 1, 1)
}

// BOS v1 tells a session's nodes by its template.
func TestSessionDataSourceV1_templateGone(t *testing.T) {
	bos := newV1(t)
	bos.sends(t, http.MethodPost, "/v1/session", "", `{"operation": "boot", "templateName": "blue"}`)
	bos.Clock.Advance(oneHour)
	bos.sends(t, http.MethodDelete, "/v1/sessiontemplate/blue", "", "")
	id := bos.onlySession(t)

	bos.apply(t, resource.TestStep{
		Config: bos.testConfig(fmt.Sprintf("data \"bos_session\" \"test\" {\n name = %q\n}", id)),
		ConfigStateChecks: []statecheck.StateCheck{
			looked("bos_session", "status", knownvalue.StringExact("complete")),
			looked("bos_session", "components", knownvalue.StringExact("")),
			looked("bos_session", "component_count", knownvalue.Null()),
			looked("bos_session", "outcome", knownvalue.Null()),
		},
	})

	tf := newEngine(t, bos)
	tf.write(fmt.Sprintf("data \"bos_session_status\" \"test\" {\n name = %q\n}", id))
	says(t, tf.exits(1, "plan"), "BOS v1 reports it by the boot sets of session template blue", "which is not there any more or has none")
}

func TestSessionStatusDataSourceV1(t *testing.T) {
	bos := newV1(t)

	bos.apply(t, resource.TestStep{
		Config: bos.testConfig(strings.Replace(v1With(`on_failure = "warn"`), "blue", "broken", 1) + statusOf),
		ConfigStateChecks: []statecheck.StateCheck{
			looked("bos_session_status", "status", knownvalue.StringExact("complete")),
			looked("bos_session_status", "managed", knownvalue.Int64Exact(2)),
			looked("bos_session_status", "percent_successful", knownvalue.Float64Exact(0)),
			looked("bos_session_status", "percent_failed", knownvalue.Float64Exact(100)),
			looked("bos_session_status", "percent_staged", knownvalue.Float64Exact(0)),
			looked("bos_session_status", "phases.percent_complete", knownvalue.Float64Exact(100)),
			looked("bos_session_status", "errors", knownvalue.MapExact(map[string]knownvalue.Check{
				"CFS failed and exhausted all retries": oneNode("x3000c0s16b1n0"),
				"failed, and BOS v1 does not say why":  oneNode("x3000c0s16b2n0"),
			})),
		},
	})

	bos.wantSent(t, 1, 1)
}

// BOS v1 has no filters: they are applied to what it tells of each session.
func TestSessionsDataSourceV1_filtersAndOrder(t *testing.T) {
	bos := newV1(t)
	names := map[string]string{}
	starts := func(name, operation, template string) {
		before := bos.Sessions()
		bos.sends(t, http.MethodPost, "/v1/session", "", fmt.Sprintf(`{"operation": %q, "templateName": %q}`, operation, template))
		for _, id := range bos.Sessions() {
			if !strings.Contains(strings.Join(before, " "), id) {
				names[name] = id
			}
		}
		bos.Clock.Advance(oneHour)
	}
	starts("first", "boot", "blue")
	starts("second", "reboot", "green")
	bos.LoseBootAgents(1)
	starts("third", "boot", "blue")
	cases := []struct{ arguments, want string }{
		{``, "first second third"},
		{`status = "complete"`, "first second"},
		{`status = "pending"`, "third"}, // its agent has died
		{`status = "running"`, ""},
		{`template_name = "blue"`, "first third"},
		{`min_age = "150m"`, "first"},
		{`max_age = "150m"`, "second third"},
		{"max_age = \"150m\"\nstatus = \"complete\"\ntemplate_name = \"green\"", "second"},
	}

	var config strings.Builder
	var checks []statecheck.StateCheck
	for i, c := range cases {
		fmt.Fprintf(&config, "data \"bos_sessions\" \"case_%d\" {\n%s\n}\noutput \"case_%d\" {\n  value = join(\" \", data.bos_sessions.case_%d.sessions[*].name)\n}\n", i, c.arguments, i, i)
		want := strings.Fields(c.want)
		for n, name := range want {
			want[n] = names[name]
		}
		checks = append(checks, statecheck.ExpectKnownOutputValue(fmt.Sprintf("case_%d", i), knownvalue.StringExact(strings.Join(want, " "))))
	}
	bos.apply(t, resource.TestStep{Config: bos.testConfig(config.String()), ConfigStateChecks: checks})

	if got := bos.SessionsStarted(); got != 3 {
		t.Errorf("sessions started: %d, want those of the test", got)
	}
}

func TestDataSourcesV1_problems(t *testing.T) {
	bos := newV1(t)
	tf := newEngine(t, bos)
	tf.write("")
	for _, kind := range []string{"bos_session", "bos_session_status"} {
		tf.configure(fmt.Sprintf("data %q \"test\" {\n name = %q\n}", kind, idOfNobody))
		says(t, tf.exits(1, "plan"), `BOS v1 has no session "`+idOfNobody+`"`, "cray bos v1 session list")
		tf.configure(fmt.Sprintf("data %q \"test\" {\n name = %q\n tenant = \"vcluster-blue\"\n}", kind, idOfNobody))
		says(t, tf.exits(1, "plan"), "In v1 of the API, there are no tenants", `The tenant "vcluster-blue" is given here, or by the provider`)
	}
	tf.configure(bos.provider(`tenant = "vcluster-blue"`) + "data \"bos_sessions\" \"test\" {}")
	says(t, tf.exits(1, "plan"), "In v1 of the API, there are no tenants", `The tenant "vcluster-blue" is given here, or by the provider`)
}
