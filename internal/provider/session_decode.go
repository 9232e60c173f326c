// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"reflect"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// sessionField is an attribute of a session and the model's field of it.
type sessionField struct {
	name  string
	index []int
	of    attr.Type
}

var sessionFields = sync.OnceValue(func() (fields []sessionField) {
	attributes := sessionResourceSchema().Attributes
	for _, field := range reflect.VisibleFields(reflect.TypeFor[sessionModel]()) {
		if name := field.Tag.Get("tfsdk"); name != "" {
			fields = append(fields, sessionField{name, field.Index, attributes[name].GetType()})
		}
	}
	return fields
})

// decode is Get of a plan or a state, which takes three times as long: it looks for blocks, which the schema does not
// have, and finds its way through the type again for each attribute. Most plans and refreshes do little else.
func (m *sessionModel) decode(ctx context.Context, raw tftypes.Value, diags *diag.Diagnostics) {
	var attributes map[string]tftypes.Value
	if err := raw.As(&attributes); err != nil {
		diags.Append(fault("Unable to decode the session", sentence(err)).asError())
		return
	}
	model := reflect.ValueOf(m).Elem()
	for _, field := range sessionFields() {
		value, err := field.of.ValueFromTerraform(ctx, attributes[field.name])
		if err != nil {
			diags.Append(fault("Unable to decode the session", sentence(err)).asErrorAt(path.Root(field.name)))
			return
		}
		model.FieldByIndex(field.index).Set(reflect.ValueOf(value))
	}
}
