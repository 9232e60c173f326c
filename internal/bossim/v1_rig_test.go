// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// The recorded releases of v1.
const (
	csm12 = "1.10.23"
	csm13 = "2.0.5"
	csm15 = "2.10.34"
)

func newV1Rig(t testing.TB, version string, sys System) *rig {
	t.Helper()

	return newRigWith(t, Config{Version: version, System: sys})
}

// described is a v1 session. A field of type any is "" if there is no status
// record.
type described struct {
	Operation    string `json:"operation"`
	TemplateName string `json:"templateName"`
	Job          string `json:"job"`
	StartTime    string `json:"start_time"`
	StopTime     any    `json:"stop_time"`
	Complete     any    `json:"complete"`
	InProgress   any    `json:"in_progress"`
	ErrorCount   any    `json:"error_count"`
}

// startV1 posts a session and returns its id; more contains further fields, each
// after a comma.
func (r *rig) startV1(operation, template, more string) string {
	r.t.Helper()
	var made struct {
		Job string `json:"job"`
	}
	r.must(http.StatusCreated, &made, http.MethodPost, "/v1/session",
		`{"operation":"`+operation+`","templateName":"`+template+`"`+more+`}`)

	return strings.TrimPrefix(made.Job, "boa-")
}

func (r *rig) describeV1(id string) described {
	r.t.Helper()
	var got described
	r.must(http.StatusOK, &got, http.MethodGet, "/v1/session/"+id, "")

	return got
}

func (r *rig) bootSetV1(id, name string) v1BootSet {
	r.t.Helper()
	var got v1BootSet
	r.must(http.StatusOK, &got, http.MethodGet, "/v1/session/"+id+"/status/"+name, "")

	return got
}

// finishV1 advances the clock until the session has a stop time, and returns how
// long that took.
func (r *rig) finishV1(id string) time.Duration {
	r.t.Helper()
	start := r.clock.Now()
	for r.clock.Now().Sub(start) < 4*time.Hour {
		if stop, _ := r.describeV1(id).StopTime.(string); stop != "" {
			return r.clock.Now().Sub(start)
		}
		r.clock.Advance(5 * time.Second)
	}
	r.t.Fatalf("session %s never stops: %+v", id, r.describeV1(id))

	return 0
}

// in counts the nodes of a phase by category.
func (b v1BootSet) in(phase string) map[string]int {
	counts := map[string]int{}
	for _, category := range b.phase(phase).Categories {
		if len(category.NodeList) > 0 {
			counts[category.Name] = len(category.NodeList)
		}
	}

	return counts
}
