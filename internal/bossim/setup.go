// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"time"
)

// BOS's messages, with their full stops.
var (
	errNoNodes      = errors.New("No nodes were found to act upon.")
	errNoComponents = errors.New("All nodes found to act upon do not exist as BOS components")

	// errStuck is BOS's 404 to its own PATCH of a component that it does not have.
	// The set-up operator ends there and tries again in its next run.
	errStuck = errors.New("a node has no BOS component")
)

// target is the state that a session sets for one node.
type target struct {
	node  string
	state *state
}

// setUpSessions is the set-up operator: it processes the pending sessions.
func (s *Server) setUpSessions() {
	for _, session := range s.store.sessionsIn(sessionPending) {
		if !session.settingUp && session.since.Before(s.now()) {
			if s.setUp(session) == errStuck { //nolint:errorlint // it is never wrapped
				return
			}
		}
	}
}

// setUp finds the session's nodes and sets their new states, one batch at a time.
// Deleting the session meanwhile does not stop it: the operator holds the list
// already.
func (s *Server) setUp(session *session) error {
	targets, err := s.targets(session)
	switch {
	case errors.Is(err, errNoNodes) && !s.version.failsEmpty():
		s.markRunning(session, nil)

		return nil
	case err != nil:
		s.failSetUp(session, err)

		return nil
	}
	if s.version.before(skipsUnknown) && s.getsStuck(session, targets) {
		return errStuck
	}
	session.settingUp = true
	names := nodeSet{}
	wait, batches := time.Duration(0), 0
	for batch := range slices.Chunk(targets, s.batchSize(len(targets))) {
		s.schedule.after(wait, func() {
			for _, t := range batch {
				if s.setTarget(session, t) {
					names[t.node] = struct{}{}
				}
			}
		})
		wait += s.timing.pause(batches)
		batches++
	}
	s.schedule.after(wait, func() {
		if len(names) == 0 {
			s.failSetUp(session, errNoComponents)

			return
		}
		s.markRunning(session, names)
	})

	return nil
}

// getsStuck reports whether one of the nodes has no BOS component. The batches
// before it are changed all the same.
func (s *Server) getsStuck(session *session, targets []target) bool {
	var before []target
	for batch := range slices.Chunk(targets, s.batchSize(len(targets))) {
		for _, t := range batch {
			if s.store.components.byID[t.node] != nil {
				continue
			}
			for _, t := range before {
				s.setTarget(session, t)
			}

			return true
		}
		before = append(before, batch...)
	}

	return false
}

// batchSize returns how many of n nodes the set-up operator enables at once.
func (s *Server) batchSize(n int) int {
	if s.timing.Batch > 0 {
		return s.timing.Batch
	}
	if size := s.number("max_component_batch_size"); size > 0 {
		return size
	}

	return n
}

// pause returns the time after the batch of that number, from 0.
func (t Timing) pause(batch int) time.Duration {
	if len(t.Pauses) == 0 {
		return t.SetUp
	}

	return t.Pauses[min(batch, len(t.Pauses)-1)]
}

// markRunning sets the session to running, if it still exists.
func (s *Server) markRunning(session *session, names nodeSet) {
	if s.store.sessions[session.key()] != session {
		return
	}
	list := slices.Collect(maps.Keys(names))
	inDatabaseOrder(list, func(name string) string { return name })
	session.Components = strings.Join(list, ",")
	session.Status.Status = sessionRunning
	s.store.keepSession(session)
}

// failSetUp completes the session with BOS's message about what went wrong.
func (s *Server) failSetUp(session *session, err error) {
	message := err.Error()
	session.Status.Error = &message
	s.complete(session)
}

// targets returns the states for the nodes of each boot set; for a node in two of
// them the later counts. BOS reads the template from its own API, sorted by key.
func (s *Server) targets(session *session) ([]target, error) {
	template := s.store.templates[key{deref(session.Tenant), session.TemplateName}]
	if template == nil {
		return nil, s.exception("bos.common.clients.endpoints.exceptions.ApiResponseError",
			"Non-2XX response (404) to GET http://cray-bos/v2/sessiontemplates/"+session.TemplateName)
	}
	var targets []target
	sets := template.sub("boot_sets")
	for _, name := range slices.Sorted(slices.Values(sets.keys)) {
		bootSet := sets.sub(name)
		nodes, err := s.nodesOf(session, bootSet)
		if err != nil {
			return nil, err
		}
		if len(nodes) == 0 {
			continue
		}
		wanted, err := s.wantedState(session, template, bootSet)
		if err != nil {
			return nil, err
		}
		for _, node := range slices.Sorted(maps.Keys(nodes)) {
			targets = append(targets, target{node, wanted})
		}
	}
	if len(targets) == 0 {
		return nil, errNoNodes
	}

	return targets, nil
}

// setTarget sets a node's new desired or staged state, as the set-up operator's
// PATCH does; a reboot also clears the actual one. It reports whether BOS has a
// component for the node.
func (s *Server) setTarget(session *session, t target) bool {
	c := s.store.components.byID[t.node]
	if c == nil {
		return false
	}
	now, name, none := s.timestamp(), session.Name, ""
	if !session.Stage {
		s.store.history.assign(t.node, session)
	}
	s.store.components.change(c, func(c *component) {
		c.Error = &none
		if session.Stage {
			c.StagedState = c.StagedState.with(t.state)
			c.StagedState.LastUpdated = &now
			// A staged shutdown does not name its session
			// (staged_shutdown_status.json).
			if session.Operation != "shutdown" {
				c.StagedState.Session = &name
			}

			return
		}
		c.DesiredState = c.DesiredState.with(t.state)
		c.DesiredState.LastUpdated = &now
		if session.Operation == "reboot" {
			c.ActualState = c.ActualState.cleared(now)
		}
		c.Session = &name
		c.Enabled = ptr(true)
		c.setAction(actionSetUp, now)
		c.hold()
		c.EventStats = noEvents()
	})

	return true
}

func (s *Server) wantedState(session *session, template, bootSet *object) (*state, error) {
	if session.Operation == "shutdown" {
		wanted := &state{BootArtifacts: emptyArtifacts(), Configuration: ptr("")}
		if !session.Stage {
			wanted.BSSToken = ptr("")
		}

		return wanted, nil
	}
	boots, err := s.bootArtifacts(bootSet)
	if err != nil {
		return nil, err
	}
	name := ""
	if template.fields["enable_cfs"] != false {
		name = bootSet.sub("cfs").text("configuration")
		if name == "" {
			name = template.sub("cfs").text("configuration")
		}
	}

	return &state{BootArtifacts: boots, Configuration: &name}, nil
}
