// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import "strings"

// Result is the result of a session.
type Result string

// The values of Result. ResultUnjudged means that the result was not recorded in time and cannot be determined any
// more.
const (
	ResultSucceeded Result = "succeeded"
	ResultFailed    Result = "failed"
	ResultUnjudged  Result = "unjudged"
)

// Reason is the rule that decided a verdict.
type Reason string

// The values of Reason.
const (
	ReasonNone          Reason = ""               // the session succeeded
	ReasonNotComplete   Reason = "not complete"   // the session has not ended
	ReasonError         Reason = "error"          // BOS could not set the session up
	ReasonNoNodes       Reason = "no nodes"       // the session has no nodes to act upon
	ReasonTakenOver     Reason = "taken over"     // newer sessions took over every node
	ReasonNodes         Reason = "nodes"          // more nodes failed or were held than are allowed
	ReasonNothingStaged Reason = "nothing staged" // a staged session completed without a staged node
	ReasonExpired       Reason = "expired"        // BOS no longer has the extended status
)

// Verdict is the result of a session and the reason for it.
type Verdict struct {
	Result  Result
	Reason  Reason
	Outcome *Outcome // as given to Judge
}

// JudgeInput is the input of [Judge].
type JudgeInput struct {
	Status, Error    string
	ComponentCount   int
	NodesUnknown     bool // ComponentCount is 0 because BOS could not report it: see Session
	Stage            bool
	Outcome          *Outcome
	MaxFailedPercent float64 // 0–100: the percentage of managed nodes that may fail or be held
}

// Judge returns the verdict on a session. All callers that report a result use it.
//
// Outcome may be nil if the session has an error, has no nodes, or is staged and running. For any other complete
// session, a nil outcome means that BOS no longer had the extended status, and the result is ResultUnjudged.
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

// judgeStaged ignores the percentages: a staged session counts its nodes twice, once as staged and once as applied
// (life_staged_keep_after_first_apply.json).
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

// within reports whether the nodes that did not succeed, failed or held, are at most percent of the managed nodes.
func (o *Outcome) within(percent float64) bool {
	// 18.4 % of 375 nodes are 69, but 18.4·375 is 6899.999999999999 in binary. The slack is far below one node, which
	// counts 100 here.
	const slack = 1e-6
	return 100*float64(o.Managed-o.Successful) <= percent*float64(o.Managed)+slack
}
