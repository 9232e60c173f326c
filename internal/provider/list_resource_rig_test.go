// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// query is what a list block of terraform query asks for.
type query struct {
	filter  fields
	limit   int64
	include bool
	stop    int // after so many results the engine goes away; 0 = it does not
}

// list runs a query for the resources of the server's type, as an engine does.
func (p *server) list(q query) (results []tfprotov6.ListResourceResult) {
	p.t.Helper()
	served, _ := p.ProviderServer.(tfprotov6.ListResourceServer)
	schema, _ := p.schema.ListResourceSchemas[p.typ].ValueType().(tftypes.Object)
	filter := p.value(schema, q.filter)
	validated, err := served.ValidateListResourceConfig(p.ctx, &tfprotov6.ValidateListResourceConfigRequest{TypeName: p.typ, Config: filter})
	if err != nil {
		p.t.Fatal(err)
	}
	if fails(validated.Diagnostics) {
		return []tfprotov6.ListResourceResult{{Diagnostics: validated.Diagnostics}}
	}
	stream, err := served.ListResource(p.ctx, &tfprotov6.ListResourceRequest{
		TypeName: p.typ, Config: filter, IncludeResource: q.include, Limit: q.limit,
	})
	if err != nil {
		p.t.Fatal(err)
	}
	for result := range stream.Results {
		results = append(results, result)
		if len(results) == q.stop {
			break
		}
	}
	return results
}

// listed is list for a query that succeeds: the display names.
func (p *server) listed(q query) (names []string) {
	p.t.Helper()
	for _, result := range p.list(q) {
		p.fine(result.Diagnostics)
		names = append(names, result.DisplayName)
	}
	return names
}

// refused is list for a query that ends with an error: what it says.
func (p *server) refused(q query) string {
	p.t.Helper()
	results := p.list(q)
	if len(results) == 0 || !fails(results[len(results)-1].Diagnostics) {
		p.t.Fatalf("%d results, and no error", len(results))
	}
	return told(results[len(results)-1].Diagnostics)
}

// wantImported checks that a result holds what an import by its identity and the refresh after it store.
func (p *server) wantImported(result tfprotov6.ListResourceResult) {
	p.t.Helper()
	imported, err := p.ImportResourceState(p.ctx, &tfprotov6.ImportResourceStateRequest{TypeName: p.typ, Identity: result.Identity})
	if err != nil {
		p.t.Fatal(err)
	}
	p.fine(imported.Diagnostics)
	read, err := p.ReadResource(p.ctx, &tfprotov6.ReadResourceRequest{
		TypeName: p.typ, CurrentState: imported.ImportedResources[0].State, Private: imported.ImportedResources[0].Private,
		CurrentIdentity: imported.ImportedResources[0].Identity,
	})
	if err != nil {
		p.t.Fatal(err)
	}
	p.fine(read.Diagnostics)
	got, want := p.attributes(result.Resource), p.attributes(read.NewState)
	if !maps.EqualFunc(got, want, tftypes.Value.Equal) {
		p.t.Errorf("%s is listed as\n%v\nand imported as\n%v", result.DisplayName, got, want)
	}
	listedName, listedTenant := p.identity(result.Identity)
	name, tenant := p.identity(read.NewIdentity)
	if *listedName != *name || (listedTenant == nil) != (tenant == nil) || tenant != nil && *listedTenant != *tenant {
		p.t.Errorf("%s: the identities differ", result.DisplayName)
	}
}

func (h *listened) ValidateListResourceConfig(
	ctx context.Context, req *tfprotov6.ValidateListResourceConfigRequest,
) (*tfprotov6.ValidateListResourceConfigResponse, error) {
	served, _ := h.ProviderServer.(tfprotov6.ListResourceServer)
	resp, err := served.ValidateListResourceConfig(ctx, req)
	if err == nil {
		recording(h.test, "validate", resp.Diagnostics...)
	}
	return resp, err
}

func (h *listened) ListResource(ctx context.Context, req *tfprotov6.ListResourceRequest) (*tfprotov6.ListResourceServerStream, error) {
	served, _ := h.ProviderServer.(tfprotov6.ListResourceServer)
	stream, err := served.ListResource(ctx, req)
	if err != nil {
		return nil, err
	}
	results := stream.Results
	stream.Results = func(push func(tfprotov6.ListResourceResult) bool) {
		for result := range results {
			recording(h.test, "query", result.Diagnostics...)
			if !push(result) {
				return
			}
		}
	}
	return stream, nil
}
