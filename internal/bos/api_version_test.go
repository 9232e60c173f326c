// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

func TestNew_rejectsUnknownAPIVersion(t *testing.T) {
	t.Parallel()
	_, err := config{Config: gateway.Config{Endpoint: "https://example.com"}, APIVersion: "v3"}.client()
	var input *gateway.InputError
	if !errors.As(err, &input) || input.Field != "api_version" {
		t.Errorf("got %v", err)
	}
}

func TestAPIVersion_configuredMakesNoRequest(t *testing.T) {
	t.Parallel()
	for configured, want := range map[bos.APIVersion]bos.APIVersion{"": bos.APIv2, bos.APIv1: bos.APIv1, bos.APIv2: bos.APIv2} {
		f := newFixture(t, scripted.Steps(t), spoken(configured))
		got, err := f.APIVersion(t.Context())
		v1, known := f.SpeaksV1()
		if err != nil || got != want || v1 != (want == bos.APIv1) || !known {
			t.Errorf("%q: %q, %v, %v, %v", configured, got, v1, known, err)
		}
	}
}

func TestAPIVersion_ofEachRelease(t *testing.T) {
	t.Parallel()
	for release, want := range map[string]bos.APIVersion{"1.10.23": bos.APIv1, "2.0.5": bos.APIv2, "2.10.34": bos.APIv2, "2.50.0": bos.APIv2} {
		s := newRelease(t, release, bos.APIAuto, healthySystem(4))
		if _, known := s.SpeaksV1(); known {
			t.Errorf("%s: known before it was asked for", release)
		}
		if got, err := s.APIVersion(t.Context()); err != nil || got != want {
			t.Errorf("%s: %s, %v", release, got, err)
		}
		if v1, known := s.InTenant("blue").SpeaksV1(); v1 != (want == bos.APIv1) || !known {
			t.Errorf("%s: %v, %v", release, v1, known)
		}
		create := bos.SessionCreate{Operation: bos.OperationBoot, TemplateName: "compute"}
		if want == bos.APIv2 {
			create.Name = "s1"
		}
		session, err := s.StartSession(t.Context(), create, false)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := s.WaitForSession(t.Context(), session.Name, nil); err != nil || !got.Complete() || s.sim.SessionsStarted() != 1 {
			t.Errorf("%s: %+v, %v", release, got, err)
		}
		if version, err := s.Version(t.Context()); err != nil || release == "2.50.0" && version.String() != release ||
			release == "2.0.5" && version.String() != "1.0.0" {
			t.Errorf("%s: %v, %v", release, version, err)
		}
	}
}

// The answer of a gateway does not determine the version, and a failure is not kept.
func TestAPIVersion_ignoresGatewayAnswers(t *testing.T) {
	t.Parallel()
	healthy := scripted.OK(`{"apiStatus":"ok","dbStatus":"ok"}`)
	for name, test := range map[string]struct {
		v2, v1 http.HandlerFunc
		v1Told bool
	}{
		"v1 only":                     {noPath, healthy, true},
		"404 without words":           {scripted.Status(404), healthy, false},
		"404 in HTML":                 {scripted.Answer(404, "text/html", "<title>Not Found</title>"), healthy, false},
		"404 of another service":      {scripted.Problem(404, "No route", "nothing here"), healthy, false},
		"403":                         {scripted.Status(403), healthy, false},
		"503":                         {scripted.Status(503), healthy, false},
		"dropped":                     {scripted.Drop, healthy, false},
		"another JSON":                {scripted.OK("{}"), healthy, false},
		"neither":                     {noPath, noPath, false},
		"no v2, and v1 is not served": {noPath, scripted.Status(503), false},
		"no v2, v1 of somebody else":  {noPath, scripted.OK("{}"), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var mu sync.Mutex
			v2, none := test.v2, 0
			f := newFixture(t, func(w http.ResponseWriter, r *http.Request) {
				mu.Lock()
				handle := v2
				mu.Unlock()
				if strings.Contains(r.URL.Path, "/v1/") {
					handle = test.v1
				}
				handle(w, r)
			}, spoken(bos.APIAuto), func(c *config) { c.MaxRetries = &none })

			got, err := f.APIVersion(t.Context())
			if test.v1Told {
				if err != nil || got != bos.APIv1 {
					t.Errorf("got %q, %v", got, err)
				}
				return
			}
			var unknown *bos.VersionError
			if !errors.As(err, &unknown) || errors.Is(err, gateway.ErrNotFound) {
				t.Errorf("got %q, %v", got, err)
			}
			if _, err := f.Session(t.Context(), "s1"); err == nil || errors.Is(err, gateway.ErrNotFound) {
				t.Errorf("a session is absent: %v", err)
			}
			if _, err := f.StartSession(t.Context(), boot, false); endOf(err) != notStarted ||
				errors.Is(err, gateway.ErrAmbiguous) || len(f.Seen("POST")) != 0 {
				t.Errorf("started: %v", err)
			}
			mu.Lock()
			v2 = scripted.OK(`{"major":"2","minor":"50","patch":"0"}`)
			mu.Unlock()
			if got, err := f.APIVersion(t.Context()); err != nil || got != bos.APIv2 {
				t.Errorf("after that: %q, %v", got, err)
			}
		})
	}
}

func TestAPIVersion_concurrentCallersShareLookUp(t *testing.T) {
	t.Parallel()
	come, answered := make(chan struct{}, 10), make(chan struct{})
	f := newFixture(t, func(w http.ResponseWriter, r *http.Request) {
		<-answered
		scripted.OK(`{"major":"2","minor":"50","patch":"0"}`)(w, r)
	}, spoken(bos.APIAuto))
	var wait sync.WaitGroup
	for range 10 {
		wait.Go(func() {
			come <- struct{}{}
			if got, err := f.InTenant("blue").APIVersion(t.Context()); err != nil || got != bos.APIv2 {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
	for range 10 {
		<-come
	}
	close(answered)
	wait.Wait()
	if n := len(f.Seen("")); n != 1 {
		t.Errorf("%d requests", n)
	}
}

// When the caller that makes the request is interrupted, a waiting caller makes it.
func TestAPIVersion_interruptAffectsOneCaller(t *testing.T) {
	t.Parallel()
	asked, release := make(chan struct{}), make(chan struct{})
	f := newFixture(t, scripted.Steps(t,
		func(w http.ResponseWriter, _ *http.Request) {
			close(asked)
			<-release
			w.WriteHeader(http.StatusTeapot)
		},
		scripted.OK(`{"major":"2","minor":"50","patch":"0"}`),
	), spoken(bos.APIAuto))
	ctx, interrupt := context.WithCancelCause(t.Context())
	var first, second sync.WaitGroup
	first.Go(func() {
		if _, err := f.APIVersion(ctx); !errors.Is(err, errInterrupt) {
			t.Errorf("got %v", err)
		}
	})
	<-asked
	second.Go(func() {
		if got, err := f.APIVersion(t.Context()); err != nil || got != bos.APIv2 {
			t.Errorf("got %q, %v", got, err)
		}
	})
	interrupt(errInterrupt)
	first.Wait()
	close(release)
	second.Wait()
}

// The check makes no request.
func TestCheckAuto_rejectsOnlyWhatNeitherVersionSupports(t *testing.T) {
	t.Parallel()
	f := newFixture(t, scripted.Steps(t), spoken(bos.APIAuto))
	for name, test := range map[string]struct {
		create bos.SessionCreate
		fine   bool
	}{
		"of v1":   {bos.SessionCreate{Operation: bos.OperationConfigure, TemplateName: "t1"}, true},
		"of v2":   {bos.SessionCreate{Name: "s1", Operation: bos.OperationBoot, TemplateName: "t1", Stage: true}, true},
		"of both": {bos.SessionCreate{Name: "s1", Operation: bos.OperationConfigure, TemplateName: "t1"}, false},
	} {
		if err := f.Check(test.create); (err == nil) != test.fine {
			t.Errorf("%s: %v", name, err)
		}
	}
}
