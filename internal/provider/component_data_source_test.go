// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// Every field of a record is told, and what it does not hold is null.
func TestComponentDataSource_fields(t *testing.T) {
	t.Parallel()
	p := newServer(t, newSimOfNodes(t), nil)
	const updated = "2026-11-22T11:00:00Z"

	wantValues(t, p.found("bos_component", fields{"id": text(other)}), map[string]any{
		"id": other, "tenant": nil, "enabled": false, "error": nil, "session": "s2",
		"actual_state": map[string]any{"kernel": "s3://i/two", "initrd": "s3://i/initrd", "kernel_parameters": "quiet loud", "last_updated": updated},
		"desired_state": map[string]any{
			"kernel": "s3://i/one", "initrd": "s3://i/initrd", "kernel_parameters": "quiet", "configuration": nil, "last_updated": updated,
		},
		"staged_state": map[string]any{"kernel": nil, "initrd": nil, "kernel_parameters": nil, "configuration": nil, "session": nil, "last_updated": nil},
		"last_action":  map[string]any{"action": nil, "failed": false, "last_updated": nil},
		"event_stats":  map[string]any{"power_on_attempts": 1, "power_off_graceful_attempts": 2, "power_off_forceful_attempts": 3},
		"phase":        nil, "status": "stable", "status_override": nil, "retry_policy": 1,
		"in_desired_state": false, "drift": []any{"kernel", "kernel_parameters"},
	})
	wantValues(t, p.found("bos_component", fields{"id": text(running)}), map[string]any{
		"session": nil, "retry_policy": nil, "drift": []any{"running"},
		"staged_state": map[string]any{
			"kernel": "s3://i/two", "initrd": nil, "kernel_parameters": nil, "configuration": "later", "session": "s3", "last_updated": updated,
		},
	})
	wantValues(t, p.found("bos_component", fields{"id": text(booting), "tenant": text("vcluster-blue")}), map[string]any{
		"tenant": "vcluster-blue", "enabled": true, "phase": "powering_on", "status": "power_on_called", "drift": []any{"unreported"},
		"last_action": map[string]any{"action": "powering_on", "failed": false, "last_updated": "2026-11-22T11:00:01Z"},
	})
	wantValues(t, p.found("bos_component", fields{"id": text(failed)}), map[string]any{
		"error": "cfs configuration failed", "phase": "configuring", "status": "failed", "status_override": "failed", "in_desired_state": false,
	})
	wantValues(t, p.found("bos_component", fields{"id": text(booted)}), map[string]any{"in_desired_state": true, "drift": []any{}})
}

// A node that BOS does not have is an error that says what to write instead.
func TestComponentDataSource_missing(t *testing.T) {
	t.Parallel()
	bos := newSimOfNodes(t)
	p := newServer(t, bos, nil)
	const shows = "Look up the xname of a NID"
	for _, c := range []struct {
		id, tenant string
		says       []string
	}{
		{"X3000C0S1B0N0", "", []string{"compares names letter by letter", "Write `x3000c0s1b0n0`", "in lower case and without leading zeros", shows}},
		{"x3000c0s01b0n0", "", []string{"Write `x3000c0s1b0n0`", shows}},
		{"x9999c0s0b0n0", "", []string{`no record of a node "x9999c0s0b0n0"`, "It does not accept an xname in upper case or with leading zeros", "a NID", shows}},
		{"nid000001", "", []string{"a NID or a host name", "--nid NID"}},
		{other, "vcluster-blue", []string{`of tenant "vcluster-blue", and does not report the nodes of other tenants`, shows}},
	} {
		config := fields{"id": text(c.id)}
		if c.tenant != "" {
			config["tenant"] = text(c.tenant)
		}
		_, diagnostics := p.look("bos_component", config)
		wantFault(t, diagnostics, "", `Unable to read node "`+c.id+`"`, c.says...)
	}
	if n := bos.Count(http.MethodGet, "/v2/components/X3000C0S1B0N0"); n != 1 {
		t.Errorf("BOS was asked %d times for the first", n)
	}
}

func TestComponentDataSource_refused(t *testing.T) {
	t.Parallel()
	bos := newSimOfNodes(t)
	for _, path := range []string{"/v2/components", "/v2/components/" + booted} {
		bos.Inject(bossim.Fault{Method: http.MethodGet, Path: path, Status: http.StatusForbidden, Body: "Access denied"})
	}
	p := newServer(t, bos, nil)

	for dataSource, what := range map[string]string{"bos_component": `node "x3000c0s1b0n0"`, "bos_components": "the nodes"} {
		config := fields{}
		if dataSource == "bos_component" {
			config["id"] = text(booted)
		}
		_, diagnostics := p.look(dataSource, config)
		wantFault(t, diagnostics, "", "Unable to read "+what, "403 Forbidden", "Access denied")
	}
}

// The API of BOS v1 has no records of nodes, and no options.
func TestComponentDataSource_v1(t *testing.T) {
	t.Parallel()
	bos := newV1(t)
	p := newServer(t, bos, fields{"endpoint": text(bos.URL), "api_version": text("v1")})

	for dataSource, what := range map[string]string{"bos_component": `node "x3000c0s1b0n0"`, "bos_components": "the nodes", "bos_options": "BOS's options"} {
		config := fields{}
		if dataSource == "bos_component" {
			config["id"] = text(booted)
		}
		_, diagnostics := p.look(dataSource, config)
		wantFault(t, diagnostics, "", "Unable to read "+what, "In v1 of the API, BOS ", `Use a provider with api_version = "v2"`)
	}
	if n := len(bos.Requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
}
