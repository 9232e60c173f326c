// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// SessionStatus is the extended status of a session: its progress while it runs, and frozen when it completes.
// Percentages are 0–100 and of Managed; PercentStaged and those of Phases are NaN where BOS's value cannot be read.
type SessionStatus struct {
	Status                                          string
	Managed                                         int // nodes the session holds now
	PercentSuccessful, PercentFailed, PercentStaged float64
	Phases                                          Phases
	Errors                                          map[string]NodeError // by message
	StartTime, EndTime                              time.Time            // UTC; zero when unset
	Duration                                        time.Duration
	DurationUnknown                                 bool // Duration is 0 because BOS's value cannot be read

	// NoTakeover is that no newer session takes nodes over, as on v1 of the API: of nodes that were the
	// session's, and are not among Managed, nothing tells what became of them.
	NoTakeover bool

	unconfirmed bool // as in Session

	// Nodes are the nodes one by one, on v1 of the API, whose status names them. nil = see Client.SessionNodes.
	Nodes *SessionNodes
}

// Phases is where the nodes are, in percent. Complete includes the failed ones.
type Phases struct {
	PercentComplete, PercentPoweringOn, PercentPoweringOff, PercentConfiguring float64
}

// NodeError is how many nodes reported one error, and the first of them.
type NodeError struct {
	Count     int
	Nodes     []string // sorted, at most ten
	Truncated bool     // there are more nodes than Nodes
}

// WaitForStatus returns the extended status of a session that is complete, as patiently as WaitForSession: the session
// has a result, and a BOS that is away for a while does not change it. An answer that is not of a complete session is
// older, from a cache or a replica, and its counts are not final: it is a failure that may pass.
//
// Its errors: ErrNotFound, as BOS may delete the session at any time, once several 404s in a row over at least 35 s
// confirm it; an *NodesUnknownError; another 4xx; and where ctx ended, a *WaitError.
func (c *Client) WaitForStatus(ctx context.Context, name string) (SessionStatus, error) {
	p := polling{c: c}
	for {
		sentAt := c.clock.Now()
		status, err := c.SessionStatus(ctx, name)
		if err == nil && status.Status != StatusComplete {
			err = c.gateway.Unusable(http.MethodGet, c.statusPath(name), http.StatusOK, status.Status,
				errors.New("the extended status is not that of the complete session"))
		}
		switch {
		case err == nil && p.isFinal(status.unconfirmed, sentAt):
			return status, nil
		case ctx.Err() != nil:
			return SessionStatus{}, p.interrupted(name, context.Cause(ctx))
		case err != nil && !p.tolerateSession(err, sentAt):
			return SessionStatus{}, err
		}
		if cause := c.clock.Sleep(ctx, p.next); cause != nil {
			return SessionStatus{}, p.interrupted(name, cause)
		}
	}
}

func (c *Client) statusPath(name string) string {
	if v1, _ := c.SpeaksV1(); v1 {
		return sessionsPathV1 + "/" + name + "/status"
	}
	return sessionsPath + "/" + name + "/status"
}
