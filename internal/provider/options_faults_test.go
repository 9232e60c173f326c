// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// BOS of CSM 1.5 has no reject_nids. It takes the request that sets it, all the same.
func TestOptions_absentInThisBOS(t *testing.T) {
	t.Parallel()
	sim := newSim(t, release(csm15))
	m := newServer(t, sim, nil).manage("bos_options")
	config := fields{"reject_nids": truth(true), "polling_frequency": amount(20)}

	wantTold(t, m.apply(config), anError, 1, "Unable to set BOS's options", "This version of BOS does not have `reject_nids`", "Leave out the options that BOS does not have")

	wantValues(t, m.values(m.State), map[string]any{"reject_nids": nil, "polling_frequency": 20})
	sim.wantOptions(t, map[string]any{"polling_frequency": 20, "reject_nids": nil})
	if names := m.differs(config); len(names) != 1 {
		t.Errorf("the next plan changes %v", names)
	}

	update := fields{"reject_nids": truth(true), "polling_frequency": amount(30)}
	wantTold(t, m.apply(update), anError, 1, "`reject_nids`")
	wantValues(t, m.values(m.State), map[string]any{"reject_nids": nil, "polling_frequency": 30})

	rest := fields{"polling_frequency": amount(30)}
	wantTold(t, m.apply(rest), anError, 0)
	if names := m.differs(rest); names != nil {
		t.Errorf("a plan after apply changes %v", names)
	}
	sim.wantPatched(t, `{"polling_frequency":20,"reject_nids":true}`, `{"polling_frequency":30,"reject_nids":true}`)
}

func TestOptions_faults(t *testing.T) {
	t.Parallel()
	patch := func(f bossim.Fault) bossim.Fault {
		f.Method, f.Path = http.MethodPatch, optionsPath
		return f
	}
	rows := []struct {
		name    string
		fault   bossim.Fault
		patches int
		says    []string // of the one error; none = it goes well
	}{
		{"the answer is lost once", patch(bossim.Fault{Commit: true, Drop: true, Times: 1}), 2, nil},
		{"unavailable once", patch(bossim.Fault{Status: http.StatusServiceUnavailable, Times: 1}), 2, nil},
		{"every answer is lost", patch(bossim.Fault{Commit: true, Drop: true}), 6, []string{"may have been set all the same", "Apply again"}},
		{"refused", patch(bossim.Fault{Status: http.StatusBadRequest, Body: `"No."`}), 1, []string{"Unable to set BOS's options"}},
		{"cannot be read", bossim.Fault{Method: http.MethodGet, Path: optionsPath, Status: http.StatusBadGateway}, 0, []string{"Unable to set BOS's options"}},
		{"somebody else sets it back", bossim.Fault{
			Method: http.MethodGet, Path: optionsPath, Skip: 1,
			Rewrite: func(status int, _ http.Header, _ []byte) (int, []byte) {
				return status, []byte(`{"polling_frequency": 7, "clear_stage": true}`)
			},
		}, 1, []string{"BOS accepted the change, but shows other values for `polling_frequency` now"}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			sim := newSim(t)
			sim.Inject(row.fault)
			m := newServer(t, sim, nil).manage("bos_options")
			config := fields{"polling_frequency": amount(20)}

			found := m.apply(config)

			if n := sim.Count(http.MethodPatch, optionsPath); n != row.patches {
				t.Errorf("%d PATCHes, want %d\n%s", n, row.patches, sim.log())
			}
			if row.says == nil {
				wantTold(t, found, anError, 0)
				wantValues(t, m.values(m.State), map[string]any{"polling_frequency": 20})
				return
			}
			wantTold(t, found, anError, 1, row.says...)
			sim.Lift()
			wantTold(t, m.apply(config), anError, 0)
			if names := m.differs(config); names != nil {
				t.Errorf("a plan after apply changes %v", names)
			}
		})
	}
}

// A read that fails, or a change, leaves the state as it was.
func TestOptions_failureKeepsState(t *testing.T) {
	t.Parallel()
	sim := newSim(t)
	m := newServer(t, sim, nil).manage("bos_options")
	wantTold(t, m.apply(fields{"polling_frequency": amount(20)}), anError, 0)
	sim.Inject(bossim.Fault{Path: optionsPath, Status: http.StatusForbidden, Body: "Unauthorized Request"})

	wantTold(t, m.refresh(), anError, 1, "Unable to read BOS's options", "only its administrators")
	wantValues(t, m.values(m.State), map[string]any{"polling_frequency": 20})
	wantTold(t, m.apply(fields{"polling_frequency": amount(30)}), anError, 1, "Unable to set BOS's options", "only its administrators")
	wantValues(t, m.values(m.State), map[string]any{"polling_frequency": 20})
}

// The gateway lets a tenant's administrator neither read nor set options.
func TestOptions_tenantsAdministrator(t *testing.T) {
	t.Parallel()
	g := newGateway(t)
	m := newServer(t, g.sim, fields{
		"endpoint": text(g.Endpoint), "tenant": text("vcluster-blue"), "token": text(g.issue(t, "tina").AccessToken),
		"tls": nested(t, g.sim, "tls", fields{"ca_cert_file": text(g.CAFile)}),
	}).manage("bos_options")

	found := m.apply(fields{"polling_frequency": amount(20)})

	wantTold(t, found, anError, 1, `In tenant "vcluster-blue"`, "Keep bos_options in a configuration that an administrator of the system applies.")
	if len(g.reasons()) == 0 || len(g.Requests()) != 0 {
		t.Errorf("refused: %q, and BOS got\n%s", g.reasons(), g.log())
	}
}

func TestOptions_notOnV1(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"v1", "auto"} {
		sim := newSim(t, release("1.10.23"))
		m := newServer(t, sim, fields{"endpoint": text(sim.URL), "api_version": text(version)}).manage("bos_options")

		wantTold(t, m.plan(fields{"polling_frequency": amount(20)}).Diagnostics, anError, 1, "Unable to plan BOS's options", `api_version = "v2"`)
		wantTold(t, m.plan(fields{}).Diagnostics, anError, 0)

		if n := sim.Count(http.MethodGet, optionsPath) + len(sim.patched()); n != 0 {
			t.Errorf("%d requests for options\n%s", n, sim.log())
		}
	}
}

// A plan for which BOS cannot be asked is not wrong: it is asks BOS again before it changes anything.
func TestOptions_autoWithoutBOS(t *testing.T) {
	t.Parallel()
	sim := newSim(t)
	sim.Inject(bossim.Fault{Status: http.StatusServiceUnavailable})
	m := newServer(t, sim, fields{"endpoint": text(sim.URL), "api_version": text("auto")}).manage("bos_options")
	config := fields{"polling_frequency": amount(20)}

	found := m.plan(config).Diagnostics

	wantTold(t, found, anError, 0)
	wantTold(t, found, aWarning, 1, "Unable to read the version of BOS's API", "asks BOS again before it changes anything")
	sim.Lift()
	if found := m.apply(config); len(found) != 0 {
		t.Errorf("told:\n%s", told(found))
	}
	sim.wantPatched(t, `{"polling_frequency":20}`)
}
