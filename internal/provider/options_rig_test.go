// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

const optionsPath = "/v2/options"

// get reads anything behind the provider's back.
func (s *sim) get(t *testing.T, path string, into any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(into); err != nil {
		t.Fatal(err)
	}
}

// wantOptions checks what BOS has, besides which it may have anything.
func (s *sim) wantOptions(t *testing.T, want map[string]any) {
	t.Helper()
	var got map[string]any
	s.get(t, optionsPath, &got)
	for name, value := range want {
		if fmt.Sprint(got[name]) != fmt.Sprint(value) {
			t.Errorf("BOS has %s = %v, want %v", name, got[name], value)
		}
	}
}

// patched are the bodies of the requests that changed options so far, a test's own included.
func (s *sim) patched() []string {
	var bodies []string
	for _, r := range s.Requests() {
		if r.Method == http.MethodPatch && r.Path == optionsPath {
			bodies = append(bodies, r.Body)
		}
	}
	return bodies
}

func (s *sim) wantPatched(t *testing.T, bodies ...string) {
	t.Helper()
	if got := s.patched(); !slices.Equal(got, bodies) {
		t.Errorf("PATCHes %q, want %q\n%s", got, bodies, s.log())
	}
}

// optionLimits is an option with values that BOS takes just so, and some that it does not.
type optionLimits struct {
	good, bad []tftypes.Value
}

// limitsOf makes them from the rule, and knows what texts BOS's patterns take.
func limitsOf(t *testing.T, rule bos.OptionRule) optionLimits {
	t.Helper()
	texts := map[string]optionLimits{
		"cleanup_completed_session_ttl": {
			good: []tftypes.Value{text("0"), text("9999999m"), text("730000d"), text("0W")},
			bad:  []tftypes.Value{text(""), text("30s"), text("07d"), text("99999999m"), text(" 7d"), text("7"), text("9999999d")},
		},
		"component_actual_state_ttl": {
			good: []tftypes.Value{text("1h"), text("9999999H"), text("104285w")},
			bad:  []tftypes.Value{text(""), text("0"), text("90m"), text("0h"), text("99999999h"), text("4h\n"), text("9999999w")},
		},
		"logging_level": {
			good: []tftypes.Value{text("DEBUG"), text("critical"), text("Info")},
			bad:  []tftypes.Value{text(""), text("TRACE"), text("INFO ")},
		},
	}
	switch rule.Kind {
	case bos.OptionNumber:
		return optionLimits{
			good: []tftypes.Value{amount(rule.Min), amount(rule.Max)},
			bad:  []tftypes.Value{amount(rule.Min - 1), amount(rule.Max + 1), fraction(float64(rule.Min) + 0.5)},
		}
	case bos.OptionFlag:
		return optionLimits{good: []tftypes.Value{truth(true), truth(false)}}
	case bos.OptionText:
		fallthrough
	default:
		limits, known := texts[rule.Name]
		if !known {
			t.Fatalf("say in this test which values %s takes", rule.Name)
		}
		return limits
	}
}
