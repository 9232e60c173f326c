// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import "testing"

func FuzzSessionV1(f *testing.F) {
	fuzzAnswer(f, `/v1/session/[^/]+$`, func(t *testing.T, w *sessionV1) {
		record := w.noun("s1")
		if record.Name != "s1" || record.errors < 0 || record.Complete() == record.EndTime.IsZero() {
			t.Errorf("the session %+v", record)
		}
	}, `{"operation":"Boot","templateName":"t","job":"boa-s1","start_time":"2026-11-22T11:03:39.448368Z",`+
		`"stop_time":"2026-11-22 11:03:44.132733","error_count":1}`)
}

func FuzzSessionIDsV1(f *testing.F) {
	fuzzAnswer(f, `/v1/session$`, func(t *testing.T, w *sessionIDsV1) {
		for _, id := range *w {
			if checkName("name", id) != nil {
				t.Errorf("the id %q", id)
			}
		}
	}, `["ae7ac7c1-8f0c-4b22-8a7f-1f6a0bd0d1a0"]`)
}

// Whatever a boot set's record says, a node that failed did not succeed, and one without a result has a reason.
func FuzzBootSetV1(f *testing.F) {
	fuzzAnswer(f, `/v1/session/[^/]+/status/[^/]+$`, func(t *testing.T, w *bootSetV1) {
		for _, operation := range []Operation{OperationBoot, OperationReboot, OperationShutdown, OperationConfigure} {
			for node, state := range w.nodeStates(operation, true) {
				if state.reason != "" && state.succeeded {
					t.Errorf("%s: %q: %+v", operation, node, state)
				}
			}
		}
	}, `{"name":"compute","phases":[{"name":"boot","categories":[{"name":"failed","node_list":["x3000c0s1b0n0"]},`+
		`{"name":"Succeeded","node_list":["x3000c0s1b0n0","x3000c0s1b1n0"]},{"name":"in_progress","node_list":["x1"]}],`+
		`"errors":{"oh":["x3000c0s1b0n0"]}},{"name":"configure","categories":[]}]}`)
}
