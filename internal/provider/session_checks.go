// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// planBounds plans every_node and endpoint, to which the engine holds the apply, and rejects inputs that must be
// known for that.
func (m *sessionModel) planBounds(c *connection, config *sessionModel, diags *diag.Diagnostics) {
	m.checkListedNodes(diags)
	m.EveryNode = everyNode(m.Limit)
	m.Endpoint = c.endpoint()
	if m.Limit.IsUnknown() {
		diags.AddAttributeWarning(path.Root("limit"), "The limit of the session is known only after apply",
			"The plan cannot show which nodes the session acts upon. It promises that these are not all nodes of "+
				"the template (every_node = false): if the limit turns out to be null, Terraform ends the apply with "+
				"\"Provider produced inconsistent final plan\" and \".every_node\", and the operation is not "+
				"started.\n\n"+
				"To see the limit in the plan, apply what it comes from first: terraform apply -target=ADDRESS.")
	}
	for _, input := range []struct {
		name  string
		value attr.Value
	}{
		{"operation", config.Operation},
		{"stage", config.Stage},
		{"include_disabled", config.IncludeDisabled},
		{"tenant", config.Tenant},
		{"max_components", config.MaxComponents},
	} {
		if input.value.IsUnknown() {
			diags.AddAttributeError(path.Root(input.name), "Unable to plan the session", fmt.Sprintf(
				"%s is known only after apply, so that the plan cannot show what the session would do. Set it "+
					"statically, or apply what it comes from first: terraform apply -target=ADDRESS.", input.name))
		}
	}
}

// checkBounds compares the session with its plan before it is started. Terraform and OpenTofu plan a creation
// again during apply and reject a plan that differs; this is for an engine that does not.
func (m *sessionModel) checkBounds(c *connection, diags *diag.Diagnostics) {
	m.checkListedNodes(diags)
	if m.EveryNode.IsUnknown() {
		m.EveryNode = everyNode(m.Limit)
	}
	if m.Endpoint.IsUnknown() {
		m.Endpoint = c.endpoint()
	}
	if now := everyNode(m.Limit); !now.Equal(m.EveryNode) {
		diags.AddAttributeError(path.Root("limit"), "Unable to start the session", fmt.Sprintf(
			"The plan shows every_node = %t, but the limit makes it %t. Nothing was started. Plan again.",
			m.EveryNode.ValueBool(), now.ValueBool()))
	}
	if here := c.endpoint(); !here.Equal(m.Endpoint) {
		diags.AddError("Unable to start the session", fmt.Sprintf(
			"The session was planned for the system at %s, but the provider is configured for %s. Nothing was "+
				"started. Plan again.", m.Endpoint.ValueString(), here.ValueString()))
	}
}

// everyNode returns the planned value of every_node for a limit. For an unknown limit that is false, so that the
// engine rejects one that turns out to be null.
func everyNode(limit types.String) types.Bool {
	switch {
	case limit.IsUnknown():
		return types.BoolValue(false)
	case limit.IsNull():
		return types.BoolValue(true)
	default:
		return types.BoolValue(bos.ParseLimit(limit.ValueString()).SelectsEveryNode())
	}
}

// checkListedNodes rejects a limit that lists more nodes than max_components, before anything is started.
func (m *sessionModel) checkListedNodes(diags *diag.Diagnostics) {
	most := m.MaxComponents.ValueInt64() // 0 if there is no maximum
	if most == 0 || m.Limit.IsNull() || m.Limit.IsUnknown() {
		return
	}
	if count, isList := bos.ParseLimit(m.Limit.ValueString()).CountListed(); isList && int64(count) > most {
		diags.AddAttributeError(path.Root("max_components"), "Unable to plan the session", fmt.Sprintf(
			"limit lists %s, and max_components is %d. Remove nodes from limit, or set max_components to %d or "+
				"more. Nothing was started.", nodes(count), most, count))
	}
}

// checkStart reports what BOS would reject, as far as that is known without its answer to the POST. BOS is asked
// for its API version only if the configuration leaves it open and it matters: any other plan works without BOS.
// If BOS cannot be asked, that is a warning, as it is asked again before anything is started.
func (m *sessionModel) checkStart(ctx context.Context, c *connection, diags *diag.Diagnostics) {
	m.checkNamePrefix(ctx, diags)
	client := c.client.InTenant(m.Tenant.ValueString())
	if _, known := client.SpeaksV1(); !known && m.versionDependent() != "" {
		if _, err := client.APIVersion(ctx); err != nil {
			diags.AddWarning("Unable to tell whether the session can be started", fmt.Sprintf(
				"The session asks for %s, which not every version of BOS's API has, api_version is \"auto\", and "+
					"BOS could not be asked: %s It is asked again before the session is started. With api_version = "+
					"\"v2\" or \"v1\" it need not be.", m.versionDependent(), c.explain(err, m.Tenant).what))
		}
	}

	for _, input := range inputErrors(client.Check(m.toAPI())) {
		diags.AddAttributeError(path.Root(input.Field), "Unable to plan the session", reason(input)+advice(input, m))
	}
	if v1, _ := client.SpeaksV1(); v1 {
		m.checkV1Knobs(diags)
	}
}

// versionDependent names the first argument that only one version of the API supports, "" for none.
func (m *sessionModel) versionDependent() string {
	switch {
	case m.Operation.ValueString() == string(bos.OperationConfigure):
		return `operation = "configure"`
	case m.Name.ValueString() != "":
		return "a name of its own"
	case m.NamePrefix.ValueString() != "":
		return "a name_prefix"
	case m.Stage.ValueBool():
		return "stage = true"
	case m.IncludeDisabled.ValueBool():
		return "include_disabled = true"
	case m.Tenant.ValueString() != "":
		return "a tenant"
	case m.OnConflict.ValueString() == "adopt":
		return `on_conflict = "adopt"`
	case m.cancels():
		return `on_destroy = "cancel"`
	default:
		return ""
	}
}

// checkV1Knobs rejects arguments that BOS does not receive and that the provider cannot carry out on v1.
func (m *sessionModel) checkV1Knobs(diags *diag.Diagnostics) {
	if m.OnConflict.ValueString() == "adopt" {
		diags.AddAttributeError(path.Root("on_conflict"), "Unable to plan the session",
			"In v1 of the API, BOS chooses the name of a session itself, so that no session can be there under "+
				"it and be adopted: leave on_conflict out. A session that is there already is taken over by "+
				"terraform import.")
	}
	if m.NamePrefix.ValueString() != "" {
		diags.AddAttributeError(path.Root("name_prefix"), "Unable to plan the session",
			"In v1 of the API, BOS chooses the name of a session itself: leave name_prefix out.")
	}
	if m.cancels() {
		diags.AddAttributeError(path.Root("on_destroy"), "Unable to plan the session", cannotCancelOnV1)
	}
}

const cannotCancelOnV1 = "In v1 of the API, a session cannot be cancelled: nothing stops the agent that BOS has " +
	"started for it. Write `delete`, which deletes the record and lets the nodes finish what they were told, or " +
	"`forget`."

// advice says how to correct an input, where its error does not.
func advice(input *gateway.InputError, m *sessionModel) string {
	if !errors.Is(input, errors.ErrUnsupported) {
		return ""
	}
	switch input.Field {
	case "name":
		return " It is known after apply. To go on with a session that is there already, import it by its id."
	case "tenant":
		return aboutItsTenant(m.Tenant)
	case "operation":
		return " It needs a system of CSM 1.5 or earlier, and api_version = \"v1\"."
	default:
		return ""
	}
}
