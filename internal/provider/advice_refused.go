// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import "fmt"

// certificateUnknown compares the authority of the server's certificate with the one that is given.
func certificateUnknown(s situation) problem {
	const look = "The guide \"Connect to your system\" says where a system has the certificate of its authority."
	signed := ""
	if s.issuer != "" {
		signed = fmt.Sprintf(" It is signed by %q.", s.issuer)
	}
	if !s.ownCA {
		return problem{
			what: fmt.Sprintf("The certificate of %s comes from an authority that this machine does not trust.%s", s.server, signed),
			next: []string{"Set tls.ca_cert_file (BOS_TLS_CA_CERT_FILE) to the certificate of this authority.", look},
		}
	}
	given := ""
	if s.authority != "" {
		given = fmt.Sprintf(", which is %q", s.authority)
	}
	return problem{
		what: fmt.Sprintf("The certificate of %s does not come from the authority in tls.ca_cert_file or tls.ca_cert_pem%s, nor "+
			"from one that this machine trusts.%s", s.server, given, signed),
		next: []string{
			"Set tls.ca_cert_file (BOS_TLS_CA_CERT_FILE) to the certificate of the authority that signed the server's " +
				"certificate. " + look,
			"If that is an intermediate authority, have the server send its certificate too, or add it to the file.",
		},
	}
}

// tokenRefused explains the roles: the gateway's answer is the same for every token that lacks one. Its policy is
// public (Cray-HPE/cray-opa).
func tokenRefused(s situation) problem {
	switch {
	case s.odd:
		return problem{
			what: "What was sent is not a token of Keycloak: such a token has three parts in Base64, separated by periods, and " +
				"begins with `eyJ`.",
			next: s.anotherToken(),
		}
	case s.tenant != "":
		return problem{
			what: fmt.Sprintf("The token is valid, but its account may not do this. In tenant %q, a tenant's administrator (role "+
				"tenant-admin) may read BOS's version, health, components, sessions and templates, start sessions and apply "+
				"staged ones. It may not delete sessions, write templates, or use options and other tenants' objects.", s.tenant),
			next: append([]string{"Ask an administrator of the system to do this."}, s.mayHaveExpired()...),
		}
	default:
		return problem{
			what: "The token is valid, but its account may not do this. Without a tenant, the account needs the role admin. The " +
				"role wlm may only start a session and read one by its name.",
			next: append([]string{
				"Use an account with the role admin.",
				"As a tenant's administrator, set tenant (BOS_TENANT).",
			}, s.mayHaveExpired()...),
		}
	}
}

// mayHaveExpired is the steps for a token that does not contain its expiry.
func (s situation) mayHaveExpired() []string {
	if !s.ends.IsZero() || s.tokens != fromToken && s.tokens != fromTokenFile {
		return nil
	}
	steps := s.anotherToken()
	steps[0] = "The token may have expired, which it does not contain. " + steps[0]
	return steps
}

// anotherToken says how to get a valid token.
func (s situation) anotherToken() []string {
	switch s.tokens {
	case fromToken:
		return []string{
			"Put a new token into " + s.given + ".", "Use a source that renews the token: cray_cli or client_credentials.",
		}
	case fromTokenFile:
		return []string{"Write a new token into " + s.file + ". The provider reads the file again when it changes."}
	case fromCredentials:
		return []string{fmt.Sprintf("Check the service account %q: client_id, client_secret and token_url of client_credentials "+
			"(BOS_CLIENT_ID, BOS_CLIENT_SECRET, BOS_TOKEN_URL), and that the account is enabled.", s.account)}
	case fromCrayCLI:
		return []string{"Log in again: `cray auth login --configuration " + s.configuration + "`"}
	case noToken:
		fallthrough
	default:
		return []string{"Choose a source of tokens: cray_cli, client_credentials, token_file or token."}
	}
}
