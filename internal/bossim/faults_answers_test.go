// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"net/http"
	"strings"
	"testing"
)

// request sends a request and returns the answer; an error fails the test.
func (w *wire) request(method, path, body string) reply {
	w.t.Helper()
	got, err := w.do(w.t.Context(), method, path, body)
	if err != nil {
		w.t.Fatalf("%s %s: %v", method, path, err)
	}

	return got
}

func TestFault_deleteWithoutEffect(t *testing.T) {
	for _, path := range []string{
		"/v2/sessions/s", "/v2/sessiontemplates/compute", "/v2/components/" + NodeNames(1)[0], "/v1/sessiontemplate/compute",
	} {
		t.Run(path, func(t *testing.T) {
			w := newWireOf(t, Config{Version: csm15, System: healthy(4)},
				Fault{Method: http.MethodDelete, Path: path, Times: 2, NoEffect: true})
			w.request(http.MethodPost, "/v2/sessions", newSession)
			before := w.request(http.MethodGet, path, "")

			for range 2 {
				if got := w.request(http.MethodDelete, path, ""); got.status != http.StatusNoContent {
					t.Fatalf("DELETE: %+v", got)
				}
				if got := w.request(http.MethodGet, path, ""); got.status != http.StatusOK || got.body != before.body {
					t.Errorf("after it: %+v, before %+v", got, before)
				}
			}
			w.request(http.MethodDelete, path, "") // the third one has an effect
			if got := w.request(http.MethodGet, path, ""); got.status != http.StatusNotFound {
				t.Errorf("after the one with an effect: %+v", got)
			}
		})
	}
}

func TestFault_deleteWithoutEffectOfAV1Session(t *testing.T) {
	r := newV1Rig(t, csm15, healthy(4))
	id := r.startV1("boot", "compute", "")
	r.finishV1(id)
	r.Inject(Fault{NoEffect: true, Times: 1})

	r.must(http.StatusNoContent, nil, http.MethodDelete, "/v1/session/"+id, "")

	r.describeV1(id)
	r.bootSetV1(id, "compute")
	r.must(http.StatusNoContent, nil, http.MethodDelete, "/v1/session/"+id, "")
	r.must(http.StatusNotFound, nil, http.MethodGet, "/v1/session/"+id, "")
}

// TestFault_deleteWithoutEffectOfNothing: the answer is the real one.
func TestFault_deleteWithoutEffectOfNothing(t *testing.T) {
	w := newWire(t, Fault{NoEffect: true})

	if got := w.request(http.MethodDelete, "/v2/sessions/none", ""); got.status != http.StatusNotFound {
		t.Errorf("%+v", got)
	}
	if got, err := w.post(); err != nil || got.status != http.StatusCreated || w.SessionsStarted() != 1 {
		t.Errorf("a POST met it: %+v, %v", got, err)
	}
}

// TestFault_deleteWithoutEffectContinues: the session that remains is the same
// one, and the operators complete it.
func TestFault_deleteWithoutEffectContinues(t *testing.T) {
	r := newRig(t, healthy(4))
	r.start("s", "boot", "compute", "")
	r.Inject(Fault{NoEffect: true})

	r.must(http.StatusNoContent, nil, http.MethodDelete, "/v2/sessions/s", "")
	r.finish("s")

	if st := r.status("s"); st.Managed != 3 || st.Successful != 100 {
		t.Errorf("status: %+v", st)
	}
}

func TestFault_answerOfAnother(t *testing.T) {
	names := NodeNames(2)
	for _, c := range []struct{ path, other, want string }{
		{"/v2/sessions/s", "/v2/sessions/other", `"name":"other"`},
		{"/v2/sessions/s", "/v2/sessions/none", `does not exist`},
		{"/v2/sessions/s/status", "/v2/sessiontemplates/blue", `"name":"blue"`},
		{"/v2/sessiontemplates/compute", "/v2/sessiontemplates/blue", `"name":"blue"`},
		{"/v2/components/" + names[0], "/v2/components/" + names[1], `"id":"` + names[1] + `"`},
		{"/v2/components", "/v2/components?ids=" + names[1], `[{"`},
		{"/v1/sessiontemplate/compute", "/v1/sessiontemplate/blue", `"name":"blue"`},
	} {
		t.Run(c.path, func(t *testing.T) {
			w := newWireOf(t, Config{Version: csm15, System: healthy(4)})
			w.request(http.MethodPost, "/v2/sessions", newSession)
			w.request(http.MethodPost, "/v2/sessions", strings.Replace(newSession, `"s"`, `"other"`, 1))
			truth := w.request(http.MethodGet, c.other, "")
			w.Inject(Fault{Method: http.MethodGet, Path: c.path, Times: 1, AnswerOf: c.other})

			got := w.request(http.MethodGet, c.path, "")

			if got.status != truth.status || got.body != truth.body || !strings.Contains(got.body, c.want) {
				t.Errorf("got %+v, want %+v", got, truth)
			}
			log := w.Requests()
			if last := log[len(log)-1]; last.Path != c.path || last.Fault != "fault" {
				t.Errorf("log: %+v", last)
			}
			if got := w.request(http.MethodGet, c.path, ""); got.body == truth.body && got.status == truth.status {
				t.Errorf("the next one: %+v", got)
			}
		})
	}
}

// TestFault_answerOfAnotherToAPost: the request is executed only with Commit.
func TestFault_answerOfAnotherToAPost(t *testing.T) {
	for _, commit := range []bool{false, true} {
		w := newWire(t)
		w.request(http.MethodPost, "/v2/sessions", strings.Replace(newSession, `"s"`, `"other"`, 1))
		w.Inject(Fault{Method: http.MethodPost, AnswerOf: "/v2/sessions/other", Status: http.StatusCreated, Commit: commit})

		got := w.request(http.MethodPost, "/v2/sessions", newSession)

		if got.status != http.StatusCreated || !strings.Contains(got.body, `"name":"other"`) {
			t.Errorf("%+v", got)
		}
		if started := w.SessionsStarted(); started != map[bool]int{false: 1, true: 2}[commit] {
			t.Errorf("commit %v: started %d", commit, started)
		}
	}
}
