// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/provider"
)

func TestRecipes_slots(t *testing.T) {
	commandsOf(t, recipesGuide)
	bos := recipeSystem(t, noFailures)
	tf := newRecipe(t, bos, "slots")
	first := ran{"reboot", bossim.NodeNames(16)}

	tf.asWritten(0)

	bos.wantRan(t, first)
	tf.again("run=2026-11-22")
	bos.wantRan(t, first)
	tf.apply("run=2")
	bos.wantRan(t, first, first)
}

// The second chassis of a system; the last of its nodes is not in the template.
func TestRecipes_rack(t *testing.T) {
	commandsOf(t, recipesGuide)
	bos := recipeSystem(t, func(c *bossim.Config) { c.System = bossim.DefaultSystem(264) }, noFailures)
	tf := newRecipe(t, bos, "rack")
	first := ran{"reboot", bossim.NodeNames(263)[256:]}

	tf.asWritten(0)

	bos.wantRan(t, first)
	tf.again("xname=x3000c1", "run=2026-11-22")
	bos.wantRan(t, first)

	// A node is added to the chassis.
	bos.sends(t, http.MethodPut, "/v2/components", "", `[{"id": "x3000c1s9b0n0"}]`)
	tf.again("xname=x3000c1", "run=2026-11-22")
	bos.wantRan(t, first)

	// Something else to reboot is another instance, and no rack is an error.
	tf.apply("xname=x3000c0s3", "run=2026-11-22")
	second := ran{"reboot", bossim.NodeNames(12)[8:]}
	bos.wantRan(t, first, second)
	says(t, tf.fails("xname=x3001", "run=2026-11-22"), "empty")
	bos.wantRan(t, first, second)
}

// The canary fails, and no other node is touched.
func TestRecipes_canary(t *testing.T) {
	commandsOf(t, recipesGuide)
	const broken = "x3000c0s5b0n0"
	bos := recipeSystem(t, noFailures, func(c *bossim.Config) {
		c.System.Failing = map[string]bossim.Failure{broken: bossim.FailPowerOn}
	})
	tf := newRecipe(t, bos, "canary")
	canary := ran{"reboot", []string{"x3000c0s1b0n0", broken}}
	rest := ran{"reboot", nodesBut(computes, canary.nodes...)}

	says(t, tf.asWritten(1), "1 of 2 nodes", broken)

	bos.wantRan(t, canary)
	if err := bos.Repair(broken); err != nil {
		t.Fatal(err)
	}
	says(t, tf.apply("run=2026-11-22"), "2 added, 0 changed, 1 destroyed")
	bos.wantRan(t, canary, canary, rest)
	tf.again("run=2026-11-22")
	bos.wantRan(t, canary, canary, rest)
}

// The second of three waves fails: the third is not started. The next apply continues with the second.
func TestRecipes_waves(t *testing.T) {
	commandsOf(t, recipesGuide)
	broken := greenNodes[5]
	bos := recipeSystem(t, func(c *bossim.Config) {
		c.System.Failing = map[string]bossim.Failure{broken: bossim.FailBoot}
	})
	tf := newRecipe(t, bos, "waves")
	first, second, third := ran{"reboot", blueNodes}, ran{"reboot", greenNodes}, ran{"reboot", redNodes}

	says(t, tf.asWritten(1), "1 of 16 nodes", broken)

	bos.wantRan(t, first, second)
	if err := bos.Repair(broken); err != nil {
		t.Fatal(err)
	}
	tf.apply("run=2026-11-22")
	bos.wantRan(t, first, second, second, third)
	tf.again("run=2026-11-22")
	bos.wantRan(t, first, second, second, third)

	// Each is started when the one before it is complete.
	past := bos.History()
	for i, session := range past[1:] {
		if ended := past[i].Completed.Format("2006-01-02T15:04:05"); session.Start < ended {
			t.Errorf("session %d was started at %s, the one before it was complete at %s", i+2, session.Start, ended)
		}
	}
}

// The instances of a for_each do not wait for each other, and the failure of one does not stop the others.
func TestRecipes_forEachHasNoOrder(t *testing.T) {
	for _, parallelism := range []string{"1", "10"} {
		bos := recipeSystem(t, func(c *bossim.Config) {
			c.System.Failing = map[string]bossim.Failure{blueNodes[0]: bossim.FailBoot, greenNodes[0]: bossim.FailBoot}
		})
		tf := newEngineOf(t, bos, bos.crowd())
		tf.write(`
			resource "bos_session" "wave" {
			  for_each      = toset(["blue", "green", "red"])
			  operation     = "reboot"
			  template_name = "compute"
			  limit         = each.key
			}`)

		output := tf.exits(1, "apply", "-auto-approve", "-parallelism="+parallelism)

		if failures := strings.Count(output, "Error: "); failures != 2 {
			t.Errorf("%d failures, want 2:\n%s", failures, output)
		}
		bos.wantSent(t, 3, 3)
	}
}

// crowd is the provider for several sessions at once, on the simulation's clock.
func (s *sim) crowd() func() tfprotov6.ProviderServer {
	clock := &crowdClock{SteppedClock: s.Clock}
	return func() tfprotov6.ProviderServer {
		return crowded{providerserver.NewProtocol6(provider.New("test", provider.WithClock(clock))())(), clock}
	}
}

// What failed is retried, by a second apply.
func TestRecipes_retry(t *testing.T) {
	commandsOf(t, recipesGuide)
	bos := recipeSystem(t)
	tf := newRecipe(t, bos, "retry")
	failed := yellowNodes[13:]
	first, retry := ran{"reboot", yellowNodes}, ran{"reboot", failed}

	says(t, tf.asWritten(0), "2 of 15 nodes", fmt.Sprintf("failed_nodes = %q", strings.Join(failed, ",")))

	bos.wantRan(t, first)
	tf.again("run=2026-11-22")
	if err := bos.Repair(failed...); err != nil {
		t.Fatal(err)
	}
	says(t, tf.asWritten(0), "1 added, 0 changed, 0 destroyed")
	bos.wantRan(t, first, retry)
	tf.again("run=2026-11-22", "retry=true")
	bos.wantRan(t, first, retry)

	// Another run is one without a retry first.
	says(t, tf.fails("run=2", "retry=true"), "Invalid count argument")
	bos.wantRan(t, first, retry)
	says(t, tf.apply("run=2"), "1 added, 0 changed, 2 destroyed")
	bos.wantRan(t, first, retry, first)
}

// Nothing failed, so there is no second session.
func TestRecipes_retryOfNothing(t *testing.T) {
	bos := recipeSystem(t, noFailures)
	tf := newRecipe(t, bos, "retry")
	tf.apply("run=2026-11-22")

	tf.again("run=2026-11-22", "retry=true")

	bos.wantRan(t, ran{"reboot", yellowNodes})
}
