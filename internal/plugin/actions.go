// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package plugin

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// After StopProvider, the gRPC server of terraform-plugin-go (0.31, InvokeAction) sends no event of an action any more, not
// even the last one, which has the diagnostics: after Ctrl-C, a user would not read what has become of the operation. So
// the provider is stopped only when its actions have ended. The framework has canceled their contexts before that.

// InvokeAction notes that an action runs until its last event is sent.
func (s lean) InvokeAction(
	ctx context.Context, req *tfprotov6.InvokeActionRequest,
) (*tfprotov6.InvokeActionServerStream, error) {
	stream, err := s.frameworkServer.InvokeAction(ctx, req)
	if err != nil {
		return nil, err
	}
	return &tfprotov6.InvokeActionServerStream{Events: func(send func(tfprotov6.InvokeActionEvent) bool) {
		s.invoking.RLock()
		defer s.invoking.RUnlock()
		stream.Events(send)
	}}, nil
}

// StopProvider interrupts all requests, and returns when no action runs.
func (s lean) StopProvider(
	ctx context.Context, req *tfprotov6.StopProviderRequest,
) (*tfprotov6.StopProviderResponse, error) {
	resp, err := s.frameworkServer.StopProvider(ctx, req)
	s.invoking.Lock()
	defer s.invoking.Unlock()
	return resp, err
}
