// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// optionsModel is a bos_options in configuration, plan and state. bos.OptionRules lists the options.
type optionsModel map[string]attr.Value

// optionsID is the import id. A system has one set of options.
const optionsID = "options"

// optionsFrom returns the attributes of a resource, none if it does not exist.
func optionsFrom(object types.Object) optionsModel { return object.Attributes() }

// object returns the resource as an object.
func (m optionsModel) object(ctx context.Context) (types.Object, diag.Diagnostics) {
	m["id"] = types.StringValue(optionsID)
	kinds := make(map[string]attr.Type, len(m))
	for name, value := range m {
		kinds[name] = value.Type(ctx)
	}
	return types.ObjectValue(kinds, m)
}

// endpoint returns the system of the options, null if the resource does not exist.
func (m optionsModel) endpoint() types.String {
	endpoint, _ := m["endpoint"].(types.String)
	return endpoint
}

// owned returns the names of the options that are set, known or not, sorted.
func (m optionsModel) owned() []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(m)) {
		if name != "id" && name != "endpoint" && !m[name].IsNull() {
			names = append(names, name)
		}
	}
	return names
}

// changed returns the names of the options that are set to another value than before, sorted.
func (m optionsModel) changed(before optionsModel) []string {
	return slices.DeleteFunc(m.owned(), func(name string) bool {
		return before[name] != nil && m[name].Equal(before[name])
	})
}

// toSet returns the names of the options that an update sets unless BOS has the value already: the changed ones,
// or all of them at another endpoint.
func (m optionsModel) toSet(before optionsModel) []string {
	if m.moved(before) {
		return m.owned()
	}
	return m.changed(before)
}

func (m optionsModel) moved(before optionsModel) bool {
	return !before.endpoint().IsNull() && !m.endpoint().Equal(before.endpoint())
}

// released returns the names of the options that were set before and no longer are, sorted.
func (m optionsModel) released(before optionsModel) []string {
	return slices.DeleteFunc(before.owned(), func(name string) bool { return !m[name].IsNull() })
}

// toAPI returns the values of the named options.
func (m optionsModel) toAPI(names []string) bos.Options {
	options := make(bos.Options, len(names))
	for _, name := range names {
		switch value := m[name].(type) {
		case types.Float64:
			number := int64(value.ValueFloat64())
			options[name] = bos.Option{Number: &number}
		case types.Bool:
			options[name] = bos.Option{Flag: value.ValueBoolPointer()}
		case types.String:
			options[name] = bos.Option{Text: value.ValueStringPointer()}
		}
	}
	return options
}

// fromAPI takes over the named options from BOS. One that BOS does not have becomes null.
func (m optionsModel) fromAPI(options bos.Options, names []string) {
	for _, name := range names {
		option := options[name]
		switch m[name].(type) {
		case types.Float64:
			m[name] = types.Float64Null()
			if option.Number != nil {
				m[name] = types.Float64Value(float64(*option.Number))
			}
		case types.Bool:
			m[name] = types.BoolPointerValue(option.Flag)
		case types.String:
			m[name] = types.StringPointerValue(option.Text)
		}
	}
}
