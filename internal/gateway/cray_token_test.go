// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway_test

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	simgateway "github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// crayUser is a gated client with the login of alice, whose tokens live for 5 min.
type crayUser struct {
	*gated
	files simgateway.CrayFiles
	home  string
	login *gateway.CrayLogin
}

func newCrayUser(t *testing.T, adjust ...func(*simgateway.Config)) *crayUser {
	t.Helper()
	u := &crayUser{home: t.TempDir()}
	u.gated = newGated(t, 5*time.Minute, func(g *gated, c *gateway.Config) {
		u.files = simgateway.CrayFiles{Hostname: strings.TrimSuffix(g.endpoint, "/apis/bos"), Username: "alice", Token: g.issue(t, "alice")}
		if err := u.files.Write(u.home); err != nil {
			t.Fatal(err)
		}
		login, err := gateway.FindCrayLogin("", environment("HOME", u.home))
		if err != nil {
			t.Fatal(err)
		}
		u.login = login
		c.ClientCredentials, c.CrayLogin, c.Endpoint = nil, login, login.Endpoint(service)
	}, adjust...)
	return u
}

// logIn is `cray auth login`.
func (u *crayUser) logIn(t *testing.T) {
	t.Helper()
	u.files.Token = u.issue(t, "alice")
	if err := u.files.Write(u.home); err != nil {
		t.Fatal(err)
	}
}

func (u *crayUser) file(t *testing.T) string {
	t.Helper()
	content, err := os.ReadFile(u.login.TokenFile)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestCrayLogin_isRefreshedInMemory(t *testing.T) {
	t.Parallel()
	u := newCrayUser(t, func(c *simgateway.Config) { c.RevokeRefreshToken = true })
	before := u.file(t)

	for range 4 { // at 0, 5, 10 and 15 min, each time with the refresh token that the last refresh gave
		if err := u.ask(t); err != nil {
			t.Fatal(err)
		}
		u.clock.Advance(5 * time.Minute)
	}

	u.wants(t, counts{tokens: 3, passed: 4})
	for _, r := range u.gate.TokenRequests() {
		if r.Grant != "refresh_token" || r.Client != "shasta" || r.User != "alice" {
			t.Errorf("asked %+v", r)
		}
	}
	if u.file(t) != before {
		t.Error("the CLI's file was written")
	}
}

func TestCrayLogin_isRefreshedBeforeItExpires(t *testing.T) {
	t.Parallel()
	u := newCrayUser(t)
	u.clock.Advance(269 * time.Second)
	early := u.ask(t)
	u.wants(t, counts{passed: 1})

	u.clock.Advance(time.Second)
	late := u.ask(t)

	if err := errors.Join(early, late); err != nil {
		t.Error(err)
	}
	u.wants(t, counts{tokens: 1, passed: 2})
}

func TestCrayLogin_isRefreshedAfterARefusal(t *testing.T) {
	t.Parallel()
	u := newCrayUser(t)
	u.gate.Revoke(u.files.Token.AccessToken)

	if err := u.ask(t); err != nil {
		t.Error(err)
	}
	u.wants(t, counts{tokens: 1, passed: 1, refused: 1})
}

// After a new login while Terraform runs, that login is used without a refresh.
func TestCrayLogin_isReadAgain(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*crayUser){
		"expired": func(u *crayUser) { u.clock.Advance(5 * time.Minute) },
		"refused": func(u *crayUser) { u.gate.RevokeAll() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := newCrayUser(t)
			first := u.ask(t)
			end(u)
			u.logIn(t)

			second := u.ask(t)
			if err := errors.Join(first, second); err != nil || len(u.gate.TokenRequests()) != 0 {
				t.Errorf("%d token requests: %v", len(u.gate.TokenRequests()), err)
			}
			u.clock.Advance(5 * time.Minute)
			if err := u.ask(t); err != nil || len(u.gate.TokenRequests()) != 1 { // by the new login's refresh token
				t.Errorf("%d token requests: %v", len(u.gate.TokenRequests()), err)
			}
		})
	}
}

func TestCrayLogin_asksForALoginAfterARefusedRefresh(t *testing.T) {
	t.Parallel()
	u := newCrayUser(t)
	u.clock.Advance(5 * time.Minute)
	u.gate.EndSessions()

	err := u.ask(t)

	var failed *gateway.TokenError
	want := "GET /v2/version: no token from cray_cli (" + u.files.Hostname + tokenPath +
		"): 400 Bad Request: invalid_grant: Session not active; log in again with `cray auth login`"
	if !errors.As(err, &failed) || failed.Code != "invalid_grant" || gateway.TroubleOf(err) != gateway.TokenSource || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	u.wants(t, counts{tokens: 1})

	u.logIn(t)
	if err := u.ask(t); err != nil {
		t.Errorf("after the login: %v", err)
	}
}

// CRAY_CREDENTIALS is often the answer to a service account: it has no refresh token and no time of expiry.
func TestCrayLogin_withoutARefreshToken(t *testing.T) {
	t.Parallel()
	u := newCrayUser(t)
	u.files.Token = u.issue(t, "admin-client")
	u.files.Token.RefreshToken = ""
	if err := u.files.WriteToken(u.login.TokenFile); err != nil {
		t.Fatal(err)
	}

	good := u.ask(t)
	u.clock.Advance(5 * time.Minute)
	over := u.ask(t)

	if good != nil || !errors.Is(over, gateway.ErrUnauthorized) || gateway.TroubleOf(over) != gateway.TokenExpired {
		t.Errorf("got %v and %v", good, over)
	}
	u.wants(t, counts{passed: 1, refused: 1})
}

func TestCrayLogin_outlivesItsFile(t *testing.T) {
	t.Parallel()
	u := newCrayUser(t)
	if err := errors.Join(u.ask(t), os.Remove(u.login.TokenFile)); err != nil {
		t.Fatal(err)
	}
	u.clock.Advance(5 * time.Minute)

	if err := u.ask(t); err != nil {
		t.Error(err)
	}
	u.wants(t, counts{tokens: 1, passed: 2})
}

func TestNew_refusesACrayLoginWithoutItsFile(t *testing.T) {
	t.Parallel()
	_, err := newClient(gateway.Config{Endpoint: "https://e.com", CrayLogin: &gateway.CrayLogin{Hostname: "https://e.com", TokenFile: "/nowhere/token"}})

	var input *gateway.InputError
	if !errors.As(err, &input) || input.Field != "cray_cli" || input.Reason != "/nowhere/token cannot be read: no such file or directory" {
		t.Errorf("got %v", err)
	}
}

// The CLI logs in at the host of its requests, not at one that is named auth instead of api.
func TestCrayLogin_isRefreshedAtTheCLIsHost(t *testing.T) {
	t.Parallel()
	home := crayHome(t, map[string]string{
		"configurations/default":           "core.hostname = \"api.cmn.example.com\"\nauth.login.username = \"alice\"\n",
		"tokens/api_cmn_example_com.alice": `{"access_token": "` + secret + `", "expires_at": 1, "refresh_token": "still-good"}`,
	})
	login, err := gateway.FindCrayLogin("", environment("HOME", home))
	if err != nil {
		t.Fatal(err)
	}
	none := 0
	client, err := newClient(gateway.Config{Endpoint: login.Endpoint(service), CrayLogin: login, ProxyURL: "http://" + closedPort(t), MaxRetries: &none})
	if err != nil {
		t.Fatal(err)
	}

	_, err = client.Version(t.Context())

	var failed *gateway.TokenError
	if !errors.As(err, &failed) || failed.URL != "https://api.cmn.example.com"+tokenPath {
		t.Errorf("got %v", err)
	}
}
