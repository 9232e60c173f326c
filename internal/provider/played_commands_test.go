// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

func sortedKeys[V any](all map[string]V) []string { return slices.Sorted(maps.Keys(all)) }

func (p *played) taintCommand(address string, tainted bool) (code int) {
	e := p.objects[address]
	if e == nil || e.current == nil || e.current.tainted == tainted {
		p.errorf("", "Resource instance is not tainted", "%s is not as it should be for that.", address)
		return 1
	}
	changed := *e.current
	changed.tainted = tainted
	e.current = &changed
	p.save()
	return 0
}

func (p *played) importCommand(address, id string) (code int) {
	p.t.Helper()
	if !p.begin() {
		return 1
	}
	block := p.scope.blocks[address]
	if block == nil {
		p.errorf("", "resource address \""+address+"\" does not exist in the configuration.", "")
		return 1
	}
	e := p.object(address, block.Labels[0])
	if e.current != nil {
		p.errorf(address, "Resource already managed by Terraform", "Terraform is already managing a remote object for %s.", address)
		return 1
	}
	resp, err := e.p.ImportResourceState(e.p.ctx, &tfprotov6.ImportResourceStateRequest{TypeName: e.p.typ, ID: id})
	if err != nil {
		p.t.Fatal(err)
	}
	if p.said(address, resp.Diagnostics...); p.failed {
		return 1
	}
	one := resp.ImportedResources[0]
	e.current = &instance{state: one.State, private: one.Private, identity: one.Identity}
	var said answered
	current, _, ok := e.read(&said)
	if p.said(address, said.printed...); !ok {
		return 1
	}
	if current == nil {
		p.errorf(address, "Cannot import non-existent remote object", "While attempting to import an existing object to %q, the provider detected that no object exists with the given id.", address)
		return 1
	}
	e.current = current
	p.save()
	p.printf("Import successful!\n")
	return 0
}

func (p *played) stateCommand(args []string) (code int) {
	p.t.Helper()
	switch args[0] {
	case "list":
		for _, r := range p.state.Resources {
			p.printf("%s\n", r.address())
		}
	case "rm":
		for _, address := range args[1:] {
			delete(p.objects, address)
			p.state.Resources = slices.DeleteFunc(p.state.Resources, func(r *playedResource) bool { return r.address() == address })
		}
		p.write()
	default:
		p.unsupported("terraform state " + args[0])
	}
	return 0
}

// showCommand prints the state.
func (p *played) showCommand(o commandOptions) (code int) {
	p.t.Helper()
	p.only(o, "-json")
	if len(o.rest) > 0 {
		p.unsupported("terraform show of a plan")
	}
	resources := []map[string]any{}
	for _, r := range p.state.Resources {
		for _, one := range r.Instances {
			all := map[string]any{
				"address": r.address(), "mode": r.Mode, "type": r.Type, "name": r.Name, "schema_version": one.SchemaVersion,
				"values": one.Attributes, "tainted": one.Status == "tainted", "provider_name": "registry.terraform.io/bosops/bos",
			}
			if one.Deposed != "" {
				all["deposed_key"] = one.Deposed
			}
			resources = append(resources, all)
		}
	}
	all := map[string]any{"format_version": "1.0"}
	if len(resources)+len(p.state.Outputs) > 0 {
		all["terraform_version"] = "1.11.4"
		all["values"] = map[string]any{"outputs": p.state.Outputs, "root_module": map[string]any{"resources": resources}}
	}
	shown, err := json.Marshal(all)
	if err != nil {
		p.t.Fatal(err)
	}
	if o.flags["-json"] == "" {
		p.unsupported("terraform show without -json")
	}
	p.printf("%s\n", shown)
	return 0
}

// outputs are those of the configuration, as far as they are known.
func (p *played) outputs() map[string]cty.Value {
	all := map[string]cty.Value{}
	for _, block := range p.scope.outputs {
		value, diags := p.scope.eval(block.Body.Attributes["value"].Expr)
		if p.scope.said("", diags); !diags.HasErrors() {
			all[block.Labels[0]] = value
		}
	}
	return all
}

func (p *played) outputsDiffer(outputs map[string]cty.Value) bool {
	for name, value := range outputs {
		old, found := p.state.Outputs[name]
		if !found && value.IsWhollyKnown() && value.IsNull() {
			continue
		}
		if !found || !value.IsWhollyKnown() || !sameJSON(p, old.Value, jsonOf(p, value)) {
			return true
		}
	}
	return len(outputs) < len(p.state.Outputs)
}

func sameJSON(p *played, one, other json.RawMessage) bool {
	p.t.Helper()
	var a, b any
	if json.Unmarshal(one, &a) != nil || json.Unmarshal(other, &b) != nil {
		return false
	}
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	return string(x) == string(y)
}

func (p *played) storeOutputs(destroyed bool) {
	p.t.Helper()
	if destroyed {
		p.state.Outputs = map[string]playedOutput{}
		return
	}
	if p.failed {
		return
	}
	all := map[string]playedOutput{}
	for name, value := range p.outputs() {
		if !value.IsWhollyKnown() {
			continue
		}
		ty, err := ctyjson.MarshalType(value.Type())
		if err != nil {
			p.t.Fatal(err)
		}
		all[name] = playedOutput{Value: jsonOf(p, value), Type: ty}
	}
	p.state.Outputs = all
}

func (p *played) printOutputs() {
	if len(p.state.Outputs) == 0 {
		return
	}
	p.printf("\nOutputs:\n\n")
	for _, name := range sortedKeys(p.state.Outputs) {
		p.printf("%s = %s\n", name, p.state.Outputs[name].Value)
	}
}

func (p *played) outputCommand(o commandOptions) (code int) {
	p.only(o, "-json", "-raw")
	if len(o.rest) != 1 {
		p.unsupported("terraform output of all")
	}
	value := string(p.state.Outputs[o.rest[0]].Value)
	if o.flags["-raw"] != "" {
		var text string
		if err := json.Unmarshal([]byte(value), &text); err == nil {
			value = text
		}
	}
	p.printf("%s", value)
	return 0
}

// errorsOf are the error diagnostics.
func errorsOf(diagnostics []*tfprotov6.Diagnostic) []*tfprotov6.Diagnostic {
	return slices.DeleteFunc(slices.Clone(diagnostics), func(d *tfprotov6.Diagnostic) bool {
		return d.Severity != tfprotov6.DiagnosticSeverityError
	})
}
