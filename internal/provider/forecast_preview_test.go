// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// previewRow is a row of the guide's table: what happens, and to what it leads with each preview.
type previewRow struct {
	happens string
	limit   string
	most    int                                          // max_components
	fault   bool                                         // HSM is down
	between func(t *testing.T, bos *sim, preview string) // the plan and its apply
	leads   func(*previewRun, *testing.T) string
	cells   [3]string // auto, strict, off
}

// previewRun is a plan and its apply.
type previewRun struct {
	plan, apply         string // what they printed
	planCode, applyCode int
	started             int // sessions
	forecast            any // in the state
	components          any
}

const (
	planError   = "an error of the plan"
	applyError  = "an error; nothing is started"
	onTheOthers = "acts on the others"
)

// ended is to what a run leads.
func (r *previewRun) ended(t *testing.T) string {
	t.Helper()
	switch {
	case r.planCode == 1 && r.started == 0:
		return planError
	case r.applyCode == 1 && r.started == 0 && strings.Contains(r.apply, "Error: "):
		return applyError
	case r.applyCode == 1 && r.started == 1 && strings.Contains(unwrapped(r.apply), "It was cancelled"):
		return "the session is started, and cancelled"
	case r.applyCode == 1 && r.started == 1 && strings.Contains(unwrapped(r.apply), "No nodes were found"):
		return "the session is started, and fails"
	case r.applyCode == 0 && r.started == 1 && strings.Count(fmt.Sprint(r.components), ",") == 14:
		return onTheOthers
	case r.applyCode == 0 && r.started == 1:
		return "the session is started"
	default:
		t.Errorf("plan %d, apply %d, %d sessions\n%s\n%s", r.planCode, r.applyCode, r.started, r.plan, r.apply)
		return ""
	}
}

// warned is what the plan shows beside the session.
func (r *previewRun) warned(t *testing.T, auto, strict string) string {
	t.Helper()
	shown := strings.Contains(r.plan, "Warning: ")
	switch inPlan := strings.Contains(r.plan, "+ node_count = "); {
	case shown && inPlan:
		return strict
	case shown:
		return auto
	case inPlan:
		t.Errorf("no warning:\n%s", r.plan)
	}
	return "nothing is shown"
}

func locksFirst(t *testing.T, bos *sim, _ string) { t.Helper(); bos.lock(t, firstNode) }

// shown is whether the plan shows the nodes, and where.
func (r *previewRun) shown(t *testing.T) string {
	t.Helper()
	return r.warned(t, "a warning shows the nodes", "the same, and `forecast` is in the plan")
}

// doubted is what becomes of a run whose nodes are not known.
func (r *previewRun) doubted(t *testing.T) string {
	t.Helper()
	if strings.Contains(r.plan, "Warning: Unknown nodes") {
		return "a warning says why; " + r.ended(t)
	}
	return r.ended(t)
}

func (r *previewRun) flagged(t *testing.T) string {
	t.Helper()
	if strings.Contains(unwrapped(r.plan), "`geen` is not a group, partition, role or node: did you mean `green`?") {
		return "flagged"
	}
	return r.warned(t, "", "")
}

// kept is what is in the state after one of 16 nodes was locked, but in strict, which refuses such an apply.
func (r *previewRun) kept(t *testing.T) string {
	t.Helper()
	values, _ := r.forecast.(map[string]any)
	switch count := values["node_count"]; {
	case r.started != 1:
		t.Errorf("%d sessions\n%s", r.started, r.apply)
		return ""
	case values == nil:
		return "null"
	case count == float64(15):
		return "the nodes right before the start"
	case count == float64(16):
		return "the nodes of the plan"
	default:
		return fmt.Sprint(values)
	}
}

var previewRows = []previewRow{
	{
		happens: "a session is to be created or replaced", limit: "blue", leads: (*previewRun).shown,
		cells: [3]string{"a warning shows the nodes", "the same, and `forecast` is in the plan", "nothing is shown"},
	},
	{
		happens: "HSM cannot be asked, or the nodes are not known exactly", limit: "blue", fault: true,
		leads: (*previewRun).doubted,
		cells: [3]string{"a warning says why; the session is started", planError, "the session is started"},
	},
	{
		happens: "a name in the limit matches nothing, another selects nodes", limit: "blue,geen",
		leads: (*previewRun).flagged, cells: [3]string{"flagged", "flagged", "nothing is shown"},
	},
	{
		happens: "the limit selects no node", limit: "x3000",
		leads: (*previewRun).ended, cells: [3]string{planError, planError, "the session is started, and fails"},
	},
	{
		happens: "there are more nodes than `max_components`", limit: "blue", most: 15,
		leads: (*previewRun).ended, cells: [3]string{planError, planError, "the session is started, and cancelled"},
	},
	{
		happens: "a node is locked between the plan and its apply", limit: "blue", between: locksFirst,
		leads: (*previewRun).ended, cells: [3]string{onTheOthers, applyError, onTheOthers},
	},
	{
		happens: "nodes are added between the plan and its apply, more than `max_components`", limit: "blue", most: 16,
		between: func(t *testing.T, bos *sim, _ string) { t.Helper(); bos.joins(t, "blue", bossim.NodeNames(42)[40:]) },
		leads:   (*previewRun).ended, cells: [3]string{applyError, applyError, "the session is started, and cancelled"},
	},
	{
		happens: "`forecast` after apply", limit: "blue", leads: (*previewRun).kept,
		between: func(t *testing.T, bos *sim, preview string) {
			t.Helper()
			if preview != "strict" {
				locksFirst(t, bos, preview)
			}
		},
		cells: [3]string{"the nodes right before the start", "the nodes of the plan", "null"},
	},
}

// What the guide's table says of each preview is what happens.
func TestForecast_previews(t *testing.T) {
	guide, err := os.ReadFile(forecastGuide)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range previewRows {
		if line := fmt.Sprintf("| %s | %s |\n", row.happens, strings.Join(row.cells[:], " | ")); !strings.Contains(string(guide), line) {
			t.Errorf("the guide does not say\n%s", line)
		}
		for i, preview := range []string{"auto", "strict", "off"} {
			t.Run(row.happens+", "+preview, func(t *testing.T) {
				t.Parallel()
				if got := row.leads(row.run(t, preview), t); got != row.cells[i] {
					t.Errorf("%q, want %q", got, row.cells[i])
				}
			})
		}
	}
}

func (row *previewRow) run(t *testing.T, preview string) *previewRun {
	t.Helper()
	bos := foreseen(t, preview)
	tf := newRealEngine(t, bos)
	most := ""
	if row.most > 0 {
		most = fmt.Sprintf("max_components = %d", row.most)
	}
	tf.write(fmt.Sprintf("resource \"bos_session\" \"test\" {\n operation = \"reboot\"\n template_name = \"compute\"\n limit = %q\n %s\n}\n",
		row.limit, most))
	if row.fault {
		bos.Inject(bossim.Fault{Service: bossim.ServiceHSM, Outside: true, Status: http.StatusServiceUnavailable})
	}
	r := &previewRun{}
	if r.plan, r.planCode = tf.run("plan", "-out=saved.tfplan"); r.planCode == 0 {
		if row.between != nil {
			row.between(t, bos, preview)
		}
		r.apply, r.applyCode = tf.run("apply", "saved.tfplan")
	}
	if r.started = bos.SessionsStarted(); r.started > 0 {
		values, _ := tf.attributes()
		r.forecast, r.components = values["forecast"], values["components"]
	}
	return r
}
