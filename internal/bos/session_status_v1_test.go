// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// verdictV1 returns the verdict on a session: result, reason, and the counts managed/successful/failed/held.
func verdictV1(t *testing.T, f *fixture) string {
	t.Helper()
	session, err := f.Session(t.Context(), "s1")
	if err != nil {
		t.Fatal(err)
	}
	return verdictOfV1(t, f.Client, session)
}

// verdictOfV1 returns the verdict on a session that was read before. It checks that no state contradicts itself.
func verdictOfV1(t *testing.T, client *bos.Client, session bos.Session) string {
	t.Helper()
	input := bos.JudgeInput{Status: session.Status, Error: session.Error, ComponentCount: len(session.Components), NodesUnknown: session.NodesUnknown}
	status, err := client.SessionStatus(t.Context(), session.Name)
	if err != nil && !errors.Is(err, gateway.ErrNotFound) {
		t.Fatal(err)
	}
	told := "not told"
	if err == nil {
		o := bos.NewOutcome(len(session.Components), status)
		input.Outcome = &o
		told = fmt.Sprintf("%d/%d/%d/%d", o.Managed, o.Successful, o.Failed, o.Held)
		if o.Managed != o.Successful+o.Failed+o.Held || o.Managed+o.Superseded != len(session.Components) {
			t.Errorf("%d nodes, and an outcome of %s and %d superseded", len(session.Components), told, o.Superseded)
		}
	}
	got := bos.Judge(input)
	return fmt.Sprintf("%s [%s] %s", got.Result, got.Reason, told)
}

// Each of these sessions has stopped with an error count of 0.
func TestSessionStatusV1_combinesBootSets(t *testing.T) {
	t.Parallel()
	type sets = map[string]string
	for name, test := range map[string]struct {
		operation string
		bootSets  sets
		want      string
	}{
		"boot": {
			"boot",
			sets{"a": bootSet("a", phase("boot", "succeeded=x1,x2"), phase("configure", "succeeded=x1,x2"))},
			"succeeded [] 2/2/0/0",
		},
		"categories in another case": {
			"boot",
			sets{"a": bootSet("a", phase("Boot", "Succeeded=x1,x2"), phase("Configure", "Succeeded=x1", "Failed=x2"))},
			"failed [nodes] 2/1/1/0",
		},
		"one failed to boot (082_fail_bootset.json)": {"boot", sets{"a": bootSet("a", phase("boot", "succeeded=x1", "failed=x2", "error:no power=x2"),
			phase("configure", "succeeded=x1", "not_started=x2"))}, "failed [nodes] 2/1/1/0"},
		"booted, not configured": {
			"boot",
			sets{"a": bootSet("a", phase("boot", "succeeded=x1,x2"), phase("configure", "not_started=x1,x2"))},
			"failed [nodes] 2/0/0/2",
		},
		"in progress at the end": {
			"boot",
			sets{"a": bootSet("a", phase("boot", "succeeded=x1", "in_progress=x2"), phase("configure", "succeeded=x1", "in_progress=x2"))},
			"failed [nodes] 2/1/0/1",
		},
		"on already": {
			"boot",
			sets{"a": bootSet("a", phase("boot", "in_progress=x1"), phase("configure", "succeeded=x1"))},
			"failed [nodes] 1/0/0/1",
		},
		"not shut down": {
			"reboot",
			sets{"a": bootSet("a", phase("shutdown", "not_started=x1"), phase("boot", "succeeded=x1"), phase("configure", "succeeded=x1"))},
			"failed [nodes] 1/0/0/1",
		},
		"in two categories": {"shutdown", sets{"a": bootSet("a", phase("shutdown", "in_progress=x1", "succeeded=x1"))}, "succeeded [] 1/1/0/0"},
		"without configure": {"boot", sets{"a": bootSet("a", phase("boot", "succeeded=x1"))}, "succeeded [] 1/1/0/0"},
		"failed at an early step": {
			"reboot",
			sets{
				"a": bootSet(
					"a", phase("shutdown", "failed=x1", "succeeded=x2"),
					phase("boot", "not_started=x1", "succeeded=x2"),
					phase("configure", "not_started=x1", "succeeded=x2"),
				),
			},
			"failed [nodes] 2/1/1/0",
		},
		"failed and succeeded": {
			"reboot",
			sets{"a": bootSet("a", phase("shutdown", "failed=x1"), phase("boot", "succeeded=x1"), phase("configure", "succeeded=x1"))},
			"failed [nodes] 1/0/1/0",
		},
		"shut down, but no more": {"reboot", sets{"a": bootSet("a", phase("shutdown", "succeeded=x1"))}, "failed [nodes] 1/0/0/1"},
		"shutdown":               {"shutdown", sets{"a": bootSet("a", phase("shutdown", "succeeded=x1,x2"))}, "succeeded [] 2/2/0/0"},
		"configure":              {"configure", sets{"a": bootSet("a", phase("configure", "succeeded=x1", "failed=x2"))}, "failed [nodes] 2/1/1/0"},
		"excluded":               {"shutdown", sets{"a": bootSet("a", phase("shutdown", "succeeded=x1", "excluded=x2"))}, "failed [nodes] 2/1/0/1"},
		"two boot sets": {
			"shutdown",
			sets{"a": bootSet("a", phase("shutdown", "succeeded=x1,x2")), "b": bootSet("b", phase("shutdown", "failed=x3"))},
			"failed [nodes] 3/2/1/0",
		},
		"a node in both": {
			"shutdown",
			sets{"a": bootSet("a", phase("shutdown", "succeeded=x1")), "b": bootSet("b", phase("shutdown", "in_progress=x1"))},
			"failed [nodes] 1/0/0/1",
		},
		"a node in both, reversed": {
			"shutdown",
			sets{"a": bootSet("a", phase("shutdown", "in_progress=x1")), "b": bootSet("b", phase("shutdown", "succeeded=x1"))},
			"failed [nodes] 1/0/0/1",
		},
		"failed in one of both": {
			"shutdown",
			sets{"a": bootSet("a", phase("shutdown", "failed=x1")), "b": bootSet("b", phase("shutdown", "succeeded=x1"))},
			"failed [nodes] 1/0/1/0",
		},
		"no nodes":             {"shutdown", sets{"a": bootSet("a", phase("shutdown"))}, "failed [no nodes] 0/0/0/0"},
		"one without a record": {"shutdown", sets{"a": bootSet("a", phase("shutdown", "succeeded=x1")), "b": ""}, "failed [error] 1/1/0/0"},
		"no record at all":     {"shutdown", sets{"a": ""}, "failed [error] 0/0/0/0"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, f := newSystemV1(t, ended, test.bootSets)
			s.describe(test.operation, ended)
			if got := verdictV1(t, f); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

// The agent leaves the configure phase as it began.
func TestSessionStatusV1_withoutConfiguration(t *testing.T) {
	t.Parallel()
	record := bootSet("a", phase("boot", "succeeded=x1,x2"), phase("configure", "not_started=x1,x2"))
	for _, template := range []string{`"enable_cfs":false,"cfs":{"configuration":"c"}`, `"cfs":{"configuration":""}`, `"enable_cfs":true`} {
		s, f := newSystemV1(t, ended, map[string]string{"a": record})
		s.set("/sessiontemplate/t1", `{"name":"t1","boot_sets":{"a":{}},`+template+"}")
		if got := verdictV1(t, f); got != "succeeded [] 2/2/0/0" {
			t.Errorf("%s: got %s", template, got)
		}
		s.set("/session/s1/status/a", bootSet("a", phase("boot", "succeeded=x1,x2"), phase("configure", "not_started=x1", "failed=x2")))
		if got := verdictV1(t, f); got != "failed [nodes] 2/0/1/1" {
			t.Errorf("%s, begun all the same: got %s", template, got)
		}
	}
}

// Only the template names the boot sets (127_template_delete_in_use.json).
func TestSessionStatusV1_withoutTheTemplate(t *testing.T) {
	t.Parallel()
	for name, template := range map[string]string{"deleted": "", "without boot sets": `{"name":"t1"}`} {
		s, f := newSystemV1(t, ended, map[string]string{"a": bootSet("a", phase("boot", "succeeded=x1"))})
		s.set("/sessiontemplate/t1", template)
		if got := verdictV1(t, f); got != "unjudged [expired] not told" {
			t.Errorf("%s: got %s", name, got)
		}
		var nodesUnknown *bos.NodesUnknownError
		if _, err := f.WaitForStatus(t.Context(), "s1"); !errors.As(err, &nodesUnknown) || nodesUnknown.Template != "t1" || f.elapsed() != 0 {
			t.Errorf("%s: after %v: %v", name, f.elapsed(), err)
		}
	}
}

func TestSessionStatusV1_reportsProgress(t *testing.T) {
	t.Parallel()
	record := bootSet("a", phase("shutdown", "in_progress=x1", "succeeded=x2,x3,x4,x5,x6", "failed=x7", "error:down=x7", "error:both=x7,x1"),
		phase("boot", "not_started=x1,x7", "in_progress=x2", "succeeded=x3,x4,x5,x6"),
		phase("configure", "in_progress=x1,x2,x3", "not_started=x4,x7", "succeeded=x5,x6", "error:both=x3"), // as an agent that asks for it at the beginning
	)
	s, f := newSystemV1(t, goesOn, map[string]string{"a": record, "b": ""})
	s.describe("reboot", goesOn)

	got, err := f.SessionStatus(t.Context(), "s1")

	part := func(percent float64) int { return int(percent*7/100 + 0.5) }
	if err != nil || got.Status != bos.StatusRunning || got.Managed != 7 || part(got.PercentSuccessful) != 2 || part(got.PercentFailed) != 1 ||
		part(got.Phases.PercentComplete) != 3 || part(got.Phases.PercentPoweringOff) != 1 ||
		part(got.Phases.PercentPoweringOn) != 1 || part(got.Phases.PercentConfiguring) != 1 {
		t.Errorf("got %+v, %v", got, err)
	}
	if both := got.Errors["both"]; len(got.Errors) != 2 || both.Count != 3 || !slices.Equal(both.Nodes, []string{"x1", "x3", "x7"}) || both.Truncated {
		t.Errorf("errors: %+v", got.Errors)
	}
	if want := start.Sub(got.StartTime); got.Duration != want || want < time.Minute || !got.EndTime.IsZero() { // 11:00:00 less 10:58:19
		t.Errorf("duration %v, want %v", got.Duration, want)
	}
}

func TestSessionStatusV1_listsTenNodesPerError(t *testing.T) {
	t.Parallel()
	nodes := make([]string, 12)
	for i := range nodes {
		nodes[i] = fmt.Sprintf("x%02d", 11-i)
	}
	all := strings.Join(nodes, ",")
	_, f := newSystemV1(t, ended, map[string]string{"a": bootSet("a", phase("boot", "failed="+all, "error:e="+all))})
	got, err := f.SessionStatus(t.Context(), "s1")
	if e := got.Errors["e"]; err != nil || e.Count != 12 || len(e.Nodes) != 10 || e.Nodes[0] != "x00" || !e.Truncated {
		t.Errorf("got %+v, %v", got.Errors, err)
	}
}

func TestSessionV1_reportsErrorsWithoutNode(t *testing.T) {
	t.Parallel()
	s, f := newSystemV1(t, ended, map[string]string{"a": bootSet("a", phase("boot", "succeeded=x1"))})
	s.set("/session/s1", `{"operation":"boot","templateName":"t1","error_count":2,"start_time":"2026-11-22T10:58:19Z","stop_time":"2026-11-22 11:00:00"}`)
	if got := verdictV1(t, f); got != "failed [error] 1/1/0/0" {
		t.Errorf("got %s", got)
	}
}

// Deleting a session also deletes its records at once.
func TestSessionV1_deletedDuringRead(t *testing.T) {
	t.Parallel()
	s, f := newSystemV1(t, ended, map[string]string{"a": bootSet("a", phase("boot", "succeeded=x1"))})
	f.Client = clientWithHook(t, f, func(path string) {
		if strings.HasSuffix(path, "/sessiontemplate/t1") {
			s.set("/session/s1", "")
			s.set("/session/s1/status/a", "")
		}
	})
	if got, err := f.Session(t.Context(), "s1"); !errors.Is(err, gateway.ErrNotFound) {
		t.Errorf("got %+v, %v", got, err)
	}
}

// clientWithHook returns a client that calls does after each of its requests.
func clientWithHook(t *testing.T, f *fixture, does func(path string)) *bos.Client {
	t.Helper()
	client, err := config{Config: gateway.Config{Endpoint: f.url + "/apis/bos", Clock: f.clock, Log: logTo(does)}, APIVersion: bos.APIv1}.client()
	if err != nil {
		t.Fatal(err)
	}
	return client
}
