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

// sessionsV1 implements sessions for v1 of the API and is the only code that knows its JSON. BOS v1 starts an agent for
// each session. The agent records its progress: one record of the session and one of each boot set of its template.
type sessionsV1 struct {
	c         *Client
	templates map[string]templateV2 // cache for one list; nil means no cache
}

func unsupportedV1(field, reason string) error {
	return &gateway.InputError{Field: field, Reason: "in v1 of the API, " + reason, Err: errors.ErrUnsupported}
}

// checkNoTenant returns an error if the client acts for a tenant. BOS ≥ 2.3 rejects the header
// (060_session_create_tenant_header.json); earlier releases start the session for the nodes of all tenants
// (032_session_create_tenant_header.json of CSM 1.2 and 1.3).
func (v sessionsV1) checkNoTenant() error {
	if v.c.tenant == "" {
		return nil
	}
	return unsupportedV1("tenant", "there are no tenants")
}

// callV1 makes a v1 request. A 404 is an absence only after confirmation: see sessionsV1.confirm404.
func callV1[T any](ctx context.Context, v sessionsV1, r gateway.Request) (T, error) {
	var none T
	if err := v.checkNoTenant(); err != nil {
		return none, err
	}
	r.NotFound = notFoundV1
	return gateway.Call[T](ctx, v.c.gateway, r)
}

// notFoundV1 interprets a 404 of v1. After an upgrade to CSM 1.6 every v1 path answers 404 (v1_404.json of v2), so that
// a 404 alone is never an absence.
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

// saysAbsentV1 reports whether a 404 has one of the forms in which BOS v1 reports an absence: {}
// (087_session_get_404.json), an empty body (079_status_session_404.json), a JSON string
// (095_session_delete_again.json), or a problem document with its own title (007_template_get_404.json of CSM 1.2). All
// have a JSON content type.
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

// confirm404 determines what a 404 of v1 means. The returned error matches gateway.ErrNotFound only if the 404 has the
// form of an absence and the system has v1; it is a *NoV1Error if the system has no v1. Other errors are returned
// unchanged.
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
		return fmt.Errorf("%w; so that it is not known whether the session or v1 of the API is absent: %w", health, err)
	case saysAbsentV1(failure):
		failure.Confirm()
	}
	return err
}

// confirmPath returns a *NoV1Error in place of the 404 of a path that every BOS v1 has, if the system has no v1.
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

// checkExists requests the health of BOS v1, which every release answers (005_healthz.json, 003_healthz.json of CSM 1.2
// and 1.3). It returns a *NoV1Error if the system has no v1.
func (v sessionsV1) checkExists(ctx context.Context, once bool) error {
	get := gateway.Request{Method: http.MethodGet, Path: apiPathV1 + "/healthz", Once: once}
	_, err := callV1[healthV2](ctx, v, get)
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
		"if this continues, delete the session"
	// longListHint: see 130_session_list_hang.json.
	longListHint = "BOS v1 does not answer a list when the records of all its sessions together exceed 4 MB: " +
		"delete old sessions"
)

// unanswered reports whether a request was sent and got no answer.
func unanswered(err error) bool {
	var failure *gateway.Error
	return errors.As(err, &failure) && failure.Status == 0 && failure.Sent() && !failure.Interrupted()
}

// withHint adds a possible cause to the error of a request that got no answer.
func withHint(err error, hint string) error {
	if !unanswered(err) {
		return err
	}
	return fmt.Errorf("%w; %s", err, hint)
}
