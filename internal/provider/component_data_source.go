// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

func newComponentDataSource() datasource.DataSource {
	return &dataSource[componentData]{
		suffix:  "_component",
		schema:  componentDataSourceSchema,
		called:  func(data *componentData) string { return fmt.Sprintf("node %q", data.ID.ValueString()) },
		read:    readComponent,
		problem: componentProblem,
	}
}

// componentData is the record of one node.
type componentData struct {
	componentRecord
	Tenant types.String `tfsdk:"tenant"`
}

func componentDataSourceSchema() schema.Schema {
	attributes := componentAttributes()
	attributes["id"] = schema.StringAttribute{
		MarkdownDescription: aboutComponentID + " BOS compares it letter by letter: in lower case, without leading zeros.",
		Required:            true,
		Validators:          []validator.String{validComponentID()},
	}
	attributes["tenant"] = schema.StringAttribute{
		MarkdownDescription: aboutComponentTenant + " Taken from the provider when it is left out.",
		Optional:            true,
		Computed:            true,
		Validators:          []validator.String{validTenant()},
	}
	return schema.Schema{
		MarkdownDescription: "Reads BOS's record of one node: what it runs, what it is to run, and whether that " +
			"is the same. It costs one request and changes nothing. Not on v1 of the API, which keeps no record " +
			"of nodes.\n\n" +
			"For many nodes use `bos_components`, which counts them and names those that have drifted.",
		Attributes: attributes,
	}
}

// componentAttributes returns the attributes of a node's record, without its tokens.
func componentAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":      computedText(aboutComponentID),
		"enabled": computedFlag(aboutComponentEnabled),
		"error":   computedText(aboutComponentError),
		"session": computedText(aboutComponentSession),
		"actual_state": componentState(aboutActualState, map[string]schema.Attribute{
			"last_updated": computedText(aboutStateLastUpdated),
		}),
		"desired_state": componentState(aboutDesiredState, map[string]schema.Attribute{
			"configuration": computedText(aboutCFSConfiguration),
			"last_updated":  computedText(aboutStateLastUpdated),
		}),
		"staged_state": componentState(aboutStagedState, map[string]schema.Attribute{
			"configuration": computedText(aboutCFSConfiguration),
			"session":       computedText(aboutStagedSession),
			"last_updated":  computedText(aboutStateLastUpdated),
		}),
		"last_action": schema.SingleNestedAttribute{
			MarkdownDescription: aboutLastAction,
			Computed:            true,
			Attributes: map[string]schema.Attribute{
				"action":       computedText(aboutLastActionAction),
				"failed":       computedFlag(aboutLastActionFailed),
				"last_updated": computedText(aboutLastActionUpdated),
			},
		},
		"event_stats": schema.SingleNestedAttribute{
			MarkdownDescription: aboutEventStats,
			Computed:            true,
			Attributes: map[string]schema.Attribute{
				"power_on_attempts":           computedNumber(aboutPowerOnAttempts),
				"power_off_graceful_attempts": computedNumber(aboutPowerOffGraceful),
				"power_off_forceful_attempts": computedNumber(aboutPowerOffForceful),
			},
		},
		"phase":            computedText(aboutPhase),
		"status":           computedText(aboutComponentStatus),
		"status_override":  computedText(aboutStatusOverride),
		"retry_policy":     computedNumber(aboutRetryPolicy),
		"in_desired_state": computedFlag(aboutInDesiredState),
		"drift":            computedTexts(aboutDrift),
	}
}

func componentState(about string, more map[string]schema.Attribute) schema.Attribute {
	more["kernel"] = computedText(aboutKernel)
	more["initrd"] = computedText(aboutInitrd)
	more["kernel_parameters"] = computedText(aboutKernelParameters)
	return schema.SingleNestedAttribute{MarkdownDescription: about, Computed: true, Attributes: more}
}

func readComponent(ctx context.Context, client *bos.Client, data *componentData) error {
	client = inTenant(client, &data.Tenant)
	component, err := client.Component(ctx, data.ID.ValueString())
	if err != nil {
		return err
	}

	data.fromAPI(component)
	return nil
}

// componentProblem says why a node's record could not be read, and in which tenant it was looked for.
func componentProblem(c *connection, data *componentData, err error) problem {
	if !errors.Is(err, gateway.ErrNotFound) {
		return c.explain(err, data.Tenant)
	}
	id := data.ID.ValueString()
	text := fmt.Sprintf("BOS has no record of a node %q", id)
	if data.Tenant.ValueString() != "" {
		text += " " + ofTenant(data.Tenant) + ", and does not report the nodes of other tenants"
	}
	// The answer is recorded in component_get_uppercase_404.json.
	text += ". BOS compares names letter by letter. It does not accept an xname in upper case or with leading zeros, a " +
		"NID or a host name."
	next := []string{"List the nodes that exist: `cray bos v2 components list`"}
	if normal, ok := bos.MeantNode(id); ok {
		next = []string{fmt.Sprintf("Write %s, in lower case and without leading zeros.", quoteText(normal))}
	}
	return problem{text, append(next, "Look up the xname of a NID: `cray hsm state components list --nid NID`")}
}
