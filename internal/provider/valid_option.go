// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"math"
	"strconv"
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

// optionNumber is a validator of whole numbers: those that BOS accepts for the option. The attribute is no Int64, as the
// framework calls a fraction in one a fault of the provider.
type optionNumber struct{ rule bos.OptionRule }

var _ validator.Float64 = optionNumber{}

func (v optionNumber) Description(context.Context) string {
	return fmt.Sprintf("value must be a whole number from %d to %d", v.rule.Min, v.rule.Max)
}

func (v optionNumber) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v optionNumber) ValidateFloat64(_ context.Context, req validator.Float64Request, resp *validator.Float64Response) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	number := req.ConfigValue.ValueFloat64()
	var problem string
	switch {
	case number < float64(v.rule.Min):
		problem = fmt.Sprintf("below %d, and BOS does not accept that", v.rule.Min)
	case number > float64(v.rule.Max):
		problem = fmt.Sprintf("above %d, and BOS does not accept that", v.rule.Max)
	case number != math.Trunc(number):
		problem = "no whole number"
	default:
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid "+v.rule.Name,
		fmt.Sprintf("`%s` is %s: write a whole number from %d to %d.", strconv.FormatFloat(number, 'f', -1, 64), problem, v.rule.Min, v.rule.Max))
}
