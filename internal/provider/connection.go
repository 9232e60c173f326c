// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// connection is what Configure hands to resources and data sources: the way to
// BOS, or the reason why there is none yet.
type connection struct {
	client  *bos.Client
	access  access
	secrets []string // what no line of the log may hold
	// unknown lists the provider's arguments that are known only after apply:
	// no error while nothing is asked of BOS.
	unknown []string
}

// to returns the client, or nil after an error that says what the request
// needs. verb and thing name the request: "read", "session x".
func (c *connection) to(verb, thing string, diags *diag.Diagnostics) *bos.Client {
	if c == nil {
		diags.AddError("Unable to "+verb+" "+thing,
			"The provider is not configured. Please report this: it is a fault of the provider.")
		return nil
	}
	if len(c.unknown) > 0 {
		diags.AddError("Unable to "+verb+" "+thing, fmt.Sprintf(
			"The provider's %s known only after apply, but BOS must be asked now. "+
				"Set it statically (or by its environment variable), or apply what it comes from first: terraform apply -target=ADDRESS.",
			areUnknown(c.unknown)))
		return nil
	}
	return c.client
}

func areUnknown(names []string) string {
	if len(names) == 1 {
		return names[0] + " is"
	}
	return listOf(names) + " are"
}

// release remembers a session's name as given up: what replaces the session in
// this run must not adopt it.
func (c *connection) release(session *sessionInputs) {
	if c != nil && c.client != nil {
		c.client.InTenant(session.Tenant.ValueString()).Release(session.Name.ValueString())
	}
}

// adopted reports whether another resource of this run has adopted the session, which was there before.
func (c *connection) adopted(session *sessionInputs) bool {
	return c != nil && c.client != nil && c.client.InTenant(session.Tenant.ValueString()).Adopted(session.Name.ValueString())
}

// defaultTenant returns the provider's tenant: null when it has none, unknown
// when that is not known yet.
func (c *connection) defaultTenant() types.String {
	switch {
	case c == nil || c.client == nil:
		return types.StringUnknown()
	case c.client.Tenant() == "":
		return types.StringNull()
	default:
		return types.StringValue(c.client.Tenant())
	}
}

// configured converts what a resource or data source is given by Configure.
// It is nil while the engine validates, before the provider is configured.
func configured(providerData any, diags *diag.Diagnostics) *connection {
	if providerData == nil {
		return nil
	}
	c, ok := providerData.(*connection)
	if !ok {
		diags.AddError("Unable to configure",
			fmt.Sprintf("The provider passed %T. Please report this: it is a fault of the provider.", providerData))
	}
	return c
}

// connect reads the configuration, then the environment, then the Cray CLI's login. It does no network I/O.
func (p *bosProvider) connect(ctx context.Context, data providerModel, engine string, diags *diag.Diagnostics) *connection {
	s := settings{ctx: ctx, diags: diags, origin: map[string]string{}}
	config := s.config(&data)
	config.UserAgent = userAgent(p.version, engine)
	config.Clock = p.clock
	if diags.HasError() {
		return nil
	}
	if len(s.unknown) > 0 {
		return &connection{unknown: s.unknown}
	}
	if config.Endpoint == "" {
		s.missingEndpoint(nil)
		return nil
	}

	c := &connection{access: s.access(config), secrets: secretsOf(config)}
	config.Log = logTo(c.secrets)
	client, err := bos.New(config)
	if err != nil {
		s.refused(err)
		return nil
	}
	s.warn(config)

	c.client = client
	tflog.Debug(c.masking(ctx), "BOS client configured", map[string]any{
		"endpoint": config.Endpoint, "tenant": config.Tenant, "tokens": string(s.tokens),
	})
	return c
}

// config reads every argument.
func (s *settings) config(data *providerModel) bos.Config {
	data.clientCertificate(s.diags)
	config := bos.Config{
		Endpoint:       s.text("endpoint", data.Endpoint, validEndpoint()),
		APIVersion:     bos.APIVersion(s.text("api_version", data.APIVersion, validAPIVersion())),
		Tenant:         s.text("tenant", data.Tenant, validTenant()),
		TLS:            s.tls(data.TLS),
		ProxyURL:       s.text("proxy_url", data.ProxyURL, validProxyURL()),
		RequestTimeout: s.duration("request_timeout", data.RequestTimeout),
		PollInterval:   s.duration("poll_interval", data.PollInterval),
	}
	if retries := s.number("max_retries", data.MaxRetries, validMaxRetries()); retries != nil {
		whole := int(*retries)
		config.MaxRetries = &whole
	}
	if rate := s.number("max_requests_per_second", data.MaxRequestsPerSecond, validRequestRate()); rate != nil {
		config.MaxRequestsPerSecond = *rate
	}

	s.tokens = s.source(data)
	switch s.tokens {
	case fromToken:
		config.Token = s.text("token", data.Token, validToken())
	case fromTokenFile:
		config.TokenFile = s.text("token_file", data.TokenFile, nil)
	case fromCredentials:
		config.ClientCredentials = s.clientCredentials(data.ClientCredentials)
	case fromCrayCLI:
		config.CrayLogin = s.crayLogin(data.CrayCLI)
	case noToken:
		if config.Endpoint == "" && s.mayLookForLogin(data.CrayCLI) {
			config.CrayLogin = s.automaticLogin()
		}
	}
	s.takeOver(&config)
	return config
}

// takeOver fills in what the Cray CLI's login gives besides tokens.
func (s *settings) takeOver(config *bos.Config) {
	login := config.CrayLogin
	if login == nil {
		return
	}
	origin := "The Cray CLI's configuration " + login.Configuration
	if config.Endpoint == "" && !slices.Contains(s.unknown, "endpoint") {
		config.Endpoint, s.origin["endpoint"] = login.Endpoint(), origin
	}
	if config.Tenant == "" && !slices.Contains(s.unknown, "tenant") {
		config.Tenant, s.origin["tenant"] = login.Tenant, origin
	}
}

func (s *settings) tls(object types.Object) bos.TLS {
	if !s.known("tls", object.IsUnknown()) {
		return bos.TLS{}
	}
	insecure, _ := object.Attributes()["insecure_skip_verify"].(types.Bool)
	return bos.TLS{
		CACertFile:         s.text("tls.ca_cert_file", textIn(object, "ca_cert_file"), nil),
		CACertPEM:          s.text("tls.ca_cert_pem", textIn(object, "ca_cert_pem"), validCACertPEM()),
		ClientCertFile:     s.text("tls.client_cert_file", textIn(object, "client_cert_file"), nil),
		ClientKeyFile:      s.text("tls.client_key_file", textIn(object, "client_key_file"), nil),
		InsecureSkipVerify: s.truth("tls.insecure_skip_verify", insecure),
	}
}

func userAgent(version, engine string) string {
	agent := "terraform-provider-bos/" + version
	if engine != "" {
		agent += " (Terraform " + engine + ")"
	}
	return agent
}

// sentence makes an error's text one; "" for no error.
func sentence(err error) string {
	if err == nil {
		return ""
	}
	text := strings.TrimRight(err.Error(), ".\n ")
	if text == "" {
		return text
	}
	return upper(text) + "."
}
