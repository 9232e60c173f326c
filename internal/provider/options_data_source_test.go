// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// Each option is told in its own kind, and one that this BOS does not have is null.
func TestOptionsDataSource(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		version string
		want    map[string]any
	}{
		{"2.50.0", map[string]any{
			"default_retry_policy": 7, "clear_stage": true, "cleanup_completed_session_ttl": "2w", "component_actual_state_ttl": "4h", "polling_frequency": 15,
			"reject_nids": false, "ims_read_timeout": 20, "logging_level": "INFO",
		}},
		{"2.0.22", map[string]any{
			"default_retry_policy": 7, "clear_stage": true, "cleanup_completed_session_ttl": "2w", "component_actual_state_ttl": "4h", "polling_frequency": 60,
			"reject_nids": nil, "ims_read_timeout": nil, "logging_level": "INFO",
		}},
	} {
		bos := newSim(t, release(c.version))
		bos.patch(t, "/v2/options", `{"default_retry_policy": 7, "clear_stage": true, "cleanup_completed_session_ttl": "2w"}`)
		p := newServer(t, bos, nil)

		wantValues(t, p.found("bos_options", nil), c.want)

		if n := bos.Count(http.MethodGet, "/v2/options"); n != 1 {
			t.Errorf("%d requests", n)
		}
	}
}

func TestOptionsDataSource_refused(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	bos.Inject(bossim.Fault{Method: http.MethodGet, Path: "/v2/options", Status: http.StatusForbidden, Body: "Access denied"})
	p := newServer(t, bos, nil)

	_, diagnostics := p.look("bos_options", nil)

	wantFault(t, diagnostics, "", "Unable to read BOS's options", "403 Forbidden", "only its administrators may read and set them, the administrators of a tenant may not")
}
