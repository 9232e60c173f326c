// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"cmp"
	"slices"
)

const (
	// failedSilently stands for the message that BOS's agent does not write of a node that is not up in time.
	failedSilently = "failed, and BOS v1 does not say why"
	// leftSilently stands for what the record does not say of a node without a result.
	leftSilently = "BOS's agent ended without a result for it"
	// unreported is why there is no record of a node that the session was seen to have.
	unreported = "BOS v1 no longer reports on it: the session template was changed meanwhile, and BOS v1 reports by the boot sets that it has now"
)

// withUnreported adds so many nodes that are not known by name.
func withUnreported(errs map[string]NodeError, count int) map[string]NodeError {
	if errs == nil {
		errs = map[string]NodeError{}
	}
	errs[unreported] = NodeError{Count: count, Truncated: true}
	return errs
}

// errors puts together what the phases of all boot sets say, and why a node has no result when the session is complete.
// It names the failed nodes of which nothing is said.
func (p progress) errors() map[string]NodeError {
	nodes := map[string][]string{}
	said := map[string]bool{}
	for _, record := range p.records {
		for _, phase := range record.Phases {
			for message, of := range phase.Errors {
				nodes[message] = append(nodes[message], of...)
				for _, node := range of {
					said[node] = true
				}
			}
		}
	}
	for node, s := range p.standings() {
		switch {
		case s.failed && !said[node]:
			nodes[failedSilently] = append(nodes[failedSilently], node)
		case p.of.Complete() && !s.failed && !s.succeeded:
			why := cmp.Or(s.left, leftSilently)
			nodes[why] = append(nodes[why], node)
		}
	}
	errs := make(map[string]NodeError, len(nodes))
	for message, of := range nodes {
		slices.Sort(of)
		of = slices.Compact(of)
		errs[message] = NodeError{Count: len(of), Nodes: slices.Clip(of[:min(len(of), maxErrorNodes)]), Truncated: len(of) > maxErrorNodes}
	}
	return errs
}
