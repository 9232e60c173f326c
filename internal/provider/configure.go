// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// connect reads the configuration, then the environment, then the Cray CLI's login. It makes no request.
func (p *bosProvider) connect(
	ctx context.Context, data providerModel, engine string, diags *diag.Diagnostics,
) *connection {
	s := settings{ctx: ctx, diags: diags, origin: map[string]string{}}
	config, bosConfig := s.config(&data)
	forecasts, lines := s.forecasts(&data), s.progress(&data)
	config.UserAgent = userAgent(p.version, engine)
	config.Clock = p.clock
	if diags.HasError() {
		return nil
	}
	if len(s.unknown) > 0 {
		return &connection{unknown: s.unknown}
	}
	if config.Endpoint == "" {
		s.addMissingEndpoint(nil)
		return nil
	}

	c := &connection{access: s.access(config), secrets: secretsOf(config)}
	config.Log = logTo(c.secrets)
	client, err := newForecastingClient(config, bosConfig, forecasts)
	if err != nil {
		s.addClientError(err)
		return nil
	}
	s.addWarnings(config)

	c.client, c.preview, c.lines = client, forecasts.preview, lines
	tflog.Debug(c.maskSecrets(ctx), "BOS client configured", map[string]any{
		"endpoint": config.Endpoint, "tenant": config.Tenant, "tokens": string(s.tokens),
	})
	return c
}

// newClient returns a client of BOS on a gateway client of its own, without forecasts.
func newClient(config gateway.Config, bosConfig bos.Config) (*bos.Client, error) {
	return newForecastingClient(config, bosConfig, forecastSettings{})
}

// config reads every argument of the provider.
func (s *settings) config(data *providerModel) (gateway.Config, bos.Config) {
	data.checkClientCertificate(s.diags)
	config := gateway.Config{Endpoint: s.text("endpoint", data.Endpoint, validEndpoint())}
	bosConfig := bos.Config{APIVersion: bos.APIVersion(s.text("api_version", data.APIVersion, validAPIVersion()))}
	config.Tenant = s.text("tenant", data.Tenant, validTenant())
	config.TLS = s.tls(data.TLS)
	config.ProxyURL = s.text("proxy_url", data.ProxyURL, validProxyURL())
	config.RequestTimeout = s.duration("request_timeout", data.RequestTimeout, validRequestTimeout())
	bosConfig.PollInterval = s.duration("poll_interval", data.PollInterval, validPollInterval())
	if retries := s.number("max_retries", data.MaxRetries, validMaxRetries()); retries != nil {
		whole := int(*retries)
		config.MaxRetries = &whole
	}
	if rate := s.number("max_requests_per_second", data.MaxRequestsPerSecond, validRequestRate()); rate != nil {
		config.MaxRequestsPerSecond = *rate
	}

	s.tokens = s.chooseTokens(data)
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
		if config.Endpoint == "" && s.mayUseActiveLogin(data.CrayCLI) {
			config.CrayLogin = s.activeLogin()
		}
	}
	s.applyLogin(&config)
	return config, bosConfig
}

// applyLogin takes the endpoint and the tenant from the Cray CLI's login where they are not given.
func (s *settings) applyLogin(config *gateway.Config) {
	login := config.CrayLogin
	if login == nil {
		return
	}
	origin := "The Cray CLI's configuration " + login.Configuration
	if config.Endpoint == "" && !slices.Contains(s.unknown, "endpoint") {
		config.Endpoint, s.origin["endpoint"] = login.Endpoint(bos.Service), origin
	}
	if config.Tenant == "" && !slices.Contains(s.unknown, "tenant") {
		config.Tenant, s.origin["tenant"] = login.Tenant, origin
	}
}

func (s *settings) tls(object types.Object) gateway.TLS {
	if !s.checkKnown("tls", object.IsUnknown()) {
		return gateway.TLS{}
	}
	insecure, _ := object.Attributes()["insecure_skip_verify"].(types.Bool)
	return gateway.TLS{
		CACertFile:         s.text("tls.ca_cert_file", textIn(object, "ca_cert_file"), nil),
		CACertPEM:          s.text("tls.ca_cert_pem", textIn(object, "ca_cert_pem"), validCACertPEM()),
		ClientCertFile:     s.text("tls.client_cert_file", textIn(object, "client_cert_file"), nil),
		ClientKeyFile:      s.text("tls.client_key_file", textIn(object, "client_key_file"), nil),
		InsecureSkipVerify: s.boolean("tls.insecure_skip_verify", insecure),
	}
}

// access returns the access that the settings give.
func (s *settings) access(config gateway.Config) access {
	a := access{
		endpoint:          config.Endpoint,
		tokens:            s.tokens,
		given:             "the argument " + string(s.tokens),
		file:              config.TokenFile,
		ownCA:             config.TLS.CACertFile+config.TLS.CACertPEM != "",
		authority:         authorityIn(config.TLS),
		clientCertificate: config.TLS.ClientCertFile != "",
		ownProxy:          config.ProxyURL != "",
	}
	if s.origin[string(s.tokens)] != "" {
		a.given = "the environment variable " + variable(string(s.tokens))
	}
	if config.ClientCredentials != nil {
		a.account = config.ClientCredentials.ClientID
		a.tokenURL = "client_credentials.token_url"
		if config.ClientCredentials.TokenURL == "" {
			a.tokenURL += ", which by default follows from endpoint"
		}
	}
	if config.CrayLogin != nil {
		a.configuration = config.CrayLogin.Configuration
		a.tokenURL = "the Cray CLI's configuration " + a.configuration
	}
	return a
}

// authorityIn returns the common name of the first certificate that is given, "" if there is none.
func authorityIn(given gateway.TLS) string {
	text := []byte(given.CACertPEM)
	if given.CACertFile != "" {
		text, _ = os.ReadFile(given.CACertFile) //nolint:gosec // the user names it, and the client has read it
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return ""
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return ""
	}
	return certificate.Subject.CommonName
}

func userAgent(version, engine string) string {
	agent := "terraform-provider-bos/" + version
	if engine != "" {
		agent += " (Terraform " + engine + ")"
	}
	return agent
}

// leastSecret is the least length of a text that is masked, in bytes. Masking a shorter one would leave holes in
// every line.
const leastSecret = 4

// secretsOf returns every secret in the configuration. The client itself masks the secrets that it receives later.
func secretsOf(config gateway.Config) []string {
	candidates := []string{strings.TrimSpace(config.Token)}
	if config.ClientCredentials != nil {
		candidates = append(candidates, config.ClientCredentials.ClientSecret)
	}
	if proxy, err := url.Parse(config.ProxyURL); err == nil && proxy.User != nil {
		password, _ := proxy.User.Password()
		_, escaped, _ := strings.Cut(proxy.User.String(), ":")
		candidates = append(candidates, password, escaped)
	}
	var secrets []string
	for _, secret := range candidates {
		if len(secret) >= leastSecret {
			secrets = append(secrets, secret)
		}
	}
	return secrets
}

// logTo returns the function by which the client writes to Terraform's log. No secret appears there, whatever a
// server sends back.
func logTo(secrets []string) func(context.Context, string, map[string]any) {
	return func(ctx context.Context, message string, fields map[string]any) {
		tflog.Debug(maskStrings(ctx, secrets), message, fields)
	}
}
