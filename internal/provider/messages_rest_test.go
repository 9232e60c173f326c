// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// unconfigured is a data source of a provider that no engine has configured.
func unconfigured(t *testing.T) {
	t.Helper()
	bos := newSim(t)
	p := &server{t: t, ctx: t.Context(), ProviderServer: hears(t, bos.served()())}
	var err error
	if p.schema, err = p.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{}); err != nil {
		t.Fatal(err)
	}
	p.ask()
}

// anotherAuthority is a gateway whose certificate comes from another authority than the one that is given.
func anotherAuthority(t *testing.T) {
	t.Helper()
	other := newGateway(t)
	behind("alice", func(_ *gated, w *way) { w.arguments = tlsBlock(quoted("ca_cert_file", other.CAFile)) })(t).asks(t)
}

// sessionRunCauses are ends of a session that no other test has on a simulator.
func sessionRunCauses() []cause {
	limited := sessionWith("max_components = 4\nwait_for_completion = false")
	newer := func(t *testing.T, bos *sim) {
		t.Helper()
		bos.started(t, "", "newer", likeOurs+`, "limit": "x3000c0s1b0n0,x3000c0s1b1n0"`)
		bos.patch(t, "/v2/components/x3000c0s1b2n0", `{"enabled": false}`)
	}
	return []cause{
		{"A newer session takes nodes over, and another node is switched off", func(t *testing.T) {
			t.Helper()
			bos := newSim(t)
			tf := newEngine(t, bos)
			tf.configure(sessionWith(""))
			bos.atLook(8, func() { newer(t, bos) })
			tf.run("apply", "-auto-approve")
		}},
		{"More nodes than max_components, and they cannot be read after the cancellation", story(limited, fault("GET", "/v2/components", bossim.Fault{Status: 500}), apply)},
		{"The time to cancel a session ends", story(
			sessionWith("wait_for_completion = false\non_destroy = \"cancel\"\ntimeouts = { delete = \"1m\" }"), apply, later(oneHour/60),
			fault(http.MethodPatch, "/v2/components", bossim.Fault{Status: 503}), destroy)},
		{"The private state of a rollout is not what the provider wrote", func(t *testing.T) {
			t.Helper()
			m := newServer(t, foreseen(t, "auto"), nil).manage("bos_rolling_session")
			waves := tftypes.Object{AttributeTypes: map[string]tftypes.Type{
				"size": tftypes.Number, "percent": tftypes.Number, "canary": tftypes.Number, "by": tftypes.String,
				"pause": tftypes.String,
			}}
			config := fields{
				"name": text("roll"), "operation": text("boot"), "template_name": text("blue"),
				"waves": tftypes.NewValue(waves, map[string]tftypes.Value{
					"size": tftypes.NewValue(tftypes.Number, 8), "percent": tftypes.NewValue(tftypes.Number, nil),
					"canary": tftypes.NewValue(tftypes.Number, nil), "by": tftypes.NewValue(tftypes.String, nil),
					"pause": tftypes.NewValue(tftypes.String, nil),
				}),
			}
			m.apply(config)
			private := map[string][]byte{}
			if err := json.Unmarshal(m.Private, &private); err != nil {
				t.Fatal(err)
			}
			private["rollout"] = []byte("7")
			m.Private, _ = json.Marshal(private)
			m.plan(config)
		}},
		{"The private state of a session is not what the provider wrote", func(t *testing.T) {
			t.Helper()
			m := newServer(t, newSim(t), nil).manage("bos_session")
			m.apply(bootBlue)
			private := map[string][]byte{}
			if err := json.Unmarshal(m.Private, &private); err != nil {
				t.Fatal(err)
			}
			for key := range private {
				private[key] = []byte("7")
			}
			m.Private, _ = json.Marshal(private)
			m.plan(with(bootBlue, fields{"limit": text("x3000c0s1b0n0")}))
		}},
	}
}

// stagedCauses are applications to nodes of which only some are staged.
func stagedCauses() []cause {
	apply := func(what string, before func(t *testing.T, bos *sim, nodes string), more string) cause {
		return cause{what, func(t *testing.T) {
			t.Helper()
			bos := newSim(t)
			nodes := bos.staged(t, "boot", 2)
			before(t, bos, nodes)
			m := newServer(t, bos, nil).manage(stagedType)
			m.apply(fields{"components": text(nodes + more)})
		}}
	}
	nothing := func(*testing.T, *sim, string) {}
	return []cause{
		apply("Several nodes have nothing staged", nothing, ",x3000c0s2b0n0,x3000c0s2b1n0"),
		apply("The session of some nodes is deleted", func(t *testing.T, bos *sim, _ string) {
			t.Helper()
			bos.started(t, "", "gone", `"operation": "boot", "template_name": "compute", "stage": true, "limit": "x3000c0s2b0n0"`)
			bos.Clock.Advance(oneHour / 60)
			bos.sends(t, http.MethodDelete, "/v2/sessions/gone", "", "")
		}, ",x3000c0s2b0n0"),
	}
}

// templateCauses are plans of a session template that no other test has.
func templateCauses() []cause {
	sets := func(parameters string) string {
		var b strings.Builder
		for _, name := range []string{"a", "b", "c", "d", "e", "f"} {
			b.WriteString(name + " = {\n path = \"" + anImage + "\"\n node_groups = [\"" + name + "\"]\n kernel_parameters = \"" + parameters + "\"\n}\n")
		}
		return templateBlock("boot_sets = {\n" + b.String() + "}")
	}
	in := func(block string) string { return strings.ReplaceAll(block, "LABEL", "test") }
	const held = `{"description":"%s","boot_sets":{"compute":{"type":"s3","path":"` + anImage + `","node_groups":["blue"]}}}`
	long := in(templateBlock(`description = "` + letters(1024) + `"`))
	return []cause{
		{"BOS holds a description that is too long", storyOn(ofRelease(csm15), long, others(func(t *testing.T, bos *sim) {
			t.Helper()
			bos.sends(t, http.MethodPut, "/v2/sessiontemplates/plan", "", fmt.Sprintf(held, letters(1024)))
		}), typed("import", "bos_session_template.test", "plan"), plan)},
		{"The kernel parameters of many boot sets change", story(in(sets("quiet")), apply, writes(in(sets("splash"))), plan)},
	}
}

// dataSourceCauses are data sources that cannot be read.
func dataSourceCauses() []cause {
	const targets = `
		data "bos_session_targets" "test" {
		  template_name = "blue"
		}`
	return []cause{
		{"HSM cannot be asked for the targets of a session", storyOn(foreseeing("auto"), targets, func(_ *testing.T, bos *sim, _ *engine) {
			bos.Inject(bossim.Fault{Service: bossim.ServiceHSM, Outside: true, Status: 503})
		}, plan)},
		{"BOS cannot be asked for the targets of a session", storyOn(foreseeing("auto"), targets, fault("GET", "/v2/sessiontemplates/*", bossim.Fault{Status: 503}), plan)},
	}
}
