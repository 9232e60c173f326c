// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const statusOf = `
	data "bos_session_status" "test" {
	  name = bos_session.test.name
	}`

func TestSessionStatusDataSource_failedNodes(t *testing.T) {
	bos := newSim(t)

	bos.apply(t, resource.TestStep{
		Config: bos.testConfig(`
			resource "bos_session" "test" {
			  name          = "broken-1"
			  operation     = "boot"
			  template_name = "broken"
			  on_failure    = "warn"
			}` + statusOf),
		ConfigStateChecks: []statecheck.StateCheck{
			looked("bos_session_status", "status", knownvalue.StringExact("complete")),
			looked("bos_session_status", "managed", knownvalue.Int64Exact(2)),
			looked("bos_session_status", "percent_successful", knownvalue.Float64Exact(0)),
			looked("bos_session_status", "percent_failed", knownvalue.Float64Exact(100)),
			looked("bos_session_status", "percent_staged", knownvalue.Float64Exact(0)),
			looked("bos_session_status", "phases", knownvalue.ObjectExact(map[string]knownvalue.Check{
				"percent_complete":     knownvalue.Float64Exact(100),
				"percent_powering_on":  knownvalue.Float64Exact(0),
				"percent_powering_off": knownvalue.Float64Exact(0),
				"percent_configuring":  knownvalue.Float64Exact(0),
			})),
			looked("bos_session_status", "errors", knownvalue.MapExact(map[string]knownvalue.Check{
				"cfs configuration failed": oneNode("x3000c0s16b1n0"),
				"The retry limit has been hit for this component, but no services have reported specific errors": oneNode("x3000c0s16b2n0"),
			})),
			looked("bos_session_status", "start_time", knownvalue.StringExact("2026-11-22T12:00:00Z")),
			looked("bos_session_status", "end_time", knownvalue.StringRegexp(regexp.MustCompile(`^2026-11-22T1\d:\d\d:\d\dZ$`))),
			looked("bos_session_status", "duration", knownvalue.StringRegexp(regexp.MustCompile(`^(\d+h)?\d+m\d+(\.\d+)?s$`))),
		},
	})
	bos.wantSent(t, 1, 1)
}

func oneNode(name string) knownvalue.Check {
	return knownvalue.ObjectExact(map[string]knownvalue.Check{
		"count": knownvalue.Int64Exact(1), "nodes": knownvalue.StringExact(name), "truncated": knownvalue.Bool(false),
	})
}

// BOS names ten nodes for an error.
func TestSessionStatusDataSource_moreNodesThanNamed(t *testing.T) {
	bos := newSim(t, func(c *bossim.Config) {
		c.System.Failing = map[string]bossim.Failure{}
		for _, node := range c.System.Groups["blue"] {
			c.System.Failing[node] = bossim.FailPowerOn
		}
	})

	message := "The retry limit has been hit for this component, but no services have reported specific errors"
	tenNodes := regexp.MustCompile(`^(x3000c0s\d+b\dn0,){10}\.\.\.$`)
	bos.apply(t, resource.TestStep{
		Config: bos.testConfig(`
			resource "bos_session" "test" {
			  operation     = "boot"
			  template_name = "blue"
			  on_failure    = "warn"
			}` + statusOf),
		ConfigStateChecks: []statecheck.StateCheck{
			looked("bos_session_status", "errors", knownvalue.MapExact(map[string]knownvalue.Check{
				message: knownvalue.ObjectExact(map[string]knownvalue.Check{
					"count": knownvalue.Int64Exact(16), "nodes": knownvalue.StringRegexp(tenNodes), "truncated": knownvalue.Bool(true),
				}),
			})),
		},
	})
}

// Given a session that nobody waits for, then each read tells how far it has come by then.
func TestSessionStatusDataSource_live(t *testing.T) {
	bos := newSim(t)
	config := bos.testConfig(`
		resource "bos_session" "test" {
		  operation           = "boot"
		  template_name       = "blue"
		  wait_for_completion = false
		}` + statusOf)
	read := func(status string, managed int64) resource.TestStep {
		return resource.TestStep{
			Config: config,
			ConfigStateChecks: []statecheck.StateCheck{
				looked("bos_session_status", "status", knownvalue.StringExact(status)),
				looked("bos_session_status", "managed", knownvalue.Int64Exact(managed)),
				looked("bos_session_status", "errors", knownvalue.MapSizeExact(0)),
			},
		}
	}
	later := func(step resource.TestStep, by time.Duration) resource.TestStep {
		step.PreConfig = func() { bos.Clock.Advance(by) }
		return step
	}

	bos.apply(t,
		read("pending", 0),
		later(read("running", 16), time.Minute),
		later(read("complete", 16), time.Hour),
	)
	bos.wantSent(t, 1, 1)
}

// However BOS writes how long a session took, it is told as durations are written here.
func TestSessionStatusDataSource_duration(t *testing.T) {
	bos := newSim(t)
	var seed bossim.Seed
	var config strings.Builder
	var checks []statecheck.StateCheck
	for i, c := range []struct{ given, want string }{{"0:00:07", "7s"}, {"0:01:37.131708", "1m37.131708s"}, {"1 day, 2:03:04", "26h3m4s"}} {
		name := fmt.Sprintf("old-%d", i)
		seed.Sessions = append(seed.Sessions, record(name, "", "blue", "complete", "2026-11-22T10:00:00"))
		seed.Statuses = append(seed.Statuses, bossim.SeedStatus{Name: name, Status: json.RawMessage(fmt.Sprintf(`{
			"status": "complete", "managed_components_count": 2, "percent_successful": 100.0, "percent_failed": 0.0, "percent_staged": 0.0,
			"phases": {"percent_complete": 100.0, "percent_powering_on": 0, "percent_powering_off": 0, "percent_configuring": 0},
			"error_summary": {}, "timing": {"start_time": "2026-11-22T10:00:00", "end_time": "2026-11-23T10:00:00", "duration": %q}}`, c.given))})
		fmt.Fprintf(&config, "data \"bos_session_status\" %q {\n  name = %q\n}\n", name, name)
		checks = append(checks, statecheck.ExpectKnownValue("data.bos_session_status."+name, tfjsonpath.New("duration"), knownvalue.StringExact(c.want)))
	}
	if err := bos.Load(seed); err != nil {
		t.Fatal(err)
	}

	bos.apply(t, resource.TestStep{Config: bos.testConfig(config.String()), ConfigStateChecks: checks})
}
