// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

func number(n int64) bos.Option { return bos.Option{Number: &n} }

func text(s string) bos.Option { return bos.Option{Text: &s} }

func flag(b bool) bos.Option { return bos.Option{Flag: &b} }

func TestOptions_areTypedByName(t *testing.T) {
	t.Parallel()
	f := newFixture(t, scripted.OK(`{"polling_frequency":15,"logging_level":"INFO","clear_stage":true,"reject_nids":null,
		"disable_components_on_completion":true,"tomorrow":{"a":[1]},"max_boot_wait_time":"soon","default_retry_policy":3.0}`))

	got, err := f.Options(t.Context())

	if err != nil || !got["polling_frequency"].Equal(number(15)) || !got["logging_level"].Equal(text("INFO")) || !got["clear_stage"].Equal(flag(true)) {
		t.Errorf("got %v, %v", got, err)
	}
	for name, want := range map[string]string{ // of BOS < 2.48, of a later one, and of an unexpected type
		"disable_components_on_completion": `true`, "tomorrow": `{"a":[1]}`, "max_boot_wait_time": `"soon"`, "default_retry_policy": `3.0`,
	} {
		if option := got[name]; option.String() != want || string(option.Other) != want || option.Number != nil || option.Flag != nil {
			t.Errorf("%s is %+v", name, option)
		}
	}
	for _, name := range []string{"session_limit_required", "reject_nids"} {
		if option, found := got[name]; found || option.Flag != nil {
			t.Errorf("%s is there: %+v", name, option)
		}
	}
}

func TestOption_ofAnotherKindIsNotEqual(t *testing.T) {
	t.Parallel()
	kinds := []bos.Option{number(1), text("1"), text("true"), flag(true), flag(false), {Other: []byte("1")}, {}}
	for i, a := range kinds {
		for j, b := range kinds {
			if a.Equal(b) != (i == j) {
				t.Errorf("%+v and %+v", a, b)
			}
		}
	}
}

func TestOptions_failures(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]http.HandlerFunc{
		"403": scripted.Status(403), "a list": scripted.OK(`[]`), "nothing": scripted.OK(`{}`), "null": scripted.OK(`null`), "a page": scripted.OK(`<p>`),
	} {
		got, err := newFixture(t, answer).Options(t.Context())

		var failure *gateway.Error
		if !errors.As(err, &failure) || len(got) != 0 {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

func TestPatchOptions_sendsOnlyTheChanges(t *testing.T) {
	t.Parallel()
	s := newSimulated(t, bossim.DefaultSystem(4))

	got, err := s.PatchOptions(t.Context(), bos.Options{
		"polling_frequency": number(0), "cleanup_completed_session_ttl": text("0"), "clear_stage": flag(true), "logging_level": text("debug"),
	})

	if err != nil || !got["polling_frequency"].Equal(number(0)) || !got["clear_stage"].Equal(flag(true)) || !got["max_boot_wait_time"].Equal(number(1200)) {
		t.Errorf("got %v, %v", got, err)
	}
	requests := s.sim.Requests()
	want := `{"cleanup_completed_session_ttl":"0","clear_stage":true,"logging_level":"debug","polling_frequency":0}`
	if len(requests) != 2 || requests[0].Method != "PATCH" || requests[0].Body != want || requests[1].Method != "GET" {
		t.Errorf("sent %+v", requests)
	}
	if _, err := s.PatchOptions(t.Context(), nil); err != nil || s.sim.Count("PATCH", "/v2/options") != 1 {
		t.Errorf("no changes: %v, %d PATCHes", err, s.sim.Count("PATCH", "/v2/options"))
	}
}

// BOS accepts options that it does not have, repeats them in its answer, and does not store them.
func TestPatchOptions_reportsOptionsThatThisBOSDoesNotHave(t *testing.T) {
	t.Parallel()
	without := func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPatch {
			scripted.OK(`{"clear_stage":true,"polling_frequency":10,"reject_nids":false,"ims_errors_fatal":true}`)(w, r)
			return
		}
		scripted.OK(`{"clear_stage":true,"polling_frequency":20}`)(w, r)
	}

	got, err := newFixture(t, without).PatchOptions(t.Context(), bos.Options{
		"clear_stage": flag(true), "reject_nids": flag(false), "ims_errors_fatal": flag(true), "polling_frequency": number(10),
	})

	var lack *bos.OptionsError
	if !errors.As(err, &lack) || !slices.Equal(lack.Absent, []string{"ims_errors_fatal", "reject_nids"}) ||
		!slices.Equal(lack.Changed, []string{"polling_frequency"}) {
		t.Fatalf("got %v", err)
	}
	want := "this BOS does not have the options ims_errors_fatal, reject_nids: leave them out; " +
		"BOS shows other values than were set for polling_frequency: somebody else may have changed them at the same time"
	if err.Error() != want || !got["clear_stage"].Equal(flag(true)) {
		t.Errorf("got %v: %v", got, err)
	}
}

func TestPatchOptions_isRetried(t *testing.T) {
	t.Parallel()
	s := newSimulated(t, bossim.DefaultSystem(4), bossim.Fault{Method: "PATCH", Drop: true, Times: 2})

	got, err := s.PatchOptions(t.Context(), bos.Options{"clear_stage": flag(true)})

	if err != nil || !got["clear_stage"].Equal(flag(true)) || s.sim.Count("PATCH", "/v2/options") != 3 {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestCheckOptions_limits(t *testing.T) {
	t.Parallel()
	for name, values := range map[string]struct{ good, bad []bos.Option }{
		"bss_read_timeout":         {[]bos.Option{number(10), number(86400)}, []bos.Option{number(9), number(86401), text("20"), {}}},
		"discovery_frequency":      {[]bos.Option{number(0), number(33554432)}, []bos.Option{number(-1), number(33554433)}},
		"max_component_batch_size": {[]bos.Option{number(0), number(131071)}, []bos.Option{number(131072)}},
		"default_retry_policy":     {[]bos.Option{number(1048576)}, []bos.Option{number(1048577), flag(true)}},
		"cleanup_completed_session_ttl": {
			[]bos.Option{text("0"), text("0H"), text("7d"), text("1234567w")},
			[]bos.Option{text(""), text("30s"), text("07d"), text("12345678w"), text(" 7d"), text("7d\n"), number(7)},
		},
		"component_actual_state_ttl": {[]bos.Option{text("4h"), text("1W")}, []bos.Option{text("0"), text("0h"), text("90m"), text("4"), text("12345678h")}},
		"logging_level":              {[]bos.Option{text("INFO"), text("wArNiNg")}, []bos.Option{text("WARN"), text(""), text("INFO ")}},
		"clear_stage":                {[]bos.Option{flag(true), flag(false)}, []bos.Option{text("true"), number(1), {Other: []byte("true")}}},
		"tomorrow":                   {nil, []bos.Option{flag(true)}},
	} {
		for _, value := range values.good {
			if err := bos.CheckOptions(bos.Options{name: value}); err != nil {
				t.Errorf("%s = %s: %v", name, value, err)
			}
		}
		for _, value := range values.bad {
			var input *gateway.InputError
			if err := bos.CheckOptions(bos.Options{name: value}); !errors.As(err, &input) || input.Field != name || !strings.Contains(input.Reason, "is not ") {
				t.Errorf("%s = %s: %v", name, value, err)
			}
		}
	}
	f := newFixture(t, scripted.OK(`{}`))
	if _, err := f.PatchOptions(t.Context(), bos.Options{"polling_frequency": number(-1)}); err == nil || len(f.Seen("")) != 0 {
		t.Errorf("asked for what BOS would refuse: %v", err)
	}
}

// The simulator has BOS's own schema and options. The client has the same options.
func TestOptionRules_areThoseOfBOS(t *testing.T) {
	t.Parallel()
	s := newSimulated(t, bossim.DefaultSystem(4))
	options, err := s.Options(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, rule := range bos.OptionRules() {
		names = append(names, rule.Name)
		option, found := options[rule.Name]
		if err := bos.CheckOptions(bos.Options{rule.Name: option}); !found || err != nil {
			t.Errorf("%s: %v", rule.Name, err)
		}
	}
	if !slices.IsSorted(names) || len(names) != len(options) {
		t.Errorf("%d rules for %d options: %v", len(names), len(options), names)
	}
	// BOS accepts the bounds of the rules.
	for _, rule := range bos.OptionRules() {
		if rule.Kind != bos.OptionNumber {
			continue
		}
		for _, edge := range []int64{rule.Min, rule.Max} {
			got, err := s.PatchOptions(t.Context(), bos.Options{rule.Name: number(edge)})
			if err != nil || !reflect.DeepEqual(got[rule.Name], number(edge)) {
				t.Errorf("%s = %d: %v, %v", rule.Name, edge, got[rule.Name], err)
			}
		}
	}
}

func TestOptionRule_findings(t *testing.T) {
	t.Parallel()
	type finding = bos.OptionFinding
	texts := map[string]map[string]finding{
		"cleanup_completed_session_ttl": {
			"0": {}, "9999999m": {}, "730000d": {}, "0W": {},
			"": {Kind: bos.OptionEmpty}, " \n": {Kind: bos.OptionEmpty},
			"30s": {Kind: bos.OptionForm}, "07d": {Kind: bos.OptionForm}, "7": {Kind: bos.OptionForm},
			"99999999m": {Kind: bos.OptionLength, Length: 9},
			" 7d":       {Kind: bos.OptionSpace, Meant: "7d"},
			"9999999d":  {Kind: bos.OptionBeyondCalendar, Meant: "730000d"},
		},
		"component_actual_state_ttl": {
			"1h": {}, "9999999H": {}, "104285w": {},
			"0": {Kind: bos.OptionForm}, "90m": {Kind: bos.OptionForm}, "0h": {Kind: bos.OptionForm},
			"4h\n":     {Kind: bos.OptionSpace, Meant: "4h"},
			"9999999w": {Kind: bos.OptionBeyondCalendar, Meant: "104285w"},
		},
		"logging_level": {
			"DEBUG": {}, "critical": {}, "Info": {},
			"": {Kind: bos.OptionEmpty}, "TRACE": {Kind: bos.OptionForm}, "INFO ": {Kind: bos.OptionSpace, Meant: "INFO"},
		},
	}
	for _, rule := range bos.OptionRules() {
		for text, want := range texts[rule.Name] {
			if got, found := rule.TextFinding(text); got != want || found != (want.Kind != 0) {
				t.Errorf("%s = %q: %+v, %v, want %+v", rule.Name, text, got, found, want)
			}
		}
		if rule.Kind != bos.OptionNumber {
			continue
		}
		for number, want := range map[float64]bos.OptionFindingKind{
			float64(rule.Min): 0, float64(rule.Max): 0, float64(rule.Min) + 0.5: bos.OptionFraction,
			float64(rule.Min - 1): bos.OptionBelow, float64(rule.Max) + 0.5: bos.OptionAbove,
		} {
			if got, found := rule.NumberFinding(number); got.Kind != want || found != (want != 0) {
				t.Errorf("%s = %g: %+v, %v, want %v", rule.Name, number, got, found, want)
			}
		}
	}
}
