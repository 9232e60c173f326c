// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const configured = `
	resource "bos_session" "test" {
	  operation     = "configure"
	  template_name = "blue"
	}`

// cannotPlan checks that a plan is refused with these words, and that nothing was asked.
func (e *engine) cannotPlan(config string, words ...string) {
	e.t.Helper()
	before := len(e.bos.Requests())
	e.configure(config)
	says(e.t, e.exits(1, "plan"), append(words, "Unable to plan the session")...)
	if sent := len(e.bos.Requests()) - before; sent != 0 {
		e.t.Errorf("%d requests for a plan that is refused\n%s", sent, e.bos.log())
	}
}

// v1Refuses is what v1 of the API cannot do, and the words of the plan's error.
var v1Refuses = []struct {
	arguments string
	words     []string
}{
	{`name = "s1"`, []string{"In v1 of the API, BOS chooses the name of a session itself.", "The name is known after apply", "import it by its ID"}},
	{`stage = true`, []string{"In v1 of the API, nothing can be staged."}},
	{`include_disabled = true`, []string{"In v1 of the API, disabled nodes are always left out."}},
	{`tenant = "vcluster-blue"`, []string{"In v1 of the API, there are no tenants.", `The tenant "vcluster-blue" is given here, or by the provider`}},
	{`on_conflict = "adopt"`, []string{"In v1 of the API, BOS chooses the name of a session itself", "leave on_conflict out"}},
	{`on_destroy = "cancel"`, []string{"In v1 of the API, a session cannot be cancelled", "Write `on_destroy = \"delete\"`"}},
	{"name = \"s1\"\nstage = true\non_destroy = \"cancel\"", []string{"In v1", "In v1", "cannot be cancelled"}},
}

func TestSessionV1_refusedWhenPlanned(t *testing.T) {
	bos := newV1(t, withTenant)
	tf := newEngine(t, bos)
	tf.write("")
	for _, row := range v1Refuses {
		tf.cannotPlan(v1With(row.arguments), row.words...)
	}
	tf.cannotPlan(bos.provider(`tenant = "vcluster-blue"`)+v1With(""), `The tenant "vcluster-blue" is given here, or by the provider (its argument tenant, or BOS_TENANT).`)

	bos.wantSent(t, 0, 0)
}

// A replacement is a session that is started: it is refused as a new one is. What is there already, and only
// edited, is not.
func TestSessionV1_refusedWhenReplaced(t *testing.T) {
	bos := newV1(t)
	tf := newEngine(t, bos)
	tf.write(v1With(""))
	tf.must("apply", "-auto-approve")

	for _, arguments := range []string{`name = "s1"`, "stage = true", "include_disabled = true"} {
		tf.configure(v1With(arguments))
		says(t, tf.exits(1, "plan"), "In v1 of the API")
	}
	tf.configure(v1With(`on_destroy = "cancel"`))
	says(t, tf.exits(1, "plan"), "In v1 of the API, a session cannot be cancelled")
	tf.configure(v1With(`name = "` + bos.onlySession(t) + `"`))
	tf.wantNothing()

	bos.wantSent(t, 1, 1)
}

func TestSession_configureRefusedOnV2(t *testing.T) {
	bos := newSim(t)
	tf := newEngine(t, bos)
	tf.write("")

	tf.cannotPlan(configured, "Configure exists in v1 of the API only.", `It needs a system of CSM 1.5 or earlier, and api_version = "v1".`)

	bos.wantSent(t, 0, 0)
}

// With auto BOS is asked once, when it makes a difference, and not before.
func TestSession_apiVersionAuto(t *testing.T) {
	t.Run("v2", func(t *testing.T) {
		t.Parallel()
		bos := auto(newSim(t, withTenant))
		tf := newEngine(t, bos)
		tf.write(sessionWith(""))

		tf.exits(2, "plan", "-detailed-exitcode") // a name needs the answer
		if asked := bos.Count("GET", "/v2/version"); asked != 1 || len(bos.Requests()) != 1 {
			t.Errorf("requests:\n%s", bos.log())
		}
		tf.must("apply", "-auto-approve")

		bos.wantSent(t, 1, 1)
		tf.wantNothing()
		tf.configure(strings.Replace(sessionWith(""), "boot", "configure", 1))
		says(t, tf.exits(1, "plan"), "Configure exists in v1 of the API only.")
		bos.wantSent(t, 1, 1)
	})
	t.Run("v1", func(t *testing.T) {
		t.Parallel()
		bos := auto(newV1(t, release("1.10.0")))
		tf := newEngine(t, bos)
		tf.write("")
		for _, row := range v1Refuses {
			tf.configure(v1With(row.arguments))
			says(t, tf.exits(1, "plan"), row.words...)
		}
		bos.wantSent(t, 0, 0)

		tf.configure(v1With(""))
		tf.must("apply", "-auto-approve")
		tf.wantNothing()

		bos.wantSent(t, 1, 1)
	})
}

// auto has the provider find out which version there is.
func auto(s *sim) *sim {
	s.api.version = "auto"
	return s
}

// A plan needs no BOS, even where the version is open and would make a difference; an apply does.
func TestSession_apiVersionAutoWithoutBOS(t *testing.T) {
	bos := auto(newSim(t))
	tf := newEngine(t, bos)
	tf.write(v1With(""))
	bos.Inject(bossim.Fault{Drop: true})

	tf.exits(2, "plan", "-detailed-exitcode")
	if len(bos.Requests()) != 0 {
		t.Errorf("a plan of what both versions can do asked BOS:\n%s", bos.log())
	}

	tf.configure(sessionWith(""))
	says(t, tf.exits(2, "plan", "-detailed-exitcode"), "Unable to check whether the session can be started",
		"The session has a name of its own, which not every version of BOS's API supports", "The request is repeated before the session is started.")
	says(t, tf.exits(1, "apply", "-auto-approve"), "Unable to start the session", "the version of BOS's API is not known")
	bos.wantSent(t, 0, 0)

	bos.Lift()
	tf.must("apply", "-auto-approve")
	bos.wantSent(t, 1, 1)
}

// Where the provider is not known before apply, what v1 cannot do is refused then, before anything is started.
func TestSessionV1_refusedWhenApplied(t *testing.T) {
	bos := newV1(t)
	tf := newRealEngine(t, bos)
	tf.write(`
		resource "terraform_data" "system" {
		  input = "v1"
		}
		provider "bos" {
		  endpoint    = "` + bos.URL + `"
		  api_version = terraform_data.system.output
		}` + v1With(`name = "s1"`))

	says(t, tf.exits(1, "apply", "-auto-approve"), "Unable to plan the session", "In v1 of the API")
	bos.wantSent(t, 0, 0)
}

// The same where BOS could not be asked for its version when the plan was made.
func TestSessionV1_refusedWhenCreated(t *testing.T) {
	bos := newV1(t, release("1.10.0"))
	p := newServer(t, bos, fields{"endpoint": text(bos.URL), "api_version": text("auto")})
	config := fields{"operation": text("boot"), "template_name": text("blue"), "on_destroy": text("cancel")}
	bos.Inject(bossim.Fault{Drop: true})
	planned := p.plan(nil, config)
	p.fine(planned.Diagnostics)
	bos.Lift()

	resp, err := p.ApplyResourceChange(t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: "bos_session", PriorState: p.null(), PlannedState: planned.PlannedState,
		Config: p.value(p.session, config), PlannedIdentity: planned.PlannedIdentity,
	})
	if err != nil {
		t.Fatal(err)
	}

	if len(resp.Diagnostics) != 1 || !strings.Contains(resp.Diagnostics[0].Detail, "a session cannot be cancelled") {
		t.Errorf("diagnostics %v", resp.Diagnostics)
	}
	bos.wantSent(t, 0, 0)
}
