// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/recorded"
)

// hsmExchange is a recorded exchange with a real hardware state manager.
type hsmExchange struct {
	Name    string `json:"-"`
	Title   string
	Request struct {
		Method, Path string
		Headers      map[string]string
		Body         json.RawMessage
	}
	Response struct {
		Status  int
		Headers map[string]string
		Body    any
	}
}

// TestHSMRecordings compares the simulator with every recorded exchange with HSM.
// An exchange is replayed on the system that was recorded; if the answer differs,
// also on that system in the state that the exchange implies: a request to delete
// a group that succeeded met one.
func TestHSMRecordings(t *testing.T) {
	folder := recorded.HSM(t)
	base := hsmWorldBeside(t, folder.Path)
	replayed, implied, failed := 0, 0, 0
	for _, file := range folder.Files() {
		ex := readHSMExchange(t, file)
		t.Run(ex.Name, func(t *testing.T) {
			replayed++
			diffs := ex.replay(t, base.clone())
			if len(diffs) == 0 {
				return
			}
			implied++
			if diffs = ex.replay(t, base.clone().givenFor(ex)); len(diffs) > 0 {
				failed++
				t.Error(strings.Join(diffs, "\n"))
			}
		})
	}
	fmt.Printf("%s: replayed %d, %d of them from a state of their own; %d of the replayed failed\n",
		folder.Name, replayed, implied, failed)
}

// hsmWorldBeside reads the system that was recorded: it is in the folder of
// vectors beside the recordings, or where the vectors are.
func hsmWorldBeside(t testing.TB, dir string) *hsmWorld {
	t.Helper()
	vectors := filepath.Join(dir, "..", "vectors")
	if _, err := os.Stat(filepath.Join(vectors, "state_components.json")); err != nil {
		vectors = recorded.Vectors(t).Path
	}

	return newHSMWorld(t, vectors)
}

func readHSMExchange(t testing.TB, file string) hsmExchange {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	ex := hsmExchange{Name: strings.TrimSuffix(filepath.Base(file), ".json")}
	if err := decodeJSON(text, &ex); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	if ex.Request.Method == "" || ex.Response.Status == 0 {
		t.Fatalf("%s: not a recording", file)
	}

	return ex
}

// payload returns the body as it was sent: malformed JSON was recorded as a string.
func (ex hsmExchange) payload() []byte {
	var text string
	switch {
	case string(ex.Request.Body) == "null":
		return nil
	case json.Unmarshal(ex.Request.Body, &text) == nil:
		return []byte(text)
	default:
		return ex.Request.Body
	}
}

// replay sends the request to a simulator of the world, and returns how the answer
// differs.
func (ex hsmExchange) replay(t testing.TB, w *hsmWorld) []string {
	t.Helper()
	cfg := bossim.Config{System: w.system()}
	if m := namedSMD.FindStringSubmatch(ex.Title); m != nil {
		cfg.SMD = m[1] + ".0"
	}
	sim, err := bossim.New(cfg)
	if err != nil {
		return []string{err.Error()}
	}
	sim.SetHSMDatabaseDown(strings.Contains(ex.Title, "database down"))

	return compareHSM(ex.answer(), ex.send(t, sim))
}

// hsmAnswer is what is compared of two answers.
type hsmAnswer struct {
	status  int
	headers map[string]string // of comparedHeaders, those that are set
	body    any               // a string if it is not JSON, nil if there is none
}

var comparedHeaders = []string{"content-type", "allow", "location"}

func (ex hsmExchange) answer() hsmAnswer {
	a := hsmAnswer{status: ex.Response.Status, headers: map[string]string{}, body: ex.Response.Body}
	for name, value := range ex.Response.Headers {
		if name = strings.ToLower(name); slices.Contains(comparedHeaders, name) {
			a.headers[name] = value
		}
	}

	return a
}

func (ex hsmExchange) send(t testing.TB, sim *bossim.Server) hsmAnswer {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), ex.Request.Method, ex.Request.Path, bytes.NewReader(ex.payload()))
	for name, value := range ex.Request.Headers {
		request.Header.Set(name, value)
	}
	recorder := httptest.NewRecorder()
	sim.ServeHTTP(recorder, request)
	a := hsmAnswer{status: recorder.Code, headers: map[string]string{}}
	for _, name := range comparedHeaders {
		if value := recorder.Header().Get(name); value != "" {
			a.headers[name] = value
		}
	}
	if text := recorder.Body.String(); text != "" && decodeJSON([]byte(text), &a.body) != nil {
		a.body = text
	}

	return a
}

// compareHSM lists every difference between two answers, none if they agree. Lists
// agree with any permutation of them: SMD does not sort.
func compareHSM(want, got hsmAnswer) []string {
	var diffs []string
	if want.status != got.status {
		diffs = append(diffs, fmt.Sprintf("status: recorded %d, got %d", want.status, got.status))
	}
	for _, name := range comparedHeaders {
		if want.headers[name] != got.headers[name] {
			diffs = append(diffs, fmt.Sprintf("%s: recorded %q, got %q", name, want.headers[name], got.headers[name]))
		}
	}
	wanted, found := canonical(want.body), canonical(got.body)
	if wanted != found {
		diffs = append(diffs, fmt.Sprintf("body: recorded %s, got %s", excerpt(want.body), excerpt(got.body)),
			fmt.Sprintf("first differs at %s", firstDifference(wanted, found)))
	}

	return diffs
}

// canonical returns the JSON of a value with every list in the order of its
// elements' JSON.
func canonical(value any) string {
	var parts []string
	switch v := value.(type) {
	case object:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, string(encodeJSON(key))+":"+canonical(v[key]))
		}

		return "{" + strings.Join(parts, ",") + "}"
	case []any:
		for i := range v {
			parts = append(parts, canonical(v[i]))
		}
		slices.Sort(parts)

		return "[" + strings.Join(parts, ",") + "]"
	default:
		return string(encodeJSON(value))
	}
}

func firstDifference(a, b string) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	from := max(0, i-40)

	return fmt.Sprintf("%q and %q", a[from:min(len(a), i+80)], b[from:min(len(b), i+80)])
}
