// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"errors"
	"fmt"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// StagedApplication is the result of applying staged sessions to nodes. All lists are sorted.
type StagedApplication struct {
	Succeeded []string          // nodes whose stage BOS has begun to apply
	Failed    []string          // nodes whose stage could not be applied, for example because its session is gone
	Ignored   []string          // nodes without a stage, or that BOS or the tenant does not have
	Errors    map[string]string // by failed node: the error in its record, where that could be read

	// ClearStage is the option clear_stage: without it nodes keep their stage, and applying it again reboots them. nil
	// if the option could not be read.
	ClearStage *bool

	Sent time.Time // when the request was made, by the client's clock
}

// explain keeps the error in the record of a failed node. An error in any other record is older than the POST.
func (s *StagedApplication) explain(id string, record Component) {
	if !record.refusedStage() {
		return
	}
	if s.Errors == nil {
		s.Errors = map[string]string{}
	}
	s.Errors[id] = record.Error
}

// NotAppliedError reports that no stage was applied: BOS's records show it, or no request was made. It matches what Err
// matches, except gateway.ErrAmbiguous.
type NotAppliedError struct{ Err error }

func (e *NotAppliedError) Error() string {
	return "nothing that was staged was applied: " + e.Err.Error()
}

// Is matches what Err matches, except gateway.ErrAmbiguous: the request was ambiguous, the result is not.
func (e *NotAppliedError) Is(target error) bool {
	return target != gateway.ErrAmbiguous && errors.Is(e.Err, target)
}

// As finds what Err is.
func (e *NotAppliedError) As(target any) bool { return errors.As(e.Err, target) }

// UnresolvedApplicationError reports that stages were applied to some of the nodes only, or that it is not known to
// which. All lists are sorted.
type UnresolvedApplicationError struct {
	Known      StagedApplication // the nodes that are known to have had their stage applied, or to have had none
	NotApplied []string          // nodes whose stage is known not to have been applied; it will not be
	Unknown    []string          // the other nodes
	Err        error             // why the request, and the look-up after it, gave no answer
}

func (e *UnresolvedApplicationError) Error() string {
	done := len(e.Known.Succeeded) + len(e.Known.Failed)
	if done == 0 && len(e.NotApplied) == 0 {
		return "what was staged may or may not have been applied: " + e.Err.Error()
	}
	if len(e.Unknown) == 0 {
		return fmt.Sprintf("what was staged was applied to %d nodes, and not to %d: %s", done, len(e.NotApplied), e.Err)
	}
	return fmt.Sprintf("what was staged was applied to %d nodes, not to %d, and may or may not have been to %d: %s",
		done, len(e.NotApplied), len(e.Unknown), e.Err)
}

// Unwrap returns the error of the request, joined with that of the look-up if there was one.
func (e *UnresolvedApplicationError) Unwrap() error { return e.Err }

// stageResult is the result of applying a node's stage.
type stageResult int

const (
	stageUnknown stageResult = iota
	stageNone                // the node had no stage
	stageKept                // the stage was not applied
	stageBegun
	stageFailed
)

// stageAfter compares a record with a stage to a later record of the same node. When BOS applies a stage, it writes the
// whole record, so that the stage's time of update changes even if the stage stays (staged_deleted_component.json), and
// the stage's session owns the node. The last action apply_staged is weaker evidence: BOS's operators proceed to the
// next action within seconds.
func (c Component) stageAfter(now Component) stageResult {
	owns := now.Session == c.Staged.Session
	same := now.Staged.Session == c.Staged.Session
	began := owns && c.Session != now.Session // applied within the second of the staging
	switch {
	case same && now.Staged.Updated.Equal(c.Staged.Updated) && !began:
		return stageKept
	case !owns, !same && now.Staged.Session != "": // meanwhile another session took the node or was staged for it
		return stageUnknown
	case !now.refusedStage():
		return stageBegun
	case now.Error != c.Error || now.Desired.artifacts() != c.Staged.artifacts() ||
		now.Desired.Configuration != c.Staged.Configuration:
		return stageFailed
	default: // BOS does not clear an older error when it applies a stage
		return stageUnknown
	}
}

// noStageAfter compares a record without a stage to a later record of the same node. A session that was still being set
// up may have staged the node in between, and that stage may have been applied and cleared.
func (c Component) noStageAfter(now Component) stageResult {
	if now.Session == c.Session && now.Staged.Session == "" &&
		now.Staged.Updated.Equal(c.Staged.Updated) && now.LastAction.Updated.Equal(c.LastAction.Updated) {
		return stageNone
	}
	return stageUnknown
}

// refusedStage reports whether the record is as BOS leaves it when it could not apply a stage
// (staged_deleted_component.json).
func (c Component) refusedStage() bool {
	return !c.Enabled && c.Error != "" && c.LastAction.Action == actionApplyStaged
}

const actionApplyStaged = "apply_staged"

// stagedV2 is the body of the POST.
type stagedV2 struct {
	Xnames []string `json:"xnames"`
}

// applicationV2 is the answer to the POST.
type applicationV2 struct {
	Succeeded []string `json:"succeeded"`
	Failed    []string `json:"failed"`
	Ignored   []string `json:"ignored"`
}

func (w *applicationV2) Check() error {
	if w.Succeeded == nil || w.Failed == nil || w.Ignored == nil {
		return errors.New("the answer does not say what was applied")
	}
	return nil
}
