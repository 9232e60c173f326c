// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const (
	ofTenant    = "vcluster-blue"
	listedNodes = `{"name": "listed", "tenant": "vcluster-blue", "boot_sets": {"compute": {"path": "s3://boot-images/1/manifest.json",
		"type": "s3", "node_list": [%s]}}}`
)

// tenantOf4 is a system of 16 nodes, of which the first four are a tenant's, with a template of listed nodes.
func tenantOf4(listed string) bossim.System {
	system := bossim.DefaultSystem(16)
	system.Tenants = map[string][]string{ofTenant: bossim.NodeNames(4)}
	system.Templates = append(system.Templates, fmt.Appendf(nil, listedNodes, listed))
	return system
}

// BOS compares a limit with a node as it is listed: an item that names the normal form leaves out none that is listed in
// another one.
func TestForecast_boundOfAnotherForm(t *testing.T) {
	t.Parallel()
	f := newForeseeing(t, bossim.Config{System: tenantOf4(`"x3000c0s01b0n0", "x3000c0s1b1n0"`)})
	f.sim.Inject(bossim.Fault{Service: bossim.ServiceHSM, Status: http.StatusForbidden})

	forecast := f.InTenant(ofTenant).Forecast(t.Context(), queryOf("listed", "all,!x3000c0s1b0n0,!x3000c0s1b1n0"))

	if forecast.Certainty != bos.CertaintyAtMost || !slices.Equal(forecast.Nodes, []string{"x3000c0s1b0n0"}) {
		t.Errorf("%s: %v, %v", forecast.Certainty, forecast.Nodes, forecast.Doubt)
	}
}

// Where TAPMS refuses the account, a listed node that BOS has no record of may be the tenant's or not.
func TestForecast_tenantUnknown(t *testing.T) {
	t.Parallel()
	system := tenantOf4(`"x3000c0s1b0n0", "x3000c0s1b1n0"`)
	system.Undiscovered = []string{"x3000c0s1b1n0"}
	f := newForeseeing(t, bossim.Config{System: system})
	ask := func() bos.Forecast { return f.InTenant(ofTenant).Forecast(t.Context(), queryOf("listed", "")) }
	if forecast := ask(); forecast.Certainty != bos.CertaintyExact || !slices.Equal(forecast.Nodes, []string{"x3000c0s1b0n0"}) {
		t.Errorf("TAPMS answers: %s, %v, %v", forecast.Certainty, forecast.Nodes, forecast.Doubt)
	}
	f.sim.Inject(bossim.Fault{Service: bossim.ServiceTAPMS, Status: http.StatusForbidden})
	f.clock.Advance(2 * bos.ForecastAge)

	if forecast := ask(); forecast.Certainty != bos.CertaintyUnknown || forecast.Failure != "" {
		t.Errorf("TAPMS refuses: %s, %q, %v", forecast.Certainty, forecast.Failure, forecast.Doubt)
	}
}

// The sessions of one plan share the nodes of their tenant.
func TestForecast_tenantIsShared(t *testing.T) {
	t.Parallel()
	f := newForeseeing(t, bossim.Config{System: tenantOf4(`"x3000c0s1b0n0"`)})
	for range 3 {
		if forecast := f.InTenant(ofTenant).Forecast(t.Context(), queryOf("listed", "")); forecast.Doubt != nil {
			t.Error(forecast.Doubt)
		}
	}
	if got := len(f.sim.RequestsTo(bossim.ServiceTAPMS)); got != 1 {
		t.Errorf("requests to TAPMS: %d, want 1", got)
	}
}
