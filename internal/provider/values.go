// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// knownString returns nil for null and for unknown, for which ValueStringPointer returns a pointer to "".
func knownString(value types.String) *string {
	if value.IsUnknown() {
		return nil
	}
	return value.ValueStringPointer()
}

func textOrNull(text string) types.String {
	if text == "" {
		return types.StringNull()
	}
	return types.StringValue(text)
}

func timeOrNull(t time.Time) types.String {
	if t.IsZero() {
		return types.StringNull()
	}
	return types.StringValue(t.UTC().Format(time.RFC3339))
}

func numberOrNull(text string) types.Int64 {
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return types.Int64Null()
	}
	return types.Int64Value(number)
}

// percentOrNull returns null where BOS's value could not be parsed.
func percentOrNull(percent float64) types.Float64 {
	if math.IsNaN(percent) {
		return types.Float64Null()
	}
	return types.Float64Value(percent)
}

func integer(value attr.Value) int {
	n, _ := value.(types.Int64)
	return int(n.ValueInt64())
}

// wholeCount returns a number of nodes; 0 if it is null or unknown.
func wholeCount(count types.Float64) int64 { return int64(count.ValueFloat64()) }

func number(value attr.Value) float64 {
	n, _ := value.(types.Float64)
	return n.ValueFloat64()
}

// textIn returns an attribute of an object, null if there is no object.
func textIn(object types.Object, name string) types.String {
	value, _ := object.Attributes()[name].(types.String)
	return value
}

// textsOf returns the known elements of a list, nil if the list is null or unknown.
func textsOf(list types.List) []string {
	if list.IsNull() || list.IsUnknown() {
		return nil
	}
	texts := []string{}
	for _, element := range list.Elements() {
		if text, ok := element.(types.String); ok && !text.IsUnknown() {
			texts = append(texts, text.ValueString())
		}
	}
	return texts
}

// known reports whether the list and all its elements are known.
func known(list types.List) bool {
	return !list.IsUnknown() && !slices.ContainsFunc(list.Elements(), attr.Value.IsUnknown)
}
