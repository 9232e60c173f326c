// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// stagedModel is a bos_staged_session_application in configuration, plan and state.
type stagedModel struct {
	Components types.String `tfsdk:"components"`
	Tenant     types.String `tfsdk:"tenant"`
	Triggers   types.Map    `tfsdk:"triggers"`
	Endpoint   types.String `tfsdk:"endpoint"`

	stagedResult
}

// stagedResult is the result of the one request.
type stagedResult struct {
	Succeeded      types.String `tfsdk:"succeeded"`
	Failed         types.String `tfsdk:"failed"`
	Ignored        types.String `tfsdk:"ignored"`
	SucceededCount types.Int64  `tfsdk:"succeeded_count"`
	FailedCount    types.Int64  `tfsdk:"failed_count"`
	IgnoredCount   types.Int64  `tfsdk:"ignored_count"`
	AppliedAt      types.String `tfsdk:"applied_at"`
}

// fromAPI takes over the answer. An empty list is "", not null: as the limit of a session, "" is an error and null
// selects every node.
func (m *stagedResult) fromAPI(result bos.StagedApplication) {
	list := func(names []string) (types.String, types.Int64) {
		return types.StringValue(strings.Join(names, ",")), types.Int64Value(int64(len(names)))
	}
	m.Succeeded, m.SucceededCount = list(result.Succeeded)
	m.Failed, m.FailedCount = list(result.Failed)
	m.Ignored, m.IgnoredCount = list(result.Ignored)
	m.AppliedAt = timeOrNull(result.Sent)
}

// fromUnresolved takes over what is known after the answer was lost. If nothing is known of a list, not even that
// it is empty, its count is null. The list itself is "": as the limit of a session, null would select every node.
func (m *stagedResult) fromUnresolved(err *bos.UnresolvedApplicationError) {
	m.fromAPI(err.Known)
	if len(err.Unknown) == 0 {
		return
	}
	for _, count := range []*types.Int64{&m.SucceededCount, &m.FailedCount, &m.IgnoredCount} {
		if count.ValueInt64() == 0 {
			*count = types.Int64Null()
		}
	}
}
