// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"slices"
	"strings"
)

// LimitNodes returns the nodes that a limit of xnames alone names, sorted and without duplicates. ok is false where the
// limit is nil or has anything else in it: a group, a partition, a role, *, all, or an operator.
func LimitNodes(limit *string) (nodes []string, ok bool) {
	if limit == nil {
		return nil, false
	}
	nodes = strings.Split(*limit, ",")
	if slices.ContainsFunc(nodes, func(item string) bool { return !nodePattern.MatchString(item) }) {
		return nil, false
	}
	slices.Sort(nodes)
	return slices.Compact(nodes), true
}

// OutsideLimit returns those of nodes that a limit of xnames alone does not name: a session that has one was not
// started with this limit. nil where the limit is of another kind.
func OutsideLimit(limit *string, nodes []string) []string {
	named, ok := LimitNodes(limit)
	if !ok {
		return nil
	}
	return without(nodes, named)
}

// without returns the elements of all that are not in sorted.
func without(all, sorted []string) []string {
	var left []string
	for _, one := range all {
		if _, found := slices.BinarySearch(sorted, one); !found {
			left = append(left, one)
		}
	}
	return left
}
