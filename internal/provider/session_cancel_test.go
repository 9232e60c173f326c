// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// booted counts the nodes that run what a session wanted of them, and those that BOS still works on.
func (s *sim) booted(t *testing.T) (booted, enabled int) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/v2/components", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	type state struct {
		BootArtifacts struct{ Kernel string } `json:"boot_artifacts"`
	}
	var components []struct {
		Enabled      bool
		ActualState  state `json:"actual_state"`
		DesiredState state `json:"desired_state"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&components); err != nil {
		t.Fatal(err)
	}
	for _, c := range components {
		if c.DesiredState.BootArtifacts.Kernel != "" && c.ActualState == c.DesiredState {
			booted++
		}
		if c.Enabled {
			enabled++
		}
	}
	return booted, enabled
}

// A reboot that is destroyed after some time, and what becomes of its 16 nodes.
// After a minute they are being switched off.
func TestSession_cancel(t *testing.T) {
	rows := []struct {
		name, knobs string
		after       time.Duration
		booted      int
		says        string
	}{
		{"delete while running lets nodes go on", ``, time.Minute, 16, "continue"},
		{"delete while pending stops it", ``, 0, 0, "1 destroyed"},
		{"cancel while running", `on_destroy = "cancel"`, time.Minute, 0, "1 destroyed"},
		{"cancel while pending", `on_destroy = "cancel"`, 0, 0, "1 destroyed"},
		{"cancel when complete", `on_destroy = "cancel"`, oneHour, 16, "1 destroyed"},
		{"cancel a staged session", "stage = true\n" + `on_destroy = "cancel"`, time.Minute, 0, "1 destroyed"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t, func(c *bossim.Config) { c.System.On = bossim.NodeNames(64) })
			tf := newEngine(t, bos)
			tf.write(strings.Replace(sessionWith("wait_for_completion = false\n"+row.knobs), `"boot"`, `"reboot"`, 1))
			tf.must("apply", "-auto-approve")
			bos.Clock.Advance(row.after)

			says(t, tf.must("destroy", "-auto-approve"), row.says)

			bos.Clock.Advance(oneHour)
			if booted, enabled := bos.booted(t); booted != row.booted || enabled != 0 {
				t.Errorf("%d nodes booted, want %d; %d enabled, want 0", booted, row.booted, enabled)
			}
			if left := bos.Sessions(); len(left) != 0 {
				t.Errorf("left in BOS: %v", left)
			}
			bos.wantSent(t, 1, 1)
		})
	}
}

// A cancel that fails keeps the session, and deletes nothing of a running one.
func TestSession_cancelFails(t *testing.T) {
	rows := []struct {
		name  string
		fault bossim.Fault
		knobs string
		says  []string
	}{
		{"403", bossim.Fault{Status: 403, Body: "Unauthorized Request"}, "", []string{"Unable to cancel", "403", "Unauthorized Request"}},
		{"time-out", bossim.Fault{Status: 503}, `timeouts = { delete = "1m" }`, []string{"Unable to cancel"}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			bos := newSim(t)
			tf := newEngine(t, bos)
			tf.write(sessionWith("wait_for_completion = false\non_destroy = \"cancel\"\n" + row.knobs))
			tf.must("apply", "-auto-approve")
			bos.Clock.Advance(15 * time.Second)
			row.fault.Method, row.fault.Path = http.MethodPatch, "/v2/components"
			bos.Inject(row.fault)

			says(t, tf.exits(1, "destroy", "-auto-approve"), append(row.says, "The session stays in the state")...)

			if values, _ := tf.attributes(); values["name"] != "s1" {
				t.Errorf("state: %v", values)
			}
			if left := bos.Sessions(); len(left) != 1 {
				t.Errorf("left in BOS: %v", left)
			}
		})
	}
}

// Replacing a session that runs deletes its record first, or stops it.
func TestSession_replacedWhileRunning(t *testing.T) {
	for _, onDestroy := range []string{"delete", "cancel"} {
		t.Run(onDestroy, func(t *testing.T) {
			bos := newSim(t)
			tf := newEngine(t, bos)
			config := sessionWith("wait_for_completion = false\non_destroy = \"" + onDestroy + "\"")
			tf.write(config)
			tf.must("apply", "-auto-approve")
			bos.Clock.Advance(15 * time.Second)

			tf.write(strings.Replace(config, `"boot"`, `"reboot"`, 1))
			tf.must("apply", "-auto-approve")

			bos.wantSent(t, 2, 2)
			if left := bos.Sessions(); len(left) != 1 || left[0] != "s1" {
				t.Errorf("in BOS: %v", left)
			}
		})
	}
}

func TestSession_forgottenNameIsNotUsedAgain(t *testing.T) {
	bos := newSim(t)
	tf := newEngine(t, bos)
	config := sessionWith("on_destroy = \"forget\"\non_conflict = \"adopt\"")
	tf.write(config)
	tf.must("apply", "-auto-approve")

	// Seen in the plan where the configuration forces it …
	tf.write(strings.Replace(config, `"boot"`, `"reboot"`, 1))
	says(t, tf.exits(1, "plan"), `Unable to replace session "s1"`, "Choose another name")

	// … and where the user does: at once with adopt, else in the apply.
	tf.write(config)
	says(t, tf.exits(1, "apply", "-auto-approve", "-replace=bos_session.test"), `Unable to plan a new session "s1"`)
	tf.write(sessionWith("on_destroy = \"forget\""))
	says(t, tf.exits(1, "apply", "-auto-approve", "-replace=bos_session.test"), "Unable to start the session")
	bos.wantSent(t, 1, 1)
}

// Somebody deleted our session and made another one under its name.
func TestSession_nameReusedBySomebody(t *testing.T) {
	bos := newSim(t)
	tf := newEngine(t, bos)
	tf.write(sessionWith(""))
	tf.must("apply", "-auto-approve")
	bos.sends(t, http.MethodDelete, "/v2/sessions/s1", "", "")
	bos.Clock.Advance(oneHour)
	bos.started(t, "", "s1", `"operation": "reboot", "template_name": "green"`)

	tf.must("apply", "-auto-approve")

	if values, _ := tf.attributes(); values["expired"] != true || values["operation"] != "boot" || values["result"] != "succeeded" {
		t.Errorf("state: %v", values)
	}
	tf.must("destroy", "-auto-approve")
	if left := bos.Sessions(); len(left) != 1 {
		t.Errorf("somebody else's session was deleted: %v", left)
	}
	bos.wantSent(t, 2, 2)
}
