// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

func newComponentsDataSource() datasource.DataSource {
	return &dataSource[componentsData]{
		suffix:  "_components",
		schema:  componentsDataSourceSchema,
		called:  func(*componentsData) string { return "the nodes" },
		read:    readComponents,
		problem: func(c *connection, data *componentsData, err error) problem { return c.explain(err, data.Tenant) },
	}
}

// componentsData is a filter and a summary of the nodes that pass it.
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

const aboutComponentsData = "Reads BOS's records of many nodes: counts them, and names those that no longer run " +
	"what they are to run. Each filter narrows the selection; without any, it is every node that BOS knows " +
	"(`every_node`). It changes nothing. Not on v1 of the API, which keeps no records of nodes.\n\n" +
	"A node is in one of three ways: in its desired state (`in_desired_state_count`); not in it, but enabled, so " +
	"that BOS is processing it (`changing_count`); or not in it and left as it is (`drifted_count`, `drifted`, " +
	"`drift`): it was booted behind BOS's back, it failed, or it stopped reporting.\n\n" +
	"BOS is asked for a thousand nodes at a time (before BOS 2.32, which knows no pages, for all at once), or " +
	"for the few in `ids`. Only what is shown here is kept of them, so that thousands of nodes cost little more " +
	"than ten; `details` is what makes it expensive."

func componentsDataSourceSchema() schema.Schema {
	attributes := componentFilterAttributes()
	maps.Copy(attributes, componentTallyAttributes())
	attributes["every_node"] = computedFlag("Whether no filter narrowed the selection, so that it is every node " +
		"that BOS, or the tenant, has. A filter that refers to something null is no filter: where `components` " +
		"or `drifted` become the `limit` of a `bos_session`, a `postcondition` with `!self.every_node` stops " +
		"before that.")
	return schema.Schema{MarkdownDescription: aboutComponentsData, Attributes: attributes}
}

func componentFilterAttributes() map[string]schema.Attribute {
	filter := func(about string, rule validator.String) schema.Attribute {
		return schema.StringAttribute{MarkdownDescription: about, Optional: true, Validators: []validator.String{rule}}
	}
	return map[string]schema.Attribute{
		"ids": filter("Only these nodes: any number of xnames, separated by commas without spaces, as "+
			"`components` of a `bos_session`. One that is there twice counts once. Those that BOS does not have "+
			"are in `missing`. An empty text is no node at all, as `components` of a session that has none, or "+
			"is not waited for: every count is 0, and BOS is not asked. Left out (or null), it is every node.",
			nodesRule{empty: "write `\"\"` for no node, or leave `ids` out to read every node", none: true}),
		"session": filter("Only the nodes that work for this session, or worked for it last.",
			validSessionFilter("leave it out to read the nodes of every session")),
		"staged_session": filter("Only the nodes for which this session has staged something.",
			validSessionFilter("leave it out to read nodes whatever is staged for them")),
		"phase": filter("Only the nodes in this phase: `powering_on`, `powering_off` or `configuring`.", validPhase()),
		"status": schema.ListAttribute{
			MarkdownDescription: "Only the nodes in one of these states: `power_on_pending`, `power_on_called`, " +
				"`power_off_pending`, `power_off_gracefully_called`, `power_off_forcefully_called`, " +
				"`configuring`, `stable`, `failed` or `on_hold`.",
			ElementType: types.StringType,
			Optional:    true,
			Validators:  []validator.List{validComponentStatuses()},
		},
		"enabled": schema.BoolAttribute{
			MarkdownDescription: "Only the nodes that BOS is to act upon (`true`), or only the others (`false`).",
			Optional:            true,
		},
		"tenant": schema.StringAttribute{
			MarkdownDescription: "Tenant whose nodes are read. Taken from the provider when it is left out; with " +
				"no tenant at all the nodes of every tenant are read.",
			Optional:   true,
			Computed:   true,
			Validators: []validator.String{validTenant()},
		},
		"details": schema.BoolAttribute{
			MarkdownDescription: "Whether `nodes` holds the whole record of each node. The default is `false`. " +
				"It makes plans slow and states large: 10 000 nodes cost half a minute. `bos_component` reads the record of one.",
			Optional: true,
		},
	}
}

func componentTallyAttributes() map[string]schema.Attribute {
	counts := func(about string) schema.Attribute {
		return schema.MapAttribute{MarkdownDescription: about, ElementType: types.Int64Type, Computed: true}
	}
	const form = " In the order of their names and separated by commas; empty if there is none."
	return map[string]schema.Attribute{
		"component_count": computedNumber("Number of the nodes that the filters select."),
		"components":      computedText("The nodes that the filters select, so that they can be the `limit` of a `bos_session`." + form),
		"missing":         computedText("Nodes in `ids` of which BOS, or the tenant, has no record." + form),
		"by_status": counts("Number of nodes by `status`, `none` where BOS reports none. A state in which no " +
			"node is, is not there: use `lookup(…, \"failed\", 0)`."),
		"by_phase": counts("Number of nodes by `phase`, `none` for those in no phase."),
		"by_session": counts("Number of nodes by the session that they work for, or worked for last; `none` " +
			"for those that have had no session (and for a session of that name)."),
		"enabled_count": computedNumber("Number of nodes that BOS is to act upon."),

		"in_desired_state_count": computedNumber("Number of nodes that run what they are to run, compared as BOS does."),
		"changing_count": computedNumber("Number of nodes that do not run what they are to run and are enabled: BOS " +
			"is processing them."),
		"drifted_count": computedNumber("Number of nodes that do not run what they are to run and are not enabled: BOS " +
			"leaves them as they are."),
		"drifted": computedText("The nodes of `drifted_count`, so that they can be the `limit` of " +
			"a `bos_session`." + form),
		"drift": schema.MapAttribute{
			MarkdownDescription: "For each drifted node what differs, separated by commas: " + aboutDriftKinds + ".",
			ElementType:         types.StringType,
			Computed:            true,
		},
		"nodes": schema.ListNestedAttribute{
			MarkdownDescription: "The records of the nodes, in the order of their names. Null without `details`.",
			Computed:            true,
			NestedObject:        schema.NestedAttributeObject{Attributes: componentAttributes()},
		},
	}
}

func validPhase() validator.String {
	phases := bos.ComponentPhases()
	slices.Reverse(phases) // powering_on first
	return choiceRule{thing: "phase", choices: phases}
}

func validComponentStatuses() validator.List {
	return eachRule{
		summary: "Invalid component status", empty: "leave it out to read nodes in any state",
		rule: choiceRule{thing: "component status", choices: bos.ComponentStatuses()},
	}
}

func readComponents(ctx context.Context, client *bos.Client, data *componentsData) error {
	client = inTenant(client, &data.Tenant)
	filter := data.filter()
	data.EveryNode = types.BoolValue(filter.SelectsAll())
	asked := filter
	if filter.IDs != nil {
		// A node that exists but does not pass another filter is not missing.
		asked = bos.ComponentFilter{IDs: filter.IDs}
	}
	passes := filter.Passes()
	count := newComponentCount(data.Details.ValueBool())
	if v1, _ := client.SpeaksV1(); filter.IDs != nil && len(filter.IDs) == 0 && !v1 {
		data.componentsTally = count.tally() // no request: BOS reads ids="" as no filter
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
	data.Missing = types.StringValue(strings.Join(missingNames(filter.IDs, seen), ","))
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
