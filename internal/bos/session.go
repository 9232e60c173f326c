// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"strconv"
	"strings"
	"time"
)

// Operation is what a session does to its nodes.
type Operation string

// The operations of BOS.
const (
	OperationBoot      Operation = "boot"
	OperationReboot    Operation = "reboot"
	OperationShutdown  Operation = "shutdown"
	OperationConfigure Operation = "configure" // v1 only
)

// The states of a session that this package acts upon. Other texts occur, and mean that the session has not completed.
const (
	StatusPending  = "pending"
	StatusRunning  = "running"
	StatusComplete = "complete"
)

// SessionCreate is a session to be started. BOS lets none of it be changed afterwards.
type SessionCreate struct {
	Name            string // chosen by the caller: it is what makes a lost answer recoverable. "" on v1, where BOS chooses
	Generated       bool   // Name is random: no other session has, or ever had it
	Operation       Operation
	TemplateName    string
	Limit           *string // nil = not sent
	Stage           bool    // sent only when true
	IncludeDisabled bool    // sent only when true: BOS < 2.3 refuses the key
}

// Session is one run of an operation over the nodes of a template.
type Session struct {
	Name, Tenant       string // on v1, the Name is BOS's UUID. Tenant "" = untenanted, or BOS did not say
	Operation          Operation
	TemplateName       string
	Limit              *string  // nil = BOS did not say; "" = none was given
	Stage              *bool    // nil = BOS did not say
	IncludeDisabled    *bool    // nil = BOS did not say (< 2.3)
	Components         []string // sorted, no duplicates; nil until set-up
	NodesUnknown       bool     // v1: BOS cannot say which nodes it has; Components is nil then
	Status             string
	StartTime, EndTime time.Time // UTC; zero when unset
	Error              string    // trimmed; "" = none

	unconfirmed bool // on v1: it is complete, and what it lacks rests on one 404, for a boot set or the template
}

// Unconfirmed reports that the session, of v1, is complete, and that what it lacks rests on one 404, which may be a
// mistake. See Client.ConfirmedSession.
func (s Session) Unconfirmed() bool { return s.unconfirmed }

// Complete tells whether the session has come to an end, good or bad.
func (s Session) Complete() bool { return s.Status == StatusComplete }

// Settled tells whether there is nothing more to wait for: the session is complete, or staged and running, which it
// stays until somebody applies its staged nodes (staged_keep_get_running.json). A staged shutdown stages nothing, and
// completes after a moment (staged_shutdown_status.json).
func (s Session) Settled() bool {
	staged := s.Stage != nil && *s.Stage && s.Operation != OperationShutdown
	return s.Complete() || staged && s.Status == StatusRunning
}

// Matches tells whether the session is what create asks for: every input the same, as far as BOS said it. Otherwise
// field names the first one that differs, in Terraform's words.
func (s Session) Matches(create SessionCreate) (field string, ok bool) {
	switch {
	case create.Name != "" && s.Name != create.Name:
		return "name", false
	case s.Operation != create.Operation:
		return "operation", false
	case s.TemplateName != create.TemplateName:
		return "template_name", false
	case s.Limit != nil && *s.Limit != value(create.Limit):
		return "limit", false
	case s.Stage != nil && *s.Stage != create.Stage:
		return "stage", false
	case s.IncludeDisabled != nil && *s.IncludeDisabled != create.IncludeDisabled:
		return "include_disabled", false
	default:
		return "", true
	}
}

// value is the string behind s, "" for none: BOS keeps a limit that was not given as "".
func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// SessionFilter selects sessions; "" leaves a filter out. Ages are BOS's: 90m, 12h, 3d, 1w.
type SessionFilter struct{ Status, MinAge, MaxAge string }

func (f SessionFilter) matches(session Session, now time.Time) bool {
	return f.mayMatch(session, now) && (f.Status == "" || session.Status == f.Status)
}

// mayPass leaves open whether a session that is not complete is pending or running.
func (f SessionFilter) mayMatch(session Session, now time.Time) bool {
	switch start := session.StartTime; {
	case f.Status != "" && session.Complete() != (f.Status == StatusComplete):
		return false
	case f.MinAge != "" && (start.IsZero() || start.After(ago(now, f.MinAge))):
		return false
	case f.MaxAge != "" && (start.IsZero() || start.Before(ago(now, f.MaxAge))):
		return false
	default:
		return true
	}
}

// before is now less an age, as v2 reckons it (session_list_min_age_1h.json of v2): "0" is now.
func ago(now time.Time, age string) time.Time {
	minutes := map[string]int64{"m": 1, "h": 60, "d": 24 * 60, "w": 7 * 24 * 60}
	number, unit := age[:len(age)-1], minutes[strings.ToLower(age[len(age)-1:])]
	count, err := strconv.ParseInt(number, 10, 32)
	if err != nil {
		count = 0
	}
	return time.Unix(now.Unix()-60*unit*count, 0)
}

// getting says how a session is read.
type getOptions struct {
	once bool    // makes one attempt only, for a caller that polls
	seen Session // what the poll before has returned; v1 then saves requests for what cannot have changed
}
