// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// patchNode changes a node as an administrator would.
func (s *simulated) patchNode(t *testing.T, node, body string) {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPatch, "/v2/components/"+node, strings.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	answer := httptest.NewRecorder()
	s.sim.ServeHTTP(answer, request)
	if answer.Code != http.StatusOK {
		t.Fatal(answer.Body)
	}
}

// The extended status and, after the record is gone, the nodes give the same outcome.
func TestWaitForNodes_agreesWithExtendedStatus(t *testing.T) {
	t.Parallel()
	ends := map[string]int{}
	for seed := range uint64(40) {
		random := rand.New(rand.NewPCG(seed, 13)) //nolint:gosec // reproducible
		system := bossim.DefaultSystem(16 + random.IntN(40))
		troubles := []bossim.Failure{
			bossim.FailPowerOn, bossim.FailBoot, bossim.FailConfiguration, bossim.FailPower, bossim.FailPowerOff,
			bossim.FailUnknownToPCS, bossim.FailUnknownToCFS,
		}
		names := bossim.NodeNames(system.Nodes)
		for range random.IntN(12) {
			system.Failing[names[random.IntN(len(names))]] = troubles[random.IntN(len(troubles))]
		}
		if random.IntN(2) == 0 {
			system.On = names[:random.IntN(len(names))]
		}
		s := newSimulated(t, system)
		operation := []bos.Operation{bos.OperationBoot, bos.OperationReboot, bos.OperationShutdown}[random.IntN(3)]
		what := fmt.Sprintf("seed %d, %s", seed, operation)
		create(t, s, bos.SessionCreate{Name: "s1", Operation: operation, TemplateName: "compute"})
		for range random.IntN(4) {
			s.clock.Advance(time.Duration(random.IntN(200)) * time.Second)
			node := names[random.IntN(len(names)-1)]
			switch random.IntN(3) {
			case 0:
				s.patchNode(t, node, `{"enabled":false}`)
			case 1:
				s.patchNode(t, node, `{"enabled":true}`)
			default:
				limit := "blue,!" + node
				create(
					t, s,
					bos.SessionCreate{Name: fmt.Sprint("newer", random.Uint32()), Operation: bos.OperationReboot, TemplateName: "compute", Limit: &limit},
				)
			}
		}
		session, err := s.WaitForSession(t.Context(), "s1", nil)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		status, err := s.SessionStatus(t.Context(), "s1")
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		want := bos.NewOutcome(len(session.Components), status)
		if err := s.DeleteSession(t.Context(), "s1"); err != nil {
			t.Fatal(err)
		}

		got, err := s.WaitForNodes(t.Context(), "s1", session.Components, false)

		if want.Managed == 0 || got.Managed < want.Managed { // nodes were taken over, all of them or some since the status was frozen
			ends["taken over"]++
			continue
		}
		sameEnd(t, what, got, err, want)
		for end, count := range map[string]int{"failed": want.Failed, "held": want.Held, "superseded": want.Superseded, "successful": want.Successful} {
			ends[end] += min(count, 1)
		}
	}
	for end, least := range map[string]int{"failed": 10, "held": 10, "superseded": 5, "successful": 20} {
		if ends[end] < least || ends["taken over"] > 5 {
			t.Errorf("too few sessions had nodes that were %s: %v", end, ends)
		}
	}
}

func create(t *testing.T, s *simulated, session bos.SessionCreate) {
	t.Helper()
	if _, err := s.CreateSession(t.Context(), session); err != nil {
		t.Fatal(err)
	}
}

// sameEnd compares all but the lists, which the extended status lacks, and the rounding.
func sameEnd(t *testing.T, what string, got bos.Outcome, err error, want bos.Outcome) {
	t.Helper()
	if len(got.FailedNodes) != want.Failed || len(got.HeldNodes) != want.Held {
		t.Errorf("%s: failed %v, held %v, but %+v", what, got.FailedNodes, got.HeldNodes, want)
	}
	for _, e := range want.Errors {
		if e.Truncated { // BOS lists other nodes
			for i, node := range got.Errors {
				node.Nodes = nil
				got.Errors[i] = node
			}
			for i, node := range want.Errors {
				node.Nodes = nil
				want.Errors[i] = node
			}
			break
		}
		slices.Sort(e.Nodes)
	}
	got.FailedNodes, got.HeldNodes = nil, nil
	got.PercentSuccessful, got.PercentFailed = want.PercentSuccessful, want.PercentFailed
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%s: %v\nby nodes  %+v\nby status %+v", what, err, got, want)
	}
}
