// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"

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

type planning struct{ replace, destroy, stale bool } // -replace, -destroy, -refresh=false

// answered is what the user got to read of a command.
type answered struct {
	errors, warnings []string
	stopped          bool // by Ctrl-C
}

func (a *answered) ok() bool { return len(a.errors) == 0 && !a.stopped }

func (a *answered) add(diagnostics []*tfprotov6.Diagnostic) (ok bool) {
	for _, d := range diagnostics {
		line := d.Summary + ": " + strings.ReplaceAll(d.Detail, "\n", " ")
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			a.errors = append(a.errors, line)
		} else {
			a.warnings = append(a.warnings, line)
		}
	}
	return !fails(diagnostics)
}

// What a plan does with the session.
const (
	doNothing = "no-op"
	doCreate  = "create"
	doUpdate  = "update"
	doReplace = "replace"
	doDelete  = "delete"
)

// walkPlan is a plan, and what the engine keeps of it to apply it.
type walkPlan struct {
	answered

	action string
	heir   bool           // creates before it destroys
	stale  bool           // without a refresh
	after  map[string]any // what is known of the planned values; nil in a destruction

	prior    *instance
	deposed  []*instance
	planned  *tfprotov6.DynamicValue
	private  []byte
	identity *tfprotov6.ResourceIdentityData
	file     string // of a real engine
}

// instance is what a state keeps of an object.
type instance struct {
	state    *tfprotov6.DynamicValue
	private  []byte
	identity *tfprotov6.ResourceIdentityData
	tainted  bool
}

// emulated plays Terraform: the calls that it makes, and what it makes of the answers, after its package terraform
// (node_resource_abstract_instance.go). The share of walks with a real engine holds it to that.
type emulated struct {
	k       *walk
	p       *server // the provider's process
	current *instance
	others  []*instance // deposed
	stopped bool
}

func newEmulated(k *walk) *emulated {
	e := &emulated{k: k}
	e.process(0)
	return e
}

// process starts the provider anew, as each phase of a command does.
func (e *emulated) process(system int) {
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
	return fields{"endpoint": text(k.world.systems[system].URL), "api_version": text(k.world.api.version), "poll_interval": text(k.wish.Poll)}
}

// of is the provider's configuration as it gets it.
func (f fields) of(p *server) *tfprotov6.DynamicValue {
	objectType, _ := p.schema.Provider.ValueType().(tftypes.Object)
	return p.value(objectType, f)
}

// stop is Ctrl-C.
func (e *emulated) stop() {
	e.stopped = true
	_, _ = e.p.StopProvider(e.p.ctx, &tfprotov6.StopProviderRequest{})
}

func (e *emulated) has(attribute string) bool {
	_, found := e.p.session.AttributeTypes[attribute]
	return found
}

func (e *emulated) taint(tainted bool) {
	if e.current != nil {
		changed := *e.current
		changed.tainted = tainted
		e.current = &changed
	}
}

func (e *emulated) tainted() bool { return e.current != nil && e.current.tainted }

func (e *emulated) values() map[string]any { return e.shown(e.current) }

func (e *emulated) deposed() []map[string]any {
	var all []map[string]any
	for _, one := range e.others {
		all = append(all, e.shown(one))
	}
	return all
}

func (e *emulated) shown(of *instance) map[string]any {
	if of == nil {
		return nil
	}
	values, _ := worth(e.p, e.p.unpacked(of.state)).(map[string]any)
	return values
}

// unknownValue stands for a value that is known only after apply.
type unknownValue struct{}

// worth is a plain value, or unknownValue.
func worth(p *server, value tftypes.Value) any {
	switch {
	case !value.IsKnown():
		return unknownValue{}
	case value.Type().Is(tftypes.Object{}) && !value.IsNull():
		all := map[string]any{}
		for name, part := range p.parts(value) {
			all[name] = worth(p, part)
		}
		return all
	default:
		return plain(p.t, value)
	}
}

func (e *emulated) keep() func() {
	current, others := e.current, e.others
	return func() { e.current, e.others = current, others }
}

// refresh stores what the provider reads.
func (e *emulated) refresh(w *wish) *answered {
	e.process(w.System)
	var said answered
	valid := e.validated(e.p.value(e.p.session, w.fields(false, e.has)), &said)
	current, others, ok := e.current, e.others, valid
	if valid {
		current, others, ok = e.read(&said)
	}
	if ok {
		e.current, e.others = current, others
	}
	said.stopped = e.stopped
	return &said
}

func (e *emulated) read(said *answered) (current *instance, others []*instance, ok bool) {
	ok = true
	one := func(of *instance) *instance {
		e.k.world.fence()
		resp, err := e.p.ReadResource(e.p.ctx, &tfprotov6.ReadResourceRequest{
			TypeName: e.p.typ, CurrentState: of.state, Private: of.private, CurrentIdentity: of.identity,
		})
		e.k.world.fence() // a connection that was cut orders nothing
		if err != nil {
			e.k.t.Fatal(err)
		}
		if !said.add(resp.Diagnostics) {
			ok = false
			return of
		}
		if e.p.unpacked(resp.NewState).IsNull() {
			return nil
		}
		return &instance{state: resp.NewState, private: resp.Private, identity: resp.NewIdentity, tainted: of.tainted}
	}
	if e.current != nil {
		current = one(e.current)
	}
	for _, other := range e.others {
		if other = one(other); other != nil {
			others = append(others, other)
		}
	}
	return current, others, ok
}
