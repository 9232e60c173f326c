// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"crypto/tls"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// situation is the access and the request that failed.
type situation struct {
	access
	tenant   string
	server   string    // server that was asked
	argument string    // argument that gives the server
	ends     time.Time // expiry of the token that was sent; zero if it does not say

	odd    bool   // what was sent is not a JSON Web Token
	issuer string // of the server's certificate, "" if it is trusted or not known

	tokenService bool // the request went to the token service
	foreign      bool // what answered is no token service, or not a working one
}

func (c *connection) situation(err error, tenant string) situation {
	s := situation{access: c.access, tenant: tenant, server: "BOS at " + c.access.endpoint, argument: "endpoint"}
	if failed, ok := errors.AsType[*gateway.TokenError](err); ok && failed.URL != "" {
		s.server, s.argument = "the token service at "+failed.URL, c.access.tokenURL
		s.tokenService, s.foreign = true, !errors.Is(failed, gateway.ErrUnauthorized)
	}
	if failed, ok := errors.AsType[*gateway.Error](err); ok {
		s.ends, s.odd = failed.TokenEnds, failed.TokenOdd
	}
	if failed, ok := errors.AsType[*tls.CertificateVerificationError](err); ok && len(failed.UnverifiedCertificates) > 0 {
		s.issuer = failed.UnverifiedCertificates[len(failed.UnverifiedCertificates)-1].Issuer.CommonName
	}
	return s
}

// advices explains each kind of trouble that a request may have, and says what to do.
var advices = map[gateway.Trouble]func(situation) problem{
	gateway.NoSuchHost: func(s situation) problem {
		return problem{
			what: fmt.Sprintf("The name of %s does not resolve on this machine.", s.server),
			next: []string{
				"Check the host in " + s.argument + ".",
				"Check that this machine is in a network (VPN) whose name server resolves the system's names.",
			},
		}
	},
	gateway.ConnectionRefused: func(s situation) problem {
		return problem{
			what: fmt.Sprintf("No program listens for %s, or a firewall refuses the connection.", s.server),
			next: []string{"Check the host and the port in " + s.argument + "."},
		}
	},
	gateway.Unreachable: func(s situation) problem {
		return problem{
			what: fmt.Sprintf("This machine has no route to %s.", s.server),
			next: []string{
				"Check the host in " + s.argument + ".",
				"Check that this machine is in the system's network (VPN).",
			},
		}
	},
	gateway.ConnectionLost: func(s situation) problem {
		p := problem{
			what: fmt.Sprintf("The connection to %s ended early: a gateway, a proxy or a firewall closed it, or the service "+
				"was restarted.", s.server),
			next: []string{"Try again."},
		}
		if s.ownProxy {
			p.next = append(p.next, "Check that the proxy is of the kind that proxy_url begins with: http, https or socks5.")
		}
		return p
	},
	gateway.TimedOut: func(s situation) problem {
		return problem{
			what: fmt.Sprintf("No answer came from %s in time.", s.server),
			next: []string{
				"Check whether BOS is slow: `cray bos v2 healthz list`",
				"Check whether a firewall drops the requests.",
				"Set a longer request_timeout, which is the longest time for an answer.",
			},
		}
	},
	gateway.CertificateUnknown: certificateUnknown,
	gateway.CertificateExpired: func(s situation) problem {
		return problem{
			what: fmt.Sprintf("The certificate of %s is not valid at this time.", s.server),
			next: []string{"Check the clock of this machine.", "Ask the system's administrator to renew the certificate."},
		}
	},
	gateway.CertificateHost: func(s situation) problem {
		return problem{
			what: fmt.Sprintf("The certificate of %s is for other host names.", s.server),
			next: []string{"Write one of these names in " + s.argument + "."},
		}
	},
	gateway.ClientCertificate: func(s situation) problem {
		if s.clientCertificate {
			return problem{
				what: fmt.Sprintf("%s does not accept the certificate in tls.client_cert_file.", capitalize(s.server)),
				next: []string{"Use a certificate that is valid today and signed by an authority that the server trusts."},
			}
		}
		return problem{
			what: fmt.Sprintf("%s requires a client certificate.", capitalize(s.server)),
			next: []string{"Set tls.client_cert_file and tls.client_key_file."},
		}
	},
	gateway.HandshakeRefused: func(s situation) problem {
		return problem{
			what: fmt.Sprintf("The TLS handshake with %s failed. The server must speak TLS 1.2 or newer.", s.server),
			next: []string{"Check the host and the port in " + s.argument + "."},
		}
	},
	gateway.NotTLS: func(s situation) problem {
		if strings.Contains(s.server, " at http://") {
			return problem{
				what: "The server speaks TLS, and the request came without.",
				next: []string{"Write https:// in " + s.argument + ", or another port."},
			}
		}
		return problem{
			what: fmt.Sprintf("The server of %s does not speak TLS.", s.server),
			next: []string{"Check the port in " + s.argument + ". Use http:// only for a server on this machine."},
		}
	},
	gateway.ProxyFailed: func(s situation) problem {
		return problem{
			what: "There is no connection to the proxy.",
			next: []string{
				"Check scheme, host and port in " + s.proxyFrom() + ".",
				"If the URL of the proxy begins with https://, its certificate must come from an authority that this machine " +
					"trusts, or that tls.ca_cert_file contains.",
				s.withoutProxy(),
			},
		}
	},
	gateway.ProxyRefused: func(s situation) problem {
		return problem{
			what: fmt.Sprintf("The proxy refuses this machine a connection to %s.", s.server),
			next: []string{
				"Check the user and the password in " + s.proxyFrom() + ".",
				"Check the host and the port in " + s.argument + ".",
				"Ask the proxy's administrator to allow the connection.",
				s.withoutProxy(),
			},
		}
	},
	gateway.ProxyNoWay: func(s situation) problem {
		return problem{
			what: fmt.Sprintf("The proxy accepts this machine, but cannot reach %s.", s.server),
			next: []string{
				"Check the host and the port in " + s.argument + ".",
				"Check that " + s.proxyNamedBy() + " the right proxy.",
				s.withoutProxy(),
			},
		}
	},
	gateway.WrongPath: func(s situation) problem {
		if s.argument == "endpoint" {
			return problem{
				what: fmt.Sprintf("The server at %s is not BOS.", s.endpoint),
				next: []string{"Set endpoint to the base URL of BOS without the version of the API, such as " + anyEndpoint + "."},
			}
		}
		return problem{
			what: "The server that answers is not a token service.",
			next: []string{"Check " + s.argument + "."},
		}
	},
	gateway.NoSuchPath: func(situation) problem {
		return problem{
			what: "This BOS seems to have no v2 of its API: a system of CSM 1.2 has only v1.",
			next: []string{"Set api_version = \"v1\", or \"auto\" (BOS_API_VERSION)."},
		}
	},
	gateway.Redirected: func(s situation) problem {
		return problem{
			what: "The server redirects to another URL, so it is not BOS itself.",
			next: []string{"Check " + s.argument + ". It must be the base URL of BOS, such as " + anyEndpoint + "."},
		}
	},
	gateway.ServerFailed: func(s situation) problem {
		command := "`kubectl logs -n services -l app.kubernetes.io/name=cray-bos`"
		if s.tokenService {
			command = "`kubectl get pods -n services | grep keycloak`"
		}
		return problem{
			what: fmt.Sprintf("This is a fault of %s.", s.server),
			next: []string{"Ask the system's administrator to look up the request ID in its log: " + command},
		}
	},
	gateway.Unavailable: func(s situation) problem {
		pods := "-l app.kubernetes.io/name=cray-bos"
		if s.tokenService {
			pods = "| grep keycloak"
		}
		return problem{
			what: fmt.Sprintf("The gateway answers for %s, but the service behind it does not. A 503 can also mean that the "+
				"gateway's policy engine is down.", s.server),
			next: []string{
				"Wait, and try again.",
				"Ask the system's administrator to check the service: `kubectl get pods -n services " + pods + "`",
				"Ask the system's administrator to check the policy engine: `kubectl get pods -n opa`",
			},
		}
	},
	gateway.Overloaded: func(s situation) problem {
		return problem{
			what: fmt.Sprintf("There are more requests than %s accepts.", s.server),
			next: []string{"Set max_requests_per_second.", "Run less at once: `terraform apply -parallelism=2`"},
		}
	},
	gateway.TokenMissing: func(situation) problem {
		return problem{
			what: "No token was sent.",
			next: []string{
				"Log in with `cray auth login` and set cray_cli = true (BOS_CRAY_CLI=true).",
				"Set a service account in client_credentials (BOS_CLIENT_ID, BOS_CLIENT_SECRET).",
				"Set a token in BOS_TOKEN.",
			},
		}
	},
	gateway.TokenExpired: func(s situation) problem {
		return problem{
			what: fmt.Sprintf("The token has expired, at %s.", s.ends.UTC().Format(time.RFC3339)),
			next: s.anotherToken(),
		}
	},
	gateway.TokenRefused: tokenRefused,
	gateway.TokenSource: func(s situation) problem {
		if s.foreign {
			return problem{
				what: fmt.Sprintf("There is no token to send: the server that answers for %s is not a token service.", s.server),
				next: []string{"Check " + s.argument + "."},
			}
		}
		return problem{what: "There is no token to send.", next: s.anotherToken()}
	},
}

// withoutProxy says how to exempt a host that needs no proxy: NO_PROXY has no effect on proxy_url.
func (s situation) withoutProxy() string {
	if s.ownProxy {
		return "If the host needs no proxy, leave proxy_url out."
	}
	return "If the host needs no proxy, add it to the environment variable NO_PROXY."
}

func (s situation) proxyNamedBy() string {
	if s.ownProxy {
		return s.proxyFrom() + " names"
	}
	return s.proxyFrom() + " name"
}

func (s situation) proxyFrom() string {
	if s.ownProxy {
		return "proxy_url (BOS_PROXY_URL)"
	}
	return "the environment variables HTTPS_PROXY and HTTP_PROXY"
}
