// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"maps"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/bosops/terraform-provider-bos/internal/provider"
)

// server is the provider as an engine sees it, for what no engine can be made
// to do on purpose: one call at a time, without the reads around it.
type server struct {
	tfprotov6.ProviderServer
	t       *testing.T
	ctx     context.Context // of every call: a test may put a log into it
	schema  *tfprotov6.GetProviderSchemaResponse
	session tftypes.Object
}

// fields are the attributes of an object that are not null.
type fields map[string]tftypes.Value

func text(s string) tftypes.Value  { return tftypes.NewValue(tftypes.String, s) }
func truth(b bool) tftypes.Value   { return tftypes.NewValue(tftypes.Bool, b) }
func amount(n int64) tftypes.Value { return tftypes.NewValue(tftypes.Number, n) }

var unknownText = tftypes.NewValue(tftypes.String, tftypes.UnknownValue)

// newServer is a provider that is configured for the simulation, or as config says.
func newServer(t *testing.T, s *sim, config fields) *server {
	t.Helper()
	p, diagnostics := tryServer(t, s, config)
	p.fine(diagnostics)
	return p
}

// tryServer is newServer that returns what the provider says of its configuration.
func tryServer(t *testing.T, s *sim, config fields) (*server, []*tfprotov6.Diagnostic) {
	t.Helper()
	p := &server{t: t, ctx: t.Context(), ProviderServer: providerserver.NewProtocol6(provider.New("test", provider.WithClock(s.Clock))())()}
	var err error
	if p.schema, err = p.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{}); err != nil {
		t.Fatal(err)
	}
	p.session, _ = p.schema.ResourceSchemas["bos_session"].ValueType().(tftypes.Object)
	if config == nil {
		config = fields{"endpoint": text(s.URL)}
	}
	objectType, _ := p.schema.Provider.ValueType().(tftypes.Object)
	resp, err := p.ConfigureProvider(p.ctx, &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: "1.11.4", Config: p.value(objectType, config),
	})
	if err != nil {
		t.Fatal(err)
	}
	return p, resp.Diagnostics
}

// value is an object whose attributes are null but for those given.
func (p *server) value(objectType tftypes.Object, given fields) *tfprotov6.DynamicValue {
	p.t.Helper()
	all := map[string]tftypes.Value{}
	for name, attribute := range objectType.AttributeTypes {
		all[name] = tftypes.NewValue(attribute, nil)
	}
	maps.Copy(all, given)
	return p.dynamic(objectType, tftypes.NewValue(objectType, all))
}

func (p *server) dynamic(objectType tftypes.Type, value tftypes.Value) *tfprotov6.DynamicValue {
	p.t.Helper()
	dynamic, err := tfprotov6.NewDynamicValue(objectType, value)
	if err != nil {
		p.t.Fatal(err)
	}
	return &dynamic
}

func (p *server) null() *tfprotov6.DynamicValue {
	return p.dynamic(p.session, tftypes.NewValue(p.session, nil))
}

// attributes takes a bos_session apart.
func (p *server) attributes(dynamic *tfprotov6.DynamicValue) fields {
	p.t.Helper()
	value, err := dynamic.Unmarshal(p.session)
	if err != nil {
		p.t.Fatal(err)
	}
	all := fields{}
	if err := value.As((*map[string]tftypes.Value)(&all)); err != nil {
		p.t.Fatal(err)
	}
	return all
}

func (p *server) fine(diagnostics []*tfprotov6.Diagnostic) {
	p.t.Helper()
	for _, d := range diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			p.t.Fatalf("%s: %s", d.Summary, d.Detail)
		}
	}
}

// plan plans config over prior (nil = none), as an engine proposes it:
// computed values that are not configured are carried over.
func (p *server) plan(prior *tfprotov6.DynamicValue, config fields) *tfprotov6.PlanResourceChangeResponse {
	p.t.Helper()
	proposed := maps.Clone(config)
	if prior == nil {
		prior = p.null()
	} else {
		for name, value := range p.attributes(prior) {
			if _, configured := config[name]; !configured {
				proposed[name] = value
			}
		}
	}
	resp, err := p.PlanResourceChange(p.ctx, &tfprotov6.PlanResourceChangeRequest{
		TypeName: "bos_session", PriorState: prior,
		Config: p.value(p.session, config), ProposedNewState: p.value(p.session, proposed),
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return resp
}

// apply plans config over prior and applies the plan.
func (p *server) apply(prior *tfprotov6.DynamicValue, config fields) *tfprotov6.ApplyResourceChangeResponse {
	p.t.Helper()
	planned := p.plan(prior, config)
	p.fine(planned.Diagnostics)
	if prior == nil {
		prior = p.null()
	}
	resp, err := p.ApplyResourceChange(p.ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: "bos_session", PriorState: prior, PlannedState: planned.PlannedState,
		Config: p.value(p.session, config), PlannedIdentity: planned.PlannedIdentity,
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return resp
}

func (p *server) read(state *tfprotov6.DynamicValue) *tfprotov6.ReadResourceResponse {
	p.t.Helper()
	resp, err := p.ReadResource(p.ctx, &tfprotov6.ReadResourceRequest{TypeName: "bos_session", CurrentState: state})
	if err != nil {
		p.t.Fatal(err)
	}
	return resp
}

// identity is the name and the tenant of a resource's identity.
func (p *server) identity(data *tfprotov6.ResourceIdentityData) (name, tenant *string) {
	p.t.Helper()
	if data == nil {
		p.t.Fatal("no identity")
	}
	identityType := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"name": tftypes.String, "tenant": tftypes.String}}
	value, err := data.IdentityData.Unmarshal(identityType)
	if err != nil {
		p.t.Fatal(err)
	}
	all := map[string]tftypes.Value{}
	for _, err := range []error{value.As(&all), all["name"].As(&name), all["tenant"].As(&tenant)} {
		if err != nil {
			p.t.Fatal(err)
		}
	}
	return name, tenant
}
