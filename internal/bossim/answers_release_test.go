// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestV1Templates_answersOfEachRelease(t *testing.T) {
	const newOne = `{"name":"t","boot_sets":{"c":{"type":"s3","path":"p","node_list":["x3000c0s1b0n0"]}}}`
	for version, want := range map[string]struct{ created, missing string }{
		csm12: {`"/sessionTemplate/t"`, "The Session Template was not found"},
		csm13: {`"t"`, "Sessiontemplate could not found."},
		csm15: {`"t"`, "Session template not found."},
	} {
		r := newV1Rig(t, version, healthy(1))

		if _, got := r.ask(http.MethodPost, "/v1/sessiontemplate", newOne); strings.TrimSpace(got) != want.created {
			t.Errorf("%s: created %s", version, got)
		}
		r.must(http.StatusOK, nil, http.MethodGet, "/v1/sessiontemplate/t", "")
		if code, got := r.ask(http.MethodGet, "/v1/sessiontemplate/none", ""); code != http.StatusNotFound ||
			!strings.Contains(got, want.missing) {
			t.Errorf("%s: %d %s", version, code, got)
		}
	}
}

func TestTemplate_exampleOfEachRelease(t *testing.T) {
	for version, named := range map[string]bool{csm15: true, "2.50.0": false} {
		r := newRigWith(t, Config{Version: version, System: healthy(1)})

		if _, got := r.ask(http.MethodGet, "/v2/sessiontemplatetemplate", ""); strings.Contains(got, `"name"`) != named {
			t.Errorf("%s: %s", version, got)
		}
	}
}

func TestComponents_putOfNone(t *testing.T) {
	for version, want := range map[string]int{csm15: http.StatusOK, "2.50.0": http.StatusInternalServerError} {
		r := newRigWith(t, Config{Version: version, System: healthy(1)})

		if code, got := r.ask(http.MethodPut, "/v2/components", `[]`); code != want {
			t.Errorf("%s: %d %s", version, code, got)
		}
	}
}

// TestComponent_timestampOfItsArtifacts: BOS records when it learned a token's
// artifacts. A PATCH shows that time, even for a node that has been reset since;
// GET never does.
func TestComponent_timestampOfItsArtifacts(t *testing.T) {
	r := newRig(t, healthy(4))
	id := NodeNames(1)[0]
	shown := func(method, path, body string) bool {
		t.Helper()
		code, text := r.ask(method, path, body)
		if code != http.StatusOK {
			t.Fatalf("%s %s: %d %s", method, path, code, text)
		}

		return strings.Contains(text, `"timestamp":"2026-11-22T11:00`)
	}
	if shown(http.MethodPatch, "/v2/components/"+id, `{"retry_policy":5}`) {
		t.Error("of a node that never reported")
	}
	r.start("s", "boot", "compute", "")
	r.finish("s")

	for path, body := range map[string]string{
		"/v2/components/" + id: `{"retry_policy":4}`,
		"/v2/components":       `{"filters":{"session":"s"},"patch":{"retry_policy":3}}`,
	} {
		if !shown(http.MethodPatch, path, body) {
			t.Errorf("PATCH %s shows none", path)
		}
	}
	if !shown(http.MethodPatch, "/v2/components", `[{"id":"`+id+`","retry_policy":2}]`) {
		t.Error("PATCH of a list shows none")
	}
	r.start("again", "reboot", "compute", "")
	r.clock.Advance(time.Minute)
	if c := r.component(id); c.ActualState.artifacts().any() ||
		!shown(http.MethodPatch, "/v2/components/"+id, `{"retry_policy":1}`) {
		t.Errorf("after its reset: %+v", c.ActualState)
	}
	for _, path := range []string{"/v2/components/" + id, "/v2/components", "/v2/components?session=again"} {
		if shown(http.MethodGet, path, "") {
			t.Errorf("GET %s shows it", path)
		}
	}
}

// TestSession_nameUsedAgainWhileNodesBoot: components know sessions by name only.
func TestSession_nameUsedAgainWhileNodesBoot(t *testing.T) {
	r := newRig(t, healthy(8))
	r.start("s", "boot", "compute", "")
	r.clock.Advance(time.Minute)
	r.must(http.StatusNoContent, nil, http.MethodDelete, "/v2/sessions/s", "")

	r.start("s", "shutdown", "blue", "")

	got := r.session("s")
	if st := r.status("s"); st.Managed != 7 || got.Status.Status != sessionPending || got.Components != "" {
		t.Errorf("%+v, %+v", got, st)
	}
	r.clock.Advance(30 * time.Second)
	if st := r.status("s"); st.Managed != 7 || r.session("s").Components == "" {
		t.Errorf("while both are at work: %+v", st)
	}
}
