// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

// Drift is one way in which a node is not as it is desired.
type Drift string

// The ways in which a node is not as it is desired, in the order in which they are told.
const (
	DriftKernel           Drift = "kernel"
	DriftInitrd           Drift = "initrd"
	DriftKernelParameters Drift = "kernel_parameters" // they are compared character by character, as BOS does
	DriftUnreported       Drift = "unreported"        // it is to run, and has reported nothing, or not for long: of its artifacts no more is known
	DriftRunning          Drift = "running"           // it is to be off, and reports artifacts, or BOS has not seen it off yet
	DriftConfiguration    Drift = "configuration"     // it is being configured, or that failed
)

// Drift is how the node differs from what is desired; nil = it is as desired. A node without a desired kernel is to be
// off. What CFS configured is not in BOS's record: its status tells whether the configuration is behind.
func (c Component) Drift() []Drift {
	actual, desired := c.Actual.artifacts(), c.Desired.artifacts()
	reported := actual != [3]string{}
	if desired[0] == "" {
		if reported || c.Phase == phasePoweringOff {
			return []Drift{DriftRunning}
		}
		return nil
	}
	var drift []Drift
	if !reported {
		drift = append(drift, DriftUnreported)
	}
	for i, kind := range []Drift{DriftKernel, DriftInitrd, DriftKernelParameters} {
		if reported && actual[i] != desired[i] {
			drift = append(drift, kind)
		}
	}
	if c.Phase == phaseConfiguring || c.Status == phaseConfiguring {
		drift = append(drift, DriftConfiguration)
	}
	return drift
}

const (
	phaseConfiguring = "configuring" // and the status of the same name; while it lasts, or failed, or is held, in it
	phasePoweringOff = "powering_off"
	phasePoweringOn  = "powering_on"
)

func (s ComponentState) artifacts() [3]string {
	return [3]string{s.Kernel, s.Initrd, s.KernelParameters}
}
