// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim_test

import (
	"strings"
	"testing"
)

const comparedSession = `{"components":"x3000c0s1b0n0,x3000c0s1b1n0","include_disabled":false,"limit":"","name":"a",
	"operation":"boot","stage":false,"status":{"end_time":null,"error":null,"start_time":"2026-11-22T11:00:29",
	"status":"running"},"template_name":"t","tenant":null}`

const comparedStatus = `{"error_summary":{
	"cfs configuration failed":{"count":11,"list":"x3000c0s1b0n0,x3000c0s1b1n0..."}},
	"managed_components_count":22,"percent_failed":50.0,"percent_staged":0.0,"percent_successful":50.0,
	"phases":{"percent_complete":100.0,"percent_configuring":0.0},"status":"complete",
	"timing":{"duration":"0:00:07","end_time":"2026-11-22T11:05:00","start_time":"2026-11-22T11:04:53"}}`

const comparedProblem = `{"detail":"'x' is not one of ['boot']","status":400,"title":"Bad Request",
	"type":"about:blank"}`

const comparedComponents = `[{"id":"x3000c0s1b0n0","enabled":true,"desired_state":{"bss_token":"",
	"last_updated":"2026-11-22T10:57:59"}},
	{"id":"x3000c0s1b1n0","enabled":false,"desired_state":{"bss_token":"b6e39ff5-3c6b-45b5-a514-166cd26f109a",
	"last_updated":"2026-11-22T10:57:59"}}]`

const comparedStaged = `{"failed":[],"ignored":["x3000c0s1b0n0","x3000c0s1b0n0"],"succeeded":["x3000c0s1b1n0"]}`

// answerMutations lists what the comparison must see and what it must ignore. A
// mutation replaces text in an answer; "" as the old text replaces it whole.
var answerMutations = []struct {
	name, answer string
	status       int
	old, new     string
	agree        bool
}{
	{"unchanged session", comparedSession, 200, "", comparedSession, true},
	{"a missing key", comparedSession, 200, `"stage":false,`, ``, false},
	{"an additional key", comparedSession, 200, `"stage":false,`, `"stage":false,"links":[],`, false},
	{"an additional null key", comparedSession, 200, `"tenant":null`, `"tenant":null,"links":null`, false},
	{"a missing nested key", comparedSession, 200, `"error":null,`, ``, false},
	{"null for text", comparedSession, 200, `"tenant":null`, `"tenant":""`, false},
	{"text for a boolean", comparedSession, 200, `"stage":false`, `"stage":"false"`, false},
	{"another boolean", comparedSession, 200, `"stage":false`, `"stage":true`, false},
	{"another value", comparedSession, 200, `"operation":"boot"`, `"operation":"reboot"`, false},
	{"another nested value", comparedSession, 200, `"status":"running"`, `"status":"pending"`, false},
	{"another name", comparedSession, 200, `"name":"a"`, `"name":"b"`, false},
	{
		"components in another order", comparedSession, 200, `x3000c0s1b0n0,x3000c0s1b1n0`, `x3000c0s1b1n0,x3000c0s1b0n0`,
		true,
	},
	{"a missing component", comparedSession, 200, `x3000c0s1b0n0,x3000c0s1b1n0`, `x3000c0s1b0n0`, false},
	{
		"a component twice", comparedSession, 200, `x3000c0s1b0n0,x3000c0s1b1n0`,
		`x3000c0s1b0n0,x3000c0s1b1n0,x3000c0s1b1n0`, false,
	},
	{"another component", comparedSession, 200, `x3000c0s1b0n0,x3000c0s1b1n0`, `x3000c0s1b0n0,x3000c0s1b2n0`, false},
	{
		"a list of components", comparedSession, 200, `"x3000c0s1b0n0,x3000c0s1b1n0"`, `["x3000c0s1b0n0","x3000c0s1b1n0"]`,
		false,
	},
	{"another time", comparedSession, 200, `11:00:29`, `12:34:56`, true},
	{"a time with a zone", comparedSession, 200, `11:00:29`, `11:00:29Z`, false},
	{"a time with a fraction", comparedSession, 200, `11:00:29`, `11:00:29.5`, false},
	{"no time", comparedSession, 200, `"2026-11-22T11:00:29"`, `null`, false},
	{"an empty time", comparedSession, 200, `2026-11-22T11:00:29`, ``, false},
	{"a time that should not be", comparedSession, 200, `"end_time":null`, `"end_time":"2026-11-22T11:00:29"`, false},
	{"no body", comparedSession, 200, "", ``, false},
	{"a list of the session", comparedSession, 200, "", `[` + comparedSession + `]`, false},

	{"unchanged status", comparedStatus, 200, "", comparedStatus, true},
	{
		"other nodes of a cut list", comparedStatus, 200, `x3000c0s1b0n0,x3000c0s1b1n0...`, `x3000c0s2b0n0,x3000c0s2b1n0...`,
		true,
	},
	{"a cut list of another length", comparedStatus, 200, `x3000c0s1b0n0,x3000c0s1b1n0...`, `x3000c0s1b0n0...`, false},
	{"a cut list that is not cut", comparedStatus, 200, `x3000c0s1b1n0...`, `x3000c0s1b1n0`, false},
	{"another count", comparedStatus, 200, `"count":11`, `"count":2`, false},
	{"another message", comparedStatus, 200, `cfs configuration failed`, `failed`, false},
	{
		"no error summary", comparedStatus, 200,
		`"cfs configuration failed":{"count":11,"list":"x3000c0s1b0n0,x3000c0s1b1n0..."}`, ``, false,
	},
	{"an integer for a percentage", comparedStatus, 200, `"percent_staged":0.0`, `"percent_staged":0`, false},
	{
		"a fraction for a count", comparedStatus, 200, `"managed_components_count":22`, `"managed_components_count":22.0`,
		false,
	},
	{"another percentage", comparedStatus, 200, `"percent_failed":50.0`, `"percent_failed":50.1`, false},
	{"a percentage spelled otherwise", comparedStatus, 200, `"percent_failed":50.0`, `"percent_failed":50.00`, true},
	{"another duration", comparedStatus, 200, `0:00:07`, `1 day, 2:03:04`, true},
	{"a fraction in a whole duration", comparedStatus, 200, `0:00:07`, `0:00:07.131708`, false},
	{"no duration", comparedStatus, 200, `0:00:07`, ``, false},
	{"seconds for a duration", comparedStatus, 200, `"0:00:07"`, `7`, false},

	{"unchanged problem", comparedProblem, 400, "", comparedProblem, true},
	{"other words in a 400", comparedProblem, 400, `'x' is not one of ['boot']`, `no`, true},
	{"another title in a 400", comparedProblem, 400, `Bad Request`, `Nope`, true},
	{"a 400 without detail", comparedProblem, 400, `"detail":"'x' is not one of ['boot']",`, ``, false},
	{"a null detail", comparedProblem, 400, `"'x' is not one of ['boot']"`, `null`, false},
	{"another status in the body", comparedProblem, 400, `"status":400`, `"status":404`, false},
	{"another type in the body", comparedProblem, 400, `about:blank`, `about:bos`, false},
	{"a bare string for a problem", comparedProblem, 400, "", `"Bad Request"`, false},
	{"other words in a 404", comparedProblem, 404, `'x' is not one of ['boot']`, `no`, false},
	{"another title in a 404", comparedProblem, 404, `Bad Request`, `Nope`, false},

	{"components the other way round", comparedComponents, 200, "", swapped, true},
	{
		"another token", comparedComponents, 200, `b6e39ff5-3c6b-45b5-a514-166cd26f109a`,
		`00000000-0000-4000-8000-000000000001`, true,
	},
	{"a token that is no UUID", comparedComponents, 200, `b6e39ff5-3c6b-45b5-a514-166cd26f109a`, `token-1`, false},
	{
		"a token that should be empty", comparedComponents, 200, `"bss_token":""`,
		`"bss_token":"b6e39ff5-3c6b-45b5-a514-166cd26f109a"`, false,
	},
	{"a component's value", comparedComponents, 200, `"enabled":true`, `"enabled":false`, false},
	{"a component's name", comparedComponents, 200, `"id":"x3000c0s1b0n0"`, `"id":"x3000c0s9b0n0"`, false},
	{"an empty list", comparedComponents, 200, "", `[]`, false},

	{"another order of names", comparedStaged, 200, `{"failed":[]`, `{"failed":[ ]`, true},
	{"a name in another list", comparedStaged, 200, `"failed":[]`, `"failed":["x3000c0s1b1n0"]`, false},
	{"a name fewer times", comparedStaged, 200, `["x3000c0s1b0n0","x3000c0s1b0n0"]`, `["x3000c0s1b0n0"]`, false},
	{"another name instead", comparedStaged, 200, `["x3000c0s1b1n0"]`, `["x3000c0s1b2n0"]`, false},
}

const swapped = `[{"id":"x3000c0s1b1n0","enabled":false,
	"desired_state":{"bss_token":"b6e39ff5-3c6b-45b5-a514-166cd26f109a","last_updated":"2026-11-22T10:57:59"}},
	{"id":"x3000c0s1b0n0","enabled":true,"desired_state":{"bss_token":"","last_updated":"2026-11-22T10:57:59"}}]`

func TestCompareAnswers_mutations(t *testing.T) {
	for _, m := range answerMutations {
		t.Run(m.name, func(t *testing.T) {
			want := mustParseAnswer(t, m.status, m.answer)
			mutated := m.new
			if m.old != "" {
				if mutated = strings.Replace(m.answer, m.old, m.new, 1); mutated == m.answer {
					t.Fatalf("the mutation changes nothing: %q is not in the answer", m.old)
				}
			}

			diffs := compareAnswers(want, mustParseAnswer(t, m.status, mutated))

			if agree := len(diffs) == 0; agree != m.agree {
				t.Errorf("agree = %v, want %v: %v", agree, m.agree, diffs)
			}
		})
	}
}

func TestCompareAnswers_statusAndContentType(t *testing.T) {
	want := mustParseAnswer(t, 200, comparedSession)

	otherStatus, otherType := want, want
	otherStatus.status = 201
	otherType.contentType = "application/problem+json"

	if len(compareAnswers(want, otherStatus)) == 0 {
		t.Error("another status went unseen")
	}
	if len(compareAnswers(want, otherType)) == 0 {
		t.Error("another content type went unseen")
	}
}

func mustParseAnswer(t *testing.T, status int, body string) answer {
	t.Helper()
	parsed, err := parseAnswer(status, "application/json", []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}
