// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// strip is an attribute that the state of an older version lacks.
type strip struct {
	address string
	path    []string // through objects, keys of maps, and "*" for all elements of a list
	set     bool     // its value is in the configuration
}

func (s strip) String() string { return s.address + "." + strings.Join(s.path, ".") }

// attribute is the strip without the names of the resource and of keys, such as bos_session.outcome.failed.
func (s strip) attribute() string {
	typ, _, _ := strings.Cut(s.address, ".")
	return typ + "." + strings.Join(s.path, ".")
}

// Attributes that each version has had, because the provider cannot do without them: a plan without such a value finds out
// again what it was. No version may add one like these without an upgrade of the state.
var foundAgain = []string{
	"bos_session.name", // the plan after a refresh is an error
	"bos_session.result",
	"bos_rolling_session.result", "bos_rolling_session.node_count", "bos_rolling_session.waves_status",
	"bos_rolling_session.waves_status.[*].session", "bos_rolling_session.waves_status.[*].node_count",
	"bos_rolling_session.waves_status.[*].result",
	"bos_session_template.fingerprint",
	"bos_options.id",
}

// Inputs: whoever adds one to the configuration asks for something else.
var inputs = []string{
	"bos_session.name", "bos_session.tenant", "bos_session.limit", "bos_session.include_disabled", "bos_session.stage",
	"bos_rolling_session.tenant", "bos_rolling_session.limit", "bos_rolling_session.include_disabled", "bos_rolling_session.waves.*",
	"bos_session_template.tenant",
	"bos_session_template.boot_sets.*.*",                                                         // the error of a boot set without a path
	"bos_session_template.description", "bos_session_template.cfs", "bos_session_template.cfs.*", // on v1, which cannot write
	"bos_staged_session_application.tenant",
}

func among(patterns []string, attribute string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		matched, _ := path.Match(strings.ReplaceAll(pattern, "[*]", `\*`), attribute)
		return matched
	})
}

// Every attribute that is not required may have been added by a later version. A state that lacks it plans empty where the
// configuration lacks it too, and starts nothing in any case: what is not there means the default.
func TestUpgrade_stateWithoutAnAttribute(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: no engine takes part in it")
	}
	for _, folder := range storedStates(t) {
		if stored := readStored(t, folder); stored.Expected.Changes != nil || stored.Expected.Error != "" {
			continue
		}
		t.Run(strings.TrimPrefix(folder, upgrades+"/"), func(t *testing.T) {
			t.Parallel()
			bos, tf := restored(t, folder, newPlayedEngine, nil)
			started, puts := bos.SessionsStarted(), bos.puts()
			strips := tf.played.strips()
			if len(strips) < 10 {
				t.Fatalf("too few: %v", strips)
			}
			for name, alike := range strips {
				for _, stale := range []bool{true, false} {
					tf.played.configured() // no plan knows of another one
					for _, s := range alike {
						s.check(t, tf.played, stale)
						if !stale && !allOnEngine() {
							break // what a refresh finds out does not depend on how the session ended
						}
					}
				}
				if bos.SessionsStarted() != started || bos.puts() != puts {
					t.Fatalf("%s: something was started or written\n%s", name, bos.log())
				}
			}
		})
	}
}

// check plans one resource whose state lacks the attribute, and applies what a plan of a session or a rollout has.
func (s strip) check(t *testing.T, p *played, stale bool) {
	t.Helper()
	typ, name, _ := strings.Cut(s.address, ".")
	config, _ := p.scope.resourceConfig(s.address)
	e := p.object(s.address, typ)
	for _, r := range p.state.Resources {
		if r.Type == typ && r.Name == name {
			one := r.Instances[0]
			one.Attributes = cut(t, one.Attributes, s.path)
			e.current = p.upgraded(e, one)
		}
	}
	plan := e.plan(config, planning{stale: stale})
	switch {
	case among(foundAgain, s.attribute()) && plan.action != doReplace && plan.action != doCreate,
		s.set && among(inputs, s.attribute()),
		s.set && plan.ok() && plan.action == doUpdate,
		plan.ok() && plan.action == doNothing:
	default:
		t.Errorf("without %s (in the configuration: %t, -refresh=%t): %s %v, errors %v", s, s.set, !stale, plan.action, plan.forcing, plan.errors)
	}
	if plan.ok() && plan.action == doUpdate && typ != "bos_session_template" {
		e.apply(plan, config)
	}
}

// cut returns an object without what is at the path.
func cut(t *testing.T, object json.RawMessage, path []string) json.RawMessage {
	t.Helper()
	var all any
	if err := json.Unmarshal(object, &all); err != nil {
		t.Fatal(err)
	}
	var from func(value any, path []string)
	from = func(value any, path []string) {
		switch value := value.(type) {
		case map[string]any:
			if len(path) == 1 {
				delete(value, path[0])
			} else {
				from(value[path[0]], path[1:])
			}
		case []any:
			for _, element := range value {
				from(element, path[1:])
			}
		}
	}
	from(all, path)
	content, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// configured reads the directory, and configures the provider, as each command does.
func (p *played) configured() {
	p.t.Helper()
	p.state = p.loadState()
	if !p.begin() {
		p.t.Fatal("the configuration is not valid")
	}
	for _, r := range p.state.Resources {
		e := p.object(r.address(), r.Type)
		if p.t.Failed() || e.current == nil || e.current.state == nil {
			p.t.Fatalf("the provider cannot read the state of %s", r.address())
		}
		p.known(r.address(), p.unpacked(e, e.current.state))
	}
}

// strips returns what the directory's state may lack, by attribute.
func (p *played) strips() map[string][]strip {
	p.t.Helper()
	p.configured()
	all := map[string][]strip{}
	for _, r := range p.state.Resources {
		var values, config any
		given, _ := p.scope.resourceConfig(r.address())
		if err := json.Unmarshal(r.Instances[0].Attributes, &values); err != nil {
			p.t.Fatal(err)
		}
		if err := json.Unmarshal(jsonOf(p, p.unpacked(p.objects[r.address()], given)), &config); err != nil {
			p.t.Fatal(err)
		}
		stripsOf(p.base.schema.ResourceSchemas[r.Type].Block.Attributes, values, config, func(path []string, set bool) {
			s := strip{r.address(), path, set}
			all[s.attribute()] = append(all[s.attribute()], s)
		})
	}
	return all
}

// stripsOf reports each attribute that an object has and that is not required, and whether its value is configured.
func stripsOf(attributes []*tfprotov6.SchemaAttribute, value, config any, found func(path []string, set bool)) {
	values, _ := value.(map[string]any)
	given, _ := config.(map[string]any)
	for _, a := range attributes {
		inner, has := values[a.Name]
		if !has {
			continue
		}
		if !a.Required {
			found([]string{a.Name}, given[a.Name] != nil)
		}
		if a.NestedType == nil {
			continue
		}
		below := func(keys ...string) func([]string, bool) {
			return func(path []string, set bool) { found(slices.Concat([]string{a.Name}, keys, path), set) }
		}
		switch inner := inner.(type) {
		case map[string]any:
			if a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle {
				stripsOf(a.NestedType.Attributes, inner, given[a.Name], below())
				continue
			}
			sets, _ := given[a.Name].(map[string]any)
			for _, key := range slices.Sorted(maps.Keys(inner)) {
				stripsOf(a.NestedType.Attributes, inner[key], sets[key], below(key))
			}
		case []any:
			if len(inner) > 0 {
				stripsOf(a.NestedType.Attributes, inner[0], nil, below("*"))
			}
		}
	}
}
