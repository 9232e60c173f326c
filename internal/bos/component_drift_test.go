// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"slices"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

func runs(kernel, initrd, parameters string) bos.ComponentState {
	return bos.ComponentState{Kernel: kernel, Initrd: initrd, KernelParameters: parameters}
}

func TestComponentDrift_table(t *testing.T) {
	t.Parallel()
	image, off := runs("k", "i", "quiet a=1"), bos.ComponentState{}
	configured := image
	configured.Configuration = "c"
	type drift = []bos.Drift
	for name, test := range map[string]struct {
		component bos.Component
		want      drift
	}{
		"off as desired":           {bos.Component{Actual: off, Desired: off, Status: "stable"}, nil},
		"runs as desired":          {bos.Component{Actual: image, Desired: image, Status: "stable"}, nil},
		"an error alone":           {bos.Component{Actual: image, Desired: image, Status: "failed", Error: "e"}, nil},
		"on hold":                  {bos.Component{Actual: image, Desired: image, Status: "on_hold"}, nil},
		"configured":               {bos.Component{Actual: image, Desired: configured, Status: "stable"}, nil},
		"another kernel":           {bos.Component{Actual: runs("K", "i", "quiet a=1"), Desired: image}, drift{bos.DriftKernel}},
		"another initrd":           {bos.Component{Actual: runs("k", "I", "quiet a=1"), Desired: image}, drift{bos.DriftInitrd}},
		"other parameters":         {bos.Component{Actual: runs("k", "i", "quiet a=2"), Desired: image}, drift{bos.DriftKernelParameters}},
		"one space more":           {bos.Component{Actual: runs("k", "i", "quiet  a=1"), Desired: image}, drift{bos.DriftKernelParameters}},
		"a space at the end":       {bos.Component{Actual: runs("k", "i", "quiet a=1 "), Desired: image}, drift{bos.DriftKernelParameters}},
		"another order":            {bos.Component{Actual: runs("k", "i", "a=1 quiet"), Desired: image}, drift{bos.DriftKernelParameters}},
		"a join token more":        {bos.Component{Actual: runs("k", "i", "quiet a=1 spire_join_token=x"), Desired: image}, drift{bos.DriftKernelParameters}},
		"no parameters":            {bos.Component{Actual: runs("k", "i", ""), Desired: image}, drift{bos.DriftKernelParameters}},
		"no parameters either way": {bos.Component{Actual: runs("k", "i", ""), Desired: runs("k", "i", "")}, nil},
		"everything": {
			bos.Component{Actual: runs("K", "I", "P"), Desired: image, Phase: "configuring", Status: "failed"},
			drift{bos.DriftKernel, bos.DriftInitrd, bos.DriftKernelParameters, bos.DriftConfiguration},
		},
		"nothing reported": {bos.Component{Actual: off, Desired: image}, drift{bos.DriftUnreported}},
		"nothing, in configuration": {
			bos.Component{Actual: off, Desired: image, Phase: "configuring", Status: "configuring"},
			drift{bos.DriftUnreported, bos.DriftConfiguration},
		},
		"a kernel alone":             {bos.Component{Actual: runs("k", "", ""), Desired: image}, drift{bos.DriftInitrd, bos.DriftKernelParameters}},
		"parameters alone":           {bos.Component{Actual: runs("", "", "quiet a=1"), Desired: image}, drift{bos.DriftKernel, bos.DriftInitrd}},
		"runs where it is to be off": {bos.Component{Actual: image, Desired: off}, drift{bos.DriftRunning}},
		"being powered off":          {bos.Component{Actual: off, Desired: off, Phase: "powering_off", Status: "power_off_pending"}, drift{bos.DriftRunning}},
		"being powered on":           {bos.Component{Actual: image, Desired: image, Phase: "powering_on", Status: "power_on_called"}, nil},
		"no kernel means off":        {bos.Component{Actual: off, Desired: runs("", "i", "p")}, nil},
		"off, configuration named":   {bos.Component{Actual: off, Desired: bos.ComponentState{Configuration: "c"}, Phase: "configuring"}, nil},
		"being configured": {
			bos.Component{Actual: image, Desired: configured, Phase: "configuring", Status: "configuring"},
			drift{bos.DriftConfiguration},
		},
		"by its status alone": {bos.Component{Actual: image, Desired: configured, Status: "configuring"}, drift{bos.DriftConfiguration}},
		"configuration failed": {
			bos.Component{Actual: image, Desired: configured, Phase: "configuring", Status: "failed"},
			drift{bos.DriftConfiguration},
		},
		"configuration held": {
			bos.Component{Actual: image, Desired: configured, Phase: "configuring", Status: "on_hold"},
			drift{bos.DriftConfiguration},
		},
		"failed in another phase": {bos.Component{Actual: image, Desired: configured, Phase: "powering_on", Status: "failed"}, nil},
	} {
		if got := test.component.Drift(); !slices.Equal(got, test.want) || (got == nil) != (test.want == nil) {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}

// Other fields of the record have no effect.
func TestComponentDrift_heedsOnlyWhatRuns(t *testing.T) {
	t.Parallel()
	image := runs("k", "i", "p")
	for _, enabled := range []bool{true, false} {
		component := bos.Component{
			Enabled: enabled, Error: "e", Session: "s", Actual: image, Desired: image, Staged: runs("K", "I", "P"),
			LastAction: bos.ComponentAction{Action: "powering_on", Failed: true}, Attempts: bos.ComponentAttempts{PowerOn: 9}, Status: "stable",
		}
		if got := component.Drift(); got != nil {
			t.Errorf("enabled %t: %q", enabled, got)
		}
	}
}
