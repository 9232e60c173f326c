// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"maps"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// server is the provider as an engine sees it, for what no engine can be made
// to do on purpose: one call at a time, without the reads around it.
type server struct {
	tfprotov6.ProviderServer
	t       *testing.T
	ctx     context.Context // of every call: a test may put a log into it
	schema  *tfprotov6.GetProviderSchemaResponse
	typ     string         // of the resource that the methods are about: see of
	session tftypes.Object // and its attributes
}

// of is the same provider, whose methods are about another type of resource than bos_session.
func (p *server) of(typ string) *server {
	other := *p
	other.typ = typ
	other.session, _ = p.schema.ResourceSchemas[typ].ValueType().(tftypes.Object)
	return &other
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
	p := &server{t: t, ctx: t.Context(), ProviderServer: hears(t, s.served()())}
	var err error
	if p.schema, err = p.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{}); err != nil {
		t.Fatal(err)
	}
	p = p.of("bos_session")
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

// attributes takes a resource apart.
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

func fails(diagnostics []*tfprotov6.Diagnostic) bool {
	return slices.ContainsFunc(diagnostics, func(d *tfprotov6.Diagnostic) bool {
		return d.Severity == tfprotov6.DiagnosticSeverityError
	})
}

func (p *server) fine(diagnostics []*tfprotov6.Diagnostic) {
	p.t.Helper()
	for _, d := range diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			p.t.Fatalf("%s: %s", d.Summary, d.Detail)
		}
	}
}

// plan plans config over prior (nil = none), and checks the plan, as an engine does.
func (p *server) plan(prior *tfprotov6.DynamicValue, config fields) *tfprotov6.PlanResourceChangeResponse {
	p.t.Helper()
	if prior == nil {
		prior = p.null()
	}
	configured := p.value(p.session, config)
	proposed := p.proposed(prior, configured)
	resp, err := p.PlanResourceChange(p.ctx, &tfprotov6.PlanResourceChangeRequest{
		TypeName: p.typ, PriorState: prior, Config: configured, ProposedNewState: proposed,
	})
	if err != nil {
		p.t.Fatal(err)
	}
	p.allowed(prior, configured, resp)
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
		TypeName: p.typ, PriorState: prior, PlannedState: planned.PlannedState,
		Config: p.value(p.session, config), PlannedIdentity: planned.PlannedIdentity,
	})
	if err != nil {
		p.t.Fatal(err)
	}
	if !fails(resp.Diagnostics) {
		p.kept(planned.PlannedState, resp.NewState)
	}
	return resp
}

func (p *server) read(state *tfprotov6.DynamicValue) *tfprotov6.ReadResourceResponse {
	p.t.Helper()
	resp, err := p.ReadResource(p.ctx, &tfprotov6.ReadResourceRequest{TypeName: p.typ, CurrentState: state})
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
