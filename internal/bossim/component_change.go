// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

// cleared returns an actual state that an operator has cleared. What a PATCH does
// not name, such as the artifacts' timestamp, stays.
func (s *state) cleared(now string) *state {
	cleared := emptyActualState(now)
	if boots := s.artifacts(); boots != nil {
		cleared.BootArtifacts.Timestamp = boots.Timestamp
	}

	return cleared
}

func emptyActualState(now string) *state {
	return &state{BootArtifacts: emptyArtifacts(), BSSToken: ptr(""), LastUpdated: &now}
}

func noEvents() *eventStats {
	return &eventStats{PowerOffForceful: ptr(0), PowerOffGraceful: ptr(0), PowerOn: ptr(0)}
}

// setAction records what an operator did, and that it has not failed.
func (c *component) setAction(action, now string) {
	c.LastAction = &lastAction{Action: &action, Failed: ptr(false), LastUpdated: &now}
}

// hold keeps the operators away until the status operator has run: BOS does this
// whenever a component is enabled.
func (c *component) hold() {
	c.setStatus(nil, statusOnHold)
}

// setStatus sets the override, and the phase unless it is nil.
func (c *component) setStatus(phase *string, override string) {
	status := nodeStatus{}
	if c.Status != nil {
		status = *c.Status
	}
	if phase != nil {
		status.Phase = phase
	}
	status.Override = &override
	c.Status = &status
}

// newlyDiscovered returns the record of a node that BOS has just found in HSM
// (component_list_all.json).
func (s *Server) newlyDiscovered(name string) *component {
	now := timestamp(s.now())
	c := &component{
		ID:           name,
		ActualState:  emptyActualState(now),
		DesiredState: &state{BootArtifacts: emptyArtifacts(), BSSToken: ptr(""), Configuration: ptr(""), LastUpdated: &now},
		StagedState:  &state{LastUpdated: &now},
		Enabled:      ptr(false),
		Error:        ptr(""),
		EventStats:   noEvents(),
		Session:      ptr(""),
	}
	c.setAction(actionDiscovered, now)

	return c
}

// copied returns a deep copy of c.
func (c *component) copied() *component {
	d := *c
	d.ActualState, d.DesiredState, d.StagedState = c.ActualState.copied(), c.DesiredState.copied(), c.StagedState.copied()
	d.Enabled, d.Error, d.RetryPolicy, d.Session = dup(c.Enabled), dup(c.Error), dup(c.RetryPolicy), dup(c.Session)
	if c.EventStats != nil {
		e := c.EventStats
		d.EventStats = &eventStats{dup(e.PowerOffForceful), dup(e.PowerOffGraceful), dup(e.PowerOn)}
	}
	if c.LastAction != nil {
		d.LastAction = &lastAction{dup(c.LastAction.Action), dup(c.LastAction.Failed), dup(c.LastAction.LastUpdated)}
	}
	if c.Status != nil {
		d.Status = &nodeStatus{dup(c.Status.Phase), dup(c.Status.Status), dup(c.Status.Override)}
	}

	return &d
}

func (s *state) copied() *state {
	if s == nil {
		return nil
	}
	d := &state{
		BSSToken: dup(s.BSSToken), Configuration: dup(s.Configuration),
		LastUpdated: dup(s.LastUpdated), Session: dup(s.Session),
	}
	if a := s.BootArtifacts; a != nil {
		d.BootArtifacts = &artifacts{dup(a.Initrd), dup(a.Kernel), dup(a.KernelParameters), dup(a.Timestamp)}
	}

	return d
}

func dup[T any](p *T) *T {
	if p == nil {
		return nil
	}
	v := *p

	return &v
}
