// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// needsV2 adds an error to the plan if the provider uses v1 of the API, which has no such thing. If the configuration
// leaves the version open, needsV2 asks BOS; a failure is only a warning, since the provider asks again before it
// changes anything.
func (c *connection) needsV2(ctx context.Context, thing string, diags *diag.Diagnostics) {
	if c == nil || c.client == nil {
		return
	}
	if _, known := c.client.SpeaksV1(); !known {
		if _, err := c.client.APIVersion(ctx); err != nil {
			diags.AddWarning("Unable to tell whether BOS can do that", fmt.Sprintf(
				"Only v2 of BOS's API has %s, api_version is \"auto\", and BOS could not be asked: %s "+
					"It is asked again before anything is done.", thing, c.explain(err, c.defaultTenant())))
		}
	}
	if c.speaksV1() {
		diags.AddError("Unable to plan "+thing, "v1 of BOS's API, which is spoken here, has no such thing: "+
			"it takes v2 (CSM 1.3 and later). Use a provider with api_version = \"v2\" for it.")
	}
}
