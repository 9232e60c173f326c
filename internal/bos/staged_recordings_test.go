// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// recordedNode returns all states of the first node of a recording, in order.
func recordedNode(recorded map[string]recording, name string) (states []string) {
	for _, step := range recorded[name].Steps {
		if strings.HasPrefix(step.Request.Path, "/v2/components/") {
			states = append(states, string(step.Response.Body))
		}
	}
	return states
}

// Whatever BOS has done to a node since, its record shows that its stage was applied.
func TestApplyStaged_resultsOfRecordedNodes(t *testing.T) {
	t.Parallel()
	recorded := theFirst(t)
	const succeeded, failed, notApplied, gone = "[n] []", "[] [n]", "not applied", "unresolved"
	for _, test := range []struct{ before, after, want string }{
		{"staged_keep_component", "staged_keep_component", notApplied},
		{"staged_keep_component", "life_staged_keep_after_first_apply", succeeded},
		{"staged_keep_component", "staged_keep_final_component", succeeded},
		{"life_staged_keep_after_first_apply", "life_staged_keep_after_first_apply", notApplied}, // a second application; operators do not change stages
		{"life_staged_keep_after_first_apply", "staged_keep_final_component", succeeded},
		{"staged_clear_component", "life_staged_clear_after_first_apply", succeeded},
		{"staged_clear_component", "staged_clear_component", notApplied},
		{"staged_keep_final_component", "staged_clear_component", gone}, // staged again meanwhile
		{"staged_deleted_component_before", "staged_deleted_component", failed},
		{"staged_deleted_component_before", "staged_deleted_component_before", notApplied},
	} {
		before := recordedNode(recorded, test.before)[0]
		for _, after := range recordedNode(recorded, test.after) {
			states := []string{before, after}
			f := newFixture(t, func(w http.ResponseWriter, r *http.Request) {
				switch {
				case r.Method == http.MethodPost:
					scripted.Drop(w, r)
				case strings.HasSuffix(r.URL.Path, "/components"):
					scripted.OK("["+states[0]+"]")(w, r)
					states = states[min(1, len(states)-1):]
				default:
					scripted.Status(http.StatusForbidden)(w, r)
				}
			})
			var node struct{ ID string }
			if err := json.Unmarshal([]byte(before), &node); err != nil {
				t.Fatal(err)
			}

			got, err := f.ApplyStaged(t.Context(), []string{node.ID})

			var not *bos.NotAppliedError
			var open *bos.UnresolvedApplicationError
			end := ""
			switch {
			case errors.As(err, &not):
				end = notApplied
			case errors.As(err, &open):
				end = gone
			case err == nil:
				end = strings.ReplaceAll(strings.Join([]string{fmt.Sprint(got.Succeeded), fmt.Sprint(got.Failed)}, " "), node.ID, "n")
			}
			if end != test.want || len(f.Seen("POST")) != 1 {
				t.Errorf("%s, then %s: %q, want %q: %v", test.before, test.after, end, test.want, err)
			}
		}
	}
}
