// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim_test

import (
	"encoding/json"
	"net/http"
	"strings"
)

// deletedAsBody reports whether DELETE of a status record answered 200, with 204
// in the body (or 404 if there was none).
func deletedAsBody(ex exchange) bool { return ex.Response.Body == json.Number("204") }

// v1Status loads a record without what BOS computes of it (complete, error_count
// …).
func (w *world) v1Status(ex exchange, id string) {
	body, _ := ex.Response.Body.(object)
	switch ex.Request.Method {
	case http.MethodGet:
		w.v1StatusRead(ex, id, body)
	case http.MethodPost:
		if ex.Response.Status == http.StatusConflict {
			w.v1Statuses = append(w.v1Statuses, v1Times(clone(body)))
		}
	case http.MethodPatch:
		if ex.Response.Status == http.StatusOK {
			w.v1Statuses = append(w.v1Statuses, beforePatch(v1Times(clone(body)), ex.Request.Body))
		}
	case http.MethodDelete:
		if deletedAsBody(ex) {
			w.v1Statuses = append(w.v1Statuses, object{"id": id})
		}
	}
}

// v1StatusRead: a missing record has a session; one over which the worker dies
// names a boot set that has no record.
func (w *world) v1StatusRead(ex exchange, id string, body object) {
	switch ex.Response.Status {
	case http.StatusOK:
		w.v1Statuses = append(w.v1Statuses, v1Times(clone(body)))
		for _, name := range textList(body["boot_sets"]) {
			w.v1BootSets = append(w.v1BootSets, v1Record(id, name, "x3000c0s1b0n0"))
		}
	case 0:
		w.v1Statuses = append(w.v1Statuses, object{"id": id, "boot_sets": []any{"missing"}})
	default:
		w.v1Sessions = append(w.v1Sessions, v1Described(id, ""))
	}
}

// v1Times returns only the times of a record's metadata.
func v1Times(record object) object {
	metadata, _ := record["metadata"].(object)
	for key := range metadata {
		if key != "start_time" && key != "stop_time" {
			delete(metadata, key)
		}
	}
	return record
}

// beforePatch removes from a record the times that the PATCH has set.
func beforePatch(record object, patch any) object {
	metadata, _ := record["metadata"].(object)
	sent, _ := patch.(object)
	for key, value := range sent {
		if metadata[key] == value {
			delete(metadata, key)
		}
	}
	return record
}

func (w *world) v1BootSet(ex exchange, id, name string) {
	body, _ := ex.Response.Body.(object)
	status := ex.Response.Status
	switch {
	case ex.Request.Method == http.MethodGet && status == http.StatusOK, status == http.StatusConflict:
		w.v1BootSets = append(w.v1BootSets, v1WithoutSums(clone(body)))
	case status == http.StatusNotFound:
		w.v1Sessions = append(w.v1Sessions, v1Described(id, "2026-11-22T11:00:00.000001Z"))
	case ex.Request.Method == http.MethodDelete && deletedAsBody(ex):
		w.v1BootSets = append(w.v1BootSets, v1Record(id, name, "x3000c0s1b0n0"))
	case ex.Request.Method == http.MethodPatch && (status == 0 || status == http.StatusInternalServerError):
		w.v1BootSets = append(w.v1BootSets, object{"session": id, "name": name, "phases": []any{}})
	case ex.Request.Method == http.MethodPatch:
		w.v1BootSets = append(w.v1BootSets, v1Record(id, name, "x3000c0s1b0n0"))
	}
}

// v1WithoutSums returns of a boot set's record what the boot agent wrote.
func v1WithoutSums(record object) object {
	delete(record, "links")
	phases, _ := record["phases"].([]any)
	for _, phase := range phases {
		if o, ok := phase.(object); ok {
			v1Times(o)
		}
	}
	return v1Times(record)
}

// v1Part is a phase, or a category of one. The worker dies over a phase with an
// unknown name, and over any phase of a boot set without a record.
func (w *world) v1Part(ex exchange, r route) {
	id, name, phase := r.parts[2], r.parts[4], r.parts[5]
	body, _ := ex.Response.Body.(object)
	record := v1Record(id, name, "x3000c0s1b0n0")
	known := strings.EqualFold(phase, "shutdown") || strings.EqualFold(phase, "boot") ||
		strings.EqualFold(phase, "configure")
	switch {
	case ex.Response.Status == 0 && (known || len(r.parts) > 6):
		return
	case ex.Response.Status != http.StatusOK:
	case len(r.parts) > 6:
		category, _ := body["name"].(string)
		nodes, _ := clone(body)["node_list"].([]any)
		record["phases"] = []any{object{"name": strings.ToLower(phase), "categories": v1CategoriesOf(category, nodes)}}
	default:
		record["phases"] = []any{v1Times(clone(body))}
	}
	w.v1BootSets = append(w.v1BootSets, record)
}
