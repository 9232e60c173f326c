// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// choiceRule is a validator of a word that must be one of a few.
type choiceRule struct {
	thing   string // empty: the name of the attribute
	choices []string
	others  []string // valid, and not suggested
}

var _ validator.String = choiceRule{}

// validOperation accepts `configure` too, which only v1 of the API has: the client refuses it where the version is
// known.
func validOperation() validator.String {
	return choiceRule{
		thing:   "operation",
		choices: []string{string(bos.OperationBoot), string(bos.OperationReboot), string(bos.OperationShutdown)},
		others:  []string{string(bos.OperationConfigure)},
	}
}

// validSessionState accepts the states by which BOS lists sessions.
func validSessionState() validator.String {
	return choiceRule{thing: "session status", choices: []string{bos.StatusPending, bos.StatusRunning, bos.StatusComplete}}
}

// validChoice accepts one of choices; the summary of its error names the attribute.
func validChoice(choices ...string) validator.String { return choiceRule{choices: choices} }

func (r choiceRule) Description(context.Context) string {
	return "value must be one of: " + strings.Join(r.choices, ", ")
}

func (r choiceRule) MarkdownDescription(context.Context) string {
	return "value must be one of: " + listOfChoices(r.choices)
}

func (r choiceRule) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	thing := r.thing
	if thing == "" {
		thing = req.Path.String()
	}
	if detail := r.fault(req.ConfigValue.ValueString()); detail != "" {
		resp.Diagnostics.Append(errorAt(req.Path, "Invalid "+thing, detail))
	}
}

func (r choiceRule) fault(value string) string {
	bare := strings.TrimSpace(value)
	for _, choice := range slices.Concat(r.choices, r.others) {
		switch {
		case value == choice:
			return ""
		case bare == choice:
			return fmt.Sprintf("%s begins or ends with a space or a line break: write `%s`.", quoteText(value), choice)
		case strings.EqualFold(bare, choice) && choice == strings.ToLower(choice):
			return fmt.Sprintf("%s is not in lower case: write `%s`.", quoteText(value), choice)
		case strings.EqualFold(bare, choice):
			return fmt.Sprintf("%s has other letters in upper case than BOS's word: write `%s`.", quoteText(value), choice)
		}
	}
	if value == "" {
		return fmt.Sprintf("The value is empty: write one of %s.", listOfChoices(r.choices))
	}
	return fmt.Sprintf("%s is not valid; use one of %s.", quoteText(value), listOfChoices(r.choices))
}
