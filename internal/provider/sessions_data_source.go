// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"cmp"
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

func newSessionsDataSource() datasource.DataSource {
	return &dataSource[sessionsData]{
		suffix:  "_sessions",
		schema:  sessionsDataSourceSchema,
		called:  func(*sessionsData) string { return "the list of sessions" },
		read:    readSessions,
		problem: func(c *connection, data *sessionsData, err error) problem { return c.explain(err, data.Tenant) },
	}
}

// sessionsData is a filter and the sessions that pass it.
type sessionsData struct {
	Tenant       types.String    `tfsdk:"tenant"`
	Status       types.String    `tfsdk:"status"`
	MinAge       types.String    `tfsdk:"min_age"`
	MaxAge       types.String    `tfsdk:"max_age"`
	TemplateName types.String    `tfsdk:"template_name"`
	Sessions     []listedSession `tfsdk:"sessions"`
}

// listedSession has no components: a thousand sessions of 64 nodes would put a megabyte into the state.
type listedSession struct {
	sessionInputs
	Status         types.String `tfsdk:"status"`
	StartTime      types.String `tfsdk:"start_time"`
	EndTime        types.String `tfsdk:"end_time"`
	Error          types.String `tfsdk:"error"`
	ComponentCount types.Int64  `tfsdk:"component_count"`
}

func (m *listedSession) fromAPI(session bos.Session) {
	var progress sessionProgress
	progress.fromAPI(session)
	m.sessionInputs.fromAPI(session)
	m.Status = progress.Status
	m.StartTime = progress.StartTime
	m.EndTime = progress.EndTime
	m.Error = progress.Error
	m.ComponentCount = progress.ComponentCount
}

const (
	aboutListedTenant = "Tenant whose sessions are listed. Taken from the provider when it is left out; with no tenant at " +
		"all the sessions of every tenant are listed."
	aboutStatusFilter = "Only sessions in this state: `pending`, `running` or `complete`."
	aboutMinAge       = "Only sessions that were created at least so long ago: a number and `m`, `h`, `d` or `w` " +
		"(minutes, hours, days, weeks), such as `12h`."
	aboutMaxAge         = "Only sessions that were created at most so long ago, written like `min_age`."
	aboutTemplateFilter = "Only sessions of this session template."
)

func sessionsDataSourceSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Lists sessions, the oldest first. Each filter narrows the " +
			"list.\n\n" +
			"The nodes of the sessions are not listed, only counted: read those of one session with the data " +
			"source `bos_session`. On v1 of the API, BOS lists only ids and filters nothing: each session costs " +
			"some requests, and the filters are applied here.",
		Attributes: map[string]schema.Attribute{
			"tenant": schema.StringAttribute{
				MarkdownDescription: aboutListedTenant,
				Optional:            true,
				Computed:            true,
				Validators:          []validator.String{validTenant()},
			},
			"status": schema.StringAttribute{
				MarkdownDescription: aboutStatusFilter,
				Optional:            true,
				Validators:          []validator.String{validSessionState()},
			},
			"min_age": schema.StringAttribute{
				MarkdownDescription: aboutMinAge,
				Optional:            true,
				Validators:          []validator.String{validAge()},
			},
			"max_age": schema.StringAttribute{
				MarkdownDescription: aboutMaxAge,
				Optional:            true,
				Validators:          []validator.String{validAge()},
			},
			"template_name": schema.StringAttribute{
				MarkdownDescription: aboutTemplateFilter,
				Optional:            true,
				Validators:          []validator.String{validTemplateName()},
			},
			"sessions": schema.ListNestedAttribute{
				MarkdownDescription: "The sessions, by the time of their creation and then by name.",
				Computed:            true,
				NestedObject:        schema.NestedAttributeObject{Attributes: sessionDataAttributes()},
			},
		},
	}
}

func readSessions(ctx context.Context, client *bos.Client, data *sessionsData) error {
	client = inTenant(client, &data.Tenant)
	sessions, err := client.ListSessions(ctx, bos.SessionFilter{
		Status: data.Status.ValueString(), MinAge: data.MinAge.ValueString(), MaxAge: data.MaxAge.ValueString(),
		TemplateName: data.TemplateName.ValueString(),
	})
	if err != nil {
		return err
	}

	slices.SortFunc(sessions, func(a, b bos.Session) int {
		return cmp.Or(a.StartTime.Compare(b.StartTime), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Tenant, b.Tenant))
	})
	data.Sessions = []listedSession{}
	for _, session := range sessions {
		var listed listedSession
		listed.fromAPI(session)
		data.Sessions = append(data.Sessions, listed)
	}
	return nil
}
