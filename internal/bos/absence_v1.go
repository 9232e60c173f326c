// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// settled finds out what a 404 of v1 means. It is an absence, and matches ErrNotFound, only where it is
// in the words that BOS v1 has for that, and BOS v1 is there: after an upgrade to CSM 1.6
// every path of v1 answers 404, though nobody has deleted anything.
func (v sessionsV1) settled(ctx context.Context, err error, once bool) error {
	var failure *Error
	if !errors.As(err, &failure) || failure.Status != http.StatusNotFound {
		return err
	}
	there := v.there(ctx, once)
	var gone *NoV1Error
	switch {
	case errors.As(there, &gone):
		return gone
	case there != nil:
		return fmt.Errorf("%w; so it cannot be told whether the session is absent or v1 of the API: %w", there, err)
	case failure.saysAbsent():
		failure.absent = true
	}
	return err
}

// routed is settled for a path that is always there.
func (v sessionsV1) routed(ctx context.Context, err error) error {
	var failure *Error
	if !errors.As(err, &failure) || !failure.unrouted() {
		return err
	}
	var gone *NoV1Error
	if errors.As(v.there(ctx, true), &gone) {
		return gone
	}
	return err
}

// there asks whether BOS v1 is. Its health is what every release was seen to answer (005_healthz.json,
// 003_healthz.json of CSM 1.2 and 1.3). A *NoV1Error: it is not.
func (v sessionsV1) there(ctx context.Context, once bool) error {
	_, err := callV1[healthV2](ctx, v, request{method: http.MethodGet, path: apiPathV1 + "/healthz", once: once})
	var failure *Error
	if errors.As(err, &failure) && failure.unrouted() {
		return &NoV1Error{Err: err}
	}
	return err
}

// saysAbsent: BOS v1 has no words for it ({}, 087_session_get_404.json; nothing at all,
// 079_status_session_404.json), a JSON string (095_session_delete_again.json), or a problem
// with a title of its own (007_template_get_404.json of CSM 1.2). All are labelled as JSON.
func (e *Error) saysAbsent() bool {
	body := strings.TrimSpace(e.Body)
	switch {
	case e.Status != http.StatusNotFound || !strings.Contains(e.ContentType, "json"):
		return false
	case e.Title+e.Detail == "":
		return body == "" || body == "{}"
	default:
		return !e.unrouted()
	}
}

// unrouted: the server that BOS is built on has no such path (006_not_found.json, v1_404.json of v2).
func (e *Error) unrouted() bool {
	return e.Status == http.StatusNotFound && strings.Contains(e.ContentType, "json") && e.Title == http.StatusText(http.StatusNotFound)
}

// What BOS v1 is known to do instead of answering.
const (
	brokenRecords = "BOS v1 closes the connection where the records of a session's progress are damaged: if this goes on, delete the session" // 124_session_status_bootset_missing.json
	longList      = "BOS v1 does not answer a list when the records of all its sessions together exceed 4 MB: delete old sessions"            // 130_session_list_hang.json
)

// unanswered tells whether a request was sent and no answer came.
func unanswered(err error) bool {
	var failure *Error
	return errors.As(err, &failure) && failure.Status == 0 && failure.sent && !failure.interrupted
}

// hinted says what may be behind an answer that did not come.
func hinted(err error, hint string) error {
	if !unanswered(err) {
		return err
	}
	return fmt.Errorf("%w; %s", err, hint)
}
