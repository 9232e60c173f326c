// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
	"github.com/zclconf/go-cty/cty/msgpack"
)

// playedState is terraform.tfstate.
type playedState struct {
	Version   int                     `json:"version"`
	Serial    int                     `json:"serial"`
	Lineage   string                  `json:"lineage"`
	Outputs   map[string]playedOutput `json:"outputs"`
	Resources []*playedResource       `json:"resources"`
}

type playedOutput struct {
	Value     json.RawMessage `json:"value"`
	Type      json.RawMessage `json:"type"`
	Sensitive bool            `json:"sensitive,omitempty"`
}

type playedResource struct {
	Mode      string           `json:"mode"`
	Type      string           `json:"type"`
	Name      string           `json:"name"`
	Provider  string           `json:"provider"`
	Instances []playedInstance `json:"instances"`
}

type playedInstance struct {
	Status        string          `json:"status,omitempty"`
	Deposed       string          `json:"deposed,omitempty"`
	SchemaVersion int64           `json:"schema_version"`
	Attributes    json.RawMessage `json:"attributes"`
	Identity      json.RawMessage `json:"identity,omitempty"`
	Private       []byte          `json:"private,omitempty"`
}

func (r *playedResource) address() string {
	if r.Mode == "data" {
		return "data." + r.Type + "." + r.Name
	}
	return r.Type + "." + r.Name
}

func (p *played) stateFile() string { return filepath.Join(p.dir, "terraform.tfstate") }

// loadState reads the state, and has the provider upgrade each object of it.
func (p *played) loadState() *playedState {
	p.t.Helper()
	p.objects = map[string]*emulated{}
	state := &playedState{Version: 4, Lineage: "played", Outputs: map[string]playedOutput{}}
	content, err := os.ReadFile(p.stateFile())
	if errors.Is(err, os.ErrNotExist) {
		return state
	}
	if err == nil {
		err = json.Unmarshal(content, state)
	}
	if err != nil {
		p.t.Fatal(err)
	}
	for _, r := range state.Resources {
		if r.Mode != "managed" || r.Type == builtin {
			continue
		}
		e := p.object(r.address(), r.Type)
		for _, one := range r.Instances {
			if loaded := p.upgraded(e, one); one.Deposed != "" {
				e.others = append(e.others, loaded)
			} else {
				e.current = loaded
			}
		}
	}
	return state
}

func (p *played) upgraded(e *emulated, one playedInstance) *instance {
	p.t.Helper()
	resp, err := e.p.UpgradeResourceState(e.p.ctx, &tfprotov6.UpgradeResourceStateRequest{
		TypeName: e.p.typ, Version: one.SchemaVersion, RawState: &tfprotov6.RawState{JSON: one.Attributes},
	})
	if err != nil {
		p.t.Fatal(err)
	}
	e.p.fine(resp.Diagnostics)
	loaded := &instance{state: resp.UpgradedState, private: one.Private, tainted: one.Status == "tainted"}
	if one.Identity != nil {
		ty := p.identityType(e.p.typ)
		value, err := ctyjson.Unmarshal(one.Identity, ty)
		if err != nil {
			p.t.Fatal(err)
		}
		loaded.identity = &tfprotov6.ResourceIdentityData{IdentityData: packed(p, value, ty)}
	}
	return loaded
}

func (p *played) identityType(typ string) cty.Type {
	p.t.Helper()
	all, err := p.base.GetResourceIdentitySchemas(p.base.ctx, &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		p.t.Fatal(err)
	}
	return ctyType(p, all.IdentitySchemas[typ].ValueType())
}

// save writes the state. A resource of the configuration comes before one that refers to it.
func (p *played) save() {
	p.t.Helper()
	kept := p.state.Resources
	p.state.Resources = nil
	seen := map[string]bool{}
	keep := func(address string) {
		if seen[address] {
			return
		}
		seen[address] = true
		if r := p.resource(address, kept); r != nil {
			p.state.Resources = append(p.state.Resources, r)
		}
	}
	for _, r := range kept {
		keep(r.address())
	}
	if p.scope != nil {
		for _, address := range p.scope.order {
			keep(address)
		}
	}
	for address := range p.objects {
		keep(address)
	}
	p.write()
}

func (p *played) write() {
	p.t.Helper()
	p.state.Serial++
	content, err := json.MarshalIndent(p.state, "", "  ")
	if err == nil {
		err = os.WriteFile(p.stateFile(), content, 0o600)
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

// resource is what the state says of an address; nil for nothing.
func (p *played) resource(address string, before []*playedResource) *playedResource {
	e := p.objects[address]
	if e == nil {
		for _, r := range before {
			if r.address() == address {
				return r // terraform_data and what was read
			}
		}
		return nil
	}
	typ, name, _ := strings.Cut(address, ".")
	r := &playedResource{Mode: "managed", Type: typ, Name: name, Provider: `provider["registry.terraform.io/bosops/bos"]`}
	if e.current != nil {
		r.Instances = append(r.Instances, p.stored(e, e.current, ""))
	}
	for _, one := range e.others {
		r.Instances = append(r.Instances, p.stored(e, one, "00000001"))
	}
	if len(r.Instances) == 0 {
		return nil
	}
	return r
}

func (p *played) stored(e *emulated, one *instance, deposed string) playedInstance {
	p.t.Helper()
	schema := p.base.schema.ResourceSchemas[e.p.typ]
	stored := playedInstance{
		SchemaVersion: schema.Version, Deposed: deposed, Private: one.private,
		Attributes: jsonOf(p, p.unpacked(e, one.state)),
	}
	if one.tainted {
		stored.Status = "tainted"
	}
	if one.identity != nil && one.identity.IdentityData != nil {
		stored.Identity = jsonOf(p, unpacked(p, one.identity.IdentityData, p.identityType(e.p.typ)))
	}
	return stored
}

// unpacked is a state or a plan of the resource in the language's values.
func (p *played) unpacked(e *emulated, dynamic *tfprotov6.DynamicValue) cty.Value {
	return unpacked(p, dynamic, ctyType(p, e.p.session))
}

func unpacked(p *played, dynamic *tfprotov6.DynamicValue, ty cty.Type) cty.Value {
	p.t.Helper()
	value, err := msgpack.Unmarshal(dynamic.MsgPack, ty)
	if err != nil {
		p.t.Fatal(err)
	}
	return value
}

func packed(p *played, value cty.Value, ty cty.Type) *tfprotov6.DynamicValue {
	p.t.Helper()
	content, err := msgpack.Marshal(value, ty)
	if err != nil {
		p.t.Fatal(err)
	}
	return &tfprotov6.DynamicValue{MsgPack: content}
}

func jsonOf(p *played, value cty.Value) json.RawMessage {
	p.t.Helper()
	content, err := ctyjson.Marshal(value, value.Type())
	if err != nil {
		p.t.Fatal(err)
	}
	return content
}

// ctyType is the language's type for one of the protocol.
func ctyType(p *played, of tftypes.Type) cty.Type {
	p.t.Helper()
	text, err := of.MarshalJSON() //nolint:staticcheck // the protocol's own encoding of types
	if err != nil {
		p.t.Fatal(err)
	}
	ty, err := ctyjson.UnmarshalType(text)
	if err != nil {
		p.t.Fatal(err)
	}
	return ty
}
