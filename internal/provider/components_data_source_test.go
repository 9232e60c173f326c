// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// The nodes of newSimOfNodes, one for each of the ways in which a node can be.
const (
	booted     = "x3000c0s1b0n0" // by s1; runs what it is to run
	booting    = "x3000c0s1b1n0" // by s1
	failed     = "x3000c0s1b2n0" // by s1, in its configuration
	other      = "x3000c0s1b3n0" // by s2; was booted with another kernel since
	discovered = "x3000c0s2b0n0" // has no session
	running    = "x3000c0s2b1n0" // is to be off; s3 has staged something
	secret     = "5ec2e7-bss-token"
)

// newSimOfNodes is a system of six nodes, of which the first two are a tenant's.
func newSimOfNodes(t *testing.T, change ...func(*bossim.Config)) *sim {
	t.Helper()
	bos := newSim(t, append(change, func(c *bossim.Config) {
		c.System = bossim.System{Nodes: 6, Tenants: map[string][]string{"vcluster-blue": {booted, booting}}}
	})...)
	artifacts := func(kernel, parameters string) string {
		return fmt.Sprintf(`"boot_artifacts": {"kernel": %q, "initrd": "s3://i/initrd", "kernel_parameters": %q}, "bss_token": %q`, kernel, parameters, secret)
	}
	const none = `"boot_artifacts": {"kernel": "", "initrd": "", "kernel_parameters": ""}, "bss_token": ""`
	const updated = `, "last_updated": "2026-11-22T11:00:00"`
	one := artifacts("s3://i/one", "quiet")
	record := func(id, session, actual, desired, more string) json.RawMessage {
		return json.RawMessage(fmt.Sprintf(`{"id": %q, "session": %q, "actual_state": {%s}, "desired_state": {%s}, %s}`, id, session, actual+updated, desired+updated, more))
	}
	stable := `"enabled": false, "error": "", "status": {"phase": "", "status_override": ""}`
	err := bos.Load(bossim.Seed{Components: []json.RawMessage{
		record(booted, "s1", one, one+`, "configuration": "compute"`, stable),
		record(booting, "s1", none, one, `"enabled": true, "error": "", "status": {"phase": "powering_on", "status_override": ""},
			"last_action": {"action": "powering_on", "failed": false, "last_updated": "2026-11-22T11:00:01"}`),
		record(failed, "s1", one, one+`, "configuration": "compute"`,
			`"enabled": false, "error": "cfs configuration failed", "status": {"phase": "configuring", "status_override": "failed"}`),
		record(other, "s2", artifacts("s3://i/two", "quiet loud"), one, stable+`, "retry_policy": 1,
			"event_stats": {"power_on_attempts": 1, "power_off_graceful_attempts": 2, "power_off_forceful_attempts": 3}`),
		record(running, "", one, none, stable+`, "staged_state": {"boot_artifacts": {"kernel": "s3://i/two", "initrd": "", "kernel_parameters": ""},
			"configuration": "later", "session": "s3"`+updated+`}`),
	}})
	if err != nil {
		t.Fatal(err)
	}
	return bos
}

func nodes(names ...string) tftypes.Value { return text(strings.Join(names, ",")) }

// The same filters find the same nodes, whatever the release makes of them: BOS 2.50 ignores enabled=false alone, BOS < 2.32
// knows no pages and has an order of its own.
func TestComponentsDataSource_filters(t *testing.T) {
	t.Parallel()
	blue := text("vcluster-blue")
	cases := []struct {
		filter                     fields
		wantComponents, wantAbsent []string
	}{
		{fields{}, []string{booted, booting, failed, other, discovered, running}, nil},
		{fields{"enabled": truth(false)}, []string{booted, failed, other, discovered, running}, nil},
		{fields{"enabled": truth(true)}, []string{booting}, nil},
		{fields{"session": text("s1")}, []string{booted, booting, failed}, nil},
		{fields{"session": text("s1"), "enabled": truth(false)}, []string{booted, failed}, nil},
		{fields{"session": text("s4")}, nil, nil},
		{fields{"staged_session": text("s3")}, []string{running}, nil},
		{fields{"phase": text("configuring")}, []string{failed}, nil},
		{fields{"status": words("failed")}, []string{failed}, nil},
		{fields{"status": words("power_on_called", "failed")}, []string{booting, failed}, nil},
		{fields{"status": words("on_hold")}, nil, nil},

		{fields{"ids": nodes(other, "x9999c0s0b0n0", booted, other)}, []string{booted, other}, []string{"x9999c0s0b0n0"}},
		{fields{"ids": nodes("x9999c0s0b0n0", "x1c0s0b0n0", "x9999c0s0b0n0")}, nil, []string{"x1c0s0b0n0", "x9999c0s0b0n0"}},
		// A node that is there but does not pass the other filter is not missing.
		{fields{"ids": nodes(other, booted), "session": text("s1")}, []string{booted}, nil},
		{fields{"ids": nodes(other, booted, "x1c0s0b0n0"), "enabled": truth(true)}, nil, []string{"x1c0s0b0n0"}},

		{fields{"tenant": blue}, []string{booted, booting}, nil},
		{fields{"tenant": blue, "enabled": truth(false)}, []string{booted}, nil},
		{fields{"tenant": blue, "session": text("s1"), "status": words("power_on_called")}, []string{booting}, nil},
		{fields{"tenant": blue, "ids": nodes(booting, other)}, []string{booting}, []string{other}},
	}
	for _, version := range []string{"2.50.0", "2.32.0", "2.30.9", csm15, "2.0.22"} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			bos := newSimOfNodes(t, release(version))
			p := newServer(t, bos, nil)
			for _, c := range cases {
				if _, tenant := c.filter["tenant"]; tenant && version == "2.0.22" {
					continue // it knows no tenants
				}
				got := p.found("bos_components", c.filter)

				want := map[string]any{
					"component_count": len(c.wantComponents), "components": strings.Join(c.wantComponents, ","), "missing": strings.Join(c.wantAbsent, ","),
					"every_node": narrowed(c.filter) == 0,
				}
				wantValues(t, got, want)
				if t.Failed() {
					t.Fatalf("of %v", c.filter)
				}
			}
		})
	}
}

// narrowed is how many filters are set: tenant chooses whose nodes are meant, null is none.
func narrowed(filter fields) int {
	set := 0
	for name, value := range filter {
		if name != "tenant" && !value.IsNull() {
			set++
		}
	}
	return set
}

// A filter that is null by a reference is one that is left out, which every_node shows. The name of one object must not be null.
func TestDataSources_nullFilters(t *testing.T) {
	t.Parallel()
	bos := newSimOfNodes(t)
	p := newServer(t, bos, nil)
	null := tftypes.NewValue(tftypes.String, nil)
	for name, want := range map[string]bool{"ids": true, "session": true, "staged_session": true, "phase": true} {
		wantValues(t, p.found("bos_components", fields{name: null}), map[string]any{"every_node": want, "component_count": 6})
	}
	wantValues(t, p.found("bos_components", fields{"status": tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, nil), "enabled": tftypes.NewValue(tftypes.Bool, nil)}),
		map[string]any{"every_node": true, "component_count": 6})
	wantValues(t, p.found("bos_components", fields{"ids": text("")}), map[string]any{"every_node": false, "component_count": 0})
	wantValues(t, p.found("bos_components", fields{"ids": null, "session": text("s1")}), map[string]any{"every_node": false, "component_count": 3})

	before := len(bos.Requests())
	for source, argument := range map[string]string{
		"bos_session": "name", "bos_session_status": "name", "bos_session_template": "name", "bos_component": "id",
	} {
		objectType, _ := p.schema.DataSourceSchemas[source].ValueType().(tftypes.Object)
		resp, err := p.ReadDataSource(p.ctx, &tfprotov6.ReadDataSourceRequest{TypeName: source, Config: p.value(objectType, fields{argument: null})})
		if err != nil {
			t.Fatal(err)
		}
		if !fails(resp.Diagnostics) {
			t.Errorf("%s of null was read", source)
		}
	}
	if sent := len(bos.Requests()) - before; sent != 0 {
		t.Errorf("%d requests for objects without a name\n%s", sent, bos.log())
	}
}

func TestComponentsDataSource_tally(t *testing.T) {
	t.Parallel()
	p := newServer(t, newSimOfNodes(t), nil)

	got := p.found("bos_components", nil)

	wantValues(t, got, map[string]any{
		"tenant":                 nil,
		"component_count":        6,
		"by_status":              map[string]any{"stable": 4, "failed": 1, "power_on_called": 1},
		"by_phase":               map[string]any{"none": 4, "configuring": 1, "powering_on": 1},
		"by_session":             map[string]any{"s1": 3, "s2": 1, "none": 2},
		"enabled_count":          1,
		"in_desired_state_count": 2,
		"changing_count":         1,
		"drifted_count":          3,
		"drifted":                strings.Join([]string{failed, other, running}, ","),
		"drift":                  map[string]any{failed: "configuration", other: "kernel,kernel_parameters", running: "running"},
		"nodes":                  nil,
	})
}

// What there is none of is zero or empty, not null: a check must not fail for it.
func TestComponentsDataSource_nothing(t *testing.T) {
	t.Parallel()
	p := newServer(t, newSimOfNodes(t), nil)

	got := p.found("bos_components", fields{"session": text("s4"), "details": truth(true)})

	none := map[string]any{}
	wantValues(t, got, map[string]any{
		"component_count": 0, "components": "", "missing": "", "by_status": none, "by_phase": none, "by_session": none,
		"enabled_count": 0, "in_desired_state_count": 0, "changing_count": 0, "drifted_count": 0, "drifted": "", "drift": none, "nodes": []any{},
	})
}

// The components of a session that has none are no node at all, while null, as of a variable, is every node.
func TestComponentsDataSource_idsOfNoNode(t *testing.T) {
	t.Parallel()
	bos := newSimOfNodes(t)
	p := newServer(t, bos, nil)
	before := len(bos.Requests())

	got := p.found("bos_components", fields{"ids": text(""), "details": truth(true)})

	none := map[string]any{}
	wantValues(t, got, map[string]any{
		"ids": "", "component_count": 0, "components": "", "missing": "", "by_status": none, "by_phase": none, "by_session": none,
		"enabled_count": 0, "in_desired_state_count": 0, "changing_count": 0, "drifted_count": 0, "drifted": "", "drift": none, "nodes": []any{},
	})
	if sent := len(bos.Requests()) - before; sent != 0 {
		t.Errorf("%d requests for no node\n%s", sent, bos.log())
	}
	wantValues(t, p.found("bos_components", fields{"ids": text(""), "session": text("s1")}), map[string]any{"component_count": 0, "nodes": nil})
	wantValues(t, p.found("bos_components", fields{"ids": tftypes.NewValue(tftypes.String, nil)}), map[string]any{"component_count": 6})
	_, onV1 := newServer(t, bos, fields{"endpoint": text(bos.URL), "api_version": text("v1")}).look("bos_components", fields{"ids": text("")})
	if !strings.Contains(told(onV1), "error: Unable to read the nodes") {
		t.Errorf("on v1: %s", told(onV1))
	}
}

// A session that is not waited for has no nodes in the state, and so hinders neither a plan nor its own end.
func TestComponentsDataSource_ofASessionThatIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	tf := newEngine(t, bos)
	tf.write(configWith("wait_for_completion = false") + `
		data "bos_components" "nodes" { ids = bos_session.test.components }
		output "checked" { value = data.bos_components.nodes.component_count }`)

	says(t, tf.must("apply", "-auto-approve"), "checked = 0")
	tf.exits(0, "plan", "-refresh=false", "-detailed-exitcode")
	tf.must("destroy", "-auto-approve", "-refresh=false")
}

// With details, nodes holds of each what bos_component tells, and neither tells a secret.
func TestComponentsDataSource_details(t *testing.T) {
	t.Parallel()
	p := newServer(t, newSimOfNodes(t), nil)

	got := p.found("bos_components", fields{"details": truth(true)})

	var want []any
	for _, id := range []string{booted, booting, failed, other, discovered, running} {
		one := p.found("bos_component", fields{"id": text(id)})
		delete(one, "tenant")
		want = append(want, one)
	}
	wantValues(t, got, map[string]any{"nodes": want, "component_count": 6, "drifted_count": 3})
	everything, err := json.Marshal(got)
	if err != nil || strings.Contains(string(everything), secret) || !strings.Contains(string(everything), "s3://i/one") {
		t.Errorf("a secret is shown, or nothing: %v\n%s", err, everything)
	}
}
