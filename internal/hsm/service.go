// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package hsm

import (
	"strings"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// Service describes HSM to package gateway.
var Service = gateway.Service{Name: "HSM", Path: "/apis/smd/hsm/v2", EndpointField: "hsm_endpoint"}

// TenantService describes TAPMS, the service that keeps tenants, to package gateway.
var TenantService = gateway.Service{Name: "TAPMS", Path: "/apis/tapms"}

// bosPath is the path of BOS at the API gateway.
const bosPath = "/apis/bos"

// EndpointFrom returns the base URL of HSM at the API gateway of a BOS: https://HOST/apis/smd/hsm/v2 for
// https://HOST/apis/bos. ok is false for every other base URL of BOS, such as http://cray-bos within a Kubernetes
// cluster: HSM has another host there.
func EndpointFrom(bosEndpoint string) (endpoint string, ok bool) {
	return besideBOS(bosEndpoint, Service)
}

// TenantEndpointFrom is like [EndpointFrom] for TAPMS: https://HOST/apis/tapms.
func TenantEndpointFrom(bosEndpoint string) (endpoint string, ok bool) {
	return besideBOS(bosEndpoint, TenantService)
}

func besideBOS(bosEndpoint string, service gateway.Service) (endpoint string, ok bool) {
	gatewayURL, ok := strings.CutSuffix(strings.TrimRight(bosEndpoint, "/"), bosPath)
	if !ok {
		return "", false
	}
	return gatewayURL + service.Path, true
}
