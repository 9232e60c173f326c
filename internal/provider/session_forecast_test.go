// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// foreseen is a system whose plans show the nodes of sessions.
func foreseen(t *testing.T, preview string, change ...func(*bossim.Config)) *sim {
	t.Helper()
	bos := newSim(t, change...)
	bos.URL += "/apis/bos"
	bos.arguments = []string{fmt.Sprintf("preview = %q", preview)}
	return bos
}

// wantHSM checks how many requests HSM has received.
func (s *sim) wantHSM(t *testing.T, want int) {
	t.Helper()
	if got := s.RequestsTo(bossim.ServiceHSM); len(got) != want {
		t.Errorf("requests to HSM: %d, want %d\n%s", len(got), want, s.log())
	}
}

const limitedReboot = `
	resource "bos_session" "test" {
	  operation     = "reboot"
	  template_name = "compute"
	  limit         = %q
	  %s
	}`

func rebootOf(limit, more string) string { return fmt.Sprintf(limitedReboot, limit, more) }

func TestForecast_auto(t *testing.T) {
	bos := foreseen(t, "auto")
	tf := newEngine(t, bos)
	tf.write(rebootOf("all,!blue,!broken", ""))

	plan := tf.must("plan")
	says(t, plan, "45 of 63 nodes: reboot of template compute, limit `all,!blue,!broken`", "18 nodes by the limit: x3000c0s[1-4]b[0-3]n0 (16), x3000c0s16b[1-2]n0 (2)")
	bos.wantHSM(t, 3)
	bos.wantSent(t, 0, 0)

	tf.must("apply", "-auto-approve")
	tf.exits(0, "plan", "-detailed-exitcode")
	bos.wantSent(t, 1, 1)
}

func TestForecast_typo(t *testing.T) {
	bos := foreseen(t, "auto")
	tf := newEngine(t, bos)
	tf.write(rebootOf("all,!bleu", ""))
	plan := tf.must("plan")
	says(t, plan, "unknown name bleu", "`bleu` is not a group, partition, role or node: did you mean `blue`?")

	tf.write(rebootOf("x3000", ""))
	says(t, tf.exits(1, "plan"), "limit `x3000` selects none of the 63 nodes of template \"compute\"",
		"`x3000` is not a group, partition, role or node, but 64 nodes are below it")
	bos.wantSent(t, 0, 0)
}

// setUpRequests is how many requests BOS itself has made to HSM.
func (s *sim) setUpRequests() (count int) {
	for _, r := range s.RequestsTo(bossim.ServiceHSM) {
		if r.RequestID == "" {
			count++
		}
	}
	return count
}

// unlocked is HSM's answer without a locked node.
func unlocked(body []byte) []byte { return bytes.ReplaceAll(body, []byte(`,"Locked":true`), nil) }
