// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// lookUp finds out by the nodes' records what became of a POST whose answer was lost. Nothing is learnt within the time
// in which BOS may still carry it out, but who is told nothing by then could apply once more.
func (a *application) lookUp(ctx context.Context, failed error) (StagedApplication, error) {
	ctx, cancel := a.c.clock.WithTimeout(ctx, lookUpTimeout)
	defer cancel()
	next := max(retryAfter(failed), a.sent.Add(commitWindow).Sub(a.c.clock.Now()))
	var last error
	for n := 1; ; n++ {
		if cause := a.c.clock.Sleep(ctx, next); cause != nil {
			return StagedApplication{}, a.unresolved(failed, cmp.Or(last, cause))
		}
		if a.beforeErr != nil {
			return StagedApplication{}, a.unresolved(failed, fmt.Errorf("what was staged before could not be found out: %w", a.beforeErr))
		}
		records, err := a.records(ctx)
		if err == nil {
			return a.decide(records, failed)
		}
		var failure *gateway.Error
		switch {
		case ctx.Err() != nil:
			return StagedApplication{}, a.unresolved(failed, cmp.Or(last, err))
		case !errors.As(err, &failure), !failure.MayPass() && !failure.Refused(), failure.Refused() && refused(last):
			return StagedApplication{}, a.unresolved(failed, err)
		}
		next, last = a.c.gateway.Backoff(n, failure), err
	}
}

// refused: one 401 or 403 may be a gateway's mistake.
func refused(err error) bool {
	var failure *gateway.Error
	return errors.As(err, &failure) && failure.Refused()
}

// decide tells what came of the POST when nothing more will.
func (a *application) decide(records map[string]Component, failed error) (StagedApplication, error) {
	nodes := map[stageFate][]string{}
	for _, id := range a.ids {
		fate := a.fate(id, records)
		nodes[fate] = append(nodes[fate], id)
	}
	applied := StagedApplication{
		Succeeded: nodes[stageBegun], Failed: nodes[stageFailed], Ignored: nodes[stageNone], ClearStage: a.clearStage, Sent: a.made,
	}
	for _, id := range applied.Failed {
		applied.explain(id, records[id])
	}
	not, unknown := nodes[stageKept], nodes[stageUnclear]
	switch done := len(applied.Succeeded) + len(applied.Failed); {
	case unknown == nil && done == 0:
		return StagedApplication{}, &NotAppliedError{Err: failed}
	case unknown == nil && not == nil:
		return applied, nil
	default:
		return StagedApplication{}, &UnresolvedApplicationError{Known: applied, NotApplied: not, Unknown: unknown, Err: failed}
	}
}

// fate is what BOS said of a node, else what the records from before and from after tell.
func (a *application) fate(id string, records map[string]Component) stageFate {
	if said, told := a.said[id]; told {
		return said
	}
	before, was := a.before[id]
	now, found := records[id]
	switch {
	case !was && !found:
		return stageNone
	case !was || !found:
		return stageUnclear
	case before.Staged.Session == "":
		return before.stayedWithoutStage(now)
	default:
		return before.becameOfStage(now)
	}
}

// unresolved is that the nodes' records are not to be had. Those from before do not tell who had no stage: a session
// may have been set up since.
func (a *application) unresolved(failed, lookUp error) error {
	nodes := map[stageFate][]string{}
	for _, id := range a.ids {
		nodes[a.said[id]] = append(nodes[a.said[id]], id)
	}
	return &UnresolvedApplicationError{
		Known: StagedApplication{
			Succeeded: nodes[stageBegun], Failed: nodes[stageFailed], Ignored: nodes[stageNone], ClearStage: a.clearStage, Sent: a.made,
		},
		Unknown: nodes[stageUnclear],
		Err:     fmt.Errorf("%w; reading the nodes' records: %w", failed, lookUp),
	}
}

// stageFate is what became of a node's stage.
type stageFate int

const (
	stageUnclear stageFate = iota
	stageNone              // it had none
	stageKept              // nobody touched it
	stageBegun
	stageFailed
)

// becameOfStage compares a record with a stage to one of the same node from now. BOS writes the whole record when it
// applies a stage, so that the stage is updated even where it stays (staged_deleted_component.json), and the stage's
// session owns the node. That the last action is apply_staged tells less: BOS's operators go on to the next within
// seconds.
func (c Component) becameOfStage(now Component) stageFate {
	owns := now.Session == c.Staged.Session
	same := now.Staged.Session == c.Staged.Session
	began := owns && c.Session != now.Session // within the second of the staging
	switch {
	case same && now.Staged.Updated.Equal(c.Staged.Updated) && !began:
		return stageKept
	case !owns, !same && now.Staged.Session != "": // another session took the node, or was staged for it, meanwhile
		return stageUnclear
	case !now.refusedStage():
		return stageBegun
	case now.Error != c.Error || now.Desired.artifacts() != c.Staged.artifacts() || now.Desired.Configuration != c.Staged.Configuration:
		return stageFailed
	default: // BOS leaves an error of before where it was when it begins a stage
		return stageUnclear
	}
}

// stayedWithoutStage compares a record without a stage to one of the same node from now. A session that was still being
// set up may have staged something in between, and that may have been applied and cleared.
func (c Component) stayedWithoutStage(now Component) stageFate {
	if now.Session == c.Session && now.Staged.Session == "" &&
		now.Staged.Updated.Equal(c.Staged.Updated) && now.LastAction.Updated.Equal(c.LastAction.Updated) {
		return stageNone
	}
	return stageUnclear
}

// refusedStage tells whether the record looks as BOS leaves it when it could not begin a stage
// (staged_deleted_component.json).
func (c Component) refusedStage() bool {
	return !c.Enabled && c.Error != "" && c.LastAction.Action == actionApplyStaged
}

const actionApplyStaged = "apply_staged"
