// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"maps"
	"math"
	"strings"
)

// Outcome is how a session ended, in nodes.
//
// Managed are the nodes that the session still held at the end; each of them is
// Successful, Failed or Held (neither: disabled by an administrator or on hold).
// Superseded nodes were taken over by a newer session meanwhile.
type Outcome struct {
	Managed, Successful, Failed, Held, Superseded int
	PercentSuccessful, PercentFailed              float64 // of Managed, 0–100, as BOS gave them
	Errors                                        map[string]NodeError

	// FailedNodes and HeldNodes are those nodes, sorted. Each is complete, or nil where BOS cannot say which they are.
	FailedNodes, HeldNodes []string
}

// NewOutcome turns the percentages of an extended status into counts.
// componentCount is the number of nodes that the session listed.
//
// BOS computes the percentages from counts and then, depending on its version,
// rounds them to two decimals or not at all (66.67, 66.66666666666666), so
// rounding the product gives the counts back; with two decimals that holds up to
// 10 000 managed nodes. Where the two counts together exceed Managed, the failed
// ones are believed.
func NewOutcome(componentCount int, st SessionStatus) Outcome {
	managed := max(0, st.Managed)
	failed := share(st.PercentFailed, managed)
	successful := min(share(st.PercentSuccessful, managed), managed-failed)
	errors := maps.Clone(st.Errors)
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
	}
}

// share is percent of whole as a count from 0 to whole.
func share(percent float64, whole int) int {
	if math.IsNaN(percent) {
		return 0
	}
	return int(math.Round(min(max(0, percent), 100) * float64(whole) / 100))
}

// Result is what a session came to.
type Result string

// The results of a session. One that is unjudged was not, and can no longer be, told.
const (
	ResultSucceeded Result = "succeeded"
	ResultFailed    Result = "failed"
	ResultUnjudged  Result = "unjudged"
)

// Reason says which rule of the verdict decided.
type Reason string

// The reasons of a verdict.
const (
	ReasonNone          Reason = ""               // it succeeded
	ReasonNotComplete   Reason = "not complete"   // it has not come to an end
	ReasonError         Reason = "error"          // BOS could not set it up
	ReasonNoNodes       Reason = "no nodes"       // it has no nodes to act upon
	ReasonTakenOver     Reason = "taken over"     // newer sessions took every node
	ReasonNodes         Reason = "nodes"          // more nodes failed or were held than are allowed
	ReasonNothingStaged Reason = "nothing staged" // it was staged, and completed without a staged node
	ReasonExpired       Reason = "expired"        // BOS deleted its extended status
)

// Verdict is the result of a session and what it rests on.
type Verdict struct {
	Result  Result
	Reason  Reason
	Outcome *Outcome // as given to Judge
}

// JudgeInput is what a verdict is made from.
type JudgeInput struct {
	Status, Error    string
	ComponentCount   int
	NodesUntold      bool // ComponentCount is 0 as BOS could not say, as in Session
	Stage            bool
	Outcome          *Outcome
	MaxFailedPercent float64 // 0–100: the share of managed nodes that may fail or be held
}

// Judge is the one verdict on a session, for everybody who tells its result.
//
// The outcome may be nil when the session has an error, has no nodes or is staged
// and running; on any other complete session a nil outcome means that BOS no longer
// had the extended status, and the session stays unjudged.
func Judge(v JudgeInput) Verdict {
	result, reason := judge(v)
	return Verdict{Result: result, Reason: reason, Outcome: v.Outcome}
}

func judge(v JudgeInput) (Result, Reason) {
	switch {
	case v.Status != StatusComplete && (!v.Stage || v.Status != StatusRunning):
		return ResultFailed, ReasonNotComplete
	case strings.TrimSpace(v.Error) != "":
		return ResultFailed, ReasonError
	case v.Stage:
		return judgeStaged(v)
	case v.ComponentCount == 0 && v.NodesUntold && v.Outcome == nil:
		return ResultUnjudged, ReasonExpired
	case v.ComponentCount == 0:
		return ResultFailed, ReasonNoNodes
	case v.Outcome == nil:
		return ResultUnjudged, ReasonExpired
	case v.Outcome.Managed == 0:
		return ResultFailed, ReasonTakenOver
	case !v.Outcome.within(v.MaxFailedPercent):
		return ResultFailed, ReasonNodes
	default:
		return ResultSucceeded, ReasonNone
	}
}

// judgeStaged never looks at the percentages: a staged session counts its nodes
// twice, once as staged and once as applied (life_staged_keep_after_first_apply.json).
func judgeStaged(v JudgeInput) (Result, Reason) {
	switch {
	case v.Status == StatusRunning:
		return ResultSucceeded, ReasonNone
	case v.Outcome == nil:
		return ResultUnjudged, ReasonExpired
	case v.Outcome.Managed == 0:
		return ResultFailed, ReasonNothingStaged
	default:
		return ResultSucceeded, ReasonNone
	}
}

// within tells whether the nodes that did not succeed, failed or held, are at most
// percent of the managed ones.
func (o *Outcome) within(percent float64) bool {
	// 18.4 % of 375 nodes are 69, but 18.4·375 is 6899.999999999999 in binary. The
	// slack is far below one node, which counts 100 here.
	const slack = 1e-6
	return 100*float64(o.Managed-o.Successful) <= percent*float64(o.Managed)+slack
}
