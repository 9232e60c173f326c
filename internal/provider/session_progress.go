// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/progress"
)

const (
	// stillAfter is the time without a change after which a line says that the wait goes on.
	stillAfter = 10 * time.Minute
	// failuresShown is the number of failed requests in a row from which on they are news: a single one is not.
	failuresShown = 2
)

// sessionReport writes lines about the wait for one session: to progress_file, and to the engine if an action waits.
// Nothing that it does can fail the wait. A nil report, with neither, does nothing and changes no request.
type sessionReport struct {
	lines  *progress.Writer  // nil = there is no progress_file
	send   func(line string) // nil = no action waits
	clock  gateway.Clock
	redact func(string) string
	name   string // how each line names the session

	seen    bos.Progress // what the last line about the nodes says …
	last    string       // … and its words
	shown   time.Time    // when that line, or the last one about failed requests, was written
	since   time.Time    // of the failed requests; zero = BOS answers
	failure string
	done    string                   // the share of the nodes that are done, for the engine
	errors  map[string]bos.NodeError // that lines have named, by message
}

// report returns the report of a wait for the session.
func (m *sessionModel) report(c *connection, client *bos.Client) *sessionReport {
	if m.send == nil && (c == nil || c.lines == nil) {
		return nil
	}
	r := &sessionReport{
		send: m.send, clock: client.Clock(), redact: client.Redact, name: m.Name.ValueString(),
		errors: map[string]bos.NodeError{},
	}
	if c != nil {
		r.lines = c.lines
	}
	if tenant := m.Tenant.ValueString(); tenant != "" {
		r.name = tenant + "/" + r.name
	}
	return r
}

// watched returns the client for the wait.
func (r *sessionReport) watched(client *bos.Client) *bos.Client {
	if r == nil {
		return client
	}
	return client.Watched(bos.Watcher{Progress: r.progressed, Failed: r.failed, Answered: r.answered})
}

// print writes a line. What BOS sent may hold a secret. The first line of an action has named the session.
func (r *sessionReport) print(text string) {
	if text = r.redact(text); r.lines != nil {
		r.lines.Print(r.clock.Now(), r.name+" "+text)
	}
	if r.send != nil {
		r.send(dotted([]string{r.done, text}))
	}
}

// begin says that the wait begins.
func (r *sessionReport) begin(m *sessionModel, limit time.Duration) {
	if r == nil {
		return
	}
	text := fmt.Sprintf("waiting at most %s · %s of template %s", shortDuration(limit), m.Operation.ValueString(),
		m.TemplateName.ValueString())
	if !m.Limit.IsNull() {
		text += " · limit " + quoteText(m.Limit.ValueString())
	}
	r.print(text)
	r.shown = r.clock.Now()
}

// progressed reports what is new about the session. Without news, such as where its nodes could not be counted again, it
// says from time to time that there is none.
func (r *sessionReport) progressed(p bos.Progress) {
	text, now := phases(p), r.clock.Now()
	r.done = share(p)
	uncounted := p.Counts == nil && p.Status == r.seen.Status && p.Error == r.seen.Error && p.Nodes == r.seen.Nodes
	switch {
	case text != r.last && !uncounted:
		r.print(text)
		r.seen, r.last, r.shown = p, text, now
	case now.Sub(r.shown) >= stillAfter:
		r.print("still " + r.last)
		r.shown = now
	}
	if p.Counts != nil {
		r.nameFailed(p.Counts.Errors, p.Counts.Failed)
	}
}

// failed reports that BOS does not answer, and from time to time that it still does not.
func (r *sessionReport) failed(err error, failures int) {
	text, now := r.unanswered(err), r.clock.Now()
	if r.since.IsZero() {
		r.since = now
	}
	switch {
	case failures < failuresShown || text == r.failure && now.Sub(r.shown) < stillAfter:
		return
	case r.failure == "":
		r.print("still waiting · " + text)
	default:
		r.print(fmt.Sprintf("still waiting · %s, for %s", text, shortDuration(now.Sub(r.since).Round(time.Second))))
	}
	r.failure, r.shown = text, now
}

func (r *sessionReport) answered() {
	if r.failure != "" {
		r.print("BOS answers again, after " + shortDuration(r.clock.Now().Sub(r.since).Round(time.Second)))
	}
	r.failure, r.since = "", time.Time{}
}

// unanswered says in a few words why a request failed.
func (r *sessionReport) unanswered(err error) string {
	var failure *gateway.Error
	switch {
	case !errors.As(err, &failure) || failure.Status == 0:
		return "BOS does not answer: " + gateway.Shorten(err.Error(), 160)
	case failure.Status == http.StatusNotFound:
		return "BOS reports no such session (404)"
	case failure.Refused():
		return fmt.Sprintf("BOS refuses the request (%d %s)", failure.Status, http.StatusText(failure.Status))
	default:
		return fmt.Sprintf("BOS does not answer (%d %s)", failure.Status, http.StatusText(failure.Status))
	}
}

// end says how the wait ended: the result or, if it has none, the summary of the last of the diagnostics that the wait
// added. It waits a moment for the lines to be written, as the process may end now, and adds a warning if some were not.
func (r *sessionReport) end(m *sessionModel, added diag.Diagnostics, diags *diag.Diagnostics) {
	if r == nil {
		return
	}
	r.done = ""
	text := "not waiting any more"
	if result := m.Result.ValueString(); result != "" {
		outcome := outcomeToAPI(m.Outcome)
		if outcome != nil {
			r.nameFailed(outcome.Errors, outcome.Failed)
		}
		text = dotted([]string{"complete", result, outcomeCounts(outcome), took(m)})
	} else if len(added) > 0 {
		text += " · " + added[len(added)-1].Summary()
	}
	r.print(text)
	if r.lines == nil {
		return
	}
	r.lines.Settle()
	if err := r.lines.Problem(); err != nil {
		diags.Append(message{
			summary: "Unable to write all lines of the progress file",
			what: fmt.Sprintf("progress_file could not be written at some time: %s. Lines may be missing in it. The wait and "+
				"its result are not affected.", r.redact(err.Error())),
			next: []string{
				"Choose a regular file with space, or a terminal: `/dev/tty` is there only where the process has one, which " +
					"is not so in a pipeline.",
			},
		}.asWarning())
	}
}
