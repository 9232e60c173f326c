// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

func TestSessionStatus_parsesNumbersTimesAndDurations(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 10, 58, 19, 0, time.UTC)
	for number, want := range map[string]float64{
		"100": 100, "66.67": 66.67, "66.66666666666666": 66.66666666666666, `"33.3"`: 33.3, "1e2": 100, "0.0": 0, "null": 0, `""`: 0,
	} {
		for moment, wantTime := range map[string]time.Time{
			`"2026-11-22T10:58:19"`:         at,
			`"2026-11-22T10:58:19.5"`:       at.Add(time.Second / 2),
			`"2026-11-22T10:58:19.000001Z"`: at.Add(time.Microsecond),
			`"2026-11-22T12:58:19+02:00"`:   at,
			`"2026-11-22T10:58:19+0000"`:    at,
			`"2026-11-22 10:58:19.132733"`:  at.Add(132733 * time.Microsecond),
			`"2026-11-22 05:58:19-05:00"`:   at,
			"null":                          {},
			`""`:                            {},
		} {
			f := newFixture(t, scripted.OK(fmt.Sprintf(
				`{"status":"running","managed_components_count":3,"percent_successful":%[1]s,"percent_failed":%[1]s,"percent_staged":%[1]s,
				"phases":{"percent_complete":%[1]s,"percent_powering_on":%[1]s,"percent_powering_off":%[1]s,"percent_configuring":%[1]s},
				"timing":{"start_time":%[2]s,"end_time":%[2]s,"duration":null},"error_summary":null}`, number, moment)))

			got, err := f.SessionStatus(t.Context(), "s1")

			wanted := bos.SessionStatus{
				Status: "running", Managed: 3, PercentSuccessful: want, PercentFailed: want, PercentStaged: want,
				Phases: bos.Phases{PercentComplete: want, PercentPoweringOn: want, PercentPoweringOff: want, PercentConfiguring: want},
				Errors: map[string]bos.NodeError{}, StartTime: wantTime, EndTime: wantTime,
			}
			if err != nil || !reflect.DeepEqual(got, wanted) {
				t.Fatalf("%s, %s: got  %+v, %v\nwant %+v", number, moment, got, err, wanted)
			}
		}
	}
}

func TestSessionStatus_parsesPythonDurations(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"0:00:07":            7 * time.Second,
		"0:01:37.131708":     97*time.Second + 131708*time.Microsecond,
		"23:59:59":           24*time.Hour - time.Second,
		"1 day, 2:03:04":     26*time.Hour + 3*time.Minute + 4*time.Second,
		"12 days, 0:00:00.5": 12*24*time.Hour + time.Second/2,
		"-1 day, 23:59:58":   -2 * time.Second,
	} {
		f := newFixture(t, scripted.OK(`{"status":"running","timing":{"duration":"`+text+`"}}`))
		if got, err := f.SessionStatus(t.Context(), "s1"); err != nil || got.Duration != want {
			t.Errorf("%s: got %v, %v", text, got.Duration, err)
		}
	}
}

func TestSessionStatus_listsTenNodesPerError(t *testing.T) {
	t.Parallel()
	ten := []string{"x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9"}
	for body, want := range map[string]bos.NodeError{
		`{"count":2,"list":"x2,x1"}`:                                {Count: 2, Nodes: []string{"x1", "x2"}},
		`{"count":10,"list":"x9,x8,x7,x6,x5,x4,x3,x2,x1,x0"}`:       {Count: 10, Nodes: ten},
		`{"count":4866,"list":"x9,x8,x7,x6,x5,x4,x3,x2,x1,x0..."}`:  {Count: 4866, Nodes: ten, Truncated: true},
		`{"count":4866,"list":"x9,x8,x7,x6,x5,x4,x3,x2,x1,x0,..."}`: {Count: 4866, Nodes: ten, Truncated: true},
		`{"count":11,"list":"x10,x9,x8,x7,x6,x5,x4,x3,x2,x1,x0"}`: {
			Count: 11, Nodes: []string{"x0", "x1", "x10", "x2", "x3", "x4", "x5", "x6", "x7", "x8"},
			Truncated: true,
		},
		`{"count":"3","list":null}`: {Count: 3, Truncated: true},
		`null`:                      {},
	} {
		f := newFixture(t, scripted.OK(`{"status":"running","error_summary":{"it broke":`+body+`}}`))

		got, err := f.SessionStatus(t.Context(), "s1")

		node := got.Errors["it broke"]
		if len(node.Nodes) == 0 {
			node.Nodes = nil
		}
		if err != nil || !reflect.DeepEqual(node, want) {
			t.Errorf("%s: got %+v, %v", body, node, err)
		}
	}
}

// Using zero for a missing value would report a failure.
func TestSessionStatus_rejectsMissingCounts(t *testing.T) {
	t.Parallel()
	for body, good := range map[string]bool{
		`{"status":"complete","managed_components_count":1,"percent_successful":100}`: true,
		`{"status":"running"}`:                                                            true,
		`{"status":"complete","managed_components_count":1}`:                              false,
		`{"status":"complete","percent_successful":100}`:                                  false,
		`{"status":"complete","managed_components_count":null,"percent_successful":null}`: false,
		`{}`:   false,
		`null`: false,
		`{"status":"running","percent_failed":"NaN"}`:  false,
		`{"status":"running","percent_failed":"Inf"}`:  false,
		`{"status":"running","percent_failed":"many"}`: false,
		`{"status":"running","percent_failed":true}`:   false,
		`{"status":"running","percent_failed":[]}`:     false,
	} {
		f := newFixture(t, scripted.OK(body))

		_, err := f.SessionStatus(t.Context(), "s1")

		var failure *gateway.Error
		if errors.As(err, &failure) == good {
			t.Errorf("%s: %v", body, err)
		}
	}
}

// An invalid value that the outcome does not depend on must not make the status unusable: as a transient failure, it
// would be retried until the time-out.
func TestSessionStatus_toleratesInvalidOtherValues(t *testing.T) {
	t.Parallel()
	const counts = `"status":"complete","managed_components_count":4,"percent_successful":75.0,"percent_failed":25.0`
	for _, junk := range []string{
		`"timing":{"duration":"a while"}`, `"timing":{"duration":7}`, `"timing":{"duration":{}}`, `"timing":{"start_time":1234567}`,
		`"timing":{"end_time":"soon"}`, `"timing":[]`, `"timing":"none"`, `"error_summary":[]`, `"error_summary":{"e":7}`,
		`"error_summary":{"e":{"count":"many","list":[]}}`, `"phases":7`, `"phases":{"percent_complete":"all"}`, `"percent_staged":"none"`,
	} {
		f := newFixture(t, scripted.OK("{"+counts+","+junk+"}"))

		got, err := f.WaitForStatus(t.Context(), "s1")

		if o := bos.NewOutcome(4, got); err != nil || o.Managed != 4 || o.Successful != 3 || o.Failed != 1 || f.elapsed() != 0 {
			t.Errorf("%s: %+v, %v after %v", junk, o, err, f.elapsed())
		}
	}
	f := newFixture(t, scripted.OK("{"+counts+`,"percent_staged":"x","phases":{"percent_complete":"x","percent_configuring":5},
		"timing":{"duration":"x","start_time":"2026-11-22T10:58:19","end_time":"2026-11-22T10:59:20"}}`))
	got, err := f.SessionStatus(t.Context(), "s1")
	if err != nil || !math.IsNaN(got.PercentStaged) || !math.IsNaN(got.Phases.PercentComplete) || got.Phases.PercentConfiguring != 5 ||
		got.Duration != 61*time.Second || got.DurationUnknown {
		t.Errorf("%+v, %v", got, err)
	}
	f = newFixture(t, scripted.OK("{"+counts+`,"timing":{"duration":"x"}}`))
	if got, err = f.SessionStatus(t.Context(), "s1"); err != nil || !got.DurationUnknown || got.Duration != 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestClient_versionAndHealth(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"major":"2","minor":"50","patch":"0"}`: "2.50.0",
		`{"major":2,"minor":0,"patch":"31"}`:     "2.0.31",
		`{}`:                                     "..",
	} {
		f := newFixture(t, scripted.OK(body))
		if got, err := f.Version(t.Context()); got.String() != want || (err != nil) != (want == "..") {
			t.Errorf("%s: got %v, %v", body, got, err)
		}
	}
	f := newFixture(t, scripted.OK(`{"apiStatus":"ok","dbStatus":"not_available"}`))
	if got, err := f.Health(t.Context()); err != nil || got != (bos.Health{DBStatus: "not_available", APIStatus: "ok"}) {
		t.Errorf("got %+v, %v", got, err)
	}
	if uri := f.Seen("GET")[0].URI; uri != "/apis/bos/v2/healthz" {
		t.Errorf("asked %s", uri)
	}
}
