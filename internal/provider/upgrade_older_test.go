// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// strip is an attribute that the state of an older version lacks.
type strip struct {
	address string
	path    []string // to the attribute, through objects, keys of maps and "*" for all elements of a list
	set     bool     // in the configuration
}

func (s strip) String() string { return s.address + "." + strings.Join(s.path, ".") }

func (s strip) attribute() string {
	typ, _, _ := strings.Cut(s.address, ".")
	return typ + "." + strings.Join(s.path, ".")
}

// Every attribute that is not required may have been added by a later version: a state that lacks it runs nothing, and plans
// empty where the configuration does not have it either.
func TestUpgrade_stateWithoutAnAttribute(t *testing.T) {
	for _, folder := range storedStates(t) {
		t.Run(strings.TrimPrefix(folder, upgrades+"/"), func(t *testing.T) {
			if testing.Short() {
				t.Skip("-short: no engine takes part in it")
			}
			t.Parallel()
			bos, tf := restored(t, folder, newPlayedEngine, nil)
			whole, err := os.ReadFile(filepath.Join(tf.dir, "terraform.tfstate"))
			if err != nil {
				t.Fatal(err)
			}
			before := len(bos.changing())
			for _, without := range tf.strips(whole) {
				content := without.from(t, whole)
				if err := os.WriteFile(filepath.Join(tf.dir, "terraform.tfstate"), content, 0o600); err != nil {
					t.Fatal(err)
				}
				for _, refresh := range []string{"-refresh=false", "-refresh=true"} {
					output, code := tf.run("plan", "-detailed-exitcode", "-out=checked", refresh)
					fmt.Println("STRIP", folder, without, without.set, refresh, code, tf.changesIf(code))
					_ = output
				}
			}
			if sent := bos.changing()[before:]; len(sent) > 0 {
				t.Errorf("plans have sent %v", sent)
			}
		})
	}
}

func (e *engine) changesIf(code int) any {
	if code == 1 {
		return nil
	}
	return e.changes("checked")
}

// strips returns the attributes that a state of the directory's resources may lack.
func (e *engine) strips(state []byte) (all []strip) {
	e.t.Helper()
	stored := playedState{}
	if err := json.Unmarshal(state, &stored); err != nil {
		e.t.Fatal(err)
	}
	e.played.scope = nil
	scope := e.played.readScope()
	for _, r := range stored.Resources {
		block := scope.blocks[r.address()]
		var walk func(attributes []*tfprotov6.SchemaAttribute, value any, path []string)
		walk = func(attributes []*tfprotov6.SchemaAttribute, value any, path []string) {
			values, _ := value.(map[string]any)
			for _, a := range attributes {
				at := append(slices.Clone(path), a.Name)
				if !a.Required && values != nil {
					all = append(all, strip{r.address(), at, block.Body.Attributes[at[0]] != nil})
				}
				if a.NestedType == nil {
					continue
				}
				switch inner := values[a.Name].(type) {
				case map[string]any:
					if a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle {
						walk(a.NestedType.Attributes, inner, at)
						continue
					}
					for _, key := range slices.Sorted(maps.Keys(inner)) {
						walk(a.NestedType.Attributes, inner[key], append(slices.Clone(at), key))
					}
				case []any:
					if len(inner) > 0 {
						walk(a.NestedType.Attributes, inner[0], append(slices.Clone(at), "*"))
					}
				}
			}
		}
		var values any
		if err := json.Unmarshal(r.Instances[0].Attributes, &values); err != nil {
			e.t.Fatal(err)
		}
		walk(e.played.base.schema.ResourceSchemas[r.Type].Block.Attributes, values, nil)
	}
	return all
}

// from returns the state without the attribute.
func (s strip) from(t *testing.T, state []byte) []byte {
	t.Helper()
	var stored map[string]any
	if err := json.Unmarshal(state, &stored); err != nil {
		t.Fatal(err)
	}
	resources, _ := stored["resources"].([]any)
	for _, r := range resources {
		r, _ := r.(map[string]any)
		if fmt.Sprintf("%s.%s", r["type"], r["name"]) != s.address {
			continue
		}
		instances, _ := r["instances"].([]any)
		instance, _ := instances[0].(map[string]any)
		cut(instance["attributes"], s.path)
	}
	content, err := json.Marshal(stored)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func cut(value any, path []string) {
	switch value := value.(type) {
	case map[string]any:
		if len(path) == 1 {
			delete(value, path[0])
		} else {
			cut(value[path[0]], path[1:])
		}
	case []any:
		for _, element := range value {
			cut(element, path[1:])
		}
	}
}
