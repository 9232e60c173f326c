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

// withoutStages says what to do on a release that cannot apply stages.
const withoutStages = "Start a bos_session without stage when the nodes may reboot."

// brokenReleases names the releases of BOS that cannot apply stages. 2.10 is the line of CSM 1.5, which has the
// fix separately.
const brokenReleases = "BOS 2.0 to 2.10.20, and 2.11 to 2.20"

// cannotApplyStages reports whether this release of BOS finds no staged session when it applies one. In 2.10,
// which diverged from the later releases, the patch level decides. BOS 2.0 reports 1.0.0.
func cannotApplyStages(version bos.Version) bool {
	major, minor, patch := numberOrNull(version.Major), numberOrNull(version.Minor), numberOrNull(version.Patch)
	switch {
	case major.IsNull() || minor.IsNull():
		return false
	case major.ValueInt64() == 1:
		return true
	case major.ValueInt64() > 2:
		return false
	case minor.ValueInt64() == 10:
		return !patch.IsNull() && patch.ValueInt64() <= 20
	default:
		return minor.ValueInt64() <= 20
	}
}

// warnBrokenRelease warns if this BOS cannot apply stages. The plan does not depend on the answer, so there is one
// attempt, and an error, such as a missing role, is not reported.
func (c *connection) warnBrokenRelease(ctx context.Context, tenant types.String, diags *diag.Diagnostics) {
	if c == nil || c.client == nil {
		return
	}
	if _, known := c.client.SpeaksV1(); !known {
		return // asking has just failed
	}
	version, err := c.client.InTenant(tenant.ValueString()).ProbeVersion(ctx)
	if err != nil || !cannotApplyStages(version) {
		return
	}
	diags.Append(message{
		summary: "This version of BOS cannot apply what is staged",
		what: fmt.Sprintf("This is BOS %s. In %s, BOS finds no staged session when one is applied: each node fails, is set to "+
			"enabled = false, and is removed from the session that is processing it. BOS 2.10.21 (CSM 1.5) and 2.21 (CSM 1.6) "+
			"have the fix.", shownVersion(version), brokenReleases),
		next: []string{withoutStages},
	}.asWarning())
}

// shownVersion returns the name of a release that its users know.
func shownVersion(version bos.Version) string {
	if version.Major == "1" {
		return version.String() + " (as 2.0 calls itself)"
	}
	return version.String()
}
