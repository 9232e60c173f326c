// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import "time"

// session is BOS's record of a session.
type session struct {
	Components      string        `json:"components"`
	IncludeDisabled bool          `json:"include_disabled"`
	Limit           string        `json:"limit"`
	Name            string        `json:"name"`
	Operation       string        `json:"operation"`
	Stage           bool          `json:"stage"`
	Status          sessionStatus `json:"status"`
	TemplateName    string        `json:"template_name"`
	Tenant          *string       `json:"tenant"`

	// since is when it was added to the store: an operator that runs at that very
	// instant has just missed it.
	since time.Time
	// settingUp is true from the first run of the set-up operator.
	settingUp bool
}

type sessionStatus struct {
	EndTime   *string `json:"end_time"`
	Error     *string `json:"error"`
	StartTime string  `json:"start_time"`
	Status    string  `json:"status"`
}

// The values of a session's status.
const (
	sessionPending  = "pending"
	sessionRunning  = "running"
	sessionComplete = "complete"
)

// started returns the session's start, or the zero time if it cannot be parsed.
func (s *session) started() time.Time {
	t, _ := parseTime(s.Status.StartTime)

	return t
}
