// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package provider_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// A template is read on v1, and written through v2 only: this one is imported.
func playTemplateV1(t *testing.T, _ *sim, tf *engine) {
	t.Helper()
	tf.write(`
resource "bos_session_template" "blue" {
  name        = "blue"
  description = "blue nodes"
  cfs         = { configuration = "compute-config" }

  boot_sets = {
    compute = {
      path            = "s3://boot-images/9e3c75e1-ac42-42c7-873c-e758048897d6/manifest.json"
      node_groups     = ["blue"]
      rootfs_provider = "sbps"
    }
  }
}
`)
	tf.must("import", "bos_session_template.blue", "blue")
	tf.must("apply", "-auto-approve")
}

// playTainted comes to a session that has failed, and one that took too long.
func playTainted(t *testing.T, _ *sim, tf *engine) {
	t.Helper()
	tf.write(`
resource "bos_session" "failed" {
  operation     = "boot"
  template_name = "broken"
}

resource "bos_session" "late" {
  operation     = "reboot"
  template_name = "green"
  timeouts      = { create = "1m" }
}
`)
	tf.exits(1, "apply", "-auto-approve")
}

const interruptedScene = `
resource "bos_session" "waited" {
  operation     = "reboot"
  template_name = "blue"
  WAIT
}

resource "bos_rolling_session" "interrupted" {
  name          = "interrupted"
  operation     = "reboot"
  template_name = "green"
  waves         = { size = 2, canary = 1 }
  depends_on    = [bos_session.waited]
}
`

// playInterrupted comes to a rollout whose second of three waves runs, and a session that a later apply is to wait for.
func playInterrupted(t *testing.T, bos *sim, tf *engine) {
	t.Helper()
	stopping := make(chan struct{})
	tf.serve(func() tfprotov6.ProviderServer { return &stopped{ProviderServer: bos.served()(), stopping: stopping} })
	tf.write(strings.Replace(interruptedScene, "WAIT", "wait_for_completion = false", 1))
	tf.env = append(tf.env, "TF_CLI_ARGS=-no-color")
	reached, once := make(chan struct{}), sync.Once{}
	bos.OnRequest(func(r bossim.Request) {
		if r.Method == http.MethodGet && r.Path == "/v2/sessions/interrupted-w02" && r.Status == http.StatusOK {
			once.Do(func() { close(reached); <-stopping })
		}
	})
	apply := tf.start("apply", "-auto-approve")
	apply.await(reached, "the second wave runs")
	apply.kill(apply.cmd.Process.Pid, syscall.SIGINT)
	output, code := apply.end()
	bos.OnRequest(nil)
	says(t, output, `Stopped rollout "interrupted"`)
	if values, tainted := tf.rolling(); code != 1 || tainted || values["result"] != nil || tf.results() != "succeeded,-,-" {
		t.Fatalf("exit code %d, tainted %t, %s\n%s", code, tainted, tf.results(), output)
	}
	tf.write(strings.Replace(interruptedScene, "WAIT", "", 1))
}

// stopped tells when the engine asks the provider to stop.
type stopped struct {
	tfprotov6.ProviderServer

	stopping chan struct{}
	once     sync.Once
}

func (s *stopped) StopProvider(ctx context.Context, req *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	resp, err := s.ProviderServer.StopProvider(ctx, req)
	s.once.Do(func() { close(s.stopping) })
	return resp, err
}

// playHalted comes to a rollout whose first wave has failed, so that it is tainted.
func playHalted(t *testing.T, _ *sim, tf *engine) {
	t.Helper()
	tf.write(`
resource "bos_rolling_session" "halted" {
  name          = "halted"
  operation     = "reboot"
  template_name = "blue"
  waves         = { size = 2 }
}
`)
	tf.exits(1, "apply", "-auto-approve")
}
