// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// TestRandomSystem opens systems of many seeds, runs a session of each template,
// and counts what occurred: a generator that leaves something out would let the
// tests that use it pass.
func TestRandomSystem(t *testing.T) {
	seen := map[string]int{}
	for seed := range uint64(300) {
		sys := RandomSystem(seed)
		if !reflect.DeepEqual(sys, RandomSystem(seed)) {
			t.Fatalf("seed %d: another system", seed)
		}
		r := newRig(t, sys)
		countFeatures(seen, sys)
		rng := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // a test's random numbers
		for _, text := range sys.Templates {
			var template struct {
				Name, Tenant string
				BootSets     map[string]json.RawMessage `json:"boot_sets"`
			}
			if err := json.Unmarshal(text, &template); err != nil {
				t.Fatal(err)
			}
			limit := RandomLimit(rng, sys)
			headers := []string{"Cray-Tenant-Name", template.Tenant}
			quoted, _ := json.Marshal(limit)
			r.start(template.Name, "shutdown", template.Name, `,"limit":`+string(quoted), headers...)
			r.clock.Advance(2 * r.period())
			session := r.session(template.Name, headers...)
			countOutcome(seen, session, limit, len(template.BootSets))
		}
	}
	for _, feature := range []string{
		"controller", "virtual node", "locked", "disabled", "undiscovered", "no arch", "group like a partition",
		"group like a node", "group all", "member no node", "stale tenant", "new tenant", "tenant's template",
		"several boot sets", "limit", "no limit", "removed all", "nodes", "no nodes", "no components", "empty item",
		"foreign node",
	} {
		if seen[feature] == 0 {
			t.Errorf("never: %s", feature)
		}
	}
	if share := 100 * seen["nodes"] / seen["sessions"]; share < 40 || share > 90 {
		t.Errorf("%d%% of the sessions had nodes", share)
	}
}

func countFeatures(seen map[string]int, sys System) {
	records := ""
	for _, record := range sys.Components {
		records += string(record)
	}
	for feature, there := range map[string]bool{
		"controller":   strings.Contains(records, `"NodeBMC"`),
		"virtual node": strings.Contains(records, `"VirtualNode"`),
		"locked":       len(sys.Locked) > 0,
		"disabled":     len(sys.HSMDisabled) > 0,
		"undiscovered": len(sys.Undiscovered) > 0,
		"no arch":      len(sys.Arch[""]) > 0,
		"group all":    sys.Groups["all"] != nil,
		"stale tenant": len(sys.StaleTenants) > 0,
		"new tenant":   len(sys.NewTenants) > 0,
	} {
		if there {
			seen[feature]++
		}
	}
	for label, members := range sys.Groups {
		if sys.Partitions[label] != nil {
			seen["group like a partition"]++
		}
		if slices.Contains(sys.Names, label) {
			seen["group like a node"]++
		}
		for _, member := range members {
			if xnameType(member) != typeNode {
				seen["member no node"]++
			}
		}
	}
}

func countOutcome(seen map[string]int, session session, limit string, bootSets int) {
	problem := deref(session.Status.Error)
	seen["sessions"]++
	for feature, there := range map[string]bool{
		"tenant's template": session.Tenant != nil,
		"several boot sets": bootSets > 1,
		"limit":             limit != "",
		"no limit":          limit == "",
		"removed all":       limit != "" && problem == errNoNodes.Error(),
		"nodes":             session.Components != "",
		"no nodes":          problem == errNoNodes.Error(),
		"no components":     problem == errNoComponents.Error(),
		"empty item":        strings.HasPrefix(problem, "IndexError"),
		"foreign node":      strings.Contains(problem, "not available to this tenant"),
	} {
		if there {
			seen[feature]++
		}
	}
}
