// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
)

func TestSession_import(t *testing.T) {
	const (
		ours   = `"operation": "reboot", "template_name": "blue", "limit": "x3000c0s1b0n0"`
		theirs = `"operation": "boot", "template_name": "theirs"`
	)
	configOurs := `
		resource "bos_session" "test" {
		  operation     = "reboot"
		  template_name = "blue"
		  limit         = "x3000c0s1b0n0"
		}`
	configTheirs := `
		resource "bos_session" "test" {
		  operation     = "boot"
		  template_name = "theirs"
		}`
	rows := []struct {
		name, tenant, id, providerTenant, body, config string
		running                                        bool
	}{
		{name: "by name", id: "s1", body: ours, config: configOurs},
		{name: "by name, running", id: "s1", body: ours, config: configOurs, running: true},
		{name: "of no tenant", id: "/s1", providerTenant: "vcluster-blue", body: ours, config: configOurs},
		{name: "of the provider's tenant", tenant: "vcluster-blue", id: "s1", providerTenant: "vcluster-blue", body: theirs, config: configTheirs},
		{name: "of a tenant", tenant: "vcluster-blue", id: "vcluster-blue/s1", body: theirs, config: configTheirs},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t, withTenant)
			bos.started(t, row.tenant, "s1", row.body)
			result := knownvalue.StringExact("succeeded") // waited for by the apply that imports it
			if !row.running {
				bos.Clock.Advance(oneHour)
				result = knownvalue.StringExact("unjudged")
			}
			provider := "provider \"bos\" {\n endpoint = \"" + bos.URL + "\"\n"
			if row.providerTenant != "" {
				provider += " tenant = \"" + row.providerTenant + "\"\n"
			}
			tenant := knownvalue.Check(knownvalue.Null())
			if row.tenant != "" {
				tenant = knownvalue.StringExact(row.tenant)
			}

			bos.applyOnEngine(t, resource.TestStep{
				Config: provider + "}\nimport {\n to = bos_session.test\n id = \"" + row.id + "\"\n}\n" + row.config,
				ConfigStateChecks: []statecheck.StateCheck{
					value("name", knownvalue.StringExact("s1")),
					value("tenant", tenant),
					value("status", knownvalue.StringExact("complete")),
					value("result", result),
					value("on_destroy", knownvalue.StringExact("delete")),
				},
				Check: bos.sent(1, 1), // our own POST above
			})

			bos.wantSent(t, 1, 1)
		})
	}
}

func TestSession_importRefused(t *testing.T) {
	bos := newSim(t)
	tf := newEngine(t, bos)
	tf.write(`
		resource "bos_session" "test" {
		  operation     = "reboot"
		  template_name = "blue"
		}`)

	says(t, tf.exits(1, "import", "bos_session.test", "nobody"), "Unable to import the session", `BOS has no session "nobody" without a tenant`)
	before := len(bos.Requests())
	for _, id := range []string{"/", "a/b/c", "-x", "..", "Tenant/x"} {
		says(t, tf.exits(1, "import", "bos_session.test", id), "A session is imported by NAME (in the provider's tenant), TENANT/NAME, or /NAME (without a tenant)")
	}
	if sent := len(bos.Requests()) - before; sent != 0 {
		t.Errorf("bad ids led to %d requests\n%s", sent, bos.log())
	}
}
