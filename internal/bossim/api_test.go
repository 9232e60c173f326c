// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"net/http"
	"strings"
	"testing"
)

func TestRoutes_refused(t *testing.T) {
	r := newRig(t, healthy(1))
	for _, tc := range []struct {
		method, path string
		want         int
	}{
		{"GET", "/v1/session", 404},
		{"GET", "/v2/", 404},
		{"GET", "/v2/sessions/", 404},
		{"GET", "/v2/sessions/a/b", 404},
		{"GET", "/v2/sessiontemplates/", 404},
		{"GET", "/apis/other/v2/version", 404},
		{"PUT", "/v2/sessions", 405},
		{"POST", "/v2/sessions/s", 405},
		{"POST", "/v2/sessiontemplates", 405},
		{"GET", "/v2/applystaged", 405},
		{"DELETE", "/v2/options", 405},
		{"POST", "/", 405},
		{"GET", "/", 200},
		{"GET", "/v2", 200},
		{"GET", "/apis/bos", 200},
		{"GET", "/apis/bos/v2/healthz", 200},
		{"HEAD", "/v2/sessions", 200},
		{"OPTIONS", "/v2/sessions", 200},
	} {
		if got, body := r.ask(tc.method, tc.path, ""); got != tc.want || (tc.method == "HEAD" && body != "") {
			t.Errorf("%s %s: %d %s, want %d", tc.method, tc.path, got, body, tc.want)
		}
	}
}

func TestServer_contentTypes(t *testing.T) {
	r := newRig(t, healthy(1))
	for contentType, want := range map[string]int{
		"application/json":                  201,
		"application/json; charset=utf-8":   201,
		"Application/JSON":                  201,
		"application/vnd.x+json":            201,
		"text/plain":                        415,
		"application/x-www-form-urlencoded": 415,
		"":                                  415,
	} {
		got, _ := r.ask(http.MethodPost, "/v2/sessions", `{"operation":"boot","template_name":"compute"}`,
			"Content-Type", contentType)
		if got != want {
			t.Errorf("%q: %d, want %d", contentType, got, want)
		}
	}
}

func TestServer_token(t *testing.T) {
	r := newRigWith(t, Config{Token: "secret"})
	for authorization, want := range map[string]int{
		"": 403, "Bearer wrong": 403, "Basic secret": 403, "Bearer secret": 200,
	} {
		got, body := r.ask(http.MethodGet, "/v2/version", "", "Authorization", authorization)
		if got != want || (got == 403) != (body == "RBAC: access denied") {
			t.Errorf("%q: %d %s", authorization, got, body)
		}
	}
}

func TestServer_version(t *testing.T) {
	r := newRigWith(t, Config{Version: "2.32.1"})
	var got versionAnswer

	r.must(http.StatusOK, &got, http.MethodGet, "/apis/bos/v2/version", "")

	if got.Major != "2" || got.Minor != "32" || got.Patch != "1" || len(got.Links) != 2 ||
		!strings.HasSuffix(got.Links[0].Href, "/apis/bos/") {
		t.Errorf("%+v", got)
	}
}

func TestNew_rejectsInvalidConfigurations(t *testing.T) {
	for name, cfg := range map[string]Config{
		"a version":             {Version: "2.50"},
		"a group's node":        {System: System{Nodes: 1, Groups: map[string][]string{"g": {"x9"}}}},
		"a failing node":        {System: System{Nodes: 1, Failing: map[string]Failure{"x9": FailBoot}}},
		"a template":            {System: System{Templates: rawTemplates(`{"boot_sets"`)}},
		"a template's name":     {System: System{Templates: rawTemplates(`{"boot_sets":{}}`)}},
		"a template's type":     {System: System{Templates: rawTemplates(`[]`)}},
		"a node without a name": {System: System{Names: []string{""}}},
	} {
		if _, err := New(cfg); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestOptions_patched(t *testing.T) {
	r := newRig(t, healthy(1))
	var got map[string]any

	r.must(http.StatusOK, &got, http.MethodPatch, "/v2/options", `{"polling_frequency":1,"unknown":1}`)

	if got["polling_frequency"] != 1.0 || got["max_boot_wait_time"] != 1200.0 || got["unknown"] != 1.0 {
		t.Errorf("PATCH: %v", got)
	}
	var kept map[string]any
	r.must(http.StatusOK, &kept, http.MethodGet, "/v2/options", "")
	if kept["polling_frequency"] != 1.0 || len(kept) != 20 {
		t.Errorf("GET: %v", kept)
	}
}

func TestNodeNames(t *testing.T) {
	names := NodeNames(5000)
	for i, want := range map[int]string{
		0: "x3000c0s1b0n0", 3: "x3000c0s1b3n0", 4: "x3000c0s2b0n0", 255: "x3000c0s64b3n0",
		256: "x3000c1s1b0n0", 2047: "x3000c7s64b3n0", 2048: "x3001c0s1b0n0",
	} {
		if names[i] != want {
			t.Errorf("%d: %s, want %s", i, names[i], want)
		}
	}
	if seen := setOf(names...); len(seen) != len(names) || len(NodeNames(-1)) != 0 {
		t.Errorf("%d names, %d different", len(names), len(seen))
	}
}

func TestSessions_filtered(t *testing.T) {
	r := newRig(t, healthy(2))
	r.start("old", "boot", "compute", "")
	r.finish("old")
	r.clock.Advance(3600e9)
	r.start("new", "boot", "compute", "")
	for query, want := range map[string]int{
		"":                           2,
		"?status=complete":           1,
		"?status=pending":            1,
		"?status=running":            0,
		"?min_age=1h":                1,
		"?max_age=1h":                1,
		"?min_age=0":                 2,
		"?max_age=1W":                2,
		"?min_age=1h&status=pending": 0,
		"?name=old":                  2,
	} {
		var list []session
		r.must(http.StatusOK, &list, http.MethodGet, "/v2/sessions"+query, "")
		if len(list) != want {
			t.Errorf("%q: %d, want %d", query, len(list), want)
		}
	}
	r.must(http.StatusInternalServerError, nil, http.MethodGet, "/v2/sessions?max_age=9999999d", "")
	r.must(http.StatusBadRequest, nil, http.MethodDelete, "/v2/sessions?max_age=9999999d", "")
	r.must(http.StatusNoContent, nil, http.MethodDelete, "/v2/sessions?max_age=9999999h&status=pending", "")
	if got := r.Sessions(); len(got) != 1 || got[0] != "old" {
		t.Errorf("%v", got)
	}
}

func TestSession_generatedName(t *testing.T) {
	r := newRig(t, healthy(1))
	names := nodeSet{}
	for range 3 {
		var made session
		r.must(http.StatusCreated, &made, http.MethodPost, "/v2/sessions", `{"operation":"boot","template_name":"compute"}`)
		names[made.Name] = struct{}{}
	}
	for name := range names {
		if len(name) != 36 || name[14] != '4' || !strings.ContainsRune("89ab", rune(name[19])) {
			t.Errorf("no UUID: %s", name)
		}
	}
	if len(names) != 3 {
		t.Errorf("%v", names)
	}
}

func TestPyDuration(t *testing.T) {
	for micros, want := range map[int64]string{
		0: "0:00:00", 7_000_000: "0:00:07", 97_131_708: "0:01:37.131708", 93_784_000_000: "1 day, 2:03:04",
		200_000_000_000: "2 days, 7:33:20", -1_000_000: "-1 day, 23:59:59", 1: "0:00:00.000001",
	} {
		if got := pyDuration(microseconds(micros)); got != want {
			t.Errorf("%d: %s, want %s", micros, got, want)
		}
	}
}
