// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// nodesTimeout bounds the retries of a look at the nodes that decides nothing.
const nodesTimeout = 2 * time.Minute

// WaitForOutcome is WaitForStatus, and then a look at the nodes where one failed or was held, or where there are more
// than a percentage can count. components are the session's nodes; nil = BOS did not say. Its errors are those of
// WaitForStatus. Where the nodes cannot be read, the outcome is without their lists. ErrNodesUnknown: they cannot be
// read, and BOS has counted nodes of an earlier session of the name.
func (c *Client) WaitForOutcome(ctx context.Context, name string, components []string) (*Outcome, error) {
	status, err := c.WaitForStatus(ctx, name)
	if err != nil {
		return nil, err
	}
	outcome := NewOutcome(len(components), status)
	looking, cancel := ctx, context.CancelFunc(func() {})
	if !outcome.inexact() { // the verdict is known
		looking, cancel = c.clock.WithTimeout(ctx, nodesTimeout)
	}
	defer cancel()
	p := polling{c: c}
	for {
		complete, err := c.completed(looking, outcome, status, name, components)
		switch {
		case err == nil:
			return &complete, nil
		case looking.Err() != nil && outcome.inexact():
			return nil, p.interrupted(name, context.Cause(looking))
		case looking.Err() == nil && p.tolerate(err):
		case outcome.mixed:
			return nil, fmt.Errorf("%w: %w", ErrNodesUnknown, err)
		default:
			return &outcome, nil
		}
		_ = c.clock.Sleep(looking, p.next) // its end is seen by the next request
	}
}

// SessionOutcome is the outcome of a complete session by one request, and by a second one where one of its nodes failed
// or was held. It is nil while the extended status is that of before the session's end. Its errors are those of
// SessionStatus; where the nodes cannot be read, the outcome is without their lists, or nil where BOS has counted nodes
// of an earlier session of the name.
func (c *Client) SessionOutcome(ctx context.Context, name string, components []string) (*Outcome, error) {
	status, err := c.SessionStatus(ctx, name)
	if err == nil && status.unconfirmed {
		status, err = c.WaitForStatus(ctx, name)
	}
	if err != nil || status.Status != StatusComplete {
		return nil, err
	}
	outcome := NewOutcome(len(components), status)
	complete, err := c.completed(ctx, outcome, status, name, components)
	switch {
	case err == nil:
		return &complete, nil
	case outcome.mixed:
		return nil, nil //nolint:nilnil // there is no outcome yet, and that is no failure
	default:
		return &outcome, nil
	}
}

// completed asks the nodes for what the outcome lacks. On v1 of the API the status names them.
func (c *Client) completed(ctx context.Context, outcome Outcome, status SessionStatus, name string, components []string) (Outcome, error) {
	if !outcome.incomplete() {
		return outcome, nil
	}
	if status.Nodes != nil {
		return outcome.WithNodes(status.Nodes.including(components)), nil
	}
	nodes, err := c.SessionNodes(ctx, name, components)
	switch {
	case err != nil:
		return outcome, err
	case outcome.mixed:
		return nodes.outcome(len(components)), nil
	}
	return outcome.WithNodes(nodes), nil
}

// NameNodes returns a stored outcome with the lists of its nodes, as far as they can still be told; no count changes.
// Its errors are those of SessionStatus and SessionNodes.
func (c *Client) NameNodes(ctx context.Context, outcome Outcome, name string, components []string) (Outcome, error) {
	if outcome.Failed+outcome.Held == 0 {
		return outcome, nil
	}
	status := SessionStatus{}
	var err error
	if version, _ := c.APIVersion(ctx); version == APIv1 {
		status, err = c.SessionStatus(ctx, name)
	}
	if err != nil {
		return outcome, err
	}
	named, err := c.completed(ctx, outcome, status, name, components)
	if named.Failed == outcome.Failed {
		outcome.FailedNodes = named.FailedNodes
	}
	if named.Held == outcome.Held {
		outcome.HeldNodes = named.HeldNodes
	}
	return outcome, err
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

// nodesPollInterval is the shortest time between two looks at the nodes of a session: a look reads all of them.
const nodesPollInterval = time.Minute

var (
	// ErrNodesUnknown reports that the nodes cannot say how a session ended.
	ErrNodesUnknown = errors.New("the session's nodes do not say what became of it")

	// ErrFoundAgain reports that BOS has the record of a session after all.
	ErrFoundAgain = errors.New("BOS has the session's record again")
)

// WaitForNodes waits for the end of a session whose record is gone, by its nodes, and judges them. components are the
// nodes that BOS listed while the record was there; a node that no longer names the session was taken over. The caller
// knows that nodes prove it: see Started.NodesProve. Nodes are looked at once a minute, while BOS works on one.
//
// Before each further look the record is asked for, unless complete says that the session had completed.
//
// Its errors: ErrFoundAgain; ErrNodesUnknown, where no node names the session, nodes may not be read, or there are
// none (v1 of the API); and where ctx ended, a *WaitError.
func (c *Client) WaitForNodes(ctx context.Context, name string, components []string, complete bool) (Outcome, error) {
	p := polling{c: c}
	for {
		nodes, err := c.SessionNodes(ctx, name, components)
		switch {
		case ctx.Err() != nil:
			return Outcome{}, p.interrupted(name, context.Cause(ctx))
		case err == nil && nodes.Managed() == 0:
			return Outcome{}, ErrNodesUnknown
		case err == nil && len(nodes.Working) == 0:
			return nodes.outcome(len(components)), nil
		case err == nil:
			p.succeeded()
			p.next = 0
		case !p.tolerate(err):
			return Outcome{}, fmt.Errorf("%w: %w", ErrNodesUnknown, err)
		}
		if cause := c.clock.Sleep(ctx, max(p.next, nodesPollInterval, c.pollInterval)); cause != nil {
			return Outcome{}, p.interrupted(name, cause)
		}
		if complete {
			continue
		}
		if _, err := c.get(ctx, name, getOptions{once: true}); err == nil {
			return Outcome{}, ErrFoundAgain
		}
	}
}
