// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// withDefaults are the arguments of bos_session that have a default: what may be left out and has a value then, but for
// what the provider makes up or takes from its own configuration.
func (p *server) withDefaults() (names []string) {
	for _, attribute := range p.schema.ResourceSchemas["bos_session"].Block.Attributes {
		if attribute.Optional && attribute.Computed && attribute.Name != "name" && attribute.Name != "tenant" {
			names = append(names, attribute.Name)
		}
	}
	return names
}

// An older release did not have the argument, so that its state has null: that is the default, and no difference.
func TestSession_nullInAnOlderStateIsTheDefault(t *testing.T) {
	bos := newSim(t)
	p := newServer(t, bos, nil)
	created := p.apply(nil, bootBlue)
	p.fine(created.Diagnostics)
	full := p.attributes(created.NewState)
	names := p.withDefaults()
	if len(names) != 8 {
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

// An argument that is taken out of the configuration has its default again. Only an input runs a new session for that.
func TestSession_takenOutIsTheDefault(t *testing.T) {
	bos := newSim(t)
	p := newServer(t, bos, nil)
	defaults := p.attributes(p.apply(nil, bootBlue).NewState)
	others := fields{
		"wait_for_completion": truth(false), "max_failed_percent": amount(3), "on_failure": text("warn"),
		"on_missing": text("recreate"), "on_conflict": text("adopt"), "on_destroy": text("forget"),
		"stage": truth(true), "include_disabled": truth(true),
	}
	for _, name := range p.withDefaults() {
		t.Run(name, func(t *testing.T) {
			plain := with(bootBlue, fields{"name": text("without-" + strings.ReplaceAll(name, "_", "-"))})
			created := p.apply(nil, with(plain, fields{name: others[name]})).NewState
			if got := p.attributes(created)[name]; !got.Equal(others[name]) || got.Equal(defaults[name]) {
				t.Fatalf("%s is %v", name, got)
			}

			planned := p.plan(created, plain)

			p.fine(planned.Diagnostics)
			if got := p.attributes(planned.PlannedState)[name]; !got.Equal(defaults[name]) {
				t.Errorf("%s is planned as %v, want %v", name, got, defaults[name])
			}
			input := name == "stage" || name == "include_disabled"
			if replaced := len(planned.RequiresReplace) > 0; replaced != input {
				t.Errorf("replaced for %v", planned.RequiresReplace)
			}
			if !input {
				p.empty(p.apply(created, plain).NewState, plain)
			}
		})
	}
	bos.wantSent(t, 1+len(others), 1+len(others))
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
