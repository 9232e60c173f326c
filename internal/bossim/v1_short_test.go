// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"maps"
	"testing"
	"time"
)

// TestV1Session_withinSeconds: the session of v1/062_life_create.json ended 5 s
// after its start. No node needs 35 s then, for which a client searches for a
// lost POST.
func TestV1Session_withinSeconds(t *testing.T) {
	quick := Timing{
		Agent: time.Second, SetUp: time.Second, PowerOn: time.Second, PowerOff: time.Second, Boot: time.Second,
		Configure: time.Second,
	}
	for _, operation := range []string{"shutdown", "boot", "reboot", "configure"} {
		t.Run(operation, func(t *testing.T) {
			sys := healthy(4)
			if operation != "boot" {
				sys.On = NodeNames(4)
			}
			r := newRigWith(t, Config{Version: csm15, System: sys, Timing: quick})

			id := r.startV1(operation, "compute", "")
			took := r.finishV1(id)

			if took > 15*time.Second {
				t.Errorf("it took %v", took)
			}
			set := r.bootSetV1(id, "compute")
			for _, phase := range set.Phases {
				if got := set.in(phase.Name); !maps.Equal(got, map[string]int{"succeeded": 3}) {
					t.Errorf("%s: %v", phase.Name, got)
				}
			}
		})
	}
}

// TestV1Session_withinSecondsOnASlowSystem: there is nothing to do, so only the
// agent's own period counts.
func TestV1Session_withinSecondsOnASlowSystem(t *testing.T) {
	r := newRigWith(t, Config{Version: csm15, System: healthy(4), Timing: Timing{Agent: time.Second}})

	if took := r.finishV1(r.startV1("shutdown", "compute", "")); took > 10*time.Second {
		t.Errorf("it took %v", took)
	}
}
