// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build linux

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	for arguments, want := range map[string]string{
		"":          "[1 100 1000]",
		"-all":      "[1 100 1000 5000]",
		"-all -n 7": "[7]",
		"-n 5,5000": "[5 5000]",
		"-n 0":      "give numbers from 1 to 9000",
		"-n 1,":     "give numbers from 1 to 9000",
		"-n 9001":   "give numbers from 1 to 9000",
		"-repeat 0": "must be at least 1",
	} {
		s, err := parse(strings.Fields(arguments))
		if err != nil && !strings.Contains(err.Error(), want) || err == nil && fmt.Sprint(s.sizes) != want {
			t.Errorf("%q: %v, %v, want %s", arguments, s.sizes, err, want)
		}
	}
}

func TestMedian_ofEachMeasure(t *testing.T) {
	got := median([]cost{
		{wall: 3, engineCPU: 1, providerMemory: 10},
		{wall: 1, engineCPU: 2, providerMemory: 30},
		{wall: 2, engineCPU: 9, providerMemory: 20, requests: map[string]int{"GET session": 1}},
	})

	if got.wall != 2 || got.engineCPU != 2 || got.providerMemory != 20 || got.requests["GET session"] != 1 {
		t.Errorf("%+v", got)
	}
	if even := median([]cost{{wall: 4}, {wall: 1}, {wall: 2}, {wall: 9}}); even.wall != 3 {
		t.Errorf("of four: %v", even.wall)
	}
}

func TestKind(t *testing.T) {
	for request, want := range map[string]string{
		"GET /v2/sessions/s1":             "GET session",
		"GET /v2/sessions/s1/status":      "GET status",
		"GET /v2/sessions?status=running": "LIST sessions",
		"POST /v2/sessions":               "POST session",
		"DELETE /v2/sessions/s1":          "DELETE session",
		"GET /v2/components?session=s1":   "LIST components",
		"GET /v2/sessiontemplates":        "LIST sessiontemplates",
		"GET /v2/sessiontemplates/t1":     "GET sessiontemplate",
		"GET /v2/version":                 "GET version",
		"GET /v1/session/5a1c":            "GET session",
		"GET /":                           "GET version",
	} {
		method, path, _ := strings.Cut(request, " ")
		if got := kind(method, path); got != want {
			t.Errorf("%s: %s, want %s", request, got, want)
		}
	}
}

func TestHasQueries(t *testing.T) {
	for about, want := range map[string]bool{
		"Terraform v1.11.4": false, "Terraform v1.14.0": true, "Terraform v1.16.4": true, "OpenTofu v1.14.0": false, "": false,
	} {
		if got := hasQueries(about); got != want {
			t.Errorf("%s: %v", about, got)
		}
	}
}

// The processor time of an ended process includes that of the processes it has waited for.
func TestDivided(t *testing.T) {
	ended := exec.CommandContext(t.Context(), "true")
	if err := ended.Run(); err != nil {
		t.Fatal(err)
	}
	all := ended.ProcessState.UserTime() + ended.ProcessState.SystemTime()
	reports := t.TempDir()
	report(t, reports, "provider-1.cost", "3000 20 7\n")
	report(t, reports, "provider-2.cost", "4000 30 5\n")

	got, err := cost{wall: time.Second}.divided(ended.ProcessState, reports)

	want := cost{wall: time.Second, engineCPU: all - 7050, providerCPU: 7000, providerMemory: 7 << 10}
	if err != nil || got.wall != want.wall || got.engineCPU != want.engineCPU || got.providerCPU != want.providerCPU ||
		got.providerMemory != want.providerMemory {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
	if left, _ := filepath.Glob(filepath.Join(reports, "*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	report(t, reports, "provider-3.cost", "")
	_, err = cost{}.divided(ended.ProcessState, reports)
	if err == nil || !strings.Contains(err.Error(), "has killed a provider") {
		t.Errorf("without a report: %v", err)
	}
}

func report(t *testing.T, folder, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestWatchPeak_knowsThisProcess(t *testing.T) {
	if got := peakOf(os.Getpid()); got < 1<<20 || got > 1<<40 {
		t.Errorf("%d bytes", got)
	}
	if got := peakOf(1 << 30); got != 0 {
		t.Errorf("no process has %d bytes", got)
	}
}

func TestLivesTable_comparesWithBothUnits(t *testing.T) {
	results := measured{}
	walls := map[string]time.Duration{nullLike: 2 * time.Second, sameLike: 4 * time.Second, ours: 6 * time.Second}
	for name, wall := range walls {
		results.add(plan, name, cost{
			wall: wall, engineCPU: wall, providerCPU: wall / 2, providerMemory: int64(wall),
			requests: map[string]int{"GET session": 3, "GET status": 5},
		})
	}
	var text, markdown strings.Builder

	table := livesTable("3 resources", contestants(), results)
	table.write(&text)
	table.markdown(&markdown)

	want := []string{
		ours, "6.00", "s", "3.00", "1.50", "9.00", "s", "3.00", "1.50",
		"6.00", "s", "1.50", "3.00", "s", "3.00", "1.50",
		"–", "6000", "MB", "3.00", "1.50",
	}
	if rows := strings.Split(text.String(), "\n"); !slices.ContainsFunc(rows, func(row string) bool {
		return slices.Equal(strings.Fields(row), want)
	}) {
		t.Errorf("no row of %v in\n%s", want, text.String())
	}
	if sent := "plan (bos_session sent 5 GET status, 3 GET session)\n"; !strings.Contains(text.String(), sent) {
		t.Errorf("no %q in\n%s", sent, text.String())
	}
	if row := "| bos_session | 6.00 s | 3.00 | 1.50 |"; !strings.Contains(markdown.String(), row) {
		t.Errorf("no %q in\n%s", row, markdown.String())
	}
}

func TestGoalsTable_saysWhatIsMet(t *testing.T) {
	results := measured{}
	for _, o := range life {
		results.add(o.name, nullLike, cost{wall: 10, engineCPU: 10})
		results.add(o.name, sameLike, cost{wall: 10, engineCPU: 8, providerCPU: 2, providerMemory: 100})
		results.add(o.name, ours, cost{
			wall: 13, engineCPU: 8, providerCPU: 3, providerMemory: 120,
			requests: map[string]int{"LIST sessions": 15, "GET session": 6},
		})
	}
	var text strings.Builder

	goalsTable(1000, results).write(&text)

	for row, want := range map[string]string{
		"apply time":                     "1.30 1.30 met",
		"plan time":                      "1.20 1.30 missed",
		"plan processor time":            "1.20 1.10 met",
		"plan provider's processor time": "1.20 1.50 missed",
		"plan provider's memory":         "1.20 1.20 met",
		"plan requests":                  "20 21 missed",
	} {
		if !slices.ContainsFunc(strings.Split(text.String(), "\n"), func(line string) bool {
			line = strings.Join(strings.Fields(line), " ")
			return strings.HasPrefix(line, row) && strings.HasSuffix(line, want)
		}) {
			t.Errorf("no row of %s that says %s in\n%s", row, want, text.String())
		}
	}
}
