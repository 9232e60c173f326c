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

const unableToPlan = "Unable to plan the session"

// planBounds plans every_node and endpoint, to which the engine holds the apply, and rejects inputs that must be
// known for that.
func (m *sessionModel) planBounds(c *connection, config *sessionModel, diags *diag.Diagnostics) {
	m.checkListedNodes(diags)
	m.EveryNode = everyNode(m.Limit)
	m.Endpoint = c.endpoint()
	if m.Limit.IsUnknown() {
		diags.Append(message{
			summary: "The limit of the session is known only after apply",
			what: "The plan cannot show which nodes the session acts on. It records that these are not all nodes of the " +
				"template (every_node = false): if the limit turns out to be null, Terraform ends the apply with \"Provider " +
				"produced inconsistent final plan\" and \".every_node\", and the operation is not started.",
			next: []string{
				"To see the limit in the plan, apply what it refers to first: `terraform apply -target=ADDRESS`",
			},
		}.asWarningAt(path.Root("limit")))
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
			diags.Append(message{
				summary: unableToPlan,
				what:    input.name + " is known only after apply, so that the plan cannot show what the session would do.",
				next:    []string{setStatically},
			}.asErrorAt(path.Root(input.name)))
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
		diags.Append(message{
			summary: unableToStart,
			what: fmt.Sprintf("The plan shows every_node = %t, but the limit makes it %t. Nothing was started.",
				m.EveryNode.ValueBool(), now.ValueBool()),
			next: []string{planAgain},
		}.asErrorAt(path.Root("limit")))
	}
	if here := c.endpoint(); !here.Equal(m.Endpoint) {
		diags.Append(message{
			summary: unableToStart,
			what: fmt.Sprintf("The session was planned for the system at %s, but the provider is configured for %s. Nothing "+
				"was started.", m.Endpoint.ValueString(), here.ValueString()),
			next: []string{planAgain},
		}.asError())
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
	most := wholeCount(m.MaxComponents) // 0 if there is no maximum
	if most == 0 || m.Limit.IsNull() || m.Limit.IsUnknown() {
		return
	}
	if count, isList := bos.ParseLimit(m.Limit.ValueString()).CountListed(); isList && int64(count) > most {
		diags.Append(message{
			summary: unableToPlan,
			what:    fmt.Sprintf("limit lists %s, and max_components is %d. Nothing was started.", nodes(count), most),
			next: []string{
				"Remove nodes from limit.",
				fmt.Sprintf("If the session is to act on all of them, set max_components to %d or more.", count),
			},
		}.asErrorAt(path.Root("max_components")))
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
			diags.Append(message{
				summary: "Unable to check whether the session can be started",
				what: fmt.Sprintf("The session has %s, which not every version of BOS's API supports, api_version is "+
					"\"auto\", and the request for the version failed:", m.versionDependent()),
				next: []string{"To plan without this request, set api_version = \"v2\" or \"v1\"."},
			}.because(c.explain(err, m.Tenant)).and(problem{
				what: "\n\nThe request is repeated before the session is started.",
			}).asWarning())
		}
	}

	for _, input := range inputErrors(client.Check(m.toAPI())) {
		diags.Append(message{summary: unableToPlan, what: reason(input)}.and(advice(input, m)).
			asErrorAt(path.Root(input.Field)))
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
		diags.Append(message{
			summary: unableToPlan,
			what: "In v1 of the API, BOS chooses the name of a session itself, so that no session of that name can exist " +
				"and be adopted.",
			next: append([]string{"Leave on_conflict out."}, m.importInstead("To continue with a session that exists")...),
		}.asErrorAt(path.Root("on_conflict")))
	}
	if m.NamePrefix.ValueString() != "" {
		diags.Append(message{
			summary: unableToPlan, what: "In v1 of the API, BOS chooses the name of a session itself.",
			next: []string{"Leave name_prefix out."},
		}.asErrorAt(path.Root("name_prefix")))
	}
	if m.cancels() {
		diags.Append(message{summary: unableToPlan}.because(cannotCancelOnV1()).asErrorAt(path.Root("on_destroy")))
	}
}

func cannotCancelOnV1() problem {
	return problem{
		what: "In v1 of the API, a session cannot be cancelled: nothing stops the agent that BOS has started for it.",
		next: []string{
			"Write `on_destroy = \"delete\"`, which deletes the record and lets the nodes complete the operation.",
			"Or write `on_destroy = \"forget\"`, which sends no request.",
		},
	}
}

// importInstead is the step that takes over a session that exists. An action has no state to import it into.
func (m *sessionModel) importInstead(to string) []string {
	if m.invoked() {
		return nil
	}
	return []string{to + ": `terraform import ADDRESS ID`"}
}

// advice says how to correct an input, where its error does not.
func advice(input *gateway.InputError, m *sessionModel) problem {
	if !errors.Is(input, errors.ErrUnsupported) {
		return problem{next: []string{"Correct " + input.Field + "."}}
	}
	switch input.Field {
	case "name":
		return problem{
			what: "The name is known after apply.",
			next: append([]string{"Leave name out."},
				m.importInstead("To continue with a session that exists, import it by its ID")...),
		}
	case "tenant":
		return aboutItsTenant(m.Tenant)
	case "operation":
		return problem{
			what: "It needs a system of CSM 1.5 or earlier, and api_version = \"v1\".",
			next: []string{"Write `boot`, `reboot` or `shutdown`. A boot or reboot configures the nodes, too, if the template's " +
				"enable_cfs is true."},
		}
	default:
		return problem{next: []string{"Leave " + input.Field + " out, or use a provider with api_version = \"v2\"."}}
	}
}
