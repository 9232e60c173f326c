// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"maps"
	"slices"
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
