// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

func newSessionTargetsDataSource() datasource.DataSource {
	return &sessionTargetsDataSource{dataSource[sessionTargetsData]{
		suffix: "_session_targets",
		schema: sessionTargetsSchema,
		called: func(*sessionTargetsData) string { return "the targets of a session" },
		read:   readSessionTargets,
		problem: func(c *connection, data *sessionTargetsData, err error) problem {
			return c.explain(err, data.Tenant)
		},
	}}
}

// sessionTargetsDataSource is a dataSource with a rule about two of its arguments.
type sessionTargetsDataSource struct {
	dataSource[sessionTargetsData]
}

var _ datasource.DataSourceWithValidateConfig = (*sessionTargetsDataSource)(nil)

// sessionTargetsData is what selects nodes, and the nodes.
type sessionTargetsData struct {
	TemplateName    types.String    `tfsdk:"template_name"`
	BootSets        types.Map       `tfsdk:"boot_sets"`
	Operation       types.String    `tfsdk:"operation"`
	Limit           types.String    `tfsdk:"limit"`
	IncludeDisabled types.Bool      `tfsdk:"include_disabled"`
	Tenant          types.String    `tfsdk:"tenant"`
	Nodes           types.String    `tfsdk:"nodes"`
	NodeCount       types.Int64     `tfsdk:"node_count"`
	Of              types.Int64     `tfsdk:"of"`
	ByBootSet       types.Map       `tfsdk:"by_boot_set"`
	Excluded        types.Map       `tfsdk:"excluded"`
	Unmatched       []unmatchedName `tfsdk:"unmatched"`
	Error           types.String    `tfsdk:"error"`
	Certainty       types.String    `tfsdk:"certainty"`
	Reason          types.String    `tfsdk:"reason"`
	ReadAt          types.String    `tfsdk:"read_at"`
}

// unmatchedName is a name of the limit or of a boot set that matches nothing.
type unmatchedName struct {
	Name    types.String `tfsdk:"name"`
	Where   types.String `tfsdk:"where"`
	Nearest types.String `tfsdk:"nearest"`
}

const unableToSelect = "Unable to select the targets of a session"

// ValidateConfig checks that the nodes are selected in one way.
func (d *sessionTargetsDataSource) ValidateConfig(
	ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse,
) {
	var data sessionTargetsData
	resp.Diagnostics.Append(req.Config.Get(ctx, &data)...)
	switch {
	case resp.Diagnostics.HasError() || data.TemplateName.IsUnknown() || data.BootSets.IsUnknown():
	case data.TemplateName.IsNull() && data.BootSets.IsNull():
		resp.Diagnostics.Append(message{
			summary: unableToSelect,
			what:    "Neither template_name nor boot_sets is given, so that there are no nodes to select from.",
			next: []string{
				"Write template_name, or boot_sets with node_list, node_groups and node_roles_groups.",
			},
		}.asError())
	case !data.TemplateName.IsNull() && !data.BootSets.IsNull():
		resp.Diagnostics.Append(message{
			summary: unableToSelect,
			what:    "template_name and boot_sets both give the nodes to select from.",
			next:    []string{"Write one of them."},
		}.asErrorAt(path.Root("boot_sets")))
	}
}

func readSessionTargets(ctx context.Context, client *bos.Client, data *sessionTargetsData) error {
	client = inTenant(client, &data.Tenant)

	forecast := client.Forecast(ctx, bos.ForecastQuery{
		Session: bos.SessionCreate{
			Operation:       bos.Operation(data.Operation.ValueString()),
			TemplateName:    data.TemplateName.ValueString(),
			Limit:           knownString(data.Limit),
			IncludeDisabled: data.IncludeDisabled.ValueBool(),
		},
		BootSets: data.bootSets(),
		MaxAge:   bos.ForecastAge,
	})

	data.fromAPI(forecast)
	return nil
}

// bootSets returns the boot sets that the configuration holds, nil if it names a template.
func (m *sessionTargetsData) bootSets() map[string]bos.BootSet {
	if m.BootSets.IsNull() {
		return nil
	}
	sets := map[string]bos.BootSet{}
	for name, value := range m.BootSets.Elements() {
		if object, ok := value.(types.Object); ok {
			sets[name] = bootSetOf(object).toAPI()
		}
	}
	return bos.SessionTemplate{BootSets: sets}.Normal().BootSets
}

func (m *sessionTargetsData) fromAPI(forecast bos.Forecast) {
	attributes := forecastObject(forecast).Attributes()
	m.Nodes, _ = attributes["nodes"].(types.String)
	m.NodeCount, _ = attributes["node_count"].(types.Int64)
	m.Of, _ = attributes["of"].(types.Int64)
	m.Excluded = types.MapNull(types.StringType)
	m.Certainty, _ = attributes["certainty"].(types.String)
	m.Reason = textOrNull(sentence(forecast.Doubt))
	m.Error = textOrNull(strings.TrimSpace(forecast.Failure))
	m.ReadAt = timeOrNull(forecast.ReadAt)
	m.ByBootSet = types.MapNull(types.StringType)
	if forecast.Certainty != bos.CertaintyUnknown {
		m.ByBootSet, m.Excluded = byBootSet(forecast), excludedMap(forecast.Excluded)
		m.Unmatched = unmatchedIn(forecast)
	}
}

func byBootSet(forecast bos.Forecast) types.Map {
	values := map[string]attr.Value{}
	for _, set := range forecast.BootSets {
		values[set.Name] = types.StringValue(strings.Join(set.Nodes, ","))
	}
	return types.MapValueMust(types.StringType, values)
}

// unmatchedIn returns the names that stand for nothing, or for nothing in the template.
func unmatchedIn(forecast bos.Forecast) []unmatchedName {
	unmatched := []unmatchedName{}
	for _, item := range forecast.Items {
		switch item.Kind {
		case bos.ItemUnknown, bos.ItemEmpty, bos.ItemOutside:
			unmatched = append(unmatched, unmatchedName{
				types.StringValue(item.Name), types.StringValue("limit"), textOrNull(item.Meant),
			})
		case bos.ItemAddsNone, bos.ItemKeepsAll, bos.ItemKeepsNone, bos.ItemDropsNone, bos.ItemHidesOther:
		}
	}
	for _, word := range forecast.Words {
		unmatched = append(unmatched, unmatchedName{
			types.StringValue(word), types.StringValue("limit"), types.StringNull(),
		})
	}
	for _, missing := range forecast.Missing {
		unmatched = append(unmatched, unmatchedName{
			types.StringValue(missing.Name),
			types.StringValue("boot_sets." + missing.BootSet + "." + missing.Field),
			textOrNull(missing.Meant),
		})
	}
	return unmatched
}
