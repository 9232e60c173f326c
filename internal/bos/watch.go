// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"time"
)

// Watcher is called while a client waits for a session, by the goroutine that waits. It must not block.
type Watcher struct {
	// Progress reports the session: whenever its status, its number of nodes or its error has changed, and whenever its
	// nodes were to be counted.
	Progress func(Progress)
	// Failed reports that the last requests have failed, failures in a row, and why the last one did. Answered reports
	// that BOS answers again.
	Failed   func(err error, failures int)
	Answered func()
}

// Progress is what a session was seen to do.
type Progress struct {
	Status string
	Error  string
	Nodes  int         // the number of nodes that the session lists; 0 before set-up
	Counts *NodeCounts // nil: the nodes were not counted
}

// NodeCounts counts the nodes that the session holds, by what they do.
type NodeCounts struct {
	Managed, PoweringOff, PoweringOn, Configuring, Ready, Failed, Staged int
	Errors                                                               map[string]NodeError // by message
}

// countsInterval is the shortest time between two counts of a session's nodes: BOS reads all components for each of
// them, also while it has nothing new to report.
const countsInterval = time.Minute

// maxCountsInterval is the time between two counts that BOS does not answer before the next poll.
const maxCountsInterval = 15 * time.Minute

// countsPause is the shortest pause between two polls in which the nodes are counted.
const countsPause = 5 * time.Second

// Watched returns a copy of the client that calls w during the waits for one session. It polls the session as the client
// does, at the same times. In a pause between two polls it also reads the session's extended status, at most once a
// minute and for one session of all copies at a time. That request is made once, ends with the pause at the latest, and
// its failure changes nothing. It is left out where it would have to renew the token, or where other requests
// wait for a turn of the request rate.
func (c *Client) Watched(w Watcher) *Client {
	copied := *c
	copied.watch = &watch{Watcher: w}
	return &copied
}

// watch is a Watcher, when the nodes were last counted for it, and the time until they are counted again. A nil one does
// nothing.
type watch struct {
	Watcher

	counted time.Time
	every   time.Duration // 0 = countsInterval
}

func (w *watch) failed(err error, failures int) {
	if w != nil {
		w.Failed(err, failures)
	}
}

func (w *watch) answered() {
	if w != nil {
		w.Answered()
	}
}

// nodes reports the nodes of a session whose record is gone.
func (w *watch) nodes(nodes SessionNodes) {
	if w != nil {
		counts := nodes.counts()
		w.Progress(Progress{Status: StatusRunning, Nodes: nodes.Managed(), Counts: &counts})
	}
}

// rest is the pause before the next poll, in which a watcher learns what is new.
func (p *polling) rest(ctx context.Context) error {
	watch := p.c.watch
	if watch == nil || p.seen.Name == "" || p.failure != nil || ctx.Err() != nil {
		return p.c.clock.Sleep(ctx, p.next)
	}
	until := p.c.clock.Now().Add(p.next)
	counts, tried := p.count(ctx)
	if tried || p.news {
		p.news = false
		watch.Progress(Progress{p.seen.Status, p.seen.Error, len(p.seen.Components), counts})
	}
	return p.c.clock.Sleep(ctx, until.Sub(p.c.clock.Now()))
}

// count counts the nodes of the session, if that is due, which tried reports. It returns nil if they cannot be counted
// before the next poll.
func (p *polling) count(ctx context.Context) (counts *NodeCounts, tried bool) {
	now, w := p.c.clock.Now(), p.c.watch
	due := w.counted.IsZero() || now.Sub(w.counted) >= max(w.every, countsInterval)
	if !due || p.seen.Status != StatusRunning || p.next < min(countsPause, p.c.pollInterval) ||
		!p.c.gateway.Spare(p.next) || !p.c.counting.TryLock() {
		return nil, false
	}
	defer p.c.counting.Unlock()
	w.counted = now
	ctx, cancel := p.c.clock.WithTimeout(ctx, p.next)
	defer cancel()
	v, err := p.c.version(ctx)
	if err != nil {
		return nil, true
	}
	status, err := v.status(ctx, p.seen.Name, true)
	if err != nil && ctx.Err() != nil { // BOS takes longer than the pause, and would do the work in vain each time
		w.every = min(2*max(w.every, countsInterval), maxCountsInterval)
	}
	if err != nil || status.Status != StatusRunning {
		return nil, true
	}
	w.every = 0
	found := status.Counts()
	return &found, true
}

// Counts converts the percentages into counts, as [NewOutcome] does.
func (s SessionStatus) Counts() NodeCounts {
	managed := max(0, s.Managed)
	of := func(percent float64) int { return countOf(percent, managed) }
	return NodeCounts{
		Managed:     managed,
		PoweringOff: of(s.Phases.PercentPoweringOff),
		PoweringOn:  of(s.Phases.PercentPoweringOn),
		Configuring: of(s.Phases.PercentConfiguring),
		Ready:       of(s.PercentSuccessful),
		Failed:      of(s.PercentFailed),
		Staged:      of(s.PercentStaged),
		Errors:      s.Errors,
	}
}

func (n SessionNodes) counts() NodeCounts {
	return NodeCounts{
		Managed:     n.Managed(),
		PoweringOff: len(n.Working[phasePoweringOff]),
		PoweringOn:  len(n.Working[phasePoweringOn]),
		Configuring: len(n.Working[phaseConfiguring]),
		Ready:       len(n.Successful),
		Failed:      len(n.Failed),
		Errors:      n.Errors,
	}
}
