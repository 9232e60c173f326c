// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// decode and equal know every attribute: what they make of a state is what the framework makes of it.
func TestSessionModel_decode(t *testing.T) {
	t.Parallel()
	schema := sessionResourceSchema()
	object, _ := schema.Type().TerraformType(t.Context()).(tftypes.Object)
	filled := map[string]tftypes.Value{}
	for name, of := range object.AttributeTypes {
		filled[name] = example(of)
	}
	for what, given := range map[string]any{"null": nil, "unknown": tftypes.UnknownValue, "known": filled} {
		all, known := given.(map[string]tftypes.Value)
		if !known {
			all = map[string]tftypes.Value{}
			for name, of := range object.AttributeTypes {
				all[name] = tftypes.NewValue(of, given)
			}
		}
		state := tfsdk.State{Schema: schema, Raw: tftypes.NewValue(object, all)}
		var want, got sessionModel
		if diags := state.Get(t.Context(), &want); diags.HasError() {
			t.Fatal(what, diags)
		}
		var diags diag.Diagnostics

		got.decode(t.Context(), state.Raw, &diags)

		if !got.equal(&want) || len(diags) > 0 {
			t.Errorf("%s: %+v, want %+v; %v", what, got, want, diags)
		}
		if back := (tfsdk.State{Schema: schema}); back.Set(t.Context(), got).HasError() || !back.Raw.Equal(state.Raw) {
			t.Errorf("%s: %s, want %s", what, back.Raw, state.Raw)
		}
		for name, of := range object.AttributeTypes { // each attribute alone makes a difference
			before := all[name]
			all[name] = tftypes.NewValue(of, nil)
			if what == "null" {
				all[name] = example(of)
			}
			var other sessionModel
			other.decode(t.Context(), tftypes.NewValue(object, all), &diags)
			if got.equal(&other) || len(diags) > 0 {
				t.Errorf("%s: %s makes no difference; %v", what, name, diags)
			}
			all[name] = before
		}
	}
	var none sessionModel
	var diags diag.Diagnostics
	none.decode(t.Context(), tftypes.NewValue(tftypes.String, "no object"), &diags)
	if !diags.HasError() {
		t.Error("a string was decoded")
	}
}

// example is a value of a type.
func example(of tftypes.Type) tftypes.Value {
	switch of := of.(type) {
	case tftypes.Object:
		all := map[string]tftypes.Value{}
		for name, attribute := range of.AttributeTypes {
			all[name] = example(attribute)
		}
		return tftypes.NewValue(of, all)
	case tftypes.Map:
		return tftypes.NewValue(of, map[string]tftypes.Value{"key": example(of.ElementType)})
	}
	switch {
	case of.Is(tftypes.Bool):
		return tftypes.NewValue(of, true)
	case of.Is(tftypes.Number):
		return tftypes.NewValue(of, 7)
	default:
		return tftypes.NewValue(of, "text")
	}
}
