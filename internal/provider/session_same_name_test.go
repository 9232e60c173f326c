// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// BOS counts the nodes of an earlier session of the same name, whose record is deleted, for the later one. They are not its
// own, and decide nothing.
func TestSession_nodesOfAnEarlierSessionOfTheName(t *testing.T) {
	names := bossim.NodeNames(3)
	for _, row := range []struct {
		name, limit, result string
		outcome             map[string]any
	}{
		{
			"a healthy node, after failed ones", names[2], "succeeded",
			map[string]any{"managed": 1, "successful": 1, "failed": 0, "held": 0, "superseded": 0, "failed_nodes": "", "held_nodes": ""},
		},
		{
			"no node at all", "x9999c0s0b0n0", "failed",
			map[string]any{"managed": 0, "successful": 0, "failed": 0, "held": 0, "superseded": 0, "failed_nodes": "", "held_nodes": ""},
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			bos := newSim(t, func(c *bossim.Config) {
				c.System.Failing = map[string]bossim.Failure{names[0]: bossim.FailConfiguration, names[1]: bossim.FailConfiguration}
			})
			bos.started(t, "", "s1", `"operation": "boot", "template_name": "blue", "limit": "`+names[0]+","+names[1]+`"`)
			bos.Clock.Advance(oneHour)
			bos.sends(t, http.MethodDelete, "/v2/sessions/s1", "", "")
			p := newServer(t, bos, nil)

			created := p.apply(nil, with(bootBlue, fields{"name": text("s1"), "limit": text(row.limit), "on_failure": text("warn")}))

			state, _ := plain(t, p.unpacked(created.NewState)).(map[string]any)
			wantValues(t, state, map[string]any{"result": row.result})
			outcome, _ := state["outcome"].(map[string]any)
			wantValues(t, outcome, row.outcome)
			if row.result == "succeeded" {
				wantTold(t, created.Diagnostics, tfprotov6.DiagnosticSeverityWarning, 0)
			}
			bos.wantSent(t, 2, 2)
		})
	}
}
