// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

const templatePath = "/v2/sessiontemplates/full"

func onTemplate(method string, f bossim.Fault) bossim.Fault {
	f.Method, f.Path = method, templatePath
	return f
}

// after returns the fault for the requests after the first n.
func after(n int, f bossim.Fault) bossim.Fault {
	f.Skip = n
	return f
}

// The results that a PUT can have.
const (
	kept       = "kept"
	turnedDown = "turned down" // for certain
	open       = "open"        // unknown: the error matches ErrAmbiguous
)

func putResult(err error) string {
	switch {
	case err == nil:
		return kept
	case errors.Is(err, gateway.ErrAmbiguous):
		return open
	default:
		return turnedDown
	}
}

// putRow is a PUT under faults, and its result.
type putRow struct {
	faults []bossim.Fault
	end    string
	kind   error // what the error also matches; nil = nothing else
	puts   int
	there  bool // in the end, whatever the result says
}

func (r putRow) check(t *testing.T, s *simulated, got bos.SessionTemplate, err error) {
	t.Helper()
	if putResult(err) != r.end || r.kind != nil && !errors.Is(err, r.kind) || errors.Is(err, gateway.ErrNotFound) {
		t.Errorf("%s, want %s: %v", putResult(err), r.end, err)
	}
	if want := fullTemplate(); (err == nil) != got.Equal(want) {
		t.Errorf("got %+v", got)
	}
	if n := s.sim.Count("PUT", "*/*/*/*"); n != r.puts || n != s.sim.Count("PUT", templatePath) {
		t.Errorf("%d PUTs, want %d", n, r.puts)
	}
	s.sim.Lift()
	if found, err := s.SessionTemplate(t.Context(), "full"); (err == nil) != r.there {
		t.Errorf("in the end: %+v, %v", found, err)
	}
}

// foreign is an answer that does not come from BOS.
func foreign(status int, _ http.Header, _ []byte) (int, []byte) {
	return status, []byte("<html>hello</html>")
}

var putFaults = map[string]putRow{
	"none":                          {nil, kept, nil, 1, true},
	"unavailable once":              {[]bossim.Fault{onTemplate("PUT", once(down))}, kept, nil, 2, true},
	"answer lost, done":             {[]bossim.Fault{onTemplate("PUT", once(lostDone))}, kept, nil, 2, true},
	"answer cut off":                {[]bossim.Fault{onTemplate("PUT", once(bossim.Fault{Truncate: 10}))}, kept, nil, 2, true},
	"all answers lost, done":        {[]bossim.Fault{onTemplate("PUT", lostDone)}, kept, nil, 6, true},
	"all answers lost, undone":      {[]bossim.Fault{onTemplate("PUT", lost)}, open, gateway.ErrUnavailable, 6, false},
	"error of the server, done":     {[]bossim.Fault{onTemplate("PUT", bossim.Fault{Status: 500, Commit: true})}, kept, nil, 1, true},
	"error of the server, undone":   {[]bossim.Fault{onTemplate("PUT", bossim.Fault{Status: 500})}, open, nil, 1, false},
	"not BOS's words, done":         {[]bossim.Fault{onTemplate("PUT", bossim.Fault{Rewrite: foreign})}, kept, nil, 1, true},
	"forbidden":                     {[]bossim.Fault{onTemplate("PUT", bossim.Fault{Status: 403})}, turnedDown, gateway.ErrUnauthorized, 1, false},
	"bad request":                   {[]bossim.Fault{onTemplate("PUT", bossim.Fault{Status: 400})}, turnedDown, nil, 1, false},
	"too many requests":             {[]bossim.Fault{onTemplate("PUT", bossim.Fault{Status: 429})}, turnedDown, gateway.ErrUnavailable, 6, false},
	"lost and done, then forbidden": {[]bossim.Fault{onTemplate("PUT", once(lostDone)), onTemplate("PUT", bossim.Fault{Status: 403})}, kept, nil, 2, true},
	"lost, undone, then forbidden": {
		[]bossim.Fault{onTemplate("PUT", once(lost)), onTemplate("PUT", bossim.Fault{Status: 403})},
		open,
		gateway.ErrUnauthorized, 2, false,
	},
	"lost and done, then no look": {[]bossim.Fault{onTemplate("PUT", lostDone), onTemplate("GET", after(1, down))}, open, gateway.ErrUnavailable, 6, true},
	"lost and done, the look denied": {
		[]bossim.Fault{onTemplate("PUT", lostDone), onTemplate("GET", after(1, bossim.Fault{Status: 403}))},
		open,
		gateway.ErrUnauthorized, 6, true,
	},
}

func TestCreateSessionTemplate_faults(t *testing.T) {
	t.Parallel()
	for name, row := range putFaults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSimulated(t, bossim.DefaultSystem(4), row.faults...)

			got, err := s.CreateSessionTemplate(t.Context(), fullTemplate(), false)

			row.check(t, s, got, err)
		})
	}
}

// An interrupt prevents further attempts, but ends neither the one in flight nor the look-up after it.
func TestCreateSessionTemplate_interrupted(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]putRow{
		"answered":     {nil, kept, nil, 1, true},
		"lost, done":   {[]bossim.Fault{onTemplate("PUT", lostDone)}, kept, nil, 1, true},
		"lost, undone": {[]bossim.Fault{onTemplate("PUT", lost)}, open, errInterrupt, 1, false},
		"unavailable":  {[]bossim.Fault{onTemplate("PUT", down)}, open, errInterrupt, 1, false},
		"forbidden":    {[]bossim.Fault{onTemplate("PUT", bossim.Fault{Status: 403})}, turnedDown, gateway.ErrUnauthorized, 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancelCause(t.Context())
			s := newSimulated(t, bossim.DefaultSystem(4), row.faults...)
			s.sim.OnRequest(func(r bossim.Request) {
				if r.Method == "PUT" {
					cancel(errInterrupt)
				}
			})

			got, err := s.CreateSessionTemplate(ctx, fullTemplate(), false)

			if context.Cause(ctx) == nil {
				t.Fatal("it was not interrupted")
			}
			row.check(t, s, got, err)
		})
	}
}

func TestCreateSessionTemplate_interruptedBefore(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	s := newSimulated(t, bossim.DefaultSystem(4))
	s.sim.OnRequest(func(bossim.Request) { cancel(errInterrupt) }) // during the first look-up

	_, err := s.CreateSessionTemplate(ctx, fullTemplate(), false)

	if !errors.Is(err, errInterrupt) || errors.Is(err, gateway.ErrAmbiguous) || s.sim.Count("PUT", templatePath) != 0 {
		t.Errorf("got %v", err)
	}
}

// If the look-up fails, nothing is overwritten.
func TestCreateSessionTemplate_writesNothingAfterAFailedLookUp(t *testing.T) {
	t.Parallel()
	for _, fault := range []bossim.Fault{{Status: 403}, {Status: 404, Body: "no route"}, {Status: 503}, {Drop: true}, {Rewrite: foreign}} {
		s := newSimulated(t, bossim.DefaultSystem(4), onTemplate("GET", fault))

		_, err := s.CreateSessionTemplate(t.Context(), fullTemplate(), false)

		var untouched *bos.TemplateUntouchedError
		if !errors.As(err, &untouched) || errors.Is(err, gateway.ErrAmbiguous) || errors.Is(err, gateway.ErrConflict) || s.sim.Count("PUT", templatePath) != 0 {
			t.Errorf("%+v: %v", fault, err)
		}
	}
}

// After an ambiguous PUT, somebody else's template is not taken for our own.
func TestReplaceSessionTemplate_overwrittenMeanwhile(t *testing.T) {
	t.Parallel()
	s := newSimulated(t, bossim.DefaultSystem(4))
	theirs := fullTemplate()
	theirs.Description = "theirs"
	if _, err := s.CreateSessionTemplate(t.Context(), theirs, false); err != nil {
		t.Fatal(err)
	}
	s.sim.Inject(onTemplate("PUT", lost))

	_, err := s.ReplaceSessionTemplate(t.Context(), fullTemplate())

	if putResult(err) != open {
		t.Errorf("got %v", err)
	}
	if found, err := s.SessionTemplate(t.Context(), "full"); err != nil || found.Description != "theirs" {
		t.Errorf("%+v, %v", found, err)
	}
}
