// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import "fmt"

type appliedStages struct {
	Failed    []string `json:"failed"`
	Ignored   []string `json:"ignored"`
	Succeeded []string `json:"succeeded"`
}

// applyStaged answers POST /v2/applystaged.
func (s *Server) applyStaged(c *call) answer {
	result := appliedStages{Failed: []string{}, Ignored: []string{}, Succeeded: []string{}}
	if c.tenant != "" && !s.world.hasTenant(c.tenant) {
		return badRequest("Error parsing the data provided: Data not found for tenant " + c.tenant)
	}
	clearStage := s.flag("clear_stage")
	for _, id := range c.object().texts("xnames") {
		component := s.store.components.byID[id]
		foreign := c.tenant != "" && !s.world.isTenants(id, c.tenant)
		switch {
		case component == nil || foreign || component.stagedSession() == "":
			result.Ignored = append(result.Ignored, id)
		case s.applyStage(component, c.tenant, clearStage):
			result.Succeeded = append(result.Succeeded, id)
		default:
			result.Failed = append(result.Failed, id)
		}
	}

	return ok(result)
}

// applyStage makes the staged state the desired one. The component belongs to the
// staged session from then on, even if that fails
// (staged_deleted_component.json).
func (s *Server) applyStage(c *component, tenant string, clearStage bool) bool {
	name, now := c.stagedSession(), s.timestamp()
	operation, fault := s.checkStage(c, tenant)
	s.store.components.change(c, func(c *component) {
		if fault == "" {
			if operation == "reboot" {
				c.ActualState = emptyActualState(now)
			}
			boots, configuration := c.StagedState.artifacts(), ptr(deref(c.StagedState.Configuration))
			if boots == nil {
				boots = emptyArtifacts()
			}
			c.DesiredState = &state{BootArtifacts: boots, Configuration: configuration}
			c.Enabled = ptr(true)
		} else {
			c.Error, c.Enabled = &fault, ptr(false)
		}
		c.Session = &name
		action := deref(c.LastAction)
		action.Action = ptr(actionApplyStaged)
		c.LastAction = &action
		if clearStage {
			c.StagedState = &state{BootArtifacts: emptyArtifacts(), Configuration: ptr("")}
		}
		c.touch(now)
	})

	return fault == ""
}

// touch does what BOS does to a whole record that it writes back: every part
// counts as updated.
func (c *component) touch(now string) {
	for _, part := range []**state{&c.ActualState, &c.DesiredState, &c.StagedState} {
		*part = (*part).with(nil)
		(*part).LastUpdated = &now
	}
	action := deref(c.LastAction)
	action.LastUpdated = &now
	c.LastAction = &action
	if c.enabled() {
		c.hold()
	}
	c.EventStats = noEvents()
}

// forgetsStages reports whether staged sessions are not found: with its tenants,
// BOS 2.2 began to look for them in the wrong place, until 2.21. The 2.10 line
// got the fix with 2.10.21.
func (s *Server) forgetsStages() bool {
	fixed := !s.version.before(release{2, 10, 21}) && s.version.before(release{2, 11, 0})
	return !fixed && !s.version.before(release{2, 2, 0}) && s.version.before(release{2, 21, 0})
}

// checkStage returns the staged session's operation, or BOS's message about what
// is wrong.
func (s *Server) checkStage(c *component, tenant string) (operation, fault string) {
	name := c.stagedSession()
	where := fmt.Sprintf("(session: %s, tenant: %s)", name, tenant)
	session := s.store.sessions[key{tenant, name}]
	switch {
	case s.forgetsStages():
		return "", "Staged session no longer exists"
	case session == nil:
		return "", "Staged session no longer exists " + where
	}
	boots := c.StagedState.artifacts()
	switch {
	case session.Operation == "shutdown" && boots.any():
		fault = "Staged operation is shutdown but boot artifacts have been specified " + where
	case session.Operation != "shutdown" && boots != nil && !boots.all():
		fault = "Staged operation is " + session.Operation + " but some boot artifacts have not been specified " + where
	}

	return session.Operation, fault
}
