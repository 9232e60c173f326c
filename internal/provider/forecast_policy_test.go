// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const forecastPolicy = "../../examples/policy/session_forecast.rego"

// denied evaluates the example's policy, and others beside it, on the plan that was saved, as the guide shows it.
func (e *engine) denied(t *testing.T, opa string, others ...string) (messages []string) {
	t.Helper()
	plan := filepath.Join(e.dir, "plan.json")
	if err := os.WriteFile(plan, []byte(e.must("show", "-json", "saved.tfplan")), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"eval", "--fail-defined", "--format", "json", "--data", forecastPolicy, "--input", plan}
	for _, policy := range others {
		args = append(args, "--data", policy)
	}
	cmd := exec.CommandContext(t.Context(), opa, append(args, "data.main.deny[_]")...) //nolint:gosec // of the test
	printed, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	var answer struct {
		Result []struct{ Expressions []struct{ Value string } }
	}
	if err := json.Unmarshal(printed, &answer); err != nil {
		t.Fatalf("%s: %s", err, printed)
	}
	for _, result := range answer.Result {
		messages = append(messages, result.Expressions[0].Value)
	}
	if failed := cmd.ProcessState.ExitCode() == 1; failed != (len(messages) > 0) {
		t.Errorf("exit code %d with %q", cmd.ProcessState.ExitCode(), messages)
	}
	return messages
}

// The example's policy lets a plan pass whose nodes are known exactly and few enough, and no other plan that starts a
// session.
func TestForecast_policy(t *testing.T) {
	opa := program(t, "opa")
	const inexact = "bos_session.test: which nodes it acts on is not known exactly"
	down := bossim.Fault{Service: bossim.ServiceHSM, Outside: true, Status: http.StatusServiceUnavailable}
	const tooMany = "bos_session.test: acts on 1023 nodes, and at most 512 are allowed"
	targets := func(more string) string {
		return "data \"bos_session_targets\" \"test\" {\n template_name = \"compute\"\n" + more + "\n}\n"
	}
	applied, replaced := []string{"apply", "-auto-approve"}, []string{"-replace=bos_session.test"}
	for _, row := range []struct {
		name, preview string
		more          string // configuration
		system        int    // nodes; 0 = 64
		fault         bossim.Fault
		before        []string // a command before the plan that is judged
		plan          []string
		denied        []string
	}{
		{name: "strict", preview: "strict"},
		{name: "strict, too many", preview: "strict", system: 1024, denied: []string{tooMany}},
		{name: "auto", preview: "auto", denied: []string{inexact}},
		{name: "HSM is down", preview: "auto", fault: down, denied: []string{inexact}},
		{name: "off", preview: "off", denied: []string{inexact}},
		{name: "nothing is started", preview: "auto", before: applied},
		{name: "a replacement", preview: "auto", before: applied, plan: replaced, denied: []string{inexact}},
		{name: "a replacement, strict", preview: "strict", before: applied, plan: replaced},
		{name: "a destruction", preview: "auto", before: applied, plan: []string{"-destroy"}},
		{name: "a data source", preview: "auto", more: targets("")},
		{name: "a data source, off", preview: "off", more: targets("include_disabled = false")},
		{name: "a data source, a replacement", preview: "auto", more: targets(""), before: applied, plan: replaced},
		{name: "a data source, too many", preview: "auto", more: targets(""), system: 1024, denied: []string{tooMany}},
		{name: "a data source, another limit", preview: "auto", more: targets(`limit = "blue"`), denied: []string{inexact}},
		{name: "a data source, disabled nodes", preview: "auto", more: targets("include_disabled = true"), denied: []string{inexact}},
		{name: "a data source, HSM is down", preview: "auto", more: targets(""), fault: down, denied: []string{inexact}},
	} {
		t.Run(row.name, func(t *testing.T) {
			bos := foreseen(t, row.preview, func(c *bossim.Config) { c.System = bossim.DefaultSystem(cmp.Or(row.system, 64)) })
			tf := newRealEngine(t, bos)
			tf.write("resource \"bos_session\" \"test\" {\n operation = \"reboot\"\n template_name = \"compute\"\n" +
				" on_failure = \"warn\"\n}\n" + row.more)
			if row.before != nil {
				tf.must(row.before...)
			}
			if row.fault.Status != 0 {
				bos.Inject(row.fault)
			}
			tf.must(slices.Concat([]string{"plan", "-out=saved.tfplan"}, row.plan)...)

			if got := tf.denied(t, opa); !slices.Equal(got, row.denied) {
				t.Errorf("denied: %q, want %q", got, row.denied)
			}
		})
	}
}

// The precondition of the data source's example stops a plan whose nodes are not known, too many, or not those meant.
func TestForecast_precondition(t *testing.T) {
	example, err := os.ReadFile("../../examples/data-sources/bos_session_targets/data-source.tf")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name, limit string
		fault       bossim.Fault
		says        string
	}{
		{"too many", "all", bossim.Fault{}, `"node_count":63`},
		{"a name without nodes", "blue,!bleu", bossim.Fault{}, `"nearest":"blue"`},
		{"HSM is down", "blue", bossim.Fault{Service: bossim.ServiceHSM, Status: http.StatusServiceUnavailable}, `"certainty":"unknown"`},
	} {
		t.Run(row.name, func(t *testing.T) {
			bos := foreseen(t, "auto")
			t.Setenv("BOS_ENDPOINT", bos.URL)
			tf := newRealEngine(t, bos)
			tf.copy(strings.Replace(string(example), "blue,!x3000c0s1b0n0", row.limit, 1))
			if row.fault.Status != 0 {
				bos.Inject(row.fault)
			}

			output := tf.exits(1, "apply", "-auto-approve")

			says(t, output, "Resource precondition failed", "These are not the nodes to reboot")
			if !strings.Contains(strings.Join(strings.Fields(output), ""), row.says) {
				t.Errorf("the error does not say %s:\n%s", row.says, output)
			}
			bos.wantSent(t, 0, 0)
		})
	}
}
