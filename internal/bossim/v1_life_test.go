// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestV1Session_rebootTakesAsLongAsInV2(t *testing.T) {
	for _, version := range []string{csm12, csm13, csm15} {
		t.Run(version, func(t *testing.T) {
			sys := healthy(64)
			sys.On = NodeNames(64)
			r := newV1Rig(t, version, sys)

			id := r.startV1("Reboot", "compute", `,"limit":"blue"`)
			took := r.finishV1(id)

			if took < 9*time.Minute || took > 14*time.Minute {
				t.Errorf("a reboot took %v", took)
			}
			if got := r.describeV1(id); got.Operation != "Reboot" || got.ErrorCount != 0. || got.Complete != (version == csm15) {
				t.Errorf("described: %+v", got)
			}
			set := r.bootSetV1(id, "compute")
			for _, phase := range []string{"shutdown", "boot", "configure"} {
				if got := set.in(phase); !maps.Equal(got, map[string]int{"succeeded": 16}) {
					t.Errorf("%s: %v", phase, got)
				}
			}
			if r.SessionsStarted() != 1 || r.Count("POST", "/v1/session") != 1 || strings.Join(r.Sessions(), " ") != id {
				t.Errorf("started %d, sessions %v", r.SessionsStarted(), r.Sessions())
			}
		})
	}
}

func TestV1Session_timesOfThePhases(t *testing.T) {
	r := newV1Rig(t, csm15, healthy(4))
	id := r.startV1("boot", "compute", "")
	r.finishV1(id)

	set := r.bootSetV1(id, "compute")
	boot, configure := set.phase("boot").Metadata, set.phase("configure").Metadata
	times := []*string{
		set.Metadata.StartTime, boot.StartTime, boot.StopTime, configure.StartTime, configure.StopTime, set.Metadata.StopTime,
	}

	for i, at := range times {
		if at == nil || i > 0 && *at < *times[i-1] {
			t.Fatalf("time %d: %v in %v, %v, %v", i, deref(at), set.Metadata, boot, configure)
		}
	}
	if *boot.StartTime == *configure.StartTime {
		t.Errorf("both phases started at %s", *boot.StartTime)
	}
}

func TestV1Session_stopTimeThatSomebodySetFirst(t *testing.T) {
	r := newV1Rig(t, csm15, healthy(4))
	id := r.startV1("boot", "compute", "")
	r.must(http.StatusOK, nil, http.MethodPatch, "/v1/session/"+id+"/status", `{"stop_time":"2020-01-01 00:00:00.000000"}`)

	r.clock.Advance(time.Hour)

	if got := r.describeV1(id).StopTime; got != "2020-01-01 00:00:00.000000" {
		t.Errorf("stop time: %v", got)
	}
}

func TestV1Session_tenThousandNodes(t *testing.T) {
	r := newV1Rig(t, csm15, DefaultSystem(many))

	id := r.startV1("boot", "compute", "")
	r.finishV1(id)

	set := r.bootSetV1(id, "compute")
	if got := set.in("boot"); !maps.Equal(got, map[string]int{"succeeded": many - 1, "failed": 1}) { // one is in both
		t.Errorf("boot: %v", got)
	}
	if got := set.in("configure"); !maps.Equal(got, map[string]int{"succeeded": many - 3, "failed": 1, "not_started": 1}) {
		t.Errorf("configure: %v", got)
	}
}
