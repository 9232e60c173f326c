// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// calmWalk is a walk on v2 whose one command has booted three healthy nodes.
func calmWalk(t *testing.T) (k *walk, plan *walkPlan) {
	t.Helper()
	k = &walk{t: t, random: rand.New(rand.NewPCG(1, 1))} //nolint:gosec // it has to be the same each time
	for k.world == nil || k.world.v1() {
		k.world = newWalkWorld(t, k.random, &k.journal)
	}
	k.wish = wish{
		Operation: "boot", Template: "green", Wait: true, OnFailure: "error", OnMissing: "keep", OnConflict: "error", OnDestroy: "delete", Poll: "10s",
	}
	k.oracle = newOracle(k)
	k.engine = newEmulated(k)
	k.step(func() {
		plan = k.engine.plan(&k.wish, planning{})
		k.observe("apply", &applied{plan: plan, wish: k.wish}, func() *answered { return k.engine.apply(plan, &k.wish) })
	}, 0)
	k.wantViolation(false, "the apply")
	return k, plan
}

// wantViolation checks whether there was one, and forgets it.
func (k *walk) wantViolation(want bool, what string) {
	k.t.Helper()
	if got := len(k.violations) > 0; got != want {
		k.t.Errorf("%s: violations %q", what, k.violations)
	}
	k.violations = nil
}

// What the walks look for is found.
func TestWalk_findsAStateThatLies(t *testing.T) {
	k, _ := calmWalk(t)
	history, values := k.history(), k.engine.values()
	nodes, _ := values["components"].(string)
	outcome := func(changes map[string]any) map[string]any {
		all, _ := values["outcome"].(map[string]any)
		all = maps.Clone(all)
		maps.Copy(all, changes)
		return map[string]any{"outcome": all}
	}
	for what, lie := range map[string]map[string]any{
		"failed":                        {"result": "failed"},
		"another start":                 {"start_time": "2026-11-22T11:00:00Z"},
		"another name":                  {"name": "other"},
		"another system":                {"endpoint": k.world.systems[1].URL},
		"every node":                    {"every_node": false},
		"nodes that are not its own":    {"components": strings.Replace(nodes, "s1", "s9", 1)},
		"a wrong number of nodes":       {"component_count": 2},
		"nothing known, but succeeded":  {"status": nil},
		"succeeded without an outcome":  {"outcome": nil},
		"succeeded while it runs":       {"status": "running"},
		"an error that BOS did not say": {"error": "broken"},
		"a node less":                   outcome(map[string]any{"successful": 2, "managed": 2}),
		"a node that failed":            outcome(map[string]any{"successful": 2, "failed": 1}),
		"a list of failed nodes":        outcome(map[string]any{"failed_nodes": strings.Split(nodes, ",")[0]}),
	} {
		told := maps.Clone(values)
		maps.Copy(told, lie)
		k.wantHonest(told, history)
		k.wantViolation(true, what)
	}
	for what, truth := range map[string]func(*past){
		"a node has failed":            func(p *past) { p.Nodes[strings.Split(nodes, ",")[0]] = bossim.FateFailed },
		"a node was held":              func(p *past) { p.Nodes[strings.Split(nodes, ",")[0]] = bossim.FateHeld },
		"somebody else has started it": func(p *past) { p.By = foreignID },
	} {
		other := k.history()
		truth(&other[0])
		k.wantHonest(values, other)
		k.wantViolation(true, what)
	}
	k.wantHonest(values, history)
	k.wantViolation(false, "the truth")
}

func TestWalk_findsWhatNoPlanShows(t *testing.T) {
	k, plan := calmWalk(t)
	s, started := k.world.systems[0], `{"name": "tf-1", "operation": "boot", "template_name": "green"}`
	post := func(body string) { // as the provider under test, not as somebody else
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/v2/sessions", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		resp, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusCreated {
			t.Fatal(resp.Status)
		}
	}
	for what, row := range map[string]struct {
		a    *applied
		body string
		want bool
	}{
		"of a refresh":                     {nil, started, true},
		"of a plan without changes":        {&applied{plan: &walkPlan{action: doNothing}}, strings.Replace(started, "tf-1", "tf-2", 1), true},
		"of another limit than the plan's": {&applied{plan: plan}, `{"name": "tf-3", "operation": "boot", "template_name": "green", "limit": "blue"}`, true},
		"of another operation":             {&applied{plan: plan}, `{"name": "tf-4", "operation": "reboot", "template_name": "green"}`, true},
		"planned for another system":       {&applied{plan: plan, plannedFor: 1}, strings.Replace(started, "tf-1", "tf-5", 1), true},
		"as planned":                       {&applied{plan: plan}, strings.Replace(started, "tf-1", "tf-6", 1), false},
	} {
		before := k.history()
		post(row.body)
		k.wantStarted(row.a, &answered{errors: []string{"killed"}}, before, k.history())
		k.wantViolation(row.want, "a start "+what)
	}
	held, before := k.held(), k.history()
	s.ask(http.MethodDelete, "/v2/sessions/tf-6", "")
	k.wantDeleted(held, before, k.history())
	k.wantViolation(false, "somebody else's DELETE")
	k.wantDeleted(held, before, dropped(k.history(), "tf-5"))
	k.wantViolation(true, "a DELETE of what is not in the state")
}

// dropped is a history in which the provider has deleted the record of that name.
func dropped(history []past, name string) []past {
	for i := range history {
		if history[i].Name == name {
			history[i].Dropped, history[i].DroppedBy = history[i].Dropped.AddDate(2026, 0, 0), "the provider"
		}
	}
	return history
}
