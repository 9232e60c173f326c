// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// validOptionText takes the texts that BOS accepts for the option.
func validOptionText(rule bos.OptionRule) validator.String {
	return textRule{
		summary:     "Invalid " + rule.Name,
		description: "value must be " + rule.Form,
		fault:       func(value string) string { return optionTextFault(rule, value) },
	}
}

func optionTextFault(rule bos.OptionRule, value string) string {
	fits := func(text string) bool { return rule.Check(bos.Option{Text: &text}) == nil }
	quoted := quoteText(value)
	trimmed := strings.TrimSpace(value)
	switch {
	case fits(value) && strings.HasSuffix(rule.Name, "_ttl"):
		return ageFault(value) // of an age beyond the calendar, which BOS accepts, the part of it that needs it fails
	case fits(value):
		return ""
	case trimmed == "":
		return fmt.Sprintf("The value is empty: write %s, or leave it out, which leaves it as it is in BOS.", rule.Form)
	case fits(trimmed):
		return fmt.Sprintf("%s has a blank or a line break at its edge: write %s.", quoted, quoteText(trimmed))
	case rule.MaxLength > 0 && len([]rune(value)) > rule.MaxLength:
		return fmt.Sprintf("%s has %d characters, more than the %d that BOS takes: write %s.", quoted, len([]rune(value)), rule.MaxLength, rule.Form)
	default:
		return fmt.Sprintf("%s is not what BOS accepts: write %s.", quoted, rule.Form)
	}
}

// optionNumber is a validator of whole numbers: those that BOS accepts for the option.
type optionNumber struct{ rule bos.OptionRule }

var _ validator.Int64 = optionNumber{}

func (v optionNumber) Description(context.Context) string {
	return fmt.Sprintf("value must be from %d to %d", v.rule.Min, v.rule.Max)
}

func (v optionNumber) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v optionNumber) ValidateInt64(_ context.Context, req validator.Int64Request, resp *validator.Int64Response) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	number := req.ConfigValue.ValueInt64()
	if v.rule.Check(bos.Option{Number: &number}) == nil {
		return
	}
	side := fmt.Sprintf("above %d", v.rule.Max)
	if number < v.rule.Min {
		side = fmt.Sprintf("below %d", v.rule.Min)
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid "+v.rule.Name,
		fmt.Sprintf("`%d` is %s, and BOS does not accept that: write a whole number from %d to %d.", number, side, v.rule.Min, v.rule.Max))
}
