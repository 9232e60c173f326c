// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
)

var serverVersion = regexp.MustCompile(`v([0-9]+\.[0-9]+\.[0-9]+)$`)

// version returns the recorded release of BOS, "" if the file does not contain
// it.
func (rec recording) version() string {
	if m := serverVersion.FindStringSubmatch(rec.Server); m != nil {
		return m[1]
	}
	return ""
}

// v1ID returns the id of a v1 session, from POST's answer or from a description.
func v1ID(body any) string {
	o, _ := body.(object)
	job, _ := o["job"].(string)
	return strings.TrimPrefix(job, "boa-")
}

// renamed returns a recorded body with another id: if BOS generated the id, every
// place in the body must contain the same one.
func renamed(body any, from, to string) any {
	if from == "" {
		return body
	}
	var out any
	if err := decodeJSON([]byte(strings.ReplaceAll(string(encodeJSON(body)), from, to)), &out); err != nil {
		return body
	}
	return out
}

// v1 derives the server's state before an exchange of v1.
func (w *world) v1(ex exchange, r route) {
	switch {
	case slices.Contains(r.parts, ""): // a trailing slash: no route
	case r.is("v1", "sessiontemplate"):
		w.v1Templates(ex)
	case r.is("v1", "sessiontemplate", "*"):
		w.v1Template(ex, r.parts[2])
	case r.is("v1", "session"):
		w.v1SessionCollection(ex)
	case r.is("v1", "session", "*"):
		w.v1Session(ex, r.parts[2])
	case r.is("v1", "session", "*", "status"):
		w.v1Status(ex, r.parts[2])
	case r.is("v1", "session", "*", "status", "*"):
		w.v1BootSet(ex, r.parts[2], r.parts[4])
	case r.is("v1", "session", "*", "status", "*", "*"), r.is("v1", "session", "*", "status", "*", "*", "*"):
		w.v1Part(ex, r)
	}
}

// v1Templates: what POST creates replaces a template with other contents.
func (w *world) v1Templates(ex exchange) {
	if ex.Request.Method == http.MethodGet {
		w.templateList(ex)
		return
	}
	body, _ := ex.Request.Body.(object)
	if name, _ := body["name"].(string); name != "" {
		w.addTemplate(w.soundTemplate(name, ""))
	}
}

func (w *world) v1Template(ex exchange, name string) {
	body, _ := ex.Response.Body.(object)
	switch {
	case ex.Response.Status == http.StatusNotFound:
		w.addTemplate(w.soundTemplate("not-"+name, ""))
	case ex.Request.Method == http.MethodGet && ex.Response.Status == http.StatusOK:
		w.addTemplate(clone(body))
	default:
		w.addTemplate(w.soundTemplate(name, ""))
	}
}

var noHardware = regexp.MustCompile(`boot set '([^']*)' must have at least one hardware specifier`)

// v1SessionCollection: the template of a POST is as the answer implies; one
// without the key boot_sets raises the exception that BOS does not catch.
func (w *world) v1SessionCollection(ex exchange) {
	if ex.Request.Method == http.MethodGet {
		w.v1SessionList(ex)
		return
	}
	body, _ := ex.Request.Body.(object)
	name := v1TemplateOf(body)
	words, _ := ex.Response.Body.(string)
	template := w.soundTemplate(name, "")
	switch {
	case name == "" || ex.Response.Status == http.StatusNotFound:
		return
	case ex.Response.Status == http.StatusInternalServerError:
		delete(template, "boot_sets")
	case strings.Contains(words, "must have one or more defined boot sets"):
		template["boot_sets"] = object{}
	case noHardware.MatchString(words):
		set := soundBootSet()
		delete(set, "node_list")
		template["boot_sets"] = object{noHardware.FindStringSubmatch(words)[1]: set}
	}
	w.addTemplate(template)
}

// v1TemplateOf returns the template that a POST names, with either key.
func v1TemplateOf(body object) string {
	if name, _ := body["templateName"].(string); name != "" {
		return name
	}
	name, _ := body["templateUuid"].(string)
	return name
}

// v1SessionList: a list that is not answered is too long: 4 MiB of records.
func (w *world) v1SessionList(ex exchange) {
	list, _ := ex.Response.Body.([]any)
	for _, id := range list {
		w.v1Sessions = append(w.v1Sessions, v1Described(id.(string), "2026-11-22T11:00:00.000001Z"))
	}
	if ex.Response.Status == 0 {
		const id = "18f3b36f-4d7a-4b92-9b82-ee6dd5be63e0"
		w.v1Sessions = append(w.v1Sessions, v1Described(id, "2026-11-22T11:00:00.000001Z"))
		w.v1BootSets = append(w.v1BootSets, v1Record(id, "compute", strings.Repeat("x", 4<<20)))
	}
}

func v1Described(id, start string) object {
	return object{
		"job": "boa-" + id, "operation": "boot", "templateName": "t", "start_time": start, "stop_time": nil,
	}
}

// v1Session: an id that is not described has the other records, like a ghost.
func (w *world) v1Session(ex exchange, id string) {
	body, _ := ex.Response.Body.(object)
	switch {
	case ex.Request.Method == http.MethodGet && ex.Response.Status == http.StatusOK:
		w.v1Sessions = append(w.v1Sessions, clone(body))
		if start, _ := body["start_time"].(string); start != "" && body["error_count"] == "" {
			w.v1Statuses = append(w.v1Statuses, object{
				"id": id, "boot_sets": []any{"missing"},
				"metadata": object{"start_time": start, "stop_time": body["stop_time"]},
			})
		}
	case ex.Request.Method == http.MethodGet:
		w.v1BootSets = append(w.v1BootSets, v1Record(id, "compute", "x3000c0s1b0n0"))
	case ex.Response.Status == http.StatusNoContent:
		w.v1Sessions = append(w.v1Sessions, v1Described(id, ""))
	}
}

// v1Record returns a boot set's status record whose node has not started.
func v1Record(id, name, node string) object {
	phases := []any{}
	for _, phase := range []string{"shutdown", "boot", "configure"} {
		phases = append(phases, object{"name": phase, "categories": v1CategoriesOf("not_started", []any{node})})
	}
	return object{"session": id, "name": name, "phases": phases}
}

// v1CategoriesOf returns the five categories, one of which has nodes.
func v1CategoriesOf(name string, nodes []any) []any {
	categories := []any{}
	for _, each := range []string{"not_started", "succeeded", "failed", "excluded", "in_progress"} {
		category := object{"name": each, "node_list": []any{}}
		if each == name {
			category["node_list"] = nodes
		}
		categories = append(categories, category)
	}
	return categories
}
