// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// newSimOfSessions has five sessions; the clock stands at 12:00.
func newSimOfSessions(t *testing.T) *sim {
	t.Helper()
	bos := newSim(t, func(c *bossim.Config) { c.System.Tenants = map[string][]string{"blue": nil} })
	bos.load(t,
		record("c-at-nine", "", "green", "complete", "2026-11-22T09:00:00"),
		record("b-at-eight", "", "blue", "complete", "2026-11-22T08:00:00"),
		record("z-at-eight", "", "green", "running", "2026-11-22T08:00:00"),
		record("a-at-ten", "", "blue", "running", "2026-11-22T10:00:00"),
		record("d-of-blue", "blue", "blue", "running", "2026-11-22T11:00:00"))
	return bos
}

func TestSessionsDataSource_filtersAndOrder(t *testing.T) {
	bos := newSimOfSessions(t)
	cases := []struct{ arguments, want string }{
		{``, "b-at-eight z-at-eight c-at-nine a-at-ten d-of-blue"},
		{`status = "complete"`, "b-at-eight c-at-nine"},
		{`status = "pending"`, ""},
		{`template_name = "green"`, "z-at-eight c-at-nine"},
		{`template_name = "Green"`, ""},
		{`min_age = "150m"`, "b-at-eight z-at-eight c-at-nine"},
		{`max_age = "150m"`, "a-at-ten d-of-blue"},
		{`tenant = "blue"`, "d-of-blue"},
		{"min_age = \"2h\"\nmax_age = \"4h\"\nstatus = \"running\"\ntemplate_name = \"blue\"", "a-at-ten"},
	}

	var config strings.Builder
	var checks []statecheck.StateCheck
	for i, c := range cases {
		fmt.Fprintf(&config, "data \"bos_sessions\" \"case_%d\" {\n%s\n}\noutput \"case_%d\" {\n  value = join(\" \", data.bos_sessions.case_%d.sessions[*].name)\n}\n", i, c.arguments, i, i)
		checks = append(checks, statecheck.ExpectKnownOutputValue(fmt.Sprintf("case_%d", i), knownvalue.StringExact(c.want)))
	}

	bos.apply(t, resource.TestStep{Config: bos.testConfig(config.String()), ConfigStateChecks: checks})
	bos.wantSent(t, 0, 0)
}

func TestSessionsDataSource_elements(t *testing.T) {
	bos := newSimOfSessions(t)

	bos.apply(t, resource.TestStep{
		Config: bos.testConfig(`
			data "bos_sessions" "test" {
			  template_name = "blue"
			  status        = "running"
			}`),
		ConfigStateChecks: []statecheck.StateCheck{
			looked("bos_sessions", "tenant", knownvalue.Null()),
			looked("bos_sessions", "sessions", knownvalue.ListSizeExact(2)),
			statecheck.ExpectKnownValue("data.bos_sessions.test", tfjsonpath.New("sessions").AtSliceIndex(1), knownvalue.ObjectExact(map[string]knownvalue.Check{
				"name":             knownvalue.StringExact("d-of-blue"),
				"tenant":           knownvalue.StringExact("blue"),
				"operation":        knownvalue.StringExact("shutdown"),
				"template_name":    knownvalue.StringExact("blue"),
				"limit":            knownvalue.Null(),
				"stage":            knownvalue.Bool(false),
				"include_disabled": knownvalue.Bool(false),
				"status":           knownvalue.StringExact("running"),
				"start_time":       knownvalue.StringExact("2026-11-22T11:00:00Z"),
				"end_time":         knownvalue.Null(),
				"error":            knownvalue.Null(),
				"component_count":  knownvalue.Int64Exact(2),
			})),
		},
	})
}

// One read is one request, whatever the number of sessions: BOS is never asked for each.
func TestSessionsDataSource_oneRequest(t *testing.T) {
	bos := newSimOfSessions(t)
	tf := newEngine(t, bos)

	tf.write(bos.testConfig(`data "bos_sessions" "test" {}`))
	tf.must("plan")

	if lists, all := bos.Count(http.MethodGet, "/v2/sessions"), len(bos.Requests()); lists != 1 || all != 1 {
		t.Errorf("%d lists, %d requests in all, want 1 and 1\n%s", lists, all, bos.log())
	}
}

func TestSessionsDataSource_refused(t *testing.T) {
	bos := newSimOfSessions(t)
	bos.Inject(bossim.Fault{
		Method: http.MethodGet, Path: "/v2/sessions", Status: http.StatusForbidden,
		Header: map[string]string{"Content-Type": "text/html"}, Body: "<html><body><h1>Access denied</h1></body></html>",
	})

	bos.apply(t, resource.TestStep{
		Config:      bos.testConfig(`data "bos_sessions" "test" {}`),
		ExpectError: regexp.MustCompile(`Unable to read the list of sessions[\s\S]*403[\s\S]*Access denied`),
	})
}
