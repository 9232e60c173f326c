// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import "strings"

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
	NodesUnknown     bool // ComponentCount is 0 as BOS could not say, as in Session
	Stage            bool
	Outcome          *Outcome
	MaxFailedPercent float64 // 0–100: the share of managed nodes that may fail or be held
}

// Judge is the one verdict on a session, for everybody who tells its result.
//
// The outcome may be nil when the session has an error, has no nodes or is staged and running; on any other complete
// session a nil outcome means that BOS no longer had the extended status, and the session stays unjudged.
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
	case v.ComponentCount == 0 && !v.NodesUnknown:
		return ResultFailed, ReasonNoNodes
	case v.Outcome == nil:
		return ResultUnjudged, ReasonExpired
	case v.Outcome.Managed == 0 && v.NodesUnknown:
		return ResultFailed, ReasonNoNodes
	case v.Outcome.Managed == 0:
		return ResultFailed, ReasonTakenOver
	case !v.Outcome.within(v.MaxFailedPercent):
		return ResultFailed, ReasonNodes
	default:
		return ResultSucceeded, ReasonNone
	}
}

// judgeStaged never looks at the percentages: a staged session counts its nodes twice, once as staged and once as
// applied (life_staged_keep_after_first_apply.json).
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

// within tells whether the nodes that did not succeed, failed or held, are at most percent of the managed ones.
func (o *Outcome) within(percent float64) bool {
	// 18.4 % of 375 nodes are 69, but 18.4·375 is 6899.999999999999 in binary. The slack is far below one node, which
	// counts 100 here.
	const slack = 1e-6
	return 100*float64(o.Managed-o.Successful) <= percent*float64(o.Managed)+slack
}
