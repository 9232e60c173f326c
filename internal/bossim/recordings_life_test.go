// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// A life is compared resource by resource (the session, its extended status, a
// component), each as its sequence of distinct states: answers without times,
// UUIDs and orders, without repetitions.
//
// The recorder polled every 0.15 to 0.3 s a server that wrote more often than
// that, so it missed states; the simulator is read after each of its events.
// Therefore the recorded sequence must be a subsequence of the simulator's, with
// the same first and the same last state. The order between the states of two
// resources is not compared: the recorder read one after the other, while
// operators were writing.
const (
	afterwards = 5 * time.Second  // how long the last states must last
	patience   = 15 * time.Second // beyond the recording's length, without any change
)

// skews are the orders of the operators' runs with which a life is tried, the
// most successful first. Real operators run side by side, in phases that no
// recording shows: one of these orders must reproduce the whole life.
var skews = []int{3, 1, 9, 14, 0, 2, 4, 5, 6, 7, 8, 10, 11, 12, 13, 15, 16, 17, 18, 19, 20, 21, 22, 23}

// history is the sequence of distinct states of one resource.
type history struct {
	path   string
	states []answer
}

// see adds a state, and reports whether it differs from the one before.
func (h *history) see(state answer) bool {
	n := len(h.states)
	if n > 0 && len(compareAnswers(h.states[n-1], state)) == 0 {
		return false
	}
	h.states = append(h.states, state)
	return true
}

func (h *history) last() answer { return h.states[len(h.states)-1] }

func replayLife(t testing.TB, steps []exchange) result {
	t.Helper()
	if reason := lifeNotReplayed(steps); reason != "" {
		return result{reason: reason}
	}
	var first []string
	for _, w := range lifeWorlds(steps) {
		var differences []string
		for _, skew := range skews {
			w.timing.Skew = skew
			if differences = replayFrom(t, w, steps); len(differences) == 0 {
				break
			}
			if first == nil {
				first = differences
			}
		}
		if len(differences) > 0 {
			return result{differences: first}
		}
		first = nil
	}
	return result{}
}

// life is one run of the simulator through a recording.
type life struct {
	t          testing.TB
	sim        *simulator
	steps      []exchange
	recorded   map[string]*history
	seen       map[string]*history
	order      []string       // of the resources' first appearances
	asks       map[string]int // resource → a step that asks for it
	changed    time.Time      // when a resource last did
	unrecorded []exchange
	renamed    *strings.Replacer // a session's name that BOS made up → the simulator's
}

// replayFrom returns the differences between a recording and a simulator that
// begins in w.
func replayFrom(t testing.TB, w *world, steps []exchange) []string {
	sim, err := w.open()
	if err != nil {
		return []string{err.Error()}
	}
	defer sim.Close()
	l := &life{
		t: t, sim: sim, steps: steps, recorded: map[string]*history{}, seen: map[string]*history{},
		asks: map[string]int{}, renamed: strings.NewReplacer(), unrecorded: w.unrecorded,
	}
	return l.run()
}

func (l *life) run() []string {
	if l.steps[0].Request.Method == http.MethodGet {
		l.sendUnrecorded()
	}
	for i, step := range l.steps {
		if step.Request.Method != http.MethodGet {
			if diffs := l.act(step); len(diffs) > 0 {
				return diffs
			}
			continue
		}
		l.expect(i, step)
	}
	l.waitUntil(func() bool { return l.agreed() && !l.changesWithin(afterwards) })
	var diffs []string
	for _, path := range l.order {
		diffs = append(diffs, compareHistories(l.recorded[path], l.seen[path])...)
	}
	return diffs
}

// expect adds a recorded state.
func (l *life) expect(i int, step exchange) {
	path := step.Request.Path
	if l.recorded[path] == nil {
		l.recorded[path], l.seen[path] = &history{path: path}, &history{path: path}
		l.order = append(l.order, path)
		l.asks[path] = i
	}
	l.recorded[path].see(step.Response.answer())
}

// act sends a request that changes something, once the simulator is where the
// recorder was when it sent it.
func (l *life) act(step exchange) []string {
	if !l.waitUntil(l.agreed) {
		return []string{fmt.Sprintf("before %s %s the simulator never reached the recorded states",
			step.Request.Method, step.Request.Path)}
	}
	got, err := l.ask(step)
	if err != nil {
		return []string{err.Error()}
	}
	l.sendUnrecorded()
	want := step.Response.answer()
	diffs := compareAnswers(want, got)
	recordedName, gotName := nameIn(want.body), nameIn(got.body)
	if isUUID.MatchString(recordedName) && gotName != "" {
		l.renamed = strings.NewReplacer(recordedName, gotName)
	}
	for i := range diffs {
		diffs[i] = step.Request.Method + " " + step.Request.Path + ": " + diffs[i]
	}
	return diffs
}

// sendUnrecorded sends the requests that no step shows but the answers imply.
func (l *life) sendUnrecorded() {
	for _, other := range l.unrecorded {
		if _, err := l.ask(other); err != nil {
			l.t.Errorf("%s %s: %v", other.Request.Method, other.Request.Path, err)
		}
	}
	l.unrecorded = nil
}

func nameIn(body any) string {
	o, _ := body.(object)
	name, _ := o["name"].(string)
	return name
}

// ask sends a request without a network.
func (l *life) ask(step exchange) (answer, error) {
	path := l.renamed.Replace(step.Request.Path)
	request := httptest.NewRequestWithContext(l.t.Context(), step.Request.Method, path,
		bytes.NewReader(step.Request.payload()))
	for name := range step.Request.Headers {
		if value, ok := step.Request.header(name); ok {
			request.Header.Set(name, value)
		}
	}
	recorder := httptest.NewRecorder()
	l.sim.bos.ServeHTTP(recorder, request)
	return parseAnswer(recorder.Code, recorder.Header().Get("Content-Type"), recorder.Body.Bytes())
}

// readAll reads every resource that the recorder has read so far, and reports
// whether one has changed.
func (l *life) readAll() bool {
	before := l.changed
	for _, path := range l.order {
		got, err := l.ask(l.steps[l.asks[path]])
		if err != nil {
			l.t.Fatalf("%s: %v", path, err)
		}
		if l.seen[path].see(got) {
			l.changed = l.sim.clock.Now()
		}
	}
	return !l.changed.Equal(before)
}

// agreed reports whether every resource is in its last recorded state so far.
func (l *life) agreed() bool {
	l.readAll()
	for _, path := range l.order {
		if len(compareAnswers(l.recorded[path].last(), l.seen[path].last())) > 0 {
			return false
		}
	}
	return true
}

func (l *life) waitUntil(reached func() bool) bool {
	length := time.Duration((l.steps[len(l.steps)-1].At - l.steps[0].At) * float64(time.Second))
	for l.changed = l.sim.clock.Now(); l.sim.clock.Now().Sub(l.changed) < length+patience; {
		if reached() {
			return true
		}
		l.sim.toNextEvent(l.changed.Add(length + patience))
	}
	return false
}

func (l *life) changesWithin(d time.Duration) bool {
	for end := l.sim.clock.Now().Add(d); l.sim.clock.Now().Before(end); {
		l.sim.toNextEvent(end)
		if l.readAll() {
			return true
		}
	}
	return false
}

func compareHistories(recorded, seen *history) []string {
	var diffs []string
	at := 0
	for i, want := range recorded.states {
		found := at
		for found < len(seen.states) && len(compareAnswers(want, seen.states[found])) > 0 {
			found++
		}
		if found == len(seen.states) {
			return append(diffs, fmt.Sprintf("%s: recorded state %d of %d does not follow:\n"+
				"  recorded %s\n  the simulator continued with%s",
				recorded.path, i+1, len(recorded.states), excerptLong(want.body), listStates(seen.states[at:])))
		}
		if i == 0 && found > 0 {
			diffs = append(diffs, fmt.Sprintf("%s: the first state differs: recorded %s, got %s",
				recorded.path, excerptLong(want.body), excerptLong(seen.states[0].body)))
		}
		at = found + 1
	}
	if at != len(seen.states) {
		diffs = append(diffs, fmt.Sprintf("%s: the last state differs: recorded %s, got %s",
			recorded.path, excerptLong(recorded.last().body), excerptLong(seen.last().body)))
	}
	return diffs
}

func excerptLong(value any) string {
	text := string(encodeJSON(value))
	if len(text) > 1500 {
		text = text[:1500] + "…"
	}
	return text
}

func listStates(states []answer) string {
	var text strings.Builder
	for i, state := range states {
		if i == 12 {
			fmt.Fprintf(&text, "\n    … %d more", len(states)-i)
			break
		}
		text.WriteString("\n    " + excerptLong(state.body))
	}
	if len(states) == 0 {
		return " nothing"
	}
	return text.String()
}
