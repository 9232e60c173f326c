// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

// Command idle is a provider that does nothing, for the benchmark to compare the
// real one with, and started as that one is. It has the schema of the null provider;
// if the linker sets main.like to "bos", that of this project's provider. If it is
// "loud", the logs are as verbose as those of most providers.
package main

import (
	"context"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/bosops/terraform-provider-bos/internal/plugin"
	bos "github.com/bosops/terraform-provider-bos/internal/provider"
)

// like is set by the linker.
var like = "null"

const address = "registry.terraform.io/bosops/idle"

func main() {
	if err := serve(context.Background()); err != nil {
		log.Fatal(err)
	}
}

func serve(ctx context.Context) error {
	null := func() provider.Provider { return &nullLike{} }
	same := func() provider.Provider { return &bosLike{Provider: bos.New("bench")()} }
	switch like {
	case "bos":
		return plugin.Serve(ctx, same, address, false)
	case "loud":
		return providerserver.Serve(ctx, null, providerserver.ServeOpts{Address: address})
	default:
		return plugin.Serve(ctx, null, address, false)
	}
}

// bosLike has everything that the project's provider has, but its resources do
// nothing. It hides the provider's optional methods.
type bosLike struct{ provider.Provider }

func (*bosLike) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}

// Functions returns the provider's own: they are a part of its schema.
func (p *bosLike) Functions(ctx context.Context) []func() function.Function {
	if own, ok := p.Provider.(provider.ProviderWithFunctions); ok {
		return own.Functions(ctx)
	}
	return nil
}

// Actions returns the provider's own, as Functions.
func (p *bosLike) Actions(ctx context.Context) []func() action.Action {
	if own, ok := p.Provider.(provider.ProviderWithActions); ok {
		return own.Actions(ctx)
	}
	return nil
}

// ListResources returns the provider's own, as Functions.
func (p *bosLike) ListResources(ctx context.Context) []func() list.ListResource {
	if own, ok := p.Provider.(provider.ProviderWithListResources); ok {
		return own.ListResources(ctx)
	}
	return nil
}

func (p *bosLike) Resources(ctx context.Context) []func() resource.Resource {
	var resources []func() resource.Resource
	for _, constructor := range p.Provider.Resources(ctx) {
		resources = append(resources, func() resource.Resource { return idle(constructor()) })
	}

	return resources
}
