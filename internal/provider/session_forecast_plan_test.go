// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const plannedTemplate = `
	resource "bos_session_template" "mine" {
	  name = %q
	  boot_sets = {
	    compute = {
	      path        = "s3://boot-images/1/manifest.json"
	      node_groups = [%s]
	    }
	  }
	}`

const sessionOfMine = `
	resource "bos_session" "test" {
	  operation     = "reboot"
	  template_name = bos_session_template.mine.name
	}`

func templateOf(groups string) string { return fmt.Sprintf(plannedTemplate, "mine", groups) }

// A template that the plan makes or changes hands its boot sets to the forecast of a session that refers to it.
func TestForecast_templateOfTheSamePlan(t *testing.T) {
	bos := foreseen(t, "strict")
	tf := newRealEngine(t, bos)
	tf.write(templateOf(`"blue"`) + sessionOfMine)
	says(t, tf.must("plan"), "+ node_count = 16", `+ certainty  = "exact"`)
	tf.must("apply", "-auto-approve")
	bos.wantSent(t, 1, 1)

	tf.configure(templateOf(`"blue", "green"`) + sessionOfMine)
	says(t, tf.must("plan", "-replace=bos_session.test"), "~ node_count = 16 -> 32")
	tf.must("apply", "-auto-approve", "-replace=bos_session.test")
	if values, _ := tf.attributes(); values["component_count"] != 32. {
		t.Errorf("component_count: %v, want 32", values["component_count"])
	}
	tf.exits(0, "plan", "-detailed-exitcode")
	bos.wantSent(t, 2, 2)
}

// What the template selects is known only after apply: the session's nodes are not.
func TestForecast_templateKnownAfterApply(t *testing.T) {
	const config = `
		resource "terraform_data" "groups" {
		  input = ["blue"]
		}
		resource "bos_session_template" "mine" {
		  name = "mine"
		  boot_sets = {
		    compute = {
		      path        = "s3://boot-images/1/manifest.json"
		      node_groups = terraform_data.groups.output
		    }
		  }
		}` + sessionOfMine
	t.Run("auto", func(t *testing.T) {
		bos := foreseen(t, "auto")
		tf := newRealEngine(t, bos)
		tf.write(config)
		says(t, tf.must("plan"), "Unknown nodes: reboot of template mine", "its boot sets are known only after apply")
		tf.must("apply", "-auto-approve")
		if values, _ := tf.attributes(); fmt.Sprint(values["forecast"]) == "<nil>" || values["component_count"] != 16. {
			t.Errorf("%v", values)
		}
		bos.wantSent(t, 1, 1)
	})
	t.Run("strict", func(t *testing.T) {
		bos := foreseen(t, "strict")
		tf := newRealEngine(t, bos)
		tf.write(config)
		says(t, tf.exits(1, "plan"), "its boot sets are known only after apply")
		bos.wantSent(t, 0, 0)
	})
}

// Without a reference, Terraform may plan the session before its template: the plan of the template then says that the
// forecast is void.
func TestForecast_templateWithoutReference(t *testing.T) {
	for _, row := range []struct {
		preview string
		code    int
		says    string
	}{
		{"auto", 0, "Forecast made before the plan of session template \"blue\""},
		{"strict", 1, "Unable to plan session template \"blue\""},
	} {
		bos := foreseen(t, row.preview)
		p := newServer(t, bos, fields{"endpoint": text(bos.URL), "preview": text(row.preview)})

		session := p.plan(nil, fields{"operation": text("reboot"), "template_name": text("blue")})
		templates := p.of("bos_session_template")
		template := templates.plan(nil, templates.template(fields{"name": text("blue")}, fields{"node_groups": words("green")}))

		if said := told(session.Diagnostics); row.preview == "auto" && !strings.Contains(said, "16 nodes: reboot of template blue") {
			t.Errorf("%s: the session's plan: %s", row.preview, said)
		}
		said := told(template.Diagnostics)
		if !strings.Contains(said, row.says) || strings.Contains(said, "error: ") != (row.code == 1) {
			t.Errorf("%s: the template's plan: %s", row.preview, said)
		}
	}
}

// A tenant's administrator may not ask HSM: his nodes are an upper bound.
func TestForecast_tenantAdministrator(t *testing.T) {
	session := func(more string) string {
		return `
			resource "bos_session" "test" {
			  operation     = "reboot"
			  template_name = "theirs"
			  ` + more + `
			}`
	}
	for _, row := range []struct {
		name, preview, more string
		code                int
		says                string
		started             int
	}{
		{"auto", "auto", "", 0, "At most 16 nodes: reboot of template theirs", 1},
		{"a word", "auto", `limit = "all,!green,!x3000c0s1b0n0"`, 0, "Not evaluated: `!green`", 1},
		{"within the bound", "auto", "max_components = 16", 0, "At most 16 nodes", 1},
		{"above the bound", "auto", "max_components = 4", 1, "is checked after the start", 1},
		{"strict", "strict", "", 1, "not known exactly", 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			g := newGateway(t)
			tf := newEngine(t, g.sim)
			tf.configure(g.config(fmt.Sprintf("tenant = \"vcluster-blue\"\ntoken = %q\npreview = %q\n",
				g.issue(t, "tina").AccessToken, row.preview), session(row.more)))

			says(t, tf.exits(row.code, "apply", "-auto-approve"), row.says)

			g.sim.wantSent(t, row.started, row.started)
		})
	}
}

// What else acts on the nodes is shown.
func TestForecast_otherSessions(t *testing.T) {
	bos := foreseen(t, "auto")
	hsmless := *bos
	hsmless.URL = strings.TrimSuffix(bos.URL, "/apis/bos")
	hsmless.started(t, "", "running", `"operation": "reboot", "template_name": "blue", "limit": ""`)
	bos.Clock.Advance(oneHour / 60)
	tf := newEngine(t, bos)
	tf.write(rebootOf("blue,green", `stage = true`))

	says(t, tf.must("plan"), "32 of 63 nodes: staged reboot of template compute, limit `blue,green` (another session is on some of them)",
		"session \"running\" is running on 16 nodes", "A staged session acts later")
}

// A plan that starts nothing asks HSM for nothing.
func TestForecast_onlyWhereSomethingStarts(t *testing.T) {
	bos := foreseen(t, "strict")
	tf := newEngine(t, bos)
	tf.write(rebootOf("blue", ""))
	tf.must("apply", "-auto-approve")
	before := len(bos.RequestsTo(bossim.ServiceHSM))

	tf.exits(0, "plan", "-detailed-exitcode")
	tf.configure(rebootOf("blue", "max_failed_percent = 5"))
	tf.must("apply", "-auto-approve")
	tf.must("plan", "-destroy")
	tf.must("destroy", "-auto-approve")

	bos.wantHSM(t, before)
	bos.wantSent(t, 1, 1)
}
