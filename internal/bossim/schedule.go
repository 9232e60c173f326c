// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"container/heap"
	"time"
)

// schedule is simulated time: what will happen, and up to when it has. Nothing
// runs by itself: each request first advances it to the clock's now.
type schedule struct {
	server    *Server
	now       time.Time
	seq       int
	queue     eventQueue
	operators []*operator
}

// operator is one of BOS's background programs. It looks once in a period.
type operator struct {
	next time.Time // its next look, if it has something to do by then
	// wake is when there will be something to do: the zero time for now. False is never.
	wake func() (time.Time, bool)
	run  func()
}

func newSchedule(s *Server, now time.Time) schedule {
	sch := schedule{server: s, now: now}
	always := func(f func() bool) func() (time.Time, bool) {
		return func() (time.Time, bool) { return time.Time{}, f() }
	}
	busy := always(func() bool { return s.store.components.enabled > 0 })
	// The order within a period lets each operator meet what the one before
	// it did; see Timing.Skew.
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

// period is the time between two looks of an operator. BOS accepts a frequency
// of 0 and then looks without a pause.
func (s *Server) period() time.Duration {
	if s.timing.Operator > 0 {
		return s.timing.Operator
	}

	return max(s.seconds("polling_frequency"), 100*time.Millisecond)
}

// call is the time that an operator's call to another service takes: a
// twentieth of its period lies between what it notes before and after.
func (s *Server) callTime() time.Duration { return s.period() / 20 }

// after lets f happen d from now.
func (s *schedule) after(d time.Duration, f func()) {
	s.seq++
	heap.Push(&s.queue, event{s.now.Add(d), s.seq, f})
}

// advance lets everything happen, in order, that is due by then.
func (s *schedule) advance(to time.Time) {
	for {
		at, run := s.earliest()
		if run == nil || at.After(to) {
			break
		}
		if at.After(s.now) {
			s.now = at
		}
		run()
	}
	if to.After(s.now) {
		s.now = to
	}
}

// earliest is the next thing to happen; run is nil when nothing will.
func (s *schedule) earliest() (at time.Time, run func()) {
	if len(s.queue) > 0 {
		at, run = s.queue[0].at, func() {
			e, _ := heap.Pop(&s.queue).(event)
			e.run()
		}
	}
	for _, op := range s.operators {
		wake, due := op.wake()
		if !due {
			continue
		}
		look := op.look(later(wake, s.now), s.server.period())
		if run == nil || look.Before(at) {
			at, run = look, func() {
				op.run()
				op.next = look.Add(s.server.period())
			}
		}
	}

	return at, run
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}

	return b
}

// look is the operator's first look that is not before t.
func (o *operator) look(t time.Time, period time.Duration) time.Time {
	if !o.next.Before(t) {
		return o.next
	}
	missed := t.Sub(o.next) + period - 1

	return o.next.Add(missed - missed%period)
}

type event struct {
	at  time.Time
	seq int
	run func()
}

// eventQueue is a heap by time, then by order of making.
type eventQueue []event

func (q eventQueue) Len() int { return len(q) }

func (q eventQueue) Less(i, j int) bool {
	if !q[i].at.Equal(q[j].at) {
		return q[i].at.Before(q[j].at)
	}

	return q[i].seq < q[j].seq
}

func (q eventQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// Push is heap.Interface's.
func (q *eventQueue) Push(x any) {
	if e, isEvent := x.(event); isEvent {
		*q = append(*q, e)
	}
}

// Pop is heap.Interface's.
func (q *eventQueue) Pop() any {
	last := len(*q) - 1
	e := (*q)[last]
	(*q)[last] = event{}
	*q = (*q)[:last]

	return e
}
