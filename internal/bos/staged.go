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

// StagedApplication is what came of applying staged sessions to nodes. All lists are sorted.
type StagedApplication struct {
	Succeeded []string          // BOS has begun what was staged for them
	Failed    []string          // what was staged could not be begun, such as when its session is gone
	Ignored   []string          // BOS, or the tenant, does not have them, or nothing was staged for them
	Errors    map[string]string // why nodes failed, by BOS's records, as far as they could be read
	// ClearStage is the option of that name: without it nodes keep their stage, and to apply it again reboots them. nil
	// = it could not be read.
	ClearStage *bool
	Sent       time.Time // when the request was made, by the client's clock
}

// ApplyStaged has BOS begin what was staged for the nodes, with one POST, which is never repeated: where nodes keep
// their stage, a repeat reboots them. Where the answer is lost, or leaves out nodes, the nodes' records tell 35 s
// later, when BOS has carried the POST out or never will, what became of it.
//
// Once the POST is on its way it does not heed the end of ctx. It ends by itself, mostly within two minutes, and at the
// latest some six after the POST.
//
// Its errors: an *UnresolvedApplicationError where what was staged was applied to some of the nodes that had a
// stage, or may have been; else nothing was applied: a *gateway.InputError, which on v1 of the API matches
// errors.ErrUnsupported, a *NotAppliedError, or the *gateway.Error with which BOS refused.
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
		err = a.hears(answer)
	}
	var failure *gateway.Error
	switch {
	case err == nil:
		return a.told(ctx, answer), nil
	case errors.As(err, &failure) && failure.Interrupted() && !failure.Sent():
		return StagedApplication{}, &NotAppliedError{Err: context.Cause(ctx)}
	case !a.unclear(failure):
		return StagedApplication{}, err
	default:
		return a.lookUp(context.WithoutCancel(ctx), err)
	}
}

// application is the state of one application of staged sessions.
type application struct {
	c          *Client
	ids        []string             // sorted, without doubles
	before     map[string]Component // the nodes' records from before the POST
	beforeErr  error                // why they are not known
	clearStage *bool
	made, sent time.Time            // when the POST was begun, and when the last of it was on its way
	said       map[string]stageFate // what BOS answered
}

// prepare reads what is staged, and whether it stays so. A token may be good for no more than the POST (the role wlm):
// then nothing is known if the answer is lost.
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

// unclear: a gateway may say 408 when it was BOS that took too long.
func (a *application) unclear(failure *gateway.Error) bool {
	return failure != nil && (errors.Is(failure, gateway.ErrAmbiguous) || failure.Status == http.StatusTooManyRequests || failure.Status == http.StatusRequestTimeout)
}

// hears takes BOS's answer in. The error is an answer that leaves out nodes that were asked for, or one that names
// others: that one is about another application, and nothing in it counts.
func (a *application) hears(answer applicationV2) error {
	a.said = map[string]stageFate{}
	for _, id := range slices.Concat(answer.Succeeded, answer.Failed, answer.Ignored) {
		if _, asked := slices.BinarySearch(a.ids, id); !asked {
			return a.unreadable(answer, fmt.Errorf("the answer describes %q, which was not asked for", gateway.Shorten(id, 160)))
		}
	}
	for fate, ids := range map[stageFate][]string{stageBegun: answer.Succeeded, stageFailed: answer.Failed, stageNone: answer.Ignored} {
		for _, id := range ids {
			a.said[id] = fate
		}
	}
	missing := slices.DeleteFunc(slices.Clone(a.ids), func(id string) bool { _, told := a.said[id]; return told })
	if len(missing) == 0 {
		return nil
	}
	return a.unreadable(answer, fmt.Errorf("the answer says nothing of %d of the %d nodes", len(missing), len(a.ids)))
}

func (a *application) unreadable(answer applicationV2, why error) error {
	body, _ := json.Marshal(answer)
	return a.c.gateway.Unusable(http.MethodPost, stagedPath, http.StatusOK, string(body), why)
}

// told is BOS's answer, with the reasons for what failed.
func (a *application) told(ctx context.Context, answer applicationV2) StagedApplication {
	applied := StagedApplication{Succeeded: answer.Succeeded, Failed: answer.Failed, Ignored: answer.Ignored, ClearStage: a.clearStage, Sent: a.made}
	for _, list := range [][]string{applied.Succeeded, applied.Failed, applied.Ignored} {
		slices.Sort(list)
	}
	if len(applied.Failed) == 0 {
		return applied
	}
	ctx, cancel := a.c.clock.WithTimeout(context.WithoutCancel(ctx), lookUpTimeout)
	defer cancel()
	failed := application{c: a.c, ids: applied.Failed}
	records, _ := failed.records(ctx) // the answer stands without
	for id, record := range records {
		applied.explain(id, record)
	}
	return applied
}

// explain keeps why a node failed. What is in another record was there before.
func (s *StagedApplication) explain(id string, record Component) {
	if !record.refusedStage() {
		return
	}
	if s.Errors == nil {
		s.Errors = map[string]string{}
	}
	s.Errors[id] = record.Error
}

const stagedPath = apiPath + "/applystaged"

type stagedV2 struct {
	Xnames []string `json:"xnames"`
}

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
