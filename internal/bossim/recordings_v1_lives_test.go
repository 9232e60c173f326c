// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// A recording of v1 is one exchange. Those in a folder that name the same session
// are its life, in the order of the files: the simulator, which begins with
// nothing but the nodes and the template, must reach each recorded answer by
// itself, in that order.
type v1Life struct {
	t     testing.TB
	id    string // the recorder's
	got   string // the simulator's
	sim   *simulator
	steps []exchange
}

// v1Patience is how long a recorded state may take, and v1Lasting how long the
// last one must last.
const v1Patience, v1Lasting = 30 * time.Second, 30 * time.Second

// v1Pauses are tried before a DELETE: no recording shows how far the boot agent
// was. If it is deleted at once, a session comes back as a ghost.
var v1Pauses = []time.Duration{0, 3 * time.Second}

// replayV1Lives returns the number of lives in a folder.
func replayV1Lives(t *testing.T, files []string) int {
	t.Helper()
	lives := 0
	for id, steps := range v1Lives(t, files) {
		if steps = completed(id, steps); len(steps) < 2 {
			continue
		}
		lives++
		t.Run(id, func(t *testing.T) {
			var differences []string
			for _, pause := range v1Pauses {
				if differences = replayV1Life(t, id, steps, pause); len(differences) == 0 {
					return
				}
			}
			t.Error(strings.Join(differences, "\n"))
		})
	}
	return lives
}

var idInPath = regexp.MustCompile(`^/v1/session/([0-9a-f-]{36})(/|$)`)

// v1Lives returns the exchanges of each session. A list belongs to each session
// before it; only whether the session is in it counts.
func v1Lives(t *testing.T, files []string) map[string][]exchange {
	t.Helper()
	lives := map[string][]exchange{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		rec, err := parseRecording(data)
		if err != nil {
			t.Fatal(err)
		}
		if len(rec.Steps) > 0 || rec.version() == "" {
			continue
		}
		ex := exchange{Version: rec.version(), Request: *rec.Request, Response: *rec.Response}
		list, listed := ex.Response.Body.([]any)
		switch m := idInPath.FindStringSubmatch(ex.Request.Path); {
		case m != nil:
			lives[m[1]] = append(lives[m[1]], ex)
		case ex.Request.Path == "/v1/session" && ex.Response.Status == http.StatusCreated:
			id := v1ID(ex.Response.Body)
			lives[id] = append(lives[id], ex)
		case ex.Request.Path == "/v1/session" && listed:
			for id := range lives {
				only := ex
				only.Response.Body = []any{}
				if slices.Contains(list, any(id)) {
					only.Response.Body = []any{id}
				}
				lives[id] = append(lives[id], only)
			}
		}
	}
	return lives
}

// completed adds what somebody did and no file shows: the POST, if a description
// shows what it was, and the DELETE of a session that no longer exists. If
// neither is known, it is not a life.
func completed(id string, steps []exchange) []exchange {
	post := slices.IndexFunc(steps,
		func(ex exchange) bool { return ex.Request.Method == http.MethodPost && v1ID(ex.Response.Body) == id })
	known := slices.IndexFunc(steps, func(ex exchange) bool { return v1ID(ex.Response.Body) == id })
	if known < 0 {
		return nil
	}
	var out []exchange
	if post < 0 {
		out = append(out, v1Post(steps[known]))
	}
	gone := false
	for _, step := range steps {
		isDelete := step.Request.Method == http.MethodDelete && strings.HasSuffix(step.Request.Path, id)
		described := strings.HasSuffix(step.Request.Path, id) && step.Response.Status == http.StatusNotFound
		if described && !gone {
			out = append(out, exchange{
				Version: step.Version,
				Request: recordedRequest{Method: http.MethodDelete, Path: "/v1/session/" + id},
				Response: recordedResponse{
					Status: http.StatusNoContent, ContentType: "application/problem+json",
				},
			})
		}
		gone = gone || isDelete || described
		out = append(out, step)
	}
	return out
}

// v1Post returns the request that created a described session.
func v1Post(described exchange) exchange {
	body, _ := described.Response.Body.(object)
	return exchange{
		Version: described.Version,
		Request: recordedRequest{
			Method: http.MethodPost, Path: "/v1/session",
			Headers: map[string]*string{"Content-Type": new("application/json")},
			Body:    object{"operation": body["operation"], "templateName": body["templateName"]},
		},
	}
}

// replayV1Life returns the differences between the simulator and a life.
func replayV1Life(t testing.TB, id string, steps []exchange, pause time.Duration) []string {
	sim, err := v1LifeWorld(steps).open()
	if err != nil {
		return []string{err.Error()}
	}
	defer sim.Close()
	l := &v1Life{t: t, id: id, sim: sim, steps: steps}
	for i, step := range steps {
		if differences := l.step(step, pause); len(differences) > 0 {
			return append([]string{fmt.Sprintf("step %d, %s %s:", i+1, step.Request.Method, step.Request.Path)}, differences...)
		}
	}
	return l.last()
}

// step sends the request, repeatedly if it changes nothing, until the recorded
// answer comes.
func (l *v1Life) step(step exchange, pause time.Duration) []string {
	if step.Request.Method == http.MethodDelete && strings.HasSuffix(step.Request.Path, l.id) {
		l.sim.clock.Advance(pause)
	}
	if metadata, _ := fieldOf(step.Response.Body, "metadata").(object); metadata["stop_time"] != nil {
		l.waitForStop()
	}
	harmless := step.Request.Method == http.MethodGet || step.Response.Status >= http.StatusBadRequest
	for end := l.sim.clock.Now().Add(v1Patience); ; l.sim.toNextEvent(end) {
		differences := l.ask(step)
		if len(differences) == 0 || !harmless || !l.sim.clock.Now().Before(end) {
			return differences
		}
	}
}

func fieldOf(body any, key string) any {
	o, _ := body.(object)
	return o[key]
}

// waitForStop waits until the boot agent has stopped, if it does.
func (l *v1Life) waitForStop() {
	for end := l.sim.clock.Now().Add(v1Patience); l.sim.clock.Now().Before(end); l.sim.toNextEvent(end) {
		got, err := l.send(exchange{Request: recordedRequest{Method: http.MethodGet, Path: "/v1/session/" + l.id}})
		if stop, _ := fieldOf(got.body, "stop_time").(string); err != nil || stop != "" {
			return
		}
	}
}

// ask returns the differences between an answer and the recorded one, with the
// simulator's id in place of the recorder's.
func (l *v1Life) ask(step exchange) []string {
	got, err := l.send(step)
	if err != nil {
		return []string{err.Error()}
	}
	if l.got == "" {
		l.got = v1ID(got.body)
	}
	want := step.Response.answer()
	if want.status == 0 && want.contentType == "" && step.Request.Method == http.MethodPost &&
		step.Request.Path == "/v1/session" {
		return nil // the POST that no file shows
	}
	want.body = renamed(want.body, l.id, l.got)
	return compareAnswers(want, got)
}

// send sends a request without a network. A connection that closes without an
// answer is a panic of net/http's own there.
func (l *v1Life) send(step exchange) (got answer, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			if cause != http.ErrAbortHandler { //nolint:errorlint // it is this very value
				panic(cause)
			}
			got, err = answer{}, nil
		}
	}()
	rename := func(text string) string { return strings.ReplaceAll(text, l.id, l.got) }
	if l.got == "" {
		rename = func(text string) string { return text }
	}
	request := httptest.NewRequestWithContext(l.t.Context(), step.Request.Method, rename(step.Request.Path),
		bytes.NewBufferString(rename(string(step.Request.payload()))))
	for name := range step.Request.Headers {
		if value, ok := step.Request.header(name); ok {
			request.Header.Set(name, value)
		}
	}
	recorder := httptest.NewRecorder()
	l.sim.bos.ServeHTTP(recorder, request)
	got, err = parseAnswer(recorder.Code, recorder.Header().Get("Content-Type"), recorder.Body.Bytes())
	got.allow = methods(recorder.Header().Get("Allow"))
	return got, err
}

// last returns the differences if the last state of each path does not last.
// Which state was the last before somebody changed something, later steps do not
// show.
func (l *v1Life) last() []string {
	l.sim.clock.Advance(v1Lasting)
	seen := map[string]bool{}
	for _, step := range slices.Backward(l.steps) {
		if step.Request.Method != http.MethodGet {
			return nil
		}
		if seen[step.Request.Path] {
			continue
		}
		seen[step.Request.Path] = true
		if differences := l.ask(step); l.stopped(step) && len(differences) > 0 {
			return append([]string{"later, " + step.Request.Path + ":"}, differences...)
		}
	}
	return nil
}

// stopped reports whether the recorded answer shows that it was the end.
func (l *v1Life) stopped(step exchange) bool {
	metadata, _ := fieldOf(step.Response.Body, "metadata").(object)
	stop, _ := fieldOf(step.Response.Body, "stop_time").(string)
	return metadata["stop_time"] != nil || stop != "" || step.Response.Status == http.StatusNotFound
}
