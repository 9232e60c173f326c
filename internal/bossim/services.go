// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import "strings"

// The services of a system that a Server answers for, as they stand in the log
// and in a Fault. HSM and TAPMS are part of the environment in which BOS works:
// their requests are counted apart from BOS's own.
const (
	ServiceBOS   = "bos"
	ServiceHSM   = "hsm"   // the hardware state manager, below /apis/smd or /hsm
	ServiceTAPMS = "tapms" // the tenant service, below /apis/tapms or /v1alpha…

	// ServiceAny stands for all of them in a Fault.
	ServiceAny = "*"
)

// gatewayPrefixes are the services' prefixes at the gateway, which takes them off.
var gatewayPrefixes = []struct{ service, prefix string }{
	{ServiceBOS, "/apis/bos"},
	{ServiceHSM, "/apis/smd"},
	{ServiceTAPMS, "/apis/tapms"},
}

// serviceOf returns the service that a path, or a pattern of a path, without the
// gateway's prefix belongs to.
func serviceOf(path string) string {
	switch {
	case path == "/hsm" || strings.HasPrefix(path, "/hsm/"):
		return ServiceHSM
	case strings.HasPrefix(path, "/v1alpha"):
		return ServiceTAPMS
	default:
		return ServiceBOS
	}
}

// address splits a path into the service, the gateway's prefix and the rest.
func address(path string) (service, prefix, rest string) {
	for _, gateway := range gatewayPrefixes {
		after, found := strings.CutPrefix(path, gateway.prefix)
		if found && (after == "" || after[0] == '/') {
			return gateway.service, gateway.prefix, after
		}
	}

	return serviceOf(path), "", path
}
