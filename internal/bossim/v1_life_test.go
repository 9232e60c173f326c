// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"maps"
	"strings"
	"testing"
	"time"
)

func TestV1Session_rebootsAsLongAsOnV2(t *testing.T) {
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
