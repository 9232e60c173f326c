// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const htmlForbidden = `<html><head><title>403 Forbidden</title></head><body><h1>Access denied</h1><p>by the policy of this site</p></body></html>`

func answers(status int, contentType, body string) bossim.Fault {
	return bossim.Fault{Status: status, Body: body, Header: map[string]string{"Content-Type": contentType}}
}

// What stands between us and BOS may answer anything. Each row is a start.
func TestSession_startAnsweredByOthers(t *testing.T) {
	rows := []struct {
		name           string
		fault          bossim.Fault
		started, posts int
		exit           int
		says           []string
	}{
		{
			name: "HTML 403", fault: answers(403, "text/html", htmlForbidden), posts: 1, exit: 1,
			says: []string{"Unable to start the session", "403", "Access denied by the policy of this site"},
		},
		{
			name: "plain 403", fault: answers(403, "text/plain", "Unauthorized Request"), posts: 1, exit: 1,
			says: []string{"Unable to start the session", "403", "Unauthorized Request"},
		},
		{
			name: "502 text, not carried out", fault: answers(502, "text/plain", "upstream connect error or disconnect"), posts: 1, exit: 1,
			says: []string{"Unable to tell whether the session was started", "502", "upstream connect error or disconnect", "terraform untaint ADDRESS"},
		},
		{
			name: "502 text, carried out", fault: bossim.Fault{Status: 502, Body: "upstream connect error", Commit: true},
			started: 1, posts: 1, says: []string{"1 added"},
		},
		{name: "truncated JSON", fault: bossim.Fault{Truncate: 20}, started: 1, posts: 1, says: []string{"1 added"}},
		{name: "reply dropped", fault: bossim.Fault{Commit: true, Drop: true}, started: 1, posts: 1, says: []string{"1 added"}},
		{
			name: "HTML with 201", fault: answers(201, "text/html", "<html><body>Welcome</body></html>"), posts: 1, exit: 1,
			says: []string{"Unable to tell whether the session was started", "201", "Welcome"},
		},
		{
			name: "empty 201", fault: bossim.Fault{Status: 201}, posts: 1, exit: 1,
			says: []string{"Unable to tell whether the session was started", "201", "empty"},
		},
		{
			name: "400 of BOS", fault: answers(400, "application/problem+json",
				`{"type": "about:blank", "title": "Bad Request", "status": 400, "detail": "Session Template Name invalid: blue"}`),
			posts: 1, exit: 1,
			says: []string{"Unable to start the session", "400", "Session Template Name invalid: blue"},
		},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t)
			row.fault.Method, row.fault.Path, row.fault.Times = http.MethodPost, "/v2/sessions", 1
			bos.Inject(row.fault)
			tf := newEngine(t, bos)
			tf.write(sessionWith(""))

			says(t, tf.exits(row.exit, "apply", "-auto-approve"), row.says...)

			bos.wantSent(t, row.started, row.posts)
		})
	}
}

// Each row is a look at a session that is there: the state survives every one.
func TestSession_readAnsweredByOthers(t *testing.T) {
	rows := []struct {
		name  string
		fault bossim.Fault
		says  []string
	}{
		{"HTML 403", answers(403, "text/html", htmlForbidden), []string{"403", "Access denied"}},
		{"502 text", answers(502, "text/plain", "upstream connect error"), []string{"502", "upstream connect error"}},
		{"503 empty", bossim.Fault{Status: 503}, []string{"503"}},
		{"truncated JSON", bossim.Fault{Truncate: 40}, []string{"200", `{"components":"x3000c0s`}},
		{"HTML with 200", answers(200, "text/html", "<html><body>Welcome</body></html>"), []string{"200", "Welcome"}},
		{"empty 200", bossim.Fault{Status: 200}, []string{"200", "empty"}},
		{"a list", answers(200, "application/json", `["x"]`), []string{"200", `["x"]`}},
		{"a bare string", answers(500, "application/json", `"database is gone"`), []string{"500", "database is gone"}},
		{"dropped", bossim.Fault{Drop: true}, []string{"EOF"}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t)
			tf := newEngine(t, bos)
			tf.write(sessionWith(""))
			tf.must("apply", "-auto-approve")
			row.fault.Method, row.fault.Path = http.MethodGet, "/v2/sessions/*"
			bos.Inject(row.fault)

			says(t, tf.exits(1, "plan"), append(row.says, `Unable to read session "s1"`, "The state stays as it was")...)

			if values, _ := tf.attributes(); values["result"] != "succeeded" {
				t.Errorf("the state changed: %v", values)
			}
			bos.wantSent(t, 1, 1)
		})
	}
}
