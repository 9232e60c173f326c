// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// Given nothing but a login of the Cray CLI's, then it is used and the log says so.
func TestConnect_unaskedLoginIsLogged(t *testing.T) {
	g := newGateway(t)
	log := filepath.Join(t.TempDir(), "log")
	t.Setenv("TF_ACC_LOG_PATH", log) // of the provider that this process serves
	tf := g.realEngine(t)
	login := g.login(t, "tina")
	login.Configuration, login.Tenant = "blue", "vcluster-blue"
	logIn(t, login)
	tf.configure("provider \"bos\" {}\n data \"bos_version\" \"this\" {}\n")

	tf.must("plan")

	content, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	said := regexp.MustCompile(`\[INFO\].*Using the Cray CLI's login:.*`).FindString(string(content))
	says(t, said, "configuration=blue", "host="+g.Host, "user=tina", "tenant=vcluster-blue")
	g.wantAccount(t, "tina")
}

// Given a login that the configuration or the environment forbids, then it is not used.
func TestConnect_forbiddenLogin(t *testing.T) {
	g := newGateway(t)
	tf := g.engine(t)
	logIn(t, g.login(t, "alice"))
	const body = "data \"bos_version\" \"this\" {}\n"
	for _, forbids := range []func() string{
		func() string { return "cray_cli = false" },
		func() string { t.Setenv("BOS_CRAY_CLI", "false"); return "" },
	} {
		arguments := forbids()
		tf.configure("provider \"bos\" {\n" + arguments + "\n}\n" + body)
		says(t, tf.exits(1, "plan"), "Missing BOS endpoint", "BOS_ENDPOINT")

		tf.configure(g.config(arguments, body))
		says(t, tf.exits(1, "plan"), "403 Forbidden: Unauthorized Request", "No token was sent", "`cray auth login`")
	}
	g.wantAccount(t, "") // two plans with an endpoint, none of them with a token
	t.Setenv("BOS_CRAY_CLI", "")
	tf.configure("provider \"bos\" {}\n" + body)
	tf.must("plan") // the login itself is good
}

// Given a login whose tokens live for five minutes, and a boot that takes longer,
// then it is renewed by its refresh token in time, and the CLI's files stay as
// they are, even where each refresh token is good for one time only.
func TestConnect_loginIsRenewedInMemory(t *testing.T) {
	g := newGateway(t, withTokenLife(shortLife), func(p *gatewayPlan) { p.RevokeRefreshToken = true })
	tf := g.engine(t)
	logIn(t, g.login(t, "alice"))
	before := filesIn(t, os.Getenv("HOME"))
	tf.configure("provider \"bos\" {}\n" + waitingWith(""))

	tf.must("apply", "-auto-approve")

	g.wantSent(t, 1, 1)
	g.wantLonger(t, 2*shortLife)
	g.wantAccount(t, "alice")
	g.wantRefusals(t, 0, "")
	g.wantGrants(t, "refresh_token 200", "refresh_token 200")
	if after := filesIn(t, os.Getenv("HOME")); !maps.Equal(before, after) || len(before) < 3 {
		t.Errorf("the files were\n%v\nand are\n%v", before, after)
	}
}

// wantLonger checks that so much time has passed between the first and the last
// request: that what had to happen meanwhile could.
func (g *gated) wantLonger(t *testing.T, least time.Duration) {
	t.Helper()
	all := g.Requests()
	if took := all[len(all)-1].Time.Sub(all[0].Time); took < least {
		t.Errorf("all took %s, too short for this test", took)
	}
}

// filesIn tells of each file below a directory what is in it and when it was written.
func filesIn(t *testing.T, root string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		content, err := os.ReadFile(path)
		all[path] = info.ModTime().String() + " " + info.Mode().String() + " " + string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Given a login that ends while a session is waited for, then the error names the
// way to a new one; with that, and untaint, the apply goes on with the session.
func TestConnect_loginEndsWhileWaiting(t *testing.T) {
	g := newGateway(t, withTokenLife(shortLife))
	tf := g.engine(t)
	logIn(t, g.login(t, "alice"))
	tf.configure("provider \"bos\" {\n cray_cli = true\n}\n" + waitingWith(""))
	g.OnRequest(func(r bossim.Request) {
		if r.Method == "POST" {
			g.EndSessions()
		}
	})

	output := tf.exits(1, "apply", "-auto-approve")

	says(t, output, "Unable to wait for session", "invalid_grant", "Session not active",
		"cray auth login --configuration default", "untaint")
	if values, tainted := tf.attributes(); !tainted || values["result"] != nil {
		t.Errorf("tainted %t, %v", tainted, values)
	}
	// At three looks in the last half minute of the token, and at the two without one that end the wait.
	g.wantGrants(t, slices.Repeat([]string{"refresh_token 400"}, 5)...)
	says(t, tf.exits(1, "plan"), "Unable to read session", "invalid_grant", "cray auth login")
	g.wantSent(t, 1, 1)

	g.OnRequest(nil)
	logIn(t, g.login(t, "alice"))
	tf.must("untaint", "bos_session.test")
	says(t, tf.must("apply", "-auto-approve"), "1 added, 1 changed, 0 destroyed")

	tf.exits(0, "plan", "-detailed-exitcode")
	g.wantSent(t, 1, 1)
}

// Given a login whose token is refused while a session is waited for, then it is
// renewed by its refresh token.
func TestConnect_loginIsRefusedWhileWaiting(t *testing.T) {
	g := newGateway(t)
	tf := g.engine(t)
	login := g.login(t, "alice")
	logIn(t, login)
	g.atLook(5, func() { g.Revoke(login.Token.AccessToken) })
	tf.configure("provider \"bos\" {}\n" + waitingWith(""))

	tf.must("apply", "-auto-approve")

	g.wantSent(t, 1, 1)
	g.wantGrants(t, "refresh_token 200")
	g.wantRefusals(t, 1, "GET /apis/bos/v2/sessions/")
}

// Given a login that ends while a session is waited for, and a new one in time,
// then the waiting apply goes on with that.
func TestConnect_newLoginWhileWaiting(t *testing.T) {
	g := newGateway(t, withTokenLife(shortLife))
	tf := g.engine(t)
	logIn(t, g.login(t, "alice"))

	tf.configure("provider \"bos\" {}\n" + waitingWith(""))
	g.atLook(5, func() { g.RevokeAll(); logIn(t, g.login(t, "alice")) })

	tf.must("apply", "-auto-approve")

	g.wantSent(t, 1, 1)
	g.wantRefusals(t, 1, "GET /apis/bos/v2/sessions/")
	g.wantLonger(t, shortLife)
	for _, grant := range g.grants() {
		if grant != "refresh_token 200" {
			t.Errorf("token requests: %q", g.grants())
		}
	}
}
