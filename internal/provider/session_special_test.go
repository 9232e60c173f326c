// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// A staged session is there when its nodes are staged: it stays running until
// somebody applies them.
func TestSession_staged(t *testing.T) {
	bos := newSim(t)
	tf := newEngine(t, bos)
	config := sessionWith("stage = true")

	tf.write(config)
	tf.must("apply", "-auto-approve")

	if values, _ := tf.attributes(); values["status"] != "running" || values["result"] != "succeeded" ||
		values["component_count"] != float64(16) || values["outcome"] != nil {
		t.Errorf("state: %v", values)
	}
	tf.exits(0, "plan", "-detailed-exitcode")
	bos.wantSent(t, 1, 1)

	// A staged shutdown is warned of, and ends as an error.
	tf.write(strings.Replace(strings.Replace(config, `"boot"`, `"shutdown"`, 1), `"s1"`, `"s2"`, 1))
	says(t, tf.exits(1, "apply", "-auto-approve"), "Warning: A staged shutdown stages nothing", "Unable to stage session", "nothing was staged",
		`Deleted the stage of session "s1"`)
	bos.wantSent(t, 2, 2)
}

// A newer session takes nodes away: all of them is a failure, some a warning.
func TestSession_takenOver(t *testing.T) {
	rows := []struct {
		name, limit string
		exit        int
		says        []string
	}{
		{"wholly", "", 1, []string{"Unable to reboot the nodes", "newer sessions took over each of its 16 nodes"}},
		{"partly", `, "limit": "x3000c0s1b0n0,x3000c0s1b1n0"`, 0, []string{"Warning: A newer session took over 2 nodes", "14 nodes"}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			bos := newSim(t)
			tf := newEngine(t, bos)
			config := strings.Replace(sessionWith("wait_for_completion = false"), `"boot"`, `"reboot"`, 1)
			tf.write(config)
			tf.must("apply", "-auto-approve")
			bos.Clock.Advance(time.Minute)
			bos.started(t, "", "newer", `"operation": "boot", "template_name": "blue"`+row.limit)

			tf.write(strings.Replace(config, "false", "true", 1))
			says(t, tf.exits(row.exit, "apply", "-auto-approve"), row.says...)

			bos.wantSent(t, 2, 2)
		})
	}
}

// Nodes that an administrator switched off count as not done.
func TestSession_heldNodes(t *testing.T) {
	bos := newSim(t, func(c *bossim.Config) { c.System.On = bossim.NodeNames(64) })
	tf := newEngine(t, bos)
	config := strings.Replace(sessionWith("wait_for_completion = false"), `"boot"`, `"reboot"`, 1)
	tf.write(config)
	tf.must("apply", "-auto-approve")
	bos.Clock.Advance(time.Minute)
	bos.patch(t, "/v2/components/x3000c0s1b0n0", `{"enabled": false}`)

	tf.write(strings.Replace(config, "false", "true", 1))
	says(t, tf.exits(1, "apply", "-auto-approve"), "Unable to reboot 1 of 16 nodes", "1 was held back (disabled by an administrator, or on hold)")

	bos.wantSent(t, 1, 1)
}
