// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

func newSessionTargetsDataSource() datasource.DataSource {
	return &sessionTargetsDataSource{dataSource[sessionTargetsData]{
		suffix: "_session_targets",
		schema: sessionTargetsSchema,
		called: func(*sessionTargetsData) string { return "the targets of a session" },
		read:   readSessionTargets,
		problem: func(c *connection, data *sessionTargetsData, err error) string {
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

// targetsBootSetTypes are the arguments of a boot set that decide on its nodes.
var targetsBootSetTypes = map[string]attr.Type{
	"node_list": textsType, "node_roles_groups": textsType, "node_groups": textsType, "arch": types.StringType,
}

// ValidateConfig checks that the nodes are selected in one way.
func (d *sessionTargetsDataSource) ValidateConfig(
	ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse,
) {
	var data sessionTargetsData
	resp.Diagnostics.Append(req.Config.Get(ctx, &data)...)
	switch {
	case resp.Diagnostics.HasError() || data.TemplateName.IsUnknown() || data.BootSets.IsUnknown():
	case data.TemplateName.IsNull() && data.BootSets.IsNull():
		resp.Diagnostics.AddError("Missing template", "Nothing says which nodes to select from: write template_name, or "+
			"boot_sets with the selectors themselves.")
	case !data.TemplateName.IsNull() && !data.BootSets.IsNull():
		resp.Diagnostics.AddAttributeError(path.Root("boot_sets"), "Template and boot sets", "template_name and boot_sets "+
			"both say which nodes to select from: write one of them.")
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
	m.Excluded, _ = attributes["excluded"].(types.Map)
	m.Certainty, _ = attributes["certainty"].(types.String)
	m.Reason = textOrNull(sentence(forecast.Doubt))
	m.Error = textOrNull(strings.TrimSpace(forecast.Failure))
	m.ReadAt = timeOrNull(forecast.ReadAt)
	m.ByBootSet = types.MapNull(types.StringType)
	if forecast.Certainty != bos.CertaintyUnknown {
		m.ByBootSet = byBootSet(forecast)
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

func sessionTargetsSchema() schema.Schema {
	texts := func(about string, valid validator.List) schema.Attribute {
		return schema.ListAttribute{
			MarkdownDescription: about, ElementType: types.StringType, Optional: true, Validators: []validator.List{valid},
		}
	}
	return schema.Schema{
		MarkdownDescription: aboutTargets,
		Attributes: map[string]schema.Attribute{
			"template_name": schema.StringAttribute{
				MarkdownDescription: "Name of the session template whose boot sets select the nodes. If a " +
					"`bos_session_template` of the same configuration makes it, refer to its `name`: the nodes are then those " +
					"of the template as the plan writes it.",
				Optional:   true,
				Validators: []validator.String{validTemplateName()},
			},
			"boot_sets": schema.MapNestedAttribute{
				MarkdownDescription: "What the boot sets of a template that need not exist select, by name. Instead of " +
					"`template_name`.",
				Optional: true,
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"node_list":         texts(aboutBootSetNodeList, validNodeList()),
					"node_roles_groups": texts(aboutBootSetNodeRolesGroups, validRoles()),
					"node_groups":       texts(aboutBootSetNodeGroups, validNodeGroups()),
					"arch": schema.StringAttribute{
						MarkdownDescription: "Architecture of the nodes: `X86` (the default), `ARM`, `Other` or `Unknown`.",
						Optional:            true,
						Validators:          []validator.String{validArch()},
					},
				}},
			},
			"operation": schema.StringAttribute{
				MarkdownDescription: "The session's operation. It does not change the nodes.",
				Optional:            true,
				Validators:          []validator.String{validOperation()},
			},
			"limit": schema.StringAttribute{
				MarkdownDescription: aboutLimit,
				Optional:            true,
				Validators:          []validator.String{validLimit()},
			},
			"include_disabled": schema.BoolAttribute{MarkdownDescription: aboutIncludeDisabled, Optional: true},
			"tenant":           tenantArgument(),

			"nodes":      computedText(aboutForecastNodes + " As the `limit` of a session it selects these nodes."),
			"node_count": computedNumber(aboutForecastCount),
			"of":         computedNumber(aboutForecastOf),
			"by_boot_set": schema.MapAttribute{
				MarkdownDescription: "`nodes` by boot set: a node that several boot sets select belongs to the last of them, " +
					"in the order of their names.",
				ElementType: types.StringType, Computed: true,
			},
			"excluded":  schema.MapAttribute{MarkdownDescription: aboutExcluded, ElementType: types.StringType, Computed: true},
			"unmatched": unmatchedAttribute(),
			"error": computedText("The error with which BOS would end the session. Null where it would not: also where " +
				"`certainty` is `unknown`."),
			"certainty": computedText(aboutCertainty),
			"reason":    computedText("Why `certainty` is not `exact`."),
			"read_at":   computedText("When the hardware state manager was asked (RFC 3339, UTC)."),
		},
	}
}

func unmatchedAttribute() schema.Attribute {
	return schema.ListNestedAttribute{
		MarkdownDescription: "Names that match nothing, in the limit or in the boot sets. Empty where every name matches.",
		Computed:            true,
		NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
			"name":    computedText("The name, as written."),
			"where":   computedText("`limit`, or the path of the boot set's argument."),
			"nearest": computedText("The nearest name that exists. Null where none is near."),
		}},
	}
}

const aboutTargets = "Tells which nodes a session would act on, without starting it: what its template and `limit` select " +
	"of the nodes that the hardware state manager (HSM) knows, as BOS would decide now.\n\n" +
	"It never fails because HSM cannot be asked: `certainty` is then `unknown`, and `reason` says why. A policy should " +
	"deny a plan where `certainty` is absent, unknown or not `exact`. To stop an apply, write a `precondition` on the " +
	"session that refers to this data source; a condition inside the data source would defer it to the apply. It works " +
	"with any `preview`."
