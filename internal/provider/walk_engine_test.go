// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/bosops/terraform-provider-bos/internal/provider"
)

// walkEngine is Terraform as a walk uses it: a real one, or what plays one.
type walkEngine interface {
	// plan refreshes, unless it is told not to, and plans. A plan is applied by the next command or never.
	plan(wish *wish, how planning) *walkPlan
	apply(plan *walkPlan, wish *wish) *answered
	refresh(wish *wish) *answered
	taint(tainted bool)
	// values are the attributes in the state, nil for none; deposed those of objects that wait for their destruction.
	values() map[string]any
	deposed() []map[string]any
	tainted() bool
	// keep returns what puts the state back: the process was killed before it saved another.
	keep() (restore func())
	has(attribute string) bool
}

// planning is -replace, -destroy and -refresh=false; heir is create_before_destroy.
type planning struct{ replace, destroy, stale, heir bool }

// walkEmulated is the emulated engine of a walk.
type walkEmulated struct {
	*emulated

	k *walk
}

func newEmulated(k *walk) *walkEmulated {
	e := &walkEmulated{k: k, emulated: &emulated{t: k.t, fence: k.world.fence, violation: k.violation}}
	e.process(0)
	return e
}

// process starts the provider anew, as each phase of a command does.
func (e *walkEmulated) process(system int) {
	e.stopped = false
	e.p = &server{t: e.k.t, ctx: e.k.t.Context(), ProviderServer: providerserver.NewProtocol6(provider.New("test", provider.WithClock(e.k.world.clock))())()}
	var err error
	if e.p.schema, err = e.p.GetProviderSchema(e.p.ctx, &tfprotov6.GetProviderSchemaRequest{}); err != nil {
		e.k.t.Fatal(err)
	}
	e.p = e.p.of("bos_session")
	config := e.k.connection(system).of(e.p)
	resp, err := e.p.ConfigureProvider(e.p.ctx, &tfprotov6.ConfigureProviderRequest{TerraformVersion: "1.11.4", Config: config})
	if err != nil {
		e.k.t.Fatal(err)
	}
	e.p.fine(resp.Diagnostics)
}

// connection is the provider's configuration for a system.
func (k *walk) connection(system int) fields {
	return fields{"endpoint": text(k.world.systems[system].URL), "preview": text(k.world.preview), "api_version": text(k.world.api.version), "poll_interval": text(k.wish.Poll)}
}

// of is the provider's configuration as it gets it.
func (f fields) of(p *server) *tfprotov6.DynamicValue {
	objectType, _ := p.schema.Provider.ValueType().(tftypes.Object)
	return p.value(objectType, f)
}

// stop is Ctrl-C.
func (e *walkEmulated) stop() {
	e.stopped = true
	_, _ = e.p.StopProvider(e.p.ctx, &tfprotov6.StopProviderRequest{})
}

func (e *walkEmulated) has(attribute string) bool {
	_, found := e.p.session.AttributeTypes[attribute]
	return found
}

func (e *walkEmulated) config(w *wish, known bool) *tfprotov6.DynamicValue {
	return e.p.value(e.p.session, w.fields(known, e.has))
}

func (e *walkEmulated) plan(w *wish, how planning) *walkPlan {
	e.process(w.System)
	how.heir = w.Heir
	return e.emulated.plan(e.config(w, false), how)
}

func (e *walkEmulated) apply(plan *walkPlan, w *wish) *answered {
	e.process(w.System)
	return e.emulated.apply(plan, e.config(w, true))
}

func (e *walkEmulated) refresh(w *wish) *answered {
	e.process(w.System)
	return e.emulated.refresh(e.config(w, false))
}
