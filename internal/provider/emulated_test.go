// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// answered is what the user got to read of a command.
type answered struct {
	errors, warnings []string
	printed          []*tfprotov6.Diagnostic // the same, in order; not of a real engine
	stopped          bool                    // by Ctrl-C
}

func (a *answered) ok() bool { return len(a.errors) == 0 && !a.stopped }

func (a *answered) add(diagnostics []*tfprotov6.Diagnostic) (ok bool) {
	a.printed = append(a.printed, diagnostics...)
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

	action  string
	forcing []string       // the attributes that require a replacement
	heir    bool           // creates before it destroys
	stale   bool           // without a refresh
	after   map[string]any // what is known of the planned values; nil in a destruction

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

// emulated plays Terraform for one resource: the calls that it makes, and what it makes of the answers, after its package
// terraform (node_resource_abstract_instance.go). The tests and walks that run on a real engine, too, hold it to that.
type emulated struct {
	t         *testing.T
	p         *server // the provider's process
	current   *instance
	others    []*instance // deposed
	stopped   bool
	fence     func()                           // called before and after each request to the provider that may reach BOS
	violation func(format string, args ...any) // reports an answer that Terraform calls a bug of the provider
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
	case !value.IsFullyKnown(): // a map with an unknown element
		return unknownValue{}
	default:
		return plain(p.t, value)
	}
}

func (e *emulated) keep() func() {
	current, others := e.current, e.others
	return func() { e.current, e.others = current, others }
}

// refresh stores what the provider reads.
func (e *emulated) refresh(config *tfprotov6.DynamicValue) *answered {
	var said answered
	if !e.validated(config, &said) {
		return &said
	}
	if current, others, ok := e.read(&said); ok {
		e.current, e.others = current, others
	}
	said.stopped = e.stopped
	return &said
}

func (e *emulated) read(said *answered) (current *instance, others []*instance, ok bool) {
	ok = true
	one := func(of *instance) *instance {
		e.fence()
		resp, err := e.p.ReadResource(e.p.ctx, &tfprotov6.ReadResourceRequest{
			TypeName: e.p.typ, CurrentState: of.state, Private: of.private, CurrentIdentity: of.identity,
		})
		e.fence() // a connection that was cut orders nothing
		if err != nil {
			e.t.Fatal(err)
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
