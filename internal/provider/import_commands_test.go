// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// importedBy are configurations for what the commands in the folders of the examples import.
var importedBy = map[string]string{
	"bos_options": `resource "bos_options" "system" {
  max_component_batch_size = 500
}`,
	"bos_rolling_session": `resource "bos_rolling_session" "compute" {
  name          = "compute-2026-11"
  operation     = "reboot"
  template_name = "compute"
  limit         = "blue"
  waves         = { canary = 2, size = 12 }
}`,
	"bos_session": `resource "bos_session" "example" {
  operation     = "reboot"
  template_name = "compute"
}`,
	"bos_session_template": `resource "bos_session_template" "example" {
  name = "compute"
  boot_sets = {
    compute = { path = "s3://boot-images/1/manifest.json", node_roles_groups = ["Compute"] }
  }
}`,
}

// The commands of import that the pages of the resources show import what BOS has, of a tenant and without one, and start nothing.
func TestImport_commandsOfPages(t *testing.T) {
	pages, err := filepath.Glob("../../examples/resources/*/import.sh")
	if err != nil || len(pages) != len(importedBy) {
		t.Fatalf("%q, %v", pages, err)
	}
	for _, page := range pages {
		name := filepath.Base(filepath.Dir(page))
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			content, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			bos := newSim(t, withTenant, noFailures)
			bos.sends(t, http.MethodPut, "/v2/sessiontemplates/compute", "vcluster-blue",
				`{"boot_sets": {"compute": {"type": "s3", "path": "s3://boot-images/1/manifest.json", "node_roles_groups": ["Compute"]}}}`)
			for _, tenant := range []string{"", "vcluster-blue"} {
				for _, session := range []string{"reboot-2026-11-22", "compute-2026-11-w01"} {
					bos.started(t, tenant, session, `"operation": "reboot", "template_name": "compute", "limit": "x3000c0s1b0n0,x3000c0s1b1n0"`)
					bos.Clock.Advance(oneHour)
				}
			}
			tf := newRealEngine(t, bos)
			tf.configure(importedBy[name])
			count := 0
			for line := range strings.Lines(string(content)) {
				if strings.HasPrefix(line, "#") || strings.TrimSpace(line) == "" {
					continue
				}
				count++
				says(t, asTyped{block: line, dir: tf.dir, env: tf.env}.must(t), "Import successful!")
				tf.loseState()
			}
			if count == 0 {
				t.Error("no command was found")
			}
			bos.wantSent(t, 4, 4)
			bos.wantPuts(t, 1, 0) // that of this test
		})
	}
}
