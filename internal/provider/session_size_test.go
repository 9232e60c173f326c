// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package provider_test

import (
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// The node list of a session is one string: as a set or list of thousands it
// would make every plan take seconds. What a plan costs is the processor time
// of the engine and the provider, side by side for both sizes; the time on the
// wall is that of whatever else the machine does.
func TestSession_planOf10000Nodes(t *testing.T) {
	measuresCost(t)
	programs := install(t, releases[0])
	planned := func(n int) *engine {
		bos := newSim(t, func(c *bossim.Config) { c.System = bossim.DefaultSystem(n) })
		tf := programs.engine(t, bos)
		tf.write(`
			resource "bos_session" "test" {
			  operation           = "boot"
			  template_name       = "compute"
			  wait_for_completion = false
			}`)
		tf.must("apply", "-auto-approve")
		bos.Clock.Advance(2 * oneHour)
		tf.must("apply", "-auto-approve", "-refresh-only")
		if values, _ := tf.attributes(); values["component_count"] != float64(n-1) || values["status"] != "complete" { // one node is no compute node
			t.Fatalf("%v nodes, %v", values["component_count"], values["status"])
		}
		bos.wantSent(t, 1, 1)
		return tf
	}
	few, many := planned(10), planned(10000)

	var a, b time.Duration
	for range 5 {
		a, b = least(a, few.cost("plan", "-detailed-exitcode")), least(b, many.cost("plan", "-detailed-exitcode"))
	}

	t.Logf("a plan of 10 nodes costs %v, of 10 000 nodes %v: %.2f times as much", a, b, float64(b)/float64(a))
	if b > 2*a {
		t.Errorf("a plan over 10 000 nodes costs %v, over 10 nodes %v: more than twice as much", b, a)
	}
}

// cost is the processor time of a command and of the provider that it runs. The
// command must end with exit code 0: nothing to do.
func (e *engine) cost(args ...string) time.Duration {
	e.t.Helper()
	command := exec.CommandContext(e.t.Context(), os.Getenv("TF_ACC_TERRAFORM_PATH"), args...) //nolint:gosec // the engine under test
	command.Dir, command.Env = e.dir, e.env
	if output, err := command.CombinedOutput(); err != nil {
		e.t.Fatalf("%v\n%s", err, output)
	}
	return command.ProcessState.UserTime() + command.ProcessState.SystemTime()
}

func least(a, b time.Duration) time.Duration {
	if a == 0 || b < a {
		return b
	}
	return a
}
