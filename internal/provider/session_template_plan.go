// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// ModifyPlan says what only the whole shows. It leaves every argument as it is configured: in place of a list it could
// only plan the state's as a whole, and Terraform plans twice. A list with an unknown element has to be planned as
// configured, and the plan at apply, where all is known, must not say otherwise of the elements that were known.
func (r *sessionTemplateResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		var state sessionTemplateModel
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
		r.planDelete(&state, &resp.Diagnostics)
		return
	}
	var plan sessionTemplateModel
	var tenant types.String // as configured
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("tenant"), &tenant)...)
	if resp.Diagnostics.HasError() {
		return
	}

	var state *sessionTemplateModel
	if req.State.Raw.IsNull() {
		if tenant.IsNull() {
			plan.Tenant = r.connection.defaultTenant()
		}
	} else {
		state = &sessionTemplateModel{}
		resp.Diagnostics.Append(req.State.Get(ctx, state)...)
		if resp.Diagnostics.HasError() {
			return
		}
		resp.Diagnostics.Append(rebooting(&plan, state)...)
	}
	plan.Fingerprint = plan.fingerprint(state)
	r.planEndpoint(&plan, state, &resp.Diagnostics)
	plan.planValidation(state)
	if whole := req.Config.Raw.IsFullyKnown(); !whole || state == nil || plan.writes(state) {
		resp.Diagnostics.Append(inTwoBootSets(&plan)...)
		r.checkWrite(ctx, &plan, whole, &resp.Diagnostics)
		if whole && state == nil && !resp.Diagnostics.HasError() {
			resp.Diagnostics.Append(r.overwriting(ctx, &plan)...)
		}
	}

	resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
}

// rewrites reports whether the template differs from prior in what BOS keeps of it. An edit of anything else makes no request.
func (m *sessionTemplateModel) rewrites(prior *sessionTemplateModel) bool {
	return !m.toAPI().Equal(prior.toAPI())
}

// planDelete says now what apply could only say after other resources have changed.
func (r *sessionTemplateResource) planDelete(state *sessionTemplateModel, diags *diag.Diagnostics) {
	if r.connection.elsewhere(state.Endpoint) {
		diags.Append(r.connection.notDeleted("plan the deletion of", state.called(), state.Endpoint, templateUntouched))
	}
	if r.connection.speaksV1() {
		diags.AddError("Unable to plan the deletion of the session template",
			"Session templates are deleted through v2 of the API (CSM 1.3 and later): use a provider with api_version = \"v2\". "+
				"To drop it from the state without a request: terraform state rm ADDRESS.")
	}
}

// checkWrite says what is wrong with a template that is to be written, before anything is. Where the configuration
// leaves it open, BOS is asked which version of its API it speaks. whole: nothing of the template is unknown.
func (r *sessionTemplateResource) checkWrite(ctx context.Context, plan *sessionTemplateModel, whole bool, diags *diag.Diagnostics) {
	c := r.connection
	if c == nil || c.client == nil {
		return
	}
	ctx = c.masking(ctx)
	client := c.client.InTenant(plan.Tenant.ValueString())
	if _, known := client.SpeaksV1(); !known {
		if _, err := client.APIVersion(ctx); err != nil {
			diags.AddWarning("Unable to tell whether the session template can be written", fmt.Sprintf(
				"Not every version of BOS's API writes session templates, api_version is \"auto\", and BOS could not be asked: %s "+
					"It is asked again before the session template is written. With api_version = \"v2\" it need not be.", c.told(err, plan.Tenant)))
		}
	}

	for _, input := range inputErrors(client.CheckSessionTemplate(plan.toAPI())) {
		if !whole && !errors.Is(input, errors.ErrUnsupported) {
			continue
		}
		addInputError(diags, "Unable to plan the session template", input)
	}
}

// rebooting warns of changed kernel parameters: BOS compares them with those that a node reports, character by character.
func rebooting(plan, state *sessionTemplateModel) diag.Diagnostics {
	if !plan.Name.Equal(state.Name) || !plan.Tenant.Equal(state.Tenant) {
		return nil // another template, which no node runs yet
	}
	before, after := state.bootSets(), plan.bootSets()
	var changed []string
	for _, name := range slices.Sorted(maps.Keys(after)) {
		old, found := before[name]
		now := after[name].KernelParameters
		if found && !now.IsUnknown() && now.ValueString() != old.KernelParameters.ValueString() {
			changed = append(changed, quoteText(name))
		}
	}
	if len(changed) == 0 {
		return nil
	}
	sets := "boot set " + changed[0]
	if len(changed) > 1 {
		sets = fmt.Sprintf("%d boot sets (%s)", len(changed), strings.Join(changed, ", "))
	}
	return diag.Diagnostics{warningAt(path.Root("boot_sets"), "The next boot of "+state.called()+" may reboot nodes", fmt.Sprintf(
		"The kernel parameters of %s change. BOS compares them character by character with those that a node runs with: the next session of operation `boot` "+
			"reboots nodes that run with others, and leaves alone those that run with these already. The session template alone reboots nothing; "+
			"a bos_session that this plan starts or replaces does, and so does applying a staged session.", sets))}
}
