// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"slices"
	"time"
)

// The boot agent's messages about nodes that failed.
const (
	powerRefused = "Simulated power failure" // v1/082_fail_bootset.json
	cfsGaveUp    = "CFS failed and exhausted all retries"
	cfsUnknown   = "Status could not be retrieved from CFS"
	cfsUnset     = `Component entered the unhandled status "unconfigured"`
)

const (
	// v1ConfigureTime is how long the agent waits for CFS.
	v1ConfigureTime = 30 * time.Minute
	// v1DrainTime is how long it waits, in a reboot, until HSM no longer reports
	// the nodes as ready.
	v1DrainTime = 70 * time.Second
)

// pick returns the nodes for which f returns true.
func (a *setAgent) pick(from []string, f func(*node) bool) []string {
	var picked []string
	for _, name := range from {
		if f(a.server.world.nodes[name]) {
			picked = append(picked, name)
		}
	}

	return picked
}

// enter begins a phase for all remaining nodes.
func (a *setAgent) enter(phase string) {
	a.times(phase, a.now(), nil)
	a.move(phase, a.nodes, v1NotStarted, v1InProgress)
}

// leave ends a phase. The agent continues as long as there is a node that has not
// failed.
func (a *setAgent) leave(phase string, next func(bool)) {
	a.times(phase, nil, a.now())
	next(len(a.nodes) > 0)
}

// shutDown powers the nodes off: gracefully, then by force those that stay on. It
// records the results when it has waited for all: a node that still stays on is
// recorded as succeeded, too, without an error.
func (a *setAgent) shutDown(next func(bool)) {
	s := a.server
	a.enter(v1Shutdown)
	isOn := func(n *node) bool { return n.powerState() != powerOff }
	switchOff := func(forced bool) {
		for _, name := range a.pick(a.nodes, isOn) {
			s.powerNodeOff(s.world.nodes[name], forced)
		}
	}
	switchOff(false)
	began, forced, patience := s.now(), false, s.seconds("max_power_off_wait_time")
	a.poll(func() bool {
		still := a.pick(a.nodes, isOn)
		switch {
		case len(still) == 0 || (forced && a.since(began) > patience):
			a.move(v1Shutdown, a.nodes, v1InProgress, v1Succeeded)
			a.drain(next)

			return true
		case !forced && a.since(began) > patience:
			began, forced = s.now(), true
			switchOff(true)
		}

		return false
	})
}

// drain ends the phase, in a reboot only once no node is ready any more; the
// agent abandons its boot set if one still is.
func (a *setAgent) drain(next func(bool)) {
	if a.operation != v1Reboot || len(a.pick(a.nodes, (*node).ready)) == 0 {
		a.leave(v1Shutdown, next)

		return
	}
	a.server.schedule.after(v1DrainTime, func() {
		a.times(v1Shutdown, nil, a.now())
		next(len(a.pick(a.nodes, (*node).ready)) == 0)
	})
}

// refusesPower reports whether the power service answers every command with an
// error.
func (n *node) refusesPower() bool { return n.powerState() == "" || n.powerState() == powerUndefined }

// boot powers on the nodes that are off, and then records all of them as
// succeeded: also one that is on, which keeps what it runs (the agent says "will
// not be booted" in its log only), and one that is not up in time, which is in
// "failed" too. If all nodes are on it records nothing: they stay in progress. If
// the agent cannot find the image it gives up, and leaves the nodes in progress
// forever.
func (a *setAgent) boot(next func(bool)) {
	s := a.server
	a.enter(v1Boot)
	boots, err := s.bootArtifacts(a.set)
	if err != nil {
		next(false)

		return
	}
	boots.KernelParameters = ptr(deref(boots.KernelParameters) + " bos_session_id=" + a.session)
	a.fail(v1Boot, a.pick(a.nodes, (*node).refusesPower), powerRefused)
	if len(a.nodes) == 0 {
		a.leave(v1Boot, next)

		return
	}
	off := a.pick(a.nodes, func(n *node) bool { return n.powerState() == powerOff })
	if len(off) == 0 {
		next(true)

		return
	}
	a.switchOn(off, boots)
	a.move(v1Boot, a.nodes, v1InProgress, v1Succeeded)
	began, waiting := s.now(), slices.Clone(a.nodes)
	a.poll(func() bool {
		waiting = a.pick(waiting, func(n *node) bool { return !n.ready() })
		switch {
		case len(waiting) == 0:
		case a.since(began) > s.seconds("max_boot_wait_time"):
			a.fail(v1Boot, waiting, "")
		default:
			return false
		}
		a.leave(v1Boot, next)

		return true
	})
}

// switchOn boots nodes that are off.
func (a *setAgent) switchOn(nodes []string, boots *artifacts) {
	token := a.server.tokenFor(boots)
	for _, name := range nodes {
		n := a.server.world.nodes[name]
		n.boots, n.token = boots, token
		n.cfs.enabled, n.cfs.status = false, cfsUnconfigured
		n.cfs.run++
		n.cfs.desired = a.configuration()
		a.server.powerNodeOn(n)
	}
}

// configuration returns what CFS must hold for the nodes, "" for nothing.
func (a *setAgent) configuration() string {
	if a.template.fields["enable_cfs"] == false {
		return ""
	}

	return a.template.sub("cfs").text("configuration")
}

// configure waits for CFS. Without a configuration the agent does not even record
// that it has nothing to do: the nodes stay "not_started".
func (a *setAgent) configure(next func(bool)) {
	s, wanted := a.server, a.configuration()
	if wanted == "" {
		next(true)

		return
	}
	a.enter(v1Configure)
	for _, name := range a.nodes {
		if n := s.world.nodes[name]; n.cfs.desired != wanted || n.cfs.status == cfsUnconfigured {
			n.cfs.desired, n.cfs.enabled = wanted, true
			s.configureNode(n)
		}
	}
	began, waiting := s.now(), slices.Clone(a.nodes)
	a.poll(func() bool {
		unknown := func(n *node) bool { return n.failure == FailUnknownToCFS }
		is := func(status string) func(*node) bool {
			return func(n *node) bool { return !unknown(n) && n.cfs.status == status }
		}
		a.move(v1Configure, a.pick(waiting, is(cfsConfigured)), v1InProgress, v1Succeeded)
		a.fail(v1Configure, a.pick(waiting, unknown), cfsUnknown)
		a.fail(v1Configure, a.pick(waiting, is(cfsFailed)), cfsGaveUp)
		a.fail(v1Configure, a.pick(waiting, is(cfsUnconfigured)), cfsUnset)
		waiting = a.pick(waiting, is(cfsPending))
		if len(waiting) > 0 && a.since(began) > v1ConfigureTime {
			next(false)

			return true
		}
		if len(waiting) == 0 {
			a.leave(v1Configure, next)
		}

		return len(waiting) == 0
	})
}

// configureNode makes CFS configure a node; it fails for one that is not up.
func (s *Server) configureNode(n *node) {
	s.startConfiguration(n)
	if n.power != powerOn {
		n.cfs.run++
		n.cfs.status = cfsFailed
	}
}
