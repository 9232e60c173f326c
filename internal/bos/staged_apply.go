// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

const stagedPath = apiPath + "/applystaged"

// ApplyStaged applies the stages of the nodes, given by their IDs, with one POST. The POST is never retried: if nodes
// keep their stage, a second one reboots them. If the answer is lost or leaves out nodes, the nodes' records are read
// 35 s later, when BOS has carried out the POST or never will, and show the result.
//
// Once the POST is sent, the end of ctx has no effect. ApplyStaged returns within two minutes in most cases, and within
// about six minutes after the POST in all.
//
// The error is an *UnresolvedApplicationError if the stages of some of the nodes that had one were applied, or may have
// been. With any other error no stage was applied: a *gateway.InputError, which on v1 of the API matches
// errors.ErrUnsupported; a *NotAppliedError; the *gateway.Error with which BOS refused the POST.
func (c *Client) ApplyStaged(ctx context.Context, ids []string) (StagedApplication, error) {
	if len(ids) == 0 {
		return StagedApplication{}, &gateway.InputError{Field: "components", Reason: "names no node"}
	}
	if err := checkIDs("components", ids); err != nil {
		return StagedApplication{}, err
	}
	if err := c.onlyV2(ctx, "api_version", "nothing can be staged: use v2 (CSM ≥ 1.3)"); err != nil {
		return StagedApplication{}, err
	}
	a := application{c: c, ids: slices.Compact(slices.Sorted(slices.Values(ids)))}
	if err := a.prepare(ctx); err != nil {
		return StagedApplication{}, &NotAppliedError{Err: err}
	}
	answer, err := a.post(ctx)
	if err == nil {
		err = a.record(answer)
	}
	var failure *gateway.Error
	switch {
	case err == nil:
		return a.result(ctx, answer), nil
	case errors.As(err, &failure) && failure.Interrupted() && !failure.Sent():
		return StagedApplication{}, &NotAppliedError{Err: context.Cause(ctx)}
	case !ambiguousApplication(failure):
		return StagedApplication{}, err
	default:
		return a.lookUp(context.WithoutCancel(ctx), err)
	}
}

// application is the state of one application of staged sessions.
type application struct {
	c          *Client
	ids        []string               // sorted, without duplicates
	before     map[string]Component   // the nodes' records before the POST
	beforeErr  error                  // why they are not known
	clearStage *bool                  // see StagedApplication
	made, sent time.Time              // when the POST was begun, and when all of it was sent
	answered   map[string]stageResult // by node, from BOS's answer
}

// prepare reads the nodes' records and the option clear_stage. A token may allow nothing but the POST (the role wlm):
// then the result cannot be found out if the answer is lost.
func (a *application) prepare(ctx context.Context) error {
	records, err := a.records(ctx)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil && !errors.Is(err, gateway.ErrUnauthorized) {
		return err
	}
	a.before, a.beforeErr = records, err
	if options, err := a.c.options(ctx, true); err == nil {
		a.clearStage = options["clear_stage"].Flag
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

func (a *application) records(ctx context.Context) (map[string]Component, error) {
	records := map[string]Component{}
	err := a.c.EachComponent(ctx, ComponentFilter{IDs: a.ids}, func(component Component) error {
		records[component.ID] = component
		return nil
	})
	return records, err
}

func (a *application) post(ctx context.Context) (applicationV2, error) {
	answer, err := call[applicationV2](ctx, a.c.detached(), gateway.Request{
		Method: http.MethodPost, Path: stagedPath, Body: stagedV2{Xnames: a.ids}, SentAt: &a.made,
	})
	a.sent = a.c.clock.Now()
	var failure *gateway.Error
	if errors.As(err, &failure) && !failure.SentBy().IsZero() {
		a.sent = failure.SentBy()
	}
	return answer, err
}

// ambiguousApplication reports whether BOS may have carried out a POST that failed. A gateway may answer 408 when it
// was BOS that took too long.
func ambiguousApplication(failure *gateway.Error) bool {
	return failure != nil && (errors.Is(failure, gateway.ErrAmbiguous) ||
		failure.Status == http.StatusTooManyRequests || failure.Status == http.StatusRequestTimeout)
}

// record keeps the results in BOS's answer. It returns an error if the answer leaves out nodes of the request, or names
// others: then it belongs to another request, and none of it is kept.
func (a *application) record(answer applicationV2) error {
	a.answered = map[string]stageResult{}
	for _, id := range slices.Concat(answer.Succeeded, answer.Failed, answer.Ignored) {
		if _, requested := slices.BinarySearch(a.ids, id); !requested {
			name := gateway.Shorten(id, 160)
			return a.unusable(answer, fmt.Errorf("the answer describes %q, which was not asked for", name))
		}
	}
	for result, ids := range map[stageResult][]string{
		stageBegun: answer.Succeeded, stageFailed: answer.Failed, stageNone: answer.Ignored,
	} {
		for _, id := range ids {
			a.answered[id] = result
		}
	}
	missing := slices.DeleteFunc(slices.Clone(a.ids), func(id string) bool { _, found := a.answered[id]; return found })
	if len(missing) == 0 {
		return nil
	}
	return a.unusable(answer, fmt.Errorf("the answer says nothing of %d of the %d nodes", len(missing), len(a.ids)))
}

// unusable returns the *gateway.Error of an answer that cannot be used.
func (a *application) unusable(answer applicationV2, why error) error {
	body, _ := json.Marshal(answer)
	return a.c.gateway.Unusable(http.MethodPost, stagedPath, http.StatusOK, string(body), why)
}

// result returns the application that BOS answered with, and the errors in the records of the failed nodes.
func (a *application) result(ctx context.Context, answer applicationV2) StagedApplication {
	applied := StagedApplication{
		Succeeded:  answer.Succeeded,
		Failed:     answer.Failed,
		Ignored:    answer.Ignored,
		ClearStage: a.clearStage,
		Sent:       a.made,
	}
	for _, list := range [][]string{applied.Succeeded, applied.Failed, applied.Ignored} {
		slices.Sort(list)
	}
	if len(applied.Failed) == 0 {
		return applied
	}
	ctx, cancel := a.c.clock.WithTimeout(context.WithoutCancel(ctx), lookUpTimeout)
	defer cancel()
	failed := application{c: a.c, ids: applied.Failed}
	records, _ := failed.records(ctx) // the result is valid without them
	for id, record := range records {
		applied.explain(id, record)
	}
	return applied
}
