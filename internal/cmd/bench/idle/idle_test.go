// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"reflect"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	bos "github.com/bosops/terraform-provider-bos/internal/provider"
)

func served(t *testing.T, p provider.Provider) (tfprotov6.ProviderServer, *tfprotov6.GetProviderSchemaResponse) {
	t.Helper()
	server := providerserver.NewProtocol6(p)()
	schema, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil || len(schema.Diagnostics) != 0 {
		t.Fatal(err, schema.Diagnostics)
	}
	return server, schema
}

func TestBosLike_hasOurSchemas(t *testing.T) {
	_, ours := served(t, bos.New("test")())
	_, idle := served(t, &bosLike{Provider: bos.New("test")()})

	if len(ours.ResourceSchemas) == 0 || !reflect.DeepEqual(ours, idle) {
		t.Errorf("the schemas differ: %d and %d resources", len(idle.ResourceSchemas), len(ours.ResourceSchemas))
	}
}

// What our provider rejects in a plan, or plans by itself, is stored as it is.
func TestBosLike_doesNothing(t *testing.T) {
	server, schema := served(t, &bosLike{Provider: bos.New("test")()})
	object, _ := schema.ResourceSchemas["bos_session"].ValueType().(tftypes.Object)
	dynamic := func(value tftypes.Value) *tfprotov6.DynamicValue {
		packed, err := tfprotov6.NewDynamicValue(object, value)
		if err != nil {
			t.Fatal(err)
		}
		return &packed
	}
	given := func(unset any) *tfprotov6.DynamicValue {
		all := map[string]tftypes.Value{}
		for name, attribute := range object.AttributeTypes {
			all[name] = tftypes.NewValue(attribute, unset)
		}
		all["operation"] = tftypes.NewValue(tftypes.String, "explode")
		all["template_name"] = tftypes.NewValue(tftypes.String, "../t")
		all["triggers"] = tftypes.NewValue(object.AttributeTypes["triggers"], nil)
		return dynamic(tftypes.NewValue(object, all))
	}
	config, none := given(nil), dynamic(tftypes.NewValue(object, nil))

	valid, err := server.ValidateResourceConfig(t.Context(), &tfprotov6.ValidateResourceConfigRequest{
		TypeName: "bos_session", Config: config,
	})
	if err != nil || len(valid.Diagnostics) != 0 {
		t.Fatal(err, valid.Diagnostics)
	}
	planned, err := server.PlanResourceChange(t.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: "bos_session", PriorState: none, Config: config, ProposedNewState: given(tftypes.UnknownValue),
	})
	if err != nil || len(planned.Diagnostics) != 0 {
		t.Fatal(err, planned.Diagnostics)
	}
	applied, err := server.ApplyResourceChange(t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: "bos_session", PriorState: none, Config: config,
		PlannedState: planned.PlannedState, PlannedIdentity: planned.PlannedIdentity,
	})
	if err != nil || len(applied.Diagnostics) != 0 {
		t.Fatal(err, applied.Diagnostics)
	}

	outcomeType, _ := object.AttributeTypes["outcome"].(tftypes.Object)
	number, text := tftypes.NewValue(tftypes.Number, 0), tftypes.NewValue(tftypes.String, "idle")
	outcome := tftypes.NewValue(outcomeType, map[string]tftypes.Value{
		"managed": number, "successful": number, "failed": number, "held": number, "superseded": number,
		"percent_successful": number, "percent_failed": number, "failed_nodes": text, "held_nodes": text,
		"errors": tftypes.NewValue(outcomeType.AttributeTypes["errors"], nil),
	})
	value, err := applied.NewState.Unmarshal(object)
	if err != nil || !value.IsFullyKnown() {
		t.Fatal(value, err)
	}
	all := map[string]tftypes.Value{}
	if err := value.As(&all); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]tftypes.Value{
		"operation":       tftypes.NewValue(tftypes.String, "explode"),
		"status":          tftypes.NewValue(tftypes.String, constant),
		"component_count": tftypes.NewValue(tftypes.Number, 0),
		"expired":         tftypes.NewValue(tftypes.Bool, false),
		"outcome":         outcome,
	} {
		if !all[name].Equal(want) {
			t.Errorf("%s is %s, want %s", name, all[name], want)
		}
	}
}
