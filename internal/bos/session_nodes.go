// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"maps"
	"slices"
)

// SessionNodes lists the nodes of a session by result. All lists are sorted.
//
// BOS counts the nodes that name the session in its extended status by the same rule: stable is success, failed is
// failure, and everything else is neither (bossim/session_status.go has the sources).
type SessionNodes struct {
	Successful, Failed, Held []string             // nodes on which BOS no longer works; Held have no result
	Working                  map[string][]string  // nodes on which BOS works, by phase; "" means that it has not begun
	Errors                   map[string]NodeError // by message
}

// SessionNodes reads, in pages, the components that name the session. components are the nodes of the session; other
// components are ignored. If components is nil, every component that names the session counts. A component keeps the
// session's name after the session has ended and its record is gone, until another session takes the component over.
//
// The errors are those of [Client.EachComponent]. gateway.ErrUnauthorized: the gateway's policy does not allow the
// caller to read components.
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

// nodeErrors converts lists of nodes by message, and names as many nodes as BOS does. A node may be listed twice.
func nodeErrors(messages map[string][]string) map[string]NodeError {
	errs := make(map[string]NodeError, len(messages))
	for message, nodes := range messages {
		slices.Sort(nodes)
		nodes = slices.Compact(nodes)
		errs[message] = NodeError{
			Count:     len(nodes),
			Nodes:     slices.Clone(nodes[:min(len(nodes), maxErrorNodes)]),
			Truncated: len(nodes) > maxErrorNodes,
		}
	}
	return errs
}

// Managed returns the number of nodes that name the session.
func (n SessionNodes) Managed() int {
	return len(n.Successful) + len(n.Failed) + len(n.unsettled())
}

// all returns the names of the nodes, sorted. It is never nil.
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
