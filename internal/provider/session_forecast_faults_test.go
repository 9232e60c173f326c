// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// hsmFaults are what HSM, or the way to it, may do to a plan.
var hsmFaults = []struct {
	name  string
	fault bossim.Fault
	says  string
}{
	{"unavailable", bossim.Fault{Status: http.StatusServiceUnavailable}, "503"},
	{"an error", bossim.Fault{Status: http.StatusInternalServerError, Body: `{"type":"about:blank","title":"Internal Server Error","detail":"failed to query DB.","status":500}`, Header: map[string]string{"Content-Type": "application/problem+json"}}, "failed to query DB"},
	{"forbidden", bossim.Fault{Status: http.StatusForbidden}, "403"},
	{"slow", bossim.Fault{Delay: time.Hour, Drop: true}, "HSM"},
	{"no answer", bossim.Fault{Drop: true}, "HSM"},
	{"a page", bossim.Fault{Status: http.StatusOK, Body: "<html>Sign in</html>", Header: map[string]string{"Content-Type": "text/html"}}, "HSM"},
	{"nothing", bossim.Fault{Status: http.StatusOK, Body: "{}", Header: map[string]string{"Content-Type": "application/json"}}, "HSM"},
	{"no such path", bossim.Fault{Status: http.StatusNotFound, Body: "404 page not found\n"}, "404"},
	{"cut off", bossim.Fault{Truncate: 1000}, "HSM"},
}

// What goes wrong with HSM stops no plan with preview "auto", and lets none pass that "strict" or max_components should
// stop.
func TestForecast_faults(t *testing.T) {
	for _, row := range hsmFaults {
		row.fault.Service, row.fault.Outside = bossim.ServiceHSM, true
		t.Run(row.name+", auto", func(t *testing.T) {
			bos := foreseen(t, "auto")
			tf := newEngine(t, bos)
			tf.write(blueSession)
			bos.Inject(row.fault)

			says(t, tf.must("apply", "-auto-approve"), "Unknown nodes: reboot of template blue", row.says)

			values, _ := tf.attributes()
			if forecast, _ := values["forecast"].(map[string]any); forecast["certainty"] != "unknown" || forecast["nodes"] != nil {
				t.Errorf("forecast: %v", values["forecast"])
			}
			tf.exits(0, "plan", "-detailed-exitcode")
			bos.wantSent(t, 1, 1)
		})
		t.Run(row.name+", strict", func(t *testing.T) {
			bos := foreseen(t, "strict")
			tf := newEngine(t, bos)
			tf.write(blueSession)
			bos.Inject(row.fault)

			says(t, tf.exits(1, "plan"), "Unable to plan reboot of template blue", "not known exactly", row.says)

			bos.wantSent(t, 0, 0)
		})
		t.Run(row.name+", max_components", func(t *testing.T) {
			bos := foreseen(t, "auto")
			tf := newEngine(t, bos)
			tf.write(`
				resource "bos_session" "test" {
				  operation      = "reboot"
				  template_name  = "blue"
				  max_components = 8
				}`)
			bos.Inject(row.fault)

			says(t, tf.must("plan"), "is checked after the start")
			says(t, tf.exits(1, "apply", "-auto-approve"), "max_components is 8", "It was cancelled")

			bos.wantSent(t, 1, 1)
		})
	}
}

// max_components and a limit without nodes stop a plan, and an apply of a plan that was right when it was made.
func TestForecast_stopsBeforeTheStart(t *testing.T) {
	const bounded = `
		resource "bos_session" "test" {
		  operation      = "reboot"
		  template_name  = "compute"
		  limit          = "all,!blue"
		  max_components = 40
		}`
	t.Run("too many in the plan", func(t *testing.T) {
		bos := foreseen(t, "auto")
		tf := newEngine(t, bos)
		tf.write(bounded)

		says(t, tf.exits(1, "plan"), "The session would reboot 47 nodes, and max_components is 40", "x3000c0s[5-15]b[0-3]n0 (44)")
		bos.wantSent(t, 0, 0)
	})
	t.Run("too many at the start", func(t *testing.T) {
		bos := foreseen(t, "auto", func(c *bossim.Config) { c.System.Locked = bossim.NodeNames(64)[16:30] })
		tf := newEngine(t, bos)
		tf.write(bounded)
		says(t, tf.must("plan"), "33 of 63 nodes", "14 nodes locked in the hardware state manager")
		bos.Inject(bossim.Fault{
			Path: "/hsm/v2/State/Components", Outside: true, Skip: 2, // of the plans before and during apply
			Rewrite: func(status int, _ http.Header, body []byte) (int, []byte) { return status, unlocked(body) },
		})

		says(t, tf.exits(1, "apply", "-auto-approve"), "Unable to start the session", "max_components is 40")
		bos.wantSent(t, 0, 0)
	})
	t.Run("preview off", func(t *testing.T) {
		bos := foreseen(t, "off")
		tf := newEngine(t, bos)
		tf.write(rebootOf("x3000", ""))

		tf.must("plan")
		says(t, tf.exits(1, "apply", "-auto-approve"), "No nodes were found to act upon")
		bos.wantHSM(t, bos.setUpRequests())
		bos.wantSent(t, 1, 1)
	})
}
