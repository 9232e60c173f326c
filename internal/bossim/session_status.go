// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"encoding/json"
	"fmt"
	"strings"
)

// maxNodesPerError is how many nodes BOS lists per error.
const maxNodesPerError = 10

type extendedStatus struct {
	ErrorSummary map[string]errorSummary `json:"error_summary"`
	Managed      int                     `json:"managed_components_count"`
	Failed       percent                 `json:"percent_failed"`
	Staged       percent                 `json:"percent_staged"`
	Successful   percent                 `json:"percent_successful"`
	Phases       phases                  `json:"phases"`
	Status       string                  `json:"status"`
	Timing       sessionTiming           `json:"timing"`
}

type errorSummary struct {
	Count int    `json:"count"`
	List  string `json:"list"`
}

type phases struct {
	Complete    percent `json:"percent_complete"`
	Configuring percent `json:"percent_configuring"`
	PoweringOff percent `json:"percent_powering_off"`
	PoweringOn  percent `json:"percent_powering_on"`
}

type sessionTiming struct {
	Duration  string  `json:"duration"`
	EndTime   *string `json:"end_time"`
	StartTime string  `json:"start_time"`
}

// percent is encoded as Python encodes a float rounded to two decimals: 100.0,
// 66.67.
type percent float64

// MarshalJSON keeps at least one decimal. Like Python's round it rounds a tie to
// the even digit: one node of 32 is 3.12.
func (p percent) MarshalJSON() ([]byte, error) {
	return []byte(strings.TrimSuffix(fmt.Sprintf("%.2f", float64(p)), "0")), nil
}

func percentOf(n, total int) percent {
	if total == 0 {
		return 0
	}

	return percent(float64(n) * 100 / float64(total))
}

// getSessionStatus answers with the copy saved at completion, if there is one, or
// with the current status.
func (s *Server) getSessionStatus(c *call) answer {
	found, missing := s.findSession(c)
	if found == nil {
		return missing
	}
	if saved := s.store.statuses[found.key()]; saved != nil && found.Status.Status == sessionComplete {
		return ok(saved)
	}

	return ok(s.extendedStatus(found))
}

// saveSessionStatus is the request with which the completion operator saves the
// status.
func (s *Server) saveSessionStatus(c *call) answer {
	found, missing := s.findSession(c)
	if found == nil {
		return missing
	}
	s.saveStatus(found)

	return ok(s.store.statuses[found.key()])
}

func (s *Server) saveStatus(session *session) {
	if text, err := json.Marshal(s.extendedStatus(session)); err == nil {
		s.store.statuses[session.key()] = text
	}
}

// extendedStatus counts the components that name the session, and separately
// those that name it in their staged state, so that a node may count twice
// (staged_keep_status.json). A tenant's session sees the tenant's nodes only.
func (s *Server) extendedStatus(session *session) extendedStatus {
	tenant := deref(session.Tenant)
	managed := s.visible(s.store.components.bySession[session.Name], tenant)
	staged := s.visible(s.store.components.byStaged[session.Name], tenant)
	total := len(managed) + len(staged)

	var stable, failed int
	inPhase, errors := map[string]int{}, map[string][]string{}
	for _, component := range managed {
		switch component.status() {
		case statusStable:
			stable++
		case statusFailed:
			failed++
		}
		if component.enabled() && component.override() != statusOnHold {
			inPhase[component.phase()]++
		}
		if message := deref(component.Error); message != "" {
			errors[message] = append(errors[message], component.ID)
		}
	}

	return extendedStatus{
		ErrorSummary: summarize(errors),
		Managed:      total,
		Failed:       percentOf(failed, total),
		Staged:       percentOf(len(staged), total),
		Successful:   percentOf(stable, total),
		Phases: phases{
			Complete:    percentOf(stable+failed, total),
			Configuring: percentOf(inPhase[phaseConfiguring], total),
			PoweringOff: percentOf(inPhase[phasePoweringOff], total),
			PoweringOn:  percentOf(inPhase[phasePoweringOn], total),
		},
		Status: session.Status.Status,
		Timing: s.sessionTiming(session),
	}
}

func (s *Server) visible(set map[string]*component, tenant string) []*component {
	list := sortedComponents(set)
	if tenant == "" {
		return list
	}
	own := list[:0]
	for _, component := range list {
		if s.world.isTenants(component.ID, tenant) {
			own = append(own, component)
		}
	}

	return own
}

func summarize(errors map[string][]string) map[string]errorSummary {
	summary := map[string]errorSummary{}
	for message, ids := range errors {
		inDatabaseOrder(ids, func(id string) string { return id })
		list := strings.Join(ids[:min(len(ids), maxNodesPerError)], ",")
		if len(ids) > maxNodesPerError {
			list += "..."
		}
		summary[message] = errorSummary{Count: len(ids), List: list}
	}

	return summary
}

func (s *Server) sessionTiming(session *session) sessionTiming {
	end := s.now()
	if session.Status.EndTime != nil {
		end, _ = parseTime(*session.Status.EndTime)
	}

	return sessionTiming{
		Duration:  pyDuration(end.Sub(session.started())),
		EndTime:   session.Status.EndTime,
		StartTime: session.Status.StartTime,
	}
}
