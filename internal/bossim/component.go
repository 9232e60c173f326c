// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

// component is BOS's record of a node. Fields that may be absent are pointers.
type component struct {
	ActualState  *state      `json:"actual_state,omitempty"`
	DesiredState *state      `json:"desired_state,omitempty"`
	Enabled      *bool       `json:"enabled,omitempty"`
	Error        *string     `json:"error,omitempty"`
	EventStats   *eventStats `json:"event_stats,omitempty"`
	ID           string      `json:"id"`
	LastAction   *lastAction `json:"last_action,omitempty"`
	RetryPolicy  *int        `json:"retry_policy,omitempty"`
	Session      *string     `json:"session,omitempty"`
	StagedState  *state      `json:"staged_state,omitempty"`
	Status       *nodeStatus `json:"status,omitempty"`
}

// state is the actual, desired or staged state; each uses some of the fields.
type state struct {
	BootArtifacts *artifacts `json:"boot_artifacts,omitempty"`
	BSSToken      *string    `json:"bss_token,omitempty"`
	Configuration *string    `json:"configuration,omitempty"`
	LastUpdated   *string    `json:"last_updated,omitempty"`
	Session       *string    `json:"session,omitempty"`
}

type artifacts struct {
	Initrd           *string `json:"initrd,omitempty"`
	Kernel           *string `json:"kernel,omitempty"`
	KernelParameters *string `json:"kernel_parameters,omitempty"`

	// Timestamp is when BOS stored the artifacts of a token, from which it
	// completes a node's report. It outlives the artifacts, and only GET removes
	// it from the actual state (component_patch_error.json).
	Timestamp *string `json:"timestamp,omitempty"`
}

type eventStats struct {
	PowerOffForceful *int `json:"power_off_forceful_attempts,omitempty"`
	PowerOffGraceful *int `json:"power_off_graceful_attempts,omitempty"`
	PowerOn          *int `json:"power_on_attempts,omitempty"`
}

type lastAction struct {
	Action      *string `json:"action,omitempty"`
	Failed      *bool   `json:"failed,omitempty"`
	LastUpdated *string `json:"last_updated,omitempty"`
}

type nodeStatus struct {
	Phase    *string `json:"phase,omitempty"`
	Status   *string `json:"status,omitempty"`
	Override *string `json:"status_override,omitempty"`
}

// BOS's phases, statuses and actions.
const (
	phaseNone        = ""
	phasePoweringOn  = "powering_on"
	phasePoweringOff = "powering_off"
	phaseConfiguring = "configuring"

	statusPowerOnPending   = "power_on_pending"
	statusPowerOnCalled    = "power_on_called"
	statusPowerOffPending  = "power_off_pending"
	statusPowerOffGraceful = "power_off_gracefully_called"
	statusPowerOffForceful = "power_off_forcefully_called"
	statusConfiguring      = "configuring"
	statusStable           = "stable"
	statusFailed           = "failed"
	statusOnHold           = "on_hold"

	actionCleanup          = "actual_state_cleanup"
	actionApplyStaged      = "apply_staged"
	actionDiscovered       = "newly_discovered"
	actionPowerOffForceful = "powering_off_forcefully"
	actionPowerOffGraceful = "powering_off_gracefully"
	actionPowerOn          = "powering_on"
	actionSetUp            = "session_setup"
)

// deref returns the value of a field that may be absent, or its zero value.
func deref[T any](p *T) T {
	if p == nil {
		var zero T

		return zero
	}

	return *p
}

func ptr[T any](v T) *T { return &v }

func (c *component) enabled() bool   { return deref(c.Enabled) }
func (c *component) session() string { return deref(c.Session) }
func (c *component) action() string {
	if c.LastAction == nil {
		return ""
	}

	return deref(c.LastAction.Action)
}

func (c *component) stagedSession() string {
	if c.StagedState == nil {
		return ""
	}

	return deref(c.StagedState.Session)
}

func (c *component) phase() string {
	if c.Status == nil {
		return ""
	}

	return deref(c.Status.Phase)
}

func (c *component) override() string {
	if c.Status == nil {
		return ""
	}

	return deref(c.Status.Override)
}

// status returns the status that BOS calculates whenever a component is read.
func (c *component) status() string {
	if override := c.override(); override != "" {
		return override
	}
	switch c.phase() {
	case phasePoweringOn:
		if c.action() == actionPowerOn && !deref(c.LastAction.Failed) {
			return statusPowerOnCalled
		}

		return statusPowerOnPending
	case phasePoweringOff:
		switch c.action() {
		case actionPowerOffGraceful:
			return statusPowerOffGraceful
		case actionPowerOffForceful:
			return statusPowerOffForceful
		default:
			return statusPowerOffPending
		}
	case phaseConfiguring:
		return statusConfiguring
	default:
		return statusStable
	}
}

// shown returns the record as GET answers it: with its status, and without the
// timestamp of its artifacts.
func (c *component) shown() *component {
	shown := c.withStatus()
	if boots := c.ActualState.artifacts(); boots != nil && boots.Timestamp != nil {
		stripped := *boots
		stripped.Timestamp = nil
		shown.ActualState = c.ActualState.with(&state{BootArtifacts: &stripped})
	}

	return shown
}

// withStatus returns a copy of the record with its calculated status.
func (c *component) withStatus() *component {
	shown := *c
	status := nodeStatus{Phase: new(string), Override: new(string)}
	if c.Status != nil {
		status = *c.Status
	}
	calculated := c.status()
	status.Status = &calculated
	shown.Status = &status

	return &shown
}

// all reports whether every artifact is named; any, whether at least one is.
func (a *artifacts) all() bool {
	return a != nil && deref(a.Initrd) != "" && deref(a.Kernel) != "" && deref(a.KernelParameters) != ""
}

func (a *artifacts) any() bool {
	return a != nil && (deref(a.Initrd) != "" || deref(a.Kernel) != "" || deref(a.KernelParameters) != "")
}

func (a *artifacts) equal(b *artifacts) bool {
	if a == nil {
		a = &artifacts{}
	}
	if b == nil {
		b = &artifacts{}
	}

	return deref(a.Initrd) == deref(b.Initrd) && deref(a.Kernel) == deref(b.Kernel) &&
		deref(a.KernelParameters) == deref(b.KernelParameters)
}

func (s *state) artifacts() *artifacts {
	if s == nil {
		return nil
	}

	return s.BootArtifacts
}

// with returns s with patch merged over it; both may be nil.
func (s *state) with(patch *state) *state {
	merged := state{}
	if s != nil {
		merged = *s
	}
	if patch == nil {
		return &merged
	}
	if patch.BootArtifacts != nil {
		merged.BootArtifacts = patch.BootArtifacts
	}
	if patch.BSSToken != nil {
		merged.BSSToken = patch.BSSToken
	}
	if patch.Configuration != nil {
		merged.Configuration = patch.Configuration
	}
	if patch.Session != nil {
		merged.Session = patch.Session
	}

	return &merged
}

func emptyArtifacts() *artifacts {
	return &artifacts{Initrd: new(string), Kernel: new(string), KernelParameters: new(string)}
}
