// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

const templateUntouched = "A session template of this name that is there may be another one. Nothing was deleted."

// templateWriteFailed says why BOS did not accept a template, or why no request was made.
func templateWriteFailed(c *connection, verb string, data *sessionTemplateModel, err error) diag.Diagnostics {
	var diags diag.Diagnostics
	summary := "Unable to " + verb + " " + data.called()
	if verb == "create" {
		summary = "Unable to create the session template"
	}
	var exists *bos.TemplateExistsError
	inputs := inputErrors(err)
	switch {
	case errors.As(err, &exists):
		diags.AddError(summary, templateExists(data, exists))
	case errors.Is(err, gateway.ErrAmbiguous):
		diags.AddError(summary, fmt.Sprintf("%s\n\nIt is not known whether BOS has taken %s. Apply again%s.",
			c.explain(err, data.Tenant).what, data.called(), orImport(verb, data)))
	case len(inputs) > 0 && inputs[0].Field != "tenant":
		for _, input := range inputs {
			addInputError(&diags, summary, input)
		}
	default:
		diags.AddError(summary, fmt.Sprintf("BOS did not take %s %s: %s", data.called(), ofTenant(data.Tenant),
			c.explain(err, data.Tenant).what))
	}
	return diags
}

// orImport says what to do about a template that may have been created and is not in the state.
func orImport(verb string, data *sessionTemplateModel) string {
	if verb != "create" {
		return ": it writes the same"
	}
	return "; if it turns out to be there, take it over with `terraform import ADDRESS " + data.identity().importID() +
		"`, or have it replaced with overwrite = true"
}

func templateExists(data *sessionTemplateModel, exists *bos.TemplateExistsError) string {
	same := "It differs from the one that was to be created."
	if data.toAPI().Equal(exists.Found) {
		same = "It is the same as the one that was to be created."
	}
	return fmt.Sprintf("BOS has %s %s already, and creating it would replace that one without a trace. %s "+
		"Nothing was written. Take it over:\n\n"+
		"    terraform import ADDRESS %s\n\nor choose another name. With overwrite = true it is replaced; not "+
		"with create_before_destroy: destroying the old one would delete the new.\n\n"+
		"If this resource replaces itself, with create_before_destroy in its lifecycle, the session template in "+
		"BOS is its own, which has to be deleted first: take create_before_destroy out or, where the resource is "+
		"tainted only, keep what is there with `terraform untaint ADDRESS`.",
		data.called(), ofTenant(data.Tenant), same, data.identity().importID())
}

// changedByBOS warns if BOS's answer differs from what was sent. The state holds what was sent, and the next plan
// shows the difference.
func changedByBOS(data *sessionTemplateModel, kept bos.SessionTemplate) diag.Diagnostics {
	kept.Name, kept.Tenant = data.Name.ValueString(), data.Tenant.ValueString()
	if data.toAPI().Equal(kept) {
		return nil
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("BOS keeps "+data.called()+" otherwise than it was written",
		"What BOS has of it now is not the same as what was sent: this version of BOS changes what this provider "+
			"does not know of, or somebody else has written the session template at the same time. The next plan "+
			"shows what differs.")}
}

func templateReadFailed(c *connection, data *sessionTemplateModel, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unable to read "+data.called(),
		c.explain(err, data.Tenant).what+"\n\nThe state stays as it was.")
}

// sessionTemplateProblem says why a session template could not be read, and in which tenant.
func sessionTemplateProblem(c *connection, name, tenant types.String, err error) string {
	switch {
	case !errors.Is(err, gateway.ErrNotFound):
		return c.explain(err, tenant).what
	case c.speaksV1():
		return fmt.Sprintf("BOS v1 has no session template %q: check the name, `cray bos v1 sessiontemplate "+
			"list` shows what is there.", name.ValueString())
	default:
		return fmt.Sprintf("BOS has no session template %q %s: check the name and the tenant, `cray bos v2 "+
			"sessiontemplates list` shows what is there.",
			name.ValueString(), ofTenant(tenant))
	}
}

// templateElsewhere warns that another system does not have the template, which stays in the state.
func templateElsewhere(c *connection, data *sessionTemplateModel) diag.Diagnostic {
	here, there := c.endpoint().ValueString(), data.Endpoint.ValueString()
	return diag.NewWarningDiagnostic("The system at this endpoint does not have "+data.called(), fmt.Sprintf(
		"The state says that it belongs to the system at %s, but the provider is configured for %s, which does "+
			"not have it. The state stays as it was. To look at the right system, configure the provider for %s.",
		there, here, there))
}

func templateDeleteFailed(c *connection, data *sessionTemplateModel, err error) diag.Diagnostic {
	why := c.explain(err, data.Tenant).what
	if inputs := inputErrors(err); len(inputs) > 0 {
		why = reason(inputs[0])
	}
	return diag.NewErrorDiagnostic("Unable to delete "+data.called(), why+
		"\n\nThe session template stays in the state, as BOS did not say that it is deleted. To drop it from the "+
		"state without a request: terraform state rm ADDRESS.")
}
