// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

func TestStartSession_returnsWhatThePOSTAnswered(t *testing.T) {
	t.Parallel()
	f := newFixture(t, script(t, created()))

	got, err := f.StartSession(t.Context(), boot, false)

	if err != nil || got.Name != "s1" || got.Status != bos.StatusPending {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestStartSession_isNotLookedUpWhereTheAnswerIsClear(t *testing.T) {
	t.Parallel()
	for code, kind := range map[int]error{
		400: nil, 401: bos.ErrUnauthorized, 403: bos.ErrUnauthorized, 409: bos.ErrConflict, 302: nil, 413: nil,
	} {
		f := newFixture(t, script(t, status(code)))

		_, err := f.StartSession(t.Context(), boot, false)

		var failure *bos.Error
		if !errors.As(err, &failure) || failure.Status != code || (kind != nil && !errors.Is(err, kind)) || errors.Is(err, bos.ErrAmbiguous) {
			t.Errorf("%d: %v", code, err)
		}
	}
}

func TestStartSession_asksForNothingThatBOSNeverAccepts(t *testing.T) {
	t.Parallel()
	f := newFixture(t, created())
	create := boot
	create.Limit = ptr("")

	_, err := f.StartSession(t.Context(), create, true)

	var input *bos.InputError
	if !errors.As(err, &input) || len(f.seen("")) != 0 {
		t.Errorf("%v, %d requests", err, len(f.seen("")))
	}
}

// Older servers do not tell all of what a session was created with.
func TestStartSession_comparesWhatBOSTells(t *testing.T) {
	t.Parallel()
	create := boot
	create.Limit, create.IncludeDisabled = ptr("x1"), true
	old := ok(`{"name":"s1","operation":"boot","template_name":"compute","status":{"status":"running"}}`)
	f := newFixture(t, script(t, drop, old))

	got, err := f.StartSession(t.Context(), create, false)

	if err != nil || got.Status != bos.StatusRunning || len(f.seen(http.MethodPost)) != 1 {
		t.Errorf("got %+v, %v", got, err)
	}
}
