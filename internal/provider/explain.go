// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// access is how BOS is reached, as far as an advice needs it. It holds no secret.
type access struct {
	endpoint          string
	tokens            tokenSource
	given             string // where the token was given, such as "the environment variable BOS_TOKEN"
	file              string // that holds the token
	account           string // name of the service account
	configuration     string // of the Cray CLI
	tokenURL          string // what says where the token service is
	ownCA             bool
	clientCertificate bool
	ownProxy          bool // given by proxy_url, not by the standard variables
}

// access is what the settings say of it.
func (s *settings) access(config bos.Config) access {
	a := access{
		endpoint:          config.Endpoint,
		tokens:            s.tokens,
		given:             "the argument " + string(s.tokens),
		file:              config.TokenFile,
		ownCA:             config.TLS.CACertFile+config.TLS.CACertPEM != "",
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

// explain is the error of a request that was made for tenant, and what to do about it, if there is an advice.
func (c *connection) explain(err error, tenant types.String) string {
	text := sentence(err)
	if input, ok := errors.AsType[*bos.InputError](err); ok {
		switch input.Field {
		case "tenant":
			text = reason(err) + aboutItsTenant(tenant)
		case "api_version":
			text = reason(err) + " Use a provider with api_version = \"v2\" for it."
		}
	}
	if c == nil {
		return text
	}
	advise, ok := advices[bos.TroubleOf(err)]
	if !ok {
		return text
	}
	return text + "\n\n" + advise(c.situation(err, tenant.ValueString()))
}

// situation is the access, and which request it was that failed.
type situation struct {
	access
	tenant   string
	server   string    // that was asked
	argument string    // that says which server
	ends     time.Time // of the token that was sent; zero = it does not tell

	tokenService bool // it was the token service that was asked
	foreign      bool // what answered there is none, or not in a state to be one
}

func (c *connection) situation(err error, tenant string) situation {
	s := situation{access: c.access, tenant: tenant, server: "BOS at " + c.access.endpoint, argument: "endpoint"}
	if failed, ok := errors.AsType[*bos.TokenError](err); ok && failed.URL != "" {
		s.server, s.argument = "the token service at "+failed.URL, c.access.tokenURL
		s.tokenService, s.foreign = true, !errors.Is(failed, bos.ErrUnauthorized)
	}
	if failed, ok := errors.AsType[*bos.Error](err); ok {
		s.ends = failed.TokenEnds
	}
	return s
}

// inputErrors takes apart what Check has found. Each of its errors is of one input.
func inputErrors(err error) []*bos.InputError {
	var several interface{ Unwrap() []error }
	if errors.As(err, &several) {
		var inputs []*bos.InputError
		for _, one := range several.Unwrap() {
			inputs = append(inputs, inputErrors(one)...)
		}
		return inputs
	}
	var input *bos.InputError
	if errors.As(err, &input) {
		return []*bos.InputError{input}
	}
	return nil
}

// addInputError tells a fault that the client finds, at the argument that the client names: a name, or a path into one.
func addInputError(diags *diag.Diagnostics, summary string, input *bos.InputError) {
	if input.Field == "api_version" { // of the provider
		diags.AddError(summary, reason(input))
		return
	}
	root, rest := input.Field, ""
	if at := strings.IndexAny(input.Field, "[."); at > 0 {
		root, rest = input.Field[:at], "The argument "+input.Field+": "
	}
	diags.Append(errorAt(path.Root(root), summary, rest+reason(input)))
}

// aboutItsTenant says where a tenant comes from that v1 of the API does not know.
func aboutItsTenant(tenant types.String) string {
	return fmt.Sprintf(" The tenant %q is given here, or by the provider (its argument tenant, or BOS_TENANT).", tenant.ValueString())
}
