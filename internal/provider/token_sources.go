// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

const conflictingTokens = "Conflicting sources of tokens"

const (
	cliActive = "true"  // use the Cray CLI's active configuration
	cliNever  = "false" // do not use the Cray CLI, even if nothing else is given
)

// configuredSources returns the sources that the configuration gives, and those for which that is not known yet.
func (data *providerModel) configuredSources() (given, unknown []string) {
	values := []attr.Value{data.Token, data.TokenFile, data.ClientCredentials, data.CrayCLI}
	for i, source := range []tokenSource{fromToken, fromTokenFile, fromCredentials, fromCrayCLI} {
		switch {
		case values[i].IsUnknown():
			unknown = append(unknown, string(source))
		case !values[i].IsNull() && (source != fromCrayCLI || data.CrayCLI.ValueString() != cliNever):
			given = append(given, string(source))
		}
	}
	return given, unknown
}

// checkTokenSources reports an error if the configuration gives more than one source.
func (data *providerModel) checkTokenSources(diags *diag.Diagnostics) {
	given, _ := data.configuredSources()
	if len(given) < 2 {
		return
	}
	diags.Append(message{
		summary: conflictingTokens,
		what:    fmt.Sprintf("The configuration gives %s, and each of them is a source of tokens.", listOf(given)),
		next:    []string{"Keep one of them."},
	}.asErrorAt(argumentPath(given[len(given)-1])))
}

// chooseTokens returns the source of tokens: the configuration's, else the environment's.
func (s *settings) chooseTokens(data *providerModel) tokenSource {
	given, unknown := data.configuredSources()
	for _, name := range unknown {
		s.checkKnown(name, true)
	}
	data.checkTokenSources(s.diags)
	if len(given) > 0 {
		return tokenSource(given[0])
	}
	if len(unknown) > 0 {
		return tokenSource(unknown[0])
	}

	var found []tokenSource
	var variables []string
	for _, from := range []struct {
		source tokenSource
		names  []string // any of these gives it
	}{
		{fromToken, []string{"token"}},
		{fromTokenFile, []string{"token_file"}},
		{fromCredentials, []string{"client_credentials.client_id", "client_credentials.client_secret"}},
		{fromCrayCLI, []string{"cray_cli"}},
	} {
		for _, name := range from.names {
			if text := os.Getenv(variable(name)); text != "" &&
				(from.source != fromCrayCLI || data.CrayCLI.IsNull() && text != cliNever) {
				found, variables = append(found, from.source), append(variables, variable(name))
				break
			}
		}
	}
	if len(found) > 1 {
		s.diags.Append(message{
			summary: conflictingTokens,
			what:    fmt.Sprintf("The environment variables %s are set, and each of them is a source of tokens.", listOf(variables)),
			next:    []string{"Unset all but one of them.", "Or configure one source in the provider block."},
		}.asError())
	}
	if len(found) == 0 {
		return noToken
	}
	return found[0]
}

// clientCredentials reads the service account. An argument that is not configured is read from its variable.
func (s *settings) clientCredentials(object types.Object) *gateway.ClientCredentials {
	if !s.checkKnown(string(fromCredentials), object.IsUnknown()) {
		return nil
	}
	const prefix = string(fromCredentials) + "."
	scopes, _ := object.Attributes()["scopes"].(types.List)
	unknownBefore := len(s.unknown)
	credentials := &gateway.ClientCredentials{
		TokenURL:     s.text(prefix+"token_url", textIn(object, "token_url"), validTokenURL()),
		ClientID:     s.text(prefix+"client_id", textIn(object, "client_id"), nil),
		ClientSecret: s.text(prefix+"client_secret", textIn(object, "client_secret"), nil),
		Scopes:       s.list(prefix+"scopes", scopes, scopeFault),
	}
	if len(s.unknown) > unknownBefore {
		return credentials
	}
	for _, part := range []struct{ name, value string }{
		{"client_id", credentials.ClientID},
		{"client_secret", credentials.ClientSecret},
	} {
		if part.value == "" {
			s.diags.Append(message{
				summary: "Incomplete client credentials",
				what:    fmt.Sprintf("A service account needs both its name and its secret, and %s is missing.", part.name),
				next: []string{fmt.Sprintf("Set it in the provider's configuration, or in the environment variable %s.",
					variable(prefix+part.name))},
			}.asErrorAt(argumentPath(prefix + part.name)))
		}
	}
	return credentials
}

// crayLogin reads the Cray CLI's login that the argument names. It returns nil if that is unknown, or after an
// error.
func (s *settings) crayLogin(argument types.String) *gateway.CrayLogin {
	name := s.text(string(fromCrayCLI), argument, validCrayCLI())
	if s.diags.HasError() || argument.IsUnknown() {
		return nil
	}
	if name == cliActive {
		name = ""
	}
	login, err := gateway.FindCrayLogin(name, os.Getenv)
	if err != nil {
		s.addLoginError(err)
		return nil
	}
	s.logLogin(login)
	return login
}

// mayUseActiveLogin reports whether the Cray CLI's active login may be used. The caller has neither an endpoint
// nor a source of tokens.
func (s *settings) mayUseActiveLogin(argument types.String) bool {
	return argument.IsNull() && os.Getenv(variable(string(fromCrayCLI))) != cliNever && len(s.unknown) == 0 &&
		!s.diags.HasError()
}

// activeLogin reads the active login. It returns nil if there is none, which is an error, as there is no endpoint
// either.
func (s *settings) activeLogin() *gateway.CrayLogin {
	login, err := gateway.FindCrayLogin("", os.Getenv)
	if err != nil {
		s.addMissingEndpoint(err)
		return nil
	}
	s.tokens, s.automatic = fromCrayCLI, true
	s.logLogin(login)
	return login
}

func (s *settings) logLogin(login *gateway.CrayLogin) {
	tflog.Info(s.ctx, "Using the Cray CLI's login", map[string]any{
		"configuration": login.Configuration, "host": login.Hostname, "user": login.Username, "tenant": login.Tenant,
	})
}
