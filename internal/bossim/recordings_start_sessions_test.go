// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim_test

import (
	"slices"
	"strings"
	"time"
)

// session returns a session as GET answers it, started a minute before now.
func (w *world) session(name, tenant, status string) object {
	state := object{"status": status, "error": nil, "end_time": nil, "start_time": w.timeText(w.now.Add(-time.Minute))}
	if status == "complete" {
		state["end_time"] = w.timeText(w.now.Add(-30 * time.Second))
	}
	return object{
		"name": name, "tenant": orNull(tenant), "operation": "boot", "template_name": "of-" + name,
		"limit": "", "stage": false, "include_disabled": false, "components": "", "status": state,
	}
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// addSession loads a session and, if it is running, the nodes that it acts on:
// without them BOS would complete it.
func (w *world) addSession(session object) {
	w.sessions = append(w.sessions, session)
	state, _ := session["status"].(object)
	nodes, _ := session["components"].(string)
	name, _ := session["name"].(string)
	tenant, _ := session["tenant"].(string)
	if state["status"] != "running" {
		return
	}
	for _, node := range nodeList(nodes) {
		if w.hasComponent(node) {
			continue
		}
		component := workingComponent(node, name, "powering_on")
		if session["stage"] == true {
			component = stagedComponent(node, name)
		}
		w.components = append(w.components, component)
		w.owned(tenant, node)
	}
}

func (w *world) hasComponent(id string) bool {
	return slices.ContainsFunc(w.components, func(c object) bool { return c["id"] == id })
}

// oneSession: what was answered or deleted existed; what was not found did not
// exist for the caller, but exists for others.
func (w *world) oneSession(ex exchange, name string) {
	tenant := ex.Request.tenant()
	switch {
	case ex.Response.Status == 404:
		w.sameNameElsewhere(name, tenant)
	case ex.Response.Status < 300:
		session, ok := ex.Response.Body.(object)
		if !ok {
			session = w.session(name, tenant, "complete")
		}
		session = clone(session)
		if patch, ok := ex.Request.Body.(object); ok && ex.Request.Method == "PATCH" {
			sessionBefore(session, patch)
		}
		w.addSession(session)
		w.sameNameElsewhere(name, tenant)
	default:
		w.addSession(w.session("another", tenant, "complete"))
	}
}

// sessionBefore gives a session other values for what a patch (sent by BOS's
// operators) set.
func sessionBefore(after, patch object) {
	for key, value := range patch {
		switch text, _ := value.(string); {
		case key == "status" && text == "":
			state, _ := after[key].(object)
			change, _ := value.(object)
			sessionBefore(state, change)
		case key == "status":
			after[key] = map[bool]string{true: "pending", false: "running"}[text == "running"]
		case key == "components":
			after[key] = "x9000c0s0b0n0"
		case key == "error", key == "end_time":
			after[key] = nil
		}
	}
}

// sameNameElsewhere adds sessions of that name in other tenants, which have name
// spaces of their own.
func (w *world) sameNameElsewhere(name, tenant string) {
	for _, other := range []string{"", otherTenant} {
		if other == tenant {
			continue
		}
		session := w.session(name, other, "complete")
		session["template_name"] = "elsewhere"
		w.sessions = append(w.sessions, session)
	}
}

func (w *world) sessionCollection(ex exchange, r route) {
	switch r.method {
	case "POST":
		w.beforePost(ex)
	case "GET", "DELETE":
		w.sessionList(ex, r)
	}
}

// sessionList loads the listed sessions, and for each filter a session that it
// excludes.
func (w *world) sessionList(ex exchange, r route) {
	tenant := ex.Request.tenant()
	minAge, _ := r.last("min_age")
	maxAge, hasMaxAge := r.last("max_age")
	if oldEnough := latestStart(ex.Response.Body).Add(age(minAge)); oldEnough.After(w.now) {
		w.now = oldEnough
	}
	if ex.Response.Status == 200 && r.method == "GET" {
		list, _ := ex.Response.Body.([]any)
		for _, item := range list {
			if session, ok := item.(object); ok {
				w.addSession(clone(session))
				w.tenantOf(session)
			}
		}
	}
	if ex.Response.Status >= 400 {
		w.addSession(w.session("another", tenant, "complete"))
		return
	}
	if age(minAge) > 0 {
		young := w.session("too-young", tenant, "complete")
		young["status"].(object)["start_time"] = w.timeText(w.now)
		w.addSession(young)
	}
	if hasMaxAge {
		old := w.session("too-old", tenant, "complete")
		old["status"].(object)["start_time"] = w.timeText(w.now.Add(-age(maxAge) - time.Hour))
		w.addSession(old)
	}
	if values := r.query["status"]; len(values) > 0 {
		for _, status := range []string{"pending", "complete"} {
			if !slices.Contains(values, status) {
				w.addSession(w.session("otherwise-"+status, tenant, status))
			}
		}
	}
	if tenant != "" {
		w.addSession(w.session("untenanted", "", "complete"))
		w.addSession(w.session("foreign", otherTenant, "complete"))
	}
}

// latestStart returns when the youngest session of a list was started.
func latestStart(list any) time.Time {
	latest := time.Time{}
	sessions, _ := list.([]any)
	for _, item := range sessions {
		session, _ := item.(object)
		state, _ := session["status"].(object)
		if start := latestTime(state["start_time"], latest); start.After(latest) {
			latest = start
		}
	}
	return latest
}

func (w *world) tenantOf(record object) {
	if tenant, ok := record["tenant"].(string); ok && w.system.Tenants[tenant] == nil {
		w.system.Tenants[tenant] = []string{}
	}
}

// age returns a filter's duration; 0 for one that BOS refuses.
func age(text string) time.Duration {
	if !ageText.MatchString(text) {
		return 0
	}
	number, err := jsonInt(jsonNumberText(text[:len(text)-1]))
	if err != nil || number > 10000 {
		return 0
	}
	unit := map[string]time.Duration{"m": time.Minute, "h": time.Hour, "d": 24 * time.Hour, "w": 7 * 24 * time.Hour}
	return time.Duration(number) * unit[strings.ToLower(text[len(text)-1:])]
}

// beforePost: unless the answer says otherwise, the template exists and is valid,
// and the name is free, so that the reason for any refusal is in the request
// itself.
func (w *world) beforePost(ex exchange) {
	tenant := ex.Request.tenant()
	body, _ := ex.Request.Body.(object)
	name, _ := body["name"].(string)
	templateName, _ := body["template_name"].(string)
	title, detail := ex.Response.problem()

	if ex.Response.Status == 409 {
		w.addSession(w.session(name, tenant, "complete"))
	} else if name != "" {
		w.sameNameElsewhere(name, tenant)
	}
	switch {
	case title == "Invalid tenant":
		w.addTemplate(w.soundTemplate(templateName, ""))
	case strings.HasPrefix(detail, "Session Template Name invalid"):
		w.sameTemplateElsewhere(templateName, tenant)
	case strings.HasPrefix(detail, failsCheck):
		w.addTemplate(w.faultyTemplate(templateName, tenant, strings.TrimPrefix(detail, failsCheck)))
	case templateName != "":
		w.addTemplate(w.soundTemplate(templateName, tenant))
		w.sameTemplateElsewhere(templateName, tenant)
	}
}

const failsCheck = "Session template fails check: "

// sessionStatus creates nodes in such states that BOS counts what it answered. A
// complete session's answer was saved at its completion: there the session is
// still running, its nodes are at their ends, and the simulator completes it.
func (w *world) sessionStatus(ex exchange, name string) {
	tenant := ex.Request.tenant()
	status, ok := ex.Response.Body.(object)
	if !ok || ex.Response.Status != 200 {
		w.sameNameElsewhere(name, tenant)
		return
	}
	recorded, _ := status["status"].(string)
	session := w.session(name, tenant, recorded)
	if timing, ok := status["timing"].(object); ok {
		session["status"].(object)["start_time"] = timing["start_time"]
	}
	counted := newCensus(status)
	if recorded == "complete" && counted.staged == 0 { // BOS does not complete what is still staged
		session["status"].(object)["status"] = "running"
		session["status"].(object)["end_time"] = nil
		w.settle = name
	}
	nodes := counted.components(name, recorded != "complete")
	for _, node := range nodes {
		w.owned(tenant, node["id"].(string))
	}
	w.components = append(w.components, nodes...)
	w.sessions = append(w.sessions, session)
	w.sameNameElsewhere(name, tenant)
}
