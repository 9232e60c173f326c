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

// lookUp finds out from the nodes' records the result of a POST whose answer was lost. It waits until BOS can no longer
// carry out the POST: before that, the records prove nothing, and a caller that got no result could apply once more.
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
			err := fmt.Errorf("what was staged before could not be found out: %w", a.beforeErr)
			return StagedApplication{}, a.unresolved(failed, err)
		}
		records, err := a.records(ctx)
		if err == nil {
			return a.decide(records, failed)
		}
		var failure *gateway.Error
		switch {
		case ctx.Err() != nil:
			return StagedApplication{}, a.unresolved(failed, cmp.Or(last, err))
		case !errors.As(err, &failure),
			!failure.MayPass() && !failure.Refused(),
			failure.Refused() && refused(last):
			return StagedApplication{}, a.unresolved(failed, err)
		}
		next, last = a.c.gateway.Backoff(n, failure), err
	}
}

// refused reports whether the error is a 401 or 403. A single one may be a gateway's mistake.
func refused(err error) bool {
	var failure *gateway.Error
	return errors.As(err, &failure) && failure.Refused()
}

// decide returns the result of the POST, which BOS can no longer carry out.
func (a *application) decide(records map[string]Component, failed error) (StagedApplication, error) {
	nodes := map[stageResult][]string{}
	for _, id := range a.ids {
		result := a.stageOf(id, records)
		nodes[result] = append(nodes[result], id)
	}
	applied := a.known(nodes)
	for _, id := range applied.Failed {
		applied.explain(id, records[id])
	}
	not, unknown := nodes[stageKept], nodes[stageUnknown]
	switch done := len(applied.Succeeded) + len(applied.Failed); {
	case unknown == nil && done == 0:
		return StagedApplication{}, &NotAppliedError{Err: failed}
	case unknown == nil && not == nil:
		return applied, nil
	default:
		return StagedApplication{}, &UnresolvedApplicationError{
			Known: applied, NotApplied: not, Unknown: unknown, Err: failed,
		}
	}
}

// known returns the application of the nodes with known results.
func (a *application) known(nodes map[stageResult][]string) StagedApplication {
	return StagedApplication{
		Succeeded:  nodes[stageBegun],
		Failed:     nodes[stageFailed],
		Ignored:    nodes[stageNone],
		ClearStage: a.clearStage,
		Sent:       a.made,
	}
}

// stageOf returns what BOS answered about a node, or what its records before and after the POST show.
func (a *application) stageOf(id string, records map[string]Component) stageResult {
	if result, found := a.answered[id]; found {
		return result
	}
	before, was := a.before[id]
	now, found := records[id]
	switch {
	case !was && !found:
		return stageNone
	case !was || !found:
		return stageUnknown
	case before.Staged.Session == "":
		return before.noStageAfter(now)
	default:
		return before.stageAfter(now)
	}
}

// unresolved returns the error of an application after which the nodes' records could not be read. The records before
// the POST do not show which nodes had no stage: a session may have been set up since.
func (a *application) unresolved(failed, lookUp error) error {
	nodes := map[stageResult][]string{}
	for _, id := range a.ids {
		result := a.answered[id]
		nodes[result] = append(nodes[result], id)
	}
	return &UnresolvedApplicationError{
		Known:   a.known(nodes),
		Unknown: nodes[stageUnknown],
		Err:     fmt.Errorf("%w; reading the nodes' records: %w", failed, lookUp),
	}
}
