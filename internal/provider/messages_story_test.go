// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// step is a command that a user types, or something else that happens.
type step func(t *testing.T, bos *sim, tf *engine)

// story writes a configuration into a new directory and does the steps. BOS is new and has a tenant.
func story(config string, steps ...step) func(*testing.T) {
	return storyOn(func(t *testing.T) *sim { t.Helper(); return newSim(t, withTenant) }, config, steps...)
}

// storyOn is story with a BOS of its own.
func storyOn(start func(*testing.T) *sim, config string, steps ...step) func(*testing.T) {
	return func(t *testing.T) {
		t.Helper()
		bos := start(t)
		tf := newEngine(t, bos)
		tf.configure(config)
		for _, do := range steps {
			do(t, bos, tf)
		}
	}
}

// foreseeing is the BOS of a provider that makes forecasts.
func foreseeing(preview string) func(*testing.T) *sim {
	return func(t *testing.T) *sim { t.Helper(); return foreseen(t, preview, withTenant) }
}

// ofRelease is a BOS of that version.
func ofRelease(version string) func(*testing.T) *sim {
	return func(t *testing.T) *sim { t.Helper(); return newSim(t, release(version)) }
}

func onV1(t *testing.T) *sim { t.Helper(); return newV1(t) }

// plan, apply and destroy are commands.
func plan(_ *testing.T, _ *sim, tf *engine) { tf.run("plan") }

func apply(_ *testing.T, _ *sim, tf *engine) { tf.run("apply", "-auto-approve") }

func destroy(_ *testing.T, _ *sim, tf *engine) { tf.run("destroy", "-auto-approve") }

func typed(args ...string) step {
	return func(_ *testing.T, _ *sim, tf *engine) { tf.run(args...) }
}

// writes is another configuration.
func writes(config string) step {
	return func(_ *testing.T, _ *sim, tf *engine) { tf.configure(config) }
}

// fault breaks requests from then on.
func fault(method, path string, f bossim.Fault) step {
	f.Method, f.Path = method, path
	return func(_ *testing.T, bos *sim, _ *engine) { bos.Inject(f) }
}

// later lets time pass.
func later(d time.Duration) step {
	return func(_ *testing.T, bos *sim, _ *engine) { bos.Clock.Advance(d) }
}

// others do something behind the provider's back.
func others(do func(t *testing.T, bos *sim)) step {
	return func(t *testing.T, bos *sim, _ *engine) { t.Helper(); do(t, bos) }
}

// recordDeleted deletes the record of the session s1.
func recordDeleted(t *testing.T, bos *sim) {
	t.Helper()
	bos.sends(t, http.MethodDelete, "/v2/sessions/s1", "", "")
}

// calls is a call of a function with these arguments.
func calls(name string, arguments ...tftypes.Value) func(*testing.T) {
	return func(t *testing.T) {
		t.Helper()
		p := newServer(t, newSim(t), nil)
		req := &tfprotov6.CallFunctionRequest{Name: name}
		for i, argument := range arguments {
			var parameter tftypes.Type = tftypes.DynamicPseudoType
			if parameters := p.schema.Functions[name].Parameters; i < len(parameters) {
				parameter = parameters[i].Type
			}
			req.Arguments = append(req.Arguments, p.dynamic(parameter, argument))
		}
		if _, err := p.CallFunction(p.ctx, req); err != nil {
			t.Fatal(err)
		}
	}
}

// called is a cause that is such a call.
func called(what, name string, arguments ...tftypes.Value) cause {
	return cause{fmt.Sprintf("%s: %s", name, what), calls(name, arguments...)}
}
