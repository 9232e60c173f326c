// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/recorded"
)

const (
	replayedPost = `{"request":{"method":"POST","path":"/v2/sessions","headers":{"Content-Type":"application/json"},
		"body":{"name":"n","operation":"boot","template_name":"t","limit":"x3000c0s3b0n0","include_disabled":true}},
		"response":{"status":201,"headers":{"content-type":"application/json"},"body":{
		"components":"","include_disabled":true,		"limit":"x3000c0s3b0n0","name":"n","operation":"boot","stage":false,
		"status":{"end_time":null,"error":null,
		"start_time":"2026-11-22T11:00:33","status":"pending"},"template_name":"t","tenant":null}}}`
	replayedConflict = `{"request":{"method":"POST","path":"/v2/sessions","headers":{"Content-Type":"application/json"},
		"body":{"name":"n","operation":"boot","template_name":"t"}},"response":{"status":409,
		"headers":{"content-type":"application/problem+json"},"body":{"detail":"Session 'n' already exists","status":409,
		"title":"The resource to be created already exists","type":"about:blank"}}}`
	replayedRefusal = `{"request":{"method":"POST","path":"/v2/sessions","headers":{"Content-Type":"application/json"},
		"body":{"name":"n","operation":"Boot","template_name":"t"}},"response":{"status":400,
		"headers":{"content-type":"application/problem+json"},
		"body":{"detail":"'Boot' is not one of ['boot', 'reboot', 'shutdown'] - 'operation'",
		"status":400,"title":"Bad Request","type":"about:blank"}}}`
	replayedAbsence = `{"request":{"method":"GET","path":"/v2/sessions/n","headers":{},"body":null},
	"response":{"status":404,
		"headers":{"content-type":"application/problem+json"},"body":{"detail":"Session 'n' does not exist","status":404,
		"title":"The resource was not found","type":"about:blank"}}}`
	replayedDelete = `{"request":{"method":"DELETE","path":"/v2/sessions/n","headers":{},"body":null},
		"response":{"status":204,"headers":{"content-type":"application/problem+json"},"body":null}}`
	replayedStatus = `{"request":{"method":"GET","path":"/v2/sessions/n/status","headers":{},"body":null},
	"response":{"status":200,
		"headers":{"content-type":"application/json"},"body":{"error_summary":{"cfs configuration failed":{"count":2,
		"list":"x3000c0s1b0n0,x3000c0s1b1n0"}},
		"managed_components_count":3,"percent_failed":66.67,"percent_staged":0.0,"percent_successful":33.33,
		"phases":{"percent_complete":100.0,"percent_configuring":0.0,"percent_powering_off":0.0,"percent_powering_on":0.0},
		"status":"complete","timing":{"duration":"0:00:03","end_time":"2026-11-22T11:00:32",
		"start_time":"2026-11-22T11:00:29"}}}}`
	replayedPut = `{"request":{"method":"PUT","path":"/v2/sessiontemplates/t",
	"headers":{"Content-Type":"application/json"},
		"body":{"cfs":{},"boot_sets":{"c":{"type":"s3",
		"path":"s3://boot-images/9e3c75e1-ac42-42c7-873c-e758048897d6/manifest.json",
		"node_list":["X3000C0S1B0N0"]}}}},"response":{"status":200,"headers":{"content-type":"application/json"},
		"body":{"boot_sets":{
		"c":{"arch":"X86","node_list":["x3000c0s1b0n0"],
		"path":"s3://boot-images/9e3c75e1-ac42-42c7-873c-e758048897d6/manifest.json",
		"type":"s3"}},"name":"t","tenant":null}}}`
	replayedList = `{"request":{"method":"GET","path":"/v2/components?session=n","headers":{},"body":null},
	"response":{"status":200,
		"headers":{"content-type":"application/json"},"body":[]}}`
	replayedValid = `{"request":{"method":"GET","path":"/v2/sessiontemplatesvalid/t","headers":{},"body":null},
		"response":{"status":200,"headers":{"content-type":"application/json"},"body":"Valid"}}`
	replayedStaged = `{"request":{"method":"POST","path":"/v2/applystaged","headers":{"Content-Type":"application/json"},
		"body":{"xnames":["x1c0s0b0n0","x1c0s0b1n0"]}},"response":{"status":200,"headers":{"content-type":"application/json"},
		"body":{"failed":[],"ignored":["x1c0s0b1n0"],"succeeded":["x1c0s0b0n0"]}}}`
	replayedLife = `{"steps":[{"t_s":0.0,"request":{"method":"POST","path":"/v2/sessions",
	"headers":{"Content-Type":"application/json"},
		"body":{"name":"n","operation":"boot","template_name":"t","limit":"x9c0s0b0n0"}},"response":{"status":201,
		"headers":{"content-type":"application/json"},"body":{"components":"","include_disabled":false,"limit":"x9c0s0b0n0",
		"name":"n",		"operation":"boot","stage":false,"status":{"end_time":null,"error":null,
		"start_time":"2026-11-22T11:02:19",
		"status":"pending"},
		"template_name":"t","tenant":null}}},
		{"t_s":0.2,"request":{"method":"GET","path":"/v2/sessions/n","headers":{},"body":null},"response":{"status":200,
		"headers":{"content-type":"application/json"},"body":{"components":"","include_disabled":false,"limit":"x9c0s0b0n0",
		"name":"n",		"operation":"boot","stage":false,"status":{"end_time":null,"error":null,
		"start_time":"2026-11-22T11:02:19",
		"status":"pending"},
		"template_name":"t","tenant":null}}},
		{"t_s":1.0,"request":{"method":"GET","path":"/v2/sessions/n","headers":{},"body":null},"response":{"status":200,
		"headers":{"content-type":"application/json"},"body":{"components":"","include_disabled":false,"limit":"x9c0s0b0n0",
		"name":"n",		"operation":"boot","stage":false,"status":{"end_time":"2026-11-22T11:02:20",
		"error":"No nodes were found to act upon.",
		"start_time":"2026-11-22T11:02:19","status":"complete"},"template_name":"t","tenant":null}}}]}`
)

type replayMutation struct{ name, recording, old, new string }

// replayMutations are recordings that no server would answer like this. Each one
// replays until it is mutated; no starting state explains the mutation.
var replayMutations = []replayMutation{
	{"a POST that answers another status", replayedPost, `"status":201`, `"status":200`},
	{"a POST of another content type", replayedPost, `"content-type":"application/json"`, `"content-type":"text/html"`},
	{"a POST that is running at once", replayedPost, `"pending"`, `"running"`},
	{"a POST that echoes another limit", replayedPost, `"limit":"x3000c0s3b0n0","name"`, `"limit":"","name"`},
	{
		"a POST that forgets include_disabled", replayedPost, `"components":"","include_disabled":true`,
		`"components":"","include_disabled":false`,
	},
	{"a POST that knows its nodes", replayedPost, `"components":""`, `"components":"x3000c0s3b0n0"`},
	{"a POST whose answer lacks a key", replayedPost, `"stage":false,`, ``},
	{"a POST whose answer has an additional key", replayedPost, `"stage":false,`, `"stage":false,"links":[],`},
	{"a POST that is for a tenant", replayedPost, `"tenant":null`, `"tenant":"vcluster-blue"`},
	{"a conflict that is a 400", replayedConflict, `"response":{"status":409`, `"response":{"status":400`},
	{"a conflict of another name", replayedConflict, `Session 'n'`, `Session 'm'`},
	{"a conflict of another title", replayedConflict, `The resource to be`, `The resource`},
	{
		"a refusal without detail", replayedRefusal,
		`"detail":"'Boot' is not one of ['boot', 'reboot', 'shutdown'] - 'operation'",`, ``,
	},
	{"a refusal that is a 422", replayedRefusal, `"response":{"status":400`, `"response":{"status":422`},
	{"a refusal of what is right", replayedRefusal, `"operation":"Boot"`, `"operation":"boot"`},
	{"an absence in other words", replayedAbsence, `does not exist`, `is not there`},
	{"an absence that is a 410", replayedAbsence, `"response":{"status":404`, `"response":{"status":410`},
	{"a deletion with a body", replayedDelete, `"body":null}}`, `"body":{}}}`},
	{"a deletion that answers 200", replayedDelete, `"status":204`, `"status":200`},
	{"a deletion of type JSON", replayedDelete, `application/problem+json`, `application/json`},
	{"a status with other percentages", replayedStatus, `66.67`, `66.66`},
	{"a status that does not round", replayedStatus, `33.33`, `33.333`},
	{"a status with another sum", replayedStatus, `"percent_complete":100.0`, `"percent_complete":66.67`},
	{"a status in integers", replayedStatus, `"percent_staged":0.0`, `"percent_staged":0`},
	{"a status with another count", replayedStatus, `"count":2`, `"count":3`},
	{"a status with a node missing from a list", replayedStatus, `,x3000c0s1b1n0`, ``},
	{"a PUT that keeps the spelling", replayedPut, `["x3000c0s1b0n0"]`, `["X3000C0S1B0N0"]`},
	{"a PUT that adds no arch", replayedPut, `"arch":"X86",`, ``},
	{"a PUT that keeps an empty cfs", replayedPut, `"name":"t"`, `"cfs":{},"name":"t"`},
	{"a PUT that keeps what was there", replayedPut, `"name":"t"`, `"description":"before","name":"t"`},
	{"a PUT that says created", replayedPut, `"response":{"status":200`, `"response":{"status":201`},
	{"a list that is an object", replayedList, `"body":[]`, `"body":{}`},
	{"a list that is null", replayedList, `"body":[]`, `"body":null`},
	{"another word for valid", replayedValid, `"Valid"`, `"OK"`},
	{"a node in two lists", replayedStaged, `"failed":[]`, `"failed":["x1c0s0b0n0"]`},
	{"a life in another order", replayedLife, `"pending"},
		"template_name":"t","tenant":null}}},
		{"t_s":1.0`, `"running"},
		"template_name":"t","tenant":null}}},
		{"t_s":1.0`},
	{"a life with another error", replayedLife, `found to act upon.`, `found.`},
	{
		"a life that ends otherwise", replayedLife, `"start_time":"2026-11-22T11:02:19","status":"complete"`,
		`"start_time":"2026-11-22T11:02:19","status":"running"`,
	},
	{"a life that ends without a time", replayedLife, `"end_time":"2026-11-22T11:02:20"`, `"end_time":null`},
}

func TestReplay_mutations(t *testing.T) {
	for _, m := range slices.Concat(replayMutations, v1Mutations) {
		t.Run(m.name, func(t *testing.T) {
			if sound := replayFile(t, []byte(m.recording)); len(sound.differences) > 0 || sound.reason != "" {
				t.Fatalf("the recording does not replay as it is: %v%v", sound.reason, sound.differences)
			}
			mutated := strings.Replace(m.recording, m.old, m.new, 1)
			if mutated == m.recording {
				t.Fatalf("the mutation changes nothing: %q is not in the recording", m.old)
			}

			got := replayFile(t, []byte(mutated))

			if got.reason != "" {
				t.Errorf("not replayed: %s", got.reason)
			} else if len(got.differences) == 0 {
				t.Error("the mutation was not detected")
			}
		})
	}
}

// TestCompareAnswers_everyValue changes every value of every recorded answer, one
// at a time: the comparison must see each change.
func TestCompareAnswers_everyValue(t *testing.T) {
	changes := 0
	for _, folder := range recorded.Folders(t) {
		for _, file := range folder.Files() {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			rec, err := parseRecording(data)
			if err != nil {
				continue
			}
			if rec.Response != nil {
				rec.Steps = append(rec.Steps, exchange{Response: *rec.Response})
			}
			for _, step := range rec.Steps {
				changes += checkEveryChange(t, filepath.Base(file), step.Response.answer())
			}
		}
	}
	t.Logf("%d changes seen", changes)
}

// Longer lists of nodes add nothing to the test of the comparison.
const enoughElements = 3

func checkEveryChange(t *testing.T, name string, want answer) int {
	t.Helper()
	if list, ok := want.body.([]any); ok {
		want.body = list[:min(len(list), enoughElements)]
	}
	changes := 0
	changed := clone([]any{want.body})
	check := func(path string) {
		changes++
		if len(compareAnswers(want, answer{
			status: want.status, contentType: want.contentType, allow: want.allow,
			body: changed[0],
		})) == 0 {
			t.Errorf("%s: a change of %s was not detected", name, path)
		}
	}
	var visit func(path string, value any, set func(any))
	visit = func(path string, value any, set func(any)) {
		defer set(value)
		switch v := value.(type) {
		case object:
			for _, key := range sortedKeys(v) {
				visit(path+"."+key, v[key], func(to any) { v[key] = to })
			}
			v["not in the recording"] = nil
			check(path + " (an additional key)")
			delete(v, "not in the recording")
		case []any:
			for i := range v[:min(len(v), enoughElements)] {
				visit(path+"[]", v[i], func(to any) { v[i] = to })
			}
			set(append([]any{"another"}, v...))
			check(path + " (an additional element)")
		}
		for _, changed := range changedValues(value) {
			if _, words := changed.(string); words && want.status == 400 && (path == ".detail" || path == ".title") {
				continue // in a 400 only the presence and the type count
			}
			set(changed)
			check(path)
		}
	}
	visit("", changed[0], func(to any) { changed[0] = to })
	return changes
}

// changedValues returns other values of the same type and of another.
func changedValues(value any) []any {
	switch v := value.(type) {
	case bool:
		return []any{!v, nil}
	case nil:
		return []any{"changed", false, jsonNumber(0)}
	case object, []any:
		return []any{nil, "changed"}
	case string:
		return []any{v + "~", nil, jsonNumber(len(v))}
	case json.Number:
		return []any{json.Number("1" + v.String()), v.String(), nil}
	}
	return nil
}
