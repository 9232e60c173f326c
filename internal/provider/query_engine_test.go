// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// queries makes config the directory's only query file, and runs it.
func (e *engine) queries(config string, args ...string) string {
	e.t.Helper()
	if err := os.WriteFile(filepath.Join(e.dir, "all.tfquery.hcl"), []byte(config), 0o600); err != nil {
		e.t.Fatal(err)
	}
	return e.must(append([]string{"query"}, args...)...)
}

const queryAll = `
list "bos_session" "all" {
  provider = bos
}

list "bos_session_template" "all" {
  provider = bos
}
`

// generatedSystems are systems whose sessions and session templates are taken over.
var generatedSystems = map[string]struct {
	sim     func(t *testing.T) *sim
	imports int
}{
	"v2": {func(t *testing.T) *sim {
		t.Helper()
		bos := newSim(t, withTenant)
		bos.started(t, "", "failed", `"operation": "boot", "template_name": "broken"`)
		bos.started(t, "", "limited", `"operation": "reboot", "template_name": "blue", "limit": "x3000c0s1b0n0"`)
		bos.started(t, "", "no-nodes", `"operation": "reboot", "template_name": "blue", "limit": "x9"`)
		bos.started(t, "vcluster-blue", "theirs", `"operation": "boot", "template_name": "theirs"`)
		bos.Clock.Advance(oneHour)
		bos.started(t, "", "running", `"operation": "reboot", "template_name": "green", "include_disabled": true`)
		bos.started(t, "", "staged", `"operation": "boot", "template_name": "yellow", "stage": true`)
		bos.sends(t, http.MethodPut, "/v2/sessiontemplates/full", "", strings.Replace(fullTemplate, `, "arch": "ARM"`, "", 1))
		bos.sends(t, http.MethodPut, "/v2/sessiontemplates/texts", "", `{"description": "{\"a\":\"${b}\"}", "enable_cfs": false, "boot_sets": {"a.b-c": {
			"type": "s3", "path": "s3://a/%{b}\"c", "kernel_parameters": "a=${b} %{c}\n\"d\"\\", "node_list": ["x3000c0s1b0n0"]}}}`)
		return bos
	}, 6 + 10},
	"2.0, which does not report include_disabled": {func(t *testing.T) *sim {
		t.Helper()
		bos := newSim(t, release("2.0.10"))
		bos.started(t, "", "limited", `"operation": "reboot", "template_name": "blue", "limit": "x3000c0s1b0n0"`)
		return bos
	}, 1 + 6},
	"a tenant's": {func(t *testing.T) *sim {
		t.Helper()
		bos := newSim(t, withTenant)
		bos.started(t, "vcluster-blue", "theirs", `"operation": "boot", "template_name": "theirs"`)
		bos.started(t, "", "ours", `"operation": "boot", "template_name": "blue"`)
		bos.arguments = []string{`tenant = "vcluster-blue"`}
		return bos
	}, 1 + 2},
	"v1": {func(t *testing.T) *sim {
		t.Helper()
		bos := newV1(t)
		bos.sends(t, http.MethodPost, "/v1/session", "", `{"operation": "reboot", "templateName": "blue"}`)
		bos.Clock.Advance(oneHour)
		bos.sends(t, http.MethodPost, "/v1/session", "", `{"operation": "configure", "templateName": "green", "limit": "x3000c0s1b0n0"}`)
		return bos
	}, 2 + 6},
}

// What terraform query writes is a configuration: imported as it is, it plans nothing.
func TestQuery_generatedConfig(t *testing.T) {
	needsEngine(t, terraform114, "list resources")
	for name, row := range generatedSystems {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bos := row.sim(t)
			started, posts := bos.SessionsStarted(), bos.Count(http.MethodPost, bos.api.start)
			tf := newRealEngine(t, bos)
			tf.write(bos.provider())

			tf.queries(queryAll, "-generate-config-out=generated.tf")

			says(t, tf.must("plan"), fmt.Sprintf("Plan: %d to import, 0 to add, 0 to change, 0 to destroy.", row.imports))
			tf.must("apply", "-auto-approve")
			tf.exits(0, "plan", "-detailed-exitcode")
			if bos.api == pathsV1 { // which chooses the names, so that another run cannot have these
				tf.withoutNames(t)
				tf.exits(0, "plan", "-detailed-exitcode")
			}
			bos.wantSent(t, started, posts)
			if writes := bos.Count(http.MethodPut, "/v2/sessiontemplates/*"); writes != 0 && name != "v2" {
				t.Errorf("%d templates were written", writes)
			}
		})
	}
}

var nameLine = regexp.MustCompile(`(?m)^  name +=.*\n`)

// withoutNames takes the arguments name of sessions out of the generated configuration.
func (e *engine) withoutNames(t *testing.T) {
	t.Helper()
	file := filepath.Join(e.dir, "generated.tf")
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(content), "\n\n")
	for i, block := range blocks {
		if strings.Contains(block, `resource "bos_session" `) {
			blocks[i] = nameLine.ReplaceAllString(block, "")
		}
	}
	if err := os.WriteFile(file, []byte(strings.Join(blocks, "\n\n")), 0o600); err != nil {
		t.Fatal(err)
	}
}

// queryExamples are the results of each example.
var queryExamples = map[string][]string{
	"bos_session/list-resource.tfquery.hcl":          {"reboot-2026-11-22"},
	"bos_session/list-resource_contents.tfquery.hcl": {"reboot-2026-11-22"},
	"bos_session_template/list-resource.tfquery.hcl": {"blue", "broken", "compute", "green", "red", "yellow"},
}

// Each example is run as it stands, on the system of TestExamples_apply.
func TestExamples_queries(t *testing.T) {
	needsEngine(t, terraform114, "list resources")
	const root = "../../examples/list-resources"
	found, err := filepath.Glob(filepath.Join(root, "*", "*.tfquery.hcl"))
	if err != nil || len(found) != len(queryExamples) {
		t.Fatalf("%d examples were found, want the %d that are listed in this test (%v)", len(found), len(queryExamples), err)
	}
	for name, want := range queryExamples {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			content, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
			if err != nil {
				t.Fatal(err)
			}
			bos := newSim(t)
			bos.started(t, "", "reboot-2026-11-22", `"operation": "reboot", "template_name": "compute", "limit": "blue"`)
			bos.Clock.Advance(oneHour)
			tf := newRealEngine(t, bos)
			tf.write(bos.provider())

			if got := displayNames(tf.queries(string(content))); !slices.Equal(got, want) {
				t.Errorf("%q, want %q", got, want)
			}
		})
	}
}

// displayNames are the last column of what terraform query prints.
func displayNames(printed string) (names []string) {
	for line := range strings.Lines(printed) {
		if columns := strings.Fields(line); len(columns) > 0 && strings.HasPrefix(columns[0], "list.") {
			names = append(names, columns[len(columns)-1])
		}
	}
	return names
}

// The engine ends a query at its limit, and the provider sends no request for more.
func TestQuery_limitAndContents(t *testing.T) {
	needsEngine(t, terraform114, "list resources")
	for name, row := range map[string]struct {
		arguments         string
		results, requests int
	}{
		"by default 100":           {"", 100, 1},
		"limit":                    {"limit = 7", 7, 1},
		"limit, and the resources": {"limit = 7\n  include_resource = true", 7, 8},
		"all":                      {"limit = 1000", 1000, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t)
			sessions := make([]json.RawMessage, 1000)
			for i := range sessions {
				sessions[i] = record(fmt.Sprintf("s-%03d", i), "", "blue", "complete", "2026-11-22T10:00:00")
			}
			bos.load(t, sessions...)
			tf := newRealEngine(t, bos)
			tf.write(bos.provider())

			got := displayNames(tf.queries("list \"bos_session\" \"all\" {\n  provider = bos\n  " + row.arguments + "\n}\n"))

			if sent := len(bos.Requests()); len(got) != row.results || sent != row.requests {
				t.Errorf("%d results by %d requests, want %d by %d", len(got), sent, row.results, row.requests)
			}
			if slices.Sort(got); len(slices.Compact(got)) != row.results {
				t.Error("a session is listed twice")
			}
		})
	}
}
