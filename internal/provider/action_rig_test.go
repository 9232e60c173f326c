// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// invoked is what the user got to read of an action: the lines while it ran, and the diagnostics at its end.
type invoked struct {
	lines       []string
	diagnostics []*tfprotov6.Diagnostic
}

var errNoActions = errors.New("the provider has no actions")

// actionServer is the provider's part of the protocol that is about actions.
func (p *server) actionServer() tfprotov6.ActionServer {
	p.t.Helper()
	actions, ok := p.ProviderServer.(tfprotov6.ActionServer)
	if !ok {
		p.t.Fatal(errNoActions)
	}
	return actions
}

func (p *server) actionConfig(actionType string, config fields) *tfprotov6.DynamicValue {
	p.t.Helper()
	found := p.schema.ActionSchemas[actionType]
	if found == nil {
		p.t.Fatalf("the provider has no action %s", actionType)
	}
	object, _ := found.Schema.ValueType().(tftypes.Object)
	return p.value(object, config)
}

// validateAction is what the engine does first, with what may be unknown.
func (p *server) validateAction(actionType string, config fields) []*tfprotov6.Diagnostic {
	p.t.Helper()
	resp, err := p.actionServer().ValidateActionConfig(p.ctx, &tfprotov6.ValidateActionConfigRequest{
		ActionType: actionType, Config: p.actionConfig(actionType, config),
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return resp.Diagnostics
}

// planAction validates the action and plans it, as an engine does for each event that triggers it.
func (p *server) planAction(actionType string, config fields) []*tfprotov6.Diagnostic {
	p.t.Helper()
	found := p.validateAction(actionType, config)
	if fails(found) {
		return found
	}
	resp, err := p.actionServer().PlanAction(p.ctx, &tfprotov6.PlanActionRequest{
		ActionType: actionType, Config: p.actionConfig(actionType, config),
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return append(found, resp.Diagnostics...)
}

// invoke plans the action and runs it, in another context if the test interrupts it.
func (p *server) invoke(actionType string, config fields) invoked {
	p.t.Helper()
	if found := p.planAction(actionType, config); fails(found) {
		return invoked{diagnostics: found}
	}
	return p.invokeOnly(p.ctx, actionType, config)
}

// invokeOnly runs the action without a plan: its values may have been unknown in that.
func (p *server) invokeOnly(ctx context.Context, actionType string, config fields) (run invoked) {
	p.t.Helper()
	resp, err := p.actionServer().InvokeAction(ctx, &tfprotov6.InvokeActionRequest{
		ActionType: actionType, Config: p.actionConfig(actionType, config),
	})
	if err != nil {
		p.t.Fatal(err)
	}
	ends := 0
	for event := range resp.Events {
		switch e := event.Type.(type) {
		case tfprotov6.ProgressInvokeActionEventType:
			run.lines = append(run.lines, e.Message)
		case tfprotov6.CompletedInvokeActionEventType:
			run.diagnostics = e.Diagnostics
			ends++
		}
	}
	if ends != 1 {
		p.t.Errorf("%d events of an end, want 1", ends)
	}
	return run
}

// wantLines checks all lines of a run. A name that the provider has generated is NAME in them.
func (r invoked) wantLines(t *testing.T, want ...string) {
	t.Helper()
	var got []string
	for _, line := range r.lines {
		got = append(got, unlikeEachTime[0].pattern.ReplaceAllString(line, "UUID"))
	}
	if !slices.Equal(got, want) {
		t.Errorf("the lines are\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}
