// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// state is the part of a node's record that shows the result of its stage.
type state struct {
	session, staged string
	second          int // of the last update of the stage
	kernel          string
	configuration   string
	enabled         bool
	failure, action string
}

func (s state) json() string {
	return fmt.Sprintf(`[{"id":"n","session":%q,"enabled":%t,"error":%q,"last_action":{"action":%q},
		"desired_state":{"boot_artifacts":{"kernel":%q},"configuration":%q},
		"staged_state":{"session":%q,"last_updated":"2026-11-22T11:00:%02d","boot_artifacts":{"kernel":"k"},"configuration":"c"}}]`,
		s.session, s.enabled, s.failure, s.action, s.kernel, s.configuration, s.staged, s.second)
}

// The session st staged kernel k and configuration c in second 1; the answer to the POST is lost.
func TestApplyStaged_resultAfterALostAnswer(t *testing.T) {
	t.Parallel()
	const apply = "apply_staged"
	fresh := state{session: "old", staged: "st", second: 1, kernel: "o", configuration: "o"}
	again := state{session: "st", staged: "st", second: 1, kernel: "k", configuration: "c", action: apply}
	stale := state{session: "old", staged: "st", second: 1, kernel: "k", configuration: "c", failure: "gone", action: apply}
	half := stale
	half.configuration = "o"
	with := func(s state, edit func(*state)) state { edit(&s); return s }
	for name, test := range map[string]struct {
		before, now state
		want        string
	}{
		"nothing happened":                      {fresh, fresh, "kept"},
		"nothing, to one that had been applied": {again, again, "kept"},
		"taken over, stage untouched":           {fresh, with(fresh, func(s *state) { s.session = "new" }), "kept"},
		"begun":                                 {fresh, state{"st", "st", 9, "k", "c", true, "", apply}, "begun"},
		"begun, and acted on":                   {fresh, state{"st", "st", 9, "k", "c", true, "", "powering_on"}, "begun"},
		"begun, and finished":                   {fresh, state{"st", "st", 9, "k", "c", false, "", "powering_on"}, "begun"},
		"begun, and it failed to power on":      {fresh, state{"st", "st", 9, "k", "c", false, "no power", "powering_on"}, "begun"},
		"begun, and something is wrong":         {fresh, state{"st", "st", 9, "k", "c", true, "no power", apply}, "begun"},
		"begun, and was as desired":             {fresh, state{"st", "st", 9, "k", "c", false, "", apply}, "begun"},
		"begun and cleared":                     {fresh, state{"st", "", 9, "k", "c", true, "", apply}, "begun"},
		"within the second of the staging":      {fresh, state{"st", "st", 1, "k", "c", true, "", apply}, "begun"},
		"begun again":                           {again, with(again, func(s *state) { s.second = 9 }), "begun"},
		"failed":                                {fresh, state{"st", "st", 9, "o", "o", false, "gone", apply}, "failed"},
		"failed and cleared":                    {fresh, state{"st", "", 9, "o", "o", false, "gone", apply}, "failed"},
		"failed, desired before":                {again, with(again, func(s *state) { s.second, s.failure = 9, "gone" }), "failed"},
		"failed again, other kernel desired": {
			with(stale, func(s *state) { s.kernel = "o" }),
			state{"st", "st", 9, "o", "c", false, "gone", apply},
			"failed",
		},
		"failed again, other configuration":  {half, state{"st", "st", 9, "k", "o", false, "gone", apply}, "failed"},
		"an error of before, all as desired": {stale, state{"st", "st", 9, "k", "c", false, "gone", apply}, "open"},
		"staged anew":                        {again, with(again, func(s *state) { s.staged, s.second = "new", 9 }), "open"},
		"staged anew within the second":      {again, with(again, func(s *state) { s.staged = "new" }), "open"},
		"touched, and taken over":            {fresh, state{"new", "st", 9, "x", "x", true, "", "session_setup"}, "open"},
		"cleared, and taken over":            {fresh, state{"new", "", 9, "x", "x", true, "", "session_setup"}, "open"},
		"the stage taken away":               {fresh, with(fresh, func(s *state) { s.staged, s.second = "", 9 }), "open"},
	} {
		states := []string{test.before.json(), test.now.json()}
		if got := fate(t, states); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
	if got := fate(t, []string{fresh.json(), "[]"}); got != "open" {
		t.Errorf("the record is gone: %s", got)
	}
}

// fate returns the result that the client derives from the first and the last record.
func fate(t *testing.T, states []string) string {
	t.Helper()
	f := newFixture(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodPost:
			scripted.Drop(w, r)
		case strings.HasSuffix(r.URL.Path, "/components"):
			scripted.OK(states[0])(w, r)
			states = states[1:]
		default:
			scripted.OK(`{"clear_stage":false}`)(w, r)
		}
	})

	got, err := f.ApplyStaged(t.Context(), []string{"n"})

	switch end := applicationResult(err); {
	case end == notApplied:
		return "kept"
	case end == unresolved:
		return "open"
	case err == nil && len(got.Succeeded) == 1 && got.Failed == nil:
		return "begun"
	case err == nil && len(got.Failed) == 1 && got.Succeeded == nil && got.Errors["n"] == "gone":
		return "failed"
	default:
		return fmt.Sprintf("%s: %+v, %v", end, got, err)
	}
}

// cutClock interrupts the n-th pause.
type cutClock struct {
	*bossim.SteppedClock
	left int
	cut  context.CancelCauseFunc
}

func (c *cutClock) Sleep(ctx context.Context, d time.Duration) error {
	if c.left--; c.left == 0 {
		c.cut(errInterrupt)
	}
	return c.SteppedClock.Sleep(ctx, d)
}

// While the POST waits for the rate limit, nothing has been sent.
func TestApplyStaged_interruptedDuringTheRateLimit(t *testing.T) {
	t.Parallel()
	for pause, posts := range map[int]int{1: 0, 2: 0, 3: 1} {
		ctx, cancel := context.WithCancelCause(t.Context())
		defer cancel(nil)
		f := newFixture(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost {
				scripted.OK(`{"succeeded":[],"failed":[],"ignored":["n"]}`)(w, r)
				return
			}
			scripted.OK(`[]`)(w, r)
		}, func(c *config) {
			c.MaxRequestsPerSecond = 1
			c.Clock = &cutClock{bossim.NewSteppedClock(start), pause, cancel}
		})

		_, err := f.ApplyStaged(ctx, []string{"n"})

		var not *bos.NotAppliedError
		if len(f.Seen("POST")) != posts || (posts == 0) != errors.As(err, &not) || (posts == 0) != errors.Is(err, errInterrupt) {
			t.Errorf("pause %d: %v after %d POSTs", pause, err, len(f.Seen("POST")))
		}
	}
}
