// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

func microseconds(n int64) time.Duration { return time.Duration(n) * time.Microsecond }

func rawTemplates(texts ...string) []json.RawMessage {
	var list []json.RawMessage
	for _, text := range texts {
		list = append(list, json.RawMessage(text))
	}

	return list
}

func TestComponents_listed(t *testing.T) {
	r := newRig(t, healthy(12))
	r.start("s", "boot", "compute", `,"limit":"blue"`) // three nodes
	r.clock.Advance(time.Minute)
	for query, want := range map[string]string{
		"?page_size=2": "x3000c0s1b0n0,x3000c0s1b1n0",
		"?page_size=2&start_after_id=x3000c0s1b1n0":      "x3000c0s1b2n0,x3000c0s1b3n0",
		"?page_size=1&start_after_id=x3000c0s1b1":        "x3000c0s1b1n0",
		"?start_after_id=x9":                             "",
		"?ids=x3000c0s1b1n0,x9,x3000c0s1b0n0":            "x3000c0s1b0n0,x3000c0s1b1n0",
		"?session=s":                                     "x3000c0s1b0n0,x3000c0s1b1n0,x3000c0s1b2n0",
		"?session=s&page_size=2":                         "x3000c0s1b0n0,x3000c0s1b1n0",
		"?enabled=true":                                  "x3000c0s1b0n0,x3000c0s1b1n0,x3000c0s1b2n0",
		"?enabled=false&session=s":                       "",
		"?status=power_on_called,power_on_pending":       "x3000c0s1b0n0,x3000c0s1b1n0,x3000c0s1b2n0",
		"?phase=powering_on&ids=x3000c0s1b0n0":           "x3000c0s1b0n0",
		"?status=stable&ids=x3000c0s1b0n0,x3000c0s1b3n0": "x3000c0s1b3n0",
		"?staged_session=s":                              "",
	} {
		var list []component
		r.must(http.StatusOK, &list, http.MethodGet, "/v2/components"+query, "")
		var ids []string
		for _, c := range list {
			ids = append(ids, c.ID)
		}
		if got := strings.Join(ids, ","); got != want {
			t.Errorf("%s: got %s, want %s", query, got, want)
		}
	}
	for _, query := range []string{"", "?enabled=false", "?phase=", "?page_size=0", "?enabled=false&page_size=99"} {
		var list []component
		r.must(http.StatusOK, &list, http.MethodGet, "/v2/components"+query, "")
		if len(list) != 12 {
			t.Errorf("%q: %d, want all", query, len(list))
		}
	}
}

func TestComponent_patched(t *testing.T) {
	r := newRig(t, healthy(2))
	name := NodeNames(1)[0]
	path := "/v2/components/" + name
	r.clock.Advance(time.Minute)

	var got component
	r.must(http.StatusOK, &got, http.MethodPatch, path, `{"desired_state":{"configuration":"c"},"id":"other","error":"e"}`)

	if got.ID != name || *got.DesiredState.Configuration != "c" ||
		*got.DesiredState.LastUpdated != timestamp(r.clock.Now()) ||
		got.DesiredState.BootArtifacts == nil || *got.ActualState.LastUpdated != timestamp(epoch) || got.Status != nil {
		t.Errorf("%+v", got)
	}
	if other := r.component(NodeNames(2)[1]); *other.DesiredState.Configuration != "" || deref(other.Error) != "" {
		t.Errorf("another changed too: %+v", other)
	}
	r.must(http.StatusOK, nil, http.MethodPatch, path, `{"enabled":true}`)
	if got := r.component(name); got.status() != statusOnHold {
		t.Errorf("enabled: %s", got.status())
	}
	r.must(http.StatusConflict, nil, http.MethodPatch, path, `{"actual_state":{"boot_artifacts":{"kernel":"k"}}}`)
}

func TestComponents_patchedByID(t *testing.T) {
	r := newRig(t, healthy(3))
	names := NodeNames(3)
	const path = "/v2/components"
	both := names[0] + "," + names[1]

	r.must(http.StatusNotFound, nil, http.MethodPatch, path, `{"patch":{"error":"x"},"filters":{"ids":"`+both+`,x9"}}`)
	if got := deref(r.component(names[0]).Error); got != "" {
		t.Errorf("all or nothing: %q", got)
	}
	var list []component
	r.must(http.StatusOK, &list, http.MethodPatch, path+"?skip_bad_ids=true",
		`{"patch":{"error":"x"},"filters":{"ids":"`+both+`,x9","session":null}}`)
	if len(list) != 2 || deref(list[1].Error) != "x" {
		t.Errorf("%+v", list)
	}
	r.must(http.StatusOK, &list, http.MethodPatch, path,
		`[{"id":"`+names[0]+`","error":"y"},{"id":"`+names[2]+`","error":"z"}]`)
	if deref(r.component(names[0]).Error) != "y" || deref(r.component(names[2]).Error) != "z" ||
		deref(r.component(names[1]).Error) != "x" {
		t.Errorf("%+v", list)
	}
}

func TestComponent_putAndDeleted(t *testing.T) {
	r := newRig(t, healthy(1))
	name := NodeNames(1)[0]
	r.must(http.StatusOK, nil, http.MethodPut, "/v2/components/x1", `{"enabled":false}`)
	r.must(http.StatusOK, nil, http.MethodPut, "/v2/components", `[{"id":"x2","session":"s"}]`)
	if got := r.component("x2"); got.session() != "s" || got.ActualState != nil {
		t.Errorf("%+v", got)
	}

	r.must(http.StatusNoContent, nil, http.MethodDelete, "/v2/components/"+name, "")

	r.must(http.StatusNotFound, nil, http.MethodGet, "/v2/components/"+name, "")
	r.clock.Advance(time.Hour)
	if got := r.component(name); got.action() != actionDiscovered {
		t.Errorf("not discovered again: %+v", got)
	}
}

func TestComponent_unknownToHSM(t *testing.T) {
	r := newRig(t, healthy(1))

	r.must(http.StatusOK, nil, http.MethodPut, "/v2/components/x1", `{"enabled":true}`)
	r.clock.Advance(time.Minute)

	if got := r.component("x1"); got.enabled() || !strings.Contains(deref(got.Error), "not returned by pcs") {
		t.Errorf("enabled %v, error %q", got.enabled(), deref(got.Error))
	}
}

func TestComponent_actualStateExpires(t *testing.T) {
	r := newRig(t, healthy(2))
	names := NodeNames(2)
	r.start("s", "boot", "compute", `,"limit":"`+names[0]+`"`)
	r.finish("s")
	r.must(http.StatusOK, nil, http.MethodPatch, "/v2/components/"+names[1],
		`{"actual_state":{"boot_artifacts":{"kernel":"k"}}}`)

	r.clock.Advance(6 * time.Hour)

	if got := r.component(names[0]); !got.ActualState.artifacts().any() {
		t.Errorf("a node that is up reports: %+v", got)
	}
	if got := r.component(names[1]); got.ActualState.artifacts().any() || got.action() != actionCleanup {
		t.Errorf("a node that is off does not: %+v", got)
	}
}

func TestComponents_ofATenant(t *testing.T) {
	r := tenanted(t)
	names := NodeNames(4)
	blue := []string{"Cray-Tenant-Name", "blue"}
	var list []component
	r.must(http.StatusOK, &list, http.MethodGet, "/v2/components", "", blue...)
	if len(list) != 2 {
		t.Errorf("%d", len(list))
	}
	r.must(http.StatusNotFound, nil, http.MethodGet, "/v2/components/"+names[3], "", blue...)
	r.must(http.StatusNotFound, nil, http.MethodPatch, "/v2/components/"+names[3], `{"enabled":false}`, blue...)
	r.must(http.StatusNotFound, nil, http.MethodPatch, "/v2/components",
		`{"patch":{"enabled":false},"filters":{"ids":"`+names[3]+`"}}`, blue...)
	r.must(http.StatusBadRequest, nil, http.MethodGet, "/v2/components", "", "Cray-Tenant-Name", "nobody")
	if got := r.applyStaged(`{"xnames":["`+names[3]+`"]}`, blue...); len(got.Ignored) != 1 {
		t.Errorf("%+v", got)
	}
}
