// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

const aboutAPIVersion = "Version of BOS's API to speak: `v2` (the default; CSM 1.3 and later), `v1` (CSM 1.5 and " +
	"earlier), or `auto`, which asks BOS when it is first needed and is `v2` wherever BOS has it. What `v1` " +
	"cannot do is an error of the plan. A change runs nothing, but neither version knows the sessions of the " +
	"other. Can be given in `BOS_API_VERSION`."

func validAPIVersion() validator.String {
	return validChoice(string(bos.APIv2), string(bos.APIv1), string(bos.APIAuto))
}

// speaksV1 reports whether the client uses v1 of the API, as far as that is known without a request.
func (c *connection) speaksV1() bool {
	if c == nil || c.client == nil {
		return false
	}
	v1, _ := c.client.SpeaksV1()
	return v1
}

// needsV2 adds an error to the plan if the provider uses v1 of the API, which has no such thing. If the
// configuration leaves the version open, needsV2 asks BOS; a failure is only a warning, since the provider asks
// again before it changes anything.
func (c *connection) needsV2(ctx context.Context, thing string, diags *diag.Diagnostics) {
	if c == nil || c.client == nil {
		return
	}
	if _, known := c.client.SpeaksV1(); !known {
		if _, err := c.client.APIVersion(ctx); err != nil {
			diags.Append(message{
				summary: "Unable to read the version of BOS's API",
				what: fmt.Sprintf("Only v2 of BOS's API has %s, and api_version is \"auto\". The provider asks BOS again before "+
					"it changes anything.", thing),
			}.and(c.explain(err, c.defaultTenant())).asWarning())
		}
	}
	if c.speaksV1() {
		diags.Append(message{
			summary: "Unable to plan " + thing,
			what:    "The provider uses v1 of BOS's API, which does not have this.",
			next:    []string{"Use a provider with api_version = \"v2\" (CSM 1.3 and later) for it."},
		}.asError())
	}
}
