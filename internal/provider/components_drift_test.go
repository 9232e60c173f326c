// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// bootedByS1 is a system of eight nodes that session s1 has booted with the template "compute".
func bootedByS1(t *testing.T, change ...func(*bossim.Config)) *sim {
	t.Helper()
	bos := newSim(t, append(change, func(c *bossim.Config) {
		c.System = bossim.DefaultSystem(64)
		c.System.Nodes, c.System.Failing = 64, nil
	})...)
	bos.started(t, "", "s1", `"operation": "boot", "template_name": "compute", "limit": "`+eight+`"`)
	bos.Clock.Advance(oneHour)
	return bos
}

const eight = "x3000c0s1b0n0,x3000c0s1b1n0,x3000c0s1b2n0,x3000c0s1b3n0,x3000c0s2b0n0,x3000c0s2b1n0,x3000c0s2b2n0,x3000c0s2b3n0"

// Given nodes that a session has booted, when they change behind BOS's back, then they have drifted, and how is told.
func TestComponentsDataSource_drift(t *testing.T) {
	t.Parallel()
	bos := bootedByS1(t)
	p := newServer(t, bos, nil)
	eightNodes := fields{"ids": text(eight)}
	one := p.found("bos_component", fields{"id": text(booted)})
	state, _ := one["actual_state"].(map[string]any)
	now := func(field string) string { value, _ := state[field].(string); return value }
	wantValues(t, p.found("bos_components", eightNodes), map[string]any{
		"component_count": 8, "in_desired_state_count": 8, "drifted_count": 0, "drifted": "", "changing_count": 0, "enabled_count": 0,
	})
	if now("kernel") == "" {
		t.Fatalf("the session has booted nothing: %v", one)
	}

	// One reports by itself that it runs another kernel, one was booted with a blank more, and one was switched off.
	bos.patch(t, "/v2/components/"+booted, `{"actual_state": {"boot_artifacts": {
		"kernel": "s3://rescue/kernel", "initrd": "`+now("initrd")+`", "kernel_parameters": "`+now("kernel_parameters")+`"}}}`)
	err := bos.BootBehind(booting, bossim.BootArtifacts{Kernel: now("kernel"), Initrd: now("initrd"), KernelParameters: now("kernel_parameters") + " "})
	if err != nil {
		t.Fatal(err)
	}
	if err := bos.PowerOffBehind(failed); err != nil {
		t.Fatal(err)
	}
	drift := map[string]any{booted: "kernel", booting: "kernel_parameters"}
	wantValues(t, p.found("bos_components", eightNodes), map[string]any{
		"in_desired_state_count": 6, "drifted_count": 2, "drifted": booted + "," + booting, "drift": drift, "by_status": map[string]any{"stable": 8},
	})

	// BOS notices a node that is off only when its last report is too old. A node on which it works again has not drifted.
	bos.Clock.Advance(5 * time.Hour)
	bos.patch(t, "/v2/components/"+booting, `{"enabled": true}`)
	drift = map[string]any{booted: "kernel", failed: "unreported"}
	wantValues(t, p.found("bos_components", eightNodes), map[string]any{
		"in_desired_state_count": 5, "changing_count": 1, "enabled_count": 1, "drifted_count": 2, "drifted": booted + "," + failed, "drift": drift,
	})
}

// Given nodes of a session, when a newer one takes some over, then these no longer are the session's.
func TestComponentsDataSource_takeover(t *testing.T) {
	t.Parallel()
	bos := bootedByS1(t)
	p := newServer(t, bos, nil)
	wantValues(t, p.found("bos_components", fields{"session": text("s1")}), map[string]any{"component_count": 8, "components": eight})

	bos.started(t, "", "s2", `"operation": "shutdown", "template_name": "compute", "limit": "x3000c0s1b0n0,x3000c0s2b3n0"`)
	bos.Clock.Advance(oneHour)

	wantValues(t, p.found("bos_components", fields{"session": text("s1")}), map[string]any{
		"component_count": 6, "components": "x3000c0s1b1n0,x3000c0s1b2n0,x3000c0s1b3n0,x3000c0s2b0n0,x3000c0s2b1n0,x3000c0s2b2n0", "drifted_count": 0,
	})
	wantValues(t, p.found("bos_components", fields{"ids": text(eight)}), map[string]any{
		"by_session": map[string]any{"s1": 6, "s2": 2}, "in_desired_state_count": 8,
	})
}
