// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"slices"
	"sync"
	"time"
)

// crowdSpacing is the time between the polls of two sessions, as long as a poll interval has room for all: up to 100
// requests per second, of which BOS answers 620.
const crowdSpacing = 10 * time.Millisecond

// crowd spreads the polls of sessions that are waited for at the same time. Without it, the sessions that an apply has
// started together would be polled together, too, at each multiple of the poll interval. All copies of a client share
// it.
type crowd struct {
	mu      sync.Mutex
	taken   []bool // by place
	waiting int
}

// enter takes the lowest free place, from 0 on, until leave is called.
func (w *crowd) enter() (place int, leave func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.waiting++
	place = slices.Index(w.taken, false)
	if place < 0 {
		place = len(w.taken)
		w.taken = append(w.taken, false)
	}
	w.taken[place] = true
	return place, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.waiting--
		w.taken[place] = false
	}
}

// firstPause returns the pause before the first poll: firstPoll, later by crowdSpacing for each place before this one.
// It is at most interval; beyond, it begins from 0 again.
func firstPause(place int, interval time.Duration) time.Duration {
	pause := min(firstPoll, interval) + time.Duration(place)*crowdSpacing%interval
	if pause > interval {
		pause -= interval
	}
	return pause
}

// shortestPause returns the pause in which each waiting session can be polled once, crowdSpacing apart.
func (w *crowd) shortestPause() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	return time.Duration(w.waiting) * crowdSpacing
}
