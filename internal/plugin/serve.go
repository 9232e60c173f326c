// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

// Package plugin runs a provider as a process that an engine starts.
package plugin

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
)

// Serve serves a provider until the engine ends the process. address is the provider's source address. With debug it
// prints what the engine needs to use the process, leaves the process's settings as they are, and ends with an
// interrupt.
func Serve(ctx context.Context, newProvider func() provider.Provider, address string, debug bool) error {
	if !debug {
		// A CI runner that stops a job signals the whole process group. The engine
		// treats the signal as an interrupt, stops in order, and ends this process
		// itself; if this process ended first, the session that it waits for would be
		// missing from the state. (go-plugin ignores SIGINT.)
		signal.Ignore(syscall.SIGTERM)
		if err := quietLogs(os.Environ(), address); err != nil {
			return err
		}
	}
	return providerserver.Serve(ctx, newProvider, providerserver.ServeOpts{Address: address, Debug: debug})
}
