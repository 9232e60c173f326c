// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// recording is called with what the provider reports to its calls, while TestMessages runs. Tests that run in parallel do not
// run beside it.
var recording func(test, call string, diagnostics ...*tfprotov6.Diagnostic)

// listened is a provider whose diagnostics are recorded.
type listened struct {
	tfprotov6.ProviderServer
	test string
}

// hears wraps the provider while diagnostics are recorded.
func hears(t *testing.T, served tfprotov6.ProviderServer) tfprotov6.ProviderServer {
	t.Helper()
	if recording == nil {
		return served
	}
	return &listened{served, t.Name()}
}

func (h *listened) ValidateProviderConfig(
	ctx context.Context, req *tfprotov6.ValidateProviderConfigRequest,
) (*tfprotov6.ValidateProviderConfigResponse, error) {
	resp, err := h.ProviderServer.ValidateProviderConfig(ctx, req)
	if err == nil {
		recording(h.test, "validate", resp.Diagnostics...)
	}
	return resp, err
}

func (h *listened) ConfigureProvider(ctx context.Context, req *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	resp, err := h.ProviderServer.ConfigureProvider(ctx, req)
	if err == nil {
		recording(h.test, "configure", resp.Diagnostics...)
	}
	return resp, err
}

func (h *listened) ValidateResourceConfig(
	ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest,
) (*tfprotov6.ValidateResourceConfigResponse, error) {
	resp, err := h.ProviderServer.ValidateResourceConfig(ctx, req)
	if err == nil {
		recording(h.test, "validate", resp.Diagnostics...)
	}
	return resp, err
}

func (h *listened) ValidateDataResourceConfig(
	ctx context.Context, req *tfprotov6.ValidateDataResourceConfigRequest,
) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	resp, err := h.ProviderServer.ValidateDataResourceConfig(ctx, req)
	if err == nil {
		recording(h.test, "validate", resp.Diagnostics...)
	}
	return resp, err
}

func (h *listened) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	resp, err := h.ProviderServer.PlanResourceChange(ctx, req)
	if err == nil {
		recording(h.test, "plan", resp.Diagnostics...)
	}
	return resp, err
}

func (h *listened) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	resp, err := h.ProviderServer.ApplyResourceChange(ctx, req)
	if err == nil {
		recording(h.test, "apply", resp.Diagnostics...)
	}
	return resp, err
}

func (h *listened) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	resp, err := h.ProviderServer.ReadResource(ctx, req)
	if err == nil {
		recording(h.test, "refresh", resp.Diagnostics...)
	}
	return resp, err
}

func (h *listened) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	resp, err := h.ProviderServer.ReadDataSource(ctx, req)
	if err == nil {
		recording(h.test, "read", resp.Diagnostics...)
	}
	return resp, err
}

func (h *listened) ImportResourceState(ctx context.Context, req *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	resp, err := h.ProviderServer.ImportResourceState(ctx, req)
	if err == nil {
		recording(h.test, "import", resp.Diagnostics...)
	}
	return resp, err
}

func (h *listened) CallFunction(ctx context.Context, req *tfprotov6.CallFunctionRequest) (*tfprotov6.CallFunctionResponse, error) {
	resp, err := h.ProviderServer.CallFunction(ctx, req)
	if err == nil && resp.Error != nil {
		recording(h.test, "function "+req.Name, &tfprotov6.Diagnostic{Severity: tfprotov6.DiagnosticSeverityError, Detail: resp.Error.Text})
	}
	return resp, err
}

func (h *listened) ValidateActionConfig(
	ctx context.Context, req *tfprotov6.ValidateActionConfigRequest,
) (*tfprotov6.ValidateActionConfigResponse, error) {
	actions, ok := h.ProviderServer.(tfprotov6.ActionServer)
	if !ok {
		return nil, errNoActions
	}
	resp, err := actions.ValidateActionConfig(ctx, req)
	if err == nil {
		recording(h.test, "validate", resp.Diagnostics...)
	}
	return resp, err
}

func (h *listened) PlanAction(ctx context.Context, req *tfprotov6.PlanActionRequest) (*tfprotov6.PlanActionResponse, error) {
	actions, ok := h.ProviderServer.(tfprotov6.ActionServer)
	if !ok {
		return nil, errNoActions
	}
	resp, err := actions.PlanAction(ctx, req)
	if err == nil {
		recording(h.test, "plan", resp.Diagnostics...)
	}
	return resp, err
}

func (h *listened) InvokeAction(ctx context.Context, req *tfprotov6.InvokeActionRequest) (*tfprotov6.InvokeActionServerStream, error) {
	actions, ok := h.ProviderServer.(tfprotov6.ActionServer)
	if !ok {
		return nil, errNoActions
	}
	stream, err := actions.InvokeAction(ctx, req)
	if err != nil {
		return stream, err
	}
	return &tfprotov6.InvokeActionServerStream{Events: func(yield func(tfprotov6.InvokeActionEvent) bool) {
		for event := range stream.Events {
			if end, ended := event.Type.(tfprotov6.CompletedInvokeActionEventType); ended {
				recording(h.test, "invoke", end.Diagnostics...)
			}
			if !yield(event) {
				return
			}
		}
	}}, nil
}
