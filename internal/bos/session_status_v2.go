// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"errors"
	"math"
	"slices"
	"strings"
	"time"
)

// sessionStatusV2 fails to decode only if a number that the outcome depends on cannot be parsed.
type sessionStatusV2 struct {
	Status            string                             `json:"status"`
	Managed           *number                            `json:"managed_components_count"`
	PercentSuccessful *number                            `json:"percent_successful"`
	PercentFailed     number                             `json:"percent_failed"`
	PercentStaged     percent                            `json:"percent_staged"`
	Phases            lenient[phasesV2]                  `json:"phases"`
	ErrorSummary      lenient[map[string]errorSummaryV2] `json:"error_summary"`
	Timing            lenient[timingV2]                  `json:"timing"`
}

type phasesV2 struct {
	PercentComplete    percent `json:"percent_complete"`
	PercentPoweringOn  percent `json:"percent_powering_on"`
	PercentPoweringOff percent `json:"percent_powering_off"`
	PercentConfiguring percent `json:"percent_configuring"`
}

type errorSummaryV2 struct {
	Count lenient[number] `json:"count"`
	List  lenient[string] `json:"list"`
}

type timingV2 struct {
	Duration  lenient[elapsed] `json:"duration"`
	StartTime lenient[moment]  `json:"start_time"`
	EndTime   lenient[moment]  `json:"end_time"`
}

// Check requires the two numbers of a complete session that the verdict rests on. Using 0 for a missing one would
// report a failure that nobody observed.
func (w *sessionStatusV2) Check() error {
	if w.Status == "" {
		return errors.New("the answer is not the extended status of a session: it has no status")
	}
	if w.Status == StatusComplete && (w.Managed == nil || w.PercentSuccessful == nil) {
		return errors.New("the extended status does not say how many nodes succeeded")
	}
	return nil
}

func (w *sessionStatusV2) noun() SessionStatus {
	status := SessionStatus{
		Status:        w.Status,
		PercentFailed: float64(w.PercentFailed),
		PercentStaged: w.PercentStaged.float(),
		Phases:        w.phases(),
		Errors:        make(map[string]NodeError, len(w.ErrorSummary.value)),
		StartTime:     w.Timing.value.StartTime.value.Time,
		EndTime:       w.Timing.value.EndTime.value.Time,
	}
	status.Duration, status.DurationUnknown = w.duration()
	if w.Managed != nil {
		status.Managed = w.Managed.count()
	}
	if w.PercentSuccessful != nil {
		status.PercentSuccessful = float64(*w.PercentSuccessful)
	}
	for message, nodes := range w.ErrorSummary.value {
		status.Errors[message] = nodeError(nodes.Count.value.count(), nodes.List.value)
	}
	return status
}

func (w *sessionStatusV2) phases() Phases {
	if w.Phases.unreadable {
		none := math.NaN()
		return Phases{none, none, none, none}
	}
	said := w.Phases.value
	return Phases{
		PercentComplete:    said.PercentComplete.float(),
		PercentPoweringOn:  said.PercentPoweringOn.float(),
		PercentPoweringOff: said.PercentPoweringOff.float(),
		PercentConfiguring: said.PercentConfiguring.float(),
	}
}

// duration returns BOS's own duration or, if it cannot be parsed, the difference of the times. unknown means that
// neither is available.
func (w *sessionStatusV2) duration() (d time.Duration, unknown bool) {
	timing := w.Timing.value
	start, end := timing.StartTime.value, timing.EndTime.value
	switch {
	case !w.Timing.unreadable && !timing.Duration.unreadable:
		return time.Duration(timing.Duration.value), false
	case start.IsZero() || end.IsZero():
		return 0, true
	default:
		return end.Sub(start.Time), false
	}
}

// maxErrorNodes is the number of nodes that BOS lists for an error before it writes "...".
const maxErrorNodes = 10

func nodeError(count int, list string) NodeError {
	list, cut := strings.CutSuffix(strings.TrimSpace(list), "...")
	nodes := nodeList(list)
	truncated := cut || count > len(nodes) || len(nodes) > maxErrorNodes
	nodes = slices.Clip(nodes[:min(len(nodes), maxErrorNodes)])
	return NodeError{Count: count, Nodes: nodes, Truncated: truncated}
}
