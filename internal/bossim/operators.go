// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import "time"

// newSchedule returns a schedule that begins now, with the operators of v2.
func newSchedule(s *Server, now time.Time) schedule {
	sch := schedule{period: s.period, now: now}
	always := func(f func() bool) func() (time.Time, bool) {
		return func() (time.Time, bool) { return time.Time{}, f() }
	}
	busy := always(func() bool { return s.store.components.enabled > 0 })
	// The order within a period lets each operator see the result of the one
	// before it; see Timing.Skew.
	for i, op := range []struct {
		at   float64
		wake func() (time.Time, bool)
		run  func()
	}{
		{0.05, always(func() bool { return s.store.hasSession(sessionPending) }), s.setUpSessions},
		{0.30, busy, s.updateStatuses},
		{0.45, busy, s.powerOffGracefully},
		{0.55, busy, s.powerOffForcefully},
		{0.65, busy, s.powerOn},
		{0.80, busy, s.configure},
		{0.90, always(func() bool { return s.store.hasSession(sessionRunning) }), s.completeSessions},
		{0.95, s.cleanupWake, s.cleanUpSessions},
		{0.97, s.actualStateWake, s.cleanUpActualStates},
		{0.99, s.discoveryWake, s.discover},
	} {
		at := op.at
		if s.timing.Skew != 0 {
			at = float64(hash(string(rune('a'+i))+"/"+time.Duration(s.timing.Skew).String())%1000) / 1000
		}
		sch.operators = append(sch.operators, &operator{
			next: now.Add(time.Duration(at * float64(s.period()))),
			wake: op.wake,
			run:  op.run,
		})
	}

	return sch
}
