// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// The recorded releases with v1: CSM 1.2, 1.3 and 1.5.
var simulatedV1 = []string{"1.10.23", "2.0.5", "2.10.34"}

var bootV1 = bos.SessionCreate{Operation: bos.OperationBoot, TemplateName: "compute"}

// healthySystem returns a simulated system without failures. One of its nodes is not in template compute.
func healthySystem(nodes int) bossim.System {
	system := bossim.DefaultSystem(nodes)
	system.Failing = nil
	return system
}

func TestV1_bootsOnEveryRelease(t *testing.T) {
	t.Parallel()
	for _, release := range simulatedV1 {
		for _, operation := range []bos.Operation{bos.OperationBoot, bos.OperationReboot, bos.OperationShutdown, bos.OperationConfigure} {
			t.Run(release+" "+string(operation), func(t *testing.T) {
				t.Parallel()
				system := healthySystem(8)
				if operation != bos.OperationBoot {
					system.On = bossim.NodeNames(8)
				}
				s := newRelease(t, release, bos.APIv1, system)
				create := bootV1
				create.Operation = operation
				session, err := s.StartSession(t.Context(), create, false)
				if err != nil {
					t.Fatal(err)
				}
				seen := []string{}

				got, err := s.WaitForSession(t.Context(), session.Name, func(session bos.Session) {
					seen = append(seen, fmt.Sprintf("%s %d", session.Status, len(session.Components)))
				})
				if err != nil {
					t.Fatal(err)
				}
				status, err := s.WaitForStatus(t.Context(), session.Name)
				if err != nil {
					t.Fatal(err)
				}

				outcome := bos.NewOutcome(len(got.Components), status)
				verdict := bos.Judge(bos.JudgeInput{Status: got.Status, Error: got.Error, ComponentCount: len(got.Components), Outcome: &outcome})
				if verdict.Result != bos.ResultSucceeded || outcome.Successful != 7 || got.Name != session.Name || got.Operation != operation {
					t.Errorf("%+v, %+v", got, verdict)
				}
				if want := []string{"pending 0", "running 7", "complete 7"}; !slices.Equal(seen, want) {
					t.Errorf("saw %v, want %v", seen, want)
				}
				if s.sim.SessionsStarted() != 1 || s.sim.Count("POST", "/v1/session") != 1 {
					t.Errorf("%d sessions started", s.sim.SessionsStarted())
				}
			})
		}
	}
}

// Failed nodes are reported although BOS counts no error (081_fail_describe.json).
func TestWaitForSessionV1_reportsFailedNodes(t *testing.T) {
	t.Parallel()
	for failure, want := range map[bossim.Failure]int{bossim.FailPower: 1, bossim.FailBoot: 1, bossim.FailConfiguration: 1} {
		system := healthySystem(4)
		system.Failing = map[string]bossim.Failure{bossim.NodeNames(4)[1]: failure}
		s := newRelease(t, "2.10.34", bos.APIv1, system)
		session, err := s.StartSession(t.Context(), bootV1, false)
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.WaitForSession(t.Context(), session.Name, nil)
		if err != nil {
			t.Fatal(err)
		}
		status, err := s.WaitForStatus(t.Context(), session.Name)
		outcome := bos.NewOutcome(len(got.Components), status)
		if err != nil || got.Error != "" || outcome.Failed != want || outcome.Successful != 3-want {
			t.Errorf("%s: %+v, %+v, %v", failure, got, outcome, err)
		}
	}
}

func TestWaitForSessionV1_deadAgent(t *testing.T) {
	t.Parallel()
	s := newRelease(t, "2.10.34", bos.APIv1, healthySystem(4))
	s.sim.LoseBootAgents(1)
	session, err := s.StartSession(t.Context(), bootV1, false)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := s.clock.WithTimeout(t.Context(), time.Hour)
	defer cancel()

	got, err := s.WaitForSession(ctx, session.Name, nil)

	if !errors.Is(err, context.DeadlineExceeded) || got.Status != bos.StatusPending || s.elapsed() < time.Hour {
		t.Errorf("after %v: %+v, %v", s.elapsed(), got, err)
	}
}

// A list is never requested.
func TestWaitForSessionV1_readsNodesUntilKnown(t *testing.T) {
	t.Parallel()
	record := bootSet("a", phase("boot", "succeeded=x1,x2"), phase("configure", "succeeded=x1,x2"))
	s, f := newSystemV1(t, goesOn, map[string]string{"a": "", "b": ""})
	looks := 0
	f.Client = clientWithHook(t, f, func(path string) {
		if path != "/v1/session/s1" {
			return
		}
		looks++
		switch looks {
		case 2:
			s.set("/session/s1/status/a", record)
		case 3:
			s.set("/session/s1/status/b", bootSet("b", phase("boot", "in_progress=x3")))
		case 5:
			s.describe("boot", ended)
		}
	})
	seen := []string{}

	_, err := f.WaitForSession(t.Context(), "s1", func(session bos.Session) {
		seen = append(seen, fmt.Sprintf("%s %d", session.Status, len(session.Components)))
	})

	if want := []string{"pending 0", "running 0", "running 3", "complete 3"}; err != nil || !slices.Equal(seen, want) {
		t.Errorf("saw %v, want %v: %v", seen, want, err)
	}
	records := []string{"/v1/sessiontemplate/t1", "/v1/session/s1/status/a", "/v1/session/s1/status/b"}
	want := []string{}
	for _, withRecords := range []bool{true, true, true, false, false, true} {
		want = append(want, "/v1/session/s1")
		if withRecords {
			want = append(want, records...)
		}
	}
	if paths := f.paths(); !slices.Equal(paths, want) {
		t.Errorf("asked for\n%v, want\n%v", strings.Join(paths, "\n"), strings.Join(want, "\n"))
	}
}

func TestWaitForSessionV1_hintAtDroppedConnection(t *testing.T) {
	t.Parallel()
	_, f := newSystemV1(t, goesOn, map[string]string{"a": "drop"})
	ctx, cancel := f.clock.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	_, wait := f.WaitForSession(ctx, "s1", nil)
	_, status := f.SessionStatus(t.Context(), "s1")
	for _, err := range []error{wait, status} {
		if !errors.Is(err, gateway.ErrUnavailable) || !strings.Contains(err.Error(), "records of a session's progress are damaged") {
			t.Errorf("got %v", err)
		}
	}
}

// The session itself is not known to be absent.
func TestWaitForSessionV1_endsAtOnceWhenV1IsGone(t *testing.T) {
	t.Parallel()
	f := newFixture(t, noPath, spoken(bos.APIv1))
	var gone *bos.NoV1Error
	if _, err := f.WaitForSession(t.Context(), "s1", nil); !errors.As(err, &gone) || errors.Is(err, gateway.ErrNotFound) || f.elapsed() != time.Second {
		t.Errorf("after %v: %v", f.elapsed(), err)
	}
}

func TestWaitForSessionV1_aDeletedSessionIsNotFound(t *testing.T) {
	t.Parallel()
	s := newRelease(t, "2.10.34", bos.APIv1, healthySystem(4))
	session, err := s.StartSession(t.Context(), bootV1, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.DeleteSession(t.Context(), session.Name); err != nil {
		t.Fatal(err)
	}
	s.clock.Advance(time.Hour) // its agent has kept writing: a ghost
	ids := s.listed(t)
	if _, err := s.WaitForSession(t.Context(), session.Name, nil); !errors.Is(err, gateway.ErrNotFound) || !strings.Contains(ids, session.Name) {
		t.Errorf("listed %s: %v", ids, err)
	}
	if list, err := s.ListSessions(t.Context(), bos.SessionFilter{}); err != nil || len(list) != 0 {
		t.Errorf("listed %+v, %v", list, err)
	}
}

// listed returns the ids that BOS lists.
func (s *simulated) listed(t *testing.T) string {
	t.Helper()
	recorder := newRecorder()
	s.sim.ServeHTTP(recorder, newRequest(t, http.MethodGet, "/v1/session"))
	return recorder.Body.String()
}
