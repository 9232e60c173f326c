// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

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

	says(t, tf.must("apply", "-auto-approve"), "BOS took other nodes for session", "Only in the forecast: 1 node", firstNode)

	if output := tf.must("apply", "-auto-approve"); strings.Contains(output, "BOS took other nodes") {
		t.Errorf("it is said again:\n%s", output)
	}
	bos.wantSent(t, 1, 1)
}

// After the run, components is what BOS really took.
func TestForecast_differsFromTheRun(t *testing.T) {
	bos := foreseen(t, "auto")
	tf := newEngine(t, bos)
	tf.write(blueSession)
	bos.lockAtTheStart(t)

	applied := tf.must("apply", "-auto-approve")

	says(t, applied, "BOS took other nodes for session", "Only in the forecast: 1 node", firstNode)
	bos.wantSent(t, 1, 1)
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
