// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// wantHonest: each word of a state is true, and none contradicts another.
func (o *oracle) wantHonest(values map[string]any, history []past) {
	name, _ := values["name"].(string)
	if percent, set := values["max_failed_percent"].(int); set {
		o.percent[name] = max(o.percent[name], percent)
	}
	o.wantConsistent(values)
	stands := o.of(values, history)
	if values["status"] == nil {
		return // nothing is said of it
	}
	if stands == nil {
		o.k.violation("the state tells of session %q, started at %v: there has never been one", name, values["start_time"])
		return
	}
	if at := values["endpoint"]; at != nil && at != o.k.world.systems[stands.system].URL {
		o.k.violation("session %s is of system %d, and the endpoint is %v", name, stands.system, at)
	}
	o.wantOurs(values, stands)
	o.wantRecord(values, stands)
	o.wantResult(values, stands)
}

// wantConsistent needs nothing but the state.
func (o *oracle) wantConsistent(v map[string]any) {
	components, _ := v["components"].(string)
	count := number(v["component_count"])
	if v["component_count"] != nil && components != "" && len(strings.Split(components, ",")) != count {
		o.k.violation("component_count is %d, components %q", count, components)
	}
	if v["status"] == nil && (v["outcome"] != nil || v["result"] != nil || components != "") {
		o.k.violation("nothing is known of the session, but: %v", v)
	}
	outcome, judged := v["outcome"].(map[string]any)
	if judged {
		in := func(part string) int { return number(outcome[part]) }
		if in("successful")+in("failed")+in("held") != in("managed") {
			o.k.violation("the outcome does not add up: %v", outcome)
		}
		if v["component_count"] == nil || in("managed")+in("superseded") != count {
			o.k.violation("component_count is %v, the outcome is %v", v["component_count"], outcome)
		}
		if v["error"] == nil && v["result"] == "failed" && in("managed") > 0 && in("successful") == in("managed") {
			o.k.violation("all %d nodes are successful, and the result is failed: %v", in("managed"), v)
		}
	}
	if v["result"] == "succeeded" && (!judged || v["error"] != nil || count == 0 || number(outcome["managed"]) == 0) {
		o.k.violation("succeeded, with error %v, %v nodes and the outcome %v", v["error"], v["component_count"], v["outcome"])
	}
	if limit, set := v["limit"].(string); v["every_node"] != nil && v["every_node"] != everyNode(limitOf(limit)) || set && limit == "" {
		o.k.violation("every_node is %v, and the limit %v", v["every_node"], v["limit"])
	}
	if v["result"] == "succeeded" && v["status"] != "complete" && v["expired"] != true {
		o.k.violation("succeeded, and the status is %v", v["status"])
	}
}

func number(value any) int {
	n, _ := value.(int)
	return n
}

// wantOurs: a session of the state is one that the provider has started, or may have adopted.
func (o *oracle) wantOurs(v map[string]any, stands *past) {
	if !stands.foreign() || v["on_conflict"] == "adopt" || o.excused[stands.Name] {
		return
	}
	if slices.ContainsFunc(o.shown.warnings, func(warning string) bool { return strings.Contains(warning, stands.Name) }) && o.k.world.v1() {
		o.excused[stands.Name] = true // BOS v1: taken over unproven, with a warning that names it
		return
	}
	if o.raced([]past{*stands}) {
		o.adoptedOnce[stands.Name+stands.Start] = true
	}
	if o.adoptedOnce[stands.Name+stands.Start] {
		return // with "adopt", which was edited since
	}
	o.k.violation("session %s was started by somebody else", stands.Name)
}

// wantRecord: status, error and nodes are those of the session, at this moment or before.
func (o *oracle) wantRecord(v map[string]any, stands *past) {
	if v["on_conflict"] == "adopt" {
		o.adoptedOnce[stands.Name+stands.Start] = true
	}
	if v["status"] == "complete" && stands.Completed.IsZero() && v["expired"] != true {
		o.k.violation("the status is complete, and the session is not: %+v", stands)
	}
	if text, _ := v["error"].(string); text != "" && !o.k.world.v1() && text != stands.Error {
		o.k.violation("the error is %q, and BOS said %q", text, stands.Error)
	}
	var nodes []string
	for node := range stands.Nodes {
		nodes = append(nodes, node)
	}
	slices.Sort(nodes)
	if components, _ := v["components"].(string); components != "" && components != strings.Join(nodes, ",") {
		o.k.violation("components are %q, and the session acts on %q", components, strings.Join(nodes, ","))
	}
}

// wantResult holds the verdict and its numbers against the fates of the nodes.
func (o *oracle) wantResult(v map[string]any, stands *past) {
	fates := map[bossim.Fate]int{}
	for _, fate := range stands.Nodes {
		fates[fate]++
	}
	truth := fmt.Sprintf("the nodes of %s: %v, complete %v, deleted %v by %q", stands.Name, stands.Nodes, stands.Completed, stands.Dropped, stands.DroppedBy)
	managed := len(stands.Nodes) - fates[bossim.FateSuperseded]
	bad := fates[bossim.FateFailed] + fates[bossim.FateHeld]
	switch v["result"] {
	case "succeeded":
		working := !stands.V1 && fates[bossim.FateNone] > 0 || stands.V1 && stands.Completed.IsZero()
		if working || len(stands.Nodes) == 0 || stands.Error != "" || 100*bad > o.percent[stands.Name]*managed {
			o.k.violation("succeeded: %s", truth)
		}
	case "failed":
		if !stands.V1 && stands.Error == "" && managed > 0 && bad == 0 {
			o.k.violation("failed: %s", truth)
		}
		if stands.V1 && bad == 0 && len(stands.Nodes) > 0 && stands.Operation == "shutdown" {
			o.k.violation("failed: %s", truth)
		}
	}
	outcome, judged := v["outcome"].(map[string]any)
	if !judged || stands.V1 {
		return
	}
	for part, fate := range map[string]bossim.Fate{"failed_nodes": bossim.FateFailed, "held_nodes": bossim.FateHeld} {
		list, _ := outcome[part].(string)
		for node := range strings.SplitSeq(list, ",") {
			if got := stands.Nodes[node]; node != "" && got != fate && (got != bossim.FateSuperseded || !stands.Completed.IsZero()) {
				o.k.violation("%s are %q, and %s", part, list, truth)
			}
		}
	}
	if o.namesake(stands) {
		return
	}
	// What was judged by the nodes, as the record was gone, may have been taken by others since.
	lost := 0
	if stands.Completed.IsZero() {
		lost = fates[bossim.FateSuperseded]
	}
	for part, most := range map[string]int{
		"successful": fates[bossim.FateSucceeded] + lost, "failed": fates[bossim.FateFailed] + lost, "held": fates[bossim.FateHeld] + lost,
	} {
		got := number(outcome[part])
		exactly := !stands.Completed.IsZero() && stands.Dropped.IsZero()
		if got > most || exactly && got != most {
			o.k.violation("the outcome is %v, and %s", outcome, truth)
		}
	}
}

// namesake reports whether a session that was deleted before has the same name and some of the nodes: its set-up may have
// taken them afterwards, and BOS counts nodes by the name of the session alone.
func (o *oracle) namesake(stands *past) bool {
	for _, other := range o.history() {
		if other.system != stands.system || other.Name != stands.Name || other.Start == stands.Start || other.Dropped.IsZero() {
			continue
		}
		for node := range other.Nodes {
			if _, both := stands.Nodes[node]; both {
				return true
			}
		}
	}
	return false
}

// wantDone: a command without an error did what it was to do.
func (o *oracle) wantDone(a *applied, said *answered, held []map[string]any, history []past) {
	values := o.k.engine.values()
	runs := a.plan.action == doCreate || a.plan.action == doReplace
	if runs && values == nil && said.ok() {
		o.k.violation("it created a session, and the state has none")
	}
	if stands := o.of(values, history); runs && said.ok() && a.wish.Most > 0 && stands != nil && len(stands.Nodes) > a.wish.Most && o.k.engine.has("max_components") {
		o.k.violation("max_components is %d, and without an error the session acts on %v", a.wish.Most, stands.Nodes)
	}
	judges := runs || a.plan.action == doUpdate && a.plan.after["result"] == any(unknownValue{})
	if judges && said.ok() && a.wish.Wait && values["result"] != "succeeded" && len(said.warnings) == 0 {
		o.k.violation("exit code 0 without a warning, and the result is %v", values["result"])
	}
	if !said.ok() || !runs && a.plan.action != doDelete {
		return
	}
	if a.plan.action == doDelete && (values != nil || len(o.k.engine.deposed()) > 0) {
		o.k.violation("destroyed, and still in the state")
	}
	for _, gone := range held {
		o.wantGone(gone, said, history)
	}
}

// wantGone: what was destroyed without a word is as on_destroy says.
func (o *oracle) wantGone(v map[string]any, said *answered, history []past) {
	stands := o.of(v, history)
	if stands == nil || v["status"] == nil || o.excused[stands.Name] {
		return
	}
	warned := slices.ContainsFunc(said.warnings, func(warning string) bool { return strings.Contains(warning, stands.Name) })
	forgotten := v["on_destroy"] == "forget"
	if forgotten && stands.DroppedBy != "" && stands.DroppedBy != foreignID {
		o.k.violation("%s was to be forgotten, and its record was deleted", stands.Name)
	}
	if !forgotten && !warned && stands.Dropped.IsZero() && !o.k.world.met("no effect") {
		o.k.violation("%s was destroyed without a warning, and its record is there", stands.Name)
	}
	if v["on_destroy"] != "cancel" || warned || v["status"] == "complete" {
		return
	}
	o.k.world.clock.Advance(moment)
	for _, now := range o.history() {
		if !now.same(*stands) {
			continue
		}
		for node, fate := range now.Nodes {
			if before, there := stands.Nodes[node]; !there || before == bossim.FateNone || before != fate && fate != bossim.FateSuperseded {
				o.k.violation("%s was cancelled, and %s went from %q to %q within %v", stands.Name, node, before, fate, moment)
			}
		}
	}
}

// quiet: right after an apply that succeeded the next plan is empty.
func (k *walk) quiet(how planning) {
	if how.destroy || !k.shown.ok() {
		return
	}
	var next *walkPlan
	k.observe("second plan", nil, func() *answered {
		next = k.engine.plan(&k.wish, planning{})
		return &next.answered
	})
	values := k.engine.values()
	missing := values["on_missing"] == "recreate" && k.of(values, k.history()) != nil && !k.of(values, k.history()).Dropped.IsZero()
	if next.ok() && next.action != doNothing && !missing {
		k.violation("the plan after an apply that succeeded is to %s: %v", next.action, next.after)
	}
}
