// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"net/http"
	"testing"
	"time"
)

func (r *rig) applyStaged(body string, headers ...string) appliedStages {
	r.t.Helper()
	var got appliedStages
	r.must(http.StatusOK, &got, http.MethodPost, "/v2/applystaged", body, headers...)

	return got
}

func TestSession_stagedAndKept(t *testing.T) {
	r := newRig(t, healthy(3)) // without clear_stage, which is the default
	names := NodeNames(3)
	r.start("s", "boot", "compute", `,"stage":true,"limit":"`+names[0]+","+names[1]+`"`)
	r.clock.Advance(time.Hour)

	if st := r.status("s"); st.Status != sessionRunning || st.Managed != 2 || st.Staged != 100 {
		t.Errorf("staged: %+v", st)
	}
	if c := r.component(names[0]); c.session() != "" || c.enabled() || c.stagedSession() != "s" {
		t.Errorf("component: %+v", c)
	}

	got := r.applyStaged(`{"xnames":["` + names[0] + `","` + names[2] + `","x9"]}`)
	r.clock.Advance(time.Hour)

	if len(got.Succeeded) != 1 || len(got.Ignored) != 2 || len(got.Failed) != 0 {
		t.Errorf("applied: %+v", got)
	}
	// The node counts once as managed and once as staged.
	if st := r.status("s"); st.Managed != 3 || st.Staged != 66.67 || st.Successful != 33.33 ||
		st.Status != sessionRunning {
		t.Errorf("one applied: %+v", st)
	}
	r.applyStaged(`{"xnames":["` + names[1] + `"]}`)
	r.clock.Advance(24 * time.Hour)
	if st := r.status("s"); st.Managed != 4 || st.Staged != 50 || st.Successful != 50 || st.Status != sessionRunning {
		t.Errorf("both applied: %+v", st)
	}
}

func TestSession_stagedAndCleared(t *testing.T) {
	r := newRig(t, healthy(2))
	names := NodeNames(2)
	r.options(`{"clear_stage":true}`)
	r.start("s", "reboot", "compute", `,"stage":true`)
	r.clock.Advance(time.Minute)

	r.applyStaged(`{"xnames":["` + names[0] + `"]}`)
	r.clock.Advance(time.Hour)
	if st := r.status("s"); st.Managed != 2 || st.Staged != 50 || st.Successful != 50 {
		t.Errorf("one applied: %+v", st)
	}
	if got := r.applyStaged(`{"xnames":["` + names[0] + `"]}`); len(got.Ignored) != 1 {
		t.Errorf("applied again: %+v", got)
	}
	r.applyStaged(`{"xnames":["` + names[1] + `"]}`)
	r.finish("s")
	if st := r.status("s"); st.Managed != 2 || st.Staged != 0 || st.Successful != 100 {
		t.Errorf("both applied: %+v", st)
	}
}

func TestSession_stagedShutdownStagesNothing(t *testing.T) {
	r := newRig(t, healthy(2))

	r.start("s", "shutdown", "compute", `,"stage":true`)
	r.finish("s")

	if got := r.session("s"); got.Status.Error != nil || got.Components == "" {
		t.Errorf("%+v", got)
	}
	if st := r.status("s"); st.Managed != 0 {
		t.Errorf("%+v", st)
	}
}

func TestSession_stagedAndDeleted(t *testing.T) {
	r := newRig(t, healthy(1))
	name := NodeNames(1)[0]
	r.start("s", "boot", "compute", `,"stage":true`)
	r.clock.Advance(time.Minute)
	r.must(http.StatusNoContent, nil, http.MethodDelete, "/v2/sessions/s", "")

	got := r.applyStaged(`{"xnames":["` + name + `"]}`)

	if len(got.Failed) != 1 {
		t.Errorf("applied: %+v", got)
	}
	c := r.component(name)
	if deref(c.Error) != "Staged session no longer exists (session: s, tenant: )" || c.session() != "s" || c.enabled() {
		t.Errorf("component: error %q, session %q", deref(c.Error), c.session())
	}
}
