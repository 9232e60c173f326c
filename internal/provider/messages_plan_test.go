// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// planCauses are plans of a session that no other test has on a simulator.
func planCauses() []cause {
	const unknown = `
		resource "terraform_data" "later" {
		  input = "compute"
		}
		resource "bos_session" "test" {
		  operation     = "reboot"
		  template_name = terraform_data.later.output
		}`
	same := sessionWith("") + strings.NewReplacer(`"test"`, `"other"`, `"boot"`, `"reboot"`).Replace(sessionWith(""))
	return []cause{
		{"The name of the template is misspelt", storyOn(foreseeing("auto"), strings.Replace(rebootOf("blue", ""), "compute", "computes", 1), plan, apply)},
		{"BOS requires a limit", story(sessionWith(""), others(func(t *testing.T, bos *sim) {
			t.Helper()
			bos.patch(t, optionsPath, `{"session_limit_required": true}`)
		}), apply)},
		{"Two sessions of one plan have the same name", story(same, plan)},
		{"The name is that of a session with disabled nodes", story(sessionWith(""), others(func(t *testing.T, bos *sim) {
			t.Helper()
			bos.started(t, "", "s1", likeOurs+`, "include_disabled": true`)
		}), apply)},
		{"The template is known only after apply, and preview is strict", storyOn(foreseeing("strict"), unknown, plan)},
		{"v1 of the API has no name_prefix", storyOn(onV1, v1With(`name_prefix = "nightly-"`), plan)},
		{"A session is to be adopted whose record is gone, and BOS does not answer", func(t *testing.T) {
			t.Helper()
			bos := newSim(t)
			p := newServer(t, bos, nil)
			state := p.apply(nil, adopting).NewState
			recordDeleted(t, bos)
			p.read(state)
			bos.Inject(bossim.Fault{Method: "GET", Status: 503})
			p.plan(nil, adopting)
		}},
	}
}

// forecastCauses are doubts of a forecast, and what becomes of it.
func forecastCauses() (causes []cause) {
	for _, row := range previewRows {
		for _, preview := range []string{"auto", "strict", "off"} {
			causes = append(causes, cause{
				fmt.Sprintf("In preview %q, %s", preview, row.happens),
				func(t *testing.T) { t.Helper(); row.run(t, preview) },
			})
		}
	}
	for _, row := range hsmFaults {
		row.fault.Service, row.fault.Outside = bossim.ServiceHSM, true
		broken := func(_ *testing.T, bos *sim, _ *engine) { bos.Inject(row.fault) }
		bounded := strings.Replace(blueSession, `"blue"`, "\"blue\"\nmax_components = 8", 1)
		causes = append(causes, cause{"HSM: " + row.name, storyOn(foreseeing("auto"), blueSession, broken, plan, writes(bounded), plan)})
	}
	return slices.Concat(causes, doubtCauses(), []cause{
		{"With preview = strict, HSM does not answer right before the start", func(t *testing.T) {
			t.Helper()
			bos := foreseen(t, "strict")
			p := newServer(t, bos, fields{"endpoint": text(bos.URL), "preview": text("strict")})
			planned := p.plan(nil, bootBlue)
			bos.Inject(bossim.Fault{Service: bossim.ServiceHSM, Outside: true, Status: 503})
			p.applies(planned, bootBlue)
		}},
		{"BOS would keep the session pending for ever", storyOn(func(t *testing.T) *sim {
			t.Helper()
			return foreseen(t, "strict", withController, release("2.39.0"))
		}, blueSession, plan)},
		{"On v1 of the API, an agent chooses the nodes", storyOn(func(t *testing.T) *sim {
			t.Helper()
			bos := newV1(t)
			bos.URL += "/apis/bos"
			bos.arguments = []string{`preview = "auto"`}
			return bos
		}, `
			resource "bos_session" "test" {
			  operation      = "reboot"
			  template_name  = "blue"
			  max_components = 10
			}`, plan)},
	})
}

// applies applies a plan of a creation as it is.
func (p *server) applies(planned *tfprotov6.PlanResourceChangeResponse, config fields) {
	p.t.Helper()
	_, err := p.ApplyResourceChange(p.ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: p.typ, PriorState: p.null(), PlannedState: planned.PlannedState, Config: p.value(p.session, config),
		PlannedIdentity: planned.PlannedIdentity, PlannedPrivate: planned.PlannedPrivate,
	})
	if err != nil {
		p.t.Fatal(err)
	}
}

func doubtCauses() []cause {
	shows := func(what, config string, before ...step) cause {
		return cause{what, storyOn(foreseeing("auto"), config, append(before, plan)...)}
	}
	overlapping := rebootOf("blue", "") + strings.Replace(rebootOf("blue,green", ""), `"test"`, `"other"`, 1)
	twice := strings.Replace(templateOf(`"blue"`), "compute = {", `login = {
	      path        = "s3://boot-images/1/manifest.json"
	      node_groups = ["blue"]
	    }
	    compute = {`, 1)
	return []cause{
		shows("An item of the limit is outside of the template", strings.Replace(rebootOf("blue,green", ""), "compute", "blue", 1)),
		shows("An item of the limit adds nothing", rebootOf("p1,blue", "")),
		shows("An item of the limit leaves nothing out", rebootOf("blue,&p1", "")),
		shows("An item of the limit leaves nothing", rebootOf("blue,&green,red", "")),
		shows("An item of the limit excludes nothing", rebootOf("blue,!green", "")),
		shows("The only name of the limit is misspelt", rebootOf("bleu", "")),
		shows("More than three unknown names", rebootOf("blue,one,two,three,four", "")),
		shows("More than ten unknown names", rebootOf("blue,one,two,three,four,five,six,seven,eight,nine,ten,eleven", "")),
		shows("Another session of the plan acts on the same nodes", overlapping),
		shows("Another session has staged its operation", rebootOf("blue", ""), others(func(t *testing.T, bos *sim) {
			t.Helper()
			bos.started(t, "", "staged", `"operation": "reboot", "template_name": "blue", "stage": true`)
			bos.Clock.Advance(oneHour / 60)
		})),
		shows("The nodes of other sessions cannot be read", rebootOf("blue", ""), fault("GET", "/v2/components", bossim.Fault{Status: 500})),
		shows("A group of the template does not exist", templateOf(`"blue", "bleu"`)+sessionOfMine),
		shows("Two boot sets of the template have the same nodes", twice+sessionOfMine),
		{"A group and a partition have the same name", storyOn(func(t *testing.T) *sim {
			t.Helper()
			return foreseen(t, "auto", func(c *bossim.Config) { c.System.Groups["p1"] = bossim.NodeNames(3) })
		}, rebootOf("p1", ""), plan)},
		{"The nodes are in many places", storyOn(func(t *testing.T) *sim {
			t.Helper()
			return foreseen(t, "auto", func(c *bossim.Config) {
				for i := range 60 {
					c.System.Names = append(c.System.Names, fmt.Sprintf("x%dc%ds%db0n0", 4000+i*3, i%8, i%64))
				}
			})
		}, rebootOf("all", ""), plan)},
	}
}
