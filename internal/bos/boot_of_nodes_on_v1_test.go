// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// Nodes on which BOS's agent did not act are reported as far as its records allow.
func TestV1_nodesUnchangedByAgent(t *testing.T) {
	t.Parallel()
	unconfigured := strings.Replace(strings.Replace(onlyListed, `"listed"`, `"compute"`, 1), `"configuration":"c"`, `"configuration":""`, 1)
	for name, test := range map[string]struct {
		operation bos.Operation
		on        int // nodes that are on
		failing   bossim.Failure
		template  string
		want      string
		says      string
	}{
		"boot, all on":                   {bos.OperationBoot, 8, "", "", "failed [nodes] 7/0/0/7", "reboot does not"},
		"boot, some on: cannot be seen":  {bos.OperationBoot, 2, "", "", "succeeded [] 7/7/0/0", ""},
		"boot, all off":                  {bos.OperationBoot, 0, "", "", "succeeded [] 7/7/0/0", ""},
		"boot, all on, unconfigured":     {bos.OperationBoot, 8, "", unconfigured, "failed [nodes] 2/0/0/2", "reboot does not"},
		"reboot, all on":                 {bos.OperationReboot, 8, "", "", "succeeded [] 7/7/0/0", ""},
		"shutdown of one that stays on":  {bos.OperationShutdown, 8, bossim.FailPower, "", "succeeded [] 7/7/0/0", ""},
		"boot of one that does not boot": {bos.OperationBoot, 0, bossim.FailBoot, "", "failed [nodes] 7/6/1/0", "does not say why"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			system := healthySystem(8)
			system.On = bossim.NodeNames(test.on)
			system.Failing = map[string]bossim.Failure{node1: test.failing}
			s := newRelease(t, "2.10.34", bos.APIv1, system)
			if test.template != "" {
				s.postByOther(t, "/v1/sessiontemplate", test.template)
			}
			create := bootV1
			create.Operation = test.operation
			started, err := s.StartSession(t.Context(), create, false)
			if err != nil {
				t.Fatal(err)
			}

			session, err := s.WaitForSession(t.Context(), started.Name, nil)
			if err != nil {
				t.Fatal(err)
			}

			if got := verdictOfV1(t, s.Client, session); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
			status, err := s.SessionStatus(t.Context(), session.Name)
			if said := strings.Join(messages(status.Errors), "; "); err != nil || !strings.Contains(said, test.says) || (said == "") != (test.says == "") {
				t.Errorf("says %q, want %q: %v", said, test.says, err)
			}
			if n := s.sim.SessionsStarted(); n != 1 {
				t.Errorf("%d sessions", n)
			}
		})
	}
}

func messages(errs map[string]bos.NodeError) []string {
	var all []string
	for message := range errs {
		all = append(all, message)
	}
	return all
}
