// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"testing"
)

const tenantRollout = `
	resource "bos_rolling_session" "test" {
	  name          = "roll"
	  tenant        = "vcluster-blue"
	  operation     = "reboot"
	  template_name = "theirs"
	  waves         = { size = 6, canary = 4 }
	}`

// The sessions of a tenant's rollout are the tenant's, and an import finds them there.
func TestRolling_tenant(t *testing.T) {
	bos := foreseen(t, "auto", withTenant, failingCanary)
	tf := newEngine(t, bos)
	tf.write(tenantRollout)
	says(t, tf.must("plan"), "16 of 63 nodes in 3 waves")
	tf.exits(1, "apply", "-auto-approve")
	bos.wantWaves(t, "roll-w01:4")
	if past := bos.History()[0]; past.Tenant != "vcluster-blue" {
		t.Errorf("tenant %q", past.Tenant)
	}
	tf.loseState()

	says(t, tf.exits(1, "import", "bos_rolling_session.test", "roll"), "Unable to import rollout \"roll\"", "without a tenant")
	tf.must("import", "bos_rolling_session.test", "vcluster-blue/roll")
	tf.write(strings.Replace(tenantRollout, "waves ", "continue_after = \"roll-w01\"\n waves ", 1))
	tf.exits(1, "apply", "-auto-approve") // the wave is judged now
	tf.must("apply", "-auto-approve")
	bos.wantWaves(t, "roll-w01:4", "roll-w02:6", "roll-w03:6")
	tf.wantNothing()
	tf.must("destroy", "-auto-approve")

	// A rollout of this name without a tenant would have its sessions' names in the same nodes.
	tf.write(strings.NewReplacer(`tenant        = "vcluster-blue"`, "", "theirs", "blue").Replace(tenantRollout))
	says(t, tf.exits(1, "apply", "-auto-approve"), "BOS knows sessions of this name", "no record; known to")
	bos.wantWaves(t, "roll-w01:4", "roll-w02:6", "roll-w03:6")
}
