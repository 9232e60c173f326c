// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

func newSessionStatusDataSource() datasource.DataSource {
	return &dataSource[sessionStatusData]{
		suffix: "_session_status",
		schema: sessionStatusDataSourceSchema,
		called: func(data *sessionStatusData) string {
			return fmt.Sprintf("the status of session %q", data.Name.ValueString())
		},
		read: readSessionStatus,
		problem: func(c *connection, data *sessionStatusData, err error) problem {
			return sessionProblem(c, data.Name, data.Tenant, err)
		},
	}
}

// sessionStatusData is the progress of a session.
type sessionStatusData struct {
	Name              types.String                   `tfsdk:"name"`
	Tenant            types.String                   `tfsdk:"tenant"`
	Status            types.String                   `tfsdk:"status"`
	Managed           types.Int64                    `tfsdk:"managed"`
	PercentSuccessful types.Float64                  `tfsdk:"percent_successful"`
	PercentFailed     types.Float64                  `tfsdk:"percent_failed"`
	PercentStaged     types.Float64                  `tfsdk:"percent_staged"`
	Phases            *sessionPhases                 `tfsdk:"phases"`
	Errors            map[string]sessionStatusErrors `tfsdk:"errors"`
	StartTime         types.String                   `tfsdk:"start_time"`
	EndTime           types.String                   `tfsdk:"end_time"`
	Duration          types.String                   `tfsdk:"duration"`
}

type sessionPhases struct {
	PercentComplete    types.Float64 `tfsdk:"percent_complete"`
	PercentPoweringOn  types.Float64 `tfsdk:"percent_powering_on"`
	PercentPoweringOff types.Float64 `tfsdk:"percent_powering_off"`
	PercentConfiguring types.Float64 `tfsdk:"percent_configuring"`
}

type sessionStatusErrors struct {
	Count     types.Int64  `tfsdk:"count"`
	Nodes     types.String `tfsdk:"nodes"`
	Truncated types.Bool   `tfsdk:"truncated"`
}

func sessionStatusDataSourceSchema() schema.Schema {
	percent := func(about string) schema.Attribute {
		return schema.Float64Attribute{MarkdownDescription: about, Computed: true}
	}
	nodeErrors := nodeErrorAttributes()
	nodeErrors["truncated"] = schema.BoolAttribute{MarkdownDescription: "Whether there are more nodes with this " +
		"error than BOS names.", Computed: true}

	return schema.Schema{
		MarkdownDescription: "Reads how far a session has come. Reading starts nothing.\n\n" +
			"While the session runs BOS looks through all components for the answer, so do not read it often. " +
			"The values stand still once the session is complete.",
		Attributes: map[string]schema.Attribute{
			"name":   sessionNameArgument(),
			"tenant": tenantArgument(),
			"status": computedText(aboutStatus),
			"managed": schema.Int64Attribute{MarkdownDescription: "Nodes that are the session's: " +
				"those that a newer session took over are not.", Computed: true},
			"percent_successful": percent(aboutPercentSuccessful),
			"percent_failed":     percent(aboutPercentFailed),
			"percent_staged": percent("Share of the managed nodes for which the operation is staged, in " +
				"percent, as BOS reports it."),
			"phases": schema.SingleNestedAttribute{
				MarkdownDescription: "What the managed nodes are doing.",
				Computed:            true,
				Attributes: map[string]schema.Attribute{
					"percent_complete": percent("Share of the managed nodes that are done, the failed ones " +
						"among them, in percent."),
					"percent_powering_on":  percent("Share of the managed nodes that are being powered on, in percent."),
					"percent_powering_off": percent("Share of the managed nodes that are being powered off, in percent."),
					"percent_configuring":  percent("Share of the managed nodes that are being configured, in percent."),
				},
			},
			"errors": schema.MapNestedAttribute{
				MarkdownDescription: aboutErrors,
				Computed:            true,
				NestedObject:        schema.NestedAttributeObject{Attributes: nodeErrors},
			},
			"start_time": computedText(aboutStartTime),
			"end_time":   computedText(aboutEndTime),
			"duration":   computedText("How long the session has been running, or ran, as a duration such as `12m30s`."),
		},
	}
}

func readSessionStatus(ctx context.Context, client *bos.Client, data *sessionStatusData) error {
	client = inTenant(client, &data.Tenant)
	status, err := client.SessionStatus(ctx, data.Name.ValueString())
	if err != nil {
		return err
	}

	data.fromAPI(status)
	return nil
}

func (m *sessionStatusData) fromAPI(status bos.SessionStatus) {
	m.Status = textOrNull(status.Status)
	m.Managed = types.Int64Value(int64(status.Managed))
	m.PercentSuccessful = types.Float64Value(status.PercentSuccessful)
	m.PercentFailed = types.Float64Value(status.PercentFailed)
	m.PercentStaged = percentOrNull(status.PercentStaged)
	m.Phases = &sessionPhases{
		PercentComplete:    percentOrNull(status.Phases.PercentComplete),
		PercentPoweringOn:  percentOrNull(status.Phases.PercentPoweringOn),
		PercentPoweringOff: percentOrNull(status.Phases.PercentPoweringOff),
		PercentConfiguring: percentOrNull(status.Phases.PercentConfiguring),
	}
	m.Errors = make(map[string]sessionStatusErrors, len(status.Errors))
	for message, e := range status.Errors {
		m.Errors[message] = sessionStatusErrors{
			Count:     types.Int64Value(int64(e.Count)),
			Nodes:     types.StringValue(nodeList(e)),
			Truncated: types.BoolValue(e.Truncated),
		}
	}
	m.StartTime = timeOrNull(status.StartTime)
	m.EndTime = timeOrNull(status.EndTime)
	m.Duration = types.StringNull()
	if !status.DurationUnknown {
		m.Duration = types.StringValue(status.Duration.String())
	}
}
