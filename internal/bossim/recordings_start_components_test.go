// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim_test

import (
	"slices"
	"strings"
)

// asStored removes from a component what GET computes.
func asStored(component object) object {
	if status, ok := component["status"].(object); ok {
		delete(status, "status")
	}
	return component
}

func (w *world) addComponent(component object, tenant string) {
	w.components = append(w.components, component)
	id, _ := component["id"].(string)
	w.owned(tenant, id)
}

func (w *world) oneComponent(ex exchange, id string) {
	tenant := ex.Request.tenant()
	answer, _ := ex.Response.Body.(object)
	switch {
	case ex.Response.Status == 404:
		if tenant != "" { // it exists, but does not belong to the tenant
			w.addComponent(baseComponent(id), otherTenant)
		}
		w.addComponent(baseComponent("x9000c0s0b0n0"), tenant)
	case ex.Request.Method == "GET" && ex.Response.Status == 200:
		w.addComponent(asStored(clone(answer)), tenant)
	case ex.Request.Method == "PATCH" && ex.Response.Status == 200:
		patch, _ := ex.Request.Body.(object)
		w.addComponent(componentBefore(clone(answer), patch), tenant)
	case ex.Response.Status == 409: // BOS is about to power the node off
		w.addComponent(workingComponent(id, "at-work", "powering_off"), tenant)
	default:
		w.addComponent(baseComponent(id), tenant)
	}
}

// componentBefore returns a patched component with other values for what the
// patch set.
func componentBefore(after, patch object) object {
	for key, value := range patch {
		if key == "id" { // nothing changes it
			continue
		}
		switch v := value.(type) {
		case object:
			part, ok := after[key].(object)
			if !ok {
				continue
			}
			after[key] = componentBefore(part, v)
		case bool:
			after[key] = !v
		case string:
			after[key] = "before"
		default:
			delete(after, key)
		}
	}
	if status, ok := after["status"].(object); ok && patch["enabled"] == true {
		status["status_override"] = "" // enabling a node puts it on hold
	}
	return after
}

func (w *world) componentCollection(ex exchange, r route) {
	list, _ := ex.Response.Body.([]any)
	tenant := ex.Request.tenant()
	switch {
	case r.method == "PATCH":
		w.beforeBulkPatch(ex)
	case r.method == "PUT":
		for _, item := range list {
			id, _ := item.(object)["id"].(string)
			w.addComponent(baseComponent(id), tenant)
		}
	case r.method == "GET" && ex.Response.Status == 200:
		for _, item := range list {
			if component, ok := item.(object); ok {
				w.addComponent(asStored(clone(component)), tenant)
			}
		}
		w.excludedComponents(r, len(list))
		if tenant != "" {
			w.addComponent(baseComponent("x0c0s1b1n1"), otherTenant)
		}
	default:
		w.addComponent(baseComponent("x9000c0s0b0n0"), tenant)
	}
}

// excludedComponents adds nodes that match every filter of a list but one. BOS
// ignores an empty filter, and enabled=false if there is no other.
func (w *world) excludedComponents(r route, answered int) {
	var filters []string
	for _, name := range []string{"ids", "session", "staged_session", "phase", "status", "enabled"} {
		if value, ok := r.last(name); ok && value != "" {
			filters = append(filters, name)
		}
	}
	if slices.Equal(filters, []string{"enabled"}) && !r.enabled() {
		filters = nil
	}
	for i, broken := range filters {
		if _, byID := r.last("ids"); byID && broken != "ids" {
			continue // a node with a listed id is in the answer, or unknown
		}
		w.addComponent(r.matching("x3000c7s6"+string(rune('0'+i))+"b0n0", broken), r.tenantOf(w))
	}
	if after, ok := r.last("start_after_id"); ok && after > "x0c0s0b0n0" {
		w.addComponent(r.matching("x0c0s0b0n0", ""), r.tenantOf(w))
		w.addComponent(r.matching(after, ""), r.tenantOf(w))
	}
	if size, ok := r.last("page_size"); ok && size != "0" && answered > 0 {
		if n, err := jsonInt(jsonNumberText(size)); err == nil && n == answered {
			w.addComponent(r.matching("xz", ""), r.tenantOf(w))
		}
	}
}

// tenantOf returns the tenant whose list it is: the one that is not otherTenant.
func (r route) tenantOf(w *world) string {
	for tenant := range w.system.Tenants {
		if tenant != otherTenant {
			return tenant
		}
	}
	return ""
}

func (r route) enabled() bool {
	value, _ := r.last("enabled")
	return strings.EqualFold(value, "true")
}

// matching returns a node that matches every filter except the named one.
func (r route) matching(id, broken string) object {
	component := baseComponent(id)
	set := func(filter string, apply func(value string), otherwise func()) {
		value, ok := r.last(filter)
		switch {
		case filter == broken:
			otherwise()
		case ok && value != "":
			apply(value)
		}
	}
	status := component["status"].(object)
	set("session", func(v string) { component["session"] = v }, func() { component["session"] = "another" })
	set("staged_session",
		func(v string) { component["staged_state"].(object)["session"] = v },
		func() { component["staged_state"].(object)["session"] = "another" })
	set("phase", func(v string) { status["phase"] = v }, func() {})
	set("status", func(v string) { putStatus(component, strings.Split(v, ",")[0]) }, func() {
		if value, _ := r.last("status"); strings.Contains(value, "stable") {
			putStatus(component, "failed")
		}
	})
	set("enabled", func(string) { component["enabled"] = r.enabled() }, func() { component["enabled"] = !r.enabled() })
	return component
}

// putStatus sets a status, which BOS computes from override, phase and last
// action.
func putStatus(component object, status string) {
	state, action := component["status"].(object), component["last_action"].(object)
	switch status {
	case "failed", "on_hold":
		state["status_override"] = status
	case "configuring":
		state["phase"] = "configuring"
	case "power_on_pending", "power_on_called":
		state["phase"] = "powering_on"
	case "power_off_pending", "power_off_gracefully_called", "power_off_forcefully_called":
		state["phase"] = "powering_off"
	}
	if called, ok := map[string]string{
		"power_on_called": "powering_on", "power_off_gracefully_called": "powering_off_gracefully",
		"power_off_forcefully_called": "powering_off_forcefully",
	}[status]; ok {
		action["action"] = called
	}
}

// beforeBulkPatch: the nodes in the answer had other values; a node of another
// session exists for a session filter to exclude; of listed ids all exist except
// the one that was not found.
func (w *world) beforeBulkPatch(ex exchange) {
	tenant := ex.Request.tenant()
	body, _ := ex.Request.Body.(object)
	patch, _ := body["patch"].(object)
	filters, _ := body["filters"].(object)
	list, _ := ex.Response.Body.([]any)
	each, _ := ex.Request.Body.([]any)
	for i, item := range list {
		component, ok := item.(object)
		if !ok {
			continue
		}
		change := patch
		if i < len(each) {
			change, _ = clone(each[i]).(object)
			delete(change, "id")
		}
		w.addComponent(componentBefore(clone(component), change), tenant)
	}
	ids, _ := filters["ids"].(string)
	_, detail := ex.Response.problem()
	for _, id := range nodeList(ids) {
		if id != "" && !w.hasComponent(id) && !strings.Contains(detail, "'"+id+"'") {
			w.addComponent(baseComponent(id), tenant)
		}
	}
	w.addComponent(workingComponent("x9000c0s0b0n0", "another", "powering_on"), tenant)
}
