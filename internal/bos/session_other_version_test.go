// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// If BOS has both versions, each shows its own sessions only.
func TestSessionInOtherVersion(t *testing.T) {
	t.Parallel()
	for _, spoken := range []bos.APIVersion{bos.APIv1, bos.APIv2} {
		s := newRelease(t, "2.10.34", spoken, healthySystem(4))
		create, other := boot, bos.APIv1
		if spoken == bos.APIv1 {
			create, other = bootV1, bos.APIv2
		}
		own, err := s.StartSession(t.Context(), create, false)
		if err != nil {
			t.Fatal(err)
		}
		client, err := config{Config: gateway.Config{Endpoint: s.url, Clock: s.clock}, APIVersion: other}.client()
		if err != nil {
			t.Fatal(err)
		}

		version, got, err := client.SessionInOtherVersion(t.Context(), own.Name)

		if err != nil || version != spoken || got.Name != own.Name || got.Operation != create.Operation || got.StartTime.IsZero() {
			t.Errorf("%s: %s, %+v, %v", spoken, version, got, err)
		}
		if version, got, err := s.SessionInOtherVersion(t.Context(), own.Name); !errors.Is(err, gateway.ErrNotFound) || version != other {
			t.Errorf("%s has what it does not have: %+v, %v", version, got, err)
		}
		s.sim.Inject(bossim.Fault{Status: http.StatusForbidden, Method: http.MethodGet})
		if _, _, err := client.SessionInOtherVersion(t.Context(), own.Name); err == nil || errors.Is(err, gateway.ErrNotFound) {
			t.Errorf("a refusal is no absence: %v", err)
		}
	}
}

func TestSessionInOtherVersion_missingVersion(t *testing.T) {
	t.Parallel()
	for release, spoken := range map[string]bos.APIVersion{"1.10.23": bos.APIv1, "2.50.0": bos.APIv2} {
		s := newRelease(t, release, spoken, healthySystem(4))
		if _, _, err := s.SessionInOtherVersion(t.Context(), "3894608b-d69d-4bf7-acc9-53b252c8c6b5"); !errors.Is(err, gateway.ErrNotFound) {
			t.Errorf("%s: %v", release, err)
		}
	}
}
