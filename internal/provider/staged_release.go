// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// withoutStages is what to do on a release that cannot apply stages.
const withoutStages = "There, start a bos_session without stage when the nodes may reboot."

// forgetsStages: since it has tenants, BOS looked for staged sessions where they are not, until 2.21. 2.0, which has none,
// calls itself 1.0.0.
func forgetsStages(version bos.Version) bool {
	minor := numberOrNull(version.Minor)
	return version.Major == "2" && !minor.IsNull() && minor.ValueInt64() >= 2 && minor.ValueInt64() < 21
}

// warnOfRelease warns where this BOS can apply no stage. A plan does without the answer, so it is asked for once, and whatever
// keeps it away, such as a role that may not read, is nothing to tell.
func (c *connection) warnOfRelease(ctx context.Context, tenant types.String, diags *diag.Diagnostics) {
	if c == nil || c.client == nil {
		return
	}
	if _, known := c.client.SpeaksV1(); !known {
		return // it has just been asked in vain
	}
	version, err := c.client.InTenant(tenant.ValueString()).VersionOnce(ctx)
	if err != nil || !forgetsStages(version) {
		return
	}
	diags.AddWarning("This BOS cannot apply what is staged", fmt.Sprintf(
		"This is BOS %s. From BOS 2.2 to 2.20 (CSM 1.5 has 2.10), applying what is staged is broken in BOS itself: it finds no staged session, so that every node fails, "+
			"is switched to enabled = false, and is taken out of the session that is at work on it. BOS 2.21 (CSM 1.6) mended it. %s", version, withoutStages))
}
