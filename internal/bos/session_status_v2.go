// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"errors"
	"slices"
	"strings"
	"time"
)

type sessionStatusV2 struct {
	Status            string  `json:"status"`
	Managed           *number `json:"managed_components_count"`
	PercentSuccessful *number `json:"percent_successful"`
	PercentFailed     number  `json:"percent_failed"`
	PercentStaged     number  `json:"percent_staged"`
	Phases            struct {
		PercentComplete    number `json:"percent_complete"`
		PercentPoweringOn  number `json:"percent_powering_on"`
		PercentPoweringOff number `json:"percent_powering_off"`
		PercentConfiguring number `json:"percent_configuring"`
	} `json:"phases"`
	ErrorSummary map[string]struct {
		Count number `json:"count"`
		List  string `json:"list"`
	} `json:"error_summary"`
	Timing struct {
		Duration  elapsed `json:"duration"`
		StartTime moment  `json:"start_time"`
		EndTime   moment  `json:"end_time"`
	} `json:"timing"`
}

// check: a verdict rests on the two numbers of a complete session. Taking 0 for one that is
// missing would tell of a failure that nobody saw.
func (w *sessionStatusV2) check() error {
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
		PercentStaged: float64(w.PercentStaged),
		Phases: Phases{
			PercentComplete:    float64(w.Phases.PercentComplete),
			PercentPoweringOn:  float64(w.Phases.PercentPoweringOn),
			PercentPoweringOff: float64(w.Phases.PercentPoweringOff),
			PercentConfiguring: float64(w.Phases.PercentConfiguring),
		},
		Errors:    make(map[string]NodeError, len(w.ErrorSummary)),
		StartTime: w.Timing.StartTime.Time,
		EndTime:   w.Timing.EndTime.Time,
		Duration:  time.Duration(w.Timing.Duration),
	}
	if w.Managed != nil {
		status.Managed = w.Managed.count()
	}
	if w.PercentSuccessful != nil {
		status.PercentSuccessful = float64(*w.PercentSuccessful)
	}
	for message, nodes := range w.ErrorSummary {
		status.Errors[message] = nodeError(nodes.Count.count(), nodes.List)
	}
	return status
}

// maxErrorNodes is how many nodes BOS lists for an error before it writes "...".
const maxErrorNodes = 10

func nodeError(count int, list string) NodeError {
	list, cut := strings.CutSuffix(strings.TrimSpace(list), "...")
	nodes := nodeList(list)
	truncated := cut || count > len(nodes) || len(nodes) > maxErrorNodes
	nodes = slices.Clip(nodes[:min(len(nodes), maxErrorNodes)])
	return NodeError{Count: count, Nodes: nodes, Truncated: truncated}
}
