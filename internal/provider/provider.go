// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

// Package provider is the Terraform provider: it turns configuration into requests to BOS and BOS's answers into
// state.
package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

var (
	_ provider.Provider                   = (*bosProvider)(nil)
	_ provider.ProviderWithValidateConfig = (*bosProvider)(nil)
	_ provider.ProviderWithFunctions      = (*bosProvider)(nil)
	_ provider.ProviderWithActions        = (*bosProvider)(nil)
	_ provider.ProviderWithListResources  = (*bosProvider)(nil)
)

type bosProvider struct {
	version string
	clock   gateway.Clock
}

// Option changes how a provider is built; see WithClock.
type Option func(*bosProvider)

// WithClock sets the clock of the provider, so that tests can step through hours at once. The default is the
// system's clock.
func WithClock(clock gateway.Clock) Option {
	return func(p *bosProvider) { p.clock = clock }
}

// New returns the constructor that a plugin server calls. version is the provider's release, which the User-Agent
// reports to BOS.
func New(version string, options ...Option) func() provider.Provider {
	return func() provider.Provider {
		p := &bosProvider{version: version, clock: gateway.SystemClock()}
		for _, option := range options {
			option(p)
		}
		return p
	}
}

func (p *bosProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "bos"
	resp.Version = p.version
}

func (p *bosProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = providerSchema()
}

// ValidateConfig reports errors that the configuration and the environment show by themselves, whatever is still
// unknown.
func (p *bosProvider) ValidateConfig(
	ctx context.Context, req provider.ValidateConfigRequest, resp *provider.ValidateConfigResponse,
) {
	var data providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &data)...)
	if resp.Diagnostics.HasError() {
		return
	}

	data.checkTokenSources(&resp.Diagnostics)
	data.checkClientCertificate(&resp.Diagnostics)
}

func (p *bosProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var data providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &data)...)
	if resp.Diagnostics.HasError() {
		return
	}

	connection := p.connect(ctx, data, req.TerraformVersion, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}

	resp.ResourceData = connection
	resp.DataSourceData = connection
	resp.ActionData = connection
	resp.ListResourceData = connection
}

func (p *bosProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{
		newSessionResource,
		newRollingResource,
		newOptionsResource,
		newStagedResource,
		newSessionTemplateResource,
	}
}

func (p *bosProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{
		newSessionDataSource,
		newSessionsDataSource,
		newSessionStatusDataSource,
		newVersionDataSource,
		newSessionTemplateDataSource,
		newSessionTemplatesDataSource,
		newComponentDataSource,
		newComponentsDataSource,
		newOptionsDataSource,
		newSessionTargetsDataSource,
	}
}

func (p *bosProvider) Actions(context.Context) []func() action.Action {
	return []func() action.Action{
		newSessionAction,
		newStagedAction,
		newCancelAction,
		newRetryAction,
	}
}

// ListResources returns what Terraform 1.14 can query. Other engines never ask for it.
func (p *bosProvider) ListResources(context.Context) []func() list.ListResource {
	return []func() list.ListResource{
		newSessionListResource,
		newSessionTemplateListResource,
	}
}

func (p *bosProvider) Functions(context.Context) []func() function.Function {
	return []func() function.Function{
		newLimitFunction,
		newExpandXnamesFunction,
		newNodesOfFunction,
		newNormalizeXnameFunction,
		newParseXnameFunction,
		newSessionTemplateFunction,
	}
}
