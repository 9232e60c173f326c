// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/recorded"
)

// TestRecordings compares the simulator with recorded exchanges with real BOS
// servers, in all folders.
func TestRecordings(t *testing.T) {
	for _, folder := range recorded.Folders(t) {
		t.Run(folder.Name, func(t *testing.T) {
			var tally tally
			files := folder.Files()
			for _, file := range files {
				t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
					data, err := os.ReadFile(file)
					if err != nil {
						t.Fatal(err)
					}
					tally.add(t, replayFile(t, data))
				})
			}
			t.Run("lives", func(t *testing.T) { tally.lives += replayV1Lives(t, files) })
			fmt.Printf("%s: %s", folder.Name, tally.String())
		})
	}
}

// result is the result of one recording.
type result struct {
	reason      string   // why it was not replayed
	differences []string // of the simulator from the recording
	refusals    int      // answers with status 400
	sameDetail  int      // of these, with BOS's exact text
	sameTitle   int
}

func replayFile(t testing.TB, data []byte) result {
	t.Helper()
	rec, err := parseRecording(data)
	if err != nil {
		return result{differences: []string{"not a recording: " + err.Error()}}
	}
	if len(rec.Steps) > 0 {
		return replayLife(t, rec.Steps)
	}
	return replayExchange(t, exchange{Version: rec.version(), Request: *rec.Request, Response: *rec.Response})
}

func replayExchange(t testing.TB, ex exchange) result {
	t.Helper()
	if reason := notReplayed(ex); reason != "" {
		return result{reason: reason}
	}
	w := startingState(ex)
	sim, err := w.open()
	if err != nil {
		return result{differences: []string{err.Error()}}
	}
	defer sim.Close()
	if err := sim.settle(t, w.settle, ex); err != nil {
		return result{differences: []string{err.Error()}}
	}
	got, err := send(t, sim.Server, ex)
	if err != nil {
		return result{differences: []string{err.Error()}}
	}
	want := ex.Response.answer()
	if id := v1ID(got.body); id != "" {
		want.body = renamed(want.body, v1ID(want.body), id)
	}
	r := result{differences: compareAnswers(want, got)}
	r.countTexts(want, got)
	return r
}

func (r *result) countTexts(want, got answer) {
	wantBody, ok := want.body.(object)
	gotBody, alsoOK := got.body.(object)
	if want.status != 400 || !ok || !alsoOK {
		return
	}
	r.refusals++
	if wantBody["detail"] == gotBody["detail"] {
		r.sameDetail++
	}
	if wantBody["title"] == gotBody["title"] {
		r.sameTitle++
	}
}

// tally adds up the results.
type tally struct {
	replayed, failed, lives         int
	reasons                         map[string]int
	refusals, sameDetail, sameTitle int
}

func (c *tally) leaveOut(reason string) {
	if c.reasons == nil {
		c.reasons = map[string]int{}
	}
	c.reasons[reason]++
}

func (c *tally) add(t *testing.T, r result) {
	t.Helper()
	if r.reason != "" {
		c.leaveOut(r.reason)
		return
	}
	c.replayed++
	c.refusals += r.refusals
	c.sameDetail += r.sameDetail
	c.sameTitle += r.sameTitle
	if len(r.differences) > 0 {
		c.failed++
		t.Error(strings.Join(r.differences, "\n"))
	}
}

func (c *tally) String() string {
	total := 0
	var reasons []string
	for reason, count := range c.reasons {
		total += count
		reasons = append(reasons, fmt.Sprintf("%s: %d", reason, count))
	}
	slices.Sort(reasons)
	text := fmt.Sprintf("replayed %d, not replayed %d", c.replayed, total)
	if total > 0 {
		text += " (" + strings.Join(reasons, ", ") + ")"
	}
	if c.lives > 0 {
		text += fmt.Sprintf("; %d lives of v1 sessions", c.lives)
	}
	return fmt.Sprintf("%s; %d of the replayed failed; of %d answers with status 400, %d have the recorded detail and "+
		"%d the recorded title\n",
		text, c.failed, c.refusals, c.sameDetail, c.sameTitle)
}
