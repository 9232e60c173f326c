// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package provider_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// playTemplates comes to session templates, and a session of one.
func playTemplates(t *testing.T, _ *sim, tf *engine) {
	t.Helper()
	const image = "s3://boot-images/9e3c75e1-ac42-42c7-873c-e758048897d6/manifest.json"
	tf.write(strings.ReplaceAll(`
resource "bos_session_template" "defaults" {
  name      = "defaults"
  boot_sets = { compute = { path = "IMAGE", node_groups = ["blue"] } }
}

resource "bos_session_template" "every" {
  name        = "every"
  tenant      = "vcluster-blue"
  description = "every attribute"
  enable_cfs  = true
  cfs         = { configuration = "compute-config" }
  overwrite   = true
  validate    = true

  boot_sets = {
    compute = {
      path                        = "IMAGE"
      type                        = "s3"
      etag                        = "307cfa551ed600e2db40b7885ce3ceda"
      kernel_parameters           = "console=ttyS0,115200 quiet"
      node_list                   = ["X3000C0S01B00N00", "x3000c0s1b1n0"]
      node_groups                 = ["blue"]
      node_roles_groups           = ["Compute"]
      arch                        = "X86"
      cfs                         = { configuration = "other-config" }
      rootfs_provider             = "sbps"
      rootfs_provider_passthrough = "sbps:v1:iqn.2023-06.csm.iscsi:_sbps-hsn._tcp.my-system.my-site-domain:300"
    }
    least = {
      path        = "IMAGE"
      node_groups = ["green"]
    }
  }
}

resource "bos_session_template" "plain" {
  name       = "plain"
  enable_cfs = false
  validate   = false
  boot_sets  = { compute = { path = "IMAGE", node_groups = ["green"], arch = "Other" } }
}

resource "bos_session" "by_template" {
  operation     = "boot"
  template_name = bos_session_template.defaults.name
  triggers      = { template = bos_session_template.defaults.fingerprint }
}
`, "IMAGE", image))
	tf.must("apply", "-auto-approve")
}

// playOthers comes to every option of BOS. They are a scene of their own, as they change what a system does.
func playOthers(t *testing.T, bos *sim, tf *engine) {
	t.Helper()
	var now map[string]any
	bos.get(t, optionsPath, &now)
	var lines strings.Builder
	for _, rule := range optionRules() {
		switch value := now[rule.Name].(type) {
		case string:
			fmt.Fprintf(&lines, "  %s = %q\n", rule.Name, value)
		case nil: // not an option of this release
		default:
			fmt.Fprintf(&lines, "  %s = %v\n", rule.Name, value)
		}
	}
	text := strings.Replace(lines.String(), "clear_stage = false", "clear_stage = true", 1)
	tf.write("resource \"bos_options\" \"every\" {\n" + text + "}\n")
	tf.must("apply", "-auto-approve")
}

// playV1 comes to sessions of v1. One was started by a request without an answer.
func playV1(t *testing.T, bos *sim, tf *engine) {
	t.Helper()
	const first = `
resource "bos_session" "defaults" {
  operation     = "reboot"
  template_name = "blue"
}

resource "bos_session" "every" {
  operation           = "reboot"
  template_name       = "compute"
  limit               = "green"
  triggers            = { image = "v1" }
  wait_for_completion = true
  max_failed_percent  = 12.5
  max_components      = 10
  on_failure          = "warn"
  on_missing          = "recreate"
  on_conflict         = "error"
  on_destroy          = "forget"
  timeouts            = { create = "90m", delete = "5m" }
}

resource "bos_session" "accepted" {
  operation     = "reboot"
  template_name = "broken"
  on_failure    = "warn"
}
`
	const unproven = `
resource "bos_session" "unproven" {
  operation     = "reboot"
  template_name = "red"
}
`
	tf.write(first)
	tf.must("apply", "-auto-approve")
	bos.Inject(bossim.Fault{Name: committedFault, Method: http.MethodPost, Path: "/v1/session", Commit: true, Drop: true, Times: 1})
	tf.write(first + unproven)
	tf.must("apply", "-auto-approve")
	tf.write(first + unproven + `
resource "bos_session" "running" {
  operation           = "reboot"
  template_name       = "green"
  wait_for_completion = false
}
`)
	tf.must("apply", "-auto-approve")
}
