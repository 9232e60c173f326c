// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// naive returns a time in BOS's format.
func naive(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.Format("2006-01-02T15:04:05")
}

// sameStatus encodes the extended status as BOS does, and compares.
func sameStatus(t *testing.T, name string, said map[string]any, got bos.SessionStatus) {
	t.Helper()
	errs := map[string]any{}
	for message, node := range got.Errors {
		errs[message] = map[string]any{"count": float64(node.Count), "list": strings.Join(node.Nodes, ",")}
	}
	for _, reported := range as[map[string]any](t, said["error_summary"]) {
		node := as[map[string]any](t, reported)
		nodes := strings.Split(as[string](t, node["list"]), ",")
		slices.Sort(nodes)
		node["list"] = strings.Join(nodes, ",")
	}
	timing := as[map[string]any](t, said["timing"])
	if !got.EndTime.IsZero() && got.Duration != got.EndTime.Sub(got.StartTime) {
		t.Errorf("%s: %v is read as %v", name, timing["duration"], got.Duration)
	}
	delete(timing, "duration")
	again := map[string]any{
		"status": got.Status, "managed_components_count": float64(got.Managed), "error_summary": errs,
		"percent_successful": got.PercentSuccessful, "percent_failed": got.PercentFailed, "percent_staged": got.PercentStaged,
		"phases": map[string]any{
			"percent_complete": got.Phases.PercentComplete, "percent_configuring": got.Phases.PercentConfiguring,
			"percent_powering_on": got.Phases.PercentPoweringOn, "percent_powering_off": got.Phases.PercentPoweringOff,
		},
		"timing": map[string]any{"start_time": naive(got.StartTime), "end_time": naive(got.EndTime)},
	}
	if !reflect.DeepEqual(again, said) {
		t.Errorf("%s: got  %v\nwant %v", name, again, said)
	}
}
