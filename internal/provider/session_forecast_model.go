// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/objectplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// sessionForecast is what was foreseen of a session's nodes.
type sessionForecast struct {
	Forecast types.Object `tfsdk:"forecast"`
}

var forecastTypes = map[string]attr.Type{
	"nodes":      types.StringType,
	"node_count": types.Int64Type,
	"of":         types.Int64Type,
	"excluded":   types.MapType{ElemType: types.StringType},
	"certainty":  types.StringType,
}

const (
	aboutForecast = "The forecast of the session's nodes, from its template and the hardware state manager, before " +
		"it was started. With the provider's `preview = \"strict\"` it is part of the plan; with `auto` it is known after " +
		"apply; with `off` it is null. It never changes afterwards: `components` has the nodes that BOS took."
	aboutForecastNodes = "The nodes that the session would act on, sorted and separated by commas. Null where nothing is " +
		"known."
	aboutForecastCount = "Number of the nodes in `nodes`."
	aboutForecastOf    = "Number of nodes that the template's boot sets name or select, before anything is left out."
	aboutExcluded      = "Nodes of the template that are left out, by reason (`limit`, `locked`, `tenant`, `arch`, `disabled`, " +
		"`unknown_to_hsm`, `no_bos_component`): names, sorted and separated by commas."
	aboutForecastExcluded = aboutExcluded + " Those that only the limit leaves out are not listed: on a large system, they " +
		"are most of its nodes."
	aboutCertainty = "`exact`: these nodes. `at_most`: some of these nodes. `unknown`: nothing is known."
)

func sessionForecastAttributes() map[string]schema.Attribute {
	text := func(about string) schema.Attribute {
		return schema.StringAttribute{MarkdownDescription: about, Computed: true}
	}
	count := func(about string) schema.Attribute {
		return schema.Int64Attribute{MarkdownDescription: about, Computed: true}
	}
	return map[string]schema.Attribute{
		"forecast": schema.SingleNestedAttribute{
			MarkdownDescription: aboutForecast,
			Computed:            true,
			PlanModifiers:       []planmodifier.Object{objectplanmodifier.UseStateForUnknown()},
			Attributes: map[string]schema.Attribute{
				"nodes":      text(aboutForecastNodes),
				"node_count": count(aboutForecastCount),
				"of":         count(aboutForecastOf),
				"excluded": schema.MapAttribute{
					MarkdownDescription: aboutForecastExcluded,
					ElementType:         types.StringType,
					Computed:            true,
				},
				"certainty": text(aboutCertainty),
			},
		},
	}
}

// forecastObject returns the attribute's value of a forecast. The state keeps it, so it lacks those that the limit leaves
// out.
func forecastObject(forecast bos.Forecast) types.Object {
	values := map[string]attr.Value{
		"nodes": types.StringNull(), "node_count": types.Int64Null(), "of": types.Int64Null(),
		"excluded":  types.MapNull(types.StringType),
		"certainty": types.StringValue(string(forecast.Certainty)),
	}
	if forecast.Certainty != bos.CertaintyUnknown {
		values["nodes"] = types.StringValue(strings.Join(forecast.Nodes, ","))
		values["node_count"] = types.Int64Value(int64(len(forecast.Nodes)))
		values["of"] = types.Int64Value(int64(len(forecast.Candidates)))
		values["excluded"] = excludedMap(slices.DeleteFunc(slices.Clone(forecast.Excluded), func(one bos.Exclusion) bool {
			return one.Reason == bos.ExcludedByLimit
		}))
	}
	return types.ObjectValueMust(forecastTypes, values)
}

func excludedMap(excluded []bos.Exclusion) types.Map {
	values := map[string]attr.Value{}
	for reason, names := range excludedBy(excluded) {
		values[reason] = types.StringValue(strings.Join(names, ","))
	}
	return types.MapValueMust(types.StringType, values)
}

// excludedBy returns the excluded names by reason, sorted and without duplicates.
func excludedBy(excluded []bos.Exclusion) map[string][]string {
	by := map[string][]string{}
	for _, one := range excluded {
		by[string(one.Reason)] = append(by[string(one.Reason)], one.Node)
	}
	for reason, names := range by {
		slices.Sort(names)
		by[reason] = slices.Compact(names)
	}
	return by
}
