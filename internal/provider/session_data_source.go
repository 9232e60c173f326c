// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

func newSessionDataSource() datasource.DataSource {
	return &dataSource[sessionData]{
		suffix: "_session",
		schema: sessionDataSourceSchema,
		called: func(data *sessionData) string { return data.called() },
		read:   readSession,
		problem: func(c *connection, data *sessionData, err error) problem {
			return sessionProblem(c, data.Name, data.Tenant, err)
		},
	}
}

// sessionData is one session with everything that BOS reports of it.
type sessionData struct {
	sessionInputs
	sessionProgress
	Outcome types.Object `tfsdk:"outcome"`
}

func sessionDataSourceSchema() schema.Schema {
	attributes := sessionDataAttributes()
	attributes["name"] = sessionNameArgument()
	attributes["tenant"] = tenantArgument()
	attributes["components"] = schema.StringAttribute{MarkdownDescription: aboutComponents, Computed: true}
	attributes["outcome"] = schema.SingleNestedAttribute{
		MarkdownDescription: aboutOutcome,
		Computed:            true,
		Attributes: map[string]schema.Attribute{
			"managed":            schema.Int64Attribute{MarkdownDescription: aboutManaged, Computed: true},
			"successful":         schema.Int64Attribute{MarkdownDescription: aboutSuccessful, Computed: true},
			"failed":             schema.Int64Attribute{MarkdownDescription: aboutFailed, Computed: true},
			"held":               schema.Int64Attribute{MarkdownDescription: aboutHeld, Computed: true},
			"superseded":         schema.Int64Attribute{MarkdownDescription: aboutSuperseded, Computed: true},
			"failed_nodes":       schema.StringAttribute{MarkdownDescription: aboutFailedNodes, Computed: true},
			"held_nodes":         schema.StringAttribute{MarkdownDescription: aboutHeldNodes, Computed: true},
			"percent_successful": schema.Float64Attribute{MarkdownDescription: aboutPercentSuccessful, Computed: true},
			"percent_failed":     schema.Float64Attribute{MarkdownDescription: aboutPercentFailed, Computed: true},
			"errors": schema.MapNestedAttribute{
				MarkdownDescription: aboutErrors,
				Computed:            true,
				NestedObject:        schema.NestedAttributeObject{Attributes: nodeErrorAttributes()},
			},
		},
	}
	return schema.Schema{
		MarkdownDescription: "Reads one session. Reading starts nothing.\n\n" +
			"It costs one request, a second one for the `outcome` of a complete session, and one more where a " +
			"node failed or was held; on v1 of the API some more, for the boot sets of its template. There, " +
			"`limit`, `stage` and `include_disabled` are null: BOS v1 does not report them.",
		Attributes: attributes,
	}
}

// sessionNameArgument returns the argument that names the session to read.
func sessionNameArgument() schema.Attribute {
	return schema.StringAttribute{
		MarkdownDescription: aboutName,
		Required:            true,
		Validators:          []validator.String{validSessionName()},
	}
}

// sessionDataAttributes returns the attributes whose size does not depend on the number of nodes.
func sessionDataAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"name":             computedText(aboutName),
		"tenant":           computedText(aboutTenant),
		"operation":        computedText(aboutOperation),
		"template_name":    computedText(aboutTemplateName),
		"limit":            computedText(aboutLimit),
		"stage":            computedFlag(aboutStage),
		"include_disabled": computedFlag(aboutIncludeDisabled),
		"status":           computedText(aboutStatus),
		"start_time":       computedText(aboutStartTime),
		"end_time":         computedText(aboutEndTime),
		"error":            computedText(aboutError),
		"component_count":  schema.Int64Attribute{MarkdownDescription: aboutComponentCount, Computed: true},
	}
}

func nodeErrorAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"count": schema.Int64Attribute{MarkdownDescription: aboutErrorCount, Computed: true},
		"nodes": schema.StringAttribute{MarkdownDescription: aboutErrorNodes, Computed: true},
	}
}

func readSession(ctx context.Context, client *bos.Client, data *sessionData) error {
	client = inTenant(client, &data.Tenant)
	session, err := client.Session(ctx, data.Name.ValueString())
	if err != nil {
		return err
	}

	data.sessionInputs.fromAPI(session)
	data.sessionProgress.fromAPI(session)
	data.Outcome = types.ObjectNull(outcomeTypes)
	if !session.Complete() {
		return nil
	}

	outcome, err := client.SessionOutcome(ctx, session.Name, session.Components)
	if errors.Is(err, gateway.ErrNotFound) { // cleaned up since the first request, or not reported by v1
		return nil
	}
	data.Outcome = outcomeOrNull(outcome)
	return err
}
