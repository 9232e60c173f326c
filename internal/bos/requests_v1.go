// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// apiPathV1 is the path of v1 of the API below the endpoint.
const apiPathV1 = "/v1"

// sessionsV1 are the requests on sessions of API v1, and all that knows its JSON. BOS starts an agent for each session,
// which writes down how it goes: a record of the session and one of each boot set of its template.
type sessionsV1 struct {
	c         *Client
	templates map[string]templateV2 // those of one list; nil = none are kept
}

func unsupportedV1(field, reason string) error {
	return &gateway.InputError{Field: field, Reason: "in v1 of the API, " + reason, Err: errors.ErrUnsupported}
}

// untenanted: BOS ≥ 2.3 refuses the header (060_session_create_tenant_header.json), earlier ones start the session for
// everybody's nodes (032_session_create_tenant_header.json of CSM 1.2 and 1.3).
func (v sessionsV1) checkNoTenant() error {
	if v.c.tenant == "" {
		return nil
	}
	return unsupportedV1("tenant", "there are no tenants: leave it out")
}

// callV1 makes a request to v1 of the API. A 404 is an absence only once that is confirmed: see sessionsV1.confirm404.
func callV1[T any](ctx context.Context, v sessionsV1, r gateway.Request) (T, error) {
	var none T
	if err := v.checkNoTenant(); err != nil {
		return none, err
	}
	r.NotFound = notFoundV1
	return gateway.Call[T](ctx, v.c.gateway, r)
}

// notFoundV1 interprets a 404 of v1. After an upgrade to CSM 1.6 every path of v1 answers 404 (v1_404.json of v2), so
// that no 404 by itself is an absence.
func notFoundV1(failure *gateway.Error) gateway.NotFound {
	switch {
	case noSuchPath(failure):
		return gateway.NotFoundOther
	case failure.Title+failure.Detail != "", saysAbsentV1(failure):
		return gateway.NotFoundUnconfirmed
	default:
		return gateway.NotFoundForeign
	}
}

// saysAbsentV1 reports whether a 404 is in the words of BOS v1 for an absence: none ({}, 087_session_get_404.json, or
// an empty body, 079_status_session_404.json), a JSON string (095_session_delete_again.json), or a problem document
// with a title of its own (007_template_get_404.json of CSM 1.2). All are labelled as JSON.
func saysAbsentV1(failure *gateway.Error) bool {
	body := strings.TrimSpace(failure.Body)
	switch {
	case failure.Status != http.StatusNotFound || !strings.Contains(failure.ContentType, "json"):
		return false
	case failure.Title+failure.Detail == "":
		return body == "" || body == "{}"
	default:
		return !noSuchPath(failure)
	}
}

// confirm404 finds out what a 404 of v1 means. It is an absence, and matches gateway.ErrNotFound, only where it is in
// BOS v1's words for that, and v1 is there. A *NoV1Error: it is not.
func (v sessionsV1) confirm404(ctx context.Context, err error, once bool) error {
	var failure *gateway.Error
	if !errors.As(err, &failure) || failure.Status != http.StatusNotFound {
		return err
	}
	health := v.checkExists(ctx, once)
	var gone *NoV1Error
	switch {
	case errors.As(health, &gone):
		return gone
	case health != nil:
		return fmt.Errorf("%w; so it cannot be told whether the session is absent or v1 of the API: %w", health, err)
	case saysAbsentV1(failure):
		failure.Confirm()
	}
	return err
}

// confirmPath returns a *NoV1Error for the 404 of a path that every BOS v1 has, if v1 is not there.
func (v sessionsV1) confirmPath(ctx context.Context, err error) error {
	var failure *gateway.Error
	if !errors.As(err, &failure) || !noSuchPath(failure) {
		return err
	}
	var gone *NoV1Error
	if errors.As(v.checkExists(ctx, true), &gone) {
		return gone
	}
	return err
}

// checkExists requests the health of BOS v1, which every release has answered (005_healthz.json, 003_healthz.json of CSM
// 1.2 and 1.3). A *NoV1Error: the system has no v1.
func (v sessionsV1) checkExists(ctx context.Context, once bool) error {
	_, err := callV1[healthV2](ctx, v, gateway.Request{Method: http.MethodGet, Path: apiPathV1 + "/healthz", Once: once})
	var failure *gateway.Error
	if errors.As(err, &failure) && noSuchPath(failure) {
		return &NoV1Error{Err: err}
	}
	return err
}

// What BOS v1 is known to do instead of answering.
const (
	// brokenRecordsHint: see 124_session_status_bootset_missing.json.
	brokenRecordsHint = "BOS v1 closes the connection where the records of a session's progress are damaged: " +
		"if this goes on, delete the session"
	// longListHint: see 130_session_list_hang.json.
	longListHint = "BOS v1 does not answer a list when the records of all its sessions together exceed 4 MB: " +
		"delete old sessions"
)

// unanswered reports whether a request was sent and there was no answer.
func unanswered(err error) bool {
	var failure *gateway.Error
	return errors.As(err, &failure) && failure.Status == 0 && failure.Sent() && !failure.Interrupted()
}

// hinted adds to the error of a request without an answer what may be the reason.
func withHint(err error, hint string) error {
	if !unanswered(err) {
		return err
	}
	return fmt.Errorf("%w; %s", err, hint)
}
