// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
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
		s.ends = failed.TokenEnds
	}
	return s
}

// advices holds the next steps for the user, one function for each kind of trouble that has any.
var advices = map[gateway.Trouble]func(situation) string{
	gateway.NoSuchHost: func(s situation) string {
		return fmt.Sprintf("The name of %s does not resolve on this machine: check %s, and whether the machine "+
			"is in a network (VPN) whose name server knows the system.",
			s.server, s.argument)
	},
	gateway.ConnectionRefused: func(s situation) string {
		return fmt.Sprintf("Nothing listens for %s, or a firewall refuses: check the host and the port in %s.",
			s.server, s.argument)
	},
	gateway.Unreachable: func(s situation) string {
		return fmt.Sprintf("There is no way from this machine to %s: check the host in %s, and whether the "+
			"machine is in the system's network (VPN).", s.server, s.argument)
	},
	gateway.ConnectionLost: func(s situation) string {
		text := fmt.Sprintf("The connection to %s ended early: a gateway, a proxy or a firewall on the way did "+
			"that, or the service was started anew. Try again", s.server)
		if s.ownProxy {
			text += ", and check whether the proxy is one of the kind that proxy_url begins with: http, https or socks5"
		}
		return text + "."
	},
	gateway.TimedOut: func(s situation) string {
		return fmt.Sprintf("No answer came from %s in time: check whether a firewall drops what is sent there, "+
			"and whether BOS is only slow (`cray bos v2 healthz list`). request_timeout says how long an answer "+
			"may take.", s.server)
	},
	gateway.CertificateUnknown: certificateUnknown,
	gateway.CertificateExpired: func(s situation) string {
		return fmt.Sprintf("The certificate of %s is not valid at this time: compare this machine's clock, and "+
			"have the system's administrator renew the certificate.", s.server)
	},
	gateway.CertificateHost: func(s situation) string {
		return fmt.Sprintf("The certificate of %s was made for other names: write one of those in %s.", s.server, s.argument)
	},
	gateway.ClientCertificate: func(s situation) string {
		if s.clientCertificate {
			return fmt.Sprintf("The certificate in tls.client_cert_file is not good enough for %s: it has to be "+
				"valid today, and signed by an authority that the server trusts.", s.server)
		}
		return fmt.Sprintf("A client has to show a certificate to %s: give tls.client_cert_file and "+
			"tls.client_key_file.", s.server)
	},
	gateway.HandshakeRefused: func(s situation) string {
		return fmt.Sprintf("No TLS came about with %s: it has to speak TLS 1.2 or newer. Check the host and the "+
			"port in %s.", s.server, s.argument)
	},
	gateway.NotTLS: func(s situation) string {
		if strings.Contains(s.server, " at http://") {
			return fmt.Sprintf("A server that speaks TLS was asked without: write https:// in %s, or another port.", s.argument)
		}
		return fmt.Sprintf("What listens for %s does not speak TLS: check the port in %s. http:// is for a "+
			"server on this machine.", s.server, s.argument)
	},
	gateway.ProxyFailed: func(s situation) string {
		return fmt.Sprintf("There is no connection to the proxy: check scheme, host and port in %s. The "+
			"certificate of a proxy whose URL begins with https:// has to come from an authority that this "+
			"machine knows, or that tls.ca_cert_file names. %s", s.proxyFrom(), s.withoutProxy())
	},
	gateway.ProxyRefused: func(s situation) string {
		return fmt.Sprintf("The proxy makes no connection to %s for this machine: check the user and the "+
			"password in %s, and the host and the port in %s, or ask who runs the proxy to allow it. %s", s.server,
			s.proxyFrom(), s.argument, s.withoutProxy())
	},
	gateway.ProxyNoWay: func(s situation) string {
		return fmt.Sprintf("The proxy let this machine in, but does not reach %s itself: check the host and the "+
			"port in %s, and whether %s the right proxy. %s",
			s.server, s.argument, s.proxyNamedBy(), s.withoutProxy())
	},
	gateway.WrongPath: func(s situation) string {
		if s.argument == "endpoint" {
			return fmt.Sprintf("What answers at %s is not BOS: endpoint has to be the base URL of BOS without "+
				"the version of the API, such as %s.", s.endpoint, anyEndpoint)
		}
		return fmt.Sprintf("What answers is no token service: check %s.", s.argument)
	},
	gateway.NoSuchPath: func(situation) string {
		return "This BOS seems to have no v2 of its API: a system of CSM 1.2 has v1 alone. Set api_version = " +
			"\"v1\", or \"auto\" (BOS_API_VERSION)."
	},
	gateway.Redirected: func(s situation) string {
		return fmt.Sprintf("A server that sends elsewhere is not BOS itself: check %s, which has to be the base "+
			"URL of BOS, such as %s.", s.argument, anyEndpoint)
	},
	gateway.ServerFailed: func(s situation) string {
		text := fmt.Sprintf("It is a fault on the side of %s. Who runs the system finds more in its log", s.server)
		if s.tokenService {
			return text + " (`kubectl get pods -n services | grep keycloak`)."
		}
		return text + ", by the request id (`kubectl logs -n services -l app.kubernetes.io/name=cray-bos`)."
	},
	gateway.Unavailable: func(s situation) string {
		pods := "-l app.kubernetes.io/name=cray-bos"
		if s.tokenService {
			pods = "| grep keycloak"
		}
		return fmt.Sprintf("The gateway answers for %s, but not the service behind it; a 503 also comes where "+
			"the gateway's policy engine is down. Wait and try again, or ask who runs the system to look: "+
			"`kubectl get pods -n services %s` and `kubectl get pods -n opa`.", s.server, pods)
	},
	gateway.Overloaded: func(s situation) string {
		return "There are more requests than " + s.server +
			" takes: set max_requests_per_second, or let Terraform do less at once (`-parallelism`)."
	},
	gateway.TokenMissing: func(situation) string {
		return "No token was sent. Log in with `cray auth login` and set cray_cli = true (BOS_CRAY_CLI=true), " +
			"give a service account in client_credentials (BOS_CLIENT_ID, BOS_CLIENT_SECRET), or a token in " +
			"BOS_TOKEN."
	},
	gateway.TokenExpired: func(s situation) string {
		return fmt.Sprintf("The token has expired, at %s. %s", s.ends.UTC().Format(time.RFC3339), s.anotherToken())
	},
	gateway.TokenRefused: tokenRefused,
	gateway.TokenSource: func(s situation) string {
		if s.foreign {
			return fmt.Sprintf("There is no token to send, as what answers for %s is none: check %s.", s.server, s.argument)
		}
		return "There is no token to send. " + s.anotherToken()
	},
}

func certificateUnknown(s situation) string {
	const look = "the guide \"Connect to your system\" says where such systems keep it."
	if s.ownCA {
		return fmt.Sprintf("The certificate of %s does not come from the authority in tls.ca_cert_file or "+
			"tls.ca_cert_pem, nor from one that this machine knows: give the certificate of its own authority; "+
			"%s An authority below that one the server has to send along (its intermediate certificates), or you "+
			"give that one's certificate, too.", s.server, look)
	}
	return fmt.Sprintf("The certificate of %s comes from an authority that this machine does not know: give its "+
		"certificate in tls.ca_cert_file (BOS_TLS_CA_CERT_FILE); %s", s.server, look)
}

// tokenRefused explains the roles: the gateway's answer is the same for every token that lacks one. Its policy is
// public (Cray-HPE/cray-opa).
func tokenRefused(s situation) string {
	text := "The token came, but it does not allow this. "
	if s.tenant != "" {
		text += fmt.Sprintf("In tenant %q, a tenant's administrator (role tenant-admin) may read BOS's version, "+
			"health, components, sessions and templates, start sessions and apply staged ones, but not delete "+
			"sessions, write templates, or touch options and components, and nothing in a tenant of others. For "+
			"the rest, ask an administrator of the system.", s.tenant)
	} else {
		text += "Without a tenant, the account needs the role admin; wlm may only start a session and read one " +
			"by its name. A tenant's administrator has to name the tenant: set tenant (BOS_TENANT)."
	}
	if s.ends.IsZero() && (s.tokens == fromToken || s.tokens == fromTokenFile) {
		text += " Or it has expired, which this token does not tell. " + s.anotherToken()
	}
	return text
}

// anotherToken says how to get a valid token.
func (s situation) anotherToken() string {
	switch s.tokens {
	case fromToken:
		return "Put a new one into " + s.given + ", or choose a source that renews it: cray_cli, or client_credentials."
	case fromTokenFile:
		return "Write a new one into " + s.file + ", which is read again when it changes."
	case fromCredentials:
		return fmt.Sprintf("Check the service account %q: client_id, client_secret and token_url of client_credentials "+
			"(BOS_CLIENT_ID, BOS_CLIENT_SECRET, BOS_TOKEN_URL), and that the account is enabled.", s.account)
	case fromCrayCLI:
		return "Log in again: `cray auth login --configuration " + s.configuration + "`."
	case noToken:
		fallthrough
	default:
		return "Choose a source of tokens: cray_cli, client_credentials, token_file or token."
	}
}

// withoutProxy says how to exempt a host that needs no proxy: NO_PROXY has no effect on proxy_url.
func (s situation) withoutProxy() string {
	if s.ownProxy {
		return "If it needs no proxy, leave proxy_url out."
	}
	return "A host that needs no proxy belongs in the environment variable NO_PROXY."
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
