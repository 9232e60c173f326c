// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import "time"

// verdict is what the status operator concludes about a component.
type verdict struct {
	phase        string
	override     string
	disable      bool
	err          string
	actionFailed bool
}

// updateStatuses is the status operator: it checks each enabled component, sets
// its phase, and disables it once it has reached its desired state or has failed.
func (s *Server) updateStatuses() {
	for _, c := range s.store.components.all() {
		if c.enabled() {
			s.updateStatus(c)
		}
	}
}

func (s *Server) updateStatus(c *component) {
	n := s.world.nodes[c.ID]
	v := verdict{override: statusOnHold, disable: true}
	switch {
	case n.powerState() == "":
		v.err = "Component information was not returned by pcs"
	case n.failure == FailUnknownToCFS:
		v.err = "Component information was not returned by cfs"
	default:
		v = s.judge(c, n)
	}
	v.disable = v.disable && s.disablesOnCompletion()
	previous := c.phase()
	changed := v.phase != previous || v.override != c.override() || v.disable ||
		(v.err != "" && v.err != deref(c.Error)) || (v.actionFailed && !deref(c.LastAction.Failed))
	if !changed {
		return
	}
	now := s.timestamp()
	s.store.components.change(c, func(c *component) {
		var phase *string
		if v.phase != previous {
			phase = &v.phase
			if v.phase == phaseNone {
				c.EventStats = noEvents()
			}
			if previous == phasePoweringOff {
				c.ActualState = c.ActualState.cleared(now)
			}
		}
		c.setStatus(phase, v.override)
		if v.disable {
			c.Enabled = ptr(false)
		}
		if v.err != "" {
			c.Error = &v.err
		}
		if v.actionFailed {
			failed := deref(c.LastAction)
			failed.Failed, failed.LastUpdated = ptr(true), &now
			c.LastAction = &failed
		}
	})
}

// judge follows BOS's own rules. A phase of none together with disable is
// success; disable with a phase is a failure in that phase.
func (s *Server) judge(c *component, n *node) verdict {
	v := verdict{}
	if c.status() == statusFailed {
		v.disable, v.override = true, statusFailed
	}
	wantsOff := !c.DesiredState.artifacts().any()
	switch {
	case n.powerState() == powerOff && wantsOff:
		v.disable = true
	case n.powerState() == powerOff:
		v.phase = phasePoweringOn
		v.actionFailed = c.action() == actionPowerOn && s.sinceAction(c) > s.seconds("max_power_on_wait_time")
	case wantsOff:
		v.phase = phasePoweringOff
	case c.ActualState.artifacts().equal(c.DesiredState.artifacts()):
		s.judgeConfiguration(c, n, &v)
	case c.action() == actionPowerOn && s.sinceAction(c) <= s.seconds("max_boot_wait_time"):
		v.phase = phasePoweringOn
	default:
		v.phase = phasePoweringOff
	}

	return v
}

func (s *Server) judgeConfiguration(c *component, n *node, v *verdict) {
	desired := ""
	if c.DesiredState != nil {
		desired = deref(c.DesiredState.Configuration)
	}
	switch {
	case desired != n.cfs.desired:
		v.phase = phaseConfiguring
	case desired == "" || n.cfs.status == cfsConfigured:
		v.disable = true
	case n.cfs.status == cfsFailed:
		v.phase, v.disable, v.override, v.err = phaseConfiguring, true, statusFailed, "cfs configuration failed"
	case n.cfs.status == cfsPending:
		v.phase = phaseConfiguring
	default:
		v.phase, v.disable, v.override = phaseConfiguring, true, statusFailed
		v.err = "cfs is not reporting a valid configuration status for this component: " + n.cfs.status
	}
}

// sinceAction returns the time since the last action, which BOS records in whole
// seconds; the maximum duration if it is not known.
func (s *Server) sinceAction(c *component) time.Duration {
	if c.LastAction != nil {
		if at, known := parseTime(deref(c.LastAction.LastUpdated)); known {
			return s.now().Sub(at)
		}
	}

	return time.Duration(1<<63 - 1)
}
