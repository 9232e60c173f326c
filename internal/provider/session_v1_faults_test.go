// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// v1FaultGroups are those of v1 of the API. They show the same faults as faultGroups, as far as v1 has the like.
func v1FaultGroups() []faultGroup {
	const apply, before, destroy = "`terraform apply`", "the apply before", "`terraform destroy`"
	groups := []faultGroup{
		{"On v1: when a session is started", apply, slices.Concat(v1LostRows(), v1GatewayRows(), v1GoneRows(), v1OddRows(), v1RefusedRows())},
		{"On v1: while it is waited for", apply, slices.Concat(v1SilenceRows(), v1TokenRows(), v1RecordRows(), v1StrangeRows())},
		{"On v1: when it is complete", apply, slices.Concat(v1NodeRows(), v1ResultRows())},
		{"On v1: later, when it is planned again", before, v1LaterRows()},
		{"On v1: when it is destroyed", destroy, v1DestroyRows()},
	}
	for _, group := range groups {
		for i := range group.rows {
			group.rows[i].v1 = true
		}
	}
	return groups
}

// Whatever goes wrong on v1, an apply starts one session at most, by one request, and what it says, keeps and
// plans next is as promised. The documentation shows what was measured here: -update writes it.
func TestSessionV1_faults(t *testing.T) {
	measure(t, v1FaultGroups(), matrixOfV1)
}

// Where a fault strikes on v1.

func onV1Start(f bossim.Fault) bossim.Fault {
	f.Method, f.Path = http.MethodPost, "/v1/session"
	return f
}

func onV1List(f bossim.Fault) bossim.Fault {
	f.Method, f.Path = http.MethodGet, "/v1/session"
	return f
}

func onV1Look(f bossim.Fault) bossim.Fault {
	f.Method, f.Path = http.MethodGet, "/v1/session/*"
	return f
}

// onV1Result strikes when the session is complete and BOS is asked what became of its nodes. Five looks before that are for
// the nodes' names, and the one that finds it complete looks for them again.
func onV1Result(f bossim.Fault) bossim.Fault {
	f.Method, f.Path = http.MethodGet, "/v1/session/*/status/compute"
	f.Skip = 6
	return f
}

func onV1Delete(f bossim.Fault) bossim.Fault {
	f.Method, f.Path = http.MethodDelete, "/v1/session/*"
	return f
}

// absentOnV1 is BOS's own answer.
func absentOnV1(f bossim.Fault) bossim.Fault {
	f.Status, f.Header, f.Body = 404, map[string]string{"Content-Type": "application/json"}, "{}\n"
	return f
}

// noV1 is a system that has been upgraded to CSM 1.6.
func noV1(f bossim.Fault) []bossim.Fault {
	f.Status, f.Header = 404, map[string]string{"Content-Type": "application/problem+json"}
	f.Body = `{"type": "about:blank", "title": "Not Found", "status": 404, "detail": "The requested URL was not found on the server."}`
	var all []bossim.Fault
	for _, path := range []string{"/v1/session", "/v1/session/*", "/v1/healthz"} {
		f.Path = path
		all = append(all, f)
		if path == "/v1/session/*" {
			f.Skip = 0 // the looks come first
		}
	}
	return all
}

// newest is the session that somebody finds who looks for it.
func (s *sim) newest() string {
	if all := s.Sessions(); len(all) == 1 {
		return all[0]
	}
	return fmt.Sprintf("one-of-%d", len(s.Sessions()))
}
