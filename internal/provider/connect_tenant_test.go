// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

const tenantHeader = "Cray-Tenant-Name"

// tenants are the tenants that requests were made for, by path; "(none)" is no
// header at all. An empty header is an error.
func (g *gated) tenants(t *testing.T) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for _, p := range g.passages() {
		tenant := "(none)"
		if sent := p.Header.Values(tenantHeader); len(sent) > 0 {
			tenant = strings.Join(sent, ",")
			if tenant == "" {
				t.Errorf("%s %s has an empty tenant", p.Method, p.Path)
			}
		}
		path := strings.TrimPrefix(p.Path, "/apis/bos")
		if !slices.Contains(all[path], tenant) {
			all[path] = append(all[path], tenant)
		}
	}
	return all
}

// Given a tenant of the provider, or of a resource or data source, or none, then
// their requests name that tenant, or none.
func TestConnect_tenantHeader(t *testing.T) {
	session := func(tenant string) string { return sessionWith("wait_for_completion = false\n" + tenant) }
	const list = "\ndata \"bos_sessions\" \"list\" {\n status = \"running\"\n}\n"
	for _, c := range []struct {
		name, provider, body string
		want                 map[string][]string
	}{
		{"no tenant", "", session("") + list, map[string][]string{
			"/v2/sessions": {"(none)"}, "/v2/sessions/s1": {"(none)"}, "/v2/sessions?status=running": {"(none)"},
			"/v2/components?page_size=1000&session=s1": {"(none)"}, // whether a node knows the name
		}},
		{"provider's tenant", `tenant = "vcluster-blue"`, session("") + list, map[string][]string{
			"/v2/sessions": {"vcluster-blue"}, "/v2/sessions/s1": {"vcluster-blue"}, "/v2/components": {"vcluster-blue"},
		}},
		{"own tenant", "", session(`tenant = "vcluster-blue"`) + list, map[string][]string{
			"/v2/sessions": {"vcluster-blue"}, "/v2/sessions/s1": {"vcluster-blue"}, "/v2/components": {"vcluster-blue"},
			"/v2/sessions?status=running": {"(none)"},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			g := newGateway(t)
			tf := newEngine(t, g.sim)
			tf.configure(g.config(c.provider+"\n"+adminAccount, c.body))

			tf.must("apply", "-auto-approve")
			tf.exits(0, "plan", "-detailed-exitcode")

			if got := g.tenants(t); !maps.EqualFunc(got, c.want, slices.Equal) {
				t.Errorf("tenants: %q, want %q", got, c.want)
			}
			g.wantSent(t, 1, 1)
		})
	}
}

// A tenant's name that no header can carry is found by the plan, before any request.
func TestConnect_tenantNames(t *testing.T) {
	g := newGateway(t)
	tf := g.engine(t)
	t.Setenv("BOS_TOKEN", g.issue(t, "alice").AccessToken)
	const data = "data \"bos_sessions\" \"list\" {}\n"
	for _, name := range []string{"", "vcluster_blue", "blue\\nX-Evil: 1", strings.Repeat("b", 128)} {
		tf.configure(g.config(fmt.Sprintf("tenant = \"%s\"", name), data))
		says(t, tf.exits(1, "plan"), "Invalid tenant")

		tf.configure(g.config("", waitingWith(fmt.Sprintf("tenant = \"%s\"", name))))
		says(t, tf.exits(1, "plan"), "Invalid tenant")
	}
	t.Setenv("BOS_TENANT", "Blue")
	tf.configure(g.config("", data))
	says(t, tf.exits(1, "plan"), "Invalid tenant", "The environment variable BOS_TENANT")

	if came := g.passages(); len(came) > 0 {
		t.Errorf("%d requests", len(came))
	}
	t.Setenv("BOS_TENANT", "vcluster-blue")
	tf.must("plan") // what was wrong is the name
	if got := g.tenants(t)["/v2/sessions"]; !slices.Equal(got, []string{"vcluster-blue"}) {
		t.Errorf("tenants: %q", got)
	}
}

// mayOnly is how a 403 is explained to a tenant's administrator.
const mayOnly = "a tenant's administrator (role tenant-admin) may read BOS's version, health, components, sessions and templates, " +
	"start sessions and apply staged ones. It may not delete sessions"

// What a tenant's administrator may not do is told by that role.
func TestConnect_tenantAdmin(t *testing.T) {
	for _, c := range []struct {
		name, knobs string
		exit        int // of destroy
		says        []string
		times       int
		refused     string
	}{
		{"delete", "", 0, []string{"Warning: Unable to delete the record of session", "Only an administrator of the system may delete sessions", "1 destroyed"}, 2, "DELETE /apis/bos/v2/sessions/tf-"},
		{"delete by name", `name = "ours"`, 1, []string{`Error: Unable to delete session "ours"`, mayOnly, `on_destroy = "forget"`}, 2, "DELETE /apis/bos/v2/sessions/ours"},
		{"cancel", "wait_for_completion = false\n" + `on_destroy = "cancel"`, 1, []string{"Error: Unable to cancel session", mayOnly}, 2, "PATCH /apis/bos/v2/components"},
		{"forget", `on_destroy = "forget"`, 0, []string{"1 destroyed"}, 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			g := newGateway(t)
			tf := newEngine(t, g.sim)
			tf.configure(g.config(tenantAccount, sessionIn(c.knobs)))
			tf.must("apply", "-auto-approve")
			g.Clock.Advance(15 * time.Second) // a session that was not waited for runs now

			says(t, tf.exits(c.exit, "destroy", "-auto-approve"), c.says...)

			g.wantRefusals(t, c.times, c.refused) // with the token that was there, and with a new one
			if left := tf.must("state", "list"); (left == "") != (c.exit == 0) {
				t.Errorf("in the state: %q", left)
			}
			g.wantSent(t, 1, 1)
		})
	}
}

// tenantAccount is a tenant's administrator.
const tenantAccount = `
	tenant             = "vcluster-blue"
	client_credentials = { client_id = "tenant-client", client_secret = "tenant-client-secret" }
`

func sessionIn(knobs string) string {
	return "resource \"bos_session\" \"test\" {\n operation = \"boot\"\n template_name = \"theirs\"\n" + knobs + "\n}\n"
}

// A 403 that comes from the tenant, or from the role of a service account, says so.
func TestConnect_roles(t *testing.T) {
	const list = "data \"bos_sessions\" \"list\" {}\n"
	for _, c := range []struct {
		name, account, arguments, body string
		says                           []string
		refused                        string
	}{
		{
			"no tenant", "tina", "", sessionIn(""),
			[]string{"Unable to start the session", "As a tenant's administrator, set tenant (BOS_TENANT)"},
			"POST /apis/bos/v2/sessions: no tenant",
		},
		{
			"another tenant", "tina", `tenant = "vcluster-red"`, sessionIn(""),
			[]string{"Unable to start the session", `In tenant "vcluster-red"`, "or use options and other tenants' objects"},
			"POST /apis/bos/v2/sessions: not a tenant of the token's",
		},
		{
			"another tenant's sessions", "tina", `tenant = "vcluster-red"`, list,
			[]string{"Unable to read the list of sessions", `In tenant "vcluster-red"`},
			"GET /apis/bos/v2/sessions: not a tenant of the token's",
		},
		{
			"workload manager lists", "wlm-client", "", list,
			[]string{"Unable to read the list of sessions", "the account needs the role admin. The role wlm may only start a session and read one by its name"},
			"GET /apis/bos/v2/sessions: the role does not allow it",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			g := newGateway(t)
			tf := newEngine(t, g.sim)
			tf.configure(g.config(fmt.Sprintf("token = %q\n%s", g.issue(t, c.account).AccessToken, c.arguments), c.body))

			says(t, tf.exits(1, "apply", "-auto-approve"), append(c.says, "403 Forbidden: Unauthorized Request")...)

			if got := g.reasons(); !slices.Equal(got, []string{c.refused}) {
				t.Errorf("refused: %q, want %q", got, c.refused)
			}
			g.wantSent(t, 0, 0)
		})
	}
}

// A workload manager starts a session and waits for it; its record stays.
func TestConnect_workloadManager(t *testing.T) {
	t.Parallel()
	g := newGateway(t)
	tf := newEngine(t, g.sim)
	tf.configure(g.config(`client_credentials = { client_id = "wlm-client", client_secret = "wlm-client-secret" }`, waitingWith(`limit = "blue"`)))

	tf.must("apply", "-auto-approve")
	tf.exits(0, "plan", "-detailed-exitcode")
	says(t, tf.must("destroy", "-auto-approve"), "Warning: Unable to delete the record of session", "2 destroyed")

	g.wantRefusals(t, 2, "DELETE /apis/bos/v2/sessions/")
	g.wantSent(t, 1, 1)
}
