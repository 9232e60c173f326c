// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// agentLog is where to look for what BOS v1 does not report of a session. Its agent dies, for instance, of a template without
// a configuration or with a rootfs_provider that it does not know, and says so in its log only.
func (m *sessionInputs) agentLog() string {
	return fmt.Sprintf("The agent that BOS v1 starts for each session writes the reasons into the log of its Kubernetes job:\n\n"+
		"    kubectl -n services logs -c boa job/boa-%s", m.Name.ValueString())
}

func startedOnV2(data *sessionModel) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unable to wait for "+data.called(), fmt.Sprintf(
		"BOS v1 does not know %s, nor could it: v1 chooses the names of its sessions itself, and this is none of those. It was started on v2 of the API. "+
			"Set api_version to \"v2\" or \"auto\" (BOS_API_VERSION) and apply again: that goes on with it, and starts nothing.", data.described()))
}

func nodesUntold(data *sessionModel, v1 bool) diag.Diagnostic {
	why := "BOS counts nodes of an earlier session of this name among those of this one, and the records of the nodes could not be read."
	if v1 {
		why = "BOS v1 tells what became of a session's nodes by the boot sets of its template, and that is gone, or has none."
	}
	return diag.NewWarningDiagnostic("What became of the nodes of "+data.called()+" cannot be told", fmt.Sprintf(
		"%s is complete. %s Nothing is run again; `result` is `unjudged`.", upper(data.described()), why))
}
