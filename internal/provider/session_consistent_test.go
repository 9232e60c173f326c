// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// consistent fails where the engine's state of a session contradicts itself. It holds for every state, whatever
// went wrong before.
func (e *engine) consistent() {
	e.t.Helper()
	content, err := os.ReadFile(filepath.Join(e.dir, "terraform.tfstate"))
	if errors.Is(err, os.ErrNotExist) {
		return
	}
	var file struct {
		Resources []struct {
			Type      string
			Instances []struct{ Attributes sessionState }
		}
	}
	if err == nil {
		err = json.Unmarshal(content, &file)
	}
	if err != nil {
		e.t.Fatal(err)
	}
	for _, r := range file.Resources {
		for _, instance := range r.Instances {
			if r.Type != "bos_session" {
				continue
			}
			for _, problem := range instance.Attributes.contradictions() {
				e.t.Errorf("the state contradicts itself: %s\n%+v", problem, instance.Attributes)
			}
		}
	}
}

// sessionState is what a state says of a session.
type sessionState struct {
	Status         *string       `json:"status"`
	Result         *string       `json:"result"`
	Error          *string       `json:"error"`
	EndTime        *string       `json:"end_time"`
	Components     *string       `json:"components"`
	ComponentCount *int          `json:"component_count"`
	Outcome        *outcomeState `json:"outcome"`
	Expired        bool          `json:"expired"`
	Stage          *bool         `json:"stage"`
	MaxFailed      float64       `json:"max_failed_percent"`
}

type outcomeState struct {
	Managed     int      `json:"managed"`
	Successful  int      `json:"successful"`
	Failed      int      `json:"failed"`
	Held        int      `json:"held"`
	Superseded  int      `json:"superseded"`
	FailedNodes *string  `json:"failed_nodes"`
	HeldNodes   *string  `json:"held_nodes"`
	Percent     *float64 `json:"percent_successful"`
	Errors      map[string]struct {
		Count int    `json:"count"`
		Nodes string `json:"nodes"`
	} `json:"errors"`
}

func said(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func listed(list *string) int {
	if said(list) == "" {
		return 0
	}
	return strings.Count(*list, ",") + 1
}

func (s *sessionState) contradictions() []string {
	var found []string
	must := func(holds bool, format string, args ...any) {
		if !holds {
			found = append(found, fmt.Sprintf(format, args...))
		}
	}
	staged := s.Stage != nil && *s.Stage
	complete := said(s.Status) == "complete"
	result := said(s.Result)
	must(s.Status != nil || s.Outcome == nil && s.Result == nil && said(s.Components) == "" && s.EndTime == nil, "nothing was seen of it, but something is known")
	must(s.EndTime == nil || complete, "an end_time, but the status is %q", said(s.Status))
	must(s.ComponentCount == nil && said(s.Components) == "" || s.ComponentCount != nil && *s.ComponentCount == listed(s.Components),
		"component_count is not the number of components")
	must(result == "" || complete || s.Expired || result == "unjudged" || staged && result == "succeeded", "result %q, but the status is %q", result, said(s.Status))
	must(result != "succeeded" || s.Error == nil, "succeeded with an error")
	must(s.Outcome == nil || complete || s.Expired, "an outcome, but the status is %q", said(s.Status))
	if s.Outcome == nil {
		must(result != "succeeded" || staged, "succeeded without an outcome")
		must(result != "failed" || s.Error != nil || staged || s.ComponentCount != nil && *s.ComponentCount == 0, "failed, and nothing says why")
		return found
	}
	return append(found, s.Outcome.contradictions(s, staged)...)
}

func (o *outcomeState) contradictions(s *sessionState, staged bool) []string {
	var found []string
	must := func(holds bool, what string) {
		if !holds {
			found = append(found, what)
		}
	}
	bad := o.Failed + o.Held
	within := 100*float64(bad) <= s.MaxFailed*float64(o.Managed)+1e-6
	must(o.Managed == o.Successful+bad, "managed is not the sum of successful, failed and held")
	must(staged || s.ComponentCount == nil || o.Managed+o.Superseded == *s.ComponentCount, "managed and superseded together are not component_count")
	must(o.Percent == nil || o.Managed == 0 || math.Abs(*o.Percent-100*float64(o.Successful)/float64(o.Managed)) < 0.01, "percent_successful is not that of the counts")
	must(listed(o.FailedNodes) == 0 || listed(o.FailedNodes) == o.Failed, "failed_nodes are not as many as failed")
	must(listed(o.HeldNodes) == 0 || listed(o.HeldNodes) == o.Held, "held_nodes are not as many as held")
	for message, e := range o.Errors {
		must(e.Count <= o.Managed, "more nodes than there are have the error "+message)
	}
	switch said(s.Result) {
	case "succeeded":
		must(staged || o.Managed > 0 && within, "succeeded, but the outcome is none of a success")
	case "failed":
		must(staged || s.Error != nil || o.Managed == 0 || !within, "failed, but nothing of the outcome, nor an error, says so")
	}
	return found
}

// A check that cannot fail would check nothing.
func TestConsistent_findsContradictions(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"no nodes beside an outcome of two": `{"status":"complete","result":"failed","components":"","component_count":0,"outcome":{"managed":2,"successful":2,"percent_successful":100}}`,
		"failed without a reason":           `{"status":"complete","result":"failed","components":"a","component_count":1,"outcome":{"managed":1,"successful":1,"percent_successful":100}}`,
		"failed without an outcome":         `{"status":"complete","result":"failed","components":"a","component_count":1}`,
		"succeeded with a failed node":      `{"status":"complete","result":"succeeded","components":"a","component_count":1,"outcome":{"managed":1,"failed":1,"percent_successful":0}}`,
		"succeeded with an error":           `{"status":"complete","result":"succeeded","error":"x","components":"a","component_count":1,"outcome":{"managed":1,"successful":1,"percent_successful":100}}`,
		"succeeded while it runs":           `{"status":"running","result":"succeeded","components":"a","component_count":1}`,
		"an outcome while it runs":          `{"status":"running","components":"a","component_count":1,"outcome":{"managed":1,"successful":1,"percent_successful":100}}`,
		"counts that do not add up":         `{"status":"complete","components":"a,b","component_count":2,"outcome":{"managed":2,"successful":1,"percent_successful":50}}`,
		"a node that is nowhere":            `{"status":"complete","components":"a,b","component_count":2,"outcome":{"managed":1,"successful":1,"percent_successful":100}}`,
		"a list of another length":          `{"status":"complete","components":"a,b","component_count":2,"outcome":{"managed":2,"successful":1,"failed":1,"failed_nodes":"a,b","percent_successful":50}}`,
		"an end of what never began":        `{"end_time":"2026-11-22T12:00:00Z"}`,
	} {
		var state sessionState
		if err := json.Unmarshal([]byte(text), &state); err != nil {
			t.Fatal(err)
		}
		if len(state.contradictions()) == 0 {
			t.Errorf("%s: not found", name)
		}
	}
}
