// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

// Package gateway simulates the API gateway of an HPE Cray EX system: TLS, the
// token endpoint of Keycloak, and the policy that decides who may ask the Boot
// Orchestration Service what.
//
// A Gateway is an http.Handler in front of a bossim.Server, or of any other
// handler:
//
//	front, err := gateway.New(gateway.Config{Clock: clock, BOS: sim})
//	ca, err := gateway.NewCA(time.Now())
//	certificate, err := ca.Server("127.0.0.1")
//	server := httptest.NewUnstartedServer(front)
//	server.TLS = gateway.TLSConfig(certificate, tls.NoClientCert, nil)
//	server.StartTLS()
//
// What is known of the real one comes from public sources, named where it is
// used: Cray's policies (the repository Cray-HPE/cray-opa), Envoy, Keycloak and
// the Cray CLI. Where a comment says "a guess" nobody has looked.
package gateway
