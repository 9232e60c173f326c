// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package plugin

import (
	"context"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// A provider is stopped when the last event of its action is sent. The framework's own server does not wait for that.
func TestServer_stopsAfterTheLastEvent(t *testing.T) {
	t.Parallel()
	waiting := waitingAction{begun: make(chan struct{})}
	p := withAction{waiting: waiting}
	invoke := func(server tfprotov6.ProviderServer, last chan<- struct{}, sent <-chan struct{}) {
		actions, ok := server.(tfprotov6.ActionServer)
		if !ok {
			t.Error("no actions")
			return
		}
		stream, err := actions.InvokeAction(t.Context(), &tfprotov6.InvokeActionRequest{ActionType: "x_wait"})
		if err != nil {
			t.Error(err)
			return
		}
		for range stream.Events {
			close(last)
			<-sent
		}
	}
	stop := func(server tfprotov6.ProviderServer) {
		if _, err := server.StopProvider(t.Context(), &tfprotov6.StopProviderRequest{}); err != nil {
			t.Error(err)
		}
	}

	for _, server := range []struct {
		tfprotov6.ProviderServer

		waits bool
	}{
		{providerserver.NewProtocol6(p)(), false},
		{newServer(p), true},
	} {
		last, sent, ended, stopped := make(chan struct{}), make(chan struct{}), make(chan struct{}), make(chan struct{})
		go func() {
			defer close(ended)
			invoke(server.ProviderServer, last, sent)
		}()
		waiting.begun <- struct{}{}
		go func() {
			defer close(stopped)
			stop(server.ProviderServer)
		}()
		<-last // the stop has interrupted the action
		if !server.waits {
			<-stopped
		}
		select {
		case <-stopped:
			if server.waits {
				t.Error("stopped before the last event was sent")
			}
		default:
		}
		close(sent)
		<-ended
		<-stopped
	}
}

// withAction is a provider with an action that runs until it is interrupted.
type withAction struct {
	fake

	waiting waitingAction
}

func (p withAction) Actions(context.Context) []func() action.Action {
	return []func() action.Action{func() action.Action { return p.waiting }}
}

type waitingAction struct{ begun chan struct{} }

func (waitingAction) Metadata(_ context.Context, _ action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = "x_wait"
}

func (waitingAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{}
}

func (a waitingAction) Invoke(ctx context.Context, _ action.InvokeRequest, _ *action.InvokeResponse) {
	<-a.begun
	<-ctx.Done()
}
