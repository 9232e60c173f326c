// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"errors"
	"net/http"
	"slices"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// A session is refused for its template: the error has what BOS has instead, and the refusal.
func TestStartSession_templateMissing(t *testing.T) {
	t.Parallel()
	refusal := scripted.Problem(http.StatusBadRequest, "Bad Request", "Session Template Name invalid: compute")
	healthy := scripted.OK(`{"apiStatus":"ok","dbStatus":"ok"}`)
	none := scripted.Problem(http.StatusNotFound, "The resource was not found", "Session template 'compute' does not exist")
	sets := `"boot_sets":{"compute":{"path":"s3://i/one","node_list":["x1"]}}`
	list := scripted.OK(`[{"name":"uan",` + sets + `},{"name":"compote",` + sets + `},{"name":"theirs","tenant":"blue",` + sets + `}]`)
	for name, test := range map[string]struct {
		tenant  string
		steps   []http.HandlerFunc
		want    []string
		nearest string
		without bool
	}{
		"others exist":          {"", []http.HandlerFunc{refusal, healthy, none, list}, []string{"compote", "uan"}, "compote", false},
		"none exists":           {"", []http.HandlerFunc{refusal, healthy, none, scripted.OK(`[]`)}, nil, "", false},
		"the list fails":        {"", []http.HandlerFunc{refusal, healthy, none, scripted.Status(http.StatusForbidden)}, nil, "", false},
		"one without a tenant":  {"blue", []http.HandlerFunc{refusal, healthy, none, list, hasTemplate}, []string{"theirs"}, "", true},
		"none without a tenant": {"blue", []http.HandlerFunc{refusal, healthy, none, list, none}, []string{"theirs"}, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, scripted.Steps(t, test.steps...))

			_, err := f.InTenant(test.tenant).StartSession(t.Context(), random, false)

			var missing *bos.TemplateMissingError
			var failure *gateway.Error
			if !errors.As(err, &missing) || !errors.As(err, &failure) || failure.Status != http.StatusBadRequest {
				t.Fatalf("got %v", err)
			}
			if !slices.Equal(missing.Names, test.want) || missing.Nearest() != test.nearest || missing.WithoutTenant != test.without {
				t.Errorf("got %+v, nearest %q", missing, missing.Nearest())
			}
			if got, want := len(f.Seen("")), len(test.steps); got != want || len(f.Seen(http.MethodPost)) != 1 {
				t.Errorf("%d requests, want %d", got, want)
			}
		})
	}
}
