// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// explain returns the text of an error of a request for tenant, with the next steps for the user where there are
// any.
func (c *connection) explain(err error, tenant types.String) problem {
	if missing, is := errors.AsType[*bos.TemplateMissingError](err); is {
		p := noSuchTemplate(missing, c.speaksV1())
		p.what = sentence(missing.Err) + " " + p.what // BOS may have had another reason, such as the tenant
		return p
	}
	text := sentence(err)
	if input, ok := errors.AsType[*gateway.InputError](err); ok {
		switch input.Field {
		case "tenant":
			about := aboutItsTenant(tenant)
			return problem{what: reason(err) + " " + about.what, next: about.next}
		case "api_version":
			return problem{what: reason(err), next: []string{"Use a provider with api_version = \"v2\" for it."}}
		}
	}
	if _, ok := errors.AsType[*bos.NoV1Error](err); ok {
		return problem{what: text, next: []string{"Set api_version to \"v2\" or \"auto\" (BOS_API_VERSION)."}}
	}
	if c == nil {
		return problem{what: text}
	}
	advise, ok := advices[gateway.TroubleOf(err)]
	if !ok {
		return problem{what: text}
	}
	advised := advise(c.situation(err, tenant.ValueString()))
	return problem{what: text + "\n\n" + advised.what, next: advised.next}
}

// inputErrors returns the input errors that err wraps, in their order.
func inputErrors(err error) []*gateway.InputError {
	var several interface{ Unwrap() []error }
	if errors.As(err, &several) {
		var inputs []*gateway.InputError
		for _, one := range several.Unwrap() {
			inputs = append(inputs, inputErrors(one)...)
		}
		return inputs
	}
	var input *gateway.InputError
	if errors.As(err, &input) {
		return []*gateway.InputError{input}
	}
	return nil
}

// addInputError adds an input error at the argument that it names: an attribute, or a path into one.
func addInputError(diags *diag.Diagnostics, summary string, input *gateway.InputError) {
	if input.Field == "api_version" { // an argument of the provider
		diags.Append(message{
			summary: summary, what: reason(input), next: []string{"Use a provider with api_version = \"v2\" for it."},
		}.asError())
		return
	}
	root, rest := input.Field, ""
	if at := strings.IndexAny(input.Field, "[."); at > 0 {
		root, rest = input.Field[:at], "The argument "+input.Field+": "
	}
	diags.Append(errorAt(path.Root(root), summary, rest+reason(input)))
}

// aboutItsTenant says where the tenant is given. v1 of the API has no tenants.
func aboutItsTenant(tenant types.String) problem {
	return problem{
		what: fmt.Sprintf("The tenant %q is given here, or by the provider (its argument tenant, or BOS_TENANT).",
			tenant.ValueString()),
		next: []string{"Leave tenant out, here and in the provider's configuration."},
	}
}
