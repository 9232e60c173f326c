// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// reasonsV1 returns an outcome's messages, sorted, each shortened and with its nodes.
func reasonsV1(errs map[string]bos.NodeError) []string {
	said := []string{}
	for message, e := range errs {
		said = append(said, fmt.Sprintf("%.60s: %d %s", message, e.Count, strings.Join(e.Nodes, ",")))
	}
	slices.Sort(said)
	return said
}

// A node without a result is held, and the outcome reports the phase in which BOS's agent left it.
func TestSessionStatusV1_heldNodesHaveAReason(t *testing.T) {
	t.Parallel()
	const on = "BOS's agent had it configured, but has no record that it boo"
	const left = "BOS's agent ended without a result for it"
	for name, test := range map[string]struct {
		operation string
		record    string
		want      []string
	}{
		"boot of nodes that are on": {
			"boot", bootSet("a", phase("boot", "in_progress=x1,x2"), phase("configure", "succeeded=x1,x2")),
			[]string{on + ": 2 x1,x2"},
		},
		"one of them is not configured": {
			"boot", bootSet("a", phase("boot", "in_progress=x1,x2"), phase("configure", "succeeded=x1", "in_progress=x2")),
			[]string{left + " (phase boot: in_pr: 1 x2", on + ": 1 x1"},
		},
		"a reboot": {
			"reboot",
			bootSet("a", phase("shutdown", "succeeded=x1"), phase("boot", "in_progress=x1"), phase("configure", "succeeded=x1")),
			[]string{left + " (phase boot: in_pr: 1 x1"},
		},
		"the agent's thread died": {
			"boot", bootSet("a", phase("boot", "not_started=x1,x2"), phase("configure", "not_started=x1,x2")),
			[]string{left + " (phase boot: not_s: 2 x1,x2"},
		},
		"without its last phase": {"reboot", bootSet("a", phase("shutdown", "succeeded=x1")), []string{left + ": 1 x1"}},
		"beside a failed one": {
			"boot", bootSet("a", phase("boot", "in_progress=x1", "failed=x2"), phase("configure", "succeeded=x1", "not_started=x2")),
			[]string{on + ": 1 x1", "failed, and BOS v1 does not say why: 1 x2"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, f := newSystemV1(t, ended, map[string]string{"a": test.record})
			s.describe(test.operation, ended)

			status, err := f.SessionStatus(t.Context(), "s1")

			if got := reasonsV1(status.Errors); err != nil || !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q: %v", got, test.want, err)
			}
			s.describe(test.operation, goesOn)
			if status, err = f.SessionStatus(t.Context(), "s1"); err != nil ||
				slices.ContainsFunc(reasonsV1(status.Errors), func(text string) bool { return strings.Contains(text, "agent") }) {
				t.Errorf("while it runs: %q, %v", reasonsV1(status.Errors), err)
			}
		})
	}
}
