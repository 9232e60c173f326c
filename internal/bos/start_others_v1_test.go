// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// startedByOther starts a session as another client.
func (s *simulated) startedByOther(t *testing.T, create bos.SessionCreate) string {
	t.Helper()
	limit := ""
	if create.Limit != nil {
		limit = `,"limit":"` + *create.Limit + `"`
	}
	answered := s.postByOther(t, "/v1/session", `{"operation":"`+string(create.Operation)+`","templateName":"`+create.TemplateName+`"`+limit+`}`)
	_, id, found := strings.Cut(answered, `"job":"boa-`)
	if !found {
		t.Fatal(answered)
	}
	return id[:36]
}

// postByOther makes a POST as another client.
func (s *simulated) postByOther(t *testing.T, path, body string) string {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	recorder := newRecorder()
	s.sim.ServeHTTP(recorder, request)
	if recorder.Code != http.StatusCreated {
		t.Fatal(recorder.Body.String())
	}
	return recorder.Body.String()
}

// Another client starts a session while the answer is in flight.
func TestStartSessionV1_concurrentWithOtherClient(t *testing.T) {
	t.Parallel()
	reboot := bos.SessionCreate{Operation: bos.OperationReboot, TemplateName: "compute"}
	for name, test := range map[string]struct {
		other      bos.SessionCreate
		fault      bossim.Fault
		end        string
		candidates int
	}{
		"another operation": {reboot, lostDoneV1, started, 0},
		"another template":  {bos.SessionCreate{Operation: bos.OperationBoot, TemplateName: "blue"}, lostDoneV1, started, 0},
		"the same":          {bootV1, lostDoneV1, unresolved, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newRelease(t, "2.10.34", bos.APIv1, healthySystem(4), test.fault)
			var done atomic.Bool // the hook also sees the other client's POST
			s.sim.OnRequest(func(r bossim.Request) {
				if r.Method == http.MethodPost && done.CompareAndSwap(false, true) {
					s.startedByOther(t, test.other)
				}
			})

			got, err := s.StartSession(t.Context(), bootV1, false)

			var unknown *bos.UnresolvedError
			if errors.As(err, &unknown); endOf(err) != test.end || err == nil && got.Operation != bootV1.Operation ||
				unknown != nil && len(unknown.Candidates) != test.candidates {
				t.Errorf("%+v, %v, %+v", got, err, unknown)
			}
			if n := s.startedInTheEnd(); n != 2 {
				t.Errorf("%d sessions", n)
			}
		})
	}
}

// An aborted POST leaves a ghost behind, whose agent works.
func TestStartSessionV1_besideGhost(t *testing.T) {
	t.Parallel()
	s := newRelease(t, "2.10.34", bos.APIv1, healthySystem(4), lostDoneV1)
	s.sim.Inject(onV1("/v1/session", bossim.Fault{Skip: 1, Rewrite: func(status int, _ http.Header, ids []byte) (int, []byte) {
		return status, []byte(strings.Replace(string(ids), "[", `["ghost",`, 1))
	}}))

	got, err := s.StartSession(t.Context(), bootV1, false)

	var unknown *bos.UnresolvedError
	if !errors.As(err, &unknown) || len(unknown.Candidates) != 2 || unknown.Candidates[1].Name != "ghost" {
		t.Errorf("%+v, %v", got, err)
	}
}

// Without the list from before the POST, the only candidate may be an earlier session.
func TestStartSessionV1_withoutListBeforePOST(t *testing.T) {
	t.Parallel()
	s := newRelease(t, "2.10.34", bos.APIv1, healthySystem(4))
	earlier := s.startedByOther(t, bootV1)
	s.clock.Advance(minute)
	s.sim.Inject(noList(bossim.Fault{Drop: true, Times: 1}))
	s.sim.Inject(lostV1)

	got, err := s.StartSession(t.Context(), bootV1, false)

	var unknown *bos.UnresolvedError
	if !errors.As(err, &unknown) || len(unknown.Candidates) != 1 || unknown.Candidates[0].Name != earlier {
		t.Errorf("%+v, %v", got, err)
	}
}

// Two concurrent starts that lose their answers do not take each other's session.
func TestStartSessionV1_concurrentStartsOfOneTemplate(t *testing.T) {
	t.Parallel()
	lossy := onPOSTv1(bossim.Fault{Drop: true, Commit: true})
	lossy.Times = 5 // of 10
	s := newRelease(t, "2.10.34", bos.APIv1, healthySystem(4), lossy)
	var wait sync.WaitGroup
	var mu sync.Mutex
	names := map[string]bool{}
	for range 10 {
		wait.Go(func() {
			got, err := s.StartSession(t.Context(), bootV1, false)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			names[got.Name] = true
		})
	}
	wait.Wait()
	if n := s.startedInTheEnd(); n != 10 || len(names) != 10 || s.sim.Count("POST", "/v1/session") != 10 {
		t.Errorf("%d sessions, %d names", n, len(names))
	}
}
