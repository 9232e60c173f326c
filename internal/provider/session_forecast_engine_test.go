// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// These tests show what an engine makes of a forecast: whether it prints, drops or folds warnings, and that it refuses
// an apply whose forecast is not that of the plan.

// lock locks a node in HSM behind the provider's back: a session leaves it out.
func (s *sim) lock(t *testing.T, node string) {
	t.Helper()
	hsm := *s
	hsm.URL = strings.TrimSuffix(s.URL, "/apis/bos")
	hsm.sends(t, http.MethodPost, "/hsm/v2/locks/lock", "", `{"ComponentIDs": ["`+node+`"], "ProcessingModel": "rigid"}`)
}

const firstNode = "x3000c0s1b0n0"

// blueSession is a session of a group of 16 nodes.
const blueSession = `
	resource "bos_session" "test" {
	  operation     = "reboot"
	  template_name = "blue"
	}`

func TestForecast_strictIsPartOfThePlan(t *testing.T) {
	bos := foreseen(t, "strict")
	tf := newRealEngine(t, bos)
	tf.write(blueSession)

	plan := tf.must("plan", "-out=saved")

	says(t, plan, `+ certainty  = "exact"`, `+ node_count = 16`, `+ of         = 16`, "x3000c0s1b0n0,x3000c0s1b1n0")
	var shown struct {
		Changes []struct {
			Change struct {
				After struct {
					Forecast struct {
						Nodes     string `json:"nodes"`
						Count     int    `json:"node_count"`
						Certainty string `json:"certainty"`
					} `json:"forecast"`
				} `json:"after"`
			} `json:"change"`
		} `json:"resource_changes"`
	}
	if err := json.Unmarshal([]byte(tf.must("show", "-json", "saved")), &shown); err != nil {
		t.Fatal(err)
	}
	forecast := shown.Changes[0].Change.After.Forecast
	if forecast.Certainty != "exact" || forecast.Count != 16 || strings.Count(forecast.Nodes, ",") != 15 {
		t.Errorf("in the plan's JSON: %+v", forecast)
	}

	tf.must("apply", "saved")
	values, _ := tf.attributes()
	if values["components"] != forecast.Nodes {
		t.Errorf("components: %v, want %s", values["components"], forecast.Nodes)
	}
	before := len(bos.RequestsTo(bossim.ServiceHSM))
	tf.exits(0, "plan", "-detailed-exitcode")
	bos.wantHSM(t, before)
	bos.wantSent(t, 1, 1)
}

// A plan approved on Friday does on Monday what was approved, or nothing.
func TestForecast_strictRefusesAnotherSystem(t *testing.T) {
	for _, row := range []struct {
		name   string
		change func(t *testing.T, bos *sim)
		says   string
	}{
		{"a node was locked", func(t *testing.T, bos *sim) { bos.lock(t, firstNode) }, "Provider produced inconsistent final plan"},
		{"HSM is down", func(_ *testing.T, bos *sim) {
			bos.Inject(bossim.Fault{Service: bossim.ServiceHSM, Outside: true, Status: http.StatusServiceUnavailable})
		}, "not known exactly"},
	} {
		t.Run(row.name, func(t *testing.T) {
			bos := foreseen(t, "strict")
			tf := newRealEngine(t, bos)
			tf.write(blueSession)
			tf.must("plan", "-out=saved")
			row.change(t, bos)

			says(t, tf.exits(1, "apply", "saved"), row.says)

			bos.wantSent(t, 0, 0)
		})
	}
}

// locksIn locks the first node of group blue in HSM's answers, after as many of them as are skipped.
func locksIn(skip int) bossim.Fault {
	return bossim.Fault{
		Method: http.MethodGet, Path: "/hsm/v2/State/Components", Outside: true, Skip: skip,
		Rewrite: func(status int, _ http.Header, body []byte) (int, []byte) {
			id := `"ID":"` + firstNode + `",`
			return status, []byte(strings.Replace(string(body), id, id+`"Locked":true,`, 1))
		},
	}
}

// The plan during apply asks HSM, and it is asked once more right before the start.
func TestForecast_strictRightBeforeTheStart(t *testing.T) {
	bos := foreseen(t, "strict")
	tf := newRealEngine(t, bos)
	tf.write(blueSession)
	tf.must("plan", "-out=saved")
	bos.Inject(locksIn(1))

	failed := tf.exits(1, "apply", "saved")

	says(t, failed, "The nodes of the session are no longer those of the plan", "Only in the plan: 1 node", firstNode,
		"Nothing was started")
	bos.wantSent(t, 0, 0)
}

// The engine plans a replacement twice, and drops the warnings of the second time; that of -replace and of
// replace_triggered_by has no first time. Strict shows the nodes all the same.
func TestForecast_replacements(t *testing.T) {
	const triggered = `
		resource "terraform_data" "image" {
		  input = %q
		}
		resource "bos_session" "test" {
		  operation     = "reboot"
		  template_name = "blue"
		  lifecycle {
		    replace_triggered_by = [terraform_data.image]
		  }
		}`
	config := func(image string) string { return strings.Replace(triggered, "%q", `"`+image+`"`, 1) }
	for _, row := range []struct {
		name string
		plan func(tf *engine) string
	}{
		{"-replace", func(tf *engine) string { return tf.must("plan", "-replace=bos_session.test") }},
		{"taint", func(tf *engine) string {
			tf.must("taint", "bos_session.test")
			return tf.must("plan")
		}},
		{"replace_triggered_by", func(tf *engine) string {
			tf.configure(config("v2"))
			return tf.must("plan")
		}},
	} {
		t.Run(row.name, func(t *testing.T) {
			bos := foreseen(t, "strict")
			tf := newRealEngine(t, bos)
			tf.write(config("v1"))
			tf.must("apply", "-auto-approve")
			bos.lock(t, firstNode)

			says(t, row.plan(tf), "node_count = 16 -> 15", `+ "locked" = "`+firstNode+`"`)

			bos.wantSent(t, 1, 1)
		})
	}
}

// Each session's warning has a summary of its own: an engine folds those that are the same.
func TestForecast_forEach(t *testing.T) {
	bos := foreseen(t, "auto")
	tf := newRealEngine(t, bos)
	tf.write(`
		resource "bos_session" "test" {
		  for_each      = toset(["blue", "green"])
		  operation     = "reboot"
		  template_name = "compute"
		  limit         = each.key
		}
		resource "bos_session" "both" {
		  operation     = "shutdown"
		  template_name = "compute"
		  limit         = "blue,x3000c0s9b0n0"
		  depends_on    = [bos_session.test]
		}`)

	plan := tf.must("plan", "-compact-warnings")

	says(t, plan, "16 of 63 nodes: reboot of template compute, limit `blue`", "16 of 63 nodes: reboot of template compute, limit `green`",
		"17 of 63 nodes: shutdown of template compute", "overlaps with another session of this plan")
	if got := len(bos.RequestsTo(bossim.ServiceHSM)); got > 5 { // nodes, locks, each name once
		t.Errorf("requests to HSM: %d, want 5 at most\n%s", got, bos.log())
	}
}
