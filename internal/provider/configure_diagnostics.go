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
	default:
		s.addError(input.Field, inputSummaries[input.Field], reason(err))
	}
}

// addMissingEndpoint says what to set, and why the Cray CLI's login was not used instead. cli is nil if there was
// no attempt to read it.
func (s *settings) addMissingEndpoint(cli error) {
	detail := "Set endpoint in the provider's configuration, or the environment variable BOS_ENDPOINT, " +
		"to the base URL of BOS, such as https://api.cmn.example.com/apis/bos."
	switch {
	case errors.Is(cli, fs.ErrNotExist):
		detail += "\n\nThere is no login of the Cray CLI to use instead: " + reason(cli)
	case cli != nil:
		detail += "\n\nThe login of the Cray CLI cannot be used instead: " + reason(cli)
	}
	s.diags.AddAttributeError(argumentPath("endpoint"), "Missing BOS endpoint", detail)
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
		diags.AddAttributeError(argumentPath("tls."+there), "Incomplete client certificate",
			"The provider shows a certificate only with its key: "+name+
				" is given and tls."+missing+" is not. Set it in the configuration, or in the environment variable "+
				variable("tls."+missing)+".")
	}
}

// addWarnings warns of a configuration that works, but exposes the token.
func (s *settings) addWarnings(config gateway.Config) {
	if config.TLS.InsecureSkipVerify {
		const name = "tls.insecure_skip_verify"
		from := "The argument " + name
		if s.origin[name] != "" {
			from = s.origin[name]
		}
		s.diags.AddAttributeWarning(argumentPath(name), "Certificates are not verified",
			from+" makes the provider accept the certificate of any server, so that whoever is on the way can "+
				"read the token and act with it. Give the system's CA certificate in tls.ca_cert_file instead.")
	}
	if s.tokens == noToken {
		return
	}
	if login := config.CrayLogin; login != nil && hostOf(login.Hostname) != hostOf(config.Endpoint) {
		s.diags.AddAttributeWarning(argumentPath("endpoint"), "The Cray CLI's token goes to another host",
			"The login of the Cray CLI's configuration "+login.Configuration+" is one at "+hostOf(login.Hostname)+
				", and its token is sent to "+hostOf(config.Endpoint)+
				". If that is another system, choose that system's configuration in cray_cli; leave endpoint out "+
				"(BOS_ENDPOINT, too) to use the login's own.")
	}
	s.warnUnencrypted("endpoint", config.Endpoint)
	switch {
	case config.ClientCredentials != nil:
		s.warnUnencrypted("client_credentials.token_url", config.ClientCredentials.TokenURL)
	case config.CrayLogin != nil && hostOf(config.CrayLogin.Hostname) != hostOf(config.Endpoint):
		s.warnUnencrypted("cray_cli", config.CrayLogin.Hostname)
	}
}

func (s *settings) warnUnencrypted(name, address string) {
	if host := readableTo(address); host != "" {
		s.diags.AddAttributeWarning(argumentPath(name), "The token travels unencrypted",
			"The URL of "+host+" begins with http://, so that everybody on the way there can read what gives "+
				"access. Write https:// if the server speaks it.")
	}
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
