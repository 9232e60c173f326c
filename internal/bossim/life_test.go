// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestSession_reboot(t *testing.T) {
	r := newRig(t, DefaultSystem(64))
	var made session
	r.must(http.StatusCreated, &made, http.MethodPost, "/v2/sessions",
		`{"name":"s","operation":"reboot","template_name":"compute","limit":"blue"}`)
	if made.Status.Status != sessionPending || made.Components != "" || made.Limit != "blue" {
		t.Errorf("created: %+v", made)
	}

	took := r.finish("s")

	if took < 8*time.Minute || took > 15*time.Minute {
		t.Errorf("a reboot took %v", took)
	}
	if got := r.session("s"); got.Status.Error != nil || len(strings.Split(got.Components, ",")) != 16 {
		t.Errorf("complete: %+v", got)
	}
	st := r.status("s")
	if st.Managed != 16 || st.Successful != 100 || st.Failed != 0 || st.Phases["percent_complete"] != 100 {
		t.Errorf("status: %+v", st)
	}
	if r.SessionsStarted() != 1 || r.Count("POST", "/v2/sessions") != 1 {
		t.Errorf("started %d, posted %d", r.SessionsStarted(), r.Count("POST", "/v2/sessions"))
	}
}
