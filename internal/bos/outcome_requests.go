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

// nodesTimeout bounds the retries of reading the nodes when the verdict does not need them.
const nodesTimeout = 2 * time.Minute

// WaitForOutcome waits for the final extended status, as [Client.WaitForStatus] does, and then reads the nodes if one
// failed or was held, or if there are more than a percentage can count. components are the session's nodes; nil means
// that BOS did not report them.
//
// The errors are those of WaitForStatus, and ErrNodesUnknown if BOS has counted nodes of an earlier session of the name
// and the nodes cannot be read. If the verdict does not need the nodes and they cannot be read, the outcome lacks their
// lists.
func (c *Client) WaitForOutcome(ctx context.Context, name string, components []string) (*Outcome, error) {
	status, err := c.WaitForStatus(ctx, name)
	if err != nil {
		return nil, err
	}
	outcome := NewOutcome(len(components), status)
	looking, cancel := ctx, context.CancelFunc(func() {})
	if !outcome.inexact() { // the verdict does not need the nodes
		looking, cancel = c.clock.WithTimeout(ctx, nodesTimeout)
	}
	defer cancel()
	p := polling{c: c}
	for {
		complete, err := c.addNodes(looking, outcome, status, name, components)
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
		_ = c.clock.Sleep(looking, p.next) // the next request notices the end of looking
	}
}

// SessionOutcome returns the outcome of a complete session by one request, and a second one if a node failed or was
// held. The outcome is nil if the extended status is from before the session's end.
//
// The errors are those of [Client.SessionStatus]. If the nodes cannot be read, the outcome lacks their lists, or is nil
// if BOS has counted nodes of an earlier session of the name.
func (c *Client) SessionOutcome(ctx context.Context, name string, components []string) (*Outcome, error) {
	status, err := c.SessionStatus(ctx, name)
	if err == nil && status.unconfirmed {
		status, err = c.WaitForStatus(ctx, name)
	}
	if err != nil || status.Status != StatusComplete {
		return nil, err
	}
	outcome := NewOutcome(len(components), status)
	complete, err := c.addNodes(ctx, outcome, status, name, components)
	switch {
	case err == nil:
		return &complete, nil
	case outcome.mixed:
		return nil, nil //nolint:nilnil // no outcome yet is not an error
	default:
		return &outcome, nil
	}
}

// addNodes adds to the outcome what only the nodes show. On v1 of the API the status names them.
func (c *Client) addNodes(
	ctx context.Context, outcome Outcome, status SessionStatus, name string, components []string,
) (Outcome, error) {
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

// NameNodes returns a stored outcome with the lists of its nodes, if they are still known; it changes no count. The
// errors are those of [Client.SessionStatus] and [Client.SessionNodes].
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
	named, err := c.addNodes(ctx, outcome, status, name, components)
	if named.Failed == outcome.Failed {
		outcome.FailedNodes = named.FailedNodes
	}
	if named.Held == outcome.Held {
		outcome.HeldNodes = named.HeldNodes
	}
	return outcome, err
}

// WaitForStatus returns the extended status of a complete session. It retries after transient failures as
// [Client.WaitForSession] does, for as long as ctx lasts. An answer with another status than complete comes from a
// cache or a replica and its counts are not final; it counts as a transient failure.
//
// The error is gateway.ErrNotFound, after several 404s in a row over at least 35 s, as BOS may delete the session at
// any time; a *NodesUnknownError; another 4xx; or, if ctx ended, a *WaitError.
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

// nodesPollInterval is the shortest pause between two reads of a session's nodes. Each read gets all of them.
const nodesPollInterval = time.Minute

var (
	// ErrNodesUnknown reports that the nodes do not show how a session ended.
	ErrNodesUnknown = errors.New("the session's nodes do not say what became of it")

	// ErrFoundAgain reports that BOS has the record of a session that was thought deleted.
	ErrFoundAgain = errors.New("BOS has the session's record again")
)

// WaitForNodes waits for the end of a session whose record is gone, and derives its outcome from its nodes. components
// are the nodes that BOS listed while the record existed; a node that no longer names the session was taken over. The
// result is valid only if Started.NodesProve is true. The nodes are read once a minute while BOS works on one of them.
//
// Before each further read the record is looked up, unless complete reports that the session had completed.
//
// The error is ErrFoundAgain; ErrNodesUnknown, if no node names the session, nodes may not be read, or there are none
// (v1 of the API); or, if ctx ended, a *WaitError.
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
			p.c.watch.nodes(nodes)
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
