// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"cmp"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// rollingFault is something that goes wrong in a rollout of four waves, and what it comes to: in an apply, in the plan after
// that, and when the rollout is continued. See faultRow for the form of outcomes; a state is the results of the waves.
type rollingFault struct {
	what   string
	more   string // arguments
	system func(*bossim.Config)
	before func(*testing.T, *sim) // what is there already
	faults []bossim.Fault         // until the first apply has ended
	wave   string                 // the session …
	look   int                    // … at whose n-th look (0 = the 8th, when it runs) …
	others func(*testing.T, *sim) // … somebody does this
	then   func(*testing.T, *sim) // between the first apply and the plan; faults last for that plan
	edit   string                 // an argument that is added after the plan
	way    []string               // the commands after the plan; nil = apply

	apply          string // outcome
	started, posts int    // 0 = 4 sessions, and as many POSTs as sessions
	state          string // "" = all have succeeded
	plan           string // "" = no changes
	end            string // outcome of the last command
	all, allPosts  int    // sessions and POSTs in the end; 0 = 4, and as many POSTs as sessions
	last           string // state; "" = all have succeeded
}

const (
	allSucceeded = "succeeded, succeeded, succeeded, succeeded"
	none         = -1 // in place of a number of which 0 is another
	noRollout    = "no rollout"
)

// rollingSeen is what was seen of a row.
type rollingSeen struct {
	apply, state, plan, end, last string
	sent, sentInAll               [2]int
}

func (row *rollingFault) want() rollingSeen {
	number := func(n, otherwise int) int { return max(0, cmp.Or(n, otherwise)) }
	started, all := number(row.started, 4), number(row.all, 4)
	return rollingSeen{
		apply: cmp.Or(row.apply, "succeeds"), state: cmp.Or(row.state, allSucceeded), plan: cmp.Or(row.plan, "no changes"),
		end: cmp.Or(row.end, "succeeds"), last: cmp.Or(row.last, allSucceeded),
		sent:      [2]int{started, number(row.posts, started)},
		sentInAll: [2]int{all, number(row.allPosts, all+max(0, number(row.posts, started)-started))},
	}
}

func (row *rollingFault) run(t *testing.T) rollingSeen {
	t.Helper()
	var change []func(*bossim.Config)
	if row.system != nil {
		change = append(change, row.system)
	}
	bos := foreseen(t, "auto", change...)
	tf := newEngine(t, bos)
	tf.write(rollout(fourWaves, row.more))
	if row.before != nil {
		row.before(t, bos)
	}
	for _, fault := range row.faults {
		bos.Inject(fault)
	}
	row.interfere(t, bos)
	var got rollingSeen

	got.apply = tf.rollingOutcome("apply", "-auto-approve")

	got.sent, got.state = bos.ours(), tf.waves()
	bos.wantWavesOnce(t)
	bos.OnRequest(nil)
	bos.Lift()
	if row.then != nil {
		row.then(t, bos)
	}
	got.plan = tf.rollingPlan()
	bos.Lift()
	if row.edit != "" {
		tf.write(rollout(fourWaves, row.more+"\n"+row.edit))
	}
	for _, word := range row.ways() {
		args := map[string][]string{
			"apply":   {"apply", "-auto-approve"},
			"untaint": {"untaint", "bos_rolling_session.test"},
			"import":  {"import", "bos_rolling_session.test", "/roll"},
		}[word]
		got.end = tf.rollingOutcome(args...)
	}
	got.sentInAll, got.last = bos.ours(), tf.waves()
	bos.wantWavesOnce(t)
	return got
}

func (row *rollingFault) ways() []string {
	if row.way != nil {
		return row.way
	}
	return []string{"apply"}
}

// interfere has somebody else act before a look at a wave is answered.
func (row *rollingFault) interfere(t *testing.T, bos *sim) {
	t.Helper()
	var looks atomic.Int32
	bos.OnRequest(func(r bossim.Request) {
		if row.wave != "" && r.RequestID != "" && r.Path == pathsV2.sessions+row.wave && r.Status == http.StatusOK &&
			int(looks.Add(1)) == cmp.Or(row.look, 8) {
			row.others(t, bos)
		}
	})
}

// wantWavesOnce checks what no fault changes: the provider started each wave once at most, one after the other, on nodes
// of which none is in two, and sent what it sent again as it was, when BOS could no longer carry out what was sent before.
func (s *sim) wantWavesOnce(t *testing.T) {
	t.Helper()
	in := map[string]string{}
	var before *bossim.Past
	for _, past := range s.History() {
		if past.By == "" { // somebody else's
			continue
		}
		// Of a session whose record somebody deletes, the end is not recorded.
		ended := before == nil || !before.Completed.IsZero() || !before.Dropped.IsZero()
		if before != nil && (!ended || past.Name <= before.Name) {
			t.Errorf("%s was started after %s, which ended at %v", past.Name, before.Name, before.Completed)
		}
		before = &past
		for node := range past.Nodes {
			if other := in[node]; other != "" {
				t.Errorf("%s was in %s and %s", node, other, past.Name)
			}
			in[node] = past.Name
		}
	}
	sent := map[string]bossim.Request{}
	for _, r := range slices.DeleteFunc(s.Requests(), func(r bossim.Request) bool { return !ourPost(r) }) {
		one, again := sent[r.Body]
		refused := again && one.Status >= http.StatusBadRequest && one.Status < http.StatusInternalServerError
		if again && !refused && r.Time.Sub(one.Time) < commitWindow {
			t.Errorf("a POST was repeated after %v", r.Time.Sub(one.Time))
		}
		sent[r.Body] = r
	}
}

func (e *engine) rollingOutcome(args ...string) string {
	e.t.Helper()
	output, code := e.run(args...)
	return map[bool]string{true: "succeeds", false: "fails"}[code == 0] + rollingHeadings(output)
}

// rollingHeadings are those of what an apply says, without the warnings by which each plan shows its waves.
func rollingHeadings(output string) string {
	told := strings.Split(strings.TrimPrefix(headings(output), ": "), "; ")
	told = slices.DeleteFunc(told, func(heading string) bool {
		return heading == "" || strings.HasPrefix(heading, "warning: 32 of 63 nodes in 4 waves") ||
			strings.HasPrefix(heading, `warning: Continuing rollout "roll"`)
	})
	if len(told) == 0 {
		return ""
	}
	return ": " + strings.Join(told, "; ")
}

var plannedRollout = regexp.MustCompile(`(?m)^\s*# bos_rolling_session\.test (?:is tainted, so )?(?:it )?(will be created|will be updated in-place|must be replaced)`)

// rollingPlan says what a plan shows.
func (e *engine) rollingPlan() string {
	e.t.Helper()
	output, code := e.run("plan", "-detailed-exitcode")
	switch code {
	case 0:
		return "no changes" + rollingHeadings(output)
	case 1:
		return "fails" + rollingHeadings(output)
	}
	found := plannedRollout.FindStringSubmatch(output)
	if found == nil {
		e.t.Fatalf("a plan that cannot be read:\n%s", output)
	}
	return map[string]string{
		"will be created":          "a new rollout",
		"will be updated in-place": "an update in place",
		"must be replaced":         "a replacement",
	}[found[1]] + rollingHeadings(output)
}

// waves are the results of the state's waves, as on the page.
func (e *engine) waves() string {
	e.t.Helper()
	state := e.rollout()
	if state == nil {
		return noRollout
	}
	var results []string
	for _, wave := range state.Waves {
		wave.MaxFailed = state.MaxFailed
		results = append(results, cmp.Or(wave.result(), wave.status(), "–"))
		for _, problem := range wave.contradictions() {
			e.t.Errorf("wave %s contradicts itself: %s", wave.Session, problem)
		}
	}
	text := strings.Join(results, ", ")
	if state.tainted {
		text += "; tainted"
	}
	return text
}

// A rollout's waves run once each and one after the other, whatever goes wrong. The documentation shows what was measured
// here: -update writes it.
func TestRolling_faults(t *testing.T) {
	var groups []string
	for _, group := range rollingGroups() {
		lines := make([]string, len(group.rows))
		t.Run(group.title, func(t *testing.T) {
			for i, row := range group.rows {
				t.Run(row.what, func(t *testing.T) {
					t.Parallel()
					got := row.run(t)
					lines[i] = row.line(got)
					if want := row.want(); got != want {
						t.Errorf("\n got %+v\nwant %+v", got, want)
					}
				})
			}
		})
		if slices.Contains(lines, "") {
			return // -run chose some
		}
		groups = append(groups, fmt.Sprintf(faultTable, group.title, "`terraform apply`")+strings.Join(lines, "")+"\n")
	}
	comparePage(t, strings.Join(groups, ""), matrix{
		"TestRolling_faults", "<!-- measured by TestRolling_faults -->\n\n", "<!-- end of what is measured on rollouts -->",
	})
}

// line is a row of the page.
func (row *rollingFault) line(got rollingSeen) string {
	then := ""
	if got.plan != "no changes" || got.last != got.state {
		words := strings.Join(row.ways(), "`, `")
		if row.edit != "" {
			words = row.edit + "`, `" + words
		}
		then = fmt.Sprintf("`%s` %s; in all %s; %s", words, got.end, count(got.sentInAll[0]), got.last)
	}
	cells := []string{row.what, got.apply, fmt.Sprint(got.sent[0]), fmt.Sprint(got.sent[1]), got.state, got.plan, then}
	for i := range cells {
		cells[i] = strings.ReplaceAll(cells[i], "|", `\|`)
	}
	return "| " + strings.Join(cells, " | ") + " |\n"
}
