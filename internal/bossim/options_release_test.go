// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

func (r *rig) shownOptions() map[string]any {
	r.t.Helper()
	var got map[string]any
	r.must(http.StatusOK, &got, get, "/v2/options", "")

	return got
}

func TestOptions_byRelease(t *testing.T) {
	for _, tc := range []struct {
		version, has, hasNot string
		polling              float64
		count                int
	}{
		{
			csm13, "clear_stage disable_components_on_completion",
			"session_limit_required max_component_batch_size cfs_read_timeout", 60, 11,
		},
		{"2.10.10", "clear_stage", "session_limit_required cfs_read_timeout", 60, 11},
		{
			csm15, "session_limit_required max_component_batch_size cfs_read_timeout pcs_read_timeout",
			"reject_nids ims_read_timeout ims_errors_fatal", 15, 17,
		},
		{"2.17.5", "clear_stage", "max_component_batch_size", 15, 11},
		{"2.30.0", "reject_nids ims_errors_fatal ims_images_must_exist session_limit_required", "cfs_read_timeout", 15, 16},
		{"2.31.0", "cfs_read_timeout disable_components_on_completion", "bss_read_timeout", 15, 17},
		{"2.47.0", "ims_read_timeout disable_components_on_completion", "", 15, 21},
		{"", "ims_read_timeout", "disable_components_on_completion", 15, 20},
	} {
		t.Run(tc.version, func(t *testing.T) {
			got := newV1Rig(t, tc.version, healthy(1)).shownOptions()

			for _, name := range strings.Fields(tc.has) {
				if _, found := got[name]; !found {
					t.Errorf("%s is missing", name)
				}
			}
			for _, name := range strings.Fields(tc.hasNot) {
				if _, found := got[name]; found {
					t.Errorf("%s is there", name)
				}
			}
			if got["polling_frequency"] != tc.polling || len(got) != tc.count {
				t.Errorf("polling_frequency %v; %d: %v", got["polling_frequency"], len(got), slices.Sorted(maps.Keys(got)))
			}
		})
	}
}

// TestOptions_unknownToTheRelease: an option that a release lacks is not refused,
// and does not exist afterwards.
func TestOptions_unknownToTheRelease(t *testing.T) {
	for version, kept := range map[string]bool{csm15: false, "2.27.0": false, "2.28.0": true} {
		r := newV1Rig(t, version, healthy(1))

		r.must(http.StatusOK, nil, patch, "/v2/options", `{"reject_nids":true}`)

		if got := r.shownOptions()["reject_nids"]; (got == true) != kept {
			t.Errorf("%s: %v", version, got)
		}
	}
}

func TestOptions_rulesByRelease(t *testing.T) {
	for body, want := range map[string]map[string]int{
		`{"component_actual_state_ttl":"30m"}`: {csm15: 200, "2.24.0": 200, "2.25.0": 400, "": 400},
		`{"logging_level":"loud"}`:             {csm15: 200, "": 400},
		`{"reject_nids":"yes"}`:                {csm15: 200, "2.28.0": 400},
		`{"polling_frequency":-1}`:             {csm15: 400, "": 400},
		`{}`:                                   {csm15: 200, "2.25.0": 400, "": 400},
	} {
		for version, want := range want {
			if got, text := newV1Rig(t, version, healthy(1)).ask(patch, "/v2/options", body); got != want {
				t.Errorf("%s %s: %d %s", version, body, got, text)
			}
		}
	}
}

func TestOptions_nodesStayEnabledIfBOSMaintainsThem(t *testing.T) {
	name := NodeNames(1)[0]
	for version, maintained := range map[string]bool{csm15: true, "": false} {
		r := newV1Rig(t, version, healthy(1))
		r.options(`{"disable_components_on_completion":false}`)
		r.start("s", "boot", "compute", "")
		r.clock.Advance(time.Hour)

		if got := r.component(name); got.enabled() != maintained || got.phase() != phaseNone {
			t.Errorf("%s: enabled %v, phase %q", version, got.enabled(), got.phase())
		}
		if status := r.session("s").Status.Status; (status == sessionComplete) == maintained {
			t.Errorf("%s: the session is %s", version, status)
		}
	}
}
