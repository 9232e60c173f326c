// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// itemsParameter returns a parameter for names as a person has them at hand: a string in which commas separate them, or
// a list of such strings.
func itemsParameter(name, about string) function.DynamicParameter {
	return function.DynamicParameter{
		Name: name,
		MarkdownDescription: about + " One string in which commas separate them, such as `components` of a " +
			"`bos_session`, or a list, set or tuple of such strings. White space beside a comma is ignored.",
		AllowUnknownValues: true, // an element may be unknown, too
	}
}

// itemsOf returns the items of an argument; known is false if one is unknown. Null has none. The text of an error
// continues the engine's "Invalid value for … parameter:", which ends in a full stop.
func itemsOf(argument int64, value types.Dynamic) (items []string, known bool, err *function.FuncError) {
	if value.IsNull() || value.IsUnderlyingValueNull() {
		return nil, true, nil
	}
	if value.IsUnknown() || value.IsUnderlyingValueUnknown() {
		return nil, false, nil
	}
	var elements []attr.Value
	switch value := value.UnderlyingValue().(type) {
	case types.String:
		if value.ValueString() == "" {
			return nil, true, nil
		}
		items, fault := appendItems(nil, value.ValueString())
		if fault != "" {
			return nil, true, function.NewArgumentFuncError(argument, fault)
		}
		return items, true, nil
	case types.List:
		elements = value.Elements()
	case types.Set:
		elements = value.Elements()
	case types.Tuple:
		elements = value.Elements()
	default:
		return nil, true, function.NewArgumentFuncError(argument, "a string or a list of strings is required")
	}

	items, known, fault := itemsOfElements(elements)
	if fault != "" {
		return nil, true, function.NewArgumentFuncError(argument, fault)
	}
	return items, known, nil
}

func itemsOfElements(elements []attr.Value) (items []string, known bool, fault string) {
	known = true
	for i, element := range elements {
		if dynamic, ok := element.(types.Dynamic); ok && dynamic.UnderlyingValue() != nil {
			element = dynamic.UnderlyingValue()
		}
		text, isText := element.(types.String)
		switch {
		case element.IsUnknown():
			known = false
			continue
		case element.IsNull():
			return nil, true, fmt.Sprintf("element %d is null: leave it out, as `compact()` does", i)
		case !isText:
			return nil, true, fmt.Sprintf("element %d is not a string", i)
		case text.ValueString() == "":
			return nil, true, fmt.Sprintf("element %d is an empty string: leave it out, as `compact()` does", i)
		}
		if items, fault = appendItems(items, text.ValueString()); fault != "" {
			return nil, true, fmt.Sprintf("element %d: %s", i, fault)
		}
	}
	return items, known, ""
}

// appendItems appends the items of a string.
func appendItems(items []string, text string) (all []string, fault string) {
	position := 0
	for item := range strings.SplitSeq(text, ",") {
		position++
		trimmed := strings.TrimSpace(item)
		switch {
		case trimmed == "" && strings.TrimSpace(text) == "":
			return nil, quoteText(text) + " holds nothing but white space"
		case trimmed == "":
			return nil, fmt.Sprintf("item %d of %s is empty: remove the comma", position, quoteText(text))
		}
		items = append(items, trimmed)
	}
	return items, ""
}

// textsResult returns a list of strings as a function's result.
func textsResult(ctx context.Context, texts []string) (types.List, *function.FuncError) {
	list, diags := types.ListValueFrom(ctx, types.StringType, texts)
	return list, function.FuncErrorFromDiags(ctx, diags)
}
