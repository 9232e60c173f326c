// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"net/http"
	"testing"
	"time"
)

// booted returns a rig whose nodes have been booted by a session of the template
// compute, and the artifacts that they run.
func booted(t *testing.T, n int) (*rig, artifacts) {
	t.Helper()
	r := newRig(t, healthy(n))
	r.start("s", "boot", "compute", "")
	r.finish("s")
	runs := r.component(NodeNames(1)[0]).ActualState.artifacts()
	if !runs.all() {
		t.Fatalf("the node runs %+v", runs)
	}

	return r, *runs
}

// drifted reports whether the node's record shows other artifacts than the
// desired ones.
func (r *rig) drifted(name string) bool {
	c := r.component(name)

	return !c.ActualState.artifacts().equal(c.DesiredState.artifacts())
}

func TestServer_bootBehindIsReportedAndLeftAlone(t *testing.T) {
	r, _ := booted(t, 2)
	names := NodeNames(2)

	if err := r.BootBehind(names[0], BootArtifacts{Kernel: "k", Initrd: "i", KernelParameters: "p"}); err != nil {
		t.Fatal(err)
	}

	got := r.component(names[0])
	runs := got.ActualState.artifacts()
	if deref(runs.Kernel) != "k" || deref(runs.Initrd) != "i" || deref(runs.KernelParameters) != "p" ||
		*got.ActualState.LastUpdated != timestamp(r.clock.Now()) || deref(got.ActualState.BSSToken) == "" {
		t.Errorf("reported: %+v", got.ActualState)
	}
	if !r.drifted(names[0]) || r.drifted(names[1]) {
		t.Error("one node is to differ from what is desired")
	}
	r.clock.Advance(24 * time.Hour)
	if got := r.component(names[0]); deref(got.ActualState.artifacts().Kernel) != "k" || got.enabled() ||
		got.session() != "s" {
		t.Errorf("a day later: %+v", got)
	}
}

func TestServer_bootBehindWhileBOSActsOnTheNode(t *testing.T) {
	r, _ := booted(t, 1)
	name := NodeNames(1)[0]
	r.start("again", "reboot", "compute", "")
	for working := false; !working; r.clock.Advance(time.Second) {
		c := r.component(name)
		working = c.phase() == phasePoweringOff
	}

	if err := r.BootBehind(name, BootArtifacts{Kernel: "k"}); err != nil {
		t.Fatal(err)
	}

	if got := r.component(name); got.ActualState.artifacts().any() {
		t.Errorf("reported: %+v", got.ActualState)
	}
	r.finish("again")
	if r.drifted(name) {
		t.Error("the session did not bring the node where it should be")
	}
}

func TestServer_powerOffBehindShowsWhenTheStateExpires(t *testing.T) {
	r, _ := booted(t, 2)
	names := NodeNames(2)
	r.clock.Advance(3 * time.Hour)

	if err := r.PowerOffBehind(names[0]); err != nil {
		t.Fatal(err)
	}

	r.clock.Advance(3*time.Hour + 59*time.Minute)
	if r.drifted(names[0]) {
		t.Error("the last report is forgotten before component_actual_state_ttl")
	}
	r.clock.Advance(16 * time.Minute)
	if got := r.component(names[0]); got.ActualState.artifacts().any() || got.action() != actionCleanup || got.enabled() {
		t.Errorf("after that: %+v", got)
	}
	if r.drifted(names[1]) {
		t.Error("another node's state expired too")
	}
}

func TestServer_stopReportingEndsWithTheNextBoot(t *testing.T) {
	r, runs := booted(t, 1)
	name := NodeNames(1)[0]

	if err := r.StopReporting(name); err != nil {
		t.Fatal(err)
	}

	r.clock.Advance(5 * time.Hour)
	if got := r.component(name); got.ActualState.artifacts().any() || got.action() != actionCleanup {
		t.Errorf("silent for five hours: %+v", got)
	}
	r.start("again", "reboot", "compute", "")
	r.finish("again")
	r.clock.Advance(5 * time.Hour)
	if got := r.component(name); !got.ActualState.artifacts().equal(&runs) {
		t.Errorf("booted again: %+v", got.ActualState)
	}
}

func TestServer_driftOfAnUnknownNode(t *testing.T) {
	r := newRig(t, healthy(1))
	for name, err := range map[string]error{
		"BootBehind":     r.BootBehind("x9", BootArtifacts{}),
		"PowerOffBehind": r.PowerOffBehind(NodeNames(1)[0], "x9"),
		"StopReporting":  r.StopReporting("x9"),
		"Repair":         r.Repair("x9"),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestComponent_reportOverHTTPLastsForARunningNode(t *testing.T) {
	r, _ := booted(t, 1)
	name := NodeNames(1)[0]

	r.must(http.StatusOK, nil, http.MethodPatch, "/v2/components/"+name,
		`{"actual_state":{"boot_artifacts":{"kernel":"k"}}}`)

	r.clock.Advance(24 * time.Hour)
	if got := r.component(name); deref(got.ActualState.artifacts().Kernel) != "k" || !r.drifted(name) {
		t.Errorf("a day later: %+v", got.ActualState)
	}
	r.start("again", "boot", "compute", "")
	r.finish("again")
	if r.drifted(name) {
		t.Error("a boot does not mend it")
	}
}
