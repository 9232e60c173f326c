// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestSession_takenOverByANewerSession(t *testing.T) {
	r := newRig(t, healthy(8))
	r.start("first", "boot", "compute", "")
	r.clock.Advance(time.Minute)

	r.start("second", "shutdown", "compute", "")
	r.finish("first")

	if got := r.session("first"); got.Status.Error != nil || got.Components == "" {
		t.Errorf("first: %+v", got)
	}
	if st := r.status("first"); st.Managed != 0 || st.Successful != 0 || st.Failed != 0 ||
		st.Phases["percent_complete"] != 0 {
		t.Errorf("first: %+v", st)
	}
	r.finish("second")
	if st := r.status("second"); st.Managed != 7 || st.Successful != 100 {
		t.Errorf("second: %+v", st)
	}
}

func TestSession_bootOfBootedNodes(t *testing.T) {
	r := newRig(t, healthy(8))
	r.start("first", "boot", "compute", "")
	r.finish("first")

	r.start("again", "boot", "compute", "")
	if took := r.finish("again"); took > time.Minute {
		t.Errorf("nothing to do took %v", took)
	}
	r.start("reboot", "reboot", "compute", "")
	if took := r.finish("reboot"); took < 5*time.Minute {
		t.Errorf("a reboot took only %v", took)
	}
}

func TestSession_cancelledByDisabling(t *testing.T) {
	r := newRig(t, healthy(8))
	r.start("s", "boot", "compute", "")
	r.clock.Advance(time.Minute)

	var patched []component
	r.must(http.StatusOK, &patched, http.MethodPatch, "/v2/components",
		`{"filters":{"session":"s"},"patch":{"enabled":false}}`)
	took := r.finish("s")

	if len(patched) != 7 || took > 30*time.Second {
		t.Errorf("%d patched, complete after %v", len(patched), took)
	}
	if st := r.status("s"); st.Managed != 7 || st.Successful != 0 || st.Failed != 0 {
		t.Errorf("status: %+v", st)
	}
	r.must(http.StatusOK, &patched, http.MethodPatch, "/v2/components",
		`{"filters":{"session":"nobody"},"patch":{"enabled":false}}`)
	if len(patched) != 0 {
		t.Errorf("nobody: %d", len(patched))
	}
}

func TestSession_deletedWhilePending(t *testing.T) {
	r := newRig(t, healthy(8))
	r.start("s", "boot", "compute", "")

	r.must(http.StatusNoContent, nil, http.MethodDelete, "/v2/sessions/s", "")
	r.clock.Advance(time.Hour)

	if c := r.component(NodeNames(1)[0]); c.session() != "" || c.enabled() {
		t.Errorf("component: session %q, enabled %v", c.session(), c.enabled())
	}
	r.must(http.StatusNotFound, nil, http.MethodGet, "/v2/sessions/s/status", "")
	r.start("s", "boot", "compute", "") // the name is free again
	if r.SessionsStarted() != 2 {
		t.Errorf("started: %d", r.SessionsStarted())
	}
}

func TestSession_deletedWhileRunning(t *testing.T) {
	r := newRig(t, healthy(8))
	r.start("s", "boot", "compute", "")
	r.clock.Advance(time.Minute)

	r.must(http.StatusNoContent, nil, http.MethodDelete, "/v2/sessions/s", "")
	r.clock.Advance(time.Hour)

	c := r.component(NodeNames(1)[0])
	if c.session() != "s" || c.enabled() || c.status() != statusStable || !c.ActualState.artifacts().any() {
		t.Errorf("the node did not continue: %+v", c)
	}
}

func TestSession_setUpInBatches(t *testing.T) {
	r := newRigWith(t, Config{System: healthy(8), Timing: Timing{SetUp: 10 * time.Second}})
	r.options(`{"max_component_batch_size": 3}`)
	r.start("s", "boot", "compute", "")

	var counts []int
	for range 40 {
		r.clock.Advance(time.Second)
		n := r.status("s").Managed
		if len(counts) == 0 || counts[len(counts)-1] != n {
			counts = append(counts, n)
			if got := r.session("s").Status.Status; got != sessionPending {
				t.Errorf("%s with %d nodes", got, n)
			}
		}
	}

	if !slices.Equal(counts, []int{3, 6, 7}) {
		t.Errorf("nodes over time: %v", counts)
	}
	if got := r.session("s").Status.Status; got != sessionRunning {
		t.Errorf("finally %s", got)
	}
}

func TestSession_severalBootSets(t *testing.T) {
	r := newRig(t, healthy(8))
	names := NodeNames(3)
	r.must(http.StatusOK, nil, http.MethodPut, "/v2/sessiontemplates/t",
		`{"enable_cfs":false,"cfs":{"configuration":"unused"},"boot_sets":{
		"b":{"type":"s3","path":"s3://boot-images/second/manifest.json","node_list":["`+names[1]+`","`+names[2]+`"]},
		"a":{"type":"s3","path":"s3://boot-images/first/manifest.json","node_list":["`+names[0]+`","`+names[1]+`"]},
		"empty":{"type":"s3","path":"s3://boot-images/third/manifest.json","node_groups":["nobody"]}}}`)

	r.start("s", "boot", "t", "")
	r.finish("s")

	if got := strings.Count(r.session("s").Components, ",") + 1; got != 3 {
		t.Errorf("%d nodes", got)
	}
	c := r.component(names[1])
	if got := *c.ActualState.BootArtifacts.Kernel; got != "s3://boot-images/second/kernel" {
		t.Errorf("the node of two boot sets booted %s", got)
	}
	if got := *c.DesiredState.Configuration; got != "" {
		t.Errorf("configuration %q", got)
	}
}
