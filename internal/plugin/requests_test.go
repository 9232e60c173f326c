// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package plugin

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"
	"weak"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	dataschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

type key struct{}

// heavy stands for what a request's context holds. The allocator would put a small one beside others.
type heavy [1 << 12]byte

// Every request for a resource lets go of its context. The framework's own server does not: once it does, this package
// need not.
func TestServer_letsGoOfContexts(t *testing.T) {
	t.Parallel()
	object := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"name": tftypes.String}}
	state, err := tfprotov6.NewDynamicValue(object, tftypes.NewValue(object, map[string]tftypes.Value{
		"name": tftypes.NewValue(tftypes.String, "n"),
	}))
	if err != nil {
		t.Fatal(err)
	}
	requests := map[string]func(context.Context, tfprotov6.ProviderServer) ([]*tfprotov6.Diagnostic, error){
		"validate": func(ctx context.Context, s tfprotov6.ProviderServer) ([]*tfprotov6.Diagnostic, error) {
			resp, err := s.ValidateResourceConfig(ctx, &tfprotov6.ValidateResourceConfigRequest{TypeName: "x_r", Config: &state})
			return resp.Diagnostics, err
		},
		"upgrade": func(ctx context.Context, s tfprotov6.ProviderServer) ([]*tfprotov6.Diagnostic, error) {
			resp, err := s.UpgradeResourceState(ctx, &tfprotov6.UpgradeResourceStateRequest{
				TypeName: "x_r", RawState: &tfprotov6.RawState{JSON: []byte(`{"name":"n"}`)},
			})
			return resp.Diagnostics, err
		},
		"upgrade the identity": func(ctx context.Context, s tfprotov6.ProviderServer) ([]*tfprotov6.Diagnostic, error) {
			_, err := s.UpgradeResourceIdentity(ctx, &tfprotov6.UpgradeResourceIdentityRequest{TypeName: "x_r"}) // it has none
			return nil, err
		},
		"read": func(ctx context.Context, s tfprotov6.ProviderServer) ([]*tfprotov6.Diagnostic, error) {
			resp, err := s.ReadResource(ctx, &tfprotov6.ReadResourceRequest{TypeName: "x_r", CurrentState: &state})
			return resp.Diagnostics, err
		},
		"plan": func(ctx context.Context, s tfprotov6.ProviderServer) ([]*tfprotov6.Diagnostic, error) {
			resp, err := s.PlanResourceChange(ctx, &tfprotov6.PlanResourceChangeRequest{
				TypeName: "x_r", PriorState: &state, ProposedNewState: &state, Config: &state,
			})
			return resp.Diagnostics, err
		},
		"validate a data source": func(ctx context.Context, s tfprotov6.ProviderServer) ([]*tfprotov6.Diagnostic, error) {
			resp, err := s.ValidateDataResourceConfig(ctx, &tfprotov6.ValidateDataResourceConfigRequest{TypeName: "x_d", Config: &state})
			return resp.Diagnostics, err
		},
		"read a data source": func(ctx context.Context, s tfprotov6.ProviderServer) ([]*tfprotov6.Diagnostic, error) {
			resp, err := s.ReadDataSource(ctx, &tfprotov6.ReadDataSourceRequest{TypeName: "x_d", Config: &state})
			return resp.Diagnostics, err
		},
		"apply": func(ctx context.Context, s tfprotov6.ProviderServer) ([]*tfprotov6.Diagnostic, error) {
			resp, err := s.ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{
				TypeName: "x_r", PriorState: &state, PlannedState: &state, Config: &state,
			})
			return resp.Diagnostics, err
		},
	}
	for name, request := range requests {
		for _, server := range []struct {
			tfprotov6.ProviderServer

			keeps bool
		}{
			{providerserver.NewProtocol6(fake{})(), true},
			{newServer(fake{}), false},
		} {
			held := requested(t, name, server.ProviderServer, request)

			runtime.GC()

			if got := held.Value() != nil; got != server.keeps {
				t.Errorf("%s: %T keeps the context of the request: %v, want %v", name, server.ProviderServer, got, server.keeps)
			}
			runtime.KeepAlive(server.ProviderServer)
		}
	}
}

// requested makes a request with a context that holds a value, and returns a weak pointer to that.
func requested(
	t *testing.T, name string, server tfprotov6.ProviderServer,
	request func(context.Context, tfprotov6.ProviderServer) ([]*tfprotov6.Diagnostic, error),
) weak.Pointer[heavy] {
	t.Helper()
	value := new(heavy)
	ctx, cancel := context.WithCancel(context.WithValue(t.Context(), key{}, value))
	defer cancel() // as gRPC does when a request is over
	diagnostics, err := request(ctx, server)
	if err != nil || len(diagnostics) > 0 {
		t.Fatal(name, err, diagnostics)
	}
	return weak.Make(value)
}

// While a request is handled its context is that of the engine's request, and ends when the provider is stopped.
func TestServer_context(t *testing.T) {
	t.Parallel()
	deadline := time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
	ctx, cancel := context.WithDeadline(context.WithValue(t.Context(), key{}, "value"), deadline)
	defer cancel()
	var outlives context.Context
	handled := func(ctx context.Context, server tfprotov6.ProviderServer) (string, error) {
		outlives = ctx
		if got, _ := ctx.Deadline(); !got.Equal(deadline) || ctx.Value(key{}) != "value" || ctx.Err() != nil {
			t.Errorf("deadline %v, value %v, error %v", got, ctx.Value(key{}), ctx.Err())
		}
		cancel()
		<-ctx.Done()
		return "answer", ctx.Err()
	}

	answer, err := released(ctx, nil, handled)

	if answer != "answer" || !errors.Is(err, context.Canceled) {
		t.Errorf("%q, %v", answer, err)
	}
	if _, ok := outlives.Deadline(); ok || outlives.Value(key{}) != nil || !errors.Is(outlives.Err(), context.Canceled) {
		t.Errorf("after the request: %v", outlives)
	}
}

func TestServer_stops(t *testing.T) {
	t.Parallel()
	object := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"name": tftypes.String}}
	state, err := tfprotov6.NewDynamicValue(object, tftypes.NewValue(object, map[string]tftypes.Value{
		"name": tftypes.NewValue(tftypes.String, "wait"),
	}))
	if err != nil {
		t.Fatal(err)
	}
	reading := make(chan struct{})
	server := newServer(fake{reading})
	go func() {
		<-reading
		_, _ = server.StopProvider(t.Context(), &tfprotov6.StopProviderRequest{})
	}()

	resp, err := server.ReadResource(t.Context(), &tfprotov6.ReadResourceRequest{TypeName: "x_r", CurrentState: &state})

	if err != nil || len(resp.Diagnostics) != 1 || resp.Diagnostics[0].Detail != context.Canceled.Error() {
		t.Errorf("%v, %v", err, resp)
	}
}

// fake is a provider of one resource and one data source. A Read of the name "wait" closes reading and waits for the end of its context.
type fake struct{ reading chan struct{} }

func (fake) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "x"
}
func (fake) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse)          {}
func (fake) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}
func (fake) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{func() datasource.DataSource { return fakeDataSource{} }}
}

func (f fake) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return fakeResource{f} }}
}

type fakeResource struct{ fake }

func (fakeResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "x_r"
}

func (fakeResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{"name": schema.StringAttribute{Required: true}}}
}

func (f fakeResource) Read(ctx context.Context, _ resource.ReadRequest, resp *resource.ReadResponse) {
	if f.reading != nil {
		close(f.reading)
		<-ctx.Done()
		resp.Diagnostics.AddError("stopped", ctx.Err().Error())
	}
}

func (fakeResource) Create(context.Context, resource.CreateRequest, *resource.CreateResponse) {}
func (fakeResource) Update(_ context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	resp.State.Raw = req.Plan.Raw
}
func (fakeResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

type fakeDataSource struct{}

func (fakeDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = "x_d"
}

func (fakeDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = dataschema.Schema{Attributes: map[string]dataschema.Attribute{"name": dataschema.StringAttribute{Required: true}}}
}

func (fakeDataSource) Read(context.Context, datasource.ReadRequest, *datasource.ReadResponse) {}
