// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// A time-out says which nodes are not done, and what to look at.
func TestSession_timedOutNamesTheNodes(t *testing.T) {
	failing := func(c *bossim.Config) {
		c.System.Failing = map[string]bossim.Failure{"x3000c0s1b0n0": bossim.FailBoot, "x3000c0s1b1n0": bossim.FailConfiguration}
	}
	components := func(f bossim.Fault) []bossim.Fault {
		f.Method, f.Path = http.MethodGet, "/v2/components"
		return []bossim.Fault{f}
	}
	for name, row := range map[string]struct {
		within string
		change func(*bossim.Config)
		faults []bossim.Fault
		says   []string
	}{
		"powering on": {
			within: "10m", change: failing,
			says: []string{"status running, 16 nodes", "still processing 1 of its 16 nodes; 14 had succeeded, 1 failed, 0 were held", "1 node powering on: x3000c0s1b0n0", "1 node failed: x3000c0s1b1n0"},
		},
		"many": {within: "20s", says: []string{"still processing 16 of its 16 nodes", "and 6 more"}},
		"nodes may not be read": {
			within: "10m", change: failing, faults: components(bossim.Fault{Status: 403, Body: "Unauthorized Request"}),
			says: []string{"BOS reports that of its 16 nodes 93.75 % are done", "6.25 % are powering on"},
		},
		"pending": {
			within: "1m", change: func(c *bossim.Config) { c.Timing.SetUp = time.Hour },
			says: []string{"status pending, 0 nodes", "kubectl -n services logs deployment/cray-bos-operator-session-setup"},
		},
		"BOS is gone": {within: "10m", faults: []bossim.Fault{inWait(bossim.Fault{Drop: true})}, says: []string{"The last request of the wait failed", "status running, 16 nodes"}},
		// The wait ends in the middle of a request. An answer would be used if it arrived at that very moment.
		"BOS is slow":  {within: "10m", faults: []bossim.Fault{inWait(bossim.Fault{Delay: 2 * time.Minute, Drop: true})}, says: []string{"no whole answer within 40s"}},
		"BOS hides it": {within: "30s", faults: []bossim.Fault{onLook(notFound(bossim.Fault{Skip: 3}))}, says: []string{"404"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			change := row.change
			if change == nil {
				change = func(*bossim.Config) {}
			}
			bos := newSim(t, change)
			for _, fault := range row.faults {
				bos.Inject(fault)
			}
			m := newServer(t, bos, nil).manage("bos_session")
			began := bos.Clock.Now()

			diagnostics := m.apply(with(bootBlue, fields{"timeouts": timeoutsOf(row.within)}))

			within, _ := time.ParseDuration(row.within)
			if taken := bos.Clock.Now().Sub(began); taken > within+90*time.Second {
				t.Errorf("it took %v", taken)
			}
			wantTold(t, diagnostics, tfprotov6.DiagnosticSeverityError, 1, append(row.says, `Unable to see the end of session "s1" within`, "terraform untaint ADDRESS")...)
			if text := told(diagnostics); strings.Contains(text, "deadline") {
				t.Error(text)
			}
			wantValues(t, m.values(m.State), map[string]any{"result": nil})
			bos.wantSent(t, 1, 1)
		})
	}
}

func TestSessionV1_timedOutNamesTheNodes(t *testing.T) {
	bos := newV1(t, func(c *bossim.Config) {
		c.System.Failing = map[string]bossim.Failure{"x3000c0s1b0n0": bossim.FailBoot}
	})
	m := newServer(t, bos, fields{"endpoint": text(bos.URL), "api_version": text("v1")}).manage("bos_session")

	diagnostics := m.apply(fields{"operation": text("boot"), "template_name": text("blue"), "timeouts": timeoutsOf("15m")})

	wantTold(t, diagnostics, tfprotov6.DiagnosticSeverityError, 1, "Unable to see the end of", "BOS was still processing", "16 nodes waiting for the next step: x3000c0s1b0n0, ", "job/boa-")
	if text := told(diagnostics); strings.Contains(text, "deadline") {
		t.Error(text)
	}
	bos.wantSent(t, 1, 1)
}
