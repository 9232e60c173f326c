// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

// Command idle is a provider that does nothing, for the benchmark to compare the
// real one with. It has the schema of the null provider, or, if the linker sets
// main.like to "bos", that of this project's provider.
package main

import (
	"context"
	"log"
	"os/signal"
	"syscall"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	bos "github.com/bosops/terraform-provider-bos/internal/provider"
)

// like is set by the linker.
var like = "null"

func main() {
	signal.Ignore(syscall.SIGTERM)
	server := func() provider.Provider { return &nullLike{} }
	if like == "bos" {
		server = func() provider.Provider { return &bosLike{Provider: bos.New("bench")()} }
	}

	err := providerserver.Serve(context.Background(), server, providerserver.ServeOpts{
		Address: "registry.terraform.io/bosops/idle",
	})
	if err != nil {
		log.Fatal(err)
	}
}

// bosLike has everything that the project's provider has, but its resources do
// nothing. It hides the provider's optional methods.
type bosLike struct{ provider.Provider }

func (*bosLike) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}

func (p *bosLike) Resources(ctx context.Context) []func() resource.Resource {
	var resources []func() resource.Resource
	for _, constructor := range p.Provider.Resources(ctx) {
		resources = append(resources, func() resource.Resource { return idle(constructor()) })
	}

	return resources
}
