// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// dataSource implements every data source around the few things in which they differ. M is its model.
type dataSource[M any] struct {
	suffix  string // of the type name, such as "_session"
	schema  func() schema.Schema
	called  func(*M) string                              // names what is read, in the summary of an error
	read    func(context.Context, *bos.Client, *M) error // fills the model, which holds the configuration
	problem func(*connection, *M, error) problem         // explains an error of read

	connection *connection
}

var (
	_ datasource.DataSource              = (*dataSource[any])(nil)
	_ datasource.DataSourceWithConfigure = (*dataSource[any])(nil)
)

func (l *dataSource[M]) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + l.suffix
}

func (l *dataSource[M]) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = l.schema()
}

func (l *dataSource[M]) Configure(
	_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse,
) {
	l.connection = configured(req.ProviderData, &resp.Diagnostics)
}

func (l *dataSource[M]) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	ctx = l.connection.maskSecrets(ctx)
	var data M
	resp.Diagnostics.Append(req.Config.Get(ctx, &data)...)
	client := l.connection.clientFor("read", l.called(&data), &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}

	if err := l.read(ctx, client, &data); err != nil {
		resp.Diagnostics.Append(message{summary: "Unable to read " + l.called(&data)}.
			because(l.problem(l.connection, &data, err)).asError())
		return
	}

	resp.Diagnostics.Append(resp.State.Set(ctx, data)...)
}

// inTenant returns the client for the tenant in a data source's configuration, by default the provider's, and sets
// tenant to it.
func inTenant(client *bos.Client, tenant *types.String) *bos.Client {
	if !tenant.IsNull() {
		client = client.InTenant(tenant.ValueString())
	}
	*tenant = textOrNull(client.Tenant())
	return client
}

func tenantArgument() schema.Attribute {
	return schema.StringAttribute{
		MarkdownDescription: aboutTenant + " Taken from the provider when it is left out.",
		Optional:            true,
		Computed:            true,
		Validators:          []validator.String{validTenant()},
	}
}

func computedText(about string) schema.Attribute {
	return schema.StringAttribute{MarkdownDescription: about, Computed: true}
}

func computedTexts(about string) schema.Attribute {
	return schema.ListAttribute{MarkdownDescription: about, ElementType: types.StringType, Computed: true}
}

func computedNumber(about string) schema.Attribute {
	return schema.Int64Attribute{MarkdownDescription: about, Computed: true}
}

func computedFlag(about string) schema.Attribute {
	return schema.BoolAttribute{MarkdownDescription: about, Computed: true}
}
