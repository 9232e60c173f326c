// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"container/heap"
	"time"
)

// schedule is simulated time: the pending events, and the time up to which they
// have happened. Nothing runs by itself: each request first advances it to the
// clock's now.
type schedule struct {
	period    func() time.Duration // between two runs of an operator
	now       time.Time
	seq       int
	queue     eventQueue
	operators []*operator
}

// operator is one of BOS's background programs. It runs once in a period.
type operator struct {
	next time.Time // its next run, if it has something to do by then
	// wake returns when there will be something to do: the zero time for now,
	// false for never.
	wake func() (time.Time, bool)
	run  func()
}

// after schedules f d from now.
func (s *schedule) after(d time.Duration, f func()) {
	s.seq++
	heap.Push(&s.queue, event{s.now.Add(d), s.seq, f})
}

// advance runs, in order, every event that is due by then.
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

// earliest returns the next event; run is nil if there is none.
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
		next := op.runAfter(later(wake, s.now), s.period())
		if run == nil || next.Before(at) {
			at, run = next, func() {
				op.run()
				op.next = next.Add(s.period())
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

// runAfter returns the operator's first run that is not before t.
func (o *operator) runAfter(t time.Time, period time.Duration) time.Time {
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

// eventQueue is a heap by time, then by order of creation.
type eventQueue []event

func (q eventQueue) Len() int { return len(q) }

func (q eventQueue) Less(i, j int) bool {
	if !q[i].at.Equal(q[j].at) {
		return q[i].at.Before(q[j].at)
	}

	return q[i].seq < q[j].seq
}

func (q eventQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// Push implements heap.Interface.
func (q *eventQueue) Push(x any) {
	if e, isEvent := x.(event); isEvent {
		*q = append(*q, e)
	}
}

// Pop implements heap.Interface.
func (q *eventQueue) Pop() any {
	last := len(*q) - 1
	e := (*q)[last]
	(*q)[last] = event{}
	*q = (*q)[:last]

	return e
}
