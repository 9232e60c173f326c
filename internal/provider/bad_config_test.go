// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// badConfig is a block of configuration and what the engine says of it. In block, LABEL stands for a label of its own.
type badConfig struct {
	name  string
	block string
	want  string // "summary | a part of the detail" of its one error; empty: no error
}

// sessionBlock is a bos_session of these arguments; an argument that it does not give is a good one.
func sessionBlock(arguments string) string {
	for _, argument := range []string{`operation = "boot"`, `template_name = "blue"`} {
		if name, _, _ := strings.Cut(argument, " "); !strings.Contains(arguments, name+" ") {
			arguments += "\n" + argument
		}
	}
	return "resource \"bos_session\" \"LABEL\" {\n" + arguments + "\n}"
}

func dataBlock(kind, arguments string) string {
	return "data \"" + kind + "\" \"LABEL\" {\n" + arguments + "\n}"
}

var badConfigs = slices.Concat(badProviders, badSessions, badNamePrefixes, badDataSources, badOptions, badStaged, badTemplates, badImages, badNodeLists)

var badSessions = []badConfig{
	{"good session", sessionBlock(`limit = "all,!x3000c0s1b0n0"`), ""},
	{"doubtful limit is a warning", sessionBlock(`limit = "X3000C0S1B0N0"`), ""},
	{"no operation", "resource \"bos_session\" \"LABEL\" {\ntemplate_name = \"blue\"\n}", "Missing required argument | operation"},
	{"no template", "resource \"bos_session\" \"LABEL\" {\noperation = \"boot\"\n}", "Missing required argument | template_name"},
	{"operation in capitals", sessionBlock(`operation = "Boot"`), "Invalid operation | `Boot` is not in lower case: write `boot`."},
	{"operation that does not exist", sessionBlock(`operation = "restart"`), "Invalid operation | `restart` is not valid; use one of `boot`, `reboot`, `shutdown`."},
	{"empty operation", sessionBlock(`operation = ""`), "Invalid operation | The value is empty"},
	{"empty template", sessionBlock(`template_name = ""`), "Invalid session template name | write the name of a session template"},
	{"template with a space", sessionBlock(`template_name = "my blue"`), "Invalid session template name | contains ` ` as character 3"},
	{"empty name", sessionBlock(`name = ""`), "Invalid session name | leave it out to have a name generated"},
	{"name with a slash", sessionBlock(`name = "a/b"`), "Invalid session name | contains `/` as character 2"},
	{"name that begins with a hyphen", sessionBlock(`name = "-a"`), "Invalid session name | begins with `-`"},
	{"name that ends with a dot", sessionBlock(`name = "a."`), "Invalid session name | ends with `.`"},
	{"name with a line break", sessionBlock(`name = "a\n"`), "Invalid session name | write `a`, or wrap the expression in `trimspace()`"},
	{"name of 128 characters", sessionBlock(`name = "` + strings.Repeat("a", 128) + `"`), "Invalid session name | has a length of 128: write 1 to 127 characters"},
	{"tenant with an underscore", sessionBlock(`tenant = "my_tenant"`), "Invalid tenant | contains `_` as character 3"},
	{"tenant of two characters", sessionBlock(`tenant = "ab"`), "Invalid tenant | has a length of 2"},

	{"empty limit", sessionBlock(`limit = ""`), "Invalid session limit | nothing was selected. To start no session then, make the resource conditional"},
	{"limit with a space", sessionBlock(`limit = "blue, green"`), "Invalid session limit | Item 2, ` green`, begins or ends with a space"},
	{"limit with a line break", sessionBlock(`limit = "blue\n"`), "Invalid session limit | Item 1, \"blue\\n\", begins or ends with a space"},
	{"limit with a comma too many", sessionBlock(`limit = "blue,"`), "Invalid session limit | Item 2, ``, is empty: a comma too many"},
	{"limit with two operators", sessionBlock(`limit = "all,&!blue"`), "Invalid session limit | Write `!blue` to take those nodes away, or `&blue`"},
	{"limit with a bare operator", sessionBlock(`limit = "all,!"`), "Invalid session limit | Item 2, `!`, is an operator without a name"},
	{"limit that only takes away", sessionBlock(`limit = "!blue"`), "Invalid session limit | Write `all,!blue`"},
	{"limit that only keeps", sessionBlock(`limit = "&blue"`), "Invalid session limit | Write `blue`"},
	{"limit that takes away what it adds", sessionBlock(`limit = "blue,!all"`), "Invalid session limit | Item 2, `!all`, leaves no node"},
	{"limit of two nodes at once", sessionBlock(`limit = "x3000c0s1b0n0,&x3000c0s1b1n0"`), "Invalid session limit | leaves no node"},
	{"list for a limit", sessionBlock(`limit = ["blue"]`), "Incorrect attribute value type | string required"},

	{"percentage above 100", sessionBlock(`max_failed_percent = 101`), "Invalid percentage | `101` is above 100"},
	{"no node allowed", sessionBlock(`max_components = 0`), "Invalid number of nodes | `0` is below 1"},
	{"half a node allowed", sessionBlock(`max_components = 1.5`), "Invalid number of nodes | `1.5` is not a whole number: write a whole number from 1 to 1000000000"},
	{"too many nodes allowed", sessionBlock(`max_components = 1e300`), "Invalid number of nodes | `1e+300` is above 1000000000: write"},
	{"percentage below 0", sessionBlock(`max_failed_percent = -1`), "Invalid percentage | `-1` is below 0"},
	{"on_failure that does not exist", sessionBlock(`on_failure = "ignore"`), "Invalid on_failure | use one of `error`, `warn`"},
	{"on_missing in capitals", sessionBlock(`on_missing = "KEEP"`), "Invalid on_missing | write `keep`"},
	{"on_conflict that does not exist", sessionBlock(`on_conflict = "replace"`), "Invalid on_conflict | use one of `error`, `adopt`"},
	{"on_destroy that does not exist", sessionBlock(`on_destroy = "stop"`), "Invalid on_destroy | use one of `delete`, `cancel`, `forget`"},
	{"timeout without unit", sessionBlock(`timeouts = { create = "90" }`), "Invalid duration | write `90s` for seconds, `90m` for minutes or `90h` for hours"},
	{"timeout in weeks", sessionBlock(`timeouts = { delete = "2w" }`), "Invalid duration | write `336h`"},
	{"timeout below zero", sessionBlock(`timeouts = { create = "-1h" }`), "Invalid duration | is not above zero"},
	{"computed argument", sessionBlock(`status = "complete"`), "Invalid Configuration for Read-Only Attribute | "},

	{"good lookup", dataBlock("bos_sessions", `min_age = "0"`), ""},
	{"lookup without a name", dataBlock("bos_session", ``), "Missing required argument | name"},
	{"lookup of an empty name", dataBlock("bos_session", `name = ""`), "Invalid session name | The value is empty"},
	{"lookup of a path", dataBlock("bos_session", `name = ".."`), "Invalid session name | begins with `.`"},
	{"lookup in a tenant in capitals", dataBlock("bos_session", "name = \"a\"\ntenant = \"Blue\""), "Invalid tenant | contains `B`"},
	{"status of a name with a space", dataBlock("bos_session_status", `name = "a b"`), "Invalid session name | contains ` ` as character 2"},
	{"status in a tenant too short", dataBlock("bos_session_status", "name = \"a\"\ntenant = \"b\""), "Invalid tenant | has a length of 1"},
	{"sessions in two states", dataBlock("bos_sessions", `status = "pending,running"`), "Invalid session status | use one of `pending`, `running`, `complete`"},
	{"sessions in a state in capitals", dataBlock("bos_sessions", `status = "Complete"`), "Invalid session status | write `complete`"},
	{"age without unit", dataBlock("bos_sessions", `min_age = "5"`), "Invalid age | write `5m` for minutes"},
	{"age in seconds", dataBlock("bos_sessions", `max_age = "30s"`), "Invalid age | `30s` is not a valid age"},
	{"age with a leading zero", dataBlock("bos_sessions", `min_age = "01m"`), "Invalid age | write `1m`"},
	{"age beyond the calendar", dataBlock("bos_sessions", `min_age = "9999999w"`), "Invalid age | goes back beyond the calendar"},
	{"age too long", dataBlock("bos_sessions", `max_age = "12345678d"`), "Invalid age | write at most 8"},
	{"sessions of a template with a colon", dataBlock("bos_sessions", `template_name = "a:b"`), "Invalid session template name | contains `:`"},
	{"sessions of a tenant with a space", dataBlock("bos_sessions", `tenant = "blue "`), "Invalid tenant | write `blue`"},
}

// diagnostic is one of the engine's, as `validate -json` prints it.
type diagnostic struct {
	Severity, Summary, Detail, Address string
	Range                              struct{ Start struct{ Line int } }
}

// Given a configuration of all the bad blocks, then the engine says what is wrong with each, and nothing reaches BOS.
func TestBadConfiguration(t *testing.T) {
	bos := newSim(t)
	tf := newRealEngine(t, bos)

	// When it is validated and planned
	config, rows := badConfiguration(func(badConfig) bool { return true })
	tf.write(bos.testConfig(config))
	output := tf.exits(1, "validate", "-json")
	tf.exits(1, "plan")
	var validation struct{ Diagnostics []diagnostic }
	if err := json.Unmarshal([]byte(output), &validation); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	found := byRow(t, tf, config, rows, validation.Diagnostics)

	// And those of the templates that it accepts are planned, as the state decides about them
	accepted := func(row badConfig) bool {
		return row.want != "" && strings.HasPrefix(row.block, "resource \"bos_session_template\"") && len(found[row.number()]) == 0
	}
	planned, plannedRows := badConfiguration(accepted)
	tf.write(bos.testConfig(planned))
	for number, faults := range byRow(t, tf, planned, plannedRows, plannedDiagnostics(t, tf.exits(1, "plan", "-json"))) {
		found[number] = append(found[number], faults...)
	}

	// Then each block has its one error
	for i, row := range badConfigs {
		t.Run(row.name, func(t *testing.T) { row.check(t, found[i+1]) })
	}
	for _, d := range found[0] {
		t.Errorf("an error outside of the cases: %+v", d)
	}

	// And BOS has heard nothing, until the bad blocks are taken out
	if requests := bos.Requests(); len(requests) > 0 {
		t.Errorf("%d requests reached BOS:\n%s", len(requests), bos.log())
	}
	config, _ = badConfiguration(func(row badConfig) bool { return row.want == "" && !strings.HasPrefix(row.block, "provider") })
	tf.write(bos.testConfig(config))
	tf.must("plan")
	if bos.Count("GET", "/v2/sessions") == 0 {
		t.Errorf("the good configuration does not reach BOS:\n%s", bos.log())
	}
	bos.wantSent(t, 0, 0)
}

// badConfiguration is the configuration of the chosen cases, and the number of the case, from 1, of each of its lines.
func badConfiguration(chosen func(badConfig) bool) (config string, rows map[int]int) {
	rows = map[int]int{}
	var b strings.Builder
	line := 1
	for i, row := range badConfigs {
		if !chosen(row) {
			continue
		}
		block := strings.ReplaceAll(row.block, "LABEL", fmt.Sprintf("case_%d", i+1)) + "\n"
		for range strings.Count(block, "\n") {
			rows[line] = i + 1
			line++
		}
		b.WriteString(block)
	}
	return b.String(), rows
}

func (c badConfig) check(t *testing.T, found []diagnostic) {
	t.Helper()
	if c.want == "" {
		if len(found) > 0 {
			t.Errorf("got %+v, want no error", found)
		}
		return
	}
	summary, detail, _ := strings.Cut(c.want, " | ")
	if len(found) != 1 || found[0].Summary != summary || !strings.Contains(unwrapped(found[0].Detail), unwrapped(detail)) {
		t.Errorf("got %+v, want the one error %q", found, c.want)
	}
}

// Given a configuration that only a plan can judge, then the plan fails before BOS hears of it.
func TestBadConfiguration_planned(t *testing.T) {
	const bare = "provider \"bos\" {}\n"
	const good = "resource \"bos_session\" \"test\" {\n  operation     = \"boot\"\n  template_name = \"blue\"\n}\n"
	bos := newSim(t)
	tf := newRealEngine(t, bos)

	for _, c := range []struct {
		name, variable, value string // of the environment
		config                string
		want                  []string
	}{
		{
			name: "no endpoint", config: bare + good,
			want: []string{"Missing BOS endpoint", "BOS_ENDPOINT"},
		},
		{
			name: "endpoint without scheme in the environment", variable: "BOS_ENDPOINT", value: "api.cmn.example.com", config: bare + good,
			want: []string{"Invalid BOS endpoint", "The environment variable BOS_ENDPOINT:"},
		},
		{
			name: "tenant in capitals in the environment", variable: "BOS_TENANT", value: "Blue", config: bos.testConfig(good),
			want: []string{"Invalid tenant", "The environment variable BOS_TENANT: `Blue` contains `B` as character 1"},
		},
		{
			name: "request_timeout without unit in the environment", variable: "BOS_REQUEST_TIMEOUT", value: "40", config: bos.testConfig(good),
			want: []string{"Invalid duration", "The environment variable BOS_REQUEST_TIMEOUT: `40` has no unit: write `40s`"},
		},
		{
			name: "poll_interval of zero in the environment", variable: "BOS_POLL_INTERVAL", value: "0s", config: bos.testConfig(good),
			want: []string{"Invalid duration", "The environment variable BOS_POLL_INTERVAL: `0s` is not above zero"},
		},
		{
			name: "token with its scheme", variable: "BOS_TOKEN", value: "Bearer abc.def", config: bos.testConfig(good),
			want: []string{"Invalid token", "The environment variable BOS_TOKEN: The token begins with \"Bearer\": give the token alone."},
		},
		{
			name: "token of two lines", variable: "BOS_TOKEN", value: "abc\ndef", config: bos.testConfig(good),
			want: []string{"Invalid token", "The environment variable BOS_TOKEN: The token contains a space, a line break"},
		},
		{
			name: "operation of v1", config: bos.testConfig(strings.Replace(good, "boot", "configure", 1)),
			want: []string{"Unable to plan the session", "Configure exists in v1 of the API only"},
		},
		{
			name: "template that is known late", config: bos.testConfig(`
				variable "late" { default = "my blue" }
				resource "bos_session" "test" {
				  operation     = "boot"
				  template_name = var.late
				}`),
			want: []string{"Invalid session template name", "`my blue` contains ` ` as character 3"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.variable != "" {
				t.Setenv(c.variable, c.value)
			}
			tf := &engine{t: t, dir: tf.dir, bos: tf.bos, env: tf.env, served: true}
			tf.write(c.config)
			says(t, tf.exits(1, "plan"), c.want...)
		})
	}

	if requests := bos.Requests(); len(requests) > 0 {
		t.Errorf("%d requests reached BOS:\n%s", len(requests), bos.log())
	}
	tf.write(bos.testConfig(good + `data "bos_sessions" "test" {}`))
	tf.must("plan")
	if len(bos.Requests()) == 0 {
		t.Error("the good configuration does not reach BOS")
	}
}
