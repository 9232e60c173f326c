// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import "github.com/hashicorp/terraform-plugin-framework/types"

// endpoint returns the normalized base URL of the system that the provider
// talks to: unknown while the provider's configuration is, null before the
// provider is configured.
func (c *connection) endpoint() types.String {
	switch {
	case c == nil:
		return types.StringNull()
	case c.client == nil:
		return types.StringUnknown()
	default:
		return types.StringValue(c.client.Endpoint())
	}
}
