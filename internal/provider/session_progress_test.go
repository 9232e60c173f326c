// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package provider_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

var (
	rebootBlue = with(bootBlue, fields{"operation": text("reboot")})
	oneBroken  = func(c *bossim.Config) {
		c.System.Failing = map[string]bossim.Failure{bossim.NodeNames(64)[0]: bossim.FailConfiguration}
	}
	countsGone = bossim.Fault{Method: http.MethodGet, Path: "/v2/sessions/*", Skip: 10, Status: http.StatusServiceUnavailable, For: 4 * time.Minute}
)

// reporting is a bos_session of a provider with a progress file, and that file.
func reporting(t *testing.T, bos *sim, more fields) (m *managed, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "progress")
	config := with(fields{"endpoint": text(bos.URL), "progress_file": text(path)}, more)
	return newServer(t, bos, config).manage("bos_session"), path
}

// linesOf are the lines of a file without their times.
func linesOf(t *testing.T, path string) []string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return linesIn(t, string(content))
}

// linesIn are the lines of content without their times, which never go back.
func linesIn(t *testing.T, content string) (lines []string) {
	t.Helper()
	var last time.Time
	for line := range strings.Lines(content) {
		stamp, text, _ := strings.Cut(line, " ")
		at, err := time.Parse("2006-01-02T15:04:05Z", stamp)
		if err != nil || at.Before(last) || !strings.HasSuffix(text, "\n") {
			t.Errorf("line %q, %v", line, err)
		}
		last = at
		lines = append(lines, strings.TrimSuffix(text, "\n"))
	}
	return lines
}

// wantLines checks the lines of a file, without their times.
func wantLines(t *testing.T, path string, want ...string) {
	t.Helper()
	compareLines(t, linesOf(t, path), want)
}

// compareLines checks lines. Where a pause was random, a line that is wanted ends in "…".
func compareLines(t *testing.T, got, want []string) {
	t.Helper()
	same := slices.EqualFunc(got, want, func(got, want string) bool {
		begin, random := strings.CutSuffix(want, "…")
		return got == want || random && strings.HasPrefix(got, begin)
	})
	if !same {
		t.Errorf("lines\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// A whole wait: each change is a line, and so are an outage and its end, the nodes that failed, and the result.
func TestProgress_lines(t *testing.T) {
	t.Parallel()
	bos := newSim(t, oneBroken)
	bos.Inject(countsGone)
	m, path := reporting(t, bos, nil)

	wantTold(t, m.apply(with(rebootBlue, fields{"limit": text("all")})), failure, 1, "Unable to reboot 1 of 16 nodes")

	wantLines(
		t, path,
		"s1 waiting at most 2h · reboot of template blue · limit `all`",
		"s1 pending",
		"s1 running · 16 nodes",
		"s1 running · powering on 16 · ready 0 of 16",
		"s1 still waiting · BOS does not answer (503 Service Unavailable)",
		"s1 BOS answers again, after 4m…",
		"s1 running · configuring 16 · ready 0 of 16",
		"s1 failed: x3000c0s1b0n0 · cfs configuration failed",
		"s1 complete · failed · ready 15 of 16 · failed 1 · took 9m58s",
	)
	bos.wantSent(t, 1, 1)
}

// requested are the requests of an apply, with their times, without all reads of the extended status but the last one.
func requested(bos *sim) (all []string) {
	requests, last := bos.Requests(), 0
	for i, r := range requests {
		if strings.HasSuffix(r.Path, "/status") {
			last = i
		}
	}
	for i, r := range requests {
		if i == last || !strings.HasSuffix(r.Path, "/status") {
			all = append(all, fmt.Sprintf("%s %s %s", r.Time.Format(time.TimeOnly), r.Method, r.Path))
		}
	}
	return all
}

// Without progress_file BOS gets the requests that it always got; with it, the same ones at the same times, and the
// extended status at most once a minute.
func TestProgress_requests(t *testing.T) {
	t.Parallel()
	apply := func(reports bool) *sim {
		bos := newSim(t)
		m := newServer(t, bos, nil).manage("bos_session")
		if reports {
			m, _ = reporting(t, bos, nil)
		}
		m.fine(m.apply(rebootBlue))
		bos.wantSent(t, 1, 1)
		return bos
	}

	without, with := apply(false), apply(true)

	if got, want := requested(with), requested(without); !slices.Equal(got, want) {
		t.Errorf("requests\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if n := without.Count(http.MethodGet, "/v2/sessions/*/status"); n != 1 {
		t.Errorf("%d reads of the extended status without a progress file, want the one of the end", n)
	}
	var counted []time.Time
	for _, r := range with.Requests() {
		if strings.HasSuffix(r.Path, "/status") {
			counted = append(counted, r.Time)
		}
	}
	for i := range len(counted) - 2 { // the last one is that of the end
		if pause := counted[i+1].Sub(counted[i]); pause < time.Minute {
			t.Errorf("read again after %v", pause)
		}
	}
	if len(counted) < 5 {
		t.Errorf("read at %v", counted)
	}
}

// The file is made when a wait begins, and not before: not by a plan, nor by a refresh, nor by an apply that does not wait.
func TestProgress_openedByTheWait(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	m, path := reporting(t, bos, nil)
	none := func(after string) {
		t.Helper()
		if _, err := os.Lstat(path); err == nil {
			t.Errorf("the file is there after %s", after)
		}
	}
	unwaited := with(rebootBlue, fields{"wait_for_completion": truth(false)})

	planned := newServer(t, bos, fields{"endpoint": text(bos.URL), "progress_file": text(path)}).manage("bos_session")
	planned.fine(planned.plan(unwaited).Diagnostics)
	none("a plan")
	m.fine(m.apply(unwaited))
	none("an apply that does not wait")
	m.fine(m.refresh())
	none("a refresh")

	m.fine(m.apply(rebootBlue)) // waits for the session that runs

	if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	content, _ := os.ReadFile(path)
	if !strings.Contains(string(content), "complete · succeeded · ready 16 of 16 · took ") {
		t.Errorf("%s", content)
	}
	bos.wantSent(t, 1, 1)
}

// Two applies append to the file, one for a tenant, and each line names its session.
func TestProgress_sessions(t *testing.T) {
	t.Parallel()
	bos := newSim(t, withTenant)
	m, path := reporting(t, bos, nil)
	m.fine(m.apply(bootBlue))
	other := newServer(t, bos, fields{"endpoint": text(bos.URL), "progress_file": text(path)}).manage("bos_session")
	other.fine(other.apply(fields{
		"name": text("t1"), "operation": text("boot"), "template_name": text("theirs"), "tenant": text("vcluster-blue"),
	}))

	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(content)) {
		if name := strings.Fields(line)[1]; name != "s1" && name != "vcluster-blue/t1" {
			t.Errorf("line %q", line)
		}
	}
	says(t, string(content), " s1 complete · succeeded", " vcluster-blue/t1 waiting at most 2h · boot of template theirs", " vcluster-blue/t1 complete · succeeded")
	bos.wantSent(t, 2, 2)
}

// Ten minutes without a change are a line; so are ten minutes without an answer. A wait that ends without a result says why.
func TestProgress_still(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	bos.Inject(bossim.Fault{Method: http.MethodGet, Path: "/v2/sessions/s1", Skip: 200, Status: http.StatusBadGateway})
	bos.Inject(bossim.Fault{Method: http.MethodGet, Path: "/v2/sessions/s1", Skip: 3, Rewrite: func(status int, _ http.Header, body []byte) (int, []byte) {
		return status, []byte(strings.Replace(string(body), `"complete"`, `"running"`, 1))
	}})
	m, path := reporting(t, bos, nil)

	wantTold(t, m.apply(with(bootBlue, fields{"timeouts": createWithin("1h10m")})), failure, 1, "Unable to see the end")

	wantLines(
		t, path,
		"s1 waiting at most 1h10m · boot of template blue",
		"s1 pending",
		"s1 running · 16 nodes",
		"s1 running · powering on 16 · ready 0 of 16",
		"s1 running · configuring 16 · ready 0 of 16",
		"s1 still running · configuring 16 · ready 0 of 16",
		"s1 still running · configuring 16 · ready 0 of 16",
		"s1 still waiting · BOS does not answer (502 Bad Gateway)",
		"s1 still waiting · BOS does not answer (502 Bad Gateway), for 10m…",
		"s1 still waiting · BOS does not answer (502 Bad Gateway), for 20m…",
		"s1 still waiting · BOS does not answer (502 Bad Gateway), for 3…",
		"s1 not waiting any more · Unable to see the end of session \"s1\" within 1h10m0s",
	)
	bos.wantSent(t, 1, 1)
}

func createWithin(limit string) tftypes.Value {
	kinds := map[string]tftypes.Type{"create": tftypes.String, "delete": tftypes.String}
	return tftypes.NewValue(tftypes.Object{AttributeTypes: kinds}, map[string]tftypes.Value{"create": text(limit), "delete": tftypes.NewValue(tftypes.String, nil)})
}

// What the guide shows is what an apply writes; -update writes it.
func TestProgress_shown(t *testing.T) {
	bos := newSim(t, oneBroken, func(c *bossim.Config) { c.Timing.Spread = 7 * time.Minute })
	bos.Inject(bossim.Fault{Method: http.MethodGet, Path: "/v2/sessions/*", Skip: 38, Times: 2, Status: http.StatusServiceUnavailable, Header: map[string]string{"Retry-After": "20"}})
	m, path := reporting(t, bos, nil)

	m.apply(with(rebootBlue, fields{"name": text("nightly-blue"), "template_name": text("compute")}))

	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	bos.wantSent(t, 1, 1)
	compareFile(t, "../../templates/guides/session-behaviour.md.tmpl", "../../docs/guides/session-behaviour.md", "```text\n"+string(content)+"```\n\n",
		matrix{"TestProgress_shown", "<!-- printed by TestProgress_shown -->\n\n", "<!-- end of what is printed -->"})
}
