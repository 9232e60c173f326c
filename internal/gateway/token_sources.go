// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import "strings"

// The sources of tokens, as Terraform's configuration names them.
const (
	sourceToken             = "token"
	sourceTokenFile         = "token_file"
	sourceClientCredentials = "client_credentials"
	sourceCrayCLI           = "cray_cli"
)

// checkSources refuses more than one source, and a source that is invalid. It reads no file.
func (cfg Config) checkSources() error {
	var given []string
	for _, source := range []struct {
		name string
		is   bool
	}{
		{sourceToken, cfg.Token != ""},
		{sourceTokenFile, cfg.TokenFile != ""},
		{sourceClientCredentials, cfg.ClientCredentials != nil},
		{sourceCrayCLI, cfg.CrayLogin != nil},
	} {
		if source.is {
			given = append(given, source.name)
		}
	}
	switch {
	case len(given) > 1:
		return &InputError{
			Field:  given[1],
			Reason: "only one source of tokens can be used, but there are " + strings.Join(given, " and "),
		}
	case tokenFault(cfg.Token) != "":
		return &InputError{Field: sourceToken, Reason: "the token " + tokenFault(cfg.Token)}
	case cfg.ClientCredentials != nil:
		return cfg.ClientCredentials.check()
	default:
		return nil
	}
}

// tokenFault returns why an Authorization header cannot carry the token; "" = it can. It never shows the token.
func tokenFault(token string) string {
	if scheme, _, found := strings.Cut(token, " "); found && strings.EqualFold(scheme, "bearer") {
		return `begins with "Bearer": give the token alone`
	}
	for _, r := range token {
		if r <= ' ' || r > '~' {
			return "contains a space, a line break or another character that no token has: " +
				"give the access token alone, not the file that it came in"
		}
	}
	return ""
}

// tokenSource returns the configured source, nil for none. It reads the source's file, so that its faults are found
// early.
func (cfg Config) tokenSource(c *Client) (tokenSource, error) {
	switch {
	case cfg.Token != "":
		c.secrets.add(tokenLabel, cfg.Token)
		return staticToken(cfg.Token), nil
	case cfg.TokenFile != "":
		if _, err := readToken(cfg.TokenFile, c.secrets); err != nil {
			return nil, &InputError{Field: sourceTokenFile, Reason: err.Error(), Err: err}
		}
		return &tokenFile{path: cfg.TokenFile, secrets: c.secrets}, nil
	case cfg.ClientCredentials != nil:
		return newClientCredentials(c, *cfg.ClientCredentials), nil
	case cfg.CrayLogin != nil:
		if _, err := readToken(cfg.CrayLogin.TokenFile, c.secrets); err != nil {
			return nil, &InputError{Field: sourceCrayCLI, Reason: err.Error(), Err: err}
		}
		return newCrayToken(c, cfg.CrayLogin)
	default:
		return nil, nil
	}
}
