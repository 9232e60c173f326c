// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package plugin

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// frameworkServer is what the framework's server of a provider implements.
type frameworkServer interface {
	tfprotov6.ProviderServer
	tfprotov6.ListResourceServer
	tfprotov6.ActionServer
	tfprotov6.StateStoreServer
}

// lean is a provider server that lets go of each request's context when the request is over. The framework's server
// keeps every context until the provider is stopped (terraform-plugin-framework 1.19, registerContext), and each one
// holds loggers and their fields: of a plan of thousands of resources that is most of the process's memory.
//
// The requests of which there are a few for each resource and data source of a configuration are lean; the others are as
// they were.
type lean struct {
	frameworkServer

	invoking *sync.RWMutex // held for reading while an action runs
}

func newServer(p provider.Provider) tfprotov6.ProviderServer {
	server := providerserver.NewProtocol6(p)()
	if whole, ok := server.(frameworkServer); ok {
		return lean{whole, &sync.RWMutex{}}
	}
	return server
}

func (s lean) ValidateResourceConfig(
	ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest,
) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return released(ctx, req, s.frameworkServer.ValidateResourceConfig)
}

func (s lean) UpgradeResourceState(
	ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest,
) (*tfprotov6.UpgradeResourceStateResponse, error) {
	return released(ctx, req, s.frameworkServer.UpgradeResourceState)
}

func (s lean) UpgradeResourceIdentity(
	ctx context.Context, req *tfprotov6.UpgradeResourceIdentityRequest,
) (*tfprotov6.UpgradeResourceIdentityResponse, error) {
	return released(ctx, req, s.frameworkServer.UpgradeResourceIdentity)
}

func (s lean) ReadResource(
	ctx context.Context, req *tfprotov6.ReadResourceRequest,
) (*tfprotov6.ReadResourceResponse, error) {
	return released(ctx, req, s.frameworkServer.ReadResource)
}

func (s lean) PlanResourceChange(
	ctx context.Context, req *tfprotov6.PlanResourceChangeRequest,
) (*tfprotov6.PlanResourceChangeResponse, error) {
	return released(ctx, req, s.frameworkServer.PlanResourceChange)
}

func (s lean) ApplyResourceChange(
	ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest,
) (*tfprotov6.ApplyResourceChangeResponse, error) {
	return released(ctx, req, s.frameworkServer.ApplyResourceChange)
}

func (s lean) ValidateDataResourceConfig(
	ctx context.Context, req *tfprotov6.ValidateDataResourceConfigRequest,
) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return released(ctx, req, s.frameworkServer.ValidateDataResourceConfig)
}

func (s lean) ReadDataSource(
	ctx context.Context, req *tfprotov6.ReadDataSourceRequest,
) (*tfprotov6.ReadDataSourceResponse, error) {
	return released(ctx, req, s.frameworkServer.ReadDataSource)
}

// CallFunction fills in the null that OpenTofu sends as an argument without any data, which the framework takes for a
// fault in the protocol (seen with OpenTofu 1.12.6).
func (s lean) CallFunction(
	ctx context.Context, req *tfprotov6.CallFunctionRequest,
) (*tfprotov6.CallFunctionResponse, error) {
	const msgpackNil = 0xc0
	for i, argument := range req.Arguments {
		if argument == nil || len(argument.MsgPack) == 0 && len(argument.JSON) == 0 {
			req.Arguments[i] = &tfprotov6.DynamicValue{MsgPack: []byte{msgpackNil}}
		}
	}
	return s.frameworkServer.CallFunction(ctx, req)
}

// released calls a method with a context that it releases afterwards.
func released[Q, R any](ctx context.Context, req Q, method func(context.Context, Q) (R, error)) (R, error) {
	held := &requestContext{done: ctx.Done()}
	held.request.Store(&ctx)
	defer held.request.Store(nil)
	return method(held, req)
}

// requestContext is the context of a request while that is handled. Afterwards it is canceled and has no values.
type requestContext struct {
	done    <-chan struct{}
	request atomic.Pointer[context.Context]
}

func (c *requestContext) Deadline() (deadline time.Time, ok bool) {
	if request := c.request.Load(); request != nil {
		return (*request).Deadline()
	}
	return time.Time{}, false
}

func (c *requestContext) Done() <-chan struct{} { return c.done }

func (c *requestContext) Err() error {
	if request := c.request.Load(); request != nil {
		return (*request).Err()
	}
	return context.Canceled
}

func (c *requestContext) Value(key any) any {
	if request := c.request.Load(); request != nil {
		return (*request).Value(key)
	}
	return nil
}
