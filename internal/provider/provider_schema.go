// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// providerModel is the provider's configuration. Its objects may be unknown as a whole, so settings reads their
// attributes.
type providerModel struct {
	Endpoint             types.String  `tfsdk:"endpoint"`
	APIVersion           types.String  `tfsdk:"api_version"`
	Tenant               types.String  `tfsdk:"tenant"`
	Token                types.String  `tfsdk:"token"`
	TokenFile            types.String  `tfsdk:"token_file"`
	CrayCLI              types.String  `tfsdk:"cray_cli"`
	ClientCredentials    types.Object  `tfsdk:"client_credentials"`
	TLS                  types.Object  `tfsdk:"tls"`
	ProxyURL             types.String  `tfsdk:"proxy_url"`
	RequestTimeout       types.String  `tfsdk:"request_timeout"`
	PollInterval         types.String  `tfsdk:"poll_interval"`
	MaxRetries           types.Float64 `tfsdk:"max_retries"`
	MaxRequestsPerSecond types.Float64 `tfsdk:"max_requests_per_second"`
	Preview              types.String  `tfsdk:"preview"`
	HSMEndpoint          types.String  `tfsdk:"hsm_endpoint"`
	ProgressFile         types.String  `tfsdk:"progress_file"`
}

func providerSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Runs operations on the nodes of an HPE Cray EX system (boot, reboot, shutdown) " +
			"through its Boot Orchestration Service (BOS), waits for them and reports their result.\n\n" +
			"Every argument can be given by an environment variable instead; the configuration goes first. An " +
			"empty variable counts as not set.\n\n" +
			"There are four sources of tokens: `token`, `token_file`, `client_credentials` and `cray_cli`. Give " +
			"one. With one in the configuration, the variables of the others are ignored. With none of them and " +
			"no `endpoint`, neither here nor in the environment, the login of the Cray CLI is used if there is " +
			"one, and Terraform's log says so.",
		Attributes: map[string]schema.Attribute{
			"endpoint": schema.StringAttribute{
				MarkdownDescription: "Base URL of BOS, without the API version, such as `https://api.cmn.example.com/apis/bos`. " +
					"Required, here, in `BOS_ENDPOINT`, or by the Cray CLI's configuration (see `cray_cli`).",
				Optional:   true,
				Validators: []validator.String{validEndpoint()},
			},
			"api_version": schema.StringAttribute{
				MarkdownDescription: aboutAPIVersion,
				Optional:            true,
				Validators:          []validator.String{validAPIVersion()},
			},
			"tenant": schema.StringAttribute{
				MarkdownDescription: "Tenant on whose behalf requests are made, unless a resource names its own. " +
					"Leave it out on a system without tenants. Can be given in `BOS_TENANT`.",
				Optional:   true,
				Validators: []validator.String{validTenant()},
			},
			"token": schema.StringAttribute{
				MarkdownDescription: "Bearer token sent with every request. It is not renewed: for what runs " +
					"longer than it lives, choose another source of tokens. Can be given in `BOS_TOKEN`, which " +
					"keeps it out of the repository.",
				Optional:   true,
				Sensitive:  true,
				Validators: []validator.String{validToken()},
			},
			"token_file": schema.StringAttribute{
				MarkdownDescription: "File that holds the token: either the bare token, or the JSON of the Cray " +
					"CLI's token files. It is read again when it changes and when its token is refused. Can be " +
					"given in `BOS_TOKEN_FILE`.",
				Optional:   true,
				Validators: []validator.String{validFilled("Invalid token file", "the path of a file")},
			},
			"cray_cli": schema.StringAttribute{
				MarkdownDescription: "Login of the Cray CLI (`cray init`, `cray auth login`) to use: `true` for " +
					"the CLI's active configuration, or the name of a configuration. It gives the token, and " +
					"`endpoint` and `tenant` where these are not given. The token is renewed while the login " +
					"lasts; the CLI's files are only read. The CLI's own variables `CRAY_CONFIG_DIR`, " +
					"`CRAY_CONFIG` and `CRAY_CREDENTIALS` are honoured. `false` never uses the CLI's login. Can " +
					"be given in `BOS_CRAY_CLI`.",
				Optional:   true,
				Validators: []validator.String{validCrayCLI()},
			},
			"client_credentials": clientCredentialsSchema(),
			"tls":                tlsSchema(),
			"proxy_url": schema.StringAttribute{
				MarkdownDescription: "Proxy for all requests, those for tokens too: a URL whose scheme is " +
					"`http`, `https`, `socks5` or `socks5h` (these two are the same here: the proxy resolves the " +
					"names), such as `socks5h://127.0.0.1:1080`. It may hold a user and a password. Without it, " +
					"the standard variables `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` hold. Can be given in " +
					"`BOS_PROXY_URL`.",
				Optional:   true,
				Sensitive:  true,
				Validators: []validator.String{validProxyURL()},
			},
			"request_timeout": schema.StringAttribute{
				MarkdownDescription: "How long one request may take, from `1s` to `1h`. The default is `40s`: " +
					"BOS itself gives up after 30 s. Can be given in `BOS_REQUEST_TIMEOUT`.",
				Optional:   true,
				Validators: []validator.String{validRequestTimeout()},
			},
			"poll_interval": schema.StringAttribute{
				MarkdownDescription: "Longest pause between two looks at a session that is waited for, from `1s` " +
					"to `24h`. The default is `10s`. Can be given in `BOS_POLL_INTERVAL`.",
				Optional:   true,
				Validators: []validator.String{validPollInterval()},
			},
			"max_retries": schema.Float64Attribute{
				MarkdownDescription: "How often a request that reads, writes, deletes or cancels is made again " +
					"while BOS is not available, with growing pauses between. 5 is the default, 0 makes none " +
					"again. A request that starts a session, applies what is staged or deletes a session " +
					"template is never made again blindly. Can be given in `BOS_MAX_RETRIES`.",
				Optional:   true,
				Validators: []validator.Float64{validMaxRetries()},
			},
			"max_requests_per_second": schema.Float64Attribute{
				MarkdownDescription: "Most requests per second that the provider makes, all resources and the " +
					"requests for tokens together; may be a fraction. Without it, there is no limit. Can be " +
					"given in `BOS_MAX_REQUESTS_PER_SECOND`.",
				Optional:   true,
				Validators: []validator.Float64{validRequestRate()},
			},
			"preview": schema.StringAttribute{
				MarkdownDescription: aboutPreview,
				Optional:            true,
				Validators:          []validator.String{validPreview()},
			},
			"hsm_endpoint": schema.StringAttribute{
				MarkdownDescription: aboutHSMEndpoint,
				Optional:            true,
				Validators:          []validator.String{validHSMEndpoint()},
			},
			"progress_file": schema.StringAttribute{
				MarkdownDescription: aboutProgressFile,
				Optional:            true,
				Validators:          []validator.String{validProgressFile()},
			},
		},
	}
}

func clientCredentialsSchema() schema.Attribute {
	return schema.SingleNestedAttribute{
		MarkdownDescription: "Service account whose tokens are used: they are fetched from the system's token " +
			"service (OAuth 2.0 client credentials), and renewed before they expire. Leave it out and give " +
			"`BOS_CLIENT_ID` and `BOS_CLIENT_SECRET` to keep it out of the configuration altogether; single " +
			"arguments that are left out here are taken from their variables.",
		Optional: true,
		Attributes: map[string]schema.Attribute{
			"token_url": schema.StringAttribute{
				MarkdownDescription: "URL that gives the tokens. By default that of the system's Keycloak: for " +
					"the endpoint `https://api.cmn.example.com/apis/bos` it is " +
					"`https://auth.cmn.example.com/keycloak/realms/shasta/protocol/openid-connect/token`; a host " +
					"whose name does not begin with `api.` is asked itself. Can be given in `BOS_TOKEN_URL`.",
				Optional:   true,
				Validators: []validator.String{validTokenURL()},
			},
			"client_id": schema.StringAttribute{
				MarkdownDescription: "Name of the service account, such as `admin-client`. Required, here or in `BOS_CLIENT_ID`.",
				Optional:            true,
				Validators:          []validator.String{validFilled("Invalid client ID", "the name of the service account")},
			},
			"client_secret": schema.StringAttribute{
				MarkdownDescription: "Secret of the service account. Required, here or in `BOS_CLIENT_SECRET`, " +
					"which keeps it out of the repository.",
				Optional:   true,
				Sensitive:  true,
				Validators: []validator.String{validFilled("Invalid client secret", "the secret of the service account")},
			},
			"scopes": schema.ListAttribute{
				MarkdownDescription: "Scopes to ask for, such as `openid`. By default none, which gives what the account has. " +
					"Can be given in `BOS_SCOPES`, separated by spaces.",
				ElementType: types.StringType,
				Optional:    true,
				Validators:  []validator.List{validScopes{}},
			},
		},
	}
}

func tlsSchema() schema.Attribute {
	file := func(summary string) []validator.String {
		return []validator.String{validFilled(summary, "the path of a file in PEM")}
	}
	return schema.SingleNestedAttribute{
		MarkdownDescription: "How the servers' certificates are verified, and which one the provider shows. It " +
			"applies to BOS, to the token service and to a proxy that is spoken to by TLS. TLS 1.2 or newer is " +
			"always required.",
		Optional: true,
		Attributes: map[string]schema.Attribute{
			"ca_cert_file": schema.StringAttribute{
				MarkdownDescription: "File with the certificates, in PEM, of authorities to trust besides those of this machine. " +
					"Can be given in `BOS_TLS_CA_CERT_FILE`.",
				Optional:   true,
				Validators: file("Invalid CA certificate"),
			},
			"ca_cert_pem": schema.StringAttribute{
				MarkdownDescription: "The certificates themselves, in PEM, of authorities to trust besides those " +
					"of this machine and of `ca_cert_file`. Can be given in `BOS_TLS_CA_CERT_PEM`.",
				Optional:   true,
				Validators: []validator.String{validCACertPEM()},
			},
			"client_cert_file": schema.StringAttribute{
				MarkdownDescription: "File with the certificate, in PEM, that the provider shows where a server " +
					"asks for one, the intermediate ones after it. Needs `client_key_file`. Can be given in " +
					"`BOS_TLS_CLIENT_CERT_FILE`.",
				Optional:   true,
				Validators: file("Invalid client certificate"),
			},
			"client_key_file": schema.StringAttribute{
				MarkdownDescription: "File with the private key, in PEM and without a passphrase, of `client_cert_file`. " +
					"Can be given in `BOS_TLS_CLIENT_KEY_FILE`.",
				Optional:   true,
				Validators: file("Invalid client key"),
			},
			"insecure_skip_verify": schema.BoolAttribute{
				MarkdownDescription: "Accept any certificate of any server, with a warning: anyone on the network " +
					"path can then read the token and use it. For testing only; `ca_cert_file` is the way to trust " +
					"a system's own authority. Can be given in `BOS_TLS_INSECURE_SKIP_VERIFY`.",
				Optional: true,
			},
		},
	}
}
