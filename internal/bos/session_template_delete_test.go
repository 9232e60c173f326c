// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// withTemplate returns a system that has the full template. The test injects faults later.
func withTemplate(t *testing.T, faults ...bossim.Fault) *simulated {
	t.Helper()
	s := newSimulated(t, bossim.DefaultSystem(4))
	if _, err := s.CreateSessionTemplate(t.Context(), fullTemplate(), false); err != nil {
		t.Fatal(err)
	}
	for _, fault := range faults {
		s.sim.Inject(fault)
	}
	return s
}

func TestDeleteSessionTemplate_faults(t *testing.T) {
	t.Parallel()
	onDelete := func(f bossim.Fault) bossim.Fault { return onTemplate("DELETE", f) }
	noLook := onTemplate("GET", bossim.Fault{Status: 403})
	for name, row := range map[string]struct {
		faults  []bossim.Fault
		end     string
		kind    error // what the error also matches; nil = nothing else
		deletes int
		there   bool
	}{
		"none":                      {nil, kept, nil, 1, false},
		"lost, done":                {[]bossim.Fault{onDelete(lostDone)}, kept, nil, 1, false},
		"lost, undone":              {[]bossim.Fault{onDelete(lost)}, open, gateway.ErrUnavailable, 1, true},
		"lost, done, no look":       {[]bossim.Fault{onDelete(lostDone), noLook}, open, gateway.ErrUnauthorized, 1, false},
		"lost, done, look late":     {[]bossim.Fault{onDelete(lostDone), onTemplate("GET", bossim.Fault{Status: 503, Times: 2})}, kept, nil, 1, false},
		"lost, done, not BOS's 404": {[]bossim.Fault{onDelete(lostDone), onTemplate("GET", bossim.Fault{Status: 404, Body: "no route"})}, open, nil, 1, false},
		"down":                      {[]bossim.Fault{onDelete(down)}, open, gateway.ErrUnavailable, 1, true},
		"error, done":               {[]bossim.Fault{onDelete(bossim.Fault{Status: 500, Commit: true})}, kept, nil, 1, false},
		"error, undone":             {[]bossim.Fault{onDelete(bossim.Fault{Status: 500})}, open, nil, 1, true},
		"too many requests, once":   {[]bossim.Fault{onDelete(bossim.Fault{Status: 429, Times: 1})}, kept, nil, 2, false},
		"too many requests":         {[]bossim.Fault{onDelete(bossim.Fault{Status: 429})}, turnedDown, gateway.ErrUnavailable, 6, true},
		"too many, then lost":       {[]bossim.Fault{onDelete(bossim.Fault{Status: 429, Times: 1}), onDelete(lost)}, open, nil, 2, true},
		"forbidden":                 {[]bossim.Fault{onDelete(bossim.Fault{Status: 403})}, turnedDown, gateway.ErrUnauthorized, 1, true},
	} {
		s := withTemplate(t, row.faults...)

		err := s.DeleteSessionTemplate(t.Context(), "full")

		if putResult(err) != row.end || row.kind != nil && !errors.Is(err, row.kind) || errors.Is(err, gateway.ErrNotFound) {
			t.Errorf("%s: %s, want %s: %v", name, putResult(err), row.end, err)
		}
		if n := s.sim.Count("DELETE", templatePath); n != row.deletes {
			t.Errorf("%s: %d DELETEs, want %d", name, n, row.deletes)
		}
		s.sim.Lift()
		if _, err := s.SessionTemplate(t.Context(), "full"); (err == nil) != row.there {
			t.Errorf("%s: in the end %v", name, err)
		}
	}
}

// A refused connection carries nothing out, so the DELETE is retried.
func TestDeleteSessionTemplate_refusedConnections(t *testing.T) {
	t.Parallel()
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	clock := bossim.NewSteppedClock(start)
	attempts := 0
	client, err := config{Config: gateway.Config{Endpoint: closed.URL, Clock: clock, Log: func(_ context.Context, message string, _ map[string]any) {
		if message == "BOS request" {
			attempts++
		}
	}}, APIVersion: bos.APIv2}.client()
	if err != nil {
		t.Fatal(err)
	}

	err = client.DeleteSessionTemplate(t.Context(), "full")

	if attempts != 6 || !errors.Is(err, gateway.ErrUnavailable) || errors.Is(err, gateway.ErrAmbiguous) {
		t.Errorf("%d attempts: %v", attempts, err)
	}
}

// Somebody else creates a template of the name while the answer to the DELETE is in flight.
func TestDeleteSessionTemplate_createdMeanwhile(t *testing.T) {
	t.Parallel()
	s := withTemplate(t, onTemplate("DELETE", bossim.Fault{Name: "lost", Status: 502, Commit: true, Times: 1}))
	s.sim.OnRequest(func(r bossim.Request) {
		if r.Fault == "lost" {
			theirs := httptest.NewRequestWithContext(t.Context(), "PUT", templatePath,
				strings.NewReader(`{"description":"theirs","boot_sets":{"c":{"type":"s3","path":"`+soundImage+`","node_list":["x3000c0s1b0n0"]}}}`))
			theirs.Header.Set("Content-Type", "application/json")
			s.sim.ServeHTTP(httptest.NewRecorder(), theirs)
		}
	})

	err := s.DeleteSessionTemplate(t.Context(), "full")

	if n := s.sim.Count("DELETE", templatePath); putResult(err) != open || n != 1 {
		t.Errorf("%v after %d DELETEs", err, n)
	}
	if found, err := s.SessionTemplate(t.Context(), "full"); err != nil || found.Description != "theirs" {
		t.Errorf("theirs: %+v, %v", found, err)
	}
}

// An interrupt ends neither the attempt in flight nor the look-up after it.
func TestDeleteSessionTemplate_interrupted(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		faults []bossim.Fault
		end    string
	}{
		"answered":     {nil, kept},
		"lost, done":   {[]bossim.Fault{onTemplate("DELETE", lostDone)}, kept},
		"lost, undone": {[]bossim.Fault{onTemplate("DELETE", lost)}, open},
		"too many":     {[]bossim.Fault{onTemplate("DELETE", bossim.Fault{Status: 429})}, turnedDown},
	} {
		ctx, cancel := context.WithCancelCause(t.Context())
		s := withTemplate(t, row.faults...)
		s.sim.OnRequest(func(bossim.Request) { cancel(errInterrupt) })

		err := s.DeleteSessionTemplate(ctx, "full")

		if n := s.sim.Count("DELETE", templatePath); context.Cause(ctx) == nil || putResult(err) != row.end || n != 1 {
			t.Errorf("%s: %v after %d DELETEs", name, err, n)
		}
	}
}

// One apply may delete a resource's template and write another's of the same name: they are serialized.
func TestSessionTemplate_writesAreSerialized(t *testing.T) {
	t.Parallel()
	type write struct {
		name string
		do   func(context.Context, *bos.Client) error
	}
	writes := []write{
		{"delete", func(ctx context.Context, c *bos.Client) error { return c.DeleteSessionTemplate(ctx, "full") }},
		{"replace", func(ctx context.Context, c *bos.Client) error {
			_, err := c.ReplaceSessionTemplate(ctx, fullTemplate())
			return err
		}},
		{"overwrite", func(ctx context.Context, c *bos.Client) error {
			_, err := c.CreateSessionTemplate(ctx, fullTemplate(), true)
			return err
		}},
	}
	for _, first := range writes {
		for _, second := range writes {
			s := withTemplate(t)
			interrupted, interrupt := context.WithCancelCause(t.Context())
			interrupt(errInterrupt)
			var errSecond error
			s.sim.OnRequest(func(bossim.Request) { errSecond = second.do(interrupted, s.InTenant("")) })

			err := first.do(t.Context(), s.Client)

			// The interrupt ended the wait for the lock: a request that the interrupt ended would be an *Error.
			var failure *gateway.Error
			if err != nil || !errors.Is(errSecond, errInterrupt) || errors.As(errSecond, &failure) {
				t.Errorf("%s, then %s: %v, %v", first.name, second.name, err, errSecond)
			}
		}
	}
}
