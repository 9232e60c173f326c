// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

// Package provider is the Terraform provider: it turns configuration into
// requests to BOS and BOS's answers into state.
package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

var _ provider.Provider = (*bosProvider)(nil)

type bosProvider struct {
	version string
	clock   bos.Clock
}

// Option changes how a provider is built; see WithClock.
type Option func(*bosProvider)

// WithClock makes the provider live in the time of clock, so that tests can
// wait for hours in no time. The default is the system's clock.
func WithClock(clock bos.Clock) Option {
	return func(p *bosProvider) { p.clock = clock }
}

// New returns the constructor that a plugin server asks for. version is that
// of the provider's release, told to BOS in the User-Agent.
func New(version string, options ...Option) func() provider.Provider {
	return func() provider.Provider {
		p := &bosProvider{version: version, clock: bos.SystemClock()}
		for _, option := range options {
			option(p)
		}
		return p
	}
}

type providerModel struct {
	Endpoint       types.String `tfsdk:"endpoint"`
	APIVersion     types.String `tfsdk:"api_version"`
	Token          types.String `tfsdk:"token"`
	Tenant         types.String `tfsdk:"tenant"`
	RequestTimeout types.String `tfsdk:"request_timeout"`
	PollInterval   types.String `tfsdk:"poll_interval"`
}

func (p *bosProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "bos"
	resp.Version = p.version
}

func (p *bosProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Runs operations on the nodes of an HPE Cray EX system (boot, reboot, shutdown) through its " +
			"Boot Orchestration Service (BOS), waits for them and tells their result.\n\n" +
			"Every argument can be given by an environment variable instead; the configuration goes first.",
		Attributes: map[string]schema.Attribute{
			"endpoint": schema.StringAttribute{
				MarkdownDescription: "Base URL of BOS, without the API version, such as `https://api.cmn.example.com/apis/bos`. " +
					"Required, here or in `BOS_ENDPOINT`.",
				Optional:   true,
				Validators: []validator.String{validEndpoint()},
			},
			"api_version": schema.StringAttribute{
				MarkdownDescription: aboutAPIVersion,
				Optional:            true,
				Validators:          []validator.String{validAPIVersion()},
			},
			"token": schema.StringAttribute{
				MarkdownDescription: "Bearer token sent with every request. Can be given in `BOS_TOKEN`, which keeps it out of the repository.",
				Optional:            true,
				Sensitive:           true,
			},
			"tenant": schema.StringAttribute{
				MarkdownDescription: "Tenant on whose behalf requests are made, unless a resource names its own. " +
					"Leave it out on a system without tenants. Can be given in `BOS_TENANT`.",
				Optional:   true,
				Validators: []validator.String{validTenant()},
			},
			"request_timeout": schema.StringAttribute{
				MarkdownDescription: "How long one request may take, as a duration such as `40s`, the default: BOS itself gives up after 30 s. " +
					"Can be given in `BOS_REQUEST_TIMEOUT`.",
				Optional:   true,
				Validators: []validator.String{validDuration()},
			},
			"poll_interval": schema.StringAttribute{
				MarkdownDescription: "Longest pause between two looks at a session that is waited for, as a duration such as `10s`, the default. " +
					"Can be given in `BOS_POLL_INTERVAL`.",
				Optional:   true,
				Validators: []validator.String{validDuration()},
			},
		},
	}
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
	return []func() resource.Resource{newSessionResource}
}

func (p *bosProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{newSessionDataSource, newSessionsDataSource, newSessionStatusDataSource}
}
