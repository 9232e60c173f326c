// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// The session that stages is still being set up when the nodes are read, and has staged when BOS processes the
// POST.
func TestApplyStaged_faultsWhileStaging(t *testing.T) {
	t.Parallel()
	for _, clearStage := range []bool{false, true} {
		for name, fault := range map[string]bossim.Fault{
			"carried out late": {CommitAfter: 29 * time.Second},
			"never":            {Drop: true}, // there is a stage in the end, of unknown age
		} {
			s := newSimulated(t, bossim.DefaultSystem(8), onApply(fault))
			if _, err := s.PatchOptions(t.Context(), bos.Options{"clear_stage": flag(clearStage)}); err != nil {
				t.Fatal(err)
			}
			s.beginStaging(t, "st")

			_, err := s.ApplyStaged(t.Context(), stagedIDs)

			var open *bos.UnresolvedApplicationError
			if !errors.As(err, &open) || s.applies() != 1 || !slices.Equal(open.Unknown, stagedNodes) || !slices.Equal(open.Known.Ignored, ignoredIDs) {
				t.Errorf("%s, clear_stage %t: %#v", name, clearStage, err)
			}
			s.clock.Advance(time.Hour)
			if booted := s.record(t, stagedNodes[0]).Session == "st"; booted != (name != "never") { // the control
				t.Errorf("%s, clear_stage %t: booted %t", name, clearStage, booted)
			}
		}
	}
}

// A node without a stage before the POST whose answer is lost.
func TestApplyStaged_resultOfANodeWithoutAStage(t *testing.T) {
	t.Parallel()
	record := func(session, staged string, stagedAt, actedAt int) string {
		return fmt.Sprintf(`[{"id":"n","session":%q,"last_action":{"last_updated":"2026-11-22T11:00:%02d"},
			"staged_state":{"session":%q,"last_updated":"2026-11-22T11:00:%02d"}}]`, session, actedAt, staged, stagedAt)
	}
	bare := `[{"id":"n","enabled":false}]`
	for name, test := range map[string]struct{ before, now, want string }{
		"nothing happened":                {record("old", "", 1, 1), record("old", "", 1, 1), "kept"},
		"nothing, to a new one":           {bare, bare, "kept"},
		"it is not there":                 {"[]", "[]", "kept"},
		"staged":                          {record("old", "", 1, 1), record("old", "st", 9, 1), "open"},
		"staged within the second":        {record("old", "", 1, 1), record("old", "st", 1, 1), "open"},
		"staged and begun":                {record("old", "", 1, 1), record("st", "st", 9, 9), "open"},
		"staged, begun and cleared":       {record("old", "", 1, 1), record("st", "", 9, 9), "open"},
		"the same, within the second":     {record("old", "", 1, 1), record("st", "", 1, 1), "open"},
		"staged, failed and cleared":      {record("old", "", 1, 1), record("old", "", 9, 9), "open"},
		"cleared, no more":                {record("old", "", 1, 1), record("old", "", 9, 1), "open"},
		"acted on":                        {record("old", "", 1, 1), record("old", "", 1, 9), "open"},
		"there since":                     {"[]", bare, "open"},
		"no longer there":                 {bare, "[]", "open"},
		"begun, and it was a new one":     {bare, record("st", "st", 9, 9), "open"},
		"staged again, after it was none": {record("", "", 1, 1), record("", "st", 9, 1), "open"},
	} {
		if got := fate(t, []string{test.before, test.now}); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

// halfAnswer returns BOS's answer without some of the nodes.
func halfAnswer(body string) bossim.Fault {
	return onApply(bossim.Fault{Rewrite: func(status int, _ http.Header, _ []byte) (int, []byte) { return status, []byte(body) }})
}

// The records show the results of nodes that the answer leaves out. An answer about other nodes is not used at all.
func TestApplyStaged_answerWithoutSomeNodes(t *testing.T) {
	t.Parallel()
	nothing, one := `{"succeeded":[],"failed":[],"ignored":[]}`, `{"succeeded":["`+stagedNodes[0]+`"],"failed":[],"ignored":["`+absentNode+`"]}`
	others := `{"succeeded":["x9c0s0b0n0"],"failed":["` + stagedNodes[0] + `","` + stagedNodes[1] + `"],"ignored":["` + absentNode + `","` + plainNode + `"]}`
	blind := onNodes(bossim.Fault{Skip: 1, Status: http.StatusBadRequest})
	whole := wantLists(stagedNodes, nil, ignoredIDs, nil, false)
	part, missing := wantLists(stagedNodes[:1], nil, ignoredIDs[1:], nil, false), []string{stagedNodes[1], plainNode}
	for name, row := range map[string]struct {
		faults  []bossim.Fault
		end     string
		known   string
		unknown []string
	}{
		"all":  {[]bossim.Fault{halfAnswer(nothing)}, applied, whole, nil},
		"some": {[]bossim.Fault{halfAnswer(one)}, applied, whole, nil},
		"all, no records": {
			[]bossim.Fault{halfAnswer(nothing), blind},
			unresolved, wantLists(nil, nil, nil, nil, false),
			slices.Concat(stagedNodes, ignoredIDs),
		},
		"some, no records": {[]bossim.Fault{halfAnswer(one), blind}, unresolved, part, missing},
		"others":           {[]bossim.Fault{halfAnswer(others)}, applied, whole, nil},
		"others, blind": {
			[]bossim.Fault{halfAnswer(others), blind},
			unresolved, wantLists(nil, nil, nil, nil, false),
			slices.Concat(stagedNodes, ignoredIDs),
		},
		"some, no look": {[]bossim.Fault{halfAnswer(one), onNodes(bossim.Fault{Status: 403})}, unresolved, part, missing},
	} {
		s := stagedSystem(t, false, row.faults...)

		got, err := s.ApplyStaged(t.Context(), stagedIDs)

		var open *bos.UnresolvedApplicationError
		var unknown []string
		if errors.As(err, &open) {
			got, unknown = open.Known, open.Unknown
			if !strings.Contains(err.Error(), "200 OK: the answer ") {
				t.Errorf("%s: %v", name, err)
			}
		}
		if applicationResult(err) != row.end || s.applies() != 1 || !slices.Equal(unknown, row.unknown) || lists(got) != row.known {
			t.Errorf("%s: %v\ngot  %s, unknown %v\nwant %s, %v", name, err, lists(got), unknown, row.known, row.unknown)
		}
	}
}

// The requests before the POST, and its answer, take time.
func TestApplyStaged_returnsTheTimeOfThePOST(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]http.HandlerFunc{
		"answered":   scripted.OK(`{"succeeded":["n"],"failed":[],"ignored":[]}`),
		"lost, done": scripted.Drop,
		"unresolved": scripted.OK(`{}`),
	} {
		var f *fixture
		posted := false
		f = newFixture(t, func(w http.ResponseWriter, r *http.Request) {
			f.clock.Advance(10 * time.Second)
			switch {
			case r.Method == http.MethodPost:
				posted = true
				answer(w, r)
			case strings.HasSuffix(r.URL.Path, "/options"):
				scripted.OK(`{}`)(w, r)
			case posted && name == "unresolved":
				scripted.Status(http.StatusBadRequest)(w, r)
			case posted:
				scripted.OK(state{"st", "st", 9, "k", "c", true, "", "apply_staged"}.json())(w, r)
			default:
				scripted.OK(state{session: "old", staged: "st", second: 1}.json())(w, r)
			}
		}, func(c *config) { c.APIVersion = bos.APIv2 })

		got, err := f.ApplyStaged(t.Context(), []string{"n"})

		var open *bos.UnresolvedApplicationError
		if errors.As(err, &open) {
			got = open.Known
		}
		if want := start.Add(20 * time.Second); !got.Sent.Equal(want) || (open == nil) != (name != "unresolved") {
			t.Errorf("%s: sent at %v, want %v: %v", name, got.Sent, want, err)
		}
	}
}
