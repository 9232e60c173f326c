// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

// SessionNodes is how far the nodes of a session are, one by one. All lists are sorted.
//
// BOS itself counts the nodes that name the session in its extended status by the same rule: stable is success,
// failed is failure, and everything else is neither (bossim/session_status.go has its sources).
type SessionNodes struct {
	Successful, Failed, Held []string             // BOS no longer works on them
	Working                  map[string][]string  // those that BOS works on, by phase; "" = it has not begun
	Errors                   map[string]NodeError // by message
}

// The statuses of a component that decide (life_fail_boot_status.json).
const (
	componentStable = "stable"
	componentFailed = "failed"
)

// SessionNodes reads the components that name the session, in pages. components are the session's nodes: others are
// left out; nil = take every node that names it. A component keeps the name after the session's end and after its
// record is gone, until another session takes it over.
//
// Its errors: those of EachComponent. gateway.ErrUnauthorized: the gateway's policy does not let everybody read
// components.
func (c *Client) SessionNodes(ctx context.Context, name string, components []string) (SessionNodes, error) {
	nodes := SessionNodes{Working: map[string][]string{}}
	messages := map[string][]string{}
	own := make(map[string]struct{}, len(components))
	for _, node := range components {
		own[node] = struct{}{}
	}
	err := c.EachComponent(ctx, ComponentFilter{Session: name}, func(component Component) error {
		if _, found := own[component.ID]; found || components == nil {
			nodes.add(component)
			if component.Error != "" {
				messages[component.Error] = append(messages[component.Error], component.ID)
			}
		}
		return nil
	})
	if err != nil {
		return SessionNodes{}, err
	}
	nodes.Errors = nodeErrors(messages)
	return nodes, nil
}

func (n *SessionNodes) add(c Component) {
	switch {
	case c.Enabled:
		n.Working[c.Phase] = append(n.Working[c.Phase], c.ID)
	case c.Status == componentStable:
		n.Successful = append(n.Successful, c.ID)
	case c.Status == componentFailed:
		n.Failed = append(n.Failed, c.ID)
	default:
		n.Held = append(n.Held, c.ID)
	}
}

// nodeErrors sorts nodes by message, and names as many as BOS does. A node may be listed twice.
func nodeErrors(messages map[string][]string) map[string]NodeError {
	errs := make(map[string]NodeError, len(messages))
	for message, nodes := range messages {
		slices.Sort(nodes)
		nodes = slices.Compact(nodes)
		errs[message] = NodeError{
			Count: len(nodes), Nodes: slices.Clone(nodes[:min(len(nodes), maxErrorNodes)]), Truncated: len(nodes) > maxErrorNodes,
		}
	}
	return errs
}

// Managed is the number of nodes that name the session.
func (n SessionNodes) Managed() int {
	return len(n.Successful) + len(n.Failed) + len(n.unsettled())
}

// all returns the names of the nodes, sorted; never nil.
func (n SessionNodes) all() []string {
	nodes := slices.Concat([]string{}, n.Successful, n.Failed, n.unsettled())
	slices.Sort(nodes)
	return nodes
}

// unsettled returns the nodes that neither succeeded nor failed.
func (n SessionNodes) unsettled() []string {
	nodes := slices.Clone(n.Held)
	for _, phase := range slices.Sorted(maps.Keys(n.Working)) {
		nodes = append(nodes, n.Working[phase]...)
	}
	slices.Sort(nodes)
	return nodes
}

// outcome judges a session of componentCount nodes by its nodes, on none of which BOS works any more.
func (n SessionNodes) outcome(componentCount int) Outcome {
	managed := n.Managed()
	percent := func(nodes []string) float64 { return 100 * float64(len(nodes)) / float64(max(1, managed)) }
	held := n.unsettled()
	return Outcome{
		Managed:           managed,
		Successful:        len(n.Successful),
		Failed:            len(n.Failed),
		Held:              len(held),
		Superseded:        max(0, componentCount-managed),
		PercentSuccessful: percent(n.Successful),
		PercentFailed:     percent(n.Failed),
		Errors:            n.Errors,
		FailedNodes:       n.Failed,
		HeldNodes:         held,
	}
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
