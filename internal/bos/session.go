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

// The values of [Session.Status] that this package acts upon. BOS has others; they mean that the session is not
// complete.
const (
	StatusPending  = "pending"
	StatusRunning  = "running"
	StatusComplete = "complete"
)

// SessionCreate describes a session to start. BOS allows no change afterwards.
type SessionCreate struct {
	Name            string // chosen by the caller, to find the session after a lost answer; "" on v1, where BOS chooses
	Generated       bool   // Name is random: no other session has it or ever had it
	Operation       Operation
	TemplateName    string
	Limit           *string // nil: not sent
	Stage           bool    // sent only when true
	IncludeDisabled bool    // sent only when true: BOS < 2.3 rejects the key
}

// Session is one run of an operation on the nodes of a session template.
type Session struct {
	Name, Tenant       string // on v1, Name is BOS's UUID. Tenant "" means none, or not reported
	Operation          Operation
	TemplateName       string
	Limit              *string  // nil: BOS did not report it; "": the session has no limit
	Stage              *bool    // nil: BOS did not report it
	IncludeDisabled    *bool    // nil: BOS did not report it (< 2.3)
	Components         []string // the nodes' xnames, sorted, no duplicates; nil until set-up
	NodesUnknown       bool     // v1 only: BOS cannot report the session's nodes, and Components is nil
	Status             string
	StartTime, EndTime time.Time // UTC; zero when unset
	Error              string    // trimmed; "" means none

	unconfirmed bool // v1 only: see Unconfirmed
}

// Unconfirmed reports whether the session, of v1, is complete but lacks something because of a single 404, for a boot
// set or the template, which may be a mistake. See [Client.ConfirmedSession].
func (s Session) Unconfirmed() bool { return s.unconfirmed }

// Complete reports whether the session has ended, with any result.
func (s Session) Complete() bool { return s.Status == StatusComplete }

// Settled reports whether there is nothing more to wait for: the session is complete, or it is staged and running, a
// state in which it stays until its staged nodes are applied (staged_keep_get_running.json). A staged shutdown stages
// nothing and completes after a moment (staged_shutdown_status.json).
func (s Session) Settled() bool {
	staged := s.Stage != nil && *s.Stage && s.Operation != OperationShutdown
	return s.Complete() || staged && s.Status == StatusRunning
}

// Matches reports whether the session has the same inputs as create, as far as BOS reported them. If not, field is
// Terraform's name of the first input that differs.
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

// value returns *s, or "" if s is nil: BOS stores a limit that was not given as "".
func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// SessionFilter selects sessions by status, age and session template; "" disables a criterion. Ages have BOS's form: 90m,
// 12h, 3d, 1w. BOS does not filter by session template: the client does.
type SessionFilter struct{ Status, MinAge, MaxAge, TemplateName string }

func (f SessionFilter) matches(session Session, now time.Time) bool {
	return f.mayMatch(session, now) && (f.Status == "" || session.Status == f.Status)
}

// mayMatch is like matches but treats pending and running alike.
func (f SessionFilter) mayMatch(session Session, now time.Time) bool {
	switch start := session.StartTime; {
	case f.Status != "" && session.Complete() != (f.Status == StatusComplete):
		return false
	case f.TemplateName != "" && session.TemplateName != f.TemplateName:
		return false
	case f.MinAge != "" && (start.IsZero() || start.After(ago(now, f.MinAge))):
		return false
	case f.MaxAge != "" && (start.IsZero() || start.Before(ago(now, f.MaxAge))):
		return false
	default:
		return true
	}
}

// ago returns the time that is age before now, computed as v2 does (session_list_min_age_1h.json of v2): "0" is now.
func ago(now time.Time, age string) time.Time {
	minutes := map[string]int64{"m": 1, "h": 60, "d": 24 * 60, "w": 7 * 24 * 60}
	number, unit := age[:len(age)-1], minutes[strings.ToLower(age[len(age)-1:])]
	count, err := strconv.ParseInt(number, 10, 32)
	if err != nil {
		count = 0
	}
	return time.Unix(now.Unix()-60*unit*count, 0)
}

// getOptions controls how a session is read.
type getOptions struct {
	once bool    // make one attempt only, for a caller that polls
	seen Session // the result of the previous poll; v1 then omits requests for what cannot have changed

	paused func() // v2 only: called before a retry's pause; nil = not wanted
}
