// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"maps"
	"math"
	"slices"
)

// Outcome is how a session ended, in nodes.
//
// Managed are the nodes that the session still held at the end; each of them is Successful, Failed or Held (neither:
// disabled by an administrator or on hold). Superseded nodes were taken over by a newer session meanwhile.
type Outcome struct {
	Managed, Successful, Failed, Held, Superseded int
	PercentSuccessful, PercentFailed              float64 // of Managed, 0–100, as BOS gave them
	Errors                                        map[string]NodeError

	// FailedNodes and HeldNodes are those nodes, sorted. Each is complete, or nil where BOS cannot say which they are.
	FailedNodes, HeldNodes []string

	// Components are the session's nodes, sorted, where the extended status names them (v1); else nil.
	Components []string

	// mixed is that BOS counted nodes of an earlier session of this name, which keep it until another session takes
	// them.
	mixed bool
}

// maxExactNodes is the number of nodes up to which a percentage with two decimals gives the count back.
const maxExactNodes = 10000

// NewOutcome turns the percentages of an extended status into counts. componentCount is the number of nodes that the
// session listed.
//
// BOS computes the percentages from counts and then, depending on its version, rounds them to two decimals or not at
// all (66.67, 66.66666666666666), so rounding the product gives the counts back; with two decimals that holds up to 10
// 000 managed nodes. Where the two counts together exceed Managed, the failed ones are believed.
//
// BOS counts the nodes that name the session, so with more Managed than componentCount some are those of an earlier
// session of the same name, whose record was deleted. (A staged session counts its nodes twice.) Without any node of
// its own the session has an outcome of none.
func NewOutcome(componentCount int, st SessionStatus) Outcome {
	managed := max(0, st.Managed)
	failed := share(st.PercentFailed, managed)
	successful := min(share(st.PercentSuccessful, managed), managed-failed)
	errors := maps.Clone(st.Errors)
	var components []string
	if st.Nodes != nil {
		components = st.Nodes.all()
	}
	mixed := !st.NoTakeover && st.PercentStaged == 0 && managed > componentCount
	if mixed && componentCount == 0 {
		return SessionNodes{}.outcome(0)
	}
	if st.NoTakeover && componentCount > managed { // such nodes are held, not superseded
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

// share is percent of whole as a count from 0 to whole.
func share(percent float64, whole int) int {
	if math.IsNaN(percent) {
		return 0
	}
	return int(math.Round(min(max(0, percent), 100) * float64(whole) / 100))
}

// incomplete reports whether the nodes have something to add to the outcome.
func (o Outcome) incomplete() bool { return o.Failed > 0 || o.Held > 0 || o.inexact() }

// inexact reports whether there is no verdict without the nodes.
func (o Outcome) inexact() bool { return o.mixed || o.Managed > maxExactNodes }

// WithNodes returns the outcome with what only the nodes say: which of them failed and which were held. Where there are
// so many nodes that a percentage may hide one, their counts are exact. nodes are those of the session's end; a list
// that has another length than its count is from some time after, and is left out.
func (o Outcome) WithNodes(nodes SessionNodes) Outcome {
	held := nodes.unsettled() // none was enabled at the end
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

// including returns the nodes and, as held ones, those of components that are not among them.
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
