// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// validOptionText accepts the texts that BOS accepts for the option.
func validOptionText(rule bos.OptionRule) validator.String {
	return textRule{
		summary:     "Invalid " + rule.Name,
		description: "value must be " + rule.Form,
		fault: func(value string) string {
			finding, found := rule.TextFinding(value)
			if !found {
				return ""
			}
			return optionTextFault(value, rule, finding)
		},
	}
}

func optionTextFault(value string, rule bos.OptionRule, f bos.OptionFinding) string {
	quoted := quoteText(value)
	switch f.Kind {
	case bos.OptionEmpty:
		return fmt.Sprintf("The value is empty: write %s, or leave it out, which leaves it as it is in BOS.", rule.Form)
	case bos.OptionSpace:
		return fmt.Sprintf("%s begins or ends with a space or a line break: write %s.", quoted, quoteText(f.Meant))
	case bos.OptionLength:
		return fmt.Sprintf("%s has %d characters, more than the %d that BOS takes: write %s.",
			quoted, f.Length, rule.MaxLength, rule.Form)
	case bos.OptionBeyondCalendar:
		return beyondCalendar(value, f.Meant)
	default: // bos.OptionForm
		return fmt.Sprintf("%s is not what BOS accepts: write %s.", quoted, rule.Form)
	}
}

// optionNumber is a validator of the whole numbers that BOS accepts for the option. The attribute is not an Int64: for
// a fraction in one, the framework reports an error of the provider.
type optionNumber struct{ rule bos.OptionRule }

var _ validator.Float64 = optionNumber{}

func (v optionNumber) Description(context.Context) string {
	return fmt.Sprintf("value must be a whole number from %d to %d", v.rule.Min, v.rule.Max)
}

func (v optionNumber) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v optionNumber) ValidateFloat64(
	_ context.Context, req validator.Float64Request, resp *validator.Float64Response,
) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	number := req.ConfigValue.ValueFloat64()
	finding, found := v.rule.NumberFinding(number)
	if !found {
		return
	}
	var problem string
	switch finding.Kind {
	case bos.OptionBelow:
		problem = fmt.Sprintf("below %d, and BOS does not accept that", v.rule.Min)
	case bos.OptionAbove:
		problem = fmt.Sprintf("above %d, and BOS does not accept that", v.rule.Max)
	default: // bos.OptionFraction
		problem = "not a whole number"
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid "+v.rule.Name,
		fmt.Sprintf("`%s` is %s: write a whole number from %d to %d.",
			strconv.FormatFloat(number, 'f', -1, 64), problem, v.rule.Min, v.rule.Max))
}
