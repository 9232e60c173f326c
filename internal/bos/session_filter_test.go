// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// A gateway rejects every list with a query of a tenant's administrator.
func TestListSessions_filtersTenantListInClient(t *testing.T) {
	t.Parallel()
	g := newGated(t, "", time.Hour, func(g *gated, c *config) {
		c.ClientCredentials, c.Token, c.Tenant = nil, g.issue(t, "tina").AccessToken, "vcluster-blue"
	})
	var seed bossim.Seed
	for name, began := range map[string]time.Duration{"new": 0, "old": 2 * time.Hour} {
		status := map[string]string{"new": "running", "old": "complete"}[name]
		seed.Sessions = append(seed.Sessions, fmt.Appendf(nil, `{"name": %q, "tenant": "vcluster-blue", "operation": "boot", "template_name": "blue",
			"limit": "", "stage": false, "include_disabled": false, "components": "",
			"status": {"status": %q, "start_time": %q, "end_time": null, "error": null}}`,
			name, status, g.clock.Now().Add(-began).Format("2006-01-02T15:04:05")))
	}
	if err := g.sim.Load(seed); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		filter bos.SessionFilter
		want   []string
	}{
		"all":             {bos.SessionFilter{}, []string{"new", "old"}},
		"running":         {bos.SessionFilter{Status: "running"}, []string{"new"}},
		"old":             {bos.SessionFilter{MinAge: "1h"}, []string{"old"}},
		"young":           {bos.SessionFilter{MaxAge: "1h"}, []string{"new"}},
		"old and running": {bos.SessionFilter{MinAge: "1h", Status: "running"}, nil},
	} {
		sessions, err := g.ListSessions(t.Context(), test.filter)

		var got []string
		for _, session := range sessions {
			got = append(got, session.Name)
		}
		slices.Sort(got)
		if err != nil || !slices.Equal(got, test.want) {
			t.Errorf("%s: got %v, %v; want %v", name, got, err, test.want)
		}
	}
}
