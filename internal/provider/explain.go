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

// access describes how requests reach BOS, as far as advices need it. It holds no secret.
type access struct {
	endpoint          string
	tokens            tokenSource
	given             string // where the token is given, such as "the environment variable BOS_TOKEN"
	file              string // file that holds the token
	account           string // name of the service account
	configuration     string // name of the Cray CLI's configuration
	tokenURL          string // argument that gives the token service
	ownCA             bool
	clientCertificate bool
	ownProxy          bool // given by proxy_url, not by the standard variables
}

// access returns the access that the settings give.
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

// explain returns the text of an error of a request for tenant, with the next steps for the user where there are
// any.
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

// situation is the access and the request that failed.
type situation struct {
	access
	tenant   string
	server   string    // server that was asked
	argument string    // argument that gives the server
	ends     time.Time // expiry of the token that was sent; zero if it does not say

	tokenService bool // the request went to the token service
	foreign      bool // what answered is no token service, or not a working one
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

// inputErrors returns the input errors that err wraps, in their order.
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

// addInputError adds an input error at the argument that it names: an attribute, or a path into one.
func addInputError(diags *diag.Diagnostics, summary string, input *bos.InputError) {
	if input.Field == "api_version" { // an argument of the provider
		diags.AddError(summary, reason(input))
		return
	}
	root, rest := input.Field, ""
	if at := strings.IndexAny(input.Field, "[."); at > 0 {
		root, rest = input.Field[:at], "The argument "+input.Field+": "
	}
	diags.Append(errorAt(path.Root(root), summary, rest+reason(input)))
}

// aboutItsTenant says where the tenant is given. v1 of the API has no tenants.
func aboutItsTenant(tenant types.String) string {
	return fmt.Sprintf(" The tenant %q is given here, or by the provider (its argument tenant, or BOS_TENANT).",
		tenant.ValueString())
}
