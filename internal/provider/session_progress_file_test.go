// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package provider_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// What is certainly no file to write to is an error of every plan, and nothing is opened.
func TestProgress_refusedInThePlan(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	dir := t.TempDir()
	pipe, link := filepath.Join(dir, "pipe"), filepath.Join(dir, "link")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(dir, "target"), link); err != nil {
		t.Fatal(err)
	}
	for path, says := range map[string]string{
		pipe: "a named pipe", link: "a symbolic link", dir: "is a directory", "/dev/null": "a device that is no terminal",
		filepath.Join(dir, "no", "file"): "its directory does not exist",
	} {
		_, diagnostics := tryServer(t, bos, fields{"endpoint": text(bos.URL), "progress_file": text(path)})
		wantTold(t, diagnostics, tfprotov6.DiagnosticSeverityWarning, 1, "Unable to use the progress file", says, "The apply continues without it")
		wantTold(t, diagnostics, tfprotov6.DiagnosticSeverityError, 0)
	}
	if _, err := os.Lstat(filepath.Join(dir, "target")); err == nil {
		t.Error("the link was followed")
	}
	bos.wantSent(t, 0, 0)
}

// The warning about a file that the environment names says so.
func TestProgress_refusedFromTheEnvironment(t *testing.T) {
	bos := newSim(t)
	missing := filepath.Join(t.TempDir(), "missing")
	for path, says := range map[string]string{
		filepath.Join(missing, "progress"): "its directory does not exist: " + missing,
		"/dev/null":                        "a device that is no terminal",
	} {
		t.Setenv("BOS_PROGRESS_FILE", path)
		_, diagnostics := tryServer(t, bos, fields{"endpoint": text(bos.URL)})
		wantTold(t, diagnostics, tfprotov6.DiagnosticSeverityWarning, 1, "Unable to use the progress file",
			"The environment variable BOS_PROGRESS_FILE: ", says)
		wantTold(t, diagnostics, tfprotov6.DiagnosticSeverityError, 0)
	}
}

// What turns out later to be no file to write to is one warning in all, and the sessions run as ever.
func TestProgress_oneWarning(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	m, path := reporting(t, bos, nil)
	if err := syscall.Mkfifo(path, 0o600); err != nil { // after the provider was configured
		t.Fatal(err)
	}

	wantTold(t, m.apply(bootBlue), warning, 1, "Unable to write all lines of the progress file", "a named pipe", "not affected")
	wantTold(t, m.server.manage("bos_session").apply(with(bootBlue, fields{"name": text("s2")})), warning, 0)

	if result := m.values(m.State)["result"]; result != "succeeded" {
		t.Errorf("result %v", result)
	}
	bos.wantSent(t, 2, 2)
}

// A provider whose progress_file is known only after apply plans and reads as if there were none.
func TestProgress_unknownFile(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	m := newServer(t, bos, fields{"endpoint": text(bos.URL), "progress_file": unknownText}).manage("bos_session")

	m.fine(m.apply(bootBlue))
	m.fine(m.refresh())
	m.fine(m.plan(bootBlue).Diagnostics)

	if n := bos.Count(http.MethodGet, "/v2/sessions/*/status"); n != 1 {
		t.Errorf("%d reads of the extended status, want the one of the end", n)
	}
	bos.wantSent(t, 1, 1)
}

// What BOS says is not trusted on a terminal, and may hold a secret.
func TestProgress_escapedAndScrubbed(t *testing.T) {
	t.Parallel()
	const token = "s3cr3t-t0ken-of-the-test"
	bos := newSim(t, oneBroken)
	bos.Inject(bossim.Fault{Method: http.MethodGet, Path: "/v2/sessions/*/status", Rewrite: func(status int, _ http.Header, body []byte) (int, []byte) {
		return status, []byte(strings.Replace(string(body), "cfs configuration failed", `\u001b[2J\u202e`+token+` \n \"bss_token\": \"abcd\"`, 1))
	}})
	m, path := reporting(t, bos, fields{"token": text(token)})

	m.apply(with(rebootBlue, fields{"on_failure": text("warn")}))

	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	says(t, string(content), `s1 failed: x3000c0s1b0n0 · \x1b[2J\u202e[token] \n "bss_token":"[token]"`)
	for _, bad := range []string{token, "\x1b", "\u202e", "abcd"} {
		if strings.Contains(string(content), bad) {
			t.Errorf("%q is in %q", bad, content)
		}
	}
	bos.wantSent(t, 1, 1)
}

// On v1 of the API the counts are those of the boot sets.
func TestProgressV1_lines(t *testing.T) {
	t.Parallel()
	bos := newV1(t)
	m, path := reporting(t, bos, fields{"api_version": text("v1")})

	m.fine(m.apply(with(rebootBlue, fields{"name": noText})))

	name, _ := m.values(m.State)["name"].(string)
	wantLines(
		t, path,
		name+" waiting at most 2h · reboot of template blue",
		name+" pending",
		name+" running · powering off 16 · ready 0 of 16",
		name+" running · waiting or held 16 · ready 0 of 16",
		name+" running · configuring 16 · ready 0 of 16",
		name+" complete · succeeded · ready 16 of 16 · took 10m…",
	)
	bos.wantSent(t, 1, 1)
}

// A session whose record is gone is followed by its nodes.
func TestProgress_byNodes(t *testing.T) {
	t.Parallel()
	bos := newSim(t, oneBroken)
	bos.Inject(bossim.Fault{
		Method: http.MethodGet, Path: "/v2/sessions/s1", Skip: 12, Status: http.StatusNotFound,
		Header: map[string]string{"Content-Type": "application/problem+json"}, Body: `{"title": "Session not found", "detail": "Session s1 not found"}`,
	})
	m, path := reporting(t, bos, nil)

	m.apply(with(rebootBlue, fields{"on_failure": text("warn")}))

	wantLines(
		t, path,
		"s1 waiting at most 2h · reboot of template blue",
		"s1 pending",
		"s1 running · 16 nodes",
		"s1 running · powering on 16 · ready 0 of 16",
		"s1 still waiting · BOS reports no such session (404)",
		"s1 running · configuring 16 · ready 0 of 16",
		"s1 failed: x3000c0s1b0n0 · cfs configuration failed",
		"s1 complete · failed · ready 15 of 16 · failed 1",
	)
	bos.wantSent(t, 1, 1)
}
