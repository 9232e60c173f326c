// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

// Package plugin runs a provider as a process that an engine starts.
package plugin

import (
	"context"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

// Serve serves a provider until the engine ends the process. address is the provider's source address.
//
// With debug it prints what the engine needs to use the process, and an interrupt ends it.
func Serve(ctx context.Context, newProvider func() provider.Provider, address string, debug bool) error {
	if debug {
		return providerserver.Serve(ctx, newProvider, providerserver.ServeOpts{Address: address, Debug: true})
	}
	// A CI runner that stops a job signals the whole process group. The engine
	// treats the signal as an interrupt, stops in order, and ends this process
	// itself; if this process ended first, the session that it waits for would be
	// missing from the state. (go-plugin ignores SIGINT.)
	signal.Ignore(syscall.SIGTERM)
	if !asksForLogs(os.Environ()) {
		if err := quietLogs(address); err != nil {
			return err
		}
	}
	held := ballast()
	defer runtime.KeepAlive(held)
	return tf6server.Serve(address, func() tfprotov6.ProviderServer { return newServer(newProvider()) })
}
