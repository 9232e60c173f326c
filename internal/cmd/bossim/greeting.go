// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import "github.com/bosops/terraform-provider-bos/internal/bossim/gateway"

func greet(out *lines, s settings, a *access) {
	out.printf("listening on %s\n", a.url)
	out.printf("%d nodes and %d ARM nodes, %g× real time; stop with Ctrl-C\n", s.nodes, s.armNodes, s.speed)
	if s.bare {
		out.printf("no session templates\n")
	}
	out.printf("\npoint the provider at it with\n\n  export BOS_ENDPOINT=%s/apis/bos\n", a.url)
	if s.token != "" {
		out.printf("  export BOS_TOKEN=%s\n", s.token)
	}
	if a.tls != nil {
		out.printf("  export BOS_TLS_CA_CERT_FILE=%s\n", a.files.CA)
	}
	if a.gateway != nil {
		greetLogins(out, a)
	}
	if a.tls != nil {
		out.printf("\nand, if you like, a client certificate\n\n")
		out.printf("  export BOS_TLS_CLIENT_CERT_FILE=%s\n", a.files.ClientCert)
		out.printf("  export BOS_TLS_CLIENT_KEY_FILE=%s\n", a.files.ClientKey)
	}
	out.printf("\n")
}

// greetLogins lists the ways to get a token. The provider rejects two at once.
func greetLogins(out *lines, a *access) {
	out.printf("\nand one of these, in a shell of its own\n")
	out.printf("\n  # the administrator alice, logged in with the Cray CLI\n")
	out.printf("  export CRAY_CONFIG_DIR=%s\n  export BOS_CRAY_CLI=true\n", a.crayFolder("alice"))
	out.printf("\n  # the same with a token in a file\n")
	out.printf("  export BOS_TOKEN_FILE=%s\n", a.tokenFile())
	out.printf("\n  # tina, who runs the tenant %s, logged in with the Cray CLI\n", tenant)
	out.printf("  export CRAY_CONFIG_DIR=%s\n  export BOS_CRAY_CLI=true\n", a.crayFolder("tina"))
	for _, service := range gateway.DefaultAccounts().Services {
		out.printf("\n  # a service account with the role %s\n", service.Roles[0])
		out.printf("  export BOS_CLIENT_ID=%s\n  export BOS_CLIENT_SECRET=%s\n", service.ID, service.Secret)
		for _, tenant := range service.Tenants {
			out.printf("  export BOS_TENANT=%s\n", tenant)
		}
	}
	out.printf("\ntokens by hand: POST to %s%s\n", a.url, gateway.TokenPath)
}
