// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/bosops/terraform-provider-bos/internal/provider"
)

// withDefaults are the arguments of a resource that have a default.
func withDefaults(t *testing.T, typ string) []string {
	t.Helper()
	for _, build := range provider.New("test")().Resources(t.Context()) {
		r := build()
		var named resource.MetadataResponse
		r.Metadata(t.Context(), resource.MetadataRequest{ProviderTypeName: "bos"}, &named)
		if named.TypeName != typ {
			continue
		}
		var resp resource.SchemaResponse
		r.Schema(t.Context(), resource.SchemaRequest{}, &resp)
		var names []string
		for name, attribute := range resp.Schema.Attributes {
			if hasDefault(attribute) {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		return names
	}
	t.Fatalf("no resource %s", typ)
	return nil
}

func hasDefault(attribute schema.Attribute) bool {
	switch a := attribute.(type) {
	case schema.BoolAttribute:
		return a.Default != nil
	case schema.StringAttribute:
		return a.Default != nil
	case schema.Float64Attribute:
		return a.Default != nil
	case schema.Int64Attribute:
		return a.Default != nil
	default:
		return false
	}
}

// An older release did not have the argument, so that its state has null: that is the default, and no difference.
func TestSession_nullInAnOlderStateIsTheDefault(t *testing.T) {
	bos := newSim(t)
	p := newServer(t, bos, nil)
	created := p.apply(nil, bootBlue)
	p.fine(created.Diagnostics)
	full := p.attributes(created.NewState)
	names := withDefaults(t, "bos_session")
	if len(names) < 8 {
		t.Fatalf("arguments with a default: %v", names)
	}
	all := fields{}
	for _, name := range names {
		all[name] = tftypes.NewValue(full[name].Type(), nil)
	}
	rows := map[string]fields{"all of them": all}
	for name, null := range all {
		rows[name] = fields{name: null}
	}

	for name, nulls := range rows {
		t.Run(name, func(t *testing.T) {
			older := p.edited(created.NewState, nulls)

			p.empty(older, bootBlue) // -refresh=false

			read := p.read(older)
			p.fine(read.Diagnostics)
			for attribute := range nulls {
				if got := p.attributes(read.NewState)[attribute]; !got.Equal(full[attribute]) {
					t.Errorf("%s is %v after a refresh, want its default, %v", attribute, got, full[attribute])
				}
			}
			p.empty(read.NewState, bootBlue)

			explicit := with(bootBlue, nil)
			for attribute := range nulls {
				explicit[attribute] = full[attribute]
			}
			planned := p.plan(older, explicit)
			p.fine(planned.Diagnostics)
			if len(planned.RequiresReplace) > 0 {
				t.Errorf("the default, written down, replaces the session for %v", planned.RequiresReplace)
			}
			p.empty(p.apply(older, explicit).NewState, explicit)

			p.fine(p.apply(older, with(bootBlue, fields{"max_failed_percent": amount(3)})).Diagnostics)
		})
	}
	bos.wantSent(t, 1, 1)
}

// What is null still means its default where it says what to do.
func TestSession_nullInAnOlderStateActsAsTheDefault(t *testing.T) {
	bos := newSim(t)
	p := newServer(t, bos, nil)
	unjudged := p.apply(nil, with(bootBlue, fields{"wait_for_completion": truth(false)}))
	p.fine(unjudged.Diagnostics)
	older := p.edited(unjudged.NewState, fields{"wait_for_completion": noTruth, "on_failure": noText, "on_destroy": noText})

	waited := p.apply(older, bootBlue)

	p.fine(waited.Diagnostics)
	if got := p.attributes(waited.NewState)["result"]; !got.Equal(text("succeeded")) {
		t.Errorf("result = %v: wait_for_completion is true by default", got)
	}
	p.fine(p.destroy(older))
	if len(bos.Sessions()) != 0 {
		t.Error("the record was not deleted, though on_destroy is delete by default")
	}
	bos.wantSent(t, 1, 1)
}
