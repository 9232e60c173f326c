// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	providerschema "github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	resourceschema "github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// nullLike has one resource, with the attributes of null_resource.
type nullLike struct{}

func (*nullLike) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "idle"
}

func (*nullLike) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = providerschema.Schema{}
}

func (*nullLike) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}

func (*nullLike) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (*nullLike) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return &idleResource{like: nullResource{}} }}
}

// nullResource is what an idleResource takes from null_resource.
type nullResource struct{}

func (nullResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_resource"
}

func (nullResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = resourceschema.Schema{Attributes: map[string]resourceschema.Attribute{
		"triggers": resourceschema.MapAttribute{ElementType: types.StringType, Optional: true},
		"id":       resourceschema.StringAttribute{Computed: true},
	}}
}
