// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// faultRow is something that goes wrong, and what it comes to: while a session is
// applied that was not there before, in the plan after that, and when that plan is applied.
//
// An outcome ("" = "succeeds") is how a command ended and the headings of what it
// said. A state is status, result, and whether it is expired or tainted.
type faultRow struct {
	what   string // in the words of the page; the sub-test's name, too
	v1     bool   // on v1 of the API
	engine bool   // on a real engine always: one row of each kind, and where the engine decides most
	knobs  string // arguments besides those of oneSession …
	config string // … or the configuration instead of it

	before  func(*testing.T, *sim)          // what is there already
	faults  []bossim.Fault                  // until the first command has ended
	at      int                             // just before the n-th look at the session is answered …
	others  func(*testing.T, *sim)          // … somebody does this
	destroy func(*testing.T, *sim, *engine) // not nil: after an apply without faults and this, the first command is a destroy
	then    func(*testing.T, *sim, *engine) // between the first command and the next plan; faults last for that plan
	between func(*testing.T, *sim, *engine) // between that plan and its apply

	apply          string // outcome
	says           []string
	started, posts int    // sessions that this configuration started, and the requests to do so
	state          string // "" = "complete, succeeded"
	plan           string // "" = "no changes"

	way        []string // the commands after the plan; nil = the plan is applied, or the destroy repeated
	end        string   // outcome of the last of them
	more       int      // sessions that it started …
	morePosts  int      // … and requests; 0 = as many as sessions
	last       string   // state; "" = as after the first command if the plan was empty, else "complete, succeeded"
	checkPosts func(t *testing.T, first, second bossim.Request)
}

// Ways on. The first is what somebody does who wants to go on waiting.
var (
	untaintAndApply = []string{"untaint", "apply"}
	importAndApply  = []string{"import", "apply"}
	applyOnly       = []string{"apply"}
)

const noSession = "no session"

// commands are what the words of the table stand for.
var commands = map[string][]string{
	"apply":      {"apply", "-auto-approve"},
	"apply plan": {"apply", "planned"},
	"destroy":    {"destroy", "-auto-approve"},
	"untaint":    {"untaint", "bos_session.test"},
	"import":     {"import", "bos_session.test", "/s1"},
	"state rm":   {"state", "rm", "bos_session.test"},
}

// faultResult is what was seen of a row.
type faultResult struct {
	seen                    bool
	apply, state, plan, end string
	last                    string
	sent, sentInAll         [2]int // sessions, requests
}

func (row *faultRow) want() faultResult {
	want := faultResult{
		seen:  true,
		apply: cmp.Or(row.apply, "succeeds"),
		state: cmp.Or(row.state, "complete, succeeded"),
		plan:  cmp.Or(row.plan, "no changes"),
		end:   cmp.Or(row.end, "succeeds"),
		sent:  [2]int{row.started, row.posts},
	}
	want.sentInAll = [2]int{row.started + row.more, row.posts + cmp.Or(row.morePosts, row.more)}
	want.last = row.last
	if want.last == "" && want.plan == "no changes" {
		want.last = want.state
	}
	want.last = cmp.Or(want.last, "complete, succeeded")
	return want
}

// run lets it go wrong.
func (row *faultRow) run(t *testing.T) faultResult {
	t.Helper()
	bos, config := newSim(t, withTenant), sessionWith(row.knobs)
	if row.v1 {
		bos, config = newV1(t), v1With(row.knobs)
	}
	start := newEngine
	if row.engine {
		start = newRealEngine
	}
	tf := start(t, bos)
	if row.before != nil {
		row.before(t, bos)
	}
	tf.configure(cmp.Or(row.config, config))
	first := "apply"
	if row.destroy != nil {
		tf.run(commands["apply"]...)
		row.destroy(t, bos, tf)
		first = "destroy"
	}
	for _, fault := range row.faults {
		bos.Inject(fault)
	}
	bos.atLook(row.at, func() { row.others(t, bos) })

	got := faultResult{seen: true}
	var output string
	output, got.apply = tf.outcome(first)
	says(t, output, row.says...)
	got.sent, got.state = bos.ours(), tf.state()
	tf.consistent()
	row.checkSent(t, bos)

	bos.Lift()
	bos.OnRequest(nil)
	row.goOn(t, bos, tf, first, &got)
	return got
}

// goOn plans and applies once more.
func (row *faultRow) goOn(t *testing.T, bos *sim, tf *engine, first string, got *faultResult) {
	t.Helper()
	if row.then != nil {
		row.then(t, bos, tf)
	}
	got.plan = tf.planned()
	bos.Lift()
	if row.between != nil {
		row.between(t, bos, tf)
	}
	for _, word := range row.ways(first) {
		_, got.end = tf.outcome(word)
	}
	got.sentInAll, got.last = bos.ours(), tf.state()
	tf.consistent()
	if t.Failed() {
		t.Log(bos.log())
	}
}

func (row *faultRow) ways(first string) []string {
	if row.way != nil {
		return row.way
	}
	if first == "apply" {
		return []string{"apply plan"}
	}
	return []string{first}
}

// commitWindow is how long BOS may still be at work on a request whose answer was
// lost: 30 s, and some for the way.
const commitWindow = 35 * time.Second

// checkSent holds for every row: a request to start a session is repeated as it was,
// and not while BOS may still be at work on it.
func (row *faultRow) checkSent(t *testing.T, bos *sim) {
	t.Helper()
	posts := slices.DeleteFunc(bos.Requests(), func(r bossim.Request) bool { return !ourPost(r) })
	for i := range max(0, len(posts)-1) {
		one, next := posts[i], posts[i+1]
		if one.Body != next.Body {
			t.Errorf("a POST was repeated as another one:\n%s\n%s", one.Body, next.Body)
		}
		if gap := next.Time.Sub(one.Time); gap < commitWindow {
			t.Errorf("a POST was repeated after %s", gap)
		}
		if row.checkPosts != nil {
			row.checkPosts(t, one, next)
		}
	}
	if started := bos.ours()[0]; started > 1 {
		t.Errorf("one apply started %d sessions", started)
	}
}
