// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

func TestStartSession_returnsAnswerOfPOST(t *testing.T) {
	t.Parallel()
	f := newFixture(t, scripted.Steps(t, scripted.Created))

	got, err := f.StartSession(t.Context(), random, false)

	if err != nil || got.Name != "s1" || got.Status != bos.StatusPending {
		t.Errorf("got %+v, %v", got, err)
	}
}

// hasTemplate is BOS's answer to a look-up of the session template: the refusal of the session has another reason.
var hasTemplate = scripted.OK(`{"name":"compute","boot_sets":{"compute":{"path":"s3://i/one","node_list":["x1"]}}}`)

func TestStartSession_noLookUpAfterClearAnswer(t *testing.T) {
	t.Parallel()
	for code, kind := range map[int]error{
		400: nil, 401: gateway.ErrUnauthorized, 403: gateway.ErrUnauthorized, 409: gateway.ErrConflict, 302: nil, 413: nil,
	} {
		steps := []http.HandlerFunc{scripted.NoSession, scripted.OK("[]"), scripted.Status(code)}
		if code == http.StatusBadRequest { // the database may be down
			steps = append(steps, scripted.OK(`{"apiStatus":"ok","dbStatus":"ok"}`), hasTemplate)
		}
		f := newFixture(t, scripted.Steps(t, steps...))

		_, err := f.StartSession(t.Context(), boot, false)

		var failure *gateway.Error
		if !errors.As(err, &failure) || failure.Status != code || (kind != nil && !errors.Is(err, kind)) || errors.Is(err, gateway.ErrAmbiguous) {
			t.Errorf("%d: %v", code, err)
		}
	}
}

func TestStartSession_rejectsInvalidInput(t *testing.T) {
	t.Parallel()
	f := newFixture(t, scripted.Created)
	create := boot
	create.Limit = ptr("")

	_, err := f.StartSession(t.Context(), create, true)

	var input *gateway.InputError
	if !errors.As(err, &input) || len(f.Seen("")) != 0 {
		t.Errorf("%v, %d requests", err, len(f.Seen("")))
	}
}

// Older servers do not return all inputs of a session.
func TestStartSession_comparesReportedInputs(t *testing.T) {
	t.Parallel()
	create := random
	create.Limit, create.IncludeDisabled = ptr("x1"), true
	old := scripted.OK(`{"name":"s1","operation":"boot","template_name":"compute","status":{"status":"running"}}`)
	f := newFixture(t, scripted.Steps(t, scripted.Drop, old))

	got, err := f.StartSession(t.Context(), create, false)

	if err != nil || got.Status != bos.StatusRunning || len(f.Seen(http.MethodPost)) != 1 {
		t.Errorf("got %+v, %v", got, err)
	}
}

// While its database is down, BOS reports an invalid name for every template (outage_db_session_create.json).
func TestStartSession_reportsDatabaseDown(t *testing.T) {
	t.Parallel()
	invalid := scripted.Problem(http.StatusBadRequest, "Bad Request", "Session Template Name invalid: compute")
	for name, test := range map[string]struct {
		create        bos.SessionCreate
		refusal       http.HandlerFunc
		asked         []http.HandlerFunc // the health, then the template
		down, refused bool
	}{
		"down":                  {random, invalid, []http.HandlerFunc{scripted.OK(`{"apiStatus":"ok","dbStatus":"not_available"}`)}, true, true},
		"up":                    {random, invalid, []http.HandlerFunc{scripted.OK(`{"apiStatus":"ok","dbStatus":"ok"}`), hasTemplate}, false, true},
		"health not told":       {random, invalid, []http.HandlerFunc{scripted.OK(`{"apiStatus":"ok"}`), hasTemplate}, false, true},
		"health not answered":   {random, invalid, []http.HandlerFunc{scripted.Status(http.StatusServiceUnavailable)}, false, true},
		"refused for the token": {random, scripted.Status(http.StatusForbidden), nil, false, true},
		"started":               {random, scripted.Created, nil, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			steps := append([]http.HandlerFunc{test.refusal}, test.asked...)
			f := newFixture(t, scripted.Steps(t, steps...))

			_, err := f.StartSession(t.Context(), test.create, false)

			var database *bos.DatabaseError
			if errors.As(err, &database) != test.down || (err != nil) != test.refused || errors.Is(err, gateway.ErrAmbiguous) {
				t.Errorf("got %v", err)
			}
			var failure *gateway.Error
			if test.down && (database.DBStatus != "not_available" || !errors.As(err, &failure) || failure.Status != http.StatusBadRequest) {
				t.Errorf("got %v", err)
			}
			if want := len(steps); len(f.Seen("")) != want {
				t.Errorf("%d requests, want %d", len(f.Seen("")), want)
			}
		})
	}
}
