// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// The node list of a session is one string: as a set or list of thousands it
// would make every plan take seconds. The two plans are timed side by side.
func TestSession_planOf10000Nodes(t *testing.T) {
	planned := func(n int) *engine {
		bos := newSim(t, func(c *bossim.Config) { c.System = bossim.DefaultSystem(n) })
		tf := newEngine(t, bos)
		tf.write(`
			resource "bos_session" "test" {
			  operation     = "boot"
			  template_name = "compute"
			  on_failure    = "warn"
			}`)
		tf.must("apply", "-auto-approve")
		if values, _ := tf.attributes(); values["component_count"] != float64(n-1) { // one node is no compute node
			t.Fatalf("component_count = %v", values["component_count"])
		}
		bos.wantSent(t, 1, 1)
		return tf
	}
	few, many := planned(10), planned(10000)

	best := func(best time.Duration, tf *engine) time.Duration {
		begin := time.Now()
		tf.exits(0, "plan", "-detailed-exitcode")
		if took := time.Since(begin); best == 0 || took < best {
			return took
		}
		return best
	}
	var a, b time.Duration
	for range 5 {
		a, b = best(a, few), best(b, many)
	}

	t.Logf("plan of 10 nodes %v, of 10 000 nodes %v: %.2f times as long", a, b, float64(b)/float64(a))
	if b > 2*a {
		t.Errorf("a plan over 10 000 nodes takes %v, over 10 nodes %v: more than twice as long", b, a)
	}
}
