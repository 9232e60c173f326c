// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"net/http"
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

func templateOf(name, groups string) string { return fmt.Sprintf(plannedTemplate, name, groups) }

// A template that the plan makes or changes hands its boot sets to the forecast of a session that refers to it.
func TestForecast_templateOfTheSamePlan(t *testing.T) {
	bos := foreseen(t, "strict")
	tf := newRealEngine(t, bos)
	tf.write(templateOf("mine", `"blue"`) + sessionOfMine)
	says(t, tf.must("plan"), "+ node_count = 16", `+ certainty  = "exact"`)
	tf.must("apply", "-auto-approve")
	bos.wantSent(t, 1, 1)

	tf.configure(templateOf("mine", `"blue", "green"`) + sessionOfMine)
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

// lockAtTheStart locks a node between the forecast of a session and its set-up.
func (s *sim) lockAtTheStart(t *testing.T) {
	t.Helper()
	s.OnRequest(func(r bossim.Request) {
		if r.Method == http.MethodPost && r.Path == "/v2/sessions" {
			s.OnRequest(nil)
			s.lock(t, firstNode)
		}
	})
}

// After the run, components is what BOS really took.
func TestForecast_differsFromTheRun(t *testing.T) {
	bos := foreseen(t, "auto")
	tf := newEngine(t, bos)
	tf.write(blueSession)
	bos.lockAtTheStart(t)

	applied := tf.must("apply", "-auto-approve")

	says(t, applied, "BOS took other nodes for session", "Only foreseen: 1 node", firstNode)
	bos.wantSent(t, 1, 1)
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

// A group that was empty in the plan is filled, or not, before the start.
func TestForecast_emptyGroupAtTheStart(t *testing.T) {
	bos := foreseen(t, "auto", emptied)
	tf := newEngine(t, bos)
	tf.write(blueSession)

	says(t, tf.exits(1, "apply", "-auto-approve"), "Unable to start the session", "The session would reboot no node", "Nothing was started")

	bos.wantSent(t, 0, 0)
}

// A single refusal of what a forecast asks does not let a session pass max_components.
func TestForecast_oneRefusalBeforeTheStart(t *testing.T) {
	for _, path := range []string{"/v2/version", "/v2/sessiontemplates/*", "/hsm/v2/State/Components"} {
		bos := foreseen(t, "auto", func(c *bossim.Config) { c.System.Locked = bossim.NodeNames(64)[:14] })
		tf := newEngine(t, bos)
		tf.write(`
			resource "bos_session" "test" {
			  operation      = "reboot"
			  template_name  = "blue"
			  max_components = 4
			}`)
		says(t, tf.must("plan"), "2 of 16 nodes")
		bos.Inject(bossim.Fault{
			Path: "/hsm/v2/State/Components", Outside: true, Skip: 2,
			Rewrite: func(status int, _ http.Header, body []byte) (int, []byte) { return status, unlocked(body) },
		})
		bos.Inject(bossim.Fault{Path: path, Outside: true, Skip: 2, Times: 1, Status: http.StatusServiceUnavailable})

		says(t, tf.exits(1, "apply", "-auto-approve"), "Unable to start the session", "max_components is 4")

		bos.wantSent(t, 0, 0)
	}
}

// What could not be asked in the plan is asked again right before the start.
func TestForecast_askedAgainBeforeTheStart(t *testing.T) {
	for _, path := range []string{"/v2/version", "/v2/sessiontemplates/*", "/hsm/v2/State/Components"} {
		bos := foreseen(t, "auto")
		tf := newEngine(t, bos)
		tf.write(`
			resource "bos_session" "test" {
			  operation      = "reboot"
			  template_name  = "blue"
			  max_components = 4
			}`)
		bos.Inject(bossim.Fault{Path: path, Outside: true, Times: 4, Status: http.StatusServiceUnavailable}) // in both plans, with a retry

		says(t, tf.exits(1, "apply", "-auto-approve"), "Unable to start the session", "max_components is 4")

		bos.wantSent(t, 0, 0)
	}
}

// A session that will be adopted starts nothing: its nodes are not foreseen.
func TestForecast_adopted(t *testing.T) {
	bos := foreseen(t, "auto")
	hsmless := *bos
	hsmless.URL = strings.TrimSuffix(bos.URL, "/apis/bos")
	hsmless.started(t, "", "mine", `"operation": "reboot", "template_name": "blue", "limit": ""`)
	bos.Clock.Advance(oneHour / 60)
	tf := newEngine(t, bos)
	tf.write(`
		resource "bos_session" "test" {
		  name          = "mine"
		  operation     = "reboot"
		  template_name = "blue"
		  on_conflict   = "adopt"
		}`)

	tf.must("apply", "-auto-approve")

	if values, _ := tf.attributes(); values["forecast"] != nil || values["result"] != "succeeded" {
		t.Errorf("forecast %v, result %v", values["forecast"], values["result"])
	}
	bos.wantHSM(t, 0)
	bos.wantSent(t, 1, 1) // by somebody
}

// Where apply does not wait, the nodes that BOS took are compared by the next refresh, once.
func TestForecast_differsFromTheRunWithoutWaiting(t *testing.T) {
	bos := foreseen(t, "auto")
	tf := newEngine(t, bos)
	tf.write(`
		resource "bos_session" "test" {
		  operation           = "reboot"
		  template_name       = "blue"
		  wait_for_completion = false
		}`)
	bos.lockAtTheStart(t)
	tf.must("apply", "-auto-approve")
	bos.Clock.Advance(oneHour / 60)

	says(t, tf.must("apply", "-auto-approve"), "BOS took other nodes for session", "Only foreseen: 1 node", firstNode)

	if output := tf.must("apply", "-auto-approve"); strings.Contains(output, "BOS took other nodes") {
		t.Errorf("it is said again:\n%s", output)
	}
	bos.wantSent(t, 1, 1)
}
