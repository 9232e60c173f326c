// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"net/http"
	"slices"
	"testing"
	"time"
)

// tenanted returns a rig with the tenants blue and green, and a template of
// blue's.
func tenanted(t *testing.T) *rig {
	t.Helper()
	sys := healthy(4)
	sys.Tenants = map[string][]string{"blue": NodeNames(2), "green": {}}
	r := newRig(t, sys)
	r.must(http.StatusOK, nil, http.MethodPut, "/v2/sessiontemplates/own",
		`{"boot_sets":{"c":{"type":"s3","path":"s3://boot-images/x/manifest.json","node_roles_groups":["Compute"]}}}`,
		"Cray-Tenant-Name", "blue")

	return r
}

func TestSession_cleanedUp(t *testing.T) {
	r := newRig(t, healthy(2))
	r.options(`{"cleanup_completed_session_ttl":"1h"}`)
	r.start("s", "boot", "compute", "")
	r.finish("s")

	r.clock.Advance(45 * time.Minute)
	if got := r.Sessions(); !slices.Equal(got, []string{"s"}) {
		t.Errorf("before its time: %v", got)
	}
	r.clock.Advance(15 * time.Minute)

	r.must(http.StatusNotFound, nil, http.MethodGet, "/v2/sessions/s", "")
	r.must(http.StatusNotFound, nil, http.MethodGet, "/v2/sessions/s/status", "")
	if c := r.component(NodeNames(1)[0]); c.session() != "s" {
		t.Errorf("the component forgot the session: %q", c.session())
	}
	if r.SessionsStarted() != 1 {
		t.Errorf("started: %d", r.SessionsStarted())
	}
}

func TestSession_longerThanItsTTL(t *testing.T) {
	r := newRig(t, healthy(2))
	r.options(`{"cleanup_completed_session_ttl":"1m"}`)
	r.start("s", "boot", "compute", "")
	last := ""
	for range 2000 {
		code, _ := r.ask(http.MethodGet, "/v2/sessions/s", "")
		if code == http.StatusNotFound {
			break
		}
		last = r.session("s").Status.Status
		r.clock.Advance(time.Second)
	}

	if last == "" || len(r.Sessions()) != 0 {
		t.Fatalf("last %q, sessions %v", last, r.Sessions())
	}
	if took := r.clock.Now().Sub(epoch); took < 5*time.Minute {
		t.Errorf("gone after %v, before it was complete", took)
	}
}

func TestSession_neverCleanedUp(t *testing.T) {
	for _, ttl := range []string{"0", "0d"} {
		r := newRig(t, healthy(2))
		r.options(`{"cleanup_completed_session_ttl":"` + ttl + `"}`)
		r.start("s", "boot", "compute", "")
		r.clock.Advance(1000 * time.Hour)
		if len(r.Sessions()) != 1 {
			t.Errorf("%s: %v", ttl, r.Sessions())
		}
	}
}

func TestSession_ofATenant(t *testing.T) {
	r := tenanted(t)
	blue := []string{"Cray-Tenant-Name", "blue"}
	r.start("s", "boot", "own", "", blue...)

	r.finish("s", blue...)

	if got := r.session("s", blue...); deref(got.Tenant) != "blue" ||
		len(got.Components) != len("x3000c0s1b0n0,x3000c0s1b1n0") {
		t.Errorf("cut down to the tenant's nodes: %+v", got)
	}
	for name, tc := range map[string]struct {
		headers []string
		detail  string
	}{
		"no tenant": {nil, "Session 's' does not exist"},
		"empty":     {[]string{"Cray-Tenant-Name", ""}, "Session 's' does not exist"},
		"another":   {[]string{"Cray-Tenant-Name", "green"}, "Session for tenant 'green' 's' does not exist"},
		"unknown":   {[]string{"Cray-Tenant-Name", "red"}, "Session for tenant 'red' 's' does not exist"},
	} {
		t.Run(name, func(t *testing.T) {
			var problem struct{ Detail string }
			r.must(http.StatusNotFound, &problem, http.MethodGet, "/v2/sessions/s", "", tc.headers...)
			if problem.Detail != tc.detail {
				t.Errorf("%q", problem.Detail)
			}
		})
	}
	var list []session
	r.must(http.StatusOK, &list, http.MethodGet, "/v2/sessions", "")
	if len(list) != 1 {
		t.Errorf("without a tenant LIST shows all: %+v", list)
	}
	r.must(http.StatusOK, &list, http.MethodGet, "/v2/sessions", "", "Cray-Tenant-Name", "green")
	if len(list) != 0 {
		t.Errorf("green: %+v", list)
	}
	r.clock.Advance(30 * 24 * time.Hour)
	if got := r.Sessions(); !slices.Equal(got, []string{"blue/s"}) {
		t.Errorf("a tenant's session is never cleaned up: %v", got)
	}
}

func TestSession_ofATenantOverForeignNodes(t *testing.T) {
	r := tenanted(t)
	foreign := NodeNames(4)[3]
	r.must(http.StatusOK, nil, http.MethodPut, "/v2/sessiontemplates/foreign",
		`{"boot_sets":{"c":{"type":"s3","path":"s3://boot-images/x/manifest.json","node_list":["`+foreign+`"]}}}`,
		"Cray-Tenant-Name", "blue")

	r.start("s", "boot", "foreign", "", "Cray-Tenant-Name", "blue")
	r.finish("s", "Cray-Tenant-Name", "blue")

	want := "The session template includes nodes which do not exist or are not available to this tenant: " + foreign
	if got := deref(r.session("s", "Cray-Tenant-Name", "blue").Status.Error); got != want {
		t.Errorf("%q", got)
	}
}

func TestSession_tenantsAndNames(t *testing.T) {
	r := tenanted(t)
	post := func(template string, headers ...string) int {
		code, _ := r.ask(http.MethodPost, "/v2/sessions", `{"name":"s","operation":"boot","template_name":"`+template+`"}`,
			headers...)

		return code
	}
	for i, tc := range []struct {
		template string
		headers  []string
		want     int
	}{
		{"own", []string{"Cray-Tenant-Name", "blue"}, http.StatusCreated},
		{"own", []string{"Cray-Tenant-Name", "blue"}, http.StatusConflict},
		{"own", nil, http.StatusBadRequest},                                      // a tenant's template
		{"compute", []string{"Cray-Tenant-Name", "blue"}, http.StatusBadRequest}, // a template of no tenant
		{"compute", []string{"Cray-Tenant-Name", "red"}, http.StatusBadRequest},  // no such tenant
		{"compute", nil, http.StatusCreated},                                     // the name is free in that tenant
	} {
		if got := post(tc.template, tc.headers...); got != tc.want {
			t.Errorf("%d: got %d, want %d", i, got, tc.want)
		}
	}
	if got := r.Sessions(); !slices.Equal(got, []string{"blue/s", "s"}) {
		t.Errorf("%v", got)
	}
}

// TestSessions_deletedByName: without the header, DELETE finds the tenant's
// complete session and deletes the untenanted one of that name, although it is
// running.
func TestSessions_deletedByName(t *testing.T) {
	r := tenanted(t)
	r.start("same", "boot", "own", "", "Cray-Tenant-Name", "blue")
	r.finish("same", "Cray-Tenant-Name", "blue")
	r.start("same", "shutdown", "compute", "")
	r.start("other", "shutdown", "compute", "")

	r.must(http.StatusNoContent, nil, http.MethodDelete, "/v2/sessions?status=complete", "")

	if got := r.Sessions(); !slices.Equal(got, []string{"blue/same", "other"}) {
		t.Errorf("%v", got)
	}
	r.must(http.StatusNoContent, nil, http.MethodDelete, "/v2/sessions", "")
	if got := r.Sessions(); !slices.Equal(got, []string{"blue/same"}) {
		t.Errorf("%v", got)
	}
}
