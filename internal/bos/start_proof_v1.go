// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"slices"
)

// candidate is a session that BOS has shown since the POST, and that may be the one that it started: its operation,
// template and start are those that were asked for.
type candidate struct {
	Session // read with its nodes

	proof proof
}

// proof is what the nodes of a session say about its origin. BOS v1 does not return a session's limit.
type proof int

const (
	// unproven: the limit is not of xnames alone, or some of its nodes are missing (they may be disabled, or not of
	// the template), or the nodes are untold.
	unproven proof = iota
	// unread: the nodes are still to come, and can prove something.
	unread
	// proven: the nodes are exactly those of the limit that the template has.
	proven
	// foreign: a node is outside of the limit.
	foreign
)

func (s *startV1) prove(ctx context.Context, session Session) proof {
	wanted, ok := LimitNodes(s.create.Limit)
	switch {
	case !ok:
		return unproven
	case len(session.Components) == 0 && !session.Complete() && !session.NodesUntold:
		return unread
	case len(session.Components) == 0:
		return unproven
	case len(without(session.Components, wanted)) > 0:
		return foreign
	case len(session.Components) == len(wanted) || slices.Equal(session.Components, s.ofTemplate(ctx, wanted)):
		return proven
	default:
		return unproven
	}
}

// ofTemplate returns those of nodes that are in the template, as far as it says so: by lists of nodes alone. Who is in
// a group or has a role is known to the hardware state manager only, and it is asked for nothing here. nil where the
// template does not tell.
func (s *startV1) ofTemplate(ctx context.Context, nodes []string) []string {
	template, err := s.v.template(ctx, s.create.TemplateName, true)
	if err != nil {
		return nil
	}
	var listed []string
	for _, set := range template.BootSets {
		if len(set.NodeGroups)+len(set.NodeRolesGroups) > 0 {
			return nil
		}
		listed = append(listed, set.NodeList...)
	}
	slices.Sort(listed)
	return slices.DeleteFunc(slices.Clone(nodes), func(node string) bool {
		_, found := slices.BinarySearch(listed, node)
		return !found
	})
}
