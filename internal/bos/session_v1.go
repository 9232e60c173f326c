// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

const (
	sessionsPathV1 = apiPathV1 + "/session"
	sessionPathV1  = sessionsPathV1 + "/{name}"
)

func (v sessionsV1) check(create SessionCreate) error {
	errs := []error{checkLimit(create.Limit), v.checkNoTenant()}
	if create.Name != "" {
		errs = append(errs, unsupportedV1("name", "BOS chooses the name of a session itself"))
	}
	if create.TemplateName != "" {
		errs = append(errs, checkName("template_name", create.TemplateName))
	}
	switch create.Operation {
	case "", OperationBoot, OperationReboot, OperationShutdown, OperationConfigure:
	default: // BOS < 2.10 accepts anything that begins with boot (026_session_create_loose_operation.json of CSM 1.2)
		reason := fmt.Sprintf("%q is none of boot, configure, reboot and shutdown",
			gateway.Shorten(string(create.Operation), 64))
		errs = append(errs, &gateway.InputError{Field: "operation", Reason: reason})
	}
	if create.Stage {
		errs = append(errs, unsupportedV1("stage", "nothing can be staged"))
	}
	if create.IncludeDisabled {
		errs = append(errs, unsupportedV1("include_disabled", "disabled nodes are always left out"))
	}
	return errors.Join(errs...)
}

func (v sessionsV1) checkRequired(create SessionCreate) error {
	switch {
	case create.Operation == "":
		return &gateway.InputError{Field: "operation", Reason: "is empty"}
	case create.TemplateName == "":
		return &gateway.InputError{Field: "template_name", Reason: "is empty"}
	default:
		return nil
	}
}

func (v sessionsV1) create(ctx context.Context, create SessionCreate) (Session, error) {
	wire, err := callV1[sessionCreatedV1](ctx, v, gateway.Request{
		Method: http.MethodPost,
		Path:   sessionsPathV1,
		Body:   sessionCreateV1{Operation: create.Operation, TemplateName: create.TemplateName, Limit: create.Limit},
	})
	if err != nil {
		return Session{}, v.confirmPath(ctx, err)
	}
	session := wire.noun()
	if field, same := session.Matches(create); !same {
		return Session{}, &gateway.Error{
			Method: http.MethodPost, Path: sessionsPathV1, Status: http.StatusCreated,
			Err: errors.New("the answer is another session: its " + field + " differs"), Body: session.Name,
		}
	}
	return session, nil
}

// confirmedRecord is like record but confirms that a 404 is an absence: see confirm404.
func (v sessionsV1) confirmedRecord(ctx context.Context, name string, once bool) (recordV1, error) {
	found, err := v.record(ctx, name, once)
	return found, v.confirm404(ctx, err, once)
}

// record returns a session as one GET shows it, without its nodes.
func (v sessionsV1) record(ctx context.Context, name string, once bool) (recordV1, error) {
	wire, err := callV1[sessionV1](ctx, v, gateway.Request{
		Method: http.MethodGet, Path: sessionPathV1, Elements: map[string]string{"name": name}, About: name, Once: once,
	})
	return wire.noun(name), err
}

// get reads the nodes only until they are known, and again when the session is complete: a poll in between is one small
// GET. It never lists, as a list may hang (130_session_list_hang.json).
func (v sessionsV1) get(ctx context.Context, name string, opts getOptions) (Session, error) {
	found, err := v.confirmedRecord(ctx, name, opts.once)
	if err != nil {
		return Session{}, err
	}
	seen := opts.seen
	if !found.Complete() && seen.Name == name && len(seen.Components) > 0 {
		found.Status, found.Components = StatusRunning, seen.Components
		return found.Session, nil
	}
	return v.withNodes(ctx, found, opts.once)
}

func (v sessionsV1) delete(ctx context.Context, name string) error {
	_, err := callV1[gateway.Nothing](ctx, v, gateway.Request{
		Method: http.MethodDelete, Path: sessionPathV1, Elements: map[string]string{"name": name},
	})
	return v.confirm404(ctx, err, false)
}

// sessionCreateV1 omits a limit that was not given: BOS rejects null (051_session_create_null_limit.json).
type sessionCreateV1 struct {
	Operation    Operation `json:"operation"`
	TemplateName string    `json:"templateName"`
	Limit        *string   `json:"limit,omitempty"`
}

// sessionCreatedV1 is the answer to a POST, which contains the session's id only in its links and its job.
type sessionCreatedV1 struct {
	Operation    word `json:"operation"`
	TemplateName word `json:"templateName"`
	Job          word `json:"job"`
	Links        []struct {
		Href string `json:"href"`
		Rel  string `json:"rel"`
	} `json:"links"`
}

func (w *sessionCreatedV1) Check() error {
	if w.id() == "" {
		return errors.New("the answer does not name the session")
	}
	return nil
}

func (w *sessionCreatedV1) id() string {
	for _, link := range w.Links {
		if id := path.Base(link.Href); link.Rel == "session" && checkName("name", id) == nil {
			return id
		}
	}
	return sessionOfJob(w.Job)
}

// sessionOfJob returns the session whose agent runs as job, or "" if job is not an agent's job.
func sessionOfJob(job word) string {
	if id, isAgent := strings.CutPrefix(string(job), "boa-"); isAgent && checkName("name", id) == nil {
		return id
	}
	return ""
}

// noun leaves Limit nil: no GET returns it (038_session_get_limit.json).
func (w *sessionCreatedV1) noun() Session {
	return Session{
		Name: w.id(), Operation: operationV1(w.Operation), TemplateName: string(w.TemplateName), Status: StatusPending,
	}
}

// sessionV1 is the answer to a GET. The fields complete and in_progress are not read: before 2.0.9 they stay false
// (016_session_describe_complete.json of CSM 1.2 and 1.3). Without a record of the agent, all fields but the first four
// are "" (121_session_get_no_status.json).
type sessionV1 struct {
	Operation    word   `json:"operation"`
	TemplateName word   `json:"templateName"`
	Job          word   `json:"job"`
	StatusLink   word   `json:"status_link"`
	StartTime    moment `json:"start_time"`
	StopTime     moment `json:"stop_time"`
	ErrorCount   number `json:"error_count"`
}

// Check accepts the incomplete record that an aborted POST leaves behind.
func (w *sessionV1) Check() error {
	if w.Operation+w.TemplateName+w.Job+w.StatusLink == "" {
		return errors.New("the answer is not a session")
	}
	return nil
}

// Subject takes the name from the agent's job, which BOS returns in every state of a session
// (121_session_get_no_status.json).
func (w *sessionV1) Subject() (name, tenant string) {
	return sessionOfJob(w.Job), ""
}

// recordV1 is a session as one GET shows it.
type recordV1 struct {
	Session
	errors int // BOS's count, which may be 0 although nodes failed (081_fail_describe.json)
}

func (w *sessionV1) noun(name string) recordV1 {
	session := Session{
		Name:         name,
		Operation:    operationV1(w.Operation),
		TemplateName: string(w.TemplateName),
		Status:       StatusPending,
		StartTime:    w.StartTime.Time,
		EndTime:      w.StopTime.Time,
	}
	switch zero := (time.Time{}); {
	case session.EndTime != zero:
		session.Status = StatusComplete
	case session.StartTime != zero:
		session.Status = StatusRunning
	}
	return recordV1{Session: session, errors: w.ErrorCount.count()}
}

// operationV1 returns the operation in lower case: v1 stores it as it was typed (036_session_get_mixed_case.json).
func operationV1(typed word) Operation {
	for _, operation := range []Operation{OperationBoot, OperationReboot, OperationShutdown, OperationConfigure} {
		if strings.EqualFold(string(typed), string(operation)) {
			return operation
		}
	}
	return Operation(typed)
}
