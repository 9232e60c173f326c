// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

var bootBlue = fields{"name": text("s1"), "operation": text("boot"), "template_name": text("blue")}

// with is given plus more.
func with(given, more fields) fields {
	all := fields{}
	for _, f := range []fields{given, more} {
		for name, value := range f {
			all[name] = value
		}
	}
	return all
}

func TestSession_knobsMakeNoRequest(t *testing.T) {
	bos := newSim(t)
	p := newServer(t, bos, nil)
	created := p.apply(nil, bootBlue)
	p.fine(created.Diagnostics)
	before := len(bos.Requests())
	if before == 0 {
		t.Fatal("creating a session made no request: this test cannot count")
	}

	updated := p.apply(created.NewState, with(bootBlue, fields{
		"max_failed_percent": amount(7), "on_failure": text("warn"), "on_destroy": text("forget"),
		"wait_for_completion": truth(false), "on_missing": text("recreate"), "on_conflict": text("adopt"),
	}))

	p.fine(updated.Diagnostics)
	if sent := len(bos.Requests()) - before; sent != 0 {
		t.Errorf("an edit of knobs made %d requests\n%s", sent, bos.log())
	}
	bos.wantSent(t, 1, 1)
}

func TestSession_identity(t *testing.T) {
	bos := newSim(t, withTenant)
	rows := []struct {
		name   string
		config fields
		tenant string
	}{
		{"of no tenant", bootBlue, ""},
		{"of a tenant", fields{"name": text("s1"), "operation": text("boot"), "template_name": text("theirs"), "tenant": text("vcluster-blue")}, "vcluster-blue"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			p := newServer(t, bos, nil)
			check := func(when string, data *tfprotov6.ResourceIdentityData) {
				t.Helper()
				name, tenant := p.identity(data)
				if *name != "s1" || (tenant == nil) != (row.tenant == "") || tenant != nil && *tenant != row.tenant {
					t.Errorf("identity %s: %v, %v", when, *name, tenant)
				}
			}

			created := p.apply(nil, row.config)
			p.fine(created.Diagnostics)
			check("after create", created.NewIdentity)

			check("after read", p.read(created.NewState).NewIdentity)
			check("after an edit", p.apply(created.NewState, with(row.config, fields{"max_failed_percent": amount(3)})).NewIdentity)
			bos.Clock.Advance(2 * oneWeek)
			check("after the record is gone", p.read(created.NewState).NewIdentity)

			imported, err := p.ImportResourceState(t.Context(), &tfprotov6.ImportResourceStateRequest{TypeName: "bos_session", Identity: created.NewIdentity})
			if err != nil {
				t.Fatal(err)
			}
			if row.tenant == "" { // BOS never cleans up a tenant's sessions
				if len(imported.Diagnostics) == 0 {
					t.Error("a session that is gone was imported")
				}
				return
			}
			p.fine(imported.Diagnostics)
			check("after import by identity", imported.ImportedResources[0].Identity)
		})
	}
	bos.wantSent(t, 2, 2)
}

// Where the provider's arguments are known only after apply, a plan that asks
// BOS nothing goes through, and one that must ask says what is missing.
func TestProvider_unknownArguments(t *testing.T) {
	bos := newSim(t)
	known := newServer(t, bos, nil)
	state := known.apply(nil, bootBlue)
	known.fine(state.Diagnostics)
	before := len(bos.Requests())
	unknown := newServer(t, bos, fields{"endpoint": unknownText, "tenant": unknownText})

	planned := unknown.plan(nil, bootBlue)

	unknown.fine(planned.Diagnostics)
	if tenant := unknown.attributes(planned.PlannedState)["tenant"]; tenant.IsKnown() {
		t.Errorf("the plan knows the tenant: %v", tenant)
	}
	read := unknown.read(state.NewState)
	if len(read.Diagnostics) != 1 || !strings.Contains(read.Diagnostics[0].Detail, "endpoint and tenant are known only after apply") {
		t.Errorf("diagnostics: %+v", read.Diagnostics)
	}
	if sent := len(bos.Requests()) - before; sent != 0 {
		t.Errorf("%d requests\n%s", sent, bos.log())
	}
}

// Every attribute has a description: it is the documentation.
func TestProvider_describesEverything(t *testing.T) {
	p := newServer(t, newSim(t), nil)
	seen := 0
	var walk func(where string, attributes []*tfprotov6.SchemaAttribute)
	walk = func(where string, attributes []*tfprotov6.SchemaAttribute) {
		for _, a := range attributes {
			seen++
			if strings.TrimSpace(a.Description) == "" {
				t.Errorf("%s.%s has no description", where, a.Name)
			}
			if a.NestedType != nil {
				walk(where+"."+a.Name, a.NestedType.Attributes)
			}
		}
	}
	walk("provider", p.schema.Provider.Block.Attributes)
	for name, schema := range p.schema.ResourceSchemas {
		walk("resource "+name, schema.Block.Attributes)
	}
	for name, schema := range p.schema.DataSourceSchemas {
		walk("data source "+name, schema.Block.Attributes)
	}
	for name, schema := range p.schema.ListResourceSchemas {
		walk("list resource "+name, schema.Block.Attributes)
	}
	for name, schema := range p.schema.ActionSchemas {
		walk("action "+name, schema.Schema.Block.Attributes)
	}
	if seen < 50 {
		t.Errorf("only %d attributes were looked at", seen)
	}
}

// An update that only waits leaves the inputs alone and says in the plan what it will find out.
func TestSession_resumePlansOnlyWhatMayChange(t *testing.T) {
	bos := newSim(t)
	p := newServer(t, bos, nil)
	created := p.apply(nil, with(bootBlue, fields{"wait_for_completion": truth(false)}))
	p.fine(created.Diagnostics)

	planned := p.plan(created.NewState, bootBlue)

	p.fine(planned.Diagnostics)
	if len(planned.RequiresReplace) != 0 {
		t.Errorf("resuming replaces: %v", planned.RequiresReplace)
	}
	unknown := map[string]bool{
		"status": true, "end_time": true, "error": true, "components": true, "component_count": true,
		"outcome": true, "result": true, "expired": true,
	}
	for name, value := range p.attributes(planned.PlannedState) {
		if value.IsKnown() == unknown[name] {
			t.Errorf("%s is planned as %v", name, value)
		}
	}
	bos.wantSent(t, 1, 1)
}
