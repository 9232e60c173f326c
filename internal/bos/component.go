// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// Component is BOS's record of a node. A record may hold no more than ID and Enabled (component_put_new.json); what it
// does not hold is the zero value here.
type Component struct {
	ID      string
	Enabled bool   // BOS acts on it
	Error   string // of its last action
	Session string // the last session that took it over

	Actual  ComponentState // what the node last reported; Configuration and Session are empty
	Desired ComponentState // Session is empty
	Staged  ComponentState

	LastAction     ComponentAction
	Attempts       ComponentAttempts
	Phase          string // one of ComponentPhases; "" = none
	Status         string // one of ComponentStatuses; "" = absent
	StatusOverride string
	RetryPolicy    *int // attempts per action; nil = as the option default_retry_policy says
}

// ComponentState is what a node runs, is to run, or is staged to run. BOS stores a bss_token there as well, which is a
// secret and never read.
type ComponentState struct {
	Kernel, Initrd, KernelParameters, Configuration, Session string
	Updated                                                  time.Time
}

func (s ComponentState) artifacts() [3]string {
	return [3]string{s.Kernel, s.Initrd, s.KernelParameters}
}

// ComponentAction is the last action of BOS on a node.
type ComponentAction struct {
	Action  string
	Failed  bool
	Updated time.Time
}

// ComponentAttempts counts BOS's attempts since the desired state of the node was last set.
type ComponentAttempts struct{ PowerOn, PowerOffGraceful, PowerOffForceful int }

const (
	phaseConfiguring = "configuring" // also a status; a failed or held configuration stays in the phase
	phasePoweringOff = "powering_off"
	phasePoweringOn  = "powering_on"
)

// ComponentPhases returns the phases in which BOS acts on a node, sorted. Between them a node has none.
func ComponentPhases() []string { return []string{phaseConfiguring, phasePoweringOff, phasePoweringOn} }

// ComponentStatuses returns the statuses that BOS gives a node.
func ComponentStatuses() []string {
	return []string{
		"power_on_pending", "power_on_called",
		"power_off_pending", "power_off_gracefully_called", "power_off_forcefully_called",
		phaseConfiguring, componentStable, componentFailed, "on_hold",
	}
}

// Drift is one way in which a node differs from its desired state.
type Drift string

// The ways in which a node differs from its desired state.
const (
	DriftKernel Drift = "kernel"
	DriftInitrd Drift = "initrd"

	// DriftKernelParameters: BOS compares kernel parameters character by character, and so does Drift.
	DriftKernelParameters Drift = "kernel_parameters"

	// DriftUnreported is a node that should run but has never reported its artifacts, or not for a long time, so that
	// they are not known.
	DriftUnreported Drift = "unreported"

	// DriftRunning is a node that should be off but reports artifacts, or that BOS has not seen off yet.
	DriftRunning Drift = "running"

	// DriftConfiguration is a node that is being configured, or whose configuration failed.
	DriftConfiguration Drift = "configuration"
)

// Drift returns the ways in which the node differs from its desired state, in the order of the constants but with
// DriftUnreported in place of the artifacts; nil if it has none. A node without a desired kernel should be off. BOS's
// record does not hold the actual configuration: only its phase and status show whether it is outdated.
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

// ComponentIDFindingKind is what is wrong with the ID of a component.
type ComponentIDFindingKind int

// The kinds of ComponentIDFinding.
const (
	ComponentIDEmpty ComponentIDFindingKind = iota + 1
	ComponentIDSpace                        // white space at an edge
	ComponentIDComma
	ComponentIDForm
	ComponentIDLength
)

// ComponentIDFinding is the reason why no component can have an ID.
type ComponentIDFinding struct {
	Kind   ComponentIDFindingKind
	Meant  string // of ComponentIDSpace: the ID without the white space
	Length int    // of ComponentIDLength, in characters
}

// CheckComponentID returns the reason why no component can have the ID. found is false for every other ID: BOS itself
// reports those that it does not have.
func CheckComponentID(id string) (finding ComponentIDFinding, found bool) {
	trimmed, length := strings.TrimSpace(id), utf8.RuneCountInString(id)
	switch {
	case trimmed == "":
		return ComponentIDFinding{Kind: ComponentIDEmpty}, true
	case trimmed != id:
		return ComponentIDFinding{Kind: ComponentIDSpace, Meant: trimmed}, true
	case strings.Contains(id, ","):
		return ComponentIDFinding{Kind: ComponentIDComma}, true
	case strings.ContainsAny(id, " \t\r\n/") || id == "." || id == "..":
		return ComponentIDFinding{Kind: ComponentIDForm}, true
	case length > MaxComponentIDs:
		return ComponentIDFinding{Kind: ComponentIDLength, Length: length}, true
	}
	return ComponentIDFinding{}, false
}

// checkIDs returns a *gateway.InputError for the first ID that would change a query.
func checkIDs(field string, ids []string) error {
	for _, id := range ids {
		if id == "" || len(id) > MaxComponentIDs || strings.ContainsAny(id, ", \t\r\n") {
			reason := fmt.Sprintf("%q is not the name of a node, such as x3000c0s1b0n0", gateway.Shorten(id, 160))
			return &gateway.InputError{Field: field, Reason: reason}
		}
	}
	return nil
}

// The statuses of a component that determine its result (life_fail_boot_status.json).
const (
	componentStable = "stable"
	componentFailed = "failed"
)
