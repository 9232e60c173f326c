// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

const aboutAPIVersion = "Version of BOS's API to speak: `v2` (the default; CSM 1.3 and later), `v1` (CSM 1.5 and earlier), " +
	"or `auto`, which asks BOS when it is first needed and is `v2` wherever BOS has it. What `v1` cannot do is an error of the plan. " +
	"A change runs nothing, but neither version knows the sessions of the other. Can be given in `BOS_API_VERSION`."

func validAPIVersion() validator.String {
	return validChoice(string(bos.APIv2), string(bos.APIv1), string(bos.APIAuto))
}

// speaksV1 tells whether v1 of the API is spoken, as far as that is known without a request.
func (c *connection) speaksV1() bool {
	if c == nil || c.client == nil {
		return false
	}
	v1, _ := c.client.SpeaksV1()
	return v1
}

// checkStart says what is wrong with a session that is to be started: all that can be told without the answer to its
// POST. Only where it makes a difference, and the configuration leaves it open, BOS is asked which version of its
// API it speaks: a plan of anything else works without BOS. A plan for which BOS cannot be asked is not wrong,
// as nothing is started before it has been: that is a warning.
func (m *sessionModel) checkStart(ctx context.Context, c *connection, diags *diag.Diagnostics) {
	client := c.client.InTenant(m.Tenant.ValueString())
	if _, known := client.SpeaksV1(); !known && m.needsVersion() {
		if _, err := client.APIVersion(ctx); err != nil {
			diags.AddWarning("Unable to tell whether the session can be started", fmt.Sprintf(
				"The session asks for %s, which not every version of BOS's API has, api_version is \"auto\", and BOS could not be asked: %s "+
					"It is asked again before the session is started. With api_version = \"v2\" or \"v1\" it need not be.", m.special(), c.told(err, m.Tenant)))
		}
	}

	for _, input := range inputErrors(client.Check(m.toAPI())) {
		diags.AddAttributeError(path.Root(input.Field), "Unable to plan the session", reason(input)+advice(input, m))
	}
	if v1, _ := client.SpeaksV1(); v1 {
		m.checkKnobsOfV1(diags)
	}
}

// special names the first argument that only one of the versions takes, "" for none.
func (m *sessionModel) special() string {
	switch {
	case m.Operation.ValueString() == string(bos.OperationConfigure):
		return `operation = "configure"`
	case m.Name.ValueString() != "":
		return "a name of its own"
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

func (m *sessionModel) needsVersion() bool { return m.special() != "" }

func (m *sessionModel) cancels() bool { return m.OnDestroy.ValueString() == "cancel" }

// checkKnobsOfV1 finds what is asked of the provider, not of BOS, and cannot be done on v1.
func (m *sessionModel) checkKnobsOfV1(diags *diag.Diagnostics) {
	if m.OnConflict.ValueString() == "adopt" {
		diags.AddAttributeError(path.Root("on_conflict"), "Unable to plan the session",
			"In v1 of the API, BOS chooses the name of a session itself, so that no session can be there under it and be adopted: "+
				"leave on_conflict out. A session that is there already is taken over by terraform import.")
	}
	if m.cancels() {
		diags.AddAttributeError(path.Root("on_destroy"), "Unable to plan the session", cannotCancelOnV1)
	}
}

const cannotCancelOnV1 = "In v1 of the API, a session cannot be cancelled: nothing stops the agent that BOS has started for it. " +
	"Write `delete`, which deletes the record and lets the nodes finish what they were told, or `forget`."

// advice is what to do about a fault of an input, where that is not plain from it.
func advice(input *bos.InputError, m *sessionModel) string {
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

// aboutItsTenant says where a tenant comes from that v1 of the API does not know.
func aboutItsTenant(tenant types.String) string {
	return fmt.Sprintf(" The tenant %q is given here, or by the provider (its argument tenant, or BOS_TENANT).", tenant.ValueString())
}

// inputErrors takes apart what Check has found. Each of its errors is of one input.
func inputErrors(err error) []*bos.InputError {
	var several interface{ Unwrap() []error }
	if errors.As(err, &several) {
		var inputs []*bos.InputError
		for _, one := range several.Unwrap() {
			inputs = append(inputs, inputErrors(one)...)
		}
		return inputs
	}
	var input *bos.InputError
	if errors.As(err, &input) {
		return []*bos.InputError{input}
	}
	return nil
}
