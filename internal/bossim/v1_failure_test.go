// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"maps"
	"net/http"
	"slices"
	"testing"
)

func failing(failure Failure) System {
	sys := healthy(4)
	sys.Failing = map[string]Failure{sys.Groups["red"][0]: failure}

	return sys
}

func TestV1Session_nodeThatFails(t *testing.T) {
	for _, c := range []struct {
		failure   Failure
		operation string
		phase     string
		why       string
	}{
		{FailPower, "boot", "boot", powerRefused},
		{FailUnknownToPCS, "boot", "boot", powerRefused},
		{FailPowerOn, "boot", "boot", ""},
		{FailBoot, "boot", "boot", ""},
		{FailConfiguration, "boot", "configure", cfsGaveUp},
		{FailUnknownToCFS, "boot", "configure", cfsUnknown},
	} {
		t.Run(string(c.failure)+" "+c.operation, func(t *testing.T) {
			sys := failing(c.failure)
			r := newV1Rig(t, csm15, sys)
			bad := sys.Groups["red"][0]

			id := r.startV1(c.operation, "compute", "")
			r.finishV1(id)

			set := r.bootSetV1(id, "compute")
			if got := set.phase(c.phase).category("failed").NodeList; !slices.Equal(got, []string{bad}) {
				t.Errorf("failed: %v", got)
			}
			if got := set.phase(c.phase).Errors; c.why == "" && got != nil || c.why != "" &&
				!slices.Equal(got[c.why], []string{bad}) {
				t.Errorf("errors: %v", got)
			}
			if got := r.describeV1(id); got.Complete != true || got.ErrorCount != 0. {
				t.Errorf("described: %+v", got)
			}
			if set.Metadata.ErrorCount != 1 || set.Metadata.StopTime == nil {
				t.Errorf("metadata: %+v", set.Metadata)
			}
		})
	}
}

func TestV1Session_failedNodeIsExcludedFromLaterPhases(t *testing.T) {
	r := newV1Rig(t, csm15, failing(FailPower))

	id := r.startV1("boot", "compute", "")
	r.finishV1(id)

	set := r.bootSetV1(id, "compute")
	if got := set.in("configure"); !maps.Equal(got, map[string]int{"not_started": 1, "succeeded": 2}) {
		t.Errorf("configure: %v", got)
	}
	if set.Metadata.Complete || set.Metadata.InProgress {
		t.Errorf("metadata: %+v", set.Metadata)
	}
}

func TestV1Session_nodeThatIgnoresTheGracefulPowerOff(t *testing.T) {
	sys := failing(FailPowerOff)
	sys.On = NodeNames(4)
	r := newV1Rig(t, csm15, sys)

	id := r.startV1("shutdown", "compute", "")
	took := r.finishV1(id)

	if got := r.bootSetV1(id, "compute").in("shutdown"); !maps.Equal(got, map[string]int{"succeeded": 3}) {
		t.Errorf("shutdown: %v", got)
	}
	if took < r.seconds("max_power_off_wait_time") {
		t.Errorf("it took %v", took)
	}
}

func TestV1Session_missingImageLeavesTheNodesInProgress(t *testing.T) {
	sys := healthy(4)
	sys.Images = map[string]Image{"s3://boot-images/9e3c75e1-ac42-42c7-873c-e758048897d6/manifest.json": {Missing: true}}
	r := newV1Rig(t, csm15, sys)

	id := r.startV1("boot", "compute", "")
	r.finishV1(id)

	set := r.bootSetV1(id, "compute")
	if got := set.in("boot"); !maps.Equal(got, map[string]int{"in_progress": 3}) {
		t.Errorf("boot: %v", got)
	}
	if got := r.describeV1(id); got.ErrorCount != 0. || set.Metadata.StopTime == nil {
		t.Errorf("described: %+v, metadata %+v", got, set.Metadata)
	}
}

func TestV1Session_agentThatDiesBeforeItStarts(t *testing.T) {
	for _, c := range []struct {
		name, version, operation, more string
		lost                           int
	}{
		{"lost", csm15, "boot", "", 1},
		{"an empty item in the limit", csm15, "boot", `,"limit":"blue,"`, 0},
		{"an operation with only a valid prefix", csm13, "bootx", "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newV1Rig(t, c.version, healthy(4))
			r.LoseBootAgents(c.lost)

			id := r.startV1(c.operation, "compute", c.more)
			r.clock.Advance(24 * 60 * 60 * 1e9)

			if got := r.describeV1(id); got.StopTime != nil || got.StartTime == "" || got.InProgress != (c.version == csm15) {
				t.Errorf("described: %+v", got)
			}
			if code, body := r.ask(http.MethodGet, "/v1/session/"+id+"/status/compute", ""); code != http.StatusNotFound ||
				body != "" {
				t.Errorf("boot set: %d %s", code, body)
			}
			if c.lost > 0 { // only as many as requested
				r.finishV1(r.startV1("boot", "compute", ""))
			}
		})
	}
}
