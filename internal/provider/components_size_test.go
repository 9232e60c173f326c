// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package provider_test

import (
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// What BOS sends of 10 000 nodes has to be read, but neither the engine nor the provider may pay for more than that: as a
// list of objects these nodes would cost half a minute. As in TestSession_planOf10000Nodes, processor time is compared, side by side.
func TestComponentsDataSource_planOf10000Nodes(t *testing.T) {
	measuresCost(t)
	programs := install(t, releases[0])
	read := func(n int) *engine {
		bos := newSim(t, func(c *bossim.Config) { c.System = bossim.System{Nodes: n} })
		tf := programs.engine(t, bos)
		tf.write(`
			data "bos_components" "test" {}
			check "all_are_there" {
			  assert {
			    condition     = data.bos_components.test.in_desired_state_count == length(split(",", data.bos_components.test.components))
			    error_message = "Nodes are missing, or have drifted."
			  }
			}`)
		return tf
	}
	few, many := read(10), read(10000)

	var a, b time.Duration
	for range 3 {
		a, b = least(a, few.cost("plan", "-detailed-exitcode")), least(b, many.cost("plan", "-detailed-exitcode"))
	}

	t.Logf("a plan that reads 10 nodes costs %v, 10 000 nodes %v: %.2f times as much", a, b, float64(b)/float64(a))
	if b > 3*a {
		t.Errorf("a plan that reads 10 000 nodes costs %v, 10 nodes %v: more than three times as much", b, a)
	}
}
