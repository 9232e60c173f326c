// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// drifts are the drifts of all recorded nodes by their phase and status.
var drifts = map[string][]string{
	" stable":                 {"[]"},
	" on_hold":                {"[]", "[kernel_parameters]", "[running]", "[unreported]"}, // enabled just before
	"configuring configuring": {"[configuration]"},
	"configuring failed":      {"[configuration]"},
	"powering_off failed":     {"[unreported]"}, // in a reboot
	"powering_off power_off_forcefully_called": {"[running]", "[unreported]"},
	"powering_off power_off_gracefully_called": {"[kernel_parameters]", "[running]", "[unreported]"},
	"powering_off power_off_pending":           {"[running]", "[unreported]"},
	"powering_on failed":                       {"[unreported]"},
	"powering_on power_on_called":              {"[]", "[unreported]"}, // reported just before
	"powering_on power_on_pending":             {"[unreported]"},
}

// Every recorded answer that holds a node's record, to whatever request, survives a round trip.
func TestRecordings_everyComponentIsRead(t *testing.T) {
	t.Parallel()
	seen := map[string]map[string]bool{}
	n := 0
	all := recordings(t)
	for name, r := range all {
		for _, step := range r.Steps {
			if !strings.HasPrefix(step.Request.Path, "/v2/components") || step.Response.Status != 200 {
				continue
			}
			for i, got := range componentsOf(t, name, step) {
				n++
				sameComponent(t, name, recordsOf(t, step)[i], got)
				if got.Status == "" { // of a record that was sent to BOS: it computes the status for a GET only
					continue
				}
				opinion := got.Phase + " " + got.Status
				if seen[opinion] == nil {
					seen[opinion] = map[string]bool{}
				}
				seen[opinion][fmt.Sprint(got.Drift())] = true
			}
		}
	}
	t.Logf("%d nodes were read", n)
	if areTheFirst(all) && n < 400 {
		t.Errorf("only %d nodes were read", n)
	}
	found := map[string][]string{}
	for opinion, drift := range seen {
		found[opinion] = slices.Sorted(maps.Keys(drift))
		for _, one := range found[opinion] {
			if !slices.Contains(drifts[opinion], one) {
				t.Errorf("%q: %s is not among %q", opinion, one, drifts[opinion])
			}
		}
	}
	if areTheFirst(all) && !reflect.DeepEqual(found, drifts) {
		t.Errorf("got  %q\nwant %q", found, drifts)
	}
}

// componentsOf reads a record or a list of them, whatever the request was.
func componentsOf(t *testing.T, name string, step exchange) (components []bos.Component) {
	t.Helper()
	f := newFixture(t, step.serve)
	if step.Response.Body[0] == '{' {
		id, _ := recordsOf(t, step)[0]["id"].(string)
		component, err := f.Component(t.Context(), id)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		return []bos.Component{component}
	}
	if err := f.EachComponent(t.Context(), bos.ComponentFilter{}, func(c bos.Component) error {
		components = append(components, c)
		return nil
	}); err != nil {
		t.Errorf("%s: %v", name, err)
	}
	return components
}

// recordsOf returns the records of an answer, sorted by ID.
func recordsOf(t *testing.T, step exchange) (records []map[string]any) {
	t.Helper()
	body := step.Response.Body
	if body[0] == '{' {
		body = json.RawMessage("[" + string(body) + "]")
	}
	if err := json.Unmarshal(body, &records); err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(records, func(a, b map[string]any) int { return strings.Compare(fmt.Sprint(a["id"]), fmt.Sprint(b["id"])) })
	return records
}

// sameComponent encodes the component as BOS does, with "" for what BOS leaves out, and compares.
func sameComponent(t *testing.T, name string, said map[string]any, got bos.Component) {
	t.Helper()
	state := func(s bos.ComponentState) map[string]any {
		return map[string]any{
			"kernel": s.Kernel, "initrd": s.Initrd, "kernel_parameters": s.KernelParameters,
			"configuration": s.Configuration, "session": s.Session, "last_updated": naive(s.Updated),
		}
	}
	again := map[string]any{
		"id": got.ID, "enabled": got.Enabled, "error": got.Error, "session": got.Session,
		"actual_state": state(got.Actual), "desired_state": state(got.Desired), "staged_state": state(got.Staged),
		"last_action": map[string]any{"action": got.LastAction.Action, "failed": got.LastAction.Failed, "last_updated": naive(got.LastAction.Updated)},
		"event_stats": map[string]any{
			"power_on_attempts":           float64(got.Attempts.PowerOn),
			"power_off_graceful_attempts": float64(got.Attempts.PowerOffGraceful), "power_off_forceful_attempts": float64(got.Attempts.PowerOffForceful),
		},
		"status": map[string]any{"phase": got.Phase, "status": got.Status, "status_override": got.StatusOverride},
	}
	if got.RetryPolicy != nil {
		again["retry_policy"] = float64(*got.RetryPolicy)
	}
	if want := flattened(t, said); !reflect.DeepEqual(again, want) {
		t.Errorf("%s: got  %v\nwant %v", name, again, want)
	}
}

// flattened returns a record with its artifacts one level higher, without the secret, and complete.
func flattened(t *testing.T, said map[string]any) map[string]any {
	t.Helper()
	whole := map[string]any{
		"error": "", "session": "", "actual_state": map[string]any{}, "desired_state": map[string]any{}, "staged_state": map[string]any{},
		"last_action": map[string]any{}, "event_stats": map[string]any{}, "status": map[string]any{},
	}
	maps.Copy(whole, said)
	for part, empty := range map[string]map[string]any{
		"actual_state": stateBlank(), "desired_state": stateBlank(), "staged_state": stateBlank(),
		"last_action": {"action": "", "failed": false, "last_updated": nil},
		"event_stats": {"power_on_attempts": 0.0, "power_off_graceful_attempts": 0.0, "power_off_forceful_attempts": 0.0},
		"status":      {"phase": "", "status": "", "status_override": ""},
	} {
		known := as[map[string]any](t, whole[part])
		if artifacts, found := known["boot_artifacts"].(map[string]any); found {
			maps.Copy(empty, artifacts)
			delete(known, "boot_artifacts")
		}
		maps.Copy(empty, known)
		delete(empty, "bss_token")
		delete(empty, "timestamp")
		whole[part] = empty
	}
	return whole
}

func stateBlank() map[string]any {
	return map[string]any{"kernel": "", "initrd": "", "kernel_parameters": "", "configuration": "", "session": "", "last_updated": nil}
}
