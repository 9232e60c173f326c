// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"errors"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// stagedNodes have a stage in a system of stagedSystem; plainNode has none, and absentNode does not exist.
var (
	stagedNodes = bossim.NodeNames(2)
	plainNode   = bossim.NodeNames(3)[2]
	stagedIDs   = []string{stagedNodes[1], absentNode, plainNode, stagedNodes[0], stagedNodes[1]}
	ignoredIDs  = []string{plainNode, absentNode}
)

const absentNode = "x9999c0s0b0n0"

// stagedSystem returns a system in which session "st" staged a boot of two nodes a minute ago.
func stagedSystem(t *testing.T, clearStage bool, faults ...bossim.Fault) *simulated {
	t.Helper()
	s := newSimulated(t, bossim.DefaultSystem(8))
	if _, err := s.PatchOptions(t.Context(), bos.Options{"clear_stage": flag(clearStage)}); err != nil {
		t.Fatal(err)
	}
	s.stage(t, "st")
	for _, fault := range faults {
		s.sim.Inject(fault)
	}
	return s
}

func (s *simulated) stage(t *testing.T, name string) {
	t.Helper()
	s.beginStaging(t, name)
	s.clock.Advance(time.Minute)
}

// beginStaging starts a session that has staged nothing yet.
func (s *simulated) beginStaging(t *testing.T, name string) {
	t.Helper()
	limit := strings.Join(stagedNodes, ",")
	create := bos.SessionCreate{Name: name, Operation: bos.OperationReboot, TemplateName: "compute", Limit: &limit, Stage: true}
	if _, err := s.CreateSession(t.Context(), create); err != nil {
		t.Fatal(err)
	}
}

// applies returns the number of the client's POSTs.
func (s *simulated) applies() (n int) {
	for _, r := range s.sim.Requests() {
		if r.Path == "/v2/applystaged" && r.RequestID != "" {
			n++
		}
	}
	return n
}

// behindItsBack applies the stage of a node, unknown to the client.
func (s *simulated) behindItsBack(t *testing.T, node string) {
	t.Helper()
	apply := httptest.NewRequestWithContext(t.Context(), "POST", "/v2/applystaged", strings.NewReader(fmt.Sprintf(`{"xnames":[%q]}`, node)))
	apply.Header.Set("Content-Type", "application/json")
	s.sim.ServeHTTP(httptest.NewRecorder(), apply)
}

// record returns a node's record in BOS.
func (s *simulated) record(t *testing.T, id string) bos.Component {
	t.Helper()
	component, err := s.Component(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return component
}

func onApply(f bossim.Fault) bossim.Fault {
	f.Method, f.Path = "POST", "/v2/applystaged"
	return f
}

func onNodes(f bossim.Fault) bossim.Fault {
	f.Method, f.Path = "GET", "/v2/components"
	return f
}

// The results that an application can have; unresolved is another.
const (
	applied    = "applied"
	notApplied = "not applied"
	refusedEnd = "refused"
)

func applicationResult(err error) string {
	var not *bos.NotAppliedError
	var open *bos.UnresolvedApplicationError
	var failure *gateway.Error
	switch {
	case err == nil:
		return applied
	case errors.As(err, &open):
		return unresolved
	case errors.As(err, &not) && !errors.Is(err, gateway.ErrAmbiguous):
		return notApplied
	case errors.As(err, &failure) && !errors.Is(err, gateway.ErrAmbiguous):
		return refusedEnd
	default:
		return fmt.Sprintf("%T", err)
	}
}

// lists returns the short form of an application's result.
func lists(a bos.StagedApplication) string {
	kept := "unknown"
	if a.ClearStage != nil {
		kept = fmt.Sprint(*a.ClearStage)
	}
	return fmt.Sprintf("succeeded %v failed %v ignored %v errors %v clear %s", a.Succeeded, a.Failed, a.Ignored, a.Errors, kept)
}

func wantLists(succeeded, failed, ignored []string, errors map[string]string, kept bool) string {
	return lists(bos.StagedApplication{Succeeded: succeeded, Failed: failed, Ignored: slices.Clone(ignored), Errors: errors, ClearStage: &kept})
}
