// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim_test

import (
	"net/url"
	"regexp"
	"strings"
)

func parseQuery(raw string) url.Values {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return url.Values{}
	}
	return values
}

func unescapePath(part string) string {
	if text, err := url.PathUnescape(part); err == nil {
		return text
	}
	return part
}

// startingState derives the server's state before an exchange from nothing but
// the exchange.
func startingState(ex exchange) *world {
	ex.Request.Body = ex.Request.decoded()
	w := newWorld(ex)
	w.optionsAndTenants(ex)
	r := routeOf(ex.Request)
	switch {
	case r.parts[0] == "v1":
		w.v1(ex, r)
	case r.is("v2", "sessions"):
		w.sessionCollection(ex, r)
	case r.is("v2", "sessions", "*"):
		w.oneSession(ex, r.parts[2])
	case r.is("v2", "sessions", "*", "status"):
		w.sessionStatus(ex, r.parts[2])
	case r.is("v2", "sessiontemplates"):
		w.templateList(ex)
	case r.is("v2", "sessiontemplates", "*"):
		w.oneTemplate(ex, r.parts[2])
	case r.is("v2", "sessiontemplatesvalid", "*"):
		w.templateToValidate(ex, r.parts[2])
	case r.is("v2", "components"):
		w.componentCollection(ex, r)
	case r.is("v2", "components", "*"):
		w.oneComponent(ex, r.parts[2])
	case r.is("v2", "applystaged"):
		w.stagedComponents(ex)
	case r.is("v2", "options"):
		w.options = w.optionsBefore(ex)
	}
	return w
}

// problem returns the title and the detail of an error, "" if the answer is none.
func (r recordedResponse) problem() (title, detail string) {
	body, ok := r.Body.(object)
	if !ok || r.Status < 400 {
		return "", ""
	}
	title, _ = body["title"].(string)
	detail, _ = body["detail"].(string)
	return title, detail
}

// unknownTenant matches BOS's messages about a tenant that does not exist, with
// any title.
var unknownTenant = regexp.MustCompile(`(?i)data not found for tenant|tenant \S+ (not found|does not exist)`)

var imageArch = regexp.MustCompile(`actual IMS image arch is '([^']*)'`)

// optionsAndTenants derives the options and the tenants from a refusal.
func (w *world) optionsAndTenants(ex exchange) {
	title, detail := ex.Response.problem()
	if title == "Invalid tenant" || unknownTenant.MatchString(detail) {
		delete(w.system.Tenants, ex.Request.tenant())
	}
	if strings.Contains(detail, "session_limit_required") {
		w.options["session_limit_required"] = true
	}
	if strings.Contains(detail, "reject_nids") || strings.Contains(detail, "Has NID") {
		w.options["reject_nids"] = true
	}
	if ex.Response.Status == 400 && strings.Contains(detail, "does not exist in IMS") {
		w.options["ims_images_must_exist"] = true
	}
}

// images gives each path of a template's boot sets the image that an accepted
// request implies (BOS refuses an architecture that differs), or that the refusal
// names.
func (w *world) images(template any, response recordedResponse) {
	body, _ := template.(object)
	bootSets, _ := body["boot_sets"].(object)
	_, detail := response.problem()
	for _, name := range sortedKeys(bootSets) {
		bootSet, _ := bootSets[name].(object)
		path, ok := bootSet["path"].(string)
		if !ok {
			continue
		}
		image := w.system.Images[path]
		if bootSet["arch"] == "ARM" && response.Status < 300 {
			image.Arch = "aarch64"
		}
		if m := imageArch.FindStringSubmatch(detail); m != nil {
			image.Arch = m[1]
		}
		w.system.Images[path] = image
	}
}

// optionsBefore returns the previous options: those that a PATCH sets had another
// value.
func (w *world) optionsBefore(ex exchange) object {
	answer, ok := ex.Response.Body.(object)
	if !ok || ex.Response.Status != 200 {
		return w.options
	}
	before := clone(answer)
	if patch, ok := ex.Request.Body.(object); ok {
		for key, value := range patch {
			before[key] = otherThan(value)
		}
	}
	return before
}

// otherThan returns another value of the same type.
func otherThan(value any) any {
	switch v := value.(type) {
	case bool:
		return !v
	case string:
		switch {
		case ageText.MatchString(v):
			return v[:len(v)-1] + map[bool]string{true: "h", false: "d"}[strings.HasSuffix(strings.ToLower(v), "d")]
		case v == "INFO":
			return "DEBUG"
		}
		return v + "-before"
	case nil, []any, object:
		return v
	}
	if number, err := jsonInt(value); err == nil {
		return jsonNumber(number + 1)
	}
	return value
}

var ageText = regexp.MustCompile(`^[0-9]+[mMhHdDwW]$`)

// stagedComponents: a node that was applied had a stage whose session exists, one
// that failed a stage whose session does not, an ignored one no stage. An ignored
// node may not exist at all; the first of several does not.
func (w *world) stagedComponents(ex exchange) {
	answer, ok := ex.Response.Body.(object)
	if !ok || ex.Response.Status != 200 {
		return
	}
	tenant := ex.Request.tenant()
	stage := func(list, session string) {
		for _, id := range textList(answer[list]) {
			w.components = append(w.components, stagedComponent(id, session))
			w.owned(tenant, id)
		}
	}
	session := w.session("staged", tenant, "running")
	session["stage"] = true
	session["components"] = strings.Join(textList(answer["succeeded"]), ",")
	w.sessions = append(w.sessions, session)
	stage("succeeded", "staged")
	stage("failed", "staged-and-deleted")
	for i, id := range textList(answer["ignored"]) {
		if i > 0 {
			w.components = append(w.components, baseComponent(id))
		}
	}
}

// owned assigns a node to its tenant.
func (w *world) owned(tenant, node string) {
	if tenant != "" && node != "" && w.system.Tenants[tenant] != nil { // an unknown tenant stays unknown
		w.system.Tenants[tenant] = append(w.system.Tenants[tenant], node)
	}
}

func textList(value any) []string {
	list, _ := value.([]any)
	out := make([]string, 0, len(list))
	for _, item := range list {
		if text, ok := item.(string); ok {
			out = append(out, text)
		}
	}
	return out
}
