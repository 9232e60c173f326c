// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"
)

// lifeMoment identifies a session at a time of its life.
type lifeMoment struct{ name, start, status string }

func momentOf(record map[string]any) lifeMoment {
	status, _ := record["status"].(map[string]any)
	name, _ := record["name"].(string)
	start, _ := status["start_time"].(string)
	state, _ := status["status"].(string)
	return lifeMoment{name, start, state}
}

// The record of a session in a real BOS's LIST is that of its GET, in every field.
func TestRecordings_listShowsWhatGetShows(t *testing.T) {
	t.Parallel()
	listed, got := map[lifeMoment][]map[string]any{}, map[lifeMoment][]map[string]any{}
	for name, recording := range recordings(t) {
		for _, step := range recording.Steps {
			path, _, _ := strings.Cut(step.Request.Path, "?")
			if step.Request.Method != http.MethodGet || step.Response.Status != http.StatusOK {
				continue
			}
			switch element, ofSession := strings.CutPrefix(path, "/v2/sessions/"); {
			case path == "/v2/sessions":
				addRecords(t, name, listed, step.Response.Body)
			case ofSession && !strings.Contains(element, "/"):
				addRecords(t, name, got, json.RawMessage("["+string(step.Response.Body)+"]"))
			}
		}
	}
	compared := 0
	for moment, records := range listed {
		for _, record := range records {
			for _, other := range got[moment] {
				compared++
				if !reflect.DeepEqual(record, other) {
					t.Errorf("%+v: listed as %v, a GET shows %v", moment, record, other)
				}
			}
		}
	}
	t.Logf("compared %d pairs", compared)
	if compared < 40 && areTheFirst(recordings(t)) {
		t.Errorf("compared %d pairs only", compared)
	}
}

func addRecords(t *testing.T, name string, to map[lifeMoment][]map[string]any, list json.RawMessage) {
	t.Helper()
	var records []map[string]any
	if err := json.Unmarshal(list, &records); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	for _, record := range records {
		to[momentOf(record)] = append(to[momentOf(record)], record)
	}
}
