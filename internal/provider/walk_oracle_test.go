// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// oracle holds what the provider does and says against what happened.
type oracle struct {
	k *walk

	percent map[string]int  // the most of a session's nodes that were allowed to fail so far, by name
	excused map[string]bool // sessions that a warning said may be somebody else's, by name
	shown   *answered       // what the last command said

	began time.Time // when the last command did

	adoptedOnce map[string]bool // by name and start
}

func newOracle(k *walk) *oracle {
	return &oracle{k: k, percent: map[string]int{}, excused: map[string]bool{}, adoptedOnce: map[string]bool{}, shown: &answered{}}
}

// applied is a plan that is carried out.
type applied struct {
	plan       *walkPlan
	wish       wish // as it is applied
	plannedFor int  // the system that the plan was made for
}

// past is a session, and where it is.
type past struct {
	bossim.Past

	system int
}

func (p past) foreign() bool { return p.By == foreignID }

// start is the start as the state writes it.
func (p past) start() string { return p.Start[:len("2006-01-02T15:04:05")] + "Z" }

func (o *oracle) history() []past {
	var all []past
	for i, s := range o.k.world.systems {
		for _, one := range s.History() {
			all = append(all, past{one, i})
		}
	}
	return all
}

// held are the objects of the state.
func (o *oracle) held() []map[string]any {
	all := o.k.engine.deposed()
	if values := o.k.engine.values(); values != nil {
		all = append(all, values)
	}
	return all
}

// of finds the session that a state stands for; nil if there is none of that name and start. Of two systems that
// have one it is that of the endpoint.
func (o *oracle) of(values map[string]any, history []past) *past {
	var found *past
	for _, one := range history {
		at := o.k.world.systems[one.system].URL == values["endpoint"]
		same := one.Name == values["name"] && (values["start_time"] == nil || values["start_time"] == one.start())
		if same && (at || found == nil || found.system == one.system) {
			found = &one
		}
	}
	return found
}

// observe runs a command and checks what came of it. a is nil for one that must start nothing.
func (o *oracle) observe(what string, a *applied, command func() *answered) {
	k := o.k
	k.world.notef("%s: %+v", what, k.wish)
	if k.wish.Limit != nil {
		k.world.notef("    limit %s", *k.wish.Limit)
	}
	before, held, logs := o.history(), o.held(), k.logLengths()
	o.began = k.world.clock.Now()
	k.world.fence()
	said := command()
	k.world.fence()
	k.commands++
	o.shown = said
	after := o.history()
	k.world.notef("  errors %q\n    warnings %q\n    state (tainted %t) %v, %d deposed", said.errors, said.warnings, k.engine.tainted(), k.engine.values(), len(k.engine.deposed()))
	if a != nil {
		k.world.notef("  it was to %s", a.plan.action)
	}

	o.wantStarted(a, said, before, after)
	o.wantDeleted(held, before, after)
	o.wantRequests(a, logs)
	for _, values := range o.held() {
		o.wantHonest(values, after)
	}
	if a != nil && len(said.errors) == 0 {
		o.wantDone(a, said, held, after)
	}
}

func (k *walk) logLengths() [2]int {
	return [2]int{len(k.world.systems[0].Requests()), len(k.world.systems[1].Requests())}
}

// wantStarted: a session for a plan that shows one, at most, and as it was planned.
func (o *oracle) wantStarted(a *applied, said *answered, before, after []past) {
	started := newOnes(before, after)
	most := 0
	if a != nil && (a.plan.action == doCreate || a.plan.action == doReplace) {
		most = 1
	}
	ran := slices.DeleteFunc(slices.Clone(started), func(one past) bool { // others deleted it before BOS looked at it
		return !one.Dropped.IsZero() && one.DroppedBy == foreignID && len(one.Nodes) == 0
	})
	if len(ran) > most {
		o.k.violation("%d sessions started, want at most %d", len(ran), most)
	}
	for _, one := range started {
		if a == nil || a.plan.after == nil {
			continue
		}
		o.wantPlanned(a, one)
	}
	replaced := a != nil && a.plan.action == doReplace && said.ok()
	// The guide: under adopt, a plan without a refresh does not know the name.
	unread := a != nil && a.plan.stale && a.wish.OnConflict == "adopt" && len(said.warnings) > 0
	if replaced && len(started) == 0 && !unread && !o.raced(after) {
		o.k.violation("a replacement succeeded, and %d sessions were started", len(started))
	}
	if a != nil && a.plan.action == doCreate && said.ok() && len(started) == 0 && !o.adopted(a) && !o.raced(after) {
		o.k.violation("a creation succeeded, and no session was started")
	}
}

// raced: while the command ran, somebody else started a session of the configured name with the same inputs. After a lost
// answer BOS shows no difference.
func (o *oracle) raced(history []past) bool {
	values := o.k.engine.values()
	stands := o.of(values, history)
	return values != nil && stands != nil && stands.foreign() && !o.k.world.v1() &&
		stands.Name == o.k.wish.Name && stands.start() >= o.began.Format("2006-01-02T15:04:05Z")
}

// newOnes are the provider's sessions that were not there before.
func newOnes(before, after []past) []past {
	return slices.DeleteFunc(slices.Clone(after), func(one past) bool {
		return one.foreign() || slices.ContainsFunc(before, func(other past) bool { return one.same(other) })
	})
}

func (p past) same(other past) bool {
	return p.system == other.system && p.Name == other.Name && p.By == other.By && p.Start == other.Start
}

// adopted: on_conflict allows to go on with a session that is there, or v1 has warned.
func (o *oracle) adopted(a *applied) bool {
	name, _ := o.k.engine.values()["name"].(string)
	if o.k.world.v1() && name != "" && slices.ContainsFunc(o.shown.warnings, func(warning string) bool {
		return strings.HasPrefix(warning, "Unable to prove that session") && strings.Contains(warning, name)
	}) {
		o.excused[name] = true
	}
	return a.wish.OnConflict == "adopt" && a.wish.Name != "" && a.wish.Name == name || o.excused[name]
}

// wantPlanned: the session is the one that the plan showed, where that was known.
func (o *oracle) wantPlanned(a *applied, one past) {
	if one.system != a.plannedFor {
		o.k.violation("a plan for one system started session %s on another", one.Name)
	}
	for attribute, got := range map[string]string{"name": one.Name, "operation": one.Operation, "template_name": one.TemplateName, "limit": one.Limit} {
		planned := a.plan.after[attribute]
		switch {
		case planned == any(unknownValue{}):
			planned = got
			if attribute == "limit" && everyNode(limitOf(got)) {
				o.k.violation("a limit that was unknown in the plan became %q: every node", got)
			}
		case planned == nil:
			planned = ""
		}
		chosenByBOS := attribute == "name" && o.k.world.v1()
		if planned != got && !chosenByBOS {
			o.k.violation("%s was planned as %v, and %q was started", attribute, planned, got)
		}
	}
}

func limitOf(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// wantDeleted: the provider deletes the record of a session that it has in the state, and no other.
func (o *oracle) wantDeleted(held []map[string]any, before, after []past) {
	for _, one := range after {
		if one.DroppedBy == "" || one.DroppedBy == foreignID || slices.ContainsFunc(before, func(other past) bool { return other.same(one) && !other.Dropped.IsZero() }) {
			continue
		}
		mine := slices.ContainsFunc(held, func(values map[string]any) bool {
			stands := o.of(values, after)
			return stands != nil && stands.same(one)
		})
		if !mine || o.excused[one.Name] {
			o.k.violation("the record of %s, started by %q, was deleted: it is not the state's", one.Name, one.By)
		}
	}
}

// wantReason: no plan runs an operation again for the lack of a record that is there. (A refresh may believe one 404.)
func (k *walk) wantReason(plan *walkPlan) {
	again := slices.ContainsFunc(plan.warnings, func(warning string) bool { return strings.HasPrefix(warning, "The operation will run again") })
	stands := k.of(k.engine.values(), k.history())
	if again && stands != nil && stands.Dropped.IsZero() {
		k.violation("the operation of %s is to run again, and its record is there", stands.Name)
	}
}

// wantWarned: where the plan cannot show which nodes a session acts on, it says so.
func (k *walk) wantWarned(plan *walkPlan) {
	runs := plan.action == doCreate || plan.action == doReplace
	if plan.ok() && runs && plan.after["limit"] == any(unknownValue{}) &&
		!slices.ContainsFunc(plan.warnings, func(warning string) bool { return strings.Contains(warning, "known only after apply") }) {
		k.violation("the limit is known only after apply, and the plan does not warn of it")
	}
}

// wantRequests: one name for all attempts to start, and nothing but reading where nothing is planned.
func (o *oracle) wantRequests(a *applied, logs [2]int) {
	names, posts := map[string]bool{}, 0
	for i, s := range o.k.world.systems {
		for _, r := range s.Requests()[logs[i]:] {
			if r.RequestID == foreignID || r.Method == http.MethodGet {
				continue
			}
			if a == nil || a.plan.action == doNothing && len(a.plan.deposed) == 0 {
				o.k.violation("%s %s of a command that only reads", r.Method, r.Path)
			}
			if r.Method == http.MethodPost && strings.HasPrefix(r.Path, o.k.world.api.start) {
				var body struct{ Name string }
				_ = json.Unmarshal([]byte(r.Body), &body)
				names[fmt.Sprint(i, body.Name)] = true
				posts++
			}
			if r.Method == http.MethodPatch && !o.mayPatch(a) {
				o.k.violation("PATCH %s %s", r.Path, r.Body)
			}
		}
	}
	if len(names) > 1 || posts > 4 || o.k.world.v1() && posts > 1 {
		o.k.violation("%d requests to start, under the names %v", posts, names)
	}
}

// mayPatch: only a cancellation stops nodes, and a bound that a session exceeds.
func (o *oracle) mayPatch(a *applied) bool {
	cancels := a.wish.Most > 0
	for _, one := range append(slices.Clone(a.plan.deposed), a.plan.prior) {
		if e, emulated := o.k.engine.(*walkEmulated); emulated && one != nil {
			cancels = cancels || e.shown(one)["on_destroy"] == "cancel"
		} else {
			cancels = cancels || one != nil || !emulated
		}
	}
	return cancels
}

// moment is how long nodes are watched that were stopped.
const moment = time.Hour
