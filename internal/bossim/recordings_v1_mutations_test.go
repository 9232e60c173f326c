// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim_test

import (
	"strings"
	"testing"
)

const (
	v1Server = `{"server":"Cray-HPE/bos v2.10.34",`
	v1Made   = v1Server + `"request":{"method":"POST","path":"/v1/session","headers":{"Content-Type":"application/json"},
		"body":{"operation":"Boot","templateName":"t"}},"response":{"status":201,"content_type":"application/json","body":{
		"job":"boa-3e524e25-b076-4217-97b7-6695206b32ce","links":[{"href":"/v1/session/3e524e25-b076-4217-97b7-6695206b32ce",
		"jobId":"boa-3e524e25-b076-4217-97b7-6695206b32ce","rel":"session","type":"GET"},
		{"href":"/v1/session/3e524e25-b076-4217-97b7-6695206b32ce/status","rel":"status","type":"GET"}],
		"operation":"Boot","templateName":"t"}}}`
	v1Complete = v1Server + `"request":{"method":"GET","path":"/v1/session/3e524e25-b076-4217-97b7-6695206b32ce",
	"headers":{},"body":null},
		"response":{"status":200,"content_type":"application/json","body":{"complete":true,"error_count":0,
		"in_progress":false,"job":"boa-3e524e25-b076-4217-97b7-6695206b32ce","operation":"boot",
		"start_time":"2026-11-22T11:14:28.832741Z",
		"status_link":"/v1/session/3e524e25-b076-4217-97b7-6695206b32ce/status","stop_time":"2026-11-22 11:14:33.856786",
		"templateName":"t"}}}`
	v1Refused = v1Server + `"request":{"method":"POST","path":"/v1/sessiontemplate",
	"headers":{"Content-Type":"application/json"},
		"body":{"name":""}},"response":{"status":400,"content_type":"application/problem+json",
		"body":{"detail":"'' is too short - 'name'","status":400,"title":"Bad Request","type":"about:blank"}}}`
	v1NotAllowed = v1Server + `"request":{"method":"PUT","path":"/v1/sessiontemplate/t","headers":{},"body":null},
	"response":{"status":405,
		"content_type":"application/problem+json","headers":{"Allow":"GET, OPTIONS, HEAD, DELETE"},"body":{"detail":
		"The method is not allowed for the requested URL.","status":405,"title":"Method Not Allowed","type":"about:blank"}}}`
	v1Dropped = v1Server + `"request":{"method":"GET",
	"path":"/v1/session/3e524e25-b076-4217-97b7-6695206b32ce/status/c/nope","headers":{},
		"body":null},"response":{"status":0,"content_type":null,"body":null}}`
	v1Stopped = v1Server + `"request":{"method":"PATCH","path":"/v1/session/s/status",
	"headers":{"Content-Type":"application/json"},
		"body":{"stop_time":"2020-01-01 00:00:00.000000"}},"response":{"status":200,"content_type":"application/json",
		"body":{"id":"s",
		"links":[{"href":"/v1/session/s/status","rel":"self"}],"metadata":{"complete":true,"error_count":0,
		"in_progress":false,
		"start_time":"2026-11-22T11:14:24.097678Z","stop_time":"2026-11-22 11:14:28.418848"}}}}`
	v1Phase = v1Server + `"request":{"method":"GET","path":"/v1/session/s/status/c/boot","headers":{},"body":null},
	"response":{"status":200,
		"content_type":"application/json","body":{"categories":[{"name":"not_started","node_list":[]},{"name":"succeeded",
		"node_list":["a","b"]},
		{"name":"failed","node_list":["c"]},{"name":"excluded","node_list":[]},{"name":"in_progress","node_list":[]}],
		"errors":{"Simulated power failure":["c"]},"metadata":{"complete":true,"error_count":1,"in_progress":false,
		"start_time":"2026-11-22 11:14:30.619284"},"name":"boot"}}}`
)

// v1Mutations are recordings that no server of v1 would answer like this.
var v1Mutations = []replayMutation{
	{
		"a v1 POST that repeats an id", v1Made, `"rel":"status"`,
		`"rel":"status","id":"3e524e25-b076-4217-97b7-6695206b32ce"`,
	},
	{
		"a v1 POST whose link is another session's", v1Made, `"/v1/session/3e524e25-b076-4217-97b7-6695206b32ce/status"`,
		`"/v1/session/00000000-b076-4217-97b7-6695206b32ce/status"`,
	},
	{
		"a v1 POST that normalizes the operation", v1Made, `"operation":"Boot","templateName":"t"}}}`,
		`"operation":"boot","templateName":"t"}}}`,
	},
	{"a v1 POST that answers 200", v1Made, `"status":201`, `"status":200`},
	{"a v1 POST to a release that lost v1", v1Made, `v2.10.34`, `v2.30.1`},
	{"a session marked complete that is not", v1Complete, `"complete":true`, `"complete":false`},
	{"a session complete in an old release", v1Complete, `v2.10.34`, `v2.0.5`},
	{"a session that still runs", v1Complete, `"in_progress":false`, `"in_progress":true`},
	{"a session that shows its limit", v1Complete, `"operation":"boot"`, `"limit":"","operation":"boot"`},
	{"a v1 refusal in other words", v1Refused, `is too short`, `should be non-empty`},
	{"another method allowed", v1NotAllowed, `GET, OPTIONS`, `GET, PUT, OPTIONS`},
	{
		"an answer for a dropped connection", v1Dropped, `"status":0,"content_type":null`,
		`"status":404,"content_type":"application/json"`,
	},
	{
		"a dropped connection for an answer", v1Complete, `"status":200,"content_type":"application/json"`,
		`"status":0,"content_type":null`,
	},
	{"a session that PATCH stops again", v1Stopped, `"stop_time":"2026-11-22 11:14:28.418848"`, `"stop_time":null`},
	{
		"a phase that is complete with nodes left", v1Phase, `"not_started","node_list":[]`,
		`"not_started","node_list":["d"]`,
	},
	{"a phase that counts other failures", v1Phase, `"error_count":1`, `"error_count":2`},
	{"a phase in progress without a node", v1Phase, `"in_progress":false`, `"in_progress":true`},
}

// lifeMutations are changes to the life below that no boot agent makes.
var lifeMutations = []struct{ name, old, new string }{
	{
		"a record of the boot set at once", `"status":404,"content_type":"application/json","body":null`,
		`"status":200,"content_type":"application/json","body":{}`,
	},
	{"nodes that succeed before they start", `"name":"succeeded","node_list":[]`, `"name":"succeeded","node_list":["a"]`},
	{"a phase that is not there", `"name":"shutdown"`, `"name":"boot"`},
	{"an end that fails", `"complete":true,"error_count":0`, `"complete":true,"error_count":1`},
	{"a session that cannot be deleted", `"status":204`, `"status":404`},
	{"a session that comes back", `"body":["18f3b36f-4d7a-4b92-9b82-ee6dd5be63e0"]`, `"body":[]`},
}

// v1LifeText is a recorded shutdown, shortened: exchanges with empty lines between.
const v1LifeText = `{"request":{"method":"POST","path":"/v1/session","headers":{"Content-Type":"application/json"},
	"body":{"operation":"shutdown","templateName":"t"}},"response":{"status":201,"content_type":"application/json",
	"body":{"job":"boa-18f3b36f-4d7a-4b92-9b82-ee6dd5be63e0",
	"links":[{"href":"/v1/session/18f3b36f-4d7a-4b92-9b82-ee6dd5be63e0","jobId":"boa-18f3b36f-4d7a-4b92-9b82-ee6dd5be63e0",
	"rel":"session","type":"GET"},{"href":"/v1/session/18f3b36f-4d7a-4b92-9b82-ee6dd5be63e0/status","rel":"status",
	"type":"GET"}],"operation":"shutdown","templateName":"t"}}}

{"request":{"method":"GET","path":"/v1/session/18f3b36f-4d7a-4b92-9b82-ee6dd5be63e0/status/c","headers":{},"body":null},
"response":{"status":404,"content_type":"application/json","body":null}}

{"request":{"method":"GET","path":"/v1/session/18f3b36f-4d7a-4b92-9b82-ee6dd5be63e0/status/c","headers":{},"body":null},
"response":{"status":200,"content_type":"application/json",
"body":{"links":[{"href":"/v1/session/18f3b36f-4d7a-4b92-9b82-ee6dd5be63e0/status/c","rel":"self"},
{"href":"/v1/session/18f3b36f-4d7a-4b92-9b82-ee6dd5be63e0/status/c/shutdown","rel":"Phase"}],
"metadata":{"complete":false,"error_count":0,"in_progress":true,"start_time":"2026-11-22 11:14:30.591428"},"name":"c",
"phases":[{"categories":[{"name":"not_started","node_list":[]},{"name":"succeeded","node_list":[]},
{"name":"failed","node_list":[]},{"name":"excluded","node_list":[]},{"name":"in_progress","node_list":["a","b"]}],
"metadata":{"complete":false,"error_count":0,"in_progress":true,"start_time":"2026-11-22 11:14:30.619284"},
"name":"shutdown"}],"session":"18f3b36f-4d7a-4b92-9b82-ee6dd5be63e0"}}}

{"request":{"method":"GET","path":"/v1/session/18f3b36f-4d7a-4b92-9b82-ee6dd5be63e0/status","headers":{},"body":null},
"response":{"status":200,"content_type":"application/json","body":{"id":"18f3b36f-4d7a-4b92-9b82-ee6dd5be63e0",
"links":[{"href":"/v1/session/18f3b36f-4d7a-4b92-9b82-ee6dd5be63e0/status","rel":"self"}],"metadata":{
"complete":true,"error_count":0,"in_progress":false,"start_time":"2026-11-22T11:14:28.832741Z",
"stop_time":"2026-11-22 11:14:33.856786"}}}}

{"request":{"method":"GET","path":"/v1/session","headers":{},"body":null},"response":{"status":200,
"content_type":"application/json","body":["18f3b36f-4d7a-4b92-9b82-ee6dd5be63e0"]}}

{"request":{"method":"DELETE","path":"/v1/session/18f3b36f-4d7a-4b92-9b82-ee6dd5be63e0","headers":{},"body":null},
"response":{"status":204,"content_type":"application/problem+json","body":null}}`

func TestV1Life_mutations(t *testing.T) {
	if diffs := replayV1Text(t, v1LifeText); len(diffs) > 0 {
		t.Fatalf("the life does not replay as it is: %v", diffs)
	}
	for _, m := range lifeMutations {
		t.Run(m.name, func(t *testing.T) {
			mutated := strings.Replace(v1LifeText, m.old, m.new, 1)
			if mutated == v1LifeText {
				t.Fatalf("the mutation changes nothing: %q is not in the life", m.old)
			}

			if len(replayV1Text(t, mutated)) == 0 {
				t.Error("the mutation was not detected")
			}
		})
	}
}

func replayV1Text(t *testing.T, text string) []string {
	t.Helper()
	var steps []exchange
	for step := range strings.SplitSeq(text, "\n\n") {
		rec, err := parseRecording([]byte(step))
		if err != nil {
			t.Fatal(err)
		}
		steps = append(steps, exchange{Version: "2.10.34", Request: *rec.Request, Response: *rec.Response})
	}
	return replayV1Life(t, "18f3b36f-4d7a-4b92-9b82-ee6dd5be63e0", steps, 0)
}
