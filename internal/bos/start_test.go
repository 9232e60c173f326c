// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

func TestStartSession_returnsWhatThePOSTAnswered(t *testing.T) {
	t.Parallel()
	f := newFixture(t, script(t, created()))

	got, err := f.StartSession(t.Context(), boot)

	if err != nil || got.Name != "s1" || got.Status != bos.StatusPending {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestStartSession_findsTheSessionOfALostAnswer(t *testing.T) {
	t.Parallel()
	for name, lost := range map[string]http.HandlerFunc{
		"dropped": drop, "500": status(500), "503": status(503), "truncated": truncated(201, session("pending", "", "null")),
		"a page": answer(200, "text/html", "<p>Log in"), "empty": status(201),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, script(t, lost, status(503), running()))

			got, err := f.StartSession(t.Context(), boot)

			if err != nil || got.Status != bos.StatusRunning {
				t.Errorf("got %+v, %v", got, err)
			}
			if len(f.seen("POST")) != 1 || len(f.seen("GET")) != 2 {
				t.Errorf("requests: %+v", f.seen(""))
			}
		})
	}
}

func TestStartSession_tellsAnothersSessionByItsInputs(t *testing.T) {
	t.Parallel()
	f := newFixture(t, script(t, drop, running()))
	create := boot
	create.TemplateName = "other"

	_, err := f.StartSession(t.Context(), create)

	var conflict *bos.ConflictError
	if !errors.Is(err, bos.ErrConflict) || !errors.As(err, &conflict) || conflict.Field != "template_name" || conflict.Found.TemplateName != "compute" {
		t.Fatalf("got %v", err)
	}
	if want := "session s1 exists with another template_name"; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
}

func TestStartSession_saysWhenItCannotKnow(t *testing.T) {
	t.Parallel()
	for name, lookUp := range map[string]http.HandlerFunc{"404": noSession(), "503": status(503), "403": status(403), "500": status(500)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			first := true
			f := newFixture(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPost && first {
					first = false
					drop(w, r)
					return
				}
				lookUp(w, r)
			})

			_, err := f.StartSession(t.Context(), boot)

			var unresolved *bos.UnresolvedError
			if !errors.As(err, &unresolved) || unresolved.Name != "s1" || !errors.Is(err, bos.ErrAmbiguous) {
				t.Fatalf("got %v", err)
			}
			if !strings.HasPrefix(err.Error(), "session s1 may or may not have been started: POST /v2/sessions: ") ||
				!strings.Contains(err.Error(), "; looking for it: GET /v2/sessions/s1: "+name) {
				t.Errorf("got %v", err)
			}
			if len(f.seen("POST")) != 1 || f.elapsed() > 2*time.Minute {
				t.Errorf("%d POSTs in %v", len(f.seen("POST")), f.elapsed())
			}
		})
	}
}

func TestStartSession_boundsItsLookUp(t *testing.T) {
	t.Parallel()
	many := 1000
	f := newFixture(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			drop(w, r)
			return
		}
		w.WriteHeader(http.StatusServiceUnavailable)
	}, func(c *bos.Config) { c.MaxRetries = &many })

	_, err := f.StartSession(t.Context(), boot)

	var unresolved *bos.UnresolvedError
	if !errors.As(err, &unresolved) || f.elapsed() < 2*time.Minute || f.elapsed() > 150*time.Second {
		t.Errorf("after %v: %v", f.elapsed(), err)
	}
}

func TestStartSession_isNotLookedUpWhereTheAnswerIsClear(t *testing.T) {
	t.Parallel()
	for code, kind := range map[int]error{
		400: bos.ErrBadRequest, 403: bos.ErrUnauthorized, 409: bos.ErrConflict, 429: bos.ErrUnavailable, 302: nil,
	} {
		f := newFixture(t, script(t, status(code)))

		_, err := f.StartSession(t.Context(), boot)

		var failure *bos.Error
		if !errors.As(err, &failure) || failure.Status != code || (kind != nil && !errors.Is(err, kind)) {
			t.Errorf("%d: %v", code, err)
		}
	}
}

func TestStartSession_isNotCutShortByAnInterrupt(t *testing.T) {
	t.Parallel()
	enough := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	f := newFixture(t, script(t, func(w http.ResponseWriter, r *http.Request) {
		cancel(enough)
		drop(w, r)
	}, status(503), running()))

	got, err := f.StartSession(ctx, boot)
	if err != nil || got.Name != "s1" || len(f.seen("")) != 3 {
		t.Errorf("interrupted during the POST: %+v, %v", got, err)
	}

	if _, err = f.StartSession(ctx, boot); !errors.Is(err, enough) || len(f.seen("")) != 3 {
		t.Errorf("interrupted before: %v, %d requests", err, len(f.seen("")))
	}
}
