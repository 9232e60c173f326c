// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"net/http"
	"strings"
	"testing"
)

// TestInject_services: a fault meets the requests of one service.
func TestInject_services(t *testing.T) {
	const bos, hsm, tapms = "/v2/sessions", "/hsm/v2/groups", "/v1alpha3/tenants"
	for name, c := range map[string]struct {
		fault Fault
		hit   []string
	}{
		"no path":               {Fault{}, []string{bos}},
		"a path of BOS":         {Fault{Path: "/v2/*"}, []string{bos}},
		"a path of HSM":         {Fault{Path: "/hsm/v2/groups"}, []string{hsm}},
		"a pattern of HSM":      {Fault{Path: "/hsm/v2/*"}, []string{hsm}},
		"a path of TAPMS":       {Fault{Path: "/v1alpha3/*"}, []string{tapms}},
		"a pattern that fits":   {Fault{Path: "/*/*/*"}, nil},
		"HSM":                   {Fault{Service: ServiceHSM}, []string{hsm}},
		"TAPMS":                 {Fault{Service: ServiceTAPMS}, []string{tapms}},
		"any":                   {Fault{Service: ServiceAny}, []string{bos, hsm, tapms}},
		"HSM by another method": {Fault{Service: ServiceHSM, Method: http.MethodPost}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, System{})
			c.fault.Status = http.StatusTeapot
			r.Inject(c.fault)
			var hit []string
			for _, path := range []string{bos, hsm, tapms} {
				if status, _ := r.ask(http.MethodGet, path, ""); status == http.StatusTeapot {
					hit = append(hit, path)
				}
			}
			if strings.Join(hit, " ") != strings.Join(c.hit, " ") {
				t.Errorf("hit %v, want %v", hit, c.hit)
			}
		})
	}
}

// TestInject_setUpSuffers: BOS's own requests to HSM meet the same faults as a
// client's, except the gateway's.
func TestInject_setUpSuffers(t *testing.T) {
	const exception = "bos.common.clients.hsm.exceptions.HWStateManagerException: "
	for name, c := range map[string]struct {
		fault Fault
		want  string // the beginning of the session's error
	}{
		"no answer":         {Fault{Drop: true}, exception + "('Connection aborted.'"},
		"a reset":           {Fault{Reset: true}, exception + "('Connection aborted.'"},
		"a 500":             {Fault{Status: 500}, exception + "HTTPConnectionPool(host='cray-smd', port=80): Max retries exceeded"},
		"a 500 that passes": {Fault{Status: 500, Times: 10}, ""},
		"a 404": {
			Fault{Status: 404, Body: "gone"},
			exception + "Non-2XX response (404) to GET http://cray-smd/hsm/v2/State/Components; Not Found gone\n",
		},
		"a body cut off": {Fault{Path: "/hsm/v2/locks/status", Truncate: 5}, exception + "Non-JSON response"},
		"garbage": {
			Fault{Path: "/hsm/v2/State/Components/Query", Rewrite: func(int, http.Header, []byte) (int, []byte) {
				return 200, []byte("<html>")
			}},
			exception + "Non-JSON response",
		},
		"the gateway's 403":   {Fault{Status: 403}, ""},
		"the gateway's 401":   {Fault{Status: 401}, ""},
		"a 500 on the way":    {Fault{Status: 500, Outside: true}, ""},
		"a fault of BOS's":    {Fault{Service: ServiceBOS, Method: http.MethodDelete, Status: 500}, ""},
		"a fault of TAPMS's":  {Fault{Service: ServiceTAPMS, Status: 500}, ""},
		"a fault elsewhere":   {Fault{Path: "/hsm/v2/memberships", Status: 500}, ""},
		"another HSM request": {Fault{Path: "/hsm/v2/groups", Status: 500}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, healthy(4))
			if c.fault.Service == "" && c.fault.Path == "" {
				c.fault.Service = ServiceHSM
			}
			r.Inject(c.fault)
			r.start("s", "boot", "compute", "")
			r.clock.Advance(3 * r.period())
			got := r.session("s")
			problem := deref(got.Status.Error)
			if !strings.HasPrefix(problem, c.want) || (problem == "") != (c.want == "") || (got.Components == "") != (c.want != "") {
				t.Errorf("error %q, nodes %q", problem, got.Components)
			}
		})
	}
}
