// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"net/http"
	"strings"
	"testing"
)

// TestBody_faults: the messages are those of BOS's validation; of several faults
// it reports the first in the order of its schema.
func TestBody_faults(t *testing.T) {
	const okTemplate = `"boot_sets":{"c":{"type":"s3","path":"p","node_list":["x"]}}`
	r := newRig(t, healthy(1))
	for _, tc := range []struct{ method, path, body, detail string }{
		{
			"POST", "/v2/sessions", `{"operation":"boot","template_name":"t","a":1,"b":2}`,
			"Additional properties are not allowed ('a', 'b' were unexpected)",
		},
		{"POST", "/v2/sessions", `{}`, "'operation' is a required property"},
		{"POST", "/v2/sessions", `{"operation":"boot"}`, "'template_name' is a required property"},
		{"POST", "/v2/sessions", `{"operation":"Boot"}`, "'Boot' is not one of ['boot', 'reboot', 'shutdown'] - 'operation'"},
		{"POST", "/v2/sessions", `{"operation":3}`, "3 is not of type 'string' - 'operation'"},
		{"POST", "/v2/sessions", `{"name":"","operation":"boot","template_name":"t"}`, "'' should be non-empty - 'name'"},
		{"POST", "/v2/sessions", `{"name":"it's","operation":"boot","template_name":"t"}`, `"it's" does not match '` +
			namePattern + `' - 'name'`},
		{
			"POST", "/v2/sessions", `{"name":1.0,"operation":"boot","template_name":"t"}`,
			"1.0 is not of type 'string' - 'name'",
		},
		{
			"POST", "/v2/sessions", `{"limit":{"a":[true,null]},"operation":"boot","template_name":"t"}`,
			"{'a': [True, None]} is not of type 'string' - 'limit'",
		},
		{"POST", "/v2/sessions", `"text"`, "'text' is not of type 'object'"},
		{"POST", "/v2/sessions", `5`, "5 is not of type 'object'"},
		{"POST", "/v2/sessions", `{} {}`, "Request body is not valid JSON"},
		{"POST", "/v2/sessions", ``, "None is not of type 'object'"},
		{"PATCH", "/v2/sessions/s", `{"status":{"end_time":3}}`, "3 is not of type 'string' - 'status.end_time'"},
		{"PATCH", "/v2/sessions/s", `{"status":{"start_time":null}}`, "None is not of type 'string' - 'status.start_time'"},
		{"PUT", "/v2/sessiontemplates/t", `{"tenant":"x",` + okTemplate + `}`, "Property is read-only - 'tenant'"},
		{
			"PUT", "/v2/sessiontemplates/t", `{"boot_sets":{"c":{"type":"","path":"p"}}}`,
			"'' should be non-empty - 'boot_sets.c.type'",
		},
		{
			"PUT", "/v2/sessiontemplates/t", `{"boot_sets":{"c":{"type":"s3","path":"p","node_list":["x",3]}}}`,
			"3 is not of type 'string' - 'boot_sets.c.node_list.1'",
		},
		{
			"PUT", "/v2/sessiontemplates/t", `{"boot_sets":{"c":{"type":"s3","path":"p","cfs":{"a":1}}}}`,
			"Additional properties are not allowed ('a' was unexpected) - 'boot_sets.c.cfs'",
		},
		{"PUT", "/v2/sessiontemplates/t", `{"description":"` + strings.Repeat("é", 1024) + `",` + okTemplate + `}`, "'" +
			strings.Repeat("é", 1024) + "' is too long - 'description'"},
		{
			"PATCH", "/v2/sessiontemplates/t", `{"boot_sets":{"c":{"node_list":["x"]}}}`,
			"'path' is a required property - 'boot_sets.c'",
		},
		{"PATCH", "/v2/components/x", `{}`, "{} should be non-empty"},
		{"PATCH", "/v2/components/x", `{"retry_policy":true}`, "True is not of type 'integer' - 'retry_policy'"},
		{"PATCH", "/v2/components/x", `{"retry_policy":1.0}`, "1.0 is not of type 'integer' - 'retry_policy'"},
		{"PATCH", "/v2/components/x", `{"retry_policy":-1}`, "-1 is less than the minimum of 0 - 'retry_policy'"},
		{"PATCH", "/v2/components/x", `{"status":{"status":"stable"}}`, "Property is read-only - 'status.status'"},
		{"PATCH", "/v2/components/x", `{"session":"-"}`, "'-' is not valid under any of the given schemas - 'session'"},
		{
			"PATCH", "/v2/components", `{"patch":{},"filters":{"session":"s"}}`,
			"{'patch': {}, 'filters': {'session': 's'}} is not valid under any of the given schemas",
		},
		{"PUT", "/v2/components", `[{"enabled":true}]`, "'id' is a required property - '0'"},
		{"PATCH", "/v2/options", `{}`, "{} should be non-empty"},
		{
			"PATCH", "/v2/options", `{"bss_read_timeout":86401}`,
			"86401 is greater than the maximum of 86400 - 'bss_read_timeout'",
		},
		{"PATCH", "/v2/options", `{"logging_level":"loud"}`, "'loud' does not match '" + loggingPattern +
			"' - 'logging_level'"},
		{"PATCH", "/v2/options", `{"clear_stage":null}`, "None is not of type 'boolean' - 'clear_stage'"},
		{"POST", "/v2/applystaged", `{"xnames":[""]}`, "'' should be non-empty - 'xnames.0'"},
	} {
		t.Run(tc.method+tc.path+tc.body[:min(len(tc.body), 60)], func(t *testing.T) {
			var problem struct {
				Detail, Title string
				Status        int
			}

			r.must(http.StatusBadRequest, &problem, tc.method, tc.path, tc.body)

			if problem.Detail != tc.detail || problem.Title != "Bad Request" || problem.Status != http.StatusBadRequest {
				t.Errorf("got  %q\nwant %q", problem.Detail, tc.detail)
			}
		})
	}
	if r.SessionsStarted() != 0 {
		t.Errorf("started: %d", r.SessionsStarted())
	}
}

func TestParameters_faults(t *testing.T) {
	r := newRig(t, healthy(1))
	for path, detail := range map[string]string{
		"/v2/components?enabled=":    "Wrong type, expected 'boolean' for query parameter 'enabled'",
		"/v2/components?page_size=x": "Wrong type, expected 'integer' for query parameter 'page_size'",
		"/v2/components?page_size=-1": "-1 is less than the minimum of 0\n\nFailed validating 'minimum' in schema:\n    " +
			"{'type': 'integer', 'minimum': 0, 'maximum': 1048576}\n\nOn instance:\n    -1",
		"/v2/sessions?status=x&min_age=y": "'y' does not match '" + agePattern +
			"'\n\nFailed validating 'pattern' in schema:\n" + ageText + "\n\nOn instance:\n    'y'",
		"/v2/sessions?status=running&status=x": "'x' is not one of ['pending', 'running', 'complete']\n\nFailed " +
			"validating 'enum' in schema:\n" + sessionLabelText + "\n\nOn instance:\n    'x'",
	} {
		t.Run(path, func(t *testing.T) {
			var problem struct{ Detail string }

			r.must(http.StatusBadRequest, &problem, http.MethodGet, path, "")

			if problem.Detail != detail {
				t.Errorf("got  %q\nwant %q", problem.Detail, detail)
			}
		})
	}
}

func TestPyRepr(t *testing.T) {
	for text, want := range map[string]string{
		`"a'b"`:              `"a'b"`,
		`"a'b\"c"`:           `'a\'b"c'`,
		`"\\\n\t\r\u0001"`:   `'\\\n\t\r\x01'`,
		`"é\u200b\u00ad"`:    `'é\u200b\xad'`,
		`[1, 2.50, 1e3, -0]`: `[1, 2.5, 1000.0, -0]`,
		`{"a":{"b":[]}}`:     `{'a': {'b': []}}`,
		`[true,false,null]`:  `[True, False, None]`,
	} {
		v, err := parseJSON([]byte(text))
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if got := pyRepr(v); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}
