// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	simgateway "github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
)

// wayIn is how a connection comes to its tokens.
type wayIn struct {
	name    string
	account string
	// prepare leaves files and variables, and returns the lines of the provider's block.
	prepare func(t *testing.T, g *gated) string
}

// configuredWays are those by the configuration.
var configuredWays = []wayIn{
	{"token", "adam", func(t *testing.T, g *gated) string {
		t.Helper()
		return endpointLine(g) + fmt.Sprintf("token = %q", g.issue(t, "adam").AccessToken)
	}},
	{"token_file, bare", "berta", func(t *testing.T, g *gated) string {
		t.Helper()
		return endpointLine(g) + fmt.Sprintf("token_file = %q", file(t, g.issue(t, "berta").AccessToken+"\n"))
	}},
	{"token_file of the Cray CLI", "carl", func(t *testing.T, g *gated) string {
		t.Helper()
		path := filepath.Join(t.TempDir(), "token")
		if err := g.login(t, "carl").WriteToken(path); err != nil {
			t.Fatal(err)
		}
		return endpointLine(g) + fmt.Sprintf("token_file = %q", path)
	}},
	{"client_credentials", "batch", func(_ *testing.T, g *gated) string {
		return endpointLine(g) + `client_credentials = { client_id = "batch", client_secret = "batch-secret" }`
	}},
	{"client_credentials with token_url and scopes", "night", func(_ *testing.T, g *gated) string {
		return endpointLine(g) + fmt.Sprintf(
			`client_credentials = { client_id = "night", client_secret = "night-secret", token_url = %q, scopes = ["openid", "email"] }`,
			strings.Replace(g.Host, "127.0.0.1", "localhost", 1)+simgateway.TokenPath)
	}},
	{"cray_cli by name", "dora", func(t *testing.T, g *gated) string {
		t.Helper()
		login := g.login(t, "dora")
		login.Configuration = "second"
		logIn(t, login)
		logIn(t, g.login(t, "emil")) // the active one
		return `cray_cli = "second"`
	}},
	{"cray_cli = true", "emil", func(t *testing.T, g *gated) string {
		t.Helper()
		logIn(t, g.login(t, "emil"))
		return `cray_cli = true`
	}},
}

func endpointLine(g *gated) string { return fmt.Sprintf("endpoint = %q\n", g.Endpoint) }

// logIn writes the Cray CLI's files into the test's home.
func logIn(t *testing.T, login simgateway.CrayFiles) {
	t.Helper()
	if err := login.Write(os.Getenv("HOME")); err != nil {
		t.Fatal(err)
	}
}

// withAccounts has several administrators, to tell from whose tokens come.
func withAccounts(p *gatewayPlan) {
	admin := []string{simgateway.RoleAdmin}
	for _, name := range []string{"adam", "berta", "carl", "dora", "emil"} {
		p.Accounts.Users = append(p.Accounts.Users, simgateway.User{Name: name, Password: name + "-password", Roles: admin})
	}
	for _, id := range []string{"batch", "night"} {
		p.Accounts.Services = append(p.Accounts.Services, simgateway.ServiceAccount{ID: id, Secret: id + "-secret", Roles: admin})
	}
}

// environmentWays are those by variables and by the Cray CLI's files, with
// nothing at all in the configuration.
var environmentWays = []wayIn{
	{"BOS_TOKEN", "adam", func(t *testing.T, g *gated) string {
		t.Helper()
		t.Setenv("BOS_ENDPOINT", g.Endpoint)
		t.Setenv("BOS_TOKEN", g.issue(t, "adam").AccessToken)
		return ""
	}},
	{"BOS_TOKEN_FILE", "berta", func(t *testing.T, g *gated) string {
		t.Helper()
		t.Setenv("BOS_ENDPOINT", g.Endpoint)
		t.Setenv("BOS_TOKEN_FILE", file(t, g.issue(t, "berta").AccessToken))
		return ""
	}},
	{"BOS_TOKEN_FILE with JSON", "carl", func(t *testing.T, g *gated) string {
		t.Helper()
		answer, err := json.Marshal(g.issue(t, "carl")) // as curl gets it from Keycloak
		if err != nil {
			t.Fatal(err)
		}
		t.Setenv("BOS_ENDPOINT", g.Endpoint)
		t.Setenv("BOS_TOKEN_FILE", file(t, string(answer)))
		return ""
	}},
	{"BOS_CLIENT_ID and BOS_CLIENT_SECRET", "batch", func(t *testing.T, g *gated) string {
		t.Helper()
		t.Setenv("BOS_ENDPOINT", g.Endpoint)
		t.Setenv("BOS_CLIENT_ID", "batch")
		t.Setenv("BOS_CLIENT_SECRET", "batch-secret")
		return ""
	}},
	{"BOS_CRAY_CLI", "dora", func(t *testing.T, g *gated) string {
		t.Helper()
		logIn(t, g.login(t, "dora"))
		t.Setenv("BOS_CRAY_CLI", "true")
		return ""
	}},
	{"CRAY_CONFIG_DIR and CRAY_CONFIG", "emil", func(t *testing.T, g *gated) string {
		t.Helper()
		login := g.login(t, "emil")
		login.Configuration = "other"
		other := g.login(t, "dora") // which is the active one
		crayFiles(t, other, login)
		t.Setenv("CRAY_CONFIG", "other")
		return "cray_cli = true"
	}},
	{"CRAY_CREDENTIALS", "carl", func(t *testing.T, g *gated) string {
		t.Helper()
		login := g.login(t, "dora")
		login.Token = simgateway.Token{} // logged in elsewhere:
		logIn(t, login)
		path := filepath.Join(t.TempDir(), "credentials")
		if err := g.login(t, "carl").WriteToken(path); err != nil {
			t.Fatal(err)
		}
		t.Setenv("CRAY_CREDENTIALS", path)
		return "cray_cli = true"
	}},
	{"nothing but a login of the Cray CLI", "dora", func(t *testing.T, g *gated) string {
		t.Helper()
		logIn(t, g.login(t, "dora"))
		return ""
	}},
}

// Each way in, from configuration to an empty plan: every request comes with the
// token of the account that was meant.
func TestConnect_waysIn(t *testing.T) {
	for _, way := range slices.Concat(configuredWays, environmentWays) {
		t.Run(way.name, func(t *testing.T) {
			g := newGateway(t, withAccounts)
			tf := g.engine(t)
			tf.configure("provider \"bos\" {\n" + way.prepare(t, g) + "\n}\n" + waitingWith(""))

			tf.must("apply", "-auto-approve")

			tf.exits(0, "plan", "-detailed-exitcode")
			g.wantSent(t, 1, 1)
			g.wantAccount(t, way.account)
			g.wantRefusals(t, 0, "")
		})
	}
}

// wantAccount checks whose tokens came with all requests for BOS ("" = none came
// with any), of which there must be some.
func (g *gated) wantAccount(t *testing.T, account string) {
	t.Helper()
	all := g.passages()
	if len(all) == 0 {
		t.Error("no request came")
	}
	for _, p := range all {
		if p.account() != account {
			t.Errorf("%s %s came with a token of %q, want %q", p.Method, p.Path, p.account(), account)
		}
	}
}
