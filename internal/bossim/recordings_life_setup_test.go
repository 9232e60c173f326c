// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim_test

import (
	"regexp"
	"slices"
	"strings"
)

var (
	foreignNodes    = regexp.MustCompile(`not available to this tenant: (.*)$`)
	bootSetInPython = regexp.MustCompile(`specified in boot set: (\{.*\})`)
)

// failedSetUp: the session was applied to no node. Its error gives the reason.
// "No nodes were found" may be due to the limit; otherwise each of the ways in
// which a node is excluded is a starting state of its own.
func (e *evidence) failedSetUp(w *world) []*world {
	request, _ := e.post.Request.Body.(object)
	limit, _ := request["limit"].(string)
	message := e.setUpError()
	const left = "x9000c0s7b0n0"
	if m := foreignNodes.FindStringSubmatch(message); m != nil {
		nodes := strings.Split(strings.ReplaceAll(strings.TrimSpace(m[1]), " ", ""), ",")
		w.replaceTemplate(e.templateFor(w, nodes))
		w.system.Tenants[otherTenant] = nodes
		return []*world{w}
	}
	if m := bootSetInPython.FindStringSubmatch(message); m != nil {
		made := e.templateFor(w, nil)
		var bootSet object
		if decodeJSON([]byte(strings.ReplaceAll(m[1], "'", `"`)), &bootSet) == nil {
			made["boot_sets"] = object{"compute": bootSet}
			w.owned(e.tenant, strings.Join(textList(bootSet["node_list"]), ""))
		}
		w.replaceTemplate(made)
		return []*world{w}
	}
	w.replaceTemplate(e.templateFor(w, []string{left}))
	w.owned(e.tenant, left)
	if templateGone.MatchString(message) && !e.deletes() {
		w.unrecorded = []exchange{{Request: recordedRequest{
			Method: "DELETE", Path: "/v2/sessiontemplates/" + request["template_name"].(string), Headers: e.post.Request.Headers,
		}}}
	}
	if !strings.HasPrefix(message, "No nodes were found") || limits(limit) {
		return []*world{w}
	}
	locked, arch, absent := w.copy(), w.copy(), w.copy()
	locked.system.Locked = []string{left}
	arch.system.Arch = map[string][]string{"ARM": {left}}
	worlds := []*world{locked, arch}
	if e.tenant == "" { // a tenant's session reports the node
		absent.system.Names = nil
		worlds = append(worlds, absent)
	}
	if request["include_disabled"] != true {
		disabled := w.copy()
		disabled.system.HSMDisabled = []string{left}
		worlds = append(worlds, disabled)
	}
	return worlds
}

// deletes reports whether the recording itself contains a DELETE.
func (e *evidence) deletes() bool {
	return slices.ContainsFunc(e.steps, func(step exchange) bool { return step.Request.Method == "DELETE" })
}

// limits reports whether the limit can exclude a node that it does not name.
func limits(limit string) bool {
	for item := range strings.SplitSeq(limit, ",") {
		if item == "all" || item == "*" {
			return false
		}
	}
	return limit != ""
}

func (w *world) copy() *world {
	out := *w
	out.system.Names = append([]string(nil), w.system.Names...)
	return &out
}

// resume builds the starting state of a life that begins with a running session:
// the session and the polled nodes as first seen; of the others, as many staged
// and as many active as the first status counts. A node whose stage has just been
// applied is restored to the state before that, and the stage applied again.
func (e *evidence) resume(w *world) {
	w.sessions = append(w.sessions, clone(e.begun))
	var applied []string
	for _, id := range e.polled {
		record := asStored(clone(e.first[id]))
		if action, _ := record["last_action"].(object); action["action"] == "apply_staged" && record["enabled"] == true {
			applied = append(applied, id)
			w.options["clear_stage"] = unstage(record)
		}
		w.components = append(w.components, record)
		w.owned(e.tenant, id)
	}
	if len(applied) > 0 {
		headers := map[string]*string{"Content-Type": ptrTo("application/json")}
		if e.tenant != "" {
			headers["Cray-Tenant-Name"] = &e.tenant
		}
		w.unrecorded = []exchange{{Request: recordedRequest{
			Method: "POST", Path: "/v2/applystaged", Headers: headers, Body: object{"xnames": anyList(applied)},
		}}}
	}
	if len(e.statuses) == 0 {
		return
	}
	counted := newCensus(e.statuses[0])
	working, staged := counted.working+counted.successful+counted.failed, counted.staged
	left := e.firstPhases()
	successful := counted.successful
	for _, id := range e.polled {
		record := e.first[id]
		if record["session"] == e.name {
			working--
			left[e.firstPhaseOf(id, record)]--
		}
		if stage, _ := record["staged_state"].(object); stage["session"] == e.name {
			staged--
		}
	}
	for _, node := range e.nodes() {
		if e.first[node] != nil {
			continue
		}
		record := baseComponent(node)
		if working > 0 {
			working--
			record = e.atWork(w, node, left)
			if disabled := e.disabledAtWork(); disabled != nil {
				record = asStored(clone(disabled))
				record["id"] = node
			}
			if successful > 0 {
				successful--
				record = finishedComponent(node, e.name)
			}
		}
		if staged > 0 {
			staged--
			record["staged_state"] = stagedComponent(node, e.name)["staged_state"]
		}
		w.owned(e.tenant, node)
		w.components = append(w.components, record)
	}
}

func ptrTo(text string) *string { return &text }

// unstage undoes the effect of applying its stage to a node, and reports whether
// that cleared the stage.
func unstage(record object) (cleared bool) {
	desired, _ := record["desired_state"].(object)
	stage, _ := record["staged_state"].(object)
	_, kept := stage["session"]
	record["staged_state"] = object{
		"boot_artifacts": desired["boot_artifacts"], "configuration": desired["configuration"],
		"session": record["session"], "last_updated": desired["last_updated"],
	}
	before := baseComponent("")
	for _, key := range []string{"desired_state", "last_action", "session", "enabled"} {
		record[key] = before[key]
	}
	if state, _ := record["status"].(object); len(state) == 1 { // nothing but the hold from enabling it
		delete(record, "status")
	} else { // BOS has acted upon it before
		state["status_override"] = ""
		record["last_action"].(object)["action"] = "powering_on"
	}
	return !kept
}

// disabledAtWork returns a polled node that somebody had disabled before its end,
// which is how a session is stopped, or nil; then all nodes of its session are
// assumed to be disabled.
func (e *evidence) disabledAtWork() object {
	for _, id := range e.polled {
		record := e.first[id]
		state, _ := record["status"].(object)
		if record["session"] == e.name && record["enabled"] == false && state["status"] != "stable" &&
			state["status"] != "failed" {
			return record
		}
	}
	return nil
}

// atWork returns a node that its session has just been assigned to.
func (e *evidence) atWork(w *world, node string, left map[string]int) object {
	phase := "powering_on"
	for _, candidate := range []string{"successful", "powering_off", "powering_on"} {
		if left[candidate] > 0 {
			phase = candidate
			break
		}
	}
	left[phase]--
	record := e.nodeBefore(w, node, phase)
	record["session"], record["enabled"] = e.name, true
	if desired := e.desired(); desired != nil {
		record["desired_state"] = clone(desired)
	}
	record["status"] = object{"status_override": "on_hold"}
	record["last_action"].(object)["action"] = "apply_staged"
	return record
}
