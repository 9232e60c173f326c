// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"iter"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// listResource implements every list resource around the few things in which they differ. M is the model of its filter.
type listResource[M any] struct {
	suffix string // of the type name, such as "_session"
	things string // what is listed, in the summary of an error
	schema func() schema.Schema
	tenant func(*M) *types.String
	// each yields what passes the filter; an error is the last value. brief is set where only names are wanted.
	each func(ctx context.Context, c *connection, client *bos.Client, filter *M, brief bool) listedObjects

	connection *connection
}

// listedObject is an object of a list. state returns what an import stores of it, and may take requests.
type listedObject struct {
	id    sessionIdentity
	state func() (any, diag.Diagnostics)
}

type listedObjects = iter.Seq2[listedObject, error]

var (
	_ list.ListResource              = (*listResource[any])(nil)
	_ list.ListResourceWithConfigure = (*listResource[any])(nil)
)

func (l *listResource[M]) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + l.suffix
}

func (l *listResource[M]) ListResourceConfigSchema(
	_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse,
) {
	resp.Schema = l.schema()
}

func (l *listResource[M]) Configure(
	_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse,
) {
	l.connection = configured(req.ProviderData, &resp.Diagnostics)
}

// List makes requests only while the engine takes results: it stops at the query's limit.
func (l *listResource[M]) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	ctx = l.connection.maskSecrets(ctx)
	var (
		filter M
		diags  diag.Diagnostics
	)
	diags.Append(req.Config.Get(ctx, &filter)...)
	client := l.connection.clientFor("list", l.things, &diags)
	if diags.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	client = inTenant(client, l.tenant(&filter))
	if req.Limit < 1 {
		stream.Results = list.NoListResults
		return
	}

	stream.Results = func(push func(list.ListResult) bool) {
		count := int64(0)
		for object, err := range l.each(ctx, l.connection, client, &filter, !req.IncludeResource) {
			result := l.result(ctx, req, &filter, object, err)
			if count++; !push(result) || result.Diagnostics.HasError() || count == req.Limit {
				return
			}
		}
	}
}

// result returns what the engine gets of an object, or of the error that ends the list.
func (l *listResource[M]) result(
	ctx context.Context, req list.ListRequest, filter *M, object listedObject, err error,
) list.ListResult {
	if err != nil {
		return list.ListResult{Diagnostics: diag.Diagnostics{message{summary: "Unable to list " + l.things}.
			because(l.connection.explain(err, *l.tenant(filter))).asError()}}
	}
	result := req.NewListResult(ctx)
	result.DisplayName = object.id.displayName()
	result.Diagnostics.Append(result.Identity.Set(ctx, object.id)...)
	if req.IncludeResource {
		state, diags := object.state()
		result.Diagnostics.Append(diags...)
		if !diags.HasError() {
			result.Diagnostics.Append(result.Resource.Set(ctx, state)...)
		}
	}
	return result
}

func optionalFilter(about string, validators ...validator.String) schema.Attribute {
	return schema.StringAttribute{MarkdownDescription: about, Optional: true, Validators: validators}
}
