// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// benchmarked is the provider as a plugin server, in the process, and a simulated BOS of 1000 nodes.
type benchmarked struct {
	tfprotov6.ProviderServer

	b       *testing.B
	clock   *bossim.SteppedClock
	schema  *tfprotov6.GetProviderSchemaResponse
	session tftypes.Type
	url     string
}

const benchmarkNodes = 1000

func newBenchmarked(b *testing.B) *benchmarked {
	b.Helper()
	p := &benchmarked{b: b, clock: bossim.NewSteppedClock(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))}
	sim, err := bossim.New(bossim.Config{Clock: p.clock, System: bossim.DefaultSystem(benchmarkNodes)})
	if err != nil {
		b.Fatal(err)
	}
	listener := httptest.NewServer(sim)
	b.Cleanup(listener.Close)
	p.url = listener.URL
	p.ProviderServer = providerserver.NewProtocol6(New("bench", WithClock(p.clock))())()
	p.schema, err = p.GetProviderSchema(b.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		b.Fatal(err)
	}
	p.session = p.schema.ResourceSchemas["bos_session"].ValueType()
	p.configure()
	return p
}

// value is an object with these texts and booleans; its other attributes are null.
func (p *benchmarked) value(of tftypes.Type, given map[string]any) *tfprotov6.DynamicValue {
	p.b.Helper()
	object, _ := of.(tftypes.Object)
	all := map[string]tftypes.Value{}
	for name, attribute := range object.AttributeTypes {
		all[name] = tftypes.NewValue(attribute, given[name])
	}
	dynamic, err := tfprotov6.NewDynamicValue(of, tftypes.NewValue(of, all))
	if err != nil {
		p.b.Fatal(err)
	}
	return &dynamic
}

// checked ends the benchmark at an error.
func (p *benchmarked) checked(err error, diagnostics []*tfprotov6.Diagnostic) {
	p.b.Helper()
	if err != nil {
		p.b.Fatal(err)
	}
	for _, d := range diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			p.b.Fatal(d.Summary, d.Detail)
		}
	}
}

func (p *benchmarked) configure() {
	p.b.Helper()
	resp, err := p.ConfigureProvider(p.b.Context(), &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: "1.11.4", Config: p.value(p.schema.Provider.ValueType(), map[string]any{"endpoint": p.url}),
	})
	p.checked(err, resp.Diagnostics)
}

func (p *benchmarked) config() *tfprotov6.DynamicValue {
	return p.value(p.session, map[string]any{
		"operation": "boot", "template_name": "compute", "limit": bossim.NodeNames(1)[0], "wait_for_completion": false,
	})
}

func (p *benchmarked) null() *tfprotov6.DynamicValue {
	dynamic, err := tfprotov6.NewDynamicValue(p.session, tftypes.NewValue(p.session, nil))
	p.checked(err, nil)
	return &dynamic
}

// completed creates a session and reads it when it is complete.
func (p *benchmarked) completed() *tfprotov6.ReadResourceRequest {
	p.b.Helper()
	config := p.config()
	planned, err := p.PlanResourceChange(p.b.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: "bos_session", PriorState: p.null(), Config: config, ProposedNewState: p.proposed(config),
	})
	p.checked(err, planned.Diagnostics)
	applied, err := p.ApplyResourceChange(p.b.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: "bos_session", PriorState: p.null(), Config: config, PlannedState: planned.PlannedState,
		PlannedPrivate: planned.PlannedPrivate, PlannedIdentity: planned.PlannedIdentity,
	})
	p.checked(err, applied.Diagnostics)
	p.clock.Advance(time.Hour)
	read := &tfprotov6.ReadResourceRequest{
		TypeName: "bos_session", CurrentState: applied.NewState, Private: applied.Private,
		CurrentIdentity: applied.NewIdentity,
	}
	resp, err := p.ReadResource(p.b.Context(), read)
	p.checked(err, resp.Diagnostics)
	read.CurrentState, read.Private, read.CurrentIdentity = resp.NewState, resp.Private, resp.NewIdentity
	return read
}

// proposed is what Terraform proposes for a creation: computed attributes without a value are unknown.
func (p *benchmarked) proposed(config *tfprotov6.DynamicValue) *tfprotov6.DynamicValue {
	p.b.Helper()
	value, err := config.Unmarshal(p.session)
	p.checked(err, nil)
	all := map[string]tftypes.Value{}
	p.checked(value.As(&all), nil)
	for _, attribute := range p.schema.ResourceSchemas["bos_session"].Block.Attributes {
		if attribute.Computed && all[attribute.Name].IsNull() {
			all[attribute.Name] = tftypes.NewValue(all[attribute.Name].Type(), tftypes.UnknownValue)
		}
	}
	dynamic, err := tfprotov6.NewDynamicValue(p.session, tftypes.NewValue(p.session, all))
	p.checked(err, nil)
	return &dynamic
}

func BenchmarkGetProviderSchema(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() { // each process loads it once
		server := providerserver.NewProtocol6(New("bench")())()
		if _, err := server.GetProviderSchema(b.Context(), &tfprotov6.GetProviderSchemaRequest{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkConfigureProvider(b *testing.B) {
	p := newBenchmarked(b)
	b.ReportAllocs()
	for b.Loop() {
		p.configure()
	}
}

func BenchmarkSession_validate(b *testing.B) {
	p := newBenchmarked(b)
	req := &tfprotov6.ValidateResourceConfigRequest{TypeName: "bos_session", Config: p.config()}
	b.ReportAllocs()
	for b.Loop() {
		resp, err := p.ValidateResourceConfig(b.Context(), req)
		p.checked(err, resp.Diagnostics)
	}
}

// BenchmarkSession_planUnchanged is what a plan without a refresh costs for each session.
func BenchmarkSession_planUnchanged(b *testing.B) {
	p := newBenchmarked(b)
	prior := p.completed()
	req := &tfprotov6.PlanResourceChangeRequest{
		TypeName: "bos_session", Config: p.config(),
		PriorState: prior.CurrentState, ProposedNewState: prior.CurrentState,
		PriorPrivate: prior.Private, PriorIdentity: prior.CurrentIdentity,
	}
	b.ReportAllocs()
	for b.Loop() {
		resp, err := p.PlanResourceChange(b.Context(), req)
		p.checked(err, resp.Diagnostics)
	}
}

// BenchmarkSession_read includes the request, which the simulated BOS answers in the same process.
func BenchmarkSession_read(b *testing.B) {
	p := newBenchmarked(b)
	req := p.completed()
	b.ReportAllocs()
	for b.Loop() {
		resp, err := p.ReadResource(b.Context(), req)
		p.checked(err, resp.Diagnostics)
	}
}

func BenchmarkSession_fromAPI(b *testing.B) {
	for name, nodes := range map[string]int{"nodes=1": 1, "nodes=10000": 10000} {
		session := bos.Session{
			Name: "s1", Operation: bos.OperationBoot, TemplateName: "compute", Status: bos.StatusComplete,
			Components: bossim.NodeNames(nodes), StartTime: time.Now(), EndTime: time.Now(),
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var data sessionModel
				data.sessionInputs.fromAPI(session)
				data.sessionProgress.fromAPI(session)
				if strings.Count(data.Components.ValueString(), ",") != nodes-1 {
					b.Fatal(data.Components)
				}
			}
		})
	}
}
