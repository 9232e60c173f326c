// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

func TestNewOutcome_recoversCounts(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		components, managed                  int
		percentSuccessful, percentFailed     float64
		successful, failed, held, superseded int
	}{
		"all":                      {4, 4, 100, 0, 4, 0, 0, 0},
		"two thirds, rounded":      {3, 3, 66.67, 33.33, 2, 1, 0, 0},
		"two thirds, not rounded":  {3, 3, 66.66666666666666, 33.33333333333333, 2, 1, 0, 0},
		"one of 10 000, rounded":   {10000, 10000, 99.99, 0.01, 9999, 1, 0, 0},
		"one of 7, rounded down":   {7, 7, 85.71, 14.29, 6, 1, 0, 0},
		"held":                     {3, 3, 66.67, 0, 2, 0, 1, 0},
		"superseded":               {5, 3, 100, 0, 3, 0, 0, 2},
		"taken over":               {5, 0, 0, 0, 0, 0, 0, 5},
		"more managed than listed": {2, 3, 100, 0, 3, 0, 0, 0}, // a staged session counts twice
		"too many together":        {3, 3, 100, 33.33, 2, 1, 0, 0},
		"halves of one":            {1, 1, 50, 50, 0, 1, 0, 0},
		"more than all":            {2, 2, 250, 0, 2, 0, 0, 0},
		"absurd":                   {2, 2, 1e300, -1e300, 2, 0, 0, 0},
		"less than none":           {2, -1, 100, 0, 0, 0, 0, 2},
		"not a number":             {2, 2, math.NaN(), 0, 0, 0, 2, 0},
	} {
		got := bos.NewOutcome(test.components, bos.SessionStatus{
			Managed: test.managed, PercentSuccessful: test.percentSuccessful, PercentFailed: test.percentFailed,
		})
		if got.Managed != max(0, test.managed) || got.Successful != test.successful || got.Failed != test.failed ||
			got.Held != test.held || got.Superseded != test.superseded {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}

// Every count of every size up to 600 is recovered from both forms in which BOS writes percentages.
func TestNewOutcome_isExactForEverySize(t *testing.T) {
	t.Parallel()
	for managed := 1; managed <= 600; managed++ {
		for successful := 0; successful <= managed; successful++ {
			raw := float64(successful) / float64(managed) * 100
			for _, percent := range []float64{raw, math.Round(raw*100) / 100} {
				got := bos.NewOutcome(managed, bos.SessionStatus{Managed: managed, PercentSuccessful: percent})
				if got.Successful != successful {
					t.Fatalf("%v %% of %d: got %d, want %d", percent, managed, got.Successful, successful)
				}
			}
		}
	}
}

func TestJudge(t *testing.T) {
	t.Parallel()
	outcome := func(managed, successful, failed int) *bos.Outcome {
		return &bos.Outcome{Managed: managed, Successful: successful, Failed: failed, Held: managed - successful - failed}
	}
	complete := func(n int, o *bos.Outcome, percent float64) bos.JudgeInput {
		return bos.JudgeInput{Status: bos.StatusComplete, ComponentCount: n, Outcome: o, MaxFailedPercent: percent}
	}
	staged := func(status string, o *bos.Outcome) bos.JudgeInput {
		return bos.JudgeInput{Status: status, ComponentCount: 2, Stage: true, Outcome: o}
	}
	good, bad, open := bos.ResultSucceeded, bos.ResultFailed, bos.ResultUnjudged
	for name, test := range map[string]struct {
		input  bos.JudgeInput
		result bos.Result
		reason bos.Reason
	}{
		"all nodes":                {complete(4, outcome(4, 4, 0), 0), good, bos.ReasonNone},
		"one failed":               {complete(4, outcome(4, 3, 1), 0), bad, bos.ReasonNodes},
		"one held":                 {complete(4, outcome(4, 3, 0), 0), bad, bos.ReasonNodes},
		"one failed, allowed":      {complete(4, outcome(4, 3, 1), 25), good, bos.ReasonNone},
		"just too many":            {complete(4, outcome(4, 3, 1), 24.99), bad, bos.ReasonNodes},
		"failed and held, allowed": {complete(4, outcome(4, 2, 1), 50), good, bos.ReasonNone},
		"held counts as failed":    {complete(4, outcome(4, 2, 1), 25), bad, bos.ReasonNodes},
		"a third, told as 33.33":   {complete(3, outcome(3, 2, 1), 33.33), bad, bos.ReasonNodes},
		"a third, told as 33.34":   {complete(3, outcome(3, 2, 1), 33.34), good, bos.ReasonNone},
		// 18.4·375 is 6899.999999999999 in binary.
		"69 of 375 are 18.4 %":      {complete(375, outcome(375, 306, 69), 18.4), good, bos.ReasonNone},
		"70 of 375 are more":        {complete(375, outcome(375, 305, 70), 18.4), bad, bos.ReasonNodes},
		"all failed, all allowed":   {complete(2, outcome(2, 0, 2), 100), good, bos.ReasonNone},
		"allowed is not a number":   {complete(2, outcome(2, 1, 1), math.NaN()), bad, bos.ReasonNodes},
		"allowed is negative":       {complete(2, outcome(2, 2, 0), -1), bad, bos.ReasonNodes},
		"superseded do not count":   {complete(9, outcome(4, 4, 0), 0), good, bos.ReasonNone},
		"taken over":                {complete(4, outcome(0, 0, 0), 100), bad, bos.ReasonTakenOver},
		"no nodes":                  {complete(0, nil, 100), bad, bos.ReasonNoNodes},
		"no nodes, an outcome":      {complete(0, outcome(0, 0, 0), 100), bad, bos.ReasonNoNodes},
		"nodes unknown, an outcome": {bos.JudgeInput{Status: "complete", NodesUnknown: true, Outcome: outcome(3, 3, 0)}, good, bos.ReasonNone},
		"unknown, one failed":       {bos.JudgeInput{Status: "complete", NodesUnknown: true, Outcome: outcome(3, 2, 1)}, bad, bos.ReasonNodes},
		"unknown, of no node":       {bos.JudgeInput{Status: "complete", NodesUnknown: true, Outcome: outcome(0, 0, 0)}, bad, bos.ReasonNoNodes},
		"unknown, no outcome":       {bos.JudgeInput{Status: "complete", NodesUnknown: true}, open, bos.ReasonExpired},
		"status gone":               {complete(4, nil, 100), open, bos.ReasonExpired},
		"running":                   {bos.JudgeInput{Status: "running", ComponentCount: 2, Outcome: outcome(2, 2, 0)}, bad, bos.ReasonNotComplete},
		"pending":                   {bos.JudgeInput{Status: "pending"}, bad, bos.ReasonNotComplete},
		"unknown status":            {bos.JudgeInput{Status: "done", ComponentCount: 2, Outcome: outcome(2, 2, 0)}, bad, bos.ReasonNotComplete},
		"no status":                 {bos.JudgeInput{}, bad, bos.ReasonNotComplete},
		"error":                     {bos.JudgeInput{Status: "complete", Error: "no\n", MaxFailedPercent: 100}, bad, bos.ReasonError},
		"error with good nodes": {
			bos.JudgeInput{Status: "complete", Error: "no", ComponentCount: 2, Outcome: outcome(2, 2, 0), MaxFailedPercent: 100},
			bad, bos.ReasonError,
		},
		"blank error":               {bos.JudgeInput{Status: "complete", Error: " \n", ComponentCount: 2, Outcome: outcome(2, 2, 0)}, good, bos.ReasonNone},
		"staged, running":           {staged("running", nil), good, bos.ReasonNone},
		"staged, pending":           {staged("pending", nil), bad, bos.ReasonNotComplete},
		"staged, applied":           {staged("complete", outcome(2, 2, 0)), good, bos.ReasonNone},
		"staged, counted twice":     {staged("complete", outcome(4, 2, 0)), good, bos.ReasonNone},
		"staged shutdown":           {staged("complete", outcome(0, 0, 0)), bad, bos.ReasonNothingStaged},
		"staged, status gone":       {staged("complete", nil), open, bos.ReasonExpired},
		"staged, running, an error": {bos.JudgeInput{Status: "running", Stage: true, Error: "no"}, bad, bos.ReasonError},
	} {
		got := bos.Judge(test.input)
		if got.Result != test.result || got.Reason != test.reason || got.Outcome != test.input.Outcome {
			t.Errorf("%s: got %s, %q", name, got.Result, got.Reason)
		}
	}
}

func ExampleJudge() {
	status := bos.SessionStatus{Managed: 3, PercentSuccessful: 66.67, PercentFailed: 33.33}
	outcome := bos.NewOutcome(3, status)
	verdict := bos.Judge(bos.JudgeInput{Status: bos.StatusComplete, ComponentCount: 3, Outcome: &outcome, MaxFailedPercent: 10})
	fmt.Println(verdict.Result, verdict.Reason, verdict.Outcome.Failed)
	// Output: failed nodes 1
}
