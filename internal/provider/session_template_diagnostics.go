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
		diags.Append(message{summary: summary}.because(templateExists(data, exists)).asError())
	case errors.Is(err, gateway.ErrAmbiguous):
		diags.Append(message{summary: summary}.because(c.explain(err, data.Tenant)).and(problem{
			what: fmt.Sprintf("\n\nIt is not known whether BOS has accepted %s.", data.called()),
			next: orImport(verb, data),
		}).asError())
	case len(inputs) > 0 && inputs[0].Field != "tenant":
		for _, input := range inputs {
			addInputError(&diags, summary, input)
		}
	default:
		diags.Append(message{
			summary: summary,
			what:    fmt.Sprintf("BOS did not accept %s %s:", data.called(), ofTenant(data.Tenant)),
		}.because(c.explain(err, data.Tenant)).and(problem{next: []string{applyAgain}}).asError())
	}
	return diags
}

// orImport says what to do about a template that may have been created and is not in the state.
func orImport(verb string, data *sessionTemplateModel) []string {
	if verb != "create" {
		return []string{"Apply again, which writes the same session template: `terraform apply`"}
	}
	return []string{
		applyAgain,
		"If BOS then reports that it exists, take it into the state: `terraform import ADDRESS " +
			data.identity().importID() + "`",
		"Or set overwrite = true, which replaces it.",
	}
}

func templateExists(data *sessionTemplateModel, exists *bos.TemplateExistsError) problem {
	same := "It differs from the one that was to be created."
	if data.toAPI().Equal(exists.Found) {
		same = "It is the same as the one that was to be created."
	}
	return problem{
		what: fmt.Sprintf("BOS already has %s %s, and creating it would replace that one without a trace. %s Nothing was "+
			"written.", data.called(), ofTenant(data.Tenant), same),
		next: []string{
			"Take it into the state: `terraform import ADDRESS " + data.identity().importID() + "`",
			"Or choose another name.",
			"Or set overwrite = true, which replaces it. Do not combine that with create_before_destroy: destroying the old " +
				"one would delete the new one.",
			"If this resource replaces itself, with create_before_destroy in its lifecycle, the session template in BOS is " +
				"its own, and has to be deleted first: remove create_before_destroy. If the resource is only tainted, keep " +
				"what BOS has: `terraform untaint ADDRESS`",
		},
	}
}

// changedByBOS warns if BOS's answer differs from what was sent. The state holds what was sent, and the next plan
// shows the difference.
func changedByBOS(data *sessionTemplateModel, kept bos.SessionTemplate) diag.Diagnostics {
	kept.Name, kept.Tenant = data.Name.ValueString(), data.Tenant.ValueString()
	if data.toAPI().Equal(kept) {
		return nil
	}
	return diag.Diagnostics{message{
		summary: "BOS has stored another " + data.called() + " than was sent",
		what: "What BOS has now differs from what was sent: this version of BOS changes something that this provider does " +
			"not know, or somebody else wrote the session template at the same time.",
		next: []string{"See what differs: `terraform plan`"},
	}.asWarning()}
}

func templateReadFailed(c *connection, data *sessionTemplateModel, err error) diag.Diagnostic {
	return message{summary: "Unable to read " + data.called()}.because(c.explain(err, data.Tenant)).
		and(problem{what: "\n\nThe state stays as it was.", next: []string{planUnread}}).asError()
}

// sessionTemplateProblem says why a session template could not be read, and in which tenant.
func sessionTemplateProblem(c *connection, tenant types.String, err error) problem {
	if missing, is := errors.AsType[*bos.TemplateMissingError](err); is {
		return noSuchTemplate(missing, c.speaksV1())
	}
	return c.explain(err, tenant)
}

// noSuchTemplate says which session template BOS does not have, and which it has.
func noSuchTemplate(missing *bos.TemplateMissingError, v1 bool) problem {
	list, on := "cray bos v2 sessiontemplates list", ""
	if v1 {
		list, on = "cray bos v1 sessiontemplate list", " v1"
	}
	p := problem{what: fmt.Sprintf("BOS%s has no session template %q", on, missing.Name)}
	if !v1 {
		p.what += " " + ofTenant(textOrNull(missing.Tenant))
	}
	p.what += "."
	switch {
	case missing.NamesErr != nil:
	case len(missing.Names) == 0:
		p.what += " It has none at all there."
		if missing.Tenant != "" {
			p.next = append(p.next, fmt.Sprintf("Check whether the tenant %q exists.", missing.Tenant))
		}
	default:
		p.what += " It has: " + someNodes(missing.Names) + "."
	}
	if nearest := missing.Nearest(); nearest != "" {
		p.next = append(p.next, fmt.Sprintf("Did you mean %s?", quoteText(nearest)))
	}
	if missing.WithoutTenant {
		p.what += fmt.Sprintf(" There is one of this name without a tenant, but a session of tenant %q uses only the session "+
			"templates of its tenant.", missing.Tenant)
		p.next = append(p.next, fmt.Sprintf("Create the session template in tenant %q (bos_session_template with tenant), or "+
			"leave tenant out.", missing.Tenant))
	}
	check := "Check the name and the tenant. "
	if v1 {
		check = "Check the name. "
	}
	return problem{p.what, append(p.next, check+"List the session templates that exist: `"+list+"`")}
}

// templateElsewhere warns that another system does not have the template, which stays in the state.
func templateElsewhere(c *connection, data *sessionTemplateModel) diag.Diagnostic {
	here, there := c.endpoint().ValueString(), data.Endpoint.ValueString()
	return message{
		summary: "Unable to find " + data.called() + " at this endpoint",
		what: fmt.Sprintf("In the state it belongs to the system at %s, but the provider is configured for %s, which does not "+
			"have it. The state stays as it was.", there, here),
		next: []string{fmt.Sprintf("Configure the provider for %s.", there)},
	}.asWarning()
}

func templateDeleteFailed(c *connection, data *sessionTemplateModel, err error) diag.Diagnostic {
	why := c.explain(err, data.Tenant)
	if inputs := inputErrors(err); len(inputs) > 0 {
		why = problem{what: reason(inputs[0])}
	}
	return message{summary: "Unable to delete " + data.called()}.because(why).and(problem{
		what: "\n\nThe session template stays in the state, as BOS did not confirm that it is deleted.",
		next: []string{repeatCommand, removeOnly},
	}).asError()
}
