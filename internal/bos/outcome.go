// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"maps"
	"math"
	"slices"
)

// Outcome is the result of a session, counted in nodes.
//
// Managed is the number of nodes that the session still held at its end. Each of them is Successful, Failed or Held
// (neither: disabled by an administrator or on hold). Superseded is the number of nodes that newer sessions took over.
type Outcome struct {
	Managed, Successful, Failed, Held, Superseded int
	PercentSuccessful, PercentFailed              float64 // of Managed, 0–100, as BOS reported them
	Errors                                        map[string]NodeError

	// FailedNodes and HeldNodes list these nodes, sorted. Each list is complete, or nil if the nodes are not known.
	FailedNodes, HeldNodes []string

	// Components lists the session's nodes, sorted, if the extended status names them (v1), and is nil otherwise.
	Components []string

	// mixed reports that BOS also counted nodes of an earlier session of the same name: nodes keep the name until
	// another session takes them over.
	mixed bool
}

// maxExactNodes is the number of nodes up to which a count can be recovered from a percentage with two decimals.
const maxExactNodes = 10000

// NewOutcome converts the percentages of an extended status into counts. componentCount is the number of nodes that the
// session listed.
//
// BOS computes the percentages from counts and, depending on its version, rounds them to two decimals or not at all
// (66.67, 66.66666666666666), so that rounding the product recovers the counts; with two decimals that holds up to 10
// 000 managed nodes. If the two counts together exceed Managed, the failed count has precedence.
//
// BOS counts the nodes that name the session, so if Managed exceeds componentCount some of them belong to an earlier
// session of the same name, whose record was deleted. (A staged session counts its nodes twice.) If the session has no
// node of its own, the outcome has no nodes.
func NewOutcome(componentCount int, st SessionStatus) Outcome {
	managed := max(0, st.Managed)
	failed := countOf(st.PercentFailed, managed)
	successful := min(countOf(st.PercentSuccessful, managed), managed-failed)
	errors := maps.Clone(st.Errors)
	var components []string
	if st.Nodes != nil {
		components = st.Nodes.all()
	}
	mixed := !st.NoTakeover && st.PercentStaged == 0 && managed > componentCount
	if mixed && componentCount == 0 {
		return SessionNodes{}.outcome(0)
	}
	if st.NoTakeover && componentCount > managed { // the missing nodes are held, not superseded
		errors = withUnreported(errors, componentCount-managed)
		managed = componentCount
		st.PercentSuccessful = 100 * float64(successful) / float64(managed)
		st.PercentFailed = 100 * float64(failed) / float64(managed)
	}
	return Outcome{
		Managed:           managed,
		Successful:        successful,
		Failed:            failed,
		Held:              managed - successful - failed,
		Superseded:        max(0, componentCount-managed),
		PercentSuccessful: st.PercentSuccessful,
		PercentFailed:     st.PercentFailed,
		Errors:            errors,
		Components:        components,
		mixed:             mixed,
	}
}

// countOf converts a percentage of whole into a count from 0 to whole.
func countOf(percent float64, whole int) int {
	if math.IsNaN(percent) {
		return 0
	}
	return int(math.Round(min(max(0, percent), 100) * float64(whole) / 100))
}

// incomplete reports whether the nodes can add something to the outcome.
func (o Outcome) incomplete() bool { return o.Failed > 0 || o.Held > 0 || o.inexact() }

// inexact reports whether a verdict needs the nodes.
func (o Outcome) inexact() bool { return o.mixed || o.Managed > maxExactNodes }

// WithNodes returns the outcome with what only the nodes show: which of them failed and which were held. If there are
// so many nodes that a percentage may hide one, their counts replace those of the outcome. nodes are those at the
// session's end; a list whose length differs from its count was read some time later, and is left out.
func (o Outcome) WithNodes(nodes SessionNodes) Outcome {
	held := nodes.unsettled() // at the end, no node was enabled
	if o.inexact() {
		o.Failed = min(max(o.Failed, len(nodes.Failed)), o.Managed)
		o.Held = min(max(o.Held, len(held)), o.Managed-o.Failed)
		if nodes.Managed() == o.Managed {
			o.Failed, o.Held = len(nodes.Failed), len(held)
		}
		o.Successful = o.Managed - o.Failed - o.Held
	}
	o.FailedNodes, o.HeldNodes = nil, nil
	if len(nodes.Failed) == o.Failed {
		o.FailedNodes = nodes.Failed
	}
	if len(held) == o.Held {
		o.HeldNodes = held
	}
	return o
}

// including returns n with those of components that it lacks added as held nodes.
func (n SessionNodes) including(components []string) SessionNodes {
	known := map[string]bool{}
	for _, node := range slices.Concat(n.Successful, n.Failed, n.unsettled()) {
		known[node] = true
	}
	n.Held = slices.Clone(n.Held)
	for _, node := range components {
		if !known[node] {
			n.Held = append(n.Held, node)
		}
	}
	return n
}

// outcome returns the outcome of a session of componentCount nodes, when BOS works on none of them any more.
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
