// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
)

// operations are requests of every kind, each with those who may make it: a
// (admin), t (tenant-admin with the header of the tenant) and w (wlm).
var operations = []struct{ method, path, who string }{
	{"GET", "/apis/bos", "a"},
	{"GET", "/apis/bos/", "a"},
	{"GET", "/apis/bos/v2", "at"},
	{"GET", "/apis/bos/v2/version", "at"},
	{"GET", "/apis/bos/v2/healthz", "at"},
	{"HEAD", "/apis/bos/v2/healthz", "a"},
	{"OPTIONS", "/apis/bos/v2/healthz", ""},
	{"GET", "/apis/bos/v2/options", "a"},
	{"PATCH", "/apis/bos/v2/options", "a"},
	{"GET", "/apis/bos/v2/components", "at"},
	{"GET", "/apis/bos/v2/components?enabled=true", "a"},
	{"PUT", "/apis/bos/v2/components", "a"},
	{"PATCH", "/apis/bos/v2/components", "a"},
	{"GET", "/apis/bos/v2/components/x3000c0s1b0n0", "at"},
	{"PATCH", "/apis/bos/v2/components/x3000c0s1b0n0", "a"},
	{"DELETE", "/apis/bos/v2/components/x3000c0s1b0n0", "a"},
	{"GET", "/apis/bos/v2/sessions", "at"},
	{"GET", "/apis/bos/v2/sessions?status=running", "a"},
	{"POST", "/apis/bos/v2/sessions", "atw"},
	{"DELETE", "/apis/bos/v2/sessions?status=complete", "a"},
	{"GET", "/apis/bos/v2/sessions/s", "atw"},
	{"GET", "/apis/bos/v2/sessions/s/status", "atw"},
	{"PATCH", "/apis/bos/v2/sessions/s", "a"},
	{"DELETE", "/apis/bos/v2/sessions/s", "a"},
	{"POST", "/apis/bos/v2/applystaged", "atw"},
	{"GET", "/apis/bos/v2/sessiontemplates", "at"},
	{"GET", "/apis/bos/v2/sessiontemplates/t", "at"},
	{"PUT", "/apis/bos/v2/sessiontemplates/t", "a"},
	{"PATCH", "/apis/bos/v2/sessiontemplates/t", "a"},
	{"DELETE", "/apis/bos/v2/sessiontemplates/t", "a"},
	{"GET", "/apis/bos/v2/sessiontemplatesvalid/t", "a"},
	{"GET", "/apis/bos/v2/sessiontemplatetemplate", "a"},
	{"GET", "/apis/bos/v1/session", "a"},
	{"POST", "/apis/bos/v1/session", "a"},
	{"GET", "/apis/smd/hsm/v2/State/Components", "aw"},
	{"GET", "/apis/smd/hsm/v2/State/Components?type=Node", "aw"},
	{"HEAD", "/apis/smd/hsm/v2/State/Components", "aw"},
	{"POST", "/apis/smd/hsm/v2/State/Components/Query", "a"},
	{"GET", "/apis/smd/hsm/v2/groups?group=blue", "aw"},
	{"POST", "/apis/smd/hsm/v2/groups", "a"},
	{"GET", "/apis/smd/hsm/v2/groups/labels", "aw"},
	{"GET", "/apis/smd/hsm/v2/partitions?partition=p1", "aw"},
	{"GET", "/apis/smd/hsm/v2/memberships?type=Node", "aw"},
	{"GET", "/apis/smd/hsm/v2/locks/status?type=Node&locked=True", "aw"},
	{"POST", "/apis/smd/hsm/v2/locks/lock", "a"},
	{"PATCH", "/apis/smd/hsm/v2/State/Components/x3000c0s1b0n0/Enabled", "a"},
	{"DELETE", "/apis/smd/hsm/v2/State/Components/x3000c0s1b0n0", "a"},
	{"GET", "/apis/smd/hsm/v1/groups", "a"},
	{"GET", "/apis/tapms/v1alpha3/tenants", "a"},
	{"GET", "/apis/tapms/v1alpha3/tenants/vcluster-blue", "a"},
	{"GET", "/apis/tapms/v1alpha2/tenants/vcluster-blue", "a"},
}

func TestPolicy_rolesMethodsAndPaths(t *testing.T) {
	r := newRig(t, nil)
	accounts := map[rune]string{'a': "admin-client", 't': "tenant-client", 'w': "wlm-client"}
	for role, account := range accounts {
		token := r.issue(account)
		for _, op := range operations {
			var header []string
			if role == 't' {
				header = []string{"Cray-Tenant-Name", "vcluster-blue"}
			}
			got := r.ask(op.method, op.path, token, header...)
			allowed := got.status != http.StatusForbidden
			if want := slices.Contains([]rune(op.who), role); allowed != want {
				t.Errorf("%s: %s %s: %d, allowed should be %v", account, op.method, op.path, got.status, want)
			}
		}
	}
}

func TestPolicy_users(t *testing.T) {
	r := newRig(t, nil)

	if got := r.ask(http.MethodDelete, "/apis/bos/v2/sessions/s", r.issue("alice")); got.status != http.StatusNotFound {
		t.Errorf("alice: %d %s", got.status, got.body)
	}
	if got := r.ask(http.MethodDelete, "/apis/bos/v2/sessions/s", r.issue("tina"),
		"Cray-Tenant-Name", "vcluster-blue"); got.status != http.StatusForbidden {
		t.Errorf("tina: %d %s", got.status, got.body)
	}
}

func TestPolicy_tenantHeader(t *testing.T) {
	r := newRig(t, nil)
	const absent = "\x00"
	for _, c := range []struct {
		account, tenant string
		allowed         bool
	}{
		{"admin-client", absent, true},
		{"admin-client", "vcluster-blue", true},
		{"admin-client", "vcluster-red", true},
		{"admin-client", "", false},
		{"admin-client", "UPPER", false},
		{"admin-client", "ab", false},
		{"tenant-client", absent, false},
		{"tenant-client", "", false},
		{"tenant-client", "vcluster-red", false},
		{"tenant-client", "vcluster-blue", true},
		{"tina", "vcluster-blue", true},
		{"tina", "vcluster-red", false},
	} {
		var header []string
		if c.tenant != absent {
			header = []string{"Cray-Tenant-Name", c.tenant}
		}
		got := r.ask(http.MethodGet, "/apis/bos/v2/sessiontemplates", r.issue(c.account), header...)
		if allowed := got.status != http.StatusForbidden; allowed != c.allowed {
			t.Errorf("%s, tenant %q: %d %s", c.account, c.tenant, got.status, got.body)
		}
	}
	// The policy of wlm ignores the header; BOS does not.
	for _, tenant := range []string{"vcluster-red", "UPPER"} {
		got := r.ask(http.MethodGet, "/apis/bos/v2/sessions/s", r.issue("wlm-client"), "Cray-Tenant-Name", tenant)
		if got.status == http.StatusForbidden {
			t.Errorf("wlm, tenant %q: %d %s", tenant, got.status, got.body)
		}
	}
}

func TestPolicy_badTokens(t *testing.T) {
	r := newRig(t, nil)
	stranger := newRig(t, nil)
	good := r.issue("admin-client")
	head, signature := good[:strings.LastIndexByte(good, '.')+1], good[strings.LastIndexByte(good, '.')+1:]
	tampered := head + "A" + signature[1:]
	if tampered == good {
		tampered = head + "B" + signature[1:]
	}
	for name, authorization := range map[string]string{
		"none":            "",
		"no scheme":       good,
		"lower case":      "bearer " + good,
		"another scheme":  "Basic " + good,
		"two blanks":      "Bearer  " + good,
		"no token":        "Bearer ",
		"garbage":         "Bearer garbage",
		"tampered":        "Bearer " + tampered,
		"another realm's": "Bearer " + stranger.issue("admin-client"),
		"with a tail":     "Bearer " + good + "AA",
	} {
		t.Run(name, func(t *testing.T) {
			var header []string
			if authorization != "" {
				header = []string{"Authorization", authorization}
			}
			got := r.ask(http.MethodGet, "/apis/bos/v2/healthz", "", header...)
			if got.status != http.StatusForbidden || got.body != "Unauthorized Request" {
				t.Errorf("%d %q", got.status, got.body)
			}
			if got.header.Get("Content-Type") != "text/plain" || got.header.Get("X-Ext-Auth-Allow") != "no" ||
				got.header.Get("Server") != "istio-envoy" || got.header.Get("WWW-Authenticate") != "" {
				t.Errorf("%v", got.header)
			}
		})
	}
	if n := r.sim.Count("", "*"); n != 0 {
		t.Errorf("BOS got %d requests", n)
	}
	if got := r.ask(http.MethodGet, "/apis/bos/v2/healthz", good); got.status != http.StatusOK ||
		r.sim.Count("GET", "/v2/healthz") != 1 {
		t.Errorf("the good one: %d %s", got.status, got.body)
	}
}

func TestGateway_refusals(t *testing.T) {
	r := newRig(t, nil)
	var seen []gateway.Refusal
	r.OnRefusal(func(refusal gateway.Refusal) { seen = append(seen, refusal) })

	r.ask(http.MethodGet, "/apis/bos/v2/sessions?status=running", r.issue("tina"),
		"Cray-Tenant-Name", "vcluster-blue", "X-Request-Id", "id-1")
	r.ask(http.MethodGet, "/apis/bos/v2/healthz", "")
	r.ask(http.MethodGet, "/apis/bos/v2/healthz", r.issue("admin-client"))

	want := []gateway.Refusal{
		{
			Time: start, Method: "GET", Target: "/apis/bos/v2/sessions?status=running", Account: "tina",
			Tenant: "vcluster-blue", RequestID: "id-1", Reason: "the role does not allow it",
		},
		{Time: start, Method: "GET", Target: "/apis/bos/v2/healthz", Reason: "no token"},
	}
	if got := r.Refusals(); !slices.Equal(got, want) || !slices.Equal(seen, want) {
		t.Errorf("%+v\n%+v", got, seen)
	}
}

// TestPolicy_rolesWithoutRules: monitor-ro, user and whatever else Keycloak knows
// have no rule for HSM, TAPMS or BOS.
func TestPolicy_rolesWithoutRules(t *testing.T) {
	r := newRig(t, func(c *gateway.Config) {
		c.Accounts = gateway.Accounts{Services: []gateway.ServiceAccount{
			{ID: "monitor", Secret: "m", Roles: []string{"monitor-ro"}}, {ID: "user", Secret: "u", Roles: []string{"user"}},
		}}
	})
	for _, account := range []string{"monitor", "user"} {
		for _, path := range []string{
			"/apis/smd/hsm/v2/State/Components?type=Node", "/apis/tapms/v1alpha3/tenants/vcluster-blue", "/apis/bos/v2/healthz",
		} {
			if got := r.ask(http.MethodGet, path, r.issue(account)); got.status != http.StatusForbidden {
				t.Errorf("%s: %s: %d %s", account, path, got.status, got.body)
			}
		}
	}
}

// TestGateway_otherServices: HSM and TAPMS are behind the same gateway, and their
// requests are not counted as BOS's.
func TestGateway_otherServices(t *testing.T) {
	r := newRig(t, nil)
	for path, part := range map[string]string{
		"/apis/smd/hsm/v2/groups/labels":                  `"blue"`,
		"/apis/smd/hsm/v2/State/Components?type=Node":     `"ID":"x3000c0s1b0n0"`,
		"/apis/tapms/v1alpha3/tenants/vcluster-blue":      `"xnames":["x3000c0s1b0n0"]`,
		"/apis/tapms/v1alpha2/tenants?labelSelector=none": `"tenantname":"vcluster-blue"`,
	} {
		got := r.ask(http.MethodGet, path, r.issue("admin-client"))
		if got.status != http.StatusOK || !strings.Contains(got.body, part) {
			t.Errorf("%s: %d %s", path, got.status, got.body)
		}
	}
	if got := r.ask(http.MethodGet, "/apis/tapms/v1alpha3/tenants/none", r.issue("admin-client")); got.status !=
		http.StatusNotFound || got.body[0] != '"' {
		t.Errorf("%d %s", got.status, got.body)
	}
	hsm, tapms := len(r.sim.RequestsTo(bossim.ServiceHSM)), len(r.sim.RequestsTo(bossim.ServiceTAPMS))
	if hsm != 2 || tapms != 3 || len(r.sim.RequestsTo(bossim.ServiceBOS)) != 0 || r.sim.Count("", "/hsm/v2/groups/*") != 1 {
		t.Errorf("%+v", r.sim.Requests())
	}
}
