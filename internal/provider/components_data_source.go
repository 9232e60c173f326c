// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

func newComponentsDataSource() datasource.DataSource {
	return &lookup[componentsData]{
		suffix:  "_components",
		schema:  componentsDataSourceSchema,
		called:  func(*componentsData) string { return "the nodes" },
		fetch:   fetchComponents,
		problem: func(c *connection, data *componentsData, err error) string { return c.told(err, data.Tenant) },
	}
}

// componentsData is a filter, and what is told of the nodes that pass it.
type componentsData struct {
	componentsFilter
	componentsTally

	EveryNode types.Bool `tfsdk:"every_node"`
}

type componentsFilter struct {
	IDs           types.String `tfsdk:"ids"`
	Session       types.String `tfsdk:"session"`
	StagedSession types.String `tfsdk:"staged_session"`
	Phase         types.String `tfsdk:"phase"`
	Status        []string     `tfsdk:"status"`
	Enabled       types.Bool   `tfsdk:"enabled"`
	Tenant        types.String `tfsdk:"tenant"`
	Details       types.Bool   `tfsdk:"details"`
}

// componentsTally keeps of a node no more than what is shown: with thousands of them, and all but for the nodes with
// details, it is a few strings.
type componentsTally struct {
	ComponentCount      types.Int64       `tfsdk:"component_count"`
	Components          types.String      `tfsdk:"components"`
	Missing             types.String      `tfsdk:"missing"`
	ByStatus            map[string]int64  `tfsdk:"by_status"`
	ByPhase             map[string]int64  `tfsdk:"by_phase"`
	BySession           map[string]int64  `tfsdk:"by_session"`
	EnabledCount        types.Int64       `tfsdk:"enabled_count"`
	InDesiredStateCount types.Int64       `tfsdk:"in_desired_state_count"`
	ChangingCount       types.Int64       `tfsdk:"changing_count"`
	DriftedCount        types.Int64       `tfsdk:"drifted_count"`
	Drifted             types.String      `tfsdk:"drifted"`
	Drift               map[string]string `tfsdk:"drift"`
	Nodes               []componentRecord `tfsdk:"nodes"`
}

func fetchComponents(ctx context.Context, client *bos.Client, data *componentsData) error {
	client = inTenant(client, &data.Tenant)
	filter := data.filter()
	data.EveryNode = types.BoolValue(filter.SelectsAll())
	asked := filter
	if filter.IDs != nil {
		// A node that is there but does not pass another filter is not missing.
		asked = bos.ComponentFilter{IDs: filter.IDs}
	}
	passes := filter.Passes()
	count := newComponentCount(data.Details.ValueBool())
	if v1, _ := client.SpeaksV1(); filter.IDs != nil && len(filter.IDs) == 0 && !v1 {
		data.componentsTally = count.tally() // without a request: BOS takes ids="" for no filter at all
		data.Missing = types.StringValue("")
		return nil
	}
	seen := make(map[string]bool, len(filter.IDs))
	err := client.EachComponent(ctx, asked, func(component bos.Component) error {
		if filter.IDs != nil {
			seen[component.ID] = true
		}
		if passes(component) {
			count.add(component)
		}
		return nil
	})
	if err != nil {
		return err
	}

	data.componentsTally = count.tally()
	data.Missing = types.StringValue(strings.Join(absent(filter.IDs, seen), ","))
	return nil
}

func (m *componentsFilter) filter() bos.ComponentFilter {
	filter := bos.ComponentFilter{
		Session:       m.Session.ValueString(),
		StagedSession: m.StagedSession.ValueString(),
		Phase:         m.Phase.ValueString(),
		Status:        m.Status,
		Enabled:       m.Enabled.ValueBoolPointer(),
	}
	if !m.IDs.IsNull() {
		filter.IDs = uniqueNodes(m.IDs.ValueString())
	}
	return filter
}
