// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"errors"
	"io/fs"
	"net"
	"net/url"
	"os"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// inputSummaries maps an argument to the summary of an error about its value.
var inputSummaries = map[string]string{
	"endpoint":                         "Invalid BOS endpoint",
	"token":                            "Invalid token",
	"token_file":                       "Invalid token file",
	"cray_cli":                         "Unable to use the Cray CLI's login",
	"client_credentials.token_url":     "Invalid token URL",
	"client_credentials.client_id":     "Invalid client ID",
	"client_credentials.client_secret": "Invalid client secret",
	"client_credentials.scopes":        "Invalid scope",
	"tls.ca_cert_file":                 "Invalid CA certificate",
	"tls.ca_cert_pem":                  "Invalid CA certificate",
	"tls.client_cert_file":             "Invalid client certificate",
	"tls.client_key_file":              "Invalid client key",
	"proxy_url":                        "Invalid proxy URL",
	"request_timeout":                  "Invalid duration",
	"poll_interval":                    "Invalid duration",
}

// addClientError reports why the client rejects the configuration, in most cases because of the contents of a
// file.
func (s *settings) addClientError(err error) {
	input, ok := errors.AsType[*gateway.InputError](err)
	switch {
	case !ok:
		s.diags.AddError("Invalid provider configuration", sentence(err))
	case input.Field == string(fromCrayCLI) && s.automatic:
		s.addMissingEndpoint(err)
	case inputSummaries[input.Field] == "":
		s.addError(input.Field, "Invalid "+input.Field, reason(err))
	case input.Field == string(fromCrayCLI):
		s.addLoginError(err)
	default:
		s.addError(input.Field, inputSummaries[input.Field], reason(err))
	}
}

// addLoginError says why the Cray CLI's login cannot be used.
func (s *settings) addLoginError(err error) {
	report := message{
		summary: inputSummaries[string(fromCrayCLI)],
		what:    reason(err),
		next: []string{
			"Log in again: `cray auth login`",
			"Use another source of tokens: client_credentials, token_file or token.",
		},
	}
	s.addError(string(fromCrayCLI), report.summary, report.detail())
}

// addMissingEndpoint says what to set, and why the Cray CLI's login was not used instead. cli is nil if there was
// no attempt to read it.
func (s *settings) addMissingEndpoint(cli error) {
	report := message{
		summary: "Missing BOS endpoint",
		what:    "The provider has no endpoint.",
		next: []string{"Set endpoint in the provider's configuration, or the environment variable BOS_ENDPOINT, to the base URL " +
			"of BOS, such as " + anyEndpoint + "."},
	}
	switch {
	case errors.Is(cli, fs.ErrNotExist):
		report.what += "\n\nThere is no login of the Cray CLI to use instead: " + reason(cli)
	case cli != nil:
		report.what += "\n\nThe login of the Cray CLI cannot be used instead: " + reason(cli)
	}
	s.diags.Append(report.asErrorAt(argumentPath("endpoint")))
}

// checkClientCertificate reports an error if the certificate is given without its key, or the key without the
// certificate, in the configuration or in the environment.
func (data *providerModel) checkClientCertificate(diags *diag.Diagnostics) {
	if data.TLS.IsUnknown() {
		return
	}
	given := func(name string) bool {
		return !textIn(data.TLS, name).IsNull() || os.Getenv(variable("tls."+name)) != ""
	}
	const certificate, key = "client_cert_file", "client_key_file"
	there, missing := certificate, key
	if given(key) {
		there, missing = key, certificate
	}
	if given(there) && !given(missing) {
		name := "tls." + there
		if textIn(data.TLS, there).IsNull() {
			name = "the environment variable " + variable(name)
		}
		diags.Append(message{
			summary: "Incomplete client certificate",
			what: "The provider can use a client certificate only with its key: " + name + " is given and tls." + missing +
				" is not.",
			next: []string{"Set tls." + missing + " in the configuration, or the environment variable " + variable("tls."+missing) +
				"."},
		}.asErrorAt(argumentPath("tls." + there)))
	}
}

// addWarnings warns of a configuration that works, but exposes the token.
func (s *settings) addWarnings(config gateway.Config) {
	if config.TLS.InsecureSkipVerify {
		const name = "tls.insecure_skip_verify"
		from := "The value true"
		if s.origin[name] != "" {
			from = s.origin[name]
		}
		s.diags.Append(message{
			summary: "Certificates are not verified",
			what: from + " makes the provider accept the certificate of any server: another machine in the network can read the " +
				"token and use it.",
			next: []string{"Set tls.ca_cert_file to the system's CA certificate instead."},
		}.asWarningAt(argumentPath(name)))
	}
	if s.tokens == noToken {
		return
	}
	if login := config.CrayLogin; login != nil && hostOf(login.Hostname) != hostOf(config.Endpoint) {
		s.diags.Append(message{
			summary: "The Cray CLI's token is sent to another host",
			what: "The login of the Cray CLI's configuration " + login.Configuration + " is for " + hostOf(login.Hostname) +
				", and its token is sent to " + hostOf(config.Endpoint) + ".",
			next: []string{
				"If that is another system, choose the configuration of that system in cray_cli.",
				"To use the login's own host, leave endpoint (BOS_ENDPOINT) out.",
			},
		}.asWarningAt(argumentPath("endpoint")))
	}
	s.warnUnencrypted(config)
}

// warnUnencrypted warns of each URL that the token is sent to unencrypted, in one warning: Terraform hides a second one of
// the same summary.
func (s *settings) warnUnencrypted(config gateway.Config) {
	names, addresses := []string{"endpoint"}, []string{config.Endpoint}
	switch {
	case config.ClientCredentials != nil:
		names, addresses = append(names, "client_credentials.token_url"), append(addresses, config.ClientCredentials.TokenURL)
	case config.CrayLogin != nil && hostOf(config.CrayLogin.Hostname) != hostOf(config.Endpoint):
		names, addresses = append(names, "cray_cli"), append(addresses, config.CrayLogin.Hostname)
	}
	var at, hosts []string
	for i, address := range addresses {
		if host := readableTo(address); host != "" {
			at, hosts = append(at, names[i]), append(hosts, host)
		}
	}
	if len(at) == 0 {
		return
	}
	s.diags.Append(message{
		summary: "The token is sent unencrypted",
		what: "The URL of " + listOf(hosts) + " begins with http://: other machines in the network can read the token and use " +
			"it.",
		next: []string{"Write https:// in " + listOf(at) + " if the server speaks TLS."},
	}.asWarningAt(argumentPath(at[0])))
}

func hostOf(address string) string {
	parsed, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return parsed.Host
}

// readableTo returns the host to which requests go unencrypted over a network, "" if there is none.
func readableTo(address string) string {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Scheme != "http" {
		return ""
	}
	host := strings.ToLower(parsed.Hostname())
	if host == "localhost" || strings.HasSuffix(host, ".localhost") || net.ParseIP(host).IsLoopback() {
		return ""
	}
	return parsed.Host
}
